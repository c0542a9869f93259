"""What a stream tells of changes: which of them, how, and to whom; on both engines, as far as there is anything new."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from seed.records import Place
from service.queries import following
from service.queries.following import HOW
from store.identity import Kind, record_id
from store.keys import add_key
from store.tables import Head
from store.writing import writing
from tests.builders import dataset, entity, event, loaded
from tests.clients import deleted, found, id_of, merged, refused, serving
from tests.streaming import Heard, Listener


@pytest.fixture
def told_of(client):
    """Tells what a stream has to say of changes after one, as far as it goes."""

    def tell(query: str, **headers: Any) -> list[Heard]:
        answer = client.get(f"/v1/stream?{query}", headers=headers)
        assert answer.status_code == 200, answer.text
        return list(Listener(answer.data.splitlines()).events())

    return tell


def came_to(store):
    with store.reader.connect() as connection:
        return connection.execute(select(Head.sequence)).scalar_one()


def said(heard: list[Heard]) -> list[tuple[str, str]]:
    return [(one.how, one.data["id"]) for one in heard]


def strike(**more: Any):
    return event(key="strike", actor1="Iran", **{"place": Place("Beirut", "city", country="LBN")} | more)


STRIKE = id_of(Kind.EVENT, "strike")


def test_what_is_recorded_and_matches_is_told_with_the_record_in_order(store, client, told_of):
    loaded(store, event(actor1="Jordan", key="before"))
    begin = came_to(store)
    loaded(store, strike(), event(actor1="Israel", key="other"))
    loaded(store, strike(confidence=0.5))
    created, updated = told_of(f"since={begin}&actor=Iran")
    assert [(created.how, created.data["id"]), (updated.how, updated.data["id"])] == [
        ("created", STRIKE),
        ("updated", STRIKE),
    ]
    assert begin < created.id < updated.id == came_to(store)
    assert updated.data == found(client, f"/v1/events/{STRIKE}")


def test_an_event_that_matches_no_more_is_told_to_whom_it_may_have_matched(store, told_of):
    loaded(store, strike(), event(actor1="Jordan", key="other"))
    begin = came_to(store)
    loaded(store, strike(place=Place("Amman", "city", country="JOR")))
    assert said(told_of(f"since={begin}&country=LBN")) == [("unmatched", STRIKE)]
    assert said(told_of(f"since={begin}&country=JOR")) == [("updated", STRIKE)]
    # What changed is nothing that this filter is about.
    assert said(told_of(f"since={begin}&actor=Jordan")) == []
    gone = told_of(f"since={begin}&country=LBN")[0].data
    assert gone["href"] == f"/v1/events/{STRIKE}"
    assert "summary" not in gone


def test_an_event_that_is_deleted_is_withdrawn(store, told_of):
    loaded(store, strike())
    begin = came_to(store)
    deleted(store, Kind.EVENT, "strike")
    assert said(told_of(f"since={begin}&actor=Iran")) == [("withdrawn", STRIKE)]
    # Whoever never saw it made is told that it is gone, and nothing else.
    assert said(told_of("since=0&actor=Iran")) == [("withdrawn", STRIKE)]


def test_an_event_that_came_back_is_there(store, told_of):
    loaded(store, strike())
    deleted(store, Kind.EVENT, "strike")
    loaded(store, strike())
    assert {how for how, _ in said(told_of("since=0&actor=Iran"))} == {"created"}


@pytest.mark.parametrize("query", ["actor=Iran", "actor=Jordan", ""])
def test_that_two_actors_are_one_is_told_to_all(store, told_of, query):
    loaded(
        store, event(actor1="Iran", key="one"), event(actor1="Persia", key="two"), event(actor1="Jordan", key="three")
    )
    begin = came_to(store)
    merged(store, "Persia", "Iran")
    (heard,) = told_of(f"since={begin}&{query}")
    away, into = (id_of(Kind.ENTITY, name) for name in ("Persia", "Iran"))
    assert (heard.how, heard.data["id"], heard.data["into"]) == ("merged", away, into)
    assert heard.data["href"] == f"/v1/entities/{away}"
    assert heard.how in HOW


def test_other_records_are_not_told(store, told_of):
    begin = came_to(store)
    loaded(store, entity("Iran", kind="country"))
    assert told_of(f"since={begin}") == []


@pytest.mark.parametrize(
    "query",
    [
        "actor=Iran",
        "actor=Nobody",
        "between=Iran,Israel",
        "date__gte=2024-08-04&date__lte=2024-08-31",
        "q=010",
        "bbox=30,30,40,40",
        "near=33.9,35.5&radius_km=20",
        "dedupe=strict",
        "context=military",
        "dataset=test&country__isnull=true",
    ],
)
def test_a_stream_tells_what_a_list_shows(store, client, told_of, query):
    placed = Place("Beirut", "city", latitude=33.89, longitude=35.5)
    loaded(
        store,
        event(actor1="Iran", actor2="Israel", key="a", place=placed, contexts=("military",)),
        event(actor1="Israel", actor2="Iran", key="b", on="2024-09-01"),
        event(actor1="Jordan", key="c", on="2024-07-01", until="2024-08-10"),
    )
    listed = {one["id"]: one for one in found(client, f"/v1/events?{query}")["data"]}
    heard = told_of(f"since=0&{query}")
    assert {one.data["id"]: one.data for one in heard} == listed


def test_it_goes_on_where_it_was_window_by_window(store, told_of, monkeypatch):
    loaded(store, *(event(actor1="Iran", key=f"{number}") for number in range(12)))
    whole = told_of("since=0&actor=Iran")
    assert len(whole) == 12
    monkeypatch.setattr(following, "WINDOW", 5)
    assert told_of("since=0&actor=Iran") == whole
    for place, one in enumerate(whole):
        # The header is where the client is, the parameter where it once began.
        assert told_of("since=0&actor=Iran", **{"Last-Event-ID": str(one.id)}) == whole[place + 1 :]


def test_without_a_place_it_begins_now(store, client, told_of):
    loaded(store, strike())
    assert told_of("actor=Iran") == []
    listener = Listener(client.get("/v1/stream").data.splitlines())
    assert list(listener.events()) == []
    assert (listener.last, listener.retry) == (str(came_to(store)), 3000)


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("since=-1", "since"),
        ("since=x", "since"),
        ("actr=Iran", "actr"),
        ("limit=5", "limit"),
        ("country=XX", "country"),
    ],
)
def test_what_a_stream_cannot_be_asked_is_refused(client, query, parameter):
    assert refused(client, f"/v1/stream?{query}")["parameter"] == parameter


@pytest.mark.parametrize("given", ["x", "-1", "99999999"])
def test_a_place_that_is_none_is_refused(store, client, given):
    answer = client.get("/v1/stream", headers={"Last-Event-ID": given})
    assert answer.status_code == 400
    assert '"parameter":"Last-Event-ID"' in answer.text


def test_a_place_beyond_the_last_change_says_what_may_be(store, client):
    fault = refused(client, f"/v1/stream?since={came_to(store) + 1}")
    assert "restored from a backup" in fault["message"]


def test_nothing_of_a_closed_dataset_is_told_but_to_who_has_its_key(store, client, told_of):
    loaded(store, dataset("shut", access="key"), strike(dataset="shut"), event(actor1="Iran", key="open"))
    begin = came_to(store)
    loaded(store, strike(dataset="shut", place=None), event(actor1="Iran", key="open", confidence=0.5))
    deleted(store, Kind.EVENT, "strike")
    with writing(store) as writer:
        secret = add_key(writer, "reader", [record_id(Kind.DATASET, "shut")])
    key = {"Authorization": f"Bearer {secret}"}
    query = f"since={begin}&country=LBN,IRN&actor=Iran"
    assert said(told_of(f"since={begin}&actor=Iran")) == [("updated", id_of(Kind.EVENT, "open"))]
    assert said(told_of(query)) == []
    assert ("withdrawn", STRIKE) in said(told_of(query, **key))
    answer = client.get("/v1/stream?actor=Iran")
    assert (answer.headers["Dateline-Left-Out"], "Authorization" in answer.headers["Vary"]) == ("shut", True)
    assert client.get("/v1/stream?dataset=shut").status_code == 403
    assert client.get("/v1/stream", headers={"Authorization": "Bearer dl_none"}).status_code == 401


def test_nobody_keeps_it_and_it_may_be_asked_for_its_head(store, client):
    for _ in range(30):
        answer = client.head("/v1/stream")
        assert (answer.status_code, answer.headers["Cache-Control"], answer.data) == (200, "no-store", b"")
        assert "ETag" not in answer.headers


def test_no_streams_may_be_had_where_none_are_wanted(sqlite_store):
    with serving(sqlite_store, streams=0) as client:
        answer = client.get("/v1/stream")
    assert (answer.status_code, "urn:dateline:problem:too-many-streams" in answer.text) == (503, True)
    assert answer.headers["Retry-After"]
