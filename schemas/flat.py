"""Flat rows: the stable columns that CSV, GeoJSON and spreadsheets see, each read off the served document by its path.

`actor1[].name` takes the name of every actor1, joined by `; `. A column is never renamed or moved within /v1; new ones are
added at the end.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from store.identity import Kind

JOIN = "; "
Document = Mapping[str, Any]
Cell = str | int | float | bool | None


@dataclass(frozen=True, slots=True)
class FlatColumn:
    """A column: its name and where its value stands in the document."""

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
            "sources=articles[].source.name",
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
    several = "[]" in path
    steps = path.replace("[]", "").split(".")

    def read(document: Document) -> Cell:
        found = list(_values(document, steps))
        if several:
            return JOIN.join(str(value) for value in dict.fromkeys(found) if value is not None) or None
        value: Cell = found[0] if found else None
        return value

    return read


def _values(value: Any, steps: Sequence[str]) -> Iterator[Any]:
    if isinstance(value, list):
        for item in value:
            yield from _values(item, steps)
    elif not steps:
        yield value
    elif value is not None:
        yield from _values(value.get(steps[0]), steps[1:])
