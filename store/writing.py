"""The one way to write: a transaction that holds the head row, numbers its changes and moves the revision.

Whoever holds the head row is alone in writing, so the changes of a transaction follow those of the one before without
a gap, and a follower that polls `change` never sees a later number before an earlier one.
"""

from __future__ import annotations

import fcntl
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import IO, Any

from sqlalchemy import Connection, select, update

from store.bulk import insert_rows
from store.engine import Store
from store.identity import Kind
from store.tables import Change, Head

HEAD_ID = 1


@dataclass(slots=True)
class Writer:
    """An open write transaction.

    `revision` is the store's as it was; `moved` says whether anything that is served is different now; `now` is one
    instant for all of it, to the second.
    """

    connection: Connection
    now: datetime
    revision: int
    sequence: int
    load_id: int | None = None
    moved: bool = False
    _changes: list[dict[str, Any]] = field(default_factory=list)

    def log(
        self, kind: Kind, record: int, operation: str, *, replaced: bytes | None = None, into: int | None = None
    ) -> None:
        """Enter a change of a record; `replaced` is the document it had, `into` the record that it was merged into."""
        self.moved = True
        self.sequence += 1
        self._changes.append(
            {
                "sequence": self.sequence,
                "record_id": record,
                "record_kind": kind.value,
                "operation": operation,
                "into_id": into,
                "at": self.now,
                "load_id": self.load_id,
                "replaced": replaced,
            }
        )

    def flush(self) -> None:
        """Write the changes entered so far."""
        if self._changes:
            insert_rows(self.connection, Change, self._changes)
            self._changes.clear()


@contextmanager
def writing(store: Store, *, yielding: bool = False) -> Iterator[Writer]:
    """Open a write transaction; leaving it commits, an exception takes everything back.

    Whoever writes much in many transactions is `yielding`: others who wait come before the next of them.
    """
    with _turn(store, yielding) as connection:
        columns = select(Head.revision, Head.sequence).where(Head.id == HEAD_ID)
        head = connection.execute(columns.with_for_update()).one()
        writer = Writer(connection, datetime.now(UTC).replace(microsecond=0), head.revision, head.sequence)
        yield writer
        writer.flush()
        if writer.moved:
            values = {"sequence": writer.sequence, "revision": Head.revision + 1}
            connection.execute(update(Head).where(Head.id == HEAD_ID).values(values))


@contextmanager
def _turn(store: Store, yielding: bool) -> Iterator[Connection]:
    """Begin a transaction in one's turn. PostgreSQL keeps a queue for the head row; on SQLite whoever asks at the right moment
    wins.

    So there whoever waits holds a shared lock on a file beside the store; who is yielding begins to wait when nobody does.
    """
    if not store.on_sqlite:
        with store.writer.begin() as connection:
            yield connection
        return
    with _turn_file(store) as file:
        if yielding:
            fcntl.flock(file, fcntl.LOCK_EX)
        fcntl.flock(file, fcntl.LOCK_SH)
        with store.writer.begin() as connection:
            if yielding:
                fcntl.flock(file, fcntl.LOCK_UN)
            yield connection


def _turn_file(store: Store) -> IO[bytes]:
    return open(f"{store.url.database}-turn", "ab")


def is_awaited(store: Store, writer: Writer) -> bool:
    """Tell whether somebody waits for this transaction, which is yielding, to end."""
    if not store.on_sqlite:
        return bool(writer.connection.exec_driver_sql(_AWAITED).scalar())
    with _turn_file(store) as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        return False


_AWAITED = (
    "SELECT EXISTS (SELECT 1 FROM pg_locks WHERE NOT granted AND locktype = 'transactionid' "
    "AND transactionid = pg_current_xact_id()::xid)"
)


def new_head() -> dict[str, Any]:
    """Give the head row of a store that holds nothing yet."""
    return {"id": HEAD_ID, "store_id": new_mark(), "epoch": new_mark(), "sequence": 0, "revision": 0}


def new_mark() -> str:
    """Make what a store, or its time since a restore, is told apart by from any other."""
    return uuid.uuid4().hex
