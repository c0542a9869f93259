"""The client: a server's address in, its collections as methods."""

from __future__ import annotations

from types import TracebackType
from typing import Any, Self

import httpx

from dateline_client.connection import Connection
from dateline_client.questions import Value, written
from dateline_client.records import Records, Rows


class Client:
    """Asks one Dateline server.

    Parameters of a question are those of the API, under its names: `actor="Iran", date__gte="2024-08"`. The server checks
    them all and says in a Problem what would be right. `key` opens datasets that are not for all.

    Where the server asks to wait (429, 503), cannot be reached or breaks off, it is asked again, up to five times, after
    what `Retry-After` says or ever longer; `patience_seconds` is the most that is waited for one request in all, 0 never
    waits. `timeout_seconds` is how long a single attempt may be silent. `transport` is one of httpx, for a proxy or for
    certificates.
    """

    def __init__(
        self,
        url: str = "http://127.0.0.1:8000",
        key: str | None = None,
        *,
        patience_seconds: float = 120,
        timeout_seconds: float = 30,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        self._connection = Connection(url, key, patience_seconds, timeout_seconds, transport)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, raised: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections that are kept open from one request to the next."""
        self._connection.close()

    def events(self, *, limit: int | None = None, **question: Value) -> Records:
        """Who did what to whom. `limit` is the most records in all, not those of a page."""
        return self.records("/v1/events", limit=limit, **question)

    def quotes(self, *, limit: int | None = None, **question: Value) -> Records:
        """Who said what."""
        return self.records("/v1/quotes", limit=limit, **question)

    def articles(self, *, limit: int | None = None, **question: Value) -> Records:
        """The articles of which they are, without their texts; `get("/v1/articles/art_…")` has one's text."""
        return self.records("/v1/articles", limit=limit, **question)

    def entities(self, *, limit: int | None = None, **question: Value) -> Records:
        """People, organizations, countries and places."""
        return self.records("/v1/entities", limit=limit, **question)

    def sources(self, *, limit: int | None = None, **question: Value) -> Records:
        """Publishers."""
        return self.records("/v1/sources", limit=limit, **question)

    def datasets(self, *, limit: int | None = None, **question: Value) -> Records:
        """Datasets, with licence, citation and coverage."""
        return self.records("/v1/datasets", limit=limit, **question)

    def aggregate(self, collection: str, /, **question: Value) -> Rows:
        """Counts and measures of a collection: `aggregate("events", group_by="date:month", metric=["count", "share"])`."""
        return self.rows(f"/v1/{collection}/aggregate", **question)

    def rows(self, path: str, /, **question: Value) -> Rows:
        """Rows that come in one answer, such as those of `/v1/graph/edges`."""
        return Rows(self._connection, path, written(question))

    def records(self, path: str, /, *, limit: int | None = None, **question: Value) -> Records:
        """Records of whatever is listed in pages, such as `/v1/changes` or an event's `/history`."""
        return Records(self._connection, path, written(question), limit)

    def get(self, path: str, /, **question: Value) -> Any:
        """Anything else that is answered in JSON, as it is: one record, `/v1/autocomplete`, `/v1/summary`, …"""
        return self._connection.json(path, written(question))
