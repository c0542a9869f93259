"""The named people, organizations and places of annotated Wikinews articles, and their dates with the days that they mean.

The file is a JSON list of articles: text, mentions (start, end, type, named) and dates (start, end, when, an ISO 8601 day,
month or year). A mention counts without its article and without a possessive ending.
"""

from __future__ import annotations

import json
import re
from calendar import monthrange
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from seed.evaluate import moments
from seed.evaluate.aims import WIKINEWS
from seed.evaluate.moments import Moment
from seed.evaluate.scoring import Measured, Result, added, paired, scored
from seed.extract.extracting import extract
from seed.extract.findings import Extracted, Submitted
from seed.records import Span

FILE = Path("news_gum", "wikinews-annotated.json")
MENTIONS = "named mentions, span"
NAMES = "named mentions of capitalized words only, span"
OVERLAP = "named mentions, overlap"
# Words of names that are written small.
_SMALL = {"of", "the", "and", "for", "de", "-", "'s"}
_TYPES = {"person", "organization", "place"}
_ARTICLE = re.compile(r"(?:the|a|an)\s+", re.IGNORECASE)
_POSSESSIVE = re.compile(r"\s*['’]s?$")


def measured(file: Path) -> Measured:
    """Read every article and score it."""
    articles = json.loads(file.read_text(encoding="utf-8"))
    return Measured(WIKINEWS, tuple(added(result for article in articles for result in _results(article))))


def _results(article: Mapping[str, Any]) -> Iterator[Result]:
    text = article["text"]
    found = extract(Submitted(text, title=article["meta"]["title"]))
    named = [one for one in article["mentions"] if one["named"] and one["type"] in _TYPES]
    known = _once(trimmed(text, one["start"], one["end"]) for one in named)
    mentions = _once(trimmed(text, span.start, span.end) for span in _names(found))
    yield scored(MENTIONS, known, mentions, paired(known, mentions, lambda one, other: one == other), _said)
    names = [span for span in known if _is_name(span.text)]
    missed = [span for span in names if span not in mentions]
    yield Result(NAMES, len(names), 0, len(names) - len(missed), 0, tuple(map(_said, missed)))
    hit = [span for span in known if any(_overlap(span, other) for other in mentions)]
    right = [span for span in mentions if any(_overlap(span, other) for other in known)]
    yield Result(OVERLAP, len(known), len(mentions), len(hit), len(right))
    # The line that dates the article is read for the day of publication, which all others are resolved against.
    around = found.story.layout.furniture
    dates = [moment for one in article["dates"] if not _within(moment := _moment(text, one), around)]
    yield from moments.results(dates, found.times)


def trimmed(text: str, start: int, end: int) -> Span:
    """Leave out the article before a name and the possessive ending after it."""
    article = _ARTICLE.match(text, start, end)
    start = article.end() if article else start
    ending = _POSSESSIVE.search(text[start:end])
    if ending and ending.start() > 0:
        end = start + ending.start()
    return Span(start, end, text[start:end])


def _is_name(text: str) -> bool:
    """Tell a name, titles before it included, from a description that holds one."""
    return all(word[0].isupper() or word in _SMALL for word in text.split())


def _once(spans: Iterable[Span]) -> list[Span]:
    return list(dict.fromkeys(spans))


def _names(found: Extracted) -> Iterator[Span]:
    for who in found.cast.everybody:
        yield from (mentioned.span for mentioned in who.mentions if mentioned.kind == "name")


def _overlap(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end


def _within(moment: Moment, stretches: Iterable[Span]) -> bool:
    return any(_overlap(moment.span, stretch) for stretch in stretches)


def _moment(text: str, given: Mapping[str, Any]) -> Moment:
    start, end = interval(given["when"])
    return Moment(Span(given["start"], given["end"], text[given["start"] : given["end"]]), start, end)


def interval(when: str) -> tuple[date, date]:
    """Give the first and the last day of a day, a month or a year: "2007-03" is March 2007."""
    match [int(part) for part in when.split("-")]:
        case [year]:
            return date(year, 1, 1), date(year, 12, 31)
        case [year, month]:
            return date(year, month, 1), date(year, month, monthrange(year, month)[1])
        case _:
            return date.fromisoformat(when), date.fromisoformat(when)


def _said(span: Span) -> str:
    return f"{span.text!r} at {span.start}"
