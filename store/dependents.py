"""Which documents show something of which record, so that they are made again when it changes."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence

from sqlalchemy import Connection, Select, select

from store.identity import Kind
from store.refresh import BATCH_RECORDS, batched, mark_stale
from store.tables import Article, Entity, Event, EventEvidence, EventPublisher, Mention, Participant, Quote, QuoteEvent

Showing = tuple[Kind, Select[int]]


def mark_dependents(connection: Connection, kind: Kind, records: Sequence[int]) -> None:
    """Note every document that shows something of these records, to be made again."""
    for some in batched(records, BATCH_RECORDS):
        for dependent, statement in _SHOWING[kind](connection, some):
            mark_stale(connection, dependent, statement)


def mark_branches(connection: Connection, organizations: Collection[int]) -> set[int]:
    """Note what these take part in, where nobody belongs to them yet: from the first member on they have a branch.

    Gives those to whom nobody belongs yet.
    """
    every: set[int] = set()
    for some in batched(organizations, BATCH_RECORDS):
        members = select(Participant.entity_id).where(
            Participant.entity_id.in_(some), Participant.role == "affiliation"
        )
        founded = set(some) - set(connection.execute(members.distinct()).scalars())
        for kind in (Kind.EVENT, Kind.QUOTE) if founded else ():
            shown = select(Participant.record_id).where(
                Participant.entity_id.in_(founded), Participant.record_kind == kind.value
            )
            mark_stale(connection, kind, shown)
        every |= founded
    return every


def _of_entities(connection: Connection, entities: Sequence[int]) -> Iterator[Showing]:
    family = [*entities, *_members(connection, entities)]
    for kind in (Kind.EVENT, Kind.QUOTE, Kind.ENTITY, Kind.ARTICLE):
        yield (
            kind,
            select(Participant.record_id).where(
                Participant.entity_id.in_(family), Participant.record_kind == kind.value
            ),
        )
    yield Kind.ENTITY, select(Entity.id).where(Entity.id.in_(_standing_for(connection, entities)))
    yield Kind.ARTICLE, select(Mention.article_id).where(Mention.entity_id.in_(entities))


def _members(connection: Connection, entities: Sequence[int]) -> set[int]:
    """Gather all that belong to these entities, directly or through others: what they do appears under the branch."""
    found = set(entities)
    reached = found
    while reached:
        statement = select(Participant.record_id).where(
            Participant.entity_id.in_(reached), Participant.role == "affiliation"
        )
        reached = set(connection.execute(statement).scalars()) - found
        found = found | reached
    return found - set(entities)


def _standing_for(connection: Connection, entities: Sequence[int]) -> set[int]:
    """Gather the entities that stand for those of these that were merged away, and have their names."""
    away = select(Entity.id).where(Entity.id.in_(entities), Entity.merged_into.is_not(None))
    return {root_of(connection, entity) for entity in connection.execute(away).scalars()}


def _of_events(_connection: Connection, events: Sequence[int]) -> Iterator[Showing]:
    yield Kind.QUOTE, select(QuoteEvent.quote_id).where(QuoteEvent.event_id.in_(events))
    yield Kind.ARTICLE, select(EventEvidence.article_id).where(EventEvidence.event_id.in_(events))
    yield Kind.DATASET, select(Event.dataset_id).where(Event.id.in_(events))


def _of_quotes(_connection: Connection, quotes: Sequence[int]) -> Iterator[Showing]:
    yield Kind.ARTICLE, select(Quote.article_id).where(Quote.id.in_(quotes))
    yield Kind.DATASET, select(Quote.dataset_id).where(Quote.id.in_(quotes))


def _of_articles(_connection: Connection, articles: Sequence[int]) -> Iterator[Showing]:
    yield Kind.EVENT, select(EventEvidence.event_id).where(EventEvidence.article_id.in_(articles))
    yield Kind.QUOTE, select(Quote.id).where(Quote.article_id.in_(articles))
    yield Kind.DATASET, select(Article.dataset_id).where(Article.id.in_(articles))


def _of_sources(connection: Connection, sources: Sequence[int]) -> Iterator[Showing]:
    articles = list(connection.execute(select(Article.id).where(Article.source_id.in_(sources))).scalars())
    yield Kind.ARTICLE, select(Article.id).where(Article.source_id.in_(sources))
    yield Kind.EVENT, select(EventPublisher.event_id).where(EventPublisher.source_id.in_(sources))
    yield from _of_articles(connection, articles)


def _of_datasets(_connection: Connection, datasets: Sequence[int]) -> Iterator[Showing]:
    yield Kind.EVENT, select(Event.id).where(Event.dataset_id.in_(datasets))
    yield Kind.QUOTE, select(Quote.id).where(Quote.dataset_id.in_(datasets))
    yield Kind.ARTICLE, select(Article.id).where(Article.dataset_id.in_(datasets))


_SHOWING: dict[Kind, Callable[[Connection, Sequence[int]], Iterator[Showing]]] = {
    Kind.ENTITY: _of_entities,
    Kind.EVENT: _of_events,
    Kind.QUOTE: _of_quotes,
    Kind.ARTICLE: _of_articles,
    Kind.SOURCE: _of_sources,
    Kind.DATASET: _of_datasets,
}


def root_of(connection: Connection, entity: int) -> int:
    """Follow merges from an entity to the one that stands for it now."""
    while (into := connection.execute(select(Entity.merged_into).where(Entity.id == entity)).scalar()) is not None:
        entity = into
    return entity


def standing_key(connection: Connection, entity: int) -> str:
    """Give the key of the entity that stands for this one now."""
    root = root_of(connection, entity)
    return connection.execute(select(Entity.key).where(Entity.id == root)).scalar_one()
