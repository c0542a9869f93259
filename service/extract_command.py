"""`dateline extract`: what articles say, as records, as a table, for annotators or as a page."""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from datetime import datetime
from importlib.util import find_spec
from io import BufferedReader
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, cast

import click
from marshmallow import ValidationError
from rich.console import Console

from seed.addresses import NoAddress, canonical
from seed.importers.files import STANDARD_INPUT, BadFile, Content, files_named, paths_of
from seed.importers.format import BadRow
from seed.records import Batch
from service.outcomes import Failure, one_line

Write = Callable[[str, Batch], None]
Reading = Callable[["Piece"], Batch]

if TYPE_CHECKING:
    from seed.articles.pieces import Known, Piece
    from seed.extract.providers.named import Provider

# What the extra `extract` brings.
EXTRA = ("spacy", "trafilatura", "feedparser")
# How each form ends the name of its file.
_SUFFIXES = {"json": "json", "table": "txt", "brat": "ann", "html": "html"}
# What holds one article each.
_ALONE = ("brat", "html")
_ONE_A_FILE = "Several articles in one {} file would not be one; say --into FOLDER."
_ONE_ARTICLE = (
    "--url and --title are of one article; of several, write each as a line of NDJSON with its url and title."
)
NOT_READ = 2
_STEM = re.compile(r"[^\w.-]+")
_BLANKS_AT_END = re.compile(r" +$", re.M)
_WIDTH_OF_A_FILE = 160


def require_extra() -> None:
    """Raise Failure where what extraction needs is not installed."""
    lacking = [name for name in EXTRA if find_spec(name) is None]
    if lacking:
        raise Failure(
            f"Extraction needs {', '.join(lacking)}; to install all it needs: pip install 'dateline[extract]'"
        )


@click.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option(
    "--published", metavar="DAY", help="When it was published, where it does not say: 2024-08-05, or an instant."
)
@click.option("--title", help="Its title.")
@click.option("--url", help="Its address.")
@click.option("--publisher", help="Who published it.")
@click.option(
    "--format",
    "form",
    type=click.Choice(list(_SUFFIXES)),
    help="How it is written; else table on a terminal, json elsewhere.",
)
@click.option(
    "--into", type=click.Path(file_okay=False, path_type=Path), help="Write a file for each article into this folder."
)
@click.option(
    "--dictionaries",
    "folder",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Code events by the PETRARCH dictionaries in this folder, in place of our own tables.",
)
@click.option(
    "--provider",
    "told",
    multiple=True,
    metavar="STAGE=WHO",
    help="Let another model serve a stage: entities=module:function, quotes=https://host/path, events=chat+https://host/v1#model.",
)
@one_line
def extract(
    files: tuple[str, ...],
    published: str | None,
    title: str | None,
    url: str | None,
    publisher: str | None,
    form: str | None,
    into: Path | None,
    folder: Path | None,
    told: tuple[str, ...],
) -> None:
    """Print what articles say: who is named, what happened or is expected, who said what, each with its place in the text.

    FILE is text, HTML, or NDJSON with an article a line (text, published, title, url, publisher, authors); - is standard
    input. The json form is one object a line for each article, whose parts `dateline load records` takes.

    Ends with 2 where an article could not be read; the others are printed.
    """
    require_extra()
    _address(url)
    form = form or ("table" if sys.stdout.isatty() and into is None else "json")
    several = _are_several(files)
    if form in _ALONE and into is None and several:
        raise click.UsageError(_ONE_A_FILE.format(form))
    if several and (url is not None or title is not None):
        raise click.UsageError(_ONE_ARTICLE)
    if folder is not None and told:
        raise click.UsageError(
            "--dictionaries say who acts and what is done, so no --provider is asked; give one of them."
        )
    from seed.articles.pieces import Known

    read = _reading(Known(*published_as(published), title, url, publisher), folder, providers_told(told))
    write = _into(into, form) if into else _printing(form)
    outcomes = [_extract(name, read, write) for name in files]
    if not all(outcomes):
        click.get_current_context().exit(NOT_READ)


def _address(url: str | None) -> None:
    if url is None:
        return
    try:
        canonical(url)
    except NoAddress as fault:
        raise click.BadParameter(str(fault), param_hint="--url") from None


def _are_several(files: Sequence[str]) -> bool:
    """Tell whether these name more than one file; how many articles are in one shows when it is read."""
    with suppress(BadFile):
        return len(files) > 1 or len(paths_of(files[0])) > 1
    return False


def _extract(name: str, read: Reading, write: Write) -> bool:
    """Write what the articles of a file, or of all that a pattern matches, say; tells whether all could be read."""
    try:
        outcomes = [_extract_file(path, read, write) for path in paths_of(name)]
    except BadFile as fault:
        click.echo(f"dateline: {fault}", err=True)
        return False
    return all(outcomes)


def _extract_file(path: str, read: Reading, write: Write) -> bool:
    all_read = True
    try:
        for called, piece in _pieces(path):
            try:
                write(called, read(piece))
            except BadRow as fault:
                all_read = False
                click.echo(f"dateline: {called}: {fault}", err=True)
    except BadFile as fault:
        all_read = False
        click.echo(f"dateline: {fault}", err=True)
    return all_read


def published_as(published: str | None) -> tuple[datetime | None, str]:
    """Read what --published says: the instant, with its precision; None where it says nothing."""
    from seed.articles.submitting import moment

    if published is None:
        return None, "day"
    try:
        return moment(published)
    except ValidationError:
        raise click.BadParameter(
            f"{published!r} is neither a day such as 2024-08-05 nor an instant such as 2024-08-05T12:00:00Z.",
            param_hint="--published",
        ) from None


def providers_told(told: Sequence[str] = ()) -> tuple[Provider, ...]:
    """Read who serves which stage, by the setting and by what is told besides, and make sure that he is there."""
    from seed.extract.providers.asking import check
    from seed.extract.providers.named import BadProvider, providers_named
    from service.settings import settings_from

    try:
        providers_named(told)
        providers = settings_from().providers(*told)
        check(providers)
    except BadProvider as fault:
        raise click.UsageError(str(fault)) from None
    return providers


def _reading(known: Known, folder: Path | None, providers: Sequence[Provider]) -> Reading:
    """Give what reads an article, with the dictionaries of a folder; it raises BadRow for what is none."""
    from seed.articles.submitting import fault_of_program, submitted
    from seed.extract.dictionaries import NoDictionaries, dictionaries_in
    from seed.extract.extracting import extract as extracted_from
    from seed.extract.reading import NoExtraction, Unreadable
    from seed.extract.records import batch

    try:
        dictionaries = dictionaries_in(folder) if folder else None
    except NoDictionaries as fault:
        raise click.BadParameter(str(fault), param_hint="--dictionaries") from None

    before = count()

    def read(piece: Piece) -> Batch:
        if (known.url is not None or known.title is not None) and next(before):
            raise BadRow(_ONE_ARTICLE)
        try:
            return batch(extracted_from(submitted(piece, known), dictionaries, providers))
        except Unreadable as fault:
            raise BadRow(str(fault)) from None
        except NoExtraction as fault:
            raise Failure(str(fault)) from None
        except BadRow:
            raise
        except Exception as error:
            raise BadRow(fault_of_program(error)) from error

    return read


# --- what is read -----------------------------------------------------------------------------------------------------


def _pieces(path: str) -> Iterator[tuple[str, Piece]]:
    """Give the articles of a file, each with what it is called. Raises BadFile."""
    from seed.articles.pieces import Form, pieces

    for content in _contents(path):
        for piece in pieces(content):
            is_line = piece.form is Form.LINE
            yield f"{content.name}, line {piece.line.number}" if is_line else content.name, piece


def _contents(path: str) -> Iterator[Content]:
    if path == STANDARD_INPUT:
        yield Content("stdin", _AsItComes())
        return
    for file in files_named([path]):
        with file.opened() as content:
            yield content


class _AsItComes:
    """Standard input, what is there of it at once: whoever writes a line gets the answer before the next."""

    def read(self, size: int, /) -> bytes:
        """Give the bytes that are there."""
        return cast(BufferedReader, sys.stdin.buffer).read1(size)


# --- what is written --------------------------------------------------------------------------------------------------


def _printing(form: str) -> Write:
    """Write to standard output, each article as soon as it is read. Of what is a file of one article the first is written."""
    out = sys.stdout
    written = count()

    def write(name: str, batch: Batch) -> None:
        if next(written) and form in _ALONE:
            raise BadRow(_ONE_A_FILE.format(form))
        out.write(_written(form, batch, out.isatty()))
        out.flush()

    return write


def _into(folder: Path, form: str) -> Write:
    """Write a file for each article into a folder, and for brat what it needs beside."""
    from seed.extract.forms.brat import configuration

    folder.mkdir(parents=True, exist_ok=True)
    taken: Counter[str] = Counter()
    if form == "brat":
        (folder / "annotation.conf").write_text(configuration(), encoding="utf-8")

    def write(name: str, batch: Batch) -> None:
        stem = _STEM.sub("-", Path(name.partition(",")[0]).stem) or "article"
        taken[stem] += 1
        path = folder / (stem if taken[stem] == 1 else f"{stem}-{taken[stem]}")
        path.with_name(f"{path.name}.{_SUFFIXES[form]}").write_text(_written(form, batch), encoding="utf-8", newline="")
        if form == "brat":
            path.with_name(f"{path.name}.txt").write_text(batch.articles[0].text, encoding="utf-8", newline="")

    return write


def _written(form: str, batch: Batch, on_terminal: bool = False) -> str:
    from seed.extract.forms import brat, page, table
    from seed.extract.out import as_json

    if form == "table":
        console = Console(width=None if on_terminal else _WIDTH_OF_A_FILE, force_terminal=on_terminal, highlight=False)
        with console.capture() as captured:
            table.show(batch, console)
        # A file's lines end where their words do; a terminal has none to end.
        return captured.get() if on_terminal else _BLANKS_AT_END.sub("", captured.get())
    return {"json": as_json, "brat": brat.as_brat, "html": page.as_page}[form](batch)
