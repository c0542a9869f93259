"""Aggregates: what a chart shows, as flat rows."""

from __future__ import annotations

from typing import Any

import orjson
from flask import Response

from schemas.aggregates import EVENT_AGGREGATION, QUOTE_AGGREGATION, Aggregation
from schemas.answers import AggregateSchema
from schemas.queries import DEFAULT_TOP, aggregate_query
from service.api import Room, conditional, json_answer
from service.forms import MEDIA_TYPES, csv_rows, form_asked
from service.lists import Asked, own_path, read
from service.problems import bad_parameter
from service.queries.aggregates import Grouping, aggregate
from service.queries.question import BadValue
from service.reading import connection

room = Room("aggregates", __name__, url_prefix="/v1", description="Counts and measures by time, code, place and actor")

GROUPING = (
    "Flat rows, by time and then the largest groups first. A record that lasts longer counts in the period of its first "
    "day, or of the first day asked about; periods without records have rows of 0; `null` is what is not known."
)


def _routes(aggregation: Aggregation) -> None:
    path = aggregation.collection.path

    @room.route(f"/{path}/aggregate", endpoint=f"{path}_aggregate")
    @conditional
    @room.doc(operationId=f"aggregate_{path}", summary=f"Count and measure {path}", description=GROUPING)
    @room.arguments(aggregate_query(aggregation), location="query")
    @room.response(200, AggregateSchema, description="Flat rows.")
    def grouped(asked: Asked) -> Response:
        return _answer(aggregation, asked)


def _answer(aggregation: Aggregation, asked: Asked) -> Response:
    form = form_asked(("json", "csv"), asked.get("format"))
    grouping = _grouping(aggregation, asked)
    question = read(aggregation.collection, asked)
    try:
        rows = aggregate(connection(), question, grouping)
    except BadValue as bad:
        raise bad_parameter(bad.parameter, str(bad)) from None
    if form == "csv":
        return Response(_csv(rows, grouping.columns), content_type=MEDIA_TYPES["csv"])
    meta = {
        "group_by": grouping.dimensions,
        "metric": grouping.metrics,
        "returned": len(rows),
        "warnings": question.warnings,
    }
    return json_answer(orjson.dumps({"data": rows, "meta": meta, "links": {"self": own_path(), "next": None}}))


def _grouping(aggregation: Aggregation, asked: Asked) -> Grouping:
    dimensions = tuple(asked.get("group_by", ()))
    if sum(name.startswith("date:") for name in dimensions) > 1:
        raise bad_parameter("group_by", "takes one unit of time.")
    return Grouping(aggregation, dimensions, tuple(asked.get("metric", ("count",))), asked.get("top", DEFAULT_TOP))


def _csv(rows: list[dict[str, Any]], names: list[str]) -> bytes:
    return csv_rows([names, *([row[name] for name in names] for row in rows)])


for _aggregation in (EVENT_AGGREGATION, QUOTE_AGGREGATION):
    _routes(_aggregation)
