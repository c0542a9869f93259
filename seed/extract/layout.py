"""What of a text is the story, and what stands around it: title, dateline, credits, copyright, the page's furniture.

Nothing is cut away: each part is a stretch of the text as it came. A part of a page is told by its form alone (how long, how it
begins and ends, what it is made of), never by where the page is from.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from seed.extract.findings import Layout, Submitted
from seed.records import Span

_PARAGRAPH = re.compile(r"[^\n\r\x0b\x0c\u2028\u2029]+")
_ENDS_A_SENTENCE = re.compile(r"[.!?…:;,—–-][\"'”’»)\]]*$|[\"”»]$")
_WORD = re.compile(r"\w+")
# More words than a title or a button has.
_MOST_TITLE_WORDS, _FEWEST_STORY_WORDS = 30, 8

_RIGHTS = re.compile(r"^\W*(?:copyright\b|©|\(c\)\s*\d{4})|\ball rights reserved\b", re.IGNORECASE)
_CREDIT = re.compile(
    r"^(?:photos?|images?|pictures?|file|video|graphic|illustration|credits?|source)\s*(?:credits?|by|courtesy of)?\s*[:|/]"
    r"|^\(?(?:ap|afp|reuters|getty|epa|xinhua)\b.{0,20}\bphoto"
    r"|/\s*(?:getty images|afp|reuters|ap|epa|shutterstock|istock|alamy|bloomberg|anadolu|tass|xinhua)\b"
    r"|\b(?:getty images|shutterstock|istockphoto|alamy)\W*$",
    re.IGNORECASE,
)
_BYLINE = re.compile(r"^by\s+[A-Z][\w.'’-]+(?:[ ,]+(?:and\s+|of\s+)?[A-Z][\w.'’-]+){0,8}\W*$", re.IGNORECASE)
_WRITTEN_BY = re.compile(
    r"^\(?(?:reporting|additional reporting|editing|writing|compiled|edited|written)\b.*\bby\b", re.IGNORECASE
)
_FURNITURE = re.compile(
    r"^(?:open|close)\s+(?:modal|menu|navigation)|^(?:loading|advertisement|sponsored|share|tweet|print|comments?|menu|search|home"
    r"|subscribe|sign (?:up|in)|log ?in|newsletter|related|recommended|more (?:from|on|news|stories)|most (?:read|popular|viewed)"
    r"|read (?:more|next|also)|see also|watch|listen|follow us|skip to|click here|tags?|topics?|filed under|trending|latest|next"
    r"|previous|continue reading|story continues|save|email|cookies?|accept|privacy|terms)\b",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"^(?:https?://|www\.)\S+$|^\S+@\S+\.\w+$", re.IGNORECASE)
_DATE_LINE = re.compile(
    r"^(?:(?:published|updated|posted|last (?:updated|modified))\b.*|(?:\w+day,?\s+)?(?:\d{1,2}\s+)?"
    r"(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*\.?\s+\d{1,2}(?:,?\s+\d{4})?.{0,30}"
    r"|(?:\w+day,?\s+)?\d{1,2}\s+(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*\.?,?\s+\d{4}.{0,30})$",
    re.IGNORECASE,
)
# Before what is asked and answered in an interview, and before a point of a list.
_LEAD = re.compile(r"(?:(?:Q|A|Question|Answer)\s*[:.–—-]|[•●▪◦‣·*–—-])\s+(?=\S)")
# Behind the last sentence: "(Reporting by ...; Editing by ...)".
_CREDITED = re.compile(
    r"(?<=[.!?\"'”’)])\s+\(?(?:additional )?(?:reporting|writing|editing|compiled|edited|written)\s+(?:\w+\s+){0,3}?by\s+"
    r"[A-Z].{0,250}$",
    re.IGNORECASE,
)
# "(WASHINGTON) —", "BEIRUT, Lebanon (AP) —", "KYIV, Aug 5 (Reuters) -", "Paris –": before a dash.
_DATELINE = re.compile(
    r"(?P<whole>\(?(?P<place>[A-Z][\w.'’-]*(?:[ /][A-Z][\w.'’-]*){0,3}"
    r"(?:,\s+[A-Z][\w.'’-]+(?:\s(?:(?:of|and|the)\s){0,2}[A-Z][\w.'’-]+){0,3}){0,2})\)?"
    r"(?:,\s+(?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec)[a-z]*\.?\s+\d{1,2}(?:,\s+\d{4})?)?"
    r"(?:\s*\((?P<agency>[A-Z][\w .&/]{1,24})\))?)\s*(?:[—–:]|--|-)\s+(?=\S)"
)


def laid_out(submitted: Submitted) -> Layout:
    """Tell the parts of a text."""
    lines = [_trimmed(submitted.text, found.start(), found.end()) for found in _PARAGRAPH.finditer(submitted.text)]
    lines = [line for line in lines if line is not None]
    kinds = _kinds([line for line in lines if line])
    title = _title(submitted, kinds)
    rights = next((line for line, kind in kinds if kind == "rights"), None)
    first = next((line for line, kind in kinds if kind == "story" and line is not title), None)
    dateline, begin = _dateline(submitted.text, first)
    passages = []
    for line, kind in kinds:
        if line is title:
            passages.append(line)
        elif kind == "story":
            passages.append(_told(submitted.text, line, begin if line is first and dateline else line.start))
    dates = next((line for line, kind in kinds if kind == "date"), None)
    around = tuple(line for line, kind in kinds if kind != "story" and line is not title)
    return Layout(tuple(passages), title, dateline, rights, dates, around)


def _trimmed(text: str, start: int, end: int) -> Span | None:
    raw = text[start:end]
    begin = start + len(raw) - len(raw.lstrip())
    until = end - (len(raw) - len(raw.rstrip()))
    return Span(begin, until, text[begin:until]) if begin < until else None


def _told(text: str, line: Span, start: int) -> Span:
    """Give a paragraph from where its story begins, without the "Q:" of an interview and the credits behind its end."""
    lead = _LEAD.match(line.text) if start == line.start else None
    start += lead.end() if lead else 0
    credited = _CREDITED.search(line.text)
    end = line.start + credited.start() if credited and line.start + credited.start() > start else line.end
    return Span(start, end, text[start:end])


def _kinds(lines: Sequence[Span]) -> list[tuple[Span, str]]:
    """Say of each line what it is: story, rights, date, credit or furniture; what is short after the story ended is furniture."""
    found = [(line, _kind(line.text)) for line in lines]
    whole = [at for at, (line, kind) in enumerate(found) if kind == "story" and _is_prose(line.text)]
    if not whole:
        return found
    last = whole[-1]
    ended = next((at for at, (_, kind) in enumerate(found) if at > last and kind in ("rights", "furniture")), None)
    return [
        (
            line,
            "furniture" if kind == "story" and ended is not None and at > ended and not _is_prose(line.text) else kind,
        )
        for at, (line, kind) in enumerate(found)
    ]


def _kind(line: str) -> str:
    words = len(_WORD.findall(line))
    if _RIGHTS.search(line) and words <= 60:
        return "rights"
    if words <= 14 and _CREDIT.search(line):
        return "credit"
    if _ADDRESS.match(line) or not words:
        return "furniture"
    if words <= 12 and _DATE_LINE.match(line):
        return "date"
    if words <= 12 and _BYLINE.match(line):
        return "furniture"
    if words <= 40 and _WRITTEN_BY.match(line):
        return "furniture"
    if words <= 5 and _FURNITURE.match(line):
        return "furniture"
    return "story"


def _is_prose(line: str) -> bool:
    return len(_WORD.findall(line)) >= _FEWEST_STORY_WORDS and _ENDS_A_SENTENCE.search(line) is not None


def _title(submitted: Submitted, kinds: Iterable[tuple[Span, str]]) -> Span | None:
    """Find the title: what is given as such, else the last short line without a full stop before the first paragraph."""
    wanted = submitted.title and " ".join(submitted.title.split()).casefold()
    before: Span | None = None
    for line, kind in kinds:
        if wanted and " ".join(line.text.split()).casefold() == wanted:
            return line
        if kind != "story":
            continue
        words = len(_WORD.findall(line.text))
        if _is_prose(line.text) or words > _MOST_TITLE_WORDS:
            return None if wanted else before
        if before is None or words > len(_WORD.findall(before.text)):
            before = line
    return None


def _dateline(text: str, first: Span | None) -> tuple[Span | None, int]:
    """Find the dateline at the beginning of the first paragraph, and where the story begins after it."""
    found = _DATELINE.match(first.text) if first else None
    if first is None or found is None or not _is_place_of_news(found):
        return None, first.start if first else 0
    start = first.start + found.start("whole")
    end = first.start + found.end("whole")
    return Span(start, end, text[start:end]), first.start + found.end()


def _is_place_of_news(found: re.Match[str]) -> bool:
    """Tell a dateline from a sentence that begins with a name and a dash: it is in capitals, in brackets or with an agency."""
    place = found["place"].partition(",")[0]
    return place.isupper() or found["whole"].startswith("(") or found["agency"] is not None
