"""Exports measured: rows a second, and what memory the server takes for them, beside Datasette's stream of CSV."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import date
from http.client import HTTPConnection
from pathlib import Path
from statistics import median

from bench.client import HOST
from bench.servers import Server
from bench.spelling import datasette_export, our_export

ROWS = 100_000
FORMS = ("csv", "ndjson", "geojson")
SAMPLED_SECONDS = 0.02
BLOCK_BYTES = 1 << 16
# What stands once for each row of a form.
_ONCE_A_ROW = {"csv": b"\n", "ndjson": b"\n", "geojson": b'"geometry":'}


@dataclass(frozen=True, slots=True)
class Export:
    """One export: what came, how long it took, the server's CPU, and by how much its memory grew meanwhile."""

    rows: int
    body_bytes: int
    seconds: float
    cpu_seconds: float
    grown_bytes: int


@dataclass(frozen=True, slots=True)
class Exports:
    """All exports in one form from one server."""

    form: str
    server: str
    rounds: list[Export]

    @property
    def per_second(self) -> float:
        """Rows a second, the median over the rounds."""
        return median(each.rows / each.seconds for each in self.rounds)

    @property
    def cpu(self) -> float:
        """The server's CPU for a row in microseconds, the median over the rounds."""
        return median(each.cpu_seconds / each.rows * 1e6 for each in self.rounds)

    @property
    def grown_bytes(self) -> int:
        """The most that its memory grew: what an export has taken once, the next one finds there."""
        return max(each.grown_bytes for each in self.rounds)


def exported(servers: Mapping[str, Server], flat_file: Path, rounds: int, told: Callable[[str], None]) -> list[Exports]:
    """Export the latest events in every form, the forms and servers in turn. `told` hears of each finished round."""
    since = _since(flat_file)
    asked = {(form, "dateline"): our_export(form, since, ROWS) for form in FORMS}
    if "datasette" in servers:
        asked["csv", "datasette"] = datasette_export(since)
    found = {(form, server): Exports(form, server, []) for form, server in asked}
    for number in range(rounds):
        for (form, server), path in asked.items():
            found[form, server].rounds.append(_export(servers[server], form, path))
        told(f"measuring exports: {number + 1} of {rounds} rounds")
    return list(found.values())


def _since(flat_file: Path) -> date:
    """Find the day since which there are so many events."""
    with closing(sqlite3.connect(flat_file)) as connection:
        latest = "SELECT date_start FROM events ORDER BY date_start DESC LIMIT 1 OFFSET ?"
        found = connection.execute(latest, (ROWS,)).fetchone()
        return date.fromisoformat(found[0]) if found else date.min


def _export(server: Server, form: str, path: str) -> Export:
    rows = size = 0
    with closing(HTTPConnection(HOST, server.port, timeout=600)) as connection, _watched(server) as grown:
        began, cpu = time.perf_counter(), server.cpu_seconds()
        connection.request("GET", path)
        response = connection.getresponse()
        if response.status != 200:
            raise LookupError(f"{path} is answered with {response.status}: {response.read(300).decode()}")
        once, tail = _ONCE_A_ROW[form], b""
        while block := response.read1(BLOCK_BYTES):
            size += len(block)
            joined = tail + block
            rows += joined.count(once)
            # What is cut between two blocks counts with the second.
            tail = joined[len(joined) + 1 - len(once) :]
        spent, cpu_spent = time.perf_counter() - began, server.cpu_seconds() - cpu
    header = 1 if form == "csv" else 0
    return Export(rows - header, size, spent, cpu_spent, max(grown))


@contextmanager
def _watched(server: Server) -> Iterator[list[int]]:
    """Watch by how much a server's memory grows; after it, the list holds what was seen."""
    before = server.resident_bytes()
    seen, done = [0], threading.Event()

    def watch() -> None:
        while not done.wait(SAMPLED_SECONDS):
            seen.append(server.resident_bytes() - before)

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        yield seen
    finally:
        done.set()
        watcher.join()
