"""The page of filters, dimensions and columns, made from their declarations.

python -m schemas.filter_page > docs/filters.md
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from marshmallow import fields

from schemas.aggregates import (
    EVENT_AGGREGATION,
    FUNCTIONS,
    MAX_DIMENSIONS,
    QUOTE_AGGREGATION,
    UNITS,
    Aggregation,
    ColumnDimension,
)
from schemas.areas import BoxField, SpotField
from schemas.codebook_page import row
from schemas.collections import COLLECTIONS, Collection
from schemas.fields import PublicId
from schemas.filters import AnyFilter, PairFilter
from schemas.flat import EXPLODED, FLAT
from schemas.parameters import CodeOf, DayRange, Moment, Number, Several, Truth, Whole
from schemas.queries import paths
from schemas.rendering import WHOLE_SCHEMAS

OPENING = """\
# Filters, dimensions and columns

This page is made from the declarations; change those in `schemas/collection_filters.py`, `schemas/aggregates.py` and
`schemas/flat.py`, then run `python -m schemas.filter_page > docs/filters.md`. How filters work together is told in
[api.md](api.md).

A row is one filter. Its operators are added to its name with two underscores, `date__gte=2024-08-01`; where the name
itself is a parameter too, the row says `=`. **Served as** names the fields of the record that the filter is about, as
`fields=` takes them; some (an article's `mentions` and `events`) are served only with the record alone. Every
collection also takes `tz`, the zone in which days are read.
"""

# Where a filter is not spelt as the field that it is about. One that is, needs no entry.
SERVED_AS: Mapping[str, Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "events": {
            "actor": ("actor1", "actor2"),
            "between": ("actor1", "actor2"),
            "actor_country": ("actor1.country", "actor2.country"),
            "actor1_country": ("actor1.country",),
            "actor2_country": ("actor2.country",),
            "actor_sector": ("actor1.sector", "actor2.sector"),
            "actor1_sector": ("actor1.sector",),
            "actor2_sector": ("actor2.sector",),
            "date": ("date.start", "date.end"),
            # Given beside the record, as `stands_for`.
            "dedupe": (),
            "event_code": ("type.event_code",),
            "root_code": ("type.root_code",),
            "quad_class": ("type.quad_class",),
            "plover_type": ("type.plover_type",),
            "plover_mode": ("type.plover_mode",),
            "origin_type": ("type.origin_type",),
            "context": ("type.contexts",),
            "country": ("place.country",),
            "place": ("place.name",),
            "admin1": ("place.admin1",),
            "place_precision": ("place.precision",),
            "bbox": ("place.latitude", "place.longitude"),
            "near": ("place.latitude", "place.longitude"),
            "radius_km": ("place.latitude", "place.longitude"),
            "goldstein": ("type.goldstein",),
            "fatalities": ("fatalities.best",),
            "mention_count": ("counts.mentions",),
            "article_count": ("counts.articles",),
            "source_count": ("counts.sources",),
            "source": ("articles.source", "publishers"),
            "article": ("articles.id",),
            "updated": ("updated_at",),
            "q": ("summary", "actor1.name", "actor2.name", "attributed_to.name", "place.name", "evidence.sentence"),
        },
        "quotes": {
            "speaker_country": ("speaker.country",),
            "about": ("about.entities",),
            "entity": ("speaker", "via", "addressee", "about.entities"),
            "event": ("about.events",),
            "date": ("date.start", "date.end"),
            "cue": ("cue.lemma",),
            "source": ("article.source",),
            "article": ("article.id",),
            "updated": ("updated_at",),
            "q": ("text", "sentence", "speaker.name", "via.name", "addressee.name"),
        },
        "articles": {
            "entity": ("mentions.entity", "named"),
            "published": ("published.at",),
            "event": ("events.id",),
            "updated": ("updated_at",),
            "q": ("title", "text"),
        },
        "entities": {
            "name": ("name", "aliases"),
            "identifier": ("identifiers.scheme", "identifiers.value"),
            "affiliation": ("affiliations",),
            # Served by the article, under `mentions`.
            "article": (),
            "updated": ("updated_at",),
            "q": ("name", "aliases", "affiliations.role"),
        },
        "sources": {"q": ("name", "domain")},
        "datasets": {"q": ("title", "publisher")},
    }
)


class NotServed(LookupError):
    """A filter is about no field that is served; the text says where to enter it."""


def page() -> str:
    """The whole page, in Markdown."""
    filters = (section(collection) for collection in COLLECTIONS)
    return "\n".join([OPENING, *filters, *dimensions(), *columns()])


def section(collection: Collection) -> str:
    """One collection: its filters, what it can be sorted by and what can be expanded in it."""
    heads = ("filter", "operators", "takes", "served as", "selects")
    lines = [f"## {collection.path}", "", row(heads), row(("---",) * len(heads))]
    lines += [_filter(collection, name, found) for name, found in _by_name(collection).items()]
    sorts = ", ".join(f"`{name}`" for name in collection.sorts)
    lines += ["", f"Sorts: {sorts}, each also with `-` before it. Default: `{collection.default_sort}`."]
    if collection.expands:
        lines += ["", f"Expands: {_quoted(collection.expands)}."]
    return "\n".join(lines) + "\n"


def served_as(collection: Collection, name: str) -> tuple[str, ...]:
    """Give the fields that a filter is about. Raises NotServed."""
    found = SERVED_AS.get(collection.path, {}).get(name, (name,))
    served = paths(WHOLE_SCHEMAS[collection.kind]())
    missing = [path for path in found if path not in served]
    if missing:
        named = ", ".join(missing)
        raise NotServed(f"{collection.path} serve no {named}; enter {name} in schemas.filter_page.SERVED_AS.")
    return found


def _by_name(collection: Collection) -> dict[str, list[AnyFilter]]:
    """Gather the parameters of each filter: `country` has `country`, `country__not` and `country__isnull`."""
    found: dict[str, list[AnyFilter]] = {}
    for one in collection.filters:
        found.setdefault(one.name.partition("__")[0], []).append(one)
    return found


def _filter(collection: Collection, name: str, found: Sequence[AnyFilter]) -> str:
    operators = [one.name.partition("__")[2] for one in found]
    shown = " ".join(f"`{operator or '='}`" for operator in operators)
    described = str(found[0].field.metadata["description"]).partition(" Takes ")[0]
    # A filter of bounds alone is described once, without the words of its first bound.
    selects = described if "" in operators else f"{described.partition(': ')[0]}."
    served = _quoted(served_as(collection, name)) or "–"
    return row((f"`{name}`", shown, _takes(found[0]), served, selects.replace("|", "\\|")))


def _takes(one: AnyFilter) -> str:
    field: fields.Field[Any] = one.field
    if isinstance(one, PairFilter):
        return "two actors"
    several = isinstance(field, Several)
    inner = field.inner if isinstance(field, Several) else field
    if isinstance(inner, CodeOf):
        return f"codes of [`{inner.scheme}`](codebooks.md#{inner.scheme})"
    words = next((words for kind, words in _KINDS.items() if isinstance(inner, kind)), "words")
    return f"{words}, several" if several else words


_KINDS: Mapping[type[fields.Field[Any]], str] = MappingProxyType(
    {
        BoxField: "a box",
        SpotField: "a point",
        PublicId: "an id",
        DayRange: "a day",
        Moment: "an instant or day",
        Number: "a number",
        Whole: "a whole number",
        Truth: "`true` or `false`",
    }
)


def dimensions() -> Iterator[str]:
    """The lines about what can be counted by what."""
    yield "## Dimensions and metrics\n"
    units = _quoted(f"date:{unit}" for unit in UNITS)
    yield f"`group_by` takes up to {MAX_DIMENSIONS}; one of them may be a unit of time: {units}.\n"
    for aggregation in (EVENT_AGGREGATION, QUOTE_AGGREGATION):
        path = aggregation.collection.path
        yield f"**{path}**: by {', '.join(_dimensions(aggregation))}."
        example = f"avg:{next(iter(aggregation.measures))}"
        measured = f"{_quoted(FUNCTIONS)} of {_quoted(aggregation.measures)}"
        yield f"Metrics: `count`, and {measured}, such as `{example}`.\n"


def _dimensions(aggregation: Aggregation) -> Iterator[str]:
    for dimension in aggregation.dimensions.values():
        once = isinstance(dimension, ColumnDimension)
        yield f"`{dimension.name}`" if once else f"`{dimension.name}` (a record counts under each)"


def columns() -> Iterator[str]:
    """The lines about the flat columns of CSV and GeoJSON."""
    yield "## Columns\n"
    yield "CSV and GeoJSON have these, in this order; `[]` takes every value, joined by `; `. New ones come at the end."
    yield f"With `explode=actors` an event has a row for each actor, and these columns first: {_quoted(EXPLODED)}.\n"
    for collection in COLLECTIONS:
        yield f"### Columns of {collection.path}\n"
        yield row(("column", "field"))
        yield row(("---",) * 2)
        for column in FLAT[collection.kind]:
            yield row((f"`{column.name}`", f"`{column.path}`"))
        yield ""


def _quoted(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


if __name__ == "__main__":
    sys.stdout.write(page())
