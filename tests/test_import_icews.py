"""Rows of ICEWS become events, each with the story that reports it."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from seed.importers import icews
from seed.importers.format import BadRow, Doubt
from seed.records import Actor, ArticleRecord, EventRecord, Place, SourceRecord

# One arrest, made up. A test changes what it is about.
ARREST: dict[str, str] = dict.fromkeys(icews.COLUMNS, "") | {
    "Event ID": "20718170",
    "Event Date": "2013-01-03",
    "Source Name": "Police (Kenya)",
    "Source Sectors": "Police,Government",
    "Source Country": "Kenya",
    "Event Text": "Arrest, detain, or charge with legal action",
    "CAMEO Code": "173",
    "Intensity": "-5.0",
    "Target Name": "Citizen (Kenya)",
    "Target Sectors": "General Population / Civilian / Social,Social",
    "Target Country": "Kenya",
    "Story ID": "28235806",
    "Sentence Number": "4",
    "Publisher": "Example Wire",
    "City": "Nairobi",
    "Province": "Nairobi Province",
    "Country": "Kenya",
    "Latitude": "-1.28",
    "Longitude": "36.81",
}


def cells(**changes: str) -> dict[str, str]:
    """The arrest with cells changed; an underscore stands for the space in a column's name."""
    return ARREST | {name.replace("_", " "): cell for name, cell in changes.items()}


def event(**changes: str) -> EventRecord:
    found = icews.records(cells(**changes))[-1]
    assert isinstance(found, EventRecord)
    return found


def doubts(**changes: str) -> dict[str, tuple[str, ...]]:
    """What is in doubt about a row, with the columns; all that they hold is kept."""
    told = icews.records(cells(**changes))
    found = [one for one in told if isinstance(one, Doubt)]
    event = told[-1]
    assert isinstance(event, EventRecord)
    assert {column for one in found for column in one.columns} <= set(dict(event.origin))
    return {one.what: one.columns for one in found}


def place(**changes: str) -> Place:
    found = event(**changes).place
    assert found is not None
    return found


def actor1(**changes: str) -> Actor:
    [found] = event(**changes).actor1
    assert isinstance(found, Actor)
    return found


def refusal(**changes: str) -> str:
    with pytest.raises(BadRow) as refused:
        icews.records(cells(**changes))
    return str(refused.value)


def test_an_arrest_becomes_an_event():
    arrest = event()
    assert (arrest.dataset, arrest.origin_id, arrest.cameo) == ("icews", "20718170", "173")
    assert arrest.summary == "Police (Kenya) → Citizen (Kenya): Arrest or charge (Nairobi)"
    assert (arrest.date.start, arrest.date.precision, arrest.date.basis) == (date(2013, 1, 3), "day", "origin")
    assert (arrest.articles, arrest.sources, arrest.origin_type) == (1, 1, None)


def test_the_same_number_on_another_day_is_another_event():
    assert event().key == "icews/2013-01-03/20718170"
    assert event(Event_Date="2013-01-04").key == "icews/2013-01-04/20718170"


def test_actors_have_a_name_a_country_and_a_sector():
    arrest = event()
    assert arrest.actor1 == (Actor("Police (Kenya)", country="KEN", sector="COP"),)
    assert arrest.actor2 == (Actor("Citizen (Kenya)", country="KEN", sector="CVL"),)


@pytest.mark.parametrize("nobody", ["", "NULL", "None"])
def test_nobody_is_no_actor(nobody):
    arrest = event(Target_Name=nobody)
    assert arrest.actor2 == ()
    assert arrest.summary == "Police (Kenya): Arrest or charge (Nairobi)"


@pytest.mark.parametrize(
    ("sectors", "sector"),
    [
        ("Government,Military,Army", "MIL"),
        ("Executive Office,Executive,Government", "GOV"),
        ("Parties,Opposition Major Party (Out Of Government)", "OPP"),
        ("Dissident,Rebel", "REB"),
        ("Legislative / Parliamentary,Government", "LEG"),
        ("Fishmongers", None),
        ("", None),
    ],
)
def test_of_several_sectors_the_one_that_tells_most_is_taken(sectors, sector):
    assert actor1(Source_Sectors=sectors).sector == sector


@pytest.mark.parametrize(
    ("name", "country"),
    [
        ("Russian Federation", "RUS"),
        ("Occupied Palestinian Territory", "PSE"),
        ("Democratic Republic of Congo", "COD"),
        ("Congo", "COG"),
        ("the former Yugoslav Republic of Macedonia", "MKD"),
        ("Moldova, Republic of", "MDA"),
        ("Curaçao", "CUW"),
        ("Cote d'Ivoire", "CIV"),
    ],
)
def test_countries_are_found_by_the_names_that_icews_gives_them(name, country):
    assert place(Country=name).country == country


def test_a_country_that_nobody_knows_is_kept_by_name():
    assert actor1(Source_Country="Atlantis").country is None
    assert ("Source Country", "Atlantis") in event(Source_Country="Atlantis").origin


@pytest.mark.parametrize(
    ("written", "cameo"),
    [("173", "173"), ("042", "042"), ("42", "042"), ("10", "010"), ("211", "0211"), ("190", "190"), ("1823", "1823")],
)
def test_a_code_that_lost_its_zero_gets_it_back(written, cameo):
    assert event(CAMEO_Code=written).cameo == cameo


def test_the_story_is_an_article_without_text_and_address():
    source, story, _ = icews.records(ARREST)
    assert source == SourceRecord("publisher/example wire", "Example Wire", stub=True)
    assert isinstance(story, ArticleRecord)
    assert (story.key, story.source, story.text) == ("icews/story/28235806", "publisher/example wire", "")
    assert (story.published, story.published_precision) == (datetime(2013, 1, 3, tzinfo=UTC), "day")
    assert (story.language, story.stub) == ("und", True)
    assert [(found.article, found.field, found.span) for found in event().evidence] == [(story.key, "event", None)]


def test_a_publisher_without_a_story_is_named_by_the_event():
    assert [type(record) for record in icews.records(cells(Story_ID=""))] == [SourceRecord, EventRecord]
    assert event(Story_ID="").publishers == ("publisher/example wire",)


@pytest.mark.parametrize(
    ("empty", "name", "precision"),
    [
        ((), "Nairobi", "city"),
        (("City",), "Westlands", "admin2"),
        (("City", "District"), "Nairobi Province", "admin1"),
        (("City", "District", "Province"), "Kenya", "country"),
    ],
)
def test_a_place_is_as_close_as_what_is_filled(empty, name, precision):
    found = place(**{"District": "Westlands"} | dict.fromkeys(empty, ""))
    assert (found.name, found.precision, found.country) == (name, precision, "KEN")


def test_nowhere_is_no_place():
    nowhere = dict.fromkeys(("City", "District", "Province", "Country", "Latitude", "Longitude"), "")
    assert event(**nowhere).place is None


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({}, {}),
        ({"Intensity": "NULL", "Target_Country": "None"}, {}),
        ({"Country": "Atlantis"}, {"rows with a country that is not known": ("Country",)}),
        (
            {"Latitude": "0.0", "Longitude": "0"},
            {"rows with the point 0, 0, which is no place": ("Latitude", "Longitude")},
        ),
    ],
)
def test_what_cannot_be_right_is_kept_and_counted(changes, found):
    assert doubts(**changes) == found


def test_the_point_where_nothing_is_is_none():
    nowhere = place(Latitude="0", Longitude="0")
    assert (nowhere.name, nowhere.latitude, nowhere.longitude) == ("Nairobi", None, None)


def test_what_no_field_holds_is_kept_in_its_own_words():
    assert dict(event().origin) == {
        "Event Text": "Arrest, detain, or charge with legal action",
        "Intensity": "-5.0",
        "Story ID": "28235806",
        "Sentence Number": "4",
        "Source Sectors": "Police,Government",
        "Target Sectors": "General Population / Civilian / Social,Social",
    }


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"Event_ID": ""}, "Event ID is '', it should be the number of the event."),
        ({"Event_Date": "3.1.2013"}, "Event Date is '3.1.2013', it should be a day such as 2013-01-03."),
        ({"CAMEO_Code": "13y"}, "CAMEO Code is '13y', it should be a CAMEO code, such as 042 or 190."),
        ({"Intensity": "abc"}, "Intensity is 'abc', it should be a number from -10 to 10."),
        ({"Latitude": "-91"}, "Latitude is '-91', it should be a number from -90 to 90."),
        ({"Longitude": "east"}, "Longitude is 'east', it should be a number from -180 to 180."),
    ],
)
def test_a_row_that_cannot_be_read_says_why(changes, fault):
    assert refusal(**changes) == fault


def test_a_row_is_told_from_those_of_other_formats():
    assert icews.looks(ARREST)
    assert not icews.looks(cells(Story_ID="ASSAULT"))
    assert not icews.looks({"Event ID": "1", "Event Type": "ASSAULT"})
