"""The shape of a summary: all that a first view of a question shows, each part as its own link answers it."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields

from schemas.aggregates import UNITS
from schemas.fields import day, described, maybe, nested, nested_list, several, whole, words
from schemas.parameters import Choice
from schemas.rendering import SCHEMAS
from store.identity import Kind

FACETS = ("status", "quad_class", "root_code", "country", "actor", "dataset")


def _rows(description: str) -> fields.List[Any]:
    row = fields.Dict(metadata=described("A group, as aggregates have it.", additionalProperties=True))
    return several(row, f"{description}; null where that would take too long.", 20_000, allow_none=True)


class SummaryCoverageSchema(Schema):
    """The days that what matches covers."""

    start = day(
        "The first day of what matches, within the range asked about; null where nothing does.", allow_none=True
    )
    end = day("The last day of it.", allow_none=True)
    unit = Choice(UNITS, "The unit of time of the charts.")


class SummaryCountSchema(Schema):
    """How many there are."""

    count = whole("How many.")
    is_exact = fields.Boolean(metadata=described("Whether that is all, or where counting stopped."))


SummaryFacetsSchema = Schema.from_dict(
    {name: _rows(f"Events by {name}, without the filter {name}") for name in FACETS if name != "actor"}
    | {"actor": _rows("Events by actor")},
    name="SummaryFacets",
)
SummaryFacetLinksSchema = Schema.from_dict(
    {name: words(f"The aggregate by {name}.") for name in FACETS}, name="SummaryFacetLinks"
)


class SummaryPartsSchema(Schema):
    """The parts; null is what would take too long."""

    coverage = nested(SummaryCoverageSchema, "The days that what matches covers, and the unit for them.")
    count = nested(SummaryCountSchema, "How many events match.", allow_none=True)
    total = nested(SummaryCountSchema, "How many events the same datasets hold.", allow_none=True)
    timeline = _rows("Events by time, QuadClass and status")
    measures = _rows("Events by time, with their average Goldstein scale and tone")
    facets = nested(SummaryFacetsSchema, "Events by what a filter may choose.")
    countries = _rows("Events by country of the place, as many as may be")
    events = nested_list(SCHEMAS[Kind.EVENT], "The first page of events.", 25, allow_none=True)
    quotes = nested_list(SCHEMAS[Kind.QUOTE], "The first page of quotes.", 10, allow_none=True)


class SummaryMetaSchema(Schema):
    """What is to be known of a summary."""

    revision = fields.Integer(
        metadata=described("How far the store had come; all parts are of this moment.", format="int64", minimum=0)
    )
    left_out = fields.Dict(
        keys=fields.String(),
        values=several(fields.String(), "Names of filters.", 100),
        metadata=described("The filters that a part does not know and so does without, by part."),
    )
    too_broad = several(fields.String(), "The parts that would take too long, or have too many rows.", 20)
    warnings = several(fields.String(), "What may not be as meant: a name that is known to nobody.")


class SummaryLinksSchema(Schema):
    """Where each part can be asked for by itself, as paths of this server."""

    self = words("This summary.")
    count = words("The aggregate that counts what matches.")
    total = words("The aggregate that counts all of the same datasets.")
    events = words("The list of events.")
    events_next = maybe("Its second page; null where there is none.")
    quotes = words("The list of quotes.")
    quotes_next = maybe("Its second page; null where there is none.")
    timeline = words("The aggregate of the timeline.")
    measures = words("The aggregate of the measures.")
    countries = words("The aggregate by country.")
    facets = nested(SummaryFacetLinksSchema, "The aggregate of each facet.")
    nodes = words("The actors of the graph.")
    edges = words("What they do to one another.")
    cells = words("The aggregate by cells of five degrees, without what is placed in a country as a whole.")
    export_csv = words("All that matches, as CSV.")


class SummarySchema(Schema):
    """All that a first view of a question shows, of one moment."""

    data = nested(SummaryPartsSchema, "The parts.")
    meta = nested(SummaryMetaSchema, "What is to be known of them.")
    links = nested(SummaryLinksSchema, "Where each part can be asked for by itself.")
