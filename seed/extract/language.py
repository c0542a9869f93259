"""Whether a text is English, told by the words that every English sentence has.

Function words are two in five of what English news is made of, and hardly one in ten of any other language's: those that
others write too ("in", "a", "is", "was", "for", "at") are left out. A text of a few words may be a headline, and passes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import islice

_WORDS = frozenset(
    """
    the of and to that with from has this these those are were been it its his their they he she which who what when where would
    could should said says not but or after before about into than there if
    """.split()  # noqa: SIM905  # it is read as words
)
_WORD = re.compile(r"[^\W\d_]+")
# So many words are looked at, and so few are too few to tell.
_MOST_WORDS, _FEWEST_WORDS = 5_000, 40
_LEAST_SHARE = 0.08
_LEAST_LATIN = 0.6


def fault(text: str) -> str | None:
    """Say what keeps a text from being read as English; None where nothing does."""
    words = [found[0] for found in islice(_WORD.finditer(text), _MOST_WORDS)]
    if not words:
        return "The text has no words."
    if _share(word[0] < "\u0250" for word in words) < _LEAST_LATIN:
        return "The text is not English: most of its words are in another script. Only English is read."
    if len(words) >= _FEWEST_WORDS and _share(word.casefold() in _WORDS for word in words) < _LEAST_SHARE:
        return "The text does not seem to be English, or no running text: hardly a word of English grammar is in it."
    return None


def _share(found: Iterable[bool]) -> float:
    values = list(found)
    return sum(values) / len(values)
