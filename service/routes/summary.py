"""The summary: all that a first view of a question shows, in one answer, of one moment."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import orjson
from flask import Response, current_app

from schemas.collections import EVENTS, QUOTES
from schemas.queries import MAX_TOP, filtering, summary_query
from schemas.summary import SummarySchema
from service.api import Room, conditional, json_answer
from service.asking import current
from service.lists import Asked, own_path
from service.queries import lists, summary
from service.queries.aggregates import aggregate
from service.queries.summary import CHARTS, COUNT, FACETS, Chart, as_quotes
from service.queries.together import Together
from service.queries.unknowns import unknowns
from service.reading import look_again, one_moment, state
from service.views import Reading, View

room = Room("summary", __name__, url_prefix="/v1", description="What a question is about, at a glance")

SUMMARY = (
    "How many events match, when and where, what other filters would find, and the first page of events and quotes, all of "
    "one moment. Each part is what its link answers. Quotes have other filters: `meta.left_out` names those that they do "
    "without. What would keep the rest waiting is null, and named in `meta.too_broad`: its link answers it, in more time."
)
NODES_SHOWN = 40
# What is looked at first, and what the count is known from.
FIRST = "timeline"
CELLS = {"group_by": "cell:5", "metric": "count,avg:goldstein", "top": MAX_TOP}
NO_COUNTRIES = {"place_precision__not": "country"}

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Drawn:
    """A chart and what it is about."""

    name: str
    chart: Chart
    about: View


@room.route("/summary")
@conditional
@room.doc(operationId="get_summary", summary="Sum up a question", description=SUMMARY)
@room.arguments(summary_query(EVENTS), location="query")
@room.response(200, SummarySchema, description="The parts, each with its link.")
def summed_up(asked: Asked) -> Response:
    """Answer with all parts."""
    filters = filtering(EVENTS).keys()
    view = View(EVENTS, asked, tuple(current().args.items(multi=True)))
    listed, view = view.without({"unit"}), view.only(lambda name: name in filters)
    with one_moment() as connection:
        look_again()
        revision = state().revision
        reading = Reading.within(connection, current_app.config["QUERY_SECONDS"])
        question = reading.question(view)
        covered = reading.looked_up("coverage", partial(summary.coverage, connection, question)) or summary.Coverage()
        unit = asked.get("unit") or summary.unit_of(question, covered)
        data, links = _parts(reading, view, listed, unit)
        if data["count"] and not data["count"]["count"]:
            reading.warnings += unknowns(connection, question)
    data["coverage"] = {"start": covered.start, "end": covered.end, "unit": unit}
    meta = {
        "revision": revision,
        "left_out": {"quotes": sorted(name for name in view.asked if as_quotes(name) is None)},
        "too_broad": reading.too_broad,
        "warnings": [*question.warnings, *reading.warnings],
    }
    return json_answer(orjson.dumps({"data": data, "meta": meta, "links": {"self": own_path(), **links}}))


def _parts(reading: Reading, view: View, listed: View, unit: str) -> tuple[Json, Json]:
    """Read the parts besides coverage, and give each its link."""
    everything = view.only(lambda name: name in summary.OF_ALL)
    charts = [
        Drawn("total", COUNT, everything),
        *(Drawn(name, chart, view) for name, chart in CHARTS.items()),
        *(Drawn(f"facets.{name}", chart, view.without(chart.without)) for name, chart in FACETS.items()),
    ]
    events, of_events = _list(reading, "events", listed, summary.EVENTS_SHOWN)
    quotes, of_quotes = _list(reading, "quotes", view.named(QUOTES, as_quotes), summary.QUOTES_SHOWN)
    rows = _rows(reading, charts, unit)
    total = rows["total"]
    data = {
        "count": _count(reading, view, rows["timeline"]),
        "total": total and _counted(total[0]["count"]),
        **{name: rows[name] for name in CHARTS},
        "facets": {name: rows[f"facets.{name}"] for name in FACETS},
        "events": events,
        "quotes": quotes,
    }
    of_charts = {one.name: one.about.link("/aggregate", **one.chart.asked(unit)) for one in charts}
    links = {
        "count": view.link("/aggregate"),
        **of_events,
        **of_quotes,
        **{name: of_charts[name] for name in ("total", *CHARTS)},
        "facets": {name: of_charts[f"facets.{name}"] for name in FACETS},
        **_elsewhere(view),
    }
    return data, links


def _list(reading: Reading, name: str, view: View, limit: int) -> tuple[Any, Json]:
    question = reading.question(view)
    walked = summary.in_its_days(reading.connection, question)
    page = reading.looked_up(name, partial(lists.page, reading.connection, walked, limit, None))
    links = {name: view.link(limit=limit), f"{name}_next": page and view.following(question, page, limit=limit)}
    return page and orjson.Fragment(b"[%b]" % b",".join(page.bodies)), links


def _rows(reading: Reading, charts: Sequence[Drawn], unit: str) -> dict[str, list[Json] | None]:
    """Give the rows of each chart; what no sums know is counted once for those of the same question."""
    connection = reading.connection
    asked = [(reading.question(one.about), one.chart.grouping(unit)) for one in charts]
    together = Together(asked)
    rows: dict[str, list[Json] | None] = {}
    for one, what in zip(charts, asked, strict=True):
        otherwise = reading.first_counted if one.name == FIRST else reading.counted
        read = reading.known if together.is_known(connection, *what) else otherwise
        rows[one.name] = read(one.name, partial(aggregate, connection, *what, together.tallies))
    return rows


def _count(reading: Reading, view: View, timeline: list[Json] | None) -> Json | None:
    """Count what matches: the rows of the timeline add up to it."""
    if timeline is not None:
        return _counted(sum(row["count"] for row in timeline))
    found = reading.looked_up("count", partial(summary.counted, reading.connection, reading.question(view)))
    return found and _counted(*found)


def _counted(count: int, is_exact: bool = True) -> Json:
    return {"count": count, "is_exact": is_exact}


def _elsewhere(view: View) -> Json:
    """Link to what is shown besides the parts."""
    has_own = any(name.startswith("place_precision") for name in view.asked)
    return {
        "nodes": view.address("/v1/graph/nodes", top=NODES_SHOWN),
        "edges": view.address("/v1/graph/edges", top=NODES_SHOWN),
        "cells": view.link("/aggregate", **CELLS, **({} if has_own else NO_COUNTRIES)),
        "export_csv": view.link("/export", format="csv"),
    }
