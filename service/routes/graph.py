"""The graph of actors, as flat rows under the names that Grafana's node graph reads."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Response
from marshmallow import Schema
from sqlalchemy import Connection

from schemas.aggregates import MAX_NODES
from schemas.answers import EdgeListSchema, EdgeSchema, NodeListSchema, NodeSchema
from schemas.collections import EVENTS
from schemas.parameters import Choice, Whole
from schemas.queries import DEFAULT_TOP, filtering
from service.api import Room, conditional
from service.forms import form_asked
from service.lists import Asked, read
from service.queries import graph
from service.queries.grouping import Row
from service.queries.question import Question
from service.reading import one_moment
from service.routes.rows import AS_CSV, FORMS, answer_rows, warnings_of

NODES = (
    "The actors of the most events, on either side, the largest first. Read them with the edges of the same question."
)
EDGES = (
    "What these actors do to one another, from the one that acts to the one acted upon, the most events first. An event "
    "counts once for each pair of an actor1 and an actor2 of it."
)


def _query() -> type[Schema]:
    made: type[Schema] = Schema.from_dict(
        filtering(EVENTS)
        | {
            "top": Whole(1, MAX_NODES, f"How many actors the graph has. Default {DEFAULT_TOP}."),
            "format": Choice(FORMS, "The form of the answer, whatever the Accept header says."),
        },
        name="GraphQuery",
    )
    return made


def graph_routes(room: Room) -> None:
    """Add the routes of the graph to a room."""

    @room.route("/graph/nodes")
    @conditional
    @room.doc(operationId="graph_nodes", summary="Show who acts most", description=NODES, responses=AS_CSV)
    @room.arguments(_query(), location="query")
    @room.response(200, NodeListSchema, description="A row for each actor.")
    def nodes(asked: Asked) -> Response:
        return _answer(graph.nodes, NodeSchema, asked)

    @room.route("/graph/edges")
    @conditional
    @room.doc(operationId="graph_edges", summary="Show who acts on whom", description=EDGES, responses=AS_CSV)
    @room.arguments(_query(), location="query")
    @room.response(200, EdgeListSchema, description="A row for each pair of actors.")
    def edges(asked: Asked) -> Response:
        return _answer(graph.edges, EdgeSchema, asked)


def _answer(rows_of: Callable[[Connection, Question, int], list[Row]], schema: type[Schema], asked: Asked) -> Response:
    form = form_asked(FORMS, asked.get("format"))
    top: int = asked.get("top", DEFAULT_TOP)
    with one_moment() as connection:
        question = read(EVENTS, asked)
        rows = rows_of(connection, question, top)
        warnings = warnings_of(question, rows)
    meta: dict[str, Any] = {"top": top, "returned": len(rows), "warnings": warnings}
    return answer_rows(form, rows, list(schema().fields), meta)
