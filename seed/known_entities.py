"""Which entities there are of a name or an identifier: in the store, and among those that a load has just made."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from sqlalchemy import Connection, bindparam, select
from sqlalchemy.orm import aliased

from seed.records import EntityRecord
from store.columns import AnyRow
from store.dependents import standing_key
from store.tables import Entity, EntityIdentifier, EntityName
from store.tokens import folded

Identifier = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Known:
    """An entity as far as resolving needs it.

    `canonical` says whether the name asked for is its canonical one. `standing` is the key of the entity that it was
    merged into, else its own. A `stub` was made for what a dataset names and described by nobody.
    """

    key: str
    kind: str
    country: str | None
    code: str | None
    sector: str | None
    stub: bool
    standing: str
    canonical: bool = True
    identifiers: frozenset[Identifier] = frozenset()


class Lookup(Protocol):
    """What `seed.resolution` asks."""

    def by_identifier(self, scheme: str, value: str) -> list[Known]:
        """List the entities with an identifier."""

    def by_name(self, name: str) -> list[Known]:
        """List the entities with a folded name, each once."""


_STANDING = aliased(Entity)
_COLUMNS = (
    Entity.id,
    Entity.key,
    Entity.kind,
    Entity.country,
    Entity.code,
    Entity.sector,
    Entity.stub,
    Entity.merged_into,
    _STANDING.key.label("standing_key"),
    _STANDING.merged_into.label("standing_merged_into"),
)
# Built once: to build a statement takes longer than to run it.
_BY_NAME = (
    select(*_COLUMNS, EntityName.position, EntityIdentifier.scheme, EntityIdentifier.value)
    .join(EntityName, EntityName.entity_id == Entity.id)
    .outerjoin(_STANDING, _STANDING.id == Entity.merged_into)
    .outerjoin(EntityIdentifier, EntityIdentifier.entity_id == Entity.id)
    .where(EntityName.folded == bindparam("name"))
    .order_by(Entity.id, EntityName.position)
)
_BY_IDENTIFIER = (
    select(*_COLUMNS)
    .join(EntityIdentifier, EntityIdentifier.entity_id == Entity.id)
    .outerjoin(_STANDING, _STANDING.id == Entity.merged_into)
    .where(EntityIdentifier.scheme == bindparam("scheme"), EntityIdentifier.value == bindparam("value"))
    .order_by(Entity.id)
)


class StoredEntities:
    """The entities of a store. What was merged away is among them, under the key that it has."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def by_identifier(self, scheme: str, value: str) -> list[Known]:
        """List the entities with an identifier, by id."""
        rows = self._connection.execute(_BY_IDENTIFIER, {"scheme": scheme, "value": value}).all()
        return [self._known(row, canonical=True, identifiers=frozenset({(scheme, value)})) for row in rows]

    def by_name(self, name: str) -> list[Known]:
        """List the entities with a folded name, by id."""
        rows: dict[int, AnyRow] = {}
        identifiers: dict[int, set[Identifier]] = defaultdict(set)
        for row in self._connection.execute(_BY_NAME, {"name": name}).all():
            # The first row of an entity is that of the least position: its canonical name, if that is the one.
            rows.setdefault(row.id, row)
            if row.scheme is not None:
                identifiers[row.id].add((row.scheme, row.value))
        return [
            self._known(row, canonical=row.position == 0, identifiers=frozenset(identifiers[entity]))
            for entity, row in rows.items()
        ]

    def _known(self, row: AnyRow, *, canonical: bool, identifiers: frozenset[Identifier]) -> Known:
        standing = row.standing_key or row.key
        if row.standing_merged_into is not None:
            standing = standing_key(self._connection, row.standing_merged_into)
        return Known(row.key, row.kind, row.country, row.code, row.sector, row.stub, standing, canonical, identifiers)


class MadeEntities:
    """The entities that a load has made, which may not be in the store yet, and the identifiers that it has learnt."""

    def __init__(self) -> None:
        self.records: dict[str, EntityRecord] = {}
        self._by_name: dict[str, dict[str, Known]] = defaultdict(dict)
        self._by_identifier: dict[Identifier, Known] = {}
        self._identifiers: dict[str, set[Identifier]] = defaultdict(set)

    def add(self, record: EntityRecord) -> None:
        """Take in an entity that was made."""
        self.records[record.key] = record
        for position, name in enumerate((record.name, *record.aliases)):
            known = Known(
                record.key,
                record.kind,
                record.country,
                record.code,
                record.sector,
                stub=True,
                standing=record.key,
                canonical=position == 0,
                identifiers=frozenset(record.identifiers),
            )
            self._by_name[folded(name)].setdefault(record.key, known)
            self.learn(known, record.identifiers)

    def learn(self, known: Known, identifiers: Iterable[Identifier]) -> None:
        """Remember that identifiers were found to be those of an entity: another of the same scheme is not."""
        for identifier in identifiers:
            self._by_identifier.setdefault(identifier, known)
            self._identifiers[known.key].add(identifier)

    def identifiers_of(self, key: str) -> set[Identifier]:
        """Give the identifiers learnt of an entity."""
        return self._identifiers.get(key, set())

    def by_identifier(self, scheme: str, value: str) -> list[Known]:
        """List the entity with an identifier."""
        known = self._by_identifier.get((scheme, value))
        return [] if known is None else [known]

    def by_name(self, name: str) -> list[Known]:
        """List the entities made with a folded name."""
        return list(self._by_name.get(name, {}).values())
