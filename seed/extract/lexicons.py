"""The tables of `seed/lexicon/`, which a person can read and correct: each is read once and never changes."""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files


@cache
def table(name: str) -> tuple[dict[str, str], ...]:
    """Read the rows of a lexicon, all cells as text. A line that begins with # is a remark."""
    text = files("seed").joinpath("lexicon", f"{name}.csv").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    return tuple(csv.DictReader(lines, strict=True))


def alternatives(cell: str) -> tuple[str, ...]:
    """Split a cell that holds several words or phrases with bars between."""
    return tuple(word.strip() for word in cell.split("|") if word.strip())


@cache
def word_classes() -> dict[str, frozenset[str]]:
    """Give the classes of words that other tables, and modules, name with an @ in front."""
    return {row["class"]: frozenset(alternatives(row["words"])) for row in table("word_classes")}


@cache
def spelt_out(cell: str) -> frozenset[str]:
    """Give the words that a cell stands for, with the members of the classes that it names."""
    found: set[str] = set()
    for word in alternatives(cell):
        found |= word_classes()[word[1:]] if word.startswith("@") else {word}
    return frozenset(found)
