"""What is known of datasets and sources."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, func, select

from store.facts.cards import Facts
from store.tables import Article, Dataset, Event, Quote, Source


def dataset_facts(connection: Connection, datasets: Sequence[int]) -> list[Facts]:
    """Gather datasets with the days that their events cover and how many records each holds."""
    rows = connection.execute(select(*Dataset.__table__.c).where(Dataset.id.in_(datasets)).order_by(Dataset.id)).all()
    return [dict(row._mapping) | _holdings(connection, row.id) for row in rows]


def _holdings(connection: Connection, dataset: int) -> Facts:
    events = select(func.count(), func.min(Event.start_on), func.max(Event.end_on)).where(Event.dataset_id == dataset)
    count, first, last = connection.execute(events).one()
    counts = {
        name: connection.execute(select(func.count()).where(table.dataset_id == dataset)).scalar_one()
        for name, table in (("articles", Article), ("quotes", Quote))
    }
    return {"coverage": {"start": first, "end": last}, "counts": {"events": count} | counts}


def source_facts(connection: Connection, sources: Sequence[int]) -> list[Facts]:
    """Gather sources."""
    statement = select(*Source.__table__.c).where(Source.id.in_(sources)).order_by(Source.id)
    return [dict(row._mapping) for row in connection.execute(statement)]
