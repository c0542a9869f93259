"""The text of an article, against which every word of an answer is held."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from typing import Any

from spacy.tokens import Doc, Token
from spacy.tokens import Span as Words

from seed.extract.findings import START, Story, end_of, offset
from seed.extract.providers.forms import SpanSchema, Tally
from seed.records import Span

_SPAN = SpanSchema()
_Stretch = tuple[int, int]


class Ground:
    """Says where in an article the words of an answer stand, and counts those that stand nowhere."""

    def __init__(self, story: Story, tally: Tally) -> None:
        self.text = story.text
        self.tally = tally
        self._passages = sorted(story.passages, key=_start)
        self._starts = [_start(doc) for doc in self._passages]

    def placed(self, given: object, schema: SpanSchema = _SPAN, near: Span | None = None) -> Span | None:
        """Read a stretch and find it in the story: where it says, else where alone its words stand. None: left out.

        Its words are looked for in the sentence of `near`, then in its paragraph, then in the whole text.
        """
        told = schema.fitting(given, self.tally)
        return None if told is None else self.stretch_of(told, near)

    def stretch_of(self, told: dict[str, Any], near: Span | None = None) -> Span | None:
        """Find a stretch that was read."""
        found = self._trimmed(self._at(told) or self._alone(told, near))
        if found is None:
            self.tally.drop("whose words do not stand in the text, or more than once")
        elif self._passage(found[0]) is None or self._passage(found[1] - 1) is None:
            self.tally.drop("outside the story")
            found = None
        return None if found is None else Span(*found, self.text[slice(*found)])

    def everywhere(self, words: str) -> list[Span]:
        """Find all places of the story where words stand."""
        found = list(self._found(words.strip(), 0, len(self.text), most=len(self.text))) if words.strip() else []
        spans = [Span(start, end, self.text[start:end]) for start, end in found]
        spans = [span for span in spans if self._passage(span.start) and self._passage(span.end - 1)]
        if not spans:
            self.tally.drop("whose words do not stand in the story")
        return spans

    def head(self, span: Span) -> Token | None:
        """Give the main word of a stretch; None where it has no letter, or goes beyond a paragraph."""
        found = self.words(span)
        return None if found is None else found.root

    def words(self, span: Span) -> Words | None:
        """Give the words that a stretch is of, the first and last whole."""
        doc = self._passage(span.start)
        if doc is None or not any(map(str.isalnum, span.text)):
            return None
        start = span.start + len(span.text) - len(span.text.lstrip()) - _start(doc)
        end = start + len(span.text.strip())
        found = doc.char_span(start, end, alignment_mode="expand") if end <= len(doc.text) else None
        return found if found is not None and len(found) else None

    def _passage(self, at: int) -> Doc | None:
        """Find the paragraph of a place."""
        number = bisect_right(self._starts, at) - 1
        if number < 0 or at >= self._starts[number] + len(self._passages[number].text):
            return None
        return self._passages[number]

    def _at(self, told: dict[str, Any]) -> _Stretch | None:
        start, end = told.get("start", -1), told.get("end", -1)
        fits = 0 <= start < end <= len(self.text) and self.text[start:end] == told["text"]
        return (start, end) if fits else None

    def _trimmed(self, found: _Stretch | None) -> _Stretch | None:
        """Leave out the white space around words; None where there is nothing else."""
        words = self.text[slice(*found)].strip() if found is not None else ""
        if found is None or not words:
            return None
        start = self.text.index(words, found[0])
        return start, start + len(words)

    def _alone(self, told: dict[str, Any], near: Span | None) -> _Stretch | None:
        """Find words that stand in the text once, or once in the first of the stretches around that has them at all."""
        if "within" in told:
            around = list(self._found(told["within"], 0, len(self.text)))
            scopes = iter(around if len(around) == 1 else [])
        else:
            scopes = self._around(near)
        for start, end in scopes:
            found = list(self._found(told["text"], start, end))
            if found:
                return found[0] if len(found) == 1 else None
        return None

    def _around(self, near: Span | None) -> Iterator[_Stretch]:
        head = None if near is None else self.head(near)
        if head is not None:
            yield offset(head.sent[0]), end_of(head.sent[-1])
            yield _start(head.doc), _start(head.doc) + len(head.doc.text)
        yield 0, len(self.text)

    def _found(self, words: str, start: int, end: int, most: int = 2) -> Iterator[_Stretch]:
        """Give the first places where whole words stand."""
        at = self.text.find(words, start, end)
        while at >= 0 and most:
            if not self._cuts(at) and not self._cuts(at + len(words)):
                most -= 1
                yield at, at + len(words)
            at = self.text.find(words, at + 1, end)

    def _cuts(self, at: int) -> bool:
        """Whether a place is inside a word."""
        return 0 < at < len(self.text) and self.text[at - 1].isalnum() and self.text[at].isalnum()


def _start(doc: Doc) -> int:
    start: int = doc.user_data[START]
    return start
