"""What a reporter adds behind what somebody said: that he left it at that, what another one says, what is to be thought of it."""

from __future__ import annotations

from spacy.tokens import Token

from seed.extract.cues import verb_cue
from seed.extract.speakers import has_subject

# What a reporter says that a speaker did not do.
_LEFT_OUT = {
    "comment", "disclose", "elaborate", "explain", "give", "identify", "mention", "name", "offer", "provide", "release",
    "rule", "say", "specify",
}  # fmt: skip
_STEPS = {
    "accusation", "allegation", "argument", "assertion", "charge", "claim", "comment", "contention", "decision", "demand",
    "development", "figure", "idea", "language", "move", "phrase", "pledge", "position", "promise", "proposal", "prospect",
    "remark", "reversal", "shift", "sign", "stance", "step", "suggestion", "threat", "view", "warning",
}  # fmt: skip
_NEAR = 10
# What a source does beside what it says.
_OF_SOURCES = {
    "ask", "cite", "decline", "gesture", "hold", "laugh", "nod", "point", "refer", "refuse", "request", "show", "smile", "speak",
    "wave", "weep",
}  # fmt: skip


def is_added(part: Token, content: Token) -> bool:
    """Whether ", without naming them" is added."""
    before = part.nbor(-1).text if part.i else ""
    return part.i > content.i and part.lower_ == "without" and before == "," and part.dep_ == "prep"


def is_of_the_source(clause: Token) -> bool:
    """Whether ", declining to be named" or ", adding that" tells what a speaker did beside saying it."""
    if clause.tag_ != "VBG" or clause.dep_ != "advcl" or not clause.i or clause.nbor(-1).text != ",":
        return False
    return clause.lemma_.lower() in _OF_SOURCES or verb_cue(clause) is not None


def judges(word: Token) -> bool:
    """Whether ", a demand that could delay it" begins: so a reporter says what kind of statement or step it is."""
    doc = word.doc
    if word.nbor(-1).text != "," or word.i + 2 >= len(doc) or word.lower_ not in {"a", "an", *_STEPS}:
        return False
    near = doc[word.i : word.i + 5]
    noun = next((token for token in near if token.pos_ == "NOUN" and token.dep_ != "compound"), word)
    after = doc[noun.i + 1 : noun.i + 3]
    said_of = any(token.lower_ in {"that", "which"} or token.tag_ in {"VBN", "VBG"} for token in after)
    said_of = said_of or any(child.dep_ == "relcl" for child in noun.children)
    return noun.lemma_.lower() in _STEPS and said_of


def others_speak(word: Token) -> bool:
    """Whether ", with a spokesman saying …" begins: that is told of somebody else."""
    if word.lower_ != "with" or word.nbor(-1).text != ",":
        return False
    after = word.doc[word.i + 1 : word.i + _NEAR]
    return any(token.tag_ == "VBG" and verb_cue(token) is not None for token in after)


def tells_no_more(verb: Token, content: Token) -> bool:
    """Whether a verb tells that the speaker left it at that: "but did not elaborate", "though she has not given evidence"."""
    if verb.i < content.i or verb.dep_ not in {"conj", "advcl"}:
        return False
    if verb.lemma_ == "decline" and verb.dep_ == "conj" and not has_subject(verb):
        return True
    if verb.lemma_ not in _LEFT_OUT:
        return False
    negated = any(child.dep_ == "neg" for child in verb.children)
    subject = next((child for child in verb.children if child.dep_ == "nsubj"), None)
    contrasts = {token.lower_ for token in verb.doc[content.i + 1 : verb.i]} & {"but", "though", "although"}
    return negated and bool(contrasts) and (subject is None or subject.lower_ in {"he", "she", "they", "it"})
