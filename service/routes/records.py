"""Lists, items and exports: the same three operations for every collection."""

from __future__ import annotations

from typing import Any

from flask import Response, redirect
from sqlalchemy import bindparam, func, select

from schemas.answers import listed
from schemas.collections import COLLECTIONS, Collection
from schemas.fields import an
from schemas.queries import export_query, item_query, list_query
from schemas.rendering import WHOLE_SCHEMAS
from service.api import Room, conditional
from service.lists import Asked, answer_export, answer_item, answer_list, named_record, not_here, own_path
from service.openapi import path_parameter
from service.problems import Problem
from service.reading import connection
from service.routes import history
from store.dependents import root_of
from store.derived import Document
from store.identity import Kind, public_id
from store.prepared import fetched
from store.tables import Change

ABOUT = {
    Kind.EVENT: "Who did what to whom, when and where, with the evidence",
    Kind.ARTICLE: "The texts, with what was found in them",
    Kind.ENTITY: "Persons, organizations, countries, places, groups and unnamed speakers",
    Kind.QUOTE: "Who said what, to whom, through whom",
    Kind.SOURCE: "Publishers of articles",
    Kind.DATASET: "What the records come from, with licence and citation",
}

LISTING = (
    "Several filters must all match, several values of one are alternatives. Follow `links.next` for more; totals are "
    "counted only where `count` asks for them."
)
READING = "The whole record. One that was merged is answered with a redirect, one that was deleted with 410."
EXPORTING = (
    "Streamed, without pages. CSV has one row a record and stable columns; the header Dateline-Cut says whether more "
    "matches than is given."
)


def records_room(collection: Collection, export_rows: int) -> Room:
    """Make the room of a collection: its list, its items, its export."""
    room = Room(collection.path, __name__, url_prefix=f"/v1/{collection.path}", description=ABOUT[collection.kind])
    whole = WHOLE_SCHEMAS[collection.kind]

    @room.route("")
    @conditional
    @room.doc(operationId=f"list_{collection.path}", summary=f"List {collection.path}", description=LISTING)
    @room.arguments(list_query(collection), location="query")
    @room.response(200, listed(collection.schema), description="A page of the list.")
    def records(asked: Asked) -> Response:
        return answer_list(collection, asked)

    @room.route(f"/<named:{collection.kind}_id>", parameters=[path_parameter(collection.kind)])
    @conditional
    @room.doc(operationId=f"get_{collection.kind}", summary=f"Read {an(collection.kind)}", description=READING)
    @room.arguments(item_query(collection, whole), location="query")
    @room.response(200, whole, description="The record.")
    def record(asked: Asked, **named: str) -> Response:
        return answer_item(collection, record_document(collection, *named.values()), asked)

    @room.route("/export")
    @conditional
    @room.doc(
        operationId=f"export_{collection.path}",
        summary=f"Take all {collection.path} that match along",
        description=EXPORTING,
    )
    @room.arguments(export_query(collection, export_rows), location="query")
    @room.response(200, description="The records, streamed.")
    def export(asked: Asked) -> Response:
        return answer_export(collection, asked)

    return room


def record_document(collection: Collection, named: str) -> bytes:
    """Give a record's document; a record that was merged is a redirect, one that was deleted is gone."""
    kind = collection.kind
    record = named_record(kind, named)
    found = fetched(connection(), _WHOLE, {"id": record, "kind": kind.value})
    if not found:
        raise missing(collection.kind, collection.path, record)
    return bytes(found[0][0])


_WHOLE = select(func.coalesce(Document.whole, Document.body)).where(
    Document.id == bindparam("id"), Document.kind == bindparam("kind")
)


def missing(kind: Kind, path: str, record: int) -> Problem:
    """Make the problem of a record that there is not. Raises Moved for one that was merged."""
    statement = select(Change.operation).where(Change.record_id == record).order_by(Change.sequence.desc()).limit(1)
    last = connection().execute(statement).scalar()
    if last == "merged":
        standing = public_id(kind, root_of(connection(), record))
        _, mark, asked = own_path().partition("?")
        raise Moved(f"/v1/{path}/{standing}{mark}{asked}")
    if last == "deleted":
        return Problem(410, f"This {kind} was deleted. /v1/changes says when.")
    return not_here(str(kind))


class Moved(Exception):
    """The record was merged into another, which stands at `location`."""

    def __init__(self, location: str) -> None:
        super().__init__(location)
        self.location = location


def moved(error: Moved) -> Any:
    """Redirect, for now: a merge can be undone."""
    answer = redirect(error.location, 307)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def rooms(export_rows: int) -> list[Room]:
    """Make the rooms of all collections, and that of the history of their records."""
    return [*(records_room(collection, export_rows) for collection in COLLECTIONS), history.room]
