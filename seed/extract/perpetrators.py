"""Who is said to be behind a deed that a noun names: "is behind the attack", "holds Syria responsible for the murder"."""

from __future__ import annotations

from typing import NamedTuple

from spacy.tokens import Token

from seed.extract.frames import frame_of
from seed.extract.hedges import negation
from seed.extract.lexicons import spelt_out


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
        return _charge(above) if above.lemma_ in spelt_out("@linking|stand|lie") else None
    if preposition.lower_ == "of":
        return _charge(above.head) if above.lemma_ in spelt_out("@makers") and above.dep_ == "attr" else None
    if preposition.lower_ != "for":
        return None
    if above.lower_ in spelt_out("@responsible"):
        return _by_adjective(above)
    if above.lemma_ == "blame" and above.tag_ == "VB" and above.head.lemma_ == "be":
        return _charge(above.head)
    if above.lemma_ == "responsibility" and above.dep_ == "dobj" and above.head.lemma_ in spelt_out("@bearing"):
        return _charge(above.head)
    return None


def _by_adjective(responsible: Token) -> Charge | None:
    """Read "was responsible", and "hold Syria responsible" whatever the parse makes of it."""
    verb = responsible.head
    small = [child for child in responsible.children if child.dep_ == "nsubj"]
    if small:
        return Charge(small, responsible)
    if verb.lemma_ in spelt_out("@linking"):
        return _charge(verb)
    doers = [child for child in verb.children if child.dep_ == "dobj"] if verb.lemma_ in {"hold", "find"} else []
    return Charge(doers, responsible) if doers else None


def _charge(verb: Token) -> Charge | None:
    doers = frame_of(verb).at("subj") if verb.pos_ in {"VERB", "AUX"} and negation(verb) is None else []
    return Charge(doers, verb) if doers else None
