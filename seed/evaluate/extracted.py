"""What the extraction finds in the texts of an annotation."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from time import process_time

from seed.evaluate import moments
from seed.evaluate.comparing import compared
from seed.evaluate.scoring import Measured, added
from seed.extract.extracting import extract
from seed.extract.findings import Submitted
from seed.extract.providers.named import Provider
from seed.extract.records import batch
from seed.records import ArticleRecord, Batch

_FIRST = Submitted("“We met on Sunday,” a minister of Iran said.")


def measured(name: str, known: Batch, providers: Sequence[Provider] = ()) -> Measured:
    """Read the texts of an annotation again and score what is found. Raises as `extract` does."""
    # The first text takes the model and the tables into memory, which is no part of reading it.
    extract(_FIRST)
    began = process_time()
    read = {
        article.key: extract(_submitted(article), providers=providers) for article in known.articles if article.text
    }
    seconds = process_time() - began
    scores = compared(name, known, joined(batch(found) for found in read.values()))
    when = [
        result for key, found in read.items() for result in moments.results(moments.moments(known, key), found.times)
    ]
    return Measured(name, (*scores.results, *added(when)), scores.sure, seconds)


def _submitted(article: ArticleRecord) -> Submitted:
    """Give what whoever brings an article would know of it."""
    return Submitted(article.text, article.published, article.published_precision, language=article.language)


def joined(batches: Iterable[Batch]) -> Batch:
    """Put batches together; of those whom several name, the first is kept."""
    every = list(batches)
    entities = {entity.key: entity for one in reversed(every) for entity in one.entities}
    return Batch(
        entities=tuple(entities.values()),
        articles=tuple(article for one in every for article in one.articles),
        events=tuple(event for one in every for event in one.events),
        quotes=tuple(quote for one in every for quote in one.quotes),
    )
