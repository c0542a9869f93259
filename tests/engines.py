"""Throw-away databases for tests: files of SQLite, and databases of a PostgreSQL cluster that lives as long as the run.

Making the tables and loading the seed document take a second: each is done once for an engine, and a test gets a copy.
"""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache, cached_property
from itertools import count
from pathlib import Path

from sqlalchemy import NullPool, create_engine, make_url

from seed.annotation import SEED_DOCUMENT, read_annotation
from seed.load import Origin, load
from seed.records import Batch
from store.engine import Store, open_store
from store.migrate import migrate

POSTGRES_VARIABLE = "DATELINE_TEST_POSTGRES_URL"
ROOM_BYTES = 2 << 30
SEED_ORIGIN = Origin(SEED_DOCUMENT.name, "0" * 64)


@cache
def seed_records() -> Batch:
    """Read the seed document, once."""
    return read_annotation(SEED_DOCUMENT)


class NoPostgres(RuntimeError):
    """There is no PostgreSQL to test on; the text says why."""


class Databases(ABC):
    """The databases of one engine; each is named by its URL.

    A URL is used again once its database is dropped, and so is the store that was open there: it keeps its compiled
    statements, which take longer to make than a test to run.
    """

    def __init__(self) -> None:
        self._numbers = count()
        self._free: list[str] = []
        self._stores: dict[str, Store] = {}

    def opened(self, url: str) -> Store:
        """Open the store at a URL; to be closed by the caller."""
        if url not in self._stores:
            self._stores[url] = open_store(url)
        return self._stores[url]

    @abstractmethod
    def new(self, like: str | None = None) -> str:
        """Make a database, empty or a copy of another that nobody has open."""

    @abstractmethod
    def drop(self, url: str) -> None:
        """Remove a database."""

    @cached_property
    def migrated(self) -> str:
        """A database with every table and no record, to be copied and never opened."""
        url = self.new()
        store = open_store(url)
        migrate(store)
        store.close()
        return url

    @cached_property
    def seeded(self) -> str:
        """A database that holds the seed document, to be copied and never opened."""
        url = self.new(self.migrated)
        store = open_store(url)
        load(store, seed_records(), SEED_ORIGIN)
        store.close()
        return url


class SqliteDatabases(Databases):
    """Files in a folder."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._folder = folder

    def new(self, like: str | None = None) -> str:
        """Name a new file, and copy the other one there."""
        url = self._free.pop() if self._free else f"sqlite:///{self._folder}/{next(self._numbers)}.sqlite3"
        if like is not None:
            shutil.copyfile(str(make_url(like).database), str(make_url(url).database))
        return url

    def drop(self, url: str) -> None:
        """Remove the file and what SQLite keeps beside it."""
        for suffix in ("", "-wal", "-shm"):
            Path(f"{make_url(url).database}{suffix}").unlink(missing_ok=True)
        self._free.append(url)


class PostgresDatabases(Databases):
    """Databases of the cluster whose maintenance database has this URL."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self._cluster = make_url(url).set(drivername="postgresql+psycopg")
        self._standing: set[str] = set()

    def new(self, like: str | None = None, *, options: str = "ENCODING 'UTF8'") -> str:
        """Make a database out of the other one, or out of nothing with the options given."""
        url = self._free.pop() if self._free else self._unused()
        name = make_url(url).database
        source = "template0" if like is None else f'"{make_url(like).database}"'
        self.run(f'CREATE DATABASE "{name}" TEMPLATE {source}' + (f" {options}" if like is None else ""))
        self._standing.add(url)
        return url

    def _unused(self) -> str:
        name = f"dateline_test_{os.getpid()}_{next(self._numbers)}"
        return self._cluster.set(database=name).render_as_string(hide_password=False)

    def drop(self, url: str) -> None:
        """Remove the database, whoever is still connected."""
        self.run(f'DROP DATABASE IF EXISTS "{make_url(url).database}" WITH (FORCE)')
        self._standing.discard(url)
        self._free.append(url)

    def drop_all(self) -> None:
        """Remove every database made here, so that a cluster that outlives the run is left as it was."""
        for url in tuple(self._standing):
            self.drop(url)

    def run(self, statement: str) -> None:
        """Run a statement that cannot be part of a transaction."""
        engine = create_engine(self._cluster, isolation_level="AUTOCOMMIT", poolclass=NullPool)
        with engine.connect() as connection:
            connection.exec_driver_sql(statement)


@contextmanager
def postgres_cluster() -> Iterator[str]:
    """Give the URL of a cluster to test on: the one that DATELINE_TEST_POSTGRES_URL names, or one made for this run.

    Raises NoPostgres where neither is to be had.
    """
    named = os.environ.get(POSTGRES_VARIABLE)
    if named:
        yield named
        return
    programs = _programs()
    user = _unprivileged()
    # Not under pytest's own folder, which the unprivileged user may not enter; and a socket's path must be short.
    folder = Path(tempfile.mkdtemp(prefix="dateline-pg-", dir=_in_memory()))
    try:
        if user is not None:
            shutil.chown(folder, user)
        with _running(programs, folder, user):
            yield f"postgresql+psycopg://tester@/postgres?host={folder}"
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _in_memory() -> Path | None:
    """Name the folder that is kept in memory, if there is one with room: databases are copied twice as fast there."""
    folder = Path("/dev/shm")
    return folder if folder.is_dir() and shutil.disk_usage(folder).free > ROOM_BYTES else None


def _programs() -> Path:
    """Find the folder of initdb and pg_ctl: on the PATH, or where Debian keeps them, the newest version first."""
    on_path = shutil.which("initdb")
    if on_path and shutil.which("pg_ctl"):
        return Path(on_path).resolve().parent
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda file: float(file.parts[-3]))
    if not found:
        raise NoPostgres(
            f"initdb is neither on the PATH nor in /usr/lib/postgresql, and {POSTGRES_VARIABLE} is not set."
        )
    return found[-1].parent


def _unprivileged() -> str | None:
    """Name whom the server runs as where root runs the tests, for initdb refuses root; None is whoever runs them."""
    if os.geteuid() != 0:
        return None
    known = {account.pw_name for account in pwd.getpwall()}
    for name in ("postgres", "nobody"):
        if name in known:
            return name
    raise NoPostgres("PostgreSQL does not run as root, and there is no user postgres or nobody.")


@contextmanager
def _running(programs: Path, folder: Path, user: str | None) -> Iterator[None]:
    cluster = folder / "cluster"
    settings = f"-c listen_addresses= -c unix_socket_directories={folder} -c max_connections=60"
    # Nothing here outlives the run, so nothing has to reach the disk.
    settings += " -c fsync=off -c synchronous_commit=off -c full_page_writes=off"
    _run(
        user, programs / "initdb", "-D", cluster, "-U", "tester", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"
    )
    _run(user, programs / "pg_ctl", "-D", cluster, "-l", folder / "log", "-o", settings, "-w", "start")
    try:
        yield
    finally:
        _run(user, programs / "pg_ctl", "-D", cluster, "-m", "immediate", "-w", "stop")


def _run(user: str | None, *command: str | Path) -> None:
    """Run a program of PostgreSQL as that user. Raises NoPostgres with what it says."""
    # Its own file and not a pipe: the server that pg_ctl leaves behind would hold a pipe open.
    with tempfile.TemporaryFile() as said:
        group = None if user is None else pwd.getpwnam(user).pw_gid
        ended = subprocess.run(command, user=user, group=group, cwd="/", stdout=said, stderr=said, check=False)
        if ended.returncode:
            said.seek(0)
            raise NoPostgres(f"{Path(command[0]).name} failed: {said.read().decode(errors='replace').strip()}")
