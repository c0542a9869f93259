"""Turn records into rows. No query is made here: `Keys` gives ids, and the entity that stands for a merged one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any

import orjson

from schemas.codebook import cameo
from seed.records import (
    ArticleRecord,
    DatasetRecord,
    Dated,
    EntityRecord,
    EventRecord,
    Evidence,
    QuoteRecord,
    SourceRecord,
)
from store.identity import Kind, hashed, record_id
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
    Mention,
    Participant,
    Quote,
    QuoteEvent,
    QuoteEvidence,
    Source,
)
from store.tokens import folded

Row = dict[str, Any]
SEGMENT_BREAK = " … "


@dataclass(frozen=True, slots=True)
class Written:
    """A record as rows: its own, and those that hang on it by table."""

    kind: Kind
    table: type[Base]
    row: Row
    children: Mapping[type[Base], list[Row]]


@dataclass(frozen=True, slots=True)
class Keys:
    """What a record needs to know of others: the entity that stands for each merged one, each article's day by key."""

    standing: Mapping[int, int]
    published: Mapping[str, date]

    def entity(self, key: str | None) -> tuple[int | None, int | None]:
        """Give the entity that stands for this key now, and the one that it names."""
        if key is None:
            return None, None
        named = record_id(Kind.ENTITY, key)
        return self.standing.get(named, named), named


def fingerprint(record: Any) -> int:
    """Hash a record as it was read: the same again is the same number."""
    return hashed(orjson.dumps(record).decode())


def _common(kind: Kind, record: Any, key: str) -> Row:
    return {"id": record_id(kind, key), "key": key, "fingerprint": fingerprint(record)}


def dataset_rows(record: DatasetRecord, _keys: Keys) -> Written:
    """Write a dataset."""
    columns = ("slug", "title", "version", "publisher", "licence", "citation", "url", "redistributable")
    row = _common(Kind.DATASET, record, record.slug) | {name: getattr(record, name) for name in columns}
    del row["key"]
    return Written(Kind.DATASET, Dataset, row, {})


def source_rows(record: SourceRecord, _keys: Keys) -> Written:
    """Write a publisher."""
    row = _common(Kind.SOURCE, record, record.key) | {
        "name": record.name,
        "domain": record.domain,
        "country": record.country,
    }
    return Written(Kind.SOURCE, Source, row, {})


def entity_rows(record: EntityRecord, keys: Keys) -> Written:
    """Write an entity with its names, identifiers and affiliations."""
    columns = ("kind", "name", "code", "country", "sector", "latitude", "longitude", "place_precision", "note")
    row = _common(Kind.ENTITY, record, record.key) | {name: getattr(record, name) for name in columns}
    entity = row["id"]
    names = dict.fromkeys((record.name, *record.aliases))
    affiliations = []
    for position, bond in enumerate(record.affiliations):
        part = _part(Kind.ENTITY, entity, "affiliation", position, bond.entity, keys)
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
    )
    row = _common(Kind.ARTICLE, record, record.key) | {name: getattr(record, name) for name in columns}
    article = row["id"]
    row |= {
        "title": record.title or "",
        "dataset_id": record_id(Kind.DATASET, record.dataset),
        "source_id": record.source and record_id(Kind.SOURCE, record.source),
        "text_sha256": sha256(record.text.encode()).hexdigest(),
        "published_at": record.published,
        "dateline_start": record.dateline and record.dateline.start,
        "dateline_end": record.dateline and record.dateline.end,
    }
    dateline = (
        [_part(Kind.ARTICLE, article, "dateline", 0, record.dateline_place, keys)] if record.dateline_place else []
    )
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
            Participant: dateline,
            Mention: _mentions(record, article, keys),
        },
    )


def _mentions(record: ArticleRecord, article: int, keys: Keys) -> list[Row]:
    rows = []
    for mention in record.mentions:
        standing, named = keys.entity(mention.entity)
        rows.append(
            {
                "article_id": article,
                "start": mention.span.start,
                "end": mention.span.end,
                "resolved_id": named,
                "entity_id": standing,
                "kind": mention.kind,
                "surface": mention.span.text,
            }
        )
    return rows


def event_rows(record: EventRecord, keys: Keys) -> Written:
    """Write an event with its participants, contexts and evidence. The CAMEO code decides what is not given."""
    code = cameo(record.cameo)
    columns = (
        "origin_id",
        "summary",
        "cameo",
        "status",
        "tone",
        "confidence",
        "fatalities_best",
        "fatalities_low",
        "fatalities_high",
    )
    row = _common(Kind.EVENT, record, record.key) | {name: getattr(record, name) for name in columns}
    row |= {
        "dataset_id": record_id(Kind.DATASET, record.dataset),
        "root_code": code.root,
        "quad_class": code.quad_class,
        "goldstein": code.goldstein,
        "plover_type": record.plover_type or code.plover_type,
        "plover_mode": record.plover_mode or (None if record.plover_type else code.plover_mode),
        "mention_count": record.mentions,
        "article_count": record.articles,
        "source_count": record.sources,
    }
    row |= _date_columns(record.date) | _place_columns(record)
    event = row["id"]
    return Written(
        Kind.EVENT,
        Event,
        row,
        {
            EventContext: [{"event_id": event, "context": context} for context in sorted(set(record.contexts))],
            EventEvidence: _evidence("event_id", event, record.evidence),
            Participant: _event_parts(record, event, keys),
        },
    )


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


def _place_columns(record: EventRecord) -> Row:
    place = record.place
    names = ("country", "admin1", "latitude", "longitude")
    if place is None:
        return {"place_name": None, "place_precision": None} | dict.fromkeys(names)
    return {"place_name": place.name, "place_precision": place.precision} | {
        name: getattr(place, name) for name in names
    }


def _event_parts(record: EventRecord, event: int, keys: Keys) -> list[Row]:
    rows = []
    for role, side in (("actor1", record.actor1), ("actor2", record.actor2)):
        for position, participant in enumerate(side):
            part = _part(Kind.EVENT, event, role, position, participant.entity, keys)
            rows.append(part | {"code": participant.code, "as_written": participant.as_written})
    for position, key in enumerate(record.attributed_to):
        rows.append(_part(Kind.EVENT, event, "attributed_to", position, key, keys))
    if record.place and record.place.entity:
        rows.append(_part(Kind.EVENT, event, "place", 0, record.place.entity, keys))
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
    day = keys.published.get(record.article)
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
        speaker = _part(Kind.QUOTE, quote, "speaker", 0, record.speaker, keys)
        rows.append(speaker | {"as_written": record.speaker_as_written})
    for position, link in enumerate(record.via):
        part = _part(Kind.QUOTE, quote, "via", position, link.entity, keys)
        rows.append(part | {"as_written": link.as_written, "cue": link.cue})
    for role, named in (("addressee", record.addressees), ("about", record.about_entities)):
        rows += [_part(Kind.QUOTE, quote, role, position, key, keys) for position, key in enumerate(named)]
    return rows


def _part(kind: Kind, record: int, role: str, position: int, key: str | None, keys: Keys) -> Row:
    standing, named = keys.entity(key)
    return {
        "record_id": record,
        "record_kind": kind.value,
        "role": role,
        "position": position,
        "entity_id": standing,
        "resolved_id": named,
        "rule": "annotated",
        "code": None,
        "country": None,
        "sector": None,
        "as_written": None,
        "cue": None,
        "since": None,
        "until": None,
    }


def _evidence(owner: str, record: int, evidence: tuple[Evidence, ...]) -> list[Row]:
    return [
        {
            owner: record,
            "position": position,
            "field": piece.field,
            "article_id": record_id(Kind.ARTICLE, piece.article),
            "start": piece.span.start,
            "end": piece.span.end,
            "method": piece.method,
            "confidence": piece.confidence,
        }
        for position, piece in enumerate(evidence)
    ]
