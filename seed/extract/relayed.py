"""Who is quoted by somebody else: "Scholz quoted Biden as saying …", "Biden was quoted by Reuters as saying …"."""

from __future__ import annotations

from spacy.tokens import Token

_QUOTING = frozenset({"quote", "cite"})
# So many steps up from "saying" stands the verb that tells who quotes.
_MOST_STEPS = 3


def quoting(saying: Token) -> Token | None:
    """Find the verb by which somebody passes on what another one is told to be "saying"."""
    if saying.tag_ != "VBG" or saying.i < 2 or saying.nbor(-1).lower_ != "as":
        return None
    for above in list(saying.ancestors)[:_MOST_STEPS]:
        if above.lemma_.lower() in _QUOTING and above.i < saying.i:
            return above
    return None


def quoted_one(saying: Token) -> Token | None:
    """Find who is quoted: the object of the verb over "as saying", or its subject where that is passive."""
    verb = quoting(saying)
    if verb is None:
        return None
    undergoes = [child for child in verb.children if child.dep_ == "nsubjpass"]
    objects = [child for child in verb.children if child.dep_ in {"dobj", "dative"} and child.i < saying.i]
    return next(iter(undergoes + objects), None)


def agent_of(verb: Token) -> Token | None:
    """Find who does what a passive tells: "by Reuters"."""
    by = (child for child in verb.children if child.dep_ in {"agent", "prep"} and child.lower_ == "by")
    return next((named for word in by for named in word.children if named.dep_ == "pobj"), None)


def quotes_another(verb: Token) -> bool:
    """Whether what a verb of quoting passes on follows with a verb of its own."""
    return any(quoting(token) == verb for token in verb.subtree if token.i > verb.i)
