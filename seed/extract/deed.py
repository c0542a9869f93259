"""A deed: what a word tells of, and who may stand on either side of it."""

from __future__ import annotations

from dataclasses import dataclass, field

from spacy.tokens import Token

Groups = list[list[Token]]

VIOLENT = ("18", "19", "20")
# These tell the deed itself, only when or how it is done; the word above adds no event.
SAME_DEED = frozenset({"do", "plan", "try", "fail", "decide", "receive", "prevent"})
# What is asked for, praised or told of is an event beside the asking, praising and telling.
TOLD_APART = frozenset({"ask", "insist", "approve", "object", "blame", "claim", "deny"})


@dataclass(eq=False, slots=True)
class Deed:
    """A deed that a word tells of. `via` is the attitude by which it was composed; `parts` are the deeds within it.

    `first` and `second` are groups of candidates for the two sides, the likeliest group first. `denied` where failing or
    preventing says that it was not done. `noun` is the object that names the deed in "held talks".
    """

    root: Token
    cameo: str
    first: Groups
    second: Groups
    rule: str
    via: str | None = None
    parts: list[Deed] = field(default_factory=list)
    noun: Token | None = None
    eventive: bool = True
    denied: bool = False
