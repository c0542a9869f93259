"""Run what is asked most on the driver's own connection: to SQLAlchemy, running a statement is more work than to SQLite.

A statement is compiled once for a dialect; its values and its columns go through the same types as SQLAlchemy would take them
through, and what the driver raises becomes what SQLAlchemy would raise.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Dialect, Float, Numeric, Select
from sqlalchemy.exc import DBAPIError

# How many statements are kept; each is a few kilobytes.
STATEMENTS = 2048

_Change = Callable[[Any], Any] | None


def fetched(
    connection: Connection, statement: Select[*tuple[Any, ...]], values: Mapping[str, Any]
) -> Sequence[Sequence[Any]]:
    """Give the rows of a statement; make it once and keep it, for it is known again by identity.

    Through SQLAlchemy goes a statement whose text depends on its values (`IN` with as many places as there are values), and
    one that gives fractions: how those are read depends on what the driver says of the column.
    """
    ready = _prepared(statement, connection.dialect)
    if ready is None:
        return connection.execute(statement, values).all()
    rows = run(connection, ready.text, ready.given(values))
    return ready.read(rows) if ready.changed else rows


def run(connection: Connection, text: str, values: Any = ()) -> list[tuple[Any, ...]]:
    """Run a statement in the driver's words. Raises the errors of SQLAlchemy."""
    driver: Any = connection.connection.dbapi_connection
    dbapi: Any = connection.dialect.dbapi
    try:
        rows: list[tuple[Any, ...]] = driver.execute(text, values).fetchall()
    except dbapi.Error as error:
        lost = connection.dialect.is_disconnect(error, driver, None)
        if lost:
            connection.invalidate(error)
        raise DBAPIError.instance(
            text, values, error, dbapi.Error, connection_invalidated=lost, dialect=connection.dialect
        ) from error
    return rows


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a value stands: its name, whether the question has to give it, what it is otherwise, and its type's change."""

    name: str
    required: bool
    otherwise: Any
    change: _Change

    def value(self, values: Mapping[str, Any]) -> Any:
        found = values[self.name] if self.required else values.get(self.name, self.otherwise)
        return found if self.change is None else self.change(found)


@dataclass(frozen=True, slots=True)
class _Prepared:
    """A compiled statement. `columns` are the changes that their types make, one a column."""

    text: str
    places: tuple[_Place, ...]
    by_name: bool
    columns: tuple[_Change, ...]
    changed: bool

    def given(self, values: Mapping[str, Any]) -> Any:
        if self.by_name:
            return {place.name: place.value(values) for place in self.places}
        return [place.value(values) for place in self.places]

    def read(self, rows: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
        columns = self.columns
        return [
            tuple(cell if change is None else change(cell) for change, cell in zip(columns, row, strict=True))
            for row in rows
        ]


@lru_cache(STATEMENTS)
def _prepared(statement: Select[*tuple[Any, ...]], dialect: Dialect) -> _Prepared | None:
    compiled = statement.compile(dialect=dialect)
    if compiled.post_compile_params or compiled.literal_execute_params or compiled.escaped_bind_names:
        return None
    names = compiled.positiontup if compiled.positional else compiled.bind_names.values()
    types = [column.type for column in statement.selected_columns]
    if any(isinstance(each, Float | Numeric) for each in types):
        return None
    columns = tuple(_result(each, dialect) for each in types)
    return _Prepared(
        compiled.string,
        tuple(_place(name, compiled.binds[name], dialect) for name in names or ()),
        not compiled.positional,
        columns,
        any(columns),
    )


def _place(name: str, bind: Any, dialect: Dialect) -> _Place:
    return _Place(name, bind.required, bind.effective_value, bind.type.dialect_impl(dialect).bind_processor(dialect))


def _result(of: Any, dialect: Dialect) -> _Change:
    change: _Change = of.dialect_impl(dialect).result_processor(dialect, None)
    return change
