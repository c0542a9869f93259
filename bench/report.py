"""The figures as plain tables, with the machine and the versions that they belong to."""

from __future__ import annotations

import os
import platform
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path
from typing import Any

from bench.aims import LOAD, OURS, Found, aims_of
from bench.exports import Exports
from bench.loading import Loading
from bench.measuring import CONNECTIONS, Figures
from bench.stores import EMPTY, Filled
from bench.works import Work
from service.settings import Settings
from service.version import VERSION

PACKAGES = (
    *("Flask", "flask-smorest", "gunicorn", "marshmallow", "orjson", "SQLAlchemy", "psycopg"),
    *("datasette", "fastapi", "pydantic", "uvicorn"),
)
LEGEND = """CPU: user and system time of all the server's processes for a request; DB: that of PostgreSQL's, which is not in it.
Medians over the rounds; spread is the width of their middle half. Bytes are those of head and body. × ceiling: the CPU
as a multiple of that for a constant answer of as many bytes as ours. ours ×: how many times as many requests ours
answers in a second (in brackets: for the same CPU). datasette answers from a file of SQLite, whatever the engine.
deep page: the hundredth of the lists of page 1, or their last full one where they have fewer.
constant: Dateline's own application with a route that answers 304 and nothing else, behind the same hooks."""
EXPORT_LEGEND = (
    """Memory: by how much what the server's processes have for themselves alone grew, at most. CPU of the server."""
)
LOAD_LEGEND = "CPU and most memory of the loading process alone."

Figured = Mapping[tuple[str, str], Figures]


def machine() -> dict[str, str]:
    """Describe what is measured on."""
    settings = Settings()
    return {
        "machine": f"{_processor()}, {os.cpu_count()} cores, {platform.system()} {platform.release()}, "
        f"load {os.getloadavg()[1]:.1f} over the last five minutes",
        "versions": ", ".join(
            [f"Dateline {VERSION}", f"Python {platform.python_version()}", f"SQLite {sqlite3.sqlite_version}"]
            + [f"{name} {version(name)}" for name in PACKAGES]
        ),
        "settings": f"as shipped: gthread, {os.cpu_count()} workers of {settings.threads} threads, requests logged",
        "generator": f"a Python process on raw sockets, {CONNECTIONS} kept-open connections, loopback, no compression",
    }


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.machine()


def store_line(filled: Filled) -> str:
    """Describe the store."""
    world = filled.world
    rows = world.rows + world.further_rows
    return f"{filled.engine}, {rows:,} events of GDELT's form, {filled.megabytes:,.0f} MB, seed {world.seed}"


def works_table(works: Sequence[Work], found: Found) -> str:
    """Write the table of requests: a row for each work and server, medians over the rounds."""
    headings = ("work", "server", "records", "bytes", "req/s", "p50 ms", "p99 ms", "CPU µs", "spread", "DB µs")
    rows: list[tuple[str, ...]] = [(*headings, "× ceiling", "ours ×", "aim")]
    rows += [_work_row(work, server, found) for work in works for server in work.requests]
    return _table(rows, words=(0, 1, 12))


def _work_row(work: Work, server: str, found: Found) -> tuple[str, ...]:
    one, ours = found.figures[work.name, server], found.figures[work.name, OURS]
    to_ceiling = found.figures.get((work.name, "ceiling"))
    is_ours = server == OURS
    return (
        work.name,
        server,
        f"{work.records:.0f}" if is_ours else "",
        f"{one.middle('received_bytes'):,.0f}",
        f"{one.middle('per_second'):,.0f}",
        f"{one.middle('p50'):.2f}",
        f"{one.middle('p99'):.2f}",
        f"{one.middle('cpu'):,.0f}",
        f"{one.spread('cpu'):.0%}",
        f"{one.middle('database_cpu'):,.0f}" if found.engine == "postgresql" else "",
        f"{one.middle('cpu') / to_ceiling.middle('cpu'):.2f}" if to_ceiling and one is not to_ceiling else "",
        "" if is_ours else f"{_more(one, ours, 'per_second'):.1f} ({1 / _more(one, ours, 'cpu'):.1f})",
        aims_of(work.name, found.engine) if is_ours else "",
    )


def _more(one: Figures, ours: Figures, name: str) -> float:
    return ours.middle(name) / one.middle(name)


def exports_table(found: Found) -> str:
    """Write the table of exports."""
    rows: list[tuple[str, ...]] = [("export", "server", "rows", "MB", "rows/s", "CPU µs a row", "memory MB", "aim")]
    rows += [_export_row(one, found.engine) for one in found.exports.values()]
    return _table(rows, words=(0, 1, 7))


def _export_row(one: Exports, engine: str) -> tuple[str, ...]:
    last = one.rounds[-1]
    return (
        one.form,
        one.server,
        f"{last.rows:,}",
        f"{last.body_bytes / 1e6:,.0f}",
        f"{one.per_second:,.0f}",
        f"{one.cpu:,.1f}",
        f"{one.grown_bytes / 1e6:,.1f}",
        aims_of(f"export as {one.form}", engine) if one.server == OURS else "",
    )


def loadings_table(found: Found) -> str:
    """Write the table of loads."""
    rows: list[tuple[str, ...]] = [("load", "rows", "rejected", "rows/s", "CPU µs a row", "memory MB", "aim")]
    rows += [_load_row(name, one, found.engine) for name, one in found.loadings.items()]
    return _table(rows, words=(0, 6))


def _load_row(name: str, one: Loading, engine: str) -> tuple[str, ...]:
    return (
        name,
        f"{one.rows:,}",
        f"{one.rejected:,}",
        f"{one.rows / one.seconds:,.0f}",
        f"{one.cpu_seconds / one.rows * 1e6:,.0f}",
        f"{one.peak_bytes / 1e6:,.0f}",
        aims_of(LOAD, engine) if name == EMPTY else "",
    )


def _table(rows: Sequence[Sequence[str]], words: Sequence[int]) -> str:
    """Line up cells: to the left in the columns that hold words, to the right in the others."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return "\n".join(
        "  ".join(
            cell.ljust(width) if column in words else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    )


def refusals(found: Found) -> Iterator[str]:
    """Say where a server did not answer as it should."""
    for one in found.figures.values():
        refused = sum(each.refused for each in one.rounds)
        requests = sum(each.requests for each in one.rounds)
        if refused:
            yield f"REFUSED  {one.work}: {one.server} refused {refused:,} of {requests:,} requests"


def raw(works: Sequence[Work], found: Found) -> dict[str, Any]:
    """Give everything measured, for a file."""
    return {
        "machine": machine(),
        "engine": found.engine,
        "works": [{"name": one.name, "body_bytes": one.body_bytes, "records": one.records} for one in works],
        "figures": [asdict(one) for one in found.figures.values()],
        "exports": [asdict(one) for one in found.exports.values()],
        "loads": {name: asdict(one) for name, one in found.loadings.items()},
    }
