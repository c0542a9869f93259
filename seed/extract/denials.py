"""What the rest of a text says against a deed that is told as done: that somebody denies it, that it is only rumor."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator

from spacy.tokens import Token

from seed.extract.findings import START, Story
from seed.extract.hedges import Circumstance, is_telling, negation
from seed.extract.lexicons import spelt_out
from seed.extract.sources import is_rumored

_IT = {"it", "this", "that", "so", "which", "something", "doing"}
# What is said, and stays said though somebody denies what it says.
_OF_WORDS = ("01", "02", "03", "10", "11", "12", "13")
# Whoever is arrested or tried is so, though he denies the charge.
_CHARGING = ("115", "116", "17")
_SETTING_APART = {"which", "though", "although", "while"}
_BREAKS = {",", "—", "–", "--", "-", ";"}
# So many words may stand between a comma and the claim behind it, and between the claim and its denial.
_BEFORE_CLAIM, _AFTER_CLAIM = 3, 8


def disputed(root: Token, cameo: str, after: Token | None = None) -> Circumstance | None:
    """Find what says against a deed that is told as done that somebody denies it, or that it is only rumor.

    `after` is the main word of the sentence behind it.
    """
    doubt = next(_doubts(root), None)
    if doubt is None and not cameo.startswith(_OF_WORDS):
        claims = spelt_out("@claims" if cameo.startswith(_CHARGING) else "@claims|@charges|@shares")
        doubt = next(_denials(root, claims, after), None)
    return Circumstance("unclear", doubt) if doubt is not None else None


def main_word_after(story: Story, root: Token) -> Token | None:
    """Give the main word of the next sentence, in the next paragraph too."""
    doc, end = root.doc, root.sent.end
    if end < len(doc):
        return doc[end].sent.root
    place = bisect_right(story.passages, doc.user_data[START], key=lambda passage: passage.user_data[START])
    return next((behind[0].sent.root for behind in story.passages[place:] if len(behind)), None)


def denier_of(after: Token | None) -> Token | None:
    """Find who denies to have done something: Moscow of "Moscow denied that its jets had touched it"."""
    denies = after is not None and after.lemma_ == "deny" and negation(after) is None
    children = list(after.children) if after is not None and denies else []
    if not any(child.dep_ in {"ccomp", "xcomp"} for child in children):
        return None
    return next((child for child in children if child.dep_ == "nsubj"), None)


def _doubts(root: Token) -> Iterator[Token]:
    """Find "according to unconfirmed reports"."""
    for token in root.sent:
        if token.dep_ == "pobj" and token.head.lower_ == "to" and is_rumored(token):
            before = root.doc[max(token.left_edge.i - 2, 0)]
            if before.lower_ == "according":
                yield token


def _denials(root: Token, claims: frozenset[str], after: Token | None) -> Iterator[Token]:
    """Find who denies it in the same sentence or the next: "…, but Israel denied it", "…, a claim Delhi called false"."""
    sentence = root.sent
    if after is not None and is_attributed(root):
        # "Hamas said Israel had bombed a school. Israel denied the claim."
        said = [after, *(child for child in after.children if child.dep_ == "ccomp")]
        yield from (verb for verb in said if _denies(verb, claims))
    for verb in sentence:
        if verb.pos_ in {"VERB", "AUX"} and _stands_apart(verb, root) and _denies(verb, claims):
            yield verb
    yield from _by_words(root, claims)


def is_attributed(root: Token) -> bool:
    """Say whether a sentence tells who says what it says."""
    return any(is_telling(word) or word.lower_ == "according" for word in root.sent if word != root)


def _stands_apart(verb: Token, root: Token) -> bool:
    """Say whether a verb tells something beside a deed: "…, but Moscow denied it", "Iran, which denies the charge, …"."""
    below = root.is_ancestor(verb)
    if verb.i < root.i:
        return below and verb.dep_ == "relcl"
    beside = verb.dep_ in {"relcl", "conj", "acl"} or any(child.lower_ in _SETTING_APART for child in verb.children)
    return not verb.is_ancestor(root) and (not below or beside)


def _denies(verb: Token, claims: frozenset[str]) -> bool:
    if negation(verb) is not None:
        return False
    named = [child for child in verb.children if child.dep_ in {"dobj", "nsubjpass"}]
    claimed = verb.dep_ in {"relcl", "acl"} and (verb.head.lemma_.lower() in claims or verb.head.lower_ == "something")
    if verb.lemma_ in spelt_out("@denying"):
        # "Denied it", "denied doing so".
        named += [child for child in verb.children if child.dep_ == "xcomp" and child.lower_ == "doing"]
        it = any(one.lower_ in _IT and verb.lemma_ in spelt_out("@denying_it") for one in named)
        return claimed or it or any(one.lemma_.lower() in claims for one in named)
    untrue = [word for word in _said_of(verb, named) if {word.lower_, word.lemma_.lower()} & spelt_out("@untrue")]
    named += [child for word in (verb, *untrue) for child in word.children if child.dep_ in {"nsubj", "nsubjpass"}]
    return bool(untrue) and (claimed or any(one.lemma_.lower() in claims for one in named))


def _said_of(verb: Token, objects: list[Token]) -> Iterator[Token]:
    """Give what a verb says of its object or, as "is", of its subject: "called the claim false", however parsed."""
    for child in verb.children:
        if child.dep_ in {"oprd", "acomp", "attr", "ccomp", "xcomp"}:
            yield child
        elif child.dep_ == "prep" and child.lower_ == "as":
            yield from child.children
    yield from (child for noun in objects for child in noun.children if child.dep_ == "acl")


def _by_words(root: Token, claims: frozenset[str]) -> Iterator[Token]:
    """Find ", an assertion Kyiv disputes" at the end, which the parse often takes for a noun like any other."""
    doc, end = root.doc, root.sent.end
    for claim in doc[root.i + 1 : end]:
        before = doc[max(claim.i - _BEFORE_CLAIM, root.i) : claim.i]
        if claim.lemma_.lower() not in claims | {"something"} or not any(token.text in _BREAKS for token in before):
            continue
        behind = doc[claim.i + 1 : min(claim.i + _AFTER_CLAIM, end)]
        if not any(token.dep_ == "neg" for token in behind):
            yield from (token for token in behind if token.lemma_.lower() in spelt_out("@denying"))
