"""How a word stands to the deed in its sentence: what it governs, whom it addresses, who is on which side of the whole."""

from __future__ import annotations

from functools import cache

from spacy.tokens import Token

from seed.extract.deed import Deed, Groups
from seed.extract.frames import Frame, can_act, frame_of, noun_behind
from seed.extract.lexicons import table
from seed.extract.triggers import Attitude, at_path, clause_under, entry_for

_ASKING = {"IN", "WRB", "WP", "WDT"}
_QUESTIONS = {"whether", "if", "why", "how", "what", "when", "where", "who"}
_TALKING = {"during", "in", "on", "at", "for", "after", "following", "before", "ahead"}
_SELF = {"it", "they", "he", "she", "we", "i"}
_GENERAL = ("on", "against", "with", "to", "at", "into", "in", "from", "between", "for", "of")


def names_nothing(word: Token) -> bool:
    """Say whether the verb over a word makes it no deed: the probe in "launch a probe to Venus", "is to blame"."""
    verb = word.head
    if word.lemma_ == "blame" and verb.lemma_ == "be":
        return True
    if word.pos_ != "NOUN" or word.dep_ != "dobj" or verb.pos_ != "VERB":
        return False
    found = entry_for(verb, frame_of(verb))
    return found is not None and not found[0].cameo and any(one.slot == "obj" for one in found[0].when)


def only_states(word: Token, frame: Frame) -> bool:
    """Say whether a verb that may demand only asks a question or tells something: "asked whether", "insisted that it was"."""
    clauses = [clause for clause in frame.at("comp") if clause.dep_ == "ccomp"] if word.pos_ == "VERB" else []
    if word.lemma_ in {"ask", "inquire", "wonder"}:
        asking = {child.lower_ for clause in clauses for child in clause.children if child.tag_ in _ASKING}
        return bool(asking & _QUESTIONS)
    if word.lemma_ not in {"insist", "suggest", "propose", "warn"}:
        return False
    if word.lemma_ == "warn":
        return not any(_is_own_will(clause) for clause in clauses)
    return any(_is_indicative(clause) for clause in clauses)


def _is_own_will(clause: Token) -> bool:
    """Say whether who warns of something will do it himself: "warned that it would strike back"."""
    wills = any(child.dep_ == "aux" and child.lower_ in {"will", "would", "'ll"} for child in clause.children)
    return wills and any(child.dep_ == "nsubj" and child.lower_ in _SELF for child in clause.children)


def _is_indicative(clause: Token) -> bool:
    """Say whether a clause tells something: it has a tense, and no "must" or "should"."""
    words = [clause, *(child for child in clause.children if child.dep_ in {"aux", "auxpass"})]
    return any(word.tag_ in {"VBD", "VBZ", "MD"} for word in words) and pressed(clause) is None


def content_at(word: Token, frame: Frame, slot: str) -> list[Token]:
    """Give what may name the deed that a word stands to, by the slot, wherever the parse hangs it."""
    if slot == "comp" and word.dep_ == "pobj" and word.head.lower_ == "at" and word.head.head.pos_ == "VERB":
        # "A call organized at the request of the US": the call is what was asked for.
        return frame_of(word.head.head).at("obj") if word.pos_ == "NOUN" else []
    if slot == "comp" and word.dep_ == "dobj" and word.pos_ == "NOUN" and not frame.at("comp"):
        # "Reiterated its demand on Monday that they leave": the clause hangs on the verb.
        return [clause for clause in frame_of(word.head).at("comp") if clause.i > word.i]
    if slot == "of" and word.pos_ == "VERB" and not frame.at(slot):
        # "Accused donors of paying them": the parse hangs on the donors what they are accused of.
        return [token for token in at_path(frame, "obj.of") if token.pos_ == "VERB"]
    return clause_under(frame) if slot == "comp" else frame.at(slot)


def talking_during(noun: Token, code: str) -> list[Token]:
    """Who says something during a call, travels for talks or leaves after a meeting takes part in it."""
    preposition = noun.head
    if noun.dep_ == "pobj" and preposition.lower_ == "of" and noun_behind(preposition.head) == noun:
        preposition = preposition.head.head
    if not code.startswith("04") or preposition.lower_ not in _TALKING:
        return []
    return frame_of(preposition.head).at("subj") if preposition.head.pos_ == "VERB" else []


def general(frame: Frame) -> Groups:
    """Give the groups in which the other side of an attitude stands where its row names none that is filled."""
    return [frame.at(slot) for slot in ("obj", "dat", *_GENERAL)]


def sides_of(word: Token, frame: Frame, attitude: Attitude, content: Deed, slot: str) -> tuple[Groups, Groups]:
    """Find the candidates for the two sides of an attitude to a deed."""
    own = _own_subject(word, frame)
    other = [frame.at(name) for name in attitude.other]
    # A noun that names the deed may itself name the other side: "rejected a Senegalese plan", "praised Haiti's efforts".
    named = [[content.root]] if content.root.pos_ == "NOUN" else []
    whom = [[token for token in frame.at("obj") if token != content.root and can_act(token)]]
    match attitude.name:
        case "ask" | "insist" | "allow":
            return own, [*other, *content.first, *content.second]
        case "discuss":
            return own, partners(frame, attitude)
        case "approve" | "object" | "blame" | "refuse":
            mine = whom if attitude.name in {"approve", "object"} else []
            return own, [*mine, *other, *content.first, *content.second, *named]
        case "prevent":
            return content.first, content.second
        case "receive":
            return [*content.first, *[frame.at(name) for name in ("from", "by", "under")]], own
        case "claim" | "deny":
            return own, []
        case "end":
            return [*own, *content.first], [
                *content.second,
                *other,
                *general(frame)[2:],
                *named,
                *content.first,
                frame.at("in"),
            ]
        case _:
            theirs = slot == "comp" and attitude.name not in {"promise", "threaten", "agree"}
            first = [*content.first, *own] if theirs else [*own, *content.first]
            agreed = content.first if attitude.name == "agree" else []
            unless = [_conditional(word)] if attitude.name == "threaten" else []
            return first, [*other, *agreed, *content.second, *[frame.at(name) for name in _GENERAL], *unless]


def partners(frame: Frame, attitude: Attitude) -> Groups:
    """Give with whom something is discussed, also where the parse hangs it on what is: "discussed the plan with Kenya".

    Whose plan that is takes no part.
    """
    hung = [at_path(frame, f"obj.{path}with") for path in ("", "in.", "on.", "of.")]
    return [*(frame.at(slot) for slot in attitude.other), *hung]


def _conditional(verb: Token) -> list[Token]:
    """Give who has it in hand: "threatened to strike unless the government gives way"."""
    for clause in verb.subtree:
        marks = {child.lower_ for child in clause.children if child.dep_ == "mark"}
        if clause.dep_ == "advcl" and marks & {"unless", "if", "until"}:
            return frame_of(clause).at("subj")
    return []


def _own_subject(word: Token, frame: Frame) -> Groups:
    if word.pos_ == "VERB":
        return [frame.at("subj")]
    if word.pos_ == "ADJ":
        above = word.head
        return [frame_of(above).at("subj")] if above.pos_ in {"AUX", "VERB"} else [[above]]
    return [frame.at(slot) for slot in ("poss", "by", "from", "of", "mod")]


def pressed(clause: Token) -> str | None:
    """Say how much a clause presses others: by "must" it insists, by "should" it asks."""
    for child in clause.children:
        if child.dep_ == "aux":
            if child.lower_ == "must":
                return "insist"
            if child.lower_ in {"should", "ought"}:
                return "ask"
    if clause.lemma_ in {"need", "have"} and any(child.dep_ == "xcomp" for child in clause.children):
        return "ask"
    return None


def tells_others(verb: Token) -> bool:
    """Say whether a verb tells others something, so that a "must" below it asks it of them."""
    return verb.pos_ == "VERB" and verb.lemma_ in _saying()


@cache
def _saying() -> frozenset[str]:
    return frozenset(
        word
        for row in table("hedges")
        if row["status"] == "fact" and row["pos"] == "V"
        for word in row["words"].split("|")
    ) | {"conclude", "demand", "insist", "warn", "argue", "maintain", "tell"}
