"""Days folded to weeks, months and so on, and the periods between the first and the last.

Days are folded here and not in SQL, which is faster than to compute them row by row and the same on both engines. A record
that lasts longer counts in the period of its first day, or of the first day asked about if it began before: so the periods
sum to the count.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, timedelta
from itertools import product
from typing import Any

from dateutil.relativedelta import relativedelta

from schemas.aggregates import Aggregation
from service.queries.grouping import Group, Grouping, Tally
from service.queries.question import BadValue, Question

MAX_ROWS = 20_000
_TICK = timedelta(microseconds=1)


def folded(tallies: Iterable[tuple[Group, Tally]], asked: Question, grouping: Grouping) -> dict[Group, Tally]:
    """Fold days to the periods that are asked for."""
    since = asked.values.get("since")
    found: dict[Group, Tally] = {}
    for (day, *others), tally in tallies:
        period = _FIRST_DAY[grouping.unit](max(day, since) if since else day) if grouping.unit else None
        group = (period, *others)
        found[group] = found[group] + tally if group in found else tally
    return found


def filled(tallies: Mapping[Group, Tally], asked: Question, grouping: Grouping) -> dict[Group, Tally]:
    """Give every period between the first and the last, or those asked about, its row for every group."""
    unit = str(grouping.unit)
    periods = _periods([group[0] for group in tallies], *_range(asked, grouping.aggregation), unit)
    others = list(dict.fromkeys(group[1:] for group in tallies)) or ([()] if not grouping.others else [])
    if len(periods) * len(others) > MAX_ROWS:
        raise BadValue(
            "group_by",
            f"would give {len(periods) * len(others):,} rows and may give {MAX_ROWS:,}; ask for a longer period than "
            f"a {unit}, a shorter range of dates or a smaller top.",
        )
    nothing = Tally(0, tuple((0, 0, None, None) for _ in grouping.measures))
    return {(period, *group): tallies.get((period, *group), nothing) for period, group in product(periods, others)}


def _periods(found: list[date], since: date | None, until: date | None, unit: str) -> list[date]:
    first = _FIRST_DAY[unit](since) if since else min(found, default=None)
    last = _FIRST_DAY[unit](until) if until else max(found, default=None)
    if first is None or last is None:
        return []
    if (last - first).days > MAX_ROWS * _DAYS[unit]:
        raise BadValue(
            "group_by",
            f"spans too many periods of a {unit}, from {first.isoformat()} to {last.isoformat()}: it may give {MAX_ROWS:,} "
            "rows; ask for a shorter range of dates or a longer period.",
        )
    periods = []
    while first <= last:
        periods.append(first)
        try:
            first = first + _STEP[unit]
        except (OverflowError, ValueError):
            break
    return periods


def _range(asked: Question, aggregation: Aggregation) -> tuple[date | None, date | None]:
    """Give the first and the last day that are asked about."""
    if aggregation.instant is None:
        return asked.values.get("since"), asked.values.get("until")
    instants = {edge: asked.values.get(f"{aggregation.bounds}__{edge}") for edge in ("gte", "gt", "lte", "lt")}
    first = [instants["gte"], _moved(instants["gt"], _TICK)]
    last = [instants["lte"], _moved(instants["lt"], -_TICK)]
    return (
        max((instant.date() for instant in first if instant), default=None),
        min((instant.date() for instant in last if instant), default=None),
    )


def _moved(instant: datetime | None, by: timedelta) -> datetime | None:
    try:
        return instant and instant + by
    except OverflowError:
        return instant


_FIRST_DAY: dict[str | None, Callable[[date], date]] = {
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
