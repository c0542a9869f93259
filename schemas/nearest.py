"""Say what would have been right: the valid words, and the one nearest to what was written."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from difflib import get_close_matches

# A longer list is told by families: those of `cell:0` are the words that begin with `cell:`.
LISTED_IN_SENTENCE = 12
# Of more families, or more words of one, a sentence names the nearest alone.
FAMILIES_IN_SENTENCE = 60
# How alike two words must be, from 0 to 1, for one to be offered for the other.
LIKENESS = 0.7

_MARK = re.compile(r":|\.|__")
_NUMBER = re.compile(r":[0-9.]+$")


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
    shown = _shown(written, words, close)
    listed = f"Valid: {', '.join(shown)}." if shown else ""
    made = Advice(" ".join(part for part in (said, meant, listed) if part))
    made.valid, made.nearest = words, close
    return made


def _shown(written: str, words: Sequence[str], close: str | None) -> Sequence[str]:
    """Choose what a sentence lists: all words, those of the family of what was written, or where nothing is near the families."""
    if len(words) <= LISTED_IN_SENTENCE:
        return words
    stem, mark, _ = _parted(written)
    shown = [word for word in words if mark and _parted(word)[0] == stem]
    if not shown and close is None:
        shown = list(dict.fromkeys(_family(word, words) for word in words))
    return shown if len(shown) <= FAMILIES_IN_SENTENCE else ()


def _family(word: str, words: Sequence[str]) -> str:
    stem, mark, _ = _parted(word)
    return stem if stem in words or not mark else f"{stem}{mark}…"


def _parted(word: str) -> tuple[str, str, str]:
    """Part a word at its first mark: the stem, the mark and what follows, both empty where it has none."""
    found = _MARK.search(word)
    return (word[: found.start()], found[0], word[found.end() :]) if found else (word, "", "")


def closest(written: str, valid: Iterable[str]) -> str | None:
    """Give the valid word nearest to what was written, whatever the case, None where none is near.

    A number is near to itself alone: 10 is no slip of the pen for 0.
    """
    number = _NUMBER.search(written)
    words = {word.casefold(): word for word in valid if not number or word.endswith(number[0])}
    close = get_close_matches(written.casefold(), words, n=1, cutoff=LIKENESS)
    return words[close[0]] if close else None
