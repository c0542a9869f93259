"""Scores of who is named where, and of who is who."""

from __future__ import annotations

from collections.abc import Iterator, Set

from seed.evaluate.articles import Pair, Reading, shared_mentions
from seed.evaluate.scoring import Result, paired, scored
from seed.records import EntityRecord, Mention, Span

NAMES = "name mentions, span"
NAMES_OVERLAP = "name mentions, overlap"
NAMES_WHO = "name mentions, span and who"
MENTIONS = "mentions of any kind, span"
RECORDS = "entity records"
NAMED_RECORDS = "entity records with a name"
FURNITURE = "mentions outside page furniture"
_NAMELESS = frozenset({"unnamed", "group"})


def results(pair: Pair) -> Iterator[Result]:
    """Score the mentions of an article, and its entities."""
    known, found = _spans(pair.known, {"name"}), _spans(pair.found, {"name"})
    yield scored(NAMES, known, found, paired(known, found, _same_span), _text)
    yield scored(NAMES_OVERLAP, known, found, paired(known, found, _overlap), _text)
    yield _with_who(pair)
    every = {"name", "nominal", "pronoun"}
    known, found = _spans(pair.known, every), _spans(pair.found, every)
    yield scored(MENTIONS, known, found, paired(known, found, _same_span), _text)
    yield _records(RECORDS, pair)
    yield _records(NAMED_RECORDS, pair, _NAMELESS)
    yield _outside(pair)


def _mentions(reading: Reading, kinds: set[str]) -> list[Mention]:
    return [mention for mention in (reading.article.mentions if reading.article else ()) if mention.kind in kinds]


def _spans(reading: Reading, kinds: set[str]) -> list[Span]:
    """Give each stretch once, though it may be a mention of several."""
    return list({(one.span.start, one.span.end): one.span for one in _mentions(reading, kinds)}.values())


def _with_who(pair: Pair) -> Result:
    known, found = _mentions(pair.known, {"name"}), _mentions(pair.found, {"name"})
    pairs = paired(
        known, found, lambda one, other: _same_span(one.span, other.span) and pair.means.get(other.entity) == one.entity
    )
    return scored(NAMES_WHO, known, found, pairs, lambda mention: f"{_text(mention.span)} ({mention.entity})")


def _records(task: str, pair: Pair, left_out: Set[str] = frozenset()) -> Result:
    """Pair the entities of an article one with one: those with whom most mentions are shared first."""
    known = {entity.key: entity for entity in pair.known.here() if entity.kind not in left_out}
    found = {entity.key: entity for entity in pair.found.here() if entity.kind not in left_out}
    pairs = _one_with_one(pair, known.keys(), found.keys())
    numbers = {key: at for at, key in enumerate(known)}
    places = {at: numbers[pairs[key]] for at, key in enumerate(found) if key in pairs}
    return scored(task, list(known.values()), list(found.values()), places, _named)


def _one_with_one(pair: Pair, known: Set[str], found: Set[str]) -> dict[str, str]:
    shared = shared_mentions(pair.known, pair.found)
    weights = [(weight, mine, theirs) for mine, others in shared.items() for theirs, weight in others.items()]
    pairs: dict[str, str] = {}
    for _, mine, theirs in sorted(weights, key=lambda one: (-one[0], one[1:])):
        if mine in found - pairs.keys() and theirs in known - set(pairs.values()):
            pairs[mine] = theirs
    return pairs


def _named(entity: EntityRecord) -> str:
    return f"{entity.name} ({entity.key})"


def _outside(pair: Pair) -> Result:
    """Count mentions found in what is no part of the story."""
    furniture = pair.known.article.furniture if pair.known.article else ()
    found = _spans(pair.found, {"name", "nominal", "pronoun"})
    inside = [span for span in found if any(_overlap(stretch, span) for stretch in furniture)]
    right = len(found) - len(inside)
    return Result(FURNITURE, 0, len(found), 0, right, (), tuple(map(_text, inside)))


def _same_span(one: Span, other: Span) -> bool:
    return (one.start, one.end) == (other.start, other.end)


def _overlap(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end


def _text(span: Span) -> str:
    return f"{span.text!r} at {span.start}"
