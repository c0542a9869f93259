"""The terms on which a dataset is served: who may read it, and how much of the text of its articles."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import select, update

from store.derived import Document
from store.identity import Kind, record_id
from store.refresh import Render, mark_stale, refresh
from store.tables import Article, Dataset
from store.writing import Writer


class NoSuchDataset(ValueError):
    """The store holds no dataset of this slug."""


def set_terms(writer: Writer, slug: str, terms: Mapping[str, str], render: Render) -> bool:
    """Set `access` and `text_served`, or one of them; tells whether that changed anything. Raises NoSuchDataset.

    It is one change, of the dataset. Articles show other stretches of their texts then, and are noted as stale; nothing else
    shows either. The fingerprint stays, so that to load the same record again does not undo it.
    """
    dataset = record_id(Kind.DATASET, slug)
    columns = select(Dataset.access, Dataset.text_served, Document.body).join(Document, Document.id == Dataset.id)
    row = writer.connection.execute(columns.where(Dataset.id == dataset)).one_or_none()
    if row is None:
        raise NoSuchDataset(slug)
    differing = {name: value for name, value in terms.items() if row._mapping[name] != value}
    if not differing:
        return False
    writer.log(Kind.DATASET, dataset, "updated", replaced=row.body)
    statement = update(Dataset).where(Dataset.id == dataset)
    writer.connection.execute(statement.values(**differing, updated_at=writer.now))
    refresh(writer.connection, Kind.DATASET, [dataset], render)
    if "text_served" in differing:
        mark_stale(writer.connection, Kind.ARTICLE, select(Article.id).where(Article.dataset_id == dataset))
    return True
