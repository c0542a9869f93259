"""Read a feed, RSS, Atom or JSON: which articles it names, and what it says of each."""

from __future__ import annotations

import re
from calendar import timegm
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from time import struct_time
from typing import NamedTuple
from urllib.parse import urljoin

import feedparser
import orjson

from seed.addresses import NoAddress, canonical
from seed.articles.charsets import text_of
from seed.articles.fetching import Fetched, NotFetched
from seed.articles.pieces import Known

# Feeds name some tens of articles; one that names more would have this machine ask for as many pages.
MOST_ENTRIES = 500
_FEED = re.compile(r"<(?:rss|(?:\w+:)?feed|rdf:RDF)\b")
_PAGE = re.compile(r"<(?:!doctype\s+)?html\b", re.IGNORECASE)
_ENTITY = re.compile(r"<!ENTITY|<!DOCTYPE[^<>\[]*\[", re.IGNORECASE)
_JSON = re.compile(r'\s*\{(?=.{0,2000}?"version"\s*:\s*"https?:\\?/\\?/jsonfeed\.org\\?/version\\?/)', re.DOTALL)
_LITERAL = re.compile(r"<!\[CDATA\[.*?(?:\]\]>|\Z)|<!--.*?(?:-->|\Z)", re.DOTALL)
_TAG = re.compile(r"<(/?)\w[^<>]*?(/?)>")
_MOST_CHARACTERS = 10_000_000
_DEEPEST = 200
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
    return _JSON.match(head) is not None or (_FEED.search(head) is not None and _PAGE.search(head) is None)


def entries(answer: Fetched) -> list[Entry]:
    """List the articles that a feed names, each once. Raises NotFetched for one that is not to be read."""
    text = text_of(answer.content, answer.charset)
    given, publisher = _of_json(text) if _JSON.match(text) else _of_xml(text)
    named: dict[str, Entry] = {}
    for entry in given[:MOST_ENTRIES]:
        with suppress(NoAddress, ValueError):
            if not entry.link:
                continue
            url = canonical(urljoin(answer.url, entry.link))
            known = Known(entry.published or entry.updated, "instant", entry.title, url, publisher)
            named[url] = Entry(url, entry.updated, known)
    return list(named.values())


class _Given(NamedTuple):
    """What a feed says of an article, in whatever form."""

    link: str
    title: str | None
    published: datetime | None
    updated: datetime | None


def _of_xml(text: str) -> tuple[list[_Given], str | None]:
    # A parser would put in for an entity whatever it is declared to be: another file, or itself ten times over.
    if _ENTITY.search(text) or "\x00" in text:
        raise NotFetched("The feed declares entities of its own, which no feed needs.")
    if len(text) > _MOST_CHARACTERS or _depth(text) > _DEEPEST:
        raise NotFetched(
            f"The feed has more than {_MOST_CHARACTERS:,} characters, or is nested deeper than {_DEEPEST}."
        )
    # It is UTF-8 now, whatever it says.
    content = BytesIO(_DECLARATION.sub("", text, 1).encode())
    found = feedparser.parse(content, sanitize_html=False, resolve_relative_uris=False)
    given = [
        # Asked for a time that is not there, feedparser gives another.
        _Given(
            entry.get("link") or "",
            _words(entry.get("title")),
            *(_instant(entry[name]) if name in entry else None for name in ("published_parsed", "updated_parsed")),
        )
        for entry in found.entries
    ]
    return given, _words(found.feed.get("title"))


def _depth(text: str) -> int:
    """Tell how deep the elements of a feed are nested at most, well-formed or not: its parser takes the square of it."""
    deepest = depth = 0
    for closing, closed in _TAG.findall(_LITERAL.sub("", text)):
        depth = max(depth - 1, 0) if closing else depth + (not closed)
        deepest = max(deepest, depth)
    return deepest


def _of_json(text: str) -> tuple[list[_Given], str | None]:
    try:
        feed = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise NotFetched(f"The feed is not JSON: {error}.") from None
    items = feed.get("items")
    given = [
        _Given(
            _words(item.get("url")) or _words(item.get("external_url")) or "",
            _words(item.get("title")),
            *(_moment(item.get(name)) for name in ("date_published", "date_modified")),
        )
        for item in (items if isinstance(items, list) else ())
        if isinstance(item, dict)
    ]
    return given, _words(feed.get("title"))


def _moment(written: object) -> datetime | None:
    """Read a time of RFC 3339; one without a zone says nothing."""
    with suppress(ValueError):
        found = datetime.fromisoformat(written) if isinstance(written, str) else None
        return found.astimezone(UTC) if found is not None and found.tzinfo is not None else None
    return None


def _instant(parsed: struct_time | None) -> datetime | None:
    """Read a time of feedparser, which is UTC; one that no calendar has says nothing."""
    try:
        return datetime.fromtimestamp(timegm(parsed), UTC) if parsed else None
    except (ValueError, OverflowError, OSError):
        return None


def _words(text: object) -> str | None:
    return (" ".join(text.split()) or None) if isinstance(text, str) else None
