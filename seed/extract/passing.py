"""Who passes on what another one said: "he told them to wait, according to two officials"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from seed.extract.findings import Mentioned, offset
from seed.extract.heard import RELAYED, Heard, length
from seed.records import Span

# Only telling of a statement makes the one who tells a mere messenger: to tell what somebody wants is a statement too.
_STATEMENTS = {"clause", "clause-before", "beside", "marks-behind", "marks-before", "marks-according"}
# Within somebody's words these are what he tells of another one, and no statement.
_ATTITUDES = {"object"}
_THOUGHTS = {
    "believe", "think", "hope", "feel", "fear", "expect", "worry", "trust", "doubt", "understand", "know", "agree", "see", "view",
    "consider", "welcome", "support", "oppose", "recognize", "recognise", "regard", "imagine", "want", "find", "concerned",
    "confident", "convinced", "hopeful", "optimistic", "sure", "certain", "worried", "afraid", "aware", "determine", "learn",
    "conclude", "decide", "suspect", "assume",
}  # fmt: skip


@dataclass(eq=False, slots=True)
class Statement:
    """A statement whose speaker is known, and those who passed it on, nearest to the text first."""

    heard: Heard
    speaker: Mentioned | None
    as_written: Span | None
    through: list[Statement] = field(default_factory=list)


def passed_on(statements: Sequence[Statement]) -> list[Statement]:
    """Tell of each statement who passed it on; a statement of nothing but another one is left out."""
    kept: dict[Statement, bool] = dict.fromkeys(statements, True)
    for inner in statements:
        around = [outer for outer in statements if outer is not inner and _is_within(inner, outer)]
        around.sort(key=lambda outer: -length(outer.heard.pieces))
        if any(_says_himself(inner, outer) for outer in around) or (around and inner.heard.rule in _ATTITUDES):
            kept[inner] = False
            continue
        inner.through = [outer for outer in around if outer.speaker is not None]
        for outer in inner.through:
            if _is_all_of(inner.heard, outer.heard):
                kept[outer] = False
    return [statement for statement, stays in kept.items() if stays and statement.heard.rule != RELAYED]


def _is_within(inner: Statement, outer: Statement) -> bool:
    if inner.heard.cue is None:
        return False
    at = offset(inner.heard.cue.token)
    return any(start <= at < end for start, end in outer.heard.pieces)


def _is_all_of(inner: Heard, outer: Heard) -> bool:
    """Whether an outer statement says only that the inner one was made."""
    cue = inner.cue
    if cue is None or outer.root is None or inner.rule not in _STATEMENTS or cue.lemma in _THOUGHTS:
        return False
    if outer.rule.startswith("marks-"):
        # His own words, and not only that somebody else spoke.
        return False
    joined = any(child.dep_ == "conj" and child.pos_ in {"VERB", "AUX"} for child in outer.root.children)
    return cue.token == outer.root and not joined


def _says_himself(inner: Statement, outer: Statement) -> bool:
    """Whether somebody only says what he thinks: "he said he hoped that …" is one statement."""
    cue = inner.heard.cue
    if cue is None or cue.lemma not in _THOUGHTS:
        return False
    if inner.speaker is None and outer.speaker is None:
        # Of whom the text does not tell who they are: "he said he hoped …".
        return _word(inner.as_written) == _word(outer.as_written)
    return inner.speaker is not None and outer.speaker is not None and inner.speaker.who is outer.speaker.who


def _word(written: Span | None) -> str:
    return written.text.lower() if written is not None else ""
