"""What records name of others: by their keys, and by the places in a text where something stands."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from itertools import chain

from sqlalchemy import Connection, select

from seed.records import (
    Actor,
    ArticleRecord,
    EntityRecord,
    EventRecord,
    Evidence,
    MergeRecord,
    Part,
    QuoteRecord,
    Record,
    ReportRecord,
    Span,
)
from store.identity import Kind, record_id
from store.refresh import BATCH_RECORDS, TABLES, batched
from store.tables import Article

Named = tuple[Kind, str]


def named_by(record: Record) -> Iterator[Named]:
    """List what a record names by key. Whom an `Actor` means is not known by a key."""
    match record:
        case EntityRecord():
            yield from _entities(bond.entity for bond in record.affiliations)
        case ArticleRecord():
            yield Kind.DATASET, record.dataset
            yield from _of(Kind.SOURCE, [record.source])
            yield from _entities([record.dateline_place, *(mention.entity for mention in record.mentions)])
            yield from _parts(record.named)
        case EventRecord():
            yield Kind.DATASET, record.dataset
            yield from _parts((*record.actor1, *record.actor2))
            yield from _entities([*record.attributed_to, record.place.entity if record.place else None])
            yield from _of(Kind.ARTICLE, (piece.article for piece in record.evidence))
            yield from _of(Kind.SOURCE, record.publishers)
        case QuoteRecord():
            yield Kind.DATASET, record.dataset
            yield Kind.ARTICLE, record.article
            yield from _entities([record.speaker, *(link.entity for link in record.via), *record.addressees])
            yield from _entities(record.about_entities)
            yield from _of(Kind.ARTICLE, (piece.article for piece in record.evidence))
    yield from named_loosely(record)


def named_loosely(record: Record) -> Iterator[Named]:
    """List what a record names and no row of its own points at: nothing else finds out that it is missing."""
    match record:
        case ReportRecord():
            yield Kind.EVENT, record.event
            yield Kind.ARTICLE, record.article
        case MergeRecord():
            yield from _entities((record.away, record.into))
        case QuoteRecord():
            yield from _of(Kind.EVENT, record.about_events)


def _of(kind: Kind, keys: Iterable[str | None]) -> Iterator[Named]:
    return ((kind, key) for key in keys if key is not None)


def _entities(keys: Iterable[str | None]) -> Iterator[Named]:
    return _of(Kind.ENTITY, keys)


def _parts(parts: Iterable[Part]) -> Iterator[Named]:
    return _entities(None if isinstance(part, Actor) else part.entity for part in parts)


def unknown(connection: Connection, named: Iterable[Named], given: Set[int]) -> set[Named]:
    """Find those of the records named that are neither given, by id, nor stored."""
    asked: dict[Kind, dict[int, str]] = defaultdict(dict)
    for kind, key in named:
        record = record_id(kind, key)
        if record not in given:
            asked[kind][record] = key
    found = set()
    for kind, keys in asked.items():
        table = TABLES[kind]
        for some in batched(sorted(keys), BATCH_RECORDS):
            there = set(connection.execute(select(table.id).where(table.id.in_(some))).scalars())
            found |= {(kind, keys[record]) for record in some if record not in there}
    return found


def misplaced(connection: Connection, rows: Sequence[Sequence[Record]]) -> dict[int, str]:
    """Find the rows whose events or quotes point at words that an article does not have there: faults by place."""
    pointing: dict[str, list[tuple[int, str, Span]]] = defaultdict(list)
    for at, record in ((at, record) for at, records in enumerate(rows) for record in records):
        if isinstance(record, EventRecord | QuoteRecord):
            for piece in _placed(record):
                pointing[piece.article].append((at, piece.field, piece.span))  # type: ignore[arg-type]  # so chosen
    if not pointing:
        return {}
    given = {one.key: one.text for one in chain.from_iterable(rows) if isinstance(one, ArticleRecord) and one.text}
    found: dict[int, str] = {}
    for article, spans in pointing.items():
        text = _text(connection, article, given)
        for at, field, span in spans:
            # Of an article whose address alone is known, nobody can say.
            if text and text[span.start : span.end] != span.text:
                found.setdefault(at, _misquoted(field, article, text, span))
    return found


def _placed(record: EventRecord | QuoteRecord) -> Iterator[Evidence]:
    yield from (piece for piece in record.evidence if piece.span is not None)
    if isinstance(record, QuoteRecord):
        yield from (Evidence(record.article, "content", span) for span in record.content)
        if record.cue is not None:
            yield Evidence(record.article, "cue", record.cue)


def _text(connection: Connection, article: str, given: Mapping[str, str]) -> str | None:
    """Give an article's text, one at a time: they may be long. None where there is no such article."""
    if article in given:
        return given[article]
    statement = select(Article.text).where(Article.id == record_id(Kind.ARTICLE, article))
    return connection.execute(statement).scalar()


def _misquoted(field: str, article: str, text: str, span: Span) -> str:
    return f"{field}: {misquotation(text, span.start, span.end, span.text)}, in the article {article!r}."


# So many characters of a stretch of text are quoted in a complaint.
QUOTED = 60


def misquotation(text: str, start: int, end: int, written: str) -> str:
    """Say that a text has other words at a place than those written, and where it has these."""
    there = text[start:end]
    said = f"from {start} to {end} stands {_shown(there)} and not {_shown(written)}"
    first = text.find(written)
    return said if first < 0 else f"{said}, which stands from {first} to {first + len(written)}"


def _shown(words: str) -> str:
    return repr(words if len(words) <= QUOTED else f"{words[:QUOTED]}…")
