"""What is known of entities."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy import Connection, select

from store.facts.cards import Facts, roles_in
from store.tables import Entity, EntityIdentifier, EntityName


def entity_facts(connection: Connection, entities: Sequence[int]) -> list[Facts]:
    """Gather entities whole: names, codes, roles and affiliations. What was merged away is not among them."""
    statement = select(*Entity.__table__.c).where(Entity.id.in_(entities), Entity.merged_into.is_(None))
    rows = connection.execute(statement.order_by(Entity.id)).all()
    aliases = names_of(connection, entities)
    identifiers = _identifiers(connection, entities)
    roles = roles_in(connection, entities)
    return [
        dict(row._mapping)
        | {
            "aliases": aliases[row.id][1:],
            "identifiers": identifiers[row.id],
            "affiliations": roles.of(row.id, "affiliation"),
            "place": None
            if row.latitude is None
            else {"latitude": row.latitude, "longitude": row.longitude, "precision": row.place_precision},
        }
        for row in rows
    ]


def names_of(connection: Connection, entities: Sequence[int]) -> dict[int, list[str]]:
    """Gather all names of entities with those of what was merged into them, each once; the canonical one first."""
    families = {entity: [entity] for entity in entities}
    away = select(Entity.merged_into).where(Entity.merged_into.in_(entities)).distinct()
    for entity in connection.execute(away).scalars():
        if entity is not None:
            families[entity] += merged_away(connection, entity)
    members = [member for family in families.values() for member in family]
    named: dict[int, list[str]] = defaultdict(list)
    statement = select(EntityName.entity_id, EntityName.name).where(EntityName.entity_id.in_(members))
    for member, name in connection.execute(statement.order_by(EntityName.entity_id, EntityName.position)):
        named[member].append(name)
    return {
        entity: list(dict.fromkeys(name for member in family for name in named[member]))
        for entity, family in families.items()
    }


def merged_away(connection: Connection, entity: int) -> list[int]:
    """List every entity that was merged into this one, directly or by way of another."""
    found: list[int] = []
    reached = [entity]
    while reached:
        statement = select(Entity.id).where(Entity.merged_into.in_(reached)).order_by(Entity.id)
        reached = list(connection.execute(statement).scalars())
        found += reached
    return found


def _identifiers(connection: Connection, entities: Sequence[int]) -> dict[int, list[Facts]]:
    statement = (
        select(*EntityIdentifier.__table__.c)
        .where(EntityIdentifier.entity_id.in_(entities))
        .order_by(EntityIdentifier.entity_id, EntityIdentifier.scheme, EntityIdentifier.value)
    )
    found: dict[int, list[Facts]] = defaultdict(list)
    for row in connection.execute(statement):
        found[row.entity_id].append({"scheme": row.scheme, "value": row.value})
    return found
