"""Ids: a 63-bit hash of what identifies a record, and the opaque spelling that clients see.

The same record gets the same id on every machine, so loading is idempotent and needs no sequence.
"""

from __future__ import annotations

from enum import StrEnum
from hashlib import blake2b

# Crockford's base 32 without I, L, O and U, in lower case: an id can be read aloud and never spells a word.
DIGITS = "0123456789abcdefghjkmnpqrstvwxyz"
# Two digits at once: a record is served with a dozen ids.
_PAIRS = [first + second for first in DIGITS for second in DIGITS]
_VALUES = {digit: value for value, digit in enumerate(DIGITS)}
LENGTH = 13
_MAX_ID = 2**63 - 1


class Kind(StrEnum):
    """The kinds of record that have ids; the value is the word used in paths and columns."""

    EVENT = "event"
    ARTICLE = "article"
    ENTITY = "entity"
    QUOTE = "quote"
    SOURCE = "source"
    DATASET = "dataset"

    @property
    def prefix(self) -> str:
        """The first letters of a public id of this kind."""
        return PREFIXES[self]


PREFIXES = {
    Kind.EVENT: "evt",
    Kind.ARTICLE: "art",
    Kind.ENTITY: "ent",
    Kind.QUOTE: "qte",
    Kind.SOURCE: "src",
    Kind.DATASET: "dst",
}


def hashed(*parts: str) -> int:
    """Hash the parts to a whole number from 0 to 2**63 - 1. Parts are kept apart: ("ab", "c") is not ("a", "bc")."""
    return hashed_bytes("\x1f".join(parts).encode())


def hashed_bytes(content: bytes) -> int:
    """Hash bytes to a whole number from 0 to 2**63 - 1."""
    return int.from_bytes(blake2b(content, digest_size=8).digest(), "big") & _MAX_ID


def record_id(kind: Kind, key: str) -> int:
    """Give the id of the record of this kind that the key names."""
    return hashed(kind.value, key)


def public_id(kind: Kind, record: int) -> str:
    """Spell an id as clients see it: `evt_` and 13 characters."""
    pairs = "".join([_PAIRS[record >> shift & 1023] for shift in (50, 40, 30, 20, 10, 0)])
    return f"{PREFIXES[kind]}_{DIGITS[record >> 60]}{pairs}"


def parsed_id(kind: Kind, public: str) -> int | None:
    """Read an id as clients see it; None where it is not the spelling of an id of this kind."""
    prefix, _, digits = public.partition("_")
    if prefix != PREFIXES[kind] or len(digits) != LENGTH or any(digit not in _VALUES for digit in digits):
        return None
    record = 0
    for digit in digits:
        record = record * 32 + _VALUES[digit]
    return record if record <= _MAX_ID else None


def id_pattern(kind: Kind) -> str:
    """Give the regular expression that every public id of this kind matches."""
    return f"^{PREFIXES[kind]}_[0-7][{DIGITS}]{{{LENGTH - 1}}}$"
