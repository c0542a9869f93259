"""Expressions of time, resolved against the day of publication to an interval of whole days, or left unresolved and saying so.

News is read on the day that it was written: "Sunday" is the last one, "April" the last one, unless the sentence looks ahead.
What somebody says on a day is counted from that day. A rule is a regular expression and a function from its match to an
interval (`seed.extract.time_rules`); the longest match at a place counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import cache
from itertools import takewhile

from spacy.tokens import Doc, Token

from seed.extract.findings import START, Said, Story, Timed
from seed.extract.lexicons import alternatives, table
from seed.extract.time_rules import ABSOLUTE, RULES, TAKEN_UP, Interval, Now, Resolve
from seed.records import Dated, Span

# Bare words that are names and verbs as well.
_DOUBTFUL = frozenset({"May", "March", "April", "June", "August", "Sun", "Sat"})
_YEAR = re.compile(r"\d{4}")
_UP_TO, _LEADING_UP = frozenset({"by", "until", "till", "through"}), frozenset({"ahead", "before"})
# So many passages back may stand what "the next day" is counted from.
_REACH = 1


def found(story: Story) -> list[Timed]:
    """Find every expression of time in the title and the story. What cannot be resolved has no date."""
    published = story.submitted.published
    day = None if published is None else published.date()
    expressions = [
        timed
        for number, passage in enumerate(story.passages)
        for timed in _in_passage(passage, day, titled=story.has_title and number == 0)
    ]
    _take_up(story, expressions)
    return expressions


def counted_anew(story: Story, expressions: Sequence[Timed], said: Iterable[Said]) -> None:
    """Count what stands within a statement from the day on which it was made, where the text gives one."""
    for statement in said:
        when = statement.said
        if when is None or when.start != when.end:
            continue
        for timed in expressions:
            within = any(part.start <= timed.span.start and timed.span.end <= part.end for part in statement.content)
            dated = counted_from(timed, when.start) if within and timed.dated is not None else None
            timed.dated = dated or timed.dated
    _take_up(story, expressions)


def counted_from(timed: Timed, day: date) -> Dated | None:
    """Resolve an expression anew against another day: what somebody said on Sunday of "tomorrow" is Monday."""
    for pattern, resolve in RULES:
        match = pattern.fullmatch(timed.span.text)
        if match and (interval := _resolved(match, resolve, _now(day, timed.head, titled=False))):
            return Dated(*interval, as_written=timed.span.text)
    return None


def dated_line(line: Span | None) -> date | None:
    """Read the day on which an article says that it was published."""
    for pattern, resolve in ABSOLUTE if line else ():
        if line and (match := pattern.search(line.text)) and (interval := resolve(match, Now(date.max, ahead=False))):
            return interval[0]
    return None


def _in_passage(doc: Doc, day: date | None, *, titled: bool) -> Iterator[Timed]:
    taken = -1
    matches = [(match, resolve) for pattern, resolve in RULES for match in pattern.finditer(doc.text)]
    # What is counted from another expression comes second, when that is known.
    matches += [(match, _later) for pattern, _ in TAKEN_UP for match in pattern.finditer(doc.text)]
    for match, resolve in sorted(matches, key=lambda one: (one[0].start(), -one[0].end())):
        tokens = doc.char_span(*match.span(), alignment_mode="expand")
        if match.start() < taken or tokens is None or _is_no_time(match, tokens[-1]):
            continue
        taken = match.end()
        start = doc.user_data[START] + match.start()
        span = Span(start, start + len(match[0]), match[0])
        interval = _resolved(match, resolve, None if day is None else _now(day, tokens.root, titled=titled))
        dated = None if interval is None else Dated(*interval, as_written=match[0])
        yield Timed(span, dated, tokens[-1])


def _later(_match: re.Match[str], _now: Now) -> None:
    return None


def _take_up(story: Story, expressions: Iterable[Timed]) -> None:
    """Resolve what takes up an expression before it: "two days later", "that week"."""
    passages = {passage.user_data[START]: number for number, passage in enumerate(story.passages)}
    last: tuple[int, Dated] | None = None
    for timed in expressions:
        number = passages[timed.head.doc.user_data[START]]
        before = last[1] if last is not None and number - last[0] <= _REACH else None
        for pattern, resolve in TAKEN_UP if before else ():
            match = pattern.fullmatch(timed.span.text)
            if match and before and (interval := resolve(match, (before.start, before.end, before.precision))):
                timed.dated = Dated(*interval, as_written=timed.span.text)
        last = (number, timed.dated) if timed.dated is not None else last


def _resolved(match: re.Match[str], resolve: Resolve, now: Now | None) -> Interval | None:
    try:
        if now is None:
            return resolve(match, Now(date.max, ahead=False)) if match.groupdict().get("year") else None
        return resolve(match, now)
    except (ValueError, OverflowError):
        # The 30th of February, or beyond the calendar.
        return None


def _is_no_time(match: re.Match[str], token: Token) -> bool:
    """Tell "may" and "march" as verbs, and a name ("April Smith"), from months; a bare year from a number of things."""
    word = match[0]
    if word in _DOUBTFUL:
        return (token.ent_type_ not in ("DATE", "TIME") and token.pos_ != "PROPN") or token.ent_type_ == "PERSON"
    if _YEAR.fullmatch(word):
        return token.ent_type_ in ("MONEY", "QUANTITY", "PERCENT") or (
            token.dep_ == "nummod" and token.head.tag_ == "NNS"
        )
    return False


# --- whether a sentence looks ahead -----------------------------------------------------------------------------------


def _now(day: date, token: Token, *, titled: bool) -> Now:
    nouns = takewhile(lambda above: above.pos_ not in ("VERB", "AUX"), token.ancestors)
    leading = any(above.lower_ in _LEADING_UP for above in nouns)
    return Now(day, _looks_ahead(token, titled=titled), leading)


def _looks_ahead(token: Token, *, titled: bool) -> bool:
    """Tell whether the verb over an expression speaks of what is to come. A title tells in the present of what is past."""
    infinitive = False
    for above in (token, *token.ancestors):
        if above.pos_ == "ADJ" and above.lemma_ in _looking("planned"):
            return True
        if above.pos_ not in ("VERB", "AUX"):
            continue
        helpers = {child.lower_ for child in above.children if child.dep_ in ("aux", "auxpass")}
        if (
            helpers & _looking("to come")
            or (above.lemma_ in _looking("planned") and token is not above)
            or _is_awaited(token, above)
        ):
            return True
        if infinitive and (above.lemma_ in _looking("meant") or above.lower_ in ("is", "are")):
            return True
        if "to" in helpers and above.tag_ in ("VB", "VBN") and above.dep_ in ("xcomp", "acl", "ccomp", "advcl"):
            infinitive = True
            continue
        near = token.head == above or token.head.head == above
        return not titled and near and above.tag_ in ("VBZ", "VBP") and above.lemma_ in _looking("programme")
    return False


def _is_awaited(token: Token, verb: Token) -> bool:
    """Say whether somebody does something up to a day: "runs until Sunday", and not "ran until Sunday"."""
    past = verb.tag_ in ("VBD", "VBN") or any(child.lower_ in ("had", "was", "were") for child in verb.children)
    return token.head.lower_ in _UP_TO and not past


def _looking(name: str) -> frozenset[str]:
    """Give the words of a list: those "to come" before a verb, what is "planned", what is "meant" to be done, a "programme"."""
    return _lists()[name]


@cache
def _lists() -> dict[str, frozenset[str]]:
    return {row["list"]: frozenset(alternatives(row["words"])) for row in table("time_words")}
