"""Each refusal that the document cannot foretell, by itself: what is asked, and the rule that explains the answer."""

from __future__ import annotations

from typing import Any

import orjson
import pytest

from tests.builders import entity, event, loaded
from tests.clients import refused
from tests.contract import GONE, RULES, of_status, with_few_words
from tests.ingesting import Desk, extraction

REFUSED = (
    ("list_events", "/v1/events?cursor=abc", "A cursor is signed."),
    ("list_sources", "/v1/sources?cursor=AAAAAAAAAAAAAAAAAAAA", "A cursor is signed."),
    ("stream_events", "/v1/stream?since=999999", "How far the store is, it says itself."),
    ("list_quotes", "/v1/quotes?tz=Mars", "Which zones there are is up to the machine."),
    ("export_events", "/v1/events/export?date=2023-02-29", "Leap years are beyond a pattern."),
    ("list_articles", "/v1/articles?published__gt=2023-02-29T00:00:00Z", "Leap years are beyond a pattern."),
    ("aggregate_events", "/v1/events/aggregate?date__gt=9999-12-31", "The first and last day have an edge."),
    ("list_articles", "/v1/articles?updated__gte=0001-01-01&tz=Asia/Beirut", "The first and last day have an edge."),
    ("list_events", "/v1/events?actor=Twin", "Whether a name is shared is up to the data."),
    ("list_events", "/v1/events?between=Twin,Iran", "Whether a name is shared is up to the data."),
    ("list_events", "/v1/events?q=-strike", "A search has a grammar."),
    ("list_events", "/v1/events?format=csv&fields=id", "It depends on format, or on the Accept header."),
    ("list_events", "/v1/events?format=geojson&expand=place", "It depends on format, or on the Accept header."),
    (
        "export_events",
        "/v1/events/export?format=geojson&explode=actors",
        "It depends on format, or on the Accept header.",
    ),
    (
        "aggregate_events",
        "/v1/events/aggregate?group_by=date:day,date:year",
        "No two of some words is beyond an array's schema.",
    ),
    (
        "aggregate_events",
        "/v1/events/aggregate?group_by=cell:1,cell:2",
        "No two of some words is beyond an array's schema.",
    ),
    ("list_events", "/v1/events?near=33.9,35.5", "No schema says that two parameters go together."),
    ("export_events", "/v1/events/export?radius_km=5", "No schema says that two parameters go together."),
    ("list_events", "/v1/events?seed=5", "No schema says that two parameters go together."),
    (
        "aggregate_events",
        "/v1/events/aggregate?group_by=country&smooth=3",
        "No schema says that two parameters go together.",
    ),
    ("list_events", "/v1/events?sample=5&limit=5", "No schema says that two parameters exclude each other."),
    ("graph_nodes", "/v1/graph/nodes?bbox=10,50,20,40", "No schema compares two numbers."),
    (
        "get_crosswalk",
        "/v1/crosswalk?from=plover_type:AID&to=quad_class",
        "Which scheme leads to which is beyond two lists.",
    ),
    (
        "aggregate_events",
        "/v1/events/aggregate?group_by=date:day&date__gte=0001&date__lte=9999",
        "How many rows there would be is up to the data.",
    ),
)

LONG = "é" * 2_000
REFUSED_BODIES = (
    ("take_in_article", {"text": "It.", "title": LONG}, "No schema counts the bytes of a text."),
    ("take_in_article", {"text": "It.", "url": "https://a b/"}, "What an address is is beyond a pattern."),
    ("take_in_article", {"text": "It.", "published": "2023-02-29"}, "Leap years are beyond a pattern."),
    ("take_in_article", {"text": "unreadable"}, "What can be read is up to the parser."),
    ("take_in_article", {"text": "0"}, "What English is is beyond a pattern."),
    ("replace_article", {"text": "It.", "url": "https://example.org/other"}, "An address is kept as it is."),
    ("correct_event", {"rejected": True, "status": "denied"}, "No schema says that two fields exclude each other."),
    (
        "correct_event",
        {"withdraw": ["status"], "status": "denied"},
        "No schema says that two fields exclude each other.",
    ),
    (
        "correct_event",
        {"place": {"name": "Beirut", "latitude": 33.9}},
        "No schema says that two fields go together.",
    ),
    ("correct_event", {"date": {"start": "2024-08-05", "end": "2024-08-04"}}, "No schema compares two days."),
    ("correct_event", {"event_code": "999"}, "A long list of codes stands in its codebook."),
    ("correct_event", {"actor1": ["ent_0000000000000"]}, "Who there is is up to the data."),
)


@pytest.fixture
def client(store, client):
    twins = [entity("Twin", key=f"twin/{number}", kind="group") for number in range(2)]
    loaded(store, *twins, event(actor1="Iran", actor2="twin/0"))
    return client


@pytest.mark.parametrize(("operation", "address", "why"), REFUSED)
def test_a_refusal_that_no_schema_can_say_has_one_reason(client, operation, address, why):
    fault = refused(client, address)
    assert [rule.why for rule in RULES if rule.explains(operation, fault)] == [why]


@pytest.mark.parametrize(("operation", "body", "why"), REFUSED_BODIES)
def test_a_refusal_of_a_body_that_no_schema_can_say_has_one_reason(sqlite_store, operation, body, why):
    with extraction() as reading:
        desk = Desk(sqlite_store, reading, "ingest", "curate")
        told: Any = desk.send("Iran warned Israel.", url="https://example.org/story").json
        method, address = {
            "take_in_article": ("POST", "/v1/articles"),
            "replace_article": ("PUT", f"/v1/articles/{told['article']['id']}"),
            "correct_event": ("PATCH", f"/v1/events/{told['events'][0]['id']}"),
        }[operation]
        sent = body | {"reason": "So it is."} if method == "PATCH" else body
        answer = desk.client.open(address, method=method, json=sent, headers=desk.key)
    (fault,) = orjson.loads(answer.data)["errors"]
    assert (answer.status_code, [rule.why for rule in RULES if rule.explains(operation, fault)]) == (422, [why])


def test_a_record_that_a_call_before_deleted_is_gone(sqlite_store):
    with extraction() as reading:
        desk = Desk(sqlite_store, reading, "ingest")
        address = desk.send("Iran warned Israel.").headers["Location"]
        desk.delete(address)
        answer = desk.replace(address, "Iran warned Israel.")
    assert (answer.status_code, of_status(answer.status_code, has_id=True)) == (410, GONE)


def test_what_names_no_record_is_never_gone():
    assert of_status(410, has_id=False) is None


def test_every_rule_is_tried():
    assert {rule.why for rule in RULES} == {why for _, _, why in (*REFUSED, *REFUSED_BODIES)}


# What the document says, so that no rule may excuse it.
@pytest.mark.parametrize(
    ("operation", "address"),
    [
        ("list_events", "/v1/events?between=Iran"),
        ("list_events", "/v1/events?between=Iran,Israel,USA"),
        ("list_events", "/v1/events?date=2023-02-30"),
        ("list_events", "/v1/events?date=0000"),
        ("list_events", "/v1/events?date=now-1000y"),
        ("list_events", "/v1/events?updated__gt=20230101T000000Z"),
        ("list_events", "/v1/events?place=a%7Fb"),
        ("list_events", "/v1/events?limit=0"),
        ("list_events", "/v1/events?fields=nothing"),
        ("aggregate_events", "/v1/events/aggregate?group_by=country,status,place,dataset"),
        ("aggregate_events", "/v1/events/aggregate?group_by=colour"),
    ],
)
def test_a_refusal_that_the_document_foretells_has_no_rule(client, operation, address):
    fault = refused(client, address)
    assert [rule.why for rule in RULES if rule.explains(operation, fault)] == []


@pytest.mark.parametrize("query", ["dataset=nothing", "name=%EF%B7%BA" + "%EF%B7%BA" * 299])
def test_a_value_is_as_long_as_it_was_sent(client, query):
    path = "/v1/events" if query.startswith("dataset") else "/v1/entities"
    assert client.get(f"{path}?{query}").status_code == 200


def test_few_words_are_cut_from_parameters_alone():
    schema = {"type": "string", "enum": list("abcdefghij")}
    document = {
        "paths": {"/": {"get": {"parameters": [{"name": "letter", "schema": schema}]}}},
        "components": {"parameters": {}, "schemas": {"Letter": schema, "LetterWord": schema}},
    }
    cut = with_few_words(document)
    assert cut["paths"]["/"]["get"]["parameters"][0]["schema"]["enum"] == ["a", "d", "g", "j"]
    assert cut["components"]["schemas"]["LetterWord"]["enum"] == ["a", "d", "g", "j"]
    assert cut["components"]["schemas"]["Letter"]["enum"] == list("abcdefghij")


@pytest.mark.parametrize(
    "query", ["between=Iran,USA&actor2=nobody", "between=Iran,nobody", "actor=nobody", "source=nobody"]
)
def test_nobody_takes_part_in_nothing(client, query):
    for path in ("/v1/events", "/v1/events/export", "/v1/events/aggregate"):
        assert client.get(f"{path}?{query}&date__gt=2024-08-01").status_code == 200
    assert client.get(f"/v1/events?{query}&date__gt=2024-08-01&count=exact").json["meta"]["count"] == 0
