"""Count and measure records by up to three dimensions: flat rows out of what is known of each group by day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import Connection

from schemas.aggregates import SHARE_KEEPS, SMOOTHED
from service.queries.grouping import OTHER, Group, Grouping, Row, Tally, column_of
from service.queries.naming import names
from service.queries.periods import filled, folded
from service.queries.question import Question
from service.queries.tallying import tallies

# How far values are rounded: more digits than any of them carries.
DIGITS = 6
# One event in a hundred million is still a share.
SHARE_DIGITS = 9
# What tells of each group by day what is known of it.
Tallying = Callable[[Connection, Question, Grouping], Iterable[tuple[Group, Tally]]]


def aggregate(connection: Connection, asked: Question, grouping: Grouping, tallied: Tallying = tallies) -> list[Row]:
    """Give flat rows, by time and then the largest groups first. Raises BadValue where there would be too many."""
    found = _cut(folded(tallied(connection, asked, grouping), asked, grouping), grouping)
    if grouping.unit:
        found = filled(found, asked, grouping)
    totals = _totals(connection, asked, grouping) if "share" in grouping.metrics else {}
    shown = names(connection, found, grouping.others)
    rows = [_row(group, tally, grouping, shown, totals.get(group[0], 0)) for group, tally in found.items()]
    if grouping.smooth:
        _smooth(rows, grouping, width=len({group[1:] for group in found}))
    return rows


def ranked(found: Mapping[Group, Tally]) -> list[Group]:
    """List the values of the dimensions besides time, the largest over all time first."""
    totals: dict[Group, int] = defaultdict(int)
    for group, tally in found.items():
        totals[group[1:]] += tally.count
    return sorted(totals, key=lambda others: (-totals[others], [_sortable(value) for value in others]))


def average(total: int, known: int, scale: int) -> float | None:
    """Give the average of what is known, None where nothing is."""
    return round(total / scale / known, DIGITS) if known else None


def _cut(tallied: Mapping[Group, Tally], grouping: Grouping) -> dict[Group, Tally]:
    """Keep the largest groups over all time, gather the rest as `other`, and put all in order.

    What sums know of the rest together is there as `other` already.
    """
    other = (OTHER,) * len(grouping.others)
    largest = [others for others in ranked(tallied) if not others or others != other]
    rank = {others: place for place, others in enumerate(largest[: grouping.top])}
    found: dict[Group, Tally] = {}
    for group, tally in tallied.items():
        kept = group if group[1:] in rank else (group[0], *other)
        found[kept] = found[kept] + tally if kept in found else tally
    order = {other: len(rank)} | rank
    return dict(sorted(found.items(), key=lambda item: (item[0][0] or date.min, order[item[0][1:]])))


def _totals(connection: Connection, asked: Question, grouping: Grouping) -> dict[date | None, int]:
    """Count all that the datasets asked about hold in each period, whatever else the question selects."""
    uses = tuple(use for use in asked.shape.uses if use[0].name in SHARE_KEEPS)
    whole = replace(asked, shape=replace(asked.shape, uses=uses))
    by_time = tuple(name for name in grouping.dimensions if name.startswith("date:"))
    counting = Grouping(grouping.aggregation, by_time, ("count",), grouping.top)
    return {
        period: tally.count
        for (period,), tally in folded(tallies(connection, whole, counting), whole, counting).items()
    }


def _row(group: Group, tally: Tally, grouping: Grouping, shown: Sequence[Mapping[Any, Row]], total: int) -> Row:
    row: Row = {}
    if grouping.unit:
        row["date"] = group[0].isoformat()
    for values, value in zip(shown, group[1:], strict=True):
        row |= values[value]
    for metric in grouping.metrics:
        row[column_of(metric)] = _metric(metric, tally, grouping, total)
    return row


def _metric(metric: str, tally: Tally, grouping: Grouping, total: int) -> Any:
    if metric == "count":
        return tally.count
    if metric == "share":
        return round(tally.count / total, SHARE_DIGITS) if total else None
    function, _, name = metric.partition(":")
    measures = grouping.measures
    place = next(place for place, measure in enumerate(measures) if measure.name == name)
    known, total_scaled, least, greatest = tally.measured[place]
    if not known:
        return None
    scale = measures[place].scale
    if function == "avg":
        return average(total_scaled, known, scale)
    whole = total_scaled if scale == 1 else total_scaled / scale
    return round({"sum": whole, "min": least, "max": greatest}[function], DIGITS)


def _smooth(rows: list[Row], grouping: Grouping, width: int) -> None:
    """Add to each row the mean of its group over the periods up to its own; the first periods have fewer before them."""
    for column in grouping.smooth_columns:
        digits = SHARE_DIGITS if column == "share" else DIGITS
        for place, row in enumerate(rows):
            first = place - width * min(grouping.smooth - 1, place // width)
            known = [each[column] for each in rows[first : place + 1 : width] if each[column] is not None]
            row[f"{column}{SMOOTHED}"] = round(sum(known) / len(known), digits) if known else None


def _sortable(value: Any) -> tuple[bool, str]:
    return value is None, str(value)
