"""When a deed was done: the expression of time that hangs on its verb or its noun, and on no clause or thing beside it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import takewhile

from spacy.tokens import Token

from seed.extract.findings import Timed

# So many steps up or down the sentence an expression of time may stand from what it dates.
_MAX_STEPS = 5
# Clauses and descriptions that tell of something else than the word they hang on.
_BESIDE = frozenset({"relcl", "acl", "appos"})
# What such a word leads up to was at another time: "after signing a treaty in 1979".
_AT_ANOTHER_TIME = frozenset(
    {"after", "before", "since", "despite", "following", "until", "because", "although", "though"}
)
_FINITE = frozenset({"was", "were", "is", "are", "has", "had", "have"})
_GOVERNED = frozenset({"ccomp", "xcomp", "pcomp"})
_WITHIN_A_NAME = frozenset({"nummod", "compound", "amod", "nmod"})


def when(times: Sequence[Timed], roots: Sequence[Token], parts: Sequence[Token] = ()) -> Timed | None:
    """Give the expression of time nearest to a deed, `roots` its verb and its noun, in the sentence's tree.

    `parts` are the words of the deeds within it that are told with it: the attacking in "began attacking". Any other clause
    that its verb governs has its days for itself: "accused Pakistan of attacking on Sunday" dates the attacking, "accused
    Pakistan on Sunday of attacking" the accusing.
    """
    near: list[tuple[int, Timed]] = []
    for timed in times:
        if timed.head.doc is not roots[0].doc or timed.head.sent != roots[0].sent:
            continue
        own = [
            root
            for root in roots
            if not is_of_another(timed.head, roots, root) and not _is_governed(timed.head, root, parts)
        ]
        steps = min((_steps(timed.head, root) for root in own), default=_MAX_STEPS + 1)
        near += [(steps, timed)] if steps <= _MAX_STEPS and not _names_a_thing(timed, roots) else []
    return min(near, key=lambda pair: pair[0])[1] if near else None


def is_of_another(time: Token, roots: Sequence[Token], root: Token) -> bool:
    """Whether an expression of time stands within a clause or a description of something else than a deed.

    So "Egypt, which signed a treaty in 1979, attacked", and not "the attack, which took place on Friday".
    """
    above = {root.i, *(token.i for token in root.ancestors)}
    path = takewhile(lambda token: token.i not in above, (time, *time.ancestors))
    return any(_is_at_another_time(token) or (token.dep_ in _BESIDE and token.head not in roots) for token in path)


def _is_governed(time: Token, root: Token, parts: Sequence[Token]) -> bool:
    """Whether an expression of time stands within a clause that a verb governs, and that tells something of its own."""
    path = takewhile(lambda token: token != root, (time, *time.ancestors))
    return root.is_ancestor(time) and any(token.dep_ in _GOVERNED and token not in parts for token in path)


def _is_at_another_time(clause: Token) -> bool:
    """Whether an adverbial clause tells of what was before or after: "Founded in 1945, …", "since the war began in 2022"."""
    if clause.dep_ == "pcomp":
        return clause.head.lower_ in _AT_ANOTHER_TIME
    if clause.dep_ != "advcl":
        return False
    words = {child.lower_ for child in clause.children if child.i < clause.i}
    return bool(words & {"having", *_AT_ANOTHER_TIME}) or (clause.tag_ == "VBN" and not words & _FINITE)


def _names_a_thing(timed: Timed, roots: Sequence[Token]) -> bool:
    """Whether a year is part of what something is called: "the 2015 agreement"."""
    noun = timed.head.head
    yearly = timed.dated is not None and timed.dated.precision == "year" and timed.head.dep_ in _WITHIN_A_NAME
    return yearly and noun not in roots and noun.pos_ in {"NOUN", "PROPN"}


def _steps(one: Token, other: Token) -> int:
    """Count the steps from one word to another, up the sentence's tree and down again."""
    up = {word.i: steps for steps, word in enumerate([one, *one.ancestors])}
    for steps, word in enumerate([other, *other.ancestors]):
        if word.i in up:
            # Down to a clause of its own is far: what dates the main clause seldom dates a subordinate one.
            return up[word.i] + 2 * steps
    return 1000
