"""Scores of who said what: the content of quotes, and their speakers."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from seed.evaluate.articles import Pair
from seed.evaluate.scoring import Result, Sure, paired, scored
from seed.records import QuoteRecord

CONTENT = "quotes, content"
WHOLE = "quotes, content and speaker"
SPEAKERS = "speakers of quotes that were found"
KINDS = {
    "direct": "quotes in marks, content",
    "partial": "quotes partly in marks, content",
    "indirect": "quotes without marks, content",
}
# Two quotes are the same where they share so much of the letters and digits that either has.
ENOUGH = 0.8

Fits = Callable[[QuoteRecord, QuoteRecord], bool]


def results(pair: Pair) -> Iterator[Result]:
    """Score the quotes of an article."""
    known, found = pair.known.quotes, pair.found.quotes
    content = paired(known, found, _same_content(pair.text))
    yield scored(CONTENT, known, found, content, _said)
    whole = paired(known, found, _same_whole(pair))
    yield scored(WHOLE, known, found, whole, _said)
    for kind, task in KINDS.items():
        yield _of_kind(task, kind, pair, set(content.values()))
    yield Result(
        SPEAKERS, len(content), len(content), len(whole), len(whole),
        tuple(_said(known[one]) for one in content.values() if one not in set(whole.values())),
    )  # fmt: skip


def sure(pair: Pair) -> list[Sure]:
    """Say of every quote that was found how sure it was and whether content and speaker are right."""
    pairs = paired(pair.known.quotes, pair.found.quotes, _same_whole(pair))
    return [Sure(quote.confidence, at in pairs, "quotes") for at, quote in enumerate(pair.found.quotes)]


def _of_kind(task: str, kind: str, pair: Pair, met: set[int]) -> Result:
    known = [(at, quote) for at, quote in enumerate(pair.known.quotes) if quote.kind == kind]
    missed = tuple(_said(quote) for at, quote in known if at not in met)
    hit = len(known) - len(missed)
    return Result(task, len(known), 0, hit, 0, missed)


def _same_content(text: str) -> Fits:
    def fits(one: QuoteRecord, other: QuoteRecord) -> bool:
        mine, theirs = _letters(one, text), _letters(other, text)
        return len(mine & theirs) >= ENOUGH * len(mine | theirs) > 0

    return fits


def _same_whole(pair: Pair) -> Fits:
    content = _same_content(pair.text)

    def fits(one: QuoteRecord, other: QuoteRecord) -> bool:
        speaker = None if other.speaker is None else pair.means.get(other.speaker, f"found/{other.speaker}")
        return one.speaker == speaker and content(one, other)

    return fits


def _letters(quote: QuoteRecord, text: str) -> set[int]:
    """Give where the letters and digits of a quote stand: neither marks nor spaces make a difference."""
    return {at for part in quote.content for at in range(part.start, part.end) if text[at].isalnum()}


def _said(quote: QuoteRecord) -> str:
    return f"{quote.speaker or 'nobody'}: {' … '.join(part.text for part in quote.content)}"
