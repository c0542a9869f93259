"""Aggregates: what a chart shows, as flat rows."""

from __future__ import annotations

from flask import Response
from marshmallow import Schema

from schemas.aggregates import AGGREGATIONS, SMOOTH, UNITS, Aggregation
from schemas.answers import AggregateSchema
from schemas.queries import DEFAULT_TOP, aggregate_query
from service.api import Room, conditional
from service.forms import form_asked
from service.lists import Asked, read
from service.problems import bad_parameter
from service.queries.aggregates import aggregate
from service.queries.grouping import Grouping
from service.queries.question import BadValue
from service.reading import one_moment
from service.routes.graph import graph_routes
from service.routes.rows import AS_CSV, FORMS, answer_rows, warnings_of

room = Room("aggregates", __name__, url_prefix="/v1", description="Counts and measures by time, code, place and actor")

GROUPING = (
    "Flat rows, by time and then the largest groups first. A record that lasts longer counts in the period of its first "
    "day, or of the first day asked about; periods without records have rows of 0; `null` is what is not known."
)
NO_POINT = "group_by: events without a point are not counted by cell."


def _routes(aggregation: Aggregation) -> None:
    path = aggregation.collection.path

    @room.route(f"/{path}/aggregate", endpoint=f"{path}_aggregate")
    @conditional
    @room.doc(
        operationId=f"aggregate_{path}", summary=f"Count and measure {path}", description=GROUPING, responses=AS_CSV
    )
    @room.arguments(_query(aggregation), location="query")
    @room.response(200, AggregateSchema, description="Flat rows.")
    def grouped(asked: Asked) -> Response:
        return _answer(aggregation, asked)


def _query(aggregation: Aggregation) -> type[Schema]:
    plain = aggregate_query(aggregation)
    made: type[Schema] = plain.from_dict({"smooth": SMOOTH}, name=plain.__name__)
    return made


def _answer(aggregation: Aggregation, asked: Asked) -> Response:
    form = form_asked(FORMS, asked.get("format"))
    grouping = _grouping(aggregation, asked)
    with one_moment() as connection:
        question = read(aggregation.collection, asked)
        try:
            rows = aggregate(connection, question, grouping)
        except BadValue as bad:
            raise bad_parameter(bad.parameter, str(bad)) from None
        warnings = warnings_of(question, rows)
    meta = {
        "group_by": grouping.dimensions,
        "metric": grouping.metrics,
        "smoothed": grouping.smoothed,
        "returned": len(rows),
        "warnings": [*warnings, *([NO_POINT] if grouping.cells else [])],
    }
    return answer_rows(form, rows, grouping.columns, meta)


def _grouping(aggregation: Aggregation, asked: Asked) -> Grouping:
    dimensions = tuple(asked.get("group_by", ()))
    metrics = tuple(asked.get("metric", ("count",)))
    grouping = Grouping(aggregation, dimensions, metrics, asked.get("top", DEFAULT_TOP), asked.get("smooth", 0))
    if sum(name.startswith("date:") for name in dimensions) > 1:
        raise bad_parameter("group_by", "takes one unit of time.")
    if len(grouping.cells) > 1:
        raise bad_parameter("group_by", "takes one size of cell.")
    if grouping.smooth and not grouping.unit:
        raise bad_parameter("smooth", f"goes with a unit of time in group_by: date:{', date:'.join(UNITS)}.")
    if grouping.smooth and not grouping.smoothed:
        raise bad_parameter("smooth", "goes with count, share or an average as metric.")
    return grouping


for _aggregation in AGGREGATIONS:
    _routes(_aggregation)
graph_routes(room)
