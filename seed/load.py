"""Store records: rows, served documents and change-log entries in one transaction, or nothing.

What is already there and the same is left alone, what differs is updated and leaves a change. So loading twice, or again
after a kill, changes nothing. A whole document (`load`) also takes away what its article no longer says; a stream of rows
(`seed.loading`) only ever adds and updates.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import insert, update

from schemas.rendering import rendered
from seed.knowledge import Knowledge
from seed.records import Batch, StoredRecord
from seed.row_parts import Written
from seed.storing import (
    ORDER,
    Dangling,
    IdCollision,
    Report,
    dangling,
    differs,
    finish,
    key_of,
    merge_superseded,
    rows_of,
    store_records,
    stored_of,
)
from seed.syndication import link_copies
from seed.vanishing import datasets_of, delete_unless_named, nameless, vanished
from store.curation import delete as delete_record
from store.engine import Store
from store.refresh import refresh_stale
from store.tables import Load
from store.writing import Writer, writing


@dataclass(frozen=True, slots=True)
class Origin:
    """Where records were read from: the name that the file has for people, the hash of its bytes, and its format."""

    file_name: str
    sha256: str
    format: str = "annotation"


def load(store: Store, batch: Batch, origin: Origin) -> Report:
    """Store a whole batch. Raises seed.storing.IdCollision, and then nothing is stored."""
    knowledge = Knowledge()
    with writing(store) as writer:
        knowledge.attend(writer)
        report = _load(writer, batch, origin, knowledge)
    for _ in refresh_stale(store, rendered):
        pass
    return report


def _load(writer: Writer, batch: Batch, origin: Origin, knowledge: Knowledge) -> Report:
    records = distinct(rows_of(_records(batch), knowledge))
    there = stored_of(writer.connection, records)
    gone = vanished(writer.connection, batch)
    if not gone and not any(differs(record, there.get(record.row["id"])) for record in records):
        return Report(unchanged=sum(not record.stub for record in records))
    faults = dangling(writer.connection, records)
    for record in records:
        if fault := faults.get(record.row["id"]):
            raise Dangling(f"{key_of(record)!r} cannot be stored. {fault}")
    enter_load(writer, origin)
    unnamed = nameless(writer.connection, batch)
    for kind, one in gone:
        delete_record(writer, kind, one)
    report = store_records(writer, records, there, knowledge)
    report.deleted = len(gone) + delete_unless_named(writer, unnamed)
    link_copies(writer, batch.articles)
    merge_superseded(writer, batch.entities, knowledge)
    finish(writer)
    finish_load(writer, report, next(iter(datasets_of(batch)), None))
    return report


def _records(batch: Batch) -> Iterable[StoredRecord]:
    for records in (batch.datasets, batch.sources, batch.entities, batch.articles, batch.events, batch.quotes):
        yield from records


def distinct(records: Iterable[Written]) -> list[Written]:
    """Take a record that is given twice once, in the order of kinds. Raises IdCollision where the two are not the same."""
    first: dict[int, Written] = {}
    for record in records:
        known = first.setdefault(record.row["id"], record)
        if known.row["fingerprint"] != record.row["fingerprint"] and not record.stub:
            raise IdCollision(f"{key_of(record)!r} stands twice in the batch, or has the id of {key_of(known)!r}.")
    return sorted(first.values(), key=lambda record: ORDER.index(record.kind))


def enter_load(writer: Writer, origin: Origin) -> None:
    """Enter a run, so that every change can name it."""
    statement = insert(Load).values(
        dataset_id=None,
        file_name=origin.file_name,
        sha256=origin.sha256,
        format=origin.format,
        started_at=writer.now,
        records_created=0,
        records_updated=0,
        records_unchanged=0,
        records_deleted=0,
        rows_read=0,
        rows_rejected=0,
    )
    writer.load_id = writer.connection.execute(statement.returning(Load.id)).scalar_one()


def finish_load(writer: Writer, report: Report, dataset: int | None) -> None:
    """Note what came of a run, and that it is over."""
    values = {
        "dataset_id": dataset,
        "records_created": report.created,
        "records_updated": report.updated,
        "records_unchanged": report.unchanged,
        "records_deleted": report.deleted,
    }
    finished = datetime.now(UTC)
    writer.connection.execute(update(Load).where(Load.id == writer.load_id).values(finished_at=finished, **values))
