"""Which words tell of a deed: the tables of verbs, nouns and attitudes, held against the frame of a word."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from spacy.tokens import Token

from seed.extract.frames import Frame, can_act, frame_of
from seed.extract.lexicons import alternatives, spelt_out, table

# The sides of a verb where its row names none, in the order in which they are asked.
FIRST, SECOND = ("subj",), ("obj", "dat", "against", "on", "with", "at", "to", "into", "from", "over")

# Children that make one word with a verb: "blow up", "crack down", "take hostage", "bring together".
_PARTS_OF_VERBS = {"prt", "advmod", "prep", "dobj", "oprd", "acomp", "amod"}


@dataclass(frozen=True, slots=True)
class Condition:
    """That one of some words stands in a slot. `words` empty: anything does. `actor`: somebody who can act."""

    slot: str
    words: frozenset[str]
    actor: bool


@dataclass(frozen=True, slots=True)
class Entry:
    """A row of a table of deeds: a code under conditions, and in which slots its two sides stand."""

    cameo: str
    when: tuple[Condition, ...]
    first: tuple[str, ...]
    second: tuple[str, ...]
    eventive: bool = True


@dataclass(frozen=True, slots=True)
class Attitude:
    """A row of attitudes.csv: how the word stands to the deed in one of its slots. `alone` is None where it says nothing."""

    name: str
    when: tuple[Condition, ...]
    content: tuple[str, ...]
    other: tuple[str, ...]
    alone: str | None


def entry_for(word: Token, frame: Frame) -> tuple[Entry, int] | None:
    """Find the row that fits a word best, with how particular it is (0 for a row without conditions)."""
    rows = _verbs() if word.pos_ == "VERB" else _nouns()
    fitting = [
        (entry, particular(name, entry.when))
        for name in names(word)
        for entry in rows.get(name, ())
        if _fits(entry.when, frame)
    ]
    return max(fitting, key=lambda found: found[1], default=None)


def particular(name: str, when: Sequence[Condition]) -> int:
    """Say how much a row asks for: more words, more conditions, and words rather than anything at all."""
    return 10 * (len(when) + name.count(" ")) - sum(not condition.words for condition in when)


def attitudes_for(word: Token, frame: Frame) -> list[Attitude]:
    """Find the attitudes that a word may express, the most particular first."""
    part = {"VERB": "V", "ADJ": "A"}.get(word.pos_, "N")
    rows = [
        (particular(name, row.when), row)
        for name in names(word)
        for row in _attitudes().get((name, part), ())
        if _fits(row.when, frame)
    ]
    return [row for _, row in sorted(rows, key=lambda pair: -pair[0])]


def composed(attitude: str, cameo: str) -> str | None:
    """Give the code of an attitude to a deed, by the longest beginning of the deed's code that the table knows."""
    codes = _compositions().get(attitude, {})
    for length in range(len(cameo), 1, -1):
        if cameo[:length] in codes:
            return codes[cameo[:length]]
    return codes.get("*")


def names(word: Token) -> list[str]:
    """Give what a word may be called in a table: its lemma, alone and with what makes one word with it."""
    lemma = word.lemma_.lower()
    found = {lemma: None, word.lower_: None}
    if word.pos_ == "VERB":
        parts = [child.lower_ for child in word.children if child.dep_ in _PARTS_OF_VERBS]
        found |= {f"{lemma} {part}": None for part in parts}
    if word.i > 1 and word.nbor(-1).text == "-":
        found |= {f"{word.nbor(-2).lower_}-{lemma}": None}
    if word.pos_ == "VERB":
        return list(found)
    for child in word.children:
        if child.dep_ == "prep":
            found |= {
                f"{lemma} {child.lower_} {named.lemma_.lower()}": None
                for named in child.children
                if named.dep_ == "pobj"
            }
        if child.dep_ in {"compound", "amod", "nmod"}:
            found |= {f"{child.lower_} {lemma}": None, f"{child.lemma_.lower()} {lemma}": None}
    return list(found)


def at_path(frame: Frame, path: str) -> list[Token]:
    """Give what stands in a slot; `comp.obj` is the object of the clause that a word governs."""
    slot, _, rest = path.partition(".")
    tokens = frame.at("comp" if slot == "oprd" else slot)
    return [deeper for token in tokens for deeper in at_path(frame_of(token), rest)] if rest else tokens


def _fits(when: Iterable[Condition], frame: Frame) -> bool:
    return all(met(frame, condition) for condition in when)


def met(frame: Frame, condition: Condition) -> list[Token]:
    """Give the words that meet a condition. A preposition may stand with the object: "imposed sanctions on Iran"."""
    tokens = at_path(frame, condition.slot)
    if condition.slot == "comp":
        tokens = clause_under(frame)
    if not tokens and condition.words and condition.slot not in {"obj", "subj", "comp", "aim", "mod"}:
        tokens = at_path(frame, f"obj.{condition.slot}")
    return [token for token in tokens if _meets(token, condition)]


def clause_under(frame: Frame) -> list[Token]:
    """Give the clause that a word governs. The parser takes an infinitive now for that, now for an aim, now for the object's."""
    of_object = [token for token in at_path(frame, "obj.comp") if token.tag_ == "VB"]
    return frame.at("comp") or frame.at("aim") or of_object


def _meets(token: Token, condition: Condition) -> bool:
    if condition.actor and (can_act(token) or (token.pos_ == "PROPN" and not token.ent_type_)):
        return True
    if not condition.words:
        return not condition.actor
    return not condition.words.isdisjoint(names(token))


def is_listed(name: str) -> bool:
    """Say whether a verb of several words has a row of its own."""
    return name in _verbs() or (name, "V") in _attitudes()


def _conditions(cell: str) -> Iterator[Condition]:
    for written in filter(None, cell.split(";")):
        slot, _, words = written.partition("=")
        listed = alternatives(words)
        known = frozenset().union(*(spelt_out(word) for word in listed if word not in {"*", "@actor"}))
        yield Condition(slot.strip(), known, "@actor" in listed)


@cache
def _verbs() -> Mapping[str, list[Entry]]:
    return _entries("deeds_verbs", "verbs", FIRST, SECOND)


@cache
def _nouns() -> Mapping[str, list[Entry]]:
    return _entries("deeds_nouns", "nouns", (), ())


def _entries(name: str, column: str, first: tuple[str, ...], second: tuple[str, ...]) -> Mapping[str, list[Entry]]:
    found: dict[str, list[Entry]] = defaultdict(list)
    for row in table(name):
        entry = Entry(
            row["cameo"],
            tuple(_conditions(row["when"])),
            tuple(row["first"].split()) or first,
            tuple(row["second"].split()) or second,
            row.get("kind", "event") == "event",
        )
        for word in alternatives(row[column]):
            found[word].append(entry)
    return found


@cache
def _attitudes() -> Mapping[tuple[str, str], list[Attitude]]:
    found: dict[tuple[str, str], list[Attitude]] = defaultdict(list)
    for row in table("attitudes"):
        attitude = Attitude(
            row["attitude"],
            tuple(_conditions(row["when"])),
            tuple(row["content"].split()),
            tuple(row["other"].split()),
            row["alone"] or None,
        )
        for word in alternatives(row["words"]):
            found[word, row["pos"]].append(attitude)
    return found


@cache
def _compositions() -> Mapping[str, Mapping[str, str]]:
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for row in table("compositions"):
        found[row["attitude"]][row["deed"]] = row["cameo"]
    return found
