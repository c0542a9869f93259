"""Read bytes from the web as text, whatever they say that they are written in."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator

# As far as a page may go before it says so.
_LOOKED_AT_BYTES = 1 << 10
_DECLARED = re.compile(rb"(?:charset|encoding)\s*=\s*[\"']?\s*([\w.:-]{2,40})", re.IGNORECASE)
_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
# What English is written in. Not all that Python calls an encoding is one, and some take for ever to be read.
_KNOWN = re.compile(r"utf-16(-[lb]e)?|iso8859-\d+|cp125\d|koi8-[ru]|mac-roman")
_LAST_RESORT = "cp1252"


def text_of(content: bytes, charset: str | None = None) -> str:
    """Read text; `charset` is what came with it.

    What can be UTF-8 is: other text hardly ever looks like it, and pages lie. Then counts what came with it, then what it
    says itself, then what the web means by nothing at all; a byte that is none of that becomes U+FFFD.
    """
    for mark, name in _MARKS:
        if content.startswith(mark):
            return content[len(mark) :].decode(name, "replace")
    for name in _candidates(content, charset):
        try:
            return content.decode(name)
        except UnicodeDecodeError:
            continue
    return content.decode(_LAST_RESORT, "replace")


def _candidates(content: bytes, charset: str | None) -> Iterator[str]:
    # In UTF-16 every other byte of English is zero, and so it is UTF-8 too.
    if b"\x00" not in content:
        yield "utf-8"
    declared = _DECLARED.search(content[:_LOOKED_AT_BYTES])
    for name in (charset, declared and declared[1].decode()):
        try:
            known = codecs.lookup(name).name if name else ""
        except (LookupError, ValueError):
            continue
        # Who says Latin-1 means this one, of which it is a part.
        if known in {"ascii", "iso8859-1"}:
            yield _LAST_RESORT
        elif _KNOWN.fullmatch(known):
            yield known
