"""History: every version of a record, also of one that is gone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import orjson
from flask import Response, request
from marshmallow import Schema
from sqlalchemy import select

from schemas.answers import HistoryListSchema
from schemas.collections import COLLECTIONS, Collection
from schemas.fields import an, instant
from schemas.parameters import Truth, Whole
from schemas.queries import DEFAULT_PAGE, MAX_PAGE, cursor_field
from service.access import access
from service.api import Room, conditional, json_answer
from service.lists import Asked, bad_cursor, leading_on, named_record, not_here, own_path, refuse_closed
from service.openapi import path_parameter
from service.queries import cursors
from service.queries.screening import screen
from service.queries.versions import Version, differences, versions
from service.reading import connection, state
from store.corrections import reasons
from store.facts.articles import served_text
from store.identity import Kind, public_id
from store.tables import Dataset

room = Room("history", __name__, url_prefix="/v1", description="What happened to a record")

HISTORY = (
    "Every change of the record, newest first: what happened, when, by which load, and what is different by it. Also of a "
    "record that was merged or deleted."
)


class HistoryQuery(Schema):
    """What a request for a record's history may ask."""

    documents = Truth("Also give the document of each version, as lists show it.")
    limit = Whole(1, MAX_PAGE, f"Versions on a page. Default {DEFAULT_PAGE}.")
    cursor = cursor_field()


def _route(collection: Collection) -> None:
    kind = collection.kind
    path = f"/{collection.path}/<{kind}_id>/history"

    @room.route(path, parameters=[path_parameter(kind)], endpoint=f"{kind}_history")
    @conditional
    @room.doc(operationId=f"list_{kind}_history", summary=f"List the versions of {an(kind)}")
    @room.doc(description=HISTORY)
    @room.arguments(HistoryQuery, location="query")
    @room.response(200, HistoryListSchema, description="A page of versions.")
    def history(asked: Asked, **named: str) -> Response:
        return _answer(kind, named_record(kind, *named.values()), asked)


def _answer(kind: Kind, record: int, asked: Asked) -> Response:
    limit = asked.get("limit", DEFAULT_PAGE)
    before = _before(asked, record)
    found = versions(connection(), kind, record, limit + 1, before)
    if not found and before is None:
        raise not_here(str(kind))
    shown = found[:limit]
    _screen(kind, shown)
    links = {"self": own_path(), "next": _next(shown[-1], record) if len(found) > limit else None}
    why = reasons(connection(), record)
    data = [_written(kind, version, why, bool(asked.get("documents"))) for version in shown]
    answer = json_answer(orjson.dumps({"data": data, "meta": {"limit": limit, "returned": len(data)}, "links": links}))
    return leading_on(answer, links["next"])


def _screen(kind: Kind, shown: Sequence[Version]) -> None:
    """Take out of the documents what is kept from who asks. Raises Problem 403 where it is they themselves."""
    closed = access().closed
    documents = [document for version in shown for document in (version.before, version.after) if document is not None]
    _shorten(documents)
    if closed:
        refuse_closed(kind, documents)
        screen(connection(), kind, documents, closed)


def _shorten(documents: Iterable[dict[str, Any]]) -> None:
    """Show as much of texts as may be shown now; it may have been more when they were current."""
    articles = [document for document in documents if document.get("text_served") and document.get("text")]
    slugs = {article["dataset"] for article in articles}
    statement = select(Dataset.slug, Dataset.text_served).where(Dataset.slug.in_(slugs))
    how = {row.slug: row.text_served for row in connection().execute(statement)} if slugs else {}
    for article in articles:
        # Of a dataset that is not there any more nobody can say.
        article["text"] = served_text(article["text"], how.get(article["dataset"], "none"))


def _before(asked: Asked, record: int) -> int | None:
    if "cursor" not in asked:
        return None
    try:
        sequence, _ = cursors.place(state().store_id, _binding(), asked["cursor"])
    except cursors.BadCursor as bad:
        raise bad_cursor(bad) from None
    return int(sequence)


def _next(last: Version, record: int) -> str:
    return own_path(cursor=cursors.cursor(state().store_id, _binding(), last.sequence, record))


def _binding() -> str:
    return cursors.asking(request.path, "-sequence", {})


def _written(kind: Kind, version: Version, why: Mapping[int, str], whole: bool) -> dict[str, Any]:
    written = {
        "sequence": version.sequence,
        "operation": version.operation,
        "into": None if version.into is None else public_id(kind, version.into),
        "at": instant(version.at),
        "load": version.load,
        "reason": why.get(version.sequence),
        "changed": differences(version.before, version.after),
    }
    return written | {"document": version.after} if whole else written


for _collection in COLLECTIONS:
    _route(_collection)
