"""How query parameters are read: lists, days, instants, codes and numbers, each refusing what it is not."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from dateutil.relativedelta import relativedelta
from marshmallow import ValidationError, fields, validate

from schemas.codebook import branch, codebook, several
from schemas.fields import described
from schemas.nearest import advice
from store.tokens import folded

MAX_VALUES = 50
MAX_WORDS = 300
RELATIVE = "now(?:-(?:[0-9]{1,4}[hdwM]|[0-9]{1,3}y))?"
_RELATIVE = re.compile(RELATIVE)
_UNITS = {"h": "hours", "d": "days", "w": "weeks", "M": "months", "y": "years"}
# Python also reads 1_000, padding and the digits of other scripts.
_NUMBER = re.compile(r"-?\d+(\.\d+)?([eE][+-]?\d+)?", re.ASCII)
_CONTROLS = "".join(map(chr, (*range(32), 127)))
PLAIN_PATTERN = r"^[^\u0000-\u001f\u007f]*$"
# What it may be as one of several values: a comma or backslash within it has a backslash before it.
SEVERAL_PATTERN = r"^(?:[^\u0000-\u0020\u007f,\\]|\\[,\\])(?:[^\u0000-\u001f\u007f,\\]|\\[,\\])*$"
# There is no year 0, and months have their own lengths; only a 29 February is left to be looked up.
_YEAR = "(?:[0-9]{3}[1-9]|[0-9]{2}[1-9]0|[0-9][1-9]00|[1-9]000)"
_DAYS_OF_MONTHS = (
    "(?:(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])|(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)|02-(?:0[1-9]|[12][0-9]))"
)
_CALENDAR = f"{_YEAR}(?:-(?:0[1-9]|1[0-2])|-{_DAYS_OF_MONTHS})?"
_HOUR = "(?:[01][0-9]|2[0-3])"
_TIME = f"{_HOUR}:[0-5][0-9](?::[0-5][0-9](?:\\.[0-9]{{1,6}})?)?(?:Z|[+-]{_HOUR}:[0-5][0-9])"
_INSTANT = f"{_YEAR}-{_DAYS_OF_MONTHS}T{_TIME}"
DAY_OR_INSTANT = f"{_YEAR}-{_DAYS_OF_MONTHS}(?:T{_TIME})?"
DAY_PATTERN = f"^(?:{_CALENDAR}|{_INSTANT}|{RELATIVE})$"
_WHOLE = re.compile(_CALENDAR)
_WITH_TIME = re.compile(_INSTANT)
_DAY_FORMS = "a day (2024-08-04), a month (2024-08), a year (2024), a date-time with its zone or now-7d"


def split_values(raw: str) -> list[str]:
    """Split at commas; a backslash keeps the comma, or the backslash, that follows it."""
    if "\\" not in raw:
        return raw.split(",")
    pieces = []
    current: list[str] = []
    characters = iter(raw)
    for character in characters:
        if character == ",":
            pieces.append("".join(current))
            current = []
        elif character == "\\":
            following = next(characters, "")
            current.append(following if following in ",\\" else f"\\{following}")
        else:
            current.append(character)
    return [*pieces, "".join(current)]


class Several(fields.List[Any]):
    """Several values, any of which may match: `a,b`, the parameter repeated, or both; `\\,` is a comma within a value."""

    def __init__(self, inner: fields.Field[Any], description: str, most: int = MAX_VALUES, **more: Any) -> None:
        super().__init__(inner, metadata=described(description, **{"maxItems": most, "minItems": 1, **more}))
        self.most = most
        if isinstance(inner, Plain):
            inner.metadata = {**inner.metadata, "pattern": SEVERAL_PATTERN}

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **options: Any) -> list[Any]:
        raw = value if isinstance(value, list) else [value]
        pieces = [piece.strip(" ") for item in raw for piece in split_values(str(item))]
        if not all(pieces):
            raise ValidationError("is empty; leave the parameter out, or give a value.")
        if len(pieces) > self.most:
            raise ValidationError(f"has {len(pieces)} values; it takes up to {self.most}.")
        return super()._deserialize(self._each_once(pieces), attr, data, **options)

    def _each_once(self, pieces: list[str]) -> list[str]:
        return list(dict.fromkeys(pieces))


class Distinct(Several):
    """Several values of which each is a part of the answer by itself, so that none may stand twice."""

    def __init__(self, inner: fields.Field[Any], description: str, most: int = MAX_VALUES) -> None:
        super().__init__(inner, description, most, uniqueItems=True)

    def _each_once(self, pieces: list[str]) -> list[str]:
        twice = [piece for piece, count in Counter(pieces).items() if count > 1]
        if twice:
            raise ValidationError(f"has {twice[0]} more than once; name each once.")
        return pieces


class Two(Several):
    """Two values that differ; how many came is looked at where they are read."""

    def __init__(self, inner: fields.Field[Any], description: str, example: tuple[str, str]) -> None:
        super().__init__(inner, description, minItems=2, maxItems=2, uniqueItems=True, examples=[list(example)])


class Plain(fields.String):
    """A short text without control characters."""

    def __init__(self, description: str, *, example: str | None = None, **options: Any) -> None:
        more = {"examples": [example]} if example else {}
        super().__init__(
            validate=[
                validate.Length(1, MAX_WORDS, error=f"takes 1 to {MAX_WORDS} characters."),
                validate.ContainsNoneOf(_CONTROLS, error="may not hold control characters."),
            ],
            metadata=described(description, pattern=PLAIN_PATTERN, **more),
            **options,
        )


class CodeOf(fields.String):
    """A code of a codebook. `whole_branch` reads it as the code with all its descendants."""

    def __init__(self, scheme: str, description: str = "", *, whole_branch: bool = False) -> None:
        super().__init__(metadata=described(description, enum=list(codebook(scheme).codes), **{"x-codebook": scheme}))
        self.scheme = scheme
        self.whole_branch = whole_branch

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **options: Any) -> Any:
        codes = codebook(self.scheme).codes
        if value not in codes:
            said = f"{value!r} is no code of {self.scheme}; /v1/codebooks/{self.scheme} lists them."
            raise ValidationError(advice(said, str(value), codes, self._meant(str(value))))
        return branch(self.scheme, value) if self.whole_branch else value

    def _meant(self, value: str) -> str | None:
        """Find the code that this may be meant for: another spelling of its label or of one of its facts."""
        for code, entry in codebook(self.scheme).codes.items():
            told = (one for fact in entry.facts.values() for one in several(fact))
            if value.casefold() in map(str.casefold, (entry.label, *told)):
                return code
        return None


class Branches(Several):
    """Several codes, each standing for its whole branch."""

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **options: Any) -> list[Any]:
        found = super()._deserialize(value, attr, data, **options)
        return sorted({code for codes in found for code in codes})


class Number(fields.Float):
    """A number within bounds."""

    def __init__(self, low: float, high: float, description: str = "") -> None:
        super().__init__(
            allow_nan=False,
            validate=validate.Range(low, high, error=f"takes a number from {low:g} to {high:g}."),
            metadata=described(description),
            error_messages={"invalid": "is not a number."},
        )

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **options: Any) -> Any:
        if not _NUMBER.fullmatch(str(value)):
            raise self.make_error("invalid", input=value)
        return super()._deserialize(value, attr, data, **options)


class Choice(fields.String):
    """One of a few words; another is answered with the nearest."""

    def __init__(self, words: Iterable[str], description: str, **options: Any) -> None:
        self.words = tuple(words)
        super().__init__(metadata=described(description, enum=list(self.words)), **options)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **options: Any) -> str:
        if value not in self.words:
            raise ValidationError(advice(f"{value!r} is not offered.", str(value), self.words))
        return str(value)


class Whole(fields.Integer):
    """A whole number within bounds."""

    def __init__(self, low: int, high: int, description: str = "", **options: Any) -> None:
        super().__init__(
            validate=validate.Range(low, high, error=f"takes a whole number from {low} to {high}."),
            metadata=described(description, format="int32"),
            error_messages={"invalid": "is not a whole number."},
            **options,
        )

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **options: Any) -> Any:
        if not _NUMBER.fullmatch(str(value)):
            raise self.make_error("invalid", input=value)
        return super()._deserialize(value, attr, data, **options)


class ChangeNumber(fields.Integer):
    """The number of a change, or 0."""

    def __init__(self, description: str) -> None:
        super().__init__(
            validate=validate.Range(0, 2**63 - 1, error="is a number from meta.last, 0 for the beginning."),
            metadata=described(description, format="int64", examples=[0]),
            error_messages={"invalid": "is not a whole number."},
        )

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **options: Any) -> Any:
        if not _NUMBER.fullmatch(str(value)):
            raise self.make_error("invalid", input=value)
        return super()._deserialize(value, attr, data, **options)


class Truth(fields.Boolean):
    """true or false."""

    truthy = {"true", True}  # noqa: RUF012 - marshmallow reads it off the class
    falsy = {"false", False}  # noqa: RUF012

    def __init__(self, description: str) -> None:
        super().__init__(metadata=described(description), error_messages={"invalid": "is true or false."})


class FoldedName(Plain):
    """A name, read as it is looked up: without case and accents."""

    # Not `_deserialize`: the text is validated before it is folded, and may then have another length.
    def deserialize(
        self, value: Any, attr: str | None = None, data: Mapping[str, Any] | None = None, **options: Any
    ) -> Any:
        """Read the name, then fold it."""
        return folded(super().deserialize(value, attr, data, **options))


class Identifier(fields.String):
    """An identifier in somebody's scheme, read as the pair of both."""

    def __init__(self) -> None:
        pattern = r"^[A-Za-z0-9._-]{1,60}:[^\u0000-\u0020\u007f,\\]{1,200}$"
        super().__init__(metadata={"examples": ["wikidata:Q794"], "pattern": pattern, "maxLength": MAX_WORDS})

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **options: Any) -> Any:
        scheme, _, identifier = str(value).partition(":")
        if not (scheme and identifier) or len(value) > MAX_WORDS or any(letter in _CONTROLS for letter in value):
            raise ValidationError(f"{value!r} is not written as scheme:value, such as wikidata:Q794.")
        return scheme, identifier


class Zone(fields.String):
    """The name of a time zone."""

    def __init__(self) -> None:
        super().__init__(
            metadata=described(
                "The time zone in which `now` and days are read, by its IANA name. Default UTC.",
                examples=["Asia/Beirut"],
                maxLength=40,
                pattern=r"^[A-Za-z0-9_+/-]+$",
            )
        )

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **options: Any) -> str:
        if value not in _zone_names():
            raise ValidationError(advice(f"{value!r} is no time zone.", str(value), sorted(_zone_names())))
        return str(value)


@dataclass(frozen=True, slots=True)
class Days:
    """An interval of days, both included."""

    start: date
    end: date


class DayRange(fields.Field[Days]):
    """A day, month, year, date-time or `now-7d`, read as the interval of days that it covers."""

    def __init__(self, description: str) -> None:
        super().__init__(
            metadata=described(
                f"{description} Takes {_DAY_FORMS}.",
                type="string",
                pattern=DAY_PATTERN,
                maxLength=40,
                examples=["2024-08-01"],
            )
        )

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **options: Any) -> Days:
        first, last = _interval(str(value), _zone(data))
        return Days(first.date(), last.date())


class Moment(fields.Field[datetime]):
    """A day, month, year, date-time or `now-7d`, read as its first instant or its last (`edge`)."""

    def __init__(self, edge: str, description: str = "") -> None:
        super().__init__(
            metadata=described(
                f"{description} Takes {_DAY_FORMS}.",
                type="string",
                pattern=DAY_PATTERN,
                maxLength=40,
                examples=["2024-08-01T00:00:00Z"],
            )
        )
        self.edge = edge

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **options: Any) -> datetime:
        first, last = _interval(str(value), _zone(data))
        try:
            return (first if self.edge == "first" else last).astimezone(UTC)
        except OverflowError:
            raise ValidationError("is beyond the instants that can be kept.") from None


def _zone(data: Mapping[str, Any] | None) -> ZoneInfo:
    """Read the zone off the other parameters; a bad one is reported by its own field."""
    name = (data or {}).get("tz")
    return ZoneInfo(name) if name in _zone_names() else ZoneInfo("UTC")


@cache
def _zone_names() -> frozenset[str]:
    """List the zones that there are; to look takes 25 ms, so once."""
    return frozenset(available_timezones())


def _interval(value: str, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """Give the first and the last instant of what a date parameter names."""
    try:
        if _RELATIVE.fullmatch(value):
            return (moment := _relative(value, zone), moment)
        if _WHOLE.fullmatch(value):
            return _calendar(value, zone)
        if _WITH_TIME.fullmatch(value):
            # The same instant is the same day, in whatever zone it is written.
            return (there := datetime.fromisoformat(value).astimezone(zone), there)
    except (ValueError, OverflowError):
        pass
    raise ValidationError(f"{value!r} is not a date. Takes {_DAY_FORMS}.")


def this_minute() -> datetime:
    """Give now, to the minute: `now` means the same in two requests of one minute, so that they can share an answer."""
    return datetime.now(UTC).replace(second=0, microsecond=0)


def _relative(value: str, zone: ZoneInfo) -> datetime:
    now = this_minute().astimezone(zone)
    if value == "now":
        return now
    steps: Mapping[str, Any] = {_UNITS[value[-1]]: int(value[4:-1])}
    return now - relativedelta(**steps)


def _calendar(value: str, zone: ZoneInfo) -> tuple[datetime, datetime]:
    year, month, day = (*map(int, value.split("-")), None, None)[:3]
    first = date(year or 0, month or 1, day or 1)
    after = _NEXT[value.count("-")](first)
    last = datetime.combine(after, time.max, zone)
    return datetime.combine(first, time.min, zone), last


_NEXT: Mapping[int, Callable[[date], date]] = {
    0: lambda first: date(first.year, 12, 31),
    1: lambda first: first + relativedelta(day=31),
    2: lambda first: first + timedelta(),
}
