"""The halves of a headline, which are sentences of their own: "Strike kills commander; Iran vows revenge"."""

from __future__ import annotations

from spacy.language import Language
from spacy.tokens import Doc

NAME = "dateline_halves"
# A title has no more words, and what ends so is a sentence of a story.
_MOST_WORDS = 40
_ENDS = frozenset(".!?…:\"”’'»)")


@Language.component(NAME)
def parted(doc: Doc) -> Doc:
    """Let a sentence begin behind each semicolon of a headline, before the parser decides where sentences begin."""
    if 2 < len(doc) <= _MOST_WORDS and doc[-1].text[-1] not in _ENDS:
        for token in doc[2:]:
            if token.nbor(-1).text == ";":
                token.is_sent_start = True
    return doc
