"""Insert many rows at once, past the layers that make one row at a time convenient.

SQLite takes tuples in the driver's own call, PostgreSQL a COPY. The tables and their types are those of `store.tables`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any, cast

from sqlalchemy import Connection, Date, Table, inspect

from store.columns import Instant
from store.tables import Base

Row = Mapping[str, Any]
Convert = Callable[[Any], Any]


def insert_rows(connection: Connection, table: type[Base], rows: Sequence[Row]) -> None:
    """Insert rows, each with the same columns. Whoever gives one that is there already gets the driver's error."""
    if not rows:
        return
    target = cast(Table, inspect(table).local_table)
    names = tuple(rows[0])
    on_sqlite = connection.dialect.name == "sqlite"
    tuples = _tuples(rows, names, _conversions(target, names, on_sqlite))
    if on_sqlite:
        many(connection, _insertion(target, names), tuples)
    else:
        _copy(connection, target, names, tuples)


def insert_tuples(
    connection: Connection, table: type[Base], names: tuple[str, ...], rows: Sequence[tuple[Any, ...]]
) -> None:
    """Insert rows whose values stand in the order of `names`, as the engine keeps them (days: `day_for`)."""
    target = cast(Table, inspect(table).local_table)
    if connection.dialect.name == "sqlite":
        many(connection, _insertion(target, names), rows)
    elif rows:
        _copy(connection, target, names, rows)


def day_for(connection: Connection) -> Convert:
    """Give what brings a day to the form in which the engine keeps it."""
    return day_text if connection.dialect.name == "sqlite" else _as_it_is


def _as_it_is(value: Any) -> Any:
    return value


def many(connection: Connection, statement: str, rows: Iterable[Sequence[Any]]) -> None:
    """Run one statement in the driver's own words for each row of values."""
    cursor = connection.connection.cursor()
    try:
        cursor.executemany(statement, rows)  # type: ignore[arg-type]  # the drivers take any iterable
    finally:
        cursor.close()


def _tuples(rows: Sequence[Row], names: tuple[str, ...], convert: Mapping[str, Convert]) -> Iterator[tuple[Any, ...]]:
    if not convert:
        return (tuple([row[name] for name in names]) for row in rows)
    steps = [(name, convert.get(name)) for name in names]
    return (tuple([row[name] if step is None else step(row[name]) for name, step in steps]) for row in rows)


@lru_cache(64)
def _insertion(table: Table, names: tuple[str, ...]) -> str:
    columns = ", ".join(f'"{name}"' for name in names)
    return f"INSERT INTO {table.name} ({columns}) VALUES ({', '.join('?' * len(names))})"  # noqa: S608 - names of ours


def _conversions(table: Table, names: tuple[str, ...], on_sqlite: bool) -> Mapping[str, Convert]:
    """Give what brings days and instants to the form in which SQLite keeps them; PostgreSQL's driver does it itself."""
    if not on_sqlite:
        return {}
    kinds = {name: table.c[name].type for name in names}
    return {name: day_text for name, kind in kinds.items() if isinstance(kind, Date)} | {
        name: instant_text for name, kind in kinds.items() if isinstance(kind, Instant)
    }


@lru_cache(4096)
def day_text(day: date | None) -> str | None:
    """Spell a day as SQLite keeps it."""
    return None if day is None else day.isoformat()


@lru_cache(4096)
def instant_text(moment: datetime | None) -> str | None:
    """Spell an instant as SQLite keeps it (`store.columns.Instant`)."""
    if moment is None:
        return None
    return f"{moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec='microseconds')}Z"


def _copy(connection: Connection, table: Table, names: tuple[str, ...], rows: Iterable[tuple[Any, ...]]) -> None:
    columns = ", ".join(f'"{name}"' for name in names)
    driver: Any = connection.connection
    with driver.cursor() as cursor, cursor.copy(f"COPY {table.name} ({columns}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)
