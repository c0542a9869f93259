"""Where a description ends: what belongs to it behind its noun, and what does not."""

from __future__ import annotations

from spacy.tokens import Token

from seed.extract.rolewords import Role, role_at

_MOST_OF_PURPOSE = 8
_BESIDE = frozenset({"of", "from", "at", "in", "for", "with", "on", "to", "within", "inside", "near"})
_SAID_OF = frozenset({"familiar", "close", "based", "involved", "briefed", "loyal", "responsible", "allied"})
# No description goes on behind these.
ENDS = frozenset({",", ".", ";", ":", "—", "–", "--", "(", ")", '"', "“", "”", "that", "who", "which", "whom", "whose"})


def complemented(head: Token, last: int) -> int:
    """Give the end of what belongs to a description behind its noun: "familiar with the matter", "from the militant group"."""
    doc = head.doc
    for child in sorted(head.rights, key=lambda token: token.i):
        if child.i != last + 1:
            continue
        beside = child.dep_ == "prep" and child.lower_ in _BESIDE
        if beside or (child.dep_ in ("amod", "acl", "advcl", "acomp") and child.lower_ in _SAID_OF):
            end = child.right_edge.i
            cut = next((at for at in range(child.i, end + 1) if _cuts(doc[at], child)), end + 1)
            last = cut - 1 if cut - 1 > child.i else last
    return last


def with_purpose(head: Token, last: int) -> int:
    """Take in what a body is for: "a coalition to back Israel"."""
    for child in head.rights:
        aim = next((other for other in child.rights if other.dep_ == "dobj"), None)
        if child.dep_ in ("relcl", "acl") and child.left_edge.i == last + 1 == child.i - 1 and aim is not None:
            cut = next((at for at in range(child.i + 1, aim.right_edge.i + 1) if _cuts(child.doc[at], child)), None)
            end = aim.right_edge.i if cut is None else cut - 1
            return end if child.doc[last + 1].lower_ == "to" and end - last <= _MOST_OF_PURPOSE else last
    return last


def _cuts(token: Token, child: Token) -> bool:
    verb = token.pos_ in ("VERB", "AUX") and token.i != child.i
    return token.lower_ in ENDS or verb or token.ent_type_ in ("DATE", "TIME") or token.dep_ == "cc"


def end_of_office(head: Token, role: Role) -> int:
    """Give the last word of an office of several words that its noun begins: the State of "secretary of state"."""
    found = role_at(head.doc, head.i)
    return found[0] if found is not None and found[1] is role else head.i
