"""The statements that read sums (`store.tallies`): which columns, under which conditions."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, bindparam, func, literal

from schemas.aggregates import CONFLICT, in_conflict
from schemas.filters import Filter
from service.queries.grouping import Tally
from service.queries.question import Shape
from store.derived import Tally as Kept
from store.scopes import REPRESENTS_SHIFT

# The columns that sums may tell apart, by the name of the filter or dimension.
COLUMNS: dict[str, Any] = {
    "dataset": Kept.dataset_id,
    "licence": Kept.dataset_id,
    "status": Kept.status,
    "country": Kept.country,
    "root_code": Kept.root_code,
    "quad_class": Kept.quad_class,
}
# What is not a column of its own is a sum of those that are.
_TOTALS = {CONFLICT.name: in_conflict(Kept.quad_class, Kept.events)}
_KNOWN = {"tone": Kept.tone_known, "fatalities": Kept.fatalities_known}

Read = Select[*tuple[Any, ...]]


def amounts(measures: tuple[str, ...]) -> list[Any]:
    """Give the columns of a tally: how many, and for each measure how many are known and their sum."""
    found = [_total(Kept.events)]
    for name in measures:
        found += [_total(_KNOWN.get(name, Kept.events)), _total(_TOTALS.get(name, getattr(Kept, name, None)))]
    return found


def tally_of(row: tuple[Any, ...], at: int) -> Tally:
    """Read a tally from its columns, which begin at this place of a row."""
    return Tally(row[at], tuple((row[place], row[place + 1], None, None) for place in range(at + 1, len(row), 2)))


def less(tally: Tally) -> Tally:
    """Give what takes a tally away from another that is added."""
    return Tally(-tally.count, tuple((-known, -total, None, None) for known, total, *_ in tally.measured))


def within(found: Read, bounded: tuple[bool, ...]) -> Read:
    """Bound the periods by `from` and `to`, where there is such a bound."""
    if bounded[0]:
        found = found.where(Kept.period >= bindparam("from", type_=Kept.period.type))
    if bounded[1]:
        found = found.where(Kept.period <= bindparam("to", type_=Kept.period.type))
    return found


def filtered(found: Read, shape: Shape, without: str = "") -> Read:
    """Keep to what the plain filters of a question let through, one of them perhaps left aside."""
    if shape.stands_for:
        found = found.where(Kept.roles.op("&")(shape.stands_for << REPRESENTS_SHIFT) != 0)
    for one, _ in shape.uses:
        if isinstance(one, Filter) and one.name != without:
            found = found.where(_condition(one))
    return found


def _condition(one: Filter) -> Any:
    column = COLUMNS[one.name.removesuffix("__not")]
    values: Any = bindparam(one.name, expanding=True)
    return column.not_in(values) if one.name.endswith("__not") else column.in_(values)


def _total(column: Any) -> Any:
    # PostgreSQL sums whole numbers into a decimal.
    return func.coalesce(func.sum(column), literal(0)).cast(Kept.events.type)
