"""`dateline load`: files of any format into the store, with what was rejected kept beside."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from difflib import get_close_matches
from glob import has_magic
from pathlib import Path

import click
from sqlalchemy.exc import SQLAlchemyError

from seed.importers.files import STANDARD_INPUT, BadFile, File, files_named
from seed.importers.format import Format
from seed.importers.formats import formats
from seed.importers.guess import either, format_of
from seed.importers.rejects import Rejects, TooManyRejects
from seed.importing import reads
from seed.load import Origin
from seed.loading import LoadReport, load_reads, rejects_done, rows_done
from service.load_progress import Watch, watching
from service.opening import opened_store, said_by
from service.outcomes import Failure, one_line
from service.wording import counted
from store.engine import Store

SOME_REJECTED = 3
# What is no format of events: its rows are texts that have to be read first.
ARTICLES = "articles"
_SEVERAL = {"entity": "entities"}


@dataclass(slots=True)
class Loaded:
    """What came of all files so far."""

    files: int = 0
    formats: set[str] = field(default_factory=set)
    counts: Counter[str] = field(default_factory=Counter)
    warnings: Counter[str] = field(default_factory=Counter)
    passing: Counter[str] = field(default_factory=Counter)
    absent: Counter[str] = field(default_factory=Counter)
    without_rows: list[str] = field(default_factory=list)

    def add(self, name: str, report: LoadReport, format: str, files: int = 1) -> None:
        """Count one more file, or several that were loaded as one."""
        self.files += files
        self.formats.add(format)
        for count in ("resumed_at", "read", "created", "updated", "unchanged", "deleted", "rejected"):
            self.counts[count] += getattr(report, count)
        self.warnings.update(report.warnings)
        self.passing.update(report.passing)
        self.absent.update(report.absent)
        if not report.resumed_at + report.read:
            self.without_rows.append(name)


@click.command()
@click.argument("words", nargs=-1, required=True, metavar="[FORMAT] FILE...")
@click.option(
    "--rejects",
    "rejects_path",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Keep all rejected rows in this file. Without it they go to NAME.rejects.ndjson in the working folder.",
)
@click.option("--max-rejects", type=click.IntRange(min=0), help="Stop where more rows than this are rejected.")
@click.option("--published", metavar="DAY", help="Of articles: when they were published, where they do not say.")
@click.option("--workers", type=click.IntRange(min=1), help="Of articles: how many are read at once; else one a core.")
@one_line
def load(
    words: tuple[str, ...],
    rejects_path: Path | None,
    max_rejects: int | None,
    published: str | None,
    workers: int | None,
) -> None:
    """Load event datasets, or articles.

    FORMAT is gdelt-events, ucdp-ged, acled ...; it may be left out where the first rows of a file show it. FILE is a path, a
    pattern in quotes, or - for standard input; plain, .gz or .zip. All files are checked before the first is loaded. To
    load a file again changes nothing, and a load that was stopped goes on where it was.

    FORMAT articles reads what articles say: FILE is text, HTML or NDJSON (text, published, title, url), or the address of a
    page or of an RSS or Atom feed.

    Ends with 3 where some rows were rejected and the others loaded.
    """
    if words[0] == ARTICLES:
        # What extraction needs may not be installed.
        from service.load_articles import load_articles

        rejected = load_articles(words[1:], rejects_path, max_rejects, published, workers)
    elif published or workers:
        raise click.UsageError("--published and --workers go with articles: dateline load articles FILE...")
    else:
        rejected = _load_datasets(words, rejects_path, max_rejects)
    if rejected:
        click.get_current_context().exit(SOME_REJECTED)


def _load_datasets(words: Sequence[str], rejects_path: Path | None, max_rejects: int | None) -> int:
    """Load files of events; gives how many rows were rejected."""
    named, names = _format_and_files(words)
    refuse_overwriting(rejects_path, names)
    with opened_store() as store, watching() as watch, Rejects(rejects_path, max_rejects) as rejects:
        files = _checked(names, named, watch)
        began = time.monotonic()
        loaded = _load_all(store, files, named, rejects, watch)
        seconds = time.monotonic() - began
    click.echo(summary(loaded, rejects, seconds))
    return loaded.counts["rejected"]


def _format_and_files(words: Sequence[str]) -> tuple[Format | None, Sequence[str]]:
    first, *rest = words
    if first in formats():
        if not rest:
            raise click.UsageError(f"Say which FILE of {first} to load.")
        return formats()[first], rest
    if rest and first != STANDARD_INPUT and not Path(first).exists() and not has_magic(first):
        known = [*formats(), ARTICLES]
        nearest = [name for name in known if name.startswith(first)] or get_close_matches(first, known, 1)
        hint = f" Did you mean {either(nearest)}?" if nearest else ""
        raise click.UsageError(f"{first} is neither a file nor a format.{hint} Formats: {', '.join(known)}.")
    return None, words


def refuse_overwriting(rejects: Path | None, names: Sequence[str]) -> None:
    """Raise UsageError where the file of rejects is one of those to be loaded."""
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
    # All before the first: they may share one file of rejects, which the first would begin anew.
    rejects.go_on({file.name: _rejected_before(store, file, named) for file in files})
    for file in files:
        watch.enter(file.name)
        with told_how_it_ended(file.name, file.sha256 is not None, watch, rejects, loaded):
            report, format = _load_one(store, file, named, rejects, watch)
        loaded.add(file.name, report, format.name)
    return loaded


@contextmanager
def told_how_it_ended(name: str, goes_on: bool, watch: Watch, rejects: Rejects, before: Loaded) -> Iterator[None]:
    """Say of a load that ends early why, and what is left of it; `goes_on`: loaded again, it goes on from there."""
    try:
        yield
    except BadFile as error:
        raise Failure(f"{error}{_left(watch, rejects, before)}") from None
    except TooManyRejects as error:
        raise Failure(f"{error}{_left(watch, rejects, before, goes_on)}") from None
    except SQLAlchemyError as error:
        raise Failure(
            f"{name}: the store took no more: {said_by(error)}.{_left(watch, rejects, before, goes_on)}"
        ) from None
    except KeyboardInterrupt:
        raise Failure(f"{name}: stopped.{_left(watch, rejects, before, goes_on)}") from None


def _left(watch: Watch, rejects: Rejects, before: Loaded, goes_on: bool | None = None) -> str:
    """Say what is left of a load that ended early; `goes_on` is None where to load it again is of no use."""
    said = [] if goes_on is None else ["None of its rows is in the store."]
    if watch.rows:
        said = [f"Its first {'row is' if watch.rows == 1 else f'{watch.rows:,} rows are'} in the store."]
        said += ["To load it again goes on from there."] if goes_on else []
    if before.files:
        said.append(f"{counted(before.files, 'file')} before it {'is' if before.files == 1 else 'are'} there whole.")
    if rejects.paths:
        said.append(f"Rejected rows, each with its reason: {', '.join(map(str, rejects.paths))}")
    return "".join(f" {one}" for one in said)


def _rejected_before(store: Store, file: File, named: Format | None) -> int | None:
    if file.sha256 is None:
        return None
    with file.opened() as content:
        return rejects_done(store, _origin(file, format_of(content, named)))


def _origin(file: File, format: Format) -> Origin:
    # What can be read only once has no hash that is known before, and is never gone on with.
    return Origin(file.name, file.sha256 or "", format.name)


def _load_one(
    store: Store, file: File, named: Format | None, rejects: Rejects, watch: Watch
) -> tuple[LoadReport, Format]:
    with file.opened() as content:
        format = format_of(content, named)
        origin = _origin(file, format)
        done = rows_done(store, origin)
        report = load_reads(
            store,
            reads(content, format, done),
            origin,
            format.dataset,
            rejected=lambda line, reason: rejects.add(file.name, line, reason),
            progress=lambda so_far: watch.reach(content.consumed, so_far.resumed_at + so_far.read),
            skipped=done,
        )
    return report, format


def summary(loaded: Loaded, rejects: Rejects, seconds: float) -> str:
    """Say what came of a load, a line each."""
    counts = loaded.counts
    files = f"{counted(loaded.files, 'file')} as {', '.join(sorted(loaded.formats))}"
    rate = round(counts["read"] / max(seconds, 0.001))
    lines = [
        f"Loaded {files}: {counted(counts['read'], 'row')} read, {counts['rejected']:,} rejected, "
        f"{counted(rate, 'row')} a second.",
        "Records: "
        + ", ".join(f"{counts[name]:,} {name}" for name in ("created", "updated", "unchanged", "deleted"))
        + ".",
    ]
    lines += [f"{name} holds a header and no row." for name in loaded.without_rows]
    if counts["resumed_at"]:
        lines.append(f"{counted(counts['resumed_at'], 'row')} passed over, as a load that was stopped had read so far.")
    if loaded.passing:
        made = (counted(number, kind, _SEVERAL.get(kind)) for kind, number in loaded.passing.most_common())
        lines.append(f"Made for what rows name in passing: {', '.join(made)}.")
    if loaded.warnings:
        lines.append(
            "Warnings: " + ", ".join(f"{count:,} {kind}" for kind, count in loaded.warnings.most_common()) + "."
        )
    lines += [
        f"Rows rejected because their {_SEVERAL.get(kind, f'{kind}s')} are not in the store: {count:,}; load those first."
        for kind, count in loaded.absent.items()
    ]
    if rejects.paths:
        lines.append(f"Rejected rows, each with its reason: {', '.join(map(str, rejects.paths))}")
    if rejects.first:
        lines.append(f"The first of them: {rejects.first}")
    return "\n".join(lines)
