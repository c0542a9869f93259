"""The history of a record: every version of it, what was different, and by which load; on both engines."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from seed.records import EventRecord, Place
from store.identity import Kind
from tests.builders import article, entity, event, loaded, quote
from tests.clients import PROBLEM, deleted, found, id_of, merged, pages, refused
from tests.synthetic import at

FIRST = datetime(2024, 8, 4, 12, tzinfo=UTC)
EVENT = f"/v1/events/{id_of(Kind.EVENT, 'strike')}"


def strike(**more: Any) -> EventRecord:
    return event(key="strike", actor1="Iran", summary="A strike.", place=Place("Beirut", "city"), **more)


@pytest.fixture
def told(store, client):
    """An event that was changed twice, a day apart."""
    steps: tuple[dict[str, Any], ...] = (
        {},
        {"confidence": 0.5},
        {"confidence": 0.5, "cameo": "190", "contexts": ("military",)},
    )
    for day, more in enumerate(steps):
        with at(FIRST + timedelta(day)):
            loaded(store, strike(**more))
    return client


def operations(client, path):
    return [version["operation"] for version in found(client, f"{path}/history")["data"]]


def test_every_version_is_listed_with_what_is_different_by_it_the_newest_first(told):
    newest, middle, oldest = found(told, f"{EVENT}/history")["data"]
    assert [version["operation"] for version in (newest, middle, oldest)] == ["updated", "updated", "created"]
    assert [version["at"] for version in (newest, middle, oldest)] == [
        "2024-08-06T12:00:00Z",
        "2024-08-05T12:00:00Z",
        "2024-08-04T12:00:00Z",
    ]
    assert middle["changed"] == [{"path": "confidence", "before": None, "after": 0.5}]
    assert {one["path"] for one in newest["changed"]} >= {"type.event_code", "type.goldstein", "type.contexts"}
    assert {"path": "type.contexts", "before": [], "after": ["military"]} in newest["changed"]
    assert oldest["changed"] == []


def test_a_version_names_the_load_that_made_it(told):
    newest, _, oldest = found(told, f"{EVENT}/history")["data"]
    assert newest["load"]["file_name"] == "test.csv"
    assert newest["load"]["dataset"] == "test"
    assert newest["load"]["format"]
    assert newest["load"]["id"] > oldest["load"]["id"]


def test_a_version_has_its_document_where_documents_are_asked_for(told):
    assert "document" not in found(told, f"{EVENT}/history")["data"][0]
    versions = found(told, f"{EVENT}/history?documents=true")["data"]
    assert [version["document"]["confidence"] for version in versions] == [0.5, 0.5, None]
    assert [version["document"]["type"]["event_code"] for version in versions] == ["190", "010", "010"]
    assert versions[0]["document"] == found(told, EVENT)


def test_the_numbers_are_those_of_the_changes(told):
    changes = found(told, "/v1/changes?kind=event")["data"]
    assert [version["sequence"] for version in found(told, f"{EVENT}/history")["data"]] == [
        change["sequence"] for change in reversed(changes)
    ]


def test_a_history_goes_on_page_by_page(told):
    whole = found(told, f"{EVENT}/history?documents=true")["data"]
    by_page = list(pages(told, f"{EVENT}/history?documents=true&limit=1"))
    assert by_page == [[version] for version in whole]
    answer = told.get(f"{EVENT}/history?limit=1")
    assert answer.headers["Link"] == f'<{answer.json["links"]["next"]}>; rel="next"'
    assert answer.json["meta"] == {"limit": 1, "returned": 1}


def test_a_deleted_record_has_a_history_and_one_that_came_back_all_of_it(store, told):
    deleted(store, Kind.EVENT, "strike")
    assert told.get(EVENT).status_code == 410
    newest, before, *_ = found(told, f"{EVENT}/history?documents=true")["data"]
    assert (newest["operation"], newest["document"], newest["changed"], newest["load"]) == ("deleted", None, [], None)
    assert before["document"]["type"]["event_code"] == "190"
    loaded(store, strike())
    assert operations(told, EVENT) == ["created", "deleted", "updated", "updated", "created"]
    again = found(told, f"{EVENT}/history?documents=true")["data"]
    assert (again[0]["document"]["confidence"], again[1]["document"]) == (None, None)


def test_a_merged_entity_tells_into_which(store, client):
    loaded(store, entity("Persia"), entity("Iran", kind="country"))
    merged(store, "Persia", "Iran")
    newest, oldest = found(client, f"/v1/entities/{id_of(Kind.ENTITY, 'Persia')}/history?documents=true")["data"]
    assert (newest["operation"], newest["into"], newest["document"]) == ("merged", id_of(Kind.ENTITY, "Iran"), None)
    assert (oldest["operation"], oldest["into"], oldest["document"]["name"]) == ("created", None, "Persia")
    assert operations(client, f"/v1/entities/{id_of(Kind.ENTITY, 'Iran')}") == ["updated", "created"]


def test_what_was_rendered_anew_without_a_change_is_in_the_version_that_it_was_made_in(store, client):
    loaded(store, strike())
    loaded(store, entity("Islamic Republic", key="Iran"))
    (only,) = found(client, f"{EVENT}/history?documents=true")["data"]
    assert only["document"]["actor1"][0]["name"] == "Islamic Republic"


def test_every_kind_of_record_has_a_history(store, client):
    report = article("Iran said it would stop.", source="Wire")
    loaded(store, report, quote("it would stop", report, speaker="Iran"))
    keys = {
        "articles": (Kind.ARTICLE, report.key),
        "quotes": (Kind.QUOTE, f"{report.key}/it would stop"),
        "entities": (Kind.ENTITY, "Iran"),
        "sources": (Kind.SOURCE, "Wire"),
    }
    for path, (kind, key) in keys.items():
        assert operations(client, f"/v1/{path}/{id_of(kind, key)}")[-1] == "created"
    assert operations(client, "/v1/datasets/test")[-1] == "created"


@pytest.mark.parametrize(
    "path",
    [f"/v1/events/{id_of(Kind.EVENT, 'never')}", "/v1/events/evt_x", "/v1/datasets/none", f"/v1/quotes/{EVENT[11:]}"],
)
def test_what_never_was_has_no_history(told, path):
    answer = told.get(f"{path}/history")
    assert (answer.status_code, answer.content_type) == (404, PROBLEM)


def test_a_cursor_holds_for_its_own_record(told):
    mark = found(told, f"{EVENT}/history?limit=1")["links"]["next"].partition("cursor=")[2]
    assert refused(told, f"/v1/entities/{id_of(Kind.ENTITY, 'Iran')}/history?cursor={mark}")["parameter"] == "cursor"
    assert refused(told, f"{EVENT}/history?cursor=abc")["parameter"] == "cursor"


@pytest.mark.parametrize(("query", "parameter"), [("limit=0", "limit"), ("documents=1", "documents"), ("x=1", "x")])
def test_what_a_history_cannot_be_asked_is_refused(told, query, parameter):
    assert refused(told, f"{EVENT}/history?{query}")["parameter"] == parameter


def test_a_history_is_answered_304_while_nothing_changes(store, told):
    tag = told.get(f"{EVENT}/history").headers["ETag"]
    assert told.get(f"{EVENT}/history", headers={"If-None-Match": tag}).status_code == 304
    loaded(store, strike())
    assert told.get(f"{EVENT}/history", headers={"If-None-Match": tag}).status_code == 200
