"""The history of a record, out of the change log: each change with the documents before and after it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import Connection, bindparam, select

from store.columns import AnyRow
from store.identity import Kind
from store.replaced import kept_documents
from store.tables import Change, Dataset, Load

# What a change is, or always changes.
_NOT_COMPARED = {"updated_at"}
# After one of these a record has no document.
_ENDS = ("merged", "deleted")

_CHANGES = (
    select(
        Change.sequence,
        Change.operation,
        Change.into_id,
        Change.at,
        Change.replaced,
        Change.load_id,
        Load.file_name,
        Load.format,
        Dataset.slug,
    )
    .outerjoin(Load, Load.id == Change.load_id)
    .outerjoin(Dataset, Dataset.id == Load.dataset_id)
    .where(
        Change.record_id == bindparam("record"),
        Change.record_kind == bindparam("kind"),
        Change.sequence < bindparam("before"),
    )
    .order_by(Change.sequence.desc())
    .limit(bindparam("limit"))
)
_NEXT_REPLACED = (
    select(Change.replaced)
    .where(
        Change.record_id == bindparam("record"),
        Change.record_kind == bindparam("kind"),
        Change.sequence >= bindparam("before"),
    )
    .order_by(Change.sequence)
    .limit(1)
)


@dataclass(frozen=True, slots=True)
class Version:
    """A change: what happened to a record, by which load, and its document before and after, None where there was none."""

    sequence: int
    operation: str
    into: int | None
    at: datetime
    load: dict[str, Any] | None
    before: Any
    after: Any


def versions(connection: Connection, kind: Kind, record: int, limit: int, before: int | None) -> list[Version]:
    """Give up to `limit` changes of a record, newest first, all of them older than the change `before` if that is given.

    A document is as it stood when the next change replaced it: what was rendered anew between the two, such as another
    name of an actor, is in it.
    """
    place: dict[str, Any] = {"record": record, "kind": kind.value}
    newest = place | {"before": 2**63 - 1 if before is None else before}
    rows = connection.execute(_CHANGES, newest | {"limit": limit}).all()
    if before is None:
        after = kept_documents(connection, [record]).get(record)
    else:
        after = connection.execute(_NEXT_REPLACED, newest).scalar()
    found = []
    for row in rows:
        found.append(_version(row, after))
        after = row.replaced
    return found


def _version(row: AnyRow, after: bytes | None) -> Version:
    load = None
    if row.load_id is not None:
        load = {"id": row.load_id, "file_name": row.file_name, "format": row.format, "dataset": row.slug}
    ended = row.operation in _ENDS
    return Version(
        row.sequence, row.operation, row.into_id, row.at, load, _read(row.replaced), None if ended else _read(after)
    )


def _read(document: bytes | None) -> Any:
    return None if document is None else orjson.loads(document)


def differences(before: Any, after: Any) -> list[dict[str, Any]]:
    """List what two documents differ in, by path as `fields` takes it; lists are compared as wholes.

    Nothing where one of the two is none: the record was made, or ended.
    """
    return [] if before is None or after is None else list(_differences(before, after, ""))


def _differences(before: dict[str, Any], after: dict[str, Any], prefix: str) -> Iterator[dict[str, Any]]:
    for name in dict.fromkeys((*before, *after)):
        old, new = before.get(name), after.get(name)
        if old == new or prefix + name in _NOT_COMPARED:
            continue
        if isinstance(old, dict) and isinstance(new, dict):
            yield from _differences(old, new, f"{prefix}{name}.")
        else:
            yield {"path": prefix + name, "before": old, "after": new}
