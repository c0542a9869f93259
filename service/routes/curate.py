"""Correct or reject events, quotes and entities: for those who have a key for it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import orjson
from flask import Response, current_app
from marshmallow import Schema
from sqlalchemy import select

from schemas.collections import COLLECTION_OF
from schemas.corrections import CORRECTIONS, CorrectionSchema, corrected_schema
from schemas.fields import an, instant
from seed.curating import Correction, correct, reject, take_back
from service.access import access, holder
from service.api import Room
from service.ingest.bodies import JSON, body, content_type, loaded, refused
from service.lists import Asked, named_record, refuse_closed
from service.openapi import path_parameter
from service.problems import Problem
from service.queries.screening import screened
from service.reading import connection, look_again
from service.routes.records import missing
from store.corrections import REJECTED, corrections_of
from store.curation import CannotDelete
from store.derived import Document
from store.engine import Store
from store.identity import Kind, parsed_id, public_id
from store.keys import CURATE
from store.tables import Entity

room = Room("curate", __name__, url_prefix="/v1", description="Correct what was found")

CORRECTING = (
    "The fields that are named are put right, or with `rejected` the record is taken away; loading or extracting again "
    "does not undo it. `withdraw` takes corrections back. The reason is kept, and stands in the record's history."
)
# More is no correction.
MEGABYTES = 1
# Fields whose values are entities.
_NAMING = ("actor1", "actor2", "attributed_to", "speaker", "addressee")
_NOT_FIELDS = ("reason", REJECTED, "withdraw")


class NothingQuery(Schema):
    """Takes no parameters."""


def _route(kind: Kind) -> None:
    collection, schema = COLLECTION_OF[kind], CORRECTIONS[kind]()

    @room.route(
        f"/{collection.path}/<named:{kind}_id>",
        methods=["PATCH"],
        parameters=[path_parameter(kind)],
        endpoint=f"correct_{kind}",
    )
    @room.doc(
        operationId=f"correct_{kind}",
        summary=f"Correct {an(kind)}",
        description=CORRECTING,
        requestBody={"required": True, "content": {JSON: {"schema": CORRECTIONS[kind]}}},
    )
    @room.arguments(NothingQuery, location="query")
    @room.response(200, corrected_schema(kind), description="The record as it is now, and what of it is corrected.")
    def patch(_asked: Asked, **named: str) -> Response:
        by = holder(CURATE)
        content_type(JSON)
        return _corrected(kind, schema, named_record(kind, *named.values()), by)


def _corrected(kind: Kind, schema: CorrectionSchema, record: int, by: str) -> Response:
    sent = body(MEGABYTES)
    told = loaded(schema, sent)
    # Values are kept as they were sent, and read whenever the record is written.
    values = {name: value for name, value in orjson.loads(sent).items() if name not in _NOT_FIELDS}
    _check_there(kind, record, may_be_rejected="withdraw" in told and not values)
    _check_named(schema, values)
    _put_right(Correction(kind, record, told["reason"], by), told, values)
    look_again()
    return _answer(kind, record)


def _put_right(correction: Correction, told: Asked, values: Mapping[str, Any]) -> None:
    store: Store = current_app.extensions["store"]
    if REJECTED in told:
        try:
            reject(store, correction)
        except CannotDelete as reason:
            raise Problem(409, str(reason)) from None
    if "withdraw" in told:
        take_back(store, correction, told["withdraw"])
    if values:
        correct(store, correction, values)


def _check_there(kind: Kind, record: int, may_be_rejected: bool) -> None:
    """Raise Problem for a record that is not there, was merged away or is not open to who asks."""
    shown = _document(record)
    if shown is not None:
        refuse_closed(kind, [orjson.loads(shown)])
    elif not (may_be_rejected and _is_rejected(record)):
        raise missing(kind, COLLECTION_OF[kind].path, record)


def _is_rejected(record: int) -> bool:
    return any(held.field == REJECTED for held in corrections_of(connection(), record))


def _check_named(schema: CorrectionSchema, values: Mapping[str, Any]) -> None:
    """Raise Problem 422 where a value names an entity that is not there, or was merged into another."""
    named = {name: _public_ids(values[name]) for name in _NAMING if name in values}
    asked = {parsed_id(Kind.ENTITY, one) for ids in named.values() for one in ids}
    standing = select(Entity.id).where(Entity.id.in_(asked), Entity.merged_into.is_(None))
    there = {public_id(Kind.ENTITY, one) for one in connection().execute(standing).scalars()}
    faults = {
        name: [f"There is no entity {one}, or it was merged into another." for one in ids if one not in there]
        for name, ids in named.items()
    }
    if found := {name: said for name, said in faults.items() if said}:
        raise refused(schema, found)


def _public_ids(value: Any) -> list[str]:
    return value if isinstance(value, list) else [value] if value else []


def _document(record: int) -> bytes | None:
    found: bytes | None = connection().execute(select(Document.body).where(Document.id == record)).scalar()
    return found


def _answer(kind: Kind, record: int) -> Response:
    stored = _document(record)
    shown = b"null" if stored is None else screened(connection(), kind, [stored], access().closed)[0]
    held = [
        {"field": one.field, "value": one.value, "reason": one.reason, "at": instant(one.at)}
        for one in corrections_of(connection(), record)
    ]
    answer = Response(b'{"record":%b,"corrections":%b}' % (shown, orjson.dumps(held)), content_type=JSON)
    answer.headers["Cache-Control"] = "no-store"
    return answer


for _kind in CORRECTIONS:
    _route(_kind)
