"""Say where the bounds of a question leave nothing between them, though each is right by itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from itertools import product
from typing import Any

from schemas.fields import instant

_LOW = {"gte": "at least", "gt": "more than"}
_HIGH = {"lte": "at most", "lt": "less than"}


def contradictions(asked: Mapping[str, Any], since: date | None, until: date | None) -> Iterator[str]:
    """Give a sentence for each empty range: that of days, from the first to the last, and those of numbers and instants."""
    if since and until and since > until:
        # What lasts long enough overlaps both of its ends.
        yield f"date: the range asked about begins on {since} and ends on {until}; only what lasts from one to the other matches."
    for name in dict.fromkeys(one.partition("__")[0] for one in asked if "__" in one):
        for low, high in product(_LOW, _HIGH):
            least, most = asked.get(f"{name}__{low}"), asked.get(f"{name}__{high}")
            if _ordered(least) and _ordered(most) and _apart(least, most, low == "gte" and high == "lte"):
                yield f"{name}: nothing can match, for none is {_LOW[low]} {_spelt(least)} and {_HIGH[high]} {_spelt(most)}."


def _ordered(value: Any) -> bool:
    """Tell numbers and instants, which have an order, from days, which may be a whole year."""
    return isinstance(value, int | float | datetime)


def _spelt(value: Any) -> str:
    return instant(value) if isinstance(value, datetime) else str(value)


def _apart(least: Any, most: Any, both_included: bool) -> bool:
    return bool(least > most or (least == most and not both_included))
