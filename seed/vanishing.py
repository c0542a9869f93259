"""What an article was stored with and no longer says: it is deleted, and stands in the change log."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, select

from seed.records import ArticleRecord, Batch, EntityRecord, EventRecord, QuoteRecord, Record
from store.curation import CannotDelete
from store.curation import delete as delete_record
from store.identity import Kind, record_id
from store.tables import Entity, Event, EventEvidence, Mention, Quote
from store.writing import Writer


def vanished(connection: Connection, batch: Batch) -> list[tuple[Kind, int]]:
    """List the quotes and events that an article of the batch was stored with and no longer says."""
    articles = _articles(batch)
    quotes = {record_id(Kind.QUOTE, quote.key) for quote in batch.quotes}
    events = {record_id(Kind.EVENT, event.key) for event in batch.events}
    stored_quotes = select(Quote.id).where(Quote.article_id.in_(articles))
    elsewhere = select(EventEvidence.event_id).where(EventEvidence.article_id.not_in(articles))
    stored_events = (
        select(Event.id)
        .join(EventEvidence, EventEvidence.event_id == Event.id)
        .where(EventEvidence.article_id.in_(articles), Event.dataset_id.in_(datasets_of(batch)))
        .where(EventEvidence.event_id.not_in(elsewhere))
        .distinct()
    )
    return [(Kind.QUOTE, quote) for quote in connection.execute(stored_quotes).scalars() if quote not in quotes] + [
        (Kind.EVENT, event) for event in connection.execute(stored_events).scalars() if event not in events
    ]


def batch_of(records: Iterable[Record]) -> Batch:
    """Gather the records of articles that are given whole."""
    found: dict[type[Any], list[Any]] = defaultdict(list)
    for record in records:
        found[type(record)].append(record)
    return Batch(
        entities=tuple(found[EntityRecord]),
        articles=tuple(found[ArticleRecord]),
        events=tuple(found[EventRecord]),
        quotes=tuple(found[QuoteRecord]),
    )


def nameless(connection: Connection, batch: Batch) -> list[int]:
    """List those without a name whom the batch's articles spoke of when they were stored, and no longer do."""
    told = {record_id(Kind.ENTITY, entity.key) for entity in batch.entities}
    spoken_of = (
        select(Mention.resolved_id)
        .join(Entity, Entity.id == Mention.resolved_id)
        .where(Mention.article_id.in_(_articles(batch)), Entity.kind == "unnamed")
        .distinct()
    )
    return [entity for entity in connection.execute(spoken_of).scalars() if entity not in told]


def delete_unless_named(writer: Writer, entities: Iterable[int]) -> int:
    """Delete entities whom no record names any more; tells how many."""
    deleted = 0
    for entity in entities:
        try:
            delete_record(writer, Kind.ENTITY, entity)
        except CannotDelete:
            continue
        deleted += 1
    return deleted


def datasets_of(batch: Batch) -> list[int]:
    """List the datasets that records of the batch belong to."""
    slugs = [dataset.slug for dataset in batch.datasets]
    for records in (batch.articles, batch.events, batch.quotes):
        slugs += [record.dataset for record in records]
    return [record_id(Kind.DATASET, slug) for slug in dict.fromkeys(slugs)]


def _articles(batch: Batch) -> Sequence[int]:
    return [record_id(Kind.ARTICLE, article.key) for article in batch.articles]
