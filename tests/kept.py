"""Read back what a store holds."""

from __future__ import annotations

import re
from typing import Any

import orjson
from sqlalchemy import bindparam, func, select

from store.derived import Appearance, Document, Stale, Tally, TextPart
from store.engine import Store
from store.fulltext import expression, records_with, terms
from store.identity import Kind, record_id
from store.scopes import Scope, scope_key
from store.tables import Base, Change, Head

Bodies = dict[int, tuple[str, bytes, bytes | None]]

_UPDATED = re.compile(rb'"updated_at":"[^"]*"')


def document(store: Store, kind: Kind, key: str) -> Any:
    """Read the served document of the record with this key, None where it has none."""
    return _parsed(store, Document.body, record_id(kind, key))


def whole(store: Store, article: str) -> Any:
    """Read the document that the article with this key is answered with when it is asked for alone."""
    return _parsed(store, Document.whole, record_id(Kind.ARTICLE, article))


def _parsed(store: Store, column: Any, record: int) -> Any:
    with store.reader.connect() as connection:
        body = connection.execute(select(column).where(Document.id == record)).scalar()
    return None if body is None else orjson.loads(body)


def documents(store: Store) -> Bodies:
    """Read every document: kind, body and whole by id."""
    with store.reader.connect() as connection:
        rows = connection.execute(select(Document.id, Document.kind, Document.body, Document.whole))
        return {row.id: (row.kind, row.body, row.whole) for row in rows}


def bodies(store: Store, kind: Kind) -> list[dict[str, Any]]:
    """Read the served documents of one kind."""
    return [orjson.loads(body) for of, body, _ in documents(store).values() if of == kind.value]


def without_update(found: Bodies) -> Bodies:
    """Take the time of the last update out of documents."""
    return {
        record: (kind, _UPDATED.sub(b"", body), whole and _UPDATED.sub(b"", whole))
        for record, (kind, body, whole) in found.items()
    }


def content(found: Bodies) -> Bodies:
    """Take both times out of documents: what is left depends on the records alone."""
    created = re.compile(rb'"created_at":"[^"]*"')
    return {
        record: (kind, created.sub(b"", body), whole and created.sub(b"", whole))
        for record, (kind, body, whole) in without_update(found).items()
    }


def changes(store: Store) -> list[Any]:
    """Read the change log from its beginning."""
    with store.reader.connect() as connection:
        return list(connection.execute(select(*Change.__table__.c).order_by(Change.sequence)))


def changes_of(store: Store, kind: Kind, key: str) -> list[str]:
    """List what happened to the record with this key, in order."""
    return [change.operation for change in changes(store) if change.record_id == record_id(kind, key)]


def revision(store: Store) -> int:
    """Read how many writes have moved the store."""
    with store.reader.connect() as connection:
        return connection.execute(select(Head.revision)).scalar_one()


def under(store: Store, kind: Kind, scope: Scope, value: int | str) -> set[int]:
    """List the records that appear under a scope."""
    key = scope_key(kind, scope, value)
    with store.reader.connect() as connection:
        return set(connection.execute(select(Appearance.record_id).where(Appearance.scope == key)).scalars())


def under_entity(store: Store, kind: Kind, entity: str) -> set[int]:
    """List the records that appear under the entity with this key."""
    return under(store, kind, Scope.ENTITY, record_id(Kind.ENTITY, entity))


def found(store: Store, search: str) -> set[int]:
    """Find records by full text: those with every wanted term and no unwanted one."""
    asked = terms(search)
    with store.reader.connect() as connection:
        held = [(term.wanted, set(connection.execute(_statement(store, term)).scalars())) for term in asked]
    wanted = set.intersection(*(records for is_wanted, records in held if is_wanted))
    return wanted.difference(*(records for is_wanted, records in held if not is_wanted))


def _statement(store: Store, term: Any) -> Any:
    return records_with(bindparam("term", expression(term, store.on_sqlite)), store.on_sqlite)


def stale(store: Store) -> int:
    """Count the records that are noted to be made again."""
    with store.reader.connect() as connection:
        return connection.execute(select(func.count()).select_from(Stale)).scalar_one()


def derived(store: Store) -> tuple[set[Any], list[Any]]:
    """Read the appearances and the searchable parts of every record, in no order of arrival.

    The parts are told apart on SQLite only: PostgreSQL keeps a vector in place of the words.
    """
    with store.reader.connect() as connection:
        appearances = {tuple(row) for row in connection.execute(select(*Appearance.__table__.c))}
        parts = sorted(tuple(row) for row in connection.execute(select(TextPart.record_id, TextPart.tokens)))
    return appearances, parts


def sums(store: Store) -> set[tuple[Any, ...]]:
    """Read the sums that are kept of events."""
    with store.reader.connect() as connection:
        return {tuple(row) for row in connection.execute(select(*Tally.__table__.c))}


def rows(store: Store) -> dict[str, list[tuple[Any, ...]]]:
    """Read every table row by row, each table in the order of its rows."""
    with store.reader.connect() as connection:
        return {
            table.name: sorted((tuple(row) for row in connection.execute(select(*table.c))), key=repr)
            for table in Base.metadata.sorted_tables
        }
