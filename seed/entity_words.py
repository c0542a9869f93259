"""The entity that a user means: by its id, its key, an identifier or an exact name."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Select, select

from store.columns import AnyRow
from store.dependents import standing_key
from store.identity import Kind, parsed_id, public_id, record_id
from store.tables import Entity, EntityIdentifier, EntityName
from store.tokens import folded

# "ucdp-actor:303": the scheme, and the value as its owner writes it.
IDENTIFIER = re.compile(r"(?P<scheme>[a-z][a-z0-9]*(?:-[a-z0-9]+)*):(?P<value>\S+)")
# So many are listed where a name is that of several.
MAX_LISTED = 10


class NotOneEntity(ValueError):
    """What the user wrote is no entity, or several; the text says which."""


@dataclass(frozen=True, slots=True)
class Card:
    """An entity as far as curating needs it; `standing` is the key of the entity that it was merged into, else its own."""

    id: int
    key: str
    name: str
    kind: str
    country: str | None
    stub: bool
    standing: str

    @property
    def shown(self) -> str:
        """The name with the id: "Hezbollah (ent_…)"."""
        return f"{self.name} ({public_id(Kind.ENTITY, self.id)})"


_COLUMNS = (Entity.id, Entity.key, Entity.name, Entity.kind, Entity.country, Entity.stub, Entity.merged_into)


def spelt(key: str) -> str:
    """Give the id of the entity of a key, as clients see it."""
    return public_id(Kind.ENTITY, record_id(Kind.ENTITY, key))


def card_of(connection: Connection, words: str) -> Card | None:
    """Give the entity of an id or a key, though it was merged away; None where there is none."""
    entity = parsed_id(Kind.ENTITY, words)
    entity = record_id(Kind.ENTITY, words) if entity is None else entity
    row = connection.execute(select(*_COLUMNS).where(Entity.id == entity)).one_or_none()
    return None if row is None else _card(connection, row)


def entity_meant(connection: Connection, words: str) -> Card:
    """Find the standing entity of an id, a key, an identifier or a name. Raises NotOneEntity.

    One that was described goes before those that were made for a name.
    """
    card = card_of(connection, words)
    if card is not None:
        return _only(connection, words, [card.standing])
    cards = [_card(connection, row) for row in connection.execute(_borne(words))]
    return _only(
        connection, words, [card.standing for card in cards if not card.stub] or [card.standing for card in cards]
    )


def merged_meant(connection: Connection, words: str) -> Card:
    """Find the entity that was merged away of an id, a key, an identifier or a name. Raises NotOneEntity.

    One whose first name it is goes before those that are also called so.
    """
    card = card_of(connection, words)
    if card is not None:
        return card
    away = connection.execute(_borne(words).where(Entity.merged_into.is_not(None))).all()
    first = [row.key for row in away if folded(row.name) == folded(words)]
    return _only(connection, words, first or [row.key for row in away], "no entity that was merged away")


def _borne(words: str) -> Select[*tuple[Any, ...]]:
    """Select the entities with an identifier or a name."""
    identifier = IDENTIFIER.fullmatch(words)
    named = select(EntityName.entity_id).where(EntityName.folded == folded(words), EntityName.folded != "")
    if identifier:
        bearers = select(EntityIdentifier.entity_id).where(
            EntityIdentifier.scheme == identifier["scheme"], EntityIdentifier.value == identifier["value"]
        )
        return select(*_COLUMNS).where(Entity.id.in_(bearers) | Entity.id.in_(named)).order_by(Entity.id)
    return select(*_COLUMNS).where(Entity.id.in_(named)).order_by(Entity.id)


def _only(connection: Connection, words: str, keys: list[str], none: str = "no entity that is known here") -> Card:
    found = list(dict.fromkeys(keys))
    cards = [card for key in found[:MAX_LISTED] if (card := card_of(connection, key)) is not None]
    if not cards:
        raise NotOneEntity(f"{words!r} is {none}")
    if len(found) > 1:
        raise NotOneEntity(f"{words!r} is several entities: {', '.join(card.shown for card in cards)}")
    return cards[0]


def _card(connection: Connection, row: AnyRow) -> Card:
    standing = row.key if row.merged_into is None else standing_key(connection, row.merged_into)
    return Card(row.id, row.key, row.name, row.kind, row.country, row.stub, standing)
