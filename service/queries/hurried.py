"""Give what is read some seconds and no more, so that the rest of an answer still comes where it takes longer."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from store.engine import took_too_long


class TookTooLong(Exception):
    """What was read took longer than it may; the connection can go on reading, in the moment in which it reads."""


@contextmanager
def hurried(connection: Connection, seconds: float) -> Iterator[None]:
    """Break off what is read meanwhile after so many seconds, and no later than it would be. Raises TookTooLong.

    On PostgreSQL each statement has the whole of that time.
    """
    reading = _on_postgresql if connection.dialect.name == "postgresql" else _on_sqlite
    try:
        with reading(connection, seconds):
            yield
    except SQLAlchemyError as error:
        if not took_too_long(error):
            raise
        raise TookTooLong from error


@contextmanager
def _on_sqlite(connection: Connection, seconds: float) -> Iterator[None]:
    deadline = connection.info.get("deadline")
    if deadline is None:
        yield
        return
    before = deadline.at
    deadline.at = min(before, time.monotonic() + seconds)
    try:
        yield
    finally:
        deadline.at = before


@contextmanager
def _on_postgresql(connection: Connection, seconds: float) -> Iterator[None]:
    """Read within a savepoint, or a transaction where there is none: a statement that was broken off ends it."""
    driver = connection.connection.dbapi_connection
    within = driver is not None and driver.info.transaction_status.name == "INTRANS"
    begin, undo = _SAVEPOINT if within else _TRANSACTION
    connection.exec_driver_sql(begin)
    try:
        # Undone with what it stands in.
        connection.exec_driver_sql(f"SET LOCAL statement_timeout = {max(1, int(seconds * 1000))}")
        yield
    finally:
        if not connection.invalidated:
            for statement in undo:
                connection.exec_driver_sql(statement)


_SAVEPOINT = ("SAVEPOINT hurried", ("ROLLBACK TO SAVEPOINT hurried", "RELEASE SAVEPOINT hurried"))
_TRANSACTION = ("BEGIN", ("ROLLBACK",))
