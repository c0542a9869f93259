"""Keep datasets that need a key out of the questions of those who have none that opens them.

`closed` are everywhere the datasets that are kept from who asks, slugs by id.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from marshmallow import fields
from sqlalchemy import Connection, select

from schemas.fields import PublicId
from schemas.filters import AnyFilter, DatasetFilter, Filter
from schemas.parameters import Several
from store.identity import Kind
from store.tables import Article, Event, Quote

Closed = Mapping[int, str]

# The records that belong to a dataset.
OF_DATASETS: Mapping[Kind, Any] = {Kind.EVENT: Event, Kind.QUOTE: Quote, Kind.ARTICLE: Article}
# Filters that are no parameters. By their name, sums that are kept by dataset answer them too.
KEPT_OUT = "dataset__not"
KEEPING_OUT = {
    kind: Filter(KEPT_OUT, Several(fields.Integer(), "Datasets."), table.dataset_id.not_in)
    for kind, table in OF_DATASETS.items()
}


class KeyNeeded(ValueError):
    """A parameter names datasets, or records of datasets, that are kept from who asks; `slugs` are theirs."""

    def __init__(self, parameter: str, slugs: Iterable[str]) -> None:
        super().__init__(parameter)
        self.parameter = parameter
        self.slugs = tuple(slugs)


def refuse_named(connection: Connection, one: AnyFilter, values: Mapping[str, Any], closed: Closed) -> None:
    """Raise KeyNeeded where a parameter names closed datasets or records of them. A licence is that of others too."""
    if isinstance(one, DatasetFilter):
        named = [dataset for dataset in values[one.name] if one.by == "slug"]
    else:
        named = list(_named_by_id(connection, one, values, closed))
    if slugs := {closed[dataset] for dataset in named if dataset in closed}:
        raise KeyNeeded(one.name, slugs)


def _named_by_id(connection: Connection, one: AnyFilter, values: Mapping[str, Any], closed: Closed) -> Iterable[int]:
    inner = one.field.inner if isinstance(one, Filter) and isinstance(one.field, Several) else None
    if not isinstance(inner, PublicId) or inner.of not in OF_DATASETS:
        return ()
    return closed_among(connection, inner.of, values[one.name], closed).values()


def closed_among(connection: Connection, kind: Kind, records: Iterable[int], closed: Closed) -> dict[int, int]:
    """Give those of these records that belong to closed datasets, each with its dataset."""
    if kind not in OF_DATASETS:
        return {}
    table = OF_DATASETS[kind]
    statement = select(table.id, table.dataset_id).where(
        table.id.in_(list(records)), table.dataset_id.in_(list(closed))
    )
    return {row.id: row.dataset_id for row in connection.execute(statement)}


def left_out(uses: Iterable[AnyFilter], values: Mapping[str, Any], closed: Closed) -> tuple[str, ...]:
    """List the closed datasets that a question would be about if they were open."""
    among = [values[one.name] for one in uses if isinstance(one, DatasetFilter)]
    return tuple(slug for dataset, slug in closed.items() if all(dataset in datasets for datasets in among))
