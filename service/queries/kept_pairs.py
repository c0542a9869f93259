"""Who acts on whom, from the sums under pairs of actors; the first and the last day are looked up in the months that have any."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from functools import lru_cache
from itertools import product
from typing import Any

from sqlalchemy import ColumnElement, Connection, FromClause, Select, bindparam, func, select

from service.queries.conditions import conditions
from service.queries.grouping import Tally
from service.queries.kept_actors import Days
from service.queries.question import Question, Shape
from service.queries.summed import Read, amounts, filtered, tally_of, within
from service.queries.walks import SHAPES, beside, by_several_days
from store.derived import Appearance
from store.derived import Tally as Kept
from store.refresh import batched
from store.scopes import REPRESENTS_SHIFT, pair_key

# So many pairs are asked for at once: an engine takes some tens of thousands of values in a statement.
PAIRS_AT_ONCE = 10_000
_FROM, _TO = bindparam("from", type_=Kept.period.type), bindparam("to", type_=Kept.period.type)


def between(
    connection: Connection, asked: Question, entities: Sequence[int], measures: tuple[str, ...], days: Days
) -> Iterator[tuple[int, int, date, date, Tally]]:
    """Give each pair of entities of which the first acts on the second: both, the first and last day, and what is summed."""
    pairs = {pair_key(*pair): pair for pair in product(entities, repeat=2)}
    statement = _statement(asked.shape, measures, (days[0] is not None, days[1] is not None))
    for some in batched(pairs, PAIRS_AT_ONCE):
        values = asked.values | {"from": days[0], "to": days[1], "members": some}
        for scope, first, last, lasting, *known in connection.execute(statement, values):
            yield *pairs[scope], first, max(last, lasting or last), tally_of(tuple(known), 0)


@lru_cache(SHAPES)
def _statement(shape: Shape, measures: tuple[str, ...], bounded: tuple[bool, bool]) -> Read:
    periods = (func.min(Kept.period).label("first"), func.max(Kept.period).label("last"))
    sums = [column.label(f"sum_{place}") for place, column in enumerate(amounts(measures))]
    known = select(Kept.scope, *periods, *sums).where(Kept.scope.in_(bindparam("members", expanding=True)))
    found = within(filtered(known, shape), bounded).group_by(Kept.scope).subquery()
    start = Appearance.start_on
    first = _day(start, shape, found, bounded).where(start >= found.c.first).order_by(start).limit(1)
    last = _day(start, shape, found, bounded).where(start >= found.c.last).order_by(start.desc()).limit(1)
    lasting = _day(func.max(Appearance.end_on), shape, found, bounded).where(Appearance.end_on > start)
    days = (first, last, by_several_days(lasting, Appearance))
    return select(found.c.scope, *(day.scalar_subquery() for day in days), *(found.c[column.name] for column in sums))


def _day(
    column: ColumnElement[date] | Any, shape: Shape, found: FromClause, bounded: tuple[bool, bool]
) -> Select[*tuple[Any, ...]]:
    """Select a day of the events of a pair that match and begin within the months."""
    day = select(column).where(Appearance.scope == found.c.scope).correlate(found)
    if bounded[0]:
        day = day.where(Appearance.start_on >= _FROM)
    if bounded[1]:
        day = day.where(Appearance.start_on <= _TO)
    if shape.stands_for:
        day = day.where(Appearance.roles.op("&")(shape.stands_for << REPRESENTS_SHIFT) != 0)
    if rest := beside(shape, None):
        table = shape.collection.table
        day = day.join(table, table.id == Appearance.record_id).where(*conditions(shape, rest))
    return day
