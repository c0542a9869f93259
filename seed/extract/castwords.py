"""The short lists of words by which it is told who is meant: `seed/lexicon/cast_words.csv`."""

from __future__ import annotations

from functools import cache

from seed.extract.lexicons import alternatives, table


def listed(name: str) -> frozenset[str]:
    """Give the words of a list. Raises KeyError where there is no such list."""
    return _lists()[name]


@cache
def _lists() -> dict[str, frozenset[str]]:
    return {row["list"]: frozenset(alternatives(row["words"])) for row in table("cast_words")}
