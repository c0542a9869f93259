"""The graph of who acts on whom: the actors of the most events, and what the events do between them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import CTE, BigInteger, Connection, FromClause, Select, bindparam, func, literal_column, select
from sqlalchemy.orm import aliased

from schemas.aggregates import CONFLICT, EVENT_AGGREGATION, GOLDSTEIN, Aggregation
from schemas.codebook import label
from service.queries import kept_pairs
from service.queries.aggregates import DIGITS, average, ranked
from service.queries.grouping import OTHER, Grouping, Row, Tally
from service.queries.kept import Rest, whole_months
from service.queries.periods import folded
from service.queries.question import Question, Shape
from service.queries.tallying import matching, narrowed, parts, sums_of, tallies
from service.queries.walks import SHAPES, Part
from store.columns import AnyRow
from store.identity import Kind, public_id
from store.tables import Entity, Participant

# How thick the edge of the most events is drawn, and that of next to none.
MAX_THICKNESS, MIN_THICKNESS = 10, 1
_NOTHING = literal_column("0", BigInteger)

_MEASURES = Aggregation(
    EVENT_AGGREGATION.collection, EVENT_AGGREGATION.dimensions, {"goldstein": GOLDSTEIN, "conflict": CONFLICT}
)

_OF_PAIRS = Grouping(_MEASURES, (), ("count", f"avg:{GOLDSTEIN.name}"), 1)
# Who acts, who is acted upon, the first and the last day, and what is known of the events.
Pair = tuple[int, int, date, date, Tally]


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
    found: dict[tuple[int, int], _Edge] = {}
    for source, target, first, last, tally in _between(connection, asked, among):
        edge = _Edge(tally, first, last)
        found[source, target] = found[source, target] + edge if (source, target) in found else edge
    most = max((edge.tally.count for edge in found.values()), default=0)
    rank = {entity: place for place, entity in enumerate(among)}
    order = sorted(found, key=lambda pair: (-found[pair].tally.count, rank[pair[0]], rank[pair[1]]))
    cards = _cards(connection, list({entity for pair in order for entity in pair}))
    return [_edge(cards[source], cards[target], found[source, target], most) for source, target in order]


def _between(connection: Connection, asked: Question, among: Sequence[int]) -> Iterator[Pair]:
    """Tell of each pair of actors, perhaps several times: of whole months from sums, where these know enough."""
    months = whole_months(asked, _OF_PAIRS)
    rest: Rest = tuple((asked, part) for part in parts(asked.shape))
    if months is not None:
        whole, rest = months
        yield from kept_pairs.between(connection, asked, among, (GOLDSTEIN.name,), whole)
    for left, part in rest:
        values = {**left.values, "among": among}
        for source, target, first, last, count, *measured in connection.execute(_edges(left.shape, part), values):
            yield source, target, first, last, Tally(count, (tuple(measured),))


def _largest(connection: Connection, asked: Question, top: int) -> dict[int, Tally]:
    grouping = Grouping(_MEASURES, ("actor",), ("count", "avg:goldstein", "avg:conflict"), top)
    found = folded(tallies(connection, asked, grouping), asked, grouping)
    largest = [entity for (entity,) in ranked(found) if entity not in (None, OTHER)][:top]
    return {entity: found[None, entity] for entity in largest}


@lru_cache(SHAPES)
def _edges(shape: Shape, part: Part) -> Select[*tuple[Any, ...]]:
    columns = [GOLDSTEIN.column.label("goldstein")]
    found = matching(shape, part, EVENT_AGGREGATION, columns, []).cte("matching")
    pairs = _pairs(shape, found)
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


def _pairs(shape: Shape, found: CTE) -> FromClause:
    acts, suffers = aliased(Participant), aliased(Participant)
    # Read by record, as they are kept: by actor, SQLite takes four times as long. A sum is what no index is used for.
    source, target = acts.entity_id + _NOTHING, suffers.entity_id + _NOTHING
    between = (
        select(acts.record_id, acts.entity_id.label("source"), suffers.entity_id.label("target"))
        .join(suffers, suffers.record_id == acts.record_id)
        .where(
            acts.role == "actor1",
            suffers.role == "actor2",
            source.in_(bindparam("among", expanding=True)),
            target.in_(bindparam("among", expanding=True)),
        )
    )
    # Somebody may stand on a side twice, under two names of his: a pair is a pair once.
    return narrowed(between, shape, found).distinct().subquery()


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


def _edge(source: AnyRow, target: AnyRow, edge: _Edge, most: int) -> Row:
    known, total, *_ = edge.tally.measured[0]
    goldstein = average(total, known, GOLDSTEIN.scale)
    ends = [public_id(Kind.ENTITY, entity) for entity in (source.id, target.id)]
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
        "source_name": source.name,
        "target_name": target.name,
    }
