"""What a list lets a client choose: fields, records put in whole, order, pages, counts and forms."""

from __future__ import annotations

import orjson
import pytest

from store.identity import Kind
from tests.builders import article, entity, event, loaded, quote
from tests.clients import PROBLEM, found, id_of, keys, listed, merged, names, pages, refused, serving

TEXT = article("Iran said that it would answer.", title="Answer")


def days(number: int, **more):
    """Make that many events, one a day, the last on 2024-08-31."""
    return [event(key=f"day {day}", on=f"2024-08-{day:02}", **more) for day in range(32 - number, 32)]


def test_fields_are_all_that_is_given(client, store):
    loaded(store, event(key="call", actor1="Iran", actor2="Israel"))
    (given,) = found(client, "/v1/events?fields=origin_id,actor1.name,date.start")["data"]
    assert given == {"origin_id": "call", "actor1": [{"name": "Iran"}], "date": {"start": "2024-08-04"}}


def test_a_field_with_all_below_it_wins_over_a_part_of_it(sqlite_client, sqlite_store):
    loaded(sqlite_store, event(key="call"))
    (given,) = found(sqlite_client, "/v1/events?fields=date,date.start")["data"]
    assert given["date"]["end"] == "2024-08-04"


def test_fields_of_what_is_not_there_are_null(sqlite_client, sqlite_store):
    loaded(sqlite_store, event(key="call"))
    assert found(sqlite_client, "/v1/events?fields=place.name,actor1.id")["data"] == [{"place": None, "actor1": []}]


def test_expand_puts_records_in_whole(client, store):
    loaded(store, entity("Iran", kind="country", code="IRN", country="IRN", aliases=("Persia",)))
    loaded(store, TEXT, event(key="call", actor1="Iran", told_in=[(TEXT, "it would answer")]))
    (given,) = found(client, "/v1/events?expand=actor1,articles")["data"]
    assert given["actor1"][0]["aliases"] == ["Persia"]
    assert given["articles"][0]["text"] == "Iran said that it would answer."


def test_expand_reaches_into_what_a_quote_is_about(client, store):
    loaded(
        store,
        entity("Iran", kind="country", aliases=("Persia",)),
        TEXT,
        event(key="call", cameo="041"),
        quote("it would answer", TEXT, speaker="Iran", about_entities=("Iran",), about_events=("call",)),
    )
    (given,) = found(client, "/v1/quotes?expand=speaker,about.entities,about.events")["data"]
    assert given["speaker"]["aliases"] == given["about"]["entities"][0]["aliases"] == ["Persia"]
    assert given["about"]["events"][0]["type"]["event_code"] == "041"


def test_fields_reach_into_what_is_expanded(sqlite_client, sqlite_store):
    loaded(sqlite_store, event(key="call", actor1="Iran"))
    answer = sqlite_client.get("/v1/events?expand=actor1&fields=actor1.name")
    assert answer.json["data"] == [{"actor1": [{"name": "Iran"}]}]


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        ("date", ["day 29", "day 30", "day 31"]),
        ("-date", ["day 31", "day 30", "day 29"]),
    ],
)
def test_a_list_is_in_the_order_asked_for(client, store, sort, expected):
    loaded(store, *days(3))
    assert listed(client, f"/v1/events?sort={sort}", "origin_id") == expected


def test_events_are_listed_from_the_latest(client, store):
    loaded(store, *days(3))
    assert listed(client, "/v1/events", "origin_id") == ["day 31", "day 30", "day 29"]


@pytest.mark.parametrize(
    ("sort", "expected"), [("confidence", ["none", "zero", "half"]), ("-confidence", ["half", "zero", "none"])]
)
def test_an_event_without_a_confidence_comes_as_the_least_sure_on_every_page(client, store, sort, expected):
    loaded(store, event(key="half", confidence=0.5), event(key="none"), event(key="zero", confidence=0.0))
    paged = [record for page in pages(client, f"/v1/events?sort={sort}&limit=1") for record in page]
    assert [record["origin_id"] for record in paged] == expected
    assert [record["confidence"] for record in paged if record["origin_id"] == "none"] == [None]


@pytest.mark.parametrize("sort", ["date", "-date", "goldstein", "-confidence", "updated", "-mentions"])
def test_pages_give_every_record_once_and_in_the_order_of_one_page(client, store, sort):
    loaded(store, *days(5), *(event(key=f"tie {number}", on="2024-08-30") for number in range(6)))
    paged = [record["id"] for page in pages(client, f"/v1/events?sort={sort}&limit=2") for record in page]
    assert paged == listed(client, f"/v1/events?sort={sort}&limit=200", "id")
    assert len(set(paged)) == 11


def test_pages_of_names_and_instants_go_on_where_they_stopped(client, store):
    loaded(store, *(entity(name) for name in ("Ärzte", "Iran", "iran", "Zürich", "a")))
    loaded(store, *(article(f"Text {number}.", on=f"2024-08-0{number}") for number in range(1, 4)))
    assert sorted(r["name"] for p in pages(client, "/v1/entities?limit=2") for r in p) == sorted(
        names(client, "/v1/entities")
    )
    titles = [record["title"] for page in pages(client, "/v1/articles?limit=1") for record in page]
    assert titles == ["Text 3", "Text 2", "Text 1"]


def test_the_next_page_is_named_in_the_body_and_in_the_header(sqlite_client, sqlite_store):
    loaded(sqlite_store, *days(3))
    answer = sqlite_client.get("/v1/events?limit=2&status=asserted")
    following = answer.json["links"]["next"]
    assert answer.json["links"]["self"] == "/v1/events?limit=2&status=asserted"
    assert following.startswith("/v1/events?limit=2&status=asserted&cursor=")
    assert answer.headers["Link"] == f'<{following}>; rel="next"'


def test_the_last_page_names_no_other(sqlite_client, sqlite_store):
    loaded(sqlite_store, *days(3))
    answer = sqlite_client.get("/v1/events?limit=3")
    assert answer.json["links"]["next"] is None
    assert "Link" not in answer.headers


def test_records_that_come_between_two_pages_shift_nothing(client, store):
    loaded(store, *days(4))
    page = found(client, "/v1/events?limit=2")
    loaded(store, event(key="later", on="2024-09-15"))
    assert listed(client, page["links"]["next"], "origin_id") == ["day 29", "day 28"]


def cursor_of(client, address):
    return found(client, address)["links"]["next"].partition("cursor=")[2]


def test_a_cursor_is_good_for_another_limit_and_other_fields(sqlite_client, sqlite_store):
    loaded(sqlite_store, *days(3))
    cursor = cursor_of(sqlite_client, "/v1/events?limit=1")
    assert keys(sqlite_client, f"/v1/events?limit=9&fields=origin_id&cursor={cursor}") == {"day 30", "day 29"}


@pytest.mark.parametrize("query", ["sort=date", "status=asserted", "date__gte=2024", "tz=Asia/Beirut"])
def test_a_cursor_belongs_to_its_filters_and_sort(sqlite_client, sqlite_store, query):
    loaded(sqlite_store, *days(3))
    cursor = cursor_of(sqlite_client, "/v1/events?limit=1")
    answer = sqlite_client.get(f"/v1/events?{query}&cursor={cursor}")
    assert (answer.status_code, answer.json["type"]) == (400, "urn:dateline:problem:bad-cursor")
    assert "other filters or another sort" in answer.json["detail"]


def test_a_cursor_of_another_collection_is_refused(sqlite_client, sqlite_store):
    loaded(sqlite_store, *days(2), TEXT, quote("it would answer", TEXT), quote("Iran", TEXT))
    cursor = cursor_of(sqlite_client, "/v1/events?limit=1")
    assert refused(sqlite_client, f"/v1/quotes?limit=1&cursor={cursor}")["parameter"] == "cursor"


def test_a_cursor_of_another_store_is_refused(sqlite, sqlite_client, sqlite_store):
    loaded(sqlite_store, *days(2))
    cursor = cursor_of(sqlite_client, "/v1/events?limit=1")
    with pytest.MonkeyPatch.context() as patch, serving(sqlite_store) as other:
        state = type("State", (), {"store_id": "another", "epoch": "first", "revision": 1, "sequence": 1})
        patch.setattr("service.lists.state", state)
        assert refused(other, f"/v1/events?limit=1&cursor={cursor}")["parameter"] == "cursor"


@pytest.mark.parametrize(
    "change", [lambda c: c[:-1], lambda c: ("B" if c[0] == "A" else "A") + c[1:], lambda c: c + "AA", lambda c: "abc"]
)
def test_a_cursor_that_was_changed_is_refused(sqlite_client, sqlite_store, change):
    loaded(sqlite_store, *days(2))
    cursor = cursor_of(sqlite_client, "/v1/events?limit=1")
    assert refused(sqlite_client, f"/v1/events?limit=1&cursor={change(cursor)}")["parameter"] == "cursor"


@pytest.mark.parametrize("cursor", ["", "é", "%00", "!!!!", "A", "A" * 601, "A" * 600])
def test_what_is_no_cursor_is_refused(seeded_sqlite_client, cursor):
    assert refused(seeded_sqlite_client, f"/v1/events?cursor={cursor}")["parameter"] == "cursor"


@pytest.mark.parametrize("count", ["exact", "capped"])
def test_a_count_is_given_where_it_is_asked_for(client, store, count):
    loaded(store, *days(3), event(key="denied", status="denied"))
    meta = found(client, f"/v1/events?limit=1&status=asserted&count={count}")["meta"]
    assert (meta["count"], meta["count_is_exact"]) == (3, True)


def test_a_capped_count_stops(client, store, monkeypatch):
    monkeypatch.setattr("service.queries.lists.COUNT_CAP", 2)
    loaded(store, *days(3))
    meta = found(client, "/v1/events?count=capped")["meta"]
    assert (meta["count"], meta["count_is_exact"]) == (2, False)
    assert found(client, "/v1/events?count=exact")["meta"]["count"] == 3


def test_several_days_and_actors_are_counted_once(client, store):
    loaded(store, event(key="siege", actor1="Iran", actor2="Israel", on="2024-08-01", until="2024-08-09"))
    query = "/v1/events?actor=Iran,Israel&date__gte=2024-08-02&count=exact"
    assert found(client, query)["meta"]["count"] == 1


FORMS = {
    "json": "application/json",
    "csv": "text/csv; charset=utf-8; header=present",
    "ndjson": "application/x-ndjson",
    "geojson": "application/geo+json",
}


@pytest.mark.parametrize("path", ["events", "articles", "entities", "quotes", "sources", "datasets"])
@pytest.mark.parametrize("form", FORMS)
def test_a_list_has_the_form_that_is_asked_for(seeded_sqlite_client, path, form):
    answer = seeded_sqlite_client.get(f"/v1/{path}?format={form}&limit=1", headers={"Accept": "text/html"})
    assert (answer.status_code, answer.content_type) == (200, FORMS[form])


@pytest.mark.parametrize(
    ("accept", "form"),
    [
        ("*/*", "json"),
        ("application/json", "json"),
        ("text/csv", "csv"),
        ("text/*", "csv"),
        ("application/x-ndjson", "ndjson"),
        ("application/geo+json", "geojson"),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "json"),
        ("text/csv;q=0.5,application/json;q=0.4", "csv"),
        ("text/csv;q=0.4,application/json;q=0.5", "json"),
        ("", "json"),
    ],
)
def test_accept_chooses_the_form(seeded_sqlite_client, accept, form):
    answer = seeded_sqlite_client.get("/v1/events", headers={"Accept": accept})
    assert answer.content_type == FORMS[form]


@pytest.mark.parametrize("path", ["/v1/events", "/v1/events/export", "/v1/events/aggregate"])
def test_what_is_not_offered_is_not_acceptable(seeded_sqlite_client, path):
    answer = seeded_sqlite_client.get(path, headers={"Accept": "image/png"})
    assert (answer.status_code, answer.content_type) == (406, PROBLEM)
    assert "text/csv" in answer.json["detail"]


def test_flat_forms_keep_the_pages(sqlite_client, sqlite_store):
    loaded(sqlite_store, *days(3))
    first = sqlite_client.get("/v1/events?format=ndjson&limit=2")
    assert [orjson.loads(line)["origin_id"] for line in first.data.splitlines()] == ["day 31", "day 30"]
    second = sqlite_client.get(first.headers["Link"].partition(">")[0][1:])
    assert [orjson.loads(line)["origin_id"] for line in second.data.splitlines()] == ["day 29"]


@pytest.mark.parametrize("query", ["format=csv&fields=id", "format=ndjson&expand=actor1"])
def test_fields_and_expand_go_with_json(seeded_sqlite_client, query):
    assert refused(seeded_sqlite_client, f"/v1/events?{query}")["parameter"] in ("fields", "expand")


def test_an_entity_merged_away_is_in_no_list(client, store):
    loaded(store, entity("Tehran"), entity("Iran"))
    merged(store, "Tehran", "Iran")
    assert names(client, "/v1/entities") == ["Iran"]
    assert listed(client, f"/v1/entities?id={id_of(Kind.ENTITY, 'Tehran')}", "name") == []


def test_an_actor_has_the_sector_of_the_entity(seeded_client):
    query = "/v1/events?actor1_sector=REB&fields=actor1.name,actor1.sector"
    sides = [event["actor1"] for event in found(seeded_client, query)["data"]]
    assert {(actor["name"], actor["sector"]) for side in sides for actor in side} == {
        ("Hezbollah", "REB"),
        ("Iran", None),
    }


def test_fatalities_bound_a_list(seeded_client):
    summaries = found(seeded_client, "/v1/events?fatalities__gte=1&fields=origin_id&sort=date")["data"]
    assert {event["origin_id"] for event in summaries} == {"killing-of-shukr", "killing-of-haniyeh"}


@pytest.mark.parametrize("name", ["the State Department", "State Department", "THE STATE DEPARTMENT"])
def test_an_article_before_a_name_makes_no_difference(seeded_client, name):
    assert found(seeded_client, f"/v1/events?actor={name}&count=exact&limit=1")["meta"]["count"] == 4


@pytest.mark.parametrize("name", ["ABC News", "abc audio", "ABC Audio / ABC News"])
def test_a_publisher_is_found_by_words_of_its_name(seeded_client, name):
    assert found(seeded_client, f"/v1/articles?source={name}&count=exact")["meta"]["count"] == 1
