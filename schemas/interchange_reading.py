"""Read lines as their schemas have them, several times as fast: marshmallow looks at every field that a line might have."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from marshmallow import ValidationError, fields, missing

from schemas.interchange import LineSchema
from schemas.interchange_fields import Part, Several, Told

Read = Callable[[Any], Any]


def reader(schema: LineSchema) -> Callable[[dict[str, Any]], dict[str, Any]]:
    """Make what reads a line into what `schema.load` makes of it; of a line with faults it raises the first that it finds."""
    steps = {field.data_key or name: (name, _step(field)) for name, field in schema.fields.items()}
    required = frozenset(name for name, field in schema.fields.items() if field.required)
    defaults = {name: field.load_default for name, field in schema.fields.items() if field.load_default is not missing}

    def read(given: dict[str, Any]) -> dict[str, Any]:
        found = {name: default() if callable(default) else default for name, default in defaults.items()}
        known = set()
        for written, value in schema.spelt_out(given).items():
            if written not in steps:
                raise ValidationError("is no field here.", written)
            if value is not None:
                name, step = steps[written]
                found[name] = step(value)
                known.add(name)
        if not required <= known:
            raise ValidationError("is missing", next(iter(required - known)))
        schema.check(found)
        return found

    return read


def _step(field: fields.Field[Any]) -> Read:
    if isinstance(field, Told):
        return field.read
    return _several(field) if isinstance(field, Several) else _part(field)


def _several(field: Several) -> Read:
    step, once = _step(field.inner), field.once

    def read(value: Any) -> list[Any]:
        if not isinstance(value, list):
            raise ValidationError("should be a list")
        found = [step(item) for item in value]
        if once is not None and len({once(item) for item in found}) < len(found):
            raise ValidationError("has the same twice")
        return found

    return read


def _part(field: fields.Field[Any]) -> Read:
    if not isinstance(field, Part) or not isinstance(field.schema, LineSchema):
        raise TypeError(f"{field!r} is no field of a line.")
    inner, short = reader(field.schema), field.short

    def read(value: Any) -> dict[str, Any]:
        if short and isinstance(value, str):
            value = {short: value}
        if not isinstance(value, dict):
            raise ValidationError("should be an object")
        return inner(value)

    return read
