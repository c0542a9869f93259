"""The graph of who acts on whom: the actors of the most events, and what the events do between them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import CTE, BigInteger, Connection, FromClause, Select, bindparam, func, literal_column, select
from sqlalchemy.orm import aliased

from schemas.aggregates import CONFLICT, EVENT_AGGREGATION, GOLDSTEIN, Aggregation
from schemas.codebook import label
from schemas.filters import DedupeFilter, Filter
from service.queries.aggregates import DIGITS, average, ranked
from service.queries.grouping import OTHER, Grouping, Row, Tally
from service.queries.kept import kept
from service.queries.periods import folded
from service.queries.question import Question, Shape
from service.queries.tallying import matching, narrowed, parts, sums_of, tallies
from service.queries.walks import SHAPES, Part
from store.columns import AnyRow
from store.identity import Kind, public_id
from store.tables import Entity, Participant

# How thick the edge of the most events is drawn, and that of next to none.
MAX_THICKNESS, MIN_THICKNESS = 10, 1
# The actors of so many events are best read event by event.
FEW = 50_000
_NOTHING = literal_column("0", BigInteger)

_MEASURES = Aggregation(
    EVENT_AGGREGATION.collection, EVENT_AGGREGATION.dimensions, {"goldstein": GOLDSTEIN, "conflict": CONFLICT}
)


@dataclass(slots=True)
class _Edge:
    """What is known of the events by which one actor acts on another."""

    tally: Tally
    first: date
    last: date

    def __add__(self, other: _Edge) -> _Edge:
        return _Edge(self.tally + other.tally, min(self.first, other.first), max(self.last, other.last))


def nodes(connection: Connection, asked: Question, top: int) -> list[Row]:
    """Give the actors of the most events, on either side, the largest first."""
    found = _largest(connection, asked, top)
    cards = _cards(connection, list(found))
    return [_node(cards[entity], tally) for entity, tally in found.items()]


def edges(connection: Connection, asked: Question, top: int) -> list[Row]:
    """Give what the nodes that `nodes` shows do to one another, from the one that acts, the most events first."""
    among = list(_largest(connection, asked, top))
    values = {**asked.values, "sources": among, "targets": among}
    few = _are_few(connection, asked)
    found: dict[tuple[int, int], _Edge] = {}
    for part in parts(asked.shape):
        for row in connection.execute(_edges(asked.shape, part, few), values):
            source, target, first, last, count, *measured = row
            edge = _Edge(Tally(count, (tuple(measured),)), first, last)
            found[source, target] = found[source, target] + edge if (source, target) in found else edge
    most = max((edge.tally.count for edge in found.values()), default=0)
    rank = {entity: place for place, entity in enumerate(among)}
    order = sorted(found, key=lambda pair: (-found[pair].tally.count, rank[pair[0]], rank[pair[1]]))
    return [_edge(*pair, found[pair], most) for pair in order]


def _largest(connection: Connection, asked: Question, top: int) -> dict[int, Tally]:
    grouping = Grouping(_MEASURES, ("actor",), ("count", "avg:goldstein", "avg:conflict"), top)
    found = folded(tallies(connection, asked, grouping), asked, grouping)
    largest = [entity for (entity,) in ranked(found) if entity not in (None, OTHER)][:top]
    return {entity: found[None, entity] for entity in largest}


def _are_few(connection: Connection, asked: Question) -> bool:
    """Tell whether sums know that a question is about few events."""
    grouping = Grouping(_MEASURES, (), ("count",), 1)
    if kept(connection, asked, grouping) is None:
        return False
    return sum(tally.count for _, tally in tallies(connection, asked, grouping)) <= FEW


@lru_cache(SHAPES)
def _edges(shape: Shape, part: Part, few: bool) -> Select[*tuple[Any, ...]]:
    columns = [GOLDSTEIN.column.label("goldstein")]
    found = matching(shape, part, EVENT_AGGREGATION, columns, []).cte("matching")
    pairs: FromClause = _pairs_of_some(shape, found) if few or _is_narrow(shape, part) else _pairs_of_all()
    return (
        select(
            pairs.c.source,
            pairs.c.target,
            func.min(found.c.day),
            func.max(found.c.last_day),
            func.count(),
            *sums_of(found.c.goldstein, GOLDSTEIN.scale),
        )
        .join_from(pairs, found, pairs.c.record_id == found.c.record)
        .group_by(pairs.c.source, pairs.c.target)
    )


def _is_narrow(shape: Shape, part: Part) -> bool:
    """Tell whether a question is about so few events that their actors are best read event by event."""
    plain = all(isinstance(one, Filter | DedupeFilter) for one, _ in shape.uses)
    return part is Part.REACHES or (shape.since and shape.until) or not plain


def _pairs_of_some(shape: Shape, found: CTE) -> FromClause:
    acts, suffers = aliased(Participant), aliased(Participant)
    # Read by record, as they are kept: by actor, SQLite takes four times as long. A sum is what no index is used for.
    source, target = acts.entity_id + _NOTHING, suffers.entity_id + _NOTHING
    between = (
        select(acts.record_id, acts.entity_id.label("source"), suffers.entity_id.label("target"))
        .join(suffers, suffers.record_id == acts.record_id)
        .where(
            acts.role == "actor1",
            suffers.role == "actor2",
            source.in_(bindparam("sources", expanding=True)),
            target.in_(bindparam("targets", expanding=True)),
        )
    )
    # Somebody may stand on a side twice, under two names of his: a pair is a pair once.
    return narrowed(between, shape, found).distinct().subquery()


def _pairs_of_all() -> FromClause:
    """Read the index of participants by entity, once for each side, and only then the events of the pairs."""
    acts, suffers = _side("acts", "actor1", "sources"), _side("suffers", "actor2", "targets")
    between = select(acts.c.record_id, acts.c.entity_id.label("source"), suffers.c.entity_id.label("target"))
    return between.join(suffers, suffers.c.record_id == acts.c.record_id).cte("pairs").prefix_with("MATERIALIZED")


def _side(name: str, role: str, among: str) -> CTE:
    # Somebody may stand on a side twice, under two names of his: a pair is a pair once.
    on_side = select(Participant.record_id, Participant.entity_id).where(
        Participant.role == role, Participant.entity_id.in_(bindparam(among, expanding=True))
    )
    return on_side.distinct().cte(name).prefix_with("MATERIALIZED")


def _cards(connection: Connection, entities: Sequence[int]) -> dict[int, AnyRow]:
    statement = select(Entity.id, Entity.name, Entity.kind, Entity.country).where(Entity.id.in_(entities))
    return {row.id: row for row in connection.execute(statement)}


def _node(card: AnyRow, tally: Tally) -> Row:
    goldstein, conflict = (
        average(total, known, scale)
        for (known, total, *_), scale in zip(tally.measured, (GOLDSTEIN.scale, CONFLICT.scale), strict=True)
    )
    share = conflict or 0.0
    return {
        "id": public_id(Kind.ENTITY, card.id),
        "title": card.name,
        "subtitle": _subtitle(card),
        "mainstat": tally.count,
        "secondarystat": goldstein,
        "arc__cooperation": round(1 - share, DIGITS),
        "arc__conflict": share,
        "kind": card.kind,
        "country": card.country,
    }


def _subtitle(card: AnyRow) -> str:
    """Say what tells an actor from others: its country, of a country itself that it is one."""
    if card.country and card.kind != "country":
        return label("country", card.country)
    return label("entity_kind", card.kind)


def _edge(source: int, target: int, edge: _Edge, most: int) -> Row:
    known, total, *_ = edge.tally.measured[0]
    goldstein = average(total, known, GOLDSTEIN.scale)
    ends = [public_id(Kind.ENTITY, entity) for entity in (source, target)]
    return {
        "id": ":".join(ends),
        "source": ends[0],
        "target": ends[1],
        "mainstat": edge.tally.count,
        "secondarystat": goldstein,
        "thickness": round(MIN_THICKNESS + (MAX_THICKNESS - MIN_THICKNESS) * edge.tally.count / most, 2),
        "goldstein_avg": goldstein,
        "first": edge.first.isoformat(),
        "last": edge.last.isoformat(),
    }
