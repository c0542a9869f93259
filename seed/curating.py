"""Correct a record that is stored, reject it, or take either back: one change on record, which later loads leave as it is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, delete, inspect, select, update

from schemas.rendering import rendered
from seed.correcting import FIELDS, put_right
from seed.knowledge import Knowledge
from seed.row_parts import Children, Row, Written
from seed.storing import rewrite
from store.corrections import REJECTED, corrections_of, enter, withdraw
from store.curation import delete as delete_record
from store.dependents import mark_dependents
from store.engine import Store
from store.identity import Kind
from store.refresh import TABLES, refresh_stale
from store.tables import Base, Mention, Participant
from store.writing import Writer, writing

# No record has this fingerprint: whatever comes next is another.
_ANOTHER = -1


@dataclass(frozen=True, slots=True)
class Correction:
    """What somebody says of a record: `by` is the name of their key."""

    kind: Kind
    record: int
    reason: str
    by: str


def correct(store: Store, correction: Correction, values: Mapping[str, Any]) -> None:
    """Put fields of a record right that is there. A value that holds already changes nothing."""
    with writing(store) as writer:
        held = {one.field: one.value for one in corrections_of(writer.connection, correction.record)}
        fresh = {name: value for name, value in values.items() if name not in held or held[name] != value}
        if not fresh:
            return
        knowledge = Knowledge()
        knowledge.attend(writer)
        stored = _stored(writer.connection, correction, fresh)
        rewrite(writer, put_right(stored, fresh, knowledge), knowledge)
        enter(writer, correction.kind, correction.record, fresh, correction.reason, correction.by, logged=True)
    _settle(store)


def reject(store: Store, correction: Correction) -> None:
    """Take a record away that is none, with whatever names it. Raises store.curation.CannotDelete."""
    with writing(store) as writer:
        if correction.kind is Kind.ENTITY:
            _unname(writer, correction.record)
        delete_record(writer, correction.kind, correction.record)
        told = {REJECTED: True}
        enter(writer, correction.kind, correction.record, told, correction.reason, correction.by, logged=True)
    _settle(store)


def take_back(store: Store, correction: Correction, names: Iterable[str]) -> None:
    """Let corrections hold no longer. The record has its own value again when it is next written, whatever comes."""
    with writing(store) as writer:
        held = {one.field for one in corrections_of(writer.connection, correction.record)}
        if gone := [name for name in names if name in held]:
            withdraw(writer, correction.kind, correction.record, gone, correction.reason, correction.by)
            table = TABLES[correction.kind]
            forgotten = update(table).where(table.id == correction.record).values(fingerprint=_ANOTHER)
            writer.connection.execute(forgotten)


def _stored(connection: Connection, correction: Correction, fields: Iterable[str]) -> Written:
    """Give as much of a record as these fields need: its row has its id, and its dataset if it has one."""
    table = TABLES[correction.kind]
    columns = [column for column in table.__table__.c if column.name in {"id", "dataset_id"}]
    row = dict(connection.execute(select(*columns).where(table.id == correction.record)).one()._mapping)
    children: Children = {}
    for name in fields:
        hanging = FIELDS[correction.kind][name].table
        if hanging is not None and hanging not in children:
            children[hanging] = _hanging(connection, hanging, correction.record)
    return Written(correction.kind, table, row, children)


def _hanging(connection: Connection, table: type[Base], record: int) -> list[Row]:
    key = inspect(table).primary_key
    rows = connection.execute(select(*table.__table__.c).where(key[0] == record).order_by(*key))
    return [dict(row._mapping) for row in rows]


def _unname(writer: Writer, entity: int) -> None:
    """Take away every mention of an entity, and every part that it takes in a record."""
    mark_dependents(writer.connection, Kind.ENTITY, [entity])
    for table in (Mention, Participant):
        writer.connection.execute(delete(table).where(table.resolved_id == entity))


def _settle(store: Store) -> None:
    for _ in refresh_stale(store, rendered):
        pass
