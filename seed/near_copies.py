"""How alike two texts are: by the sequences of five words that they share (shingles; Broder 1997).

Near-copies are found without a comparison of all with all: of the hashes of a text's shingles the least under each of some
permutations are kept (MinHash), three of which together are a band. Texts that share half of their shingles share a band
nineteen times of twenty; those that share a sentence or two hardly ever do.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from hashlib import blake2b

from store.identity import hashed

# As much of the shorter text stands in the longer where one was made of the other; less is a quotation.
LEAST_SHARED = 0.6
_WORDS = 5
# A shorter text is a flash: two newsrooms may write the same one.
_FEWEST_SHINGLES = 30
# So many stand for all those of a book.
_MOST_SHINGLES = 1_000
_BANDS, _IN_A_BAND = 20, 3
_MASK = 2**64 - 1
_WORD = re.compile(r"\w+")
# Odd numbers: times one of them is a permutation of all numbers of 64 bits. They are kept with every store, and never change.
_FACTORS = tuple(
    int.from_bytes(blake2b(b"dateline permutation %d" % number, digest_size=8).digest(), "big") | 1
    for number in range(_BANDS * _IN_A_BAND)
)

Shingles = frozenset[int]


def shingles(text: str) -> Shingles:
    """Give the hashes of the sequences of words of a text, by which it is known again; none of a short one."""
    words = [word.casefold() for word in _WORD.findall(text)]
    found = {_hash(words[at : at + _WORDS]) for at in range(len(words) - _WORDS + 1)}
    return frozenset(sorted(found)[:_MOST_SHINGLES]) if len(found) >= _FEWEST_SHINGLES else frozenset()


def _hash(words: Iterable[str]) -> int:
    return int.from_bytes(blake2b(" ".join(words).encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big")


def bands(of: Shingles) -> frozenset[int]:
    """Give what near-copies have one of in common, each 63 bits."""
    if not of:
        return frozenset()
    least = [min((one * factor) & _MASK for one in of) for factor in _FACTORS]
    return frozenset(
        hashed("band", str(at), *map(str, least[at : at + _IN_A_BAND])) for at in range(0, len(least), _IN_A_BAND)
    )


def are_copies(one: Shingles, other: Shingles) -> bool:
    """Tell whether one text was made of the other."""
    shorter = min(len(one), len(other))
    return shorter > 0 and len(one & other) >= LEAST_SHARED * shorter
