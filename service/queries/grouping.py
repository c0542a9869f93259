"""What an aggregate is asked for, and what is known of a group."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from schemas.aggregates import SMOOTHED, Aggregation, CellDimension, Dimension, Measure

# The row that gathers what is not among the largest groups.
OTHER = "other"
_DATE = "date:"
_SMOOTH = ("count", "share", "avg")

Row = dict[str, Any]
# The day or period, None without a unit of time, and then the value of each other dimension.
Group = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Grouping:
    """What is asked: dimensions and metrics by name, how many groups are shown, over how many periods a mean is taken."""

    aggregation: Aggregation
    dimensions: tuple[str, ...]
    metrics: tuple[str, ...]
    top: int
    smooth: int = 0

    @property
    def unit(self) -> str | None:
        """The unit of time that is grouped by."""
        return next((name.removeprefix(_DATE) for name in self.dimensions if name.startswith(_DATE)), None)

    @property
    def others(self) -> tuple[Dimension, ...]:
        """The dimensions besides time."""
        return tuple(self.aggregation.dimensions[name] for name in self.dimensions if not name.startswith(_DATE))

    @property
    def cells(self) -> tuple[CellDimension, ...]:
        """The dimensions that count by place; there is room for one."""
        return tuple(one for one in self.others if isinstance(one, CellDimension))

    @property
    def columns(self) -> list[str]:
        """The keys of every row, in order."""
        time = ["date"] if self.unit else []
        shown = [column for one in self.others for column in one.columns]
        return time + shown + [column_of(metric) for metric in self.metrics] + self.smoothed

    @property
    def smoothed(self) -> list[str]:
        """The keys of what is smoothed."""
        return [f"{column}{SMOOTHED}" for column in self.smooth_columns]

    @property
    def smooth_columns(self) -> list[str]:
        """The keys of what a mean over periods is taken of."""
        metrics = self.metrics if self.smooth else ()
        return [column_of(metric) for metric in metrics if metric.partition(":")[0] in _SMOOTH]

    @property
    def measures(self) -> tuple[Measure, ...]:
        """The numbers that the metrics need."""
        names = dict.fromkeys(metric.partition(":")[2] for metric in self.metrics if ":" in metric)
        return tuple(self.aggregation.measures[name] for name in names)


def column_of(metric: str) -> str:
    """Give the key under which a row shows a metric."""
    return metric.replace(":", "_")


@dataclass(frozen=True, slots=True)
class Tally:
    """What is known of a group: how many, and for each measure (how many known, scaled sum, least, greatest)."""

    count: int
    measured: tuple[tuple[int, int, Any, Any], ...]

    def __add__(self, other: Tally) -> Tally:
        return Tally(
            self.count + other.count,
            tuple(
                (mine[0] + its[0], mine[1] + its[1], _least(min, mine[2], its[2]), _least(max, mine[3], its[3]))
                for mine, its in zip(self.measured, other.measured, strict=True)
            ),
        )


def _least(choose: Callable[..., Any], mine: Any, its: Any) -> Any:
    known = [value for value in (mine, its) if value is not None]
    return choose(known) if known else None
