"""What the parts of one answer are about, each with the link by which it can be asked for; and the reading of them in time."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection
from dataclasses import dataclass, field, replace
from typing import Any, Self, TypeVar
from urllib.parse import urlencode

from sqlalchemy import Connection

from schemas import collections
from service.lists import Asked, binding, read
from service.queries import cursors, lists
from service.queries.hurried import TookTooLong, hurried
from service.queries.question import BadValue, Question
from service.reading import state

# A first view waits for what no sums know no longer than this part of the time that a query may take, and beside the first such
# part for the others no longer than the second.
SOON, BESIDE = 1 / 4, 1 / 20
# What is known at once is read also where others have used up the time.
LEAST_SECONDS = 0.05
# In less it is not worth to begin.
TOO_SHORT_SECONDS = 0.005

Answer = TypeVar("Answer")
Pairs = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class View:
    """What a part is about: parameters as they were read, and as a link writes them."""

    collection: collections.Collection
    asked: Asked
    pairs: Pairs

    def only(self, keep: Callable[[str], bool]) -> View:
        """Keep some parameters, by their names."""
        asked = {name: value for name, value in self.asked.items() if keep(name)}
        return replace(self, asked=asked, pairs=tuple(pair for pair in self.pairs if keep(pair[0])))

    def without(self, names: Collection[str]) -> View:
        """Leave parameters away."""
        return self.only(lambda name: name not in names)

    def named(self, collection: collections.Collection, other: Callable[[str], str | None]) -> View:
        """Ask another collection the same by its own names; what it has no name for is left away.

        Where several come to one name, their values are alternatives.
        """
        asked: dict[str, Any] = {}
        for name, value in self.asked.items():
            if its := other(name):
                asked[its] = [*asked[its], *value] if its in asked else value
        pairs = tuple((its, value) for name, value in self.pairs if (its := other(name)))
        return View(collection, asked, pairs)

    def link(self, operation: str = "", **more: Any) -> str:
        """Give the address of an operation of the collection on what this is about."""
        return self.address(f"/v1/{self.collection.path}{operation}", **more)

    def address(self, path: str, **more: Any) -> str:
        """Give the address of what takes the filters of the collection."""
        query = urlencode([*self.pairs, *more.items()])
        return f"{path}?{query}" if query else path

    def following(self, question: Question, page: lists.Page, **more: Any) -> str | None:
        """Give the link to what follows the first page of the list; None where nothing does."""
        if page.last is None:
            return None
        bound = binding(f"/v1/{self.collection.path}", question.shape.sort, self.pairs)
        return self.link(**more, cursor=cursors.cursor(state().store_id, bound, *page.last))


@dataclass(slots=True)
class Reading:
    """Reads parts of an answer, each in half of the time that is left: none keeps all others from being read.

    What sums know is read until `ends`. What must be looked up, until `soon`; what must be counted, in `beside_seconds` in all.
    What took longer, or would have been too much, is `too_broad`.
    """

    connection: Connection
    ends: float
    soon: float
    beside_seconds: float
    too_broad: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    _questions: dict[tuple[str, frozenset[str]], Question] = field(default_factory=dict)

    @classmethod
    def within(cls, connection: Connection, seconds: float) -> Self:
        """Begin to read where a query may take so many seconds."""
        now = time.monotonic()
        return cls(connection, now + seconds, now + SOON * seconds, BESIDE * seconds)

    def known(self, name: str, answer: Callable[[], Answer]) -> Answer | None:
        """Give a part that sums know; None where it is too broad after all."""
        return self._part(name, answer, max(LEAST_SECONDS, _left(self.ends) / 2))

    def looked_up(self, name: str, answer: Callable[[], Answer]) -> Answer | None:
        """Give a part of which a few records are read; None where it is too broad."""
        return self._part(name, answer, max(LEAST_SECONDS, _left(self.soon) / 2))

    def first_counted(self, name: str, answer: Callable[[], Answer]) -> Answer | None:
        """Give the part that is worth all the time there is; None where it is too broad."""
        return self._part(name, answer, max(LEAST_SECONDS, _left(self.soon)))

    def counted(self, name: str, answer: Callable[[], Answer]) -> Answer | None:
        """Give a part that no sums know; None where it is too broad."""
        begun = time.monotonic()
        try:
            return self._part(name, answer, self.beside_seconds / 2)
        finally:
            self.beside_seconds -= time.monotonic() - begun

    def _part(self, name: str, answer: Callable[[], Answer], seconds: float) -> Answer | None:
        try:
            if seconds < TOO_SHORT_SECONDS:
                raise TookTooLong
            with hurried(self.connection, seconds):
                return answer()
        except BadValue as bad:
            self.warnings.append(f"{name}: {bad}")
        except TookTooLong:
            pass
        self.too_broad.append(name)
        return None

    def question(self, view: View) -> Question:
        """Read what a view asks, once for all parts that ask it."""
        key = view.collection.path, frozenset(view.asked)
        if key not in self._questions:
            self._questions[key] = read(view.collection, view.asked)
        return self._questions[key]


def _left(until: float) -> float:
    return until - time.monotonic()
