"""Turn records into rows. No query is made here: `Keys` gives ids, and the entities that are meant."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from seed.records import (
    ArticleRecord,
    DatasetRecord,
    EntityRecord,
    EventRecord,
    QuoteRecord,
    SourceRecord,
    StoredRecord,
)
from seed.row_parts import Keys, Row, Written, common, known_id, taking_part
from seed.rows_of_events import event_rows
from seed.rows_of_quotes import quote_rows
from store.holdings import HOLDINGS
from store.identity import Kind, record_id
from store.tables import (
    Article,
    ArticleAuthor,
    ArticleFurniture,
    Dataset,
    Entity,
    EntityIdentifier,
    EntityName,
    Mention,
    Participant,
    Source,
)
from store.tokens import folded


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
    row = common(Kind.DATASET, record, record.slug) | {name: getattr(record, name) for name in columns}
    del row["key"]
    row |= dict.fromkeys(HOLDINGS.values(), 0)
    return Written(Kind.DATASET, Dataset, row, {}, record.stub)


def source_rows(record: SourceRecord, _keys: Keys) -> Written:
    """Write a publisher."""
    row = common(Kind.SOURCE, record, record.key) | {
        "name": record.name,
        "domain": record.domain,
        "country": record.country,
    }
    return Written(Kind.SOURCE, Source, row, {}, record.stub)


def entity_rows(record: EntityRecord, keys: Keys) -> Written:
    """Write an entity with its names, identifiers and affiliations."""
    columns = ("kind", "name", "code", "country", "sector", "latitude", "longitude", "place_precision", "note", "stub")
    row = common(Kind.ENTITY, record, record.key) | {name: getattr(record, name) for name in columns}
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
    row = common(Kind.ARTICLE, record, record.key) | {name: getattr(record, name) for name in columns}
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
