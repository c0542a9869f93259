"""What the words around a deed make of it by themselves: the table of hedges, negations, and what is said of a subject."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

from spacy.tokens import Token

from seed.extract.lexicons import alternatives, table

_NEGATIONS = {"not", "n't", "never", "no", "without", "neither", "nor", "n’t"}
_NONE = {"nobody", "none", "neither", "nothing"}
# Verbs that say of their subject what an adjective or a noun behind them says.
LINKING = {"be", "remain", "seem", "appear", "look", "become", "stay", "prove"}
_RUMORS = {"rumor", "rumour", "speculation", "hearsay", "gossip"}
# "It is not true that" denies; "it is not certain that" leaves open.
_TRUE = {"true", "correct", "accurate", "right", "so"}
_CERTAIN = {"certain", "clear", "sure", "proven", "evident", "known", "established"}
# These say of a deed that they are said to be: "the invasion was a hoax", "the invasion is a possibility".
_BEING = {
    "hoax": "denied",
    "lie": "denied",
    "fabrication": "denied",
    "myth": "denied",
    "rumor": "unclear",
    "rumour": "unclear",
    "allegation": "unclear",
    "possibility": "expected",
    "prospect": "expected",
    "option": "expected",
}


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


def of_being(verb: Token) -> list[Circumstance]:
    """What is said of a deed that is the subject: "it is false that …", "the invasion remains unlikely"."""
    no = negation(verb)
    found = []
    for child in verb.children:
        word = child.lower_
        if child.dep_ in {"acomp", "oprd", "attr"} and no is not None and word in _TRUE | _CERTAIN:
            found.append(Circumstance("denied" if word in _TRUE else "unclear", no))
        else:
            known = _BEING.get(child.lemma_) if child.dep_ == "attr" else of_word(child, "A")
            found += [Circumstance(known, child)] if known and child.dep_ in {"acomp", "oprd", "attr"} else []
    return found


def is_telling(verb: Token) -> bool:
    """Say whether a verb tells something as a fact."""
    return verb.pos_ == "VERB" and of_word(verb, "V") == "fact"


def is_rumored(source: Token) -> bool:
    """Say whether a source vouches for nothing: "unconfirmed reports", "rumors"."""
    doubted = (child for child in source.children if child.dep_ in {"amod", "compound"})
    return source.lemma_.lower() in _RUMORS or any(of_word(child, "A") == "unclear" for child in doubted)


def of_word(word: Token, part: str) -> str | None:
    """Give what a word makes of a deed as a part of speech (a `pos` of hedges.csv), by its row."""
    particle = next((child for child in word.children if child.dep_ == "prt"), None)
    if part == "V" and particle is not None and (known := phrase_status(word, particle)):
        return known
    return _hedges().get((word.lemma_.lower(), part)) or _hedges().get((word.lower_, part))


def phrase_status(verb: Token, particle: Token) -> str | None:
    """Give what a verb makes of what it governs by a word behind it: "held off attacking"."""
    return _hedges().get((f"{verb.lemma_.lower()} {particle.lower_}", "V"))


@cache
def _hedges() -> Mapping[tuple[str, str | None], str]:
    return {(word, row["pos"]): row["status"] for row in table("hedges") for word in alternatives(row["words"])}
