"""What a comparison comes to: how much was found, how much of it is right, and what was missed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeVar

K = TypeVar("K")
F = TypeVar("F")


@dataclass(frozen=True, slots=True)
class Result:
    """How well one task was done. `right` of `found` are right; `hit` of `known` were found.

    Both differ only where several of one side may be the same one of the other. `missed` and `false` say in plain words what
    was not found and what is not right.
    """

    task: str
    known: int
    found: int
    hit: int
    right: int
    missed: tuple[str, ...] = ()
    false: tuple[str, ...] = ()

    @property
    def precision(self) -> float | None:
        """Give the share of what was found that is right, None where nothing was found."""
        return self.right / self.found if self.found else None

    @property
    def recall(self) -> float | None:
        """Give the share of what is known that was found, None where nothing is known."""
        return self.hit / self.known if self.known else None

    @property
    def f(self) -> float | None:
        """Give the harmonic mean of precision and recall, None where there is one of them only."""
        if self.precision is None or self.recall is None:
            return None
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


class Sure(NamedTuple):
    """How sure the extraction said it was of something, whether that is right, and what it is: an event or a quote."""

    confidence: float
    right: bool
    of: str = "events"


@dataclass(frozen=True, slots=True)
class Measured:
    """All that was measured on one set, `seconds` how long it took to read."""

    name: str
    results: tuple[Result, ...]
    sure: tuple[Sure, ...] = ()
    seconds: float | None = None

    def of(self, task: str) -> Result:
        """Give the result of a task. Raises KeyError."""
        return {result.task: result for result in self.results}[task]


def added(results: Iterable[Result]) -> list[Result]:
    """Add up results of several articles, task by task."""
    sums: dict[str, Result] = {}
    for result in results:
        so_far = sums.get(result.task)
        sums[result.task] = result if so_far is None else _sum(so_far, result)
    return list(sums.values())


def _sum(one: Result, other: Result) -> Result:
    return Result(
        one.task,
        one.known + other.known,
        one.found + other.found,
        one.hit + other.hit,
        one.right + other.right,
        one.missed + other.missed,
        one.false + other.false,
    )


def paired(known: Sequence[K], found: Sequence[F], fits: Callable[[K, F], bool]) -> dict[int, int]:
    """Pair as many as can be of those that fit, each with one other: places in `known` by places in `found`."""
    fitting = [[at for at, one in enumerate(known) if fits(one, other)] for other in found]
    taken: dict[int, int] = {}
    for at in range(len(found)):
        _seat(at, fitting, taken, set())
    return {other: one for one, other in taken.items()}


def _seat(at: int, fitting: Sequence[Sequence[int]], taken: dict[int, int], tried: set[int]) -> bool:
    """Find a partner for one of those found, moving others to another partner where need be."""
    for one in fitting[at]:
        if one not in tried:
            tried.add(one)
            if one not in taken or _seat(taken[one], fitting, taken, tried):
                taken[one] = at
                return True
    return False


def scored(
    task: str, known: Sequence[K], found: Sequence[F], pairs: dict[int, int], said: Callable[[K | F], str]
) -> Result:
    """Make a result of pairs: what has none was missed, or is false."""
    met = set(pairs.values())
    return Result(
        task,
        len(known),
        len(found),
        len(pairs),
        len(pairs),
        tuple(said(one) for at, one in enumerate(known) if at not in met),
        tuple(said(one) for at, one in enumerate(found) if at not in pairs),
    )
