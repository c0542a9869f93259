"""What can be counted by what: dimensions and metrics, each declared once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Select, case, cast, func, literal_column, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from schemas.collections import ARTICLES, EVENTS, QUOTES, Collection
from schemas.parameters import Whole
from store.identity import Kind
from store.tables import Article, Entity, Event, EventContext, EventEvidence, EventPublisher, Participant, Quote

UNITS = ("day", "week", "month", "quarter", "year")
FUNCTIONS = ("avg", "sum", "min", "max")
MAX_DIMENSIONS = 3
MAX_SMOOTH = 90
SMOOTHED = "_smoothed"
MAX_NODES = 200
# In degrees. Each divides half a circle: no cell reaches over a pole, and the last of a row ends where the first begins.
CELL_SIZES = (0.1, 0.2, 0.25, 0.4, 0.5, 1, 1.5, 2, 2.5, 3, 4, 5, 6, 7.5, 10, 12, 15, 20, 30)
# Cells are cut in whole numbers: a tenth of a degree has no exact float, and 0.3 / 0.1 falls short of 3.
MICRODEGREES = 1_000_000
# The filters that say of which datasets a share is a share; what is kept from who asks is no part of the whole either.
SHARE_KEEPS = ("dataset", "dataset__not", "licence", "dedupe")

SMOOTH = Whole(
    2,
    MAX_SMOOTH,
    "Add to count, share and averages their mean over so many periods, this one the last: `count_smoothed`. "
    "Needs a unit of time.",
)

# What a value stands for: a record of this kind, a code of this codebook, or nothing but itself.
Naming = Kind | str | None


def _columns(name: str, naming: Naming) -> tuple[str, ...]:
    if naming is None or naming is Kind.DATASET:
        return (name,)
    return (name, f"{name}_name") if isinstance(naming, Kind) else (name, f"{name}_label")


@dataclass(frozen=True, eq=False, slots=True)
class ColumnDimension:
    """Group by a column."""

    name: str
    column: Any
    naming: Naming = None

    @property
    def columns(self) -> tuple[str, ...]:
        """The keys under which a row shows the value: its code or id, and what that means."""
        return _columns(self.name, self.naming)

    @property
    def present(self) -> tuple[ColumnElement[bool], ...]:
        """What has to hold of a record for it to be counted at all."""
        return ()


@dataclass(frozen=True, eq=False, slots=True)
class CellDimension(ColumnDimension):
    """Group by the cell of a grid that a point is in; what has no point is left out.

    `column` gives a cell as one number: rows count from the South Pole, the cells of a row from 180° West.
    """

    size: int = 0

    @property
    def columns(self) -> tuple[str, ...]:
        """The keys under which a row shows a cell: what names it, and its centre."""
        return ("cell", "cell_latitude", "cell_longitude")

    @property
    def present(self) -> tuple[ColumnElement[bool], ...]:
        """A point."""
        return (self.column.is_not(None),)

    def shown(self, cell: int) -> dict[str, Any]:
        """Show a cell: its size, its southern and its western edge are what names it."""
        row, place = divmod(cell, 360 * MICRODEGREES // self.size)
        south, west = row * self.size - 90 * MICRODEGREES, place * self.size - 180 * MICRODEGREES
        name = ":".join(f"{edge / MICRODEGREES:g}" for edge in (self.size, south, west))
        centre = ((edge + self.size / 2) / MICRODEGREES for edge in (south, west))
        return dict(zip(self.columns, (name, *centre), strict=True))


@dataclass(frozen=True, eq=False, slots=True)
class LinkedDimension:
    """Group by what records are linked with: a record counts once under each, and under null where it has none.

    Each of `links` selects pairs of record and value, the same pair as often as it likes.
    """

    name: str
    links: tuple[Select[*tuple[Any, ...]], ...]
    naming: Naming

    @property
    def columns(self) -> tuple[str, ...]:
        """The keys under which a row shows the value: its code or id, and what that means."""
        return _columns(self.name, self.naming)


Dimension = ColumnDimension | LinkedDimension


@dataclass(frozen=True, eq=False, slots=True)
class Measure:
    """A number that can be averaged and summed. Sums are made of whole numbers, `scale` to the unit, so they are exact."""

    name: str
    column: Any
    scale: int


@dataclass(frozen=True, eq=False, slots=True)
class Aggregation:
    """What a collection can be grouped by and measured in.

    A record that has no days of its own counts on the day, in UTC, of the column `instant`, which the filters named
    `bounds` bound.
    """

    collection: Collection
    dimensions: Mapping[str, Dimension]
    measures: Mapping[str, Measure]
    instant: InstrumentedAttribute[Any] | None = None
    bounds: str = ""

    @property
    def dimension_names(self) -> tuple[str, ...]:
        """Every spelling of a dimension, as `group_by` takes them."""
        return (*(f"date:{unit}" for unit in UNITS), *self.dimensions)

    @property
    def metric_names(self) -> tuple[str, ...]:
        """Every spelling of a metric, as `metric` takes them."""
        return ("count", "share", *(f"{function}:{name}" for name in self.measures for function in FUNCTIONS))


def _participants(name: str, *roles: str) -> LinkedDimension:
    links = select(Participant.record_id, Participant.entity_id).where(Participant.role.in_(roles))
    return LinkedDimension(name, (links.where(Participant.entity_id.is_not(None)),), Kind.ENTITY)


def _facet(name: str, facet: str, *roles: str) -> LinkedDimension:
    """Group by what the participants are: as this record has it, else as the entity is, just as it is served.

    What a stub is says nothing of where else it takes part (`store.facts.cards.is_told`).
    """
    told = case((or_(Entity.stub.is_(False), Entity.kind == "country"), getattr(Entity, facet)))
    value = func.coalesce(getattr(Participant, facet), told)
    links = (
        select(Participant.record_id, value)
        .join(Entity, Entity.id == Participant.entity_id)
        .where(Participant.role.in_(roles), value.is_not(None))
    )
    return LinkedDimension(name, (links,), facet)


def _cells(latitude: Any, longitude: Any) -> tuple[CellDimension, ...]:
    return tuple(_cell(degrees, latitude, longitude) for degrees in CELL_SIZES)


def _cell(degrees: float, latitude: Any, longitude: Any) -> CellDimension:
    size = round(degrees * MICRODEGREES)
    rows, places = 180 * MICRODEGREES // size, 360 * MICRODEGREES // size
    # The pole is in the last row, and 180° East is 180° West.
    row = case((latitude >= 90, rows - 1), else_=_steps(latitude, 90, size))
    place = case((longitude >= 180, 0), else_=_steps(longitude, 180, size))
    return CellDimension(f"cell:{degrees:g}", row * literal_column(str(places), BigInteger) + place, None, size)


def _steps(degrees: Any, origin: int, size: int) -> ColumnElement[int]:
    """Count the whole steps from the origin. Nothing here is negative, where the engines round each in its own way."""
    micro = cast(func.round((degrees + origin) * MICRODEGREES), BigInteger)
    return micro // literal_column(str(size), BigInteger)


def _named(*dimensions: Dimension) -> Mapping[str, Dimension]:
    return MappingProxyType({dimension.name: dimension for dimension in dimensions})


def _measured(*measures: Measure) -> Mapping[str, Measure]:
    return MappingProxyType({measure.name: measure for measure in measures})


_EVENT_SOURCES = (
    select(EventEvidence.event_id, Article.source_id)
    .join(Article, Article.id == EventEvidence.article_id)
    .where(Article.source_id.is_not(None))
)
# Where the dataset names a publisher and no article.
_EVENT_PUBLISHERS = select(EventPublisher.event_id, EventPublisher.source_id)
_QUOTE_SOURCES = (
    select(Quote.id, Article.source_id)
    .join(Article, Article.id == Quote.article_id)
    .where(Article.source_id.is_not(None))
)


def in_conflict(quad_class: Any, amount: Any) -> Any:
    """Give the amount where the class is verbal or material conflict, 3 or 4, and else 0."""
    return case((quad_class >= 3, amount), else_=0)


GOLDSTEIN = Measure("goldstein", Event.goldstein, 10)
CONFLICT = Measure("conflict", in_conflict(Event.quad_class, 1), 1)

EVENT_AGGREGATION = Aggregation(
    EVENTS,
    _named(
        ColumnDimension("country", Event.country, "country"),
        ColumnDimension("event_code", Event.cameo, "cameo"),
        ColumnDimension("root_code", Event.root_code, "cameo"),
        ColumnDimension("quad_class", Event.quad_class, "quad_class"),
        ColumnDimension("plover_type", Event.plover_type, "plover_type"),
        ColumnDimension("plover_mode", Event.plover_mode),
        LinkedDimension("context", (select(EventContext.event_id, EventContext.context),), "plover_context"),
        ColumnDimension("status", Event.status, "status"),
        ColumnDimension("date_precision", Event.date_precision, "date_precision"),
        ColumnDimension("place", Event.place_name),
        ColumnDimension("place_precision", Event.place_precision, "place_precision"),
        ColumnDimension("dataset", Event.dataset_id, Kind.DATASET),
        _participants("actor", "actor1", "actor2"),
        _participants("actor1", "actor1"),
        _participants("actor2", "actor2"),
        _facet("actor_country", "country", "actor1", "actor2"),
        _facet("actor1_country", "country", "actor1"),
        _facet("actor2_country", "country", "actor2"),
        _facet("actor_sector", "sector", "actor1", "actor2"),
        _facet("actor1_sector", "sector", "actor1"),
        _facet("actor2_sector", "sector", "actor2"),
        LinkedDimension("source", (_EVENT_SOURCES, _EVENT_PUBLISHERS), Kind.SOURCE),
        *_cells(Event.latitude, Event.longitude),
    ),
    _measured(
        GOLDSTEIN,
        Measure("tone", Event.tone, 1_000_000),
        Measure("fatalities", Event.fatalities_best, 1),
        Measure("articles", Event.article_count, 1),
        Measure("mentions", Event.mention_count, 1),
        Measure("confidence", Event.confidence, 1_000_000),
    ),
)
QUOTE_AGGREGATION = Aggregation(
    QUOTES,
    _named(
        ColumnDimension("kind", Quote.kind, "quote_kind"),
        ColumnDimension("cue", Quote.cue_lemma),
        ColumnDimension("dataset", Quote.dataset_id, Kind.DATASET),
        _participants("speaker", "speaker"),
        _facet("speaker_country", "country", "speaker"),
        _participants("addressee", "addressee"),
        _participants("about", "about"),
        LinkedDimension("source", (_QUOTE_SOURCES,), Kind.SOURCE),
    ),
    _measured(Measure("confidence", Quote.confidence, 1_000_000)),
)
ARTICLE_AGGREGATION = Aggregation(
    ARTICLES,
    _named(
        ColumnDimension("source", Article.source_id, Kind.SOURCE),
        ColumnDimension("language", Article.language),
        ColumnDimension("dataset", Article.dataset_id, Kind.DATASET),
    ),
    _measured(Measure("tone", Article.tone, 1_000_000)),
    Article.published_at,
    "published",
)
AGGREGATIONS = (EVENT_AGGREGATION, QUOTE_AGGREGATION, ARTICLE_AGGREGATION)
