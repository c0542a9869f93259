"""What a view is declared by, and the columns that several views have."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select

from store.tables import Dataset
from store.view_parts import of_dataset


@dataclass(frozen=True, slots=True)
class ViewColumn:
    """A column: its name, what it holds, and the expression that it is."""

    name: str
    about: str
    value: Any


@dataclass(frozen=True, slots=True)
class View:
    """A view: its name, what a row of it is, its columns, and where the rows come from."""

    name: str
    about: str
    columns: tuple[ViewColumn, ...]
    rows: Select[Any]

    @property
    def statement(self) -> Select[Any]:
        """The statement that the view stands for."""
        return self.rows.with_only_columns(*(column.value.label(column.name) for column in self.columns))


ABOUT_ACTOR = {
    "id": "id",
    "name": "name",
    "kind": "kind (codebook `entity_kind`)",
    "country": "country in this event, ISO 3166-1 alpha-3",
    "code": "CAMEO actor code in this event",
}
SEVERAL = "several are joined by `; `"
NUMBER = "The id as a number, as the tables have it: joins and look-ups by it use an index."


def dataset_columns(table: Any) -> tuple[ViewColumn, ...]:
    """Make the columns that say whose data the rows of this table are."""
    return (
        ViewColumn("dataset", "Slug of the dataset.", of_dataset(table.dataset_id, Dataset.slug)),
        ViewColumn("licence", "Licence of the dataset.", of_dataset(table.dataset_id, Dataset.licence)),
    )


UPDATED = "When the record was last changed, UTC."
FIRST_DAY, LAST_DAY = "First day, both ends included.", "Last day."
