"""Whether what is said to be sure is right as often as it says."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from seed.evaluate.scoring import Sure

STEPS = 10


class Bin(NamedTuple):
    """What was said with about one confidence: how much, how sure on average, and the share of it that is right."""

    low: float
    size: int
    said: float
    right: float


def bins(sure: Iterable[Sure]) -> list[Bin]:
    """Gather what was said by steps of a tenth, the surest last; steps without anything are left out."""
    gathered: dict[int, list[Sure]] = {}
    for one in sure:
        gathered.setdefault(min(int(round(one.confidence * STEPS, 6)), STEPS - 1), []).append(one)
    return [_bin(step, gathered[step]) for step in sorted(gathered)]


def _bin(step: int, some: list[Sure]) -> Bin:
    said = sum(one.confidence for one in some) / len(some)
    return Bin(step / STEPS, len(some), said, sum(one.right for one in some) / len(some))
