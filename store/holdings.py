"""How many records a dataset holds: counted as they come and go, for its document says so."""

from __future__ import annotations

from sqlalchemy import Connection, select, update

from store.identity import Kind
from store.refresh import mark_stale
from store.tables import Dataset

# The column of the dataset in which records of each kind are counted.
HOLDINGS = {Kind.EVENT: "event_count", Kind.ARTICLE: "article_count", Kind.QUOTE: "quote_count"}


def count_in(connection: Connection, kind: Kind, dataset: int, more: int) -> None:
    """Count so many more (or, below 0, fewer) records of a kind in a dataset, whose document is to be made again."""
    column = Dataset.__table__.c[HOLDINGS[kind]]
    connection.execute(update(Dataset).where(Dataset.id == dataset).values({column.name: column + more}))
    mark_stale(connection, Kind.DATASET, select(Dataset.id).where(Dataset.id == dataset))
