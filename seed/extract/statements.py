"""The statements of one passage, read by its quotation marks and by its clauses; what both find of one cue is one statement."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from spacy.tokens import Doc, Token

from seed.extract.characterized import said_of
from seed.extract.clauses import asides, hearers_of, is_negated, is_open, said_as_clause, said_to_come
from seed.extract.cues import Cue, verb_cue
from seed.extract.findings import START, Cast, offset
from seed.extract.headlines import said_in_headline
from seed.extract.heard import Heard, Piece, length, shared, united
from seed.extract.marks import covering
from seed.extract.speakers import can_speak, speaker_of, subject_of
from seed.extract.spoken import Marked, quoted_by, spoken_in

# Who says something within somebody's words is somebody else.
_NO_OTHERS = {"i", "we", "you", "me", "us", "it", "that", "this"}
_OF_SPEAKERS_ONLY = {"infinitive", "gerund"}


def statements_in(doc: Doc, marked: Sequence[Marked], cast: Cast, is_title: bool) -> list[Heard]:
    """Read every statement of a passage, each once."""
    heard = list(_read(doc, marked, cast, is_title))
    return heard + _words_alone(marked, heard, cast)


def _read(doc: Doc, marked: Sequence[Marked], cast: Cast, is_title: bool) -> Iterator[Heard]:
    beside = spoken_in(marked)
    by_cue = {one.cue.token.i: one for one in beside if one.cue is not None and not is_negated(one.cue.token)}
    yield from (one for one in beside if one.cue is None)
    for token in doc:
        clause = _by_clause(token, marked, cast)
        spoken = by_cue.get(token.i)
        if spoken is not None and spoken.speaker is None and token.tag_ in {"VBG", "VBN"}:
            spoken.speaker = speaker_of(token, cast)
        if clause is not None:
            yield _joined(spoken, clause, doc) if spoken is not None else clause
        elif spoken is not None:
            yield spoken
    for one in asides(doc):
        if one.cue is not None and one.cue.token.i not in by_cue and not _is_within(one.cue, marked):
            yield _widened(one, marked, doc)
    headline = said_in_headline(doc, cast) if is_title else None
    if headline is not None:
        yield headline


def _words_alone(marked: Sequence[Marked], heard: Sequence[Heard], cast: Cast) -> list[Heard]:
    taken = [piece for one in heard for piece in one.pieces]
    free = [one for one in marked if not any(covering([one.quoted], start, end) for start, end in taken)]
    return [found for one in free if (found := quoted_by(one, cast)) is not None]


def _by_clause(token: Token, marked: Sequence[Marked], cast: Cast) -> Heard | None:
    cue = verb_cue(token)
    if cue is None or token.dep_ in {"amod", "compound"} or is_negated(token) or is_open(token):
        return None
    heard = said_as_clause(cue) or said_to_come(cue) or said_of(cue, cast)
    if heard is None:
        return None
    if token.tag_ in {"VBG", "VBN"} and heard.speaker == subject_of(token):
        heard.speaker = speaker_of(token, cast)
    if heard.speaker is None or heard.speaker.dep_ == "expl":
        return None
    if heard.rule in _OF_SPEAKERS_ONLY and not can_speak(heard.speaker, cast):
        return None
    if "thing" in cue.takes and "marks" not in cue.takes and can_speak(heard.speaker, cast):
        return None
    if _is_within(cue, marked) and (heard.speaker.lower_ in _NO_OTHERS or "marks" not in cue.takes):
        return None
    heard.hearers = hearers_of(cue)
    return _widened(heard, marked, token.doc)


def _is_within(cue: Cue, marked: Sequence[Marked]) -> bool:
    return any(one.first <= cue.token.i <= one.last for one in marked)


def _widened(heard: Heard, marked: Sequence[Marked], doc: Doc) -> Heard:
    """Take in the whole of what stands between marks where a clause has a part of it, unless its cue stands there too."""
    if heard.cue is not None and _is_within(heard.cue, marked):
        return heard
    pieces = list(heard.pieces)
    for one in marked:
        if covering([one.quoted], heard.start, heard.end) and any(
            start < one.quoted.end and one.quoted.start < end for start, end in pieces
        ):
            pieces.append((one.quoted.start, one.quoted.end))
    heard.pieces = _united([_without_adjunct(piece, heard, marked, doc) for piece in pieces], doc)
    return heard


def _without_adjunct(piece: Piece, heard: Heard, marked: Sequence[Marked], doc: Doc) -> Piece:
    """End a statement with its closing mark where "without inflicting damage" follows: that is the reporter's own."""
    for one in marked:
        follows = doc[one.last + 1 : one.last + 3]
        adjunct = len(follows) == 2 and follows[0].pos_ in {"ADP", "SCONJ"} and follows[1].tag_ == "VBG"
        is_predicate = any(token.head == heard.root for token in doc[one.first : one.last + 1])
        if adjunct and is_predicate and piece[0] < one.quoted.end < piece[1]:
            return piece[0], one.quoted.end
    return piece


def _joined(spoken: Heard, clause: Heard, doc: Doc) -> Heard:
    """Make one of what was found by marks and by the clause of the same cue."""
    spoken.root, spoken.hearers = clause.root, clause.hearers
    # After a comma or a colon the words between marks are all that was said.
    leads = doc.text[: spoken.start - doc.user_data[START]].rstrip()[-1:] not in ",:"
    if leads and spoken.rule == "marks-before" and clause.rule == "clause":
        spoken.pieces = _united([*spoken.pieces, *clause.pieces], doc)
    return spoken


def _united(pieces: list[Piece], doc: Doc) -> list[Piece]:
    begin = doc.user_data[START]
    return [
        (start + begin, end + begin)
        for start, end in united([(start - begin, end - begin) for start, end in pieces], doc.text)
    ]


def once(heard: Sequence[Heard]) -> list[Heard]:
    """Leave out what a clause seems to say where the same words between marks have their own cue."""
    marked = [one for one in heard if one.rule.startswith("marks-")]
    return [one for one in heard if one in marked or not any(_repeats(one, other) for other in marked)]


def _repeats(one: Heard, other: Heard) -> bool:
    within = one.cue is not None and any(start <= offset(one.cue.token) < end for start, end in other.pieces)
    return not within and shared(one.pieces, other.pieces) > 0.8 * length(one.pieces)
