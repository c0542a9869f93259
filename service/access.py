"""Who asks, and what is kept from them: datasets that need a key are open to those who send one that opens them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any
from urllib.parse import quote

from flask import Response, current_app, g

from service.asking import current
from service.problems import Problem
from service.reading import connection, state
from store.keys import Opened, closed_datasets, opened_by

SCHEME = "Bearer"
_CHALLENGE = {"WWW-Authenticate": SCHEME}
LEFT_OUT = "Dateline-Left-Out"
HOW = f"Send one as: Authorization: {SCHEME} dl_…; whoever runs this server gives them out."


@dataclass(frozen=True, slots=True)
class Access:
    """What is kept from who asks: slugs of datasets by id. None are where all is open to anybody."""

    closed: Mapping[int, str]

    def keeps(self, slug: str | None) -> bool:
        """Tell whether a dataset is kept from who asks."""
        return slug in self.closed.values()


_ALL = Access(MappingProxyType({}))


def access() -> Access:
    """Give what is kept from who asks, read once in a request. Raises Problem 401 for a key that is none."""
    found: Access | None = g.get("access")
    if found is None:
        found = g.access = _access()
    return found


def _access() -> Access:
    key = _key()
    if secret() and key is None:
        raise _unknown_key()
    if not state().has_closed:
        return _ALL
    opened = key.datasets if key else frozenset()
    return Access({record: slug for record, slug in closed_datasets(connection()).items() if record not in opened})


def asker() -> str | None:
    """Give the name of the key by which somebody asks, None where there is none that is known."""
    key = _key()
    return key.name if key else None


def holder(scope: str) -> str:
    """Give the name of whoever asks with a key for this. Raises Problem 401 without a key, 403 for one that is not for it."""
    key = _key()
    if key is None:
        raise _unknown_key() if secret() else _key_missing(scope)
    if scope not in key.scopes:
        raise Problem(
            403,
            f"This key has the scope {' and '.join(sorted(key.scopes))}, and this needs the scope {scope}. {HOW}",
            name="scope-missing",
            title="The key is not for this",
        )
    return key.name


def _unknown_key() -> Problem:
    return Problem(401, f"This key is not known, or was revoked. {HOW}", headers=_CHALLENGE)


def _key_missing(scope: str) -> Problem:
    said = f"This needs a key with the scope {scope}. {HOW}"
    return Problem(401, said, name="key-missing", title="A key is needed for this", headers=_CHALLENGE)


def _key() -> Opened | None:
    if "key" not in g:
        given = secret()
        g.key = opened_by(connection(), given) if given else None
    found: Opened | None = g.key
    return found


def secret() -> str | None:
    """Give the key that was sent, a dash where it is empty; other schemes are between the client and a proxy."""
    if "HTTP_AUTHORIZATION" not in current().environ:
        return None
    if "secret" not in g:
        sent = current().authorization
        g.secret = sent.token or "-" if sent and sent.type == SCHEME.casefold() else None
    found: str | None = g.secret
    return found


def key_needed(what: str, slugs: Collection[str], *faults: Mapping[str, Any]) -> Problem:
    """Make the problem of something that is kept from who asks."""
    named = " and ".join(sorted(slugs))
    return Problem(403, f"{what}: {named} {'needs' if len(slugs) == 1 else 'need'} a key. {HOW}", faults=faults)


def leave_out(slugs: Collection[str]) -> None:
    """Note that these datasets are left out of the answer, which a header is to tell in every form."""
    g.left_out = sorted({*slugs, *g.get("left_out", ())})


def told(answer: Response) -> Response:
    """Say on an answer what was left out of it, and for whom it may be kept."""
    if left_out := g.get("left_out"):
        answer.headers[LEFT_OUT] = ", ".join(quote(slug) for slug in left_out)
    kept: str = current_app.config["CACHE_CONTROL"]
    answer.headers["Cache-Control"] = f"private, {kept.removeprefix('public, ')}" if secret() else kept
    if secret() or state().has_closed:
        answer.vary.add("Authorization")
    return answer
