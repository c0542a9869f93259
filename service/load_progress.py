"""How far a load is, while it runs: a bar on a terminal, elsewhere a line every few seconds."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

import click
from rich.console import Console
from rich.filesize import decimal
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

from service.wording import counted

SECONDS_BETWEEN_LINES = 5.0


class Watch:
    """Shows how many bytes of how many are done, and `rows` of the file that is being loaded."""

    def __init__(self, bar: Progress) -> None:
        self.rows = 0
        self._bar = bar
        self._task = bar.add_task("", total=None, rows="")
        self._what = ""
        self._total: int | None = None
        self._done = 0
        self._before = 0
        self._told_at = time.monotonic()

    def begin(self, what: str, total: int | None) -> None:
        """Begin something of so many bytes; None where nobody knows."""
        self._what, self._total, self._done, self._before, self.rows = what, total, 0, 0, 0
        self._bar.reset(self._task, total=total, description=what, rows="")

    def advance(self, size: int) -> None:
        """Tell that so many more bytes are done."""
        self._done += size
        self._show()

    def enter(self, file: str) -> None:
        """Begin the next file."""
        self._what, self._before, self.rows = f"Loading {file}", self._done, 0

    def reach(self, consumed: int, rows: int) -> None:
        """Tell that the file that was entered is read so far, and how many of its rows are stored."""
        self._done, self.rows = self._before + consumed, rows
        self._show()

    def _show(self) -> None:
        rows = counted(self.rows, "row") if self.rows else ""
        if not self._bar.disable:
            self._bar.update(self._task, description=self._what, completed=self._done, rows=rows)
        elif time.monotonic() - self._told_at >= SECONDS_BETWEEN_LINES:
            self._told_at = time.monotonic()
            of = f" of {decimal(self._total)}" if self._total else ""
            click.echo(f"{self._what}: {decimal(self._done)}{of}{', ' * bool(rows)}{rows}", err=True)


@contextmanager
def watching() -> Iterator[Watch]:
    """Show what is told on standard error until left."""
    console = Console(stderr=True)
    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        DownloadColumn(),
        TextColumn("{task.fields[rows]}"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console, disable=not console.is_terminal, transient=True) as bar:
        yield Watch(bar)
