"""The parameters of each operation, gathered from the declarations of its collection."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from marshmallow import Schema, fields, validate

from schemas.aggregates import FUNCTIONS, MAX_DIMENSIONS, UNITS, Aggregation
from schemas.collections import Collection
from schemas.fields import described
from schemas.filters import DedupeFilter
from schemas.flat import EXPLODED, FLAT
from schemas.parameters import MAX_VALUES, Choice, Distinct, Several, Whole, Zone
from store.identity import Kind

MAX_PAGE = 200
DEFAULT_PAGE = 25
MAX_CURSOR = 600
MAX_TOP = 200
DEFAULT_TOP = 20
FORMATS = ("json", "csv", "ndjson", "geojson")
EXPORT_FORMATS = ("csv", "ndjson", "geojson")
# Up to so many days the charts of a summary are by day, up to so many years by month and by quarter.
DAYS, YEARS_BY_MONTH, YEARS_BY_QUARTER = 200, 20, 40


def paths(schema: Schema, prefix: str = "") -> list[str]:
    """List every field of a schema, those of nested records with a dot: `actor1.name`."""
    found = []
    for name, one in schema.fields.items():
        found.append(prefix + name)
        inner = one.inner if isinstance(one, fields.List) else one
        if isinstance(inner, fields.Nested):
            found += paths(inner.schema, f"{prefix}{name}.")
    return found


def _choices(words: Iterable[str], description: str, most: int = MAX_VALUES) -> Several:
    return Several(Choice(words, description), description, most)


def _distinct(words: Iterable[str], description: str, most: int = MAX_VALUES) -> Distinct:
    return Distinct(Choice(words, description), description, most)


def filtering(collection: Collection) -> dict[str, fields.Field[Any]]:
    """Gather the parameters that filter."""
    return {one.name: one.field for one in collection.filters} | {"tz": Zone()}


def _sort(collection: Collection) -> Choice:
    words = [f"{sign}{name}" for name in collection.sorts for sign in ("", "-")]
    default = f"Order; `-` is from the last to the first. Default `{collection.default_sort}`."
    return Choice(words, f"{default} Ties are in order of id.")


def _limit(description: str, most: int) -> Whole:
    return Whole(1, most, description)


def cursor_field() -> fields.String:
    """Declare the parameter that takes a cursor."""
    return fields.String(
        validate=validate.Length(1, MAX_CURSOR, error=f"takes 1 to {MAX_CURSOR} characters."),
        metadata=described("Where to go on: taken from `links.next`, unchanged.", pattern="^[A-Za-z0-9_-]+$"),
    )


def item_query(collection: Collection, whole: type[Schema]) -> type[Schema]:
    """Make the schema of what one record's request may ask."""
    return _schema(f"{collection.kind.title()}Query", _projection(collection, whole))


def list_query(collection: Collection) -> type[Schema]:
    """Make the schema of what a list's request may ask."""
    return _schema(
        f"{collection.path.title()}Query",
        filtering(collection)
        | {
            "sort": _sort(collection),
            "limit": _limit(f"Records on a page. Default {DEFAULT_PAGE}.", MAX_PAGE),
            "cursor": cursor_field(),
            "sample": Whole(
                1,
                MAX_PAGE,
                "So many records drawn at random from all that match, in one page, in place of the first ones.",
            ),
            "seed": Whole(0, 2**31 - 1, "Which sample is drawn: the same seed draws the same again. Default 0."),
            "count": Choice(
                ("capped", "exact"), "Also count what matches: `capped` stops at 10,000, `exact` may take long."
            ),
            "format": Choice(FORMATS, "The form of the answer, whatever the Accept header says."),
        }
        | _projection(collection, collection.schema, _beside(collection)),
    )


def _beside(collection: Collection) -> Sequence[str]:
    """List the fields that a list gives beside the record, where it is asked what they tell."""
    return ("stands_for",) if any(isinstance(one, DedupeFilter) for one in collection.filters) else ()


def _projection(
    collection: Collection, schema: type[Schema], beside: Sequence[str] = ()
) -> dict[str, fields.Field[Any]]:
    found: dict[str, fields.Field[Any]] = {
        "fields": _choices(
            (*paths(schema()), *beside), "Only these fields; `actor1.name` is a field of a nested record."
        )
    }
    if collection.expands:
        found["expand"] = _choices(collection.expands, "Put these records in whole, in place of their cards.")
    return found


def export_query(collection: Collection, most: int) -> type[Schema]:
    """Make the schema of what an export's request may ask. `fields` are flat columns."""
    columns = [column.name for column in FLAT[collection.kind]]
    found: dict[str, fields.Field[Any]] = {
        "sort": _sort(collection),
        "limit": _limit("At most so many records.", most),
        "format": Choice(EXPORT_FORMATS, "The form of the answer, whatever the Accept header says. Default csv."),
        "fields": _distinct(columns, "Only these columns, in this order. NDJSON without it has whole records."),
    }
    if collection.kind is Kind.EVENT:
        found["explode"] = Choice(
            ("actors",), f"One row for each actor, described by the columns {', '.join(EXPLODED)}."
        )
    return _schema(f"{collection.path.title()}ExportQuery", filtering(collection) | found)


def aggregate_query(aggregation: Aggregation) -> type[Schema]:
    """Make the schema of what an aggregate's request may ask."""
    collection = aggregation.collection
    return _schema(
        f"{collection.path.title()}AggregateQuery",
        filtering(collection)
        | {
            "group_by": _distinct(
                aggregation.dimension_names,
                f"Up to {MAX_DIMENSIONS} dimensions. Periods ({', '.join(UNITS)}) without records have rows of 0.",
                MAX_DIMENSIONS,
            ),
            "metric": _distinct(
                aggregation.metric_names, f"What to measure: count, or one of {', '.join(FUNCTIONS)}. Default `count`."
            ),
            "top": Whole(
                1, MAX_TOP, f"How many of the largest groups are shown; the rest is `other`. Default {DEFAULT_TOP}."
            ),
            "format": Choice(("json", "csv"), "The form of the answer, whatever the Accept header says."),
        },
    )


def summary_query(collection: Collection) -> type[Schema]:
    """Make the schema of what a request for the summary of a question may ask."""
    chosen = (
        f"days up to {DAYS} of them, months up to {YEARS_BY_MONTH} years, quarters up to {YEARS_BY_QUARTER}, else years"
    )
    return _schema(
        "SummaryQuery",
        filtering(collection)
        | {"unit": Choice(UNITS, f"The unit of time of the charts. Default: {chosen}."), "sort": _sort(collection)},
    )


def _schema(name: str, parameters: dict[str, fields.Field[Any]]) -> type[Schema]:
    made: type[Schema] = Schema.from_dict(parameters, name=name)
    return made
