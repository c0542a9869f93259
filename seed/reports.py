"""Store further reports of events: evidence that names an article and no place in it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy import func, select, update

from schemas.rendering import rendered
from seed.records import ReportRecord
from store.bulk import insert_rows
from store.dependents import mark_dependents
from store.derived import Document
from store.identity import Kind, record_id
from store.refresh import BATCH_RECORDS, batched, refresh
from store.tables import Event, EventEvidence
from store.writing import Writer

# Positions from here on are those of further reports; those before it are of the evidence that came with the event.
FIRST_REPORT = 1_000_000


class Counts(Protocol):
    """Where it is counted what was done."""

    created: int
    unchanged: int


def store_reports(writer: Writer, reports: Sequence[ReportRecord], counts: Counts) -> None:
    """Store reports that are not there yet; their events and articles are stored."""
    by_event: dict[int, list[ReportRecord]] = defaultdict(list)
    for report in reports:
        by_event[record_id(Kind.EVENT, report.event)].append(report)
    for some in batched(by_event, BATCH_RECORDS):
        _add(writer, {event: by_event[event] for event in some}, _evidence(writer, some), counts)


def _evidence(writer: Writer, events: Sequence[int]) -> dict[int, tuple[int, set[int]]]:
    """Give for each event the next position of its evidence, and the articles that report it."""
    found: dict[int, tuple[int, set[int]]] = {event: (FIRST_REPORT, set()) for event in events}
    statement = (
        select(EventEvidence.event_id, EventEvidence.article_id, func.max(EventEvidence.position))
        .where(EventEvidence.event_id.in_(events))
        .group_by(EventEvidence.event_id, EventEvidence.article_id)
    )
    for event, article, last in writer.connection.execute(statement):
        position, articles = found[event]
        articles.add(article)
        found[event] = (max(position, last + 1), articles)
    return found


def _add(
    writer: Writer,
    reports: dict[int, list[ReportRecord]],
    there: dict[int, tuple[int, set[int]]],
    counts: Counts,
) -> None:
    rows = []
    for event, told in reports.items():
        position, articles = there[event]
        for report in told:
            article = record_id(Kind.ARTICLE, report.article)
            if article in articles:
                counts.unchanged += 1
                continue
            articles.add(article)
            rows.append(_row(event, position, article, report))
            position += 1
    counts.created += len(rows)
    touched = sorted({row["event_id"] for row in rows})
    _log(
        writer, touched, {record_id(Kind.EVENT, one.event): one.updated_at for told in reports.values() for one in told}
    )
    insert_rows(writer.connection, EventEvidence, rows)
    mark_dependents(writer.connection, Kind.EVENT, touched)
    refresh(writer.connection, Kind.EVENT, touched, rendered)


def _row(event: int, position: int, article: int, report: ReportRecord) -> dict[str, Any]:
    return {
        "event_id": event,
        "position": position,
        "field": "event",
        "article_id": article,
        "start": None,
        "end": None,
        "method": report.method,
        "confidence": report.confidence,
    }


def _log(writer: Writer, events: Sequence[int], times: Mapping[int, datetime | None]) -> None:
    bodies = writer.connection.execute(select(Document.id, Document.body).where(Document.id.in_(events)))
    replaced = {row.id: row.body for row in bodies}
    by_time: dict[datetime, list[int]] = defaultdict(list)
    for event in events:
        writer.log(Kind.EVENT, event, "updated", replaced=replaced.get(event))
        by_time[times[event] or writer.now].append(event)
    for at, changed in by_time.items():
        writer.connection.execute(update(Event).where(Event.id.in_(changed)).values(updated_at=at))
