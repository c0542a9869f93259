"""Run the lists: a page, a count, or all of it page by page."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection

from service.queries.question import Question
from service.queries.screening import screened
from service.queries.walks import Part, counting, listing, parts, table_sort
from store.columns import Instant
from store.duplicates import group_sizes
from store.prepared import fetched

# A count that is asked for without more stops here.
COUNT_CAP = 10_000
STREAM_PAGE = 500
_NO_LIMIT = 2**62


@dataclass(frozen=True, slots=True)
class Page:
    """Served documents in order; `last` is the sort key and id of the last one where more follow, else None."""

    bodies: Sequence[bytes]
    last: tuple[Any, int] | None


def page(connection: Connection, asked: Question, limit: int, after: tuple[Any, int] | None) -> Page:
    """Run one page of a list."""
    values = asked.values
    if after is not None:
        values = values | {"after_key": _key(asked, after[0]), "after_id": after[1]}
    rows: list[Any] = []
    for part, from_cursor in _parts(asked, values.get("after_key")):
        left = limit + 1 - len(rows)
        found = fetched(connection, listing(asked.shape, part, from_cursor), values | {"limit": left})
        rows += sorted(found, key=PLACE, reverse=asked.shape.descending)
        if len(rows) > limit:
            break
    return Page(bodies(connection, asked, rows[:limit]), PLACE(rows[limit - 1]) if len(rows) > limit else None)


def bodies(connection: Connection, asked: Question, rows: Sequence[Any]) -> Sequence[bytes]:
    """Give the documents of rows (key, id, body); where they stand for duplicates, each with for how many.

    Nothing of what is kept from who asks is shown in them, or counted.
    """
    documents = screened(connection, asked.shape.collection.kind, [row[2] for row in rows], asked.closed)
    if not asked.shape.stands_for:
        return documents
    sizes = group_sizes(connection, asked.shape.stands_for, [row[1] for row in rows], without=list(asked.closed))
    return [b'%b,"stands_for":%d}' % (body[:-1], sizes[row[1]]) for row, body in zip(rows, documents, strict=True)]


PLACE: Callable[[Any], tuple[Any, int]] = itemgetter(0, 1)


def _parts(asked: Question, after_key: Any) -> Iterator[tuple[Part, bool]]:
    """Give the parts of a list that follow the cursor, each with whether the cursor stands within it."""
    left = parts(asked.shape)
    if after_key is not None and len(left) > 1:
        at = Part.BEGINS if after_key >= asked.values["since"] else Part.REACHES
        left = left[left.index(at) :]
    for place, part in enumerate(left):
        yield part, after_key is not None and place == 0


def _key(asked: Question, key: Any) -> Any:
    """Bring a sort key that went through a cursor back to its type."""
    kind = table_sort(asked.shape).type
    if not isinstance(key, str):
        return key
    if isinstance(kind, Instant):
        return datetime.fromisoformat(key)
    return date.fromisoformat(key) if kind.python_type is date else key


def count(connection: Connection, asked: Question, exact: bool) -> tuple[int, bool]:
    """Count what matches; gives the number and whether it is exact. Capped, it stops after COUNT_CAP."""
    limit = _NO_LIMIT if exact else COUNT_CAP + 1
    found = _counted(connection, asked, limit)
    return (found, True) if exact or found <= COUNT_CAP else (COUNT_CAP, False)


def more_than(connection: Connection, asked: Question, most: int) -> bool:
    """Tell whether more than `most` records match, counting no further."""
    return _counted(connection, asked, most + 1) > most


def _counted(connection: Connection, asked: Question, limit: int) -> int:
    ((found,),) = fetched(connection, counting(asked.shape), asked.values | {"limit": limit})
    return int(found)


def stream(connection: Connection, asked: Question, most: int) -> Iterator[Sequence[bytes]]:
    """Run a list to its end, or to `most` records, in pages, so that memory does not grow with it."""
    after = None
    left = most
    while left > 0:
        found = page(connection, asked, min(STREAM_PAGE, left), after)
        if found.bodies:
            yield found.bodies
        left -= len(found.bodies)
        after = found.last
        if after is None:
            return
