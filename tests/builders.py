"""Records in few words: each builder asks only for what a case is about, and `loaded` fills in what they name.

    report = article("Iran said it would stop.")
    loaded(store, report, quote("it would stop", report, speaker="Iran"), event(actor1="Iran", cameo="010"))

A record is named by its key, which is its name, title or whole content unless the case gives another.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import select

from seed.load import Origin, load
from seed.records import (
    Affiliation,
    ArticleRecord,
    Batch,
    DatasetRecord,
    Dated,
    EntityRecord,
    EventRecord,
    Evidence,
    Mention,
    Participant,
    QuoteRecord,
    SourceRecord,
    Span,
)
from seed.storing import Report
from store.engine import Store
from store.identity import Kind, record_id
from store.tables import Dataset, Entity, Source

Record = DatasetRecord | SourceRecord | EntityRecord | ArticleRecord | EventRecord | QuoteRecord

ORIGIN = Origin("test.csv", "0" * 64)
DATASET = "test"


def dataset(slug: str = DATASET, **more: Any) -> DatasetRecord:
    """Make a dataset."""
    given = {"title": slug.title(), "version": "1", "publisher": "Publisher", "licence": "CC0-1.0", "citation": slug}
    return DatasetRecord(slug, **given | more)


def source(name: str, **more: Any) -> SourceRecord:
    """Make a publisher; its key is its name."""
    return SourceRecord(**{"key": name, "name": name} | more)


def entity(name: str, *, of: Iterable[str] = (), **more: Any) -> EntityRecord:
    """Make an organization, or what `kind` says; `of` are the keys of those that it belongs to. Its key is its name."""
    bonds = tuple(Affiliation(organization) for organization in of)
    return EntityRecord(**{"key": name, "kind": "organization", "name": name, "affiliations": bonds} | more)


def article(text: str, *, on: str = "2024-08-05", mentions: Iterable[str] = (), **more: Any) -> ArticleRecord:
    """Make an article that names each of `mentions`, at the first place where the text does. Its key is its text."""
    found = tuple(Mention(name, span(text, name), "name") for name in mentions)
    given: dict[str, Any] = {
        "key": text[:200],
        "dataset": DATASET,
        "source": None,
        "title": text.partition(".")[0][:100],
        "published": datetime.combine(date.fromisoformat(on), datetime.min.time(), UTC),
        "published_precision": "day",
        "published_basis": "text",
        "mentions": found,
    }
    return ArticleRecord(text=text, **given | more)


def event(
    *,
    actor1: str | Iterable[str] = (),
    actor2: str | Iterable[str] = (),
    on: str = "2024-08-04",
    until: str | None = None,
    cameo: str = "010",
    told_in: Iterable[tuple[ArticleRecord, str]] = (),
    **more: Any,
) -> EventRecord:
    """Make an event. Actors are keys of entities; `told_in` are articles, each with the words that state the event."""
    sides = {"actor1": _names(actor1), "actor2": _names(actor2)}
    summary = f"{' and '.join(sides['actor1'])} {cameo} {' and '.join(sides['actor2'])} on {on}"
    when = Dated(date.fromisoformat(on), date.fromisoformat(until or on), "range" if until else "day", basis="origin")
    given: dict[str, Any] = {
        "key": f"event/{summary}",
        "dataset": DATASET,
        "origin_id": more.get("key", summary),
        "date": when,
        "status": "asserted",
        "summary": summary,
        "evidence": tuple(Evidence(told.key, "event", span(told.text, words)) for told, words in told_in),
    } | {side: tuple(Participant(name) for name in names) for side, names in sides.items()}
    return EventRecord(cameo=cameo, **given | more)


def quote(words: str, told_in: ArticleRecord, *, speaker: str | None = None, **more: Any) -> QuoteRecord:
    """Make an indirect quote of words of the article; the speaker is the key of an entity."""
    given: dict[str, Any] = {
        "key": f"{told_in.key}/{words}",
        "dataset": DATASET,
        "kind": "indirect",
        "content": (span(told_in.text, words),),
        "cue": None,
        "cue_lemma": None,
        "speaker_as_written": speaker,
    }
    return QuoteRecord(article=told_in.key, speaker=speaker, **given | more)


def span(text: str, words: str) -> Span:
    """Find where the words first stand in the text."""
    start = text.index(words)
    return Span(start, start + len(words), words)


def batch(*records: Record) -> Batch:
    """Sort records into a batch, as they are."""
    return Batch(
        datasets=tuple(record for record in records if isinstance(record, DatasetRecord)),
        sources=tuple(record for record in records if isinstance(record, SourceRecord)),
        entities=tuple(record for record in records if isinstance(record, EntityRecord)),
        articles=tuple(record for record in records if isinstance(record, ArticleRecord)),
        events=tuple(record for record in records if isinstance(record, EventRecord)),
        quotes=tuple(record for record in records if isinstance(record, QuoteRecord)),
    )


def loaded(store: Store, *records: Record) -> Report:
    """Load records with the datasets, publishers and entities that they name and the store does not hold yet."""
    return load(store, batch(*_missing(store, records), *records), ORIGIN)


def _missing(store: Store, records: Iterable[Record]) -> list[Record]:
    make: dict[Kind, Callable[[str], Record]] = {Kind.DATASET: dataset, Kind.SOURCE: source, Kind.ENTITY: entity}
    given = {
        (kind, record.slug if isinstance(record, DatasetRecord) else record.key) for kind, record in _kinds(records)
    }
    held = _held(store)
    named = dict.fromkeys(name for record in records for name in _named(record))
    return [make[kind](key) for kind, key in named if (kind, key) not in given and record_id(kind, key) not in held]


def _kinds(records: Iterable[Record]) -> Iterator[tuple[Kind, Record]]:
    kinds: dict[type[Record], Kind] = {
        DatasetRecord: Kind.DATASET,
        SourceRecord: Kind.SOURCE,
        EntityRecord: Kind.ENTITY,
    }
    return ((kinds[type(record)], record) for record in records if type(record) in kinds)


def _held(store: Store) -> set[int]:
    with store.reader.connect() as connection:
        return {each for table in (Dataset, Source, Entity) for each in connection.execute(select(table.id)).scalars()}


def _named(record: Record) -> list[tuple[Kind, str]]:
    """List the datasets, publishers and entities that a record names."""
    keys: list[str | None] = []
    match record:
        case ArticleRecord():
            keys = [record.dateline_place, *(mention.entity for mention in record.mentions)]
        case EntityRecord():
            keys = [bond.entity for bond in record.affiliations]
        case EventRecord():
            keys = [part.entity for part in (*record.actor1, *record.actor2) if isinstance(part, Participant)]
            keys += [*record.attributed_to, record.place.entity if record.place else None]
        case QuoteRecord():
            keys = [record.speaker, *(link.entity for link in record.via), *record.addressees, *record.about_entities]
    named = [(Kind.ENTITY, key) for key in keys if key]
    if isinstance(record, ArticleRecord | EventRecord | QuoteRecord):
        named.append((Kind.DATASET, record.dataset))
    if isinstance(record, ArticleRecord) and record.source:
        named.append((Kind.SOURCE, record.source))
    return named


def _names(side: str | Iterable[str]) -> tuple[str, ...]:
    return (side,) if isinstance(side, str) else tuple(side)
