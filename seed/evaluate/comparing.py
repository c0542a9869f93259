"""Scores one annotation of articles against another, task by task."""

from __future__ import annotations

from seed.evaluate import happenings, people, statements
from seed.evaluate.articles import Pair, side_by_side
from seed.evaluate.scoring import Measured, Result, added
from seed.records import Batch


def compared(name: str, known: Batch, found: Batch) -> Measured:
    """Score what was found against what is known. Raises articles.OtherText."""
    pairs = side_by_side(known, found)
    results = added(result for pair in pairs for result in _results(pair))
    sure = [one for pair in pairs for one in (*happenings.sure(pair), *statements.sure(pair))]
    return Measured(name, tuple(results), tuple(sure))


def _results(pair: Pair) -> list[Result]:
    return [*people.results(pair), *happenings.results(pair), *statements.results(pair)]
