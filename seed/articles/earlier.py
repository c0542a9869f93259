"""What the store holds of an article that comes again: under which address, and the day that it was given."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cache

from sqlalchemy import select

from seed.articles.spellings import spellings
from seed.extract.findings import Submitted
from seed.extract.keys import article_key
from store.engine import Store, open_store
from store.identity import Kind, record_id
from store.tables import Article


@dataclass(frozen=True, slots=True)
class Earlier:
    """An article that is stored. `has_text` is false where other records only name it; `basis` is of its day."""

    key: str
    has_text: bool
    published: datetime
    precision: str
    basis: str
    updated: datetime


@cache
def store_at(url: str) -> Store:
    """Open a store once for this process."""
    return open_store(url)


def earlier(store: Store, key: str) -> Earlier | None:
    """Find an article by its key, in whatever spelling its address is stored: of several its own, else one with a text."""
    ids = [record_id(Kind.ARTICLE, spelt) for spelt in spellings(key) or [key]]
    columns = (
        Article.id,
        Article.key,
        (Article.text != "").label("has_text"),
        Article.published_at,
        Article.published_precision,
        Article.published_basis,
        Article.updated_at,
    )
    with store.reader.connect() as connection:
        rows = connection.execute(select(*columns).where(Article.id.in_(ids))).all()
    found = sorted(rows, key=lambda row: (row.id != ids[0], not row.has_text, ids.index(row.id)))
    return Earlier(*found[0][1:]) if found else None


def as_stored(store: Store, submitted: Submitted) -> tuple[Submitted, date | None]:
    """Give an article the key that it is stored with, and where nobody dates it now the day that somebody did before.

    The day is the one on which it was first read, where nobody ever did.
    """
    there = earlier(store, article_key(submitted))
    if there is None:
        return submitted, None
    known = replace(submitted, key=there.key, url=submitted.url and there.key)
    if submitted.published is not None or not there.has_text or there.basis == "text":
        return known, None
    if there.basis == "outside":
        return known, there.published.date()
    return replace(known, published=there.published, published_precision=there.precision), None
