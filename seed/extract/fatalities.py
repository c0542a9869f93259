"""How many people a deed killed, where its clause counts them."""

from __future__ import annotations

from spacy.tokens import Token

from seed.extract.deed import Deed
from seed.extract.frames import Frame, can_act, frame_of

_KILLING = {
    "kill",
    "murder",
    "slay",
    "assassinate",
    "massacre",
    "execute",
    "behead",
    "lynch",
    "slaughter",
    "claim",
    "die",
}
_KILLING_NOUNS = {"killing", "murder", "assassination", "slaying", "beheading", "execution"}
_COUNTED = (
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty",
)  # fmt: skip
_NUMBERS = {word: number for number, word in enumerate(_COUNTED, start=1)}
_TENS = {"dozen": 12}


def deaths_of(deed: Deed) -> int | None:
    """Count the dead of a deed; None where nobody was killed or the text gives no number."""
    for word in (deed.root, *(part.root for part in deed.parts)):
        if word.lemma_.lower() in _KILLING and word.pos_ == "VERB":
            return _counted(frame_of(word), "subj" if word.lemma_ == "die" else "obj")
        if word.lemma_.lower() in _KILLING_NOUNS:
            return _counted(frame_of(word), "of")
    return None


def _counted(frame: Frame, slot: str) -> int | None:
    counts = [_count(token) for token in frame.at(slot)]
    known = [count for count in counts if count is not None]
    return sum(known) if known else None


def _count(token: Token) -> int | None:
    for child in token.children:
        if child.dep_ == "nummod":
            return _number(child)
    if token.like_num:
        return _number(token)
    single = token.tag_ in {"NN", "NNP"} and token.ent_type_ in {"PERSON", ""} and can_act(token)
    return 1 if single and token.lemma_.lower() not in {"people", "police", "family", "crowd", "community"} else None


def _number(token: Token) -> int | None:
    bare = token.lower_.replace(",", "")
    return int(bare) if bare.isdecimal() else _NUMBERS.get(bare) or _TENS.get(bare)
