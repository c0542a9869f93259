"""Expressions of time are resolved against the day of publication, Monday, 5 August 2024, or say that they are not."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seed.extract import times
from seed.extract.extracting import extract
from seed.extract.findings import Submitted, Timed
from seed.records import Span
from tests.extraction import story_of

PUBLISHED = datetime(2024, 8, 5, tzinfo=UTC)


def found(text: str, published: datetime | None = PUBLISHED) -> list[Timed]:
    return times.found(story_of(text, published))


RESOLVED = [
    ("They met on Sunday.", "Sunday", "2024-08-04", "2024-08-04", "day"),
    ("They met on Monday.", "Monday", "2024-08-05", "2024-08-05", "day"),
    ("They will meet on Wednesday.", "Wednesday", "2024-08-07", "2024-08-07", "day"),
    ("They met last Friday.", "last Friday", "2024-08-02", "2024-08-02", "day"),
    ("They met last week in Rome.", "last week", "2024-07-29", "2024-08-04", "week"),
    ("They meet next month.", "next month", "2024-09-01", "2024-09-30", "month"),
    ("They met last year.", "last year", "2023-01-01", "2023-12-31", "year"),
    ("They met last April.", "last April", "2024-04-01", "2024-04-30", "month"),
    ("They met in October.", "October", "2023-10-01", "2023-10-31", "month"),
    ("They will meet in October.", "October", "2024-10-01", "2024-10-31", "month"),
    ("They met on July 30.", "July 30", "2024-07-30", "2024-07-30", "day"),
    ("They met on 30 July 2023.", "30 July 2023", "2023-07-30", "2023-07-30", "day"),
    ("They met on March 5th, 2019.", "March 5th, 2019", "2019-03-05", "2019-03-05", "day"),
    ("They met on 2024-08-01.", "2024-08-01", "2024-08-01", "2024-08-01", "day"),
    ("They met in May 2021.", "May 2021", "2021-05-01", "2021-05-31", "month"),
    ("They met in 2016.", "2016", "2016-01-01", "2016-12-31", "year"),
    ("They fought in the 1990s.", "1990s", "1990-01-01", "1999-12-31", "range"),
    ("They met two days ago.", "two days ago", "2024-08-03", "2024-08-03", "day"),
    ("They met seventeen years ago.", "seventeen years ago", "2007-01-01", "2007-12-31", "year"),
    ("They met yesterday.", "yesterday", "2024-08-04", "2024-08-04", "day"),
    ("It could begin in the next 24 to 48 hours.", "in the next 24 to 48 hours", "2024-08-06", "2024-08-07", "range"),
    ("Prices rose over the past two weeks.", "over the past two weeks", "2024-07-22", "2024-08-05", "range"),
    ("They will meet within two days.", "within two days", "2024-08-05", "2024-08-07", "range"),
    ("It was the third attack in two weeks.", "in two weeks", "2024-07-22", "2024-08-05", "range"),
    ("The truce runs until September 30.", "September 30", "2024-09-30", "2024-09-30", "day"),
    ("The truce lasted until May 30.", "May 30", "2024-05-30", "2024-05-30", "day"),
    ("They agreed to meet again on Friday.", "Friday", "2024-08-09", "2024-08-09", "day"),
    ("The vote is due on October 12.", "October 12", "2024-10-12", "2024-10-12", "day"),
    ("The summit begins Thursday in Rome.", "Thursday", "2024-08-08", "2024-08-08", "day"),
    ("He spoke ahead of Tuesday's vote.", "Tuesday", "2024-08-06", "2024-08-06", "day"),
    ("They met over the weekend.", "the weekend", "2024-08-03", "2024-08-04", "range"),
    ("The clashes of the past week went on.", "the past week", "2024-07-29", "2024-08-05", "range"),
    ("The war began last summer.", "last summer", "2023-06-01", "2023-08-31", "range"),
    ("They met in the winter of 2021.", "the winter of 2021", "2021-12-01", "2022-02-28", "range"),
    ("Sales fell in the third quarter.", "the third quarter", "2024-07-01", "2024-09-30", "range"),
    ("They met in mid-July.", "mid-July", "2024-07-01", "2024-07-31", "month"),
    ("They hope to agree by the end of the year.", "the end of the year", "2024-12-31", "2024-12-31", "day"),
]


@pytest.mark.parametrize(("text", "surface", "start", "end", "precision"), RESOLVED, ids=[one[0] for one in RESOLVED])
def test_an_expression_is_resolved(text, surface, start, end, precision):
    (timed,) = found(text)
    assert timed.span.text == surface
    assert timed.dated is not None
    assert (timed.dated.start.isoformat(), timed.dated.end.isoformat(), timed.dated.precision) == (
        start,
        end,
        precision,
    )
    assert timed.dated.as_written == surface


TAKEN_UP = [
    ("He was held on Saturday and freed two days later.", "two days later", "2024-08-05", "2024-08-05"),
    ("The strike began on July 30. The next day, the port closed.", "The next day", "2024-07-31", "2024-07-31"),
    ("The trial opened on May 5. Three months later, it ended.", "Three months later", "2024-08-01", "2024-08-31"),
    ("He left in 1999. That year, the war ended.", "That year", "1999-01-01", "1999-12-31"),
    (
        "It could begin in the next 24 hours.\n\nIt may not be in that window.",
        "that window",
        "2024-08-05",
        "2024-08-06",
    ),
]


@pytest.mark.parametrize(("text", "surface", "start", "end"), TAKEN_UP, ids=[one[1] for one in TAKEN_UP])
def test_what_takes_up_a_time_is_counted_from_it(text, surface, start, end):
    timed = next(one for one in found(text) if one.span.text == surface)
    assert timed.dated is not None
    assert (timed.dated.start.isoformat(), timed.dated.end.isoformat()) == (start, end)


@pytest.mark.parametrize("text", ["They met recently.", "They met the following day."])
def test_what_cannot_be_resolved_says_so(text):
    (timed,) = found(text)
    assert timed.dated is None


@pytest.mark.parametrize(
    "text", ["They may meet.", "Protesters march on.", "It cost 2,016 dollars.", "There were 2000 people."]
)
def test_what_is_no_time_is_none(text):
    assert found(text) == []


def test_without_a_day_of_publication_only_what_names_its_year_is_resolved():
    sunday, dated = found("They met on Sunday and on 3 May 2020.", None)
    assert sunday.dated is None
    assert dated.dated is not None
    assert dated.dated.start == date(2020, 5, 3)


def test_an_expression_is_counted_from_the_day_on_which_it_was_said():
    (timed,) = found("It could begin in the next 24 to 48 hours.")
    dated = times.counted_from(timed, date(2024, 8, 4))
    assert dated is not None
    assert (dated.start, dated.end) == (date(2024, 8, 5), date(2024, 8, 6))


ANCHORED = [
    (
        "Iran attacked Israel on Saturday. Jordan closed its airspace following the attack.",
        "following the attack",
        "2024-08-03",
    ),
    ("Joe Biden held a call with Turkey on Sunday. He asked for restraint on the call.", "on the call", "2024-08-04"),
    ("Israel killed two officials on Friday. The recent killings angered Iran.", "recent", "2024-08-02"),
    ("Iran attacked Israel on Saturday and later closed its airspace.", "later", "2024-08-03"),
]


@pytest.mark.parametrize(("text", "surface", "day"), ANCHORED, ids=[one[1] for one in ANCHORED])
def test_what_names_an_event_is_of_its_day(text, surface, day):
    story_of(text)
    timed = next(one for one in extract(Submitted(text, PUBLISHED)).times if one.span.text == surface)
    assert timed.dated is not None
    assert timed.dated.start.isoformat() == timed.dated.end.isoformat() == day


def test_an_event_that_nothing_else_dates_happened_when_another_one_did():
    text = "Iran attacked Israel on Saturday. Jordan closed its border with Iran following the attack."
    story_of(text)
    days = {one.dated.start for one in extract(Submitted(text, PUBLISHED)).happenings}
    assert days == {date(2024, 8, 3)}


OF_ANOTHER_CLAUSE = [
    "Egypt, which signed a peace treaty with Israel in 1979, attacked Libya.",
    "Kenya, which will hold elections in 2027, attacked Somalia.",
    "Lebanon's army, founded in 1945, attacked Hezbollah.",
    "Founded in 1945, the Lebanese army attacked Hezbollah.",
    "Egypt, a member of the League since 1945, attacked Libya.",
    "After signing a treaty with Israel in 1979, Egypt attacked Libya.",
    "Since the war began in 2022, Russia has attacked Ukraine.",
]


@pytest.mark.parametrize("text", OF_ANOTHER_CLAUSE)
def test_a_time_within_another_clause_or_description_is_of_that_one(text):
    story_of(text)
    [attack] = [one for one in extract(Submitted(text, PUBLISHED)).happenings if one.cameo == "190"]
    assert (attack.dated.basis, attack.dated.start, attack.status) == ("outside", PUBLISHED.date(), "asserted")


def test_a_time_beside_another_clause_is_of_the_main_one():
    text = "Iran, whose president was elected in 2021, threatened Israel on Sunday."
    story_of(text)
    assert [one.dated.start for one in extract(Submitted(text, PUBLISHED)).happenings] == [date(2024, 8, 4)]


def test_talks_are_of_the_day_that_describes_them():
    text = "Israel will hold talks with Lebanon scheduled for Friday."
    story_of(text)
    assert [one.dated.start for one in extract(Submitted(text, PUBLISHED)).happenings] == [date(2024, 8, 9)]


def test_what_is_said_on_a_day_is_counted_from_it():
    text = "The minister said on Friday that talks would resume tomorrow."
    story_of(text)
    timed = next(one for one in extract(Submitted(text, PUBLISHED)).times if one.span.text == "tomorrow")
    assert timed.dated is not None
    assert timed.dated.start == date(2024, 8, 3)


def test_the_line_with_the_date_says_when_an_article_was_published():
    assert times.dated_line(Span(0, 22, "Tuesday, March 8, 2011")) == date(2011, 3, 8)
    assert times.dated_line(None) is None


@settings(max_examples=60)
@given(st.text(st.sampled_from("0123456789 .,-:aApril MaySunday last next the ago weeks é🙂\n"), max_size=60))
def test_every_expression_reproduces_the_text(text):
    if text.strip():
        story = story_of(text, PUBLISHED)
        assert all(text[one.span.start : one.span.end] == one.span.text for one in times.found(story))
        assert isinstance(story.submitted, Submitted)
