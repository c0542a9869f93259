"""What can be counted by what: dimensions and metrics, each declared once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from sqlalchemy import FromClause, select
from sqlalchemy.orm import InstrumentedAttribute

from schemas.collections import EVENTS, QUOTES, Collection
from store.tables import Article, Event, EventEvidence, Participant, Quote

UNITS = ("day", "week", "month", "quarter", "year")
FUNCTIONS = ("avg", "sum", "min", "max")
MAX_DIMENSIONS = 3


@dataclass(frozen=True, eq=False, slots=True)
class ColumnDimension:
    """Group by a column; `scheme` is the codebook of its codes, for their labels."""

    name: str
    column: InstrumentedAttribute[Any]
    scheme: str | None = None

    @property
    def columns(self) -> tuple[str, ...]:
        """The keys under which a row shows the value: its code and what that means."""
        return (self.name, f"{self.name}_label") if self.scheme else (self.name,)


@dataclass(frozen=True, eq=False, slots=True)
class LinkedDimension:
    """Group by what records are linked with: a record counts once under each.

    `links` holds pairs of record and value; `naming` is the kind of record that the value is the id of: entity or source.
    """

    name: str
    links: FromClause
    naming: str

    @property
    def columns(self) -> tuple[str, ...]:
        """The keys under which a row shows the value: its id and its name."""
        return (self.name, f"{self.name}_name")


Dimension = ColumnDimension | LinkedDimension


@dataclass(frozen=True, eq=False, slots=True)
class Measure:
    """A number that can be averaged and summed. Sums are made of whole numbers, `scale` to the unit, so they are exact."""

    name: str
    column: InstrumentedAttribute[Any]
    scale: int


@dataclass(frozen=True, eq=False, slots=True)
class Aggregation:
    """What a collection can be grouped by and measured in."""

    collection: Collection
    dimensions: Mapping[str, Dimension]
    measures: Mapping[str, Measure]

    @property
    def dimension_names(self) -> tuple[str, ...]:
        """Every spelling of a dimension, as `group_by` takes them."""
        return (*(f"date:{unit}" for unit in UNITS), *self.dimensions)

    @property
    def metric_names(self) -> tuple[str, ...]:
        """Every spelling of a metric, as `metric` takes them."""
        return ("count", *(f"{function}:{name}" for name in self.measures for function in FUNCTIONS))


def _participants(name: str, *roles: str) -> LinkedDimension:
    links = (
        select(Participant.record_id.label("record"), Participant.entity_id.label("value"))
        .where(Participant.role.in_(roles))
        .distinct()
        .subquery(f"by_{name}")
    )
    return LinkedDimension(name, links, "entity")


def _named(*dimensions: Dimension) -> Mapping[str, Dimension]:
    return MappingProxyType({dimension.name: dimension for dimension in dimensions})


_EVENT_SOURCES = (
    select(EventEvidence.event_id.label("record"), Article.source_id.label("value"))
    .join(Article, Article.id == EventEvidence.article_id)
    .distinct()
    .subquery("by_source")
)
_QUOTE_SOURCES = (
    select(Quote.id.label("record"), Article.source_id.label("value"))
    .join(Article, Article.id == Quote.article_id)
    .subquery("by_source")
)

EVENT_AGGREGATION = Aggregation(
    EVENTS,
    _named(
        ColumnDimension("country", Event.country, "country"),
        ColumnDimension("event_code", Event.cameo, "cameo"),
        ColumnDimension("root_code", Event.root_code, "cameo"),
        ColumnDimension("quad_class", Event.quad_class, "quad_class"),
        ColumnDimension("plover_type", Event.plover_type, "plover_type"),
        ColumnDimension("status", Event.status, "status"),
        ColumnDimension("place", Event.place_name),
        ColumnDimension("dataset", Event.dataset_id),
        _participants("actor", "actor1", "actor2"),
        _participants("actor1", "actor1"),
        _participants("actor2", "actor2"),
        LinkedDimension("source", _EVENT_SOURCES, "source"),
    ),
    MappingProxyType(
        {
            measure.name: measure
            for measure in (
                Measure("goldstein", Event.goldstein, 10),
                Measure("tone", Event.tone, 1_000_000),
                Measure("fatalities", Event.fatalities_best, 1),
                Measure("articles", Event.article_count, 1),
                Measure("mentions", Event.mention_count, 1),
                Measure("confidence", Event.confidence, 1_000_000),
            )
        }
    ),
)
QUOTE_AGGREGATION = Aggregation(
    QUOTES,
    _named(
        ColumnDimension("kind", Quote.kind, "quote_kind"),
        ColumnDimension("cue", Quote.cue_lemma),
        ColumnDimension("dataset", Quote.dataset_id),
        _participants("speaker", "speaker"),
        _participants("addressee", "addressee"),
        _participants("about", "about"),
        LinkedDimension("source", _QUOTE_SOURCES, "source"),
    ),
    MappingProxyType({"confidence": Measure("confidence", Quote.confidence, 1_000_000)}),
)
