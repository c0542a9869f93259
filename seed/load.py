"""Store a batch of records in one transaction: rows, served documents and change-log entries, or nothing.

What is already there and the same is left alone, what differs is updated and leaves a change, and what an article no
longer says is deleted. So loading twice, or again after a kill, changes nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from schemas.rendering import rendered
from seed.records import Batch
from seed.rows import (
    Keys,
    Written,
    article_rows,
    dataset_rows,
    entity_rows,
    event_rows,
    quote_rows,
    source_rows,
)
from store.curation import delete as delete_record
from store.dependents import mark_dependents, root_of
from store.derived import Document
from store.engine import Store
from store.identity import Kind, record_id
from store.refresh import BATCH_RECORDS, TABLES, batched, refresh, refresh_batch, refresh_stale
from store.tables import Article, Base, Entity, Event, EventEvidence, Load, Quote
from store.upsert import upsert
from store.writing import Writer, writing


class IdCollision(ValueError):
    """Two records that are not the same hash to one id."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a batch was read from: the name that the file has for people, and the hash of its bytes."""

    file_name: str
    sha256: str


@dataclass(slots=True)
class Report:
    """What came of a load, in numbers of records."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    deleted: int = 0

    @property
    def changed(self) -> bool:
        """Whether anything is different now."""
        return bool(self.created or self.updated or self.deleted)


@dataclass(slots=True)
class _Changed:
    """The records of one kind that a load touched."""

    created: list[int] = field(default_factory=list)
    updated: list[int] = field(default_factory=list)

    @property
    def all(self) -> list[int]:
        return self.created + self.updated


# In this order every record finds what it points at.
_WRITERS: tuple[tuple[str, Callable[[Any, Keys], Written]], ...] = (
    ("datasets", dataset_rows),
    ("sources", source_rows),
    ("entities", entity_rows),
    ("articles", article_rows),
    ("events", event_rows),
    ("quotes", quote_rows),
)


def load(store: Store, batch: Batch, origin: Origin) -> Report:
    """Store a batch. Raises IdCollision, and then nothing is stored."""
    with writing(store) as writer:
        report = _load(writer, batch, origin)
    for _ in refresh_stale(store, rendered):
        pass
    return report


def _load(writer: Writer, batch: Batch, origin: Origin) -> Report:
    report = Report()
    keys = Keys(_merged(writer.connection), _published(writer.connection, batch))
    written = _distinct(convert(record, keys) for name, convert in _WRITERS for record in getattr(batch, name))
    stored = _stored(writer.connection, written)
    fresh = [record for record in written if _differs(record, stored)]
    vanished = _vanished(writer.connection, batch)
    report.unchanged = len(written) - len(fresh)
    if not fresh and not vanished:
        return report
    _enter_load(writer, batch, origin, fresh)
    _delete_vanished(writer, vanished, report)
    _write(writer, fresh, stored, report)
    _finish_load(writer, report)
    return report


def _distinct(written: Iterable[Written]) -> list[Written]:
    """Take a record that is given twice once. Raises IdCollision where the two are not the same."""
    first: dict[int, Written] = {}
    for record in written:
        known = first.setdefault(record.row["id"], record)
        if known.row["fingerprint"] != record.row["fingerprint"]:
            raise IdCollision(f"{_key(record)!r} stands twice in the batch, or has the id of {_key(known)!r}.")
    return list(first.values())


def _key(record: Written) -> Any:
    return record.row.get("key", record.row.get("slug"))


def _merged(connection: Connection) -> dict[int, int]:
    away = connection.execute(select(Entity.id).where(Entity.merged_into.is_not(None))).scalars().all()
    return {entity: root_of(connection, entity) for entity in away}


def _published(connection: Connection, batch: Batch) -> dict[str, date]:
    """Give the day, in UTC, on which each article that a quote stands in was published."""
    days = {article.key: article.published.astimezone(UTC).date() for article in batch.articles}
    elsewhere = {record_id(Kind.ARTICLE, quote.article) for quote in batch.quotes if quote.article not in days}
    statement = select(Article.key, Article.published_at).where(Article.id.in_(elsewhere))
    return days | {key: at.date() for key, at in connection.execute(statement)}


def _datasets(batch: Batch) -> list[int]:
    """List the datasets that records of the batch belong to."""
    slugs = [dataset.slug for dataset in batch.datasets]
    for records in (batch.articles, batch.events, batch.quotes):
        slugs += [record.dataset for record in records]
    return [record_id(Kind.DATASET, slug) for slug in dict.fromkeys(slugs)]


def _stored(connection: Connection, written: Sequence[Written]) -> dict[int, Any]:
    """Give key, fingerprint and time of creation of those records that are stored already."""
    by_kind: dict[Kind, list[int]] = defaultdict(list)
    for record in written:
        by_kind[record.kind].append(record.row["id"])
    found = {}
    for kind, ids in by_kind.items():
        table = TABLES[kind]
        key = table.slug if kind is Kind.DATASET else table.key
        for some in batched(ids, BATCH_RECORDS):
            statement = select(table.id, key.label("key"), table.fingerprint).where(table.id.in_(some))
            found.update({row.id: row for row in connection.execute(statement)})
    return found


def _differs(record: Written, stored: dict[int, Any]) -> bool:
    row = stored.get(record.row["id"])
    if row is None:
        return True
    if row.key != _key(record):
        raise IdCollision(f"{_key(record)!r} has the id of {row.key!r}; give it another key.")
    return bool(row.fingerprint != record.row["fingerprint"])


def _write(writer: Writer, fresh: Sequence[Written], stored: dict[int, Any], report: Report) -> None:
    changed: dict[Kind, _Changed] = defaultdict(_Changed)
    for record in fresh:
        known = record.row["id"] in stored
        (changed[record.kind].updated if known else changed[record.kind].created).append(record.row["id"])
    replaced = _documents(writer.connection, [updated for touched in changed.values() for updated in touched.updated])
    # Before the rows are written, what shows them as they were; after it, what shows them as they are.
    for kind, touched in changed.items():
        mark_dependents(writer.connection, kind, touched.updated)
    _write_rows(writer, fresh)
    for kind, touched in changed.items():
        mark_dependents(writer.connection, kind, touched.all)
        for created in touched.created:
            writer.log(kind, created, "created")
        for updated in touched.updated:
            writer.log(kind, updated, "updated", replaced=replaced.get(updated))
        report.created += len(touched.created)
        report.updated += len(touched.updated)
    for kind, touched in changed.items():
        refresh(writer.connection, kind, touched.all, rendered)
    refresh_batch(writer, rendered)


def _documents(connection: Connection, records: Sequence[int]) -> dict[int, bytes]:
    found = {}
    for some in batched(records, BATCH_RECORDS):
        statement = select(Document.id, Document.body).where(Document.id.in_(some))
        found.update({row.id: row.body for row in connection.execute(statement)})
    return found


def _write_rows(writer: Writer, fresh: Iterable[Written]) -> None:
    """Write every record's own row first, then what hangs on them: affiliations point at entities of the same batch."""
    rows: dict[type[Base], list[Any]] = defaultdict(list)
    children: dict[type[Base], list[Any]] = defaultdict(list)
    owners: dict[type[Base], list[int]] = defaultdict(list)
    for record in fresh:
        rows[record.table].append(record.row | _times(writer))
        for table, hanging in record.children.items():
            children[table] += hanging
            owners[table].append(record.row["id"])
    for table, written in rows.items():
        upsert(writer.connection, table, written, keeping=("created_at", "merged_into"))
    for table, ids in owners.items():
        owner = next(iter(table.__table__.primary_key))
        for some in batched(ids, BATCH_RECORDS):
            writer.connection.execute(delete(table).where(owner.in_(some)))
        if children[table]:
            writer.connection.execute(insert(table), children[table])


def _times(writer: Writer) -> dict[str, datetime]:
    return {"created_at": writer.now, "updated_at": writer.now}


def _vanished(connection: Connection, batch: Batch) -> list[tuple[Kind, int]]:
    """List the quotes and events that an article of the batch was stored with and no longer says."""
    articles = [record_id(Kind.ARTICLE, article.key) for article in batch.articles]
    quotes = {record_id(Kind.QUOTE, quote.key) for quote in batch.quotes}
    events = {record_id(Kind.EVENT, event.key) for event in batch.events}
    stored_quotes = select(Quote.id).where(Quote.article_id.in_(articles))
    stored_events = (
        select(Event.id)
        .join(EventEvidence, EventEvidence.event_id == Event.id)
        .where(EventEvidence.article_id.in_(articles), Event.dataset_id.in_(_datasets(batch)))
        .distinct()
    )
    return [(Kind.QUOTE, quote) for quote in connection.execute(stored_quotes).scalars() if quote not in quotes] + [
        (Kind.EVENT, event) for event in connection.execute(stored_events).scalars() if event not in events
    ]


def _delete_vanished(writer: Writer, vanished: Iterable[tuple[Kind, int]], report: Report) -> None:
    for kind, record in vanished:
        delete_record(writer, kind, record)
        report.deleted += 1


def _enter_load(writer: Writer, batch: Batch, origin: Origin, fresh: Sequence[Written]) -> None:
    """Enter the run, so that every change can name it. The dataset's row comes first, for the run points at it."""
    datasets = [record for record in fresh if record.kind is Kind.DATASET]
    upsert(
        writer.connection,
        TABLES[Kind.DATASET],
        [record.row | _times(writer) for record in datasets],
        keeping=("created_at",),
    )
    statement = insert(Load).values(
        dataset_id=next(iter(_datasets(batch)), None),
        file_name=origin.file_name,
        sha256=origin.sha256,
        started_at=writer.now,
        records_created=0,
        records_updated=0,
        records_unchanged=0,
        records_deleted=0,
    )
    writer.load_id = writer.connection.execute(statement.returning(Load.id)).scalar_one()


def _finish_load(writer: Writer, report: Report) -> None:
    values = {
        "records_created": report.created,
        "records_updated": report.updated,
        "records_unchanged": report.unchanged,
        "records_deleted": report.deleted,
    }
    finished = datetime.now(UTC)
    writer.connection.execute(update(Load).where(Load.id == writer.load_id).values(finished_at=finished, **values))
