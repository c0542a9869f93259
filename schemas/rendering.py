"""Render records once, when they are written, into the bytes that are served."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from marshmallow import Schema

from schemas.compiled import dumper
from schemas.served.articles import ArticleSchema, WholeArticleSchema
from schemas.served.catalogue import DatasetSchema, SourceSchema
from schemas.served.entities import EntitySchema
from schemas.served.events import EventSchema
from schemas.served.quotes import QuoteSchema
from store.facts.cards import Facts
from store.identity import Kind
from store.refresh import Rendered

# Part of every ETag: to be raised whenever a schema changes what it renders; `dateline rebuild` then makes the
# documents again.
RENDERING = 3

SCHEMAS: dict[Kind, type[Schema]] = {
    Kind.EVENT: EventSchema,
    Kind.ARTICLE: ArticleSchema,
    Kind.ENTITY: EntitySchema,
    Kind.QUOTE: QuoteSchema,
    Kind.SOURCE: SourceSchema,
    Kind.DATASET: DatasetSchema,
}
WHOLE_SCHEMAS: dict[Kind, type[Schema]] = SCHEMAS | {Kind.ARTICLE: WholeArticleSchema}

_LISTED = {kind: dumper(schema()) for kind, schema in SCHEMAS.items()}
_WHOLE = {kind: dumper(schema()) for kind, schema in WHOLE_SCHEMAS.items() if schema is not SCHEMAS[kind]}


def rendered(kind: Kind, facts: Facts) -> Rendered:
    """Render a record through its schemas, and gather the text by which it is found."""
    whole = _WHOLE[kind](facts) if kind in _WHOLE else None
    return Rendered(_LISTED[kind](facts), whole, "\n".join(_SEARCHABLE[kind](facts)))


def _names(cards: list[Any]) -> list[str]:
    return [card["name"] for card in cards if card and card["name"]]


def _event_text(event: Facts) -> list[str]:
    actors = _names([*event["actor1"], *event["actor2"], *event["attributed_to"], event["place"]])
    return [event["summary"], *actors, *dict.fromkeys(piece["sentence"] for piece in event["evidence"])]


def _quote_text(quote: Facts) -> list[str]:
    return [quote["text"], quote["sentence"], *_names([quote["speaker"], *quote["via"], *quote["addressee"]])]


def _article_text(article: Facts) -> list[str]:
    return [article["title"] or "", article["text"] or ""]


def _entity_text(entity: Facts) -> list[str]:
    roles = [bond["role"] for bond in entity["affiliations"] if bond["role"]]
    return [entity["name"], *entity["aliases"], *roles]


_SEARCHABLE: dict[Kind, Callable[[Facts], list[str]]] = {
    Kind.EVENT: _event_text,
    Kind.ARTICLE: _article_text,
    Kind.ENTITY: _entity_text,
    Kind.QUOTE: _quote_text,
    Kind.SOURCE: lambda source: [source["name"], source["domain"] or ""],
    Kind.DATASET: lambda dataset: [dataset["title"], dataset["publisher"]],
}
