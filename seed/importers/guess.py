"""Tell by its first rows whether a file is of a format, and of which."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from io import BytesIO
from itertools import islice

from seed.importers.files import BadFile, Content
from seed.importers.format import BadRow, Commas, Format, Layout, Lines, Row, Tabs
from seed.importers.formats import formats
from seed.importers.rows import MAX_LINE_BYTES, Unfit, rows

LOOKED_AT_ROWS = 10
_HEAD_BYTES = 1 << 16
_BETWEEN: dict[type[Layout], str] = {Tabs: "tabs", Commas: "commas"}


def format_of(content: Content, named: Format | None = None) -> Format:
    """Tell the format of a file by its first rows. Raises BadFile where they are not of the one named, or of none or several."""
    if named is not None:
        layout_of(content, named)
        return named
    found = _candidates(content)
    if len(found) == 1:
        return found[0]
    if not found:
        raise BadFile(
            f"{content.name} is of no format known here, which are {', '.join(formats())}; name the one it is."
        )
    names = either(one.name for one in found)
    raise BadFile(f"{content.name} may be {names}; name one of them before the file.")


def layout_of(content: Content, format: Format) -> Layout:
    """Give the layout of this format that the first rows of a file have. Raises BadFile."""
    layout = _fitting(content, format)
    if layout is None:
        others = [one.name for one in _candidates(content)]
        hint = f"; it looks like {either(others)}" if others else ""
        raise BadFile(f"{content.name} is not {format.name}: {_misfit(content, format)}{hint}.")
    return layout


def _candidates(content: Content) -> list[Format]:
    return [one for one in formats().values() if _fitting(content, one)]


def _fitting(content: Content, format: Format) -> Layout | None:
    for layout in format.layouts:
        found = _first_rows(content, layout)
        # A header alone says what the file is.
        if found is not None and (not found or any(map(format.looks, found))):
            return layout
    return None


def _first_rows(content: Content, layout: Layout) -> Sequence[Row] | None:
    """Read the first rows as this layout has them; None where the file is laid out otherwise."""
    found: list[Row] = []
    try:
        for line in islice(rows(_head(content), layout), LOOKED_AT_ROWS):
            if line.row is not None:
                found.append(line.row)
    except Unfit:
        return None
    except BadFile:
        # The head may end within a feature.
        return found or None
    return found


def _head(content: Content) -> Content:
    head = content.head(_HEAD_BYTES)
    if b"\n" not in head:
        head = content.head(MAX_LINE_BYTES)
    return Content(content.name, BytesIO(head))


def _misfit(content: Content, format: Format) -> str:
    """Say what about the first row is not as this format has it."""
    lacking = [names for layout in format.layouts if (names := _lacking(content, layout))]
    if lacking:
        return f"its header lacks {', '.join(sorted(lacking, key=len)[0])}"
    width, between = _shape(content)
    due = {len(one.columns): _BETWEEN[type(one)] for one in format.layouts if isinstance(one, Tabs | Commas)}
    found = f"it has {width} column{'s' * (width != 1)}"
    if not due:
        return f"{found} where JSON should be" if width else f"its rows hold something else{_reason(content, format)}"
    if not width:
        return f"it holds JSON where {either(due)} columns should be"
    if width not in due:
        return f"{found} where {either(due)} should be"
    if between != due[width]:
        return f"{found} between {between} where {due[width]} should be"
    return f"its columns hold something else{_reason(content, format)}"


def _reason(content: Content, format: Format) -> str:
    """Say what the first row should hold, in the words in which the format would reject it."""
    for layout in format.layouts:
        try:
            line = next(rows(_head(content), layout), None)
            if line and line.row is not None:
                tuple(format.records(line.row))
            elif line and line.fault:
                raise BadRow(line.fault)
        except BadRow as bad:
            return f": {str(bad).removesuffix('.')}"
        except (BadFile, Unfit):
            continue
    return ": each line should be one JSON object" if Lines() in format.layouts else ""


def _lacking(content: Content, layout: Layout) -> tuple[str, ...]:
    try:
        next(rows(_head(content), layout), None)
    except Unfit as unfit:
        return unfit.lacking
    except BadFile:
        pass
    return ()


def _shape(content: Content) -> tuple[int, str]:
    """Count the columns of the first line, and tell what is between them; 0 where the file holds JSON."""
    first = _head(content).read(MAX_LINE_BYTES).decode("utf-8", "replace").lstrip("\ufeff\r\n").partition("\n")[0]
    if first.startswith(("{", "[")):
        return 0, ""
    if "\t" in first:
        return len(first.split("\t")), "tabs"
    return len(next(csv.reader([first]), [])), "commas"


def either(words: Iterable[int | str]) -> str:
    """Say "a", "a or b", "a, b or c"."""
    *others, last = map(str, words)
    return f"{', '.join(others)} or {last}" if others else last
