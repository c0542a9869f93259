"""Who said what: every statement that an article attributes to somebody, in reading order.

Each passage is read by its quotation marks and by its clauses (`seed.extract.statements`); what goes on without a cue is joined
to what was said before (`seed.extract.continued`). Then it is told who is meant, and who passes on what another one said
(`seed.extract.passing`).
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Sequence

from spacy.tokens import Token

from seed.extract.continued import Continued
from seed.extract.cues import Cue
from seed.extract.findings import START, Cast, Mentioned, Said, Story, Timed, offset, stretch
from seed.extract.heard import Heard, Piece, united
from seed.extract.keys import article_key, slug_of
from seed.extract.marks import Quoted, covering, quoted_in
from seed.extract.passing import Statement, passed_on
from seed.extract.speakers import Speakers, addressees_of
from seed.extract.spoken import marked_in
from seed.extract.statements import once, statements_in
from seed.extract.sureness import of_statement
from seed.records import Dated, Span

_OTHER_CLAUSES = {"relcl", "acl", "advcl", "ccomp", "csubj"}


def found(story: Story, cast: Cast, times: Sequence[Timed]) -> list[Said]:
    """Find every statement. Who speaks and is not in the cast yet is added to it."""
    passages = [Span(doc.user_data[START], doc.user_data[START] + len(doc.text), doc.text) for doc in story.passages]
    quoted = quoted_in(passages)
    all_quoted = [one for passage in quoted for one in passage]
    article = _Article(story.text, cast, all_quoted, times)
    speakers = Speakers(story, cast, all_quoted, slug_of(article_key(story.submitted)))
    return [
        article.said(one, told)
        for heard in _passages(story, quoted, cast)
        for told in [passed_on(_spoken(heard, speakers))]
        for one in told
    ]


def _passages(story: Story, quoted: Sequence[Sequence[Quoted]], cast: Cast) -> list[list[Heard]]:
    """Read the passages one after the other. A statement may grow in a later one."""
    goes_on = Continued()
    heard = []
    for number, doc in enumerate(story.passages):
        marked = marked_in(doc, quoted[number])
        own = statements_in(doc, marked, cast, story.has_title and number == 0)
        heard.append(once(goes_on.read(number, marked, own, story.text)))
    return heard


def _spoken(heard: Sequence[Heard], speakers: Speakers) -> list[Statement]:
    """Tell who says each statement, in reading order. What nobody is known to say, and no mark shows, is none."""
    told = []
    for one in sorted(heard, key=lambda one: one.start if one.cue is None else offset(one.cue.token)):
        speaker = speakers.meant_by(one.speaker, one.pieces) if one.speaker is not None else None
        written = speakers.as_written(one.speaker) if one.speaker is not None else None
        if speaker is not None or one.rule.startswith("marks-") or _is_somebody(one.speaker):
            told.append(Statement(one, speaker, written))
    return sorted(told, key=lambda one: one.heard.start)


def _is_somebody(speaker: Token | None) -> bool:
    """Whether a pronoun stands for a speaker, though nobody knows for whom."""
    return speaker is not None and speaker.tag_ == "PRP"


class _Article:
    """What a statement is made of besides the words that were heard: the marks and the times of the whole article."""

    def __init__(self, text: str, cast: Cast, quoted: Sequence[Quoted], times: Sequence[Timed]) -> None:
        self._text = text
        self._cast = cast
        self._quoted = quoted
        self._starts = [one.start for one in quoted]
        self._times: dict[int, list[Timed]] = defaultdict(list)
        for timed in times:
            self._times[timed.head.doc.user_data[START]].append(timed)

    def said(self, told: Statement, all_told: Sequence[Statement]) -> Said:
        """Make a statement of what was heard and who passed it on."""
        heard = told.heard
        pieces = united(heard.pieces, self._text)
        inner = [piece for other in all_told if told in other.through for piece in other.heard.pieces]
        own = [one for one in self._within(pieces) if not _holds(inner, one)]
        cue = heard.cue
        return Said(
            kind=_kind(pieces, own, self._text),
            content=[Span(start, end, self._text[start:end]) for start, end in pieces],
            quoted=[Span(one.start, one.end, self._text[one.start : one.end]) for one in own],
            cue=self._cue_span(cue),
            cue_lemma=cue.lemma if cue is not None else None,
            cue_head=cue.token if cue is not None else None,
            speaker=told.speaker,
            passed_on=[(one.speaker, self._cue_span(one.heard.cue)) for one in told.through if one.speaker is not None],
            addressees=self._addressees(cue),
            said=self._said_on(heard, pieces),
            confidence=of_statement(heard.rule),
            speaker_as_written=told.as_written,
        )

    def _within(self, pieces: Sequence[Piece]) -> list[Quoted]:
        first, last = (bisect_left(self._starts, place) for place in (pieces[0][0], pieces[-1][1]))
        return [one for one in self._quoted[first:last] if _holds(pieces, one)]

    def _cue_span(self, cue: Cue | None) -> Span | None:
        if cue is None:
            return None
        apart = cue.last.i - cue.token.i > cue.lemma.count(" ")
        return stretch(self._text, cue.token, cue.token if apart else cue.last)

    def _addressees(self, cue: Cue | None) -> list[Mentioned]:
        if cue is None or cue.token.pos_ not in {"VERB", "AUX"}:
            return []
        return addressees_of(cue.token, "hearer" in cue.takes, self._cast)

    def _said_on(self, heard: Heard, pieces: Sequence[Piece]) -> Dated | None:
        """Find when it was said: a time that hangs on the cue, or on what leads up to it, and is no part of what was said."""
        if heard.cue is None:
            return None
        verb = heard.cue.token
        for timed in self._times[verb.doc.user_data[START]]:
            outside = not any(start <= offset(timed.head) < end for start, end in pieces)
            if outside and timed.head.sent == verb.sent and _hangs_on(timed.head, verb):
                return timed.dated
        return None


def _holds(pieces: Sequence[Piece], one: Quoted) -> bool:
    return any(start <= one.start and one.end <= end for start, end in pieces)


def _kind(pieces: Sequence[Piece], quoted: Sequence[Quoted], text: str) -> str:
    """Say whether all of a statement, some of it or none stands between marks."""
    if not quoted:
        return "indirect"
    places = (at for start, end in pieces for at in range(start, end) if text[at].isalnum())
    return "partial" if any(not covering(quoted, at, at + 1) for at in places) else "direct"


def _hangs_on(time: Token, verb: Token) -> bool:
    while time != verb:
        if time.dep_ in _OTHER_CLAUSES or time.head == time:
            return False
        time = time.head
    return True
