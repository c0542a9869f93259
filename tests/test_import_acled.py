"""Rows of ACLED become events."""

from __future__ import annotations

from datetime import date

import pytest

from schemas.codebook import codebook, entry
from seed.importers import acled
from seed.importers.format import BadRow, Doubt
from seed.records import Actor, EventRecord, Place, SourceRecord

# One shooting, made up. A test changes what it is about.
SHOOTING: dict[str, str] = dict.fromkeys(acled.COLUMNS, "") | {
    "event_id_cnty": "IRN90001",
    "event_date": "2023-01-31",
    "year": "2023",
    "time_precision": "1",
    "disorder_type": "Political violence",
    "event_type": "Violence against civilians",
    "sub_event_type": "Attack",
    "actor1": "Military Forces of Iran (1989-) Border Guard",
    "inter1": "1",
    "actor2": "Civilians (Iran)",
    "assoc_actor_2": "Example Ethnic Group (Iran); Drivers (Iran)",
    "inter2": "7",
    "interaction": "17",
    "civilian_targeting": "Civilian targeting",
    "iso": "364",
    "region": "Middle East",
    "country": "Iran",
    "admin1": "Sistan and Baluchestan",
    "admin2": "Iranshahr",
    "location": "Bampur",
    "latitude": "27.19",
    "longitude": "60.45",
    "geo_precision": "1",
    "source": "Example Wire; Example Campaign",
    "source_scale": "Other",
    "notes": "Guards shot at a driver.",
    "fatalities": "1",
    "timestamp": "1675191965",
}


def event(**cells: str) -> EventRecord:
    found = acled.records(SHOOTING | cells)[-1]
    assert isinstance(found, EventRecord)
    return found


def place(**cells: str) -> Place:
    found = event(**cells).place
    assert found is not None
    return found


def actor1(name: str, inter: str = "") -> Actor:
    [found] = event(actor1=name, inter1=inter).actor1
    assert isinstance(found, Actor)
    return found


def refusal(**cells: str) -> str:
    with pytest.raises(BadRow) as refused:
        acled.records(SHOOTING | cells)
    return str(refused.value)


def doubts(**cells: str) -> dict[str, tuple[str, ...]]:
    """What is in doubt about a row, with the columns; all that they hold is kept."""
    told = acled.records(SHOOTING | cells)
    found = [one for one in told if isinstance(one, Doubt)]
    event = told[-1]
    assert isinstance(event, EventRecord)
    assert {column for one in found for column in one.columns} <= set(dict(event.origin))
    return {one.what: one.columns for one in found}


def test_a_shooting_becomes_an_event():
    shooting = event()
    assert (shooting.key, shooting.dataset, shooting.origin_id) == ("acled/IRN90001", "acled", "IRN90001")
    assert shooting.summary == (
        "Military Forces of Iran (1989-) Border Guard → Civilians (Iran): Unarmed people are assaulted (Bampur)"
    )
    assert (shooting.cameo, shooting.plover_type, shooting.origin_type) == ("180", "ASSAULT", "acled_sub_event:attack")
    assert (shooting.fatalities_best, shooting.fatalities_low, shooting.fatalities_high) == (1, None, None)


def test_the_data_may_not_be_passed_on():
    assert (acled.DATASET.redistributable, acled.DATASET.access, acled.DATASET.text_served) == (False, "key", "none")


def test_each_of_acleds_own_types_has_one_of_ours():
    for kind in codebook("acled_sub_event").codes.values():
        coarse = str(entry("acled_event", str(kind.facts["acled_event"])).facts["name"])
        found = event(event_type=coarse, sub_event_type=str(kind.facts["name"]))
        assert found.cameo in codebook("cameo").codes
        assert found.plover_type in codebook("plover_type").codes


def test_a_mode_comes_with_its_type():
    strike = event(event_type="Explosions/Remote violence", sub_event_type="Air/drone strike")
    assert (strike.cameo, strike.plover_type, strike.plover_mode) == ("195", "ASSAULT", "aerial")


def test_without_the_finer_type_the_coarser_decides():
    riot = event(event_type="Riots", sub_event_type="")
    assert (riot.origin_type, riot.plover_type) == ("acled_event:riots", "PROTEST")


@pytest.mark.parametrize(
    ("name", "inter", "expected"),
    [
        (
            "Military Forces of Iran (1989-) Border Guard",
            "1",
            Actor("Military Forces of Iran (1989-) Border Guard", "IRNMIL", "IRN", "MIL", "group"),
        ),
        (
            "Police Forces of the United States (2021-2025)",
            "State forces",
            Actor("Police Forces of the United States (2021-2025)", "USACOP", "USA", "COP", "group"),
        ),
        ("Government of Mali (2021-)", "1", Actor("Government of Mali (2021-)", "MLIGOV", "MLI", "GOV", "group")),
        ("JNIM: Example Group", "2", Actor("JNIM: Example Group", sector="REB", kind="group")),
        ("JNIM: Example Group", "Rebel group", Actor("JNIM: Example Group", sector="REB", kind="group")),
        ("Example Militia (Mali)", "3", Actor("Example Militia (Mali)", country="MLI", kind="group")),
        ("Civilians (Mali)", "7", Actor("Civilians (Mali)", "MLICVL", "MLI", "CVL", "group")),
        ("Protesters (France)", "6", Actor("Protesters (France)", country="FRA", kind="group")),
        ("Rioters (France)", "5", Actor("Rioters (France)", country="FRA", kind="group")),
        (
            "Unidentified Armed Group (Mali)",
            "3",
            Actor("Unidentified Armed Group (Mali)", country="MLI", kind="unnamed"),
        ),
        ("Example Militia (Atlantis)", "4", Actor("Example Militia (Atlantis)", kind="group")),
    ],
)
def test_an_actor_is_what_its_name_and_kind_tell(name, inter, expected):
    assert actor1(name, inter) == expected


def test_those_who_acted_with_an_actor_stand_beside_it():
    assert event().actor2 == (
        Actor("Civilians (Iran)", "IRNCVL", "IRN", "CVL", "group"),
        Actor("Example Ethnic Group (Iran)", country="IRN", kind="group"),
        Actor("Drivers (Iran)", country="IRN", kind="group"),
    )


def test_nobody_is_no_actor():
    assert event(actor2="", assoc_actor_2="", inter2="0").actor2 == ()


@pytest.mark.parametrize("written", ["2023-01-31", "31 January 2023", "2023-01-31 00:00:00"])
def test_days_come_in_either_spelling(written):
    assert event(event_date=written).date.start == date(2023, 1, 31)


@pytest.mark.parametrize(
    ("time_precision", "precision", "note"),
    [
        ("1", "day", None),
        ("2", "week", "A day that ACLED chose within the week."),
        ("3", "month", "A day that ACLED chose within the month."),
    ],
)
def test_precision_says_what_the_day_stands_for(time_precision, precision, note):
    dated = event(time_precision=time_precision).date
    assert (dated.start, dated.end, dated.precision, dated.note) == (
        date(2023, 1, 31),
        date(2023, 1, 31),
        precision,
        note,
    )


@pytest.mark.parametrize(("geo_precision", "precision"), [("1", "city"), ("2", "near"), ("3", "admin1")])
def test_a_place_is_as_close_as_acled_knows_it(geo_precision, precision):
    assert place(geo_precision=geo_precision) == Place(
        "Bampur",
        precision,
        country="IRN",
        admin1="Sistan and Baluchestan",
        latitude=27.19,
        longitude=60.45,
    )


@pytest.mark.parametrize(
    ("iso", "name", "country"),
    [
        ("364", "Iran", "IRN"),
        ("4", "Afghanistan", "AFG"),
        ("0", "Kosovo", "XKX"),
        ("", "Democratic Republic of Congo", "COD"),
        ("999", "Atlantis", None),
    ],
)
def test_a_country_is_found_by_number_and_else_by_name(iso, name, country):
    assert place(iso=iso, country=name).country == country


def test_a_country_that_nobody_knows_is_kept_by_name():
    assert ("country", "Atlantis") in event(iso="999", country="Atlantis").origin


@pytest.mark.parametrize(
    ("cells", "found"),
    [
        ({}, {}),
        ({"iso": "0", "country": "Kosovo"}, {}),
        ({"iso": "999"}, {"rows with a country that is not known": ("iso",)}),
        ({"country": "Atlantis"}, {"rows with a country that is not known": ("country",)}),
        (
            {"iso": "250"},
            {"rows that contradict themselves in number and name of a country": ("iso", "country")},
        ),
        (
            {"latitude": "0", "longitude": "0.0"},
            {"rows with the point 0, 0, which is no place": ("latitude", "longitude")},
        ),
    ],
)
def test_what_cannot_be_right_is_kept_and_counted(cells, found):
    assert doubts(**cells) == found


def test_the_point_where_nothing_is_is_none():
    nowhere = place(latitude="0", longitude="0")
    assert (nowhere.name, nowhere.latitude, nowhere.longitude) == ("Bampur", None, None)


@pytest.mark.parametrize("written", ["1675191965", "2023-02-07", "7 February 2023", ""])
def test_the_time_of_the_last_change_comes_as_a_number_or_a_day(written):
    assert dict(event(timestamp=written).origin).get("timestamp", "") == written


def test_each_source_is_a_publisher():
    assert acled.records(SHOOTING)[:-1] == [
        SourceRecord("publisher/example wire", "Example Wire", stub=True),
        SourceRecord("publisher/example campaign", "Example Campaign", stub=True),
    ]
    assert (event().sources, event().publishers) == (2, ("publisher/example wire", "publisher/example campaign"))


def test_what_no_field_holds_is_kept_in_its_own_words():
    kept = dict(event(tags="crowd size=about 40", population_best="1200").origin)
    assert (kept["notes"], kept["tags"], kept["timestamp"]) == (
        "Guards shot at a driver.",
        "crowd size=about 40",
        "1675191965",
    )
    assert (kept["inter1"], kept["event_type"], kept["population_best"]) == ("1", "Violence against civilians", "1200")
    assert "admin3" not in kept


def test_columns_that_a_file_may_lack_are_not_missed():
    short = {name: cell for name, cell in SHOOTING.items() if name not in acled.OPTIONAL}
    assert len(acled.records(short)) == 3


def test_deaths_that_are_not_told_are_not_none():
    assert event(fatalities="").fatalities_best is None
    assert event(fatalities="0").fatalities_best == 0


@pytest.mark.parametrize(
    ("cells", "fault"),
    [
        ({"event_id_cnty": ""}, "event_id_cnty is '', it should be the id of the event, such as IRN22059."),
        ({"event_date": "31 Janvier 2023"}, "event_date is '31 Janvier 2023', it should be a day such as 2013-01-03."),
        (
            {"event_date": "31 February 2023"},
            "event_date is '31 February 2023', it should be a day such as 2013-01-03.",
        ),
        (
            {"event_type": "Picnic"},
            "event_type is 'Picnic', it should be one of Battles, Explosions/Remote violence, Violence against civilians, "
            "Riots, Protests, Strategic developments.",
        ),
        (
            {"sub_event_type": "Armed clash"},
            "sub_event_type is 'Armed clash', it should be one of Violence against civilians: Attack, Sexual violence, "
            "Abduction/forced disappearance.",
        ),
        (
            {"event_type": "Riots", "sub_event_type": "Tea"},
            "sub_event_type is 'Tea', it should be one of Riots: Violent demonstration, Mob violence.",
        ),
        ({"timestamp": "tomorrow"}, "timestamp is 'tomorrow', it should be a day such as 2013-01-03."),
        ({"year": "2022"}, "year is '2022', it should be 2023, as event_date says."),
        (
            {"inter1": "11"},
            "inter1 is '11', it should be a number from 0 to 8, or what it stands for, such as Rebel group.",
        ),
        ({"population_best": "many"}, "population_best is 'many', it should be a whole number from 0 to 2147483647."),
        ({"time_precision": ""}, "time_precision is '', it should be 1 (the day), 2 (the week) or 3 (the month)."),
        ({"geo_precision": "7"}, "geo_precision is '7', it should be 1 (the place), 2 (near it) or 3 (the region)."),
        ({"fatalities": "1.5"}, "fatalities is '1.5', it should be a whole number from 0 to 2147483647."),
        ({"latitude": "127"}, "latitude is '127', it should be a number from -90 to 90."),
    ],
)
def test_a_row_that_cannot_be_read_says_why(cells, fault):
    assert refusal(**cells) == fault


def test_a_row_is_told_from_those_of_other_formats():
    assert acled.looks(SHOOTING)
    assert not acled.looks(SHOOTING | {"event_type": "1", "sub_event_type": ""})
    assert not acled.looks({"event_type": "Riots"})
