"""Count and measure records by up to three dimensions.

SQL groups by day; days are folded to weeks, months and so on here, which is faster than to compute them row by row and the
same on both engines. A record that lasts longer counts in the period of its first day, or of the first day asked about if it
began before: so the periods sum to the count.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from itertools import product
from typing import Any

from dateutil.relativedelta import relativedelta
from sqlalchemy import BigInteger, Connection, Select, bindparam, cast, func, select

from schemas.aggregates import Aggregation, ColumnDimension, LinkedDimension, Measure
from schemas.codebook import codebook
from schemas.filters import ScopeFilter
from service.queries.conditions import conditions, overlap
from service.queries.question import BadValue, Question, Shape
from service.queries.walks import SHAPES
from store.derived import Appearance
from store.identity import Kind, public_id
from store.scopes import role_bits
from store.tables import Dataset, Entity, Source

MAX_ROWS = 20_000
OTHER = "other"
# How far measured values are rounded: more digits than any of them carries.
DIGITS = 6

Row = dict[str, Any]
Group = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Grouping:
    """What is asked: dimensions and metrics by name, the unit of time if it is one of them, how many groups are shown."""

    aggregation: Aggregation
    dimensions: tuple[str, ...]
    metrics: tuple[str, ...]
    top: int

    @property
    def unit(self) -> str | None:
        """The unit of time that is grouped by."""
        return next((name.partition(":")[2] for name in self.dimensions if name.startswith("date:")), None)

    @property
    def others(self) -> tuple[str, ...]:
        """The dimensions besides time."""
        return tuple(name for name in self.dimensions if not name.startswith("date:"))

    @property
    def columns(self) -> list[str]:
        """The keys of every row, in order."""
        time = ["date"] if self.unit else []
        shown = [column for name in self.others for column in self.aggregation.dimensions[name].columns]
        return time + shown + [metric.replace(":", "_") for metric in self.metrics]

    @property
    def measures(self) -> tuple[Measure, ...]:
        """The numbers that the metrics need."""
        names = dict.fromkeys(metric.partition(":")[2] for metric in self.metrics if metric != "count")
        return tuple(self.aggregation.measures[name] for name in names)


@dataclass(frozen=True, slots=True)
class Tally:
    """What is known of a group: how many, and for each measure (how many known, scaled sum, least, greatest)."""

    count: int
    measured: tuple[tuple[int, int, Any, Any], ...]

    def __add__(self, other: Tally) -> Tally:
        return Tally(
            self.count + other.count,
            tuple(
                (mine[0] + its[0], mine[1] + its[1], _least(min, mine[2], its[2]), _least(max, mine[3], its[3]))
                for mine, its in zip(self.measured, other.measured, strict=True)
            ),
        )


def aggregate(connection: Connection, asked: Question, grouping: Grouping) -> list[Row]:
    """Give flat rows, by time and then the largest groups first. Raises BadValue where there would be too many."""
    tallies = _folded(_tallies(connection, asked, grouping), asked, grouping)
    tallies = _cut(tallies, grouping)
    if grouping.unit:
        tallies = _filled(tallies, asked, grouping)
    names = _names(connection, tallies, grouping)
    return [_row(group, tally, grouping, names) for group, tally in tallies.items()]


@lru_cache(SHAPES)
def _statement(
    shape: Shape, aggregation: Aggregation, others: tuple[str, ...], measures: tuple[Measure, ...], by_day: bool
) -> Select[*tuple[Any, ...]]:
    dimensions = [aggregation.dimensions[name] for name in others]
    needs_table = bool(measures) or any(isinstance(one, ColumnDimension) for one in dimensions)
    matching, start, record = _matching(shape, needs_table)
    keys: list[Any] = [start] if by_day else []
    for dimension in dimensions:
        if isinstance(dimension, LinkedDimension):
            matching = matching.outerjoin(dimension.links, dimension.links.c.record == record)
            keys.append(dimension.links.c.value)
        else:
            keys.append(dimension.column)
    sums = [column for measure in measures for column in _sums(measure)]
    return matching.add_columns(*keys, func.count(), *sums).group_by(*keys)


def _matching(shape: Shape, needs_table: bool) -> tuple[Select[*tuple[Any, ...]], Any, Any]:
    """Give what to count, with its columns of the first day and the id.

    One scope is read off the index of appearances, and the table is joined only where something else of it is asked.
    """
    table = shape.collection.table
    driver = next((use for use in shape.uses if isinstance(use[0], ScopeFilter) and use[1] == (1,)), None)
    if driver is None:
        matching = select().select_from(table).where(*conditions(shape, shape.uses), *overlap(shape, table))
        return matching, table.start_on, table.id
    one, _ = driver
    assert isinstance(one, ScopeFilter)  # noqa: S101 - chosen so
    rest = tuple(use for use in shape.uses if use is not driver)
    matching = select().select_from(Appearance)
    if rest or needs_table:
        matching = matching.join(table, table.id == Appearance.record_id).where(*conditions(shape, rest))
    matching = matching.where(
        Appearance.scope == bindparam(f"{one.name}_0"),
        Appearance.roles.op("&")(role_bits(shape.collection.kind, one.roles)) != 0,
        *overlap(shape, Appearance),
    )
    return matching, Appearance.start_on, Appearance.record_id


def _sums(measure: Measure) -> tuple[Any, ...]:
    scaled = cast(func.round(measure.column * measure.scale), BigInteger)
    # PostgreSQL sums whole numbers into a decimal.
    return (
        func.count(measure.column),
        cast(func.coalesce(func.sum(scaled), 0), BigInteger),
        func.min(measure.column),
        func.max(measure.column),
    )


def _tallies(connection: Connection, asked: Question, grouping: Grouping) -> Iterator[tuple[Group, Tally]]:
    """Run the grouping by day; a group is (day or None, then the other dimensions)."""
    by_day = grouping.unit is not None
    statement = _statement(asked.shape, grouping.aggregation, grouping.others, grouping.measures, by_day)
    width = len(grouping.others) + by_day
    for row in connection.execute(statement, asked.values):
        values = tuple(row)
        measured = tuple(tuple(values[at : at + 4]) for at in range(width + 1, len(values), 4))
        group = values[:width] if by_day else (None, *values[:width])
        yield group, Tally(values[width], measured)


def _folded(tallies: Iterator[tuple[Group, Tally]], asked: Question, grouping: Grouping) -> dict[Group, Tally]:
    """Fold days to periods."""
    since = asked.values.get("since")
    found: dict[Group, Tally] = {}
    for (day, *others), tally in tallies:
        period = _PERIOD[grouping.unit](max(day, since) if since else day) if grouping.unit else None
        group = (period, *others)
        found[group] = found[group] + tally if group in found else tally
    return found


def _cut(tallies: dict[Group, Tally], grouping: Grouping) -> dict[Group, Tally]:
    """Keep the largest groups over all time, gather the rest as `other`, and put all in order."""
    totals: dict[Group, int] = defaultdict(int)
    for group, tally in tallies.items():
        totals[group[1:]] += tally.count
    ranked = sorted(totals, key=lambda others: (-totals[others], [_sortable(value) for value in others]))
    rank = {others: place for place, others in enumerate(ranked[: grouping.top])}
    other = (OTHER,) * len(grouping.others)
    found: dict[Group, Tally] = {}
    for group, tally in tallies.items():
        kept = group if group[1:] in rank else (group[0], *other)
        found[kept] = found[kept] + tally if kept in found else tally
    order = rank | ({other: len(rank)} if len(ranked) > grouping.top else {})
    return dict(sorted(found.items(), key=lambda item: (item[0][0] or date.min, order[item[0][1:]])))


def _filled(tallies: dict[Group, Tally], asked: Question, grouping: Grouping) -> dict[Group, Tally]:
    """Give every period between the first and the last, or those asked about, its row for every group."""
    periods = _periods(tallies, asked, str(grouping.unit))
    others = list(dict.fromkeys(group[1:] for group in tallies)) or ([()] if not grouping.others else [])
    if len(periods) * len(others) > MAX_ROWS:
        raise BadValue(
            "group_by",
            f"would give {len(periods) * len(others):,} rows and may give {MAX_ROWS:,}; ask for a longer period than "
            f"a {grouping.unit}, a shorter range of dates or a smaller top.",
        )
    nothing = Tally(0, tuple((0, 0, None, None) for _ in grouping.measures))
    return {(period, *group): tallies.get((period, *group), nothing) for period, group in product(periods, others)}


def _periods(tallies: Mapping[Group, Tally], asked: Question, unit: str) -> list[date]:
    first = (
        _PERIOD[unit](asked.values["since"]) if "since" in asked.values else min((g[0] for g in tallies), default=None)
    )
    last = (
        _PERIOD[unit](asked.values["until"]) if "until" in asked.values else max((g[0] for g in tallies), default=None)
    )
    if first is None or last is None:
        return []
    if (last - first).days > MAX_ROWS * _DAYS[unit]:
        raise BadValue("group_by", f"spans too many periods of a {unit}; ask for a shorter range of dates.")
    periods = []
    while first <= last:
        periods.append(first)
        try:
            first = first + _STEP[unit]
        except (OverflowError, ValueError):
            break
    return periods


_PERIOD: dict[str | None, Callable[[date], date]] = {
    "day": lambda day: day,
    "week": lambda day: day - timedelta(min(day.weekday(), day.toordinal() - 1)),
    "month": lambda day: day.replace(day=1),
    "quarter": lambda day: day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1),
    "year": lambda day: day.replace(month=1, day=1),
}
_STEP: dict[str, Any] = {
    "day": timedelta(1),
    "week": timedelta(7),
    "month": relativedelta(months=1),
    "quarter": relativedelta(months=3),
    "year": relativedelta(years=1),
}
_DAYS = {"day": 1, "week": 7, "month": 31, "quarter": 92, "year": 366}


def _row(group: Group, tally: Tally, grouping: Grouping, names: Mapping[str, Mapping[Any, Row]]) -> Row:
    row: Row = {}
    if grouping.unit:
        row["date"] = group[0].isoformat()
    for name, value in zip(grouping.others, group[1:], strict=True):
        row |= names[name][value]
    for metric in grouping.metrics:
        row[metric.replace(":", "_")] = _metric(metric, tally, grouping.measures)
    return row


def _metric(metric: str, tally: Tally, measures: Sequence[Measure]) -> Any:
    if metric == "count":
        return tally.count
    function, _, name = metric.partition(":")
    place = next(place for place, measure in enumerate(measures) if measure.name == name)
    known, total, least, greatest = tally.measured[place]
    if not known:
        return None
    scale = measures[place].scale
    whole = total if scale == 1 else total / scale
    value = {"avg": total / scale / known, "sum": whole, "min": least, "max": greatest}[function]
    return round(value, DIGITS)


def _names(connection: Connection, tallies: Mapping[Group, Tally], grouping: Grouping) -> dict[str, dict[Any, Row]]:
    """Give for each dimension and value what the row shows of it: the code or id, and what it means."""
    named = {}
    for place, name in enumerate(grouping.others, start=1):
        dimension = grouping.aggregation.dimensions[name]
        values = {group[place] for group in tallies}
        shown = _shown(connection, dimension, values - {None, OTHER})
        unknown, other = dict.fromkeys(dimension.columns), dict.fromkeys(dimension.columns, OTHER)
        named[name] = shown | {None: unknown, OTHER: other}
    return named


def _shown(connection: Connection, dimension: ColumnDimension | LinkedDimension, values: set[Any]) -> dict[Any, Row]:
    name = dimension.name
    if isinstance(dimension, LinkedDimension):
        kind, table = (Kind.ENTITY, Entity) if dimension.naming == "entity" else (Kind.SOURCE, Source)
        rows = connection.execute(select(table.id, table.name).where(table.id.in_(values)))
        return {record: {name: public_id(kind, record), f"{name}_name": title} for record, title in rows}
    if name == "dataset":
        rows = connection.execute(select(Dataset.id, Dataset.slug).where(Dataset.id.in_(values)))
        return {record: {name: slug} for record, slug in rows}
    if dimension.scheme is None:
        return {value: {name: value} for value in values}
    codes = codebook(dimension.scheme).codes
    return {value: {name: value, f"{name}_label": _label(codes, value)} for value in values}


def _label(codes: Mapping[str, Any], value: Any) -> str | None:
    entry = codes.get(str(value))
    return entry and entry.label


def _least(choose: Callable[..., Any], mine: Any, its: Any) -> Any:
    known = [value for value in (mine, its) if value is not None]
    return choose(known) if known else None


def _sortable(value: Any) -> tuple[bool, str]:
    return value is None, str(value)
