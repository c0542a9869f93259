"""What the words around a deed make of it by themselves: the table of hedges, negations, and what is said of a subject."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

from spacy.tokens import Token

from seed.extract.lexicons import alternatives, spelt_out, table

_NEGATIONS = {"not", "n't", "never", "no", "without", "neither", "nor", "n’t"}
_NONE = {"nobody", "none", "neither", "nothing"}


class Circumstance(NamedTuple):
    """What says that a deed is no plain fact: a status, and the word that shows it."""

    status: str
    word: Token


def negation(word: Token) -> Token | None:
    """Find the word that says no to a verb."""
    for child in word.children:
        if child.dep_ == "neg" or (child.dep_ in {"advmod", "det", "preconj"} and child.lower_ in _NEGATIONS):
            return child
    return _nobody(word)


def _nobody(verb: Token) -> Token | None:
    """Find what says that nobody did it: "neither Israel nor Hamas agreed", "no country has signed"."""
    for subject in verb.children:
        if subject.dep_ not in {"nsubj", "nsubjpass"}:
            continue
        if subject.lower_ in _NONE:
            return subject
        for child in subject.children:
            if child.dep_ in {"det", "preconj", "cc"} and child.lower_ in {"no", "neither"} and child.i < subject.i:
                return child
    return None


def failing_to_prevent(verb: Token) -> Token | None:
    """Find what says that somebody did not prevent what a verb of preventing governs: "failed to stop the attack"."""
    if verb.pos_ != "VERB" or verb.lemma_ not in spelt_out("@preventing"):
        return None
    over = verb.head
    if verb.dep_ == "xcomp" and (over.lemma_ in spelt_out("@failing") or negation(over) is not None):
        return over if over.pos_ == "VERB" else over.head
    return verb if negation(verb) is not None else None


def of_being(verb: Token) -> list[Circumstance]:
    """What is said of a deed that is the subject: "it is false that …", "the invasion remains unlikely"."""
    no = negation(verb)
    found = []
    for child in verb.children:
        word = child.lower_
        if child.dep_ in {"acomp", "oprd", "attr"} and no is not None and word in spelt_out("@true|@certain"):
            found.append(Circumstance("denied" if word in spelt_out("@true") else "unclear", no))
        else:
            known = of_word(child, "B") or (of_word(child, "A") if child.dep_ != "attr" else None)
            found += [Circumstance(known, child)] if known and child.dep_ in {"acomp", "oprd", "attr"} else []
    return found


def is_telling(verb: Token) -> bool:
    """Say whether a verb tells something as a fact."""
    return verb.pos_ == "VERB" and of_word(verb, "V") == "fact"


def of_word(word: Token, part: str) -> str | None:
    """Give what a word makes of a deed as a part of speech (a `pos` of hedges.csv), by its row."""
    particle = next((child for child in word.children if child.dep_ == "prt"), None)
    if part == "V" and particle is not None and (known := phrase_status(word, particle)):
        return known
    return _hedges().get((word.lemma_.lower(), part)) or _hedges().get((word.lower_, part))


def phrase_status(word: Token, behind: Token, part: str = "V") -> str | None:
    """Give what two words make of what they govern: "held off attacking", "in case of an attack"."""
    return _hedges().get((f"{word.lemma_.lower()} {behind.lower_}", part))


@cache
def _hedges() -> Mapping[tuple[str, str | None], str]:
    return {(word, row["pos"]): row["status"] for row in table("hedges") for word in alternatives(row["words"])}
