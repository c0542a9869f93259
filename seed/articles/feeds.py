"""Read an RSS or Atom feed: which articles it names, and what it says of each."""

from __future__ import annotations

import re
from calendar import timegm
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from time import struct_time
from typing import Any
from urllib.parse import urljoin

import feedparser

from seed.addresses import NoAddress, canonical
from seed.articles.charsets import text_of
from seed.articles.fetching import Fetched, NotFetched
from seed.articles.pieces import Known

# Feeds name some tens of articles; one that names more would have this machine ask for as many pages.
MOST_ENTRIES = 500
_FEED = re.compile(r"<(?:rss|(?:\w+:)?feed|rdf:RDF)\b")
_PAGE = re.compile(r"<(?:!doctype\s+)?html\b", re.IGNORECASE)
_ENTITY = re.compile(r"<!ENTITY|<!DOCTYPE[^>]*\[", re.IGNORECASE)
_DECLARATION = re.compile(r"\A\s*<\?xml[^>]*\?>")
_LOOKED_AT = 1 << 12


@dataclass(frozen=True, slots=True)
class Entry:
    """An article that a feed names: its canonical address, when it was last changed there, and what else is known of it."""

    url: str
    updated: datetime | None
    known: Known


def is_feed(answer: Fetched) -> bool:
    """Tell a feed from a page, by how it begins."""
    head = text_of(answer.content, answer.charset)[:_LOOKED_AT]
    return _FEED.search(head) is not None and _PAGE.search(head) is None


def entries(answer: Fetched) -> list[Entry]:
    """List the articles that a feed names, each once. Raises NotFetched for one that is not to be read."""
    text = text_of(answer.content, answer.charset)
    # A parser would put in for an entity whatever it is declared to be: another file, or itself ten times over.
    if _ENTITY.search(text) or "\x00" in text:
        raise NotFetched("The feed declares entities of its own, which no feed needs.")
    # It is UTF-8 now, whatever it says.
    content = BytesIO(_DECLARATION.sub("", text, 1).encode())
    found = feedparser.parse(content, sanitize_html=False, resolve_relative_uris=False)
    publisher = _words(found.feed.get("title"))
    named = {entry.url: entry for entry in _entries(found.entries[:MOST_ENTRIES], answer.url, publisher)}
    return list(named.values())


def _entries(given: list[Any], base: str, publisher: str | None) -> Iterator[Entry]:
    for entry in given:
        try:
            url = canonical(urljoin(base, entry.get("link") or ""))
        except (NoAddress, ValueError):
            continue
        # Asked for one that is not there, feedparser gives another.
        published, updated = (
            _instant(entry[name]) if name in entry else None for name in ("published_parsed", "updated_parsed")
        )
        known = Known(published or updated, "instant", _words(entry.get("title")), url, publisher)
        yield Entry(url, updated, known)


def _instant(parsed: struct_time | None) -> datetime | None:
    """Read a time of feedparser, which is UTC; one that no calendar has says nothing."""
    try:
        return datetime.fromtimestamp(timegm(parsed), UTC) if parsed else None
    except (ValueError, OverflowError, OSError):
        return None


def _words(text: object) -> str | None:
    return (" ".join(text.split()) or None) if isinstance(text, str) else None
