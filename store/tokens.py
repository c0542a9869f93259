"""Our one tokeniser: what makes full text mean the same on SQLite and PostgreSQL.

Text is folded (compatibility forms resolved, marks taken off, case gone) and split at whatever is neither letter nor
digit. A token is handed to the engines in ASCII, so that neither applies rules of its own.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache

# PostgreSQL keeps at most 256 positions of a word in one vector: a part never holds more tokens than that.
PART_TOKENS = 256
# Parts overlap by this much, so that no phrase of up to this many and one tokens is cut at a border.
OVERLAP_TOKENS = 16
MAX_PHRASE_TOKENS = OVERLAP_TOKENS + 1
# A longer run of letters is no word; it is cut, and so is a search for it.
MAX_TOKEN_LENGTH = 64

_ASCII_WORD = re.compile("[a-z0-9]+")
# The soft hyphen, the grapheme joiner and the variation selectors: they stand within words and are not seen.
_UNSEEN = frozenset("\u00ad\u034f\u180b\u180c\u180d") | {
    chr(code) for code in (*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0))
}


def folded(text: str) -> str:
    """Fold text for comparison: "Haniyéh’s" and "HANIYEH'S" become the same, spaces made single."""
    return " ".join(words(text))


def words(text: str) -> list[str]:
    """Split text into folded words, in reading order."""
    if text.isascii():
        return _ASCII_WORD.findall(text.lower())
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    # Casefolding once more: decomposition can bring back capitals (the Kelvin sign becomes K).
    return "".join(map(_kept, decomposed)).casefold().split()


@cache
def _kept(character: str) -> str:
    """Give what stands for a character in a word: nothing for an accent, a space for what parts words."""
    if unicodedata.combining(character) or character in _UNSEEN:
        return ""
    # The vowel signs of Indian and other scripts are marks too, but without them it is another word.
    return character if character.isalnum() or unicodedata.category(character) in ("Mc", "Mn") else " "


def tokens(text: str) -> list[str]:
    """Split text into the tokens that are indexed and searched: ASCII letters and digits only."""
    found = words(text)
    if text.isascii() and max(map(len, found), default=0) <= MAX_TOKEN_LENGTH:
        return found
    return [_ascii(word[:MAX_TOKEN_LENGTH]) for word in found]


def _ascii(word: str) -> str:
    """Spell a word in ASCII, character by character, so that the spelling of a prefix is a prefix of the spelling."""
    if word.isascii():
        return word
    return "".join(letter if letter.isascii() else f"u{ord(letter):06x}" for letter in word)


def parts(text_tokens: list[str]) -> Iterator[list[str]]:
    """Cut a text's tokens into overlapping parts of at most PART_TOKENS."""
    step = PART_TOKENS - OVERLAP_TOKENS
    for start in range(0, max(len(text_tokens) - OVERLAP_TOKENS, 1), step):
        yield text_tokens[start : start + PART_TOKENS]
