"""How each server is asked the same questions, and where its answers hold what was asked for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple
from urllib.parse import urlencode

PAGE = 100


class Asked(NamedTuple):
    """A question about events, before it is spelt for a server; what is None is not asked."""

    actor: str | None = None
    country: str | None = None
    since: date | None = None
    until: date | None = None

    @property
    def given(self) -> dict[str, Any]:
        """What is asked, by name."""
        return {name: value for name, value in self._asdict().items() if value is not None}


# Day and id of an event.
Place = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Spelling:
    """A server's way of asking and answering.

    `item`, `page` (a hundred, the latest first), `count` (exact) and `months` spell a request; `deep` that for the page of a
    number, given day and id of the last event before it; None where the way there is by cursors alone. The others find in
    a parsed answer the events of a page, the number of a count, and the counts by month (as 2024-08) where there are any.
    """

    item: Callable[[str], str]
    page: Callable[[Asked], str]
    deep: Callable[[Asked, int, Place], str] | None
    count: Callable[[Asked], str]
    months: Callable[[Asked], str]
    records: Callable[[Any], list[Any]]
    counted: Callable[[Any], int]
    by_month: Callable[[Any], dict[str, int]]


# --- Dateline -------------------------------------------------------------------------------------------------------

_OURS = {"actor": "actor", "country": "country", "since": "date__gte", "until": "date__lte"}


def our_page(asked: Asked, **more: Any) -> str:
    """Spell a list of the service."""
    return f"/v1/events?{urlencode(_ours(asked) | {'limit': PAGE} | more)}"


def our_summary(asked: Asked) -> str:
    """Spell the summary of a question, which no peer has."""
    return f"/v1/summary?{urlencode(_ours(asked))}"


def our_export(form: str, since: date, rows: int) -> str:
    """Spell an export of the service."""
    return f"/v1/events/export?{urlencode({'format': form, 'date__gte': since, 'limit': rows})}"


def _ours(asked: Asked) -> dict[str, Any]:
    return {_OURS[name]: value for name, value in asked.given.items()}


DATELINE = Spelling(
    item=lambda record: f"/v1/events/{record}",
    page=our_page,
    deep=None,
    count=lambda asked: our_page(asked, limit=1, count="exact"),
    months=lambda asked: f"/v1/events/aggregate?{urlencode(_ours(asked) | {'group_by': 'date:month'})}",
    records=lambda body: list(body["data"]),
    counted=lambda body: int(body["meta"]["count"]),
    by_month=lambda body: {row["date"][:7]: row["count"] for row in body["data"] if row["count"]},
)

# --- Datasette, with what it would add to a page and nobody asked for switched off ----------------------------------

_BARE = {"_shape": "objects", "_nofacet": 1, "_nosuggest": 1}
_WHERE = {
    "actor": "(actor1_id = :actor OR actor2_id = :actor)",
    "country": "country = :country",
    "since": "date_start >= :since",
    "until": "date_start <= :until",
}
_COLUMNS = {"country": "country", "since": "date_start__gte", "until": "date_start__lte"}


def datasette_export(since: date) -> str:
    """Spell Datasette's stream of all events from a day on, as CSV."""
    return f"/flat/events.csv?{urlencode({'_stream': 'on', 'date_start__gte': since})}"


def _table(asked: Asked, **more: Any) -> str:
    spelt = {_COLUMNS[name]: value for name, value in asked.given.items() if name in _COLUMNS}
    if asked.actor:
        spelt["_where"] = f"(actor1_id = '{asked.actor}' OR actor2_id = '{asked.actor}')"
    return f"/flat/events.json?{urlencode(_BARE | spelt | more)}"


def _page_of_table(asked: Asked, **more: Any) -> str:
    return _table(asked, _size=PAGE, _sort_desc="date_start", _nocount=1, **more)


def _months_by_sql(asked: Asked) -> str:
    where = " AND ".join(_WHERE[name] for name in asked.given)
    sql = "SELECT substr(date_start, 1, 7) AS month, count(*) AS count FROM events"
    sql += f"{' WHERE ' + where if where else ''} GROUP BY month ORDER BY month"
    return f"/flat.json?{urlencode({'sql': sql, '_shape': 'objects'} | asked.given)}"


DATASETTE = Spelling(
    item=lambda record: f"/flat/events/{record}.json?_shape=objects",
    page=_page_of_table,
    deep=lambda asked, number, last: _page_of_table(asked, _next=",".join(last)),
    count=lambda asked: _table(asked, _size=1),
    months=_months_by_sql,
    records=lambda body: list(body["rows"]),
    counted=lambda body: int(body["filtered_table_rows_count"]),
    by_month=lambda body: {row["month"]: row["count"] for row in body["rows"]},
)

# --- the obvious versions -------------------------------------------------------------------------------------------


def _obvious_page(asked: Asked, number: int = 1) -> str:
    return f"/events?{urlencode(asked.given | {'page': number})}"


OBVIOUS = Spelling(
    item=lambda record: f"/events/{record}",
    page=_obvious_page,
    deep=lambda asked, number, last: _obvious_page(asked, number),
    count=lambda asked: f"/events/count?{urlencode(asked.given)}",
    months=lambda asked: f"/events/by-month?{urlencode(asked.given)}",
    records=lambda body: list(body["data"]),
    counted=lambda body: int(body["count"]),
    by_month=lambda body: {row["month"]: row["count"] for row in body["data"]},
)

SPELLINGS = {"dateline": DATELINE, "datasette": DATASETTE, "fastapi": OBVIOUS, "flask": OBVIOUS}
