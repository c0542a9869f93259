"""Find whom a request means: an id, a code with its branch, or a name, and never by a guess that cannot be explained."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from sqlalchemy import Connection, bindparam, select

from seed.lands import land_of_country
from seed.resolution import land_meant
from service.queries.titles import without_title
from store.dependents import root_of
from store.derived import Appearance
from store.fulltext import Term, expression, records_with
from store.identity import Kind, parsed_id, public_id, record_id
from store.prepared import fetched
from store.scopes import Scope, scope_key
from store.tables import Entity, EntityName, Source
from store.tokens import folded, tokens

_CODE = re.compile(r"(?:[A-Z0-9]{3}){1,8}")
_ARTICLE = re.compile(r"\s*the\s+", re.IGNORECASE)
# So many entities of one name that datasets gave are meant together; of a code, where entities are asked for.
MAX_TOGETHER = 100
MAX_OF_CODE = 1000
# So many are offered where a name is ambiguous.
MAX_CANDIDATES = 20

_NARROWER = "/v1/autocomplete gives the id of each."

# Takes a sentence that the client should be told.
Tell = Callable[[str], None]


class Card(NamedTuple):
    """An entity as far as it takes to know whom a name means."""

    id: int
    name: str
    kind: str
    country: str | None
    code: str | None
    stub: bool
    merged_into: int | None


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
    """What a name stands for: entities, each with all that belong to it if `branch`, or a code; neither when unknown.

    They are several only where datasets gave all of them one name and nobody has described any. `told` are sentences
    about how the name was understood.
    """

    entities: tuple[Card, ...] = ()
    code: str | None = None
    branch: bool = False
    told: tuple[str, ...] = ()

    @property
    def known(self) -> bool:
        """Whether anything was found."""
        return bool(self.entities) or self.code is not None


def found(connection: Connection, name: str, *, acting: bool = False) -> Found:
    """Find whom a parameter's value means. Raises AmbiguousName only where several that are described are equally likely.

    An id is that entity alone. A code in use is its branch. A name is looked for as it is, then without article, then
    without a title before it; before those that datasets only named goes the country that a load would read. Where those
    are asked for who act, places come last, for they take part in nothing.
    """
    if (entity := parsed_id(Kind.ENTITY, name)) is not None:
        card = _standing(connection, entity)
        return Found(() if card is None else (card,))
    if _CODE.fullmatch(name) and _in_use(connection, name):
        return Found(code=name)
    named = _by_name(connection, name, acting)
    # "the State Department" is the State Department, unless something is called "The …".
    if not named.known and _ARTICLE.match(name):
        named = _by_name(connection, _ARTICLE.sub("", name), acting)
    if not named.known:
        named = Found(code=_code_in_any_case(connection, name))
    return named if named.known else _untitled(connection, name, acting)


def scopes(connection: Connection, kind: Kind, name: str, tell: Tell) -> list[int]:
    """Give the scopes under which records of this kind appear for what a name means; none where it is unknown."""
    who = found(connection, name, acting=kind is Kind.EVENT)
    for said in who.told:
        tell(said)
    if who.code:
        return [scope_key(kind, Scope.CODE, who.code)]
    if kind is Kind.EVENT and who.entities and all(card.kind == "place" for card in who.entities):
        tell(f"{who.entities[0].name} is a place, and a place takes part in nothing; `place` asks where something was.")
    return [scope for card in who.entities for scope in _scopes_of(connection, kind, card, who.branch)]


def entities(connection: Connection, name: str, tell: Tell) -> list[int]:
    """Give the ids of the entities that a name means: one, those of a code, or none."""
    who = found(connection, name)
    for said in who.told:
        tell(said)
    if not who.code:
        return [card.id for card in who.entities]
    statement = (
        select(Entity.id)
        .where(Entity.code.startswith(who.code, autoescape=True), Entity.merged_into.is_(None))
        .order_by(Entity.stub, Entity.code, Entity.id)
        .limit(MAX_OF_CODE + 1)
    )
    ids = list(connection.execute(statement).scalars())
    if len(ids) > MAX_OF_CODE:
        tell(f"More than {MAX_OF_CODE} entities have the code {who.code}; {MAX_OF_CODE} of them are meant.")
    return ids[:MAX_OF_CODE]


def sources(connection: Connection, name: str, _tell: Tell) -> list[int]:
    """Give the ids of the publishers of this id, name or domain; where there is none, of those with these words in the name."""
    if (source := parsed_id(Kind.SOURCE, name)) is not None:
        return list(connection.execute(select(Source.id).where(Source.id == source)).scalars())
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
_COLUMNS = (Entity.id, Entity.name, Entity.kind, Entity.country, Entity.code, Entity.stub, Entity.merged_into)
_CARD = select(*_COLUMNS).where(Entity.id == bindparam("entity"))
_NAMED = (
    select(*_COLUMNS, EntityName.position)
    .join(EntityName, EntityName.entity_id == Entity.id)
    .where(EntityName.folded == bindparam("folded"))
    # Those that somebody described come first, so that no number of others can push them out.
    .order_by(Entity.stub, Entity.id, EntityName.position)
    .limit(2 * MAX_TOGETHER)
)


def _standing(connection: Connection, entity: int) -> Card | None:
    """Give the card of the entity that stands for this one now."""
    card = _card(connection, entity)
    if card is None or card.merged_into is None:
        return card
    return _card(connection, root_of(connection, card.merged_into))


def _card(connection: Connection, entity: int) -> Card | None:
    found = fetched(connection, _CARD, {"entity": entity})
    return Card(*found[0]) if found else None


def _in_use(connection: Connection, code: str) -> bool:
    return any(_appears(connection, scope_key(kind, Scope.CODE, code)) for kind in (Kind.EVENT, Kind.QUOTE))


def _appears(connection: Connection, scope: int) -> bool:
    return bool(fetched(connection, _ANY, {"scope": scope}))


_ANY = select(Appearance.scope).where(Appearance.scope == bindparam("scope")).limit(1)


def _scopes_of(connection: Connection, kind: Kind, card: Card, branch: bool) -> list[int]:
    """Give the scopes of an entity, with all that belong to it if `branch`: where some do, the branch holds it too."""
    if branch and card.kind == "country" and card.code:
        return [scope_key(kind, Scope.CODE, code) for code in _codes_of(card.code, card.country)]
    whole = scope_key(kind, Scope.BRANCH, card.id)
    together = branch and card.kind in ("country", "organization") and _appears(connection, whole)
    return [whole if together else scope_key(kind, Scope.ENTITY, card.id)]


def _codes_of(code: str, country: str | None) -> list[str]:
    """List the codes of a country: GDELT writes two of some, such as PSE and WSB."""
    land = land_of_country(country)
    return list(dict.fromkeys((code, *(land.codes if land else ()))))


def _code_in_any_case(connection: Connection, name: str) -> str | None:
    """Read what is no name at all as a code: one in use, whatever its case, or that of a country in ISO 3166."""
    land = land_of_country(name.upper())
    codes = (name.upper(), *(land.codes if land else ()))
    return next((code for code in codes if _CODE.fullmatch(code) and _in_use(connection, code)), None)


def _untitled(connection: Connection, name: str, acting: bool) -> Found:
    """Look for "President Biden" without his title; that it was left out is told."""
    bare = without_title(name)
    named = _by_name(connection, bare, acting) if bare else Found()
    if not named.known:
        return Found()
    return replace(named, told=(f"nothing here is known as {name!r}; {bare!r} is.", *named.told))


def _by_name(connection: Connection, name: str, acting: bool) -> Found:
    ranked: dict[tuple[int, ...], dict[int, Card]] = {}
    # Of a name in signs alone nothing is left to compare.
    for *row, position in fetched(connection, _NAMED, {"folded": folded(name)}) if folded(name) else ():
        named = Card(*row)
        card = named if named.merged_into is None else _standing(connection, named.id)
        if card is not None:
            canonical = position == 0 and card.id == named.id
            ranked.setdefault(_rank(card, canonical, acting), {}).setdefault(card.id, card)
    if not ranked or min(ranked) > _DESCRIBED:
        land = _land(connection, name)
        if land.known or not ranked:
            return land
    best = list(ranked[min(ranked)].values())
    if _described(best[0]) and len(best) > 1:
        raise AmbiguousName(name, [_candidate(card) for card in best[:MAX_CANDIDATES]])
    everybody = {entity for cards in ranked.values() for entity in cards}
    return Found(tuple(best[:MAX_TOGETHER]), branch=True, told=tuple(_told(name, best, len(everybody))))


def _land(connection: Connection, name: str) -> Found:
    """Read a name as a load does: "Russian Federation" is Russia, and "Government of Syria" is Syria."""
    land = land_meant(name)
    card = None if land is None else _standing(connection, record_id(Kind.ENTITY, land))
    return Found() if card is None else Found((card,), branch=True, told=(f"{name!r} is read as {card.name}.",))


_ALIAS = 3
# The last rank of those who act and were described.
_DESCRIBED = (0, 0, _ALIAS)


def _rank(card: Card, canonical: bool, acting: bool) -> tuple[int, ...]:
    """Order what a name may mean, the likeliest first: who was described before who was only named."""
    elsewhere = int(acting and card.kind == "place")
    if not _described(card):
        return elsewhere, 1
    return elsewhere, 0, {"country": 0, "organization": 1}.get(card.kind, 2) if canonical else _ALIAS


def _described(card: Card) -> bool:
    """Say whether somebody described the entity; a country is known from the codebook, whoever named it first."""
    return not card.stub or card.kind == "country"


def _told(name: str, best: Sequence[Card], everybody: int) -> Iterator[str]:
    """Say what a client may not expect: that several are meant, or that others of the same name are not."""
    if len(best) > MAX_TOGETHER:
        yield f"more than {MAX_TOGETHER} entities are called {name!r}; {MAX_TOGETHER} of them are meant. {_NARROWER}"
    elif len(best) > 1:
        yield f"{len(best)} entities are called {name!r}; all of them are meant. {_NARROWER}"
    elif everybody > 1 and not best[0].stub and best[0].kind not in ("country", "place"):
        meant = public_id(Kind.ENTITY, best[0].id)
        yield f"{name!r} is {best[0].name}, {meant}; {everybody - 1} more of that name are not meant. {_NARROWER}"


def _candidate(card: Card) -> Candidate:
    return Candidate(public_id(Kind.ENTITY, card.id), card.name, card.kind, card.country)
