"""Read records in pages, with what hangs on them and the keys of what they point at, and write them as lines."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import orjson
from sqlalchemy import Connection, func, select

from schemas.interchange import SORTED, sealed
from store.columns import AnyRow
from store.refresh import BATCH_RECORDS, batched
from store.tables import Article, Dataset, Entity, Source

Line = dict[str, Any]
Rows = Sequence[AnyRow]
Hanging = Mapping[Any, list[AnyRow]]


def pages(connection: Connection, table: Any, columns: Iterable[Any] | None = None, *conditions: Any) -> Iterator[Rows]:
    """Read a table in the order of its ids, a page at a time."""
    last = -1
    statement = select(*(columns or table.__table__.c)).where(*conditions).order_by(table.id).limit(BATCH_RECORDS)
    while rows := connection.execute(statement.where(table.id > last)).all():
        yield rows
        last = rows[-1].id


def children(connection: Connection, table: Any, owners: Sequence[int]) -> Hanging:
    """Read what hangs on records, in the order of its primary key."""
    key = [*table.__table__.primary_key]
    rows = connection.execute(select(*table.__table__.c).where(key[0].in_(owners)).order_by(*key))
    return grouped(rows, key[0].name)


def evidence_of(connection: Connection, table: Any, owners: Sequence[int], *conditions: Any) -> Hanging:
    """Read evidence with the words that it points at."""
    surface = func.substr(Article.text, table.start + 1, table.end - table.start).label("surface")
    key = [*table.__table__.primary_key]
    statement = select(*table.__table__.c, Article.key.label("article"), surface).join(
        Article, Article.id == table.article_id
    )
    return grouped(connection.execute(statement.where(key[0].in_(owners), *conditions).order_by(*key)), key[0].name)


def grouped(rows: Iterable[AnyRow], owner: str) -> Hanging:
    """Gather rows by the value of a column."""
    found: dict[Any, list[AnyRow]] = defaultdict(list)
    for row in rows:
        found[getattr(row, owner)].append(row)
    return found


def keys_of(connection: Connection, table: Any, records: Iterable[int | None]) -> dict[int, str]:
    """Give the keys of records; of those that there are."""
    key = table.slug if table is Dataset else table.key
    found: dict[int, str] = {}
    for some in batched(sorted({record for record in records if record is not None}), BATCH_RECORDS):
        rows = connection.execute(select(table.id, key.label("key")).where(table.id.in_(some)))
        found |= {row.id: row.key for row in rows}
    return found


class Around:
    """The keys of what the records of a page point at."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self.datasets = {row.id: row.slug for row in connection.execute(select(Dataset.id, Dataset.slug))}
        self.entities: dict[int, str] = {}
        self.sources: dict[int, str] = {}
        self.articles: dict[int, str] = {}

    def learn(self, *naming: Hanging, sources: Iterable[int | None] = (), articles: Iterable[int] = ()) -> None:
        """Ask for the keys that a page needs, and forget those of the page before."""
        named = (row.resolved_id for hanging in naming for rows in hanging.values() for row in rows)
        self.entities = keys_of(self._connection, Entity, named)
        self.sources = keys_of(self._connection, Source, sources)
        self.articles = keys_of(self._connection, Article, articles)

    def keys(self, parts: Iterable[AnyRow]) -> list[str]:
        """Give the keys of those who take part."""
        return [self.entities[part.resolved_id] for part in parts]

    def parts(self, parts: Iterable[AnyRow]) -> list[Line]:
        """Write those who take part, with what the origin gives of each here."""
        names = ("code", "country", "sector", "as_written", "rule")
        return [said_of({"entity": self.entities[part.resolved_id]} | taken(part, names)) for part in parts]


def written(kind: str, row: AnyRow, line: Line, *, origin: str | None = None, is_whole: bool = True) -> bytes:
    """Write a line with its record's times, and with its fingerprint if it is whole.

    `origin` stands in it as it is stored: its order is the dataset's.
    """
    said = said_of(line) | {"record": kind, "created_at": row.created_at, "updated_at": row.updated_at}
    if is_whole:
        said["fingerprint"] = sealed(said, row.fingerprint)
    if origin:
        said["origin"] = orjson.Fragment(origin)
    return orjson.dumps(said, option=SORTED | orjson.OPT_APPEND_NEWLINE)


def plain(kind: str, line: Line) -> bytes:
    """Write a line of a kind without an id of its own."""
    return orjson.dumps(line | {"record": kind}, option=SORTED | orjson.OPT_APPEND_NEWLINE)


def taken(row: AnyRow, names: Iterable[str]) -> Line:
    """Take columns that a line calls by the same name."""
    return {name: getattr(row, name) for name in names}


def said_of(line: Line) -> Line:
    """Leave out what says nothing."""
    return {name: value for name, value in line.items() if value is not None and value != [] and value != ""}


def by_role(parts: Iterable[AnyRow]) -> Hanging:
    """Gather those who take part by what they do."""
    return grouped(parts, "role")


def span(start: int, end: int, text: str) -> Line:
    """Write a stretch of text."""
    return {"start": start, "end": end, "text": text}


def span_in(text: str, start: int | None, end: int | None) -> Line | None:
    """Write a stretch of this text, if there is one."""
    return None if start is None or end is None else span(start, end, text[start:end])


def piece(row: AnyRow) -> Line:
    """Write a piece of evidence."""
    placed = None if row.start is None else span(row.start, row.end, row.surface)
    return said_of({"span": placed} | taken(row, ("article", "field", "method", "confidence")))


def dated(row: AnyRow, what: str) -> Line:
    """Write an interval of days; `what` begins the names of its columns."""
    names = ("precision", "as_written", "basis", "note", "known_day")
    known = {name: getattr(row, f"{what}_{name}") for name in names}
    return said_of({"start": row.start_on, "end": row.end_on} | known)
