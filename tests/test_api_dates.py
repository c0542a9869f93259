"""Days as a client writes them, and events that last longer than one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest
from flask.testing import FlaskClient

from store.engine import open_store
from tests.builders import event, loaded
from tests.clients import found, keys, refused, serving

LASTING = "only what lasts from one to the other matches."
TODAY = datetime.now(UTC).date()
WORLD = (
    event(key="old", on="2023-12-31"),
    event(key="talks", on="2024-07-29", until="2024-08-04", actor1="Iran"),
    event(key="call", on="2024-08-04", actor1="Iran"),
    event(key="strike", on="2024-08-05", actor1="Israel"),
    event(key="siege", on="2024-08-05", until="2024-09-10"),
    event(key="recent", on=str(TODAY - timedelta(3))),
)


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def world(request) -> Iterator[FlaskClient]:
    databases = request.getfixturevalue(request.param)
    with closing(open_store(databases.new(databases.migrated))) as store:
        loaded(store, *WORLD)
        with serving(store) as client:
            yield client


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        # An event matches a range that it overlaps.
        ("date=2024-08-04", {"talks", "call"}),
        ("date=2024-08", {"talks", "call", "strike", "siege"}),
        ("date=2024-07", {"talks"}),
        ("date=2024-09", {"siege"}),
        ("date=2023", {"old"}),
        ("date=2024", {"talks", "call", "strike", "siege"}),
        ("date__gte=2024-08-01&date__lte=2024-08-04", {"talks", "call"}),
        ("date__gte=2024-09-01&date__lt=2025", {"siege"}),
        ("date__gt=2024-08-04&date__lt=2024-08-06", {"strike", "siege"}),
        ("date__gt=2024-08&date__lt=2025", {"siege"}),
        ("date__lt=2024", {"old"}),
        ("date__lte=2024-07", {"old", "talks"}),
        ("date=2024-08&actor=Iran", {"talks", "call"}),
        ("date__gte=2024-08-02&date__lte=2024-08-03&actor=Iran", {"talks"}),
        ("date__gte=2024-08-05&date__lte=2024-08-04", set()),
        # A date-time is the day on which it falls, in UTC or in the zone asked for.
        ("date=2024-08-04T23:30:00Z", {"talks", "call"}),
        ("date=2024-08-04T23:30:00Z&tz=UTC", {"talks", "call"}),
        ("date=2024-08-04&tz=Asia/Beirut", {"talks", "call"}),
        ("date__gte=now-7d", {"recent"}),
        ("date__gte=now-1w&date__lte=now", {"recent"}),
        ("date__gte=now-2d", set()),
        ("date__gte=now-24h&tz=Asia/Beirut", set()),
        ("date__lt=now-20y", set()),
        ("date__lt=now-1M&date__gte=2024", {"talks", "call", "strike", "siege"}),
    ],
)
def test_a_date_is_read_as_the_days_that_it_covers(world, query, expected):
    assert keys(world, f"/v1/events?{query}") == expected


@pytest.mark.parametrize("path", ["events", "events/aggregate", "graph/nodes"])
@pytest.mark.parametrize(
    ("query", "told"),
    [
        (
            "date__gte=2024-08-05&date__lte=2024-08-01",
            "date: the range asked about begins on 2024-08-05 and ends on 2024-08-01; " + LASTING,
        ),
        (
            "date=2024-08&date__gt=2024",
            "date: the range asked about begins on 2025-01-01 and ends on 2024-08-31; " + LASTING,
        ),
        (
            "goldstein__gte=5&goldstein__lte=-1",
            "goldstein: nothing can match, for none is at least 5.0 and at most -1.0.",
        ),
        (
            "mention_count__gt=3&mention_count__lte=3",
            "mention_count: nothing can match, for none is more than 3 and at most 3.",
        ),
        (
            "updated__gte=2024-08-05T00:00:00Z&updated__lt=2024-08-01T00:00:00Z",
            "updated: nothing can match, for none is at least 2024-08-05T00:00:00Z and less than 2024-08-01T00:00:00Z.",
        ),
    ],
)
def test_a_range_that_holds_nothing_is_told(world, path, query, told):
    assert found(world, f"/v1/{path}?{query}")["meta"]["warnings"] == [told]


def test_what_lasts_over_a_range_that_ends_before_it_begins_is_found(world):
    answer = found(world, "/v1/events?date__gte=2024-08-03&date__lte=2024-08-01")
    assert [document["origin_id"] for document in answer["data"]] == ["talks"]
    assert len(answer["meta"]["warnings"]) == 1


@pytest.mark.parametrize(
    "query",
    [
        "date__gte=2024-08-05&date__lte=2024-08-05",
        "goldstein__gte=-10&goldstein__lte=-10",
        "date__gt=2024&date__lt=2026",
    ],
)
def test_a_range_that_holds_something_is_answered_without_a_word(world, query):
    assert found(world, f"/v1/events?{query}")["meta"]["warnings"] == []


def test_the_zone_decides_on_which_day_an_instant_falls(client, store):
    loaded(store, event(key="evening", on="2024-08-04"), event(key="morning", on="2024-08-05"))
    assert keys(client, "/v1/events?date=2024-08-04T23:30:00Z") == {"evening"}
    assert keys(client, "/v1/events?date=2024-08-05T02:30:00%2B03:00") == {"evening"}
    assert keys(client, "/v1/events?date=2024-08-04T23:30:00Z&tz=Asia/Beirut") == {"morning"}


@pytest.mark.parametrize(
    "value",
    [
        "soon",
        "2024-13",
        "2024-02-30",
        "2024-8-4",
        "08/04/2024",
        "2024-08-04T10:00:00",
        "now+1d",
        "now-7",
        "now-99999d",
        "now-9999y",
        "0000",
        "20240804",
        "2024-08-04T25:00:00Z",
        "٢٠٢٤",
        "",
    ],
)
@pytest.mark.parametrize("parameter", ["date", "date__lt", "updated__gte"])
def test_what_is_no_date_is_refused(seeded_sqlite_client, parameter, value):
    assert refused(seeded_sqlite_client, f"/v1/events?{parameter}={value}")["parameter"] == parameter


@pytest.mark.parametrize(
    "query",
    [
        "date__gt=9999-12-31",
        "date__lt=0001-01-01",
        "date=0001-01-01T00:00:00%2B05:00",
        "updated__gte=0001-01-01T00:00:00%2B05:00",
        "updated__lte=9999-12-31&tz=America/New_York",
        "updated__gte=0001-01-01&tz=Asia/Beirut",
    ],
)
def test_a_bound_beyond_the_calendar_is_refused(seeded_sqlite_client, query):
    assert refused(seeded_sqlite_client, f"/v1/events?{query}")["parameter"] == query.partition("=")[0]


def test_an_unknown_zone_is_refused_with_the_nearest(seeded_sqlite_client):
    fault = refused(seeded_sqlite_client, "/v1/events?tz=Asia/Beruit")
    assert fault["parameter"] == "tz"
    assert "Asia/Beirut" in fault["message"]
