"""Lists: each is an ordered walk along an index, or a few of them merged, that stops when the page is full.

A list by date and actor walks `appearance`, which holds each record under every scope in order of date. A range of days that
records may overlap is two walks: those that begin within it, and those of several days that began before and reach into it.
"""

from __future__ import annotations

from collections.abc import Iterator
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

from schemas.filters import AnyFilter, PairFilter, ScopeFilter
from service.queries.conditions import SINCE, UNTIL, Conditions, conditions, overlap
from service.queries.question import Arity, Shape
from store.derived import Appearance, Document
from store.scopes import role_bits

Use = tuple[AnyFilter, Arity]
# The filters that a list by date can walk along, the narrowest first.
_DRIVING: dict[type[Any], int] = {PairFilter: 0, ScopeFilter: 1}
# Left to itself SQLite reads all that began before the range, to save sorting the few that reach into it.
_SEVERAL_DAYS = "INDEXED BY {}_of_several_days"
# How many shapes of question keep their statements; each is some tens of kilobytes.
SHAPES = 512


@lru_cache(SHAPES)
def listing(shape: Shape, after: bool) -> Select[*tuple[Any, ...]]:
    """Select the served documents of a page with their place in the order: key, id, body. In no order: to sort so few
    rows here costs less than to send their bodies through the engine's sorter.

    Places for values: those of the filters, `limit`, and `after_key` and `after_id` where `after`.
    """
    walk = _merged(_walks(shape, after), shape).subquery()
    # SQLite keeps days as text, which sorts as they do: no need to make dates of them.
    as_text = shape.on_sqlite and isinstance(walk.c.key.type, Date)
    key = type_coerce(walk.c.key, String) if as_text else walk.c.key
    return select(key, walk.c.id, Document.body).select_from(walk).join(Document, Document.id == walk.c.id)


@lru_cache(SHAPES)
def counting(shape: Shape) -> Select[*tuple[Any, ...]]:
    """Select how many records match, counting no further than `limit`."""
    unordered = [walk.order_by(None).limit(None) for walk in _walks(shape, False)]
    matching = _union(unordered, shape).subquery()
    return select(func.count()).select_from(select(matching.c.id).limit(bindparam("limit")).subquery())


def table_sort(shape: Shape) -> Any:
    """Give the column that a question is sorted by."""
    return shape.collection.sorts[shape.sort.removeprefix("-")]


def _walks(shape: Shape, after: bool) -> list[Select[*tuple[Any, ...]]]:
    """Give the walks that together hold the page; each is in order and no longer than the page."""
    if any(type(one) in _DRIVING and 0 in arity for one, arity in shape.uses):
        # Somebody unknown takes part in nothing; SQLite would find no plan that keeps to an index for what is never true.
        return []
    by_date = shape.collection.dated and shape.sort.removeprefix("-") == "date"
    if not by_date:
        return [_by_other(shape, after)]
    driver = min((use for use in shape.uses if type(use[0]) in _DRIVING), key=lambda use: _DRIVING[type(use[0])], default=None)
    walks = []
    for part in _parts(shape):
        if driver is None:
            walks.append(_by_date(shape, part, after))
        else:
            walks += [_by_scope(shape, driver, index, part, after) for index in range(driver[1][0])]
    return walks


def _parts(shape: Shape) -> Iterator[str]:
    """Name the parts of a range of days: what begins in it, and what reaches into it from before."""
    yield "begins"
    if shape.since:
        yield "reaches"


def _within(part: str, shape: Shape, start: Any, end: Any) -> Conditions:
    if part == "reaches":
        found = [end > start, start < SINCE, end >= SINCE]
        # Without this the planner may think that the range is what makes the index worth using, and read all of it.
        return [*found, start <= UNTIL] if shape.until else found
    found = []
    if shape.since:
        found.append(start >= SINCE)
    if shape.until:
        found.append(start <= UNTIL)
    return found


def _by_scope(shape: Shape, driver: Use, index: int, part: str, after: bool) -> Select[*tuple[Any, ...]]:
    """Walk one scope of the filter that names who takes part. A pair walks its first actor and asks for the second."""
    one, _ = driver
    assert isinstance(one, ScopeFilter | PairFilter)  # noqa: S101 - `_walks` chose it so
    pair = isinstance(one, PairFilter)
    table, seen = shape.collection.table, aliased(Appearance)
    walk = select(seen.record_id.label("id"), seen.start_on.label("key")).where(
        seen.scope == bindparam(f"{one.name}_a_{index}" if pair else f"{one.name}_{index}"),
        seen.roles.op("&")(role_bits(shape.collection.kind, one.roles)) != 0,
        *_within(part, shape, seen.start_on, seen.end_on),
    )
    if part == "reaches":
        walk = walk.with_hint(seen, _SEVERAL_DAYS.format("appearance"), "sqlite")
    rest = tuple(use for use in shape.uses if pair or use is not driver)
    if rest:
        walk = walk.join(table, table.id == seen.record_id).where(*conditions(shape, rest))
    return _page(walk, seen.start_on, seen.record_id, shape, after)


def _by_date(shape: Shape, part: str, after: bool) -> Select[*tuple[Any, ...]]:
    table = shape.collection.table
    walk = select(table.id.label("id"), table.start_on.label("key")).where(
        *_within(part, shape, table.start_on, table.end_on), *conditions(shape, shape.uses)
    )
    if part == "reaches":
        walk = walk.with_hint(table, _SEVERAL_DAYS.format(table.__tablename__), "sqlite")
    return _page(walk, table.start_on, table.id, shape, after)


def _by_other(shape: Shape, after: bool) -> Select[*tuple[Any, ...]]:
    table, column = shape.collection.table, table_sort(shape)
    walk = select(table.id.label("id"), column.label("key")).where(*overlap(shape), *conditions(shape, shape.uses))
    if hasattr(table, "merged_into"):
        walk = walk.where(table.merged_into.is_(None))
    return _page(walk, column, table.id, shape, after)


def _page(
    walk: Select[*tuple[Any, ...]], key: Any, record: Any, shape: Shape, after: bool
) -> Select[*tuple[Any, ...]]:
    if after:
        here = tuple_(bindparam("after_key", type_=key.type), bindparam("after_id", type_=record.type))
        place = tuple_(key, record)
        walk = walk.where(place < here if shape.descending else place > here)
    return walk.order_by(*_order(key, record, shape)).limit(bindparam("limit"))


def _order(key: Any, record: Any, shape: Shape) -> tuple[ColumnElement[Any], ColumnElement[Any]]:
    return (key.desc(), record.desc()) if shape.descending else (key.asc(), record.asc())


def _merged(walks: list[Select[*tuple[Any, ...]]], shape: Shape) -> Any:
    if not walks:
        return _nothing(shape)
    if len(walks) == 1:
        return walks[0]
    # SQLite takes an ORDER BY within a part of a union only in a subquery of its own.
    parts = [select(part.c.id, part.c.key) for part in (walk.subquery() for walk in walks)]
    merged = _union(parts, shape).subquery()
    order = _order(merged.c.key, merged.c.id, shape)
    return select(merged.c.id, merged.c.key).order_by(*order).limit(bindparam("limit"))


def _union(parts: list[Select[*tuple[Any, ...]]], shape: Shape) -> Any:
    """Join parts; a record may stand under several scopes, while the parts of a range share none."""
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


