"""The PLOVER contexts of a deed, by the words of the clause that tells it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from types import MappingProxyType

from spacy.tokens import Token

from schemas.codebook import cameo, codebook
from seed.extract.lexicons import alternatives, table


def contexts_of(code: str, tokens: Iterable[Token]) -> tuple[str, ...]:
    """Give the contexts that the words of a clause name, with those that the code implies, in the codebook's order."""
    known = codebook("plover_context").codes
    found = {context for context in cameo(code).contexts if context in known}
    words = list(tokens)
    for first, second in zip(words, [*words[1:], None], strict=True):
        spelt = {first.lower_, first.lemma_.lower()}
        if second is not None:
            spelt |= {f"{first.lower_} {second.lower_}", f"{first.lower_} {second.lemma_.lower()}"}
        for word in spelt:
            found |= _by_word().get(word, frozenset())
    return tuple(context for context in known if context in found)


@cache
def _by_word() -> Mapping[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    for row in table("contexts"):
        for word in alternatives(row["words"]):
            found[word] = found.get(word, frozenset()) | {row["context"]}
    return MappingProxyType(found)
