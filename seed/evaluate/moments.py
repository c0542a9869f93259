"""Scores of when: expressions of time, each with the days that it means."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from seed.evaluate.scoring import Result
from seed.records import Batch, Dated, Evidence, Span

if TYPE_CHECKING:
    from seed.extract.findings import Timed

FOUND = "expressions of time, found"
VALUES = "expressions of time that were found, days"


class Moment(NamedTuple):
    """An expression of time, and the first and last day that it means."""

    span: Span
    start: date
    end: date


def moments(known: Batch, article: str) -> list[Moment]:
    """Give the expressions of an article that an annotation dates events and quotes by, each once."""
    dated: list[tuple[str, Dated | None, tuple[Evidence, ...]]] = []
    dated += [("date", event.date, event.evidence) for event in known.events]
    dated += [("said", quote.said, quote.evidence) for quote in known.quotes]
    found = {
        (piece.span.start, piece.span.end): Moment(piece.span, when.start, when.end)
        for field, when, evidence in dated
        for piece in evidence
        if when is not None and piece.span is not None and (piece.field, piece.article) == (field, article)
    }
    return [found[place] for place in sorted(found)]


def results(known: Sequence[Moment], found: Sequence[Timed]) -> Iterator[Result]:
    """Score which expressions are found, and of those whether the days are right."""
    met = [(moment, timed) for moment in known if (timed := _meant(moment, found)) is not None]
    missed = tuple(_said(moment) for moment in known if _meant(moment, found) is None)
    yield Result(FOUND, len(known), 0, len(met), 0, missed)
    wrong = tuple(f"{_said(moment)}, found {_days(timed)}" for moment, timed in met if not _is_right(moment, timed))
    right = len(met) - len(wrong)
    yield Result(VALUES, len(met), len(met), right, right, wrong)


def _meant(moment: Moment, found: Iterable[Timed]) -> Timed | None:
    """Find the expression that shares most of the words."""
    shared = [(_shared(moment.span, timed.span), timed) for timed in found]
    most, timed = max(shared, key=lambda one: one[0], default=(0, None))
    return timed if most > 0 else None


def _shared(one: Span, other: Span) -> int:
    return min(one.end, other.end) - max(one.start, other.start)


def _is_right(moment: Moment, timed: Timed) -> bool:
    return timed.dated is not None and (timed.dated.start, timed.dated.end) == (moment.start, moment.end)


def _days(timed: Timed) -> str:
    return (
        f"{timed.span.text!r} of {timed.dated.start} to {timed.dated.end}"
        if timed.dated
        else f"{timed.span.text!r} of no day"
    )


def _said(moment: Moment) -> str:
    return f"{moment.span.text!r} of {moment.start} to {moment.end}"
