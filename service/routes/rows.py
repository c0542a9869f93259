"""Answers of flat rows, as aggregates and the graph give them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import orjson
from flask import Response

from service.api import json_answer
from service.forms import MEDIA_TYPES, csv_rows
from service.lists import own_path
from service.queries.question import Question
from service.queries.unknowns import unknowns
from service.reading import connection

FORMS = ("json", "csv")
# What the OpenAPI document says of the other form.
AS_CSV: dict[int, Any] = {
    200: {
        "content": {
            MEDIA_TYPES["csv"].partition(";")[0]: {
                "schema": {"type": "string", "description": "A header and one row a record; columns are stable."}
            }
        }
    }
}


def warnings_of(asked: Question, rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """List what the client should be told: where nothing was found, also which values nothing here has."""
    found = any(row.get("count", 1) for row in rows)
    return asked.warnings if found else [*asked.warnings, *unknowns(connection(), asked)]


def answer_rows(
    form: str, rows: Sequence[Mapping[str, Any]], columns: Sequence[str], meta: Mapping[str, Any]
) -> Response:
    """Answer with rows that all have these columns; CSV has the rows alone."""
    if form == "csv":
        lines = ([row[name] for name in columns] for row in rows)
        return Response(csv_rows([columns, *lines]), content_type=MEDIA_TYPES["csv"])
    framed = {"data": rows, "meta": meta, "links": {"self": own_path(), "next": None}}
    return json_answer(orjson.dumps(framed))
