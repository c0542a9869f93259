"""Bring the tables of a store to the shape that this version needs."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from store.engine import Store
from store.tables import Base
from store.view_making import drop_views, make_views

_MIGRATIONS = Path(__file__).parent / "migrations"


class WrongShape(RuntimeError):
    """The store has not the tables that this version needs; the text says what to do."""


def migrate(store: Store, revision: str = "head") -> tuple[str | None, str | None]:
    """Migrate up or down to a revision (`base` is an empty store), in one transaction; gives that before and after.

    Views stand in the way of changing a table, so they are made anew with every change of the revision.
    Raises WrongShape for a store that a later version made.
    """
    with store.writer.begin() as connection:
        before = _current(connection)
        known = {script.revision for script in _scripts().walk_revisions()}
        if before is not None and before not in known:
            raise WrongShape("The store was made by a later version of Dateline; use that version or restore a backup.")
        if revision not in {*known, "head", "base"}:
            there_are = ", ".join(sorted(known))
            raise WrongShape(f"There is no revision {revision!r}; there are: {there_are}, head and base.")
        down = revision == "base" or (revision != "head" and revision in known and before == _newest())
        if before == (_newest() if revision == "head" else revision):
            return before, before
        drop_views(connection)
        (command.downgrade if down else command.upgrade)(_config(connection), revision)
        after = _current(connection)
        if after == _newest():
            make_views(connection)
        return before, after


def check_shape(connection: Connection) -> None:
    """Raise WrongShape unless the tables are those of this version."""
    if _current(connection) != _newest():
        raise WrongShape("The store is not prepared for this version; run: dateline migrate")


def differences(store: Store) -> list[object]:
    """List what stands in the tables' declaration and not in the database, or the other way round."""
    with store.writer.begin() as connection:
        context = MigrationContext.configure(connection, opts={"include_object": _is_ours})
        return list(compare_metadata(context, Base.metadata))


def _is_ours(_thing: object, name: str | None, _kind: str, _reflected: bool, _other: object) -> bool:
    """Leave out the full-text index of each engine, and the tables that SQLite makes for its own."""
    return not (name or "").startswith(("text_index", "text_part_by_word"))


def _current(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def _newest() -> str | None:
    return _scripts().get_current_head()


def _scripts() -> ScriptDirectory:
    return ScriptDirectory(str(_MIGRATIONS))


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    config.attributes["connection"] = connection
    return config
