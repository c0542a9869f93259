"""Follow a question through the change log: which changes are of what it finds, and how.

`window` reads changes once, for all who follow; `told` says what one question makes of them. Each change is told at most once
and in order, so who keeps the sequence of the last one goes on from there.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache, lru_cache
from typing import Any

import orjson
from sqlalchemy import Connection, Select, and_, bindparam, or_, select

from schemas import collections
from schemas.filter_page import served_as
from service.queries import lists
from service.queries.closed import closed_among
from service.queries.conditions import conditions, overlap
from service.queries.question import Question, Shape
from service.queries.versions import differences
from service.queries.walks import SHAPES
from store.columns import AnyRow
from store.derived import Document
from store.identity import Kind
from store.tables import Change

# So many changes are looked at in a step: it takes some milliseconds, and what it tells fits in memory many times.
WINDOW = 200
# What a change is called where the change log has another word for it; and one that the log does not know.
CALLED = {"deleted": "withdrawn"}
MERGED, UNMATCHED = "merged", "unmatched"
HOW = ("created", "updated", "withdrawn", MERGED, UNMATCHED)


@dataclass(frozen=True, slots=True)
class Told:
    """A change of what a question finds; `how` is a word of HOW, `body` the served document, None where there is none now.

    Its `kind` is that of what is found, or an entity, which became one with another.
    """

    sequence: int
    kind: Kind
    record: int
    how: str
    at: datetime
    into: int | None
    body: bytes | None


@dataclass(frozen=True, slots=True)
class Window:
    """Changes of one kind of record and merges of entities, in order; none that was left out comes before `until`."""

    rows: Sequence[AnyRow]
    until: int


def window(connection: Connection, kind: Kind, since: int, newest: int) -> Window:
    """Read the changes of a kind and the merges after `since`, of `newest` changes that there are, up to WINDOW of them.

    Of changes of other kinds no more are passed over at a time than a reader of the log may be kept waiting for.
    """
    until = min(since + WINDOW, newest)
    rows = connection.execute(_CHANGES, {"kind": kind.value, "since": since, "until": until}).all()
    return Window(rows, until)


_CHANGES = (
    select(Change)
    .with_only_columns(
        Change.sequence, Change.record_kind, Change.record_id, Change.operation, Change.into_id, Change.at
    )
    .where(
        or_(
            Change.record_kind == bindparam("kind"),
            and_(Change.record_kind == Kind.ENTITY.value, Change.operation == MERGED),
        ),
        Change.sequence > bindparam("since"),
        Change.sequence <= bindparam("until"),
    )
    .order_by(Change.sequence)
)


def told(connection: Connection, question: Question, rows: Sequence[AnyRow]) -> list[Told]:
    """Say what changes are to a question, of which it need not be the first to hear.

    A record that it finds now is told as it is now. What was created and is not found is left out. Of what ended, and of what
    changed in something that its filters are about and is not found, nobody knows any more whether it was found before: it is
    told as withdrawn or unmatched to all who might hold it. Nothing of datasets that are closed to who asks is told.

    A merge of entities is no change of what names them, and yet other names find it from then on: all are told.
    """
    if not rows:
        return []
    kind = question.shape.collection.kind
    own = [row for row in rows if row.record_kind == kind.value]
    found = _found(connection, question, {row.record_id for row in own})
    lost = [row for row in own if row.record_id not in found and row.operation not in ("created", MERGED)]
    ended = _ended(connection, question, kind, lost)
    return [
        Told(row.sequence, Kind(row.record_kind), row.record_id, how, row.at, row.into_id, found.get(row.record_id))
        for row in rows
        if (how := _how(row, found, ended)) is not None
    ]


def _how(row: AnyRow, found: Mapping[int, bytes], ended: Mapping[int, str]) -> str | None:
    if row.operation == MERGED:
        return MERGED
    if row.sequence in ended:
        return ended[row.sequence]
    # Before it came back it ended: of that there is nothing to show.
    is_there = row.record_id in found and row.operation in ("created", "updated")
    return str(row.operation) if is_there else None


def _found(connection: Connection, question: Question, records: Iterable[int]) -> dict[int, bytes]:
    """Give the served documents, by id, of those of the records that the question finds."""
    statement = _among(question.shape)
    rows = connection.execute(statement, question.values | {"records": list(records)}).all()
    bodies = lists.bodies(connection, question, [(None, record, body) for record, body in rows])
    return {row[0]: body for row, body in zip(rows, bodies, strict=True)}


@lru_cache(SHAPES)
def _among(shape: Shape) -> Select[int, bytes]:
    """Select those of some records that a question finds: by their ids, whatever its filters are."""
    table = shape.collection.table
    statement = (
        select(table.id, Document.body)
        .join(Document, Document.id == table.id)
        .where(
            table.id.in_(bindparam("records", expanding=True)), *overlap(shape, table), *conditions(shape, shape.uses)
        )
    )
    return statement.where(table.merged_into.is_(None)) if hasattr(table, "merged_into") else statement


def _ended(connection: Connection, question: Question, kind: Kind, lost: Sequence[AnyRow]) -> dict[int, str]:
    """Say of changes of what is not found how they end it for who may hold it, by sequence."""
    if not lost:
        return {}
    replaced = {
        row.sequence: row.replaced
        for row in connection.execute(_REPLACED, {"sequences": [row.sequence for row in lost]})
    }
    records = {row.record_id for row in lost}
    now: dict[int, bytes] = {row.id: row.body for row in connection.execute(_NOW, {"records": list(records)})}
    closed = _closed_now(connection, kind, records, question)
    slugs = set(question.closed.values())
    about = served_by(question)
    ended = {}
    for row in lost:
        before = orjson.loads(replaced[row.sequence] or b"{}")
        if row.record_id in closed or before.get("dataset") in slugs:
            continue
        if row.operation != "updated":
            ended[row.sequence] = CALLED[row.operation]
        elif row.record_id in now and _touched(before, orjson.loads(now[row.record_id]), about):
            ended[row.sequence] = UNMATCHED
    return ended


_REPLACED = select(Change.sequence, Change.replaced).where(Change.sequence.in_(bindparam("sequences", expanding=True)))
_NOW = select(Document.id, Document.body).where(Document.id.in_(bindparam("records", expanding=True)))


def _closed_now(connection: Connection, kind: Kind, records: Collection[int], question: Question) -> Collection[int]:
    return closed_among(connection, kind, records, question.closed) if question.closed else ()


def served_by(question: Question) -> frozenset[str]:
    """List the served fields that the filters of a question are about, by path."""
    collection = question.shape.collection
    named = {one.name for one in collection.filters} & question.asked.keys()
    return frozenset(path for name in named for path in _served(collection, name.partition("__")[0]))


@cache
def _served(collection: collections.Collection, name: str) -> tuple[str, ...]:
    return served_as(collection, name)


def _touched(before: dict[str, Any], after: dict[str, Any], about: Iterable[str]) -> bool:
    """Tell whether two documents differ in any of these fields, in what they are part of, or in what is part of them."""
    changed = {one["path"] for one in differences(before, after)}
    return any(
        f"{one}.".startswith(f"{path}.") or f"{path}.".startswith(f"{one}.") for path in about for one in changed
    )
