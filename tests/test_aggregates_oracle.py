"""What charts and the graph count, told again in plain Python over the records as they were loaded, on both engines."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date, timedelta
from random import Random

import pytest

from schemas.codebook import cameo
from seed.records import Place
from store.identity import Kind
from tests.builders import entity, event, loaded
from tests.clients import found, id_of

COUNTRIES = {"Iran": "IRN", "Israel": "ISR", "Quds Force": "IRN", "Jordan": "JOR", "Nobody": None, "Nobody else": None}
SECTORS = {"Quds Force": "MIL", "Jordan": "GOV"}
CONTEXTS = ("military", "executive", "intelligence")
# On the edges of cells, between them, and at the ends of the earth.
DEGREES = (-180.0, -90.0, -77.25, -0.1, -0.05, 0.0, 0.3, 0.7, 2.5, 35.7, 51.4, 89.99, 90.0, 179.9, 180.0)
SINCE, UNTIL = date(2024, 2, 10), date(2024, 5, 20)
RANGE = f"date__gte={SINCE}&date__lte={UNTIL}"


def made():
    chance = Random(7)
    return [_event(chance, number) for number in range(150)]


def _event(chance, number):
    start = date(2024, 1, 1) + timedelta(chance.randrange(180))
    lasts = chance.choice((0, 0, 0, 1, 20, 90))
    return event(
        key=f"event/{number}",
        dataset=chance.choice(("first", "second")),
        actor1=chance.sample(sorted(COUNTRIES), chance.randrange(3)),
        actor2=chance.sample(sorted(COUNTRIES), chance.randrange(3)),
        cameo=chance.choice(("010", "042", "190", "138")),
        on=start.isoformat(),
        until=(start + timedelta(lasts)).isoformat() if lasts else None,
        place=_place(chance),
        contexts=tuple(chance.sample(CONTEXTS, chance.randrange(3))),
    )


def _place(chance):
    if chance.random() < 0.2:
        return None
    latitude = chance.choice([one for one in DEGREES if abs(one) <= 90])
    return Place("Spot", "city", latitude=latitude, longitude=chance.choice(DEGREES))


EVENTS = made()


@pytest.fixture
def filled(store):
    loaded(store, *(entity(name, country=code, sector=SECTORS.get(name)) for name, code in COUNTRIES.items()), *EVENTS)


def month(one, since=None):
    return max(one.date.start, since or date.min).replace(day=1).isoformat()


def within(one):
    return one.date.start <= UNTIL and one.date.end >= SINCE


def narrow(one) -> bool:
    return bool(within(one)) and bool({"Iran", "Jordan"} & names(one.actor1)) and one.cameo in ("190", "010")


def goldstein(ones):
    return sum(cameo(one.cameo).goldstein for one in ones) / len(ones)


def names(parts):
    return {part.entity for part in parts}


def sides(one):
    return names(one.actor1) | names(one.actor2)


def known(values):
    return {value for value in values if value} or {None}


def corner(place, size):
    """The southern and western edge of a cell, in millionths of a degree."""
    if place is None:
        return None
    steps, micro = (
        round(size * 1_000_000),
        [round(degrees * 1_000_000) for degrees in (place.latitude, place.longitude)],
    )
    south = min(micro[0], 90_000_000 - 1) // steps * steps
    west = -180_000_000 if micro[1] == 180_000_000 else micro[1] // steps * steps
    return south, west


def counted(client, query, *columns):
    given = found(client, f"/v1/events/aggregate?top=200&{query}")["data"]
    return {tuple(row[column] for column in columns): row["count"] for row in given if row["count"]}


@pytest.mark.usefixtures("filled")
def test_linked_dimensions_count_a_record_once_under_each(client):
    for dimension, values_of in {
        "actor_country": lambda one: known(COUNTRIES[name] for name in sides(one)),
        "actor1_country": lambda one: known(COUNTRIES[name] for name in names(one.actor1)),
        "actor2_country": lambda one: known(COUNTRIES[name] for name in names(one.actor2)),
        "actor_sector": lambda one: known(SECTORS.get(name) for name in sides(one)),
        "actor1_sector": lambda one: known(SECTORS.get(name) for name in names(one.actor1)),
        "actor2_sector": lambda one: known(SECTORS.get(name) for name in names(one.actor2)),
        "context": lambda one: known(one.contexts),
    }.items():
        every = Counter((value,) for one in EVENTS for value in values_of(one))
        assert counted(client, f"group_by={dimension}", dimension) == every
        some = Counter((month(one, SINCE), value) for one in EVENTS if within(one) for value in values_of(one))
        assert counted(client, f"group_by=date:month,{dimension}&{RANGE}", "date", dimension) == some


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize("size", [0.1, 0.25, 2.5, 7.5, 30])
def test_cells_hold_the_points_within_their_edges(client, size):
    corners = Counter(corner(one.place, size) for one in EVENTS if one.place)
    given = found(client, f"/v1/events/aggregate?group_by=cell:{size:g}&top=200")["data"]
    answered = {}
    for row in given:
        named, south, west = map(float, row["cell"].split(":"))
        assert named == size
        assert row["cell_latitude"] == pytest.approx(south + size / 2)
        assert row["cell_longitude"] == pytest.approx(west + size / 2)
        answered[round(south * 1_000_000), round(west * 1_000_000)] = row["count"]
    assert answered == corners


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize("bounds", ["", RANGE])
@pytest.mark.parametrize(("kept", "datasets"), [("", {"first", "second"}), ("dataset=first", {"first"})])
def test_shares_are_of_all_that_the_datasets_hold_in_the_period(client, bounds, kept, datasets):
    asked = [one for one in EVENTS if one.dataset in datasets and (not bounds or within(one))]
    since = SINCE if bounds else None
    every = Counter(month(one, since) for one in asked)
    some = Counter(month(one, since) for one in asked if one.cameo == "190" and "Iran" in sides(one))
    given = found(
        client, f"/v1/events/aggregate?group_by=date:month&metric=share&root_code=19&actor=Iran&{kept}&{bounds}"
    )["data"]
    assert given
    assert {row["date"]: row["share"] for row in given} == {
        row["date"]: round(some[row["date"]] / every[row["date"]], 9) if every[row["date"]] else None for row in given
    }


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize("periods", [2, 3, 90])
def test_smoothed_is_the_mean_of_the_periods_up_to_each(client, periods):
    given = found(client, f"/v1/events/aggregate?group_by=date:week&metric=count,share&actor=Iran&smooth={periods}")[
        "data"
    ]
    for column, digits in (("count", 6), ("share", 9)):
        values = [row[column] for row in given]
        for place, row in enumerate(given):
            window = [value for value in values[max(0, place - periods + 1) : place + 1] if value is not None]
            assert row[f"{column}_smoothed"] == pytest.approx(sum(window) / len(window), abs=10**-digits)


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize(
    ("query", "lets"),
    [
        ("", lambda one: True),
        (RANGE, within),
        ("actor=Iran", lambda one: "Iran" in sides(one)),
        (f"actor1=Iran,Jordan&{RANGE}&root_code=19,01", narrow),
    ],
)
def test_the_graph_holds_every_pair_of_the_largest(client, query, lets):
    asked = [one for one in EVENTS if lets(one)]
    taking_part = Counter(name for one in asked for name in sides(one))
    given = found(client, f"/v1/graph/nodes?{query}")["data"]
    assert {row["title"]: row["mainstat"] for row in given} == taking_part
    for row in given:
        mine = [one for one in asked if row["title"] in sides(one)]
        assert row["secondarystat"] == pytest.approx(goldstein(mine), abs=1e-6)
        conflict = sum(one.cameo in ("190", "138") for one in mine) / len(mine)
        assert row["arc__conflict"] == pytest.approx(conflict, abs=1e-6)
    for top in (3, 20):
        shown = {row["id"] for row in given[:top]}
        assert _answered(client, f"{query}&top={top}") == _told(asked, shown)


def _told(asked, shown):
    found_between = defaultdict(list)
    for one in asked:
        for source in names(one.actor1):
            for target in names(one.actor2):
                pair = id_of(Kind.ENTITY, source), id_of(Kind.ENTITY, target)
                if set(pair) <= shown:
                    found_between[pair].append(one)
    return {
        pair: (
            len(ones),
            pytest.approx(goldstein(ones), abs=1e-6),
            min(one.date.start for one in ones).isoformat(),
            max(one.date.end for one in ones).isoformat(),
        )
        for pair, ones in found_between.items()
    }


def _answered(client, query):
    return {
        (row["source"], row["target"]): (row["mainstat"], row["goldstein_avg"], row["first"], row["last"])
        for row in found(client, f"/v1/graph/edges?{query}")["data"]
    }
