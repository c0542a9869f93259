"""Two annotations of the same articles side by side, and whom of the one those of the other are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from seed.records import Actor, ArticleRecord, Batch, EntityRecord, EventRecord, Part, QuoteRecord, Span
from store.tokens import folded


class OtherText(ValueError):
    """Two annotations of one article are of different texts."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What one annotation says of one article; of events that no article tells of, `article` is None."""

    article: ArticleRecord | None
    entities: Mapping[str, EntityRecord]
    events: tuple[EventRecord, ...] = ()
    quotes: tuple[QuoteRecord, ...] = ()

    def here(self) -> list[EntityRecord]:
        """Give those whom the article mentions."""
        keys = {mention.entity for mention in self.article.mentions} if self.article else set()
        return [entity for key, entity in self.entities.items() if key in keys]

    def name(self, key: str | None) -> str:
        """Give what somebody is called."""
        found = self.entities.get(key or "")
        return found.name if found else key or "nobody"


@dataclass(frozen=True, slots=True)
class Pair:
    """An article as it is known to be read, and as it was found to be. `means`: whom of those known one of those found is."""

    known: Reading
    found: Reading
    means: Mapping[str, str]

    def side(self, parts: Iterable[Part]) -> set[str]:
        """Give those on a side of an event that was found, as those known."""
        return {self.means.get(key, f"found/{key}") for key in keys_of(parts)}

    @property
    def text(self) -> str:
        """The article's text; empty where there is none."""
        return self.known.article.text if self.known.article else ""


def keys_of(parts: Iterable[Part]) -> set[str]:
    """Name those on a side: by their entities, or by name and code where a dataset says no more."""
    return {f"actor/{part.name}/{part.code}" if isinstance(part, Actor) else part.entity for part in parts}


def side_by_side(known: Batch, found: Batch) -> list[Pair]:
    """Pair the articles of two annotations; of what was found, articles that are not known are left out. Raises OtherText."""
    others = {_identity(reading): reading for reading in readings(found)}
    by_key = {reading.article.key: reading for reading in others.values() if reading.article}
    pairs = []
    for reading in readings(known):
        other = others.get(_identity(reading))
        if other is None and reading.article and reading.article.key in by_key:
            raise OtherText(f"{reading.article.key}: The two annotations are of different texts.")
        pairs.append(paired_readings(reading, other or Reading(None, {})))
    return pairs


def readings(batch: Batch) -> Iterator[Reading]:
    """Give what a batch says, article by article."""
    entities = {entity.key: entity for entity in batch.entities}
    events: dict[str | None, list[EventRecord]] = {}
    for event in batch.events:
        events.setdefault(next((piece.article for piece in event.evidence), None), []).append(event)
    quotes: dict[str, list[QuoteRecord]] = {}
    for quote in batch.quotes:
        quotes.setdefault(quote.article, []).append(quote)
    for article in batch.articles:
        yield Reading(article, entities, tuple(events.pop(article.key, ())), tuple(quotes.pop(article.key, ())))
    left = tuple(event for some in events.values() for event in some)
    if left:
        yield Reading(None, entities, left)


def _identity(reading: Reading) -> str | None:
    """Tell an article by its text, or by its key where only its address is known."""
    return (reading.article.text or reading.article.key) if reading.article else None


# --- who is who -------------------------------------------------------------------------------------------------------


def paired_readings(known: Reading, found: Reading) -> Pair:
    """Find out for everybody who was found whom of those known the texts mean by him."""
    shared = shared_mentions(known, found)
    means: dict[str, str] = {}
    for key, entity in found.entities.items():
        together = shared.get(key)
        meant = together.most_common(1)[0][0] if together else _same(entity, known.entities.values())
        if meant is not None:
            means[key] = meant
    return Pair(known, found, means)


def shared_mentions(known: Reading, found: Reading) -> dict[str, Counter[str]]:
    """Weigh with whom of those known those found share mentions: the same stretch counts four times what an overlap does."""
    spans = _by_start(known)
    shared: dict[str, Counter[str]] = {}
    for mention in found.article.mentions if found.article else ():
        for span, kind, key in spans:
            if span.start < mention.span.end and mention.span.start < span.end and kind == mention.kind:
                exact = (span.start, span.end) == (mention.span.start, mention.span.end)
                shared.setdefault(mention.entity, Counter())[key] += 4 if exact else 1
    return shared


def _by_start(reading: Reading) -> Sequence[tuple[Span, str, str]]:
    mentions = reading.article.mentions if reading.article else ()
    return [(mention.span, mention.kind, mention.entity) for mention in mentions]


def _same(entity: EntityRecord, known: Iterable[EntityRecord]) -> str | None:
    """Find who has the same key, else the same name: those whom no mention tells of."""
    others = list(known)
    by_key = next((other.key for other in others if other.key == entity.key), None)
    names = {folded(entity.name)}
    return by_key or next((other.key for other in others if other.kind == entity.kind and _names(other) & names), None)


def _names(entity: EntityRecord) -> set[str]:
    return {folded(name) for name in (entity.name, *entity.aliases)}
