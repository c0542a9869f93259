"""Charts that need more than the events of a group: cells of a grid, shares, smoothing, and articles by day."""

from __future__ import annotations

import pytest

from seed.records import Place
from tests.builders import article, event, loaded, source
from tests.clients import found, rows


def grouped(client, query):
    return found(client, f"/v1/events/aggregate?{query}")["data"]


@pytest.mark.parametrize(
    ("latitude", "longitude", "cell", "centre"),
    [
        (35.7, 51.4, "0.1:35.7:51.4", (35.75, 51.45)),
        (0.3, -0.3, "0.1:0.3:-0.3", (0.35, -0.25)),
        (-0.01, -0.01, "0.1:-0.1:-0.1", (-0.05, -0.05)),
        (90.0, 180.0, "0.1:89.9:-180", (89.95, -179.95)),
        (-90.0, -180.0, "0.1:-90:-180", (-89.95, -179.95)),
    ],
)
def test_a_cell_shows_its_edges_and_its_centre(client, store, latitude, longitude, cell, centre):
    loaded(store, event(key="a", place=Place("Spot", "exact", latitude=latitude, longitude=longitude)))
    assert grouped(client, "group_by=cell:0.1") == [
        {"cell": cell, "cell_latitude": centre[0], "cell_longitude": centre[1], "count": 1}
    ]


def test_what_has_no_point_is_not_counted_by_cell_and_that_is_said(client, store):
    loaded(store, event(key="a"), event(key="b", place=Place("Haifa", "city", latitude=32.8, longitude=34.99)))
    answer = found(client, "/v1/events/aggregate?group_by=date:month,cell:30")
    assert [row["count"] for row in answer["data"]] == [1]
    assert answer["meta"]["warnings"] == ["group_by: events without a point are not counted by cell."]


def test_cells_beyond_the_top_have_no_centre(client, store):
    spots = {"a": 32.8, "b": 32.9, "c": 51.5}
    loaded(store, *(event(key=k, place=Place("Spot", "city", latitude=at, longitude=0.1)) for k, at in spots.items()))
    assert grouped(client, "group_by=cell:1&top=1")[1] == {
        "cell": "other",
        "cell_latitude": None,
        "cell_longitude": None,
        "count": 1,
    }


def test_a_share_is_of_all_in_the_period_whatever_is_filtered(client, store):
    loaded(
        store,
        event(key="a", cameo="190", on="2024-01-10"),
        *(event(key=f"b{day}", on=f"2024-01-0{day}") for day in (1, 2, 3)),
        event(key="c", on="2024-03-01"),
    )
    given = grouped(client, "group_by=date:month&metric=count,share&root_code=19&date__gte=2024-01&date__lte=2024-03")
    assert [(row["date"], row["count"], row["share"]) for row in given] == [
        ("2024-01-01", 1, 0.25),
        ("2024-02-01", 0, None),
        ("2024-03-01", 0, 0.0),
    ]


def test_shares_of_all_groups_add_up_to_1(client, store):
    loaded(store, *(event(key=f"a{day}", cameo="190", on=f"2024-01-0{day}") for day in (1, 2, 3)), event(key="b"))
    given = grouped(client, "group_by=root_code&metric=share&top=1")
    assert [(row["root_code"], row["share"]) for row in given] == [("19", 0.75), ("other", 0.25)]


def test_a_share_is_of_the_datasets_asked_about(client, store):
    loaded(store, event(key="a", actor1="Iran"), event(key="b", on="2024-08-01"), event(key="c", dataset="another"))
    assert grouped(client, "metric=share&actor=Iran&dataset=test") == [{"share": 0.5}]
    assert grouped(client, "metric=share&actor=Iran") == [{"share": 0.333333333}]


def test_a_share_of_a_range_counts_what_reaches_into_it(client, store):
    loaded(
        store,
        event(key="siege", cameo="190", on="2024-01-20", until="2024-03-05"),
        event(key="talks", on="2024-02-11"),
        event(key="before", on="2024-01-25"),
    )
    given = grouped(client, "group_by=date:month&metric=share&root_code=19&date__gte=2024-02&date__lte=2024-02")
    assert given == [{"date": "2024-02-01", "share": 0.5}]


def test_smoothing_takes_the_mean_over_the_periods_up_to_each(client, store):
    loaded(
        store,
        *(event(key=f"a{number}", cameo="190", on="2024-01-10", origin_id=f"a{number}") for number in range(4)),
        event(key="b", cameo="010", on="2024-03-01"),
    )
    answer = found(client, "/v1/events/aggregate?group_by=date:month&metric=count,avg:goldstein,max:goldstein&smooth=2")
    assert answer["meta"]["smoothed"] == ["count_smoothed", "avg_goldstein_smoothed"]
    assert [tuple(row.values()) for row in answer["data"]] == [
        ("2024-01-01", 4, -10.0, -10.0, 4.0, -10.0),
        ("2024-02-01", 0, None, None, 2.0, -10.0),
        ("2024-03-01", 1, 0.0, 0.0, 0.5, 0.0),
    ]


def test_each_group_is_smoothed_by_itself(client, store):
    loaded(
        store,
        *(event(key=f"a{day}", status="denied", on=f"2024-01-0{day}") for day in (1, 2, 3)),
        event(key="b", on="2024-02-02"),
    )
    given = grouped(client, "group_by=date:month,status&metric=count&smooth=3")
    assert [(row["date"], row["status"], row["count_smoothed"]) for row in given] == [
        ("2024-01-01", "denied", 3.0),
        ("2024-01-01", "asserted", 0.0),
        ("2024-02-01", "denied", 1.5),
        ("2024-02-01", "asserted", 0.5),
    ]


def test_smoothed_columns_are_in_csv(client, store):
    loaded(store, event(key="a", on="2024-08-01"))
    given = rows(client.get("/v1/events/aggregate?group_by=date:month&metric=count,share&smooth=2&format=csv"))
    assert given == [
        {"date": "2024-08-01", "count": "1", "share": "1.0", "count_smoothed": "1.0", "share_smoothed": "1.0"}
    ]


def test_articles_are_counted_by_day_of_publication(client, store):
    loaded(
        store,
        article("First.", on="2024-08-01", source="Wire"),
        article("Zweite.", on="2024-08-01", language="de"),
        article("Third.", on="2024-08-03", source="Wire"),
    )
    answer = found(client, "/v1/articles/aggregate?group_by=date:day&metric=count,share&language=en&smooth=2")
    assert [(row["date"], row["count"], row["share"]) for row in answer["data"]] == [
        ("2024-08-01", 1, 0.5),
        ("2024-08-02", 0, None),
        ("2024-08-03", 1, 1.0),
    ]


def test_the_tone_of_articles_is_measured(client, store):
    loaded(store, article("First.", tone=-2.5), article("Second.", tone=1.0), article("Third."))
    given = found(client, "/v1/articles/aggregate?metric=count,avg:tone,min:tone")["data"]
    assert given == [{"count": 3, "avg_tone": -0.75, "min_tone": -2.5}]


def test_who_reports_an_event_is_known_by_article_or_by_name(client, store):
    text = article("Iran answered.", source="Wire")
    loaded(
        store,
        text,
        source("Radio"),
        event(key="a", told_in=[(text, "Iran answered")], publishers=("Wire", "Radio")),
        event(key="b", publishers=("Radio",)),
        event(key="c"),
    )
    given = grouped(client, "group_by=source")
    assert {row["source_name"]: row["count"] for row in given} == {"Radio": 2, "Wire": 1, None: 1}


@pytest.mark.parametrize(
    ("group_by", "field", "expected"),
    [
        ("source", "source_name", {"Wire", None}),
        ("language", "language", {"en", "de"}),
        ("dataset", "dataset", {"test"}),
    ],
)
def test_articles_are_counted_by(client, store, group_by, field, expected):
    loaded(store, article("First.", source="Wire"), article("Zweite.", language="de"))
    given = found(client, f"/v1/articles/aggregate?group_by={group_by}")["data"]
    assert {row[field] for row in given} == expected


@pytest.mark.parametrize(
    ("bounds", "days"),
    [
        ("published__gte=2024-08-01&published__lte=2024-08-03", ["2024-08-01", "2024-08-02", "2024-08-03"]),
        ("published__gt=2024-08-01&published__lt=2024-08-03", ["2024-08-02"]),
        ("published__gt=9999-12-31", []),
        ("published__lt=0001-01-01", []),
    ],
)
def test_the_range_of_publication_is_filled_to_its_ends(client, store, bounds, days):
    loaded(store, article("First.", on="2024-08-02"))
    given = found(client, f"/v1/articles/aggregate?group_by=date:day&{bounds}")["data"]
    assert [row["date"] for row in given] == days
