"""Which events may be the same: a question that a reader asks, never a fact that is decided.

Two keys are kept with every event: `strict` (the same days, actors and code) and `loose` (the same first article and root
code); None where there is nothing to compare. Of those with one key that of the least id stands for all (`Event.represents`), in
whatever order they come and go. So a list without duplicates is the same walk with one more bit.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, and_, func, select, update

from store.identity import hashed
from store.tables import Event

STRICT, LOOSE = 1, 2
COLUMNS = {STRICT: Event.strict_key, LOOSE: Event.loose_key}
# As many keys as either engine takes in one statement.
KEYS_AT_ONCE = 10_000

Keys = dict[int, int | None]


def keys(event: Mapping[str, Any], actor1: Sequence[int], actor2: Sequence[int], article: int | None) -> Keys:
    """Give both keys of an event. Actors are ids of those who stand for them now; `article` is the first that reports it."""
    strict = loose = None
    if actor1 or actor2:
        sides = [",".join(map(str, sorted(side))) for side in (actor1, actor2)]
        strict = hashed("strict", event["start_on"].isoformat(), event["end_on"].isoformat(), *sides, event["cameo"])
    if article is not None:
        loose = hashed("loose", str(article), event["root_code"])
    return {STRICT: strict, LOOSE: loose}


def represents(connection: Connection, keyed: Sequence[tuple[int, Keys]]) -> tuple[dict[int, int], dict[int, int]]:
    """Tell for which duplicates these events stand, and which bits others in the store lose to them.

    None of them may be in the store under these keys yet.
    """
    stands = dict.fromkeys((event for event, _ in keyed), 0)
    lost: dict[int, int] = defaultdict(int)
    for sort, column in COLUMNS.items():
        first: dict[int, int] = {}
        for event, of in keyed:
            key = of[sort]
            if key is None:
                stands[event] |= sort
            else:
                first[key] = min(event, first.get(key, event))
        there = _first_there(connection, column, first.keys())
        for key, event in first.items():
            known = there.get(key)
            if known is None or event < known:
                stands[event] |= sort
                if known is not None:
                    lost[known] |= sort
    return stands, lost


def _first_there(connection: Connection, column: Any, wanted: Iterable[int]) -> dict[int, int]:
    """Give the event of the least id under each key that is in the store."""
    found: dict[int, int] = {}
    rest = sorted(wanted)
    while rest:
        some, rest = rest[:KEYS_AT_ONCE], rest[KEYS_AT_ONCE:]
        statement = select(column, func.min(Event.id)).where(column.in_(some)).group_by(column)
        found.update(dict(connection.execute(statement).all()))
    return found


def heirs(connection: Connection, leaving: Mapping[int, Mapping[str, Any]]) -> dict[int, int]:
    """Find who stands for the duplicates of these events when they go: bits of `represents` to be added, by event.

    The leaving ones are given by id with what they are known by now: strict_key, loose_key and represents.
    """
    found: dict[int, int] = {}
    for sort, column in COLUMNS.items():
        keys_left = {
            row[column.key] for row in leaving.values() if row["represents"] & sort and row[column.key] is not None
        }
        statement = (
            select(func.min(Event.id))
            .where(column.in_(sorted(keys_left)), Event.id.not_in(list(leaving)))
            .group_by(column)
        )
        for heir in connection.execute(statement).scalars() if keys_left else ():
            found[heir] = found.get(heir, 0) | sort
    return found


def note(connection: Connection, event: int, of: Keys, stands_for: int) -> None:
    """Write an event's keys and what it stands for."""
    values = {"strict_key": of[STRICT], "loose_key": of[LOOSE], "represents": stands_for}
    connection.execute(update(Event).where(Event.id == event).values(**values))


def group_sizes(
    connection: Connection, sort: int, events: Sequence[int], without: Sequence[int] = ()
) -> dict[int, int]:
    """Count for each of these events how many it stands for, itself included; those of datasets `without` do not count."""
    column = COLUMNS[sort]
    mine = select(Event.id, column.label("key")).where(Event.id.in_(events)).subquery()
    same = column == mine.c.key
    same = and_(same, Event.dataset_id.not_in(without)) if without else same
    statement = select(mine.c.id, func.count(Event.id)).outerjoin(Event, same).group_by(mine.c.id)
    return {event: max(size, 1) for event, size in connection.execute(statement)}
