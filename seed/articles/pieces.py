"""Cut what is brought into articles, none of which is read yet: a file of text or a page is one, a line of NDJSON is one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from pathlib import PurePath

from seed.importers.files import Content
from seed.importers.format import Lines
from seed.importers.rows import SHOWN_BYTES, Line, Unfit, rows

# More than the longest text has: a million characters of four bytes.
MAX_TEXT_BYTES = 4_000_000
MAX_PAGE_BYTES = 20_000_000
LOOKED_AT_BYTES = 1 << 10
_MARK = b"\xef\xbb\xbf"
_PAGE = re.compile(
    rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body|main|article|section|div|h1|p)\b",
    re.IGNORECASE | re.DOTALL,
)
_PAGE_NAMES = (".html", ".htm", ".xhtml", ".html.gz", ".htm.gz", ".xhtml.gz")
_DAY = re.compile(r"(?<!\d)((?:19|20)\d\d)([-_]?)(\d\d)\2(\d\d)(?!\d)")


class Form(StrEnum):
    """How an article is written down."""

    TEXT = "text"
    PAGE = "page"
    LINE = "line"


@dataclass(frozen=True, slots=True)
class Known:
    """What whoever brings an article says of it, where it does not say so itself."""

    published: datetime | None = None
    published_precision: str = "day"
    title: str | None = None
    url: str | None = None
    publisher: str | None = None


@dataclass(frozen=True, slots=True)
class Piece:
    """What should be one article. `line.raw` shows it where it is rejected; `content` is all of it, unless it is a line's.

    `url` is where it was fetched from, `known` what the feed that names it says, `day` the one in the name of its file.
    `line.fault` says why it cannot be one.
    """

    line: Line
    form: Form
    content: bytes = b""
    url: str | None = None
    known: Known = Known()
    day: date | None = None


def pieces(content: Content, skip: int = 0) -> Iterator[Piece]:
    """Give the articles of a file, without the first `skip`. Raises BadFile."""
    # Who writes line by line, and waits for an answer to each, has not written more yet.
    first = content.head(len(_MARK) + 1)
    form = form_of(content.name, first if _is_line(first) else content.head(LOOKED_AT_BYTES))
    if form is Form.LINE:
        try:
            yield from (Piece(line, form) for line in rows(content, Lines(), skip))
            return
        except Unfit:
            form = Form.TEXT
    if skip == 0:
        yield replace(piece_of(_all(content), form), day=day_in(content.name))


def day_in(name: str) -> date | None:
    """Read the day in the name of a file: `2024-08-05-geneva.txt`; None where it has none, or several."""
    found = set()
    for year, _, month, day in _DAY.findall(PurePath(name).name):
        with suppress(ValueError):
            found.add(date(int(year), int(month), int(day)))
    return found.pop() if len(found) == 1 else None


def form_of(name: str, head: bytes) -> Form:
    """Tell by its beginning, and by its name where that says nothing, how a file is written."""
    if _is_line(head):
        return Form.LINE
    is_page = _PAGE.match(head.removeprefix(_MARK)) or name.lower().endswith(_PAGE_NAMES)
    return Form.PAGE if is_page else Form.TEXT


def _is_line(head: bytes) -> bool:
    return head.removeprefix(_MARK).startswith(b"{")


def piece_of(content: bytes, form: Form, url: str | None = None) -> Piece:
    """Make a piece of all that a file or an answer holds."""
    most = MAX_TEXT_BYTES if form is Form.TEXT else MAX_PAGE_BYTES
    shown = content[:SHOWN_BYTES].decode("utf-8", "surrogateescape")
    fault = f"It is larger than {most:,} bytes, which no article is." if len(content) > most else None
    return Piece(Line(1, shown, None, fault), form, b"" if fault else content, url)


def unreadable(fault: str) -> Piece:
    """Make a piece of what cannot be read."""
    return Piece(Line(1, "", None, fault), Form.TEXT)


def _all(content: Content) -> bytes:
    """Read a file to its end, or until it is larger than any article."""
    read = bytearray()
    while len(read) <= MAX_PAGE_BYTES and (block := content.read()):
        read += block
    return bytes(read)
