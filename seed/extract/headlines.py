"""What a headline attributes in the ways of headlines: "Minister: Talks failed", "Dozens killed in blast: police"."""

from __future__ import annotations

from spacy.tokens import Doc, Token

from seed.extract.cues import headline_cue
from seed.extract.findings import Cast
from seed.extract.heard import Heard, heard
from seed.extract.speakers import can_speak, is_paper

_MARKS = {":", "-", "–", "—"}
_MOST_WORDS_OF_A_SPEAKER = 5
_FEWEST_WORDS = 3
# Words up to so long are written small in a title.
_SHORT = 4


def said_in_headline(title: Doc, cast: Cast) -> Heard | None:
    """Read who stands before or after a colon, and what on its other side."""
    for mark in (token for token in title if token.text in _MARKS):
        left, right = title[: mark.i], title[mark.i + 1 :]
        if not left or not right:
            continue
        speaker = _speaker(list(left), cast) if mark.text == ":" else None
        if speaker is not None and len(right) >= _FEWEST_WORDS:
            return heard(None, speaker, [(mark.i + 1, len(title) - 1)], "headline")
        speaker = _speaker(list(right), cast)
        if speaker is not None and len(left) >= _FEWEST_WORDS:
            return heard(None, speaker, [(0, mark.i - 1)], "headline")
    return None


def said_among_capitals(title: Doc, cast: Cast) -> Heard | None:
    """Read "Kaine Vows to Fight for Reform", where the capitals of a title hide from the parser what is a verb."""
    words = [token for token in title if token.is_alpha and len(token) > _SHORT]
    if not words or sum(token.text[:1].isupper() for token in words) < len(words):
        return None
    for token in title[1 : _MOST_WORDS_OF_A_SPEAKER + 1]:
        cue = headline_cue(token)
        if cue is not None and can_speak(token.nbor(-1), cast):
            to = next((after for after in title[token.i + 1 :] if after.lower_ == "to"), None)
            first = to if to is not None and "to" in cue.takes else None
            if first is None and "clause" not in cue.takes:
                return None
            start = first.i if first is not None else token.i + 1
            return heard(cue, token.nbor(-1), [(start, len(title) - 1)], "headline") if start < len(title) - 1 else None
    return None


def _speaker(side: list[Token], cast: Cast) -> Token | None:
    """Give the main word of a side that is nothing but the name of somebody who speaks."""
    words = [token for token in side if not token.is_punct]
    if (
        not words
        or len(words) > _MOST_WORDS_OF_A_SPEAKER
        or any(token.pos_ in {"VERB", "AUX", "ADP"} for token in words)
    ):
        return None
    return words[-1] if can_speak(words[-1], cast) or is_paper(words[-1]) else None
