"""The figures as a plain table, with the machine and the versions that they belong to."""

from __future__ import annotations

import os
import platform
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path
from typing import Any

from bench.measuring import Figures
from bench.works import Work
from service.settings import Settings
from service.version import VERSION

PACKAGES = ("Flask", "flask-smorest", "gunicorn", "marshmallow", "orjson", "SQLAlchemy")
HEADINGS = (
    *("work", "server", "records", "bytes", "req/s"),
    *("p50 ms", "p99 ms", "CPU µs", "spread", "× ceiling", "obvious ×"),
)
LEGEND = """CPU: user and system time of all the server's processes for a request. Medians over the rounds; spread is
the width of their middle half. × ceiling: the CPU as a multiple of that for a constant answer of as many bytes.
obvious ×: the CPU of the obvious version as a multiple of ours."""
# So many columns, from the left, hold words.
WORDS = 2
LIST, FIRST_PAGE = "list of 100", "page 1 of 100"
LIST_TO_CEILING, OBVIOUS_TO_LIST, DEEP_TO_FIRST = 3.0, 5.0, 1.2

Found = Mapping[tuple[str, str], Figures]


def machine() -> dict[str, str]:
    """Describe what is measured on."""
    settings = Settings()
    return {
        "machine": f"{_processor()}, {os.cpu_count()} cores, {platform.system()} {platform.release()}",
        "versions": ", ".join(
            [f"Dateline {VERSION}", f"Python {platform.python_version()}", f"SQLite {sqlite3.sqlite_version}"]
            + [f"{name} {version(name)}" for name in PACKAGES]
        ),
        "settings": f"as shipped: gthread, {os.cpu_count()} workers of {settings.threads} threads, requests logged",
        "generator": "a Python process on raw sockets, 8 kept-open connections, loopback, no compression asked",
    }


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.machine()


def table(works: Sequence[Work], figures: Sequence[Figures]) -> str:
    """Write the table: a row for each work and server, medians over the rounds."""
    found = {(each.work, each.server): each for each in figures}
    rows = [HEADINGS, *(_row(work, server, found) for work in works for server in work.requests)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEADINGS))]
    return "\n".join(
        "  ".join(
            cell.ljust(width) if column < WORDS else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    )


def _row(work: Work, server: str, found: Found) -> tuple[str, ...]:
    one = found[work.name, server]
    ours = server == "dateline"
    return (
        work.name,
        server,
        f"{work.records:.0f}" if ours else "",
        f"{work.body_bytes:,}" if ours else "",
        f"{one.middle('per_second'):,.0f}",
        f"{one.middle('p50'):.2f}",
        f"{one.middle('p99'):.2f}",
        f"{one.middle('cpu'):,.0f}",
        f"{one.spread('cpu'):.0%}",
        f"{_cpu_ratio(found, one, (work.name, 'ceiling')):.2f}" if server != "ceiling" else "",
        f"{1 / _cpu_ratio(found, one, (work.name, 'obvious')):.1f}" if ours and (work.name, "obvious") in found else "",
    )


def _cpu_ratio(found: Found, one: Figures, to: tuple[str, str]) -> float:
    return one.middle("cpu") / found[to].middle("cpu")


def refusals(figures: Sequence[Figures]) -> Iterator[str]:
    """Say where a server did not answer as it should."""
    for one in figures:
        refused = sum(each.refused for each in one.rounds)
        requests = sum(each.requests for each in one.rounds)
        if refused:
            yield f"REFUSED  {one.work}: {one.server} refused {refused:,} of {requests:,} requests"


def targets(works: Sequence[Work], figures: Sequence[Figures]) -> Iterator[str]:
    """Say of each target whether it is met."""
    found = {(each.work, each.server): each for each in figures}
    ours = found[LIST, "dateline"]
    deep = next(work.name for work in works if work.name.startswith("page") and work.name != FIRST_PAGE)
    to_ceiling = _cpu_ratio(found, ours, (LIST, "ceiling"))
    to_obvious = 1 / _cpu_ratio(found, ours, (LIST, "obvious"))
    to_first = _cpu_ratio(found, found[deep, "dateline"], (FIRST_PAGE, "dateline"))
    yield _target("a list takes at most 3 × the ceiling's CPU", to_ceiling, to_ceiling <= LIST_TO_CEILING)
    yield _target("the obvious list takes at least 5 × ours", to_obvious, to_obvious >= OBVIOUS_TO_LIST)
    yield _target(f"{deep} costs what page 1 does, within a fifth", to_first, to_first <= DEEP_TO_FIRST)


def _target(what: str, ratio: float, met: bool) -> str:
    return f"{'met' if met else 'NOT MET':8} {what}: {ratio:.2f} ×"


def raw(works: Sequence[Work], figures: Sequence[Figures]) -> dict[str, Any]:
    """Give everything measured, for a file."""
    return {
        "machine": machine(),
        "works": [{"name": one.name, "body_bytes": one.body_bytes, "records": one.records} for one in works],
        "figures": [asdict(one) for one in figures],
    }
