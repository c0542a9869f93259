"""How a deed stands in the text: done, to come, denied or open, by its own clause and by what is said of it elsewhere."""

from __future__ import annotations

from spacy.tokens import Token

from seed.extract.deed import VIOLENT, Deed
from seed.extract.denials import disputed, main_word_after
from seed.extract.findings import Story
from seed.extract.hedges import Circumstance, of_word
from seed.extract.lexicons import spelt_out
from seed.extract.status import circumstance

# Whoever tries to mediate, to win others over or to bring them together does it by trying.
_EFFORTS = ("02", "045", "053", "10", "185")
# Of an attack or a strike these say that it will come.
_AHEAD = {"announce", "schedule", "arrange", "declare"}
_TO_COME = (*VIOLENT, "14")


def standing(story: Story, root: Token, cameo: str) -> Circumstance | None:
    """Find what makes less than a fact of what a single word tells."""
    return circumstance(root) or disputed(root, cameo, main_word_after(story, root))


def standing_of(story: Story, deed: Deed) -> Circumstance | None:
    """Find what makes a deed less than a fact, by the words that tell it and those that compose it."""
    if not deed.denied:
        shown = circumstance(_root_of_status(deed))
        if shown is not None and shown.word.lemma_ in spelt_out("@trying") and deed.cameo.startswith(_EFFORTS):
            shown = None
        if shown is None and _is_to_come(deed):
            return Circumstance("expected", deed.root)
        return shown or disputed(deed.root, deed.cameo, main_word_after(story, deed.root))
    over = circumstance(deed.root)
    if over is not None and over.word.dep_ == "mark":
        # "If it fails to attack" denies nothing.
        return over
    put_off = deed.via == "plan" and of_word(deed.root, "V") == "expected"
    return Circumstance("expected" if put_off else "denied", deed.root)


def _is_to_come(deed: Deed) -> bool:
    """Say whether the verb over a deed has it before it: "announced a strike", "foresees North Korea shelling Seoul"."""
    if deed.via == "do":
        return deed.root.lemma_ in _AHEAD and deed.cameo.startswith(_TO_COME)
    foreseen = deed.via == "plan" and deed.parts[0].root.pos_ == "VERB"
    return foreseen and deed.rule == "light" and of_word(deed.root, "V") == "expected"


def _root_of_status(deed: Deed) -> Token:
    """Give the word from which to look for what makes the deed less than a fact: what is planned, not the planning."""
    if (
        deed.via in {"plan", "decide", "try", "fail", "do", "receive", "prevent"}
        and deed.parts
        and deed.rule == "light"
    ):
        if deed.via == "do" and deed.parts[0].root.dep_ == "pobj":
            # "Refused to take part in talks": what says it stands over the taking part.
            return deed.root
        return _root_of_status(deed.parts[0])
    return deed.root
