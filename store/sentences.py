"""Find the sentence around a stretch of text, so that evidence can be read with its context."""

from __future__ import annotations

import re

# The end of a sentence: its mark, closing quotes or brackets, white space, and what can begin another; or a line's end.
_BORDER = re.compile(r"(?<=[.!?])[\"'”’)\]]*\s+(?=[\"'“‘(\[]*[A-Z0-9À-ÖØ-Þ])|(?<!\s)\s*\n\s*")
# A full stop after these is none: initials (U.S., J.), titles and shortened words.
_SHORTENED = re.compile(
    r"(?:\b(?:[A-Za-z]\.)*[A-Z]|\b(?:Mr|Mrs|Ms|Dr|Prof|Gen|Col|Lt|Maj|Capt|Sgt|Sen|Rep|Gov|Rev|Hon|St|Jr|Sr|No|vs|etc|Inc|Ltd"
    r"|Co|Corp|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec))\.$"
)


def sentence_around(text: str, start: int, end: int) -> tuple[int, int]:
    """Give the start and end of the sentence, or the sentences, that the stretch from `start` to `end` lies in."""
    first, last = 0, len(text)
    for border in _BORDER.finditer(text):
        if "\n" not in border.group() and _SHORTENED.search(text, max(0, border.start() - 12), border.start()):
            continue
        if border.end() <= start:
            first = border.end()
        elif border.end() >= end:
            last = max(_end_of(border), end)
            break
    return first, last


def _end_of(border: re.Match[str]) -> int:
    """Keep closing quotation marks with the sentence that they close."""
    return border.start() + len(border.group().rstrip())
