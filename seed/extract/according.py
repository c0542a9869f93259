"""What is said "according to" somebody: the clause or the sentence around it."""

from __future__ import annotations

from spacy.tokens import Doc, Token

from seed.extract.chunks import noun_phrases
from seed.extract.cues import Cue
from seed.extract.heard import Heard, heard
from seed.extract.phrases import Run, described_phrase, is_below, is_finite, noun_phrase

_NO_SPEAKER = {"plan", "schedule", "law", "rule", "tradition", "need", "custom", "protocol", "taste", "size", "merit"}
_ADDING = {"but", "while", "though", "although", "whereas", "who", "which", "whose"}


def is_according(token: Token) -> bool:
    """Whether a token begins "according to"."""
    return token.lower_ == "according" and token.i + 1 < len(token.doc) and token.nbor().lower_ == "to"


def said_accordingly(token: Token) -> Heard | None:
    """Read "according to X": what it is said of is the clause or the whole sentence around it."""
    if not is_according(token):
        return None
    speaker = _named_after(token.nbor())
    if speaker is None or speaker.lemma_.lower() in _NO_SPEAKER:
        return None
    cue = Cue("accord to", token, token.nbor(), frozenset({"marks", "clause"}))
    sentence = token.sent
    phrase_end = min(_end_of_named(speaker, token.i == sentence.start), sentence.end - 1)
    before, after = (sentence.start, token.i - 1), (phrase_end + 1, sentence.end - 1)
    begins_clause = token.i > sentence.start and token.nbor(-1).dep_ == "mark"
    if token.i > sentence.start and any(one.lower_ in _ADDING for one in token.doc[phrase_end + 1 : phrase_end + 3]):
        # "…, according to a poll, but half of them", "…, who asked for anonymity": the reporter goes on.
        after = (phrase_end + 1, phrase_end)
    runs = [run for run in ((after,) if begins_clause else (before, after)) if _has_words(token.doc, run)]
    root = sentence.root
    if is_below(root, token) or root == token:
        root = next((one for one in token.doc[phrase_end + 1 : sentence.end] if one.pos_ in {"VERB", "AUX"}), token)
    return heard(cue, speaker, runs, "according", root)


def _end_of_named(speaker: Token, begins: bool) -> int:
    """Find where the words for the speaker end, with the last of a list and the description behind a comma."""
    doc, last = speaker.doc, described_phrase(speaker)[1]
    if begins and last + 1 < len(doc) and is_finite(doc[last + 1]):
        # "According to Kessler, the risk is …": the parse takes the subject of the sentence for a description.
        return noun_phrase(speaker)[1]
    for token in speaker.subtree:
        listed = token.dep_ == "conj" and token.i > last and token.pos_ in {"NOUN", "PROPN"}
        if listed and not any(between.pos_ in {"VERB", "AUX"} for between in doc[last + 1 : token.i]):
            last = noun_phrase(token)[1]
    return last


def _named_after(to: Token) -> Token | None:
    for below in (*to.children, *to.head.children):
        if below.i > to.i and below.dep_ in {"pobj", "pcomp"} and below.pos_ not in {"VERB", "AUX", "ADP"}:
            return below
    return next((chunk.root for chunk in noun_phrases(to.sent) if chunk.start == to.i + 1), None)


def _has_words(doc: Doc, run: Run) -> bool:
    return any(not (token.is_punct or token.is_space or token.pos_ == "CCONJ") for token in doc[run[0] : run[1] + 1])
