"""The user's alias file: which names, codes and identifiers stand for which entity.

An alias is kept as an entity of its own, merged into the one that it stands for: the one that importers made for it, else
one made now. So it is found by every rule, survives whatever is loaded later, and can be undone by a split.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path

from sqlalchemy import Connection, select

from schemas.codebook import codebook
from schemas.rendering import rendered
from seed.alias_files import Alias, BadAliases, aliases_in
from seed.entity_words import IDENTIFIER, Card, NotOneEntity, card_of, entity_meant, spelt
from seed.known_entities import Known, StoredEntities
from seed.lands import land_of_code
from seed.load import Origin, load
from seed.records import Actor, Batch, EntityRecord
from seed.resolution import country_meant, stub_for
from store.curation import is_of_another_country, merge
from store.derived import Appearance
from store.engine import Store
from store.identity import Kind, record_id
from store.refresh import refresh_stale
from store.scopes import CODE_STEP, Scope, scope_key
from store.tokens import folded
from store.writing import writing

_CODE = re.compile(r"(?:[A-Z0-9]{3}){1,8}")


@dataclass(frozen=True, slots=True)
class Applied:
    """What came of a file: aliases that were new, entities merged into those that their aliases stand for, rows in place."""

    added: int = 0
    merged: int = 0
    unchanged: int = 0


@dataclass(frozen=True, slots=True)
class _Step:
    """What a row asks for: entities to be merged away into `into`, and the one to be made before, if there is none.

    `word` is what two spellings of one alias have in common.
    """

    line: int
    word: str
    into: Card
    away: tuple[str, ...] = ()
    made: EntityRecord | None = None


def apply_aliases(store: Store, path: Path) -> Applied:
    """Apply an alias file; applied again it changes nothing. All of it is checked before anything is changed.

    Raises BadAliases, which names the line of each row that cannot be applied.
    """
    aliases = aliases_in(path)
    with store.reader.connect() as connection:
        steps = _steps(connection, aliases)
    made = tuple(step.made for step in steps if step.made)
    away = [(step, key) for step in steps for key in step.away]
    if made:
        load(store, Batch(entities=made), Origin(path.name, sha256(path.read_bytes()).hexdigest(), "aliases"))
    if away:
        with writing(store) as writer:
            for step, key in away:
                merge(writer, record_id(Kind.ENTITY, key), step.into.id, rendered)
        for _ in refresh_stale(store, rendered):
            pass
    unchanged = sum(not step.away for step in steps)
    return Applied(len(made), len(away) - len(made), unchanged)


def _steps(connection: Connection, aliases: Iterable[Alias]) -> list[_Step]:
    """Find what each row asks for. Raises BadAliases where one cannot be applied, or two ask for different things."""
    steps: list[_Step] = []
    faults: list[tuple[int, str]] = []
    for alias in aliases:
        try:
            steps.append(_step(connection, alias))
        except NotOneEntity as fault:
            faults.append((alias.line, str(fault)))
    faults += _contradictions(steps)
    if faults:
        raise BadAliases([f"line {line}: {fault}" for line, fault in sorted(faults)])
    return _once(steps)


def _step(connection: Connection, alias: Alias) -> _Step:
    if not (folded(alias.alias) and alias.entity):
        raise NotOneEntity("both alias and entity are needed, in letters or digits")
    into = entity_meant(connection, alias.entity)
    named = card_of(connection, alias.alias)
    if named is not None:
        return _of_entity(alias, into, named)
    if IDENTIFIER.fullmatch(alias.alias):
        return _of_identifier(connection, alias, into)
    actor = _actor(connection, alias.alias, into)
    # Whoever stands for a country or belongs to it is no member of itself.
    stub = replace(stub_for(actor), name=alias.alias, aliases=(), affiliations=())
    bearers = [one for one in StoredEntities(connection).by_name(folded(alias.alias)) if _may_mean(one, into)]
    _refuse_country(alias, into, actor)
    if actor.code and not bearers and country_meant(actor):
        return _Step(alias.line, folded(alias.alias), into)
    return _of_bearers(alias, into, bearers) or _made(alias, into, stub)


def _actor(connection: Connection, alias: str, into: Card) -> Actor:
    """Read an alias as a dataset would give it: a code that stands for itself, or a name in the entity's country."""
    coded = _CODE.fullmatch(alias) and (_is_explained(alias) or _in_use(connection, alias))
    return Actor(None, alias) if coded else Actor(alias, country=into.country)


def _is_explained(code: str) -> bool:
    steps = {code[start : start + CODE_STEP] for start in range(0, len(code), CODE_STEP)}
    return all(step in codebook("actor_role").codes or land_of_code(step) for step in steps)


def _in_use(connection: Connection, code: str) -> bool:
    scopes = [scope_key(kind, Scope.CODE, code) for kind in (Kind.EVENT, Kind.QUOTE)]
    found = select(Appearance.scope).where(Appearance.scope.in_(scopes)).limit(1)
    return connection.execute(found).first() is not None


def _of_entity(alias: Alias, into: Card, named: Card) -> _Step:
    """Merge the one entity that is named, whatever its country; but no country into another."""
    if named.standing == into.key:
        return _Step(alias.line, named.key, into)
    if named.standing != named.key:
        raise NotOneEntity(_taken(alias, named.key, named.standing))
    if is_of_another_country(named.kind, named.country, into.country):
        raise NotOneEntity(f"{alias.alias!r} is the country {named.name}, and no country is merged into another")
    return _Step(alias.line, named.key, into, (named.key,))


def _of_identifier(connection: Connection, alias: Alias, into: Card) -> _Step:
    """Merge those who have the identifier. One that nobody has may be that of somebody whom a name has told already."""
    scheme, value = alias.alias.split(":", 1)
    step = _of_bearers(alias, into, StoredEntities(connection).by_identifier(scheme, value))
    if step is None:
        raise NotOneEntity(
            f"no entity has the identifier {alias.alias!r}; load what gives it first, and if who has it is known here by a "
            "name, merge that entity: dateline entities merge"
        )
    return step


def _refuse_country(alias: Alias, into: Card, actor: Actor) -> None:
    """Refuse what everybody takes for another country before anybody is asked who else is called so."""
    meant = country_meant(actor) if into.kind != "place" else None
    if meant is None and actor.code and into.country:
        land = land_of_code(actor.code)
        meant = land.record if land and land.country not in (None, into.country) else None
    if meant is None or meant.key == into.key:
        return
    if actor.code:
        raise NotOneEntity(f"{alias.alias!r} is a code of {meant.name}, and a code goes before a name")
    raise NotOneEntity(f"{alias.alias!r} is a name of {meant.name}, and a country goes before others of its name")


def _may_mean(known: Known, into: Card) -> bool:
    """Say whether the alias may be meant for an entity that has it: a place for a place, a stub of no other country."""
    if known.standing == into.key:
        return True
    elsewhere = known.stub and known.country and into.country and known.country != into.country
    # What was merged away is an alias already, of whatever country.
    return (known.kind == "place") == (into.kind == "place") and not (elsewhere and known.standing == known.key)


def _of_bearers(alias: Alias, into: Card, bearers: Sequence[Known]) -> _Step | None:
    """Merge those that importers made for the alias; nobody else may bear it. None where nobody does."""
    others = [one for one in bearers if one.standing != into.key]
    for one in others:
        if one.standing != one.key:
            raise NotOneEntity(_taken(alias, one.key, one.standing))
        if not one.stub or one.kind == "country":
            raise NotOneEntity(f"{alias.alias!r} is {spelt(one.key)} already; merge the two, or name it by its id")
    return _Step(alias.line, folded(alias.alias), into, tuple(one.key for one in others)) if bearers else None


def _taken(alias: Alias, away: str, standing: str) -> str:
    return f"{alias.alias!r} is an alias of {spelt(standing)} already; first undo that: dateline entities split {spelt(away)}"


def _made(alias: Alias, into: Card, stub: EntityRecord) -> _Step:
    made = replace(stub, kind=into.kind if into.kind == "place" else stub.kind)
    return _Step(alias.line, folded(alias.alias), into, (made.key,), made)


def _contradictions(steps: Sequence[_Step]) -> Iterator[tuple[int, str]]:
    """Find rows, by line, that give the same to different entities, be it one word or one entity by two of them."""
    first: dict[tuple[str, str], _Step] = {}
    for step in steps:
        subjects = [("word", step.word), *(("entity", key) for key in step.away)]
        known = [first.setdefault(subject, step) for subject in subjects]
        other = next((one for one in known if one.into.key != step.into.key), None)
        if other:
            yield step.line, f"line {other.line} gives the same to {other.into.name}"
    for step in steps:
        if away := first.get(("entity", step.into.key)):
            yield step.line, f"line {away.line} gives {step.into.name} itself to another"


def _once(steps: Sequence[_Step]) -> list[_Step]:
    """Let each entity be merged away by the first row that asks for it."""
    seen: set[str] = set()
    found = []
    for step in steps:
        away = tuple(key for key in step.away if key not in seen)
        seen.update(away)
        found.append(step if away == step.away else replace(step, away=away, made=None))
    return found
