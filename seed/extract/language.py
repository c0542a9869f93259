"""Whether a text is English, told by the words of grammar that every sentence has.

Where more of them are of one other language than of English, the text is in that language, however short it is. What has none
of either is in a language that is not known here, once it is longer than a headline. Names tell nothing: words with a capital
are only looked at where all have one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from itertools import islice
from types import MappingProxyType

from seed.extract.lexicons import alternatives, table

# What other languages write too ("in", "a", "is", "was", "for", "at") is left out: of English news these are one word in four.
_WORDS = frozenset(
    """
    the of and to that with from has this these those are were been it its his their they he she who which what when where would
    could should said says not but or after before about into than there if
    """.split()  # noqa: SIM905  # it is read as words
)
# These show that a short text is English where nothing speaks for another language.
_SHARED = frozenset(
    """
    a an in on for at as is was by be will over no amid can have had her him you we our up out under may met men me do so us
    son ten per come pa den don door more word hay sin
    """.split()  # noqa: SIM905  # it is read as words
)
_WORD = re.compile(r"[^\W\d_]+")
_MOST_WORDS = 5_000
# Of so many words with a small letter, some are of grammar; of many more, so great a share.
_SOME, _MANY = 15, 40
_LEAST_SHARE = 0.08
# So many words of another language's grammar are no chance.
_FEWEST_FOREIGN = 2
_LEAST_LATIN = 0.6
_NOT_ENGLISH = "The text does not seem to be English, or no running text: hardly a word of English grammar is in it."


def fault(text: str) -> str | None:
    """Say what keeps a text from being read as English; None where nothing does."""
    words = [found[0] for found in islice(_WORD.finditer(text), _MOST_WORDS)]
    if not words:
        return "The text has no words."
    if _share(word[0] < "\u0250" or "\u1e00" <= word[0] < "\u1f00" for word in words) < _LEAST_LATIN:
        return "The text is not English: most of its words are in another script. Only English is read."
    if _share(word.isupper() for word in words) > 1 / 2:
        # The letters of "U.S." are no words.
        words = [word.lower() for word in words if len(word) > 1]
    english = sum(word.casefold() in _WORDS for word in words)
    language, foreign = _other(words)
    if foreign >= _FEWEST_FOREIGN and foreign > english:
        return (
            f"The text does not seem to be English: its words of grammar are those of {language}. Only English is read."
        )
    small = [word for word in words if word.islower()]
    if len(small) >= _SOME and not english and _SHARED.isdisjoint(small):
        return _NOT_ENGLISH
    return _NOT_ENGLISH if len(small) >= _MANY and english < _LEAST_SHARE * len(small) else None


def _other(words: Sequence[str]) -> tuple[str, int]:
    """Give the language of which most words of grammar are here, with how many; what stands before a capital may be in a name."""
    counted = dict.fromkeys(_languages(), 0)
    before_capital = False
    for word in reversed(words):
        if word in _in_names() and before_capital:
            continue
        before_capital = word[0].isupper()
        for language, known in _languages().items():
            counted[language] += word in known
    return max(counted.items(), key=lambda language: language[1])


@cache
def _languages() -> Mapping[str, frozenset[str]]:
    return MappingProxyType(
        {
            row["language"]: frozenset(alternatives(f"{row['words']}|{row['in_names']}")) - _SHARED - _WORDS
            for row in table("function_words")
        }
    )


@cache
def _in_names() -> frozenset[str]:
    """Give the small words that stand in names of any language: the "da" of "José da Silva"."""
    return frozenset(word for row in table("function_words") for word in alternatives(row["in_names"]))


def _share(found: Iterable[bool]) -> float:
    values = list(found)
    return sum(values) / len(values)
