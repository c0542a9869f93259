"""A statement as it is read off one sentence, before it is known who is meant and what passes it on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from spacy.tokens import Token

from seed.extract.cues import Cue
from seed.extract.phrases import Run, stretch_of, trimmed

# Where a piece of content begins and ends in the article.
Piece = tuple[int, int]
# The rule of who only passes on what another one says.
RELAYED = "relayed"


@dataclass(eq=False, slots=True)
class Heard:
    """A statement with the word that stands for its speaker, None where nobody does.

    `root` is the main word of what was said, where a clause was read. `whole`: what was said is a clause of its own, so that
    who passes it on says nothing else. `rule` names how it was found.
    """

    cue: Cue | None
    speaker: Token | None
    pieces: list[Piece]
    rule: str
    root: Token | None = None
    whole: bool = False

    @property
    def start(self) -> int:
        """Where it begins."""
        return self.pieces[0][0]

    @property
    def end(self) -> int:
        """Where it ends."""
        return self.pieces[-1][1]


def heard(
    cue: Cue | None, speaker: Token | None, runs: Iterable[Run | None], rule: str, root: Token | None = None
) -> Heard | None:
    """Make a statement of runs in the document of its cue; None where nothing is left of them."""
    at = root if root is not None else (cue.token if cue is not None else speaker)
    if at is None:
        return None
    pieces: list[Piece] = []
    for run in runs:
        cut = trimmed(at, run) if run is not None else None
        if cut is not None:
            pieces.append(stretch_of(at, cut))
    return Heard(cue, speaker, sorted(pieces), rule, root) if pieces else None


def united(pieces: list[Piece], text: str) -> list[Piece]:
    """Put pieces in order and join those that touch, with nothing but white space or a comma between."""
    joined: list[Piece] = []
    for start, end in sorted(pieces):
        if joined and not text[joined[-1][1] : start].strip(" ,\t\u00a0"):
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        else:
            joined.append((start, end))
    return joined


def shared(one: list[Piece], other: list[Piece]) -> int:
    """Count the characters that two statements share."""
    return sum(max(0, min(a[1], b[1]) - max(a[0], b[0])) for a in one for b in other)


def length(pieces: list[Piece]) -> int:
    """Count the characters of a statement."""
    return sum(end - start for start, end in pieces)
