"""Expressions of time, resolved against the day of publication to an interval of whole days, or left unresolved and saying so.

News is read on the day that it was written: "Sunday" is the last one, "April" the last one, unless the sentence looks ahead.
A rule is a regular expression and a function from its match to an interval; the longest match at a place counts.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from spacy.tokens import Doc, Token

from seed.extract.findings import START, Story, Timed
from seed.records import Dated, Span

_MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
_DAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
_COUNTED = (
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
_NUMBERS = {word: number for number, word in enumerate(_COUNTED, start=1)} | {
    "a": 1, "an": 1, "couple": 2, "several": 3, "few": 3, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50,
}  # fmt: skip
_UNIT_DAYS = {"hour": 1 / 24, "day": 1, "week": 7, "fortnight": 14, "month": 30, "year": 365, "decade": 3652}

_MONTH = (
    r"(?P<month>Jan(?:uary|\.)?|Feb(?:ruary|\.)?|Mar(?:ch|\.)?|Apr(?:il|\.)?|May|June?|July?|Aug(?:ust|\.)?|Sept?(?:ember|\.)?"
    r"|Oct(?:ober|\.)?|Nov(?:ember|\.)?|Dec(?:ember|\.)?)"
)
_DAY = r"(?P<day>3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>(?:1[5-9]|20)\d\d)"
_WEEKDAY = r"(?P<weekday>(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)s?"
_WORDS = "|".join(sorted(_NUMBERS.keys() - {"couple", "few"}, key=len, reverse=True))
_COUNT = rf"(?P<count>\d{{1,4}}|(?:a )?couple(?: of)?|(?:a )?few|{_WORDS})"
_UNIT = r"(?P<unit>hour|day|week|fortnight|month|year|decade)s?"
_PART = r"(?:\s+(?:morning|afternoon|evening|night))?"


@dataclass(frozen=True, slots=True)
class _Now:
    """What an expression is resolved against; `ahead` where its sentence looks ahead."""

    day: date
    ahead: bool


_Interval = tuple[date, date, str] | None
_Rule = tuple[re.Pattern[str], Callable[[re.Match[str], _Now], _Interval]]


def found(story: Story) -> list[Timed]:
    """Find every expression of time in the title and the story. What cannot be resolved has no date."""
    published = story.submitted.published
    return [
        timed
        for passage in story.passages
        for timed in _in_passage(passage, None if published is None else published.date())
    ]


def counted_from(timed: Timed, day: date) -> Dated | None:
    """Resolve an expression anew against another day: what somebody said on Sunday of "tomorrow" is Monday."""
    for pattern, resolve in _RULES:
        match = pattern.fullmatch(timed.span.text)
        if match and (interval := _resolved(match, resolve, _Now(day, _looks_ahead(timed.head)))):
            return Dated(*interval, as_written=timed.span.text)
    return None


def dated_line(line: Span | None) -> date | None:
    """Read the day on which an article says that it was published."""
    for pattern, resolve in _ABSOLUTE if line else ():
        if line and (match := pattern.search(line.text)) and (interval := resolve(match, _Now(date.max, ahead=False))):
            return interval[0]
    return None


def _in_passage(doc: Doc, day: date | None) -> Iterator[Timed]:
    taken = -1
    matches = [(match, resolve) for pattern, resolve in _RULES for match in pattern.finditer(doc.text)]
    for match, resolve in sorted(matches, key=lambda one: (one[0].start(), -one[0].end())):
        tokens = doc.char_span(*match.span(), alignment_mode="expand")
        if match.start() < taken or tokens is None or _is_no_time(match, tokens[-1]):
            continue
        taken = match.end()
        start = doc.user_data[START] + match.start()
        span = Span(start, start + len(match[0]), match[0])
        interval = _resolved(match, resolve, None if day is None else _Now(day, _looks_ahead(tokens.root)))
        dated = None if interval is None else Dated(*interval, as_written=match[0])
        yield Timed(span, dated, tokens[-1])


def _resolved(match: re.Match[str], resolve: Callable[[re.Match[str], _Now], _Interval], now: _Now | None) -> _Interval:
    try:
        if now is None:
            return (
                resolve(match, _Now(date.max, ahead=False)) if "year" in match.groupdict() and match["year"] else None
            )
        return resolve(match, now)
    except (ValueError, OverflowError):
        # The 30th of February, or beyond the calendar.
        return None


def _is_no_time(match: re.Match[str], token: Token) -> bool:
    """Tell "may" and "march" as verbs, and a name ("April Smith"), from months; a bare year from a number of things."""
    word = match[0]
    if word in ("May", "March", "April", "June", "August", "Sun", "Sat"):
        return (token.ent_type_ not in ("DATE", "TIME") and token.pos_ != "PROPN") or token.ent_type_ == "PERSON"
    if re.fullmatch(_YEAR, word):
        return token.ent_type_ in ("MONEY", "QUANTITY", "PERCENT") or (
            token.dep_ == "nummod" and token.head.tag_ == "NNS"
        )
    return False


def _looks_ahead(token: Token) -> bool:
    """Tell whether the verb over an expression speaks of what is to come."""
    for above in (token, *token.ancestors):
        if above.pos_ not in ("VERB", "AUX"):
            continue
        helpers = {child.lower_ for child in above.children if child.dep_ in ("aux", "auxpass")}
        if helpers & {"will", "'ll", "’ll", "shall", "wo", "would", "should", "could", "may", "might"}:
            return True
        if above.lemma_ in ("expect", "plan", "schedule", "intend", "slate", "set", "due") and token is not above:
            return True
        if "to" in helpers and above.tag_ == "VB" and above.dep_ in ("xcomp", "acl"):
            continue
        return False
    return False


# --- how each kind is resolved ----------------------------------------------------------------------------------------


def _number(word: str) -> int:
    bare = word.lower().removeprefix("a ").removesuffix(" of")
    return int(bare) if bare.isdigit() else _NUMBERS.get(bare, 1)


def _month_of(word: str) -> int:
    return next(at for at, name in enumerate(_MONTHS, start=1) if name.startswith(word.lower().rstrip(".")[:3]))


def _day(day: date) -> _Interval:
    return day, day, "day"


def _month(year: int, month: int) -> _Interval:
    return date(year, month, 1), date(year, month, monthrange(year, month)[1]), "month"


def _year(year: int) -> _Interval:
    return date(year, 1, 1), date(year, 12, 31), "year"


def _full_date(match: re.Match[str], _now: _Now) -> _Interval:
    return _day(date(int(match["year"]), _month_of(match["month"]), int(match["day"])))


def _iso(match: re.Match[str], _now: _Now) -> _Interval:
    return _day(date.fromisoformat(match[0]))


def _day_of_month(match: re.Match[str], now: _Now) -> _Interval:
    """Take the nearest such day that is not after publication, or not before it where the sentence looks ahead."""
    month, day = _month_of(match["month"]), int(match["day"])
    years = (now.day.year, now.day.year + 1) if now.ahead else (now.day.year, now.day.year - 1)
    for year in years:
        found = date(year, month, day)
        if (found >= now.day) if now.ahead else (found <= now.day + timedelta(3)):
            return _day(found)
    return None


def _month_and_year(match: re.Match[str], _now: _Now) -> _Interval:
    return _month(int(match["year"]), _month_of(match["month"]))


def _bare_year(match: re.Match[str], _now: _Now) -> _Interval:
    return _year(int(match["year"]))


def _bare_month(match: re.Match[str], now: _Now) -> _Interval:
    month, which = _month_of(match["month"]), (match["which"] or "").lower()
    year = now.day.year
    if which == "next" or (now.ahead and which != "last"):
        year += month < now.day.month or (which == "next" and month == now.day.month)
    elif month > now.day.month or (which in ("last", "this past") and month == now.day.month):
        year -= 1
    return _month(year, month)


def _weekday(match: re.Match[str], now: _Now) -> _Interval:
    back = (now.day.weekday() - _DAYS.index(match["weekday"].lower())) % 7
    which = (match["which"] or "").lower()
    if which == "next" or ((now.ahead or which in ("this coming", "coming")) and back):
        return _day(now.day + timedelta(7 - back))
    return _day(now.day - timedelta(7 if which == "last" and not back else back))


_FIXED = {"today": 0, "tonight": 0, "now": 0, "currently": 0, "yesterday": -1, "tomorrow": 1, "overnight": 0}


def _fixed(match: re.Match[str], now: _Now) -> _Interval:
    word = match[0].lower().split()[0]
    return _day(now.day + timedelta(-1 if match[0].lower() == "last night" else _FIXED.get(word, 0)))


def _calendar_unit(match: re.Match[str], now: _Now) -> _Interval:
    """Resolve "last week", "this month", "next year", "earlier this week", "the weekend"."""
    step = {"last": -1, "past": -1, "previous": -1, "next": 1, "coming": 1}.get(match["which"].lower().split()[-1], 0)
    unit = match["unit"].lower()
    if unit in ("week", "weekend"):
        monday = now.day - timedelta(now.day.weekday()) + timedelta(7 * step)
        if unit == "week":
            return monday, monday + timedelta(6), "week"
        saturday = monday + timedelta(5)
        return saturday, saturday + timedelta(1), "range"
    if unit == "month":
        months = now.day.year * 12 + now.day.month - 1 + step
        return _month(months // 12, months % 12 + 1)
    return _year(now.day.year + step)


def _ago(match: re.Match[str], now: _Now) -> _Interval:
    return _away(match, now, -1)


def _hence(match: re.Match[str], now: _Now) -> _Interval:
    return _away(match, now, 1)


def _away(match: re.Match[str], now: _Now, sign: int) -> _Interval:
    count, unit = _number(match["count"]) * sign, match["unit"].lower()
    if unit == "year":
        return _year(now.day.year + count)
    if unit == "month":
        months = now.day.year * 12 + now.day.month - 1 + count
        return _month(months // 12, months % 12 + 1)
    day = now.day + timedelta(round(count * _UNIT_DAYS[unit]))
    if unit in ("week", "fortnight", "decade"):
        monday = day - timedelta(day.weekday())
        return monday, monday + timedelta(6), "week"
    return _day(day)


def _within(match: re.Match[str], now: _Now) -> _Interval:
    """Resolve "in the next 24 to 48 hours", "over the past three months"; of two counts the first says when it begins."""
    unit = _UNIT_DAYS[match["unit"].lower()]
    most = timedelta(max(1, round(_number(match["upto"] or match["count"] or "one") * unit)))
    least = timedelta(round(_number(match["count"]) * unit)) if match["upto"] else timedelta(0)
    if match["side"].lower() in ("past", "last", "previous"):
        return now.day - most, now.day - least, "range"
    return now.day + least, now.day + most, "range"


def _end_of(match: re.Match[str], now: _Now) -> _Interval:
    return _day(
        {
            "year": date(now.day.year, 12, 31),
            "month": date(now.day.year, now.day.month, monthrange(now.day.year, now.day.month)[1]),
            "week": now.day + timedelta(6 - now.day.weekday()),
        }[match["unit"].lower()]
    )


def _decade(match: re.Match[str], _now: _Now) -> _Interval:
    first = int(match["decade"])
    return date(first, 1, 1), date(first + 9, 12, 31), "range"


def _unresolved(_match: re.Match[str], _now: _Now) -> _Interval:
    return None


def _rule(pattern: str, resolve: Callable[[re.Match[str], _Now], _Interval]) -> _Rule:
    return re.compile(rf"(?<![\w-]){pattern}(?![\w-])"), resolve


_ABSOLUTE: tuple[_Rule, ...] = (
    _rule(rf"(?:{_WEEKDAY},?\s+)?{_MONTH}\s+{_DAY},?\s+{_YEAR}", _full_date),
    _rule(rf"(?:{_WEEKDAY},?\s+)?{_DAY}\s+(?:of\s+)?{_MONTH},?\s+{_YEAR}", _full_date),
    _rule(r"\d{4}-\d{2}-\d{2}", _iso),
)
_RULES: tuple[_Rule, ...] = (
    *_ABSOLUTE,
    _rule(rf"(?:{_WEEKDAY},?\s+)?{_MONTH}\s+{_DAY}", _day_of_month),
    _rule(rf"(?:{_WEEKDAY},?\s+)?(?:the\s+)?{_DAY}\s+(?:of\s+)?{_MONTH}", _day_of_month),
    _rule(rf"{_MONTH},?\s+{_YEAR}", _month_and_year),
    _rule(rf"(?:(?P<which>[Ll]ast|[Tt]his|[Nn]ext|this past)\s+)?{_MONTH}", _bare_month),
    _rule(_YEAR, _bare_year),
    _rule(r"(?P<decade>(?:1[5-9]|20)\d0)s", _decade),
    _rule(rf"(?:(?P<which>[Ll]ast|[Tt]his|[Nn]ext|[Cc]oming|this coming|this past)\s+)?{_WEEKDAY}{_PART}", _weekday),
    _rule(r"(?i:today|tonight|yesterday|tomorrow|overnight|last night|this (?:morning|afternoon|evening))" + _PART, _fixed),
    _rule(r"(?i:now)(?=\s+\w+(?:s|ed|ing)?\b)", _fixed),
    _rule(
        r"(?:(?i:earlier|later|early|late)\s+)?(?P<which>(?i:last|this past|the past|this|next|the coming|the previous|the))\s+"
        r"(?P<unit>(?i:week|weekend|month|year))(?<!the week)(?<!the month)(?<!the year)",
        _calendar_unit,
    ),
    _rule(rf"(?i:{_COUNT}\s+{_UNIT}\s+(?:ago|earlier))", _ago),
    _rule(rf"(?i:in\s+{_COUNT}\s+{_UNIT}(?:'s|’s)?(?:\s+time)?)", _hence),
    _rule(
        rf"(?i:(?:(?:with)?in|over|during|for)\s+the\s+(?P<side>past|last|previous|next|coming|following)\s+"
        rf"(?:{_COUNT}\s+)?(?:(?:to|or)\s+(?P<upto>\d{{1,4}}|{_WORDS})\s+)?{_UNIT})",
        _within,
    ),
    _rule(r"(?i:(?:the )?end of (?:the |this )(?P<unit>year|month|week))", _end_of),
    _rule(r"(?i:(?:the )?(?:following|previous|next|same|day before|day after)\s+(?:day|week|month|year|night))", _unresolved),
    _rule(r"(?i:recently|earlier|at the time|in (?:recent|the coming) (?:days|weeks|months|years))", _unresolved),
)  # fmt: skip
