"""Merge, split and delete records: each one change on record, with every served document that shows them made again.

All three are called within a write transaction and leave what they touched noted as stale;
`store.refresh.refresh_stale` then makes the documents again in batches.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import delete as delete_from
from sqlalchemy import exists, select, update

from store.columns import AnyRow
from store.copies import leave
from store.dependents import mark_dependents, root_of
from store.derived import Stale
from store.facts.entities import merged_away
from store.holdings import HOLDINGS, count_in
from store.identity import Kind
from store.refresh import TABLES, Render, forget, refresh
from store.replaced import kept_documents
from store.tables import (
    ArticleAuthor,
    ArticleFurniture,
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
)
from store.writing import Writer


class CannotMerge(ValueError):
    """These entities cannot be merged or split; the text says why."""


class CannotDelete(ValueError):
    """The record cannot be deleted; the text says why."""


def merge(writer: Writer, away: int, into: int, render: Render) -> None:
    """Merge one entity into another: it answers with a redirect from now on, and every record names the other.

    Raises CannotMerge where one of them is unknown, was merged away already, both are the same, or one is a country and
    the other is not of it.
    """
    gone, stands = (_standing(writer, entity) for entity in (away, into))
    if away == into:
        raise CannotMerge("An entity cannot be merged into itself.")
    if is_of_another_country(gone.kind, gone.country, stands.country):
        raise CannotMerge(
            f"{gone.name} is a country, and {stands.name} is not of it; no country is merged into another."
        )
    writer.log(Kind.ENTITY, away, "merged", replaced=_document(writer, away), into=into)
    writer.connection.execute(update(Entity).where(Entity.id == away).values(merged_into=into, updated_at=writer.now))
    _point(writer, [away], into)
    forget(writer.connection, Kind.ENTITY, [away])
    _renew(writer, into, render)


def split(writer: Writer, away: int, render: Render) -> None:
    """Undo a merge: the entity stands again, with what was resolved to it or to what had been merged into it.

    Raises CannotMerge where it was not merged away.
    """
    into = writer.connection.execute(select(Entity.merged_into).where(Entity.id == away)).scalar()
    if into is None:
        raise CannotMerge("This entity was not merged into another.")
    root = root_of(writer.connection, into)
    writer.connection.execute(update(Entity).where(Entity.id == away).values(merged_into=None))
    family = [away, *merged_away(writer.connection, away)]
    for table in (Participant, Mention):
        writer.connection.execute(
            update(table).where(table.resolved_id.in_(family), table.entity_id == root).values(entity_id=away)
        )
    writer.log(Kind.ENTITY, away, "created")
    _renew(writer, root, render)
    writer.connection.execute(update(Entity).where(Entity.id == away).values(updated_at=writer.now))
    refresh(writer.connection, Kind.ENTITY, [away], render)
    mark_dependents(writer.connection, Kind.ENTITY, [away])


def delete(writer: Writer, kind: Kind, record: int) -> None:
    """Delete an event, a quote, an entity or an article; of an article everything that only it reports goes too.

    An event that a dataset gives a publisher without an article is reported there too, and stays.

    Raises CannotDelete where there is no such record, or where an entity is still named by others.
    """
    if kind not in _DELETE:
        raise CannotDelete(f"A {kind.value} cannot be deleted by itself.")
    table = TABLES[kind]
    if writer.connection.execute(select(table.id).where(table.id == record)).scalar() is None:
        raise CannotDelete(f"There is no such {kind.value}.")
    _DELETE[kind](writer, record)


def is_of_another_country(kind: str, country: str | None, into: str | None) -> bool:
    """Tell whether this is a country, and the one that it would be merged into, of the country `into`, is not of it."""
    return kind == "country" and country is not None and country != into


def _standing(writer: Writer, entity: int) -> AnyRow:
    columns = select(Entity.name, Entity.kind, Entity.country, Entity.merged_into)
    row = writer.connection.execute(columns.where(Entity.id == entity)).one_or_none()
    if row is None:
        raise CannotMerge("There is no such entity.")
    if row.merged_into is not None:
        raise CannotMerge("One of the entities was merged into another already; name that one.")
    return row


def _point(writer: Writer, entities: Sequence[int], at: int) -> None:
    for table in (Participant, Mention):
        writer.connection.execute(update(table).where(table.entity_id.in_(entities)).values(entity_id=at))


def _renew(writer: Writer, entity: int, render: Render) -> None:
    writer.log(Kind.ENTITY, entity, "updated", replaced=_document(writer, entity))
    writer.connection.execute(update(Entity).where(Entity.id == entity).values(updated_at=writer.now))
    refresh(writer.connection, Kind.ENTITY, [entity], render)
    mark_dependents(writer.connection, Kind.ENTITY, [entity])


def _document(writer: Writer, record: int) -> bytes | None:
    return kept_documents(writer.connection, [record]).get(record)


def _gone(writer: Writer, kind: Kind, record: int) -> None:
    if kind in HOLDINGS:
        dataset = select(TABLES[kind].dataset_id).where(TABLES[kind].id == record)
        count_in(writer.connection, kind, writer.connection.execute(dataset).scalar_one(), -1)
    writer.log(kind, record, "deleted", replaced=_document(writer, record))
    forget(writer.connection, kind, [record])
    writer.connection.execute(delete_from(Stale).where(Stale.record_id == record))
    writer.connection.execute(delete_from(Participant).where(Participant.record_id == record))
    writer.connection.execute(delete_from(TABLES[kind]).where(TABLES[kind].id == record))


def _delete_event(writer: Writer, event: int) -> None:
    mark_dependents(writer.connection, Kind.EVENT, [event])
    for table in (EventEvidence, EventContext, EventPublisher):
        writer.connection.execute(delete_from(table).where(table.event_id == event))
    _gone(writer, Kind.EVENT, event)


def _delete_quote(writer: Writer, quote: int) -> None:
    mark_dependents(writer.connection, Kind.QUOTE, [quote])
    for table in (QuoteEvidence, QuoteEvent):
        writer.connection.execute(delete_from(table).where(table.quote_id == quote))
    _gone(writer, Kind.QUOTE, quote)


def _delete_entity(writer: Writer, entity: int) -> None:
    family = [entity, *merged_away(writer.connection, entity)]
    named = select(
        exists().where(Participant.resolved_id.in_(family)) | exists().where(Mention.resolved_id.in_(family))
    )
    if len(family) > 1 or writer.connection.execute(named).scalar():
        raise CannotDelete("This entity is still named by other records; merge it into another, or delete those first.")
    mark_dependents(writer.connection, Kind.ENTITY, [entity])
    for table in (EntityName, EntityIdentifier):
        writer.connection.execute(delete_from(table).where(table.entity_id == entity))
    _gone(writer, Kind.ENTITY, entity)


def _delete_article(writer: Writer, article: int) -> None:
    connection = writer.connection
    for quote in connection.execute(select(Quote.id).where(Quote.article_id == article)).scalars().all():
        _delete_quote(writer, quote)
    reported = select(EventEvidence.event_id).where(EventEvidence.article_id == article).distinct()
    elsewhere = select(EventEvidence.event_id).where(
        EventEvidence.article_id != article, EventEvidence.event_id.in_(reported)
    )
    published = select(EventPublisher.event_id).where(EventPublisher.event_id.in_(reported))
    only_here = select(Event.id).where(Event.id.in_(reported), Event.id.not_in(elsewhere), Event.id.not_in(published))
    for event in connection.execute(only_here).scalars().all():
        _delete_event(writer, event)
    mark_dependents(connection, Kind.ARTICLE, [article])
    leave(connection, article)
    for table in (EventEvidence, Mention, ArticleAuthor, ArticleFurniture):
        connection.execute(delete_from(table).where(table.article_id == article))
    _gone(writer, Kind.ARTICLE, article)


_DELETE = {
    Kind.EVENT: _delete_event,
    Kind.QUOTE: _delete_quote,
    Kind.ENTITY: _delete_entity,
    Kind.ARTICLE: _delete_article,
}
