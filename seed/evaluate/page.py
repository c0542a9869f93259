"""The tables of docs/extraction.md, made of what was measured: `dateline evaluate --data DIR --page docs/extraction.md`.

Only what stands between the two marks of the page is written again.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from schemas.codebook_page import row
from seed.evaluate.aims import AIMS, shown
from seed.evaluate.calibration import bins
from seed.evaluate.scoring import Measured, Sure

BEGINS = "<!-- measured: written by `make evaluate` -->\n"
ENDS = "<!-- end of what was measured -->\n"


class NoMarks(ValueError):
    """A page has lost the marks between which the tables stand."""


def renewed(page: str, measured: Sequence[Measured], model: str) -> str:
    """Give a page with the tables of what was measured now. Raises NoMarks."""
    before, begins, rest = page.partition(BEGINS)
    _, ends, after = rest.partition(ENDS)
    if not begins or not ends:
        raise NoMarks(f"The page has lost the marks of its tables: {BEGINS.strip()} and {ENDS.strip()}")
    tables = "".join(f"{line}\n" for line in _lines(measured, model))
    return f"{before}{BEGINS}\n{tables}\n{ENDS}{after}"


def _lines(measured: Sequence[Measured], model: str) -> Iterator[str]:
    yield f"Parsed by `{model}`."
    yield ""
    yield from _aims(measured)
    for one in measured:
        yield ""
        yield from _set(one)
    yield ""
    yield "### Confidence"
    yield ""
    yield row(("set", "of", "said with", "on average", "how many", "right", "share", "every second", "the others"))
    yield row(("---", "---", "---", *("---:",) * 6))
    for one in measured:
        yield from _calibration(one.name, one.sure)
    yield from _calibration("all", [one for some in measured for one in some.sure])


def _aims(measured: Sequence[Measured]) -> Iterator[str]:
    yield row(("task", "set", "simple rules reach", "aim", "reached"))
    yield row(("---",) * 5)
    for aim in AIMS:
        yield row((aim.task, aim.set, aim.before, aim.wanted, aim.reached(measured)))


def _set(one: Measured) -> Iterator[str]:
    yield f"### {one.name[:1].upper()}{one.name[1:]}"
    yield ""
    if one.seconds is not None:
        yield f"Read in {shown(one.seconds)} s on one core."
        yield ""
    yield row(("task", "known", "found", "precision", "recall", "F"))
    yield row(("---", *("---:",) * 5))
    for result in one.results:
        shares = (result.precision, result.recall, result.f)
        yield row((result.task, str(result.known), str(result.found), *map(shown, shares)))


def _calibration(name: str, sure: Sequence[Sure]) -> Iterator[str]:
    for of in dict.fromkeys(one.of for one in sure):
        for one in bins(some for some in sure if some.of == of):
            shares = map(shown, (one.right, *one.halves))
            yield row((name, of, f"{shown(one.low)} and more", shown(one.said), str(one.size), str(one.hits), *shares))
