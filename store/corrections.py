"""Corrections that somebody made by hand: kept by record and field, with the reason and by whose key.

They hold whatever is loaded or extracted later: `seed.correcting` applies them wherever a record is written.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import Connection, insert, select

from store.columns import AnyRow
from store.identity import Kind
from store.sent import Correction
from store.writing import Writer

# The field of a record that is none: it is taken away, and not stored again.
REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class Corrections:
    """The corrections that hold: values by field by record, and the records that were rejected."""

    fields: Mapping[int, Mapping[str, Any]] = field(default_factory=dict)
    rejected: frozenset[int] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.fields)


@dataclass(frozen=True, slots=True)
class Held:
    """A correction of one field that holds."""

    field: str
    value: Any
    reason: str
    by: str
    at: datetime


def corrections(connection: Connection) -> Corrections:
    """Give all corrections that hold."""
    by_record: dict[int, dict[str, Any]] = {}
    for row in _holding(connection.execute(_ALL)):
        by_record.setdefault(row.record_id, {})[row.field] = orjson.loads(row.value)
    return Corrections(by_record, frozenset(record for record, held in by_record.items() if held.get(REJECTED)))


def corrections_of(connection: Connection, record: int) -> list[Held]:
    """Give the corrections of a record that hold, the oldest first."""
    return [_held(row) for row in _holding(connection.execute(_ALL.where(Correction.record_id == record)))]


def every_correction(connection: Connection) -> list[tuple[Kind, int, Held]]:
    """Give the corrections of all records that hold, the oldest first, each with the kind and the id of its record."""
    return [(Kind(row.record_kind), row.record_id, _held(row)) for row in _holding(connection.execute(_ALL))]


def _held(row: AnyRow) -> Held:
    return Held(row.field, orjson.loads(row.value), row.reason, row.by_key, row.at)


_ALL = select(
    Correction.record_kind,
    Correction.record_id,
    Correction.field,
    Correction.value,
    Correction.reason,
    Correction.by_key,
    Correction.at,
).order_by(Correction.id)


def _holding(rows: Iterable[AnyRow]) -> list[AnyRow]:
    """Leave the newest of each field of each record, unless that withdraws those before."""
    newest: dict[tuple[int, str], AnyRow] = {}
    for row in rows:
        newest.pop((row.record_id, row.field), None)
        newest[row.record_id, row.field] = row
    return [row for row in newest.values() if row.value is not None]


def enter(
    writer: Writer, kind: Kind, record: int, values: Mapping[str, Any], reason: str, by: str, logged: bool
) -> None:
    """Keep corrections of a record by field; `logged` where the newest change of the log is what they made."""
    _enter(
        writer, kind, record, {name: orjson.dumps(value).decode() for name, value in values.items()}, reason, by, logged
    )


def withdraw(writer: Writer, kind: Kind, record: int, names: Iterable[str], reason: str, by: str) -> None:
    """Let corrections of a record hold no longer."""
    _enter(writer, kind, record, dict.fromkeys(names), reason, by, False)


def _enter(
    writer: Writer, kind: Kind, record: int, values: Mapping[str, str | None], reason: str, by: str, logged: bool
) -> None:
    common = {
        "sequence": writer.sequence if logged else None,
        "record_id": record,
        "record_kind": kind.value,
        "reason": reason,
        "by_key": by,
        "at": writer.now,
    }
    rows = [common | {"field": name, "value": value} for name, value in values.items()]
    writer.connection.execute(insert(Correction), rows)


def reasons(connection: Connection, record: int) -> dict[int, str]:
    """Give the reasons of corrections by the number of the change that each made."""
    statement = select(Correction.sequence, Correction.reason).where(Correction.record_id == record)
    return {row.sequence: row.reason for row in connection.execute(statement) if row.sequence is not None}
