"""What is served of a file is what the csv module alone reads in it: counts over HTTP, and fields row for row."""

from __future__ import annotations

import csv
from collections import Counter

import pytest

from bench.gdelt_world import World
from schemas.codebook import code_with
from seed.importers.gdelt_events import COLUMNS
from store.identity import Kind
from tests.clients import client_of, found, id_of
from tests.loads import GDELT_2015, GDELT_2018, UCDP, file_loaded

# Every so many rows are looked at field by field.
EVERY = 37


def raw(path):
    """The rows of a file of GDELT's events."""
    with path.open(encoding="utf-8", newline="") as file:
        lines = csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        return [dict(zip(COLUMNS, cells, strict=True)) for cells in lines]


def counted(client, query, *columns):
    """Counts over HTTP, by the values of the columns."""
    given = found(client, f"/v1/events/aggregate?top=200&{query}")["data"]
    return {tuple(row[column] for column in columns): row["count"] for row in given if row["count"]}


def month(day):
    return f"{day[:4]}-{day[4:6]}-01"


def iso(day):
    return f"{day[:4]}-{day[4:6]}-{day[6:]}"


def country(fips):
    return code_with("country", "fips", fips)


def assert_counts(client, rows):
    """Hold the charts of GDELT's events to the rows."""
    for query, columns, value_of in (
        ("group_by=date:month", ("date",), lambda row: (month(row["SQLDATE"]),)),
        ("group_by=date:day", ("date",), lambda row: (iso(row["SQLDATE"]),)),
        ("group_by=country", ("country",), lambda row: (country(row["ActionGeo_CountryCode"]),)),
        ("group_by=root_code", ("root_code",), lambda row: (row["EventRootCode"],)),
        ("group_by=quad_class", ("quad_class",), lambda row: (int(row["QuadClass"]),)),
        (
            "group_by=date:month,root_code,quad_class",
            ("date", "root_code", "quad_class"),
            lambda row: (month(row["SQLDATE"]), row["EventRootCode"], int(row["QuadClass"])),
        ),
    ):
        assert counted(client, query, *columns) == Counter(map(value_of, rows)), query


def assert_told_alike(client, rows):
    """Hold events to the rows that they were read from, field by field."""
    for row in rows[::EVERY]:
        event = found(client, f"/v1/events/{id_of(Kind.EVENT, 'gdelt/' + row['GLOBALEVENTID'])}")
        assert event["origin_id"] == row["GLOBALEVENTID"]
        assert event["date"]["start"] == event["date"]["end"] == iso(row["SQLDATE"])
        assert (event["type"]["event_code"], event["type"]["root_code"]) == (row["EventCode"], row["EventRootCode"])
        assert event["type"]["goldstein"] == float(row["GoldsteinScale"])
        assert event["tone"] == pytest.approx(float(row["AvgTone"]), abs=1e-9)
        assert [event["counts"][name] for name in ("mentions", "sources", "articles")] == [
            int(row[f"Num{name}"]) for name in ("Mentions", "Sources", "Articles")
        ]
        for side in ("1", "2"):
            assert _sides(event[f"actor{side}"]) == _given(row, side)
        assert _place(event["place"]) == _place_given(row)


def _sides(actors):
    return [(actor["as_written"], actor["code"]) for actor in actors if actor["as_written"]]


def _given(row, side):
    name = row[f"Actor{side}Name"]
    return [(name, row[f"Actor{side}Code"])] if name else []


def _place(place):
    return place and (place["name"], place["country"], place["latitude"], place["longitude"])


def _place_given(row):
    if not row["ActionGeo_FullName"]:
        return None
    point = [float(row[f"ActionGeo_{name}"]) if row[f"ActionGeo_{name}"] else None for name in ("Lat", "Long")]
    return row["ActionGeo_FullName"], country(row["ActionGeo_CountryCode"]), *point


def test_a_made_up_file_is_told_as_it_is(store, client, tmp_path):
    World(800).write(tmp_path / "rows.export.CSV")
    file_loaded(store, tmp_path / "rows.export.CSV")
    rows = raw(tmp_path / "rows.export.CSV")
    assert len(rows) == 800
    assert_counts(client, rows)
    assert_told_alike(client, rows)


@pytest.mark.slow
def test_real_files_of_gdelt_are_told_as_they_are(store):
    if not (GDELT_2015.exists() and GDELT_2018.exists()):
        pytest.skip(f"{GDELT_2015} and {GDELT_2018} are not there")
    client, rows = client_of(store), []
    for path in (GDELT_2015, GDELT_2018):
        file_loaded(store, path)
        rows += raw(path)
    assert_counts(client, rows)
    assert_told_alike(client, rows)


@pytest.mark.slow
def test_a_real_file_of_ucdp_is_told_as_it_is(store):
    if not UCDP.exists():
        pytest.skip(f"{UCDP} is not there")
    client = client_of(store)
    file_loaded(store, UCDP)
    with UCDP.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    by_month = Counter((f"{row['date_start'][:7]}-01",) for row in rows)
    assert counted(client, "group_by=date:month", "date") == by_month
    by_country = Counter((_country(row),) for row in rows)
    assert counted(client, "group_by=country", "country") == by_country
    dead = found(client, "/v1/events/aggregate?metric=sum:fatalities")["data"][0]["sum_fatalities"]
    assert dead == sum(int(row["best"]) for row in rows)
    for row in rows[::EVERY]:
        event = found(client, f"/v1/events/{id_of(Kind.EVENT, 'ucdp-ged/' + row['id'])}")
        assert (event["date"]["start"], event["date"]["end"]) == (row["date_start"][:10], row["date_end"][:10])
        assert event["fatalities"] == {name: int(row[name]) for name in ("best", "low", "high")}
        assert event["place"]["latitude"] == float(row["latitude"])
        assert event["type"]["origin_type"] == f"ucdp_violence:{row['type_of_violence']}"
        assert event["place"]["country"] == _country(row)


def _country(row):
    return code_with("country", "gw", row["country_id"].removesuffix(".0"))
