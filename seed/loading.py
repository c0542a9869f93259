"""Load a stream of rows into the store, batch by batch, in transactions that others wait for less than a second.

A row is stored whole or rejected. How far a file was read is written in the same transaction as its records, so a load that
was stopped goes on where it was, and one that is repeated changes nothing.
"""

from __future__ import annotations

import gc
import time
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from itertools import chain, islice
from typing import Any

from sqlalchemy import Connection, func, select, update

from schemas.rendering import rendered
from seed.apart import apart
from seed.importers.rows import Line
from seed.importing import Read
from seed.knowledge import Knowledge
from seed.load import Origin, enter_load
from seed.merges import store_merges
from seed.pointing import misplaced, named_by, named_loosely, unknown
from seed.records import DatasetRecord, EventRecord, MergeRecord, ReportRecord
from seed.reports import store_reports
from seed.row_parts import Written, known_id
from seed.storing import (
    ORDER,
    IdCollision,
    Report,
    dangling,
    differs,
    finish,
    merge_superseded,
    rows_of,
    store_records,
    stored_of,
)
from seed.syndication import link_copies
from seed.vanishing import batch_of, delete_unless_named, nameless, vanished
from store.columns import AnyRow
from store.curation import delete as delete_record
from store.engine import Store
from store.identity import Kind
from store.refresh import refresh_stale
from store.tables import Load
from store.writing import Writer, is_awaited, writing

# So many rows are read ahead, while nobody waits for the store, or as many as come in so long: articles take their time, and
# what was read and not stored is lost where a load is stopped.
BATCH_ROWS = 5_000
READ_SECONDS = 2.0
# Rows are stored in steps of about this long, whatever a row holds; after each, whoever waits to write has their turn.
STEP_SECONDS = 0.4
FEWEST_ROWS, FIRST_ROWS = 100, 500
# What a transaction costs besides its rows is shared by all of them; as much is lost where a load is killed.
TRANSACTION_SECONDS = 5.0


@dataclass(slots=True)
class LoadReport:
    """What came of a load: rows read and rejected, records by what was done with them, warnings by kind.

    `passing` counts by kind of record what was made because rows name it in passing.
    `read` counts the rows of this run; `resumed_at` those that an earlier run had read, which were passed over. `absent` counts
    by kind of record the rows that were rejected because what they name is not there.
    """

    resumed_at: int = 0
    read: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    deleted: int = 0
    rejected: int = 0
    warnings: Counter[str] = field(default_factory=Counter)
    passing: Counter[str] = field(default_factory=Counter)
    absent: Counter[str] = field(default_factory=Counter)

    def add(self, stored: Report) -> None:
        """Count what came of a batch."""
        self.created += stored.created
        self.updated += stored.updated
        self.unchanged += stored.unchanged
        self.passing.update(stored.passing)


def rows_done(store: Store, origin: Origin) -> int:
    """Tell how many rows of a file an earlier load of it read before it was stopped; 0 where there is none to go on with."""
    if not origin.sha256:
        return 0
    with store.reader.connect() as connection:
        return connection.execute(_unfinished(origin).with_only_columns(func.max(Load.rows_read))).scalar() or 0


def rejects_done(store: Store, origin: Origin) -> int | None:
    """Tell how many rows of a file an earlier load had rejected, and noted so, before it was stopped; None where none was."""
    if not origin.sha256:
        return None
    runs = _unfinished(origin).with_only_columns(Load.rows_rejected).order_by(Load.rows_read.desc())
    with store.reader.connect() as connection:
        rejected: int | None = connection.execute(runs.limit(1)).scalar()
    return rejected


def _unfinished(origin: Origin) -> Any:
    return select(Load.id).where(
        Load.sha256 == origin.sha256, Load.format == origin.format, Load.finished_at.is_(None), Load.rows_read > 0
    )


def load_reads(
    store: Store,
    reads: Iterable[Read],
    origin: Origin,
    dataset: DatasetRecord | None,
    *,
    rejected: Callable[[Line, str], None],
    progress: Callable[[LoadReport], None],
    skipped: int = 0,
) -> LoadReport:
    """Store what is read, row by row; `reads` begins after the first `skipped` rows, which `rows_done` says are stored.

    `dataset` is what the rows belong to, None where they bring their own; one that is stored already stays as it is.
    `rejected` is called for each row that cannot be stored, `progress` after each transaction. Whatever they raise stops the
    load; what was committed stays.
    """
    load = _Load(store, origin, rejected, LoadReport(resumed_at=skipped))
    if dataset is not None:
        load.store_dataset(replace(dataset, stub=True))
    rest = iter(reads)
    with _uncollected():
        while batch := _ahead(rest):
            while batch:
                load.store_from(batch)
                gc.collect(0)
                progress(load.report)
    load.close()
    return load.report


def _ahead(rest: Iterator[Read]) -> deque[Read]:
    """Read rows ahead; none at the end."""
    until = time.monotonic() + READ_SECONDS
    batch: deque[Read] = deque()
    for read in islice(rest, BATCH_ROWS):
        batch.append(read)
        if time.monotonic() > until:
            break
    return batch


@contextmanager
def _uncollected() -> Iterator[None]:
    """Let the collector of garbage rest: a batch makes a hundred thousand objects that hold no circle, and it looks at all.

    After each transaction what is young is looked at once.
    """
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


# What of a report is noted with the run, and where.
_COUNTS = {
    "created": "records_created",
    "updated": "records_updated",
    "unchanged": "records_unchanged",
    "deleted": "records_deleted",
    "rejected": "rows_rejected",
}


class _Load:
    """A load while it runs."""

    def __init__(self, store: Store, origin: Origin, rejected: Callable[[Line, str], None], report: LoadReport) -> None:
        self.report = report
        self._store = store
        self._origin = origin
        self._rejected = rejected
        self._knowledge = Knowledge()
        self._load_id: int | None = None
        self._before: Counter[str] = Counter()
        self._dataset: int | None = None
        # How many rows the next step has.
        self._step = FIRST_ROWS

    def store_dataset(self, dataset: DatasetRecord) -> None:
        """Store what all rows belong to."""
        with writing(self._store) as writer:
            self._knowledge.attend(writer)
            written = rows_of([dataset], self._knowledge)
            store_records(writer, written, stored_of(writer.connection, written), self._knowledge)
            self._knowledge.leave(writer)

    def store_from(self, batch: deque[Read]) -> None:
        """Store the first rows of a batch in one transaction: all, unless somebody waits to write or it takes too long.

        What cannot be stored is rejected row by row.
        """
        with writing(self._store, yielding=True) as writer:
            self._knowledge.attend(writer)
            self._enter(writer)
            until = time.monotonic() + TRANSACTION_SECONDS
            while batch:
                self._store_step(writer, [batch.popleft() for _ in range(min(self._step, len(batch)))])
                if time.monotonic() > until or is_awaited(self._store, writer):
                    break
            finish(writer)
            self._note(writer)
            self._knowledge.leave(writer)

    def _store_step(self, writer: Writer, step: Sequence[Read]) -> None:
        began = time.monotonic()
        self.report.read += len(step)
        for read in step:
            if read.fault is not None:
                self._reject(read, read.fault)
        for part in apart(step):
            self._store_part(writer, part)
        writer.flush()
        seconds = max(time.monotonic() - began, 0.001)
        self._step = int(min(max(len(step) * STEP_SECONDS / seconds, FEWEST_ROWS), 2 * self._step))

    def _reject(self, read: Read, fault: str) -> None:
        self.report.rejected += 1
        self._rejected(read.line, fault)

    def _enter(self, writer: Writer) -> None:
        if self._load_id is None and self.report.resumed_at:
            self._go_on(writer)
        if self._load_id is None:
            enter_load(writer, self._origin)
            self._load_id = writer.load_id
        writer.load_id = self._load_id

    def _go_on(self, writer: Writer) -> None:
        """Find the run that was stopped, and what it had counted."""
        columns = (Load.id, Load.dataset_id, *(Load.__table__.c[column] for column in _COUNTS.values()))
        runs = _unfinished(self._origin).with_only_columns(*columns).order_by(Load.rows_read.desc())
        if run := writer.connection.execute(runs).first():
            self._load_id, self._dataset = run.id, run.dataset_id
            self._before.update({name: run._mapping[column] for name, column in _COUNTS.items()})

    def _converted(self, part: Iterable[Read]) -> Iterator[_Row]:
        for read in part:
            records = [record for record in read.records if not isinstance(record, ReportRecord | MergeRecord)]
            yield _Row(read, rows_of(records, self._knowledge))

    def _warn(self, read: Read) -> None:
        self.report.warnings.update(read.doubts)
        for record in read.records:
            if isinstance(record, EventRecord):
                if record.flag:
                    self.report.warnings[f"flagged {record.flag}"] += 1
                self._dataset = known_id(Kind.DATASET, record.dataset)

    def _store_part(self, writer: Writer, part: Sequence[Read]) -> None:
        rows, there = self._fit(writer, part)
        for row in rows:
            self._warn(row.read)
        # What a row tells of goes before what another names in passing.
        every = sorted(chain.from_iterable(row.written for row in rows), key=lambda record: not record.stub)
        records = {record.row["id"]: record for record in every}
        ordered = sorted(records.values(), key=lambda record: ORDER.index(record.kind))
        unnamed = self._delete_vanished(writer, [row.read for row in rows if row.read.is_whole])
        self.report.add(store_records(writer, ordered, there, self._knowledge))
        self.report.deleted += delete_unless_named(writer, unnamed)
        # What comes again in the same batch is as unchanged as in the next.
        self.report.unchanged += sum(not one.stub for one in every) - sum(not one.stub for one in records.values())
        told = [(row.read, record) for row in rows for record in row.read.records]
        store_reports(writer, [record for _, record in told if isinstance(record, ReportRecord)], self.report)
        self._merge(writer, [(read, record) for read, record in told if isinstance(record, MergeRecord)])
        link_copies(writer, chain.from_iterable(row.read.records for row in rows))
        merge_superseded(writer, chain.from_iterable(row.read.records for row in rows), self._knowledge)

    def _delete_vanished(self, writer: Writer, whole: Sequence[Read]) -> list[int]:
        """Delete what articles were stored with and no longer say; gives those without a name who may be left over."""
        if not whole:
            return []
        batch = batch_of(record for read in whole for record in read.records)
        unnamed = nameless(writer.connection, batch)
        for kind, record in (gone := vanished(writer.connection, batch)):
            delete_record(writer, kind, record)
        self.report.deleted += len(gone)
        if gone or unnamed:
            self._knowledge.forget()
        return unnamed

    def _merge(self, writer: Writer, merges: Sequence[tuple[Read, MergeRecord]]) -> None:
        if merges:
            for read, fault in store_merges(writer, merges, self.report):
                self._reject(read, fault)
            self._knowledge.forget()

    def _fit(self, writer: Writer, part: Sequence[Read]) -> tuple[list[_Row], dict[int, AnyRow]]:
        """Turn reads into rows, all of whose records can be stored; the others are rejected.

        What a row names in passing comes with the first row that does. Where that one is rejected, the rest is turned again.
        """
        while True:
            rows = list(self._converted(part))
            there = stored_of(writer.connection, chain.from_iterable(row.written for row in rows))
            faults = _faults(writer.connection, rows, there, self.report.absent)
            if not faults:
                self._knowledge.settle()
                return rows, there
            for at, fault in faults.items():
                self._reject(rows[at].read, fault)
            self._knowledge.retract()
            part = [row.read for at, row in enumerate(rows) if at not in faults]

    def _note(self, writer: Writer) -> None:
        report = self.report
        values = {column: self._before[name] + getattr(report, name) for name, column in _COUNTS.items()}
        values |= {"dataset_id": self._dataset, "rows_read": report.resumed_at + report.read}
        writer.connection.execute(update(Load).where(Load.id == self._load_id).values(**values))

    def close(self) -> None:
        """Note that the file was read to its end, and make again what is stale."""
        with writing(self._store) as writer:
            # It may have been stopped after its last row.
            if self.report.resumed_at:
                self._enter(writer)
            runs = _unfinished(self._origin) if self._origin.sha256 else [self._load_id]
            writer.connection.execute(update(Load).where(Load.id.in_(runs)).values(finished_at=datetime.now(UTC)))
        for _ in refresh_stale(self._store, rendered):
            pass


@dataclass(frozen=True, slots=True)
class _Row:
    """A row turned into the rows of tables."""

    read: Read
    written: list[Written]


def _faults(
    connection: Connection, rows: Sequence[_Row], there: Mapping[int, AnyRow], absent: Counter[str]
) -> dict[int, str]:
    """Find the rows that cannot be stored, by their place, each with the reason; counts what they name and nobody has."""
    given = {record.row["id"] for row in rows for record in row.written}
    pointing = dangling(connection, [record for row in rows for record in row.written])
    loosely = unknown(
        connection, (named for row in rows for one in row.read.records for named in named_loosely(one)), given
    )
    quoted = misplaced(connection, [row.read.records for row in rows])
    found = {}
    for at, row in enumerate(rows):
        fault = next((pointing[one.row["id"]] for one in row.written if one.row["id"] in pointing), None)
        told_of = loosely and any(named in loosely for one in row.read.records for named in named_loosely(one))
        if (fault or told_of) and (missing := _missing(connection, row, given)):
            kind, key = missing
            fault = f"There is no {kind} {key!r}; load the file that has it first."
            absent[kind] += 1
        if fault := fault or quoted.get(at) or _collision(row, there):
            found[at] = fault
    return found


def _missing(connection: Connection, row: _Row, given: Set[int]) -> tuple[Kind, str] | None:
    """Say which record it is that a row names and nobody has."""
    named = dict.fromkeys(named for record in row.read.records for named in named_by(record))
    missing = unknown(connection, named, given)
    return next((each for each in named if each in missing), None)


def _collision(row: _Row, there: Mapping[int, AnyRow]) -> str | None:
    try:
        for record in row.written:
            known = there.get(record.row["id"])
            if known is not None:
                differs(record, known)
    except IdCollision as collision:
        return str(collision)
    return None
