"""What a noun with "the" takes up from before: of "rejected the demand" the other side is whoever demanded.

An event is told once with both sides and afterwards by "the attack", "the accusation", "the talks". Where a telling has no
other side, or is such a noun alone ("the protests will go on"), it gets the sides of the last telling that fits.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from types import MappingProxyType
from typing import NamedTuple

from spacy.tokens import Token

from seed.extract.findings import Mentioned, Told
from seed.extract.frames import frame_of
from seed.extract.lexicons import alternatives, table
from seed.extract.triggers import names

# Who does these does them to whoever did what they are about.
_ANSWERS = ("016", "051", "08", "11", "12")
_KNOWN = frozenset({"the", "this", "that", "these", "those", "such"})
_GOES_ON = frozenset({"continue", "resume", "begin", "start", "go", "take", "hold", "open", "reconvene", "restart"})
# So many letters before is still just before.
_NEAR = 400


class _Echo(NamedTuple):
    codes: tuple[str, ...]
    far: bool


def taken_up(tellings: Iterable[Told]) -> Iterator[Told]:
    """Give the tellings with the sides that their nouns take up; those without any side left are none."""
    before: list[Told] = []
    for telling in tellings:
        if not telling.actor1 and not telling.actor2:
            _repeat(telling, before)
        elif telling.actor1 and not telling.actor2 and telling.cameo.startswith(_ANSWERS):
            _answer(telling, before)
        if telling.actor1 or telling.actor2:
            before.append(telling)
            yield telling


def is_repeated(noun: Token) -> bool:
    """Say whether a noun names again what was told before and goes on: "the demonstrations are due to continue"."""
    definite = any(child.dep_ == "det" and child.lower_ in _KNOWN for child in noun.children)
    if noun.pos_ != "NOUN" or not definite or noun.dep_ not in {"nsubj", "nsubjpass", "dobj"}:
        return False
    return any(word.lemma_ in _GOES_ON for word in (noun.head, *noun.head.children, *_below(noun.head)))


def _below(word: Token) -> Iterator[Token]:
    return (deeper for child in word.children if child.dep_ in {"acomp", "xcomp"} for deeper in child.children)


def _repeat(telling: Told, before: Sequence[Told]) -> None:
    for length in (3, 2):
        for other in reversed(before):
            if other.cameo[:length] == telling.cameo[:length] and other.actor1:
                telling.actor1, telling.actor2 = other.actor1, other.actor2
                return


def _answer(telling: Told, before: Sequence[Told]) -> None:
    """Find whose deed it is that somebody rejects, denies, praises or criticizes."""
    own = {one.who.key for one in telling.actor1}
    for noun in frame_of(telling.root).at("obj"):
        echo = _echo_of(noun)
        for other in reversed(before) if echo is not None else ():
            if echo is None or (not echo.far and telling.trigger.start - other.trigger.end > _NEAR):
                break
            if other.cameo.startswith(echo.codes) and other.actor1 and not _any_of(other.actor1, own):
                telling.actor2 = other.actor1
                return


def _echo_of(noun: Token) -> _Echo | None:
    definite = any(child.dep_ == "det" and child.lower_ in _KNOWN for child in noun.children)
    if not definite or any(child.dep_ in {"poss", "relcl", "acl"} for child in noun.children):
        return None
    return next((_echoes()[name] for name in names(noun) if name in _echoes()), None)


def _any_of(people: Iterable[Mentioned], keys: set[str]) -> bool:
    return any(one.who.key in keys for one in people)


@cache
def _echoes() -> Mapping[str, _Echo]:
    return MappingProxyType(
        {
            word: _Echo(alternatives(row["codes"]), row["far"] == "yes")
            for row in table("echoes")
            for word in alternatives(row["words"])
        }
    )
