"""Open a store: one pool of connections that only read, one that writes."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.dialects.sqlite.base import SQLiteCompiler
from sqlalchemy.exc import ArgumentError, SQLAlchemyError

from store.readers import Readers

# The most that SQLite maps as it is built by default; what lies beyond is read, out of the system's cache if it is there.
SQLITE_MMAP_BYTES = 0x7FFF0000
# There are some readers for each thread, which share what is mapped; there is one writer, which touches pages all over.
READER_CACHE_KIB = 16 * 1024
WRITER_CACHE_KIB = 64 * 1024
# A served document is about a kilobyte: larger pages than SQLite's 4 KiB make the way to each shorter.
SQLITE_PAGE_BYTES = 8192
# How many steps SQLite takes between two looks at the clock: some milliseconds' worth.
SQLITE_STEPS = 20_000
# How long a writer waits for its turn behind another, and a reader for a checkpoint.
BUSY_TIMEOUT_SECONDS = 30


class StoreUrlError(ValueError):
    """The address of the store is not one that can be opened; the text says what would be."""


@dataclass(frozen=True, slots=True)
class Store:
    """A database with its two pools. `reader` refuses to write; every statement of it stands alone (autocommit).

    `readers` keep a connection of `reader` for each thread that asks for one.
    """

    url: URL
    reader: Engine
    writer: Engine
    readers: Readers

    @property
    def on_sqlite(self) -> bool:
        """Whether the embedded engine is used; else it is PostgreSQL."""
        return self.url.get_backend_name() == "sqlite"

    def close(self) -> None:
        """Close every connection of both pools."""
        self.readers.close()
        self.reader.dispose()
        self.writer.dispose()


def open_store(address: str, *, readers: int = 8, query_seconds: float | None = None) -> Store:
    """Open the store at a SQLAlchemy URL with a pool of `readers` connections; nothing is connected yet.

    Where `query_seconds` is given, a reading query that takes longer is broken off by the engine (on SQLite only
    between `start_clock` and its end).
    Takes `sqlite:///path` (its folder is made) and `postgresql+psycopg://…` (`postgresql://…` means the same). Raises
    StoreUrlError for anything else.
    """
    url = store_url(address)
    if url.get_backend_name() == "sqlite":
        return _sqlite(url, readers, query_seconds)
    return _postgresql(url, readers, query_seconds)


def store_url(address: str) -> URL:
    """Read the address of a store. Raises StoreUrlError."""
    try:
        url = make_url(address)
    except ArgumentError:
        raise StoreUrlError(
            "The database URL cannot be read; write sqlite:///data/dateline.sqlite3 or "
            "postgresql+psycopg://user:password@host/name."
        ) from None
    if url.get_backend_name() == "sqlite":
        if not url.database or url.database == ":memory:":
            raise StoreUrlError("A store in memory cannot be shared; give a file: sqlite:///data/dateline.sqlite3.")
        return url
    if url.get_backend_name() == "postgresql":
        return url.set(drivername="postgresql+psycopg")
    raise StoreUrlError(f"{url.get_backend_name()} is not supported; use sqlite:///… or postgresql+psycopg://….")


def _sqlite(url: URL, readers: int, query_seconds: float | None) -> Store:
    # Only the last folder: a whole path that is not there is more likely a slip of the pen.
    Path(str(url.database)).parent.mkdir(exist_ok=True)
    arguments = {"check_same_thread": False, "timeout": BUSY_TIMEOUT_SECONDS, "isolation_level": None}
    reader = create_engine(
        url,
        isolation_level="AUTOCOMMIT",
        pool_size=readers,
        # A thread that ends gives its connection back a little later.
        max_overflow=readers,
        pool_reset_on_return=None,
        connect_args=arguments,
    )
    writer = create_engine(url, pool_size=1, max_overflow=0, connect_args=arguments)
    reader.dialect.statement_compiler = _HintingCompiler
    event.listen(reader, "connect", _prepare_sqlite_reader)
    if query_seconds is not None:
        event.listen(reader, "connect", _watch)
    event.listen(writer, "connect", _prepare_sqlite_writer)
    # The driver would begin with the first write, after having read: two writers could then deadlock. Ours take turns.
    event.listen(writer, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
    return Store(url, reader, writer, Readers(reader, Path(str(url.database))))


def _pragmas(connection: Any, *statements: str) -> None:
    cursor = connection.cursor()
    for statement in statements:
        cursor.execute(f"PRAGMA {statement}")
    cursor.close()


def _prepare_sqlite_reader(connection: Any, _record: Any) -> None:
    _pragmas(
        connection,
        "query_only=ON",
        f"mmap_size={SQLITE_MMAP_BYTES}",
        f"cache_size=-{READER_CACHE_KIB}",
        "temp_store=MEMORY",
    )


def _prepare_sqlite_writer(connection: Any, _record: Any) -> None:
    _pragmas(
        connection,
        f"page_size={SQLITE_PAGE_BYTES}",
        "journal_mode=WAL",
        "synchronous=NORMAL",
        "foreign_keys=ON",
        f"cache_size=-{WRITER_CACHE_KIB}",
    )


class _HintingCompiler(SQLiteCompiler):
    """Writes the hints of `Select.with_hint` into the statement (INDEXED BY …), which SQLAlchemy leaves out for SQLite."""

    def get_from_hint_text(self, table: Any, text: str | None) -> str | None:
        """Give the hint as it was given."""
        return text


class _Deadline:
    """When a connection's query has to be done; SQLite asks, and stops where the answer is 1."""

    __slots__ = ("at",)

    def __init__(self) -> None:
        self.at = math.inf

    def __call__(self) -> int:
        return int(time.monotonic() > self.at)


def _watch(connection: Any, record: Any) -> None:
    record.info["deadline"] = _Deadline()
    connection.set_progress_handler(record.info["deadline"], SQLITE_STEPS)


def start_clock(connection: Connection, seconds: float) -> None:
    """Give what this connection reads from now on so much time. PostgreSQL counts for each query by itself."""
    deadline = connection.info.get("deadline")
    if deadline is not None:
        deadline.at = time.monotonic() + seconds


def took_too_long(error: SQLAlchemyError) -> bool:
    """Tell whether the engine broke a query off because its time was over."""
    cause = str(getattr(error, "orig", ""))
    return "interrupted" in cause or "statement timeout" in cause


def _postgresql(url: URL, readers: int, query_seconds: float | None) -> Store:
    options = "-c default_transaction_read_only=on -c timezone=UTC"
    if query_seconds is not None:
        options += f" -c statement_timeout={int(query_seconds * 1000)}"
    reader = create_engine(
        url,
        isolation_level="AUTOCOMMIT",
        pool_size=readers,
        # A thread that ends gives its connection back a little later.
        max_overflow=readers,
        pool_reset_on_return=None,
        connect_args={"options": options, "connect_timeout": 5},
    )
    writer = create_engine(
        url,
        pool_size=1,
        max_overflow=4,
        connect_args={"options": "-c timezone=UTC", "connect_timeout": 5},
    )
    return Store(url, reader, writer, Readers(reader, None))
