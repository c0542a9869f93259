"""Expressions of time that name an event: "following the attack", "on the call", "the recent killings"; and "later".

They are the days of what they name, where the text tells these elsewhere. So they are read once it is known which places tell
of one event; and an event that nothing else dates happened when such an expression says.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from spacy.tokens import Token

from seed.extract.findings import START, Cast, Happening, Story, Timed, Who, offset, stretch
from seed.extract.frames import frame_of
from seed.extract.phrases import noun_phrase
from seed.extract.rolewords import is_many
from seed.extract.timing import is_of_another
from seed.extract.triggers import entry_for
from seed.records import Dated

_BESIDE = frozenset({"after", "following", "before", "since", "during", "amid", "until"})
# Before "of": "ahead of the vote", "in the wake of the attack".
_BESIDE_OF = frozenset({"ahead", "wake", "aftermath", "eve"})
_AT = frozenset({"on", "at", "in", "during"})
_LATER = frozenset({"later", "afterwards", "afterward", "subsequently"})
_RECENT = frozenset({"recent", "latest"})
_DEFINITE = frozenset({"the", "this", "that", "these", "those"})
# A deed by no name of its own: whose it is tells which.
_ANY_DEED = frozenset({"action", "move", "step", "operation", "incident"})
# Words by which those who have a part in a deed stand beside its noun.
_PARTS = frozenset({"of", "by", "from", "with", "between", "on", "against"})
_TALKS, _ATTACKS = frozenset({"03", "04"}), frozenset({"18", "19", "20"})
_NEAR = 3


def found(story: Story, cast: Cast, happenings: Sequence[Happening], times: Sequence[Timed]) -> list[Timed]:
    """Give all expressions of time, these among them, in reading order; date by these the events that nothing else dates."""
    named = _Named(cast, happenings)
    anchored: list[Timed] = []
    for token in story.tokens():
        first, last, dated = named.read(token) or _later(token, times) or (None, None, None)
        if first is not None and last is not None and dated is not None:
            span = stretch(story.text, first, last)
            anchored.append(Timed(span, replace(dated, as_written=span.text, note=None), last))
            _date(token, anchored[-1], happenings)
    return sorted([*times, *anchored], key=lambda timed: (timed.span.start, -timed.span.end))


class _Named:
    """The events of an article whose days the text tells, by the words that name them again."""

    def __init__(self, cast: Cast, happenings: Iterable[Happening]) -> None:
        self._cast = cast
        dated = [happening for happening in happenings if happening.dated.basis == "text"]
        self._dated = [(one, _keys(one.actor1), _keys(one.actor2), _family(one.cameo)) for one in dated]
        self._told = {_place(told.root): one for one in reversed(dated) for told in one.tellings}

    def read(self, token: Token) -> tuple[Token, Token, Dated] | None:
        """Read the expression that begins with a word, or that it is the core of."""
        if token.lower_ in _RECENT and token.dep_ == "amod" and token.i < token.head.i:
            happening = self._meant(token.head)
            return None if happening is None else (token, token, happening.dated)
        for first, noun in _events_beside(token):
            happening = self._meant(noun)
            if happening is not None and (token.lower_ not in _AT or _is_talk(happening, noun)):
                return first, token.doc[noun_phrase(noun)[1]], happening.dated
        return None

    def _meant(self, noun: Token) -> Happening | None:
        """Find which event a noun names: by its place, by who has a part in it, or as the last of its kind that was told of."""
        told = self._told.get(_place(noun))
        if told is not None:
            return told
        parts = {one.who.key for one in map(self._cast.at, _parts(noun)) if one is not None}
        entry = entry_for(noun, frame_of(noun))
        family = _family(entry[0].cameo) if entry is not None and entry[0].cameo else None
        is_any, is_definite = noun.lemma_.lower() in _ANY_DEED, _is_definite(noun)
        before: Happening | None = None
        for happening, doers, others, kind in self._dated:
            same = family == kind
            its_own = is_any and parts == doers
            again = not parts and is_definite and _was_told(happening, noun, same)
            shared = parts <= doers | others or (is_many(noun) and bool(parts & (doers | others)))
            if (parts and ((same and shared) or its_own)) or again:
                before = happening
        return before


def _events_beside(token: Token) -> Iterator[tuple[Token, Token]]:
    """Give the first word and the noun of what may tell by an event when something was: "in the wake of the coup"."""
    word = token.lower_
    if (word in _BESIDE and token.dep_ in ("prep", "acl", "advcl")) or (word in _AT and token.dep_ == "prep"):
        yield from ((token, child) for child in token.children if child.dep_ in ("pobj", "dobj"))
    if word in _BESIDE_OF:
        first = token.head if token.dep_ == "pobj" else token
        nouns = (inner for child in token.children if child.lower_ == "of" for inner in child.children)
        yield from ((first, noun) for noun in nouns if noun.dep_ == "pobj")


def _parts(noun: Token) -> Iterator[Token]:
    """Give the words for those who have a part in what a noun names, each of several."""
    for child in noun.children:
        if child.dep_ == "poss":
            yield child
        for inner in child.children if child.lower_ in _PARTS else ():
            yield from (inner, *inner.conjuncts) if inner.dep_ == "pobj" else ()


def _keys(people: Iterable[Who]) -> set[str]:
    return {who.key for who in people}


def _place(token: Token) -> tuple[int, int]:
    return token.doc.user_data[START], token.i


def _family(code: str) -> str:
    return "attack" if code[:2] in _ATTACKS else code[:2]


def _is_talk(happening: Happening, noun: Token) -> bool:
    """Say whether something can be said or done on an event: on the call, at the talks."""
    return happening.cameo[:2] in _TALKS and _is_definite(noun)


def _is_definite(noun: Token) -> bool:
    return any(child.lower_ in _DEFINITE or child.dep_ == "poss" for child in noun.children)


def _was_told(happening: Happening, noun: Token, same: bool) -> bool:
    """Say whether the article has told of an event before a noun: one of the `same` kind, or one called by the same noun."""
    before = [told.root for told in happening.tellings if offset(told.root) < offset(noun)]
    return any(same or noun.lemma_ in (root.lemma_, *(child.lemma_ for child in root.children)) for root in before)


def _later(token: Token, times: Sequence[Timed]) -> tuple[Token, Token, Dated] | None:
    """Read a bare "later" as the time that its sentence told of last."""
    if token.lower_ not in _LATER or token.dep_ != "advmod" or token.head.pos_ != "VERB":
        return None
    begin, here = token.sent[0], offset(token)
    before = [timed for timed in times if timed.dated and offset(begin) <= timed.span.start < here]
    beside = any(timed.span.start <= here < timed.span.end or 0 < timed.span.start - here < 12 for timed in times)
    return (token, token, before[-1].dated) if before and before[-1].dated and not beside else None


def _date(token: Token, timed: Timed, happenings: Iterable[Happening]) -> None:
    """Date what happened by an expression that hangs on it, unless the text dates it already."""
    above = [token, *token.ancestors][: _NEAR + 1]
    for happening in happenings:
        for told in happening.tellings:
            here = told.root.doc.user_data[START] == token.doc.user_data[START] and told.root in above
            here = here and not is_of_another(token, [told.root], told.root)
            if here and told.when is None and happening.dated.basis != "text" and timed.dated is not None:
                told.when, happening.dated = timed, timed.dated
