"""Link articles that were made of one story, so that sources which say something of their own can be counted."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select

from seed.near_copies import Shingles, are_copies, bands, shingles
from seed.records import ArticleRecord, Record
from store import copies
from store.identity import Kind, record_id
from store.refresh import batched
from store.tables import Article, ArticleFurniture
from store.writing import Writer

_AT_ONCE = 50


def link_copies(writer: Writer, records: Iterable[Record]) -> None:
    """Link the articles among records, which are stored, to those that they are near-copies of.

    Of an article that was stored before, only where its text is another now.
    """
    for record in records:
        if isinstance(record, ArticleRecord) and record.text:
            _link(writer, record_id(Kind.ARTICLE, record.key), _story_of(record.text, _stretches(record)))


def _link(writer: Writer, article: int, own: Shingles) -> None:
    connection, found_by = writer.connection, bands(own)
    if copies.bands_of(connection, article) == found_by:
        return
    copies.leave(connection, article)
    close = [
        other
        for some in batched(copies.candidates(connection, article, found_by), _AT_ONCE)
        for other, theirs in _texts(writer, some)
        if are_copies(own, theirs)
    ]
    copies.keep_bands(connection, article, found_by)
    if close:
        copies.join(connection, [article, *close])


def _texts(writer: Writer, articles: Iterable[int]) -> Iterable[tuple[int, Shingles]]:
    wanted = list(articles)
    around = select(ArticleFurniture.article_id, ArticleFurniture.start, ArticleFurniture.end)
    furniture = writer.connection.execute(around.where(ArticleFurniture.article_id.in_(wanted))).all()
    for row in writer.connection.execute(select(Article.id, Article.text).where(Article.id.in_(wanted))):
        stretches = [(start, end) for of, start, end in furniture if of == row.id]
        yield row.id, _story_of(row.text, stretches)


def _stretches(record: ArticleRecord) -> list[tuple[int, int]]:
    return [(one.start, one.end) for one in record.furniture]


def _story_of(text: str, furniture: Iterable[tuple[int, int]]) -> Shingles:
    """Take the story alone: what stands around it is the page's, and the same on all of them."""
    told, at = [], 0
    for start, end in sorted(furniture):
        told.append(text[at:start])
        at = max(at, end)
    return shingles(" ".join([*told, text[at:]]))
