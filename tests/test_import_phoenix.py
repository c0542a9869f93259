"""Rows of Phoenix become events, each with the articles whose addresses it gives."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from seed.importers import phoenix
from seed.importers.format import BadRow, Doubt
from seed.records import Actor, ArticleRecord, EventRecord, Place, SourceRecord

# One meeting, made up. A test changes what it is about.
MEETING: dict[str, str] = dict.fromkeys(phoenix.COLUMNS, "") | {
    "EventID": "1001",
    "Date": "20140620",
    "Year": "2014",
    "Month": "06",
    "Day": "20",
    "SourceActorFull": "USAGOV",
    "SourceActorEntity": "USA",
    "SourceActorRole": "GOV",
    "TargetActorFull": "IRQMED",
    "TargetActorEntity": "IRQ",
    "TargetActorRole": "MED",
    "TargetActorAttribute": "ELI",
    "EventCode": "040",
    "EventRootCode": "04",
    "QuadClass": "1",
    "GoldsteinScore": "1.0",
    "Issues": "ID_TERROR,2",
    "Lat": "33.34",
    "Lon": "44.4",
    "LocationName": "Baghdad",
    "StateName": "Baghdad Governorate",
    "CountryCode": "IRQ",
    "SentenceID": "53a4_1;53a5_2",
    "URLs": "http://www.example.com/a?utm_source=x;http://news.example.org/b",
    "NewsSources": "example_world;example_news",
}


def event(**cells: str) -> EventRecord:
    found = phoenix.records(MEETING | cells)[-1]
    assert isinstance(found, EventRecord)
    return found


def doubts(**cells: str) -> dict[str, tuple[str, ...]]:
    """What is in doubt about a row, with the columns; all that they hold is kept."""
    told = phoenix.records(MEETING | cells)
    found = [one for one in told if isinstance(one, Doubt)]
    event = told[-1]
    assert isinstance(event, EventRecord)
    assert {column for one in found for column in one.columns} <= set(dict(event.origin))
    return {one.what: one.columns for one in found}


def place(**cells: str) -> Place:
    found = event(**cells).place
    assert found is not None
    return found


def refusal(**cells: str) -> str:
    with pytest.raises(BadRow) as refused:
        phoenix.records(MEETING | cells)
    return str(refused.value)


def test_a_meeting_becomes_an_event():
    meeting = event()
    assert (meeting.key, meeting.origin_id, meeting.dataset) == ("phoenix/2014-06-20/1001", "1001", "phoenix")
    assert (meeting.cameo, meeting.goldstein, meeting.date.start) == ("040", 1.0, date(2014, 6, 20))
    assert (meeting.mentions, meeting.articles, meeting.sources) == (2, 2, 2)
    assert meeting.summary.startswith("USAGOV → IRQMED: ")


def test_actors_are_codes_with_country_and_sector():
    meeting = event()
    assert meeting.actor1 == (Actor(None, "USAGOV", "USA", "GOV"),)
    # CAMEO's media are PLOVER's journalists.
    assert meeting.actor2 == (Actor(None, "IRQMED", "IRQ", "JRN"),)


def test_dashes_stand_where_a_country_would():
    assert event(SourceActorFull="---COP", SourceActorEntity="", SourceActorRole="COP").actor1 == (
        Actor(None, "COP", sector="COP"),
    )


@pytest.mark.parametrize("nobody", ["", "---"])
def test_nobody_is_no_actor(nobody):
    assert event(TargetActorFull=nobody).actor2 == ()


def test_an_organization_of_states_is_an_organization():
    organization = event(SourceActorFull="IGOUNO", SourceActorEntity="IGO", SourceActorRole="")
    assert organization.actor1 == (Actor(None, "IGOUNO", kind="organization"),)


def test_each_address_is_an_article_of_its_host():
    first, second, article, _, _ = phoenix.records(MEETING)
    assert first == SourceRecord("example.com", "example.com", "example.com", stub=True)
    assert second == SourceRecord("news.example.org", "news.example.org", "news.example.org", stub=True)
    assert isinstance(article, ArticleRecord)
    assert (article.key, article.url) == ("http://www.example.com/a", "http://www.example.com/a")
    assert (article.published, article.published_precision) == (datetime(2014, 6, 20, tzinfo=UTC), "day")
    assert (article.source, article.stub) == ("example.com", True)
    assert [found.article for found in event().evidence] == ["http://www.example.com/a", "http://news.example.org/b"]


def test_what_is_no_address_is_kept_as_written():
    meeting = event(URLs="BBC Monitoring")
    assert (meeting.articles, meeting.evidence) == (0, ())
    assert ("URLs", "BBC Monitoring") in meeting.origin


@pytest.mark.parametrize("written", ["IRQ", "IQ", "Iraq"])
def test_a_country_comes_as_a_code_or_a_name(written):
    assert place(CountryCode=written).country == "IRQ"


def test_a_location_of_which_nobody_says_what_it_is_has_no_known_precision():
    assert place() == Place(
        "Baghdad", "unknown", country="IRQ", admin1="Baghdad Governorate", latitude=33.34, longitude=44.4
    )
    assert place(LocationName="").precision == "admin1"
    assert place(LocationName="", StateName="").precision == "country"


def test_nowhere_is_no_place():
    nowhere = dict.fromkeys(("LocationName", "StateName", "CountryCode", "Lat", "Lon"), "")
    assert event(**nowhere).place is None


CLASSES = "rows that contradict themselves in event code and class"


@pytest.mark.parametrize(
    ("cells", "found"),
    [
        ({}, {}),
        ({"QuadClass": ""}, {}),
        ({"QuadClass": "0"}, {CLASSES: ("QuadClass",)}),
        ({"EventRootCode": "19"}, {CLASSES: ("EventRootCode",)}),
        ({"CountryCode": "QQQ"}, {"rows with a country that is not known": ("CountryCode",)}),
        ({"Lat": "0", "Lon": "-0.0"}, {"rows with the point 0, 0, which is no place": ("Lat", "Lon")}),
    ],
)
def test_what_cannot_be_right_is_kept_and_counted(cells, found):
    assert doubts(**cells) == found


def test_phoenix_has_a_class_of_its_own_for_statements_which_is_kept():
    statement = {"EventCode": "010", "EventRootCode": "01", "QuadClass": "0"}
    assert doubts(**statement) == {}
    assert ("QuadClass", "0") in event(**statement).origin


def test_what_the_code_of_an_actor_does_not_hold_is_kept():
    beside = event(SourceActorEntity="QQQ", TargetActorRole="SPY").origin
    assert {("SourceActorEntity", "QQQ"), ("TargetActorRole", "SPY")} <= set(beside)


def test_what_no_field_holds_is_kept_in_its_own_words():
    assert dict(event().origin) == {
        "TargetActorAttribute": "ELI",
        "Issues": "ID_TERROR,2",
        "CountryCode": "IRQ",
        "SentenceID": "53a4_1;53a5_2",
        "NewsSources": "example_world;example_news",
    }


@pytest.mark.parametrize(
    ("cells", "fault"),
    [
        ({"EventID": ""}, "EventID is '', it should be the number of the event."),
        ({"Date": "2014062"}, "Date is '2014062', it should be a day such as 2013-01-03."),
        ({"EventCode": "---"}, "EventCode is '---', it should be a CAMEO code, such as 042 or 190."),
        ({"GoldsteinScore": "11"}, "GoldsteinScore is '11', it should be a number from -10 to 10."),
        ({"QuadClass": "7"}, "QuadClass is '7', it should be a number from 0 to 4."),
        ({"EventRootCode": "77"}, "EventRootCode is '77', it should be a CAMEO code of two figures."),
        ({"Year": "2013"}, "Year is '2013', it should be 2014, as Date says."),
        ({"Day": "3"}, "Day is '3', it should be 20, as Date says."),
        ({"Lat": "north"}, "Lat is 'north', it should be a number from -90 to 90."),
    ],
)
def test_a_row_that_cannot_be_read_says_why(cells, fault):
    assert refusal(**cells) == fault


def test_a_row_is_told_from_those_of_other_formats():
    assert phoenix.looks(MEETING)
    assert not phoenix.looks(MEETING | {"Date": "2014-06-20"})
    assert not phoenix.looks(MEETING | {"EventRootCode": "19"})
    assert not phoenix.looks({"EventID": "1"})
