"""Suggest entities while a name is typed.

However many names begin with what was typed, only so many are looked at; a country is never missed for that.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

import orjson
from sqlalchemy import ColumnElement, Connection, Select, and_, bindparam, case, func, literal, select
from sqlalchemy.orm import aliased

from schemas.codebook import codebook
from seed.country_names import names_of
from store.derived import Document
from store.fulltext import Term, expression, records_with
from store.identity import Kind, record_id
from store.tables import Entity, EntityName, Participant
from store.tokens import folded, tokens

# How many names, and how many records with a word, are looked at; of kinds that may be rare among them, more names.
MAX_LOOKED_AT = 1_000
MAX_LOOKED_AT_FOR_KINDS = 10_000
# How many of the likeliest are ranked by what they take part in.
MAX_RANKED = 60
# A shorter beginning is that of words in nearly everything.
MIN_WORD = 3
# An entity is busier by one for each of these numbers of parts that it has more than.
_BUSY = (0, 9, 99, 999)


def suggestions(connection: Connection, beginning: str, kinds: Sequence[str], limit: int) -> list[dict[str, Any]]:
    """Give the entities of whose name `beginning` is the beginning, or that of a word in it; the likeliest first."""
    start = folded(beginning)
    if not start:
        return []
    found = [*_countries(start, kinds), *_by_name(connection, start, kinds)]
    if len(start) >= MIN_WORD or len(found) < limit:
        found += _by_word(connection, beginning, kinds)
    standing = _standing(connection, found)
    statement = select(Document.id, Document.body).where(Document.id.in_(standing), Document.kind == Kind.ENTITY.value)
    entities = [(orjson.loads(body), standing[entity]) for entity, body in connection.execute(statement)]
    named = [each for each in entities if any(_has_word(name, start) for name in _names(each[0]))]
    ranked = sorted(named, key=lambda each: (*_rank(each[0], start), *each[1], len(each[0]["name"]), each[0]["id"]))
    return [_suggestion(entity, start) for entity, _ in ranked[:limit]]


def _countries(start: str, kinds: Sequence[str]) -> list[int]:
    if kinds and "country" not in kinds:
        return []
    return [country for name, country in _names_of_countries() if f" {start}" in name]


@cache
def _names_of_countries() -> tuple[tuple[str, int], ...]:
    """List all names of countries, folded and with a space before them, each with the country's entity."""
    countries = codebook("country").codes
    return tuple(
        (f" {folded(name)}", record_id(Kind.ENTITY, f"country/{country}"))
        for country in countries
        for name in names_of(country)
    )


def _by_name(connection: Connection, start: str, kinds: Sequence[str]) -> list[int]:
    # Every folded name that begins so sorts between the beginning and the same followed by the last character there is.
    values = {"start": start, "end": start + "\U0010ffff", "kinds": list(kinds)}
    return list(connection.execute(_named(bool(kinds)), values).scalars())


@cache
def _named(of_kinds: bool) -> Select[int]:
    names = (
        select(EntityName.entity_id, EntityName.folded, EntityName.position)
        .where(EntityName.folded >= bindparam("start"), EntityName.folded < bindparam("end"))
        .order_by(EntityName.folded, EntityName.entity_id)
        .limit(MAX_LOOKED_AT_FOR_KINDS if of_kinds else MAX_LOOKED_AT)
        .subquery()
    )
    named, standing = aliased(Entity), aliased(Entity)
    found = (
        select(standing.id)
        .join(named, standing.id == func.coalesce(named.merged_into, named.id))
        .join(names, names.c.entity_id == named.id)
    )
    order = (
        names.c.folded != bindparam("start"),
        names.c.position > 0,
        _undescribed(standing),
        func.length(names.c.folded),
        names.c.folded,
        standing.id,
    )
    return (found.where(_of_kinds(standing)) if of_kinds else found).order_by(*order).limit(MAX_RANKED)


def _by_word(connection: Connection, beginning: str, kinds: Sequence[str]) -> list[int]:
    words = tokens(beginning)
    if not words:
        return []
    on_sqlite = connection.dialect.name == "sqlite"
    values = {
        "term": expression(Term(tuple(words), beginning=True, wanted=True), on_sqlite),
        "kinds": list(kinds),
    }
    return list(connection.execute(_worded(on_sqlite, bool(kinds)), values).scalars())


@cache
def _worded(on_sqlite: bool, of_kinds: bool) -> Select[int]:
    matches = records_with(bindparam("term"), on_sqlite).limit(MAX_LOOKED_AT).subquery()
    found = select(Entity.id).join(matches, matches.c.record_id == Entity.id)
    found = found.where(_of_kinds(Entity)) if of_kinds else found
    return found.order_by(_undescribed(Entity), func.length(Entity.name), Entity.id).limit(MAX_RANKED)


def _of_kinds(entity: type[Entity]) -> ColumnElement[bool]:
    return entity.kind.in_(bindparam("kinds", expanding=True))


def _undescribed(entity: type[Entity]) -> ColumnElement[bool]:
    """Say of an entity that datasets named it and nobody described it; a country is described by the codebook."""
    return and_(entity.stub, entity.kind != "country")


def _standing(connection: Connection, found: Iterable[int]) -> dict[int, tuple[bool, int]]:
    """Give those that stand for the entities found, each with whether it is undescribed, and how busy, the busiest least."""
    statement = select(func.coalesce(Entity.merged_into, Entity.id)).where(Entity.id.in_(list(dict.fromkeys(found))))
    ids = set(connection.execute(statement).scalars())
    return {row.id: (bool(row.undescribed), -row.busy) for row in connection.execute(_WEIGHED, {"entities": list(ids)})}


def _more_parts_than(number: int) -> ColumnElement[int]:
    """Say with 1 that an entity has more parts than a number, read off the index of parts and no further."""
    beyond = select(literal(1)).where(Participant.entity_id == Entity.id).limit(1).offset(number)
    return case((beyond.correlate(Entity).scalar_subquery().is_(None), 0), else_=1)


_WEIGHED = select(
    Entity.id,
    _undescribed(Entity).label("undescribed"),
    sum((_more_parts_than(number) for number in _BUSY), literal(0)).label("busy"),
).where(Entity.id.in_(bindparam("entities", expanding=True)))


def _rank(entity: dict[str, Any], start: str) -> tuple[bool, bool, bool]:
    """Put first whose name is just this, then whose canonical name begins so, then whose other name does."""
    name = folded(entity["name"])
    others = [folded(alias) for alias in _names(entity)[1:]]
    return (
        start not in (name, *others),
        not name.startswith(start),
        not any(alias.startswith(start) for alias in others),
    )


def _names(entity: dict[str, Any]) -> list[str]:
    """List what an entity is called; a country also by what it is called everywhere."""
    own = names_of(entity["country"]) if entity["kind"] == "country" and entity["country"] else ()
    return list(dict.fromkeys((entity["name"], *entity["aliases"], *own)))


def _has_word(name: str, start: str) -> bool:
    """Say whether a word of the name begins so: the words that are searched are also those of roles."""
    return f" {start}" in f" {folded(name)}"


def _suggestion(entity: dict[str, Any], start: str) -> dict[str, Any]:
    names = _names(entity)
    matched = next((name for name in names if folded(name).startswith(start)), None)
    matched = matched or next((name for name in names if start in folded(name)), entity["name"])
    hint = next((_bond(bond) for bond in entity["affiliations"]), None)
    shown = {name: entity[name] for name in ("id", "name", "kind", "country", "code")}
    return shown | {"matched": matched, "hint": hint}


def _bond(bond: dict[str, Any]) -> str | None:
    return ", ".join(part for part in (bond["role"], bond["name"]) if part) or None
