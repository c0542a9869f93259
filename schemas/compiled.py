"""marshmallow's schemas as plain functions: what `dump` gives, made once and called for every record that is written.

A compiled schema leaves days and instants to orjson, which writes them as marshmallow's fields do; the tests hold the bytes
of both equal for every schema that is served.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC
from typing import Any

import orjson
from marshmallow import Schema, fields

from schemas.fields import Instant, LabelOf, PublicId
from store.identity import public_id

Dump = Callable[[Any], Any]


def dumper(schema: Schema) -> Callable[[Any], bytes]:
    """Give the function from facts to the JSON bytes that `schema.dump` would give."""
    write = _record(schema)

    def dump(facts: Any) -> bytes:
        return orjson.dumps(write(facts), option=orjson.OPT_UTC_Z)

    return dump


def _record(schema: Schema) -> Dump:
    """Write a record. What is written as it stands is told apart from what is converted: most is the former."""
    steps = [
        (name, one.attribute or name, _field(one), isinstance(one, LabelOf)) for name, one in schema.dump_fields.items()
    ]
    plain = [(name, attribute) for name, attribute, convert, _ in steps if convert is None]
    converted = [(name, attribute, convert) for name, attribute, convert, whole in steps if convert and not whole]
    derived = [(name, convert) for name, _, convert, whole in steps if convert and whole]
    blank = dict.fromkeys(name for name, *_ in steps)

    def write(facts: Any) -> Any:
        if facts is None:
            return None
        written = blank.copy()
        for name, attribute in plain:
            written[name] = facts[attribute]
        for name, attribute, convert in converted:
            value = facts[attribute]
            if value is not None:
                written[name] = convert(value)
        for name, convert in derived:
            written[name] = convert(facts)
        return written

    return write


def _field(one: fields.Field[Any]) -> Dump | None:
    """Give the function from a value that is there to what orjson writes; None where it stands as it is."""
    if isinstance(one, fields.Nested):
        return _record(one.schema)
    if isinstance(one, fields.List):
        inner = _field(one.inner)
        return None if inner is None else lambda values: [inner(value) for value in values]
    if isinstance(one, LabelOf):
        return lambda facts: one._serialize(None, None, facts)
    if isinstance(one, PublicId):
        kind = one.of
        return lambda record: public_id(kind, record)
    if isinstance(one, Instant):
        return lambda moment: moment if moment.tzinfo is UTC else moment.astimezone(UTC)
    return _converter(one)


def _converter(one: fields.Field[Any]) -> Dump | None:
    if isinstance(one, fields.Float):
        return float
    if isinstance(one, fields.String | fields.Integer | fields.Boolean | fields.Date | fields.Dict):
        return None
    raise TypeError(f"{type(one).__name__} has no compiled form; add it to schemas/compiled.py.")
