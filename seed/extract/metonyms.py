"""Whether a capital's name means the city or the government there: "talks with Tehran" and "talks in Tehran"."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from spacy.tokens import Token

from seed.extract.castwords import listed
from seed.extract.lexicons import alternatives, table

_SUBJECTS = frozenset({"nsubj", "csubj"})
# A city does these as a city.
_OF_CITIES = listed("what cities do")


def acts(name: Token) -> bool:
    """Say whether who is named here does something, or has something asked of him, as only a government can."""
    if _is_in_compound(name):
        return _says("after a hyphen", name.doc[name.i + 2]) or name.doc[max(name.i - 2, 0)].lower_ in ("pro", "anti")
    token = _first_of_several(name)
    if token.dep_ in _SUBJECTS:
        return _is_doing(token.head)
    if token.dep_ == "nsubjpass":
        return _says("is", token.head) or _says("object of", token.head)
    if token.dep_ in ("dobj", "dative"):
        return _says("object of", token.head)
    if token.dep_ == "poss":
        return not _says("possessor not of", token.head)
    if token.dep_ in ("compound", "nmod", "amod"):
        return _says("before a noun", token.head)
    return token.dep_ == "pobj" and _says(token.head.lower_, token.head.head)


def _is_doing(verb: Token) -> bool:
    """Say whether a verb is of deeds or attitudes: "Moscow was not interested" and never "Moscow was cold"."""
    if verb.lemma_ == "be":
        return any(_says("is", child) for child in verb.children if child.dep_ == "acomp") or any(
            _says("is in", inner) for child in verb.children if child.lower_ == "in" for inner in child.children
        )
    return verb.pos_ in ("VERB", "AUX") and verb.lemma_ not in _OF_CITIES


def _is_in_compound(name: Token) -> bool:
    """Say whether the name is tied by a hyphen: "Moscow-backed", "pro-Moscow"."""
    doc, at = name.doc, name.i
    after = at + 2 < len(doc) and doc[at + 1].text in ("-", "–") and not doc[at].whitespace_
    before = at >= 2 and doc[at - 1].text == "-" and not doc[at - 1].whitespace_
    return (after or before) and at + 2 < len(doc)


def _first_of_several(name: Token) -> Token:
    while name.dep_ == "conj" and name.head.pos_ in ("PROPN", "NOUN"):
        name = name.head
    return name


def _says(slot: str, other: Token) -> bool:
    words = _slots().get(slot, frozenset())
    return "*" in words or other.lemma_.lower() in words or other.lower_ in words


@cache
def _slots() -> Mapping[str, frozenset[str]]:
    return MappingProxyType({row["slot"]: frozenset(alternatives(row["words"])) for row in table("metonyms")})
