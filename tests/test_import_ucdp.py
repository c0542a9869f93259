"""Rows of the UCDP Georeferenced Event Dataset become events."""

from __future__ import annotations

import csv
import json
from collections import Counter
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest

from schemas.codebook import code_with
from seed.importers import ucdp
from seed.importers.files import Content
from seed.importers.format import BadRow, Doubt, Features
from seed.importers.rows import rows
from seed.records import Actor, EventRecord, Part, Place, SourceRecord

REAL = Path(__file__).parents[2] / "shared/data/ucdp/GEDEvent_v23_1.sample.csv"

# One battle, made up. A test changes what it is about.
BATTLE: dict[str, str] = dict.fromkeys(ucdp.COLUMNS, "") | {
    "id": "7001",
    "relid": "SYR-2013-1-99-1",
    "year": "2013",
    "active_year": "1",
    "code_status": "Clear",
    "type_of_violence": "1",
    "conflict_new_id": "299",
    "conflict_name": "Syria: Government",
    "dyad_new_id": "11973",
    "dyad_name": "Government of Syria - Hill Brigade",
    "side_a_new_id": "118",
    "side_a": "Government of Syria",
    "side_b_new_id": "4456",
    "side_b": "Hill Brigade",
    "number_of_sources": "2",
    "source_office": "Agence Une;Agence Une; Second Wire",
    "source_headline": "Fighting; More fighting",
    "where_prec": "1",
    "where_coordinates": "Rami village",
    "where_description": "in the village",
    "adm_1": "Idlib governorate",
    "adm_2": "Ariha district",
    "latitude": "35.76",
    "longitude": "36.55",
    "priogrid_gid": "181154",
    "country": "Syria",
    "country_id": "652",
    "region": "Middle East",
    "event_clarity": "1",
    "date_prec": "1",
    "date_start": "2013-01-03",
    "date_end": "2013-01-03",
    "deaths_a": "0",
    "deaths_b": "2",
    "deaths_civilians": "0",
    "deaths_unknown": "0",
    "best": "2",
    "low": "1",
    "high": "4",
    "gwnoa": "652.0",
}


def event(**cells: str) -> EventRecord:
    found = ucdp.records(BATTLE | cells)[-1]
    assert isinstance(found, EventRecord)
    return found


def doubts(**cells: str) -> dict[str, tuple[str, ...]]:
    """What is in doubt about a row, with the columns; all that they hold is kept."""
    told = ucdp.records(BATTLE | cells)
    found = [one for one in told if isinstance(one, Doubt)]
    event = told[-1]
    assert isinstance(event, EventRecord)
    assert {column for one in found for column in one.columns} <= set(dict(event.origin))
    return {one.what: one.columns for one in found}


def place(**cells: str) -> Place:
    found = event(**cells).place
    assert found is not None
    return found


def actors(side: tuple[Part, ...]) -> list[Actor]:
    return [part for part in side if isinstance(part, Actor)]


def refusal(**cells: str) -> str:
    with pytest.raises(BadRow) as refused:
        ucdp.records(BATTLE | cells)
    return str(refused.value)


def test_a_battle_becomes_an_event():
    battle = event()
    assert (battle.key, battle.dataset, battle.origin_id) == ("ucdp-ged/7001", "ucdp-ged", "7001")
    assert battle.summary == "Government of Syria → Hill Brigade: State-based conflict (Rami village)"
    assert (battle.fatalities_best, battle.fatalities_low, battle.fatalities_high) == (2, 1, 4)
    assert (battle.date.start, battle.date.end, battle.date.precision) == (date(2013, 1, 3), date(2013, 1, 3), "day")
    assert (battle.date.basis, battle.status, battle.confidence) == ("origin", "asserted", None)


def test_a_place_is_named_as_closely_as_the_row_can():
    assert place() == Place(
        "Rami village", "exact", country="SYR", admin1="Idlib governorate", latitude=35.76, longitude=36.55
    )
    assert place(where_coordinates="").name == "Ariha district"


def test_a_place_without_a_point_keeps_its_name():
    found = place(latitude="", longitude="", where_prec="6")
    assert (found.name, found.precision, found.latitude, found.longitude) == ("Rami village", "country", None, None)


@pytest.mark.parametrize(
    ("violence", "cameo", "plover"), [("1", "190", "ASSAULT"), ("2", "190", "ASSAULT"), ("3", "180", "ASSAULT")]
)
def test_the_type_of_violence_decides_the_type_of_event(violence, cameo, plover):
    found = event(type_of_violence=violence)
    assert (found.cameo, found.plover_type, found.origin_type) == (cameo, plover, f"ucdp_violence:{violence}")


def test_a_government_is_known_by_its_country():
    assert event().actor1 == (
        Actor("Government of Syria", "SYRGOV", "SYR", "GOV", "organization", (("ucdp-actor", "118"),)),
    )


def test_an_armed_group_is_known_by_its_number():
    assert event().actor2 == (Actor("Hill Brigade", kind="group", identifiers=(("ucdp-actor", "4456"),)),)


def test_civilians_are_a_group_without_a_number():
    assert event(side_b="Civilians", side_b_new_id="1").actor2 == (ucdp.CIVILIANS,)


def test_governments_that_fight_together_are_each_known_alone():
    allies = event(side_a="Government of Australia, Government of United Kingdom", gwnoa="900, 200")
    assert [(ally.name, ally.code) for ally in actors(allies.actor1)] == [
        ("Government of Australia", "AUSGOV"),
        ("Government of United Kingdom", "GBRGOV"),
    ]


def test_a_government_without_a_number_of_its_state_has_no_country():
    [government] = actors(event(gwnoa="").actor1)
    assert (government.code, government.country, government.sector) == (None, None, "GOV")


def test_groups_with_commas_in_their_name_are_one():
    assert len(event(side_b="Giants Brigade, STC").actor2) == 1


def test_a_country_that_nobody_knows_is_kept_by_name():
    unknown = {"country_id": "99999", "country": "Atlantis"}
    assert place(**unknown).country is None
    assert ("country", "Atlantis") in event(**unknown).origin


def test_each_news_office_is_a_publisher_once():
    assert ucdp.records(BATTLE)[:-1] == [
        SourceRecord("publisher/agence une", "Agence Une", stub=True),
        SourceRecord("publisher/second wire", "Second Wire", stub=True),
    ]
    assert event().publishers == ("publisher/agence une", "publisher/second wire")


@pytest.mark.parametrize(("written", "counted"), [("2", 2), ("-1", 0)])
def test_sources_that_were_not_counted_are_none(written, counted):
    assert event(number_of_sources=written).sources == counted


def test_what_no_field_holds_is_kept_in_its_own_words():
    kept = dict(event(active_year="0").origin)
    assert kept["conflict_name"] == "Syria: Government"
    assert kept["source_headline"] == "Fighting; More fighting"
    assert kept["deaths_b"] == "2"
    assert kept["active_year"] == "0"


def test_what_says_nothing_is_left_out():
    assert {"code_status", "active_year", "source_article", "gwnob"}.isdisjoint(dict(event().origin))


@pytest.mark.parametrize(
    ("date_prec", "end", "precision"),
    [
        ("1", "2013-01-03", "day"),
        ("1", "2013-01-05", "range"),
        ("2", "2013-01-05", "range"),
        ("3", "2013-01-09", "week"),
        ("4", "2013-01-31", "month"),
        ("5", "2013-12-31", "range"),
    ],
)
def test_precision_says_how_closely_the_days_are_known(date_prec, end, precision):
    assert event(date_prec=date_prec, date_end=end).date.precision == precision


def test_a_day_may_have_a_midnight_behind_it():
    assert event(date_start="2013-01-03 00:00:00.000").date.start == date(2013, 1, 3)


def test_estimates_that_contradict_one_another_are_told_as_they_stand():
    found = event(best="1", low="2", high="1")
    assert (found.fatalities_low, found.fatalities_best, found.fatalities_high) == (2, 1, 1)


FOREIGN = "rows with a country that is not known"
UNLIKE = "rows that contradict themselves in number and name of a country"
ESTIMATES = "rows that contradict themselves in estimates of deaths"


@pytest.mark.parametrize(
    ("cells", "found"),
    [
        ({}, {}),
        ({"country": "Yemen (North Yemen)", "country_id": "678"}, {}),
        ({"country_id": "9999"}, {FOREIGN: ("country_id",)}),
        ({"country": "Atlantis"}, {FOREIGN: ("country",)}),
        ({"country": "France"}, {UNLIKE: ("country_id", "country")}),
        ({"gwnoa": "652, 9999"}, {FOREIGN: ("gwnoa",)}),
        ({"best": "50", "low": "80", "high": "3"}, {ESTIMATES: ("low", "best", "high")}),
        (
            {"latitude": "0", "longitude": "0"},
            {"rows with the point 0, 0, which is no place": ("latitude", "longitude")},
        ),
    ],
)
def test_what_cannot_be_right_is_kept_and_counted(cells, found):
    assert doubts(**cells) == found


@pytest.mark.parametrize("column", ["geom_wkt", "geometry"])
def test_a_point_that_is_written_twice_may_differ_by_a_rounding(column):
    assert event(**{column: "POINT (36.5500001 35.76)"}).place == place()


def test_the_geometry_of_a_feature_comes_as_a_cell():
    properties = dict.fromkeys(ucdp.COLUMNS, "")
    point = {"type": "Point", "coordinates": [10, 20.5]}
    features = [{"type": "Feature", "geometry": where, "properties": properties} for where in (point, None)]
    file = json.dumps({"type": "FeatureCollection", "features": features}).encode()
    read = [line.row for line in rows(Content("x", BytesIO(file)), Features(ucdp.COLUMNS))]
    assert [row and row.get("geometry") for row in read] == ["POINT (10 20.5)", None]


@pytest.mark.parametrize(
    ("cells", "fault"),
    [
        ({"id": ""}, "id is '', it should be the number of the event."),
        (
            {"type_of_violence": "4"},
            "type_of_violence is '4', it should be 1 (state-based), 2 (non-state) or 3 (one-sided).",
        ),
        ({"best": "-3"}, "best is '-3', it should be a whole number from 0 to 2147483647."),
        ({"best": "many"}, "best is 'many', it should be a whole number from 0 to 2147483647."),
        ({"high": "2147483648"}, "high is '2147483648', it should be a whole number from 0 to 2147483647."),
        ({"date_start": "2013-02-30"}, "date_start is '2013-02-30', it should be a day such as 2013-01-03."),
        (
            {"date_end": "2013-01-01"},
            "date_end is 2013-01-01, before date_start 2013-01-03: it should be the same day or a later one.",
        ),
        ({"year": "1066"}, "year is '1066', it should be 2013, as date_start says."),
        ({"deaths_a": "x"}, "deaths_a is 'x', it should be a whole number from 0 to 2147483647."),
        ({"gwnob": "Syria"}, "gwnob is 'Syria', it should be numbers of states, such as 652 or 900, 200."),
        ({"event_clarity": "3"}, "event_clarity is '3', it should be 1 (clear) or 2 (less so)."),
        (
            {"geometry": "POINT (35.76 36.55)"},
            "geometry is 'POINT (35.76 36.55)', it should be POINT (36.55 35.76), as latitude and longitude say.",
        ),
        (
            {"geom_wkt": "here"},
            "geom_wkt is 'here', it should be POINT (36.55 35.76), as latitude and longitude say.",
        ),
        ({"date_prec": "9"}, "date_prec is '9', it should be a whole number from 1 to 5."),
        ({"where_prec": "x"}, "where_prec is 'x', it should be a whole number from 1 to 7."),
        ({"latitude": "95"}, "latitude is '95', it should be a number from -90 to 90."),
        ({"latitude": "nan"}, "latitude is 'nan', it should be a number from -90 to 90."),
        ({"longitude": ""}, "longitude is '', it should be a number, as the other coordinate is one."),
    ],
)
def test_a_row_that_cannot_be_read_says_why(cells, fault):
    assert refusal(**cells) == fault


def test_a_long_cell_is_quoted_in_part():
    assert refusal(best="x" * 300) == f"best is '{'x' * 80}…', it should be a whole number from 0 to 2147483647."


def test_a_row_is_told_from_those_of_other_formats():
    assert ucdp.looks(BATTLE)
    assert not ucdp.looks(BATTLE | {"type_of_violence": "Armed clash"})
    assert not ucdp.looks({"Event ID": "1"})


# The real file


@pytest.fixture(scope="module")
def real() -> list[dict[str, str]]:
    if not REAL.exists():
        pytest.skip("The UCDP sample is only where the data samples lie beside the checkout")
    with REAL.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def read(real) -> list[EventRecord]:
    return [record for row in real for record in ucdp.records(row) if isinstance(record, EventRecord)]


def test_every_real_row_looks_like_one_and_becomes_an_event(real, read):
    assert all(map(ucdp.looks, real))
    assert [found.origin_id for found in read] == [row["id"] for row in real]


def test_real_rows_are_doubted_for_nothing_but_their_estimates(real):
    found = Counter(one.what for row in real for one in ucdp.records(row) if isinstance(one, Doubt))
    assert found == {ESTIMATES: 6}


def test_real_deaths_sum_to_the_same(real, read):
    assert sum(found.fatalities_best or 0 for found in read) == sum(int(row["best"]) for row in real)
    assert sum(found.fatalities_high or 0 for found in read) == sum(int(row["high"]) for row in real)


def test_real_countries_are_all_known_and_count_the_same(real, read):
    numbers = Counter(row["country_id"] for row in real)
    expected = Counter({code_with("country", "gw", number): count for number, count in numbers.items()})
    assert None not in expected
    assert Counter(found.place and found.place.country for found in read) == expected


def test_real_types_of_violence_count_the_same(real, read):
    assert Counter(found.origin_type for found in read) == Counter(
        f"ucdp_violence:{row['type_of_violence']}" for row in real
    )


def test_real_governments_all_have_a_code(read):
    sides = [actor for found in read for actor in actors((*found.actor1, *found.actor2))]
    governments = [actor for actor in sides if actor.sector == "GOV"]
    assert len(governments) > 300
    assert all(actor.code and actor.country for actor in governments)
