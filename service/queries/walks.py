"""Lists: each is an ordered walk along an index, or a few of them merged, that stops when the page is full.

A list by date and actor walks `appearance`, which holds each record under every scope in order of date. A range of days that
records may overlap has two parts, one wholly before the other: what begins within it, and what lasts several days, began
before and reaches into it. The second is asked only where the first leaves room on the page.
"""

from __future__ import annotations

from enum import Enum
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Date,
    Select,
    String,
    bindparam,
    func,
    select,
    tuple_,
    type_coerce,
    union,
    union_all,
)
from sqlalchemy.orm import aliased

from schemas.filters import AnyFilter, BoxFilter, DedupeFilter, NearFilter, PairFilter, ScopeFilter
from service.queries.areas import BY_POINT
from service.queries.conditions import SINCE, UNTIL, Conditions, conditions, overlap
from service.queries.question import Arity, Shape
from store.derived import Appearance, Document
from store.scopes import REPRESENTS_SHIFT, role_bits

Use = tuple[AnyFilter, Arity]
# A statement in order, with the columns of its sort key and its id.
Walk = tuple[Select[*tuple[Any, ...]], Any, Any]


class Part(Enum):
    """The parts of a list by day: what begins in the range asked about, and what reaches into it from before."""

    BEGINS = "begins"
    REACHES = "reaches"


# The filters that a list by date can walk along, the narrowest first.
_DRIVING: dict[type[Any], int] = {PairFilter: 0, ScopeFilter: 1}
# How many shapes of question keep their statements; each is some tens of kilobytes.
SHAPES = 512


@lru_cache(SHAPES)
def listing(shape: Shape, part: Part, after: bool) -> Select[*tuple[Any, ...]]:
    """Select the served documents of one part of a list with their place in the order: key, id, body.

    One walk is in order; of several merged the caller sorts the page, which costs less than to send its bodies through the
    engine's sorter. Places for values: those of the filters, `limit`, and `after_key` and `after_id` where `after`.
    """
    walks = _walks(shape, part, after)
    if len(walks) == 1:
        walk, key, record = walks[0]
        return walk.with_only_columns(bare(key, shape), record, Document.body).join(Document, Document.id == record)
    merged = _union([_limited(walk) for walk in walks], shape).subquery()
    order = _order(merged.c.key, merged.c.id, shape)
    page = select(merged.c.key, merged.c.id).order_by(*order).limit(bindparam("limit")).subquery()
    return select(bare(page.c.key, shape), page.c.id, Document.body).join(Document, Document.id == page.c.id)


def _limited(walk: Walk) -> Select[*tuple[Any, ...]]:
    """Put a walk in a subquery of its own: SQLite takes an ORDER BY within a part of a union nowhere else."""
    part = walk[0].subquery()
    return select(part.c.id, part.c.key)


def bare(key: Any, shape: Shape) -> Any:
    """Read a day as SQLite keeps it, as text, which sorts as days do: no need to make dates of them."""
    return type_coerce(key, String) if shape.on_sqlite and isinstance(key.type, Date) else key


def matching(shape: Shape) -> Any:
    """Give all that matches, in no order."""
    walks = [walk for part in parts(shape) for walk, _, _ in _walks(shape, part, False)]
    return _union([walk.order_by(None).limit(None) for walk in walks], shape).subquery()


@lru_cache(SHAPES)
def counting(shape: Shape) -> Select[*tuple[Any, ...]]:
    """Select how many records match, counting no further than `limit`."""
    found = matching(shape)
    return select(func.count()).select_from(select(found.c.id).limit(bindparam("limit")).subquery())


def table_sort(shape: Shape) -> Any:
    """Give the column that a question is sorted by."""
    return shape.collection.sorts[shape.sort.removeprefix("-")]


def parts(shape: Shape) -> tuple[Part, ...]:
    """Give the parts of a list, one wholly before the other in its order."""
    if not _by_day(shape) or not shape.since:
        return (Part.BEGINS,)
    return (Part.BEGINS, Part.REACHES) if shape.descending else (Part.REACHES, Part.BEGINS)


def _by_day(shape: Shape) -> bool:
    return shape.collection.dated and shape.sort.removeprefix("-") == "date"


def _walks(shape: Shape, part: Part, after: bool) -> list[Walk]:
    """Give the walks that together hold a part of the list; each is in order and no longer than the page."""
    if names_nobody(shape):
        return []
    if not _by_day(shape):
        return [_by_other(shape, after)]
    if _in_small_area(shape):
        return [_by_date(shape, part, after)]
    drivers = [use for use in shape.uses if type(use[0]) in _DRIVING]
    if not drivers:
        return [_by_date(shape, part, after)]
    driver = min(drivers, key=lambda use: _DRIVING[type(use[0])])
    return [_by_scope(shape, driver, index, part, after) for index in range(driver[1][0])]


def names_nobody(shape: Shape) -> bool:
    """Tell whether a question is about somebody unknown, who takes part in nothing.

    It is not put to SQLite, which would find no plan that keeps to an index for what is never true.
    """
    return any(type(one) in _DRIVING and 0 in arity for one, arity in shape.uses)


def _in_small_area(shape: Shape) -> bool:
    return any(isinstance(one, BoxFilter | NearFilter) and arity == (True,) for one, arity in shape.uses)


def reaching(dated: Any) -> Conditions:
    """Give the conditions of what lasts several days, began before the range asked about and reaches into it."""
    return [dated.end_on > dated.start_on, dated.start_on < SINCE, dated.end_on >= SINCE]


def by_several_days(found: Select[*tuple[Any, ...]], dated: Any) -> Select[*tuple[Any, ...]]:
    """Keep to the index of what lasts several days.

    Left to itself SQLite reads all that began before the range, to save sorting the few that reach into it.
    """
    return found.with_hint(dated, f"INDEXED BY {dated.__tablename__}_of_several_days", "sqlite")


def _within(part: Part, shape: Shape, dated: Any, after: bool) -> Conditions:
    start = dated.start_on
    if part is Part.REACHES:
        found = reaching(dated)
        # Without this the planner may think that the range is what makes the index worth using, and read all of it.
        return [*found, start <= UNTIL] if shape.until else found
    found = []
    # After a cursor one of the bounds is the cursor's. Given both, SQLite would begin at the farther one.
    if shape.since and not (after and not shape.descending):
        found.append(start >= SINCE)
    if shape.until and not (after and shape.descending):
        found.append(start <= UNTIL)
    return found


def _by_scope(shape: Shape, driver: Use, index: int, part: Part, after: bool) -> Walk:
    """Walk one scope of the filter that names who takes part. A pair walks its first actor and asks for the second."""
    one, _ = driver
    assert isinstance(one, ScopeFilter | PairFilter)  # noqa: S101 - `_walks` chose it so
    pair = isinstance(one, PairFilter)
    table, seen = shape.collection.table, aliased(Appearance)
    walk = select(seen.record_id.label("id"), seen.start_on.label("key")).where(
        seen.scope == bindparam(f"{one.name}_a_{index}" if pair else f"{one.name}_{index}"),
        seen.roles.op("&")(role_bits(shape.collection.kind, one.roles)) != 0,
        *_within(part, shape, seen, after),
    )
    if part is Part.REACHES:
        walk = by_several_days(walk, seen)
    if shape.stands_for:
        walk = walk.where(seen.roles.op("&")(shape.stands_for << REPRESENTS_SHIFT) != 0)
    rest = beside(shape, None if pair else driver)
    if rest:
        walk = walk.join(table, table.id == seen.record_id).where(*conditions(shape, rest))
    return _page(walk, seen.start_on, seen.record_id, shape, after)


def beside(shape: Shape, driver: Use | None) -> tuple[Use, ...]:
    """List what is left to ask of the table of records beside the scope that is walked, which also tells for what they stand."""
    return tuple(use for use in shape.uses if use is not driver and not isinstance(use[0], DedupeFilter))


def _by_date(shape: Shape, part: Part, after: bool) -> Walk:
    table = shape.collection.table
    walk = select(table.id.label("id"), table.start_on.label("key")).where(
        *_within(part, shape, table, after), *conditions(shape, shape.uses)
    )
    if _in_small_area(shape):
        walk = walk.with_hint(table, BY_POINT, "sqlite")
    elif part is Part.REACHES:
        walk = by_several_days(walk, table)
    return _page(walk, table.start_on, table.id, shape, after)


def _by_other(shape: Shape, after: bool) -> Walk:
    table, column = shape.collection.table, table_sort(shape)
    walk = select(table.id.label("id"), column.label("key")).where(
        *overlap(shape, table), *conditions(shape, shape.uses)
    )
    if _in_small_area(shape):
        walk = walk.with_hint(table, BY_POINT, "sqlite")
    if hasattr(table, "merged_into"):
        walk = walk.where(table.merged_into.is_(None))
    return _page(walk, column, table.id, shape, after)


def _page(walk: Select[*tuple[Any, ...]], key: Any, record: Any, shape: Shape, after: bool) -> Walk:
    if after:
        here = tuple_(bindparam("after_key", type_=key.type), bindparam("after_id", type_=record.type))
        place = tuple_(key, record)
        walk = walk.where(place < here if shape.descending else place > here)
    return walk.order_by(*_order(key, record, shape)).limit(bindparam("limit")), key, record


def _order(key: Any, record: Any, shape: Shape) -> tuple[ColumnElement[Any], ColumnElement[Any]]:
    return (key.desc(), record.desc()) if shape.descending else (key.asc(), record.asc())


def _union(parts: list[Select[*tuple[Any, ...]]], shape: Shape) -> Any:
    """Join parts; a record may stand under several scopes, while the parts of a list share none."""
    if not parts:
        return _nothing(shape)
    if len(parts) == 1:
        return parts[0]
    several = any(type(one) in _DRIVING and arity[0] > 1 for one, arity in shape.uses)
    return union(*parts) if several else union_all(*parts)


def _nothing(shape: Shape) -> Select[*tuple[Any, ...]]:
    """Select nothing: whom the question names is unknown."""
    table = shape.collection.table
    return select(table.id.label("id"), table_sort(shape).label("key")).where(table.id != table.id)
