"""What makes a cue none: that the text says it was not said, or leaves open whether it was."""

from __future__ import annotations

from spacy.tokens import Token

from seed.extract.speakers import has_subject

_MODAL = {
    "would",
    "could",
    "might",
    "may",
    "should",
    "must",
    "can",
    "will",
    "'ll",
    "’ll",
    "wo",
    "ca",
    "shall",
    "'d",
    "’d",
    "to",
}
_GOES_ON = {"continue", "go", "begin", "start", "proceed", "use", "take", "appear", "come"}
_NEGATIVE = {"not", "n't", "n’t", "never", "neither", "nor", "no", "without", "hardly", "barely", "rarely"}
_NEGATIVE_VERBS = {"decline", "refuse", "fail", "stop", "avoid", "refrain", "deny", "forget", "hesitate", "neglect"}
_NOBODY = {"nobody", "none", "no", "neither", "not", "few", "hardly", "barely", "scarcely"}


def is_negated(verb: Token) -> bool:
    """Whether the text says that it was not said."""
    if any(child.lower_ in _NEGATIVE and not _is_some(child) for child in verb.children if child.i < verb.i):
        return True
    subject = next((child for child in verb.children if child.dep_ in {"nsubj", "nsubjpass"}), None)
    if subject is not None and is_nobody(subject):
        return True
    governs = verb.head
    if verb.dep_ == "pcomp":
        return governs.lower_ in {"without", "from"}
    if verb.dep_ in {"xcomp", "advcl", "acl"} and governs != verb and any(part.tag_ == "TO" for part in verb.children):
        return governs.lemma_ in _NEGATIVE_VERBS or is_negated(governs)
    shares = verb.dep_ == "conj" and not has_subject(verb) and not any(part.dep_ == "aux" for part in verb.children)
    # "Neither confirmed nor denied": the second is as little said as the first.
    either = governs.pos_ == "VERB" and any(part.lower_ in {"nor", "or"} for part in governs.children)
    return shares and either and is_negated(governs)


def is_nobody(speaker: Token) -> bool:
    """Whether a word stands for none of those who could speak: "neither side", "none of them", "few", and not "a few"."""
    words = {speaker, speaker.left_edge, *(child for child in speaker.children if child.i < speaker.i)}
    return any(token.lower_ in _NOBODY and not _is_some(token) for token in words)


def _is_some(word: Token) -> bool:
    """Whether "a few", "the few" or "not only" begins."""
    if word.lower_ == "not":
        return word.nbor().lower_ in {"only", "just", "merely"}
    return word.lower_ == "few" and word.i > 0 and word.nbor(-1).tag_ in {"DT", "PRP$", "PDT", "RB", "JJ"}


def is_open(verb: Token) -> bool:
    """Whether the text leaves open that it was said: "would say", "to announce", "if he says", "Say it"."""
    helping = [child for child in verb.children if child.dep_ in {"aux", "mark"} and child.i < verb.i]
    if any(child.lower_ in {"if", "unless", "whether", "until"} for child in helping):
        return True
    modal = [child for child in helping if child.lower_ in _MODAL]
    if not modal:
        return _is_order(verb) or (_shares_modal(verb) and is_open(verb.head))
    if modal[0].lower_ != "to" or verb.dep_ not in {"xcomp", "advcl", "acl", "conj", "relcl"}:
        return True
    return verb.head.lemma_.lower() not in _GOES_ON or is_open(verb.head)


def _is_order(verb: Token) -> bool:
    return (
        verb.tag_ == "VB" and verb.dep_ == "ROOT" and not any(child.dep_ in {"nsubj", "aux"} for child in verb.children)
    )


def _shares_modal(verb: Token) -> bool:
    """Whether a verb that is joined to another has its auxiliaries: "will come and say"."""
    return verb.dep_ == "conj" and verb.tag_ == "VB" and verb.head.pos_ == "VERB" and not has_subject(verb)
