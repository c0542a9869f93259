"""`dateline evaluate`: how well an annotation, or the extraction, agrees with what is known."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import click

from seed.evaluate.aims import shown
from seed.evaluate.annotations import annotation
from seed.evaluate.articles import OtherText
from seed.evaluate.comparing import compared
from seed.evaluate.page import NoMarks, renewed
from seed.evaluate.scoring import Measured
from service.extract_command import providers_told, require_extra
from service.outcomes import Failure, one_line

_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_ANY = click.Path(exists=True, path_type=Path)


@click.command()
@click.argument("known", type=_ANY, required=False)
@click.argument("found", type=_ANY, required=False)
@click.option("--data", type=_FOLDER, help="The folder of further annotated sets, laid out as docs/extraction.md says.")
@click.option("--page", type=_FILE, help="The page whose tables are written anew.")
@click.option("--misses", is_flag=True, help="List what was missed and what is false.")
@one_line
def evaluate(known: Path | None, found: Path | None, data: Path | None, page: Path | None, misses: bool) -> None:
    """Score the annotation FOUND against the annotation KNOWN: precision, recall and F by task.

    An annotation is the folder of an annotated document or a file of records, one a line. Without FOUND the texts of KNOWN
    are read anew by the extraction; without either, the seed document's, and with --data those of further sets.
    """
    if (known and data) or (page and known):
        raise click.UsageError("--data and --page go without KNOWN and FOUND.")
    try:
        measured = _measured(known, found, data)
    except OtherText as error:
        raise Failure(str(error)) from None
    for one in measured:
        _show(one, misses)
    if page is not None:
        _write(page, measured)


def _measured(known: Path | None, found: Path | None, data: Path | None) -> list[Measured]:
    if known is not None and found is not None:
        return [compared(known.name, annotation(known), annotation(found))]
    require_extra()
    # Only now: what follows takes spaCy into memory, which two annotations do without.
    from seed.evaluate import extracted, sets
    from seed.extract.reading import NoExtraction, Unreadable

    try:
        if known is not None:
            return [extracted.measured(known.name, annotation(known), providers_told())]
        return list(sets.measured(data))
    except (NoExtraction, Unreadable) as error:
        raise Failure(str(error)) from None


def _show(one: Measured, misses: bool) -> None:
    click.echo(f"{one.name}" + (f", read in {one.seconds:.1f} s" if one.seconds is not None else ""))
    for result in one.results:
        shares = "  ".join(
            f"{letter} {shown(share):>4}"
            for letter, share in (("P", result.precision), ("R", result.recall), ("F", result.f))
        )
        click.echo(f"  {shares}  {result.known:>5} known {result.found:>5} found  {result.task}")
        if misses:
            _list("missed", result.missed)
            _list("false", result.false)


def _list(what: str, some: Iterable[str]) -> None:
    for one in some:
        click.echo(f"      {what}: {one}")


def _write(page: Path, measured: Sequence[Measured]) -> None:
    from seed.extract.reading import model_name

    try:
        text = renewed(page.read_text(encoding="utf-8"), measured, model_name())
    except NoMarks as error:
        raise Failure(f"{page}: {error}") from None
    page.write_text(text, encoding="utf-8")
    click.echo(f"Wrote the tables of {page}.")
