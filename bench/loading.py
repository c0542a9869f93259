"""Load one file as `dateline load` does, in a process of its own, and say what it took.

`python -m bench.loading sqlite:///store.sqlite3 rows.export.CSV`
"""

from __future__ import annotations

import re
import subprocess
import sys
import time
from dataclasses import asdict, dataclass
from pathlib import Path

import click
import orjson

from seed.importers.files import files_named
from seed.importers.formats import formats
from seed.importing import reads
from seed.load import Origin
from seed.loading import LoadReport, load_reads
from store.engine import open_store

FORMAT = "gdelt-events"
ROOT = Path(__file__).parent.parent


@dataclass(frozen=True, slots=True)
class Loading:
    """What a load took: rows, wall seconds, CPU seconds of the loading process alone, and the most memory it had."""

    rows: int
    rejected: int
    seconds: float
    cpu_seconds: float
    peak_bytes: int


def loaded(url: str, file: Path) -> Loading:
    """Load a file into the store at a URL, in another process. Its progress goes to where ours does."""
    command = [sys.executable, "-m", "bench.loading", url, str(file)]
    said = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE).stdout
    return Loading(**orjson.loads(said))


def _load(url: str, path: str) -> Loading:
    (file,) = files_named([path])
    format = formats()[FORMAT]
    store = open_store(url)
    began, cpu = time.perf_counter(), time.process_time()
    with file.opened() as content:
        origin = Origin(file.name, file.sha256 or "", format.name)
        report = load_reads(
            store,
            reads(content, format),
            origin,
            format.dataset,
            rejected=lambda line, reason: click.echo(f"rejected: line {line.number}: {reason}", err=True),
            progress=_Told(began).hear,
        )
    spent, cpu_spent = time.perf_counter() - began, time.process_time() - cpu
    # The last connection to close brings the write-ahead log into the file.
    store.close()
    return Loading(report.read, report.rejected, spent, cpu_spent, _peak_bytes())


class _Told:
    """Says now and then how far a load is."""

    EVERY_SECONDS = 30.0

    def __init__(self, began: float) -> None:
        self._began = self._last = began

    def hear(self, report: LoadReport) -> None:
        now = time.perf_counter()
        if now - self._last >= self.EVERY_SECONDS:
            self._last = now
            rate = report.read / (now - self._began)
            click.echo(f"loading: {report.read:,} rows, {rate:,.0f} a second", err=True)


def _peak_bytes() -> int:
    """Give the most memory that was resident; getrusage would tell of who started this process too."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    found = re.search(r"VmHWM:\s*(\d+) kB", status)
    return int(found[1]) * 1024 if found else 0


@click.command()
@click.argument("url")
@click.argument("path")
def main(url: str, path: str) -> None:
    """Load the file PATH into the store at URL and print what it took as JSON."""
    click.echo(orjson.dumps(asdict(_load(url, path))))


if __name__ == "__main__":
    main()
