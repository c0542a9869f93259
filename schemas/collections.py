"""The collections, each declared once: its filters, sorts, what can be expanded in it, and its shape."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from marshmallow import Schema
from sqlalchemy import ColumnElement, Double, func, literal_column
from sqlalchemy.orm import InstrumentedAttribute

from schemas.collection_filters import (
    ARTICLE_FILTERS,
    DATASET_FILTERS,
    ENTITY_FILTERS,
    EVENT_FILTERS,
    QUOTE_FILTERS,
    SOURCE_FILTERS,
)
from schemas.filters import AnyFilter
from schemas.rendering import SCHEMAS
from store.identity import Kind
from store.tables import (
    Article,
    Dataset,
    Entity,
    Event,
    Quote,
    Source,
)


@dataclass(frozen=True, eq=False, slots=True)
class Collection:
    """Records of one kind under one path.

    `dated`: its table has `start_on` and `end_on`. `sorts` are columns that are never null, by the word for them; a list is
    sorted by `default_sort` unless asked otherwise. `expands` names the parts of a document that stand for other records.
    """

    kind: Kind
    path: str
    table: Any
    filters: tuple[AnyFilter, ...]
    sorts: Mapping[str, InstrumentedAttribute[Any] | ColumnElement[Any]]
    default_sort: str
    expands: Mapping[str, Kind] = field(default_factory=lambda: MappingProxyType({}))
    dated: bool = False

    @property
    def schema(self) -> type[Schema]:
        """The shape of a record in a list."""
        return SCHEMAS[self.kind]


EVENTS = Collection(
    Kind.EVENT,
    "events",
    Event,
    EVENT_FILTERS,
    MappingProxyType(
        {
            "date": Event.start_on,
            "goldstein": Event.goldstein,
            # A place in a list is compared by its sort key, so none of these is null: what is not known is the least.
            "confidence": func.coalesce(Event.confidence, literal_column("-1.0", Double)),
            "mentions": Event.mention_count,
            "updated": Event.updated_at,
        }
    ),
    "-date",
    MappingProxyType(
        {
            "actor1": Kind.ENTITY,
            "actor2": Kind.ENTITY,
            "attributed_to": Kind.ENTITY,
            "place": Kind.ENTITY,
            "articles": Kind.ARTICLE,
        }
    ),
    dated=True,
)
QUOTES = Collection(
    Kind.QUOTE,
    "quotes",
    Quote,
    QUOTE_FILTERS,
    MappingProxyType({"date": Quote.start_on, "confidence": Quote.confidence, "updated": Quote.updated_at}),
    "-date",
    MappingProxyType(
        {
            "speaker": Kind.ENTITY,
            "via": Kind.ENTITY,
            "addressee": Kind.ENTITY,
            "about.entities": Kind.ENTITY,
            "about.events": Kind.EVENT,
            "article": Kind.ARTICLE,
        }
    ),
    dated=True,
)
ARTICLES = Collection(
    Kind.ARTICLE,
    "articles",
    Article,
    ARTICLE_FILTERS,
    MappingProxyType({"published": Article.published_at, "title": Article.title, "updated": Article.updated_at}),
    "-published",
    MappingProxyType({"source": Kind.SOURCE}),
)
ENTITIES = Collection(
    Kind.ENTITY,
    "entities",
    Entity,
    ENTITY_FILTERS,
    MappingProxyType({"name": Entity.name, "updated": Entity.updated_at}),
    "name",
    MappingProxyType({"affiliations": Kind.ENTITY}),
)
SOURCES = Collection(
    Kind.SOURCE,
    "sources",
    Source,
    SOURCE_FILTERS,
    MappingProxyType({"name": Source.name}),
    "name",
)
DATASETS = Collection(
    Kind.DATASET,
    "datasets",
    Dataset,
    DATASET_FILTERS,
    MappingProxyType({"slug": Dataset.slug}),
    "slug",
)
COLLECTIONS = (EVENTS, ARTICLES, ENTITIES, QUOTES, SOURCES, DATASETS)
COLLECTION_OF = MappingProxyType({collection.kind: collection for collection in COLLECTIONS})
