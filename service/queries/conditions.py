"""The conditions that filters put on records, as SQL with named places for the values."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import ColumnElement, Date, bindparam, false, not_, or_, select
from sqlalchemy.orm import aliased

from schemas.filters import (
    AnyFilter,
    BoxFilter,
    DatasetFilter,
    DedupeFilter,
    EntityFilter,
    Filter,
    NearFilter,
    PairFilter,
    ScopeFilter,
    SourceFilter,
    TextFilter,
)
from schemas.parameters import Several
from service.queries import areas
from service.queries.question import Arity, Shape
from store.derived import Appearance
from store.fulltext import records_with
from store.scopes import role_bits

Conditions = list[ColumnElement[bool]]

SINCE = bindparam("since", type_=Date())
UNTIL = bindparam("until", type_=Date())


def conditions(shape: Shape, uses: tuple[tuple[AnyFilter, Arity], ...]) -> Conditions:
    """Give the conditions of these filters on the collection's own table."""
    found: Conditions = []
    for one, arity in uses:
        found += _CONDITIONS[type(one)](shape, one, arity)
    return found


def overlap(shape: Shape, dated: Any) -> Conditions:
    """Give the conditions of the range of days on what has `start_on` and `end_on`, for statements that do not walk by date."""
    found: Conditions = []
    if shape.until:
        found.append(dated.start_on <= UNTIL)
    if shape.since:
        found.append(dated.end_on >= SINCE)
    return found


def _plain(_shape: Shape, one: Filter, _arity: Arity) -> Conditions:
    return [one.condition(bindparam(one.name, expanding=isinstance(one.field, Several)))]


def _box(shape: Shape, one: BoxFilter, arity: Arity) -> Conditions:
    return areas.in_box(one, indexed=arity == (True,) or not shape.on_sqlite)


def _near(shape: Shape, one: NearFilter, arity: Arity) -> Conditions:
    return areas.in_circle(one, indexed=arity == (True,) or not shape.on_sqlite)


def _named(_shape: Shape, one: DatasetFilter | EntityFilter | SourceFilter, _arity: Arity) -> Conditions:
    return [one.condition(bindparam(one.name, expanding=True))]


def _scope(shape: Shape, one: ScopeFilter, arity: Arity) -> Conditions:
    names = [f"{one.name}_{index}" for index in range(arity[0])]
    return [_appears(shape, names, role_bits(shape.collection.kind, one.roles))]


def _appears(shape: Shape, names: list[str], roles: int) -> ColumnElement[bool]:
    """Ask whether a record appears under one of the scopes; by the whole key, so that each is one look-up."""
    if not names:
        return false()
    table, seen = shape.collection.table, aliased(Appearance)
    found = select(seen.scope).where(
        seen.scope.in_([bindparam(name) for name in names]),
        seen.start_on == table.start_on,
        seen.record_id == table.id,
        seen.roles.op("&")(roles) != 0,
    )
    # PostgreSQL would make a join of it, and with a dozen of them take longer to order the joins than to look up.
    return (found if shape.on_sqlite else found.offset(0)).exists()


def _pair(shape: Shape, one: PairFilter, arity: Arity) -> Conditions:
    first = [f"{one.name}_a_{index}" for index in range(arity[0])]
    second = [f"{one.name}_b_{index}" for index in range(arity[1])]
    bits = [role_bits(shape.collection.kind, (role,)) for role in one.roles]
    return [
        or_(
            _appears(shape, first, bits[0]) & _appears(shape, second, bits[1]),
            _appears(shape, first, bits[1]) & _appears(shape, second, bits[0]),
        )
    ]


def _dedupe(_shape: Shape, one: DedupeFilter, arity: Arity) -> Conditions:
    return [one.column.op("&")(int(arity[0])) != 0]


def _text(shape: Shape, one: TextFilter, arity: Arity) -> Conditions:
    record = shape.collection.table.id
    found: Conditions = []
    for index, wanted in enumerate(arity):
        matches = record.in_(records_with(bindparam(f"{one.name}_{index}"), shape.on_sqlite))
        found.append(matches if wanted else not_(matches))
    return found


_CONDITIONS: dict[type[Any], Callable[[Shape, Any, Arity], Conditions]] = {
    Filter: _plain,
    DatasetFilter: _named,
    BoxFilter: _box,
    NearFilter: _near,
    EntityFilter: _named,
    SourceFilter: _named,
    ScopeFilter: _scope,
    PairFilter: _pair,
    DedupeFilter: _dedupe,
    TextFilter: _text,
}
