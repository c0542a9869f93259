"""Answer aggregates of events from the sums that are kept when events are written (`store.tallies`), where these know enough.

A level of sums knows some dimensions and can be filtered by them. Where it is by month, the whole months of the range asked
about come from it, and the days at its ends from finer sums or from the events themselves.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache
from itertools import chain
from typing import Any

from dateutil.relativedelta import relativedelta
from sqlalchemy import Connection, Select, bindparam, func, literal, select

from schemas.aggregates import ColumnDimension
from schemas.filters import DedupeFilter, Filter, ScopeFilter
from service.queries.grouping import Group, Grouping, Tally
from service.queries.question import Question, Shape
from service.queries.walks import SHAPES, Part
from store import tallies
from store.derived import Tally as Kept
from store.identity import Kind
from store.prepared import fetched
from store.scopes import REPRESENTS_SHIFT, Scope, role_bits, scope_key

# The columns that a level may know, by the name of the filter or dimension.
COLUMNS: dict[str, Any] = {
    "dataset": Kept.dataset_id,
    "status": Kept.status,
    "country": Kept.country,
    "root_code": Kept.root_code,
    "quad_class": Kept.quad_class,
}
_ALWAYS = frozenset({"dataset", "status"})
_FINER_THAN_MONTHS = ("day", "week")
_KNOWN = {"tone": Kept.tone_known, "fatalities": Kept.fatalities_known}


@dataclass(frozen=True, slots=True)
class Level:
    """Sums of one sort: under which scope they are kept, whether by day or by month, and what they tell apart."""

    scope: Scope | None
    by_day: bool
    knows: frozenset[str]


# The first that knows enough is read: the fewer rows, the earlier. Without a scope of its own it is that of an actor.
LEVELS = (
    Level(Scope.EVERY_MONTH, by_day=False, knows=_ALWAYS | {"root_code", "quad_class"}),
    Level(Scope.COUNTRIES_BY_MONTH, by_day=False, knows=_ALWAYS | {"country", "quad_class"}),
    Level(Scope.EVERY_DAY, by_day=True, knows=_ALWAYS | {"root_code", "quad_class"}),
)
PLACE_LEVELS = (
    Level(Scope.PLACE_BY_MONTH, by_day=False, knows=_ALWAYS | {"root_code", "quad_class"}),
    Level(Scope.PLACE_BY_DAY, by_day=True, knows=_ALWAYS),
)
ACTOR_LEVELS = (Level(None, by_day=False, knows=_ALWAYS | {"quad_class"}),)


# A stretch of days, both included; None where it has no end.
Days = tuple[date | None, date | None]


@dataclass(frozen=True, slots=True)
class Answer:
    """What the sums know of a question; `rest` is what they leave out: questions, each with the part of it that counts."""

    tallies: Iterable[tuple[Group, Tally]]
    rest: tuple[tuple[Question, Part], ...]


def kept(connection: Connection, asked: Question, grouping: Grouping) -> Answer | None:
    """Answer from sums what begins in the range asked about; None where they do not know enough."""
    levels = _levels(asked, grouping)
    level = next((one for one in levels if one.by_day or grouping.unit not in _FINER_THAN_MONTHS), None)
    if level is None:
        return None
    finer = next((one for one in levels if one.by_day), None)
    whole, ends = _cut(asked, level)
    stretches = [(level, whole)] if whole else []
    rest: list[tuple[Question, Part]] = [(asked, Part.REACHES)] if asked.shape.since else []
    for end in ends:
        if finer:
            stretches.append((finer, end))
        else:
            rest.append((_between(asked, *end), Part.BEGINS))
    read = (_read(connection, asked, grouping, of, days) for of, days in stretches)
    return Answer(chain.from_iterable(read), tuple(rest))


def _levels(asked: Question, grouping: Grouping) -> list[Level]:
    """List the levels that know enough, that with the fewest rows first."""
    shape = asked.shape
    if shape.collection.kind is not Kind.EVENT or not _summed(grouping):
        return []
    if not all(isinstance(one, ColumnDimension) and one.name in COLUMNS for one in grouping.others):
        return []
    actors = [arity for one, arity in shape.uses if isinstance(one, ScopeFilter)]
    if len(actors) > 1 or actors not in ([], [(1,)]):
        return []
    shown = {one.name for one in grouping.others}
    filters = [one for one, _ in shape.uses if not isinstance(one, ScopeFilter | DedupeFilter)]
    needed = shown | {one.name.removesuffix("__not") for one in filters}
    in_country = "country" not in shown and _country(asked) is not None
    levels = ACTOR_LEVELS if actors else PLACE_LEVELS if in_country else LEVELS
    return [level for level in levels if needed - ({"country"} if in_country and not actors else set()) <= level.knows]


def _country(asked: Question) -> str | None:
    """Give the one country that a question is about; None where it is about none or several."""
    named = [one.name for one, _ in asked.shape.uses if one.name.startswith("country")]
    values = asked.values.get("country", ())
    return values[0] if named == ["country"] and len(values) == 1 else None


def _cut(asked: Question, level: Level) -> tuple[Days | None, list[tuple[date, date]]]:
    """Cut the range asked about into what a level covers whole and the days at its ends."""
    since: date | None = asked.values.get("since")
    until: date | None = asked.values.get("until")
    if level.by_day:
        return (since, until), []
    first = since and _month_from(since)
    last = until and _month_until(until)
    if since and until and first and last and first > last:
        return None, [(since, until)]
    ends = []
    if since and first and since < first:
        ends.append((since, first - timedelta(1)))
    if until and last and last < until:
        ends.append((last + timedelta(1), until))
    return (first, last), ends


def _summed(grouping: Grouping) -> bool:
    """Tell whether sums give all metrics: the least and the greatest value they do not know."""
    measured = [metric.partition(":") for metric in grouping.metrics if ":" in metric]
    return all(function in ("sum", "avg") and name in tallies.SCALES for function, _, name in measured)


def _month_from(day: date) -> date:
    """Give the first day of the first month that lies wholly at or after a day."""
    return day if day.day == 1 else day + relativedelta(day=1, months=1)


def _month_until(day: date) -> date:
    """Give the last day of the last month that lies wholly at or before a day."""
    return day if (day + timedelta(1)).day == 1 else day.replace(day=1) - timedelta(1)


def _between(asked: Question, since: date, until: date) -> Question:
    return replace(
        asked,
        shape=replace(asked.shape, since=True, until=True),
        values=asked.values | {"since": since, "until": until},
    )


def _read(
    connection: Connection, asked: Question, grouping: Grouping, level: Level, days: Days
) -> Iterator[tuple[Group, Tally]]:
    by_time = grouping.unit is not None
    dimensions, measures = tuple(one.name for one in grouping.others), tuple(one.name for one in grouping.measures)
    bounded = tuple(day is not None for day in days)
    statement = _statement(asked.shape, level, dimensions, measures, by_time, bounded)
    values = asked.values | {"from": days[0], "to": days[1], "scope": _scope(asked, level)}
    width = len(dimensions) + by_time
    for row in fetched(connection, statement, values):
        known = tuple(row)
        # Without a group there is one row, though nothing be counted.
        if known[width] or not width:
            # Where no country is known the sums have ''.
            group = tuple(value or None for value in known[:width])
            measured = tuple((known[at], known[at + 1], None, None) for at in range(width + 1, len(known), 2))
            yield (group if by_time else (None, *group)), Tally(known[width], measured)


def _scope(asked: Question, level: Level) -> int:
    if level.scope is None:
        one = next(one for one, _ in asked.shape.uses if isinstance(one, ScopeFilter))
        found: int = asked.values[f"{one.name}_0"]
        return found
    named = level in PLACE_LEVELS
    return scope_key(Kind.EVENT, level.scope, asked.values["country"][0] if named else "")


@lru_cache(SHAPES)
def _statement(
    shape: Shape,
    level: Level,
    dimensions: tuple[str, ...],
    measures: tuple[str, ...],
    by_time: bool,
    bounded: tuple[bool, ...],
) -> Select[*tuple[Any, ...]]:
    keys = [COLUMNS[name] for name in dimensions]
    if by_time:
        keys.insert(0, Kept.period)
    sums = [column for name in measures for column in _sums(name)]
    found = select(*keys, _total(Kept.events), *sums).where(Kept.scope == bindparam("scope"))
    if bounded[0]:
        found = found.where(Kept.period >= bindparam("from", type_=Kept.period.type))
    if bounded[1]:
        found = found.where(Kept.period <= bindparam("to", type_=Kept.period.type))
    if shape.stands_for:
        found = found.where(Kept.roles.op("&")(shape.stands_for << REPRESENTS_SHIFT) != 0)
    for one, _ in shape.uses:
        if isinstance(one, ScopeFilter):
            found = found.where(Kept.roles.op("&")(role_bits(Kind.EVENT, one.roles)) != 0)
        elif isinstance(one, Filter) and not (one.name == "country" and level in PLACE_LEVELS):
            found = found.where(_condition(one))
    return found.group_by(*keys)


def _condition(one: Filter) -> Any:
    column = COLUMNS[one.name.removesuffix("__not")]
    values: Any = bindparam(one.name, expanding=True)
    return column.not_in(values) if one.name.endswith("__not") else column.in_(values)


def _total(column: Any) -> Any:
    # PostgreSQL sums whole numbers into a decimal.
    return func.coalesce(func.sum(column), literal(0)).cast(column.type)


def _sums(name: str) -> tuple[Any, Any]:
    return _total(_KNOWN.get(name, Kept.events)), _total(getattr(Kept, name))
