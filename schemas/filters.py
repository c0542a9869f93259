"""What a filter is.

Each is declared once (`schemas.collection_filters`); validation, SQL, OpenAPI and docs read that declaration.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from marshmallow import fields
from sqlalchemy import BindParameter, ColumnElement, or_
from sqlalchemy.orm import InstrumentedAttribute

from schemas.areas import BoxField, SpotField
from schemas.parameters import Branches, CodeOf, DayRange, Moment, Number, Several, Truth, Whole

Condition = Callable[[BindParameter[Any]], ColumnElement[bool]]
Column = InstrumentedAttribute[Any]


@dataclass(frozen=True, eq=False, slots=True)
class Filter:
    """A parameter whose value goes into one condition over the collection's own table or its children.

    So that a value which nothing has can be told from one which nothing else matches: `words` gives all that there can be,
    or `seen_in` is the column in which a value has to stand somewhere.
    """

    name: str
    field: fields.Field[Any]
    condition: Condition
    words: Callable[[], Collection[str]] | None = None
    seen_in: Column | None = None


@dataclass(frozen=True, eq=False, slots=True)
class DatasetFilter(Filter):
    """A parameter that names datasets by slug or licence; the condition takes their ids."""

    by: str = "slug"


@dataclass(frozen=True, eq=False, slots=True)
class EntityFilter:
    """A parameter that names entities by id, code or name; the condition takes the ids that they are resolved to."""

    name: str
    field: Several
    condition: Condition


@dataclass(frozen=True, eq=False, slots=True)
class SourceFilter:
    """A parameter that names publishers by id, name or domain; the condition takes their ids."""

    name: str
    field: Several
    condition: Condition


@dataclass(frozen=True, eq=False, slots=True)
class ScopeFilter:
    """A parameter that names those who take part, in any of `roles`; answered from the index of appearances.

    `by`: actor (an id, a code, a name), country, sector or source (a publisher's id, name or domain).
    """

    name: str
    field: Several
    by: str
    roles: tuple[str, ...]


@dataclass(frozen=True, eq=False, slots=True)
class PairFilter:
    """A parameter that names two actors of which one acts on the other, in either direction."""

    name: str
    field: Several
    roles: tuple[str, str]


@dataclass(frozen=True, eq=False, slots=True)
class DateFilter:
    """A parameter that bounds the days which a record overlaps. `edge`: on, gte, gt, lte or lt."""

    name: str
    field: DayRange
    edge: str


@dataclass(frozen=True, eq=False, slots=True)
class TextFilter:
    """The parameter for words in the searchable text."""

    name: str
    field: fields.Field[Any]


@dataclass(frozen=True, eq=False, slots=True)
class BoxFilter:
    """A parameter that gives a box in which the point of a record lies."""

    name: str
    field: BoxField
    latitude: Column
    longitude: Column


@dataclass(frozen=True, eq=False, slots=True)
class NearFilter:
    """A parameter that gives the centre of a circle in which the point of a record lies; `radius` names the one beside it."""

    name: str
    field: SpotField
    latitude: Column
    longitude: Column
    radius: str


@dataclass(frozen=True, eq=False, slots=True)
class CompanionFilter:
    """A parameter that selects nothing by itself: it completes the one named `of`."""

    name: str
    field: fields.Field[Any]
    of: str


@dataclass(frozen=True, eq=False, slots=True)
class DedupeFilter:
    """A parameter that lets one record stand for its duplicates; `sorts` are the bits of `column` by the word for them."""

    name: str
    field: fields.Field[Any]
    column: Column
    sorts: Mapping[str, int]


AnyFilter = (
    Filter
    | EntityFilter
    | SourceFilter
    | ScopeFilter
    | PairFilter
    | DateFilter
    | TextFilter
    | BoxFilter
    | NearFilter
    | CompanionFilter
    | DedupeFilter
)


def choices(
    name: str, column: Column, field: Callable[[str], fields.Field[Any]], what: str, **known: Any
) -> tuple[Filter, ...]:
    """Declare `name` and `name__not` for a column that holds one of several values; `known` as a Filter takes it."""
    return (
        Filter(name, Several(field(f"{what}."), f"{what}: any of these."), column.in_, **known),
        Filter(
            f"{name}__not",
            Several(field(f"{what}."), f"{what}: none of these."),
            lambda values: or_(column.is_(None), column.not_in(values)),
        ),
    )


def codes(name: str, column: Column, scheme: str, what: str) -> tuple[Filter, ...]:
    """Declare `name` and `name__not` for a column that holds a code of a codebook."""
    return choices(name, column, lambda description: CodeOf(scheme, description), f"{what}, codebook `{scheme}`")


def branches(name: str, column: Column, scheme: str, what: str) -> tuple[Filter, ...]:
    """Declare `name` and `name__not` for a code, each value standing for the code and all below it."""
    inner = CodeOf(scheme, f"{what}.", whole_branch=True)
    return (
        Filter(name, Branches(inner, f"{what}; a code is its whole branch."), column.in_),
        Filter(f"{name}__not", Branches(inner, f"{what}: not in these branches."), column.not_in),
    )


def missing(name: str, column: Column, what: str) -> Filter:
    """Declare `name__isnull`."""
    return Filter(f"{name}__isnull", Truth(f"Whether {what} is missing."), lambda value: column.is_(None) == value)


def bounds(name: str, column: Column, low: float, high: float, what: str) -> tuple[Filter, ...]:
    """Declare `name__gte`, `__gt`, `__lte` and `__lt` for a number."""
    return tuple(
        Filter(f"{name}__{edge}", Number(low, high, f"{what}: {words} this."), compare)
        for edge, words, compare in _comparisons(column)
    )


def counts(name: str, column: Column, what: str) -> tuple[Filter, ...]:
    """Declare `name__gte`, `__gt`, `__lte` and `__lt` for a whole number; a fraction would be another one on each engine."""
    return tuple(
        Filter(f"{name}__{edge}", Whole(0, 2**31 - 1, f"{what}: {words} this."), compare)
        for edge, words, compare in _comparisons(column)
    )


def moments(name: str, column: Column, what: str) -> tuple[Filter, ...]:
    """Declare `name__gte`, `__gt`, `__lte` and `__lt` for an instant; a day is the whole of it."""
    edges = {"gte": "first", "gt": "last", "lte": "last", "lt": "first"}
    return tuple(
        Filter(f"{name}__{edge}", Moment(edges[edge], f"{what}: {words} this."), compare)
        for edge, words, compare in _comparisons(column)
    )


def _comparisons(column: Column) -> tuple[tuple[str, str, Condition], ...]:
    return (
        ("gte", "at least", lambda value: column >= value),
        ("gt", "more than", lambda value: column > value),
        ("lte", "at most", lambda value: column <= value),
        ("lt", "less than", lambda value: column < value),
    )


def days(name: str, what: str) -> tuple[DateFilter, ...]:
    """Declare `name` and its four bounds for what lasts from one day to another: it matches a range that it overlaps."""
    words = {
        "on": "overlapping this",
        "gte": "on this day or later",
        "gt": "after this",
        "lte": "on this day or earlier",
        "lt": "before this",
    }
    return tuple(
        DateFilter(name if edge == "on" else f"{name}__{edge}", DayRange(f"{what} {phrase}."), edge)
        for edge, phrase in words.items()
    )
