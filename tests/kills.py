"""Kill loads at random moments and go on with them: `python -m tests.kills --kills 100`, or `make soak`.

A load is killed again and again while it goes through one file, each time in a process of its own; then it is let go on
to the end. What the store holds then has to be what a load that nobody killed gives, apart from times.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from multiprocessing.synchronize import Event as Signal
from pathlib import Path
from random import Random
from typing import Any

import click
from sqlalchemy import func, select

from bench.gdelt_world import World
from seed import loading
from store.derived import Document
from store.engine import Store, open_store
from store.identity import Kind
from store.tables import Change, Event, Load
from tests.engines import Databases, PostgresDatabases, SqliteDatabases, postgres_cluster
from tests.loads import assert_sound, differences, file_loaded, state
from tests.processes import started

ROWS = 10_000
# Small enough that a file takes many of them, so that there are moments of every sort to be killed at.
BATCH_ROWS = 400
KILLS_A_FILE = 10
# In a row without any effect: then the load is faster than what kills it.
MOST_MISSES = 200


@dataclass
class Killed:
    """What came of the kills: how many rows were stored at each that hit a load, and in what the store then differed."""

    rows: list[int] = field(default_factory=list)
    misses: int = 0
    faults: list[str] = field(default_factory=list)


def load_file(ready: Signal, url: str, path: Path, batch_rows: int | None = BATCH_ROWS) -> None:
    """Load a file in this process, in batches of that many rows or of as many as the loader sees fit."""
    if batch_rows:
        loading.BATCH_ROWS = batch_rows
    store = open_store(url)
    ready.set()
    file_loaded(store, path)
    store.close()


class Trial:
    """Loads of one file into stores of one engine."""

    def __init__(self, databases: Databases, path: Path, rows: int, seed: object) -> None:
        self._databases = databases
        self._path = path
        self._rows = rows
        self._chance = Random(f"kills/{seed}")
        began = time.monotonic()
        url = databases.new(databases.migrated)
        with started(load_file, url, path):
            pass
        self._seconds = time.monotonic() - began
        self._due = self._held(url)
        databases.drop(url)

    def killed(self, kills: int) -> Killed:
        """Kill loads until so many were hit between their first and their last row, and look at each when it has ended."""
        found = Killed()
        while len(found.rows) < kills and found.misses < MOST_MISSES:
            url = self._databases.new(self._databases.migrated)
            is_over = self._kill(url, found, min(KILLS_A_FILE, kills - len(found.rows)))
            if not is_over:
                with started(load_file, url, self._path):
                    pass
            self._compare(url, found)
            self._databases.drop(url)
        return found

    def _kill(self, url: str, found: Killed, kills: int) -> bool:
        """Kill the load of a file that many times, at moments spread over it; tell whether it came to its end before that."""
        hit = 0
        while hit < kills:
            with started(load_file, url, self._path) as process:
                process.join(self._chance.uniform(0, 2) * self._seconds / (kills + 1))
                is_over = process.exitcode is not None
                process.kill()
            rows = self._look(url, found)
            if is_over or rows == self._rows:
                found.misses += 1
                return is_over
            if rows:
                found.rows.append(rows)
                hit += 1
            else:
                found.misses += 1
        return False

    def _look(self, url: str, found: Killed) -> int:
        """Give how many rows are stored; what is noted as read has to be there, and nothing else."""
        store = open_store(url)
        read = select(func.coalesce(func.max(Load.rows_read), 0)).scalar_subquery()
        stored = select(func.count(Event.id)).scalar_subquery()
        shown = select(func.count(Document.id)).where(Document.kind == Kind.EVENT.value).scalar_subquery()
        with store.reader.connect() as connection:
            # At one moment: PostgreSQL may still be writing what was sent to it before.
            noted, events, documents = connection.execute(select(read, stored, shown)).one()
        store.close()
        if not noted == events == documents:
            found.faults.append(f"After a kill {noted} rows are noted, {events} stored, {documents} served.")
        return int(noted)

    def _compare(self, url: str, found: Killed) -> None:
        held = self._held(url)
        for name, (surplus, missing, number) in differences(self._due, held).items():
            found.faults.append(f"{name} differs in {number} rows: {missing} where {surplus} should be.")

    def _held(self, url: str) -> dict[str, Any]:
        store = open_store(url)
        assert_sound(store)
        held = state(store) | {"runs": runs(store), "changed": changed(store)}
        store.close()
        return held


def runs(store: Store) -> list[tuple[Any, ...]]:
    """Read the runs that filled a store, without their times, and without the number that a rolled back one takes along."""
    columns = [column for column in Load.__table__.c if column.name not in ("id", "started_at", "finished_at")]
    with store.reader.connect() as connection:
        return [tuple(row) for row in connection.execute(select(*columns, Load.finished_at.is_not(None)))]


def changed(store: Store) -> dict[Any, int]:
    """Count what happened to each record."""
    with store.reader.connect() as connection:
        return Counter(tuple(row) for row in connection.execute(select(Change.record_id, Change.operation)))


@click.command()
@click.option("--kills", default=100, show_default=True, help="How many on each engine.")
@click.option("--seed", default=1, show_default=True, help="Other moments for another seed.")
def main(kills: int, seed: int) -> None:
    """Kill loads on SQLite and on PostgreSQL, and fail where a store is not what it should be."""
    with tempfile.TemporaryDirectory() as folder, postgres_cluster() as url:
        path = Path(folder) / "rows.export.CSV"
        World(ROWS).write(path)
        failed = 0
        for name, databases in (("SQLite", SqliteDatabases(Path(folder))), ("PostgreSQL", PostgresDatabases(url))):
            found = Trial(databases, path, ROWS, seed).killed(kills)
            click.echo(f"{name}: {len(found.rows)} kills between the first and the last row, {found.misses} others.")
            for fault in found.faults:
                click.echo(fault, err=True)
            failed += len(found.faults) + (len(found.rows) < kills)
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
