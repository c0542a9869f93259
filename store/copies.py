"""Which articles are copies of one story: what a news agency wrote stands in many papers, and is one source.

The one that was published first is the original; the others name it. What near-copies have in common (`ArticleBand`) and who is a
copy of whom (`ArticleCopy`) is derived from the texts.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from sqlalchemy import Connection, delete, func, insert, or_, select

from store.identity import Kind
from store.refresh import mark_stale
from store.tables import Article, ArticleBand, ArticleCopy

# Of those that have a band in common, the ones that have most: others share a line that stands under every article.
MOST_CANDIDATES = 200


def bands_of(connection: Connection, article: int) -> set[int]:
    """Give the bands that an article is found by."""
    return set(connection.execute(select(ArticleBand.band).where(ArticleBand.article_id == article)).scalars())


def candidates(connection: Connection, article: int, bands: Collection[int]) -> Sequence[int]:
    """List other articles that have bands in common with these, those with most first."""
    statement = (
        select(ArticleBand.article_id)
        .where(ArticleBand.band.in_(bands), ArticleBand.article_id != article)
        .group_by(ArticleBand.article_id)
        .order_by(func.count().desc(), ArticleBand.article_id)
        .limit(MOST_CANDIDATES)
    )
    return connection.execute(statement).scalars().all()


def keep_bands(connection: Connection, article: int, bands: Iterable[int]) -> None:
    """Let an article be found by these bands."""
    rows = [{"band": band, "article_id": article} for band in sorted(bands)]
    if rows:
        connection.execute(insert(ArticleBand), rows)


def join(connection: Connection, articles: Collection[int]) -> None:
    """Say that these are copies of one story, with all that any of them is a copy of already."""
    _regroup(connection, _story(connection, articles))


def leave(connection: Connection, article: int) -> None:
    """Take an article out of its story, and forget by what it is found."""
    story = _story(connection, [article])
    connection.execute(delete(ArticleBand).where(ArticleBand.article_id == article))
    connection.execute(delete(ArticleCopy).where(ArticleCopy.article_id == article))
    if len(story) > 1:
        mark_stale(connection, Kind.ARTICLE, select(Article.id).where(Article.id == article))
        _regroup(connection, story - {article})


def _story(connection: Connection, articles: Collection[int]) -> set[int]:
    """Gather the articles of the stories that these belong to, themselves included."""
    named = select(ArticleCopy.original_id).where(ArticleCopy.article_id.in_(articles))
    originals = {*articles, *connection.execute(named).scalars()}
    copies = select(ArticleCopy.article_id).where(ArticleCopy.original_id.in_(originals))
    return {*originals, *connection.execute(copies).scalars()}


def _regroup(connection: Connection, story: Collection[int]) -> None:
    """Let all of a story name the one that was published first."""
    of_story = or_(ArticleCopy.article_id.in_(story), ArticleCopy.original_id.in_(story))
    named = connection.execute(select(ArticleCopy.article_id, ArticleCopy.original_id).where(of_story))
    was = {row.article_id: row.original_id for row in named}
    first = select(Article.id).where(Article.id.in_(story)).order_by(Article.published_at, Article.id).limit(1)
    original = connection.execute(first).scalar_one()
    names = {article: original for article in story if article != original}
    changed = {article for article in story if was.get(article) != names.get(article)}
    if changed:
        connection.execute(delete(ArticleCopy).where(of_story))
        if names:
            rows = [{"article_id": article, "original_id": original} for article in sorted(names)]
            connection.execute(insert(ArticleCopy), rows)
        mark_stale(connection, Kind.ARTICLE, select(Article.id).where(Article.id.in_(changed)))
