"""Charts by actor from sums: by their countries or sectors from the sums of these, by actors themselves from the few largest.

Who these are follows from the sums over all time: nobody has more in a range than ever. So only the months of some are read,
and what is left of the sum over all actors is the rest's.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from itertools import islice
from typing import Any

from sqlalchemy import Connection, String, bindparam, literal_column, select

from schemas.codebook import codebook
from service.queries.grouping import OTHER, Group, Grouping, Tally
from service.queries.question import Question, Shape
from service.queries.summed import Read, amounts, filtered, less, tally_of, within
from service.queries.walks import SHAPES
from store.derived import Tally as Kept
from store.identity import Kind
from store.prepared import fetched
from store.scopes import ACTORS_IN_ALL, LACKED, Scope, role_bits, scope_key
from store.tallies import ACTORS, ACTORS_EVER, EVER, EVERYBODY_EVER

FEWEST_ASKED = 100
# After so many, sums of all entities over all time are less work.
MOST_ASKED = 4_000

Days = tuple[date | None, date | None]
Counted = tuple[Group, Tally]


@dataclass(frozen=True, slots=True)
class ByActor:
    """What a dimension groups by: who actors are or of what they are, on the sides whose bits these are."""

    facet: Scope
    bits: int


_SIDES = {"actor": ("actor1", "actor2"), "actor1": ("actor1",), "actor2": ("actor2",)}
_FACETS = {"": Scope.ENTITY, "_country": Scope.COUNTRY, "_sector": Scope.SECTOR}
BY_ACTOR = {
    f"{side}{facet}": ByActor(scope, role_bits(Kind.EVENT, roles))
    for side, roles in _SIDES.items()
    for facet, scope in _FACETS.items()
}


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart by actor over whole months, and how to read it."""

    connection: Connection
    asked: Question
    grouping: Grouping
    days: Days

    @property
    def by(self) -> ByActor:
        """What the chart groups by besides time."""
        return BY_ACTOR[self.grouping.others[0].name]

    @property
    def is_ever(self) -> bool:
        """Whether it is over all time, and does not group by time."""
        return self.days == (None, None) and not self.grouping.unit

    def sums(self, under: str, members: Iterable[int] = ()) -> Iterator[tuple[Any, date | None, Tally]]:
        """Read sums under some scopes: the member, None where there is none, and the period, None without a unit."""
        by_time, of_member = self.grouping.unit is not None, under in _MEMBERS
        measures = tuple(one.name for one in self.grouping.measures)
        statement = _sums(self.asked.shape, under, self.by, measures, by_time, self._bounded)
        at = by_time + of_member
        for row in map(tuple, fetched(self.connection, statement, self._values(members))):
            # Without a group there is one row, though nothing be counted.
            if row[at]:
                yield row[0] if of_member else None, row[at - 1] if by_time else None, tally_of(row, at)

    def counts(self, entities: Iterable[int]) -> dict[int, int]:
        """Count events of some entities in the months of the chart."""
        scopes = {scope_key(Kind.EVENT, Scope.ENTITY, entity): entity for entity in entities}
        under = "ever" if self.is_ever else "members"
        statement = _sums(self.asked.shape, under, self.by, (), False, self._bounded)
        members = scopes.values() if self.is_ever else scopes
        rows = self.connection.execute(statement, self._values(members))
        return {row[0] if self.is_ever else scopes[row[0]]: row[1] for row in rows}

    def ever(self) -> list[int]:
        """Give the entities with the most events of all time that match."""
        rows = self.connection.execute(
            _ever(self.asked.shape, self.by), self.asked.values | {"most": self.grouping.top}
        )
        return [row[0] for row in rows]

    @property
    def _bounded(self) -> tuple[bool, ...]:
        return tuple(day is not None for day in self.days)

    def _values(self, members: Iterable[int]) -> dict[str, Any]:
        return self.asked.values | {"from": self.days[0], "to": self.days[1], "members": list(members)}


def by_facet(chart: Chart, counted: Iterable[Counted]) -> Iterator[Counted]:
    """Complete a chart by country or sector with what was counted outside its months."""
    members = _members(chart.by.facet)
    for scope, period, tally in chart.sums("members", members):
        yield (period, members[scope]), tally
    yield from _of_nobody(chart)
    yield from counted


def by_entity(chart: Chart, counted: Iterable[Counted]) -> Iterator[Counted]:
    """Complete a chart by actors with what was counted outside its months: the largest, nobody, and the rest as one."""
    outside = list(counted)
    shown = _largest(chart, outside)
    everybody = "everybody_ever" if chart.is_ever else "everybody"
    rest: dict[date | None, Tally] = {period: tally for _, period, tally in chart.sums(everybody)}
    for entity, period, tally in _of_entities(chart, shown):
        yield (period, entity), tally
        rest[period] = rest[period] + less(tally)
    yield from _of_nobody(chart)
    yield from (((period, OTHER), tally) for period, tally in rest.items() if tally.count)
    for (day, entity), tally in outside:
        yield (day, entity if entity is None or entity in shown else OTHER), tally


def _of_nobody(chart: Chart) -> Iterator[Counted]:
    for _, period, tally in chart.sums("nobody"):
        yield (period, None), tally


def _of_entities(chart: Chart, entities: Iterable[int]) -> Iterator[tuple[int, date | None, Tally]]:
    scopes = {scope_key(Kind.EVENT, Scope.ENTITY, entity): entity for entity in entities}
    found = chart.sums("ever", entities) if chart.is_ever else chart.sums("members", scopes)
    for member, period, tally in found:
        yield (member if chart.is_ever else scopes[member]), period, tally


def _largest(chart: Chart, outside: Iterable[Counted]) -> set[int]:
    """Find the entities of the most events, within the months of a chart and outside them.

    Those with the most of whatever sort are asked one after the other, until none that follows can have as many as the last of
    the largest.
    """
    top = chart.grouping.top
    more = Counter[Any]()
    for (_, entity), tally in outside:
        more[entity] += tally.count
    found: dict[int, int] = {}
    follow, asked, seen = _by_events(chart.connection), max(FEWEST_ASKED, 2 * top), 0
    while some := list(islice(follow, asked)):
        found |= {entity: more[entity] for entity, _ in some}
        for entity, count in chart.counts(entity for entity, _ in some).items():
            found[entity] += count
        found = dict(sorted(found.items(), key=_by_size)[:top])
        if len(found) == top and min(found.values()) > some[-1][1]:
            break
        seen += len(some)
        if chart.is_ever and seen >= MOST_ASKED:
            return set(chart.ever())
        asked = min(2 * asked, MOST_ASKED)
    return {entity for entity, count in found.items() if count}


def _by_events(connection: Connection) -> Iterator[tuple[int, int]]:
    """Give entities with how many events they have, whatever these are; those with most first."""
    yield from map(tuple, connection.execute(_BY_EVENTS.limit(MOST_ASKED)))
    yield from map(tuple, connection.execute(_BY_EVENTS.offset(MOST_ASKED)))


def _by_size(of: tuple[int, int]) -> tuple[int, str]:
    entity, count = of
    return -count, str(entity)


@cache
def _members(facet: Scope) -> Mapping[int, str]:
    return {scope_key(Kind.EVENT, facet, code): code for code in codebook(facet.value).codes}


# The column that names members, by under what sums are read.
_MEMBERS = {"members": Kept.scope, "ever": Kept.entity_id}


@lru_cache(SHAPES)
def _sums(
    shape: Shape, under: str, by: ByActor, measures: tuple[str, ...], by_time: bool, bounded: tuple[bool, ...]
) -> Read:
    keys: list[Any] = [_MEMBERS[under]] if under in _MEMBERS else []
    if by_time:
        keys.append(Kept.period)
    some = Kept.roles.op("&")(by.bits)
    found = select(*keys, *amounts(measures)).where(some == by.bits if under == "nobody" else some != 0)
    if under == "ever":
        found = found.where(Kept.scope == ACTORS_EVER, Kept.period == EVER)
    if under in _MEMBERS:
        found = found.where(_MEMBERS[under].in_(bindparam("members", expanding=True)))
    else:
        everybody = EVERYBODY_EVER if under == "everybody_ever" else ACTORS
        found = found.where(Kept.scope == (LACKED[by.facet] if under == "nobody" else everybody))
    return within(filtered(found, shape), bounded).group_by(*keys)


@lru_cache(SHAPES)
def _ever(shape: Shape, by: ByActor) -> Read:
    count = amounts(())[0].label("count")
    found = select(Kept.entity_id, count).where(
        Kept.scope == ACTORS_EVER, Kept.period == EVER, Kept.roles.op("&")(by.bits) != 0
    )
    ordered = filtered(found, shape).group_by(Kept.entity_id).order_by(count.desc(), Kept.entity_id.cast(String))
    return ordered.limit(bindparam("most"))


_BY_EVENTS = (
    select(Kept.entity_id, Kept.events)
    .where(Kept.scope == literal_column(str(ACTORS_IN_ALL)))
    .order_by(Kept.events.desc())
    .with_hint(Kept, "INDEXED BY tally_of_actors", "sqlite")
)
