"""A name in a passage, and the words by which it is told what a name names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from spacy.tokens import Doc, Span, Token

from seed.extract.gazetteer import Form
from seed.extract.lexicons import table

# The parser's sorts of entities that name somebody or a place.
LABELS = {"PERSON": "person", "ORG": "organization", "GPE": "place", "LOC": "place", "FAC": "place", "NORP": "group"}


@dataclass(eq=False, slots=True)
class Name:
    """A name in a passage, from the token `first` to `last`. `label`: a kind of entity as the parser sees it, or None.

    `told`: somebody else than the parser has found it, and nothing weighs more than the kind that he gives.
    """

    doc: Doc
    first: int
    last: int
    label: str | None = None
    form: Form | None = None
    nested: bool = False
    told: bool = False

    @property
    def span(self) -> Span:
        """Give the tokens of the name."""
        return self.doc[self.first : self.last + 1]

    @property
    def text(self) -> str:
        """Give the name as it is written."""
        return self.span.text

    @property
    def head(self) -> Token:
        """Give the token on which the rest of the sentence hangs."""
        return self.span.root


@cache
def name_words() -> Mapping[str, str]:
    """Give the words that tell what a name names: organization or place."""
    return {row["word"]: row["kind"] for row in table("name_words")}


@cache
def first_names() -> Mapping[str, str]:
    """Give the first names with the gender that they mostly have: f or m."""
    return {row["name"]: row["gender"] for row in table("first_names")}
