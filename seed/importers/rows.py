"""Cut a stream of bytes into rows, by the layout of its format. Memory stays the same however long the file is."""

from __future__ import annotations

import csv
import json
import re
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain, islice
from typing import Any, NamedTuple

from seed.importers.files import Content
from seed.importers.format import Commas, Features, Layout, Row, Tabs
from seed.importers.geojson import NoFeatures, features_in

MAX_LINE_BYTES = 8 << 20
# As much of a line that is too long is kept to find it by.
SHOWN_BYTES = 1 << 16
_MARK = b"\xef\xbb\xbf"
_EMPTY = ("", "\r")
_NO_TEXT = re.compile("[\x00\ud800-\udfff]")


class Line(NamedTuple):
    """A record of a file: the row that it is, or what is wrong with it.

    `number` is the line where it begins, from 1. `raw` is its text as it was read, without the end of the line; a byte
    that no encoding of the layout explains stands there as `surrogateescape` writes it.
    """

    number: int
    raw: str
    row: Row | None
    fault: str | None


class Unfit(ValueError):
    """The first line of a file shows that it is laid out otherwise. `lacking` are the columns missing from its header."""

    def __init__(self, lacking: tuple[str, ...] = ()) -> None:
        super().__init__(f"The header lacks {', '.join(lacking)}." if lacking else "The file is laid out otherwise.")
        self.lacking = lacking


# A line of text: its number, the text without the line feed, and what is wrong with it.
_Text = tuple[int, str, str | None]


def rows(content: Content, layout: Layout, skip: int = 0) -> Iterator[Line]:
    """Give the rows of a file, and in their place what cannot be one; the header and empty lines are none.

    The first `skip` rows are passed over. Raises Unfit at the first row, and BadFile.
    """
    if isinstance(layout, Tabs):
        return _tab_rows(content, layout, skip)
    if isinstance(layout, Commas):
        return _comma_rows(content, layout, skip)
    return _feature_rows(content, layout, skip) if isinstance(layout, Features) else _line_rows(content, skip)


def _tab_rows(content: Content, layout: Tabs, skip: int) -> Iterator[Line]:
    lines = _lines(content, layout.encodings)
    first = next(lines, None)
    if first is None:
        return
    columns, is_header = _columns(_unpadded(first[1].removesuffix("\r").split("\t"), layout), layout.columns)
    width = len(columns)
    for number, text, fault in islice(lines if is_header else chain((first,), lines), skip, None):
        raw = text.removesuffix("\r")
        cells = raw.split("\t")
        if layout.header and len(cells) != width:
            cells = _widened(cells, columns, layout)
        if fault is None and len(cells) == width:
            yield Line(number, raw, dict(zip(columns, cells, strict=True)), None)
        else:
            yield Line(number, raw, None, fault or _miscounted(len(cells), width))


def _unpadded(cells: list[str], layout: Tabs) -> list[str]:
    """Leave out the tabs that follow a header, or the first row of a file that should have one and has none."""
    while layout.header and len(cells) > len(layout.columns) and not cells[-1].strip():
        cells = cells[:-1]
    return cells


def _widened(cells: list[str], columns: tuple[str, ...], layout: Tabs) -> list[str]:
    """Make a row as wide as its header, where nothing of it is lost: tabs too many, or columns at the end that no layout has."""
    if len(cells) > len(columns):
        return cells[: len(columns)] if not any(map(str.strip, cells[len(columns) :])) else cells
    lacking = columns[len(cells) :]
    return cells if any(name in layout.columns for name in lacking) else [*cells, *("" for _ in lacking)]


def _comma_rows(content: Content, layout: Commas, skip: int) -> Iterator[Line]:
    records = _records(_lines(content, empty=True))
    first = next(records, None)
    if first is None:
        return
    columns, is_header = _columns(first.cells, layout.columns, layout.optional)
    absent = [name for name in layout.columns if name not in columns]
    width, named, blanks = len(columns), (*columns, *absent), [""] * len(absent)
    for number, raw, cells, fault in islice(records if is_header else chain((first,), records), skip, None):
        if fault is None and len(cells) == width:
            yield Line(number, raw, dict(zip(named, cells + blanks, strict=True)), None)
        else:
            yield Line(number, raw, None, fault or _miscounted(len(cells), width))


def _line_rows(content: Content, skip: int) -> Iterator[Line]:
    lines = _lines(content)
    first = next(lines, None)
    if first is None:
        return
    if not first[1].startswith("{"):
        raise Unfit
    for number, text, fault in islice(chain((first,), lines), skip, None):
        raw = text.removesuffix("\r")
        yield Line(number, raw, None if fault else {"json": raw}, fault)


def _feature_rows(content: Content, layout: Features, skip: int) -> Iterator[Line]:
    try:
        for number, raw, feature in islice(features_in(content, MAX_LINE_BYTES), skip, None):
            row, fault = _feature_row(raw, feature, layout.columns)
            yield Line(number, raw, row, fault)
    except NoFeatures:
        raise Unfit from None


def _feature_row(raw: str, feature: Any, columns: tuple[str, ...]) -> tuple[Row | None, str | None]:
    properties = feature.get("properties") if isinstance(feature, dict) else None
    if not isinstance(properties, dict):
        return None, "It is no feature with properties."
    lacking = [name for name in columns if name not in properties]
    if lacking:
        return None, f"It lacks the properties {', '.join(lacking)}."
    fault = _text_of(raw.encode("utf-8", "surrogateescape"), ("utf-8",), "feature")[1]
    row = {name: _as_text(properties[name]) for name in columns} | _geometry(feature.get("geometry"))
    # Written as escapes, they pass for text.
    if not fault and "\\u" in raw and (odd := [name for name, text in row.items() if _NO_TEXT.search(text)]):
        fault = f"{odd[0]} holds NUL or half a character."
    return (None, fault) if fault else (row, None)


def _geometry(value: Any) -> dict[str, str]:
    """Give where a feature lies as the column `geometry`, a point as well-known text; nothing where it lies nowhere."""
    if value is None:
        return {}
    is_point = isinstance(value, dict) and value.get("type") == "Point" and isinstance(value.get("coordinates"), list)
    return {"geometry": f"POINT ({' '.join(map(_as_text, value['coordinates'][:2]))})" if is_point else _as_text(value)}


def _as_text(value: Any) -> str:
    """Write a value of JSON as a cell has it; numbers come as they are written."""
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _columns(
    cells: list[str], columns: tuple[str, ...], optional: frozenset[str] = frozenset()
) -> tuple[tuple[str, ...], bool]:
    """Name the columns by the first row, and tell whether it is a header. Raises Unfit."""
    spelt = {name.casefold(): name for name in columns}
    named = tuple(spelt.get(cell.strip().casefold(), cell.strip()) for cell in cells)
    lacking = tuple(name for name in columns if name not in named and name not in optional)
    if not lacking and len(set(named)) == len(named):
        return named, True
    # A header of this format that lost a column, or of a later version of it.
    if 2 * len(lacking) < len(columns) - len(optional):
        raise Unfit(lacking)
    required = tuple(name for name in columns if name not in optional)
    for unnamed in (columns, required):
        if len(cells) == len(unnamed):
            return unnamed, False
    raise Unfit


def _miscounted(found: int, width: int) -> str:
    return f"It has {found} column{'s' * (found != 1)} where {width} should be."


def _lines(content: Content, encodings: tuple[str, ...] = ("utf-8",), *, empty: bool = False) -> Iterator[_Text]:
    """Give the lines, those that are empty only if asked for."""
    number = 1
    for piece, is_whole in _pieces(content):
        texts, faults = _texts(piece, encodings) if is_whole else _shown(piece)
        for at, text in enumerate(texts):
            if empty or text not in _EMPTY:
                yield number + at, text, faults.get(at) if faults else None
        number += len(texts)


def _pieces(content: Content) -> Iterator[tuple[bytes, bool]]:
    """Give the file in pieces of whole lines, without the last line feed, and the beginning of each line that is too long."""
    pending = b""
    block = content.read().removeprefix(_MARK)
    while block:
        first = block.find(b"\n")
        if len(pending) + (len(block) if first < 0 else first) > MAX_LINE_BYTES:
            yield (pending + block[:SHOWN_BYTES])[:SHOWN_BYTES], False
            pending, block = b"", _after_line(content, block)
        last = block.rfind(b"\n")
        if last < 0:
            pending += block
        else:
            yield pending + block[:last], True
            pending = block[last + 1 :]
        block = content.read()
    if pending:
        yield pending, True


def _after_line(content: Content, block: bytes) -> bytes:
    while block and b"\n" not in block:
        block = content.read()
    return block.partition(b"\n")[2]


def _shown(piece: bytes) -> tuple[list[str], Mapping[int, str]]:
    fault = f"The line is longer than {MAX_LINE_BYTES:,} bytes; these are its first {SHOWN_BYTES:,}."
    return [piece.decode("utf-8", "surrogateescape")], {0: fault}


def _texts(piece: bytes, encodings: tuple[str, ...]) -> tuple[list[str], Mapping[int, str]]:
    """Decode lines, nearly always at once; gives them with what is wrong, by position."""
    if b"\x00" not in piece:
        try:
            return piece.decode(encodings[0]).split("\n"), {}
        except UnicodeDecodeError:
            pass
    read = [_text_of(line, encodings) for line in piece.split(b"\n")]
    return [text for text, _ in read], {at: fault for at, (_, fault) in enumerate(read) if fault}


def _text_of(line: bytes, encodings: tuple[str, ...], of: str = "line") -> tuple[str, str | None]:
    as_read = line.decode("utf-8", "surrogateescape")
    if b"\x00" in line:
        return as_read, f"Byte {line.index(0) + 1} of the {of} is NUL, which no text has."
    faults = []
    for encoding in encodings:
        try:
            return line.decode(encoding), None
        except UnicodeDecodeError as error:
            at = error.start
            faults.append(f"Byte {at + 1} of the {of} (0x{line[at]:02X}) is not {encoding.upper()}.")
    return as_read, faults[0]


class _Record(NamedTuple):
    number: int
    raw: str
    cells: list[str]
    fault: str | None


class _Feed:
    """Lines for the csv module. `taken` are those of the record that is being read."""

    def __init__(self, lines: Iterable[_Text]) -> None:
        self.taken: list[_Text] = []
        self._again: deque[_Text] = deque()
        self._lines = iter(lines)

    def __iter__(self) -> _Feed:
        return self

    def __next__(self) -> str:
        line = self._again.popleft() if self._again else next(self._lines)
        self.taken.append(line)
        return line[1] + "\n"

    def keep_first(self) -> None:
        """Take only the first line; the others come again."""
        self._again.extendleft(reversed(self.taken[1:]))
        del self.taken[1:]


def _records(lines: Iterable[_Text]) -> Iterator[_Record]:
    # The module's own bound on a cell holds for the whole process, and is less than a long text.
    csv.field_size_limit(MAX_LINE_BYTES)
    feed = _Feed(lines)
    reader = csv.reader(feed, strict=True)
    while True:
        fault = None
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            # A quote that is never closed swallows the lines that follow; only its own is at fault.
            feed.keep_first()
            reader = csv.reader(feed, strict=True)
            cells, fault = [], f"It is not CSV: {error}."
        if cells or fault:
            yield _record(feed.taken, cells, fault)
        feed.taken.clear()


def _record(taken: list[_Text], cells: list[str], fault: str | None) -> _Record:
    number, text, _ = taken[0]
    raw = text if len(taken) == 1 else "\n".join(line[1] for line in taken)
    return _Record(number, raw.removesuffix("\r"), cells, next((line[2] for line in taken if line[2]), fault))
