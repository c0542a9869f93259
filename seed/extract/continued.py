"""Words between marks with no verb of saying beside them: they go on with what somebody said before, or are no speech at all."""

from __future__ import annotations

import re
from collections.abc import Sequence

from seed.extract.findings import offset
from seed.extract.heard import RELAYED, Heard
from seed.extract.spoken import Marked

# Fewer words alone between marks are a title or a name, however they end.
_FEWEST_WORDS = 3
# "Sen." and "Mr." end no sentence.
_SENTENCE_END = re.compile(r"(?<!\b[A-Z][a-z])(?<!\b[A-Z][a-z]{2})(?<!\b[A-Z])[.!?][\"”’)]*\s")
_BY_MARKS = ("marks-", "follows")
# So many passages may stand between a speaker's words and what goes on with them.
_REACH = 2


class Continued:
    """What was said last between marks, from passage to passage."""

    def __init__(self) -> None:
        self._last: Heard | None = None
        self._last_passage = -1
        self._is_open = False
        # The last statement of any form, by its passage: who was told of in other words may go on in his own.
        self._told: tuple[int, Heard] | None = None

    def read(self, number: int, marked: Sequence[Marked], heard: list[Heard], text: str) -> list[Heard]:
        """Add to the statements of a passage what between its marks has no cue; the last one may grow instead."""
        free = [one for one in marked if not any(_holds(statement, one) for statement in heard)]
        found: list[Heard] = list(heard)
        for one in sorted([*marked], key=lambda one: one.first):
            owner = next((statement for statement in heard if _holds(statement, one)), None)
            if owner is not None and _is_marked(owner) and not _is_written_up(owner):
                self._remember(owner, number, one.quoted.open)
            elif one in free and (statement := self._free(number, one, heard, text)) is not None:
                found.append(statement)
        own = [one for one in heard if one.rule != RELAYED]
        told = [one for one in own if one.speaker is not None and not _is_told_within(one, own)]
        if told:
            self._told = number, max(told, key=lambda one: one.end)
        return found

    def _remember(self, heard: Heard, number: int, is_open: bool) -> None:
        self._last, self._last_passage, self._is_open = heard, number, is_open

    def _free(self, number: int, one: Marked, heard: Sequence[Heard], text: str) -> Heard | None:
        """Say whose words these are. A new statement is given; None where the last one grows, or where they are no speech."""
        begins = one.first == 0
        piece = (one.quoted.start, one.quoted.end)
        if self._last is not None and (
            (self._is_open and begins)
            or (number == self._last_passage and one.stands_alone and self._is_next(piece, text))
        ):
            self._last.pieces.append(piece)
            self._remember(self._last, number, one.quoted.open)
            return None
        if not one.stands_alone or one.quoted.span_of_words < _FEWEST_WORDS:
            return None
        speaking = self._speaking(number, one, heard)
        if speaking is None:
            return None
        statement = Heard(None, speaking.speaker, [piece], "follows")
        self._remember(statement, number, one.quoted.open)
        return statement

    def _speaking(self, number: int, one: Marked, heard: Sequence[Heard]) -> Heard | None:
        """Find the statement that words between marks go on with: the last one before, else the next one of the passage."""
        before = [(number, other) for other in heard if other.speaker is not None and other.end <= one.quoted.start]
        before += [self._told] if self._told is not None else []
        before += [(self._last_passage, self._last)] if self._last is not None else []
        near = [other for place, other in before if number - place <= _REACH and not _is_told_within(other, heard)]
        if near:
            return max(near, key=lambda other: other.end)
        return next((other for other in heard if _is_marked(other) and other.start > one.quoted.end), None)

    def _is_next(self, piece: tuple[int, int], text: str) -> bool:
        """Whether only the end of a sentence stands between the last words and these."""
        between = text[self._last.end : piece[0]] if self._last is not None else ""
        return len(_SENTENCE_END.findall(between)) <= 1


def _is_marked(heard: Heard) -> bool:
    return heard.rule.startswith(_BY_MARKS)


def _is_told_within(one: Heard, heard: Sequence[Heard]) -> bool:
    """Whether somebody else tells of the statement."""
    if one.cue is None:
        return False
    at = offset(one.cue.token)
    return any(start <= at < end for other in heard if other is not one for start, end in other.pieces)


def _is_written_up(heard: Heard) -> bool:
    """Whether it stands on a sign or is chanted by a crowd: nobody goes on with that."""
    return heard.cue is not None and heard.cue.lemma in {"read", "chant"}


def _holds(heard: Heard, one: Marked) -> bool:
    return any(start <= one.quoted.start and one.quoted.end <= end for start, end in heard.pieces)
