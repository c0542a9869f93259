"""What stands directly beside a verb or a noun and says how far it was done: auxiliaries, negation, adjectives, conditions."""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Token

from seed.extract.hedges import Circumstance, negation, of_word
from seed.extract.lexicons import spelt_out

_CONDITIONS = {"if", "unless", "until", "lest", "should", "whether", "before"}


def beside(word: Token) -> Iterator[Circumstance]:
    """What stands directly beside a word: auxiliaries, negation, adjectives, adverbs, conditions."""
    no = negation(word) or _unreal(word)
    if no is not None:
        yield Circumstance("denied", no)
    for child in word.children:
        part = {"aux": "M", "advmod": "R", "amod": "A", "det": "A", "compound": "A"}.get(child.dep_)
        status = of_word(child, part) if part else None
        if status:
            yield Circumstance(_of_the_past(word, child, status) if part == "M" else status, child)
        if child.dep_ == "mark" and child.lower_ in _CONDITIONS:
            follows = word.dep_ == "ccomp" or word.head.lemma_ in spelt_out("@informing")
            asked = child.lower_ == "whether" or (child.lower_ == "if" and follows and word.head.i < child.i)
            yield Circumstance("unclear" if asked else "expected", child)
    if (
        word.tag_ == "VB"
        and word.dep_ in {"acl", "advcl", "relcl"}
        and any(child.tag_ == "TO" for child in word.children)
    ):
        yield Circumstance("expected", word)


def _unreal(verb: Token) -> Token | None:
    """Find the auxiliary in front of its subject that makes a clause unreal: "had Russia attacked, others would have come"."""
    subject = next((child for child in verb.children if child.dep_ in {"nsubj", "nsubjpass"}), None)
    if subject is None or verb.dep_ not in {"advcl", "ccomp"}:
        return None
    had = (child for child in verb.children if child.dep_ == "aux" and child.lower_ == "had" and child.i < subject.i)
    return next(had, None)


def _of_the_past(verb: Token, modal: Token, status: str) -> str:
    """ "May have attacked" leaves open what was done; "would have attacked" tells what was not."""
    if not any(
        child.dep_ == "aux" and child.lower_ in {"have", "'ve"} and child.i > modal.i for child in verb.children
    ):
        return status
    return "denied" if modal.lower_ in {"would", "should", "'d", "ought", "need"} else "unclear"


def beside_governor(head: Token) -> Iterator[Circumstance]:
    """What stands beside a governing word. "Has not commented on it" leaves open what was done."""
    for each in beside(head):
        silent = each.status == "denied" and head.lemma_ in spelt_out("@informing")
        yield Circumstance("unclear", each.word) if silent else each
