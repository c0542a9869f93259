"""A PostgreSQL cluster for the benchmark: kept in a folder with the store that it holds, and run while it is measured."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

DATABASES = ("dateline", "flat")
USER = "bench"
# The rest is as PostgreSQL ships it; nothing here that a loss of power would harm.
SETTINGS = {"shared_buffers": "512MB", "max_wal_size": "4GB", "max_connections": "100", "listen_addresses": "''"}


class NoPostgres(RuntimeError):
    """There is no PostgreSQL to measure; the text says why."""


@contextmanager
def running(folder: Path) -> Iterator[tuple[int, dict[str, str]]]:
    """Run the cluster of a folder, made where there is none; gives its first process and the URL of each database.

    Raises NoPostgres.
    """
    programs, user = _programs(), _unprivileged()
    # The path of a socket must be short.
    sockets = Path(tempfile.mkdtemp(prefix="dateline-bench-"))
    is_new = not folder.exists()
    if user is not None:
        shutil.chown(sockets, user)
        _let_through(folder.parent, user)
    if is_new:
        _run(user, programs / "initdb", "-D", folder, "-U", USER, "-A", "trust", "-E", "UTF8", "--locale=C")
    options = " ".join(f"-c {name}={value}" for name, value in SETTINGS.items())
    options += f" -c unix_socket_directories={sockets}"
    _run(user, programs / "pg_ctl", "-D", folder, "-l", sockets / "log", "-o", options, "-w", "start")
    try:
        if is_new:
            _make_databases(sockets)
        pid = int((folder / "postmaster.pid").read_text(encoding="utf-8").split("\n", 1)[0])
        yield pid, {name: f"postgresql+psycopg://{USER}@/{name}?host={sockets}" for name in DATABASES}
    finally:
        _run(user, programs / "pg_ctl", "-D", folder, "-m", "fast", "-w", "stop")
        shutil.rmtree(sockets, ignore_errors=True)


def _programs() -> Path:
    """Find the folder of initdb and pg_ctl: on the PATH, or where Debian keeps them, the newest version first."""
    on_path = shutil.which("pg_ctl")
    if on_path:
        return Path(on_path).resolve().parent
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/pg_ctl"), key=lambda file: float(file.parts[-3]))
    if not found:
        raise NoPostgres("pg_ctl is neither on the PATH nor in /usr/lib/postgresql; to install: postgresql.")
    return found[-1].parent


def _unprivileged() -> str | None:
    """Name whom the server runs as where root measures, for it refuses root; None is whoever measures."""
    if os.geteuid() != 0:
        return None
    known = {account.pw_name for account in pwd.getpwall()}
    for name in ("postgres", "nobody"):
        if name in known:
            return name
    raise NoPostgres("PostgreSQL does not run as root, and there is no user postgres or nobody.")


def _let_through(folder: Path, user: str) -> None:
    """Give the folder to that user, who makes the cluster in it."""
    shutil.chown(folder, user)
    folder.chmod(0o755)


def _make_databases(sockets: Path) -> None:
    with psycopg.connect(f"host={sockets} user={USER} dbname=postgres", autocommit=True) as connection:
        for name in DATABASES:
            connection.execute(f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8'".encode())


def _run(user: str | None, *command: str | Path) -> None:
    """Run a program of PostgreSQL as that user. Raises NoPostgres with what it says."""
    # A file and not a pipe, which the server that pg_ctl leaves behind would hold open.
    with tempfile.TemporaryFile() as said:
        done = subprocess.run(
            [str(word) for word in command], user=user, cwd="/", stdout=said, stderr=said, check=False
        )
        if done.returncode:
            said.seek(0)
            raise NoPostgres(f"{Path(command[0]).name}: {said.read().decode(errors='replace').strip()[-500:]}")
