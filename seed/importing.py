"""Turn a file of some format into records, row by row."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from seed.importers.files import Content
from seed.importers.format import BadRow, Format
from seed.importers.guess import layout_of
from seed.importers.rows import Line, rows
from seed.records import Record


class Read(NamedTuple):
    """What a row of a file says: its records, in the order in which they refer to one another, or why there are none."""

    line: Line
    records: tuple[Record, ...]
    fault: str | None


def reads(content: Content, format: Format, skip_rows: int = 0) -> Iterator[Read]:
    """Read a file on from where it stands; the first `skip_rows` are passed over without a look at what they say.

    What counts as a row is what is given here, good or not. Raises BadFile: at once where the first rows are not of this
    format, later where the rest cannot be read.
    """
    layout = layout_of(content, format)
    return (_read(line, format) for line in rows(content, layout, skip_rows))


def _read(line: Line, format: Format) -> Read:
    if line.row is None:
        return Read(line, (), line.fault)
    try:
        return Read(line, tuple(format.records(line.row)), None)
    except BadRow as bad:
        return Read(line, (), str(bad))
