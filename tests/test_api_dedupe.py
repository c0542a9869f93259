"""One event for all that may be the same."""

from __future__ import annotations

import pytest

from tests.builders import article, event, loaded
from tests.clients import found

WIRE = article("Iran warned Israel. It warned Israel.", key="wire", url="https://example.org/wire")
PAPER = article("Iran warned Israel.", key="paper", url="https://example.org/paper")


@pytest.fixture
def told(store, client):
    """Three reports of one warning, two of them in one article, and a call."""
    loaded(
        store,
        WIRE,
        PAPER,
        *(
            event(key=key, actor1="Iran", actor2="Israel", cameo=cameo, told_in=[(told_in, "Iran warned Israel")])
            for key, cameo, told_in in (("a", "130", WIRE), ("b", "130", PAPER), ("c", "131", WIRE))
        ),
        event(key="call", actor1="Iran", actor2="Jordan", cameo="041"),
    )
    return client


def answered(client, address: str) -> list[tuple[str, int | None]]:
    data = client.get(address).get_json()["data"]
    return sorted((each["origin_id"], each.get("stands_for")) for each in data)


def groups(client, address: str) -> list[int]:
    return sorted(count for _, count in answered(client, address) if count)


@pytest.mark.parametrize("filters", ["", "actor=Iran&", "date__gte=2024-08-01&", "actor=Iran&sort=updated&"])
def test_strict_takes_the_same_day_actors_and_code_for_one(told, filters):
    assert groups(told, f"/v1/events?{filters}dedupe=strict") == [1, 1, 2]


@pytest.mark.parametrize("filters", ["", "actor=Iran&", "date__gte=2024-08-01&", "actor=Iran&sort=updated&"])
def test_loose_takes_the_same_article_and_root_code_for_one(told, filters):
    assert groups(told, f"/v1/events?{filters}dedupe=loose") == [1, 1, 2]


def test_none_shows_all_and_counts_none(told):
    assert answered(told, "/v1/events?dedupe=none") == answered(told, "/v1/events")
    assert [count for _, count in answered(told, "/v1/events")] == [None] * 4


@pytest.mark.parametrize(
    "filters", ["", "actor=Iran&", "quad_class=3&", "actor1=Iran&quad_class=3&date__gte=2024-08-02&"]
)
@pytest.mark.parametrize("sort", ["strict", "loose"])
def test_a_chart_counts_each_once(told, filters, sort):
    listed = answered(told, f"/v1/events?{filters}dedupe={sort}")
    rows = told.get(f"/v1/events/aggregate?{filters}dedupe={sort}&group_by=date:month").get_json()["data"]
    assert sum(row["count"] for row in rows) == len(listed)
    assert told.get(f"/v1/events?{filters}dedupe={sort}&count=exact").get_json()["meta"]["count"] == len(listed)


def test_the_other_filters_look_at_the_one_that_stands_for_all(told):
    loose = answered(told, "/v1/events?dedupe=loose")
    standing = [name for name, count in loose if count == 2]
    code = {"a": "130", "c": "131"}[standing[0]]
    assert answered(told, f"/v1/events?dedupe=loose&event_code={code}&article={_wire(told)}") == [(standing[0], 2)]
    other = {"130": "131", "131": "130"}[code]
    assert answered(told, f"/v1/events?dedupe=loose&event_code={other}&article={_wire(told)}") == []


def _wire(client) -> str:
    found = client.get("/v1/articles?url=https://example.org/wire").get_json()["data"]
    return str(found[0]["id"])


def test_an_export_says_for_how_many_each_stands(told):
    rows = told.get("/v1/events/export?format=csv&dedupe=strict&fields=origin_id,stands_for").text.splitlines()
    assert rows[0] == "origin_id,stands_for"
    assert sorted(row.rpartition(",")[2] for row in rows[1:]) == ["1", "1", "2"]


def test_a_sample_and_a_page_by_cursor_say_it_too(told):
    assert groups(told, "/v1/events?dedupe=strict&sample=10") == [1, 1, 2]
    first = told.get("/v1/events?dedupe=strict&limit=2").get_json()
    second = told.get(first["links"]["next"]).get_json()
    assert sorted(each["stands_for"] for each in first["data"] + second["data"]) == [1, 1, 2]


def test_another_word_is_refused(told):
    problem = told.get("/v1/events?dedupe=strikt")
    assert problem.status_code == 400
    assert "strict" in problem.get_json()["detail"]


def test_for_how_many_an_event_stands_can_be_asked_for_by_itself(told):
    given = found(told, "/v1/events?dedupe=strict&fields=origin_id,stands_for")["data"]
    assert all(each.keys() == {"origin_id", "stands_for"} for each in given)
    assert sorted(each["stands_for"] for each in given) == sorted(
        each["stands_for"] for each in found(told, "/v1/events?dedupe=strict")["data"]
    )
