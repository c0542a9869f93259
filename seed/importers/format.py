"""What a format is. Each module of this folder that declares one as `FORMAT` is found by itself (`seed.importers.formats`)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from seed.records import DatasetRecord, Record

# A row by the names of its columns, as text: nothing is converted before the importer does it, so no code loses a zero.
Row = Mapping[str, str]


class BadRow(ValueError):
    """A row cannot be read: the text says which column, what stands there and what would be right."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """What cannot be right about a row that is loaded all the same: the load counts such rows by `what`.

    `columns` are those in doubt: the event keeps them in `origin` as they stand. None where there is no event.
    """

    what: str
    columns: tuple[str, ...]


# What a row comes to.
Told = Record | Doubt


@dataclass(frozen=True, slots=True)
class Tabs:
    """Cells between tabs, never quoted, one row a line. `header`: the first line names the columns."""

    columns: tuple[str, ...]
    header: bool = False
    encodings: tuple[str, ...] = ("utf-8",)


@dataclass(frozen=True, slots=True)
class Commas:
    """Cells between commas, quoted as RFC 4180 has it, a cell may hold lines; the header may be missing.

    Columns in `optional` may be missing from a header; further ones are ignored.
    """

    columns: tuple[str, ...]
    optional: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Features:
    """GeoJSON: a FeatureCollection whose features have these properties."""

    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Lines:
    """NDJSON: an object a line. The importer gets the line itself, as the column `json`."""


Layout = Tabs | Commas | Features | Lines


@dataclass(frozen=True, slots=True)
class Format:
    """A format that can be loaded.

    `name` is what `dateline load` takes, `dataset` what the rows belong to (None where they bring their own), `layouts` how
    its files may be laid out (the first that fits is taken), `looks` says of a row whether it may be one of this format (to
    tell files apart). `records` turns a row into records, in the order in which they refer to one another, and doubts about
    it; it raises BadRow.
    """

    name: str
    title: str
    dataset: DatasetRecord | None
    layouts: tuple[Layout, ...]
    looks: Callable[[Row], bool]
    records: Callable[[Row], Iterable[Told]]
