"""The statements of one passage, read by its quotation marks and by its clauses; what both find of one cue is one statement."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from spacy.tokens import Doc, Token

from seed.extract.characterized import said_of
from seed.extract.clauses import asides, said_as_clause, said_to_come
from seed.extract.cues import Cue, verb_cue
from seed.extract.findings import START, Cast, offset
from seed.extract.frames import is_passive, noun_behind
from seed.extract.headlines import said_among_capitals, said_in_headline
from seed.extract.heard import RELAYED, Heard, Piece, length, shared, united
from seed.extract.marks import covering
from seed.extract.relayed import agent_of, quotes_another, quoting
from seed.extract.speakers import can_speak, is_paper, speaker_of, subject_of
from seed.extract.spoken import Marked, quoted_by, spoken_in
from seed.extract.unsaid import is_negated, is_open

# Who says something within somebody's words is somebody else.
_NO_OTHERS = {"i", "we", "you", "me", "us", "it", "that", "this"}
_ADJUNCTS = {"without", "by", "before", "after", "while", "when", "despite"}
_OF_SPEAKERS_ONLY = {"infinitive", "gerund"}


@dataclass(frozen=True, slots=True)
class _Passage:
    """A passage with what stands between marks in it. Its text is kept: the parser makes it anew whenever it is asked."""

    doc: Doc
    text: str
    marked: Sequence[Marked]
    cast: Cast

    @property
    def begin(self) -> int:
        """Where it begins in the article."""
        start: int = self.doc.user_data[START]
        return start


def statements_in(doc: Doc, marked: Sequence[Marked], cast: Cast, is_title: bool) -> list[Heard]:
    """Read every statement of a passage."""
    passage = _Passage(doc, doc.text, marked, cast)
    heard = [*_read(passage), *_aside(passage)]
    if is_title:
        by_verb = said_among_capitals(doc, cast) if not heard else None
        heard += [one for one in (said_in_headline(doc, cast), by_verb) if one is not None]
    return [*heard, *_relayed(heard), *_words_alone(passage, heard)]


def _read(passage: _Passage) -> Iterator[Heard]:
    """Read what verbs attribute."""
    beside = spoken_in(passage.marked)
    by_cue = {one.cue.token.i: one for one in beside if one.cue is not None and not is_negated(one.cue.token)}
    yield from (one for one in beside if one.cue is None)
    for token in passage.doc:
        clause = _by_clause(token, passage)
        spoken = by_cue.get(token.i)
        if spoken is not None and spoken.speaker is None and token.tag_ in {"VBG", "VBN"}:
            spoken.speaker = speaker_of(token, passage.cast)
        if clause is not None:
            yield _joined(spoken, clause, passage) if spoken is not None else clause
        elif spoken is not None:
            yield spoken


def _aside(passage: _Passage) -> Iterator[Heard]:
    """Read what "according to", nouns and adjectives attribute, where no words between marks are beside them."""
    spoken = {one.cue.token.i for one in spoken_in(passage.marked) if one.cue is not None}
    for one in asides(passage.doc):
        if one.cue is not None and one.cue.token.i not in spoken and not _is_within(one.cue, passage):
            yield _widened(one, passage)


def _relayed(heard: Sequence[Heard]) -> Iterator[Heard]:
    """Give who passes a statement on by "quoted him as saying": of his own he says nothing."""
    for one in heard:
        verb = quoting(one.cue.token) if one.cue is not None else None
        speaker = None if verb is None else agent_of(verb) if is_passive(verb) else subject_of(verb)
        if one.cue is not None and verb is not None and speaker is not None:
            saying = one.cue.token
            piece = (offset(saying.nbor(-1)), offset(saying) + len(saying.text))
            yield Heard(Cue(verb.lemma_.lower(), verb, verb, frozenset()), speaker, [piece], RELAYED, saying)


def _by_clause(token: Token, passage: _Passage) -> Heard | None:
    cue = verb_cue(token)
    if (
        cue is None
        or token.dep_ in {"amod", "compound"}
        or is_negated(token)
        or is_open(token)
        or quotes_another(token)
    ):
        return None
    heard = said_as_clause(cue) or said_to_come(cue) or said_of(cue, passage.cast)
    if heard is None:
        return None
    if token.tag_ in {"VBG", "VBN"} and heard.speaker == subject_of(token):
        heard.speaker = speaker_of(token, passage.cast)
    if heard.speaker is None or not _may_say(heard, cue, heard.speaker, passage):
        return None
    return _widened(heard, passage)


def _may_say(heard: Heard, cue: Cue, speaker: Token, passage: _Passage) -> bool:
    """Whether who stands there as the speaker can be one of such a statement."""
    if speaker.dep_ == "expl":
        return False
    speaks = can_speak(noun_behind(speaker), passage.cast)
    if heard.rule in _OF_SPEAKERS_ONLY and not (speaks or is_paper(speaker)):
        return False
    if "thing" in cue.takes and "marks" not in cue.takes and speaks:
        return False
    if any(one.first <= cue.token.i <= one.last and not one.first <= speaker.i <= one.last for one in passage.marked):
        return False
    return not _is_within(cue, passage) or (
        speaker.tag_ != "PRP" and speaker.lower_ not in _NO_OTHERS and "marks" in cue.takes
    )


def _is_within(cue: Cue, passage: _Passage) -> bool:
    return any(one.first <= cue.token.i <= one.last for one in passage.marked)


def _widened(heard: Heard, passage: _Passage) -> Heard:
    """Take in the whole of what stands between marks where a clause has a part of it, unless its cue stands there too."""
    if heard.cue is not None and _is_within(heard.cue, passage):
        return heard
    near = [one for one in passage.marked if any(covering([one.quoted], start, end) for start, end in heard.pieces)]
    pieces = [*heard.pieces, *((one.quoted.start, one.quoted.end) for one in near)]
    heard.pieces = _united([_without_adjunct(piece, heard, near) for piece in pieces], passage)
    return heard


def _without_adjunct(piece: Piece, heard: Heard, near: Sequence[Marked]) -> Piece:
    """End a statement with its closing mark where "without inflicting damage" follows: that is the reporter's own."""
    for one in near:
        if heard.root is None or not piece[0] < one.quoted.end < piece[1]:
            continue
        follows = heard.root.doc[one.last + 1 : one.last + 3]
        adjunct = len(follows) == 2 and follows[0].lower_ in _ADJUNCTS and follows[1].tag_ == "VBG"
        if adjunct and any(token.head == heard.root for token in heard.root.doc[one.first : one.last + 1]):
            return piece[0], one.quoted.end
    return piece


def _joined(spoken: Heard, clause: Heard, passage: _Passage) -> Heard:
    """Make one of what was found by marks and by the clause of the same cue."""
    spoken.root = clause.root
    # After a comma or a colon the words between marks are all that was said.
    begins = spoken.start - passage.begin
    leads = passage.text[max(0, begins - 3) : begins].rstrip()[-1:] not in {",", ":"}
    if leads and spoken.rule == "marks-before" and clause.rule == "clause":
        spoken.pieces = _united([*spoken.pieces, *clause.pieces], passage)
    return spoken


def _united(pieces: Sequence[Piece], passage: _Passage) -> list[Piece]:
    begin = passage.begin
    inside = [(start - begin, end - begin) for start, end in pieces]
    return [(start + begin, end + begin) for start, end in united(inside, passage.text)]


def _words_alone(passage: _Passage, heard: Sequence[Heard]) -> list[Heard]:
    taken = [piece for one in heard for piece in one.pieces]
    free = [one for one in passage.marked if not any(covering([one.quoted], start, end) for start, end in taken)]
    return [found for one in free if (found := quoted_by(one, passage.cast)) is not None]


def once(heard: Sequence[Heard]) -> list[Heard]:
    """Leave out what a clause seems to say where the same words between marks have their own cue."""
    marked = [one for one in heard if one.rule.startswith("marks-")]
    kept = [one for one in heard if one in marked or not any(_repeats(one, other) for other in marked)]
    # The same words are one statement, of the cue that is nearest to them.
    nearest = sorted(kept, key=lambda one: abs(one.start - offset(one.cue.token)) if one.cue is not None else 0)
    by_place = {(one.start, one.end): one for one in reversed(nearest)}
    return [one for one in kept if by_place[one.start, one.end] is one]


def _repeats(one: Heard, other: Heard) -> bool:
    within = one.cue is not None and any(start <= offset(one.cue.token) < end for start, end in other.pieces)
    return not within and shared(one.pieces, other.pieces) > 0.8 * length(one.pieces)
