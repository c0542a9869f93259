"""The flat table that the peers answer from: the rows of a store under the columns of its CSV, with indexes to match.

It is filled from the service's own export, so that all have the same rows and the same fields.
"""

from __future__ import annotations

import csv
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from io import TextIOWrapper
from itertools import islice
from pathlib import Path
from typing import IO, Any

import psycopg
from sqlalchemy import Column, Date, Engine, Float, Index, Integer, Table, Text, create_engine, insert, make_url
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.schema import CreateTable

from schemas.flat import FLAT
from store.identity import Kind

BATCH_ROWS = 10_000
_TYPES: dict[str, Any] = {
    **dict.fromkeys(("date_start", "date_end"), Date),
    **dict.fromkeys(("quad_class", "fatalities", "mentions", "article_count", "source_count"), Integer),
    **dict.fromkeys(("goldstein", "latitude", "longitude", "tone", "confidence"), Float),
}
COLUMNS: dict[str, Any] = {column.name: _TYPES.get(column.name, Text) for column in FLAT[Kind.EVENT]}
INDEXES = (
    ("actor1_id", "date_start", "id"),
    ("actor2_id", "date_start", "id"),
    ("country", "date_start"),
    ("date_start", "id"),
)


class Base(DeclarativeBase):
    """The mapped classes."""


def _table() -> Table:
    """Declare the table with the indexes that a sensible person makes for these questions."""
    columns = [Column(name, of, primary_key=name == "id") for name, of in COLUMNS.items()]
    indexes = [Index("_".join(("events", *names)), *names) for names in INDEXES]
    return Table("events", Base.metadata, *columns, *indexes)


class Event(Base):
    """A row of the flat table."""

    __table__ = _table()


TABLE = Base.metadata.tables["events"]
CELLS = TABLE.c


def fill_sqlite(path: Path, export: IO[bytes]) -> None:
    """Fill a file of SQLite from an export as CSV."""
    engine = create_engine(f"sqlite:///{path}")
    statement = insert(TABLE).compile(dialect=engine.dialect)
    with engine.begin() as connection:
        connection.execute(CreateTable(TABLE))
        for rows in _batches(export):
            connection.exec_driver_sql(str(statement), rows)
    _finish(engine)


def _batches(export: IO[bytes]) -> Iterator[list[tuple[str | None, ...]]]:
    with TextIOWrapper(export, encoding="utf-8", newline="") as text:
        rows = csv.reader(text)
        if next(rows) != list(COLUMNS):
            raise ValueError("The export has other columns than the flat table.")
        while batch := [tuple(cell or None for cell in row) for row in islice(rows, BATCH_ROWS)]:
            yield batch


def fill_postgresql(url: str, path: Path) -> None:
    """Fill a database of PostgreSQL from the file of SQLite."""
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(CreateTable(TABLE))
    plain = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    with (
        closing(sqlite3.connect(path)) as there,
        psycopg.connect(plain) as opened,
        opened.cursor() as cursor,
        cursor.copy("COPY events FROM STDIN") as copy,
    ):
        for row in there.execute("SELECT * FROM events"):
            copy.write_row(row)
    _finish(engine)


def _finish(engine: Engine) -> None:
    """Make the indexes, which is faster once the rows are there."""
    with engine.begin() as connection:
        for index in sorted(TABLE.indexes, key=lambda index: str(index.name)):
            index.create(connection)
        connection.exec_driver_sql("ANALYZE")
    engine.dispose()
