"""Index under which scopes events and quotes appear (`store.scopes`)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from sqlalchemy import Connection, delete, insert, select

from store.columns import AnyRow
from store.derived import Appearance
from store.identity import Kind
from store.scopes import ROLES, Scope, code_prefixes, role_bits, scope_key
from store.tables import Entity, Event, Participant, Quote

# An affiliation longer than this chain is a circle or a mistake in the data.
MAX_BRANCH_DEPTH = 6


def index_appearances(connection: Connection, kind: Kind, records: Sequence[int]) -> None:
    """Write the appearances of these events or quotes, in place of those that they had."""
    connection.execute(delete(Appearance).where(Appearance.record_id.in_(records)))
    table = Event if kind is Kind.EVENT else Quote
    dates = {
        row.id: row
        for row in connection.execute(select(table.id, table.start_on, table.end_on).where(table.id.in_(records)))
    }
    bits: dict[tuple[int, int], int] = defaultdict(int)
    parts = _parts(connection, kind, records)
    ancestors = _ancestors(connection, {part.entity_id for part in parts})
    for part in parts:
        for scope, value in _scopes(part, ancestors):
            bits[part.record_id, scope_key(kind, scope, value)] |= role_bits(kind, (part.role,))
    rows = [
        {
            "scope": scope,
            "start_on": dates[record].start_on,
            "record_id": record,
            "end_on": dates[record].end_on,
            "roles": roles,
        }
        for (record, scope), roles in bits.items()
    ]
    if rows:
        connection.execute(insert(Appearance), rows)


def _parts(connection: Connection, kind: Kind, records: Sequence[int]) -> Sequence[AnyRow]:
    statement = (
        select(
            Participant.record_id,
            Participant.role,
            Participant.entity_id,
            Participant.code,
            Participant.country,
            Participant.sector,
            Entity.code.label("entity_code"),
            Entity.country.label("entity_country"),
            Entity.sector.label("entity_sector"),
        )
        .join(Entity, Entity.id == Participant.entity_id)
        .where(Participant.record_id.in_(records), Participant.role.in_(ROLES[kind]))
    )
    return connection.execute(statement).all()


def _scopes(part: AnyRow, ancestors: dict[int, set[int]]) -> Iterator[tuple[Scope, int | str]]:
    yield Scope.ENTITY, part.entity_id
    for organization in ancestors.get(part.entity_id, ()):
        yield Scope.BRANCH, organization
    for prefix in code_prefixes(part.code or part.entity_code or ""):
        yield Scope.CODE, prefix
    if country := part.country or part.entity_country:
        yield Scope.COUNTRY, country
    if sector := part.sector or part.entity_sector:
        yield Scope.SECTOR, sector


def _ancestors(connection: Connection, entities: Iterable[int]) -> dict[int, set[int]]:
    """Give for each entity all that it belongs to: its organizations, and theirs."""
    above: dict[int, set[int]] = defaultdict(set)
    reached = {entity: {entity} for entity in entities}
    for _ in range(MAX_BRANCH_DEPTH):
        parents = _parents(connection, {member for members in reached.values() for member in members})
        reached = {
            entity: {parent for member in members for parent in parents[member]} - above[entity] - {entity}
            for entity, members in reached.items()
        }
        reached = {entity: members for entity, members in reached.items() if members}
        if not reached:
            break
        for entity, members in reached.items():
            above[entity] |= members
    return above


def _parents(connection: Connection, entities: Iterable[int]) -> dict[int, set[int]]:
    statement = select(Participant.record_id, Participant.entity_id).where(
        Participant.record_id.in_(list(entities)),
        Participant.role == "affiliation",
    )
    found: dict[int, set[int]] = defaultdict(set)
    for entity, organization in connection.execute(statement):
        if organization is not None:
            found[entity].add(organization)
    return found
