"""Take out of served documents what they show of records of closed datasets.

A record is its dataset's, but events may stand in articles of other datasets, and articles and quotes show events of others.
What is served is rendered once, for those who may read all, so this is done as it is read, and only where some dataset is
kept from who asks.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import orjson
from sqlalchemy import Connection, Select, select

from service.queries.closed import Closed, closed_among
from store.identity import Kind, parsed_id, public_id
from store.tables import Event, EventEvidence, Quote

Json = dict[str, Any]
# Public ids.
Ids = set[str]


def screened(connection: Connection, kind: Kind, bodies: Sequence[bytes], closed: Closed) -> Sequence[bytes]:
    """Screen the served documents of records of one kind; where they show nothing of closed datasets, they stay as they are."""
    if not closed or kind not in _SCREEN:
        return bodies
    documents = [orjson.loads(body) for body in bodies]
    if not screen(connection, kind, documents, closed):
        return bodies
    return [orjson.dumps(document) for document in documents]


def screen(connection: Connection, kind: Kind, documents: Sequence[Json], closed: Closed) -> bool:
    """Screen documents of one kind, as lists or items show them; tells whether anything was taken out."""
    return bool(closed) and kind in _SCREEN and _SCREEN[kind](connection, documents, closed)


def _events(connection: Connection, events: Sequence[Json], closed: Closed) -> bool:
    told_in = (article["id"] for event in events for article in event["articles"])
    hidden = _hidden(connection, Kind.ARTICLE, told_in, closed)
    for event in events if hidden else ():
        event["articles"] = [article for article in event["articles"] if article["id"] not in hidden]
        event["evidence"] = [piece for piece in event["evidence"] if piece["article"] not in hidden]
    return bool(hidden)


def _quotes(connection: Connection, quotes: Sequence[Json], closed: Closed) -> bool:
    about = (event["id"] for quote in quotes for event in quote["about"]["events"])
    hidden = _hidden(connection, Kind.EVENT, about, closed)
    hidden |= _hidden(connection, Kind.ARTICLE, (quote["article"]["id"] for quote in quotes), closed)
    for quote in quotes if hidden else ():
        quote["about"]["events"] = [event for event in quote["about"]["events"] if event["id"] not in hidden]
        if quote["article"]["id"] in hidden:
            quote["article"] |= {"title": None, "url": None, "source": None}
    return bool(hidden)


def _articles(connection: Connection, articles: Sequence[Json], closed: Closed) -> bool:
    ids = [record for article in articles if (record := parsed_id(Kind.ARTICLE, article["id"])) is not None]
    found = False
    for name, kind, statement in (("events", Kind.EVENT, _events_in), ("quotes", Kind.QUOTE, _quotes_in)):
        hidden: dict[str, Ids] = defaultdict(set)
        for told_in, record in connection.execute(statement(ids, list(closed))):
            hidden[public_id(Kind.ARTICLE, told_in)].add(public_id(kind, record))
        for article in articles if hidden else ():
            _leave(article, name, hidden[article["id"]])
        found = found or bool(hidden)
    return found


def _leave(article: Json, name: str, hidden: Ids) -> None:
    """Leave the rest of what was found in an article: lists show how much, the article alone also what."""
    # An earlier version may have been rendered before these were loaded.
    article["counts"][name] = max(0, article["counts"][name] - len(hidden))
    if name in article:
        article[name] = [one for one in article[name] if one["id"] not in hidden]


def _events_in(articles: Sequence[int], closed: Sequence[int]) -> Select[int, int]:
    told = select(EventEvidence.article_id, Event.id).join(Event, Event.id == EventEvidence.event_id)
    return told.where(EventEvidence.article_id.in_(articles), Event.dataset_id.in_(closed)).distinct()


def _quotes_in(articles: Sequence[int], closed: Sequence[int]) -> Select[int, int]:
    return select(Quote.article_id, Quote.id).where(Quote.article_id.in_(articles), Quote.dataset_id.in_(closed))


def _hidden(connection: Connection, kind: Kind, ids: Iterable[str], closed: Closed) -> Ids:
    records = {record for named in ids if (record := parsed_id(kind, named)) is not None}
    return {public_id(kind, record) for record in closed_among(connection, kind, records, closed)} if records else set()


_SCREEN: Mapping[Kind, Callable[[Connection, Sequence[Json], Closed], bool]] = {
    Kind.EVENT: _events,
    Kind.QUOTE: _quotes,
    Kind.ARTICLE: _articles,
}
