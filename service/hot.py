"""Answers that were given, kept for whoever asks the same again.

Each stands under its ETag, in which the store's revision is and what is kept from who asks: what is found is never stale,
and what is stale is never found, only pushed out in the end. They are kept as they left, compressed: that takes longer than
all else that an answer out of memory needs.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable
from threading import Lock

from flask import Response, current_app, g

# A larger answer would push out too many others.
MOST_BYTES_OF_ONE = 1_000_000
# What an answer takes besides its body: about.
_BESIDES = 2_000

_Kept = tuple[bytes, list[tuple[str, str]]]


class Hot:
    """Answers by what was asked, up to so many bytes; the one that was not asked for the longest goes first."""

    def __init__(self, most_bytes: int) -> None:
        self._most = most_bytes
        self._bytes = 0
        self._kept: OrderedDict[Hashable, _Kept] = OrderedDict()
        # Threads of one process share what is kept.
        self._lock = Lock()

    def answer(self, asked: Hashable) -> Response | None:
        """Give the answer, as it was when it was kept."""
        with self._lock:
            kept = self._kept.get(asked)
            if kept is None:
                return None
            self._kept.move_to_end(asked)
        return Response(kept[0], 200, headers=kept[1])

    def keep(self, asked: Hashable, answer: Response) -> None:
        """Keep an answer, unless it is a stream or too large."""
        if answer.is_streamed or not self._most:
            return
        body = answer.get_data()
        if len(body) > MOST_BYTES_OF_ONE:
            return
        with self._lock:
            self._forget(asked)
            self._kept[asked] = body, [header for header in answer.headers if header[0] != "Date"]
            self._bytes += len(body) + _BESIDES
            while self._bytes > self._most:
                self._forget(next(iter(self._kept)))

    def _forget(self, asked: Hashable) -> None:
        kept = self._kept.pop(asked, None)
        if kept is not None:
            self._bytes -= len(kept[0]) + _BESIDES


def found(place: Hashable) -> Response | None:
    """Give the answer that was kept in a place."""
    hot: Hot = current_app.extensions["hot"]
    return hot.answer(place)


def keep_at(place: Hashable) -> None:
    """Note where the answer to this request is to be kept when it leaves."""
    g.place = place


def kept(answer: Response) -> Response:
    """Keep an answer as it leaves, if there is a place for it and it is still what was asked for."""
    if "place" in g and answer.status_code == 200:
        hot: Hot = current_app.extensions["hot"]
        hot.keep(g.place, answer)
    return answer
