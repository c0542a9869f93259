"""Answer aggregates of events from the sums that are kept when events are written (`store.tallies`), where these know enough.

A level of sums knows some dimensions and can be filtered by them. Where it is by month, the whole months of the range asked
about come from it, and the days at its ends from finer sums or from the events themselves.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache, lru_cache, partial
from itertools import chain

from dateutil.relativedelta import relativedelta
from sqlalchemy import Connection, bindparam, select

from schemas.aggregates import CONFLICT, ColumnDimension
from schemas.codebook import codebook
from schemas.filters import DedupeFilter, ScopeFilter
from service.queries.grouping import Group, Grouping, Tally
from service.queries.kept_actors import BY_ACTOR, Chart, Counted, Days, by_entity, by_facet
from service.queries.question import Arity, Question, Shape
from service.queries.summed import COLUMNS, Read, amounts, filtered, less, tally_of, within
from service.queries.walks import SHAPES, Part
from store import tallies
from store.derived import Tally as Kept
from store.identity import Kind
from store.prepared import fetched
from store.scopes import Scope, role_bits, scope_key

# Under which licence a dataset stands is read before: the filter asks for datasets.
_ALWAYS = frozenset({"dataset", "licence", "status"})
_FINER_THAN_MONTHS = ("day", "week")
_MEASURES = {*tallies.SCALES, CONFLICT.name}


@dataclass(frozen=True, slots=True)
class Level:
    """Sums of one sort: under which scope they are kept, whether by day or by month, and what they tell apart.

    Of `each_country` they have a scope of their own; what these leave of all is of no country. Sums of `all_time` know neither
    days nor months.
    """

    scope: Scope | None
    by_day: bool
    knows: frozenset[str]
    each_country: bool = False
    all_time: bool = False


# The first that knows enough is read: the fewer rows, the earlier. Without a scope of its own it is that of an actor.
LEVELS = (
    Level(Scope.EVERY_MONTH, by_day=False, knows=_ALWAYS | {"root_code", "quad_class"}),
    Level(Scope.COUNTRIES_EVER, by_day=False, knows=_ALWAYS | {"country", "quad_class"}, all_time=True),
    Level(Scope.COUNTRIES_BY_MONTH, by_day=False, knows=_ALWAYS | {"country", "quad_class"}),
    Level(Scope.PLACE_BY_MONTH, False, _ALWAYS | {"country", "root_code", "quad_class"}, each_country=True),
    Level(Scope.EVERY_DAY, by_day=True, knows=_ALWAYS | {"root_code", "quad_class"}),
    Level(Scope.PLACE_BY_DAY, True, _ALWAYS | {"country"}, each_country=True),
)
PLACE_LEVELS = (
    Level(Scope.PLACE_BY_MONTH, by_day=False, knows=_ALWAYS | {"root_code", "quad_class"}),
    Level(Scope.PLACE_BY_DAY, by_day=True, knows=_ALWAYS),
)
ACTOR_LEVELS = (Level(None, by_day=False, knows=_ALWAYS | {"root_code", "quad_class"}),)


Rest = tuple[tuple[Question, Part], ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """What the sums know of a question; `rest` is what they leave out: questions, each with the part of it that counts.

    `complete` puts together what they know with what is counted of the rest.
    """

    complete: Callable[[Iterable[Counted]], Iterable[Counted]]
    rest: Rest


def kept(connection: Connection, asked: Question, grouping: Grouping) -> Answer | None:
    """Answer from sums what begins in the range asked about; None where they do not know enough."""
    if len(grouping.others) == 1 and grouping.others[0].name in BY_ACTOR:
        return _by_actor(connection, asked, grouping)
    levels = _levels(asked, grouping)
    level = next((one for one in levels if one.by_day or grouping.unit not in _FINER_THAN_MONTHS), None)
    if level is None:
        return None
    finer = next((one for one in levels if one.by_day), None)
    whole, ends = _cut(asked, level)
    stretches = [(level, whole)] if whole else []
    stretches += [(finer, end) for end in ends if finer]
    read = chain.from_iterable(_read(connection, asked, grouping, of, days) for of, days in stretches)
    return Answer(partial(chain, read), _rest(asked, [] if finer else ends))


def _by_actor(connection: Connection, asked: Question, grouping: Grouping) -> Answer | None:
    """Answer what is grouped by actors alone, or what they are, with or without months; the days at the ends are counted."""
    months = whole_months(asked, grouping)
    if months is None:
        return None
    whole, rest = months
    chart = Chart(connection, asked, grouping, whole)
    complete = by_entity if chart.by.facet is Scope.ENTITY else by_facet
    return Answer(partial(complete, chart), rest)


def whole_months(asked: Question, grouping: Grouping) -> tuple[Days, Rest] | None:
    """Give the months of which sums under actors know all that is asked, and what is left to count; None without any."""
    known = grouping.unit not in _FINER_THAN_MONTHS and _summed(asked, grouping)
    if not known or not _plain_filters(asked) <= ACTOR_LEVELS[0].knows or _actors(asked):
        return None
    whole, ends = _cut(asked, ACTOR_LEVELS[0])
    return None if whole is None else (whole, _rest(asked, ends))


def _rest(asked: Question, ends: Iterable[tuple[date, date]]) -> Rest:
    """List what is left to count: what reaches into the range from before, and what begins on days at its ends."""
    reaching = [(asked, Part.REACHES)] if asked.shape.since else []
    return (*reaching, *((_between(asked, *end), Part.BEGINS) for end in ends))


def _levels(asked: Question, grouping: Grouping) -> list[Level]:
    """List the levels that know enough, that with the fewest rows first."""
    if not _summed(asked, grouping):
        return []
    if not all(isinstance(one, ColumnDimension) and one.name in COLUMNS for one in grouping.others):
        return []
    actors = _actors(asked)
    if actors not in ([], [(1,)]):
        return []
    shown, filters = {one.name for one in grouping.others}, _plain_filters(asked)
    needed = shown | filters
    if CONFLICT.name in {one.name for one in grouping.measures}:
        needed.add("quad_class")
    levels: tuple[Level, ...]
    if actors:
        levels = ACTOR_LEVELS
    elif "country" not in shown and _country(asked) is not None:
        levels, needed = PLACE_LEVELS, needed - {"country"}
    else:
        levels = tuple(level for level in LEVELS if not level.each_country or "country" in shown - filters)
    timed = grouping.unit is not None or asked.shape.since or asked.shape.until
    return [level for level in levels if needed <= level.knows and not (timed and level.all_time)]


def _actors(asked: Question) -> list[Arity]:
    """Give how many actors each filter names that asks for some."""
    return [arity for one, arity in asked.shape.uses if isinstance(one, ScopeFilter)]


def _plain_filters(asked: Question) -> set[str]:
    """Give what is asked for besides actors, days and duplicates."""
    filters = [one for one, _ in asked.shape.uses if not isinstance(one, ScopeFilter | DedupeFilter)]
    return {one.name.removesuffix("__not") for one in filters}


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
    first = _month_from(since) if since else date.min
    last = _month_until(until) if until else date.max
    if first is None or last is None or first > last:
        return None, [(since or date.min, until or date.max)]
    ends = []
    if since and since < first:
        ends.append((since, first - timedelta(1)))
    if until and last < until:
        ends.append((last + timedelta(1), until))
    return (first if since else None, last if until else None), ends


def _summed(asked: Question, grouping: Grouping) -> bool:
    """Tell whether sums give all metrics: they are of events, and know no least and no greatest value."""
    measured = [metric.partition(":") for metric in grouping.metrics if ":" in metric]
    known = all(function in ("sum", "avg") and name in _MEASURES for function, _, name in measured)
    return known and asked.shape.collection.kind is Kind.EVENT


def _month_from(day: date) -> date | None:
    """Give the first day of the first month that lies wholly at or after a day, None where the calendar has none."""
    last = day + relativedelta(day=31)
    if day.day == 1:
        return day
    return None if last == date.max else last + timedelta(1)


def _month_until(day: date) -> date | None:
    """Give the last day of the last month that lies wholly at or before a day, None where the calendar has none."""
    first = day.replace(day=1)
    if day == day + relativedelta(day=31):
        return day
    return None if first == date.min else first - timedelta(1)


def _between(asked: Question, since: date, until: date) -> Question:
    return replace(
        asked,
        shape=replace(asked.shape, since=True, until=True),
        values=asked.values | {"since": since, "until": until},
    )


def _read(connection: Connection, asked: Question, grouping: Grouping, level: Level, days: Days) -> Iterable[Counted]:
    if not level.each_country:
        return _sums(connection, asked, grouping, level, days)
    of_all = next(one for one in LEVELS if one.by_day is level.by_day and not one.each_country)
    dimensions = tuple(name for name in grouping.dimensions if name != "country")
    everywhere = _sums(connection, asked, replace(grouping, dimensions=dimensions), of_all, days)
    at = [one.name for one in grouping.others].index("country") + 1
    rest = {(*group[:at], None, *group[at:]): tally for group, tally in everywhere}
    found = list(_sums(connection, asked, grouping, level, days))
    for group, tally in found:
        nowhere = (*group[:at], None, *group[at + 1 :])
        rest[nowhere] = rest[nowhere] + less(tally)
    return [*found, *((group, tally) for group, tally in rest.items() if tally.count)]


def _sums(
    connection: Connection, asked: Question, grouping: Grouping, level: Level, days: Days
) -> Iterator[tuple[Group, Tally]]:
    by_time = grouping.unit is not None
    dimensions, measures = tuple(one.name for one in grouping.others), tuple(one.name for one in grouping.measures)
    bounded = tuple(day is not None for day in days)
    statement = _statement(asked.shape, level, dimensions, measures, by_time, bounded)
    countries = _countries(level.scope) if level.each_country else {}
    values = asked.values | {"from": days[0], "to": days[1]}
    values |= {"scopes": list(countries)} if countries else {"scope": _scope(asked, level)}
    width = len(dimensions) + by_time
    for row in fetched(connection, statement, values):
        known = tuple(row)
        # Without a group there is one row, though nothing be counted.
        if known[width] or not width:
            # Where no country is known the sums have ''.
            group = tuple(countries.get(value, value) or None for value in known[:width])
            yield (group if by_time else (None, *group)), tally_of(known, width)


def _scope(asked: Question, level: Level) -> int:
    if level.scope is None:
        one = next(one for one, _ in asked.shape.uses if isinstance(one, ScopeFilter))
        found: int = asked.values[f"{one.name}_0"]
        return found
    named = level in PLACE_LEVELS
    return scope_key(Kind.EVENT, level.scope, asked.values["country"][0] if named else "")


@cache
def _countries(scope: Scope | None) -> Mapping[int, str]:
    """Give the country of each scope of a level that has one for each."""
    assert scope is not None  # noqa: S101 - such a level has one
    return {scope_key(Kind.EVENT, scope, code): code for code in codebook("country").codes}


@lru_cache(SHAPES)
def _statement(
    shape: Shape,
    level: Level,
    dimensions: tuple[str, ...],
    measures: tuple[str, ...],
    by_time: bool,
    bounded: tuple[bool, ...],
) -> Read:
    columns = COLUMNS | {"country": Kept.scope} if level.each_country else COLUMNS
    keys = [columns[name] for name in dimensions]
    if by_time:
        keys.insert(0, Kept.period)
    under = (
        Kept.scope.in_(bindparam("scopes", expanding=True)) if level.each_country else Kept.scope == bindparam("scope")
    )
    found = select(*keys, *amounts(measures)).where(under)
    for one, _ in shape.uses:
        if isinstance(one, ScopeFilter):
            found = found.where(Kept.roles.op("&")(role_bits(Kind.EVENT, one.roles)) != 0)
    without = "country" if level in PLACE_LEVELS else ""
    return filtered(within(found, bounded), shape, without).group_by(*keys)
