"""The user's alias file: which names, codes and identifiers stand for which entity.

An alias is kept as an entity of its own, merged into the one that it stands for: the one that importers made for it, else
one made now. So it is found by every rule, survives whatever is loaded later, and can be undone by a split.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path

from sqlalchemy import Connection

from schemas.rendering import rendered
from seed.entity_words import Card, NotOneEntity, card_of, entity_meant, spelt
from seed.known_entities import Known, StoredEntities
from seed.load import Origin, load
from seed.records import Actor, Batch, EntityRecord
from seed.resolution import stub_for
from store.curation import merge
from store.engine import Store
from store.identity import Kind, record_id
from store.refresh import refresh_stale
from store.tokens import folded
from store.writing import writing

COLUMNS = ("alias", "entity")
# "ucdp-actor:303": the scheme, and the value as its owner writes it.
_IDENTIFIER = re.compile(r"(?P<scheme>[a-z][a-z0-9]*(?:-[a-z0-9]+)*):(?P<value>\S+)")


class BadAliases(ValueError):
    """An alias file has faults; the message lists them all, one a line. Nothing was changed."""

    def __init__(self, faults: Sequence[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = tuple(faults)


@dataclass(frozen=True, slots=True)
class Alias:
    """A row of the file: what stands for an entity, and the entity in the user's words."""

    line: int
    alias: str
    entity: str


@dataclass(frozen=True, slots=True)
class Applied:
    """What came of a file: aliases that were new, entities merged into those that their aliases stand for, rows in place."""

    added: int = 0
    merged: int = 0
    unchanged: int = 0


@dataclass(frozen=True, slots=True)
class _Step:
    """What a row asks for: entities to be merged away into `into`, and the one to be made before, if there is none."""

    line: int
    into: Card
    away: tuple[str, ...] = ()
    made: EntityRecord | None = None


def aliases_in(path: Path) -> list[Alias]:
    """Read an alias file: CSV in UTF-8 with the columns `alias` and `entity`. Raises BadAliases."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as lines:
            rows = csv.DictReader(lines, strict=True)
            missing = [name for name in COLUMNS if name not in (rows.fieldnames or ())]
            if missing:
                raise BadAliases(
                    [f"line 1: the header has no column {' and no '.join(missing)}; it needs alias,entity"]
                )
            found = [Alias(rows.line_num, *((row[name] or "").strip() for name in COLUMNS)) for row in rows]
    except (csv.Error, UnicodeDecodeError) as error:
        raise BadAliases([f"{path.name} is no CSV file in UTF-8: {error}"]) from None
    return [row for row in found if row.alias or row.entity]


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
    steps, faults = [], []
    for alias in aliases:
        try:
            steps.append(_step(connection, alias))
        except NotOneEntity as fault:
            faults.append(f"line {alias.line}: {fault}")
    faults += _contradictions(steps)
    if faults:
        raise BadAliases(faults)
    return _once(steps)


def _step(connection: Connection, alias: Alias) -> _Step:
    if not (folded(alias.alias) and alias.entity):
        raise NotOneEntity("both alias and entity are needed, in letters or digits")
    into = entity_meant(connection, alias.entity)
    named = card_of(connection, alias.alias)
    if named is not None:
        return _Step(alias.line, into, () if named.standing == into.key else (named.standing,))
    identifier = _IDENTIFIER.fullmatch(alias.alias)
    known = StoredEntities(connection)
    if identifier:
        scheme, value = identifier["scheme"], identifier["value"]
        bearers = known.by_identifier(scheme, value)
        stub = replace(stub_for(Actor(None, identifiers=((scheme, value),))), name=into.name, aliases=())
    else:
        bearers = [one for one in known.by_name(folded(alias.alias)) if _may_mean(one, into)]
        # Whoever stands for a country or belongs to it is no member of itself.
        stub = replace(stub_for(Actor(alias.alias, country=into.country)), name=alias.alias, affiliations=())
    return _of_bearers(alias, into, bearers, stub)


def _may_mean(known: Known, into: Card) -> bool:
    """Say whether the alias may be meant for an entity that has it: a place for a place, a stub of no other country."""
    if known.standing == into.key:
        return True
    elsewhere = known.stub and known.country and into.country and known.country != into.country
    return (known.kind == "place") == (into.kind == "place") and not elsewhere


def _of_bearers(alias: Alias, into: Card, bearers: Sequence[Known], stub: EntityRecord) -> _Step:
    """Merge those that importers made for the alias; nobody else may bear it."""
    others = [one for one in bearers if one.standing != into.key]
    described = [one for one in others if not one.stub or one.standing != one.key or one.kind == "country"]
    if described:
        raise NotOneEntity(
            f"{alias.alias!r} is {spelt(described[0].standing)} already; merge the two, or name it by its id"
        )
    away = tuple(one.key for one in others)
    if away or len(others) < len(bearers):
        return _Step(alias.line, into, away)
    made = replace(stub, kind=into.kind if into.kind == "place" else stub.kind)
    return _Step(alias.line, into, (made.key,), made)


def _contradictions(steps: Sequence[_Step]) -> Iterator[str]:
    first: dict[str, _Step] = {}
    for step in steps:
        for key in step.away:
            known = first.setdefault(key, step)
            if known.into.key != step.into.key:
                yield f"line {step.line}: line {known.line} gives the same to {known.into.name}"
    for step in steps:
        if step.into.key in first:
            yield f"line {step.line}: line {first[step.into.key].line} gives {step.into.name} itself to another"


def _once(steps: Sequence[_Step]) -> list[_Step]:
    """Let each entity be merged away by the first row that asks for it."""
    seen: set[str] = set()
    found = []
    for step in steps:
        away = tuple(key for key in step.away if key not in seen)
        seen.update(away)
        found.append(step if away == step.away else replace(step, away=away, made=None))
    return found
