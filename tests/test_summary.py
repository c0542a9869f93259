"""The summary: each part is what its link answers, all of one moment, and what takes too long is left out alone."""

from __future__ import annotations

import pytest

from seed.records import Via
from service.queries import summary
from service.routes import summary as routes
from tests.builders import article, dataset, entity, event, loaded, quote
from tests.clients import client_of, found, refused, serving
from tests.synthetic import twins
from tests.test_api_moments import meanwhile

QUESTIONS = (
    "",
    "actor=Iran",
    "actor=Iran&status=asserted&quad_class=1,4",
    "actor1=RUS&actor2=Ukraine",
    "between=Iran,Israel&date__gte=2015-03-10",
    "country=IRN&root_code__not=01",
    "date__gte=2015-03-10&date__lte=2015-05-20",
    "date__gte=2015-03-10&date__lte=2016-04-02&dataset=alpha,gamma",
    "q=talks&sort=goldstein",
    "status__not=denied&dedupe=strict&sort=-mentions",
    "dataset=beta-2&unit=year",
    "place_precision=exact,city&near=35.69,51.42&radius_km=50",
    "actor=Atlantis",
    "date=2030",
    "licence=CC0-1.0&tz=Asia/Tehran&date__gte=2016-02-03",
)


@pytest.fixture(scope="module")
def stores(sqlite, postgresql):
    with twins(sqlite, postgresql) as both:
        yield both


def summed(client, query=""):
    return found(client, f"/v1/summary?{query}")


def linked_rows(client, address):
    return found(client, address)["data"]


@pytest.mark.parametrize("engine", [0, 1], ids=["sqlite", "postgresql"])
@pytest.mark.parametrize("query", QUESTIONS)
def test_each_part_is_what_its_link_answers(stores, engine, query):
    client = client_of(stores[engine])
    answer = summed(client, query)
    data, links = answer["data"], answer["links"]
    for name in ("timeline", "measures", "countries", "events", "quotes"):
        assert data[name] == linked_rows(client, links[name]), name
    assert set(data["facets"]) == set(links["facets"])
    for name, rows in data["facets"].items():
        assert rows == linked_rows(client, links["facets"][name]), name
    for name in ("count", "total"):
        assert [data[name]] == [row | {"is_exact": True} for row in linked_rows(client, links[name])]
    for name in ("events", "quotes"):
        assert links[f"{name}_next"] == found(client, links[name])["links"]["next"]


@pytest.mark.parametrize("query", QUESTIONS)
def test_each_link_beside_the_parts_can_be_followed(stores, query):
    client = client_of(stores[0])
    links = summed(client, query)["links"]
    for name in ("self", "nodes", "edges", "cells", "export_csv"):
        assert client.get(links[name]).status_code == 200, name
    for name in filter(None, (links["events_next"], links["quotes_next"])):
        assert found(client, name)["data"]


@pytest.mark.parametrize("query", QUESTIONS)
def test_both_engines_answer_alike(stores, query):
    ours, theirs = (summed(client_of(store), query) for store in stores)
    for answer in (ours, theirs):
        for name in ("events_next", "quotes_next"):
            answer["links"].pop(name)
    assert ours == theirs


def test_a_facet_keeps_the_counts_of_other_choices(client, store):
    loaded(
        store,
        event(key="a", status="asserted", cameo="010"),
        event(key="b", status="denied", cameo="190"),
        event(key="c", status="denied", cameo="010"),
    )
    facets = summed(client, "status=denied&root_code__not=19")["data"]["facets"]
    assert {row["status"]: row["count"] for row in facets["status"]} == {"asserted": 1, "denied": 1}
    assert {row["root_code"]: row["count"] for row in facets["root_code"]} == {"01": 1, "19": 1}
    assert {row["quad_class"]: row["count"] for row in facets["quad_class"]} == {1: 1}


def test_total_is_all_of_the_same_datasets(client, store):
    loaded(store, event(key="a", actor1="Iran"), event(key="b"), event(key="c", dataset="other"))
    data = summed(client, "actor=Iran&dataset=test&date=2024-08")["data"]
    assert (data["count"], data["total"]) == (
        {"count": 1, "is_exact": True},
        {"count": 2, "is_exact": True},
    )


# --- coverage and the unit of time ----------------------------------------------------------------------------------


def covered(client, query=""):
    return tuple(summed(client, query)["data"]["coverage"].values())


def test_coverage_is_what_the_dataset_says_of_itself(seeded_client):
    (seed,) = found(seeded_client, "/v1")["datasets"]
    assert covered(seeded_client) == (*seed["coverage"].values(), "day")


def test_coverage_reaches_to_the_end_of_what_lasts_longest(client, store):
    loaded(
        store,
        event(key="long", actor1="Iran", on="2024-03-01", until="2024-06-30"),
        event(key="late", actor1="Iran", on="2024-05-01"),
        event(key="other", actor1="Israel", on="2024-01-01", until="2024-12-31"),
    )
    assert covered(client, "actor=Iran") == ("2024-03-01", "2024-06-30", "day")
    assert covered(client, "actor=Iran&date__gte=2024-05-02") == ("2024-05-02", "2024-06-30", "day")
    assert covered(client, "actor=Iran&date__lte=2024-06-01") == ("2024-03-01", "2024-06-01", "day")
    assert covered(client, "actor=Iran,Israel&date__gte=2024-02-01&date__lte=2024-06-01")[:2] == (
        "2024-02-01",
        "2024-06-01",
    )
    assert covered(client, "actor=Atlantis") == (None, None, "month")


@pytest.mark.parametrize(
    ("last", "unit"),
    [
        ("2000-07-18", "day"),
        ("2000-07-19", "month"),
        ("2019-12-31", "month"),
        ("2020-01-01", "quarter"),
        ("2039-12-31", "quarter"),
        ("2040-01-01", "year"),
    ],
)
def test_the_unit_goes_by_the_length_of_the_range(client, store, last, unit):
    loaded(store, event(key="a", on="2000-01-01"), event(key="b", on=last))
    assert covered(client)[2] == unit
    assert covered(client, f"date__gte=2000-01-01&date__lte={last}&actor=Atlantis")[2] == unit
    assert covered(client, "unit=year")[2] == "year"


# --- quotes ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def told(client, store):
    """Iran speaks, is quoted through Oman, is spoken to and spoken about, and once has no part."""
    report = article("Iran said A. Oman said that Iran said B. Oman told Iran C. Oman said D. Oman said E.")
    loaded(
        store,
        report,
        *(entity(name, kind="country") for name in ("Iran", "Oman", "Jordan")),
        quote("A", report, speaker="Iran", key="A"),
        quote("B", report, speaker="Jordan", via=(Via("Iran", "Iran"),), key="B"),
        quote("C", report, speaker="Oman", addressees=("Iran",), key="C"),
        quote("D", report, speaker="Oman", about_entities=("Iran",), key="D"),
        quote("E", report, speaker="Oman", key="E"),
        event(key="e", actor1="Jordan", actor2="Iran"),
    )
    return client


def said(answer):
    return {document["text"] for document in answer["data"]}


def test_quotes_are_found_by_whoever_has_a_part_in_them(told):
    assert said(found(told, "/v1/quotes?entity=Iran")) == {"A", "B", "C", "D"}
    assert said(found(told, "/v1/quotes?entity=Jordan")) == {"B"}
    assert said(found(told, "/v1/quotes?entity=Jordan,Iran")) == {"A", "B", "C", "D"}


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("actor=Jordan", {"B"}),
        ("actor2=Iran", {"A", "B", "C", "D"}),
        ("between=Jordan,Oman", {"B", "C", "D", "E"}),
        ("actor1=Jordan&actor2=Iran", {"A", "B", "C", "D"}),
    ],
)
def test_actors_of_events_are_entities_of_quotes(told, query, words):
    answer = summed(told, query)
    assert {document["text"] for document in answer["data"]["quotes"]} == words
    assert answer["meta"]["left_out"] == {"quotes": []}


def test_filters_that_quotes_do_without_are_named(seeded_client):
    asked = "actor=Iran&country=IRN&date__gte=2024&status__not=denied&tz=UTC&q=Iran&sort=-goldstein&unit=year"
    assert summed(seeded_client, asked)["meta"]["left_out"] == {"quotes": ["country", "status__not"]}


# --- what cannot be answered ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("unit=hour", "unit"),
        ("sort=size", "sort"),
        ("sample=5", "sample"),
        ("limit=5", "limit"),
        ("cursor=abc", "cursor"),
        ("country=XXX", "country"),
        ("between=Iran", "between"),
        ("near=1,2", "near"),
        ("group_by=status", "group_by"),
    ],
)
def test_what_cannot_be_summed_up_is_refused(seeded_client, query, parameter):
    assert refused(seeded_client, f"/v1/summary?{query}")["parameter"] == parameter


def test_a_part_of_too_many_rows_is_left_out_alone(client, store):
    loaded(store, event(key="a", on="1950-01-01"), event(key="b", on="2024-01-01"))
    answer = summed(client, "unit=day")
    assert answer["meta"]["too_broad"] == ["timeline", "measures"]
    assert (answer["data"]["measures"], answer["data"]["timeline"]) == (None, None)
    assert answer["data"]["count"] == {"count": 2, "is_exact": True}
    assert answer["meta"]["warnings"][0].startswith("timeline: spans too many periods of a day")


def test_what_nothing_here_is_known_as_is_warned_of_once(sqlite_client):
    warnings = summed(sqlite_client, "actor=Atlantis&dataset=tset")["meta"]["warnings"]
    assert sorted(warnings) == [
        "actor: nothing here is known as 'Atlantis'; /v1/autocomplete finds names.",
        "dataset: nothing here is known as 'tset'.",
    ]


def slowly(monkeypatch, module, name, table):
    """Let a step of an answer take longer than any query may; the engine is what breaks it off."""
    step = getattr(module, name)

    def endlessly(connection, *arguments, **named):
        across = ", ".join(f"{table} AS t{number}" for number in range(7))
        connection.exec_driver_sql(f"SELECT count(*) FROM {across}")
        return step(connection, *arguments, **named)

    monkeypatch.setattr(module, name, endlessly)


def test_a_part_that_takes_too_long_is_left_out_alone(seeded, monkeypatch):
    slowly(monkeypatch, routes, "aggregate", "event")
    with serving(seeded, query_seconds=0.5) as client:
        answer = summed(client, "actor=Hezbollah")
    data, broad = answer["data"], answer["meta"]["too_broad"]
    assert {"timeline", "measures", "countries", "facets.actor", "total"} <= set(broad)
    assert (data["timeline"], data["total"], data["facets"]["status"]) == (None, None, None)
    assert data["count"] == {"count": 3, "is_exact": True}
    assert (len(data["events"]), data["coverage"]["start"]) == (3, "2024-07-29")
    assert data["quotes"]


def test_without_coverage_the_charts_are_by_month(seeded, monkeypatch):
    slowly(monkeypatch, summary, "coverage", "event")
    with serving(seeded, query_seconds=1) as client:
        answer = summed(client, "actor=Hezbollah")
    # What comes after it may be given up on a machine that is slow besides.
    assert answer["meta"]["too_broad"][0] == "coverage"
    assert answer["data"]["coverage"] == {"start": None, "end": None, "unit": "month"}
    assert answer["data"]["timeline"]


# --- of one moment, and of what is open -----------------------------------------------------------------------------


def test_all_parts_are_of_one_moment(client, store, monkeypatch):
    loaded(store, event(key="a", actor1="Iran"))
    meanwhile(monkeypatch, routes, "aggregate", lambda: loaded(store, event(key="b", actor1="Iran")))
    first = summed(client)
    assert (len(first["data"]["events"]), first["data"]["count"]["count"], first["data"]["total"]["count"]) == (1, 1, 1)
    then = summed(client)
    assert (len(then["data"]["events"]), then["data"]["count"]["count"]) == (2, 2)
    assert then["meta"]["revision"] > first["meta"]["revision"]


def test_a_summary_that_is_held_already_is_not_sent_again(seeded_client):
    tag = seeded_client.get("/v1/summary?actor=Iran").headers["ETag"]
    assert seeded_client.get("/v1/summary?actor=Iran", headers={"If-None-Match": tag}).status_code == 304
    assert seeded_client.get("/v1/summary?actor=Israel", headers={"If-None-Match": tag}).status_code == 200


def test_what_needs_a_key_is_in_no_part(client, store):
    loaded(
        store,
        dataset("shut", access="key"),
        event(key="open", actor1="Iran", on="2024-03-01"),
        event(key="hidden", actor1="Iran", on="2024-08-01", dataset="shut"),
    )
    for query in ("", "dataset=test", "actor=Iran", "licence=CC0-1.0"):
        data = summed(client, query)["data"]
        assert [row["dataset"] for row in data["facets"]["dataset"]] == ["test"]
        assert (data["count"]["count"], data["total"]["count"], len(data["events"])) == (1, 1, 1)
        assert data["coverage"]["end"] == "2024-03-01"
    assert client.get("/v1/summary?dataset=shut").status_code == 403


def test_a_dataset_is_found_in_its_days(client, store):
    loaded(
        store,
        event(key="a", dataset="old", on="1999-01-01", until="1999-12-31"),
        event(key="b", dataset="old", on="1999-02-01"),
        event(key="c", dataset="new", on="2024-01-01"),
    )
    for query, keys in (("", "ab"), ("date__gte=1999-06-01&", "a"), ("date__gte=2000&", ""), ("sort=date&", "ab")):
        answer = summed(client, f"{query}dataset=old")
        assert {each["origin_id"] for each in answer["data"]["events"]} == set(keys)
    assert covered(client, "dataset=old") == ("1999-01-01", "1999-12-31", "month")
    assert covered(client, "dataset=old,new")[:2] == ("1999-01-01", "2024-01-01")
    assert covered(client, "dataset=none")[:2] == (None, None)
