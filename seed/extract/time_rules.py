"""How expressions of time are written, and which days each means: a table of patterns with a function for each.

A rule that counts from publication, or from the day on which somebody speaks, takes that day (`Now`). One that takes up what
was told before ("two days later", "that week") takes the interval that was told of last.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

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
_UNIT_DAYS = {
    "hour": 1 / 24,
    "day": 1,
    "week": 7,
    "weekend": 7,
    "fortnight": 14,
    "month": 30,
    "year": 365,
    "decade": 3652,
}

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
_PARTLY = r"(?:(?:[Ee]arly|[Mm]id|[Ll]ate)(?:\s+|-))?"
_SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12}
_QUARTERS = ("first", "second", "third", "fourth")
_SPAN = r"(?P<span>day|night|morning|evening|afternoon|week|month|year)"


@dataclass(frozen=True, slots=True)
class Now:
    """What an expression is resolved against.

    `ahead` where its sentence looks ahead; `nearest` where what it dates may lie on either side ("ahead of Friday's vote").
    """

    day: date
    ahead: bool
    nearest: bool = False


# First day, last day, precision as a code of the codebook `date_precision`.
Interval = tuple[date, date, str]
Resolve = Callable[[re.Match[str], Now], Interval | None]
TakeUp = Callable[[re.Match[str], Interval], Interval | None]


def _number(word: str) -> int:
    bare = word.lower().removeprefix("a ").removesuffix(" of")
    return int(bare) if bare.isdigit() else _NUMBERS.get(bare, 1)


def _month_of(word: str) -> int:
    return next(at for at, name in enumerate(_MONTHS, start=1) if name.startswith(word.lower().rstrip(".")[:3]))


def _day(day: date) -> Interval:
    return day, day, "day"


def _month(year: int, month: int) -> Interval:
    return date(year, month, 1), date(year, month, monthrange(year, month)[1]), "month"


def _year(year: int) -> Interval:
    return date(year, 1, 1), date(year, 12, 31), "year"


def _full_date(match: re.Match[str], _now: Now) -> Interval | None:
    return _day(date(int(match["year"]), _month_of(match["month"]), int(match["day"])))


def _iso(match: re.Match[str], _now: Now) -> Interval | None:
    return _day(date.fromisoformat(match[0]))


def _day_of_month(match: re.Match[str], now: Now) -> Interval | None:
    """Take the nearest such day that is not after publication, or not before it where the sentence looks ahead."""
    month, day = _month_of(match["month"]), int(match["day"])
    years = (now.day.year, now.day.year + 1) if now.ahead else (now.day.year, now.day.year - 1)
    if now.nearest:
        near = [date(year, month, day) for year in (now.day.year - 1, now.day.year, now.day.year + 1)]
        return _day(min(near, key=lambda one: abs(one - now.day)))
    for year in years:
        found = date(year, month, day)
        if (found >= now.day) if now.ahead else (found <= now.day + timedelta(3)):
            return _day(found)
    return None


def _month_and_year(match: re.Match[str], _now: Now) -> Interval | None:
    return _month(int(match["year"]), _month_of(match["month"]))


def _bare_year(match: re.Match[str], _now: Now) -> Interval | None:
    return _year(int(match["year"]))


def _bare_month(match: re.Match[str], now: Now) -> Interval | None:
    month, which = _month_of(match["month"]), (match["which"] or "").lower()
    year = now.day.year
    if which == "next" or (now.ahead and which != "last"):
        year += month < now.day.month or (which == "next" and month == now.day.month)
    elif month > now.day.month or (which in ("last", "this past") and month == now.day.month):
        year -= 1
    return _month(year, month)


def _weekday(match: re.Match[str], now: Now) -> Interval | None:
    back = (now.day.weekday() - _DAYS.index(match["weekday"].lower())) % 7
    which = (match["which"] or "").lower()
    ahead = now.ahead or (now.nearest and back > 3) or which in ("this coming", "coming")
    if which == "next" or (ahead and back):
        return _day(now.day + timedelta(7 - back))
    return _day(now.day - timedelta(7 if which == "last" and not back else back))


_FIXED = {"today": 0, "tonight": 0, "now": 0, "currently": 0, "yesterday": -1, "tomorrow": 1, "overnight": 0}


def _fixed(match: re.Match[str], now: Now) -> Interval | None:
    word = match[0].lower().split()[0]
    return _day(now.day + timedelta(-1 if match[0].lower() == "last night" else _FIXED.get(word, 0)))


def _calendar_unit(match: re.Match[str], now: Now) -> Interval | None:
    """Resolve "last week", "this month", "next year", "earlier this week", "the weekend"."""
    step = {"last": -1, "past": -1, "previous": -1, "next": 1, "coming": 1}.get(match["which"].lower().split()[-1], 0)
    unit = match["unit"].lower()
    if match["which"].lower() == "the past":
        return now.day - timedelta(_UNIT_DAYS[unit]), now.day, "range"
    if unit in ("week", "weekend"):
        if match["which"].lower() == "the" and not now.ahead and now.day.weekday() < 5:
            step = -1
        monday = now.day - timedelta(now.day.weekday()) + timedelta(7 * step)
        if unit == "week":
            return monday, monday + timedelta(6), "week"
        saturday = monday + timedelta(5)
        return saturday, saturday + timedelta(1), "range"
    if unit == "month":
        months = now.day.year * 12 + now.day.month - 1 + step
        return _month(months // 12, months % 12 + 1)
    return _year(now.day.year + step)


def _ago(match: re.Match[str], now: Now) -> Interval | None:
    return _away(match, now, -1)


def _hence(match: re.Match[str], now: Now) -> Interval | None:
    """Resolve "in two weeks": they are to come, or where the sentence looks back, they are over ("the third in two weeks")."""
    if now.ahead or "time" in match[0]:
        return _away(match, now, 1)
    length = timedelta(max(1, round(_number(match["count"]) * _UNIT_DAYS[match["unit"].lower()])))
    return now.day - length, now.day, "range"


def _in_at_most(match: re.Match[str], now: Now) -> Interval | None:
    """Resolve "within 48 hours", if they are to come; else they are counted from something else."""
    length = timedelta(max(1, round(_number(match["count"]) * _UNIT_DAYS[match["unit"].lower()])))
    return (now.day, now.day + length, "range") if now.ahead else None


def _season(match: re.Match[str], now: Now) -> Interval | None:
    """Resolve the season of a year, the last that is over, this year's or the next that begins (those of the north)."""
    which, month = (match["which"] or "").lower(), _SEASONS[match["season"].lower()]
    if match["year"]:
        return _three_months(int(match["year"]), month)
    years = [_three_months(now.day.year + step, month) for step in (-2, -1, 0, 1)]
    if which == "last":
        return [season for season in years if season[1] < now.day][-1]
    if which == "next":
        return next((season for season in years if season[0] > now.day), None)
    return years[2]


def _quarter(match: re.Match[str], now: Now) -> Interval | None:
    month = 3 * _QUARTERS.index(match["quarter"].lower()) + 1
    if match["year"]:
        return _three_months(int(match["year"]), month)
    begun = _three_months(now.day.year, month)
    return begun if now.ahead or begun[0] <= now.day else _three_months(now.day.year - 1, month)


def _three_months(year: int, month: int) -> Interval:
    last = year * 12 + month + 1
    end = date(last // 12, last % 12 + 1, monthrange(last // 12, last % 12 + 1)[1])
    return date(year, month, 1), end, "range"


def _away(match: re.Match[str], now: Now, sign: int) -> Interval:
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


def _within(match: re.Match[str], now: Now) -> Interval | None:
    """Resolve "in the next 24 to 48 hours", "over the past three months"; of two counts the first says when it begins."""
    unit = _UNIT_DAYS[match["unit"].lower()]
    most = timedelta(max(1, round(_number(match["upto"] or match["count"] or "one") * unit)))
    least = timedelta(round(_number(match["count"]) * unit)) if match["upto"] else timedelta(0)
    if match["side"].lower() in ("past", "last", "previous"):
        return now.day - most, now.day - least, "range"
    return now.day + least, now.day + most, "range"


def _end_of(match: re.Match[str], now: Now) -> Interval | None:
    return _day(
        {
            "year": date(now.day.year, 12, 31),
            "month": date(now.day.year, now.day.month, monthrange(now.day.year, now.day.month)[1]),
            "week": now.day + timedelta(6 - now.day.weekday()),
        }[match["unit"].lower()]
    )


def _decade(match: re.Match[str], _now: Now) -> Interval | None:
    first = int(match["decade"])
    return date(first, 1, 1), date(first + 9, 12, 31), "range"


def _unresolved(_match: re.Match[str], _now: Now) -> Interval | None:
    return None


# --- what takes up an interval that was told before -----------------------------------------------------------------------


def _counted_on(match: re.Match[str], before: Interval) -> Interval | None:
    """Resolve "two days later", "a week earlier"."""
    sign = -1 if match["side"].lower() in ("earlier", "before") else 1
    return _away(match, Now(before[0], ahead=False), sign) if before[2] == "day" else None


def _neighbour(match: re.Match[str], before: Interval) -> Interval | None:
    """Resolve "the next day", "the previous week"."""
    step = -1 if match["side"].lower() in ("previous", "before") else 1
    return _spanned(match["span"], before, step)


def _same(match: re.Match[str], before: Interval) -> Interval | None:
    """Resolve "that year", "the same day"."""
    return _spanned(match["span"], before, 0)


def _spanned(span: str, before: Interval, step: int) -> Interval | None:
    span = span.lower()
    if span == "year":
        return _year(before[0].year + step)
    if span == "month":
        months = before[0].year * 12 + before[0].month - 1 + step
        return _month(months // 12, months % 12 + 1)
    if span == "week":
        monday = before[0] - timedelta(before[0].weekday()) + timedelta(7 * step)
        return monday, monday + timedelta(6), "week"
    return _day(before[0] + timedelta(step)) if before[2] == "day" else None


def _itself(_match: re.Match[str], before: Interval) -> Interval | None:
    """Resolve "that window"."""
    return before


def _pattern(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w-]){pattern}(?![\w-])")


def _rule(pattern: str, resolve: Resolve) -> tuple[re.Pattern[str], Resolve]:
    return _pattern(pattern), resolve


ABSOLUTE: tuple[tuple[re.Pattern[str], Resolve], ...] = (
    _rule(rf"(?:{_WEEKDAY},?\s+)?{_MONTH}\s+{_DAY},?\s+{_YEAR}", _full_date),
    _rule(rf"(?:{_WEEKDAY},?\s+)?{_DAY}\s+(?:of\s+)?{_MONTH},?\s+{_YEAR}", _full_date),
    _rule(r"\d{4}-\d{2}-\d{2}", _iso),
)
RULES: tuple[tuple[re.Pattern[str], Resolve], ...] = (
    *ABSOLUTE,
    _rule(rf"(?:{_WEEKDAY},?\s+)?{_MONTH}\s+{_DAY}", _day_of_month),
    _rule(rf"(?:{_WEEKDAY},?\s+)?(?:the\s+)?{_DAY}\s+(?:of\s+)?{_MONTH}", _day_of_month),
    _rule(rf"{_PARTLY}{_MONTH},?\s+{_YEAR}", _month_and_year),
    _rule(rf"(?:(?P<which>[Ll]ast|[Tt]his|[Nn]ext|this past)\s+)?{_PARTLY}{_MONTH}", _bare_month),
    _rule(rf"{_PARTLY}{_YEAR}", _bare_year),
    _rule(rf"{_PARTLY}(?P<decade>(?:1[5-9]|20)\d0)s", _decade),
    _rule(rf"(?:(?P<which>[Ll]ast|[Tt]his|[Nn]ext|[Cc]oming|this coming|this past)\s+)?{_WEEKDAY}{_PART}", _weekday),
    _rule(r"(?i:today|tonight|yesterday|tomorrow|overnight|last night|this (?:morning|afternoon|evening))" + _PART, _fixed),
    _rule(r"(?i:now)(?=\s+\w+(?:s|ed|ing)?\b)", _fixed),
    _rule(
        r"(?:(?i:earlier|later|early|late)\s+)?(?P<which>(?i:last|this past|the past|this|next|the coming|the previous|the))\s+"
        r"(?P<unit>(?i:week|weekend|month|year))(?<!the week)(?<!the month)(?<!the year)",
        _calendar_unit,
    ),
    _rule(
        rf"(?:(?i:(?P<which>last|this|next|the)\s+))(?P<season>spring|summer|autumn|fall|winter)(?:\s+of\s+{_YEAR})?"
        r"(?<!the spring)(?<!the summer)(?<!the autumn)(?<!the fall)(?<!the winter)",
        _season,
    ),
    _rule(rf"(?i:(?:the\s+)?(?P<quarter>first|second|third|fourth)\s+quarter)(?:\s+of\s+{_YEAR})?", _quarter),
    _rule(rf"(?i:{_COUNT}\s+{_UNIT}\s+ago)", _ago),
    _rule(rf"(?i:in\s+{_COUNT}\s+{_UNIT}(?:'s|’s)?(?:\s+time)?)", _hence),
    _rule(rf"(?i:within\s+{_COUNT}\s+{_UNIT})(?!\s+of\b)", _in_at_most),
    _rule(
        rf"(?i:(?:(?:with)?in|over|during|for)\s+the\s+(?P<side>past|last|previous|next|coming|following)\s+"
        rf"(?:{_COUNT}\s+)?(?:(?:to|or)\s+(?P<upto>\d{{1,4}}|{_WORDS})\s+)?{_UNIT})",
        _within,
    ),
    _rule(r"(?i:(?:the )?end of (?:the |this )(?P<unit>year|month|week))", _end_of),
    _rule(r"(?i:(?P<unit>year)[ -]end)", _end_of),
    _rule(r"(?i:recently|earlier|at the time|in (?:recent|the coming) (?:days|weeks|months|years))", _unresolved),
)  # fmt: skip
# What takes up the interval that was told of last, and is unresolved where there is none.
TAKEN_UP: tuple[tuple[re.Pattern[str], TakeUp], ...] = (
    (_pattern(rf"(?i:{_COUNT}\s+{_UNIT}\s+(?P<side>later|earlier))"), _counted_on),
    (_pattern(rf"(?i:the\s+(?P<side>next|following|previous)\s+{_SPAN})"), _neighbour),
    (_pattern(rf"(?i:the\s+{_SPAN}\s+(?P<side>before|after))(?=\s*[,.;]|$)"), _neighbour),
    (_pattern(rf"(?i:(?:(?:that|the)\s+(?:very\s+)?same|that)\s+{_SPAN})"), _same),
    (_pattern(r"(?i:that\s+(?:window|period|time ?frame|timetable))"), _itself),
)  # fmt: skip
