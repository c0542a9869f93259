"""Make what is derived from records again: their documents, appearances and searchable text.

Whoever changes facts calls `refresh` for the records changed, in the same transaction, and `mark_stale` for those
that only show something of them; `refresh_stale` works those off in batches, each a transaction of its own that moves
the revision.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from sqlalchemy import Connection, Select, delete, func, insert, literal, select

from store.appearances import index_appearances, leave_duplicates, take_out
from store.derived import Document, Stale
from store.engine import Store
from store.facts.articles import article_facts
from store.facts.cards import Facts
from store.facts.catalogue import dataset_facts, source_facts
from store.facts.entities import entity_facts
from store.facts.events import event_facts
from store.facts.quotes import quote_facts
from store.fulltext import forget_texts, index_texts
from store.identity import Kind
from store.tables import Article, Dataset, Entity, Event, Quote, Source
from store.writing import Writer, writing

BATCH_RECORDS = 500

FACTS: dict[Kind, Callable[[Connection, Sequence[int]], list[Facts]]] = {
    Kind.EVENT: event_facts,
    Kind.ARTICLE: article_facts,
    Kind.ENTITY: entity_facts,
    Kind.QUOTE: quote_facts,
    Kind.SOURCE: source_facts,
    Kind.DATASET: dataset_facts,
}
TABLES: dict[Kind, Any] = {
    Kind.EVENT: Event,
    Kind.ARTICLE: Article,
    Kind.ENTITY: Entity,
    Kind.QUOTE: Quote,
    Kind.SOURCE: Source,
    Kind.DATASET: Dataset,
}


@dataclass(frozen=True, slots=True)
class Rendered:
    """A record as it is served in lists and alone (`whole`, None where that is the same), and what it is found by."""

    body: bytes
    whole: bytes | None
    searchable: str


Render = Callable[[Kind, Facts], Rendered]


def refresh(connection: Connection, kind: Kind, records: Iterable[int], render: Render) -> None:
    """Make everything derived from these records of one kind again; none of them is stale after it."""
    for batch in batched(records, BATCH_RECORDS):
        rendered = {facts["id"]: render(kind, facts) for facts in FACTS[kind](connection, batch)}
        connection.execute(delete(Document).where(Document.id.in_(batch)))
        if rendered:
            connection.execute(insert(Document), [_document(kind, record, rendered[record]) for record in rendered])
        index_texts(connection, {record: rendered[record].searchable for record in rendered})
        if kind in (Kind.EVENT, Kind.QUOTE):
            index_appearances(connection, kind, batch)
        connection.execute(delete(Stale).where(Stale.record_id.in_(batch)))


def batched(records: Iterable[int], size: int) -> Iterator[list[int]]:
    """Cut into lists of `size`, the last perhaps shorter (itertools has this from Python 3.12)."""
    rest = iter(records)
    while batch := list(islice(rest, size)):
        yield batch


def _document(kind: Kind, record: int, rendered: Rendered) -> dict[str, Any]:
    return {"id": record, "kind": kind.value, "body": rendered.body, "whole": rendered.whole}


def forget(connection: Connection, kind: Kind, records: Sequence[int]) -> None:
    """Take away everything derived from records that are deleted or merged away, while their rows are still there."""
    connection.execute(delete(Document).where(Document.id.in_(records)))
    if kind is Kind.EVENT:
        leave_duplicates(connection, records)
    elif kind is Kind.QUOTE:
        take_out(connection, kind, records)
    forget_texts(connection, records)


def mark_stale(connection: Connection, kind: Kind, records: Select[int]) -> None:
    """Note that these records are to be made again; those already noted stay so."""
    known = select(Stale.record_id)
    fresh = records.subquery()
    rows = select(fresh.c[0], literal(kind.value, Stale.record_kind.type)).where(fresh.c[0].not_in(known)).distinct()
    connection.execute(insert(Stale).from_select(["record_id", "record_kind"], rows))


def refresh_stale(store: Store, render: Render) -> Iterator[int]:
    """Make the records noted as stale again; stopped half-way, it goes on later.

    Yields how many each committed batch held.
    """
    while True:
        with writing(store) as writer:
            held = refresh_batch(writer, render)
        if not held:
            return
        yield held


def refresh_batch(writer: Writer, render: Render) -> int:
    """Make up to BATCH_RECORDS stale records again within a transaction; gives how many."""
    connection = writer.connection
    by_kind: dict[Kind, list[int]] = defaultdict(list)
    rows = connection.execute(select(Stale.record_id, Stale.record_kind).order_by(Stale.record_id).limit(BATCH_RECORDS))
    for record, kind in rows:
        by_kind[Kind(kind)].append(record)
    writer.moved = writer.moved or bool(by_kind)
    for kind, records in by_kind.items():
        refresh(connection, kind, records, render)
    return sum(map(len, by_kind.values()))


def mark_everything_stale(store: Store) -> int:
    """Note every record to be made again, after a change of the schemas; gives how many are noted."""
    with writing(store) as writer:
        for kind, table in TABLES.items():
            mark_stale(writer.connection, kind, select(table.id))
        return writer.connection.execute(select(func.count()).select_from(Stale)).scalar_one()


def stale_count(store: Store) -> int:
    """Count the records that are noted to be made again."""
    with store.reader.connect() as connection:
        return connection.execute(select(func.count()).select_from(Stale)).scalar_one()
