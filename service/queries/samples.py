"""Samples: records drawn at random from all that match, the same for the same seed on both engines.

Ids are hashes, so any part of their range is a random part of the records. A sample is drawn from the smallest part, which
the seed chooses, that holds ENOUGH of what matches, else from all: so a broad question is no slower than a narrow one,
and since parts hold nearly equally many, every record is drawn nearly as often as any other (to a few hundredths).
"""

from __future__ import annotations

from functools import lru_cache
from hashlib import blake2b
from typing import Any

from sqlalchemy import BigInteger, Connection, Select, bindparam, func, select

from service.queries.lists import PLACE, Page, bodies
from service.queries.question import Question, Shape
from service.queries.walks import SHAPES, bare, matching
from store.derived import Document

IDS = 2**63
# Into how many parts the range of ids is cut. Where one in 64 does not do, to read all in its own order takes no longer.
PARTS = (4096, 64)
# Where a part holds so many, another holds as many within a few hundredths: the root of it is 50.
ENOUGH = 2500
# An id in two halves; each times a number below 2**30 leaves room for the sum of both in 63 bits.
_HALF = 2**31
_PRIME = 2**31 - 1


def sample(connection: Connection, asked: Question, size: int, seed: int) -> Page:
    """Draw so many of all that match, and put them in the order asked for."""
    values = asked.values | _scattering(seed)
    for parts in PARTS:
        part = values["sample_part"] * parts // PARTS[0]
        values |= {"sample_first": IDS // parts * part, "sample_last": IDS // parts * (part + 1) - 1}
        if in_part := _holds_enough(connection, asked.shape, values):
            break
    rows = list(connection.execute(_drawing(asked.shape, in_part), values | {"limit": size}).all())
    rows.sort(key=PLACE, reverse=asked.shape.descending)
    return Page(bodies(connection, asked, rows), None)


def _scattering(seed: int) -> dict[str, Any]:
    """Give what a seed decides: the part, and the line on which ids are scattered."""
    digest = blake2b(str(seed).encode(), digest_size=16).digest()
    part, low, high, start = (int.from_bytes(digest[at : at + 4], "big") for at in range(0, 16, 4))
    factors = {"sample_low": low, "sample_high": high, "sample_start": start}
    return {"sample_part": part % PARTS[0]} | {name: number % (2**30 - 1) + 1 for name, number in factors.items()}


def _holds_enough(connection: Connection, shape: Shape, values: dict[str, Any]) -> bool:
    return bool(connection.execute(_counting(shape), values | {"limit": ENOUGH}).scalar_one() == ENOUGH)


@lru_cache(SHAPES)
def _counting(shape: Shape) -> Select[int]:
    found = matching(shape)
    part = select(found.c.id).where(_in_part(found)).limit(bindparam("limit")).subquery()
    return select(func.count()).select_from(part)


@lru_cache(SHAPES)
def _drawing(shape: Shape, in_part: bool) -> Select[*tuple[Any, ...]]:
    """Select so many of a part, or of all, in no order, as a list selects them: key, id, body.

    They are those first on a line through a field of prime size. Both engines reckon it alike: nothing in it is above 2**63.
    """
    found = matching(shape)
    low, high = found.c.id % _HALF, found.c.id // _HALF
    line = low * _whole("sample_low") + high * _whole("sample_high") + _whole("sample_start")
    drawn = select(found.c.key, found.c.id).order_by(line % _PRIME, found.c.id).limit(bindparam("limit"))
    page = (drawn.where(_in_part(found)) if in_part else drawn).subquery()
    return select(bare(page.c.key, shape), page.c.id, Document.body).join(Document, Document.id == page.c.id)


def _in_part(found: Any) -> Any:
    return found.c.id.between(_whole("sample_first"), _whole("sample_last"))


def _whole(name: str) -> Any:
    return bindparam(name, type_=BigInteger())
