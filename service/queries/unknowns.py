"""Say which values of a question nothing here has: looked up only where the question found nothing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import ColumnElement, Connection, Executable, select
from sqlalchemy.orm import InstrumentedAttribute

from schemas.fields import PublicId
from schemas.filters import AnyFilter, DatasetFilter, Filter
from schemas.nearest import advice
from schemas.parameters import Several
from service.queries.hurried import TookTooLong, hurried
from service.queries.question import Question
from store.derived import Document
from store.identity import public_id
from store.tables import Dataset

# How long to look for a value in a column without an index; if that does not do, nothing is said of it.
LOOKING_SECONDS = 0.25

_DATASETS = {"slug": Dataset.slug, "licence": Dataset.licence}


def unknowns(connection: Connection, asked: Question) -> list[str]:
    """Give a warning for each dataset, licence, id and plain word of a question that no record has."""
    uses = [one for one, _ in asked.shape.uses if one.name in asked.asked]
    return [said for one in uses for said in _said(connection, asked, one, asked.asked[one.name])]


def _said(connection: Connection, asked: Question, one: AnyFilter, values: Any) -> Iterator[str]:
    if isinstance(one, DatasetFilter):
        known = connection.execute(select(_DATASETS[one.by]).distinct().order_by(_DATASETS[one.by])).scalars().all()
        yield from (advice(_nothing(one, value), value, known) for value in values if value not in known)
    elif isinstance(one, Filter) and one.words:
        words = sorted(one.words())
        yield from (advice(_nothing(one, value), value, words) for value in values if value not in words)
    elif isinstance(one, Filter) and isinstance(one.field, Several) and isinstance(one.field.inner, PublicId):
        kind = one.field.inner.of
        held = connection.execute(select(Document.id).where(Document.id.in_(values), Document.kind == kind.value))
        there = set(held.scalars())
        yield from (_nothing(one, public_id(kind, value)) for value in values if value not in there)
    elif isinstance(one, Filter) and one.seen_in is not None:
        yield from (_nothing(one, value) for value in values if _seen(connection, asked, one.seen_in, value) is False)


def _nothing(one: AnyFilter, value: str) -> str:
    return f"{one.name}: nothing here is known as {value!r}."


def _seen(connection: Connection, asked: Question, column: InstrumentedAttribute[Any], value: str) -> bool | None:
    """Tell whether a value stands anywhere in a column, None where that takes too long to find out."""
    readable = [column.class_.dataset_id.not_in(list(asked.closed))] if asked.closed else []
    try:
        with hurried(connection, LOOKING_SECONDS):
            return connection.execute(rows_with(column, value, *readable)).scalar() is not None
    except TookTooLong:
        return None


def rows_with(column: InstrumentedAttribute[Any], value: str, *readable: ColumnElement[bool]) -> Executable:
    """Select one row that has this value, if there is any that may be read."""
    return select(column).where(column == value, *readable).limit(1)
