"""Bring articles from the web: the pages that are named, and those that a feed names, one after the other.

A page that is in the store is fetched again only where its feed says that it was changed since.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from seed.articles.charsets import text_of
from seed.articles.earlier import earlier
from seed.articles.feeds import Entry, entries, is_feed
from seed.articles.fetching import Fetched, NotFetched, fetch
from seed.articles.pieces import Form, Known, Piece, piece_of
from store.engine import Store

_NOTHING = Known()
Fetch = Callable[[str], Fetched]


class Web:
    """Brings the articles of addresses. `names` are where each was, in the order of their numbers.

    `passed_over` counts the articles of feeds that were not fetched: they are in the store.
    """

    def __init__(self, store: Store, fetch: Fetch = fetch) -> None:
        self.names: list[str] = []
        self.passed_over = 0
        self._store = store
        self._fetch = fetch

    def pieces(self, urls: Iterable[str]) -> Iterator[Piece]:
        """Give each article; what cannot be fetched is one with a fault."""
        for url in urls:
            answer = self._fetched(url)
            if isinstance(answer, Piece):
                yield answer
            elif is_feed(answer):
                yield from self._of_feed(answer)
            else:
                yield self._numbered(_piece(answer), url)

    def _of_feed(self, answer: Fetched) -> Iterator[Piece]:
        try:
            named = entries(answer)
        except NotFetched as fault:
            yield self._failed(answer.url, str(fault))
            return
        for entry in named:
            if self._is_there(entry):
                self.passed_over += 1
                continue
            page = self._fetched(entry.url)
            if isinstance(page, Piece):
                yield page
            elif is_feed(page):
                yield self._failed(entry.url, "It is a feed that another feed names; name it itself.")
            else:
                yield self._numbered(_piece(page, entry.known), entry.url)

    def _fetched(self, url: str) -> Fetched | Piece:
        try:
            return self._fetch(url)
        except NotFetched as fault:
            return self._failed(url, str(fault))

    def _failed(self, url: str, fault: str) -> Piece:
        piece = piece_of(url.encode(), Form.TEXT)
        return self._numbered(replace(piece, line=piece.line._replace(fault=fault)), url)

    def _numbered(self, piece: Piece, name: str) -> Piece:
        self.names.append(name)
        return replace(piece, line=piece.line._replace(number=len(self.names)))

    def _is_there(self, entry: Entry) -> bool:
        """Tell whether an article is stored as the feed has it now."""
        there = earlier(self._store, entry.url)
        return there is not None and there.has_text and (entry.updated is None or entry.updated <= there.updated)


def _piece(answer: Fetched, known: Known = _NOTHING) -> Piece:
    form = Form.TEXT if answer.media_type == "text/plain" else Form.PAGE
    return replace(piece_of(text_of(answer.content, answer.charset).encode(), form, answer.url), known=known)
