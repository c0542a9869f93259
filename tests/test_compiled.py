"""The compiled schemas write what marshmallow does, byte for byte."""

from __future__ import annotations

from datetime import UTC, date, timedelta, timezone
from typing import Any

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from marshmallow import Schema, fields

from schemas.codebook import codebook
from schemas.compiled import dumper
from schemas.fields import Instant, LabelOf, PublicId
from schemas.rendering import SCHEMAS, WHOLE_SCHEMAS

SERVED = {schema.__name__: schema for schema in [*SCHEMAS.values(), *WHOLE_SCHEMAS.values()]}
EAST = timezone(timedelta(hours=5, minutes=30))
INSTANTS = st.datetimes(timezones=st.sampled_from([UTC, EAST])).filter(lambda at: 1 < at.year < 9999)
WORDS = st.text(st.characters(codec="utf-8"), max_size=12)


def values(one: fields.Field[Any]) -> st.SearchStrategy:
    """Draw what a field may be given when a record is written."""
    drawn = _drawn(one)
    return st.none() | drawn if one.allow_none else drawn


def _drawn(one: fields.Field[Any]) -> st.SearchStrategy:
    if isinstance(one, fields.Nested):
        return facts(one.schema)
    if isinstance(one, fields.List):
        return st.lists(values(one.inner), max_size=2)
    simple = {
        PublicId: st.integers(0, 2**63 - 1),
        Instant: INSTANTS,
        fields.Date: st.dates(date(1, 1, 1)),
        fields.Float: st.integers(-100, 100) | st.floats(-100, 100),
        fields.Integer: st.integers(0, 2**31 - 1),
        fields.Boolean: st.booleans(),
        fields.Dict: st.dictionaries(WORDS, WORDS, max_size=2),
        fields.String: WORDS,
    }
    return next(strategy for kind, strategy in simple.items() if isinstance(one, kind))


def facts(schema: Schema) -> st.SearchStrategy:
    """Draw the facts of a record; what a label is read off is a code of its codebook."""
    drawn = {
        one.attribute or name: values(one) for name, one in schema.dump_fields.items() if not isinstance(one, LabelOf)
    }
    for one in schema.dump_fields.values():
        if isinstance(one, LabelOf):
            codes = st.sampled_from(list(codebook(one.scheme).codes))
            drawn[one.of] = codes.map(int) if isinstance(schema.dump_fields.get(one.of), fields.Integer) else codes
    return st.fixed_dictionaries(drawn)


@pytest.mark.parametrize("name", SERVED)
@settings(max_examples=60)
@given(data=st.data())
def test_a_compiled_schema_writes_the_bytes_that_marshmallow_would(name, data):
    schema = SERVED[name]()
    record = data.draw(facts(schema))
    assert dumper(schema)(record) == orjson.dumps(schema.dump(record))


def test_a_field_that_has_no_compiled_form_is_refused():
    class Odd(Schema):
        """Has a field that nothing served has."""

        at = fields.Time()

    with pytest.raises(TypeError, match="Time has no compiled form"):
        dumper(Odd())
