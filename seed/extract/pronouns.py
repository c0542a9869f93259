"""Whom a pronoun means that stands for a speaker: somebody who was spoken of just before, best one who spoke himself.

The cast resolves every pronoun by grammar. A speaker's is judged anew, since more is known of it: what he says is not where
he is named, and whoever spoke last often goes on.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence

from spacy.tokens import Token

from seed.extract.castwords import listed
from seed.extract.findings import Cast, Mentioned, Story, Who, offset
from seed.extract.heard import Piece
from seed.extract.marks import Quoted, covering
from seed.extract.named import first_names

_GENDERS = {"he": "m", "him": "m", "she": "f", "her": "f"}
_OF_MANY = {"they", "them", "we"}
_PLURAL = {"NNS", "NNPS"}
_SUBJECTS = {"nsubj", "nsubjpass"}
_TITLES = {
    "mr.": "m",
    "mr": "m",
    "mrs.": "f",
    "mrs": "f",
    "ms.": "f",
    "ms": "f",
    "miss": "f",
    "king": "m",
    "queen": "f",
}
# So many sentences back somebody may stand.
_REACH = 6
# How much speaks for somebody: having spoken there, being a subject there, having a name, and what the cast holds.
_SPOKE, _SUBJECT, _NAMED, _HELD = 2.0, 1.5, 1.0, 1.0
_PER_SENTENCE, _WITHIN_MARKS = 1.0, 2.0


class Pronouns:
    """Who was mentioned and who spoke so far in an article."""

    def __init__(self, story: Story, cast: Cast, quoted: Sequence[Quoted]) -> None:
        self._cast = cast
        self._quoted = quoted
        self._sentences = [offset(sentence[0]) for doc in story.passages for sentence in doc.sents]
        self._spoke: dict[int, Who] = {}

    def spoke(self, head: Token, who: Who) -> None:
        """Remember a word that stands for a speaker."""
        self._spoke[offset(head)] = who

    def meant_by(self, head: Token, said: Sequence[Piece]) -> Who | None:
        """Say whom the pronoun means that stands for who said this; None where nobody fits."""
        before = min(offset(head), *(start for start, _ in said))
        held = self._cast.at(head)
        told = [
            one.who for child in head.head.children if child.i > head.i and (one := self._cast.at(child)) is not None
        ]
        best: tuple[float, Who] | None = None
        for mentioned, away in self._mentioned_before(before):
            who = self._spoke.get(offset(mentioned.head), mentioned.who)
            score = self._speaks_for(mentioned) - away * _PER_SENTENCE
            score += _HELD if held is not None and held.who is who else 0.0
            if who not in told and _can_be(head.lower_, who, mentioned) and (best is None or score > best[0]):
                best = (score, who)
        return best[1] if best is not None else None

    def _mentioned_before(self, place: int) -> Iterator[tuple[Mentioned, int]]:
        """Give the mentions that end before a place, the latest first, with how many sentences back they are."""
        here = bisect_right(self._sentences, place)
        found = []
        for who in self._cast.everybody:
            for mentioned in who.mentions:
                at = offset(mentioned.head)
                away = here - bisect_right(self._sentences, at)
                if at < place and away <= _REACH and mentioned.head.dep_ != "appos":
                    found.append((at, mentioned, away))
        yield from ((mentioned, away) for _, mentioned, away in sorted(found, key=lambda one: -one[0]))

    def _speaks_for(self, mentioned: Mentioned) -> float:
        at = offset(mentioned.head)
        score = _SPOKE if at in self._spoke else 0.0
        score += _SUBJECT if mentioned.head.dep_ in _SUBJECTS else 0.0
        score += _NAMED if mentioned.who.kind != "unnamed" else 0.0
        return score - (_WITHIN_MARKS if covering(self._quoted, at, at + 1) else 0.0)


def _can_be(pronoun: str, who: Who, mentioned: Mentioned) -> bool:
    many = mentioned.head.tag_ in _PLURAL
    if pronoun in _GENDERS or pronoun == "i":
        single = who.kind == "person" or (who.kind == "unnamed" and not many and mentioned.kind != "pronoun")
        gender = _gender_of(who)
        return single and (gender is None or pronoun == "i" or gender == _GENDERS[pronoun])
    if pronoun in _OF_MANY:
        return who.kind != "place" and (many or who.kind in {"organization", "group"})
    return pronoun == "it" and not many and who.kind in {"organization", "country", "group", "unnamed"}


def _gender_of(who: Who) -> str | None:
    """Tell whether somebody is a woman or a man, by first name, title or description; None where nothing tells."""
    words = [word.lower() for mentioned in who.mentions for word in mentioned.span.text.split()]
    if any(word in listed("woman") or word.endswith("woman") for word in words):
        return "f"
    if any(word in listed("man") or word.endswith(("sman", "rman")) for word in words):
        return "m"
    titled = next((_TITLES[word] for word in words if word in _TITLES), None)
    return titled or (first_names().get(who.name.split()[0]) if " " in who.name else None)
