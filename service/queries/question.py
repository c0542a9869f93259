"""A request read: which statement it needs (its shape, hashable) and with which values."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from typing import Any

from sqlalchemy import Connection, select

from schemas.areas import Box, Spot
from schemas.collections import COLLECTION_OF, Collection
from schemas.filters import (
    AnyFilter,
    BoxFilter,
    CompanionFilter,
    DatasetFilter,
    DateFilter,
    DedupeFilter,
    EntityFilter,
    Filter,
    NearFilter,
    PairFilter,
    ScopeFilter,
    SourceFilter,
    TextFilter,
)
from schemas.parameters import Days
from service.queries import actors, areas
from service.queries.closed import KEEPING_OUT, KEPT_OUT, Closed, left_out, refuse_named
from service.queries.ranges import contradictions
from store.derived import Appearance
from store.fulltext import BadSearch, expression, terms
from store.identity import Kind, record_id
from store.scopes import Scope, role_bits, scope_key
from store.tables import Dataset

# Each scope is a walk of its own, and SQLite joins no more than 500.
MAX_WALKED = 100
# How many values a filter has, or which of its terms are wanted: what the statement depends on besides the filter's name.
Arity = tuple[int, ...] | tuple[bool, ...]


class BadValue(ValueError):
    """A parameter's value cannot be used; `parameter` names it."""

    def __init__(self, parameter: str, message: str) -> None:
        super().__init__(message)
        self.parameter = parameter


class Ambiguous(BadValue):
    """A parameter names several entities equally well."""

    def __init__(self, parameter: str, name: actors.AmbiguousName) -> None:
        super().__init__(parameter, f"{name.name!r} may mean {len(name.candidates)} entities; name one by its id.")
        self.candidates = name.candidates


@dataclass(frozen=True, slots=True)
class Shape:
    """What a statement depends on, without the values."""

    collection: Collection
    uses: tuple[tuple[AnyFilter, Arity], ...]
    since: bool
    until: bool
    sort: str
    on_sqlite: bool

    @property
    def stands_for(self) -> int:
        """The bit of those that stand for their duplicates, 0 where all are asked for."""
        return next((int(arity[0]) for one, arity in self.uses if isinstance(one, DedupeFilter)), 0)

    @property
    def descending(self) -> bool:
        """Whether the sort runs from the last to the first."""
        return self.sort.startswith("-")


@dataclass(slots=True)
class Question:
    """A shape, the values that go with it, and what the client should be told; `asked` is what it was read from.

    `closed` are the datasets kept from who asks, slugs by id, and `left_out` those of them that it would else be about.
    """

    shape: Shape
    values: dict[str, Any]
    warnings: list[str]
    asked: Mapping[str, Any]
    closed: Closed
    left_out: tuple[str, ...]


@dataclass(slots=True)
class _Reading:
    """The state of reading one request."""

    connection: Connection
    collection: Collection
    asked: Mapping[str, Any]
    uses: list[tuple[AnyFilter, Arity]] = field(default_factory=list)
    values: dict[str, Any] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)

    @property
    def on_sqlite(self) -> bool:
        return self.connection.dialect.name == "sqlite"

    def use(self, one: AnyFilter, *arity: int | bool) -> None:
        self.uses.append((one, tuple(arity)))

    def unknown(self, one: AnyFilter, value: str) -> None:
        publisher = isinstance(one, SourceFilter) or (isinstance(one, ScopeFilter) and one.by == "source")
        where = "/v1/sources?q= finds publishers" if publisher else "/v1/autocomplete finds names"
        self.warnings.append(f"{one.name}: nothing here is known as {value!r}; {where}.")


def question(connection: Connection, collection: Collection, asked: Mapping[str, Any], closed: Closed) -> Question:
    """Read validated parameters; `closed` are the datasets kept from who asks, slugs by id.

    Raises BadValue, Ambiguous for a name that means several, and KeyNeeded for what names something of a closed dataset.
    """
    reading = _Reading(connection, collection, asked)
    for one in collection.filters:
        if one.name in asked:
            _READ[type(one)](reading, one, asked[one.name])
    reading.warnings += contradictions(asked, reading.values.get("since"), reading.values.get("until"))
    left_out = _keep_out(reading, closed) if closed else ()
    shape = Shape(
        collection,
        tuple(reading.uses),
        "since" in reading.values,
        "until" in reading.values,
        asked.get("sort") or collection.default_sort,
        reading.on_sqlite,
    )
    return Question(shape, reading.values, reading.warnings, asked, closed, left_out)


def _keep_out(reading: _Reading, closed: Closed) -> tuple[str, ...]:
    """Leave closed datasets out of a question that does not name them; gives those that it would else be about."""
    for one, _ in reading.uses:
        refuse_named(reading.connection, one, reading.values, closed)
    keeping_out = KEEPING_OUT.get(reading.collection.kind)
    without = left_out((one for one, _ in reading.uses), reading.values, closed)
    if keeping_out is None or not without:
        return ()
    reading.use(keeping_out)
    reading.values[KEPT_OUT] = list(closed)
    reading.warnings.append(f"What needs a key is left out: {', '.join(without)}. /v1/datasets tells of each.")
    return without


def _plain(reading: _Reading, one: Filter, value: Any) -> None:
    reading.use(one)
    reading.values[one.name] = value


def _datasets(reading: _Reading, one: DatasetFilter, names: list[str]) -> None:
    reading.use(one)
    if one.by == "slug":
        reading.values[one.name] = [record_id(Kind.DATASET, name) for name in names]
    else:
        licensed = select(Dataset.id).where(Dataset.licence.in_(names)).order_by(Dataset.id)
        reading.values[one.name] = list(reading.connection.execute(licensed).scalars())


def _box(reading: _Reading, one: BoxFilter, box: Box) -> None:
    _area(reading, one, areas.edges(one.name, box))


def _near(reading: _Reading, one: NearFilter, spot: Spot) -> None:
    if one.radius not in reading.asked:
        raise BadValue(one.name, f"goes with {one.radius}, the distance in kilometres; give both.")
    _area(reading, one, areas.circle(one.name, spot, reading.asked[one.radius]))


def _area(reading: _Reading, one: areas.AreaFilter, values: dict[str, float]) -> None:
    reading.values |= values
    reading.use(one, areas.is_small(reading.connection, one, values))


def _companion(reading: _Reading, one: CompanionFilter, _value: Any) -> None:
    if one.of not in reading.asked:
        raise BadValue(one.name, f"goes with {one.of}; give both.")


def _named(find: Callable[[Connection, str, actors.Tell], list[int]]) -> Callable[[_Reading, Any, list[str]], None]:
    def read(reading: _Reading, one: Any, names: list[str]) -> None:
        reading.use(one)
        reading.values[one.name] = [record for name in names for record in _found(reading, one, name, find)]

    return read


def _found(
    reading: _Reading, one: Any, name: str, find: Callable[[Connection, str, actors.Tell], list[int]]
) -> list[int]:
    try:
        records = find(reading.connection, name, lambda said: reading.warnings.append(f"{one.name}: {said}"))
    except actors.AmbiguousName as ambiguous:
        raise Ambiguous(one.name, ambiguous) from None
    if not records:
        reading.unknown(one, name)
    return records


def _scopes(reading: _Reading, one: ScopeFilter | PairFilter, name: str) -> list[int]:
    kind = reading.collection.kind
    return _found(reading, one, name, lambda connection, value, tell: actors.scopes(connection, kind, value, tell))


def _scope(reading: _Reading, one: ScopeFilter, names: list[str]) -> None:
    kind = reading.collection.kind
    if one.by == "actor":
        found = [scope for name in names for scope in _scopes(reading, one, name)]
    elif one.by == "source":
        sources = [source for name in names for source in _found(reading, one, name, actors.sources)]
        found = [scope_key(kind, Scope.SOURCE, source) for source in sources]
    else:
        found = [scope_key(kind, Scope(one.by), name) for name in names]
    if len(set(found)) > MAX_WALKED:
        _plain(reading, _among(kind, one), list(dict.fromkeys(found)))
    else:
        _put_scopes(reading, one.name, found)
        reading.use(one, len(set(found)))


@cache
def _among(kind: Kind, one: ScopeFilter) -> Filter:
    """Give the same filter for so many scopes that they are looked up together."""
    table = COLLECTION_OF[kind].table
    seen = select(Appearance.record_id).where(Appearance.roles.op("&")(role_bits(kind, one.roles)) != 0)
    return Filter(one.name, one.field, lambda scopes: table.id.in_(seen.where(Appearance.scope.in_(scopes))))


def _pair(reading: _Reading, one: PairFilter, names: list[str]) -> None:
    if len(names) != 2:
        raise BadValue(one.name, f"takes exactly two actors, such as Israel,Iran; {len(names)} given.")
    found = [_scopes(reading, one, name) for name in names]
    for side, scopes in zip("ab", found, strict=True):
        _put_scopes(reading, f"{one.name}_{side}", scopes)
    reading.use(one, *(len(set(scopes)) for scopes in found))


def _put_scopes(reading: _Reading, name: str, scopes: list[int]) -> None:
    reading.values |= {f"{name}_{index}": scope for index, scope in enumerate(dict.fromkeys(scopes))}


def _date(reading: _Reading, one: DateFilter, value: Days) -> None:
    since, until = _bounds(one, value)
    if since is not None:
        reading.values["since"] = max(since, reading.values.get("since", since))
    if until is not None:
        reading.values["until"] = min(until, reading.values.get("until", until))


def _bounds(one: DateFilter, value: Days) -> tuple[date | None, date | None]:
    """Give the first and the last day that a record must overlap."""
    try:
        return _EDGES[one.edge](value)
    except OverflowError:
        raise BadValue(one.name, "is beyond the days that can be kept.") from None


_EDGES: dict[str, Callable[[Days], tuple[date | None, date | None]]] = {
    "on": lambda days: (days.start, days.end),
    "gte": lambda days: (days.start, None),
    "gt": lambda days: (days.end + timedelta(1), None),
    "lte": lambda days: (None, days.end),
    "lt": lambda days: (None, days.start - timedelta(1)),
}


def _text(reading: _Reading, one: TextFilter, search: str) -> None:
    try:
        read = terms(search)
    except BadSearch as error:
        raise BadValue(one.name, f"{error}.") from None
    for index, term in enumerate(read):
        reading.values[f"{one.name}_{index}"] = expression(term, reading.on_sqlite)
    reading.use(one, *(term.wanted for term in read))


def _dedupe(reading: _Reading, one: DedupeFilter, sort: str) -> None:
    if sort in one.sorts:
        reading.use(one, one.sorts[sort])


_READ: dict[type[Any], Callable[[_Reading, Any, Any], None]] = {
    Filter: _plain,
    DatasetFilter: _datasets,
    BoxFilter: _box,
    NearFilter: _near,
    CompanionFilter: _companion,
    DedupeFilter: _dedupe,
    EntityFilter: _named(actors.entities),
    SourceFilter: _named(actors.sources),
    ScopeFilter: _scope,
    PairFilter: _pair,
    DateFilter: _date,
    TextFilter: _text,
}
