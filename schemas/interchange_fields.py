"""Fields of the lines of `dateline export --all`: each takes one form only, and says what would have been right."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any, TypeVar

from marshmallow import Schema, ValidationError, fields

from schemas.annotation import is_code_of
from schemas.codebook import codebook
from schemas.fields import described
from store.tokens import folded

# PostgreSQL indexes what is up to 2,704 bytes long, with the id that stands beside it.
INDEXED_BYTES = 2_600
MOST = 2**31 - 1
SHOWN = 60

T = TypeVar("T")

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?([Zz]|[+-]\d{2}:\d{2})")
_FINGERPRINT = re.compile(r"[0-9a-f]{32}")


def is_day(value: Any) -> bool:
    """Tell whether this is written as a day alone."""
    return isinstance(value, str) and _DAY.fullmatch(value) is not None


def quoted(value: Any) -> str:
    """Write a value of JSON for a complaint, not longer than it takes to find it."""
    shown = repr(value)
    return f"{shown[:SHOWN]}…" if len(shown) > SHOWN else shown


class Told(fields.Field[T]):
    """A field with a form that `right` names: "a day such as 2024-08-05"."""

    right = ""

    def __init__(self, description: str, **options: Any) -> None:
        super().__init__(metadata=described(description), **options)

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **options: Any) -> T:
        return self.read(value)

    def read(self, value: Any) -> T:
        """Read a value of JSON. Raises ValidationError."""
        raise NotImplementedError

    def wrong(self, value: Any) -> ValidationError:
        """Complain of a value."""
        return ValidationError(f"is {quoted(value)}, it should be {self.right}")


class Text(Told[str]):
    """Text without NUL; `most` bytes of UTF-8 where it is indexed."""

    right = "text"

    def __init__(self, description: str, *, most: int | None = None, least: int = 1, **options: Any) -> None:
        super().__init__(description, **options)
        self.most = most
        self.least = least

    def read(self, value: Any) -> str:
        """Take text as it is."""
        if not isinstance(value, str):
            raise self.wrong(value)
        if "\x00" in value:
            raise ValidationError(f"has NUL as its character {value.index(chr(0)) + 1}, which no text has")
        if len(value) < self.least:
            raise ValidationError("is empty; leave it out where nothing is known")
        if self.most is not None and (size := self.size_of(value)) > self.most:
            raise ValidationError(f"has {size:,} bytes where {self.most:,} are the most")
        return value

    def size_of(self, value: str) -> int:
        """Count the bytes that are bounded."""
        return len(value.encode())


class Name(Text):
    """A name: it is found by what it folds to, which is bounded too."""

    def __init__(self, description: str, **options: Any) -> None:
        super().__init__(description, most=INDEXED_BYTES, **options)

    def size_of(self, value: str) -> int:
        """Count the bytes of the longer of the two."""
        return max(len(value.encode()), len(folded(value).encode()))


class Key(Text):
    """What names a record for ever."""

    right = "a key, such as country/IRN"

    def __init__(self, description: str, **options: Any) -> None:
        super().__init__(description, most=INDEXED_BYTES, **options)


class Matching(Text):
    """Text of a pattern."""

    def __init__(self, description: str, pattern: str, right: str, **options: Any) -> None:
        super().__init__(description, most=200, **options)
        self.right = right
        self._pattern = re.compile(pattern)

    def read(self, value: Any) -> str:
        """Take what matches whole."""
        found = super().read(value)
        if not self._pattern.fullmatch(found):
            raise self.wrong(found)
        return found


class Code(Told[str]):
    """A code of a codebook."""

    def __init__(self, scheme: str, description: str, **options: Any) -> None:
        super().__init__(description, **options)
        self.scheme = scheme
        self.right = f"a code of the codebook `{scheme}`"
        self._refuse = is_code_of(scheme)

    def read(self, value: Any) -> str:
        """Take a code as it is."""
        if not isinstance(value, str) or len(value) > SHOWN:
            raise self.wrong(value)
        if value not in codebook(self.scheme).codes:
            self._refuse(value)
        return value


class Whole(Told[int]):
    """A whole number that every store can hold."""

    def __init__(self, description: str, low: int = 0, high: int = MOST, **options: Any) -> None:
        super().__init__(description, **options)
        self.right = f"a whole number from {low} to {high}"
        self._low, self._high = low, high

    def read(self, value: Any) -> int:
        """Take a number without a fraction."""
        if not isinstance(value, int) or isinstance(value, bool) or not self._low <= value <= self._high:
            raise self.wrong(value)
        return value


class Number(Told[float]):
    """A number within bounds."""

    def __init__(self, description: str, low: float, high: float, **options: Any) -> None:
        super().__init__(description, **options)
        self.right = f"a number from {low:g} to {high:g}"
        self._low, self._high = low, high

    def read(self, value: Any) -> float:
        """Take a number; one kind of zero is enough."""
        if not isinstance(value, int | float) or isinstance(value, bool) or not self._low <= value <= self._high:
            raise self.wrong(value)
        return float(value) + 0.0


class YesNo(Told[bool]):
    """True or false."""

    right = "true or false"

    def read(self, value: Any) -> bool:
        """Take one of the two."""
        if not isinstance(value, bool):
            raise self.wrong(value)
        return value


class Day(Told[date]):
    """A day."""

    right = "a day such as 2024-08-05"

    def read(self, value: Any) -> date:
        """Read a day."""
        if not is_day(value):
            raise self.wrong(value)
        try:
            return date.fromisoformat(value)
        except ValueError:
            raise self.wrong(value) from None


class Moment(Told[datetime]):
    """An instant, in UTC."""

    right = "an instant with its zone, such as 2024-08-05T12:00:00Z"

    def read(self, value: Any) -> datetime:
        """Read an instant."""
        if not isinstance(value, str) or not _MOMENT.fullmatch(value):
            raise self.wrong(value)
        try:
            return datetime.fromisoformat(value.upper()).astimezone(UTC)
        except (ValueError, OverflowError):
            raise self.wrong(value) from None


class Fingerprint(Told[str]):
    """What `schemas.interchange.sealed` has written."""

    right = "as it was exported; leave it out of a line of your own"

    def read(self, value: Any) -> str:
        """Take what looks like one."""
        if not isinstance(value, str) or not _FINGERPRINT.fullmatch(value):
            raise self.wrong(value)
        return value


class Part(fields.Nested):
    """A record within a record. One with a `short` field may be written as that alone: "2024-08-05" for a date."""

    def __init__(self, schema: type[Schema], description: str, *, short: str | None = None, **options: Any) -> None:
        super().__init__(schema, metadata=described(description), **options)
        self.short = short

    def _deserialize(
        self, value: Any, attr: str | None, data: Mapping[str, Any] | None, partial: Any = None, **options: Any
    ) -> Any:
        if self.short and isinstance(value, str):
            value = {self.short: value}
        if not isinstance(value, dict):
            raise ValidationError(f"is {quoted(value)}, it should be an object")
        return super()._deserialize(value, attr, data, partial, **options)


class Several(fields.List[Any]):
    """A list; nothing in it stands twice, where `once` says what makes an item the same."""

    def __init__(self, inner: fields.Field[Any], description: str, *, once: Any = None, **options: Any) -> None:
        if not options.get("required"):
            options["load_default"] = list
        super().__init__(inner, metadata=described(description), **options)
        self.once = once

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **options: Any) -> list[Any]:
        if not isinstance(value, list):
            raise ValidationError("should be a list")
        found = super()._deserialize(value, attr, data, **options)
        if self.once is not None and len({self.once(item) for item in found}) < len(found):
            raise ValidationError("has the same twice")
        return found


class Words(Told[dict[str, str]]):
    """An object whose values are all text."""

    right = "an object of texts"

    def __init__(self, description: str) -> None:
        super().__init__(description, load_default=dict)
        self._word = Text("", least=0)

    def read(self, value: Any) -> dict[str, str]:
        """Take an object as it is."""
        if not isinstance(value, dict):
            raise self.wrong(value)
        try:
            return {self._word.read(name): self._word.read(one) for name, one in value.items()}
        except ValidationError as error:
            raise ValidationError(f"has a value that {error.messages[0]}") from None
