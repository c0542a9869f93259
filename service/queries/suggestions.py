"""Suggest entities while a name is typed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import orjson
from sqlalchemy import Connection, bindparam, select

from store.derived import Document
from store.fulltext import Term, expression, records_with
from store.identity import Kind
from store.tables import EntityName
from store.tokens import folded, tokens

# How many are looked at to find the likeliest: of a beginning that fits thousands, no order would help.
MAX_LOOKED_AT = 200


def suggestions(connection: Connection, beginning: str, kinds: Sequence[str], limit: int) -> list[dict[str, Any]]:
    """Give the entities of whose name `beginning` is the beginning, or that of a word in it; the likeliest first."""
    entities = dict.fromkeys([*_by_name(connection, beginning), *_by_word(connection, beginning)])
    statement = select(Document.body).where(Document.id.in_(entities), Document.kind == Kind.ENTITY.value)
    found = [orjson.loads(body) for body in connection.execute(statement).scalars()]
    wanted = [entity for entity in found if not kinds or entity["kind"] in kinds]
    ranked = sorted(wanted, key=lambda entity: (*_rank(entity, folded(beginning)), entity["id"]))
    return [_suggestion(entity, folded(beginning)) for entity in ranked[:limit]]


def _by_name(connection: Connection, beginning: str) -> list[int]:
    start = folded(beginning)
    if not start:
        return []
    # Every folded name that begins so sorts between the beginning and the same followed by the last character there is.
    statement = (
        select(EntityName.entity_id)
        .where(EntityName.folded >= start, EntityName.folded < start + "\U0010ffff")
        .order_by(EntityName.folded, EntityName.entity_id)
        .limit(MAX_LOOKED_AT)
    )
    return list(connection.execute(statement).scalars())


def _by_word(connection: Connection, beginning: str) -> list[int]:
    words = tokens(beginning)
    if not words:
        return []
    on_sqlite = connection.dialect.name == "sqlite"
    term = expression(Term(tuple(words), beginning=True, wanted=True), on_sqlite)
    matches = records_with(bindparam("term"), on_sqlite).subquery()
    statement = (
        select(Document.id)
        .join(matches, matches.c.record_id == Document.id)
        .where(Document.kind == Kind.ENTITY.value)
        .order_by(Document.id)
        .limit(MAX_LOOKED_AT)
    )
    return list(connection.execute(statement, {"term": term}).scalars())


def _rank(entity: dict[str, Any], start: str) -> tuple[bool, bool, bool, int]:
    """Put first whose name is just this, then whose canonical name begins so, then whose other name does."""
    name = folded(entity["name"])
    others = [folded(alias) for alias in entity["aliases"]]
    return (
        start not in (name, *others),
        not name.startswith(start),
        not any(alias.startswith(start) for alias in others),
        len(name),
    )


def _suggestion(entity: dict[str, Any], start: str) -> dict[str, Any]:
    names = [entity["name"], *entity["aliases"]]
    matched = next((name for name in names if folded(name).startswith(start)), None)
    matched = matched or next((name for name in names if start in folded(name)), entity["name"])
    hint = next((_bond(bond) for bond in entity["affiliations"]), None)
    shown = {name: entity[name] for name in ("id", "name", "kind", "country", "code")}
    return shown | {"matched": matched, "hint": hint}


def _bond(bond: dict[str, Any]) -> str | None:
    return ", ".join(part for part in (bond["role"], bond["name"]) if part) or None
