"""Store merges that a file tells of: each as if somebody had merged the two by hand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Protocol, TypeVar

from sqlalchemy import Connection, select, update

from schemas.rendering import rendered
from seed.records import MergeRecord
from store.curation import CannotMerge, merge
from store.dependents import root_of, standing_key
from store.identity import Kind, record_id
from store.refresh import refresh
from store.tables import Entity
from store.writing import Writer


class Counts(Protocol):
    """Where it is counted what was done."""

    updated: int
    unchanged: int


T = TypeVar("T")


def store_merges(writer: Writer, merges: Iterable[tuple[T, MergeRecord]], counts: Counts) -> Iterator[tuple[T, str]]:
    """Merge entities that are not one yet; all of them are stored. Gives those that cannot be, each with the fault."""
    for row, record in merges:
        away, into = (record_id(Kind.ENTITY, key) for key in (record.away, record.into))
        root = root_of(writer.connection, into)
        standing = root_of(writer.connection, away)
        if away == into:
            yield row, f"{record.away!r} cannot be merged into itself."
        elif standing == root:
            counts.unchanged += 1
        elif standing != away:
            other = standing_key(writer.connection, away)
            yield row, f"{record.away!r} was merged into {other!r} already; split the two first."
        elif fault := _merge(writer, away, root, record.at):
            yield row, fault
        else:
            counts.updated += 1


def _merge(writer: Writer, away: int, into: int, at: datetime | None) -> str | None:
    """Merge, or say why not."""
    times = _times(writer.connection, (away, into))
    try:
        merge(writer, away, into, rendered)
    except CannotMerge as fault:
        return str(fault)
    if at is None:
        return None
    for entity, updated_at in times.items():
        writer.connection.execute(update(Entity).where(Entity.id == entity).values(updated_at=updated_at))
    refresh(writer.connection, Kind.ENTITY, [into], rendered)
    return None


def _times(connection: Connection, entities: Iterable[int]) -> dict[int, datetime]:
    rows = connection.execute(select(Entity.id, Entity.updated_at).where(Entity.id.in_(list(entities))))
    return {row.id: row.updated_at for row in rows}
