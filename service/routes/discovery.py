"""Find the way: the map of the service, suggestions while a name is typed, and what changed since."""

from __future__ import annotations

from typing import Any

import orjson
from flask import Response
from marshmallow import Schema
from sqlalchemy import select

from schemas.answers import ChangesSchema, MapSchema, SuggestionsSchema
from schemas.codebook import codebook
from schemas.collections import COLLECTION_OF, COLLECTIONS
from schemas.fields import instant
from schemas.parameters import ChangeNumber, Choice, CodeOf, Plain, Several, Whole
from service.access import access, leave_out
from service.api import Room, conditional, json_answer
from service.lists import Asked, own_path
from service.queries import changes as log
from service.queries.suggestions import suggestions
from service.reading import connection, state
from service.version import VERSION
from store.derived import Document
from store.identity import Kind, public_id
from store.tables import Change, Dataset

STATEMENT = "Records of what is reported, not of what is true: every event names its sources and says how sure it is."
DEFAULT_CHANGES = 100
MAX_CHANGES = 1000
DEFAULT_SUGGESTIONS = 10
MAX_SUGGESTIONS = 50

room = Room("discovery", __name__, url_prefix="/v1", description="The map, suggestions and changes")


class MapQuery(Schema):
    """Takes no parameters."""


class SuggestionsQuery(Schema):
    """What a request for suggestions may ask."""

    q = Plain(
        "The beginning of a name, or of any word in it.",
        example="hez",
        required=True,
        error_messages={"required": "is required: the beginning of a name."},
    )
    kind = Several(CodeOf("entity_kind"), "Only these kinds.")
    limit = Whole(1, MAX_SUGGESTIONS, f"At most so many. Default {DEFAULT_SUGGESTIONS}.")


class ChangesQuery(Schema):
    """What a follower may ask."""

    since = ChangeNumber("Changes after this one. Default 0, the beginning.")
    kind = Several(Choice([kind.value for kind in Kind], "A kind of record."), "Only these kinds of record.")
    operation = Several(Choice(list(codebook("change_operation").codes), "An operation."), "Only these operations.")
    limit = Whole(1, MAX_CHANGES, f"At most so many. Default {DEFAULT_CHANGES}.")


@room.route("")
@conditional
@room.doc(operationId="get_map")
@room.arguments(MapQuery, location="query")
@room.response(200, MapSchema, description="The map.")
def service_map(_asked: Asked) -> Response:
    """Read the map of the service.

    Every collection and document by name, the datasets with licence and coverage, and how far the store has come.
    """
    return json_answer(
        orjson.dumps(
            {
                "name": "Dateline",
                "version": VERSION,
                "revision": state().revision,
                "links": _LINKS,
                "datasets": _datasets(),
                "statement": STATEMENT,
            }
        )
    )


_LINKS = (
    {collection.path: f"/v1/{collection.path}" for collection in COLLECTIONS}
    | {f"{path}_aggregate": f"/v1/{path}/aggregate" for path in ("events", "quotes", "articles")}
    | {f"{collection.path}_export": f"/v1/{collection.path}/export" for collection in COLLECTIONS}
    | {f"{path}_feed": f"/v1/{path}/feed.atom" for path in ("events", "quotes", "articles")}
    | {f"graph_{part}": f"/v1/graph/{part}" for part in ("nodes", "edges")}
    | {name: f"/v1/{name}" for name in ("summary", "codebooks", "crosswalk", "autocomplete", "changes", "stream")}
    | {"documentation": "/docs", "openapi": "/openapi.json", "health": "/healthz", "readiness": "/readyz"}
)


def _datasets() -> list[dict[str, Any]]:
    statement = select(Document.body).join(Dataset, Dataset.id == Document.id).order_by(Dataset.slug)
    shown = ("slug", "title", "licence", "citation", "coverage")
    documents = (orjson.loads(body) for body in connection().execute(statement).scalars())
    return [{name: document[name] for name in shown} for document in documents]


@room.route("/autocomplete")
@conditional
@room.doc(operationId="suggest_entities")
@room.arguments(SuggestionsQuery, location="query")
@room.response(200, SuggestionsSchema, description="Entities, the likeliest first.")
def autocomplete(asked: Asked) -> Response:
    """Suggest entities while a name is typed.

    By the beginning of a name, or of any word in it, whatever its case and accents.
    """
    found = suggestions(connection(), asked["q"], asked.get("kind", ()), asked.get("limit", DEFAULT_SUGGESTIONS))
    return json_answer(orjson.dumps({"data": found}))


@room.route("/changes")
@conditional
@room.doc(operationId="list_changes")
@room.arguments(ChangesQuery, location="query")
@room.response(200, ChangesSchema, description="Changes in order.")
def changes(asked: Asked) -> Response:
    """Follow what is created, updated, merged and deleted.

    In order, none missed, none twice: ask again with `since` set to `meta.last` of the answer before. Where the header
    Dateline-Epoch is another than before, the store was restored from a backup: begin again with `since=0`. Changes of what
    needs a key are left out for who has none, so that a page may be short, or empty, where `links.next` goes on.
    """
    since, limit = asked.get("since", 0), asked.get("limit", DEFAULT_CHANGES)
    only = [column.in_(asked[name]) for name, column in _ONLY.items() if name in asked]
    closed = access().closed
    found = log.changes(connection(), since, limit, state().sequence, only, closed)
    leave_out(closed.values())
    data = [_change(row) for row in found.rows]
    meta = {"returned": len(data), "last": found.last}
    links = {"self": own_path(), "next": own_path(since=str(found.last)) if found.more else None}
    answer = json_answer(orjson.dumps({"data": data, "meta": meta, "links": links}))
    answer.headers["Dateline-Epoch"] = state().epoch
    return answer


_ONLY = {"kind": Change.record_kind, "operation": Change.operation}


def _change(row: Any) -> dict[str, Any]:
    kind = Kind(row.record_kind)
    named = _named(kind, row.record_id)
    return {
        "sequence": row.sequence,
        "kind": kind.value,
        "id": named,
        "operation": row.operation,
        "into": None if row.into_id is None else _named(kind, row.into_id),
        "at": instant(row.at),
        "href": f"/v1/{COLLECTION_OF[kind].path}/{named}",
    }


def _named(kind: Kind, record: int) -> str:
    if kind is Kind.DATASET:
        slug = connection().execute(select(Dataset.slug).where(Dataset.id == record)).scalar()
        return str(slug or public_id(kind, record))
    return public_id(kind, record)
