"""`dateline load`: files of any format into the store, with what was rejected kept beside."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from glob import has_magic
from importlib import import_module
from pathlib import Path
from typing import Protocol, cast

import click

from seed.importers.files import STANDARD_INPUT, BadFile, File, files_named
from seed.importers.format import Format
from seed.importers.formats import formats
from seed.importers.guess import format_of
from seed.importers.rejects import Rejects, TooManyRejects
from seed.importers.rows import Line
from seed.importing import Read, reads
from seed.load import Origin
from service.load_progress import Watch, watching
from service.outcomes import Failure, one_line, opened_store
from store.engine import Store

SOME_REJECTED = 3


class Progress(Protocol):
    """How far a load is: the rows read whose records are stored."""

    read: int


class LoadReport(Protocol):
    """What came of a load: rows read and rejected, records by what was done, warnings by kind."""

    read: int
    created: int
    updated: int
    unchanged: int
    deleted: int
    rejected: int
    warnings: Counter[str]


class Loader(Protocol):
    """Stores what is read."""

    def __call__(
        self,
        store: Store,
        reads: Iterable[Read],
        origin: Origin,
        *,
        rejected: Callable[[Line, str], None],
        progress: Callable[[Progress], None],
    ) -> LoadReport:
        """Store records as they come, in batches."""


@dataclass(slots=True)
class Loaded:
    """What came of all files so far."""

    files: int = 0
    formats: set[str] = field(default_factory=set)
    counts: Counter[str] = field(default_factory=Counter)
    warnings: Counter[str] = field(default_factory=Counter)

    def add(self, report: LoadReport, format: Format) -> None:
        """Count one more file."""
        self.files += 1
        self.formats.add(format.name)
        for name in ("read", "created", "updated", "unchanged", "deleted", "rejected"):
            self.counts[name] += getattr(report, name)
        self.warnings.update(report.warnings)


@click.command()
@click.argument("words", nargs=-1, required=True, metavar="[FORMAT] FILE...")
@click.option(
    "--rejects",
    "rejects_path",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Keep all rejected rows in this file. Without it they go to NAME.rejects.ndjson in the working folder.",
)
@click.option("--max-rejects", type=click.IntRange(min=0), help="Stop where more rows than this are rejected.")
@one_line
def load(words: tuple[str, ...], rejects_path: Path | None, max_rejects: int | None) -> None:
    """Load event datasets.

    FORMAT is gdelt-events, ucdp-ged, acled ...; it may be left out where the first rows of a file show it. FILE is a path, a
    pattern in quotes, or - for standard input; plain, .gz or .zip. All files are checked before the first is loaded. To
    load a file again changes nothing.

    Ends with 3 where some rows were rejected and the others loaded.
    """
    named, names = _format_and_files(words)
    _refuse_overwriting(rejects_path, names)
    with opened_store() as store, watching() as watch, Rejects(rejects_path, max_rejects) as rejects:
        files = _checked(names, named, watch)
        began = time.monotonic()
        loaded = _load_all(store, files, named, rejects, watch)
        seconds = time.monotonic() - began
    click.echo(_summary(loaded, rejects, seconds))
    if loaded.counts["rejected"]:
        click.get_current_context().exit(SOME_REJECTED)


def _format_and_files(words: Sequence[str]) -> tuple[Format | None, Sequence[str]]:
    first, *rest = words
    if first in formats():
        if not rest:
            raise click.UsageError(f"Say which FILE of {first} to load.")
        return formats()[first], rest
    if rest and first != STANDARD_INPUT and not Path(first).exists() and not has_magic(first):
        nearest = get_close_matches(first, formats(), 1)
        hint = f" Did you mean {nearest[0]}?" if nearest else ""
        raise click.UsageError(f"{first} is neither a file nor a format.{hint} Formats: {', '.join(formats())}.")
    return None, words


def _refuse_overwriting(rejects: Path | None, names: Sequence[str]) -> None:
    if rejects and rejects.exists() and any(Path(name).exists() and rejects.samefile(name) for name in names):
        raise click.UsageError(f"--rejects {rejects} is a file to be loaded.")


def _checked(names: Sequence[str], named: Format | None, watch: Watch) -> list[File]:
    """Find the files, and refuse all where one cannot be read or is of another format."""
    watch.begin("Checking", None)
    files = files_named(names, watch.advance)
    for file in files:
        # What can be read only once shows its format in its turn.
        if file.sha256 is not None:
            with file.opened() as content:
                format_of(content, named)
    return files


def _load_all(store: Store, files: Sequence[File], named: Format | None, rejects: Rejects, watch: Watch) -> Loaded:
    sizes = [file.size for file in files]
    watch.begin("Loading", None if None in sizes else sum(size or 0 for size in sizes))
    loaded = Loaded()
    for file in files:
        watch.enter(file.name)
        try:
            report, format = _load_one(store, file, named, rejects, watch)
        except (BadFile, TooManyRejects) as error:
            before = f" Its first {watch.rows:,} rows are in the store." if watch.rows else ""
            raise Failure(f"{error}{before}") from None
        loaded.add(report, format)
    return loaded


def _load_one(
    store: Store, file: File, named: Format | None, rejects: Rejects, watch: Watch
) -> tuple[LoadReport, Format]:
    with file.opened() as content:
        format = format_of(content, named)
        report = _loader()(
            store,
            reads(content, format),
            # What can be read only once has no hash that is known before.
            Origin(file.name, file.sha256 or "", format.name),
            rejected=lambda line, reason: rejects.add(file.name, line, reason),
            progress=lambda progress: watch.reach(content.consumed, progress.read),
        )
        watch.reach(content.consumed, report.read)
    return report, format


def _loader() -> Loader:
    return cast(Loader, import_module("seed.loading").load_reads)


def _summary(loaded: Loaded, rejects: Rejects, seconds: float) -> str:
    counts = loaded.counts
    files = f"{loaded.files:,} file{'s' * (loaded.files != 1)} as {', '.join(sorted(loaded.formats))}"
    rate = round(counts["read"] / max(seconds, 0.001))
    lines = [
        f"Loaded {files}: {counts['read']:,} rows read, {counts['rejected']:,} rejected, {rate:,} rows a second.",
        "Records: "
        + ", ".join(f"{counts[name]:,} {name}" for name in ("created", "updated", "unchanged", "deleted"))
        + ".",
    ]
    if loaded.warnings:
        lines.append(
            "Warnings: " + ", ".join(f"{count:,} {kind}" for kind, count in loaded.warnings.most_common()) + "."
        )
    if rejects.paths:
        lines.append(f"Rejected rows, each with its reason: {', '.join(map(str, rejects.paths))}")
    return "\n".join(lines)
