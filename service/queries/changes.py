"""The change log, as a follower reads it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

import orjson
from sqlalchemy import ColumnElement, Connection, Select, and_, not_, select

from service.queries.closed import OF_DATASETS, Closed
from store.columns import AnyRow
from store.identity import Kind
from store.tables import Change

# Of how many changes at most those of closed datasets are left out at a time: each is looked up.
WINDOW = 10_000


@dataclass(frozen=True, slots=True)
class Followed:
    """Changes in order; `last` is how far they reach, past what was left out, and `more` whether others follow."""

    rows: Sequence[AnyRow]
    last: int
    more: bool


def changes(
    connection: Connection,
    since: int,
    limit: int,
    newest: int,
    only: Iterable[ColumnElement[bool]],
    closed: Closed,
) -> Followed:
    """Give up to `limit` changes after `since`, of `newest` that there are, that meet the conditions `only`."""
    end = min(since + WINDOW, newest) if closed else newest
    statement = _COLUMNS.where(Change.sequence > since, *only).order_by(Change.sequence).limit(limit + 1)
    if closed:
        statement = statement.where(Change.sequence <= end, *(_not_of(kind, closed) for kind in OF_DATASETS))
    rows = connection.execute(statement).all()
    shown = rows[:limit]
    given = shown[-1].sequence if shown else since
    full = len(rows) > limit
    if closed:
        hidden = _gone_of(connection, shown, closed)
        shown = [row for row in shown if row.record_id not in hidden]
    # With all that matches given, a follower may go on from where the store is, past what its filters leave out.
    return Followed(shown, given if full else max(given, end), full or end < newest)


_COLUMNS: Select[int, int, str, str, int | None, object] = select(Change).with_only_columns(
    Change.sequence, Change.record_kind, Change.record_id, Change.operation, Change.into_id, Change.at
)


def _not_of(kind: Kind, closed: Closed) -> ColumnElement[bool]:
    table = OF_DATASETS[kind]
    of_closed = select(table.id).where(table.id == Change.record_id, table.dataset_id.in_(list(closed))).exists()
    return not_(and_(Change.record_kind == kind.value, of_closed))


def _gone_of(connection: Connection, rows: Iterable[AnyRow], closed: Closed) -> Collection[int]:
    """Find among deleted records those that were of closed datasets, which only their last documents tell."""
    gone = {row.record_id for row in rows if row.record_kind in OF_DATASETS}
    for table in OF_DATASETS.values() if gone else ():
        gone -= set(connection.execute(select(table.id).where(table.id.in_(gone))).scalars())
    if not gone:
        return ()
    last = select(Change.record_id, Change.replaced).where(Change.record_id.in_(gone), Change.operation == "deleted")
    slugs = set(closed.values())
    return {
        row.record_id for row in connection.execute(last) if orjson.loads(row.replaced or b"{}").get("dataset") in slugs
    }
