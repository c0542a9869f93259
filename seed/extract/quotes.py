"""Who said what: every statement that an article attributes to somebody, in reading order.

Each passage is read twice: by its quotation marks (`seed.extract.spoken`) and by its clauses (`seed.extract.clauses`,
`seed.extract.characterized`). What both find of one cue is one statement. Then it is told who is meant, and who passes on what
another one said (`seed.extract.passing`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from hashlib import sha256

from spacy.tokens import Doc, Token

from seed.extract.characterized import said_of
from seed.extract.clauses import asides, hearers_of, is_negated, is_open, said_as_clause, said_to_come
from seed.extract.continued import Continued
from seed.extract.cues import Cue, verb_cue
from seed.extract.findings import START, Cast, Mentioned, Said, Story, Timed, offset, stretch
from seed.extract.headlines import said_in_headline
from seed.extract.heard import Heard, Piece, length, shared, united
from seed.extract.marks import Quoted, covering, quoted_in
from seed.extract.passing import Statement, passed_on
from seed.extract.speakers import Speakers, addressees_of, can_speak, speaker_of, subject_of
from seed.extract.spoken import Marked, marked_in, quoted_by, spoken_in
from seed.records import Dated, Span

# How often a statement that a rule finds is one: see docs/extraction.md.
_CONFIDENCE = {
    "marks-behind": 0.95, "marks-before": 0.93, "marks-according": 0.93, "marks-colon": 0.75, "follows": 0.8,
    "clause": 0.85, "clause-before": 0.88, "beside": 0.8, "according": 0.88, "infinitive": 0.65, "gerund": 0.6, "noun": 0.6,
    "adjective": 0.6, "as": 0.65, "named": 0.65, "object-preposition": 0.65, "preposition": 0.6, "object": 0.45,
    "headline": 0.7, "words": 0.4,
}  # fmt: skip
# Who says something within somebody's words is somebody else.
_NO_OTHERS = {"i", "we", "you", "me", "us", "it", "that", "this"}
_OF_SPEAKERS_ONLY = {"infinitive", "gerund"}
_OTHER_CLAUSES = {"relcl", "acl", "advcl", "ccomp", "csubj"}


def found(story: Story, cast: Cast, times: Sequence[Timed]) -> list[Said]:
    """Find every statement. Who speaks and is not in the cast yet is added to it."""
    passages = [Span(doc.user_data[START], doc.user_data[START] + len(doc.text), doc.text) for doc in story.passages]
    quoted = quoted_in(story.text, passages)
    speakers = Speakers(cast, story.text, _article(story))
    goes_on = Continued()
    heard: list[list[Heard]] = []
    for number, doc in enumerate(story.passages):
        marked = marked_in(doc, quoted[number])
        own = list(_heard(doc, marked, cast, story.has_title and number == 0))
        own += _words_alone(marked, own, cast)
        heard.append(goes_on.read(number, marked, own, story.text))
    between = [one for passage in quoted for one in passage]
    said: list[Said] = []
    for passage in heard:
        told = passed_on(_spoken(_once(passage), speakers))
        said += [_said(one, told, between, story.text, cast, times) for one in told]
    return said


def _article(story: Story) -> str:
    """Name the article as the keys of those without a name do."""
    source = story.submitted.url or story.text
    return sha256(source.encode("utf-8", "surrogatepass")).hexdigest()[:12]


# --- one passage ------------------------------------------------------------------------------------------------------


def _heard(doc: Doc, marked: Sequence[Marked], cast: Cast, is_title: bool) -> Iterator[Heard]:
    beside = spoken_in(marked)
    by_cue = {one.cue.token.i: one for one in beside if one.cue is not None and not is_negated(one.cue.token)}
    yield from (one for one in beside if one.cue is None)
    for token in doc:
        clause = _by_clause(token, marked, cast)
        spoken = by_cue.get(token.i)
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


def _once(heard: Sequence[Heard]) -> list[Heard]:
    """Leave out what a clause seems to say where the same words between marks have their own cue."""
    marked = [one for one in heard if one.rule.startswith("marks-")]
    return [one for one in heard if one in marked or not any(_repeats(one, other) for other in marked)]


def _repeats(one: Heard, other: Heard) -> bool:
    within = one.cue is not None and any(start <= offset(one.cue.token) < end for start, end in other.pieces)
    return not within and shared(one.pieces, other.pieces) > 0.8 * length(one.pieces)


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


# --- who, and when ------------------------------------------------------------------------------------------------------


def _spoken(heard: Sequence[Heard], speakers: Speakers) -> list[Statement]:
    """Tell who says each statement, in reading order. What nobody is known to say, and no mark shows, is none."""
    told = []
    for one in sorted(heard, key=lambda one: one.cue.token.i if one.cue is not None else -1):
        speaker = speakers.meant_by(one.speaker) if one.speaker is not None else None
        if speaker is not None:
            speakers.spoke(speaker.who)
        written = speakers.as_written(one.speaker) if one.speaker is not None else None
        if (
            speaker is not None
            or one.rule.startswith("marks-")
            or (one.speaker is not None and one.speaker.pos_ == "PRON")
        ):
            told.append(Statement(one, speaker, written))
    return sorted(told, key=lambda one: one.heard.start)


def _said(
    told: Statement,
    all_told: Sequence[Statement],
    quoted: Sequence[Quoted],
    text: str,
    cast: Cast,
    times: Sequence[Timed],
) -> Said:
    heard = told.heard
    pieces = united(heard.pieces, text)
    inner = [other.heard for other in all_told if told in other.through]
    own = [
        one
        for one in quoted
        if any(start <= one.start and one.end <= end for start, end in pieces)
        and not any(start <= one.start and one.end <= end for other in inner for start, end in other.pieces)
    ]
    return Said(
        kind=_kind(pieces, own, text),
        content=[Span(start, end, text[start:end]) for start, end in pieces],
        quoted=[Span(one.start, one.end, text[one.start : one.end]) for one in own],
        cue=_cue_span(heard.cue, text),
        cue_lemma=heard.cue.lemma if heard.cue is not None else None,
        cue_head=heard.cue.token if heard.cue is not None else None,
        speaker=told.speaker,
        passed_on=[(one.speaker, _cue_span(one.heard.cue, text)) for one in told.through if one.speaker is not None],
        addressees=_addressees(heard, cast),
        said=_said_on(heard, pieces, times),
        confidence=_CONFIDENCE[heard.rule],
        speaker_as_written=told.as_written,
    )


def _kind(pieces: Sequence[Piece], quoted: Sequence[Quoted], text: str) -> str:
    """Say whether all of a statement, some of it or none stands between marks."""
    if not quoted:
        return "indirect"
    outside = "".join(text[at] for start, end in pieces for at in range(start, end) if not covering(quoted, at, at + 1))
    return "partial" if any(character.isalnum() for character in outside) else "direct"


def _cue_span(cue: Cue | None, text: str) -> Span | None:
    if cue is None:
        return None
    apart = cue.last.i - cue.token.i > cue.lemma.count(" ")
    return stretch(text, cue.token, cue.token if apart else cue.last)


def _addressees(heard: Heard, cast: Cast) -> list[Mentioned]:
    if heard.cue is None or heard.cue.token.pos_ not in {"VERB", "AUX"}:
        return []
    return addressees_of(heard.cue.token, "hearer" in heard.cue.takes, cast)


def _said_on(heard: Heard, pieces: Sequence[Piece], times: Sequence[Timed]) -> Dated | None:
    """Find when it was said: a time that hangs on the cue, or on what leads up to it, and is no part of what was said."""
    if heard.cue is None:
        return None
    verb = heard.cue.token
    for timed in times:
        is_here = timed.head.doc is verb.doc and timed.head.sent == verb.sent
        if (
            is_here
            and not any(start <= offset(timed.head) < end for start, end in pieces)
            and _hangs_on(timed.head, verb)
        ):
            return timed.dated
    return None


def _hangs_on(time: Token, verb: Token) -> bool:
    while time != verb:
        if time.dep_ in _OTHER_CLAUSES or time.head == time:
            return False
        time = time.head
    return True
