"""Say what would have been right: the valid words, and the one nearest to what was written."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

# A longer list is no help in a message; then only the nearest are named.
MAX_LISTED = 80


def closest(written: str, valid: Iterable[str]) -> str | None:
    """Give the valid word nearest to what was written, None where none is near."""
    words = list(valid)
    close = get_close_matches(written.casefold(), words, n=1, cutoff=0.6) or get_close_matches(written, words, n=1)
    return close[0] if close else None


def nearest(written: str, valid: Iterable[str]) -> str:
    """Make the second half of an error: the nearest valid word and, unless they are too many, all of them."""
    words = list(valid)
    close = closest(written, words)
    meant = f"Did you mean {close}? " if close else ""
    listed = f"Valid: {', '.join(words)}." if len(words) <= MAX_LISTED else ""
    return (meant + listed).strip()
