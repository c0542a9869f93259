"""Write entities in an order in which each comes after those that it belongs to, then what was merged into what."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence, Set
from heapq import heapify, heappop, heappush
from typing import Any

from sqlalchemy import Connection, exists, select
from sqlalchemy.orm import aliased

from seed.exporting_rows import Line, children, keys_of, pages, plain, said_of, taken, written
from store.columns import AnyRow
from store.tables import Entity, EntityIdentifier, EntityName, Participant

_SAME = ("key", "kind", "name", "code", "country", "sector", "latitude", "longitude", "place_precision", "note")


def entity_lines(connection: Connection) -> Iterator[bytes]:
    """Write entities: those that belong to nobody, those between, those to whom nobody belongs.

    Only those between are held in memory, by their ids. Where some belong to one another in a circle, one of them is written
    twice: at first without what it belongs to.
    """
    above = _between(connection)
    bond = exists().where(Participant.record_id == Entity.id, *_bonds(Participant))
    for rows in pages(connection, Entity, None, ~bond):
        yield from _lines(connection, rows)
    for entity, is_whole in in_order(above):
        row = connection.execute(select(*Entity.__table__.c).where(Entity.id == entity)).one()
        yield from _lines(connection, [row], is_whole=is_whole)
    for rows in pages(connection, Entity, None, bond):
        yield from _lines(connection, [row for row in rows if row.id not in above])


def _bonds(part: Any) -> tuple[Any, ...]:
    return part.role == "affiliation", part.resolved_id.is_not(None)


def _between(connection: Connection) -> dict[int, set[int]]:
    """Give the entities that belong to others and to whom others belong, each with those that it belongs to."""
    member, owner = aliased(Participant), aliased(Entity)
    have_members = select(member.resolved_id).join(owner, owner.id == member.record_id).where(*_bonds(member))
    statement = (
        select(Participant.record_id, Participant.resolved_id)
        .join(Entity, Entity.id == Participant.record_id)
        .where(*_bonds(Participant), Participant.record_id.in_(have_members))
    )
    found: dict[int, set[int]] = defaultdict(set)
    for row in connection.execute(statement):
        found[row.record_id].add(row.resolved_id)
    return found


def in_order(above: Mapping[int, Set[int]]) -> Iterator[tuple[int, bool]]:
    """Put each after those above it, the least first, and tell whether it may point at them.

    In a circle the least goes before what is above it, and comes again at the end.
    """
    left = {entity: (others & above.keys()) - {entity} for entity, others in above.items()}
    below: dict[int, list[int]] = defaultdict(list)
    for entity, others in left.items():
        for other in others:
            below[other].append(entity)
    ready = [entity for entity, others in left.items() if not others]
    heapify(ready)
    torn = []
    while left:
        entity = heappop(ready) if ready else min(left)
        is_torn = bool(left.pop(entity))
        yield entity, not is_torn
        if is_torn:
            torn.append(entity)
        for other in below[entity]:
            if other in left:
                left[other].discard(entity)
                if not left[other]:
                    heappush(ready, other)
    yield from ((entity, True) for entity in torn)


def _lines(connection: Connection, rows: Sequence[AnyRow], *, is_whole: bool = True) -> Iterator[bytes]:
    ids = [row.id for row in rows]
    names = children(connection, EntityName, ids)
    identifiers = children(connection, EntityIdentifier, ids)
    bonds = children(connection, Participant, ids) if is_whole else defaultdict(list)
    keys = keys_of(connection, Entity, (one.resolved_id for found in bonds.values() for one in found))
    for row in rows:
        line = taken(row, _SAME) | {
            "aliases": [one.name for one in names[row.id][1:]],
            "identifiers": [taken(one, ("scheme", "value")) for one in identifiers[row.id]],
            "affiliations": [_bond(one, keys) for one in bonds[row.id]],
            # One that comes again changes nothing where it is there already.
            "stub": row.stub or not is_whole or None,
        }
        yield written("entity", row, line, is_whole=is_whole)


def _bond(part: AnyRow, keys: Mapping[int, str]) -> Line:
    return said_of(
        {"entity": keys.get(part.resolved_id), "role": part.as_written, "from": part.since, "until": part.until}
    )


def merge_lines(connection: Connection) -> Iterator[bytes]:
    """Write merges: that of an entity before that of the one that it was merged into."""
    away = connection.execute(select(Entity.id, Entity.merged_into).where(Entity.merged_into.is_not(None)))
    into: dict[int, int] = {row.id: row.merged_into for row in away}
    for entity in sorted(into, key=lambda one: (-_steps(one, into), one)):
        keys = keys_of(connection, Entity, (entity, into[entity]))
        at = connection.execute(select(Entity.updated_at).where(Entity.id == entity)).scalar_one()
        yield plain("merge", {"entity": keys[entity], "into": keys[into[entity]], "merged_at": at})


def _steps(entity: int, into: Mapping[int, int]) -> int:
    steps = 0
    while entity in into:
        entity, steps = into[entity], steps + 1
    return steps
