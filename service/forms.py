"""The forms in which records leave: JSON, CSV, NDJSON and GeoJSON; and how a request says which it wants."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

import orjson
from flask import request

from schemas.flat import EXPLODED, FLAT, Row, exploded, flattener
from service.problems import Problem
from store.identity import Kind

MEDIA_TYPES = {
    "json": "application/json",
    "csv": "text/csv; charset=utf-8; header=present",
    "ndjson": "application/x-ndjson",
    "geojson": "application/geo+json",
}
# A spreadsheet runs a cell that begins with one of these.
_RUN_BY_SPREADSHEETS = ("=", "+", "-", "@", "\t", "\r")

Pages = Iterable[Sequence[bytes]]


def form_asked(offered: Sequence[str], asked: str | None) -> str:
    """Choose the form: what `format` says, else the best of the Accept header, the first offered where it says nothing.

    Raises Problem 406 where the header takes none of those offered.
    """
    if asked:
        return asked
    # What most clients send is not worth parsing.
    if request.environ.get("HTTP_ACCEPT") in (None, "", "*/*"):
        return offered[0]
    accepted = request.accept_mimetypes
    if not accepted:
        return offered[0]
    types = {MEDIA_TYPES[form].partition(";")[0]: form for form in offered}
    best = accepted.best_match(list(types))
    if best is None:
        raise Problem(406, f"Accept names none of what is offered here: {', '.join(types)}.")
    return types[best]


def written(form: str, kind: Kind, pages: Pages, columns: Sequence[str], explode: bool) -> Iterator[bytes]:
    """Write pages of served documents in a form, piece by piece."""
    return _WRITERS[form](kind, pages, columns, explode)


def _csv(kind: Kind, pages: Pages, columns: Sequence[str], explode: bool) -> Iterator[bytes]:
    names = [*(EXPLODED if explode else ()), *(columns or [column.name for column in FLAT[kind]])]
    yield csv_rows([names])
    for page in pages:
        rows = _flat_rows(kind, page, columns, explode)
        yield csv_rows([row[name] for name in names] for row in rows)


_NUMBERS = frozenset({int, float})


def csv_rows(rows: Iterable[Iterable[Any]]) -> bytes:
    """Write rows as CSV; text that a spreadsheet would run gets an apostrophe before it."""
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\r\n").writerows(
        [value if value is None or value.__class__ in _NUMBERS else _cell(value) for value in row] for row in rows
    )
    return buffer.getvalue().encode()


def _cell(value: Any) -> Any:
    if isinstance(value, str) and value.startswith(_RUN_BY_SPREADSHEETS):
        return f"'{value}"
    if isinstance(value, bool):
        return "true" if value else "false"
    return value


def _ndjson(kind: Kind, pages: Pages, columns: Sequence[str], explode: bool) -> Iterator[bytes]:
    for page in pages:
        flat = columns or explode
        lines = map(orjson.dumps, _flat_rows(kind, page, columns, explode)) if flat else page
        yield b"".join(line + b"\n" for line in lines)


def _geojson(kind: Kind, pages: Pages, columns: Sequence[str], explode: bool) -> Iterator[bytes]:
    flatten = flattener(kind, columns)
    yield b'{"type":"FeatureCollection","features":['
    separator = b""
    for page in pages:
        features = [orjson.dumps(_feature(orjson.loads(body), flatten)) for body in page]
        if features:
            yield separator + b",".join(features)
            separator = b","
    yield b"]}"


def _feature(document: dict[str, Any], flatten: Callable[[Any], Row]) -> dict[str, Any]:
    place = document.get("place") or {}
    known = place.get("latitude") is not None and place.get("longitude") is not None
    geometry = {"type": "Point", "coordinates": [place["longitude"], place["latitude"]]} if known else None
    feature = {"type": "Feature", "geometry": geometry, "properties": flatten(document)}
    return {"id": document["id"], **feature} if "id" in document else feature


def _flat_rows(kind: Kind, page: Sequence[bytes], columns: Sequence[str], explode: bool) -> Iterator[Row]:
    flatten = flattener(kind, columns)
    for body in page:
        document = orjson.loads(body)
        row = flatten(document)
        if explode:
            for actor in exploded(document):
                yield {**actor, **row}
        else:
            yield row


_WRITERS: dict[str, Callable[[Kind, Pages, Sequence[str], bool], Iterator[bytes]]] = {
    "csv": _csv,
    "ndjson": _ndjson,
    "geojson": _geojson,
}
