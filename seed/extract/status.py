"""Whether a deed is told as done, as expected, as denied or as open: from the words that stand over it in the sentence.

The search climbs from the word that tells the deed to what governs it, until something tells the whole as a fact ("said",
the end of the sentence). What is found first counts, but that denied and open outweigh expected.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType

from spacy.tokens import Token

from seed.extract.frames import joined_to
from seed.extract.hedges import LINKING, Circumstance, is_rumored, negation, of_being, of_word, phrase_status

_CONDITIONS = {"if", "unless", "until", "lest", "should", "whether", "before"}
_MAX_STEPS = 12
# What is done to reach an aim, as in "fired to disperse them", is told as tried, not as done.
_PRESUPPOSING = {
    "blame",
    "condemn",
    "criticize",
    "investigate",
    "claim",
    "reject",
    "dispute",
    "question",
    "see",
    "view",
}
_TELLING = {
    "say",
    "know",
    "confirm",
    "tell",
    "reveal",
    "comment",
    "specify",
    "respond",
    "verify",
    "acknowledge",
    "disclose",
}
TRYING = frozenset({"try", "attempt", "struggle", "endeavor", "endeavour", "scramble", "race"})
_RANKS = {"denied": 0, "unclear": 1, "expected": 2}
# What of is told is no deed of his: "was cleared of killing him".
_CLEARING = {"clear", "acquit", "exonerate", "absolve", "exculpate"}
_CLAUSES_OF_FACT = {"because", "after", "since", "as", "when", "while", "though", "although"}


_Step = tuple[Token | None, list[Circumstance]]


def circumstance(root: Token) -> Circumstance | None:
    """Find what makes a deed more or less than a fact; None where it is told as one."""
    found = list(_over(root))
    conditional = {each.word.head for each in found if each.status == "expected" and each.word.dep_ == "mark"}
    # "If it did not free them", "if it fails to free them": what would happen then is no denial.
    found = [
        each for each in found if each.status != "denied" or conditional.isdisjoint({each.word, each.word.head, root})
    ]
    # What is expected under an attempt is expected, however the attempt ends.
    ranked = sorted(found, key=lambda each: (each.word.lemma_ in TRYING, _RANKS.get(each.status, len(_RANKS))))
    return next((each for each in ranked if each.status in _RANKS), None)


def _over(root: Token) -> Iterator[Circumstance]:
    """Give everything that stands over a deed, from the nearest up."""
    word = root
    yield from _beside(word)
    for _ in range(_MAX_STEPS):
        above, step = _governor(word)
        if above is None:
            return
        found = list(step)
        yield from (each for each in found if each.status != "fact")
        if any(each.status == "fact" for each in found):
            return
        word = above


def _beside(word: Token) -> Iterator[Circumstance]:
    """What stands directly beside a word: auxiliaries, negation, adjectives, adverbs, conditions."""
    no = negation(word) or _unreal(word)
    if no is not None:
        yield Circumstance("denied", no)
    for child in word.children:
        part = {"aux": "M", "advmod": "R", "amod": "A", "det": "A", "compound": "A"}.get(child.dep_)
        status = of_word(child, part) if part else None
        if status:
            yield Circumstance(_of_the_past(word, child, status) if part == "M" else status, child)
        if child.dep_ == "mark" and child.lower_ in _CONDITIONS:
            follows = word.dep_ == "ccomp" or word.head.lemma_ in _TELLING
            asked = child.lower_ == "whether" or (child.lower_ == "if" and follows and word.head.i < child.i)
            yield Circumstance("unclear" if asked else "expected", child)
    if (
        word.tag_ == "VB"
        and word.dep_ in {"acl", "advcl", "relcl"}
        and any(child.tag_ == "TO" for child in word.children)
    ):
        yield Circumstance("expected", word)


def _unreal(verb: Token) -> Token | None:
    """Find the auxiliary in front of its subject that makes a clause unreal: "had Russia attacked, others would have come"."""
    subject = next((child for child in verb.children if child.dep_ in {"nsubj", "nsubjpass"}), None)
    if subject is None or verb.dep_ not in {"advcl", "ccomp"}:
        return None
    had = (child for child in verb.children if child.dep_ == "aux" and child.lower_ == "had" and child.i < subject.i)
    return next(had, None)


def _of_the_past(verb: Token, modal: Token, status: str) -> str:
    """ "May have attacked" leaves open what was done; "would have attacked" tells what was not."""
    if not any(
        child.dep_ == "aux" and child.lower_ in {"have", "'ve"} and child.i > modal.i for child in verb.children
    ):
        return status
    return "denied" if modal.lower_ in {"would", "should", "'d", "ought", "need"} else "unclear"


def _above(head: Token) -> Iterator[Circumstance]:
    """What stands beside a governing word. "Has not commented on it" leaves open what was done."""
    for each in _beside(head):
        silent = each.status == "denied" and head.lemma_ in _TELLING
        yield Circumstance("unclear", each.word) if silent else each


def _governor(word: Token) -> _Step:
    """Give the word that governs another, and what it says of it."""
    if word.head == word or (word.dep_ == "relcl" and not _is_content(word)) or _is_apart(word):
        return None, []
    step = _STEPS.get(word.dep_)
    return step(word) if step else (None, [])


def _is_apart(clause: Token) -> bool:
    """Say whether a semicolon parts a clause from the verb that the parse puts over it."""
    return clause.dep_ == "ccomp" and any(token.text == ";" for token in clause.doc[clause.i : clause.head.i])


def _joined(word: Token) -> _Step:
    head = joined_to(word)
    nor = next((child for child in word.head.children if child.lower_ == "nor" and child.i < word.i), None)
    if nor is not None and any(child.dep_ == "preconj" for child in word.head.children):
        return head, [Circumstance("denied", nor)]
    return head, [each for each in _beside(head) if each.status != "denied"] if not _has_own(word) else []


def _is_infinitive(word: Token) -> bool:
    """Say whether a verb has a "to": "to sign", "to be signed"."""
    return any(child.tag_ == "TO" and child.dep_ == "aux" for child in word.children)


def _is_content(clause: Token) -> bool:
    """Say whether what the parse takes for a relative clause tells what its noun is: "a report that it was bombed"."""
    told = any(child.dep_ == "mark" and child.lower_ == "that" for child in clause.children)
    return _is_infinitive(clause) or (told and of_word(clause.head, "N") is not None)


def _has_own(word: Token) -> bool:
    return any(child.dep_ in {"aux", "nsubj", "nsubjpass", "auxpass"} for child in word.children)


def _adverbial(word: Token) -> _Step:
    head = word.head
    marks = [child.lower_ for child in word.children if child.dep_ in {"mark", "advmod"}]
    if _is_infinitive(word):
        return head, [Circumstance("expected", word)]
    if any(mark in _CLAUSES_OF_FACT for mark in marks):
        return None, []
    if word.tag_ in {"VBG", "VBN"}:
        # "Held off attacking": what the parse takes for a circumstance is what was held off.
        particles = [child for child in head.children if child.dep_ == "prt"]
        held = [Circumstance(known, each) for each in particles if (known := phrase_status(head, each))]
        return head, held + [each for each in _beside(head) if each.status != "denied"]
    return None, []


def _of_governing(head: Token, clause: Token) -> list[Circumstance]:
    """What a verb or adjective says of the clause that it governs."""
    status = _status_of_clause(head, clause)
    yet = next((child for child in head.children if child.lower_ == "yet" and head.lemma_ in {"have", "be"}), None)
    if yet is not None and _is_infinitive(clause):
        return [Circumstance("denied", yet)]
    if status == "denied" and (no := _negation_of(head)) is not None:
        # Who does not deny it, or neither confirms nor denies it, leaves it open.
        return [Circumstance("unclear", no), Circumstance("fact", head)]
    if clause.dep_ in {"ccomp", "csubj"} and head.lemma_ in LINKING:
        return of_being(head) or list(_above(head))
    found = [Circumstance(status, head)] if status and status != "carry" else []
    denied = negation(head)
    if status == "fact":
        # "Has not said if it was behind it" leaves open what a plain "said" would tell.
        if denied is not None and head.lemma_ in _TELLING:
            return [Circumstance("unclear", denied), Circumstance("fact", head)]
        return found
    if clause.dep_ != "ccomp" or status:
        found += list(_above(head))
    return found


def _status_of_clause(head: Token, clause: Token) -> str | None:
    """Give what a word by itself makes of the clause under it."""
    if clause.dep_ == "xcomp" and (head.lower_ == "going" or (head.lemma_ == "be" and _is_infinitive(clause))):
        # "Is to travel to Kyiv".
        return "expected"
    status = of_word(head, "V" if head.pos_ in {"VERB", "AUX"} else "A")
    if status is None and head.tag_ == "VBN":
        status = of_word(head, "A")
    if head.lower_ == "close" and head.pos_ == "ADJ":
        return "expected"
    if status == "fact" and (how := _manner_of(head)) is not None:
        return how
    return "unclear" if status == "fact" and _is_disputed(head, clause) else status


def _manner_of(telling: Token) -> str | None:
    """Give what the way of telling makes of what is told: "falsely claimed", "reportedly said"."""
    known = (of_word(child, "R") for child in telling.children if child.dep_ == "advmod")
    return next((status for status in known if status in {"denied", "unclear"}), None)


def _negation_of(verb: Token) -> Token | None:
    """Find what says no to a verb itself or to both it and the one that it is joined to."""
    both = [child for child in verb.head.children if verb.dep_ == "conj" and child.lower_ == "nor" and child.i < verb.i]
    return negation(verb) or next(iter(both), None)


def _is_disputed(telling: Token, clause: Token) -> bool:
    """Say whether what is told is only reported: "is said to have fled", "the report, which Kyiv rejected, said …"."""
    if clause.dep_ == "xcomp" and any(child.dep_ in {"nsubjpass", "auxpass"} for child in telling.children):
        return telling.lemma_ in {"say", "report"}
    tellers = [child for child in telling.children if child.dep_ == "nsubj"]
    over = (part for teller in tellers for part in teller.children)
    return any(map(is_rumored, tellers)) or any(
        part.dep_ == "relcl" and of_word(part, "V") == "denied" for part in over
    )


def _of_argument(word: Token, head: Token) -> list[Circumstance]:
    """What a verb says of the deed that its subject or object names."""
    if head.pos_ not in {"VERB", "AUX"}:
        return []
    status = of_word(head, "V") if word.dep_ != "nsubj" and head.lemma_ not in _PRESUPPOSING else None
    found = [Circumstance(status, head)] if status and status not in {"carry", "fact"} else []
    if head.lemma_ in LINKING and word.dep_ == "nsubj":
        found += of_being(head)
    return found + list(_above(head))


def _of_noun(noun: Token, word: Token) -> list[Circumstance]:
    """What a noun says of the deed that follows it: "a plan to attack", "the risk of war"."""
    status = of_word(noun, "N")
    none = negation(noun)
    if status and none is not None:
        # "No intention of leaving", "no plan to attack".
        return [Circumstance("unclear" if status == "carry" else "denied", none)]
    if status and status not in {"fact", "carry"}:
        return [Circumstance(status, noun)]
    if word.dep_ in {"acl", "relcl"} and _is_infinitive(word):
        return [Circumstance("expected", noun)]
    if word.dep_ == "acl" and word.tag_ in {"VBG", "VBN"}:
        return [Circumstance("fact", noun)]
    return []


def _through_preposition(word: Token) -> _Step:
    preposition = word.head
    head = preposition.head
    if preposition.lower_ == "without":
        return None, [Circumstance("denied", preposition)]
    if head == preposition or preposition.dep_ not in {"prep", "agent", "pcomp"}:
        return None, []
    if preposition.lower_ in {"after", "during", "amid", "following", "since", "despite", "over", "by", "because"}:
        return None, []
    if head.pos_ in {"NOUN", "PROPN"}:
        # "A response to the killing could begin": what the response may do says nothing of the killing.
        found = _of_noun(head, word)
        return (head, found) if found or preposition.lower_ == "of" else (None, [])
    if head.pos_ == "VERB":
        if preposition.lower_ in {
            "for",
            "of",
            "at",
            "to",
            "on",
            "from",
            "against",
            "toward",
            "towards",
            "with",
            "into",
            "off",
        }:
            return head, _of_argument_by(preposition, head)
        return None, list(_beside(head)) if preposition.lower_ in {"in", "with"} else []
    if head.pos_ == "ADJ":
        return head, _of_governing(head, word)
    return None, []


def _of_argument_by(preposition: Token, head: Token) -> list[Circumstance]:
    aims = {"aim", "call", "push", "press", "appeal", "prepare", "brace", "plan", "hope", "wait", "work", "bid", "head"}
    status = of_word(head, "V") if head.lemma_ not in _PRESUPPOSING else None
    status = phrase_status(head, preposition) or status
    if status == "carry":
        status = None
    if preposition.lower_ == "of" and head.lemma_ in _CLEARING:
        status = "denied"
    if preposition.lower_ in {"for", "at", "toward", "towards"} and head.lemma_ in aims:
        status = "expected"
    if status == "expected" and preposition.lower_ == "for" and head.lemma_ not in aims and head.lemma_ != "ask":
        status = None
    found = [Circumstance(status, head)] if status and status != "fact" else []
    return found + list(_above(head))


_ARGUMENTS = ("dobj", "nsubj", "nsubjpass", "attr", "csubj")
_OF_NOUNS = ("acl", "relcl", "compound", "amod", "poss", "nmod")
# How to climb from a word, by its part in the sentence.
_STEPS: Mapping[str, Callable[[Token], _Step]] = MappingProxyType(
    {"conj": _joined, "advcl": _adverbial, "pobj": _through_preposition, "pcomp": _through_preposition}
    | dict.fromkeys(("xcomp", "ccomp", "oprd", "acomp"), lambda word: (word.head, _of_governing(word.head, word)))
    | dict.fromkeys(_ARGUMENTS, lambda word: (word.head, _of_argument(word, word.head)))
    | dict.fromkeys(_OF_NOUNS, lambda word: (word.head, _of_noun(word.head, word)))
)
