"""Find whom a request means: an id, a code with its branch, or a name, and never by a guess that cannot be explained."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, select

from store.columns import AnyRow
from store.dependents import root_of
from store.derived import Appearance
from store.fulltext import Term, expression, records_with
from store.identity import Kind, parsed_id, public_id
from store.scopes import Scope, scope_key
from store.tables import Entity, EntityName, Source
from store.tokens import folded, tokens

_CODE = re.compile(r"(?:[A-Z0-9]{3}){1,8}")
_ARTICLE = re.compile(r"\s*the\s+", re.IGNORECASE)
# Beyond this many candidates a name says nothing.
MAX_CANDIDATES = 20


@dataclass(frozen=True, slots=True)
class Candidate:
    """One of several entities that a name may mean."""

    id: str
    name: str
    kind: str
    country: str | None


class AmbiguousName(ValueError):
    """A name means several entities equally well."""

    def __init__(self, name: str, candidates: Sequence[Candidate]) -> None:
        super().__init__(name)
        self.name = name
        self.candidates = candidates


@dataclass(frozen=True, slots=True)
class Found:
    """What a name stands for: an entity and whether all that belong to it are meant, or a code; both None when unknown."""

    entity: AnyRow | None = None
    code: str | None = None
    branch: bool = False

    @property
    def known(self) -> bool:
        """Whether anything was found."""
        return self.entity is not None or self.code is not None


def found(connection: Connection, name: str) -> Found:
    """Find whom a parameter's value means. Raises AmbiguousName only where several are equally likely.

    An id is that entity alone. A code in use is its branch. A name is the country or organization whose canonical name it is,
    with all that belong to it; else the one entity of that canonical name; else the one that has it as an alias.
    """
    if (entity := parsed_id(Kind.ENTITY, name)) is not None:
        return Found(entity=_standing(connection, entity))
    if _CODE.fullmatch(name) and _in_use(connection, name):
        return Found(code=name)
    named = _by_name(connection, name)
    # "the State Department" is the State Department, unless something is called "The …".
    return named if named.known or not _ARTICLE.match(name) else _by_name(connection, _ARTICLE.sub("", name))


def scopes(connection: Connection, kind: Kind, name: str) -> list[int]:
    """Give the scopes under which records of this kind appear for what a name means; none where it is unknown."""
    who = found(connection, name)
    if who.code:
        return [scope_key(kind, Scope.CODE, who.code)]
    if who.entity is None:
        return []
    if who.branch and who.entity.kind == "country" and who.entity.code:
        return [scope_key(kind, Scope.CODE, who.entity.code)]
    alone = scope_key(kind, Scope.ENTITY, who.entity.id)
    return [alone, scope_key(kind, Scope.BRANCH, who.entity.id)] if who.branch else [alone]


def entities(connection: Connection, name: str) -> list[int]:
    """Give the ids of the entities that a name means: one, those of a code, or none."""
    who = found(connection, name)
    if who.code:
        statement = select(Entity.id).where(
            Entity.code.startswith(who.code, autoescape=True), Entity.merged_into.is_(None)
        )
        return list(connection.execute(statement).scalars())
    return [] if who.entity is None else [who.entity.id]


def sources(connection: Connection, name: str) -> list[int]:
    """Give the ids of the publishers of this id, name or domain; where there is none, of those with these words in the name."""
    if (source := parsed_id(Kind.SOURCE, name)) is not None:
        return [source]
    exact = select(Source.id).where((Source.name == name) | (Source.domain == name.casefold()))
    found = list(connection.execute(exact).scalars())
    words = tuple(tokens(name))
    if found or not words:
        return found
    on_sqlite = connection.dialect.name == "sqlite"
    term = expression(Term(words, beginning=False, wanted=True), on_sqlite)
    partly = select(Source.id).where(Source.id.in_(records_with(bindparam("term"), on_sqlite))).order_by(Source.id)
    return list(connection.execute(partly, {"term": term}).scalars())


# Built once: to build a statement takes longer than to run it.
_CARD = select(Entity.id, Entity.name, Entity.kind, Entity.country, Entity.code, Entity.merged_into).where(
    Entity.id == bindparam("entity")
)


def _standing(connection: Connection, entity: int) -> AnyRow | None:
    """Give the card of the entity that stands for this one now."""
    card = connection.execute(_CARD, {"entity": entity}).one_or_none()
    if card is None or card.merged_into is None:
        return card
    return connection.execute(_CARD, {"entity": root_of(connection, card.merged_into)}).one()


def _in_use(connection: Connection, code: str) -> bool:
    for kind in (Kind.EVENT, Kind.QUOTE):
        probe = select(Appearance.scope).where(Appearance.scope == scope_key(kind, Scope.CODE, code)).limit(1)
        if connection.execute(probe).scalar() is not None:
            return True
    return False


def _by_name(connection: Connection, name: str) -> Found:
    statement = (
        select(EntityName.entity_id, EntityName.position)
        .where(EntityName.folded == folded(name))
        .order_by(EntityName.entity_id)
        .limit(MAX_CANDIDATES)
    )
    ranked: dict[int, dict[int, AnyRow]] = {}
    for entity, position in connection.execute(statement):
        card = _standing(connection, entity)
        if card is not None:
            ranked.setdefault(_rank(card, position == 0 and card.id == entity), {})[card.id] = card
    if not ranked:
        # Codes are written in capitals; what is no name at all may still be one.
        code = name.upper()
        return Found(code=code) if _CODE.fullmatch(code) and _in_use(connection, code) else Found()
    best = list(ranked[min(ranked)].values())
    if len(best) > 1:
        raise AmbiguousName(name, [_candidate(card) for card in best])
    return Found(entity=best[0], branch=best[0].kind in ("country", "organization"))


def _rank(card: AnyRow, canonical: bool) -> int:
    """Order what a name may mean, the likeliest first."""
    if not canonical:
        return 3
    return {"country": 0, "organization": 1}.get(card.kind, 2)


def _candidate(card: AnyRow) -> Candidate:
    return Candidate(public_id(Kind.ENTITY, card.id), card.name, card.kind, card.country)
