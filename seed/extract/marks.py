"""Words between quotation marks: curly, straight, single and angled, nested, and over several paragraphs.

Only the outermost marks are given. An apostrophe is no mark: it stands inside a word, or ends one without anything opened.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from seed.records import Span

_CLOSING = {"“": "”", "„": "“”", "«": "»", '"': '"', "‘": "’", "'": "'", "``": "''"}
_OPENS_DOUBLE = re.compile(r"[“„«]|(?<![\w.,!?…])\"(?=\S)|``")
_CLOSES_DOUBLE = re.compile(r"[”»]|(?<=[\w.,!?…])\"(?!\w)")
_LEADS_TO_SPEECH = re.compile(r"[,:]\s*$")
_OPENS_SINGLE = re.compile(r"(?<![\w.,!?…])['‘](?!\d0s|\d\d\b|tis\b|twas\b|em\b|cause\b|n['’])(?=[\w\[\"“$£€@#])")
_CERTAIN_END = re.compile(r"[.,!?…—][’'](?!\w)")
_POSSIBLE_END = re.compile(r"(?<=[\w)\]%])[’'](?!\w)")
_PLURAL_POSSESSIVE = re.compile(r"s[’']\s+[a-z]")
# So far from where it was opened is a single mark believed to be closed.
_LONGEST_SINGLE = 400
_SENTENCE_END = re.compile(r"[.!?…]['’\])]*$")


@dataclass(frozen=True, slots=True)
class Quoted:
    """A stretch between quotation marks, the marks included. `open`: it was not closed, and goes on in the next paragraph."""

    start: int
    end: int
    inner: str
    open: bool = False

    @property
    def span_of_words(self) -> int:
        """How many words it has."""
        return len(re.findall(r"\w+(?:['’.-]\w+)*", self.inner))

    @property
    def ends_sentence(self) -> bool:
        """Whether a sentence ends within it."""
        return self.open or _SENTENCE_END.search(self.inner.rstrip()) is not None


def quoted_in(passages: Sequence[Span]) -> list[list[Quoted]]:
    """Find what stands between marks in each of an article's passages, in reading order."""
    found: list[list[Quoted]] = []
    is_open = False
    for at, passage in enumerate(passages):
        follows = passages[at + 1].text if at + 1 < len(passages) else ""
        goes_on = list(_closed_later(passage)) if is_open else []
        inside = list(_in_passage(passage, follows, goes_on[0].end - passage.start if goes_on else 0))
        found.append(goes_on + inside)
        is_open = bool(found[-1]) and found[-1][-1].open
    return found


def _closed_later(passage: Span) -> Iterator[Quoted]:
    """Find what goes on from the paragraph before without a mark of its own, and is closed here."""
    if _OPENS_DOUBLE.match(passage.text):
        return
    closing = _CLOSES_DOUBLE.search(passage.text)
    opening = _OPENS_DOUBLE.search(passage.text)
    if closing is not None and (opening is None or closing.start() <= opening.start()):
        yield Quoted(passage.start, passage.start + closing.end(), passage.text[: closing.start()])


def _in_passage(passage: Span, follows: str, at: int) -> Iterator[Quoted]:
    while (opening := _next_opening(passage.text, at)) is not None:
        inside = opening.end()
        end = _end(passage.text, opening, follows)
        if end is None:
            at = inside
            continue
        closed = _is_closing(passage.text, opening, end)
        inner = passage.text[inside : end - 1] if closed else passage.text[inside:end]
        if inner.strip():
            yield Quoted(passage.start + opening.start(), passage.start + end, inner, open=not closed)
        at = end


def _next_opening(text: str, at: int) -> re.Match[str] | None:
    found = [match for pattern in (_OPENS_DOUBLE, _OPENS_SINGLE) if (match := pattern.search(text, at))]
    return min(found, key=lambda match: match.start(), default=None)


def _is_closing(text: str, opening: re.Match[str], end: int) -> bool:
    return end > opening.end() and text[end - 1] in _CLOSING[opening[0]]


def _end(text: str, opening: re.Match[str], follows: str) -> int | None:
    """Find where the stretch ends, the closing mark included. None: nothing was opened."""
    if opening[0] in "'‘":
        return _end_of_single(text, opening.end())
    end = _end_of_double(text, opening[0], opening.end())
    if end is not None:
        return end
    goes_on = follows.lstrip().startswith(opening[0]) or opening.start() == 0
    # Without a closing mark, and nothing that goes on: a mark forgotten at the end, or a straight one that is an inch.
    return len(text) if goes_on or opening[0] != '"' or _LEADS_TO_SPEECH.search(text, 0, opening.start()) else None


def _end_of_double(text: str, mark: str, at: int) -> int | None:
    depth = 1
    while at < len(text):
        if text.startswith("''", at) and mark == "``":
            return at + 2
        if text[at] in _CLOSING[mark]:
            depth -= 1
        elif text[at] == mark and mark != '"':
            depth += 1
        if depth == 0:
            return at + 1
        at += 1
    return None


def _end_of_single(text: str, at: int) -> int | None:
    within = text[: at + _LONGEST_SINGLE]
    certain = _CERTAIN_END.search(within, at)
    possible = [match for match in _POSSIBLE_END.finditer(within, at) if certain is None or match.end() < certain.end()]
    sure = [match for match in possible if not _PLURAL_POSSESSIVE.match(within, match.start() - 1)]
    ends = [match.end() for match in (sure[:1] or ([certain] if certain else possible[:1]))]
    return ends[0] if ends else None


def covering(quoted: Iterable[Quoted], start: int, end: int) -> list[Quoted]:
    """Give the stretches between marks that share anything with a stretch of the text."""
    return [one for one in quoted if one.start < end and start < one.end]
