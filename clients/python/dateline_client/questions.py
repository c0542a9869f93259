"""How a question is written: Python's values as the API reads them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

One = str | int | float | bool | date
Value = One | Iterable[One] | None
Written = dict[str, str]


def written(question: Mapping[str, Value]) -> Written:
    """Write the parameters of a question; what is None is not asked.

    Text goes as it is, so `"Iran,Israel"` is two values. A list is one value for each item, whatever commas are in it.
    """
    return {name: _written(value) for name, value in question.items() if value is not None}


def _written(value: One | Iterable[One]) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, Iterable):
        return ",".join(_plain(item).replace("\\", "\\\\").replace(",", "\\,") for item in value)
    return _plain(value)


def _plain(value: One) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return value.isoformat() if isinstance(value, date) else str(value)
