"""Leave out what a publisher brings again under another address: the same text is the same article."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from hashlib import sha256

from sqlalchemy import select

from seed.importing import Read
from seed.near_copies import bands, shingles
from seed.records import ArticleRecord
from store.engine import Store
from store.identity import Kind, record_id
from store.tables import Article, ArticleBand

# A publisher with a text.
Told = tuple[str, str]


def without_doubles(store: Store, reads: Iterable[Read]) -> Iterator[Read]:
    """Give rows, without the records of those whose text their publisher brought before under another address."""
    seen: dict[Told, str] = {}
    for read in reads:
        article = next((record for record in read.records if isinstance(record, ArticleRecord)), None)
        if article is None or article.source is None:
            yield read
            continue
        told = (article.source, sha256(article.text.encode("utf-8", "surrogatepass")).hexdigest())
        first = seen.setdefault(told, _first(store, article, told) or article.key)
        yield read if first == article.key else Read(read.line, (), None)


def _first(store: Store, article: ArticleRecord, told: Told) -> str | None:
    """Find the article that is stored with this text; where this one is too, it is this one."""
    source, text = told
    # The words that near-copies are found by find the same text too, without an index of all texts.
    alike = select(ArticleBand.article_id).where(ArticleBand.band.in_(bands(shingles(article.text))))
    statement = select(Article.key).where(
        Article.id.in_(alike), Article.source_id == record_id(Kind.SOURCE, source), Article.text_sha256 == text
    )
    with store.reader.connect() as connection:
        there = connection.execute(statement.order_by(Article.published_at, Article.id)).scalars().all()
    return article.key if article.key in there else next(iter(there), None)
