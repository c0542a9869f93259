"""Whether what is said to be sure is right as often as it says.

Right is an event whose code and both sides are those known, with its status where the set tells it; a statement whose content
and speaker are. How steady the share is shows where it is taken of every second finding apart from the others.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from seed.evaluate.scoring import Sure

STEPS = 10


class Bin(NamedTuple):
    """What was said with about one confidence: how much, how sure on average, how much and what share of it is right.

    `halves` are the shares of every second one, from the first and from the second on; None where there is none.
    """

    low: float
    size: int
    said: float
    hits: int
    right: float
    halves: tuple[float | None, float | None]


def bins(sure: Iterable[Sure]) -> list[Bin]:
    """Gather what was said by steps of a tenth, the surest last; steps without anything are left out."""
    gathered: dict[int, list[Sure]] = {}
    for one in sure:
        gathered.setdefault(min(int(round(one.confidence * STEPS, 6)), STEPS - 1), []).append(one)
    return [_bin(step, gathered[step]) for step in sorted(gathered)]


def _bin(step: int, some: list[Sure]) -> Bin:
    said = sum(one.confidence for one in some) / len(some)
    hits = sum(one.right for one in some)
    halves = (_share(some[::2]), _share(some[1::2]))
    return Bin(step / STEPS, len(some), said, hits, hits / len(some), halves)


def _share(some: Sequence[Sure]) -> float | None:
    return sum(one.right for one in some) / len(some) if some else None
