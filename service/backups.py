"""Back a store up into one file while it is used, and put it back. Each engine's own tool does it."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

from sqlalchemy import URL, select, update
from sqlalchemy.exc import SQLAlchemyError

from store.engine import Store, open_store, store_url
from store.migrate import WrongShape, check_shape
from store.tables import Head
from store.writing import new_mark

SQLITE_PAGES_AT_A_TIME = 2_000
_SQLITE_MAGIC = b"SQLite format 3\x00"
_PG_MAGIC = b"PGDMP"


class BackupFailed(RuntimeError):
    """The backup could not be written or put back; the text says why."""


def backup(store: Store, target: Path) -> None:
    """Write the store as it is at one moment to a file, which is there once it is whole. Raises BackupFailed."""
    if target.exists():
        raise BackupFailed(f"{target} exists already; name another file.")
    part = target.with_name(f"{target.name}.part")
    part.unlink(missing_ok=True)
    try:
        if store.on_sqlite:
            _backup_sqlite(str(store.url.database), part)
        else:
            _run(["pg_dump", "--format=custom", f"--file={part}", *_whereabouts(store.url)], store.url)
        part.rename(target)
    except sqlite3.Error as error:
        raise BackupFailed(f"The store cannot be read: {error}.") from None
    finally:
        part.unlink(missing_ok=True)


def _backup_sqlite(database: str, part: Path) -> None:
    with closing(sqlite3.connect(database)) as source, closing(sqlite3.connect(part)) as copy:
        # One read transaction over all of it: writers would otherwise make the copy begin again and again.
        source.execute("BEGIN")
        source.execute("SELECT count(*) FROM sqlite_master").fetchone()
        source.backup(copy, pages=SQLITE_PAGES_AT_A_TIME)
        copy.execute("PRAGMA journal_mode=DELETE")


def restore(address: str, origin: Path, replacing: bool) -> None:
    """Fill a store from a backup. Raises BackupFailed where the store holds something and is not to be replaced."""
    url = store_url(address)
    on_sqlite = url.get_backend_name() == "sqlite"
    _check_kind(origin, on_sqlite)
    if not replacing and _holds_something(address, url):
        raise BackupFailed("The store holds records already; to replace them: dateline restore --replace")
    if on_sqlite:
        _restore_sqlite(origin, Path(str(url.database)))
    else:
        options = ["--no-owner", "--clean", "--if-exists", "--exit-on-error", "--single-transaction"]
        _run(["pg_restore", *options, *_whereabouts(url), str(origin)], url)
    _begin_epoch(address)


def _begin_epoch(address: str) -> None:
    """Mark that changes and revisions count on from the backup, and that their numbers mean other things from here."""
    store = open_store(address, readers=1)
    try:
        with store.writer.begin() as connection:
            connection.execute(update(Head).values(epoch=new_mark()))
    finally:
        store.close()


def _check_kind(origin: Path, on_sqlite: bool) -> None:
    with origin.open("rb") as file:
        head = file.read(len(_SQLITE_MAGIC))
    if not head.startswith(_SQLITE_MAGIC if on_sqlite else _PG_MAGIC):
        engine = "SQLite" if on_sqlite else "PostgreSQL"
        raise BackupFailed(f"{origin} is no backup of a store on {engine}, which the settings name.")


def _holds_something(address: str, url: URL) -> bool:
    if url.get_backend_name() == "sqlite" and not Path(str(url.database)).exists():
        return False
    store = open_store(address, readers=1)
    try:
        with store.reader.connect() as connection:
            check_shape(connection)
            return bool(connection.execute(select(Head.sequence)).scalar())
    except (SQLAlchemyError, WrongShape):
        return False
    finally:
        store.close()


def _restore_sqlite(origin: Path, database: Path) -> None:
    """Put the file in place whole, and take away the journals of the one before: they belong to other pages."""
    database.parent.mkdir(parents=True, exist_ok=True)
    part = database.with_name(f"{database.name}.part")
    shutil.copyfile(origin, part)
    if not _is_whole(part):
        part.unlink()
        raise BackupFailed(f"{origin} is damaged.")
    for journal in ("-wal", "-shm"):
        database.with_name(database.name + journal).unlink(missing_ok=True)
    part.replace(database)


def _is_whole(file: Path) -> bool:
    try:
        with closing(sqlite3.connect(file)) as copy:
            return bool(copy.execute("PRAGMA quick_check").fetchone() == ("ok",))
    except sqlite3.DatabaseError:
        return False


def _whereabouts(url: URL) -> list[str]:
    named = (("--host", url.host), ("--port", url.port), ("--username", url.username), ("--dbname", url.database))
    in_query = {key: value for key, value in url.query.items() if key in ("host", "port")}
    extra = [f"--{key}={value}" for key, value in in_query.items()]
    return [f"{name}={value}" for name, value in named if value] + extra


def _run(command: list[str], url: URL) -> None:
    program = shutil.which(command[0]) or next(
        iter(sorted(map(str, Path("/usr/lib/postgresql").glob(f"*/bin/{command[0]}")), reverse=True)), None
    )
    if program is None:
        raise BackupFailed(f"{command[0]} is missing; to install it: apt-get install postgresql-client")
    environment = os.environ | ({"PGPASSWORD": str(url.password)} if url.password else {})
    # The command is a list of our own making: no shell reads it.
    done = subprocess.run([program, *command[1:]], env=environment, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        reason = (done.stderr.strip().splitlines() or ["no reason given"])[-1]
        raise BackupFailed(f"{command[0]}: {reason}")
