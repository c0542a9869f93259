"""Who said what by a provider. Whether words stand between quotation marks is read off the text itself."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from seed.extract.findings import START, Cast, Said, Story, Timed
from seed.extract.heard import Piece, united
from seed.extract.marks import Quoted, quoted_in
from seed.extract.providers.forms import QuoteSchema, SpanSchema, Tally, ViaSchema
from seed.extract.providers.ground import Ground
from seed.extract.providers.references import References
from seed.records import Span

_QUOTE, _VIA, _SPAN = QuoteSchema(), ViaSchema(), SpanSchema()
_MARKS = "“”„«»‘’'\"`,.!?… "


def said_of(story: Story, cast: Cast, times: Sequence[Timed], items: Sequence[object], tally: Tally) -> list[Said]:
    """Make statements of what a provider says, in the order of the text."""
    made = _Statements(story, cast, times, tally)
    found = [said for item in items if (said := made.said(item)) is not None]
    return sorted(found, key=lambda said: said.content[0].start)


class _Statements:
    """The statements of one article."""

    def __init__(self, story: Story, cast: Cast, times: Sequence[Timed], tally: Tally) -> None:
        self._ground = Ground(story, tally)
        self._references = References(story, cast, times, self._ground)
        passages = sorted((doc.user_data[START], doc.text) for doc in story.passages)
        marked = quoted_in([Span(start, start + len(text), text) for start, text in passages])
        self._marked = [one for passage in marked for one in passage]

    def said(self, item: object) -> Said | None:
        """Read a statement; None where nothing of what was said stands in the text."""
        told = _QUOTE.fitting(item, self._ground.tally)
        pieces = self._pieces(told["content"]) if told is not None else []
        if told is None or not pieces:
            return None
        self._ground.tally.kept += 1
        content = [self._span(piece) for piece in pieces]
        quoted = [self._span(piece) for piece in self._quoted(pieces)]
        return self._made(told, content, quoted)

    def _made(self, told: dict[str, Any], content: list[Span], quoted: list[Span]) -> Said:
        near = content[0]
        cue = self._ground.placed(told["cue"], _SPAN, near) if "cue" in told else None
        head = self._ground.head(cue) if cue is not None else None
        speaker = self._references.meant(told["speaker"], near) if "speaker" in told else None
        when = self._references.timed(told.get("when"), near)
        said = Said(
            kind=_kind(content, quoted),
            content=content,
            quoted=quoted,
            cue=cue if head is not None else None,
            cue_lemma=head.lemma_.lower() if head is not None else None,
            cue_head=head,
            speaker=speaker,
            addressees=self._references.all_meant(told["addressees"], near),
            said=when.dated if when is not None else None,
            confidence=told["confidence"],
            speaker_as_written=speaker.span if speaker is not None else None,
            method="model",
        )
        for given in told["via"]:
            self._pass_on(said, given)
        return said

    def _pass_on(self, said: Said, given: object) -> None:
        told = _VIA.fitting(given, self._ground.tally)
        near = said.content[0]
        by = self._references.meant(told["speaker"], near) if told is not None else None
        if told is not None and by is not None:
            cue = self._ground.placed(told["cue"], _SPAN, near) if "cue" in told else None
            said.passed_on.append((by, cue))

    def _pieces(self, given: Sequence[object]) -> list[Piece]:
        found = [self._with_marks(span) for one in given if (span := self._ground.placed(one)) is not None]
        worded = [(start, end) for start, end in found if any(map(str.isalnum, self._ground.text[start:end]))]
        return united(worded, self._ground.text)

    def _with_marks(self, span: Span) -> Piece:
        """Take the quotation marks into what stands whole between them."""
        for one in self._marked:
            within = one.start <= span.start and span.end <= one.end
            text = self._ground.text
            if within and not (text[one.start : span.start] + text[span.end : one.end]).strip(_MARKS):
                return one.start, one.end
        return span.start, span.end

    def _quoted(self, pieces: Sequence[Piece]) -> list[Piece]:
        """Give what of the pieces stands between marks."""
        shared = [_shared(piece, one) for piece in pieces for one in self._marked]
        return [piece for piece in shared if any(map(str.isalnum, self._ground.text[slice(*piece)]))]

    def _span(self, piece: Piece) -> Span:
        return Span(*piece, self._ground.text[slice(*piece)])


def _shared(piece: Piece, one: Quoted) -> Piece:
    start = max(piece[0], one.start)
    return start, max(start, min(piece[1], one.end))


def _kind(content: Sequence[Span], quoted: Sequence[Span]) -> str:
    """Say whether all of a statement, some of it or none stands between marks."""
    if not quoted:
        return "indirect"
    said, marked = (sum(map(str.isalnum, "".join(span.text for span in spans))) for spans in (content, quoted))
    return "direct" if marked >= said else "partial"
