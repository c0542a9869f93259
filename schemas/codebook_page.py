"""The page of all codebooks, made from them: `python -m schemas.codebook_page > docs/codebooks.md`."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator

from schemas.codebook import Codebook, Entry, Fact, codebooks, rows

OPENING = """\
# Codebooks

The codes that records carry, with what each means. This page is made from `schemas/codebooks/`; change the CSV files
there, then run `python -m schemas.codebook_page > docs/codebooks.md`. The API serves the same under `/v1/codebooks`.

A dash is an empty cell. Where a cell holds several values, semicolons stand between them. NOTICE names the sources.
"""


CROSSWALK = """\
## Crosswalk

What stands for a code in another scheme, the best first, and what is lost on the way. `/v1/crosswalk?from=cameo:190&to=plover`
answers it. CAMEO leads to PLOVER as its table says; PLOVER leads to the CAMEO codes whose table says so, the one given here
first. What follows is what those tables do not say: the choices of this project, and where the official map was changed.
"""


def page() -> str:
    """The whole page, in Markdown."""
    sections = (section(book) for book in codebooks())
    return "\n".join([OPENING, *contents(), "", *sections, CROSSWALK, *crossings(), ""])


def contents() -> Iterator[str]:
    """One line a codebook, linked to its section."""
    for book in codebooks():
        number = "1 code" if len(book.codes) == 1 else f"{len(book.codes)} codes"
        yield f"- [`{book.scheme}`](#{book.scheme}) {book.title}, {number}"
    yield "- [Crosswalk](#crosswalk) From one scheme to another"


def section(book: Codebook) -> str:
    """One codebook: what it is for, where it comes from, its codes."""
    about = [f"## {book.scheme}", f"**{book.title}.** {book.description}"]
    if book.source:
        about.append(f"Source: {book.source}.")
    if book.version:
        about.append(f"Version: {book.version}.")
    return "\n\n".join([*about, "\n".join(table(book))]) + "\n"


def table(book: Codebook) -> Iterator[str]:
    """The lines of a codebook's table; only a scheme with branches has the column `parent`."""
    entries = book.codes.values()
    facts = tuple(next(iter(entries)).facts)
    parents = any(entry.parent for entry in entries)
    heads = ("code", "label", *(("parent",) if parents else ()), *facts)
    yield row(heads)
    yield row(("---",) * len(heads))
    for entry in entries:
        yield row(cells(entry, facts, parents))


def crossings() -> Iterator[str]:
    """The lines of the table of what stands for a code in another scheme."""
    yield row(("from", "to", "code", "lost"))
    yield row(("---",) * 4)
    for written in rows("crosswalk/crosswalk"):
        start = f"`{written['from']}:{written['code']}`"
        yield row((start, written["to"], f"`{written['target']}`", cell(written["lost"] or None)))


def cells(entry: Entry, facts: tuple[str, ...], parents: bool) -> Iterator[str]:
    """A code's cells in the order of the table's columns."""
    yield f"`{entry.code}`"
    yield cell(entry.label)
    if parents:
        yield cell(entry.parent)
    for fact in facts:
        yield cell(entry.facts[fact])


def cell(fact: Fact) -> str:
    """A fact as the page shows it: whole numbers without a decimal point, `|` escaped, a dash for nothing."""
    if fact is None:
        return "–"
    shown = f"{fact:g}" if isinstance(fact, float) else str(fact)
    return shown.replace("|", "\\|")


def row(texts: Iterable[str]) -> str:
    """One line of a Markdown table."""
    return f"| {' | '.join(texts)} |"


if __name__ == "__main__":
    sys.stdout.write(page())
