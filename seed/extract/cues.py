"""The words that attribute: `seed/lexicon/cues.csv` read into what each of them takes."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from spacy.tokens import Token

from seed.extract.lexicons import alternatives, table

# A model may take a verb beside quotation marks for a noun.
_VERBS = {"VERB", "AUX"}
# With these a verb of saying is still one: "blurted out", "wrote back".
_SPEECH_STAYS = frozenset({"out", "back", "aloud", "along"})


@dataclass(frozen=True, slots=True)
class Cue:
    """A word or phrase that attributes, as it stands in a sentence.

    `token` is its first word, `last` the last one of what belongs to it. `takes` as in `seed/lexicon/cues.csv`.
    """

    lemma: str
    token: Token
    last: Token
    takes: frozenset[str]

    def prepositions(self, after: str) -> frozenset[str]:
        """Give the words that lead to what was said, `after` an "object" or nothing."""
        return frozenset(one[len(after) + 1 :] for one in self.takes if one.startswith(f"{after}+"))

    @property
    def object_nouns(self) -> frozenset[str] | None:
        """Give what alone its object may be, None where that may be anything."""
        listed = [one.removeprefix("object=") for one in self.takes if one.startswith("object=")]
        return frozenset(listed[0].split()) if listed else None


@cache
def _entries(pos: str) -> dict[str, dict[str, frozenset[str]]]:
    """Give what the words of a class take: by their first word, then by the rest of the phrase, "" for the word alone."""
    found: dict[str, dict[str, frozenset[str]]] = {}
    for row in table("cues"):
        if row["pos"] != pos:
            continue
        for phrase in alternatives(row["words"]):
            first, _, rest = phrase.partition(" ")
            takes = found.setdefault(first, {})
            takes[rest] = takes.get(rest, frozenset()) | frozenset(alternatives(row["takes"]))
    return found


def verb_cue(verb: Token) -> Cue | None:
    """Read a verb as a cue, with the phrase that it may be part of."""
    if verb.pos_ not in _VERBS and not verb.tag_.startswith("VB") and not is_taken_for_noun(verb):
        return None
    entries = _entries("V").get(_lemma(verb))
    if entries is None:
        return None
    for rest, takes in entries.items():
        if rest and (last := _rest_of_phrase(verb, rest)) is not None:
            return Cue(f"{_lemma(verb)} {rest}", verb, last, takes)
    return Cue(_lemma(verb), verb, verb, entries[""]) if "" in entries and not _is_another_verb(verb) else None


def _is_another_verb(verb: Token) -> bool:
    """Whether a particle makes another verb of it, which says nothing: "called off", "held up", "signed on"."""
    near = [child for child in verb.children if verb.i < child.i <= verb.i + 2]
    return any(child.dep_ == "prt" and child.lower_ not in _SPEECH_STAYS for child in near)


def is_taken_for_noun(verb: Token) -> bool:
    """Whether the parser takes a verb for a noun, and still sees the clause after it: "a 2002 interview shows that …"."""
    return (
        verb.pos_ == "NOUN"
        and verb.dep_ in {"ROOT", "pcomp", "conj"}
        and any(child.dep_ == "ccomp" for child in verb.children)
    )


def headline_cue(word: Token) -> Cue | None:
    """Read a word of a headline as a verb of saying in the present, whatever the parser takes it for among capitals."""
    singular = word.lower_.endswith("s")
    after_many = word.i > 0 and word.nbor(-1).lower_.endswith("s")
    lemma = word.lower_.removesuffix("s") if singular else word.lower_
    lemma = lemma[:-2] + "y" if lemma.endswith("ie") else lemma
    takes = _entries("V").get(lemma, {}).get("", frozenset()) if singular or after_many else frozenset()
    return Cue(lemma, word, word, takes) if takes & {"clause", "to"} else None


def noun_cue(noun: Token) -> Cue | None:
    """Read a noun as a cue ("the claim that …")."""
    takes = _entries("N").get(noun.lemma_.lower(), {}).get("") if noun.pos_ == "NOUN" else None
    return None if takes is None else Cue(noun.lemma_.lower(), noun, noun, takes)


def adjective_cue(adjective: Token) -> Cue | None:
    """Read an adjective as a cue ("is confident that …")."""
    known = adjective.pos_ in {"ADJ", "VERB"} and adjective.dep_ in {"acomp", "ROOT", "conj", "ccomp", "attr"}
    takes = _entries("A").get(adjective.lower_, {}).get("") if known else None
    return None if takes is None else Cue(adjective.lower_, adjective, adjective, takes)


def _lemma(verb: Token) -> str:
    # The lemmatiser does not know the verb that the networks made.
    return "tweet" if verb.lower_ in {"tweeted", "tweets", "tweeting"} else verb.lemma_.lower()


def _rest_of_phrase(verb: Token, rest: str) -> Token | None:
    """Find the rest of a phrase: a particle, a preposition, an adjective or an object of the verb."""
    for child in verb.children:
        # "Called for a strike on Thursday" calls on nobody.
        near = child.dep_ not in {"prep", "prt", "advmod"} or child.i - verb.i <= 2
        if child.lemma_.lower() == rest and child.i > verb.i and near:
            return child
        # "Make it clear", parsed as a small clause.
        if child.dep_ in {"ccomp", "oprd"} and child.lower_ == rest and child.i - verb.i <= 2:
            return child
    return None
