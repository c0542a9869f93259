"""What a row shows of the value that it stands for: the code, id or cell, and what that means."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Connection, select

from schemas.aggregates import CellDimension, Dimension
from schemas.codebook import codebook
from service.queries.grouping import OTHER, Group, Row
from store.identity import Kind, public_id
from store.tables import Dataset, Entity, Source

_NAMED: dict[Kind, Any] = {Kind.ENTITY: Entity, Kind.SOURCE: Source}


def names(connection: Connection, groups: Iterable[Group], dimensions: Iterable[Dimension]) -> list[Mapping[Any, Row]]:
    """Give for each dimension what rows show of each of its values."""
    found = list(groups)
    return [
        _values(connection, dimension, {group[place] for group in found})
        for place, dimension in enumerate(dimensions, start=1)
    ]


def _values(connection: Connection, dimension: Dimension, values: set[Any]) -> dict[Any, Row]:
    shown = _shown(connection, dimension, values - {None, OTHER})
    unknown = dict.fromkeys(dimension.columns)
    # The rest of the world has no centre.
    other = unknown | {"cell": OTHER} if isinstance(dimension, CellDimension) else dict.fromkeys(unknown, OTHER)
    return shown | {None: unknown, OTHER: other}


def _shown(connection: Connection, dimension: Dimension, values: set[Any]) -> dict[Any, Row]:
    name, naming = dimension.name, dimension.naming
    if isinstance(dimension, CellDimension):
        return {value: dimension.shown(value) for value in values}
    if naming is Kind.DATASET:
        slugs = connection.execute(select(Dataset.id, Dataset.slug).where(Dataset.id.in_(values)))
        return {record: {name: slug} for record, slug in slugs}
    if isinstance(naming, Kind):
        table = _NAMED[naming]
        titles = connection.execute(select(table.id, table.name).where(table.id.in_(values)))
        return {record: {name: public_id(naming, record), f"{name}_name": title} for record, title in titles}
    if naming is None:
        return {value: {name: value} for value in values}
    codes = codebook(naming).codes
    return {value: {name: value, f"{name}_label": _label(codes, value)} for value in values}


def _label(codes: Mapping[str, Any], value: Any) -> str | None:
    entry = codes.get(str(value))
    return entry and entry.label
