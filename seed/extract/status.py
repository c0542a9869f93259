"""Whether a deed is told as done, as expected, as denied or as open: from the words that stand over it in the sentence.

The search climbs from the word that tells the deed to what governs it, until something tells the whole as a fact ("said",
the end of the sentence). What is found first counts, but that denied and open outweigh expected.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType

from spacy.tokens import Token

from seed.extract.beside import beside, beside_governor
from seed.extract.frames import joined_to
from seed.extract.hedges import (
    Circumstance,
    failing_to_prevent,
    is_telling,
    negation,
    of_being,
    of_word,
    phrase_status,
)
from seed.extract.lexicons import spelt_out
from seed.extract.named_deeds import is_definite, of_argument, of_argument_by
from seed.extract.sources import of_telling

_MAX_STEPS = 12
_RANKS = {"denied": 0, "unclear": 1, "expected": 2}
# What stands behind these is told as a fact, and what stands behind those belongs to the verb before.
_OF_FACTS = {"after", "during", "amid", "following", "since", "despite", "over", "by", "because"}
_GOVERNED = {"for", "of", "at", "to", "on", "from", "against", "toward", "towards", "with", "into", "off"}
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
    ranked = sorted(
        found, key=lambda each: (each.word.lemma_ in spelt_out("@trying"), _RANKS.get(each.status, len(_RANKS)))
    )
    return next((each for each in ranked if each.status in _RANKS), None)


def _over(root: Token) -> Iterator[Circumstance]:
    """Give everything that stands over a deed, from the nearest up."""
    word = root
    # Who is falsely accused is accused.
    yield from (
        each for each in beside(word) if each.word.lower_ not in spelt_out("@wrongly") or not of_word(root, "V")
    )
    for _ in range(_MAX_STEPS):
        above, found = _governor(word)
        yield from (each for each in found if each.status != "fact")
        if above is None or any(each.status == "fact" for each in found):
            return
        word = above


def _governor(word: Token) -> _Step:
    """Give the word that governs another, and what it says of it."""
    if word.head == word or (word.dep_ == "relcl" and not _is_content(word)) or _is_apart(word):
        return None, []
    step = _STEPS.get(word.dep_)
    above, found = step(word) if step else (None, [])
    failing = failing_to_prevent(above) if above is not None and above.dep_ != "relcl" else None
    if failing is None:
        return above, found
    # What nobody could prevent was done; what somebody may fail to prevent may be done.
    return failing, [each for each in beside(failing) if each.status != "denied" and each.word.lower_ != "could"]


def _is_apart(clause: Token) -> bool:
    """Say whether a semicolon or "after" parts a clause from the verb behind it that the parse puts over it."""
    between = clause.doc[clause.i : clause.head.i] if clause.dep_ == "ccomp" else ()
    return any(token.text == ";" or (token.head == clause.head and token.dep_ == "mark") for token in between)


def _joined(word: Token) -> _Step:
    head = joined_to(word)
    nor = next((child for child in word.head.children if child.lower_ == "nor" and child.i < word.i), None)
    if nor is not None and any(child.dep_ == "preconj" for child in word.head.children):
        return head, [Circumstance("denied", nor)]
    return head, [each for each in beside(head) if each.status != "denied"] if not _has_own(word) else []


def _is_infinitive(word: Token) -> bool:
    """Say whether a verb has a "to": "to sign", "to be signed"."""
    return any(child.tag_ == "TO" and child.dep_ == "aux" for child in word.children)


def _is_content(clause: Token) -> bool:
    """Say whether what the parse takes for a relative clause tells what its noun is: "a report that it was bombed"."""
    # "In the event that it attacks": the parse may take "that" for a pronoun there.
    phrase = phrase_status(clause.head.head, clause.head, "N") is not None
    told = any(child.lower_ == "that" and (child.dep_ == "mark" or phrase) for child in clause.children)
    return _is_infinitive(clause) or (told and _of_name(clause.head) is not None)


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
        return head, held + [each for each in beside(head) if each.status != "denied"]
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
    if clause.dep_ in {"ccomp", "csubj"} and head.lemma_ in spelt_out("@linking"):
        return of_being(head) or list(beside_governor(head))
    found = [Circumstance(status, head)] if status and status != "carry" else []
    denied = negation(head)
    if status == "fact":
        # "Has not said if it was behind it" leaves open what a plain "said" would tell.
        if denied is not None and head.lemma_ in spelt_out("@informing"):
            return [Circumstance("unclear", denied), Circumstance("fact", head)]
        doubt = of_telling(head, clause)
        return [doubt, *found] if doubt is not None else found
    if clause.dep_ != "ccomp" or status:
        found += list(beside_governor(head))
    return found


def _status_of_clause(head: Token, clause: Token) -> str | None:
    """Give what a word by itself makes of the clause under it."""
    if clause.dep_ == "xcomp" and (head.lower_ == "going" or (head.lemma_ == "be" and _is_infinitive(clause))):
        # "Is to travel to Kyiv".
        return "expected"
    if clause.dep_ == "oprd" and head.lemma_ == "call":
        # "What Tehran called an attack".
        return "unclear"
    status = of_word(head, "V" if head.pos_ in {"VERB", "AUX"} else "A")
    if status is None and head.tag_ == "VBN":
        status = of_word(head, "A")
    if head.lower_ == "close" and head.pos_ == "ADJ":
        return "expected"
    if status is None and head.tag_ == "MD":
        # "Ought to arrest him".
        return of_word(head, "M")
    return status


def _negation_of(verb: Token) -> Token | None:
    """Find what says no to a verb itself or to both it and the one that it is joined to."""
    both = [child for child in verb.head.children if verb.dep_ == "conj" and child.lower_ == "nor" and child.i < verb.i]
    return negation(verb) or next(iter(both), None)


def _of_noun(noun: Token, word: Token) -> list[Circumstance]:
    """What a noun says of the deed that follows it: "a plan to attack", "the risk of war"."""
    status = _of_name(noun)
    none = negation(noun)
    false = next((child for child in noun.children if child.dep_ == "amod" and of_word(child, "A") == "denied"), None)
    if false is not None:
        # "A false alarm about an attack".
        return [Circumstance("denied", false)]
    if status and none is not None:
        # "No intention of leaving", "no plan to attack".
        return [Circumstance("unclear" if status == "carry" else "denied", none)]
    if status and status not in {"fact", "carry"}:
        return [Circumstance(status, noun)]
    if word.dep_ in {"acl", "relcl"} and _is_infinitive(word):
        return [Circumstance("expected", noun)]
    if word.dep_ == "acl" and word.tag_ in {"VBG", "VBN"}:
        return _of_participle(noun, word)
    return []


def _of_name(noun: Token) -> str | None:
    """Give what a noun makes of the deed behind it, alone or by the preposition before it: "in case of", "in the event that"."""
    return phrase_status(noun.head, noun, "N") or of_word(noun, "N")


def _of_participle(noun: Token, participle: Token) -> list[Circumstance]:
    """What is said of somebody with what he does: "showed rebels killing prisoners", "reports of soldiers seizing it"."""
    showing = _showing(noun)
    seeming = of_telling(showing, participle) if showing is not None else None
    if seeming is not None:
        return [seeming]
    over = noun.head.head if noun.head.dep_ == "conj" else noun.head
    told_of = over.head if noun.dep_ == "pobj" and over.lower_ in {"of", "about"} else None
    status = _of_name(told_of) if told_of is not None and told_of.pos_ == "NOUN" else None
    if told_of is not None and status in _RANKS:
        return [Circumstance(status, told_of)]
    return [Circumstance("fact", noun)]


def _showing(noun: Token) -> Token | None:
    """Find the verb that tells or shows what somebody does: "showed rebels killing prisoners", however parsed."""
    over = noun.head.head if noun.dep_ in {"nsubj", "nsubjpass"} and noun.head.dep_ == "ccomp" else noun.head
    return over if noun.dep_ in {"dobj", "nsubj", "nsubjpass"} and over.i < noun.i and is_telling(over) else None


def _through_preposition(word: Token) -> _Step:
    preposition = word.head
    head = _over_preposition(preposition)
    instead = next(_instead(preposition), None)
    if instead is not None:
        return None, [Circumstance("denied", instead)]
    if head == preposition or preposition.dep_ not in {"prep", "agent", "pcomp"} or preposition.lower_ in _OF_FACTS:
        return None, []
    if head.pos_ in {"NOUN", "PROPN"}:
        # "A response to the killing could begin": what the response may do says nothing of the killing.
        found = _of_noun(head, word)
        return (head, found) if found or preposition.lower_ == "of" else (None, [])
    if head.pos_ == "VERB":
        governed = preposition.lower_ in _GOVERNED or phrase_status(head, preposition) is not None
        return (head, of_argument_by(word, head)) if governed else (None, [])
    if head.pos_ == "ADJ":
        # "Is not happy about the strike" leaves no doubt of it, "is not ready for the strike" does.
        doubted = _status_of_clause(head, word) is not None or not is_definite(word)
        return (head, _of_governing(head, word)) if doubted else (None, [])
    return None, []


def _over_preposition(preposition: Token) -> Token:
    """Give what a preposition hangs on. "Acquitted the general of killing him": the parse hangs on him what he did not do."""
    noun = preposition.head
    charged = preposition.lower_ == "of" and noun.dep_ in {"dobj", "nsubjpass"} and noun.head.pos_ == "VERB"
    if charged and (noun.head.lemma_ in spelt_out("@clearing") or of_word(noun.head, "V") == "unclear"):
        return noun.head
    return noun


def _instead(preposition: Token) -> Iterator[Token]:
    """Find what says that the deed behind a preposition is left undone: "without", "instead of", "rather than"."""
    if preposition.lower_ in {"without", "barring"}:
        yield preposition
    if preposition.lower_ in {"of", "than", "from"}:
        near = (preposition.head, *preposition.children)
        yield from (word for word in near if word.lower_ in {"instead", "rather", "far", "short"})


_ARGUMENTS = ("dobj", "nsubj", "nsubjpass", "attr", "csubj")
_OF_NOUNS = ("acl", "relcl", "compound", "amod", "poss", "nmod")
# How to climb from a word, by its part in the sentence.
_STEPS: Mapping[str, Callable[[Token], _Step]] = MappingProxyType(
    {"conj": _joined, "advcl": _adverbial, "pobj": _through_preposition, "pcomp": _through_preposition}
    | dict.fromkeys(("xcomp", "ccomp", "oprd", "acomp"), lambda word: (word.head, _of_governing(word.head, word)))
    | dict.fromkeys(_ARGUMENTS, lambda word: (word.head, of_argument(word, word.head)))
    | dict.fromkeys(_OF_NOUNS, lambda word: (word.head, _of_noun(word.head, word)))
)
