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
class _Prepared:
    """A compiled statement.

    `places` are the names of its values, each with the change that its type makes, `otherwise` what some are where the question
    does not give them; `columns` are the changes of its columns.
    """

    text: str
    places: tuple[tuple[str, _Change], ...]
    otherwise: dict[str, Any]
    by_name: bool
    columns: tuple[_Change, ...]
    changed: bool

    def given(self, values: Mapping[str, Any]) -> Any:
        whole = {**self.otherwise, **values}
        found = [whole[name] if change is None else change(whole[name]) for name, change in self.places]
        return dict(zip((name for name, _ in self.places), found, strict=True)) if self.by_name else found

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
    types = [column.type for column in statement.selected_columns]
    if any(isinstance(each, Float | Numeric) for each in types):
        return None
    columns = tuple(_result(each, dialect) for each in types)
    names = compiled.positiontup if compiled.positional else compiled.bind_names.values()
    return _Prepared(
        compiled.string,
        tuple((name, _value(compiled.binds[name].type, dialect)) for name in names or ()),
        {name: bind.effective_value for name, bind in compiled.binds.items() if not bind.required},
        not compiled.positional,
        columns,
        any(columns),
    )


def _value(of: Any, dialect: Dialect) -> _Change:
    change: _Change = of.dialect_impl(dialect).bind_processor(dialect)
    return change


def _result(of: Any, dialect: Dialect) -> _Change:
    change: _Change = of.dialect_impl(dialect).result_processor(dialect, None)
    return change
