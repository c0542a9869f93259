"""What is known of articles, alone and with all that was found in them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from store.facts.cards import DatasetCard, Facts, Roles, datasets_by_id, resolved_otherwise, roles_in
from store.tables import (
    Article,
    ArticleAuthor,
    ArticleCopy,
    ArticleFurniture,
    Entity,
    Event,
    EventEvidence,
    Mention,
    Quote,
    Source,
)

ByArticle = Mapping[int, list[Any]]
# How much of a text is shown where its rights allow a snippet, in code points.
SNIPPET = 300


@dataclass(frozen=True, slots=True)
class Around:
    """What articles show of other records, for a batch of them: read from the store, or at hand while they are written."""

    parts: Mapping[str, ByArticle]
    roles: Roles
    sources: Mapping[int, Facts]
    datasets: Mapping[int, DatasetCard]


def article_facts(connection: Connection, articles: Sequence[int]) -> list[Facts]:
    """Gather articles whole: text, source, authors, and the entities, events and quotes found in them."""
    rows = connection.execute(select(*Article.__table__.c).where(Article.id.in_(articles)).order_by(Article.id)).all()
    around = Around(
        {name: gather(connection, articles) for name, gather in _PARTS.items()},
        roles_in(connection, articles),
        _sources(connection, [row.source_id for row in rows]),
        datasets_by_id(connection),
    )
    return [article_fact(dict(row._mapping), around) for row in rows]


def article_fact(row: Mapping[str, Any], around: Around) -> Facts:
    """Put together what is known of an article from its row and what is around it."""
    article, dataset = row["id"], around.datasets[row["dataset_id"]]
    found = {name: of.get(article, []) for name, of in around.parts.items()}
    return (
        {name: row[name] for name in ("id", "url", "language", "rights", "tone", "created_at", "updated_at")}
        | found
        | {
            "title": row["title"] or None,
            "text": served_text(row["text"], dataset.text_served),
            "text_served": dataset.text_served if row["text"] else "none",
            "source": around.sources.get(row["source_id"]),
            "dateline": _dateline(row, next(iter(around.roles.of(article, "dateline")), None)),
            "named": around.roles.of(article, "named"),
            "copy_of": next(iter(found["copy_of"]), None),
            "published": {
                "at": row["published_at"],
                "precision": row["published_precision"],
                "basis": row["published_basis"],
                "note": row["published_note"],
            },
            "counts": {name: len(found[name]) for name in ("mentions", "events", "quotes")},
            "dataset": dataset.slug,
            "licence": dataset.licence,
        }
    )


def served_text(text: str, how: str) -> str | None:
    """Give as much of a text as its rights let be shown."""
    if how == "none" or not text:
        return None
    return text if how == "whole" else text[:SNIPPET]


def _dateline(row: Mapping[str, Any], place: Facts | None) -> Facts | None:
    start, end = row["dateline_start"], row["dateline_end"]
    return None if start is None else {"place": place, "start": start, "end": end, "text": row["text"][start:end]}


def _sources(connection: Connection, sources: Sequence[int | None]) -> dict[int, Facts]:
    statement = select(Source.id, Source.name, Source.domain, Source.country).where(
        Source.id.in_(set(sources) - {None})
    )
    return {row.id: dict(row._mapping) for row in connection.execute(statement)}


def _authors(connection: Connection, articles: Sequence[int]) -> ByArticle:
    statement = (
        select(ArticleAuthor.article_id, ArticleAuthor.name)
        .where(ArticleAuthor.article_id.in_(articles))
        .order_by(ArticleAuthor.article_id, ArticleAuthor.position)
    )
    found: dict[int, list[Any]] = defaultdict(list)
    for article, name in connection.execute(statement):
        found[article].append(name)
    return found


def _original(connection: Connection, articles: Sequence[int]) -> ByArticle:
    statement = select(ArticleCopy.article_id, ArticleCopy.original_id).where(ArticleCopy.article_id.in_(articles))
    return {article: [original] for article, original in connection.execute(statement)}


def _furniture(connection: Connection, articles: Sequence[int]) -> ByArticle:
    statement = select(*ArticleFurniture.__table__.c).where(ArticleFurniture.article_id.in_(articles))
    return _by_article(connection, statement.order_by(ArticleFurniture.article_id, ArticleFurniture.start))


def _mentions(connection: Connection, articles: Sequence[int]) -> ByArticle:
    statement = (
        select(
            Mention.article_id,
            Mention.start,
            Mention.end,
            Mention.surface.label("text"),
            Mention.kind,
            Mention.resolved_id,
            Entity.id.label("entity_id"),
            Entity.name.label("entity_name"),
            Entity.kind.label("entity_kind"),
        )
        .join(Entity, Entity.id == Mention.entity_id)
        .where(Mention.article_id.in_(articles))
        .order_by(Mention.article_id, Mention.start, Mention.end, Entity.id)
    )
    found: dict[int, list[Any]] = defaultdict(list)
    for row in connection.execute(statement):
        card = {
            "id": row.entity_id,
            "name": row.entity_name,
            "kind": row.entity_kind,
            "resolved_to": resolved_otherwise(row.resolved_id, row.entity_id),
        }
        found[row.article_id].append(
            {"entity": card, "start": row.start, "end": row.end, "text": row.text, "kind": row.kind}
        )
    return found


def _events(connection: Connection, articles: Sequence[int]) -> ByArticle:
    statement = (
        select(EventEvidence.article_id, Event.id, Event.summary, Event.status, Event.start_on, Event.end_on)
        .join(Event, Event.id == EventEvidence.event_id)
        .where(EventEvidence.article_id.in_(articles))
        .group_by(EventEvidence.article_id, Event.id)
        .order_by(EventEvidence.article_id, Event.start_on, Event.id)
    )
    return _by_article(connection, statement)


def _quotes(connection: Connection, articles: Sequence[int]) -> ByArticle:
    statement = (
        select(Quote.article_id, Quote.id, Quote.kind, Quote.text, Quote.start, Quote.end)
        .where(Quote.article_id.in_(articles))
        .order_by(Quote.article_id, Quote.start, Quote.id)
    )
    return _by_article(connection, statement)


def _by_article(connection: Connection, statement: Any) -> ByArticle:
    found: dict[int, list[Any]] = defaultdict(list)
    for row in connection.execute(statement):
        found[row.article_id].append(dict(row._mapping))
    return found


_PARTS: dict[str, Callable[[Connection, Sequence[int]], ByArticle]] = {
    "authors": _authors,
    "furniture": _furniture,
    "mentions": _mentions,
    "events": _events,
    "quotes": _quotes,
    "copy_of": _original,
}
