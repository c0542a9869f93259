"""What an article says as JSON: its records as the lines that `dateline load records` takes, in one object."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import fields, is_dataclass
from types import MappingProxyType
from typing import Any

import orjson

from seed.records import (
    ArticleRecord,
    Batch,
    DatasetRecord,
    EntityRecord,
    EventRecord,
    QuoteRecord,
    SourceRecord,
    StoredRecord,
)

Line = dict[str, Any]

_KINDS: Mapping[type[Any], str] = MappingProxyType(
    {
        DatasetRecord: "dataset",
        SourceRecord: "source",
        EntityRecord: "entity",
        ArticleRecord: "article",
        EventRecord: "event",
        QuoteRecord: "quote",
    }
)
# What a line calls otherwise than the record does.
_NAMES = {"slug": "key", "from_": "from"}


def as_json(batch: Batch) -> str:
    """Write all that one article says as one line of JSON, with its line feed."""
    return orjson.dumps(as_object(batch), option=orjson.OPT_UTC_Z | orjson.OPT_APPEND_NEWLINE).decode()


def as_object(batch: Batch) -> Line:
    """Give the lines of a batch that holds one article: `dataset`, `source` and `article` alone, the others in lists.

    Each line names its kind, so that all of them in this order are a file that can be loaded.
    """
    found: Line = {"dataset": line(batch.datasets[0])} if batch.datasets else {}
    found |= {"source": line(batch.sources[0])} if batch.sources else {}
    return found | {
        "entities": _lines(batch.entities),
        "article": line(batch.articles[0]),
        "events": _lines(batch.events),
        "quotes": _lines(batch.quotes),
    }


def line(record: StoredRecord) -> Line:
    """Write a record as a line of `schemas.interchange`; what is not known is left out."""
    return {"record": _KINDS[type(record)]} | _plain(record)


def _lines(records: Iterable[StoredRecord]) -> list[Line]:
    return [line(record) for record in records]


def _plain(part: Any) -> Line:
    """Write a record, or a part of one, with the names that a line has for its fields."""
    found = {_NAMES.get(field.name, field.name): getattr(part, field.name) for field in fields(part)}
    return {name: _value(name, value) for name, value in found.items() if _says(name, value)}


def _says(name: str, value: Any) -> bool:
    return name != "stamp" and value is not None and value not in ((), "")


def _value(name: str, value: Any) -> Any:
    if name == "identifiers":
        return [{"scheme": scheme, "value": one} for scheme, one in value]
    if name == "origin":
        return dict(value)
    if isinstance(value, tuple):
        return [_value("", one) for one in value]
    return _plain(value) if is_dataclass(value) else value
