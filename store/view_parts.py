"""Parts of statements that views are made of, which mean the same on both engines."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import ColumnElement, Integer, String, case, cast, exists, func, literal, or_, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import aliased
from sqlalchemy.sql.functions import FunctionElement

from store.derived import Document
from store.identity import DIGITS, LENGTH, PREFIXES, Kind
from store.tables import Dataset, Entity, Participant

# Between several values in one cell, as in CSV.
JOIN = "; "
DIGIT_BITS = 5
# Kept from whoever has no key.
BEHIND_KEY = "key"

Value = ColumnElement[Any]


def spelt(kind: Kind, record: Any) -> Value:
    """Spell an id as clients see it (`store.identity.public_id`)."""
    spelling: Any = literal(f"{PREFIXES[kind]}_")
    for place in reversed(range(LENGTH)):
        digit = record.bitwise_rshift(place * DIGIT_BITS).bitwise_and((1 << DIGIT_BITS) - 1)
        spelling = spelling + func.substr(DIGITS, cast(digit + 1, Integer), 1)
    return case((record.is_not(None), spelling))


def is_open(dataset: Any) -> Value:
    """Tell whether records of a dataset are open to those who have no key."""
    closed = select(Dataset.id).where(Dataset.access == BEHIND_KEY)
    outside: Value = dataset.not_in(closed)
    return outside


def of_dataset(dataset: Any, column: Any) -> Value:
    """Give something of a record's dataset."""
    return select(column).where(Dataset.id == dataset).scalar_subquery()


def joined(value: Any, order: Any, *where: Any, record: Any) -> Value:
    """Join the values found for the record of this table in one cell, each once, in this order."""
    found = select(value.label("value")).where(*where, value.is_not(None)).correlate(record)
    ordered = found.group_by(value).order_by(func.min(order)).subquery()
    return select(func.aggregate_strings(ordered.c.value, JOIN)).scalar_subquery()


def is_first(part: Any) -> Value:
    """Tell whether no part before this one is the same entity's: two that were merged may stand on one side."""
    earlier = aliased(Participant)
    return ~exists().where(
        earlier.record_id == part.record_id,
        earlier.role == part.role,
        earlier.position < part.position,
        earlier.entity_id == part.entity_id,
    )


def in_part(part: Any, name: str) -> Value:
    """Give what an actor is in a part, else what the entity is wherever it takes part (`store.facts.cards.card`)."""
    told = or_(~Entity.stub, Entity.kind == "country")
    return func.coalesce(func.nullif(getattr(part, name), ""), case((told, getattr(Entity, name))))


# What a record shows of an actor.
OF_ACTOR: dict[str, Callable[[Any], Any]] = {
    "id": lambda _: spelt(Kind.ENTITY, Entity.id),
    "name": lambda _: Entity.name,
    "kind": lambda _: Entity.kind,
    "country": lambda part: in_part(part, "country"),
    "code": lambda part: in_part(part, "code"),
}


def of_actors(record: Any, role: str, name: str) -> Value:
    """Join what is known of those who have a role in the record of this table."""
    part = aliased(Participant)
    return joined(
        OF_ACTOR[name](part),
        part.position,
        part.record_id == record.id,
        part.role == role,
        is_first(part),
        Entity.id == part.entity_id,
        record=record,
    )


class _Served(FunctionElement[str]):
    """A value out of a record's JSON, by the names that lead to it."""

    type = String()
    name = "served"
    inherit_cache = False

    def __init__(self, body: Any, steps: tuple[str, ...]) -> None:
        self.steps = steps
        super().__init__(body)


@compiles(_Served, "sqlite")
def _on_sqlite(element: Any, compiler: Any, **named: Any) -> str:
    return f"json_extract(CAST({compiler.process(element.clauses, **named)} AS TEXT), '$.{'.'.join(element.steps)}')"


@compiles(_Served, "postgresql")
def _on_postgresql(element: Any, compiler: Any, **named: Any) -> str:
    path = ",".join(element.steps)
    return f"convert_from({compiler.process(element.clauses, **named)}, 'UTF8')::json #>> '{{{path}}}'"


def served(record: Any, *steps: str) -> Value:
    """Read a value out of the JSON of the record of this table: labels, which are in no column."""
    return select(_Served(Document.body, steps)).where(Document.id == record.id).correlate(record).scalar_subquery()
