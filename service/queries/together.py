"""Count for several charts of one question at once what no sums know: records are read once, and folded for each chart."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection

from schemas.aggregates import ColumnDimension
from service.queries.grouping import Group, Grouping, Tally
from service.queries.hurried import TookTooLong
from service.queries.kept import kept
from service.queries.question import Question
from service.queries.tallying import tallies
from service.queries.walks import Part

_Counted = Sequence[tuple[Group, Tally]]


@dataclass(slots=True)
class Together:
    """The charts that are to be made, each of its question; what was read is kept, also that it took too long."""

    charts: Sequence[tuple[Question, Grouping]]
    _known: dict[tuple[Any, ...], _Counted | None] = field(default_factory=dict)

    def tallies(self, connection: Connection, asked: Question, grouping: Grouping) -> Iterable[tuple[Group, Tally]]:
        """Give what is known of each group by day, as `tallying.tallies` does."""
        if not _is_plain(grouping):
            return tallies(connection, asked, grouping)
        if kept(connection, asked, grouping) is not None:
            return self._once(connection, asked, grouping)
        wide = self._wide(connection, asked, bool(grouping.unit))
        return _narrowed(self._once(connection, asked, wide), wide, grouping)

    @staticmethod
    def is_known(connection: Connection, asked: Question, grouping: Grouping) -> bool:
        """Tell whether sums know the rows of a chart, besides the few events that last several days."""
        found = kept(connection, asked, grouping)
        return found is not None and all(part is Part.REACHES for _, part in found.rest)

    def _wide(self, connection: Connection, asked: Question, by_time: bool) -> Grouping:
        """Join the charts of a question that records are counted for: those by time, or those without."""
        joined = [
            one
            for question, one in self.charts
            if question is asked and bool(one.unit) is by_time and _is_plain(one)
            if kept(connection, asked, one) is None
        ]
        dimensions = tuple(dict.fromkeys(name for one in joined for name in one.dimensions))
        metrics = tuple(dict.fromkeys(metric for one in joined for metric in one.metrics))
        return Grouping(joined[0].aggregation, dimensions, metrics, joined[0].top)

    def _once(self, connection: Connection, asked: Question, grouping: Grouping) -> _Counted:
        key = id(asked), grouping.dimensions, grouping.metrics
        if key not in self._known:
            # If it is broken off, it would be again.
            self._known[key] = None
            self._known[key] = list(tallies(connection, asked, grouping))
        found = self._known[key]
        if found is None:
            raise TookTooLong
        return found


def _is_plain(grouping: Grouping) -> bool:
    return bool(grouping.dimensions) and all(isinstance(one, ColumnDimension) for one in grouping.others)


def _narrowed(counted: _Counted, wide: Grouping, grouping: Grouping) -> Iterator[tuple[Group, Tally]]:
    """Keep of each group the values and measures of one chart; the same group comes several times."""
    values = [wide.others.index(one) + 1 for one in grouping.others]
    measures = [wide.measures.index(one) for one in grouping.measures]
    for group, tally in counted:
        measured: tuple[Any, ...] = tuple(tally.measured[place] for place in measures)
        yield (group[0], *(group[place] for place in values)), Tally(tally.count, measured)
