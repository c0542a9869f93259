"""What is told on a stream, as server-sent events: <https://html.spec.whatwg.org/multipage/server-sent-events.html>."""

from __future__ import annotations

from collections.abc import Iterable

import orjson

from schemas.collections import COLLECTION_OF
from schemas.fields import instant
from service.queries.following import Told
from store.identity import public_id

MEDIA_TYPE = "text/event-stream"
# How long a client waits before it asks again.
RETRY_SECONDS = 3
BEAT = b":\n\n"


def opening(at: int) -> bytes:
    """Say when to ask again, and from where on."""
    return b"retry: %d\n%b" % (RETRY_SECONDS * 1000, place(at))


def place(at: int) -> bytes:
    """Say how far the stream has come, which is no event to who listens but is where he goes on."""
    return b"id: %d\n\n" % at


def events(told: Iterable[Told]) -> bytes:
    """Write changes: the event is how, the id the number of the change, the data the record or, where it has gone, what of it."""
    # Served documents are JSON on one line.
    return b"".join(b"event: %b\nid: %d\ndata: %b\n\n" % (one.how.encode(), one.sequence, data(one)) for one in told)


def data(one: Told) -> bytes:
    """Give the record of a change; where it has gone, what of it."""
    return one.body or _gone(one)


def _gone(one: Told) -> bytes:
    named = public_id(one.kind, one.record)
    return orjson.dumps(
        {
            "id": named,
            "at": instant(one.at),
            "into": None if one.into is None else public_id(one.kind, one.into),
            "href": f"/v1/{COLLECTION_OF[one.kind].path}/{named}",
        }
    )


def chunk(text: bytes) -> bytes:
    """Frame text as a chunk of an answer of HTTP/1.1; nothing is the last one."""
    return b"%x\r\n%b\r\n" % (len(text), text)
