"""Turn records into rows. No query is made here: `Keys` gives ids, and the entities that are meant."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import cache, lru_cache
from hashlib import sha256
from typing import Any, Protocol

import orjson

from schemas.codebook import cameo
from schemas.crosswalk import crossing
from seed.records import (
    Actor,
    ArticleRecord,
    DatasetRecord,
    Dated,
    EntityRecord,
    EventRecord,
    Evidence,
    Part,
    QuoteRecord,
    SourceRecord,
    StoredRecord,
)
from seed.records import (
    Participant as Acting,
)
from store.holdings import HOLDINGS
from store.identity import Kind, hashed_bytes, record_id
from store.tables import (
    Article,
    ArticleAuthor,
    ArticleFurniture,
    Base,
    Dataset,
    Entity,
    EntityIdentifier,
    EntityName,
    Event,
    EventContext,
    EventEvidence,
    EventPublisher,
    Mention,
    Participant,
    Quote,
    QuoteEvent,
    QuoteEvidence,
    Source,
)
from store.tokens import folded

Row = dict[str, Any]
Children = dict[type[Base], list[Row]]
SEGMENT_BREAK = " … "


@dataclass(frozen=True, slots=True)
class Written:
    """A record as rows: its own, and those that hang on it by table."""

    kind: Kind
    table: type[Base]
    row: Row
    children: Children
    stub: bool = False


class Keys(Protocol):
    """What a record needs to know of others."""

    def standing(self, named: int) -> int:
        """Give the entity that stands for this one now: itself, unless it was merged away."""

    def resolved(self, actor: Actor) -> tuple[str, str]:
        """Find whom a dataset means: the entity's key, and by which rule."""

    def published(self, article: str) -> date | None:
        """Give the day, in UTC, on which the article with this key was published; None where there is no such."""


def fingerprint(record: Any) -> int:
    """Hash a record as it was read: the same again is the same number."""
    return hashed_bytes(orjson.dumps(record))


def _common(kind: Kind, record: Any, key: str) -> Row:
    return {"id": record_id(kind, key), "key": key, "fingerprint": fingerprint(record)}


def dataset_rows(record: DatasetRecord, _keys: Keys) -> Written:
    """Write a dataset."""
    columns = (
        "slug",
        "title",
        "version",
        "publisher",
        "licence",
        "citation",
        "url",
        "redistributable",
        "access",
        "text_served",
    )
    row = _common(Kind.DATASET, record, record.slug) | {name: getattr(record, name) for name in columns}
    del row["key"]
    row |= dict.fromkeys(HOLDINGS.values(), 0)
    return Written(Kind.DATASET, Dataset, row, {}, record.stub)


def source_rows(record: SourceRecord, _keys: Keys) -> Written:
    """Write a publisher."""
    row = _common(Kind.SOURCE, record, record.key) | {
        "name": record.name,
        "domain": record.domain,
        "country": record.country,
    }
    return Written(Kind.SOURCE, Source, row, {}, record.stub)


def entity_rows(record: EntityRecord, keys: Keys) -> Written:
    """Write an entity with its names, identifiers and affiliations."""
    columns = ("kind", "name", "code", "country", "sector", "latitude", "longitude", "place_precision", "note", "stub")
    row = _common(Kind.ENTITY, record, record.key) | {name: getattr(record, name) for name in columns}
    entity = row["id"]
    names = dict.fromkeys((record.name, *record.aliases))
    affiliations = []
    for position, bond in enumerate(record.affiliations):
        part = taking_part(Kind.ENTITY, entity, "affiliation", position, bond.entity, keys)
        affiliations.append(part | {"as_written": bond.role, "since": bond.from_, "until": bond.until})
    return Written(
        Kind.ENTITY,
        Entity,
        row,
        {
            EntityName: [
                {"entity_id": entity, "position": position, "name": name, "folded": folded(name)}
                for position, name in enumerate(names)
            ],
            EntityIdentifier: [
                {"entity_id": entity, "scheme": scheme, "value": value} for scheme, value in record.identifiers
            ],
            Participant: affiliations,
        },
        record.stub,
    )


def article_rows(record: ArticleRecord, keys: Keys) -> Written:
    """Write an article with its authors, furniture, dateline and mentions."""
    columns = (
        "url",
        "title",
        "language",
        "text",
        "rights",
        "published_precision",
        "published_basis",
        "published_note",
        "tone",
    )
    row = _common(Kind.ARTICLE, record, record.key) | {name: getattr(record, name) for name in columns}
    article = row["id"]
    row |= {
        "title": record.title or "",
        "dataset_id": record_id(Kind.DATASET, record.dataset),
        "source_id": record.source and record_id(Kind.SOURCE, record.source),
        "text_sha256": sha256(record.text.encode()).hexdigest(),
        "published_at": _utc(record.published),
        "dateline_start": record.dateline and record.dateline.start,
        "dateline_end": record.dateline and record.dateline.end,
    }
    parts = [
        taking_part(Kind.ARTICLE, article, "named", position, who, keys) for position, who in enumerate(record.named)
    ]
    if record.dateline_place:
        parts.append(taking_part(Kind.ARTICLE, article, "dateline", 0, record.dateline_place, keys))
    return Written(
        Kind.ARTICLE,
        Article,
        row,
        {
            ArticleAuthor: [
                {"article_id": article, "position": position, "name": name}
                for position, name in enumerate(record.authors)
            ],
            ArticleFurniture: [
                {"article_id": article, "start": span.start, "end": span.end} for span in record.furniture
            ],
            Participant: parts,
            Mention: _mentions(record, article, keys),
        },
        record.stub,
    )


def _utc(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError(f"{moment!r} has no time zone; give an aware datetime, such as one with tzinfo=UTC")
    return moment.astimezone(UTC)


def _mentions(record: ArticleRecord, article: int, keys: Keys) -> list[Row]:
    rows = []
    for mention in record.mentions:
        named = known_id(Kind.ENTITY, mention.entity)
        rows.append(
            {
                "article_id": article,
                "start": mention.span.start,
                "end": mention.span.end,
                "resolved_id": named,
                "entity_id": keys.standing(named),
                "kind": mention.kind,
                "surface": mention.span.text,
            }
        )
    return rows


@cache
def plover_of(code: str) -> tuple[str, str | None]:
    """Give the PLOVER type and mode that stand for a CAMEO code."""
    found = crossing("cameo", code, "plover")
    kind, _, mode = (found.code if found else "").partition(":")
    return kind, mode or None


def event_rows(record: EventRecord, keys: Keys) -> Written:
    """Write an event with its participants, contexts and evidence. The CAMEO code decides what is not given."""
    code = cameo(record.cameo)
    plover = (record.plover_type, record.plover_mode) if record.plover_type else plover_of(record.cameo)
    event = record_id(Kind.EVENT, record.key)
    row = {
        "id": event,
        "key": record.key,
        "fingerprint": fingerprint(record),
        "origin_id": record.origin_id,
        "dataset_id": known_id(Kind.DATASET, record.dataset),
        "summary": record.summary,
        "cameo": record.cameo,
        "root_code": code.root,
        "quad_class": code.quad_class,
        "goldstein": float(code.goldstein if record.goldstein is None else record.goldstein),
        "plover_type": plover[0],
        "plover_mode": plover[1] or record.plover_mode,
        "status": record.status,
        "tone": record.tone,
        "confidence": record.confidence,
        "fatalities_best": record.fatalities_best,
        "fatalities_low": record.fatalities_low,
        "fatalities_high": record.fatalities_high,
        "mention_count": record.mentions,
        "article_count": record.articles,
        "source_count": record.sources,
        "origin_type": record.origin_type,
        "origin": orjson.dumps(dict(record.origin)).decode() if record.origin else None,
        "flag": record.flag,
        **_date_columns(record.date),
        **_place_columns(record),
    }
    return Written(Kind.EVENT, Event, row, _event_children(record, event, keys))


def _event_children(record: EventRecord, event: int, keys: Keys) -> Children:
    children: Children = {
        EventEvidence: _evidence("event_id", event, record.evidence),
        Participant: _event_parts(record, event, keys),
        EventContext: [],
        EventPublisher: [],
    }
    if record.contexts:
        children[EventContext] = [{"event_id": event, "context": context} for context in sorted(set(record.contexts))]
    if record.publishers:
        sources = sorted({known_id(Kind.SOURCE, key) for key in record.publishers})
        children[EventPublisher] = [{"event_id": event, "source_id": source} for source in sources]
    return children


def _date_columns(when: Dated) -> Row:
    return {
        "start_on": when.start,
        "end_on": when.end,
        "date_precision": when.precision,
        "date_as_written": when.as_written,
        "date_basis": when.basis,
        "date_note": when.note,
        "date_known_day": when.known_day,
    }


_NO_PLACE = dict.fromkeys(("place_name", "place_precision", "country", "admin1", "latitude", "longitude"))


def _place_columns(record: EventRecord) -> Row:
    place = record.place
    if place is None:
        return _NO_PLACE
    return {
        "place_name": place.name,
        "place_precision": place.precision,
        "country": place.country,
        "admin1": place.admin1,
        "latitude": place.latitude,
        "longitude": place.longitude,
    }


def _event_parts(record: EventRecord, event: int, keys: Keys) -> list[Row]:
    rows = []
    for role, side in (("actor1", record.actor1), ("actor2", record.actor2)):
        for position, participant in enumerate(side):
            rows.append(taking_part(Kind.EVENT, event, role, position, participant, keys))
    for position, key in enumerate(record.attributed_to):
        rows.append(taking_part(Kind.EVENT, event, "attributed_to", position, key, keys))
    if record.place and record.place.entity:
        rows.append(taking_part(Kind.EVENT, event, "place", 0, record.place.entity, keys))
    return rows


def quote_rows(record: QuoteRecord, keys: Keys) -> Written:
    """Write a quote with its people, evidence and what it is about; without a date of its own it has the article's."""
    row = _common(Kind.QUOTE, record, record.key) | {
        "dataset_id": record_id(Kind.DATASET, record.dataset),
        "article_id": record_id(Kind.ARTICLE, record.article),
        "kind": record.kind,
        "text": SEGMENT_BREAK.join(span.text for span in record.content),
        "start": record.content[0].start,
        "end": record.content[-1].end,
        "cue": record.cue and record.cue.text,
        "cue_start": record.cue and record.cue.start,
        "cue_end": record.cue and record.cue.end,
        "cue_lemma": record.cue_lemma,
        "confidence": record.confidence,
    }
    said = record.said
    day = keys.published(record.article)
    if said is None:
        row["fingerprint"] = fingerprint((record, day))
    row |= {
        "start_on": said.start if said else day,
        "end_on": said.end if said else day,
        "said_precision": said and said.precision,
        "said_as_written": said and said.as_written,
        "said_basis": said and said.basis,
        "said_note": said and said.note,
        "said_known_day": said and said.known_day,
    }
    quote = row["id"]
    content = tuple(Evidence(record.article, "content", span) for span in record.content)
    return Written(
        Kind.QUOTE,
        Quote,
        row,
        {
            QuoteEvidence: _evidence("quote_id", quote, (*content, *record.evidence)),
            QuoteEvent: [
                {"quote_id": quote, "event_id": event}
                for event in sorted({record_id(Kind.EVENT, key) for key in record.about_events})
            ],
            Participant: _quote_parts(record, quote, keys),
        },
    )


def _quote_parts(record: QuoteRecord, quote: int, keys: Keys) -> list[Row]:
    rows = []
    if record.speaker:
        speaker = taking_part(Kind.QUOTE, quote, "speaker", 0, record.speaker, keys)
        rows.append(speaker | {"as_written": record.speaker_as_written})
    for position, link in enumerate(record.via):
        part = taking_part(Kind.QUOTE, quote, "via", position, link.entity, keys)
        rows.append(part | {"as_written": link.as_written, "cue": link.cue})
    for role, named in (("addressee", record.addressees), ("about", record.about_entities)):
        rows += [taking_part(Kind.QUOTE, quote, role, position, key, keys) for position, key in enumerate(named)]
    return rows


def taking_part(kind: Kind, record: int, role: str, position: int, who: Part | str | None, keys: Keys) -> Row:
    """Write an entity's part: of the entity with a key, or of whom the dataset names in its own words."""
    code = country = sector = written = named = None
    rule: str | None = "annotated"
    if isinstance(who, Actor):
        key, rule = keys.resolved(who)
        named = known_id(Kind.ENTITY, key)
        code, country, sector, written = who.code, who.country, who.sector, who.name
    elif isinstance(who, Acting):
        named, rule = known_id(Kind.ENTITY, who.entity), who.rule
        code, country, sector, written = who.code, who.country, who.sector, who.as_written
    elif who is not None:
        named = known_id(Kind.ENTITY, who)
    return {
        "record_id": record,
        "role": role,
        "position": position,
        "record_kind": kind.value,
        "entity_id": None if named is None else keys.standing(named),
        "resolved_id": named,
        "rule": rule,
        "code": code,
        "country": country,
        "sector": sector,
        "as_written": written,
        "cue": None,
        "since": None,
        "until": None,
    }


@lru_cache(65536)
def known_id(kind: Kind, key: str) -> int:
    """Give the id of a record that many others name: hashed once."""
    return record_id(kind, key)


def _evidence(owner: str, record: int, evidence: tuple[Evidence, ...]) -> list[Row]:
    return [
        {
            owner: record,
            "position": position,
            "field": piece.field,
            "article_id": record_id(Kind.ARTICLE, piece.article),
            "start": piece.span and piece.span.start,
            "end": piece.span and piece.span.end,
            "method": piece.method,
            "confidence": piece.confidence,
        }
        for position, piece in enumerate(evidence)
    ]


_WRITE: Mapping[type[StoredRecord], Callable[[Any, Keys], Written]] = {
    DatasetRecord: dataset_rows,
    SourceRecord: source_rows,
    EntityRecord: entity_rows,
    ArticleRecord: article_rows,
    EventRecord: event_rows,
    QuoteRecord: quote_rows,
}


def written(record: StoredRecord, keys: Keys) -> Written:
    """Turn a record into rows. Its row holds the times that it brings with it, and no others."""
    stamp = record.stamp
    if stamp is None:
        return _WRITE[type(record)](record, keys)
    made = _WRITE[type(record)](replace(record, stamp=None), keys)
    made.row.update({name: value for name in _STAMPED if (value := getattr(stamp, name)) is not None})
    return made


_STAMPED = ("created_at", "updated_at", "fingerprint")
