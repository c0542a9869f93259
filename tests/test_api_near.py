"""Events by where they took place: in a box, within a circle, by how precise the place is; on both engines."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from math import acos, cos, radians, sin
from random import Random
from unittest.mock import patch

import pytest
from flask.testing import FlaskClient

from schemas.areas import EARTH_KM
from seed.records import Place
from service.queries import areas
from store.engine import open_store
from tests.builders import event, loaded
from tests.clients import found, keys, listed, pages, refused, serving

POINTS = {
    "Beirut": (33.8938, 35.5018),
    "Tyre": (33.2704, 35.2038),
    "Suva": (-18.1248, 178.4501),
    "Apia": (-13.8333, -171.7667),
    "Date line": (-16.0, 180.0),
    "Other name of the line": (-16.0, -180.0),
    "North Pole": (90.0, 12.0),
    "Alert": (82.5, -62.3),
    "Chokurdakh": (70.6, 147.9),
    "South Pole": (-90.0, 0.0),
    "Null Island": (0.0, 0.0),
}


# On SQLite once with every area small and once with none, for they are looked for in different ways.
@pytest.fixture(scope="module", params=[("sqlite", 2000), ("sqlite", -1), ("postgresql", 2000)], ids=str)
def world(request) -> Iterator[FlaskClient]:
    engine, few_points = request.param
    databases = request.getfixturevalue(engine)
    events = [
        event(
            key=name,
            actor1="Fiji" if name == "Suva" else (),
            place=Place(name, "city", latitude=latitude, longitude=longitude),
        )
        for name, (latitude, longitude) in POINTS.items()
    ]
    country = event(key="Lebanon", place=Place("Lebanon", "country", country="LBN", latitude=33.9, longitude=35.5))
    nowhere = [event(key="no point", place=Place("Somewhere", "unknown")), event(key="no place")]
    with closing(open_store(databases.new(databases.migrated))) as store:
        loaded(store, *events, country, *nowhere)
        with serving(store) as client, patch.object(areas, "FEW_POINTS", few_points):
            yield client


@pytest.mark.parametrize(
    ("box", "expected"),
    [
        ("35,33,36,34", {"Beirut", "Tyre", "Lebanon"}),
        ("35.5018,33.8938,35.5018,33.8938", {"Beirut"}),
        # From west to east across 180 degrees, where west is the greater.
        ("177,-20,-170,-10", {"Suva", "Apia", "Date line", "Other name of the line"}),
        ("-170,-20,177,-10", set()),
        # 180 and -180 are one meridian, whichever way a box ends on it or a point is written.
        ("178,-20,180,-10", {"Suva", "Date line", "Other name of the line"}),
        ("-180,-20,-171,-10", {"Apia", "Date line", "Other name of the line"}),
        ("180,-20,-180,-10", {"Date line", "Other name of the line"}),
        ("-180,-90,180,90", {*POINTS, "Lebanon"}),
        ("-180,80,180,90", {"North Pole", "Alert"}),
        ("-0.0,-0.0,0,0", {"Null Island"}),
    ],
)
def test_a_box_holds_the_events_whose_point_is_in_it(world, box, expected):
    assert keys(world, f"/v1/events?bbox={box}") == expected


@pytest.mark.parametrize(
    ("near", "radius", "expected"),
    [
        ("33.8938,35.5018", "0.001", {"Beirut"}),
        ("33.8938,35.5018", "1", {"Beirut", "Lebanon"}),
        # Tyre is 74.6 km from Beirut.
        ("33.8938,35.5018", "74", {"Beirut", "Lebanon"}),
        ("33.8938,35.5018", "75", {"Beirut", "Lebanon", "Tyre"}),
        # Across the date line, from either side of it.
        ("-16,179.99", "2", {"Date line", "Other name of the line"}),
        ("-16,-179.99", "2", {"Date line", "Other name of the line"}),
        ("-16,-179.99", "1200", {"Date line", "Other name of the line", "Suva", "Apia"}),
        # Over the pole: Alert is 834 km from it.
        ("90,0", "1", {"North Pole"}),
        ("89.9,-170", "20", {"North Pole"}),
        ("88,118", "1100", {"North Pole", "Alert"}),
        ("-90,77", "1", {"South Pole"}),
        ("-89.5,180", "60", {"South Pole"}),
    ],
)
def test_a_circle_holds_the_events_within_its_radius(world, near, radius, expected):
    assert keys(world, f"/v1/events?near={near}&radius_km={radius}") == expected


def test_an_area_goes_with_dates_actors_sorts_and_pages(world):
    box = "bbox=-180,-90,180,90"
    assert len({record["id"] for page in pages(world, f"/v1/events?{box}&limit=5") for record in page}) == 12
    for sort in ("date", "-goldstein", "updated"):
        assert len(listed(world, f"/v1/events?{box}&sort={sort}&date__gte=2024-08-01&date__lte=2024-08-31", "id")) == 12
    assert keys(world, f"/v1/events?{box}&actor=Fiji&date=2024") == {"Suva"}
    assert keys(world, "/v1/events?bbox=35,33,36,34&actor=Fiji") == set()
    assert keys(world, "/v1/events?bbox=177,-20,-170,-10&actor=Fiji,Lebanon") == {"Suva"}


def kilometres(one: tuple[float, float], other: tuple[float, float]) -> float:
    """The distance by the spherical law of cosines, which is another way to reckon it."""
    (a, x), (b, y) = (tuple(map(radians, spot)) for spot in (one, other))
    return EARTH_KM * acos(min(1.0, sin(a) * sin(b) + cos(a) * cos(b) * cos(x - y)))


def test_a_circle_anywhere_is_told_again_in_plain_python(world):
    chance = Random(7)
    sizes = []
    for _ in range(150):
        near = chance.choice([*POINTS.values()])
        spot = (max(-90.0, min(90.0, near[0] + chance.uniform(-9, 9))), chance.uniform(-180, 180))
        spot = (spot[0], near[1]) if chance.random() < 0.6 else spot
        radius = chance.choice((200, 900, 2000))
        expected = {name for name, point in POINTS.items() if kilometres(spot, point) <= radius}
        answered = keys(world, f"/v1/events?near={spot[0]:.12f},{spot[1]:.12f}&radius_km={radius}")
        assert answered - {"Lebanon"} == expected, (spot, radius)
        sizes.append(len(expected))
    assert sum(size > 0 for size in sizes) > 50


def test_the_precision_tells_a_point_from_the_centre_of_a_country(world):
    assert keys(world, "/v1/events?bbox=35,33,36,34&place_precision=exact,city,near") == {"Beirut", "Tyre"}
    assert keys(world, "/v1/events?bbox=35,33,36,34&place_precision__not=city") == {"Lebanon"}


def test_areas_go_with_other_filters_counts_and_charts(world):
    assert found(world, "/v1/events?bbox=35,33,36,34&country=LBN&count=exact")["meta"]["count"] == 1
    assert found(world, "/v1/events/aggregate?near=33.9,35.5&radius_km=100&metric=count")["data"] == [{"count": 3}]
    assert len(listed(world, "/v1/events?bbox=35,33,36,34&near=33.9,35.5&radius_km=10", "id")) == 2


@pytest.mark.parametrize(
    ("query", "parameter", "words"),
    [
        ("near=33,35", "near", "radius_km"),
        ("radius_km=5", "radius_km", "near"),
        ("near=33,35&radius_km=0", "radius_km", "0.001 to 2000"),
        ("near=33,35&radius_km=2001", "radius_km", "0.001 to 2000"),
        ("near=91,35&radius_km=1", "near", "latitude"),
        ("near=33,181&radius_km=1", "near", "longitude"),
        ("near=33&radius_km=1", "near", "latitude,longitude"),
        ("near=33,35,36&radius_km=1", "near", "3 given"),
        ("near=north,35&radius_km=1", "near", "'north'"),
        ("near=1_0,35&radius_km=1", "near", "'1_0'"),
        ("near=nan,35&radius_km=1", "near", "'nan'"),
        ("bbox=1,2,3", "bbox", "west,south,east,north: 34.9,33,36.7,34.7; 3 given"),
        ("bbox=1,2,3,4,5", "bbox", "5 given"),
        ("bbox=1,5,3,4", "bbox", "south, 5, north of its north, 4"),
        ("bbox=181,2,3,4", "bbox", "west"),
        ("bbox=1,2,3,90.1", "bbox", "north"),
        ("bbox=1,2,,4", "bbox", "east"),
        ("bbox=", "bbox", "none given"),
    ],
)
def test_an_area_that_is_none_is_refused(seeded_sqlite_client, query, parameter, words):
    fault = refused(seeded_sqlite_client, f"/v1/events?{query}")
    assert fault["parameter"] == parameter
    assert words in fault["message"]
