"""marshmallow's schemas as plain functions: what `dump` gives, made once and called for every record that is written.

A compiled schema leaves days and instants to orjson, which writes them as marshmallow's fields do; the tests hold the bytes
of both equal for every schema that is served.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC
from functools import lru_cache, partial
from operator import itemgetter
from typing import Any

import orjson
from marshmallow import Schema, fields

from schemas.codebook import label
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
    """Write a record: all of it is taken at once, then what does not stand as it is is converted."""
    names = tuple(schema.dump_fields)
    attributes = [
        one.of if isinstance(one, LabelOf) else one.attribute or name for name, one in schema.dump_fields.items()
    ]
    take = itemgetter(*attributes) if len(attributes) > 1 else lambda facts: (facts[attributes[0]],)
    converted = [(name, convert) for name, one in schema.dump_fields.items() if (convert := _field(one)) is not None]

    def write(facts: Any) -> Any:
        if facts is None:
            return None
        written = dict(zip(names, take(facts), strict=True))
        for name, convert in converted:
            value = written[name]
            if value is not None:
                written[name] = convert(value)
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
        scheme = one.scheme
        return lru_cache(1024)(lambda code: label(scheme, str(code)))
    if isinstance(one, PublicId):
        # Most ids are those of others: entities, publishers, articles.
        return lru_cache(16384)(partial(public_id, one.of))
    if isinstance(one, Instant):
        return lambda moment: moment if moment.tzinfo is UTC else moment.astimezone(UTC)
    return _converter(one)


def _converter(one: fields.Field[Any]) -> Dump | None:
    if isinstance(one, fields.Float):
        return float
    if isinstance(one, fields.String | fields.Integer | fields.Boolean | fields.Date | fields.Dict):
        return None
    raise TypeError(f"{type(one).__name__} has no compiled form; add it to schemas/compiled.py.")
