"""Noun phrases and clauses as stretches of tokens: where they begin and end, and what of the edges does not belong to them."""

from __future__ import annotations

from collections.abc import Iterable

from spacy.tokens import Token

from seed.extract.findings import end_of, offset

# Positions of a token's first and last, both included, in its own document.
Run = tuple[int, int]

_FINITE = {"VBD", "VBZ", "VBP", "MD"}
_EDGE = {",", ";", ":", ".", "—", "–", "-", "--", "…", "?", "!"}
_ONLY = {"only", "simply", "just", "merely"}
_KEPT_AT_END = {"?", "!", "…"}
_OF_A_CLAUSE = {"relcl", "acl", "appos", "parataxis", "advcl", "punct", "cc", "conj"}


def run_of(tokens: Iterable[Token]) -> Run | None:
    """Give the stretch from the first of some tokens to the last."""
    places = [token.i for token in tokens]
    return (min(places), max(places)) if places else None


def runs_of(tokens: Iterable[Token]) -> list[Run]:
    """Give tokens as stretches without gaps, in order; what is only punctuation or a conjunction is left out."""
    ordered = sorted({token.i: token for token in tokens}.values(), key=lambda token: token.i)
    runs: list[list[Token]] = []
    for token in ordered:
        if runs and token.i == runs[-1][-1].i + 1:
            runs[-1].append(token)
        else:
            runs.append([token])
    return [
        (run[0].i, run[-1].i) for run in runs if any(token.pos_ not in {"PUNCT", "SPACE", "CCONJ"} for token in run)
    ]


def trimmed(token: Token, run: Run) -> Run | None:
    """Cut what is no part of a statement from the edges of a run in the token's document: commas, full stop, "that"."""
    first, last = run
    doc = token.doc
    if first < last and doc[first].lower_ in _ONLY and _is_complementizer(doc[first + 1]):
        first += 1
    while first <= last and (doc[first].text in _EDGE or doc[first].is_space or _is_complementizer(doc[first])):
        first += 1
    while last >= first and ((doc[last].text in _EDGE - _KEPT_AT_END) or doc[last].is_space or doc[last].dep_ == "cc"):
        last -= 1
    return (first, last) if first <= last else None


def _is_complementizer(token: Token) -> bool:
    if token.lower_ != "that" or token.i + 1 >= len(token.doc):
        return False
    # Whatever the parse says: "that the", "that they", "that Iran" begin a clause.
    return token.dep_ == "mark" or token.nbor().pos_ in {"DET", "PRON", "PROPN", "ADP", "SCONJ"}


def stretch_of(token: Token, run: Run) -> tuple[int, int]:
    """Give where a run in the token's document begins and ends in the article."""
    return offset(token.doc[run[0]]), end_of(token.doc[run[1]])


def noun_phrase(head: Token) -> Run:
    """Give the stretch of a noun phrase: its words and what describes it, without clauses, appositions and other members."""
    first = last = head.i
    for child in head.children:
        apart = child.dep_ == "case" or (child.dep_ in _OF_A_CLAUSE and not _belongs(child))
        if apart or (child.i > head.i and (head.doc[child.left_edge.i - 1].text == "," or _is_time(child))):
            continue
        below = [token.i for token in child.subtree]
        first, last = min(first, *below), max(last, *below)
    return _without_edges(head, _behind_colon(head, first), _before_comma(head, last))


def _behind_colon(head: Token, first: int) -> int:
    colons = [token.i for token in head.doc[first : head.i] if token.text in {":", ";"}]
    return colons[-1] + 1 if colons else first


def _is_time(child: Token) -> bool:
    return child.dep_ in {"npadvmod", "tmod"} or any(below.ent_type_ in {"DATE", "TIME"} for below in child.children)


def _before_comma(head: Token, last: int) -> int:
    """End before ", who …" and ", John Smith", which the parse may hang on a word further in."""
    for token in head.doc[head.i + 1 : last]:
        if token.text == ",":
            return token.i - 1
    return last


def _belongs(child: Token) -> bool:
    """Whether what is joined stands between the words of a name ("Smith & Sons", "drone and missile strike")."""
    return child.i < child.head.i and child.dep_ in {"punct", "cc", "conj", "appos"} and child.text != ","


def whole_phrase(head: Token) -> Run:
    """Give the stretch of a noun phrase with all that is joined to it, without a clause that a comma sets apart."""
    first, last = head.left_edge.i, _past_hyphens(head.right_edge).i
    for token in head.doc[head.i + 1 : last + 1]:
        # A relative clause that a comma sets apart, which the parse may hang on a word further in.
        if token.dep_ == "relcl" and head.doc[token.left_edge.i - 1].text == ",":
            last = min(last, token.left_edge.i - 1)
    return _without_edges(head, first, max(last, head.i))


def _past_hyphens(token: Token) -> Token:
    """Give the last part of a word that the parser cut at its hyphens ("counter-measures")."""
    doc = token.doc
    while (
        token.i + 2 < len(doc)
        and doc[token.i + 1].text == "-"
        and not token.whitespace_
        and not doc[token.i + 1].whitespace_
    ):
        token = doc[token.i + 2]
    return token


def _without_edges(head: Token, first: int, last: int) -> Run:
    doc = head.doc
    while (
        last > head.i and (doc[last].is_punct or doc[last].is_space) and doc[last].text not in {")", "]", "”", "’", '"'}
    ):
        last -= 1
    while (
        first < head.i
        and (doc[first].is_punct or doc[first].is_space)
        and doc[first].text not in {"(", "[", "“", "‘", '"'}
    ):
        first += 1
    return first, last


def described_phrase(head: Token) -> Run:
    """Give the stretch of a noun phrase with the apposition behind its comma ("the coach, John Smith,")."""
    first, last = noun_phrase(head)
    doc = head.doc
    for child in head.children:
        if child.dep_ in {"appos", "relcl", "acl"} and child.left_edge.i <= last + 2:
            last = max(last, noun_phrase(child)[1] if child.dep_ == "appos" else child.right_edge.i)
    return first, last + 1 if last + 1 < len(doc) and doc[last + 1].text == "," and last > noun_phrase(head)[
        1
    ] else last


def is_finite(verb: Token) -> bool:
    """Whether a verb, or what carries its tense, has a tense."""
    if verb.tag_ in _FINITE:
        return True
    return any(child.dep_ in {"aux", "auxpass", "cop"} and child.tag_ in _FINITE for child in verb.children)


def is_below(token: Token, above: Token) -> bool:
    """Whether a token hangs on another one, or is it."""
    return above == token or above.is_ancestor(token)
