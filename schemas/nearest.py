"""Say what would have been right: the valid words, and the one nearest to what was written."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

# A longer list is left out of a sentence, which then names the nearest word alone.
LISTED_IN_SENTENCE = 12
# How alike two words must be, from 0 to 1, for one to be offered for the other.
LIKENESS = 0.7


class Advice(str):
    """A sentence for people that also holds, for programs, the valid words and the nearest of them."""

    __slots__ = ("nearest", "valid")
    valid: tuple[str, ...]
    nearest: str | None


def advice(said: str, written: str, valid: Iterable[str], near: str | None = None) -> Advice:
    """Add to a sentence what would have been right; `near` is the nearest word where the caller knows better."""
    words = tuple(valid)
    close = near or closest(written, words)
    meant = f"Did you mean {close}?" if close else ""
    listed = f"Valid: {', '.join(words)}." if 0 < len(words) <= LISTED_IN_SENTENCE else ""
    made = Advice(" ".join(part for part in (said, meant, listed) if part))
    made.valid, made.nearest = words, close
    return made


def closest(written: str, valid: Iterable[str]) -> str | None:
    """Give the valid word nearest to what was written, whatever the case, None where none is near."""
    words = {word.casefold(): word for word in valid}
    close = get_close_matches(written.casefold(), words, n=1, cutoff=LIKENESS)
    return words[close[0]] if close else None
