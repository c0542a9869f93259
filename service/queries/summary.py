"""The parts of a summary: what a first view of a question shows, each declared once and answered as its own link answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from types import MappingProxyType
from typing import Any

import orjson
from sqlalchemy import Connection, Date, Select, bindparam, func, select

from schemas.aggregates import EVENT_AGGREGATION
from schemas.collections import EVENTS, QUOTES
from schemas.filters import DatasetFilter
from schemas.queries import DAYS, DEFAULT_TOP, MAX_TOP, YEARS_BY_MONTH, YEARS_BY_QUARTER
from service.queries import lists
from service.queries.aggregates import aggregate
from service.queries.grouping import Grouping
from service.queries.kept import kept
from service.queries.question import Question, Shape
from service.queries.tallying import matching, parts
from service.queries.walks import SHAPES, Part
from store.facts.catalogue import coverage_of
from store.prepared import fetched

# Where nothing bounds the range of days, as of a question that nothing matches.
UNBOUNDED_UNIT = "month"
EVENTS_SHOWN, QUOTES_SHOWN = 25, 6
MAX_DATASETS = 50
# What stands for the unit of time in a declaration.
TIME = "date"


@dataclass(frozen=True, slots=True)
class Chart:
    """A part that is an aggregate of events; `without` are the filters that it leaves away."""

    by: tuple[str, ...]
    metrics: tuple[str, ...] = ("count", "avg:goldstein")
    top: int = DEFAULT_TOP
    without: frozenset[str] = frozenset()

    def dimensions(self, unit: str) -> tuple[str, ...]:
        """Give the dimensions as `group_by` takes them."""
        return tuple(f"date:{unit}" if name == TIME else name for name in self.by)

    def asked(self, unit: str) -> dict[str, str]:
        """Give the parameters by which `/v1/events/aggregate` answers the same rows, besides the filters."""
        found = {"group_by": ",".join(self.dimensions(unit))} if self.by else {}
        if self.metrics != ("count",):
            found["metric"] = ",".join(self.metrics)
        return found | ({"top": str(self.top)} if self.top != DEFAULT_TOP else {})

    def grouping(self, unit: str) -> Grouping:
        """Give what is asked of an aggregate."""
        return Grouping(EVENT_AGGREGATION, self.dimensions(unit), self.metrics, self.top)


def _choice(name: str, top: int = DEFAULT_TOP) -> Chart:
    """Declare a chart of what a filter may choose: without that filter, so that the other choices keep their counts."""
    own = frozenset(one.name for one in EVENTS.filters if one.name.partition("__")[0] == name)
    return Chart((name,), top=top, without=own)


FACETS: Mapping[str, Chart] = MappingProxyType(
    {
        "status": _choice("status"),
        "quad_class": _choice("quad_class"),
        "root_code": _choice("root_code"),
        "country": _choice("country"),
        "dataset": _choice("dataset", MAX_DATASETS),
        # Who acts beside somebody is what is looked for, so that his own filter stays. Last, for it takes the longest.
        "actor": Chart(("actor",)),
    }
)
CHARTS: Mapping[str, Chart] = MappingProxyType(
    {
        "timeline": Chart((TIME, "quad_class", "status"), ("count",)),
        "measures": Chart((TIME,), ("count", "avg:goldstein", "avg:tone")),
        "countries": Chart(("country",), top=MAX_TOP),
    }
)
COUNT = Chart((), ("count",))
# The filters that say of which events all are: those that a share is a share of.
OF_ALL = frozenset({"dataset", "licence", "dedupe"})
# Under which name quotes take what a filter of events names; what both call the same needs no entry.
AS_QUOTES: Mapping[str, str] = MappingProxyType(dict.fromkeys(("actor", "actor1", "actor2", "between"), "entity"))
# Of the same name, but the ids of other records.
_NOT_THE_SAME = frozenset({"id"})
_OF_BOTH = ({one.name for one in EVENTS.filters} & {one.name for one in QUOTES.filters}) - _NOT_THE_SAME | {"tz"}


def as_quotes(name: str) -> str | None:
    """Give the filter of quotes that asks what this filter of events asks; None where there is none."""
    return AS_QUOTES.get(name) or (name if name in _OF_BOTH else None)


@dataclass(frozen=True, slots=True)
class Coverage:
    """The first and the last day of what matches, within the range asked about; None where nothing does."""

    start: date | None = None
    end: date | None = None


def coverage(connection: Connection, asked: Question) -> Coverage:
    """Find the first and the last day, off the ends of the list and of what lasts several days."""
    asked = in_its_days(connection, asked)
    first, last = (_edge(connection, asked, sort) for sort in ("date", "-date"))
    if first is None or last is None:
        return Coverage()
    since, until = asked.values.get("since"), asked.values.get("until")
    lasting = [_lasting_until(connection, asked, part, last) for part in parts(asked.shape)]
    end = max(day for day in (last, *lasting) if day)
    return Coverage(max(first, since) if since else first, min(end, until) if until else end)


def in_its_days(connection: Connection, asked: Question) -> Question:
    """Bound a question about the events of some datasets by the days that these cover: a list walks through no others."""
    named = [set(asked.values[one.name]) for one, _ in asked.shape.uses if isinstance(one, DatasetFilter)]
    if not named or asked.shape.collection is not EVENTS:
        return asked
    covered = [coverage_of(connection, dataset) for dataset in set.intersection(*named)]
    starts, ends = ([days[edge] for days in covered if days[edge]] for edge in ("start", "end"))
    since = max(min(starts, default=date.max), asked.values.get("since", date.min))
    until = min(max(ends, default=date.min), asked.values.get("until", date.max))
    return replace(
        asked,
        shape=replace(asked.shape, since=True, until=True),
        values=asked.values | {"since": since, "until": until},
    )


def _edge(connection: Connection, asked: Question, sort: str) -> date | None:
    """Give the first day of the first event in an order by date."""
    page = lists.page(connection, replace(asked, shape=replace(asked.shape, sort=sort)), 1, None)
    return date.fromisoformat(orjson.loads(page.bodies[0])["date"]["start"]) if page.bodies else None


def _lasting_until(connection: Connection, asked: Question, part: Part, after: date) -> date | None:
    ((found,),) = fetched(connection, _lasting(asked.shape, part), asked.values | {"after": after})
    last: date | None = found
    return last


@lru_cache(SHAPES)
def _lasting(shape: Shape, part: Part) -> Select[*tuple[Any, ...]]:
    """Select the last day of what lasts several days and ends after a day."""
    found = matching(shape, part, EVENT_AGGREGATION, [], [])
    day, last = (found.selected_columns[name].element for name in ("day", "last_day"))
    found = found.where(last > day, last > bindparam("after", type_=Date()))
    if part is Part.BEGINS:
        # SQLite would read all that begins in the range, to find the few that last.
        found = found.with_hint(last.table, f"INDEXED BY {last.table.name}_of_several_days", "sqlite")
    later = found.subquery()
    return select(func.max(later.c.last_day))


def unit_of(asked: Question, covered: Coverage) -> str:
    """Choose the unit of time for the range asked about; where it is open, for what matches."""
    first, last = asked.values.get("since") or covered.start, asked.values.get("until") or covered.end
    if first is None or last is None:
        return UNBOUNDED_UNIT
    if (last - first).days < DAYS:
        return "day"
    years = last.year - first.year
    if years >= YEARS_BY_QUARTER:
        return "year"
    return "month" if years < YEARS_BY_MONTH else "quarter"


def counted(connection: Connection, asked: Question) -> tuple[int, bool]:
    """Count what matches, and tell whether that is exact: where sums know it; else counting stops somewhere."""
    grouping = COUNT.grouping(UNBOUNDED_UNIT)
    if kept(connection, asked, grouping) is None:
        return lists.count(connection, asked, exact=False)
    (row,) = aggregate(connection, asked, grouping)
    return row["count"], True
