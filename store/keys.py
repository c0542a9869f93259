"""Keys: what somebody may do here besides reading what all may read.

A key has scopes: `read` opens the datasets named with it, which need a key; `ingest` takes articles in, and takes them away
again; `curate` corrects what was found in them.

A key is `dl_` and 32 random bytes, and only its SHA-256 is kept. A slow hash is for passwords, which people choose: 256 random
bits cannot be guessed from a fast one either, and a slow one would cost every request its milliseconds. A key is looked up
by its hash, so that how long it takes tells nothing of keys that there are; and without a salt, one look-up finds it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from secrets import token_urlsafe

from sqlalchemy import Connection, bindparam, insert, select, update

from store.prepared import fetched
from store.tables import AccessKey, AccessKeyDataset, Dataset
from store.writing import Writer

PREFIX = "dl_"
RANDOM_BYTES = 32
READ, INGEST, CURATE = SCOPES = ("read", "ingest", "curate")
# The word in `Dataset.access` of one that needs a key.
NEEDS_KEY = "key"


class NoSuchKey(ValueError):
    """There is no key of this name that could be revoked."""


class NameTaken(ValueError):
    """There is, or was until `revoked_at`, a key of this name: it stays on record who had which."""

    def __init__(self, name: str, revoked_at: datetime | None) -> None:
        super().__init__(name)
        self.revoked_at = revoked_at


@dataclass(frozen=True, slots=True)
class Key:
    """A key without its secret: who has it, what it may do and the slugs of the datasets that it opens."""

    name: str
    scopes: tuple[str, ...]
    datasets: tuple[str, ...]
    created_at: datetime
    revoked_at: datetime | None


@dataclass(frozen=True, slots=True)
class Opened:
    """What a secret opens: datasets, by id, what may be done with it, and under which name it was given out."""

    name: str
    scopes: frozenset[str]
    datasets: frozenset[int]


def add_key(writer: Writer, name: str, datasets: Iterable[int], scopes: Iterable[str] = (READ,)) -> str:
    """Make a key that opens these datasets and give its secret, which nobody can be told again. Raises NameTaken."""
    taken = select(AccessKey.revoked_at).where(AccessKey.name == name)
    if (there := writer.connection.execute(taken).first()) is not None:
        raise NameTaken(name, there.revoked_at)
    secret = PREFIX + token_urlsafe(RANDOM_BYTES)
    given = " ".join(scope for scope in SCOPES if scope in scopes)
    row = {"name": name, "sha256": _hash(secret), "scopes": given, "created_at": writer.now, "revoked_at": None}
    writer.connection.execute(insert(AccessKey), row)
    opened = [{"name": name, "dataset_id": dataset} for dataset in sorted(set(datasets))]
    if opened:
        writer.connection.execute(insert(AccessKeyDataset), opened)
    return secret


def revoke_key(writer: Writer, name: str) -> None:
    """Let a key open nothing from now on. Raises NoSuchKey, also where it was revoked before."""
    valid = update(AccessKey).where(AccessKey.name == name, AccessKey.revoked_at.is_(None))
    if not writer.connection.execute(valid.values(revoked_at=writer.now)).rowcount:
        raise NoSuchKey(name)


def keys(connection: Connection) -> list[Key]:
    """List the keys by name, those that were revoked too."""
    opened: dict[str, list[str]] = defaultdict(list)
    slugs = select(AccessKeyDataset.name, Dataset.slug).join(Dataset, Dataset.id == AccessKeyDataset.dataset_id)
    for name, slug in connection.execute(slugs.order_by(Dataset.slug)):
        opened[name].append(slug)
    columns = select(AccessKey.name, AccessKey.scopes, AccessKey.created_at, AccessKey.revoked_at)
    return [
        Key(row.name, tuple(row.scopes.split()), tuple(opened[row.name]), row.created_at, row.revoked_at)
        for row in connection.execute(columns.order_by(AccessKey.name))
    ]


# Built once: to build a statement takes longer than to run it.
_OPENED = (
    select(AccessKey.name, AccessKey.scopes, AccessKeyDataset.dataset_id)
    .outerjoin(AccessKeyDataset, AccessKeyDataset.name == AccessKey.name)
    .where(AccessKey.sha256 == bindparam("sha256"), AccessKey.revoked_at.is_(None))
)
_CLOSED = select(Dataset.id, Dataset.slug).where(Dataset.access == NEEDS_KEY).order_by(Dataset.slug)


def opened_by(connection: Connection, secret: str) -> Opened | None:
    """Find what a secret opens, None where it is no key or one that was revoked."""
    rows = fetched(connection, _OPENED, {"sha256": _hash(secret)})
    if not rows:
        return None
    name, scopes, _ = rows[0]
    return Opened(name, frozenset(scopes.split()), frozenset(row[2] for row in rows if row[2] is not None))


def opened_under(connection: Connection, name: str) -> frozenset[int]:
    """Give the datasets that the key of a name opens: none where there is no such key, or it was revoked."""
    valid = select(AccessKeyDataset.dataset_id).join(AccessKey, AccessKey.name == AccessKeyDataset.name)
    return frozenset(connection.execute(valid.where(AccessKey.name == name, AccessKey.revoked_at.is_(None))).scalars())


def closed_datasets(connection: Connection) -> dict[int, str]:
    """Give the datasets that need a key: slugs by id, in the order of the slugs."""
    return {row[0]: row[1] for row in fetched(connection, _CLOSED, {})}


def _hash(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()
