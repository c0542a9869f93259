"""Rows of POLECAT become events."""

from __future__ import annotations

from datetime import date

import pytest

from schemas.codebook import codebook
from seed.importers import polecat
from seed.importers.format import BadRow, Doubt
from seed.records import Actor, EventRecord, Place, SourceRecord

# One air strike, made up. A test changes what it is about.
STRIKE: dict[str, str] = dict.fromkeys(polecat.COLUMNS, "") | {
    "Event ID": "20230131-2309-4e08_ASSAULT",
    "Event Date": "2023-01-30",
    "Event Type": "ASSAULT",
    "Event Mode": "aerial",
    "Intensity": "-9.5",
    "Quad Code": "MATERIAL CONFLICT",
    "Contexts": "military;human_rights",
    "Actor Name": "Turkish Air Force",
    "Actor Country": "TUR",
    "Actor COW": "640",
    "Primary Actor Sector": "MIL",
    "Actor Sectors": "MIL;GOV",
    "Actor Name Raw": "Turkish jets",
    "Wikipedia Actor ID": "Turkish Air Force",
    "Recipient Name": "None",
    "Recipient Country": "None",
    "Primary Recipient Sector": "None",
    "Recipient Name Raw": "None",
    "Wikipedia Recipient ID": "None",
    "Placename": "Kobani",
    "City": "Ayn al-Arab",
    "Province": "Aleppo",
    "Country": "SYR",
    "Latitude": "36.89",
    "Longitude": "38.35",
    "GeoNames ID": "172955",
    "Source": "Example Wire",
    "Publication Date": "2023-01-31",
    "Language": "en",
    "Version": "NGEC_coder-Vers001",
}


def cells(**changes: str) -> dict[str, str]:
    """The strike with cells changed; an underscore stands for the space in a column's name."""
    return STRIKE | {name.replace("_", " "): cell for name, cell in changes.items()}


def event(**changes: str) -> EventRecord:
    found = polecat.records(cells(**changes))[-1]
    assert isinstance(found, EventRecord)
    return found


def doubts(**changes: str) -> dict[str, tuple[str, ...]]:
    """What is in doubt about a row, with the columns; all that they hold is kept."""
    told = polecat.records(cells(**changes))
    found = [one for one in told if isinstance(one, Doubt)]
    event = told[-1]
    assert isinstance(event, EventRecord)
    assert {column for one in found for column in one.columns} <= set(dict(event.origin))
    return {one.what: one.columns for one in found}


def place(**changes: str) -> Place:
    found = event(**changes).place
    assert found is not None
    return found


def refusal(**changes: str) -> str:
    with pytest.raises(BadRow) as refused:
        polecat.records(cells(**changes))
    return str(refused.value)


def test_a_strike_becomes_an_event():
    strike = event()
    assert (strike.key, strike.dataset) == ("polecat/20230131-2309-4e08_ASSAULT", "polecat")
    assert (strike.cameo, strike.plover_type, strike.plover_mode) == ("195", "ASSAULT", "aerial")
    assert strike.origin_type == "plover_mode:ASSAULT:aerial"
    assert (strike.date.start, strike.date.precision) == (date(2023, 1, 30), "day")
    assert strike.summary.startswith("Turkish Air Force: ")


def test_each_type_and_mode_of_plover_has_a_code_of_cameo():
    for kind in codebook("plover_type").codes:
        assert event(Event_Type=kind, Event_Mode="None").cameo in codebook("cameo").codes
    for mode in codebook("plover_mode").codes.values():
        found = event(Event_Type=str(mode.facts["plover_type"]), Event_Mode=str(mode.facts["mode"]))
        assert found.origin_type == f"plover_mode:{mode.code}"
        assert found.cameo in codebook("cameo").codes


@pytest.mark.parametrize("written", ["third-party", "third party", "Third_Party"])
def test_a_mode_is_known_in_any_spelling(written):
    assert event(Event_Type="CONSULT", Event_Mode=written).plover_mode == "third-party"


@pytest.mark.parametrize("absent", ["", "None"])
def test_an_event_may_have_no_mode(absent):
    strike = event(Event_Mode=absent)
    assert (strike.origin_type, strike.plover_mode) == ("plover_type:ASSAULT", None)


@pytest.mark.parametrize(
    ("written", "contexts"),
    [
        ("military;human_rights", ("military", "human_rights")),
        ("human rights, Military", ("military", "human_rights")),
        ("None", ()),
        ("", ()),
    ],
)
def test_contexts_are_those_of_plover(written, contexts):
    strike = event(Contexts=written)
    assert strike.contexts == contexts
    assert "Contexts" not in dict(strike.origin)


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({}, {}),
        ({"Quad_Code": "4"}, {}),
        ({"Quad_Code": "None"}, {}),
        ({"Quad_Code": "VERBAL CONFLICT"}, {"rows that contradict themselves in event code and class": ("Quad Code",)}),
        (
            {"Recipient_Country": "Atlantis", "Country": "Lemuria"},
            {"rows with a country that is not known": ("Recipient Country", "Country")},
        ),
        (
            {"Latitude": "0", "Longitude": "0"},
            {"rows with the point 0, 0, which is no place": ("Latitude", "Longitude")},
        ),
    ],
)
def test_what_cannot_be_right_is_kept_and_counted(changes, found):
    assert doubts(**changes) == found


def test_an_actor_is_known_by_its_wikipedia_page():
    assert event().actor1 == (
        Actor("Turkish Air Force", country="TUR", sector="MIL", identifiers=(("wikipedia", "Turkish Air Force"),)),
    )


def test_none_is_nobody():
    assert event().actor2 == ()


def test_an_actor_without_a_name_has_the_words_of_the_text():
    assert event(Actor_Name="None").actor1 == (
        Actor("Turkish jets", country="TUR", sector="MIL", identifiers=(("wikipedia", "Turkish Air Force"),)),
    )


def test_several_actors_each_have_their_part_of_a_cell():
    several = event(
        Actor_Name="Joan Roe; John Doe",
        Actor_Country="FRA; United Kingdom",
        Primary_Actor_Sector="GOV",
        Wikipedia_Actor_ID="",
    )
    assert several.actor1 == (Actor("Joan Roe", country="FRA"), Actor("John Doe", country="GBR"))
    assert ("Primary Actor Sector", "GOV") in several.origin


def test_a_country_that_nobody_knows_is_kept_by_name():
    strike = event(Actor_Country="Atlantis", Country="Lemuria")
    assert {("Actor Country", "Atlantis"), ("Country", "Lemuria")} <= set(strike.origin)
    assert place(Country="Lemuria").country is None


def test_an_organization_of_states_is_an_organization():
    [who] = event(Primary_Actor_Sector="IGO").actor1
    assert isinstance(who, Actor)
    assert (who.kind, who.sector) == ("organization", None)


def test_a_place_is_as_close_as_what_is_filled():
    assert place() == Place("Kobani", "city", country="SYR", admin1="Aleppo", latitude=36.89, longitude=38.35)
    assert place(City="", District="Some district").precision == "admin2"
    assert place(City="").precision == "admin1"
    assert place(City="", Province="").precision == "country"
    assert place(City="", Province="", Country="").precision == "unknown"
    assert place(Placename="None").name == "Ayn al-Arab"


def test_nowhere_is_no_place():
    nowhere = dict.fromkeys(("Placename", "City", "Province", "Country", "Latitude", "Longitude"), "")
    assert event(**nowhere).place is None


def test_the_source_is_a_publisher():
    assert polecat.records(STRIKE)[0] == SourceRecord("publisher/example wire", "Example Wire", stub=True)
    assert (event().sources, event().publishers) == (1, ("publisher/example wire",))


def test_what_no_field_holds_is_kept_in_its_own_words():
    assert dict(event().origin) == {
        "Intensity": "-9.5",
        "Actor Sectors": "MIL;GOV",
        "Actor Name Raw": "Turkish jets",
        "GeoNames ID": "172955",
        "Publication Date": "2023-01-31",
        "Language": "en",
        "Version": "NGEC_coder-Vers001",
    }


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"Event_ID": ""}, "Event ID is '', it should be the id of the event."),
        ({"Event_Date": "yesterday"}, "Event Date is 'yesterday', it should be a day such as 2013-01-03."),
        ({"Event_Type": "FIGHT"}, "Event Type is 'FIGHT', it should be one of PLOVER's: "),
        ({"Event_Mode": "tickle"}, "Event Mode is 'tickle', it should be one of ASSAULT: abduct, beat, "),
        ({"Event_Type": "AID"}, "Event Mode is 'aerial', it should be empty, as AID has none."),
        ({"Contexts": "military;nonsense"}, "Contexts holds 'nonsense', it should be one of PLOVER's: military, "),
        ({"Intensity": "-99"}, "Intensity is '-99', it should be a number from -10 to 10."),
        ({"Quad_Code": "VERBAL"}, "Quad Code is 'VERBAL', it should be one of VERBAL COOPERATION, "),
        ({"Latitude": "A"}, "Latitude is 'A', it should be a number from -90 to 90."),
    ],
)
def test_a_row_that_cannot_be_read_says_why(changes, fault):
    assert refusal(**changes).startswith(fault)


def test_a_row_may_have_the_headline_too():
    assert ("Headline", "Jets strike") in event(Headline="Jets strike").origin


def test_a_row_is_told_from_those_of_other_formats():
    assert polecat.looks(STRIKE)
    assert not polecat.looks(cells(Event_Type="Battles"))
    assert not polecat.looks({"Event Type": "ASSAULT"})
