"""What a verb makes of the deed that a noun names, as its subject, its object or behind a preposition: "the attack failed"."""

from __future__ import annotations

from spacy.tokens import Token

from seed.extract.beside import beside_governor
from seed.extract.hedges import Circumstance, of_being, of_word, phrase_status
from seed.extract.lexicons import spelt_out
from seed.extract.sources import is_shown_on, shown_false

_DEFINITE = {"the", "this", "that", "these", "those"}


def of_argument(word: Token, head: Token) -> list[Circumstance]:
    """What a verb says of the deed that its subject or object names."""
    if head.pos_ == "ADJ" and word.dep_ == "nsubj":
        # "Consider an attack likely".
        return [Circumstance(known, head)] if (known := of_word(head, "A")) else []
    if head.pos_ not in {"VERB", "AUX"}:
        return []
    status = of_word(head, "V") if word.dep_ != "nsubj" and head.lemma_ not in spelt_out("@presupposing") else None
    found = [Circumstance(status, head)] if status and status not in {"carry", "fact"} else []
    if word.dep_ in {"nsubj", "nsubjpass"}:
        found += _of_subject(word, head)
    elif word.dep_ == "dobj":
        found += _of_object(word, head)
    return found + _beside_verb(word, head)


def of_argument_by(word: Token, head: Token) -> list[Circumstance]:
    """What a verb says of the deed that a noun behind its preposition names: "called for a strike"."""
    preposition, aims = word.head, spelt_out("@aiming")
    status = of_word(head, "V") if head.lemma_ not in spelt_out("@presupposing") else None
    status = phrase_status(head, preposition) or status
    if status == "carry":
        status = None
    if preposition.lower_ == "of" and head.lemma_ in spelt_out("@clearing"):
        status = "denied"
    if preposition.lower_ in {"for", "at", "toward", "towards"} and head.lemma_ in aims:
        status = "expected"
    if status == "expected" and preposition.lower_ == "for" and head.lemma_ not in aims and head.lemma_ != "ask":
        status = None
    found = [Circumstance(status, head)] if status and status != "fact" else []
    return found + _beside_verb(word, head)


def is_definite(noun: Token) -> bool:
    """Say whether a noun names something that is known to be: "the attack", "Israel's attack"."""
    return any(child.dep_ == "poss" or child.lower_ in _DEFINITE for child in noun.children)


def _beside_verb(noun: Token, verb: Token) -> list[Circumstance]:
    """What stands beside a verb, as far as it tells whether the deed was done that its subject or object names.

    "The strike did not damage the plant", "nobody claimed the attack" and "the war is not over" leave no doubt of that.
    """
    found = list(beside_governor(verb))
    if noun.dep_ not in {"nsubj", "nsubjpass", "dobj", "pobj"} or not is_definite(noun):
        return found
    if any(child.dep_ == "acomp" and child.lower_ in spelt_out("@unanswered") for child in verb.children):
        return []
    silent = {"denied"} if verb.lemma_ in spelt_out("@informing") else {"denied", "unclear"}
    return found if _tells_whether_done(noun, verb) else [each for each in found if each.status not in silent]


def _tells_whether_done(noun: Token, verb: Token) -> bool:
    """Say whether a verb tells of a deed that it was done, and not what it did: "took place", but not "took ten lives"."""
    if noun.dep_ != "nsubj":
        return verb.lemma_ in spelt_out("@doing")
    parts = list(verb.children)
    if any(child.dep_ in {"attr", "acomp"} for child in parts):
        return bool(of_being(verb))
    other = any(child.dep_ == "dobj" and child.lower_ not in spelt_out("@taken_by_deeds") for child in parts)
    # "Did not come as a surprise".
    return verb.lemma_ in spelt_out("@happening") and not other and not any(child.lower_ == "as" for child in parts)


def _of_subject(noun: Token, verb: Token) -> list[Circumstance]:
    """What a verb says of its subject: "the invasion is unlikely", "the coup attempt failed", "footage of it was staged"."""
    if is_shown_on(noun) and (false := shown_false(noun, verb)) is not None:
        return [false]
    if verb.lemma_ in spelt_out("@linking") and noun.dep_ == "nsubj":
        return of_being(verb)
    alone = not any(child.dep_ in {"dobj", "xcomp"} for child in verb.children)
    failed = verb.lemma_ == "fail" and alone and noun.lemma_.lower() in spelt_out("@attempts")
    return [Circumstance("denied", verb)] if failed else []


def _of_object(noun: Token, verb: Token) -> list[Circumstance]:
    """What is said of an object behind it: "sees an attack as likely". Whoever faces a strike has it before him."""
    if verb.lemma_ == "face" and verb.tag_ in {"VB", "VBZ", "VBP"} and noun.lemma_.lower() in spelt_out("@looming"):
        return [Circumstance("expected", verb)]
    words = [child for child in verb.children if child.dep_ in {"oprd", "acomp"}]
    words += [part for child in verb.children if child.lower_ == "as" for part in child.children]
    return [Circumstance(known, word) for word in words if (known := of_word(word, "A"))]
