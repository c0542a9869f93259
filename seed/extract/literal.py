"""Whether words of violence tell of violence: "the virus attacks cells", "killed the bill" and "shot Madrid ahead" do not.

Who attacks is somebody or a weapon, and what is attacked is somebody or a thing that can be hit. In a story of sport every
word of fighting is the game's, unless its sentence names what belongs to public life.
"""

from __future__ import annotations

import re
from functools import cache

from spacy.tokens import Doc, Token

from seed.extract.deed import VIOLENT, Deed
from seed.extract.deeds import Deeds
from seed.extract.findings import Cast, Mentioned, Story
from seed.extract.frames import can_act, frame_of
from seed.extract.lexicons import alternatives, spelt_out, table
from seed.extract.triggers import entry_for

# What is done by force, to somebody or to a thing.
_FORCIBLE = (*VIOLENT, "171", "174")
# So many different words of a game make a story one of sport.
_FEWEST_WORDS = 4
_WON = frozenset({"beat", "crush", "thrash", "hammer", "rout", "edge", "down", "sink", "defeat"})
_SCORE = re.compile(r"\b\d{1,3}[-–]\d{1,3}\b")
_ARMED = ("MIL", "REB", "UAF", "INS", "SEP", "COP", "SPY", "RAD")


def tells_of_force(deeds: Deeds, cast: Cast, deed: Deed, first: list[Mentioned], second: list[Mentioned]) -> bool:
    """Say whether a deed that is violent by its words may be meant so."""
    verb = deed.root
    if verb.pos_ != "VERB" or not deed.cameo.startswith(_FORCIBLE) or deed.rule != "verb":
        return True
    frame = frame_of(verb)
    doers, objects = frame.at("subj"), frame.at("obj")
    if any(is_named(doer, "@nature") for doer in doers):
        return False
    if doers and not first and not any(_can_use_force(deeds, doer) for doer in doers):
        return False
    if deed.cameo.startswith(VIOLENT) and objects:
        return any(_can_be_hit(deeds, cast, thing) for thing in objects)
    return bool(second) or bool(objects) or any(map(_is_armed, first)) or bool(deed.parts)


def _can_use_force(deeds: Deeds, doer: Token) -> bool:
    known = doer.pos_ in {"PRON", "DET", "NUM"} or can_act(doer) or doer.ent_type_ != ""
    within = deeds.of(doer)
    listed = entry_for(doer, frame_of(doer)) if doer.pos_ == "NOUN" else None
    if listed is not None and not listed[0].cameo:
        return False
    return known or (within is not None and within.cameo.startswith(_FORCIBLE)) or is_named(doer, "@force")


def _can_be_hit(deeds: Deeds, cast: Cast, thing: Token) -> bool:
    if thing.pos_ in {"PRON", "PROPN", "NUM", "DET"} or cast.at(thing) is not None or can_act(thing):
        return True
    return is_named(thing, "@force|@targets|@territory") or deeds.of(thing) is not None


def _is_armed(one: Mentioned) -> bool:
    """Say whether somebody fights even where the text does not say whom: an army, a country, nameless fighters."""
    if one.who.kind == "country" or (one.who.kind in {"unnamed", "group"} and one.who.rule == "unnamed"):
        return True
    return (one.who.sector or "") in _ARMED or (one.who.code or "").endswith(_ARMED)


def is_named(token: Token, classes: str) -> bool:
    """Say whether a noun is one of a class of words, alone or with the noun in front of it."""
    lemma = token.lemma_.lower()
    # At the beginning of a sentence the model takes a plural for a name, and leaves it as it is.
    names = {
        lemma,
        lemma.removesuffix("s"),
        *(f"{child.lower_} {lemma}" for child in token.children if child.dep_ == "compound"),
        # "Cyclone Dalia" is a cyclone.
        *(child.lower_ for child in token.children if child.dep_ == "compound" and token.pos_ == "PROPN"),
    }
    return not names.isdisjoint(spelt_out(classes))


class Games:
    """Knows a story of sport, and which of its sentences tell of public life all the same."""

    def __init__(self, story: Story) -> None:
        found = {word for passage in story.passages for word in _lemmas(passage) if word in _words("sport")}
        self._is_sport = len(found) >= _FEWEST_WORDS

    def holds(self, deed: Deed) -> bool:
        """Say whether a deed is one of the game. "Beat them 2-1 in a clash" is, whatever else its sentence names."""
        if not self._is_sport:
            return False
        sentence = deed.root.sent
        scored = _SCORE.search(sentence.text) and any(token.lemma_.lower() in _WON for token in sentence)
        return bool(scored) or not any(token.lemma_.lower() in _words("public") for token in sentence)


def _lemmas(passage: Doc) -> set[str]:
    return {token.lemma_.lower() for token in passage}


@cache
def _words(field: str) -> frozenset[str]:
    return frozenset(word for row in table("fields") if row["field"] == field for word in alternatives(row["words"]))
