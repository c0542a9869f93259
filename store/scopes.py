"""Scopes: the names under which an event or quote can be walked to, each hashed to one number.

`entity` is one entity alone; `branch` what belongs to an organization or group, itself included; `code` an actor code and
all that begin with it, in steps of three letters (USA, USAGOV, USAGOVMIL); `country` and `sector` what the actor is here;
`source` a publisher that reports it; `pair` an actor1 and an actor2 of an event. The rest are not walked but counted under
(`store.tallies`): `nobody` is what stands where no actor of a side has an entity, a country or a sector.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable
from enum import StrEnum
from functools import lru_cache

from store.identity import Kind, hashed

CODE_STEP = 3


class Scope(StrEnum):
    """The sorts of scope."""

    ENTITY = "entity"
    BRANCH = "branch"
    CODE = "code"
    COUNTRY = "country"
    SECTOR = "sector"
    SOURCE = "source"
    PAIR = "pair"
    EVERY_DAY = "every_day"
    EVERY_MONTH = "every_month"
    COUNTRIES_BY_MONTH = "countries_by_month"
    COUNTRIES_EVER = "countries_ever"
    PLACE_BY_DAY = "place_by_day"
    PLACE_BY_MONTH = "place_by_month"
    NOBODY = "nobody"
    ACTORS_BY_MONTH = "actors_by_month"
    ACTORS_EVER = "actors_ever"
    EVERYBODY_EVER = "everybody_ever"
    ACTORS_IN_ALL = "actors_in_all"


# The roles that a list can ask for; a role's place here is its bit, so new ones go to the end.
ROLES = {
    Kind.EVENT: ("actor1", "actor2", "attributed_to", "publisher"),
    Kind.QUOTE: ("speaker", "via", "addressee", "about", "publisher"),
}
# The bits above those of roles say for which duplicates the record stands (`store.duplicates`).
REPRESENTS_SHIFT = 5

# The bit above those, with which the scope of one entity stands among others: such a scope tells whose it is.
IS_ENTITY = 1 << 7

Scopes = dict[int, int]


@lru_cache(65536)
def scope_key(kind: Kind, scope: Scope, value: int | str) -> int:
    """Give the number under which records of this kind appear for this scope."""
    if scope is Scope.ENTITY:
        return entity_of(kind, int(value))
    return hashed(kind.value, scope.value, str(value))


@lru_cache(65536)
def entity_of(kind: Kind, scope: int) -> int:
    """Give the entity whose scope this is; what turns the one into the other turns it back."""
    return scope ^ hashed(kind.value, Scope.ENTITY.value)


def pair_key(source: int, target: int) -> int:
    """Give the scope of the events in which one entity acts on another."""
    return hashed(Kind.EVENT.value, Scope.PAIR.value, f"{source}:{target}")


@lru_cache(64)
def role_bits(kind: Kind, roles: tuple[str, ...]) -> int:
    """Give the sum of the bits under which these roles stand in `Appearance.roles`."""
    return sum(1 << ROLES[kind].index(role) for role in roles)


ACTS, SUFFERS = (role_bits(Kind.EVENT, (role,)) for role in ("actor1", "actor2"))
SIDES = ACTS | SUFFERS
# What all actors of a side may be without, each with its scope: they are counted, and no list walks them.
LACKED = {lacked: scope_key(Kind.EVENT, Scope.NOBODY, lacked) for lacked in (Scope.ENTITY, Scope.COUNTRY, Scope.SECTOR)}
UNWALKED = frozenset(LACKED.values())
# Here stands of each actor how many events it has, whatever they are: no filter finds more.
ACTORS_IN_ALL = scope_key(Kind.EVENT, Scope.ACTORS_IN_ALL, "")


def code_prefixes(code: str) -> list[str]:
    """List the branches that a code is in, widest first: USAGOV is in USA and USAGOV."""
    return [code[:end] for end in range(CODE_STEP, len(code) + CODE_STEP, CODE_STEP)]


def packed(scopes: Scopes) -> bytes:
    """Pack scopes with their roles, nine bytes each, as they are kept beside the record."""
    flat = [number for pair in sorted(scopes.items()) for number in pair]
    return struct.pack("<" + "qB" * len(scopes), *flat)


def unpacked(stored: bytes) -> Iterable[tuple[int, int]]:
    """Read packed scopes: pairs of scope and roles."""
    return struct.iter_unpack("<qB", stored)
