"""Who is said to be behind a deed that a noun names: "is behind the attack", "holds Syria responsible for the murder"."""

from __future__ import annotations

from typing import NamedTuple

from spacy.tokens import Token

from seed.extract.frames import frame_of
from seed.extract.hedges import LINKING, negation

_STANDING = LINKING | {"stand", "lie"}
_RESPONSIBLE = {"responsible", "culpable", "accountable", "guilty", "liable"}
_BEARING = {"bear", "have", "share", "carry", "hold"}
_MAKERS = {"mastermind", "perpetrator", "architect", "author", "culprit", "instigator"}


class Charge(NamedTuple):
    """Whom a sentence has behind a deed, and the word that says so."""

    doers: list[Token]
    word: Token


def charge_over(noun: Token) -> Charge | None:
    """Find who is said to have done what a noun names, where it is said of him and not of the deed."""
    if noun.dep_ != "pobj":
        return None
    preposition, above = noun.head, noun.head.head
    if preposition.lower_ == "behind":
        return _charge(above) if above.lemma_ in _STANDING else None
    if preposition.lower_ == "of":
        return _charge(above.head) if above.lemma_ in _MAKERS and above.dep_ == "attr" else None
    if preposition.lower_ != "for":
        return None
    if above.lower_ in _RESPONSIBLE:
        return _by_adjective(above)
    if above.lemma_ == "blame" and above.tag_ == "VB" and above.head.lemma_ == "be":
        return _charge(above.head)
    if above.lemma_ == "responsibility" and above.dep_ == "dobj" and above.head.lemma_ in _BEARING:
        return _charge(above.head)
    return None


def _by_adjective(responsible: Token) -> Charge | None:
    """Read "was responsible", and "hold Syria responsible" whatever the parse makes of it."""
    verb = responsible.head
    small = [child for child in responsible.children if child.dep_ == "nsubj"]
    if small:
        return Charge(small, responsible)
    if verb.lemma_ in LINKING:
        return _charge(verb)
    doers = [child for child in verb.children if child.dep_ == "dobj"] if verb.lemma_ in {"hold", "find"} else []
    return Charge(doers, responsible) if doers else None


def _charge(verb: Token) -> Charge | None:
    doers = frame_of(verb).at("subj") if verb.pos_ in {"VERB", "AUX"} and negation(verb) is None else []
    return Charge(doers, verb) if doers else None
