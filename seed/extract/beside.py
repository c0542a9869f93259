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
    asking = _asking(word)
    if asking is not None:
        yield Circumstance("unclear", asking)
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


def _asking(verb: Token) -> Token | None:
    """Find the auxiliary by which a question asks whether: "did Israel bomb it?", and not "why did Israel bomb it?"."""
    sentence = verb.sent
    # A quotation mark and a bracket may stand behind the question mark.
    asked = any(token.text == "?" for token in verb.doc[max(verb.i, sentence.end - 3) : sentence.end])
    turned = _turned_round(verb) if asked else None
    if turned is None:
        return None
    auxiliary, subject = turned
    front = verb.doc[min(verb.left_edge.i, auxiliary.left_edge.i) : subject.i]
    return None if any(token.tag_.startswith("W") for token in front) else auxiliary


def _turned_round(verb: Token) -> tuple[Token, Token] | None:
    """Find the auxiliary of a verb and, behind it, the subject."""
    near = [child for child in verb.children if child.i < verb.i or verb.lemma_ == "be"]
    helping = [verb] if verb.lemma_ == "be" else []
    helping += [child for child in near if child.dep_ in {"aux", "auxpass"}]
    be = verb.head.head if verb.dep_ == "acl" else verb.head
    alone = be.lemma_ == "be" and not any(child.dep_ in {"attr", "acomp"} for child in be.children)
    if alone and verb.dep_ in {"acl", "ccomp"}:
        # In "was the mayor arrested?" the parse may take "was" for the verb.
        helping.append(be)
        near.append(verb.head)
    subjects = [each for each in near if each.dep_ in {"nsubj", "nsubjpass"}]
    return next(((one, subject) for one in helping for subject in subjects if one.i < subject.i), None)


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
