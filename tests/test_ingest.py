"""Articles over HTTP: read in a process of their own, stored, answered with all that they say."""

from __future__ import annotations

from contextlib import closing

import orjson
import pytest

from schemas.rendering import rendered
from seed.extract.findings import Submitted
from service.ingest import bodies
from store.engine import open_store
from store.identity import Kind
from store.keys import revoke_key
from store.refresh import refresh_stale
from store.terms import set_terms
from store.writing import writing
from tests.builders import article, dataset, loaded
from tests.clients import PROBLEM, found, id_of
from tests.ingest_work import records_of
from tests.ingesting import Desk, extraction
from tests.kept import changes_of, rows, stale

TEXT = "Iran warned Israel. France warned Iran."
URL = "https://example.org/story"


@pytest.fixture(scope="module")
def reading():
    with extraction(extract_seconds=0.5) as made:
        yield made


@pytest.fixture
def desk(store, reading):
    return Desk(store, reading, "ingest")


def problem(answer):
    assert answer.content_type == PROBLEM
    return answer.status_code, answer.json["type"].rpartition(":")[2]


def lines(answer):
    return [orjson.loads(line) for line in answer.data.splitlines()]


# --- one article ------------------------------------------------------------------------------------------------------


def test_an_article_is_answered_with_all_that_it_says(desk):
    answer = desk.send(TEXT, url=URL, title="Warnings", published="2024-08-05")
    told = answer.json
    assert (answer.status_code, told["meta"]) == (201, {"outcome": "created"})
    assert {one["summary"] for one in told["events"]} == {"Iran warned Israel.", "France warned Iran."}
    assert {one["speaker"]["name"] for one in told["quotes"]} == {"Iran", "France"}
    assert {one["name"] for one in told["entities"]} == {"Iran", "Israel", "France"}
    assert (told["article"]["text"], told["article"]["title"]) == (TEXT, "Warnings")
    assert told["article"] == found(desk.client, answer.headers["Location"])


def test_an_article_that_is_there_already_changes_nothing(desk, store):
    first = desk.send(TEXT, url=URL)
    before = rows(store)
    again = desk.send(TEXT, url=f"{URL}?utm_source=feed#top")
    assert (again.status_code, again.json["meta"]) == (200, {"outcome": "unchanged"})
    assert again.json["article"] == first.json["article"]
    assert rows(store) == before


def test_an_article_without_an_address_is_known_again_by_its_text(desk):
    assert [desk.send(TEXT).status_code, desk.send(TEXT).status_code] == [201, 200]


def test_another_text_at_the_same_address_is_another_version(desk, store):
    desk.send(TEXT, url=URL)
    answer = desk.send("Iran warned Israel.", url=URL)
    assert (answer.status_code, answer.json["meta"]) == (200, {"outcome": "updated"})
    assert [one["summary"] for one in answer.json["events"]] == ["Iran warned Israel."]
    gone = next(key for key in keys_of(TEXT) if key.endswith("France-Iran"))
    assert changes_of(store, Kind.EVENT, gone) == ["created", "deleted"]
    assert stale(store) == 0


def keys_of(text):
    batch = records_of(Submitted(text, url=URL))
    return [event.key for event in batch.events]


def test_an_address_known_from_a_dataset_gets_its_text(desk, store):
    loaded(store, dataset("gdelt"), article("", key=URL, url=URL, dataset="gdelt", title=None))
    assert desk.send(TEXT, url=URL).status_code == 201
    counted = {slug: found(desk.client, f"/v1/datasets/{slug}")["counts"]["articles"] for slug in ("gdelt", "articles")}
    assert counted == {"gdelt": 0, "articles": 1}


def test_an_article_of_a_dataset_with_its_text_stays_as_it_was_loaded(desk, store):
    loaded(store, dataset("mine"), article("Iran said so.", key=URL, url=URL, dataset="mine"))
    for answer in (
        desk.send(TEXT, url=URL),
        desk.replace(f"/v1/articles/{id_of(Kind.ARTICLE, URL)}", TEXT),
        desk.delete(f"/v1/articles/{id_of(Kind.ARTICLE, URL)}"),
    ):
        assert problem(answer) == (409, "conflict")
        assert "mine" in answer.json["detail"]


def test_what_an_article_says_is_told_to_whoever_may_read_it(desk, store, reading):
    desk.send(TEXT, url=URL)
    answer = desk.client.get("/v1/events?actor=Iran")
    assert len(answer.json["data"]) == 2


# --- who may, and what is taken ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_whoever_has_no_key_for_it_changes_nothing(store, reading, method):
    reader, before = Desk(store, reading, "curate"), rows(store)
    address = "/v1/articles" if method == "post" else f"/v1/articles/{id_of(Kind.ARTICLE, 'nothing')}"
    ask = getattr(reader.client, method)
    assert problem(ask(address, json={"text": TEXT})) == (401, "key-missing")
    assert ask(address, json={"text": TEXT}).headers["WWW-Authenticate"] == "Bearer"
    assert problem(ask(address, headers={"Authorization": "Bearer dl_no"})) == (401, "unknown-key")
    assert problem(ask(address, json={"text": TEXT}, headers=reader.key)) == (403, "scope-missing")
    assert rows(store) == before


def test_a_revoked_key_takes_nothing_in(desk, store):
    with writing(store) as writer:
        revoke_key(writer, "desk ingest")
    assert problem(desk.send(TEXT)) == (401, "unknown-key")


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({}, "text"),
        ({"text": ""}, "text"),
        ({"text": 5}, "text"),
        ({"text": "a\0b"}, "text"),
        ({"text": "unreadable this"}, "text"),
        ({"text": "伊朗外交部长周一表示，伊朗将对暗杀事件作出回应。"}, "text"),
        ({"text": "Die Regierung sagte am Montag, sie werde die Sanktionen verlängern. " * 5}, "text"),
        ({"text": "\x01\x02 \x7f"}, "text"),
        ({"text": TEXT, "published": "soon"}, "published"),
        ({"text": TEXT, "published": "2024-02-30"}, "published"),
        ({"text": TEXT, "published": "2024-08-05T12:00:00"}, "published"),
        ({"text": TEXT, "url": "ftp://example.org/a"}, "url"),
        ({"text": TEXT, "url": "javascript:alert(1)"}, "url"),
        ({"text": TEXT, "language": "de"}, "language"),
        ({"text": TEXT, "authors": "Jane Doe"}, "authors"),
        ({"text": TEXT, "titel": "Warnings"}, "titel"),
    ],
)
def test_a_field_that_cannot_be_is_named(desk, sent, field):
    answer = desk.client.post("/v1/articles", json=sent, headers=desk.key)
    assert problem(answer) == (422, "bad-body")
    assert [fault["parameter"] for fault in answer.json["errors"]] == [field]


def test_a_text_that_is_too_long_is_refused_as_that_whatever_its_language(desk):
    answer = desk.client.post("/v1/articles", json={"text": "mot " * 250_001}, headers=desk.key)
    assert problem(answer) == (422, "bad-body")
    assert "1,000,004 characters" in answer.json["detail"]


@pytest.mark.parametrize("sent", [b"", b"[]", b"text", b'{"text": "\xff"}', b'{"text": "\\ud800"}', b"\x1f\x8b\x08"])
def test_what_is_no_json_object_is_refused(desk, sent):
    answer = desk.client.post("/v1/articles", data=sent, content_type="application/json", headers=desk.key)
    assert problem(answer) == (422, "bad-body")


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        (b"", "The body is empty."),
        (b'{"text": "caf\xe9"}', "The body is not UTF-8: its byte 14 is 0xe9."),
        (b"[]", "with these fields: text, published, title, url, authors, publisher, language."),
        (b"{}", "text: is missing."),
        (b'{"text": "It.", "authors": "Jane Doe"}', "authors: should be a list."),
        (orjson.dumps({"text": "It.", "authors": ["Jane Doe"] * 101}), "authors: has more than 100 names."),
        (b'{"text": "It.", "url": "example.org"}', "url: is 'example.org', it should be an http or https address"),
    ],
)
def test_what_is_wrong_with_a_body_is_said(desk, sent, said):
    answer = desk.client.post("/v1/articles", data=sent, content_type="application/json", headers=desk.key)
    assert said in answer.json["detail"]


def test_a_packed_body_is_refused(desk):
    answer = desk.send(TEXT, headers={"Content-Encoding": "gzip"})
    assert problem(answer) == (415, "unsupported-type")
    assert answer.json["detail"] == "The body is packed by gzip; send it as it is."


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", ""])
def test_another_type_of_body_is_refused(desk, kind):
    answer = desk.client.post("/v1/articles", data=TEXT, content_type=kind, headers=desk.key)
    assert problem(answer) == (415, "unsupported-type")
    assert answer.headers["Accept"] == "application/json, application/x-ndjson"


def test_a_body_that_is_too_large_is_refused(desk, monkeypatch):
    monkeypatch.setattr(bodies, "ingest_body", None)
    monkeypatch.setitem(desk.client.application.config, "INGEST_MEGABYTES", 1)
    answer = desk.send("a" * (1 << 20))
    assert problem(answer) == (413, "too-large")
    assert answer.json["detail"].startswith("The body has more than 1 MB")


def test_a_parameter_is_refused(desk):
    answer = desk.client.post("/v1/articles?dataset=mine", json={"text": TEXT}, headers=desk.key)
    assert problem(answer) == (400, "bad-parameter")


def test_the_address_of_articles_takes_what_it_says(desk):
    answer = desk.client.patch("/v1/articles", json={}, headers=desk.key)
    assert problem(answer) == (405, "method-not-allowed")
    assert set(answer.headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS", "POST"}


# --- the process ------------------------------------------------------------------------------------------------------


def test_an_article_that_takes_too_long_is_given_up(desk):
    answer = desk.send("endless talk")
    assert problem(answer) == (422, "bad-body")
    assert "longer than 0.5 seconds" in answer.json["detail"]
    assert desk.send(TEXT).status_code == 201


def test_what_an_article_says_is_read_with_a_time_of_its_own(store, monkeypatch):
    # However little is read, its time is looked at.
    monkeypatch.setattr("store.engine.SQLITE_STEPS", 20)
    opened = open_store(store.url.render_as_string(hide_password=False), query_seconds=0.3)
    with closing(opened), extraction() as reading:
        desk = Desk(opened, reading, "ingest")
        monkeypatch.setitem(desk.client.application.config, "QUERY_SECONDS", 0.3)
        assert desk.send(f"slowly {TEXT}").status_code == 201
        results = desk.send_list({"text": f"slowly and {TEXT}"}, {"text": f"slowly {TEXT}"}).get_json()["data"]
    assert [one["status"] for one in results] == [201, 200]


def test_what_goes_wrong_with_one_article_is_told_of_that_alone(desk):
    answer = desk.send("broken news")
    assert problem(answer) == (503, "unavailable")
    assert (answer.json["title"], answer.headers["Retry-After"]) == ("The article could not be read", "10")
    assert desk.send(TEXT).status_code == 201


def test_a_process_that_ends_is_started_again(desk):
    assert problem(desk.send("deadly news")) == (503, "unavailable")
    assert desk.send(TEXT).status_code == 201


# --- again ------------------------------------------------------------------------------------------------------------


def test_a_request_with_the_same_key_is_done_once(desk, store):
    once = {"Idempotency-Key": "first"}
    first = desk.send(TEXT, headers=once)
    before = rows(store)
    again = desk.send(TEXT, headers=once)
    assert (again.status_code, again.data, again.headers["Location"]) == (201, first.data, first.headers["Location"])
    assert (first.headers.get("Idempotency-Replayed"), again.headers["Idempotency-Replayed"]) == (None, "true")
    assert rows(store) == before


def test_a_key_goes_with_one_request_alone(desk):
    once = {"Idempotency-Key": "first"}
    desk.send(TEXT, headers=once)
    assert problem(desk.send("France warned Israel.", headers=once)) == (422, "key-reused")


def test_a_key_of_idempotency_belongs_to_whoever_sends_it(desk, store, reading):
    once = {"Idempotency-Key": "first"}
    desk.send(TEXT, headers=once)
    assert Desk(store, reading, "ingest", "curate").send("France warned Israel.", headers=once).status_code == 201


def test_a_request_that_was_refused_may_be_sent_again(desk):
    once = {"Idempotency-Key": "first"}
    assert desk.send("broken news", headers=once).status_code == 503
    assert desk.send(TEXT, headers=once).status_code == 201


@pytest.mark.parametrize("key", ["", "two words", "ü", "a" * 256])
def test_a_key_of_idempotency_is_plain(desk, key):
    assert problem(desk.send(TEXT, headers={"Idempotency-Key": key})) == (400, "bad-request")


# --- several ----------------------------------------------------------------------------------------------------------


def test_every_line_is_answered_with_what_came_of_it(desk):
    sent = [{"text": TEXT}, {"text": ""}, {"text": "broken news"}, {"text": TEXT}, {"text": "France warned Israel."}]
    answer = desk.send_lines("\n".join(orjson.dumps(one).decode() for one in sent) + "\n\nno JSON")
    assert (answer.status_code, answer.content_type) == (200, "application/x-ndjson")
    told = lines(answer)
    assert [one["line"] for one in told] == [1, 2, 3, 4, 5, 7]
    assert [one["status"] for one in told] == [201, 422, 503, 200, 201, 422]
    assert [one["outcome"] for one in told] == ["created", None, None, "unchanged", "created", None]
    assert [one["events"] for one in told] == [2, 0, 0, 2, 1, 0]
    assert [one["problem"] and one["problem"]["status"] for one in told] == [None, 422, 503, None, None, 422]


def test_lines_are_taken_where_lists_are(desk):
    sent = orjson.dumps({"text": TEXT}).decode()
    (told,) = lines(desk.send_lines(sent, to="/v1/articles/bulk"))
    assert (told["line"], told["status"], told["events"]) == (1, 201, 2)


def test_every_article_of_a_list_is_answered_with_what_came_of_it(desk):
    answer = desk.send_list({"text": TEXT}, {"text": "unreadable"}, {"text": TEXT})
    assert (answer.status_code, answer.content_type) == (200, "application/json")
    told = answer.json["data"]
    assert [(one["line"], one["status"], one["outcome"]) for one in told] == [
        (1, 201, "created"),
        (2, 422, None),
        (3, 200, "unchanged"),
    ]
    assert told[1]["problem"]["detail"] == "Nobody can read this."
    assert desk.client.get(f"/v1/articles/{told[0]['id']}").status_code == 200


def test_an_article_of_a_list_that_cannot_be_is_told_as_if_it_had_been_sent_alone(desk):
    sent = [
        {"text": TEXT},
        {"text": ""},
        {"txt": 1},
        {"text": "France warned Israel.", "published": "soon"},
        {"text": TEXT},
    ]
    told = desk.send_list(*sent).json["data"]
    assert [one["status"] for one in told] == [201, 422, 422, 422, 200]
    alone = [desk.client.post("/v1/articles", json=one, headers=desk.key).json for one in sent[1:4]]
    for result, problem_alone in zip(told[1:4], alone, strict=True):
        assert {**result["problem"], "request_id": None} == {**problem_alone, "request_id": None}
    assert "txt: is no field here. Did you mean text?" in told[2]["problem"]["detail"]


@pytest.mark.parametrize(
    ("articles", "field"),
    [
        ([], "articles"),
        ([{"text": TEXT}, "Warnings"], "articles"),
        ([{"text": TEXT}] * 1001, "articles"),
    ],
)
def test_of_what_is_no_list_of_articles_nothing_is_taken(desk, store, articles, field):
    before = rows(store)
    answer = desk.send_list(*articles)
    assert problem(answer) == (422, "bad-body")
    assert [fault["parameter"] for fault in answer.json["errors"]] == [field]
    assert rows(store) == before


def test_several_are_no_record(desk):
    answer = desk.client.get("/v1/articles/bulk")
    assert problem(answer) == (405, "method-not-allowed")
    assert set(answer.headers["Allow"].split(", ")) == {"OPTIONS", "POST"}


def test_several_with_the_same_key_are_done_once(desk, store):
    sent = orjson.dumps({"text": TEXT}).decode()
    first = desk.send_lines(sent, **{"Idempotency-Key": "all"})
    again = desk.send_lines(sent, **{"Idempotency-Key": "all"})
    assert (again.data, again.headers["Idempotency-Replayed"]) == (first.data, "true")


# --- another version, and none ----------------------------------------------------------------------------------------


def test_another_version_takes_the_place_of_the_first(desk):
    address = desk.send(TEXT, published="2024-08-04").headers["Location"]
    answer = desk.replace(address, "France warned Israel.")
    assert (answer.status_code, answer.json["meta"]) == (200, {"outcome": "updated"})
    assert answer.headers["Location"] == address
    assert [one["summary"] for one in answer.json["events"]] == ["France warned Israel."]
    assert answer.json["article"]["published"]["at"] == "2024-08-04T00:00:00Z"
    history = found(desk.client, f"{address}/history?documents=true")["data"]
    assert [version["operation"] for version in history] == ["updated", "created"]
    assert [version["document"]["text"] for version in history] == ["France warned Israel.", TEXT]
    assert {"path": "text", "before": TEXT, "after": "France warned Israel."} in history[0]["changed"]


def test_an_article_keeps_its_address(desk):
    address = desk.send(TEXT, url=URL).headers["Location"]
    assert desk.replace(address, TEXT, url=f"{URL}#top").status_code == 200
    answer = desk.replace(address, TEXT, url="https://example.org/other")
    assert problem(answer) == (422, "bad-body")


def test_a_deleted_article_is_gone_with_what_it_alone_says(desk, store):
    address = desk.send(TEXT).headers["Location"]
    gone = desk.delete(address)
    assert (gone.status_code, gone.content_type) == (204, None)
    assert desk.client.get(address).status_code == 410
    assert found(desk.client, "/v1/events?actor=Iran")["data"] == []
    ended, made = found(desk.client, f"{address}/history?documents=true")["data"]
    assert [ended["operation"], made["operation"], made["document"]["text"]] == ["deleted", "created", TEXT]
    assert problem(desk.delete(address)) == (410, "gone")
    assert stale(store) == 0


def test_a_text_that_may_not_be_shown_any_more_stands_in_no_history(desk, store):
    address = desk.send(TEXT).headers["Location"]
    desk.replace(address, "France warned Israel.")
    with writing(store) as writer:
        set_terms(writer, "articles", {"text_served": "none"}, rendered)
    assert list(refresh_stale(store, rendered))
    history = desk.client.get(f"{address}/history?documents=true")
    assert [version["document"].get("text") for version in history.json["data"]] == [None, None]
    assert "warned" not in history.text


def test_a_deleted_article_comes_back_when_it_is_sent_again(desk):
    address = desk.send(TEXT).headers["Location"]
    desk.delete(address)
    assert desk.send(TEXT).status_code == 201
    assert desk.client.get(address).status_code == 200


@pytest.mark.parametrize("named", ["art_0000000000000", "nonsense"])
def test_there_has_to_be_an_article_to_replace_or_delete(desk, named):
    for answer in (desk.replace(f"/v1/articles/{named}", TEXT), desk.delete(f"/v1/articles/{named}")):
        assert problem(answer) == (404, "not-found")
