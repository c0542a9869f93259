"""How alike two texts are: by the sequences of five words that they share (shingles; Broder 1997).

Near-copies are found without a comparison of all with all: of the hashes of a text's shingles the least under each of some
permutations are kept (MinHash), three of which together are a band. Texts that share half of their shingles share a band
nineteen times of twenty; those that share a sentence or two hardly ever do. A text that was cut at its end shares less than
half, but its opening: that has bands of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from hashlib import blake2b
from itertools import groupby, pairwise
from typing import NamedTuple

from store.identity import hashed

# As much of the shorter text stands in the longer where one was made of the other; less is a quotation.
LEAST_SHARED = 0.6
_WORDS = 5
# A shorter text is a flash: two newsrooms may write the same one.
_FEWEST_SHINGLES = 30
# So many stand for all those of a book.
_MOST_SHINGLES = 1_000
_OPENING_WORDS = 100
_BANDS, _OPENING_BANDS, _IN_A_BAND = 20, 6, 3
# Reports of the weather, the markets or a match are one form filled in: between the words that two of them share stands a
# name or a number of its own every few words. Of a story that was edited, one in many.
_WORDS_A_BLANK = 30
_FEWEST_BLANKS = 3
_LONGEST_BLANK = 12
_MASK = 2**64 - 1
_WORD = re.compile(r"\w+")
# Odd numbers: times one of them is a permutation of all numbers of 64 bits. They are kept with every store, and never change.
_FACTORS = tuple(
    int.from_bytes(blake2b(b"dateline permutation %d" % number, digest_size=8).digest(), "big") | 1
    for number in range(_BANDS * _IN_A_BAND)
)


class Shingles(NamedTuple):
    """By what a text is known again: the hashes of its shingles, all and in their order, and its words. Empty of a short one."""

    known_by: frozenset[int]
    in_order: tuple[int, ...]
    words: tuple[str, ...]


def shingles(text: str) -> Shingles:
    """Take the shingles of a text."""
    words = tuple(_WORD.findall(text))
    plain = [word.casefold() for word in words]
    found = tuple(_hash(plain[at : at + _WORDS]) for at in range(len(words) - _WORDS + 1))
    known_by = frozenset(sorted(set(found))[:_MOST_SHINGLES])
    return Shingles(known_by, found, words) if len(known_by) >= _FEWEST_SHINGLES else Shingles(frozenset(), (), ())


def _hash(words: Iterable[str]) -> int:
    return int.from_bytes(blake2b(" ".join(words).encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big")


def bands(of: Shingles) -> frozenset[int]:
    """Give what near-copies have one of in common, each 63 bits."""
    if not of.known_by:
        return frozenset()
    opening = of.in_order[:_OPENING_WORDS]
    return frozenset([*_bands("band", of.known_by, _BANDS), *_bands("opening", opening, _OPENING_BANDS)])


def _bands(name: str, found: Iterable[int], number: int) -> Iterator[int]:
    least = [min((one * factor) & _MASK for one in found) for factor in _FACTORS[: number * _IN_A_BAND]]
    for at in range(0, len(least), _IN_A_BAND):
        yield hashed(name, str(at), *map(str, least[at : at + _IN_A_BAND]))


def are_copies(one: Shingles, other: Shingles) -> bool:
    """Tell whether one text was made of the other."""
    shared = one.known_by & other.known_by
    shorter = min(one, other, key=lambda text: len(text.known_by))
    enough = bool(shared) and len(shared) >= LEAST_SHARED * len(shorter.known_by)
    return enough and not _is_filled_in(shorter, other if shorter is one else one)


def _is_filled_in(text: Shingles, other: Shingles) -> bool:
    """Tell whether what is not shared of a text are the blanks of a form, filled with numbers and names of its own."""
    if len(text.known_by) == _MOST_SHINGLES:
        return False
    is_shared = [False] * len(text.words)
    for at, one in enumerate(text.in_order):
        if one in other.known_by:
            is_shared[at : at + _WORDS] = [True] * _WORDS
    runs = (list(run) for same, run in groupby(range(len(text.words)), is_shared.__getitem__) if not same)
    there = _Words(other)
    blanks = sum(there.blanks([text.words[at] for at in run]) for run in runs)
    return blanks >= _FEWEST_BLANKS and blanks * _WORDS_A_BLANK > sum(is_shared)


class _Words:
    """The words of a text and its pairs of them, to be found again in another."""

    def __init__(self, text: Shingles) -> None:
        words = [word.casefold() for word in text.words]
        self._words = frozenset(words)
        self._pairs = frozenset(pairwise(words))

    def blanks(self, run: Sequence[str]) -> int:
        """Count what is filled in along a stretch that is not shared as it stands; none where all of it is of its own."""
        words = [word.casefold() for word in run]
        is_there = [False] * len(words)
        for at, pair in enumerate(pairwise(words)):
            if pair in self._pairs:
                is_there[at : at + 2] = [True, True]
        if len(run) > _LONGEST_BLANK and 2 * sum(is_there) < len(run):
            return 0
        between = (list(part) for there, part in groupby(range(len(run)), is_there.__getitem__) if not there)
        return sum(any(self._is_own(run[at]) for at in part) for part in between)

    def _is_own(self, word: str) -> bool:
        """Tell a number, or a name that this text does not have, from other words."""
        return word[0].isdigit() or (word[0].isupper() and word.casefold() not in self._words)
