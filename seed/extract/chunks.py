"""The noun phrases among some words, as spaCy tells them."""

from __future__ import annotations

from collections.abc import Iterator

from spacy.lang.en.syntax_iterators import noun_chunks
from spacy.tokens import Span


def noun_phrases(words: Span) -> Iterator[Span]:
    """Give the noun phrases among some words. spaCy's own looks at the whole document for those of one sentence."""
    for start, end, _ in noun_chunks(words):
        yield words.doc[start:end]
