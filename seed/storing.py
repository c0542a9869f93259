"""Store records within a transaction: what is new, what differs from what is there, and what was only named in passing."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

from sqlalchemy import Connection, bindparam, delete, select, update

from schemas.rendering import rendered
from seed.correcting import corrected
from seed.creating import create, is_bare
from seed.knowledge import Knowledge
from seed.known_entities import StoredEntities
from seed.records import ArticleRecord, EntityRecord, Record, SourceRecord, StoredRecord
from seed.reports import FIRST_REPORT
from seed.resolution import superseded
from seed.row_parts import Written
from seed.rows import written
from store.appearances import take_out
from store.bulk import insert_rows
from store.columns import AnyRow
from store.curation import merge
from store.dependents import mark_branches, mark_dependents
from store.holdings import HOLDINGS, count_in
from store.identity import Kind, record_id
from store.refresh import BATCH_RECORDS, TABLES, batched, mark_stale, refresh, refresh_batch
from store.replaced import kept_documents
from store.tables import Article, Base, Dataset, Entity, EventEvidence, Participant, Source
from store.writing import Writer

# In this order every record finds what it points at.
ORDER = (Kind.DATASET, Kind.SOURCE, Kind.ENTITY, Kind.ARTICLE, Kind.EVENT, Kind.QUOTE)
# What may be named in passing.
_STUBS: Mapping[type[Any], Kind] = {SourceRecord: Kind.SOURCE, EntityRecord: Kind.ENTITY, ArticleRecord: Kind.ARTICLE}

# So many batches of stale records are made again in a transaction: articles of a batch of rows that earlier ones told of.
FINISHED_BATCHES = 3

ByKind = dict[Kind, list[Written]]


class IdCollision(ValueError):
    """Two records that are not the same hash to one id."""


class Dangling(ValueError):
    """A record names another that there is not; the text says which."""


@dataclass(slots=True)
class Report:
    """What came of storing records, in numbers. `passing` counts by kind what was made because it was named in passing."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    deleted: int = 0
    passing: Counter[str] = field(default_factory=Counter)

    @property
    def changed(self) -> bool:
        """Whether anything is different now."""
        return bool(self.created or self.updated or self.deleted)


def rows_of(records: Iterable[StoredRecord], knowledge: Knowledge) -> list[Written]:
    """Turn records into rows, with the entities made for those whom they name before them.

    A stub that has been stored in this load is left out. What was corrected by hand is put right.
    """
    found: list[Written] = []
    for record in records:
        kind = _STUBS.get(type(record))
        if kind and record.stub and not knowledge.is_first(kind, record.key):  # type: ignore[union-attr]  # so declared
            continue
        if kind is Kind.ARTICLE:
            knowledge.note_published(record.key, record.published)  # type: ignore[union-attr]
        one = written(record, knowledge)
        found += [written(made, knowledge) for made in knowledge.made()]
        found.append(one)
    return corrected(found, knowledge.corrections, knowledge) if knowledge.corrections else found


def stored_of(connection: Connection, records: Iterable[Written]) -> dict[int, AnyRow]:
    """Give key and fingerprint of those records that are stored already; of an article also whether it has a text."""
    by_kind: dict[Kind, set[int]] = defaultdict(set)
    for record in records:
        by_kind[record.kind].add(record.row["id"])
    found = {}
    for kind, ids in by_kind.items():
        table = TABLES[kind]
        key = table.slug if kind is Kind.DATASET else table.key
        columns = [table.id, key.label("key"), table.fingerprint]
        if kind is Kind.ARTICLE:
            columns.append((Article.text != "").label("has_text"))
        for some in batched(sorted(ids), BATCH_RECORDS):
            found.update({row.id: row for row in connection.execute(select(*columns).where(table.id.in_(some)))})
    return found


def key_of(record: Written) -> Any:
    """Give what names a record for ever."""
    return record.row.get("key", record.row.get("slug"))


def differs(record: Written, there: AnyRow | None) -> bool:
    """Tell whether a record is another than what is stored under its id. Raises IdCollision where it is not the same at all."""
    if there is None:
        return True
    if there.key != key_of(record):
        raise IdCollision(f"{key_of(record)!r} has the id of {there.key!r}; give it another key.")
    if record.stub or (record.kind is Kind.ARTICLE and there.has_text and not record.row["text"]):
        return False
    return bool(there.fingerprint != record.row["fingerprint"])


def dangling(connection: Connection, records: Sequence[Written]) -> dict[int, str]:
    """Find the records that name others which are neither among them nor stored; gives the fault of each by its id."""
    given = {record.row["id"] for record in records}
    asked: dict[type[Base], set[int]] = defaultdict(set)
    for record in records:
        for table, one in _named(record):
            asked[table].add(one)
    missing = {one for table, ids in asked.items() for one in _missing(connection, table, ids - given)}
    undated = {one.row["id"] for one in records if one.kind is Kind.QUOTE and one.row["start_on"] is None}
    found = dict.fromkeys(undated, "Its article has to come before it: a quote without a date has the article's.")
    for record in records if missing else ():
        for table, one in _named(record):
            if one in missing:
                named = f"{'an' if table is not Dataset else 'a'} {table.__tablename__}"
                found[record.row["id"]] = f"It names {named} that is not there."
    return found


def _named(record: Written) -> Iterator[tuple[type[Base], int]]:
    """Give what a record points at by the columns that do."""
    rows = chain((record.row,), *record.children.values())
    for row in rows:
        for name, table in _POINTING:
            one = row.get(name)
            if one is not None:
                yield table, one


_POINTING: tuple[tuple[str, type[Base]], ...] = (
    ("dataset_id", Dataset),
    ("source_id", Source),
    ("article_id", Article),
    ("resolved_id", Entity),
)


def _missing(connection: Connection, table: Any, ids: set[int]) -> set[int]:
    missing = set(ids)
    for some in batched(sorted(ids), BATCH_RECORDS):
        missing.difference_update(connection.execute(select(table.id).where(table.id.in_(some))).scalars())
    return missing


def store_records(
    writer: Writer, records: Sequence[Written], there: Mapping[int, AnyRow], knowledge: Knowledge
) -> Report:
    """Store distinct records; `there` is what `stored_of` says of them. All they point at is among them or stored."""
    fresh = [record for record in records if differs(record, there.get(record.row["id"]))]
    new = _by_kind(record for record in fresh if record.row["id"] not in there)
    changed = _by_kind(record for record in fresh if record.row["id"] in there)
    _write(writer, new, changed, knowledge)
    _count(writer, new)
    report = Report()
    for record in fresh:
        if record.stub:
            report.passing[record.kind.value] += 1
    report.created = sum(not record.stub for found in new.values() for record in found)
    report.updated = sum(len(found) for found in changed.values())
    report.unchanged = sum(not record.stub for record in records) - report.created - report.updated
    return report


def rewrite(writer: Writer, record: Written, knowledge: Knowledge) -> None:
    """Write a record that is there again, as one change. Columns and tables that are left out stay as they are."""
    _write(writer, _by_kind(()), _by_kind([record]), knowledge)


def _by_kind(records: Iterable[Written]) -> ByKind:
    found: ByKind = {kind: [] for kind in ORDER}
    for record in records:
        found[record.kind].append(record)
    return found


def _write(writer: Writer, new: ByKind, changed: ByKind, knowledge: Knowledge) -> None:
    replaced = kept_documents(writer.connection, (record.row["id"] for found in changed.values() for record in found))
    elsewhere = _elsewhere(writer.connection, changed)
    # Before the rows are written, what shows them as they were; after it, what shows them as they are.
    _mark(writer, changed)
    take_out(writer.connection, Kind.EVENT, _ids(changed[Kind.EVENT]))
    take_out(writer.connection, Kind.QUOTE, _ids(changed[Kind.QUOTE]))
    knowledge.note_founded(mark_branches(writer.connection, _organizations(new[Kind.ENTITY])))
    bare = [record for record in new[Kind.ARTICLE] if is_bare(record)]
    # What is not made out of memory, but read back.
    slowly = {**new, Kind.ARTICLE: [record for record in new[Kind.ARTICLE] if not is_bare(record)], Kind.EVENT: []}
    _insert(writer, [record for kind in ORDER[:4] for record in slowly[kind]])
    _change(writer, [record for kind in ORDER[:3] for record in changed[kind]])
    for (kind, dataset), more in elsewhere.items():
        count_in(writer.connection, kind, dataset, more)
    if any(changed[kind] for kind in ORDER[:3]):
        knowledge.forget()
    retold = create(writer, bare, new[Kind.EVENT], knowledge)
    _change(writer, [record for kind in ORDER[3:] for record in changed[kind]])
    if changed[Kind.ARTICLE]:
        knowledge.forget()
    _insert(writer, new[Kind.QUOTE])
    _mark_retold(writer, retold)
    _mark(writer, {kind: slowly[kind] for kind in (Kind.ARTICLE, Kind.QUOTE)})
    _mark(writer, changed)
    _log(writer, slowly, changed, replaced)
    for kind, found in slowly.items():
        refresh(writer.connection, kind, [*_ids(found), *_ids(changed[kind])], rendered)


def _mark(writer: Writer, records: Mapping[Kind, list[Written]]) -> None:
    for kind, found in records.items():
        mark_dependents(writer.connection, kind, _ids(found))


def _mark_retold(writer: Writer, articles: Iterable[int]) -> None:
    for some in batched(sorted(articles), BATCH_RECORDS):
        mark_stale(writer.connection, Kind.ARTICLE, select(Article.id).where(Article.id.in_(some)))


def _log(writer: Writer, new: ByKind, changed: ByKind, replaced: Mapping[int, bytes]) -> None:
    for kind in ORDER:
        for record in changed[kind]:
            writer.log(kind, record.row["id"], "updated", replaced=replaced.get(record.row["id"]))
        for record in new[kind]:
            writer.log(kind, record.row["id"], "created")


def _ids(records: Iterable[Written]) -> list[int]:
    return [record.row["id"] for record in records]


def _organizations(entities: Iterable[Written]) -> set[int]:
    """Gather those that new entities belong to."""
    return {
        bond["entity_id"]
        for entity in entities
        for bond in entity.children[Participant]
        if bond["entity_id"] is not None
    }


def _insert(writer: Writer, records: Sequence[Written]) -> None:
    """Write every record's own row first, then what hangs on them: affiliations point at entities of the same batch."""
    rows: dict[type[Base], list[Any]] = defaultdict(list)
    times = {"created_at": writer.now, "updated_at": writer.now}
    for record in records:
        rows[record.table].append(times | record.row | _later(record))
    for table, found in rows.items():
        insert_rows(writer.connection, table, found)
    _insert_children(writer, records)


def _later(record: Written) -> dict[str, Any]:
    """Give the columns of a new row that are filled when what is derived from it is made."""
    return (
        {"scopes": None} if record.kind is Kind.QUOTE else {"merged_into": None} if record.kind is Kind.ENTITY else {}
    )


def _insert_children(writer: Writer, records: Sequence[Written]) -> None:
    children: dict[type[Base], list[Any]] = defaultdict(list)
    for record in records:
        for table, hanging in record.children.items():
            children[table] += hanging
    for table, found in children.items():
        insert_rows(writer.connection, table, found)


def _change(writer: Writer, records: Sequence[Written]) -> None:
    """Put rows in place of those that are there, and what hangs on them in place of what hung there."""
    for record in records:
        table: Any = record.table
        values = {name: value for name, value in record.row.items() if name != "id" and name not in _KEPT}
        statement = update(table).where(table.id == bindparam("record"))
        values = {"updated_at": writer.now} | values
        writer.connection.execute(statement.values(**values), {"record": record.row["id"]})
        for child in record.children:
            owner = next(iter(child.__table__.primary_key))
            gone = delete(child).where(owner == record.row["id"])
            # A further report of an event did not come with it, and stays.
            own = EventEvidence.position < FIRST_REPORT
            writer.connection.execute(gone.where(own) if child is EventEvidence else gone)
    _insert_children(writer, records)


# Counts are kept by whoever counts; the terms of a dataset are set by whoever runs the store (`store.terms`), and no file
# that is loaded later opens what was closed.
_KEPT = frozenset({*HOLDINGS.values(), "access", "text_served"})


def _count(writer: Writer, new: ByKind) -> None:
    """Count new records with their datasets, whose documents say how many there are."""
    for kind in HOLDINGS:
        for dataset, added in Counter(record.row["dataset_id"] for record in new[kind]).items():
            count_in(writer.connection, kind, dataset, added)


def _elsewhere(connection: Connection, changed: ByKind) -> Counter[tuple[Kind, int]]:
    """Count what goes from one dataset to another: an article may be known by its address before its text is loaded."""
    found: Counter[tuple[Kind, int]] = Counter()
    for kind in HOLDINGS:
        table = TABLES[kind]
        now = {record.row["id"]: record.row["dataset_id"] for record in changed[kind]}
        for some in batched(sorted(now), BATCH_RECORDS):
            for row in connection.execute(select(table.id, table.dataset_id).where(table.id.in_(some))):
                if row.dataset_id != now[row.id]:
                    found.update({(kind, row.dataset_id): -1, (kind, now[row.id]): 1})
    return found


def merge_superseded(writer: Writer, entities: Iterable[Record], knowledge: Knowledge) -> None:
    """Merge into entities that are described now the stubs that were made for their names before."""
    for record in entities:
        # One that comes from another store was or was not merged there already.
        if isinstance(record, EntityRecord) and not record.stub and not (record.stamp and record.stamp.fingerprint):
            if record_id(Kind.ENTITY, record.key) in knowledge.corrections.rejected:
                continue
            for stub in superseded(StoredEntities(writer.connection), record):
                merge(writer, record_id(Kind.ENTITY, stub), record_id(Kind.ENTITY, record.key), rendered)
                knowledge.forget()


def finish(writer: Writer) -> None:
    """Make again what has become stale, as far as that goes while others wait; the next transaction goes on."""
    for _ in range(FINISHED_BATCHES):
        if refresh_batch(writer, rendered) < BATCH_RECORDS:
            break
