"""Insert rows, or bring those that are there up to date, in each engine's own words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from sqlalchemy import Connection, Table, inspect
from sqlalchemy.dialects import postgresql, sqlite

from store.tables import Base

Rows = Sequence[dict[str, Any]]


def upsert(connection: Connection, table: type[Base], rows: Rows, *, keeping: tuple[str, ...] = ()) -> None:
    """Insert rows; where one with the same primary key stands, replace its columns, except those in `keeping`."""
    if not rows:
        return
    target = cast(Table, inspect(table).local_table)
    insert = sqlite.insert(target) if connection.dialect.name == "sqlite" else postgresql.insert(target)
    replaced = {
        column.name: insert.excluded[column.name]
        for column in target.columns
        if not column.primary_key and column.name not in keeping and column.name in rows[0]
    }
    connection.execute(insert.on_conflict_do_update(index_elements=list(target.primary_key), set_=replaced), rows)
