"""What is known of datasets and sources."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, select

from store.derived import Tally
from store.facts.cards import Facts
from store.tables import Dataset, Event, Source
from store.tallies import EVERY_DAY


def dataset_facts(connection: Connection, datasets: Sequence[int]) -> list[Facts]:
    """Gather datasets with the days that their events cover and how many records each holds."""
    rows = connection.execute(select(*Dataset.__table__.c).where(Dataset.id.in_(datasets)).order_by(Dataset.id)).all()
    return [
        dict(row._mapping)
        | {
            "coverage": coverage_of(connection, row.id),
            "counts": {"events": row.event_count, "articles": row.article_count, "quotes": row.quote_count},
        }
        for row in rows
    ]


def coverage_of(connection: Connection, dataset: int) -> Facts:
    """Give the first and the last day that a dataset's events touch, off the ends of two indexes."""
    days = select(Tally.period).where(Tally.scope == EVERY_DAY, Tally.dataset_id == dataset).limit(1)
    lasting = (
        select(Event.end_on)
        .where(Event.dataset_id == dataset, Event.end_on > Event.start_on)
        .order_by(Event.end_on.desc())
        .limit(1)
    )
    first = connection.execute(days.order_by(Tally.period)).scalar()
    lasts = [connection.execute(days.order_by(Tally.period.desc())).scalar(), connection.execute(lasting).scalar()]
    return {"start": first, "end": max((day for day in lasts if day), default=None)}


def source_facts(connection: Connection, sources: Sequence[int]) -> list[Facts]:
    """Gather sources."""
    statement = select(*Source.__table__.c).where(Source.id.in_(sources)).order_by(Source.id)
    return [dict(row._mapping) for row in connection.execute(statement)]
