"""One record, by its id."""

from __future__ import annotations

import pytest

from store.identity import Kind
from tests.builders import article, dataset, entity, event, loaded, quote
from tests.clients import PROBLEM, deleted, found, id_of, merged

TEXT = article("Iran said that it would answer.", title="Answer", mentions=("Iran",))


def test_an_article_has_all_that_was_found_in_it(client, store):
    answering = event(actor1="Iran", told_in=[(TEXT, "it would answer")], summary="Iran answers.")
    loaded(store, TEXT, answering, quote("it", TEXT))
    whole = found(client, f"/v1/articles/{id_of(Kind.ARTICLE, TEXT.key)}")
    assert whole["text"] == "Iran said that it would answer."
    assert [(mention["start"], mention["end"], mention["text"]) for mention in whole["mentions"]] == [(0, 4, "Iran")]
    assert [one["summary"] for one in whole["events"]] == ["Iran answers."]
    assert [one["text"] for one in whole["quotes"]] == ["it"]


@pytest.mark.parametrize(
    ("kind", "path", "key", "field"),
    [
        (Kind.EVENT, "events", "answer", "origin_id"),
        (Kind.ENTITY, "entities", "Iran", "name"),
        (Kind.SOURCE, "sources", "Wire", "name"),
    ],
)
def test_a_record_is_found_by_its_id(client, store, kind, path, key, field):
    loaded(store, article("Iran.", source="Wire"), event(key="answer", actor1="Iran"))
    assert found(client, f"/v1/{path}/{id_of(kind, key)}")[field] == key


def test_a_quote_is_found_by_its_id(client, store):
    loaded(store, TEXT, quote("it would answer", TEXT, key="said"))
    assert found(client, f"/v1/quotes/{id_of(Kind.QUOTE, 'said')}")["text"] == "it would answer"


def test_a_dataset_is_found_by_its_slug(client, store):
    loaded(
        store, dataset("wars", title="All Wars"), event(key="war", dataset="wars", on="1914-07-28", until="1918-11-11")
    )
    whole = found(client, "/v1/datasets/wars")
    assert whole["title"] == "All Wars"
    assert whole["coverage"] == {"start": "1914-07-28", "end": "1918-11-11"}
    assert whole["counts"]["events"] == 1


def test_an_item_is_the_same_as_in_the_list(client, store):
    loaded(store, event(key="answer", actor1="Iran"))
    (listed,) = found(client, "/v1/events")["data"]
    assert found(client, f"/v1/events/{listed['id']}") == listed


def test_fields_and_expand_work_on_an_item(client, store):
    loaded(store, entity("Iran", kind="country", aliases=("Persia",)), event(key="answer", actor1="Iran"))
    address = f"/v1/events/{id_of(Kind.EVENT, 'answer')}?expand=actor1&fields=origin_id,actor1"
    given = found(client, address)
    assert (given["origin_id"], given["actor1"][0]["aliases"]) == ("answer", ["Persia"])
    assert set(given) == {"origin_id", "actor1"}


@pytest.mark.parametrize(
    "path",
    [
        "events/evt_0000000000000",
        "events/evt_0",
        "events/ent_0000000000000",
        "events/evt_zzzzzzzzzzzzz",
        "events/EVT_0000000000000",
        "events/1",
        "events/%00",
        "events/évt",
        "articles/art_0000000000000",
        "entities/ent_0000000000000",
        "quotes/qte_0000000000000",
        "sources/src_0000000000000",
        "datasets/no-such",
        "datasets/%F0%9F%98%80",
    ],
)
def test_what_there_is_not_is_404(seeded_client, path):
    answer = seeded_client.get(f"/v1/{path}")
    assert (answer.status_code, answer.content_type) == (404, PROBLEM)


def test_a_deleted_record_is_gone(client, store):
    loaded(store, event(key="answer"))
    deleted(store, Kind.EVENT, "answer")
    answer = client.get(f"/v1/events/{id_of(Kind.EVENT, 'answer')}")
    assert (answer.status_code, answer.content_type) == (410, PROBLEM)


def test_a_record_that_comes_again_is_there_again(client, store):
    loaded(store, event(key="answer"))
    deleted(store, Kind.EVENT, "answer")
    loaded(store, event(key="answer"))
    assert found(client, f"/v1/events/{id_of(Kind.EVENT, 'answer')}")["origin_id"] == "answer"


def test_a_merged_entity_leads_to_the_one_that_stands(client, store):
    loaded(store, entity("Persia"), entity("Iran"), entity("Islamic Republic"))
    merged(store, "Persia", "Iran")
    merged(store, "Iran", "Islamic Republic")
    answer = client.get(f"/v1/entities/{id_of(Kind.ENTITY, 'Persia')}")
    assert answer.status_code == 307
    assert answer.headers["Location"] == f"/v1/entities/{id_of(Kind.ENTITY, 'Islamic Republic')}"
    assert answer.headers["Cache-Control"] == "no-store"
    assert "ETag" not in answer.headers


def test_a_redirect_keeps_what_was_asked(client, store):
    loaded(store, entity("Persia"), entity("Iran"))
    merged(store, "Persia", "Iran")
    answer = client.get(f"/v1/entities/{id_of(Kind.ENTITY, 'Persia')}?fields=name")
    assert answer.headers["Location"] == f"/v1/entities/{id_of(Kind.ENTITY, 'Iran')}?fields=name"


def test_records_name_the_entity_that_stands(client, store):
    loaded(store, entity("Persia"), entity("Iran"), event(key="answer", actor1="Persia"))
    merged(store, "Persia", "Iran")
    event_now = found(client, f"/v1/events/{id_of(Kind.EVENT, 'answer')}")
    assert event_now["actor1"][0]["name"] == "Iran"
    assert [one["origin_id"] for one in found(client, "/v1/events?actor=Persia")["data"]] == ["answer"]
