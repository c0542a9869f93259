"""The one way to read: a connection of the thread, that cannot write and on which nothing runs for ever."""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from flask import Flask, current_app, g
from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from service.settings import Settings
from store.engine import Store, open_store, start_clock
from store.keys import NEEDS_KEY
from store.prepared import run
from store.writing import HEAD_ID

# A request reads on one connection, and an export streams on another.
CONNECTIONS_PER_THREAD = 2
# What follows the changes for all streams of a process reads on one of its own.
FOLLOWERS = 1


@dataclass(frozen=True, slots=True)
class State:
    """Who the store is, how far it has come and whether a dataset needs a key: what answers depend on besides the question."""

    store_id: str
    epoch: str
    revision: int
    sequence: int
    has_closed: bool


# In the driver's own words: this is asked before every answer, and is all that a 304 costs. Whether something needs a key is
# asked with it, not remembered: a microsecond off an index that is mostly empty, and nothing is open for longer than it is.
_CLOSED = f"EXISTS (SELECT 1 FROM dataset WHERE access = '{NEEDS_KEY}')"  # noqa: S608 - a word of ours
_STATE = f"SELECT store_id, epoch, revision, sequence, {_CLOSED} FROM head WHERE id = {HEAD_ID}"  # noqa: S608 - of ours


def open_reading(app: Flask, settings: Settings) -> Store:
    """Open the store for an app, with a time limit on every query."""
    readers = settings.threads * CONNECTIONS_PER_THREAD + FOLLOWERS
    store = open_store(settings.database_url, readers=readers, query_seconds=settings.query_seconds)
    app.extensions["store"] = store
    return store


def connection() -> Connection:
    """Give the request's connection: that which its thread keeps, with the whole of the time limit."""
    opened: Connection | None = g.get("connection")
    if opened is None:
        store: Store = current_app.extensions["store"]
        opened = g.connection = store.readers.own()
        restart_clock(opened)
    return opened


def restart_clock(opened: Connection) -> None:
    """Begin the time limit anew: an export runs many short queries."""
    start_clock(opened, current_app.config["QUERY_SECONDS"])


def look_again() -> None:
    """Read the store as it is from now on, with the whole of the time limit: something was written, or waited for."""
    g.pop("state", None)
    restart_clock(connection())


@contextmanager
def one_moment() -> Iterator[Connection]:
    """Give the request's connection, on which everything read is of one moment until this ends.

    For an answer that is put together from several statements: each by itself would see what was written since the one
    before. What follows from a single statement needs none of it.
    """
    opened = connection()
    opened.exec_driver_sql(_BEGIN[opened.dialect.name])
    try:
        yield opened
    finally:
        if not opened.invalidated:
            # Nothing was written; after a query that failed, PostgreSQL would commit nothing either.
            opened.exec_driver_sql("ROLLBACK")


_BEGIN = {"sqlite": "BEGIN", "postgresql": "BEGIN ISOLATION LEVEL REPEATABLE READ"}


def state() -> State:
    """Give the state of the store, read once in a request."""
    found: State | None = g.get("state")
    if found is None:
        found = g.state = _state()
    return found


def _state() -> State:
    try:
        return state_on(connection())
    except DBAPIError as error:
        if not error.connection_invalidated:
            raise
        # Cut since this thread last read: nothing of this request is lost yet.
        g.pop("connection")
        return state_on(connection())


def state_on(opened: Connection) -> State:
    """Read the state of the store on a connection."""
    (head,) = run(opened, _STATE)
    # SQLite has no truth but 1.
    return State(*head)


@contextmanager
def snapshot(store: Store) -> Iterator[Connection]:
    """Open a connection of its own on which everything read is of one moment, however long it takes."""
    with store.reader.connect() as opened:
        if store.on_sqlite:
            # The time of whoever had this connection before is over.
            start_clock(opened, math.inf)
            opened.exec_driver_sql("BEGIN")
            try:
                yield opened
            finally:
                opened.exec_driver_sql("COMMIT")
        else:
            consistent = opened.execution_options(isolation_level="REPEATABLE READ")
            with consistent.begin():
                yield consistent
