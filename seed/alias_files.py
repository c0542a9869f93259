"""Read an alias file: CSV in UTF-8 with the columns `alias` and `entity`, every fault with its line."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

COLUMNS = ("alias", "entity")
_OTHER_SEPARATORS = {";": "semicolons", "\t": "tabs"}


class BadAliases(ValueError):
    """An alias file has faults; the message lists them all, one a line. Nothing was changed."""

    def __init__(self, faults: Sequence[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = tuple(faults)


@dataclass(frozen=True, slots=True)
class Alias:
    """A row of the file: what stands for an entity, and the entity in the user's words."""

    line: int
    alias: str
    entity: str


def aliases_in(path: Path) -> list[Alias]:
    """Read an alias file: CSV in UTF-8 with the columns `alias` and `entity`. Raises BadAliases."""
    rows = csv.reader(StringIO(_text_of(path), newline=""), strict=True)
    found, begun = [], 1
    try:
        places = _places(next(rows, []))
        begun = rows.line_num + 1
        for row in rows:
            begun = rows.line_num + 1
            if any(row):
                found.append(_alias(rows.line_num, row, places))
    except csv.Error:
        quotes = "a quote that is opened is closed before the next comma, and within quotes a quote is written twice"
        raise BadAliases([f"line {begun}: it is not CSV: {quotes}"]) from None
    return [row for row in found if row.alias or row.entity]


def _text_of(path: Path) -> str:
    read = path.read_bytes()
    for number, line in enumerate(read.split(b"\n"), 1):
        try:
            line.decode()
        except UnicodeDecodeError as error:
            at = error.start
            raise BadAliases([f"line {number}: byte {at + 1} (0x{line[at]:02X}) is not UTF-8"]) from None
        if b"\0" in line:
            raise BadAliases([f"line {number}: byte {line.index(0) + 1} is NUL, which no text has"])
    return read.decode("utf-8-sig")


def _places(header: Sequence[str]) -> tuple[int, int, int]:
    """Find both columns, and count all. Raises BadAliases."""
    names = [name.strip() for name in header]
    missing = [name for name in COLUMNS if name not in names]
    if not missing:
        return names.index("alias"), names.index("entity"), len(names)
    for sign, called in _OTHER_SEPARATORS.items():
        if {name.strip() for name in ",".join(header).split(sign)} >= set(COLUMNS):
            raise BadAliases([f"line 1: the columns are separated by {called}; use commas"])
    raise BadAliases([f"line 1: the header has no column {' and no '.join(missing)}; it needs alias,entity"])


def _alias(line: int, row: Sequence[str], places: tuple[int, int, int]) -> Alias:
    alias, entity, width = places
    if any(row[width:]):
        raise BadAliases(
            [f"line {line}: it has {len(row)} cells where the header has {width}; quote what holds a comma"]
        )
    cells = [*row, *[""] * width]
    return Alias(line, cells[alias].strip(), cells[entity].strip())
