"""Count and sum by day: the statements of aggregates.

A range of days that records may overlap has two parts: what begins within it, which an index of days bounds at both ends,
and the few that last several days and reach into it from before, which have an index of their own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import chain
from typing import Any

from sqlalchemy import (
    CTE,
    BigInteger,
    CompoundSelect,
    Date,
    FromClause,
    Select,
    String,
    bindparam,
    cast,
    func,
    literal_column,
    null,
    select,
    type_coerce,
    union,
    union_all,
)

from schemas.aggregates import Aggregation, ColumnDimension, Dimension, LinkedDimension, Measure
from schemas.filters import ScopeFilter
from service.queries.conditions import SINCE, UNTIL, Conditions, conditions
from service.queries.grouping import Group, Grouping, Tally
from service.queries.kept import kept
from service.queries.question import Question, Shape
from service.queries.walks import SHAPES, Part, beside, by_several_days, names_nobody, reaching
from store.derived import Appearance
from store.scopes import REPRESENTS_SHIFT, role_bits


def tallies(connection: Any, asked: Question, grouping: Grouping) -> Iterable[tuple[Group, Tally]]:
    """Give what is known of each group by day; the same group may come several times.

    This is the one place where numbers come from: from sums that are kept, where these know enough, else from the records.
    """
    found = kept(connection, asked, grouping)
    if found is None:
        return _counted(connection, asked, grouping, parts(asked.shape))
    counted = (_counted(connection, rest, grouping, (part,)) for rest, part in found.rest)
    return found.complete(chain.from_iterable(counted))


def _counted(
    connection: Any, asked: Question, grouping: Grouping, parts: Iterable[Part]
) -> Iterator[tuple[Group, Tally]]:
    by_day = grouping.unit is not None
    width = len(grouping.others) + by_day
    for part in parts:
        statement = _statement(asked.shape, part, grouping.aggregation, grouping.others, grouping.measures, by_day)
        for row in connection.execute(statement, asked.values):
            values = tuple(row)
            measured = tuple(tuple(values[at : at + 4]) for at in range(width + 1, len(values), 4))
            group = values[:width] if by_day else (None, *values[:width])
            yield group, Tally(values[width], measured)


def parts(shape: Shape) -> tuple[Part, ...]:
    """Give the parts of what a question selects; no record is in both. What names nobody is one part, of nothing."""
    return (Part.BEGINS, Part.REACHES) if shape.since and not names_nobody(shape) else (Part.BEGINS,)


@lru_cache(SHAPES)
def _statement(
    shape: Shape,
    part: Part,
    aggregation: Aggregation,
    others: tuple[Dimension, ...],
    measures: tuple[Measure, ...],
    by_day: bool,
) -> Select[*tuple[Any, ...]]:
    plain = [one for one in others if isinstance(one, ColumnDimension)]
    columns = [one.column.label(f"key_{others.index(one)}") for one in plain]
    columns += [measure.column.label(f"of_{measure.name}") for measure in measures]
    tests = [test for one in plain for test in one.present]
    links = [one for one in others if isinstance(one, LinkedDimension)]
    if links:
        records = matching(shape, part, aggregation, [], tests).cte("matching")
        found = _each_with(links[0], shape, aggregation, records, columns).cte("paired")
    else:
        found = records = matching(shape, part, aggregation, columns, tests).cte("matching")
    source: FromClause = found
    keys: list[Any] = [found.c.day] if by_day else []
    for place, one in enumerate(others):
        if isinstance(one, LinkedDimension) and one is not links[0]:
            further = linked(one, shape, records).alias(f"links_{place}")
            source = source.outerjoin(further, further.c[0] == found.c.record)
            keys.append(further.c[1])
        else:
            keys.append(found.c["value" if one in links else f"key_{place}"])
    sums = [column for measure in measures for column in sums_of(found.c[f"of_{measure.name}"], measure.scale)]
    return select(*keys, func.count(), *sums).select_from(source).group_by(*keys)


def _each_with(
    dimension: LinkedDimension, shape: Shape, aggregation: Aggregation, records: CTE, columns: list[Any]
) -> Select[*tuple[Any, ...]]:
    """Select what matches once with each value that it is linked with, and with null where there is none.

    The table is read for the pairs, by its key: SQLite would go through all pairs for every record that matches.
    """
    table = shape.collection.table
    links = linked(dimension, shape, records).cte("links")
    alone = select(records.c.record, null()).where(records.c.record.not_in(select(links.c[0])))
    pairs = union_all(select(links.c[0], links.c[1].label("value")), alone).subquery()
    found = select(table.id.label("record"), *_days(shape, aggregation, table), pairs.c.value, *columns)
    return found.join_from(pairs, table, table.id == pairs.c[0])


def linked(
    dimension: LinkedDimension, shape: Shape, found: CTE
) -> CompoundSelect[*tuple[Any, ...]] | Select[*tuple[Any, ...]]:
    """Select pairs of record and value, each once, of the records that match."""
    links = [narrowed(one, shape, found) for one in dimension.links]
    return union(*links) if len(links) > 1 else links[0].distinct()


def narrowed(links: Select[*tuple[Any, ...]], shape: Shape, found: CTE) -> Select[*tuple[Any, ...]]:
    """Keep to the records that match, where not all do; the first column is the record."""
    if not (shape.uses or shape.since or shape.until):
        return links
    return links.where(links.selected_columns[0].in_(select(found.c.record)))


def matching(
    shape: Shape, part: Part, aggregation: Aggregation, columns: list[Any], tests: Conditions
) -> Select[*tuple[Any, ...]]:
    """Select what a part of the question finds: `record`, `day`, `last_day` and the columns of its table.

    One scope is read off the index of appearances, and the table is joined only where something else of it is asked.
    """
    table = shape.collection.table
    driver = next((use for use in shape.uses if isinstance(use[0], ScopeFilter) and use[1] == (1,)), None)
    if driver is None:
        found = select(table.id.label("record"), *_days(shape, aggregation, table), *columns)
        return _within(found.where(*conditions(shape, shape.uses), *tests), part, shape, table)
    one, _ = driver
    assert isinstance(one, ScopeFilter)  # noqa: S101 - chosen so
    found = select(Appearance.record_id.label("record"), *_days(shape, aggregation, Appearance), *columns).where(
        Appearance.scope == bindparam(f"{one.name}_0"),
        Appearance.roles.op("&")(role_bits(shape.collection.kind, one.roles)) != 0,
    )
    if shape.stands_for:
        found = found.where(Appearance.roles.op("&")(shape.stands_for << REPRESENTS_SHIFT) != 0)
    rest = beside(shape, driver)
    if rest or columns or tests:
        found = found.join(table, table.id == Appearance.record_id).where(*conditions(shape, rest), *tests)
    return _within(found, part, shape, Appearance)


def _days(shape: Shape, aggregation: Aggregation, dated: Any) -> tuple[Any, ...]:
    if aggregation.instant is None:
        return dated.start_on.label("day"), dated.end_on.label("last_day")
    day = _day_of(aggregation.instant, shape.on_sqlite)
    return day.label("day"), day.label("last_day")


def _day_of(instant: Any, on_sqlite: bool) -> Any:
    """Give the day of an instant, in UTC."""
    if on_sqlite:
        return type_coerce(func.substr(type_coerce(instant, String), 1, 10), Date)
    return cast(func.timezone(literal_column("'UTC'"), instant), Date)


def _within(found: Select[*tuple[Any, ...]], part: Part, shape: Shape, dated: Any) -> Select[*tuple[Any, ...]]:
    if part is Part.REACHES:
        found = by_several_days(found.where(*reaching(dated)), dated)
    elif shape.since:
        found = found.where(dated.start_on >= SINCE)
    return found.where(dated.start_on <= UNTIL) if shape.until else found


def sums_of(column: Any, scale: int) -> tuple[Any, ...]:
    """Give the columns of a tally of one measure."""
    scaled = cast(func.round(column * scale), BigInteger)
    # PostgreSQL sums whole numbers into a decimal.
    return (
        func.count(column),
        cast(func.coalesce(func.sum(scaled), 0), BigInteger),
        func.min(column),
        func.max(column),
    )
