"""Reads an annotation from where it is: the folder of an annotated document, or Dateline's own records, one a line."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TypeVar

from seed.annotation import read_annotation
from seed.importers.files import BadFile, files_named
from seed.importers.records import FORMAT
from seed.importing import reads
from seed.records import (
    ArticleRecord,
    Batch,
    DatasetRecord,
    EntityRecord,
    EventRecord,
    QuoteRecord,
    Record,
    SourceRecord,
)

T = TypeVar("T")


def annotation(path: Path) -> Batch:
    """Read an annotation. Raises AnnotationError or BadFile, which say what is wrong and where."""
    if path.is_dir():
        return read_annotation(path)
    (file,) = files_named([str(path)])
    records: list[Record] = []
    with file.opened() as opened:
        for read in reads(opened, FORMAT):
            if read.fault is not None:
                raise BadFile(f"{path}, line {read.line.number}: {read.fault}")
            records += read.records
    return as_batch(records)


def as_batch(records: Iterable[Record]) -> Batch:
    """Sort records by what they are; reports and merges are none of an article."""
    every = list(records)
    return Batch(
        datasets=_of(DatasetRecord, every),
        sources=_of(SourceRecord, every),
        entities=_of(EntityRecord, every),
        articles=_of(ArticleRecord, every),
        events=_of(EventRecord, every),
        quotes=_of(QuoteRecord, every),
    )


def _of(kind: type[T], records: Iterable[Record]) -> tuple[T, ...]:
    return tuple(record for record in records if isinstance(record, kind))
