"""Cursors: opaque marks of a place in a list, bound to the filters and the sort that they were made for."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from datetime import date, datetime
from hashlib import blake2b
from typing import Any

import orjson

_SIGNATURE_BYTES = 8


class BadCursor(ValueError):
    """A cursor that cannot be followed; the text says why and what to do."""


def cursor(store_id: str, asking: str, key: Any, record: int) -> str:
    """Make the mark of a place: after the record with this sort key and id, in the list that `asking` describes."""
    written = key.isoformat() if isinstance(key, date | datetime) else key
    payload = orjson.dumps([_hashed(asking), written, record])
    return base64.urlsafe_b64encode(_signature(store_id, payload) + payload).rstrip(b"=").decode()


def place(store_id: str, asking: str, mark: str) -> tuple[Any, int]:
    """Read the sort key (dates as text) and the id off a cursor. Raises BadCursor."""
    try:
        raw = base64.urlsafe_b64decode(mark + "=" * (-len(mark) % 4))
    except (binascii.Error, ValueError):
        raise BadCursor("This is no cursor. Take it from links.next, unchanged, or start without one.") from None
    signature, payload = raw[:_SIGNATURE_BYTES], raw[_SIGNATURE_BYTES:]
    if signature != _signature(store_id, payload):
        raise BadCursor("This cursor was changed, or comes from another store. Start without one.")
    bound, key, record = orjson.loads(payload)
    if bound != _hashed(asking):
        raise BadCursor(
            "This cursor belongs to other filters or another sort. Keep them as they were, or start without a cursor."
        )
    return key, record


def asking(path: str, sort: str, filters: Mapping[str, list[str]]) -> str:
    """Describe a list for its cursors: the same filters in any order are the same list."""
    return orjson.dumps([path, sort, sorted(filters.items())]).decode()


def _hashed(text: str) -> str:
    return blake2b(text.encode(), digest_size=6).hexdigest()


def _signature(store_id: str, payload: bytes) -> bytes:
    """Tie a cursor to this store. It keeps no secret: what a cursor says becomes a bound value and nothing else."""
    return blake2b(payload, key=store_id.encode(), digest_size=_SIGNATURE_BYTES).digest()
