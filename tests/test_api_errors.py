"""What goes wrong is answered in one shape, and says what would have been right."""

from __future__ import annotations

from contextlib import closing

import orjson
import pytest
from sqlalchemy.exc import OperationalError

from store.engine import open_store
from tests.builders import event, loaded
from tests.clients import PROBLEM, refused, serving

EVERYTHING = (
    "/v1",
    "/v1/events",
    "/v1/events/export",
    "/v1/events/aggregate",
    "/v1/articles",
    "/v1/entities",
    "/v1/quotes",
    "/v1/quotes/aggregate",
    "/v1/sources",
    "/v1/datasets",
    "/v1/datasets/seed",
    "/v1/codebooks",
    "/v1/codebooks/cameo",
    "/v1/codebooks/cameo/190",
    "/v1/autocomplete?q=a",
    "/v1/changes",
    "/docs",
    "/openapi.json",
    "/healthz",
    "/readyz",
    "/metrics",
)


@pytest.mark.parametrize(
    ("method", "address", "status", "name"),
    [
        ("GET", "/v1/events?limit=0", 400, "bad-parameter"),
        ("GET", "/v1/events?cursor=abc", 400, "bad-cursor"),
        ("GET", "/v1/event", 404, "not-found"),
        ("GET", "/v1/events/evt_0000000000000", 404, "not-found"),
        ("GET", "/nothing", 404, "not-found"),
        ("GET", "/static/nothing", 404, "not-found"),
        ("POST", "/v1/events", 405, "method-not-allowed"),
        ("DELETE", "/docs", 405, "method-not-allowed"),
        ("GET", f"/v1/events?q={'a' * 8000}", 414, "uri-too-long"),
    ],
)
def test_every_error_has_one_shape(seeded_sqlite_client, method, address, status, name):
    answer = seeded_sqlite_client.open(address, method=method, headers={"X-Request-ID": "mine"})
    assert (answer.status_code, answer.content_type) == (status, PROBLEM)
    assert list(answer.json) == ["type", "title", "status", "detail", "errors", "request_id"]
    assert answer.json["type"] == f"urn:dateline:problem:{name}"
    assert (answer.json["status"], answer.json["request_id"]) == (status, "mine")
    assert answer.json["title"]
    assert answer.json["detail"]


@pytest.mark.parametrize(
    ("address", "parameter", "nearest"),
    [
        ("/v1/events?statu=asserted", "statu", "status"),
        ("/v1/events?date_gte=2024", "date_gte", "date__gte"),
        ("/v1/events?Actor=Iran", "Actor", "actor"),
        ("/v1/events?status__gte=asserted", "status__gte", "status__not"),
        ("/v1/quotes?speeker=Iran", "speeker", "speaker"),
        ("/v1/events/aggregate?groupby=status", "groupby", "group_by"),
        ("/v1/events/export?feilds=id", "feilds", "fields"),
        ("/v1/entities?names=Iran", "names", "name"),
        ("/v1/changes?sinc=1", "sinc", "since"),
        ("/v1/datasets/seed?field=slug", "field", "fields"),
        ("/v1/autocomplete?q=a&limits=1", "limits", "limit"),
    ],
)
def test_an_unknown_parameter_is_named_with_the_nearest(seeded_sqlite_client, address, parameter, nearest):
    fault = refused(seeded_sqlite_client, address)
    assert (fault["parameter"], fault["nearest"]) == (parameter, nearest)
    assert nearest in fault["valid"] or fault["valid"] == []


@pytest.mark.parametrize(
    ("address", "parameter", "nearest"),
    [
        ("/v1/events?status=asertd", "status", "asserted"),
        ("/v1/events?sort=dat", "sort", "date"),
        ("/v1/events?fields=actor1.nam", "fields", "actor1.name"),
        ("/v1/events?event_code=1900", "event_code", "190"),
        ("/v1/events?country=IRNN", "country", "IRN"),
        ("/v1/events?expand=actor11", "expand", "actor1"),
        ("/v1/events/export?fields=actor1_nam", "fields", "actor1_name"),
        ("/v1/events/aggregate?group_by=date:moth", "group_by", "date:month"),
        ("/v1/events/aggregate?metric=avg:tonne", "metric", "avg:tone"),
        ("/v1/entities?kind=persons", "kind", "person"),
    ],
)
def test_a_wrong_word_is_answered_with_the_nearest(seeded_sqlite_client, address, parameter, nearest):
    fault = refused(seeded_sqlite_client, address)
    assert fault["parameter"] == parameter
    assert f"Did you mean {nearest}?" in fault["message"]


def test_every_fault_of_a_request_is_told(seeded_sqlite_client):
    answer = seeded_sqlite_client.get("/v1/events?limit=0&statu=x&date=soon")
    assert {fault["parameter"] for fault in answer.json["errors"]} == {"limit", "statu", "date"}


HUGE = ["9" * 30, "-" + "9" * 30, "9223372036854775808", "1e999", "NaN", "Infinity", "0x10"]
WEIRD = [
    "%00",
    "a%00b",
    "%ED%A0%80",
    "%ff%fe",
    "%ED%A0%BD%ED%B8%80",
    "%F0%9F%98%80",
    "'",
    '"',
    "\\",
    ",",
    "%",
    "_",
    "a" * 5000,
    "%0A",
]


@pytest.mark.parametrize(
    "place",
    [
        "/v1/events?limit=",
        "/v1/events?actor=",
        "/v1/events?between=Iran,",
        "/v1/events?event_code=",
        "/v1/events?goldstein__gte=",
        "/v1/events?quad_class=",
        "/v1/events?q=",
        "/v1/events?place=",
        "/v1/events?source=",
        "/v1/events?article=",
        "/v1/events?updated__gte=",
        "/v1/events?cursor=",
        "/v1/events?nothing",
        "/v1/articles?url=",
        "/v1/entities?name=",
        "/v1/entities?identifier=",
        "/v1/datasets?q=",
        "/v1/changes?since=",
        "/v1/autocomplete?q=",
        "/v1/codebooks/cameo?q=",
        "/v1/codebooks/cameo/",
        "/v1/events/aggregate?top=",
        "/v1/events/",
        "/v1/datasets/",
    ],
)
def test_no_value_is_a_server_error(hostile, place):
    statuses = {value: hostile.get(place + value).status_code for value in HUGE + WEIRD}
    assert {value: status for value, status in statuses.items() if status not in (200, 400, 404, 414)} == {}


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def hostile(request):
    databases = request.getfixturevalue(request.param)
    with closing(open_store(databases.new(databases.seeded))) as store, serving(store) as client:
        yield client


@pytest.mark.parametrize("address", EVERYTHING)
def test_head_is_get_without_the_body(seeded_client, address):
    got, head = seeded_client.get(address), seeded_client.head(address)
    assert (head.status_code, head.data) == (200, b"")
    assert head.content_type == got.content_type


# What else than reading is taken, and where.
CHANGING = {"/v1/articles": {"POST"}}
OTHERS = [
    (method, address)
    for address in EVERYTHING
    for method in ("POST", "PUT", "PATCH", "DELETE")
    if method not in CHANGING.get(address, ())
]


@pytest.mark.parametrize(("method", "address"), OTHERS)
def test_another_method_is_told_which_are_allowed(seeded_sqlite_client, method, address):
    answer = seeded_sqlite_client.open(address, method=method)
    assert (answer.status_code, answer.content_type) == (405, PROBLEM)
    assert set(answer.headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS", *CHANGING.get(address, ())}


def test_a_body_that_is_too_long_is_not_read(seeded_sqlite_client):
    assert seeded_sqlite_client.get("/v1/events", data=b"a" * 100_000).status_code in (200, 413)


def test_a_question_that_takes_too_long_is_too_broad(store, monkeypatch):
    # So that it looks at the clock often enough for a question over so few.
    monkeypatch.setattr("store.engine.SQLITE_STEPS", 100)
    days = [f"2024-{month:02}-{day:02}" for month in range(1, 13) for day in range(1, 29)]
    loaded(store, *(event(key=f"{on} {hour}", on=on, actor1="Iran") for on in days for hour in range(3)))
    with serving(store, query_seconds=0.001) as client:
        answer = client.get("/v1/events/aggregate?group_by=actor,source,event_code&metric=avg:tone,sum:goldstein")
    problem = orjson.loads(answer.data)
    assert (answer.status_code, problem["type"]) == (400, "urn:dateline:problem:too-broad")
    assert "Narrow it" in problem["detail"]


def test_what_nobody_expected_is_500_without_a_word_of_why(seeded_sqlite_client, monkeypatch):
    monkeypatch.setattr("service.routes.records.answer_list", lambda *_: 1 / 0)
    answer = seeded_sqlite_client.get("/v1/events")
    assert (answer.status_code, answer.content_type) == (500, PROBLEM)
    assert "division" not in answer.text


def test_a_limit_says_what_is_left(seeded_sqlite):
    with serving(seeded_sqlite, rate_limit="2 per minute") as client:
        first, second, third = (client.get("/v1/events?limit=1") for _ in range(3))
        assert [answer.status_code for answer in (first, second, third)] == [200, 200, 429]
        assert first.headers["RateLimit-Policy"] == '"default";q=2;w=60'
        assert first.headers["RateLimit"].startswith('"default";r=1;t=')
        assert third.headers["RateLimit"].startswith('"default";r=0;t=')
        assert 1 <= int(third.headers["Retry-After"]) <= 60
        assert orjson.loads(third.data)["type"] == "urn:dateline:problem:too-many-requests"
        assert client.get("/healthz").status_code == 200


def test_each_client_has_a_limit_of_its_own(seeded_sqlite):
    with serving(seeded_sqlite, rate_limit="1 per minute", trusted_proxies=1) as client:
        asked = [client.get("/v1", headers={"X-Forwarded-For": address}) for address in ("192.0.2.1", "192.0.2.2")]
        assert [answer.status_code for answer in asked] == [200, 200]
        assert client.get("/v1", headers={"X-Forwarded-For": "192.0.2.1"}).status_code == 429


def test_a_client_cannot_name_its_own_address(seeded_sqlite):
    with serving(seeded_sqlite, rate_limit="1 per minute") as client:
        asked = [client.get("/v1", headers={"X-Forwarded-For": address}) for address in ("192.0.2.1", "192.0.2.2")]
        assert [answer.status_code for answer in asked] == [200, 429]


def test_without_a_limit_nothing_is_said_of_one(seeded_sqlite_client):
    headers = seeded_sqlite_client.get("/v1/events").headers
    assert not [name for name, _ in headers if name.startswith("RateLimit")]


def test_an_address_of_8000_bytes_is_read(seeded_sqlite_client):
    known = "/v1/events?actor=" + ",".join(f"name {number} {'a' * 130}" for number in range(50))
    assert len(known) < 8000
    assert seeded_sqlite_client.get(known).status_code == 200


def test_a_store_that_fails_is_unavailable_for_now(seeded_sqlite_client, monkeypatch):
    def failing(*_):
        raise OperationalError("SELECT 1", {}, Exception("server closed the connection unexpectedly"))

    monkeypatch.setattr("service.routes.records.answer_list", failing)
    answer = seeded_sqlite_client.get("/v1/events")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert answer.content_type == PROBLEM


@pytest.mark.parametrize(
    ("asked", "parameter", "said"),
    [
        ("actor__not=Iran", "actor__not", "is no parameter here: actor has no operator not. Valid: actor."),
        ("plover_type=assalt", "plover_type", "Did you mean ASSAULT?"),
        ("country=Iran", "country", "Did you mean IRN?"),
        ("country=irn", "country", "Did you mean IRN?"),
        ("root_code=fight", "root_code", "/v1/codebooks/cameo lists them."),
    ],
)
def test_what_was_meant_is_named(seeded_sqlite_client, asked, parameter, said):
    fault = refused(seeded_sqlite_client, f"/v1/events?{asked}")
    assert fault["parameter"] == parameter
    assert said in fault["message"]


def test_nothing_is_offered_for_what_is_near_to_nothing(seeded_sqlite_client):
    assert refused(seeded_sqlite_client, "/v1/events?page=2")["nearest"] is None


def test_a_missing_parameter_is_asked_for(seeded_sqlite_client):
    assert refused(seeded_sqlite_client, "/v1/autocomplete")["message"] == "is required: the beginning of a name."


def test_a_query_that_is_not_utf_8_is_refused(seeded_sqlite_client):
    answer = seeded_sqlite_client.get("/v1/events?q=%ff%fe")
    assert (answer.status_code, answer.content_type) == (400, PROBLEM)
    assert "not UTF-8" in answer.get_json()["detail"]


def test_a_refused_method_is_told_what_there_is(seeded_sqlite_client):
    assert seeded_sqlite_client.post("/v1/events").get_json()["detail"] == "This address takes GET, HEAD, OPTIONS."


@pytest.mark.parametrize("form", ["csv", "ndjson", "geojson"])
@pytest.mark.parametrize("asked", ["fields=id", "expand=actor1"])
def test_what_only_json_can_show_is_refused_before_anything_is_read(seeded_sqlite_client, monkeypatch, form, asked):
    monkeypatch.setattr("service.lists.page_asked", lambda *_: pytest.fail("A page was read."))
    fault = refused(seeded_sqlite_client, f"/v1/events?format={form}&{asked}")
    assert (fault["parameter"], "goes with json here" in fault["message"]) == (asked.partition("=")[0], True)


@pytest.mark.parametrize(
    ("address", "said"),
    [
        (
            "/v1/events?goldstein=9",
            "is no parameter here: goldstein goes with an operator. Valid: goldstein__gte, goldstein__gt, goldstein__lte, "
            "goldstein__lt.",
        ),
        (
            "/v1/events?fatalities=0",
            "is no parameter here: fatalities goes with an operator. Valid: fatalities__gte, fatalities__gt, fatalities__lte, "
            "fatalities__lt.",
        ),
        (
            "/v1/events/aggregate?group_by=date:hour",
            "'date:hour' is not offered. Valid: date:day, date:week, date:month, date:quarter, date:year.",
        ),
        ("/v1/quotes/aggregate?group_by=foo", "is not offered. Valid: date:…, kind, cue, dataset, speaker, "),
        ("/v1/events/aggregate?metric=foo", "is not offered. Valid: count, share, avg:…, sum:…, min:…, max:…."),
        ("/v1/events/aggregate?metric=avg:foo", "is not offered. Valid: avg:goldstein, avg:tone, avg:fatalities, "),
        ("/v1/events?fields=foo", "is not offered. Valid: id, summary, date, status, attributed_to, actor1, actor2, "),
        ("/v1/events/export?fields=foo", "is not offered. Valid: id, "),
        (
            "/v1/events?near=Damascus&radius_km=5",
            "takes 2 numbers of degrees, as latitude,longitude: 33.9,35.5; none given.",
        ),
        ("/v1/events?bbox=34,33,36", "as west,south,east,north: 34.9,33,36.7,34.7; 3 given."),
        (
            "/v1/events/aggregate?group_by=date:day&date__gte=0900&date__lte=2024",
            "spans too many periods of a day, from 0900-01-01 to 2024-12-31: it may give 20,000 rows; ",
        ),
    ],
)
def test_what_would_have_been_right_is_in_the_message(seeded_sqlite_client, address, said):
    assert said in refused(seeded_sqlite_client, address)["message"]


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("/v1/events/aggregate?group_by=country,country", "has country more than once; name each once."),
        ("/v1/events/aggregate?group_by=actor&group_by=country,actor", "has actor more than once; name each once."),
        ("/v1/quotes/aggregate?metric=count,count", "has count more than once; name each once."),
        ("/v1/events/export?fields=id,summary,id", "has id more than once; name each once."),
    ],
)
def test_what_makes_a_column_may_be_named_once(seeded_sqlite_client, address, said):
    assert refused(seeded_sqlite_client, address)["message"] == said


def test_a_size_of_cell_that_is_not_offered_is_told_all_and_none_as_nearest(seeded_sqlite_client):
    fault = refused(seeded_sqlite_client, "/v1/events/aggregate?group_by=cell:0")
    assert "Valid: cell:0.1, cell:0.2, cell:0.25, " in fault["message"]
    assert ", cell:20, cell:30." in fault["message"]
    assert fault["nearest"] is None
