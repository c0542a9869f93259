"""Counts and measures: by time, code, place, actor."""

from __future__ import annotations

import pytest

from seed.records import Place
from store.identity import Kind
from tests.builders import article, entity, event, loaded, quote
from tests.clients import found, id_of, merged, refused, rows


def grouped(client, query):
    return found(client, f"/v1/events/aggregate?{query}")["data"]


def test_without_a_dimension_there_is_one_row(client, store):
    loaded(store, event(key="a"), event(key="b"))
    assert grouped(client, "") == [{"count": 2}]


def test_of_nothing_there_is_no_row(client):
    answer = found(client, "/v1/events/aggregate?group_by=date:month,status")
    assert answer["data"] == []
    assert answer["meta"] == {
        "group_by": ["date:month", "status"],
        "metric": ["count"],
        "smoothed": [],
        "returned": 0,
        "warnings": [],
    }


@pytest.mark.parametrize(
    ("unit", "expected"),
    [
        ("day", [("2024-01-30", 1), ("2024-01-31", 0), ("2024-02-01", 1)]),
        ("week", [("2024-01-29", 2)]),
        ("month", [("2024-01-01", 1), ("2024-02-01", 1)]),
        ("quarter", [("2024-01-01", 2)]),
        ("year", [("2024-01-01", 2)]),
    ],
)
def test_events_are_counted_by_period(client, store, unit, expected):
    loaded(store, event(key="a", on="2024-01-30"), event(key="b", on="2024-02-01"))
    assert [(row["date"], row["count"]) for row in grouped(client, f"group_by=date:{unit}")] == expected


def test_a_month_without_events_is_0(client, store):
    loaded(store, event(key="a", on="2024-01-31"), event(key="b", on="2024-04-01"))
    given = grouped(client, "group_by=date:month&metric=count,avg:goldstein")
    assert [(row["date"], row["count"], row["avg_goldstein"]) for row in given] == [
        ("2024-01-01", 1, 0.0),
        ("2024-02-01", 0, None),
        ("2024-03-01", 0, None),
        ("2024-04-01", 1, 0.0),
    ]


def test_the_range_asked_for_is_filled_to_its_ends(client, store):
    loaded(store, event(key="a", on="2024-02-10"))
    given = grouped(client, "group_by=date:month&date__gte=2024-01-15&date__lte=2024-03-01")
    assert [(row["date"], row["count"]) for row in given] == [
        ("2024-01-01", 0),
        ("2024-02-01", 1),
        ("2024-03-01", 0),
    ]


def test_an_event_that_lasts_counts_where_it_begins_or_the_range_does(client, store):
    loaded(store, event(key="siege", on="2024-01-20", until="2024-03-05"), event(key="raid", on="2024-02-11"))
    whole = grouped(client, "group_by=date:month")
    assert [(row["date"], row["count"]) for row in whole] == [("2024-01-01", 1), ("2024-02-01", 1)]
    within = grouped(client, "group_by=date:month&date__gte=2024-02&date__lte=2024-03")
    assert [(row["date"], row["count"]) for row in within] == [("2024-02-01", 2), ("2024-03-01", 0)]


@pytest.mark.parametrize("unit", ["day", "week", "month", "quarter", "year"])
@pytest.mark.parametrize(
    "filters", ["", "&date__gte=2024-08-02", "&actor=Iran", "&status=expected", "&date=2024-08-04"]
)
def test_periods_sum_to_the_count(seeded_client, unit, filters):
    count = found(seeded_client, f"/v1/events?count=exact&limit=1{filters}")["meta"]["count"]
    assert sum(row["count"] for row in grouped(seeded_client, f"group_by=date:{unit}{filters}")) == count > 0


def test_a_code_comes_with_its_label(client, store):
    loaded(
        store, event(key="a", cameo="190"), event(key="b", cameo="190", on="2024-08-01"), event(key="c", cameo="041")
    )
    assert grouped(client, "group_by=root_code") == [
        {"root_code": "19", "root_code_label": "Fight with armed forces", "count": 2},
        {"root_code": "04", "root_code_label": "Meet or talk", "count": 1},
    ]


def test_what_is_not_known_is_null(client, store):
    loaded(
        store,
        event(key="a", place=Place("Haifa", "city", country="ISR")),
        event(key="b"),
        event(key="c", on="2024-08-01"),
    )
    assert grouped(client, "group_by=country") == [
        {"country": None, "country_label": None, "count": 2},
        {"country": "ISR", "country_label": "Israel", "count": 1},
    ]


def test_an_actor_comes_with_id_and_name(client, store):
    loaded(store, event(key="a", actor1="Iran", actor2="Israel"), event(key="b", actor1="Iran", on="2024-08-01"))
    assert grouped(client, "group_by=actor") == [
        {"actor": id_of(Kind.ENTITY, "Iran"), "actor_name": "Iran", "count": 2},
        {"actor": id_of(Kind.ENTITY, "Israel"), "actor_name": "Israel", "count": 1},
    ]


def test_who_is_on_both_sides_counts_once(client, store):
    loaded(store, event(key="a", actor1="Iran", actor2="Iran"))
    assert [row["count"] for row in grouped(client, "group_by=actor")] == [1]


def test_a_merged_actor_counts_as_the_one_that_stands(client, store):
    loaded(store, entity("Persia"), event(key="a", actor1="Persia"), event(key="b", actor1="Iran", on="2024-08-01"))
    merged(store, "Persia", "Iran")
    assert [(row["actor1_name"], row["count"]) for row in grouped(client, "group_by=actor1")] == [("Iran", 2)]


def test_the_smallest_groups_are_gathered_as_other(client, store):
    loaded(
        store,
        *(event(key=f"a{day}", actor1="Iran", on=f"2024-08-0{day}") for day in (1, 2, 3)),
        *(event(key=f"b{day}", actor1="Israel", on=f"2024-08-0{day}") for day in (1, 2)),
        event(key="c", actor1="Jordan", on="2024-08-01"),
        event(key="d", on="2024-08-01"),
    )
    given = grouped(client, "group_by=actor1&top=1")
    assert [(row["actor1_name"], row["count"]) for row in given] == [("Iran", 3), ("other", 4)]
    assert given[1]["actor1"] == "other"


def test_the_top_is_of_all_time_and_not_of_each_period(client, store):
    loaded(
        store,
        *(event(key=f"a{day}", actor1="Iran", on=f"2024-08-0{day}") for day in (1, 2, 3)),
        event(key="b", actor1="Israel", on="2024-08-02"),
        event(key="c", actor1="Jordan", on="2024-08-03"),
    )
    given = grouped(client, "group_by=date:day,actor1&top=1")
    assert [(row["date"], row["actor1_name"], row["count"]) for row in given] == [
        ("2024-08-01", "Iran", 1),
        ("2024-08-01", "other", 0),
        ("2024-08-02", "Iran", 1),
        ("2024-08-02", "other", 1),
        ("2024-08-03", "Iran", 1),
        ("2024-08-03", "other", 1),
    ]


def test_measures_are_exact(client, store):
    loaded(
        store,
        event(key="a", tone=0.1, fatalities_best=3),
        event(key="b", tone=0.2, on="2024-08-01"),
        event(key="c", tone=-1.5, fatalities_best=0, on="2024-08-02"),
        event(key="d", on="2024-08-03"),
    )
    metrics = "count,sum:tone,avg:tone,min:tone,max:tone,sum:fatalities,avg:fatalities"
    assert grouped(client, f"metric={metrics}") == [
        {
            "count": 4,
            "sum_tone": -1.2,
            "avg_tone": -0.4,
            "min_tone": -1.5,
            "max_tone": 0.2,
            "sum_fatalities": 3,
            "avg_fatalities": 1.5,
        }
    ]


def test_a_sum_of_whole_numbers_is_whole(client, store):
    loaded(store, event(key="a", fatalities_best=3, mentions=7))
    answer = client.get("/v1/events/aggregate?metric=sum:fatalities,sum:mentions")
    assert b'"sum_fatalities":3,"sum_mentions":7}' in answer.data


def test_three_dimensions(client, store):
    loaded(
        store,
        event(key="a", actor1="Iran", cameo="190", on="2024-07-31"),
        event(key="b", actor1="Iran", cameo="190", status="denied", on="2024-08-01"),
    )
    given = grouped(client, "group_by=date:month,actor1,status")
    assert [(row["date"], row["actor1_name"], row["status"], row["count"]) for row in given] == [
        ("2024-07-01", "Iran", "asserted", 1),
        ("2024-07-01", "Iran", "denied", 0),
        ("2024-08-01", "Iran", "asserted", 0),
        ("2024-08-01", "Iran", "denied", 1),
    ]


@pytest.mark.parametrize(
    ("group_by", "field", "expected"),
    [
        ("event_code", "event_code", {"010"}),
        ("quad_class", "quad_class", {1}),
        ("plover_type", "plover_type", {"CONSULT"}),
        ("status", "status_label", {"Asserted"}),
        ("place", "place", {"Haifa"}),
        ("dataset", "dataset", {"test"}),
        ("actor2", "actor2_name", {"Israel"}),
        ("actor2_country", "actor2_country_label", {"Israel"}),
        ("actor2_sector", "actor2_sector_label", {"Government"}),
        ("plover_mode", "plover_mode", {"visit"}),
        ("context", "context_label", {"Armed forces"}),
        ("date_precision", "date_precision_label", {"Day"}),
        ("place_precision", "place_precision_label", {"City"}),
        ("cell:5", "cell", {"5:30:30"}),
        ("source", "source_name", {"Wire"}),
    ],
)
def test_every_dimension_shows_what_it_groups_by(client, store, group_by, field, expected):
    text = article("Iran answered.", source="Wire")
    told = [(text, "Iran answered")]
    loaded(
        store,
        text,
        entity("Israel", country="ISR", sector="GOV"),
        event(
            key="a",
            actor2="Israel",
            place=Place("Haifa", "city", latitude=32.8, longitude=34.99),
            plover_mode="visit",
            contexts=("military",),
            told_in=told,
        ),
    )
    assert {row[field] for row in grouped(client, f"group_by={group_by}")} == expected


def test_a_dimension_of_which_nothing_is_known_keeps_its_keys(client, store):
    loaded(store, event(key="a"))
    assert grouped(client, "group_by=country,actor") == [
        {"country": None, "country_label": None, "actor": None, "actor_name": None, "count": 1}
    ]


def test_quotes_are_counted_by_who_speaks(client, store):
    text = article("Iran said that it would answer. Israel said no.")
    loaded(
        store,
        text,
        quote("it would answer", text, speaker="Iran", cue_lemma="say", confidence=0.5),
        quote("no", text, speaker="Israel", cue_lemma="say", kind="direct"),
    )
    answer = found(client, "/v1/quotes/aggregate?group_by=speaker,kind&metric=count,avg:confidence&cue=say")
    assert {(row["speaker_name"], row["kind"], row["avg_confidence"]) for row in answer["data"]} == {
        ("Iran", "indirect", 0.5),
        ("Israel", "direct", 1.0),
    }


def test_what_has_no_confidence_does_not_count_in_its_average(client, store):
    loaded(store, event(key="a", confidence=0.5), event(key="b", confidence=0.25), event(key="c"))
    loaded(store, event(key="d", cameo="190"))
    answer = grouped(client, "group_by=event_code&metric=count,avg:confidence,min:confidence")
    assert {(row["event_code"], row["count"], row["avg_confidence"], row["min_confidence"]) for row in answer} == {
        ("010", 3, 0.375, 0.25),
        ("190", 1, None, None),
    }


def test_filters_hold_for_an_aggregate(client, store):
    loaded(store, event(key="a", actor1="Iran"), event(key="b", actor1="Israel", cameo="190"))
    assert grouped(client, "actor=Iran") == [{"count": 1}]
    assert grouped(client, "event_code=19") == [{"count": 1}]


def test_an_unknown_actor_is_warned_of(client):
    answer = found(client, "/v1/events/aggregate?actor=Atlantis")
    assert answer["meta"]["warnings"] == ["actor: nothing here is known as 'Atlantis'; /v1/autocomplete finds names."]


@pytest.mark.parametrize(
    "path",
    [
        "events/aggregate?",
        "events/aggregate?group_by=status&",
        "events/aggregate?group_by=date:month&date=2024-08&",
        "quotes/aggregate?",
        "graph/nodes?",
        "graph/edges?",
    ],
)
def test_a_dataset_that_there_is_not_is_warned_of(sqlite_client, path):
    answer = found(sqlite_client, f"/v1/{path}dataset=tset")
    assert answer["meta"]["warnings"] == ["dataset: nothing here is known as 'tset'."]


def test_what_nobody_does_in_a_range_is_nothing(client, store):
    loaded(store, event(key="a", actor1="Iran", on="2024-01-01", until="2024-08-03"))
    assert grouped(client, "date__gte=2024-08-01&actor1=Iran,Atlantis") == [{"count": 1}]
    assert grouped(client, "date__gte=2024-08-01&actor1=Atlantis") == [{"count": 0}]
    assert grouped(client, "date__gte=2024-08-01&between=Iran,Atlantis&group_by=date:month") == []


def test_an_aggregate_as_csv(client, store):
    loaded(store, event(key="a", actor1="Iran", on="2024-08-01"))
    given = rows(client.get("/v1/events/aggregate?group_by=date:month,actor1&format=csv"))
    assert given == [
        {"date": "2024-08-01", "actor1": id_of(Kind.ENTITY, "Iran"), "actor1_name": "Iran", "count": "1"},
    ]


def test_csv_of_nothing_still_has_its_header(client):
    given = client.get("/v1/events/aggregate?group_by=date:month,status&metric=count,avg:tone&format=csv")
    assert given.text.splitlines() == ["date,status,status_label,count,avg_tone"]


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("group_by=date:day&date__gte=1900&date__lte=2024", "group_by"),
        ("group_by=date:day&date__gte=0001", "group_by"),
        ("group_by=country,status,actor,place", "group_by"),
        ("group_by=date:month,date:year", "group_by"),
        ("group_by=date:moth", "group_by"),
        ("group_by=date", "group_by"),
        ("metric=avg", "metric"),
        ("metric=median:tone", "metric"),
        ("top=0", "top"),
        ("top=201", "top"),
        ("limit=5", "limit"),
        ("format=ndjson", "format"),
        ("group_by=cell:1,cell:2", "group_by"),
        ("group_by=cell:7", "group_by"),
        ("group_by=status&smooth=3", "smooth"),
        ("group_by=date:month&metric=max:tone&smooth=3", "smooth"),
        ("group_by=date:month&smooth=1", "smooth"),
        ("group_by=date:month&smooth=91", "smooth"),
    ],
)
def test_what_cannot_be_grouped_is_refused(seeded_client, query, parameter):
    assert refused(seeded_client, f"/v1/events/aggregate?{query}")["parameter"] == parameter


@pytest.mark.parametrize(
    ("query", "nearest"),
    [
        ("group_by=actor_contry", "actor_country"),
        ("group_by=cells:5", "cell:5"),
        ("metric=shares", "share"),
    ],
)
def test_what_was_meant_is_named(sqlite_client, query, nearest):
    assert refused(sqlite_client, f"/v1/events/aggregate?{query}")["nearest"] == nearest


@pytest.mark.parametrize("on", ["0001-01-01", "9999-12-31"])
@pytest.mark.parametrize("unit", ["day", "week", "month", "quarter", "year"])
def test_the_ends_of_the_calendar_are_periods_like_others(client, store, on, unit):
    loaded(store, event(key="a", on=on))
    given = grouped(client, f"group_by=date:{unit}")
    assert [row["count"] for row in given] == [1]


def test_null_is_where_the_country_of_none_is_known(client, store):
    loaded(
        store,
        entity("Iran", country="IRN"),
        event(key="a", actor1="Iran", actor2="Nobody"),
        event(key="b", actor1="Nobody"),
        event(key="c"),
    )
    given = grouped(client, "group_by=actor_country")
    assert [(row["actor_country_label"], row["count"]) for row in given] == [(None, 2), ("Iran", 1)]
