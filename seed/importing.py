"""Turn a file of some format into records, row by row."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from seed.importers.files import Content
from seed.importers.format import BadRow, Doubt, Format
from seed.importers.guess import layout_of
from seed.importers.rows import Line, rows
from seed.records import Record


class Read(NamedTuple):
    """What a row of a file says: its records, in the order in which they refer to one another, or why there are none.

    `doubts` are what cannot be right about it and did not keep it from being read. `is_whole`: it is all that is said of
    its articles, so that what they were stored with before and is not among it is deleted.
    """

    line: Line
    records: tuple[Record, ...]
    fault: str | None
    doubts: tuple[str, ...] = ()
    is_whole: bool = False


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
        told = tuple(format.records(line.row))
    except BadRow as bad:
        return Read(line, (), str(bad))
    doubts = [one.what for one in told if isinstance(one, Doubt)]
    records = tuple([one for one in told if not isinstance(one, Doubt)])
    return Read(line, records, None, tuple(dict.fromkeys(doubts)) if doubts else ())
