"""The grammatical frame of a verb or a noun: who stands in which slot, whatever the construction.

Passives, relative clauses, participles, control ("agreed to withdraw") and coordination are undone here, so that a deed
reads its sides from slots alone. A slot is named `subj`, `obj`, `dat`, `comp` (the clause that a word governs), `poss`,
`aim` (what something is done for, or what follows from it), `mod` (adjectives and nouns in front of a noun), `doer` (who
does something with what a noun names, as in "doctors threatened a strike"), or by a preposition.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from spacy.tokens import Token

from seed.extract.lexicons import spelt_out

Slots = Mapping[str, list[Token]]

_ACTING = {"GPE", "NORP", "PERSON", "ORG", "LOC", "FAC"}
_SUBJECTS = {"nsubj", "nsubjpass", "csubj", "csubjpass"}
_PEOPLE = {"he", "him", "she", "her", "they", "them", "we", "us", "i", "me", "who", "whom"}
# "Two billion in aid".
_SUMS = {"million", "billion", "dollar", "euro", "thousand"}
_RELATIVE = {"WDT", "WP", "WP$"}
_CLAUSES = {"xcomp", "ccomp", "oprd", "acomp"}
_FRONT = {"amod", "compound", "nmod", "nummod"}
# "Promised him to come": he who promises comes. After all other verbs with an object, the object does.
# Who promises something to somebody, or telephones him, does himself what follows: "phoned Erdogan to express sympathy".
_SUBJECT_CONTROL = {"promise", "vow", "threaten", "pledge", "swear", "telephone", "phone", "meet", "visit"}
# So far up a chain of verbs is a subject looked for.
_MAX_STEPS = 6


@dataclass(frozen=True, slots=True)
class Frame:
    """The slots of a word. `passive`: its grammatical subject was moved to `obj`, its agent to `subj`."""

    word: Token
    slots: Slots
    passive: bool = False

    def at(self, slot: str) -> list[Token]:
        """Give who or what stands in a slot, in the order of the text."""
        return self.slots.get(slot, [])


def frame_of(word: Token) -> Frame:
    """Read the frame of a verb, or of a noun or adjective."""
    if word.pos_ in {"VERB", "AUX"}:
        return _verb_frame(word)
    return Frame(word, _noun_slots(word))


def is_passive(verb: Token) -> bool:
    """Say whether a verb's subject undergoes what it tells."""
    if any(child.dep_ in {"nsubjpass", "auxpass"} for child in verb.children):
        return True
    if any(child.dep_ == "aux" and child.lemma_ == "have" for child in verb.children):
        return False
    if _is_undergone(verb):
        return True
    if verb.tag_ != "VBN":
        return False
    if is_main(verb):
        return False
    if verb.dep_ in {"acl", "advcl", "amod"}:
        return not any(child.dep_ in {"dobj", "nsubj"} for child in verb.children)
    if verb.dep_ == "conj" and verb.head.pos_ == "VERB":
        return verb.head.tag_ == "VBN" and is_passive(verb.head)
    return any(child.dep_ == "agent" for child in verb.children)


def _is_undergone(verb: Token) -> bool:
    """Say whether a headline leaves out the auxiliary of a passive: "Three men arrested after protest"."""
    if verb.tag_ not in {"VBD", "VBN"} or verb.lemma_ not in spelt_out("@undergone"):
        return False
    # "Police arrested and questioned them": the object of both stands by the second.
    joined_verbs = [verb, *(child for child in verb.children if child.dep_ == "conj")]
    parts = {child.dep_ for each in joined_verbs for child in each.children}
    return bool(parts & _SUBJECTS) and not parts & {"aux", "dobj", "dative", "ccomp", "xcomp", "oprd", "prt", "neg"}


def is_main(verb: Token) -> bool:
    """Say whether a participle is the verb of a sentence that the parser gave none: "Miller, its spokesman, called on …"."""
    noun = main_noun(verb)
    if verb.dep_ != "acl" or noun.dep_ != "ROOT" or noun.pos_ != "PROPN" or verb.i - noun.i < 2:
        return False
    return verb.nbor(-1).text == "," and not any(child.dep_ == "agent" for child in verb.children)


def heads_headline(verb: Token) -> bool:
    """Say whether a participle is all that a line has for a verb: "Two men arrested after protest"."""
    noun = verb.head
    if verb.tag_ != "VBN" or verb.dep_ != "acl" or noun.dep_ != "ROOT" or verb.i != noun.i + 1:
        return False
    return not any(token.tag_ in {"VBD", "VBZ", "VBP", "MD"} for token in verb.sent)


def main_noun(clause: Token) -> Token:
    """Give the noun that a participle follows, behind its description: Spain of "Spain, its biggest buyer, called for …"."""
    noun = clause.head
    return noun.head if noun.dep_ == "appos" and noun.head.dep_ == "ROOT" else noun


def noun_behind(token: Token) -> Token:
    """Give what a noun of quantity stands for: the attacks of a series of attacks, the soldiers of dozens of soldiers."""
    if token.lemma_.lower() in spelt_out("@quantity") or token.pos_ == "NUM":
        for child in token.children:
            if child.dep_ == "prep" and (child.lower_ == "of" or (child.lower_ == "in" and token.lemma_ in _SUMS)):
                return next((noun_behind(named) for named in child.children if named.dep_ == "pobj"), token)
    return token


def joined(token: Token) -> list[Token]:
    """Give a token with all that is joined to it by "and", "or" or a comma."""
    found = [token, *(other for other in token.conjuncts if other.i > token.i and not begins_clause(other))]
    for child in token.children:
        # "Shukr, a commander, and Haniyeh, a leader": the parser joins the second name to the first one's description.
        if child.dep_ == "appos" and token.pos_ == "PROPN":
            found += [other for other in child.conjuncts if other.pos_ == "PROPN" and other.i > child.i]
    return found


def begins_clause(noun: Token) -> bool:
    """Say whether a noun is the subject of the verb behind it, though the parser joins it to the noun before.

    "Chad took in refugees and Sudan rejected the plan": the verb stands right behind Sudan, with no "and" of its own.
    """
    verb = noun.doc[noun.i + 1] if noun.dep_ == "conj" and noun.i + 1 < len(noun.doc) else None
    if (
        verb is None
        or verb.tag_ not in {"VBD", "VBZ"}
        or verb.dep_ != "conj"
        or noun.head.pos_ not in {"NOUN", "PROPN"}
    ):
        return False
    return verb.head.pos_ in {"VERB", "AUX"} and not any(child.dep_ in _SUBJECTS for child in verb.children)


def can_act(token: Token) -> bool:
    """Say whether a noun names somebody: a person, a body, a country, or people by what they are."""
    if token.ent_type_ in _ACTING or (token.pos_ == "PRON" and token.lower_ in _PEOPLE):
        return True
    # "The use of force" is done by nobody of that name.
    if token.lower_ == "force" and token.dep_ == "pobj" and not any(child.dep_ in _FRONT for child in token.children):
        return False
    return token.pos_ in {"NOUN", "PROPN"} and token.lemma_.lower() in spelt_out("@person|@troops")


def _verb_frame(verb: Token) -> Frame:
    slots: dict[str, list[Token]] = defaultdict(list)
    passive = is_passive(verb)
    first = _subjects(verb)
    slots["obj" if passive else "subj"] += first
    for child in verb.children:
        _place_child(child, slots)
    if passive:
        slots["subj"] += slots.pop("agent", [])
    if not slots["obj"] and verb.dep_ == "relcl" and not _antecedent_is_subject(verb):
        slots["obj"].append(verb.head)
    _share_object(verb, slots)
    return Frame(verb, {slot: _whole(tokens) for slot, tokens in slots.items()}, passive)


def _share_object(verb: Token, slots: dict[str, list[Token]]) -> None:
    """What stands by the second verb serves both: "arrested and questioned them", "established ties with and moved to Iran"."""
    for other in verb.children:
        at_once = other.dep_ == "conj" and other.pos_ == "VERB" and other.i == verb.i + 2
        if at_once and not slots["obj"] and not slots["prt"]:
            slots["obj"] += [child for child in other.children if child.dep_ == "dobj"]
        bare = [child.lower_ for child in verb.children if child.dep_ == "prep" and not list(child.children)]
        if other.dep_ == "conj" and bare and other.pos_ == "VERB":
            shared = _verb_frame(other).slots
            last = next((shared[slot] for slot in reversed(list(shared)) if slot in {"in", "on", "with", "to"}), [])
            slots[bare[0]] += last


def _place_child(child: Token, slots: dict[str, list[Token]]) -> None:
    if child.dep_ in {"dobj", "attr"} or (child.dep_ == "npadvmod" and noun_behind(child) != child):
        slots["obj"] += _object_meant(child)
    elif child.dep_ in _CLAUSES:
        slots["comp"].append(child)
        if child.pos_ in {"ADJ", "NOUN"}:
            # "Found him guilty": whom it is about stands below the adjective.
            slots["obj"] += [named for named in child.children if named.dep_ == "nsubj" and _is_bare(child)]
    elif child.dep_ == "advcl" and (child.tag_ == "VBG" or _is_infinitive(child)):
        slots["aim"].append(child)
    elif child.dep_ == "dative":
        _place_dative(child, slots)
    elif child.dep_ in {"prep", "agent"}:
        _place_preposition(child, slots)
    elif child.dep_ == "prt":
        slots["prt"].append(child)


def _is_bare(clause: Token) -> bool:
    return not any(child.dep_ in {"mark", "aux", "cop"} for child in clause.children)


def _object_meant(child: Token) -> list[Token]:
    """Of "the ship that they seized" the object of the clause is the ship."""
    if child.tag_ not in _RELATIVE:
        return [child]
    return [child.head.head] if child.head.dep_ == "relcl" else []


def _is_infinitive(verb: Token) -> bool:
    return verb.tag_ == "VB" and any(child.tag_ == "TO" for child in verb.children)


def _place_dative(child: Token, slots: dict[str, list[Token]]) -> None:
    named = [below for below in child.children if below.dep_ == "pobj"]
    slots["dat"] += named or ([child] if child.pos_ != "ADP" else [])


def _place_preposition(preposition: Token, slots: dict[str, list[Token]]) -> None:
    slot = "agent" if preposition.dep_ == "agent" else preposition.lower_
    for child in preposition.children:
        if child.dep_ in {"pobj", "pcomp"} or (child.pos_ == "ADJ" and slot == "as"):
            named = child.head.head.head if child.tag_ in _RELATIVE and preposition.head.dep_ == "relcl" else child
            slots[slot].append(named)
        elif child.dep_ == "prep" and preposition.lower_ != "according":
            # "Because of", "out of", "along with": the last word names the slot.
            _place_preposition(child, slots)


def _antecedent_is_subject(verb: Token) -> bool:
    subject = [child for child in verb.children if child.dep_ in _SUBJECTS]
    return not subject or subject[0].tag_ in _RELATIVE


def _subjects(verb: Token) -> list[Token]:
    """Find the grammatical subject of a verb, through relative clauses, control, participles and coordination."""
    word = verb
    for _ in range(_MAX_STEPS):
        own = _own_subjects(word)
        if own and word != verb and verb.dep_ == "advcl" and verb.tag_ == "VBG" and is_passive(word):
            return _agents(word)
        if own and goes_back(verb, word, own[0]):
            word = word.head
            continue
        if own:
            return [word.head if word.dep_ == "relcl" and own[0].tag_ in _RELATIVE else own[0]]
        if word.dep_ in {"acl", "relcl"}:
            return _owners(word)
        controlling = _controlling(word)
        if controlling is not None:
            return [controlling]
        above = _verb_above(word)
        if above is None:
            return []
        word = above
    return []


def _own_subjects(verb: Token) -> list[Token]:
    if verb.i and begins_clause(verb.nbor(-1)):
        return [verb.nbor(-1)]
    return [child for child in verb.children if child.dep_ in _SUBJECTS]


def goes_back(verb: Token, clause: Token, subject: Token) -> bool:
    """Say whether a verb joined to what was said is the speaker's: "said the claim was false and urged them to leave"."""
    if verb.dep_ != "conj" or verb.head != clause or clause.dep_ != "ccomp" or verb.tag_ not in {"VBD", "VBZ"}:
        return False
    acts = can_act(subject) or subject.pos_ == "PRON" or subject.ent_type_ != ""
    return not acts and verb.lemma_ in spelt_out("@addressing")


def _controlling(word: Token) -> Token | None:
    """Give the object of the verb above that is the subject of this one: "told him to go", "kept him from going"."""
    if word.dep_ in {"xcomp", "ccomp"} and word.head.pos_ in {"VERB", "AUX"}:
        return _controlling_object(word.head)
    by = word.head
    if word.dep_ != "pcomp" or by.lower_ not in {"of", "from", "for", "into"}:
        return None
    if by.head.pos_ == "VERB":
        return _controlling_object(by.head)
    # "Accused donors of paying them": the parse hangs on the donors what they are accused of.
    return by.head if by.head.dep_ in {"dobj", "nsubjpass"} and can_act(by.head) else None


def _agents(verb: Token) -> list[Token]:
    """By whom it was done: who goes on in a participle, as in "was attacked by rebels, killing two"."""
    by = [child for child in verb.children if child.dep_ == "agent"]
    return [named for preposition in by for named in preposition.children if named.dep_ == "pobj"]


def joined_to(word: Token) -> Token:
    """Give what a word is joined to. A participle after a finite verb belongs to the participle before it.

    A finite verb goes on with a finite one: "urged them to wait and offered talks" says nothing of who offers but that he urges.
    """
    if word.tag_ in {"VBD", "VBZ"} and word.head.tag_ in {"VB", "VBG"} and word.head.pos_ == "VERB":
        over = word.head
        while (
            over.tag_ in {"VB", "VBG"}
            and over.dep_ in {"xcomp", "ccomp", "advcl", "conj", "pcomp"}
            and over.head != over
        ):
            over = over.head
        return over if over.tag_ in {"VBD", "VBZ", "VBP"} or is_main(over) else word.head
    if (
        word.tag_ != "VBG"
        or word.head.tag_ == "VBG"
        or any(child.dep_ in _SUBJECTS | {"aux"} for child in word.children)
    ):
        return word.head
    before = (word.doc[place] for place in range(word.i - 1, word.sent.start, -1))
    return next((each for each in before if each.tag_ == "VBG" and each.dep_ in {"acl", "advcl"}), word.head)


def _verb_above(word: Token) -> Token | None:
    head = word.head.head if word.dep_ == "pcomp" else joined_to(word) if word.dep_ == "conj" else word.head
    if head == word or word.dep_ not in {"conj", "xcomp", "ccomp", "advcl", "pcomp", "dep", "acomp", "oprd", "attr"}:
        return None
    return head if head.pos_ in {"VERB", "AUX", "ADJ", "NOUN"} else None


def _owners(clause: Token) -> list[Token]:
    """The noun that a participle describes; of "his plan to attack" the owner of the plan."""
    noun = main_noun(clause) if is_main(clause) else clause.head
    if not _is_infinitive(clause):
        return [noun] if can_act(noun) or clause.dep_ == "relcl" or clause.tag_ == "VBN" else _subjects_over(noun)
    owners = [child for child in noun.children if child.dep_ == "poss"]
    if can_act(noun):
        return [noun]
    if not owners and noun.dep_ in {"dobj", "nsubjpass", "attr"} and noun.head.pos_ == "VERB":
        return _subjects(noun.head)
    return owners or [noun]


def _subjects_over(noun: Token) -> list[Token]:
    """Who does what a participle tells that follows a thing: "showed an interest, launching missiles"."""
    over = next((word for word in noun.ancestors if word.pos_ == "VERB"), None)
    return (_subjects(over) if over is not None and noun.dep_ != "nsubj" else []) or [noun]


def _controlling_object(verb: Token) -> Token | None:
    """Who is told, urged or forced to do what follows. In the passive that is the grammatical subject."""
    if verb.lemma_ in _SUBJECT_CONTROL or is_passive(verb):
        return None
    for child in verb.children:
        if child.dep_ in {"dobj", "dative"} and child.pos_ in {"NOUN", "PROPN", "PRON", "ADJ", "NUM"}:
            return child
        if child.dep_ == "prep" and child.lower_ in {"on", "upon"} and verb.lemma_ in {"call", "prevail"}:
            return next((named for named in child.children if named.dep_ == "pobj"), None)
    return None


def _noun_slots(noun: Token) -> Slots:
    slots: dict[str, list[Token]] = defaultdict(list)
    for child in (*noun.children, *_beside_measure(noun)):
        if child.dep_ in {"poss", *_FRONT}:
            slots["poss" if child.dep_ == "poss" else "mod"].append(child)
        elif child.dep_ == "prep":
            _place_preposition(child, slots)
        elif child.dep_ in {"acl", "xcomp", "ccomp"} or (child.dep_ == "relcl" and _is_infinitive(child)):
            slots["part" if child.tag_ == "VBN" else "comp"].append(child)
    slots["doer"] += _subjects(noun.head) if noun.dep_ == "dobj" and noun.head.pos_ == "VERB" else []
    for participle in slots.pop("part", []):
        for slot, tokens in _participle_slots(participle):
            slots[slot] += tokens
    return {slot: _whole(tokens) for slot, tokens in slots.items()}


def _beside_measure(noun: Token) -> Iterator[Token]:
    """Of "a wave of drones at the port" the port is that of the drones."""
    of = noun.head
    if noun.dep_ == "pobj" and of.lower_ == "of" and noun_behind(of.head) == noun:
        yield from (child for child in of.head.children if child.dep_ == "prep" and child != of)


def _participle_slots(participle: Token) -> Iterator[tuple[str, list[Token]]]:
    """Of "an attack carried out by rebels" and "talks held with Iran" the slots belong to the noun."""
    for child in participle.children:
        if child.dep_ in {"agent", "prep"}:
            yield child.lower_, [named for named in child.children if named.dep_ == "pobj"]
            for aim in child.children:
                if aim.dep_ == "pcomp":
                    yield "aim", [named for named in aim.children if named.dep_ == "dobj"]


def _whole(tokens: list[Token]) -> list[Token]:
    found: dict[int, Token] = {}
    for token in tokens:
        for each in joined(token):
            behind = noun_behind(each)
            found.setdefault(behind.i, behind)
    return list(found.values())
