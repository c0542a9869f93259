"""Flat rows: the stable columns that CSV, GeoJSON and spreadsheets see, each read off the served document by its path.

`actor1[].name` takes the name of every actor1, joined by `; `, and `one[].name + other[].name` those of both. A column is
never renamed or moved within /v1; new ones are added at the end.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from store.identity import Kind

JOIN = "; "
PLUS = " + "
Document = Mapping[str, Any]
Cell = str | int | float | bool | None


@dataclass(frozen=True, slots=True)
class FlatColumn:
    """A column: its name and where its value stands in the document, or its values in several places."""

    name: str
    path: str


def _columns(*named: str) -> tuple[FlatColumn, ...]:
    """Declare columns as `name=path`, or `path` alone where the name is the path with underscores."""
    split = (column.rpartition("=") for column in named)
    return tuple(FlatColumn(name or path.replace("[].", "_").replace(".", "_"), path) for name, _, path in split)


_ACTORS = ("id", "name", "kind", "country", "code")

FLAT: Mapping[Kind, tuple[FlatColumn, ...]] = MappingProxyType(
    {
        Kind.EVENT: _columns(
            "id",
            "date.start",
            "date.end",
            "date.precision",
            "status",
            *(f"{side}[].{part}" for side in ("actor1", "actor2") for part in _ACTORS),
            "event_code=type.event_code",
            "event_label=type.label",
            "root_code=type.root_code",
            "root_label=type.root_label",
            "quad_class=type.quad_class",
            "goldstein=type.goldstein",
            "plover_type=type.plover_type",
            "plover_mode=type.plover_mode",
            "contexts=type.contexts[]",
            "place=place.name",
            "country=place.country",
            "latitude=place.latitude",
            "longitude=place.longitude",
            "place_precision=place.precision",
            "fatalities=fatalities.best",
            "tone",
            "mentions=counts.mentions",
            "article_count=counts.articles",
            "source_count=counts.sources",
            "confidence",
            "summary",
            "attributed_to=attributed_to[].name",
            "articles=articles[].id",
            "sources=articles[].source.name + publishers[].name",
            "urls=articles[].url",
            "dataset",
            "licence",
            "origin_id",
            "updated_at",
            "stands_for",
        ),
        Kind.QUOTE: _columns(
            "id",
            "date.start",
            "date.end",
            "kind",
            *(f"speaker.{part}" for part in _ACTORS),
            "cue=cue.text",
            "cue_lemma=cue.lemma",
            "text",
            "via=via[].name",
            "addressee=addressee[].name",
            "about=about.entities[].name",
            "about_events=about.events[].id",
            "sentence",
            "start",
            "end",
            "article=article.id",
            "article_title=article.title",
            "url=article.url",
            "source=article.source.name",
            "confidence",
            "dataset",
            "licence",
            "updated_at",
        ),
        Kind.ARTICLE: _columns(
            "id",
            "published_at=published.at",
            "title",
            "source=source.name",
            "source_country=source.country",
            "url",
            "authors=authors[]",
            "dateline=dateline.place.name",
            "language",
            "mentions=counts.mentions",
            "events=counts.events",
            "quotes=counts.quotes",
            "rights",
            "dataset",
            "licence",
            "updated_at",
        ),
        Kind.ENTITY: _columns(
            "id",
            "name",
            "kind",
            "country",
            "code",
            "sector",
            "aliases=aliases[]",
            "roles=affiliations[].role",
            "organizations=affiliations[].name",
            "latitude=place.latitude",
            "longitude=place.longitude",
            "place_precision=place.precision",
            "updated_at",
        ),
        Kind.SOURCE: _columns("id", "name", "domain", "country", "updated_at"),
        Kind.DATASET: _columns(
            "slug",
            "title",
            "version",
            "publisher",
            "licence",
            "citation",
            "url",
            "redistributable",
            "coverage.start",
            "coverage.end",
            "counts.events",
            "counts.articles",
            "counts.quotes",
        ),
    }
)
# With explode=actors an event has one row for each actor, which these columns describe.
EXPLODED = ("side", *(f"actor_{part}" for part in _ACTORS))

Row = dict[str, Cell]


def flattener(kind: Kind, wanted: Sequence[str] = ()) -> Callable[[Document], Row]:
    """Give the function from a document to its flat row, with all columns or those wanted, in their order."""
    by_name = {column.name: _reader(column.path) for column in FLAT[kind]}
    readers = [(name, by_name[name]) for name in (wanted or by_name)]

    def flatten(document: Document) -> Row:
        return {name: read(document) for name, read in readers}

    return flatten


def exploded(document: Document) -> Iterator[Row]:
    """Give the columns that differ for each actor of an event; one row of nulls where it has none."""
    actors = [(side, actor) for side in ("actor1", "actor2") for actor in document[side]]
    if not actors:
        yield dict.fromkeys(EXPLODED)
    for side, actor in actors:
        yield {"side": side} | {f"actor_{part}": actor.get(part) for part in _ACTORS}


def _reader(path: str) -> Callable[[Document], Cell]:
    """Make the function that reads one cell: an export reads millions, so the way to each is decided once."""
    if "[]" in path:
        first, *others = (_values(place.split(".")) for place in path.split(PLUS))
        if others:
            return lambda document: _joined([*first(document), *(one for read in others for one in read(document))])
        return lambda document: _joined(first(document))
    return _single(path.split("."))


def _single(steps: Sequence[str]) -> Callable[[Any], Any]:
    first, *rest = steps
    if not rest:
        return lambda value: value.get(first)
    below = _single(rest)

    def read(value: Any) -> Any:
        inner = value.get(first)
        return None if inner is None else below(inner)

    return read


def _values(steps: Sequence[str]) -> Callable[[Any], list[Any]]:
    """Make the function that lists all values at the end of a path, in order."""
    (step, *rest), several = steps, steps[0].endswith("[]")
    name = step.removesuffix("[]")
    below = _values(rest) if rest else None

    def read(value: Any) -> list[Any]:
        inner = value.get(name)
        if inner is None:
            return []
        if below is None:
            return inner if several else [inner]
        return [found for item in inner for found in below(item)] if several else below(inner)

    return read


def _joined(values: Sequence[Any]) -> str | None:
    known = [str(value) for value in values if value is not None]
    return JOIN.join(dict.fromkeys(known) if len(known) > 1 else known) or None
