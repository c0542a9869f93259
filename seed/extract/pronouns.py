"""Whom a pronoun means that stands for a speaker: somebody who was spoken of just before, best one who spoke himself.

The cast resolves every pronoun by grammar. A speaker's is judged anew, since more is known of it: what he says is not where
he is named, and whoever spoke last often goes on.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterable, Iterator, Sequence
from operator import itemgetter

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
        # By place, the one found first last; and how many of each one's are there.
        self._placed: list[tuple[int, int, Mentioned]] = []
        self._known: dict[str, int] = {}
        self._words: dict[str, tuple[int, dict[str, None]]] = {}

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
            if who not in told and self._can_be(head.lower_, who, mentioned) and (best is None or score > best[0]):
                best = (score, who)
        return best[1] if best is not None else None

    def _mentioned_before(self, place: int) -> Iterator[tuple[Mentioned, int]]:
        """Give the mentions that end before a place, the latest first, with how many sentences back they are."""
        self._take_in()
        here = bisect_right(self._sentences, place)
        for index in range(bisect_left(self._placed, (place,)) - 1, -1, -1):
            at, _, mentioned = self._placed[index]
            away = here - bisect_right(self._sentences, at)
            if away > _REACH:
                return
            if mentioned.head.dep_ != "appos":
                yield mentioned, away

    def _take_in(self) -> None:
        """Put in their places the mentions that were found since."""
        for who in self._cast.everybody:
            known = self._known.get(who.key, 0)
            for mentioned in who.mentions[known:]:
                insort(self._placed, (offset(mentioned.head), -len(self._placed), mentioned), key=itemgetter(0, 1))
            self._known[who.key] = len(who.mentions)

    def _speaks_for(self, mentioned: Mentioned) -> float:
        at = offset(mentioned.head)
        score = _SPOKE if at in self._spoke else 0.0
        score += _SUBJECT if mentioned.head.dep_ in _SUBJECTS else 0.0
        score += _NAMED if mentioned.who.kind != "unnamed" else 0.0
        return score - (_WITHIN_MARKS if covering(self._quoted, at, at + 1) else 0.0)

    def _can_be(self, pronoun: str, who: Who, mentioned: Mentioned) -> bool:
        many = mentioned.head.tag_ in _PLURAL
        if pronoun in _GENDERS or pronoun == "i":
            alone = who.kind == "unnamed" and not many and mentioned.kind != "pronoun"
            single = who.kind == "person" or (alone and mentioned.head.lemma_.lower() not in listed("what shows"))
            gender = _gender(who.name, self._words_of(who))
            return single and (gender is None or pronoun == "i" or gender == _GENDERS[pronoun])
        if pronoun in _OF_MANY:
            return who.kind != "place" and (many or who.kind in {"organization", "group"})
        return pronoun == "it" and not many and who.kind in {"organization", "country", "group", "unnamed"}

    def _words_of(self, who: Who) -> Iterable[str]:
        """Give the words by which somebody is mentioned, each once."""
        known, words = self._words.get(who.key, (0, {}))
        for mentioned in who.mentions[known:]:
            words.update(dict.fromkeys(mentioned.span.text.lower().split()))
        self._words[who.key] = (len(who.mentions), words)
        return words


def _gender(name: str, words: Iterable[str]) -> str | None:
    """Tell whether somebody is a woman or a man, by first name, title or description; None where nothing tells."""
    if any(word in listed("woman") or word.endswith("woman") for word in words):
        return "f"
    if any(word in listed("man") or word.endswith(("sman", "rman")) for word in words):
        return "m"
    titled = next((_TITLES[word] for word in words if word in _TITLES), None)
    return titled or (first_names().get(name.split(maxsplit=1)[0]) if " " in name else None)
