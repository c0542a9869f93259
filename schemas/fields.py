"""Fields that marshmallow does not have: ids as clients see them, instants, codes with their codebook."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from marshmallow import Schema, fields, validate

from schemas.codebook import codebook, label
from store.identity import Kind, id_pattern, parsed_id, public_id

# Above this many codes a list of them says less than the name of the codebook.
LISTED_CODES = 50

EXAMPLE_IDS = {kind: public_id(kind, 1_234_567_890_123_456_789) for kind in Kind}


def described(description: str, **more: Any) -> dict[str, Any]:
    """Give the metadata of a field: what the OpenAPI document says of it."""
    return {"description": description, **more}


class PublicId(fields.Field[int]):
    """An id: a whole number inside, `evt_…` outside."""

    default_error_messages = {  # noqa: RUF012 - marshmallow declares it so
        "invalid": "{value!r} is not the id of {kind}: that is {prefix}_ and 13 letters and digits."
    }

    def __init__(self, kind: Kind, description: str = "", **options: Any) -> None:
        super().__init__(
            metadata=described(
                description or f"The id of {an(kind)}. Opaque and stable.",
                examples=[EXAMPLE_IDS[kind]],
                pattern=id_pattern(kind),
                type="string",
                maxLength=len(EXAMPLE_IDS[kind]),
            ),
            **options,
        )
        self.of = kind

    def _serialize(self, value: int | None, attr: str | None, obj: Any, **options: Any) -> str | None:
        return None if value is None else public_id(self.of, value)

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **options: Any) -> int:
        record = parsed_id(self.of, value) if isinstance(value, str) else None
        if record is None:
            raise self.make_error("invalid", value=value, kind=an(self.of), prefix=self.of.prefix)
        return record


def an(kind: Kind) -> str:
    """Put the article before the name of a kind."""
    return f"{'an' if kind.value[0] in 'aeiou' else 'a'} {kind.value}"


class Instant(fields.Field[datetime]):
    """An instant in UTC, RFC 3339: 2024-08-05T00:00:00Z."""

    def __init__(self, description: str, **options: Any) -> None:
        super().__init__(
            metadata=described(description, examples=["2024-08-05T00:00:00Z"], type="string", format="date-time"),
            **options,
        )

    def _serialize(self, value: datetime | None, attr: str | None, obj: Any, **options: Any) -> str | None:
        return None if value is None else instant(value)


def instant(value: datetime) -> str:
    """Spell an instant as it is served: in UTC, RFC 3339."""
    return value.astimezone(UTC).isoformat().replace("+00:00", "Z")


class LabelOf(fields.String):
    """What the code in another field of the record means, in the words of its codebook."""

    _CHECK_ATTRIBUTE = False

    def __init__(self, scheme: str, of: str, description: str, **options: Any) -> None:
        super().__init__(metadata=described(description), **options)
        self.scheme = scheme
        self.of = of

    def _serialize(self, value: Any, attr: str | None, obj: Any, **options: Any) -> str:
        return label(self.scheme, str(obj[self.of]))


def words(description: str, **options: Any) -> fields.String:
    """Plain text."""
    return fields.String(metadata=described(description, **options.pop("more", {})), **options)


def maybe(description: str, **options: Any) -> fields.String:
    """Plain text, null where it is not known."""
    return words(description, allow_none=True, **options)


def day(description: str, **options: Any) -> fields.Date:
    """A day, YYYY-MM-DD."""
    return fields.Date(metadata=described(description, examples=["2024-08-04"]), **options)


def whole(description: str, low: int = 0, high: int = 2**31 - 1, **options: Any) -> fields.Integer:
    """A whole number that every client can hold."""
    return fields.Integer(
        validate=validate.Range(low, high), metadata=described(description, format="int32"), **options
    )


def number(description: str, low: float, high: float, **options: Any) -> fields.Float:
    """A number within bounds."""
    return fields.Float(validate=validate.Range(low, high), metadata=described(description), **options)


def coded(scheme: str, description: str, **options: Any) -> fields.String:
    """A code of a codebook; few codes are listed, many are named by the codebook."""
    codes = list(codebook(scheme).codes)
    if len(codes) <= LISTED_CODES and not options.get("allow_none"):
        options["validate"] = validate.OneOf(codes)
    more = {"examples": [codes[0]], "x-codebook": scheme}
    return fields.String(metadata=described(f"{description} Codebook `{scheme}`.", **more), **options)


def several(inner: fields.Field[Any], description: str, high: int = 10_000, **options: Any) -> fields.List[Any]:
    """A list; nothing that is served has more than `high` items."""
    return fields.List(inner, metadata=described(description, maxItems=high), **options)


def nested(schema: type[Schema], description: str, **options: Any) -> fields.Nested:
    """A record within a record."""
    return fields.Nested(schema, metadata=described(description), **options)


def nested_list(schema: type[Schema], description: str, high: int = 10_000, **options: Any) -> fields.List[Any]:
    """Records within a record."""
    return several(fields.Nested(schema), description, high, **options)
