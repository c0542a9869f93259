"""The servers under measurement: Dateline as it is shipped, and the applications that it is compared with."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Collection, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path

from bench.client import HOST

READY_SECONDS = 60.0
ROOT = Path(__file__).parent.parent
_TICKS = os.sysconf("SC_CLK_TCK")
_RESIDENT = re.compile(r"RssAnon:\s*(\d+) kB")
# Of a process's line in /proc, counted after the name in brackets, which may hold spaces: utime, stime, cutime, cstime.
_CPU = slice(11, 15)


class NotReady(Exception):
    """A server does not answer; its log says why."""


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where the rows are: the URL of the store, that of the flat table on the same engine, and its file of SQLite.

    `database_pid` is the first process of PostgreSQL, None with SQLite, which has none.
    """

    store: str
    flat: str
    flat_file: Path
    database_pid: int | None = None


# `constant` is Dateline with one more route, `datasette` as it is shipped but for its limits, which would cut its answers.
COMMANDS = {
    "dateline": "service.command serve --port {port}",
    "constant": "bench.serving constant {store} {port}",
    "ceiling": "bench.serving ceiling {store} {port}",
    "datasette": "datasette serve --immutable {flat_file} --port {port} --setting sql_time_limit_ms 60000"
    " --setting max_csv_mb 0 --setting facet_time_limit_ms 60000",
    "fastapi": "uvicorn bench.obvious_fastapi:app --port {port} --workers {cores} --no-access-log --log-level warning",
    "flask": "bench.serving flask {flat} {port}",
}


@dataclass(frozen=True, slots=True)
class Server:
    """A running server."""

    name: str
    process: subprocess.Popen[bytes]
    port: int
    database_pid: int | None

    def cpu_seconds(self) -> float:
        """Give the CPU time, user and system, that its processes have used so far."""
        return sum(map(_cpu_ticks, _family(self.process.pid))) / _TICKS

    def database_cpu_seconds(self) -> float:
        """Give the CPU time that the processes of PostgreSQL have used so far, whoever asked it."""
        return sum(map(_cpu_ticks, _family(self.database_pid))) / _TICKS if self.database_pid else 0.0

    def resident_bytes(self) -> int:
        """Give the memory that its processes have resident, without the files that they have mapped.

        What they share counts once in each.
        """
        status = [_told(pid, "status") for pid in _family(self.process.pid)]
        return sum(int(found[1]) for each in status if (found := _RESIDENT.search(each))) * 1024


def _family(first: int) -> list[int]:
    """List a process and all that descend from it."""
    found = [first]
    for pid in found:
        found += [int(child) for child in _told(pid, f"task/{pid}/children").split()]
    return found


def _cpu_ticks(pid: int) -> int:
    """Give what a process has used, and what those of its children used that have ended."""
    fields = _told(pid, "stat").rpartition(")")[2].split()
    return sum(map(int, fields[_CPU]))


def _told(pid: int, name: str) -> str:
    """Read what the kernel tells of a process; nothing where it has ended meanwhile."""
    try:
        return Path(f"/proc/{pid}/{name}").read_text(encoding="utf-8")
    except (FileNotFoundError, ProcessLookupError):
        return ""


@contextmanager
def all_serving(addresses: Addresses, folder: Path, without: Collection[str] = ()) -> Iterator[dict[str, Server]]:
    """Run every server, but those left out, over the same rows; each is named as in the table."""
    with ExitStack() as stack:
        yield {name: stack.enter_context(serving(name, addresses, folder)) for name in COMMANDS if name not in without}


@contextmanager
def serving(name: str, addresses: Addresses, folder: Path, **variables: str) -> Iterator[Server]:
    """Run one server with these variables set, its log in a folder."""
    port = _free_port()
    given = {name: getattr(addresses, name) for name in ("store", "flat", "flat_file")}
    command = [word.format(port=port, cores=os.cpu_count(), **given) for word in COMMANDS[name].split()]
    log = folder / f"{name}.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", *command],
            cwd=ROOT,
            env=_environment(addresses) | variables,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        try:
            _wait(name, process, port, log)
            yield Server(name, process, port, addresses.database_pid)
        finally:
            process.terminate()
            process.wait()


def _environment(addresses: Addresses) -> dict[str, str]:
    """The settings are those that are shipped, whatever the shell of who measures says."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("DATELINE_", "PROMETHEUS_"))}
    return kept | {"DATELINE_DATABASE_URL": addresses.store, "FLAT_DATABASE_URL": addresses.flat}


def _free_port() -> int:
    with socket.create_server((HOST, 0)) as probe:
        port: int = probe.getsockname()[1]
        return port


def _wait(name: str, process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    until = time.monotonic() + READY_SECONDS
    while time.monotonic() < until and process.poll() is None:
        try:
            connection = HTTPConnection(HOST, port, timeout=READY_SECONDS)
            connection.request("GET", "/healthz")
            connection.getresponse().read()
            connection.close()
        except ConnectionError:
            time.sleep(0.05)
        else:
            return
    raise NotReady(f"{name} does not answer: {log.read_text(encoding='utf-8').strip()[-500:]}")
