"""The ways in: the map, suggestions while a name is typed, codebooks, and what changed since."""

from __future__ import annotations

import pytest

from store.identity import Kind
from tests.builders import article, dataset, entity, event, loaded, quote
from tests.clients import deleted, found, id_of, merged, names, refused


def changes(client, query=""):
    return found(client, f"/v1/changes?{query}")


def operations(answer):
    return [(change["kind"], change["operation"]) for change in answer["data"]]


def test_a_follower_is_told_of_every_record(client, store):
    text = article("Iran said no.", source="Wire")
    loaded(store, text, event(key="answer", actor1="Iran"), quote("no", text))
    answer = changes(client)
    assert sorted(operations(answer)) == [
        ("article", "created"),
        ("dataset", "created"),
        ("entity", "created"),
        ("event", "created"),
        ("quote", "created"),
        ("source", "created"),
    ]
    assert answer["meta"] == {"returned": 6, "last": 6}
    assert [change["sequence"] for change in answer["data"]] == [1, 2, 3, 4, 5, 6]


def test_a_change_leads_to_its_record(client, store):
    loaded(store, dataset("wars"), event(key="answer", actor1="Iran", dataset="wars"))
    for change in changes(client)["data"]:
        assert client.get(change["href"]).status_code == 200
    assert {change["id"] for change in changes(client)["data"]} == {
        "wars",
        id_of(Kind.ENTITY, "Iran"),
        id_of(Kind.EVENT, "answer"),
    }


def test_a_follower_goes_on_from_the_last_change(client, store):
    loaded(store, entity("Iran"))
    last = changes(client)["meta"]["last"]
    assert changes(client, f"since={last}")["data"] == []
    loaded(store, entity("Iran", aliases=("Persia",)))
    answer = changes(client, f"since={last}")
    assert operations(answer) == [("entity", "updated")]
    assert answer["meta"]["last"] == last + 1


def test_a_merge_says_into_what(client, store):
    loaded(store, entity("Persia"), entity("Iran"))
    merged(store, "Persia", "Iran")
    (merge,) = changes(client, "operation=merged")["data"]
    assert (merge["id"], merge["into"]) == (id_of(Kind.ENTITY, "Persia"), id_of(Kind.ENTITY, "Iran"))


def test_a_deletion_is_a_change(client, store):
    loaded(store, event(key="answer"))
    deleted(store, Kind.EVENT, "answer")
    (deletion,) = changes(client, "operation=deleted&kind=event")["data"]
    assert deletion["id"] == id_of(Kind.EVENT, "answer")


def test_changes_come_in_pages(client, store):
    loaded(store, *(entity(name) for name in ("Iran", "Israel", "Jordan")))
    page = changes(client, "limit=2")
    assert (page["meta"]["returned"], page["links"]["next"]) == (2, "/v1/changes?limit=2&since=2")
    rest = found(client, page["links"]["next"])
    assert (rest["meta"], rest["links"]["next"]) == ({"returned": 1, "last": 3}, None)


def test_a_follower_of_one_kind_passes_over_the_others(client, store):
    loaded(store, entity("Iran"), event(key="answer"))
    answer = changes(client, "kind=quote")
    assert (answer["data"], answer["meta"]["last"]) == ([], 3)


def test_a_follower_that_is_ahead_stays_there(client, store):
    loaded(store, entity("Iran"))
    assert changes(client, "since=9999")["meta"]["last"] == 9999


@pytest.mark.parametrize(
    "query",
    ["since=-1", "since=x", "since=99999999999999999999", "limit=1001", "kind=evnt", "operation=made"],
)
def test_what_cannot_be_followed_is_refused(seeded_sqlite_client, query):
    assert refused(seeded_sqlite_client, f"/v1/changes?{query}")["parameter"] == query.partition("=")[0]


def suggested(client, query):
    return names(client, f"/v1/autocomplete?{query}")


@pytest.fixture
def typed(client, store):
    loaded(
        store,
        entity("Iran", kind="country", country="IRN", code="IRN", aliases=("Persia", "Islamic Republic of Iran")),
        entity("Iranian Navy", of=["Iran"], code="IRNMIL"),
        entity("Iraq", kind="country", country="IRQ"),
        entity("Ismail Haniyéh", kind="person", aliases=("Haniya",)),
        entity("Foreign Ministry of Iran"),
        entity("Tiran", kind="place"),
    )
    return client


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        # Just this name, then names that begin so, then other names, then words within.
        ("q=iran", ["Iran", "Iranian Navy", "Foreign Ministry of Iran"]),
        ("q=IR", ["Iran", "Iraq", "Iranian Navy", "Foreign Ministry of Iran"]),
        ("q=haniyeh", ["Ismail Haniyéh"]),
        ("q=HANIYÉ", ["Ismail Haniyéh"]),
        ("q=persi", ["Iran"]),
        ("q=navy", ["Iranian Navy"]),
        ("q=ministry of", ["Foreign Ministry of Iran"]),
        ("q=republic", ["Iran"]),
        ("q=iran&kind=organization", ["Iranian Navy", "Foreign Ministry of Iran"]),
        ("q=i&kind=country,person", ["Iran", "Iraq", "Ismail Haniyéh"]),
        ("q=ir&limit=1", ["Iran"]),
        ("q=xyz", []),
        ("q=%25", []),
        ("q=_ran", []),
        ("q=*", []),
        ('q="', []),
    ],
)
def test_a_beginning_suggests_entities(typed, query, expected):
    assert suggested(typed, query) == expected


def test_a_suggestion_says_which_name_matched_and_who_it_is(typed):
    (given,) = found(typed, "/v1/autocomplete?q=irania")["data"]
    assert given == {
        "id": id_of(Kind.ENTITY, "Iranian Navy"),
        "name": "Iranian Navy",
        "kind": "organization",
        "country": None,
        "code": "IRNMIL",
        "matched": "Iranian Navy",
        "hint": "Iran",
    }
    assert found(typed, "/v1/autocomplete?q=persi")["data"][0]["matched"] == "Persia"


def test_a_merged_entity_is_not_suggested(client, store):
    loaded(store, entity("Persia"), entity("Iran"))
    merged(store, "Persia", "Iran")
    assert suggested(client, "q=persia") in ([], ["Iran"])


@pytest.mark.parametrize("query", ["", "q=", "q=a&limit=51", "q=a&kind=city", "q=%00", f"q={'a' * 301}"])
def test_what_cannot_be_suggested_is_refused(seeded_sqlite_client, query):
    refused(seeded_sqlite_client, f"/v1/autocomplete?{query}")


def test_the_codebooks_are_listed_with_their_source(seeded_sqlite_client):
    books = found(seeded_sqlite_client, "/v1/codebooks")["data"]
    (cameo,) = [book for book in books if book["scheme"] == "cameo"]
    assert cameo["codes"] > 250
    assert cameo["source"]


def test_a_code_says_what_it_means(seeded_sqlite_client):
    given = found(seeded_sqlite_client, "/v1/codebooks/cameo/190")
    assert (given["code"], given["label"], given["parent"]) == ("190", "Fight with armed forces, in general", "19")


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("q=telephone", {"041"}),
        ("q=TELEPHONE", {"041"}),
        ("q=04", {"04", "040", "041", "042", "043", "044", "045", "046"}),
    ],
)
def test_a_codebook_is_searched_by_label_and_code(seeded_sqlite_client, query, expected):
    given = found(seeded_sqlite_client, f"/v1/codebooks/cameo?{query}")["data"]
    assert {code["code"] for code in given} == expected


@pytest.mark.parametrize(
    ("path", "nearest"), [("cameoo", "cameo"), ("cameo/1900", "190"), ("status/asertd", "asserted")]
)
def test_a_code_that_is_none_is_404_with_the_nearest(seeded_sqlite_client, path, nearest):
    answer = seeded_sqlite_client.get(f"/v1/codebooks/{path}")
    assert answer.status_code == 404
    assert f"Did you mean {nearest}?" in answer.json["detail"]


# What some of what the map leads to has to be asked with.
NEEDED = {"autocomplete": "?q=a", "crosswalk": "?from=cameo:190&to=plover"}


def test_the_map_leads_everywhere(seeded_client):
    given = found(seeded_client, "/v1")
    for name, link in given["links"].items():
        assert seeded_client.get(link + NEEDED.get(name, "")).status_code == 200, name
    assert given["datasets"][0]["slug"] == "seed"
    assert given["datasets"][0]["coverage"] == {"start": "2024-04-01", "end": "2024-08-06"}
    assert given["revision"] == 1


@pytest.mark.parametrize("path", ["/", "/map", "/quotes?q=call", "/events/evt_7q0jnh3vzbfh1", "/entities/ent_unknown"])
def test_the_explorer_is_one_page_under_many_paths(seeded_sqlite_client, path):
    answer = seeded_sqlite_client.get(path)
    assert (answer.status_code, answer.mimetype) == (200, "text/html")
    assert "script-src 'self';" in answer.headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize("path", ["/maps", "/sources/src_1", "/events/evt_1/more"])
def test_other_paths_are_no_page(seeded_sqlite_client, path):
    answer = seeded_sqlite_client.get(path)
    assert (answer.status_code, answer.mimetype) == (404, "application/problem+json")
