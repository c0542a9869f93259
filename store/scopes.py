"""Scopes: the names under which an event or quote can be walked to, each hashed to one number.

`entity` is one entity alone; `branch` what belongs to an organization, country or group; `code` an actor code and all
that begin with it, in steps of three letters (USA, USAGOV, USAGOVMIL); `country` and `sector` what the actor is here.
"""

from __future__ import annotations

from enum import StrEnum

from store.identity import Kind, hashed

CODE_STEP = 3


class Scope(StrEnum):
    """The sorts of scope."""

    ENTITY = "entity"
    BRANCH = "branch"
    CODE = "code"
    COUNTRY = "country"
    SECTOR = "sector"


# The roles that a list can ask for; a role's place here is its bit, so new ones go to the end.
ROLES = {
    Kind.EVENT: ("actor1", "actor2", "attributed_to"),
    Kind.QUOTE: ("speaker", "via", "addressee", "about"),
}


def scope_key(kind: Kind, scope: Scope, value: int | str) -> int:
    """Give the number under which records of this kind appear for this scope."""
    return hashed(kind.value, scope.value, str(value))


def role_bits(kind: Kind, roles: tuple[str, ...]) -> int:
    """Give the sum of the bits under which these roles stand in `Appearance.roles`."""
    return sum(1 << ROLES[kind].index(role) for role in roles)


def code_prefixes(code: str) -> list[str]:
    """List the branches that a code is in, widest first: USAGOV is in USA and USAGOV."""
    return [code[:end] for end in range(CODE_STEP, len(code) + CODE_STEP, CODE_STEP)]
