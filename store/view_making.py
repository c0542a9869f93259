"""Make the views of `store.views` in a database, and take them out of it."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection, Dialect

from store.views import VIEWS, View


def make_views(connection: Connection) -> None:
    """Make every view; none of them may be there."""
    for view in VIEWS:
        for statement in making(view, connection.dialect):
            connection.exec_driver_sql(statement)


def drop_views(connection: Connection) -> None:
    """Take out the views that are there."""
    for view in VIEWS:
        connection.exec_driver_sql(f"DROP VIEW IF EXISTS {view.name}")


def making(view: View, dialect: Dialect) -> Iterator[str]:
    """Write the statements that make a view; PostgreSQL also keeps what it and its columns hold."""
    selected = view.statement.compile(dialect=dialect, compile_kwargs={"literal_binds": True})
    if dialect.name != "postgresql":
        yield f"CREATE VIEW {view.name} AS {selected}"
        return
    # Without the barrier, a condition of the reader's could look at rows before the view leaves them out.
    yield f"CREATE VIEW {view.name} WITH (security_barrier) AS {selected}"
    yield f"COMMENT ON VIEW {view.name} IS {_quoted(view.about)}"
    for column in view.columns:
        yield f'COMMENT ON COLUMN {view.name}."{column.name}" IS {_quoted(column.about)}'


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''").replace("%", "%%") + "'"
