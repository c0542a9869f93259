"""Scores of what happened: events by code, sides and status, their days, and what is called a fact that is none."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from seed.evaluate.articles import Pair, Reading, keys_of
from seed.evaluate.scoring import Result, Sure, paired, scored
from seed.records import EventRecord, Part, Span

ROOT = "events, root code"
SIDES = "events, root code and both sides"
WHOLE = "events, root code, both sides and status"
PRINCIPAL = "principal events, root code, both sides and status"
DAYS = "days of events that were found"
DAYS_MEET = "days of events that were found, at least one in common"
STATUS = "tellings of what is no fact, not called one"

Fits = Callable[[EventRecord, EventRecord], bool]


def results(pair: Pair) -> Iterator[Result]:
    """Score the events of an article. Principal are those with a side of which the annotator is sure."""
    known, found = pair.known.events, pair.found.events
    for task, fits in ((ROOT, _same_root), (SIDES, _same_sides(pair)), (WHOLE, _same_whole(pair))):
        yield scored(task, known, found, paired(known, found, fits), _said)
    yield _principal(pair)
    yield from _days(pair)
    yield _no_facts(pair)


def sure(pair: Pair) -> list[Sure]:
    """Say of every event how sure it was, where it says so, and whether root code, sides and status are right."""
    pairs = paired(pair.known.events, pair.found.events, _same_whole(pair))
    return [
        Sure(event.confidence, at in pairs)
        for at, event in enumerate(pair.found.events)
        if event.confidence is not None
    ]


def _same_root(one: EventRecord, other: EventRecord) -> bool:
    return one.cameo[:2] == other.cameo[:2]


def _same_sides(pair: Pair) -> Fits:
    def fits(one: EventRecord, other: EventRecord) -> bool:
        return (
            _same_root(one, other)
            and _same_side(pair, one.actor1, other.actor1)
            and _same_side(pair, one.actor2, other.actor2)
        )

    return fits


def _same_side(pair: Pair, known: Sequence[Part], found: Sequence[Part]) -> bool:
    """Say whether a side has somebody in common; where nobody is known to stand there, nobody may be found."""
    mine, theirs = keys_of(known), pair.side(found)
    return bool(mine & theirs) if mine else not theirs


def _same_whole(pair: Pair) -> Fits:
    sides = _same_sides(pair)
    return lambda one, other: one.status == other.status and sides(one, other)


def _principal(pair: Pair) -> Result:
    """Score against the principal events; what is found of the others is not false."""
    every, found = pair.known.events, pair.found.events
    principal = [event for event in every if event.confidence in (None, 1) and (event.actor1 or event.actor2)]
    pairs = paired(principal, found, _same_whole(pair))
    others = paired(every, found, _same_whole(pair))
    met = set(pairs.values())
    false = tuple(_said(event) for at, event in enumerate(found) if at not in others)
    missed = tuple(_said(event) for at, event in enumerate(principal) if at not in met)
    return Result(PRINCIPAL, len(principal), len(found), len(pairs), len(others), missed, false)


def _days(pair: Pair) -> Iterator[Result]:
    """Of the events that were found: whether the days are those known, or some of them."""
    pairs = _by_days(pair)
    for task, fits in ((DAYS, _same_days), (DAYS_MEET, _meeting_days)):
        wrong = [(one, other) for one, other in pairs if not fits(one, other)]
        said = tuple(f"{_said(one)}: {_days_of(one)}, found {_days_of(other)}" for one, other in wrong)
        right = len(pairs) - len(wrong)
        yield Result(task, len(pairs), len(pairs), right, right, said)


def _by_days(pair: Pair) -> list[tuple[EventRecord, EventRecord]]:
    """Pair events of one root code and the same sides, those of the same days first: a country may attack another twice."""
    known, found = list(pair.known.events), list(pair.found.events)
    sides = _same_sides(pair)
    together: list[tuple[EventRecord, EventRecord]] = []
    for fits in (_both(sides, _same_days), _both(sides, _meeting_days), sides):
        pairs = paired(known, found, fits)
        together += [(known[one], found[other]) for other, one in pairs.items()]
        known = [event for at, event in enumerate(known) if at not in pairs.values()]
        found = [event for at, event in enumerate(found) if at not in pairs]
    return together


def _both(one: Fits, other: Fits) -> Fits:
    return lambda known, found: one(known, found) and other(known, found)


def _same_days(one: EventRecord, other: EventRecord) -> bool:
    return (one.date.start, one.date.end) == (other.date.start, other.date.end)


def _meeting_days(one: EventRecord, other: EventRecord) -> bool:
    return one.date.start <= other.date.end and other.date.start <= one.date.end


def _days_of(event: EventRecord) -> str:
    return f"{event.date.start} to {event.date.end}"


def _no_facts(pair: Pair) -> Result:
    """Of the words that tell only of what is expected, denied or open: whether an event found in them is called a fact."""
    facts = _words(pair.known, lambda event: event.status == "asserted")
    others = [word for word in _words(pair.known, lambda event: event.status != "asserted") if not _meets(word, facts)]
    called = _words(pair.found, lambda event: event.status == "asserted")
    told = [word for word in others if _meets(word, _words(pair.found, lambda event: True))]
    wrong = [word for word in told if _meets(word, called)]
    right = len(told) - len(wrong)
    return Result(STATUS, len(told), len(told), right, right, tuple(f"{word.text!r} at {word.start}" for word in wrong))


def _words(reading: Reading, wanted: Callable[[EventRecord], bool]) -> list[Span]:
    """Give the words that tell of events."""
    found = (piece for event in reading.events if wanted(event) for piece in event.evidence)
    return [piece.span for piece in found if piece.field == "trigger" and piece.span is not None]


def _meets(word: Span, others: Sequence[Span]) -> bool:
    return any(word.start < other.end and other.start < word.end for other in others)


def _said(event: EventRecord) -> str:
    sides = [", ".join(sorted(keys_of(side))) or "nobody" for side in (event.actor1, event.actor2)]
    return f"{event.cameo} {event.status}: {sides[0]} → {sides[1]} ({event.summary})"
