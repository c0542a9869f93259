"""What comes with an answer: validators for caches, compression, what a browser may do, ids, logs."""

from __future__ import annotations

import gzip
from contextlib import contextmanager
from datetime import UTC, datetime

import brotli  # type: ignore[import-untyped]
import orjson
import pytest
import structlog
from sqlalchemy import text

from service import logs
from tests.builders import entity, event, loaded
from tests.clients import serving

READS = (
    "/v1",
    "/v1/events",
    "/v1/events/export",
    "/v1/events/aggregate",
    "/v1/datasets/seed",
    "/v1/changes",
    "/v1/codebooks",
)


@pytest.mark.parametrize("address", READS)
def test_an_answer_that_the_client_holds_is_not_sent_again(seeded_client, address):
    first = seeded_client.get(address)
    again = seeded_client.get(address, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert again.headers["ETag"] == first.headers["ETag"]
    assert first.headers["ETag"].startswith('W/"')


def test_not_sending_again_asks_neither_for_names_nor_for_records(seeded_client, seeded):
    tag = seeded_client.get("/v1/events?actor=Iran").headers["ETag"]
    with seeded.writer.begin() as connection:
        for table in ("entity_name", "appearance", "document"):
            connection.execute(text(f"ALTER TABLE {table} RENAME TO {table}_away"))
    assert seeded_client.get("/v1/events?actor=Iran", headers={"If-None-Match": tag}).status_code == 304
    assert seeded_client.get("/v1/events?actor=Israel").status_code == 503


def test_a_write_changes_the_tag(client, store):
    loaded(store, event(key="a"))
    tag = client.get("/v1/events").headers["ETag"]
    loaded(store, event(key="b", on="2024-08-01"))
    again = client.get("/v1/events", headers={"If-None-Match": tag})
    assert (again.status_code, len(again.json["data"])) == (200, 2)


def test_a_load_that_changes_nothing_keeps_the_tag(client, store):
    loaded(store, entity("Iran"))
    tag = client.get("/v1/entities").headers["ETag"]
    loaded(store, entity("Iran"))
    assert client.get("/v1/entities", headers={"If-None-Match": tag}).status_code == 304


@pytest.mark.parametrize(
    "other",
    [
        {"query_string": "limit=1"},
        {"query_string": "limit=2&status=asserted"},
        {"query_string": "limit=2", "headers": {"Accept": "text/csv"}},
        {"path": "/v1/quotes", "query_string": "limit=2"},
    ],
)
def test_every_question_and_form_has_a_tag_of_its_own(seeded_sqlite_client, other):
    tag = seeded_sqlite_client.get("/v1/events?limit=2").headers["ETag"]
    assert seeded_sqlite_client.get(**{"path": "/v1/events"} | other).headers["ETag"] != tag


def test_the_order_of_parameters_makes_no_other_question(seeded_sqlite_client):
    first = seeded_sqlite_client.get("/v1/events?status=asserted&actor=Iran").headers["ETag"]
    assert seeded_sqlite_client.get("/v1/events?actor=Iran&status=asserted").headers["ETag"] == first


def test_now_is_another_question_in_the_next_minute(seeded_sqlite_client, monkeypatch):
    def tags():
        addresses = ("/v1/events?date__gte=now-7d", "/v1/events?date__gte=2024")
        return [seeded_sqlite_client.get(address).headers["ETag"] for address in addresses]

    monkeypatch.setattr("service.api.this_minute", lambda: datetime(2024, 8, 5, 12, 0, tzinfo=UTC))
    relative, absolute = tags()
    assert tags() == [relative, absolute]
    monkeypatch.setattr("service.api.this_minute", lambda: datetime(2024, 8, 5, 12, 1, tzinfo=UTC))
    assert tags()[0] != relative
    assert tags()[1] == absolute


@pytest.mark.parametrize("address", ["/v1/events?limit=0", "/v1/nothing", "/v1/events/evt_0000000000000"])
def test_an_error_has_no_tag(seeded_sqlite_client, address):
    assert "ETag" not in seeded_sqlite_client.get(address).headers


def test_an_error_is_an_error_whatever_the_client_holds(seeded_sqlite_client):
    assert seeded_sqlite_client.get("/v1/events?limit=0", headers={"If-None-Match": "*"}).status_code == 400


def test_a_client_asks_again_unless_told_otherwise(seeded_sqlite, seeded_sqlite_client):
    assert seeded_sqlite_client.get("/v1/events").headers["Cache-Control"] == "no-cache"
    with serving(seeded_sqlite, cache_seconds=60) as client:
        assert client.get("/v1/events").headers["Cache-Control"] == "public, max-age=60"


DECODED = {"gzip": gzip.decompress, "br": brotli.decompress}


@pytest.mark.parametrize("encoding", ["gzip", "br", "zstd"])
@pytest.mark.parametrize(
    "address",
    [
        "/v1/events",
        "/v1/events?format=csv",
        "/v1/events?format=geojson",
        "/v1/events/export?format=csv",
        "/v1/events/export?format=ndjson",
        "/docs",
        "/openapi.json",
    ],
)
def test_every_text_is_compressed(seeded_sqlite_client, encoding, address):
    answer = seeded_sqlite_client.get(address, headers={"Accept-Encoding": encoding})
    assert answer.headers["Content-Encoding"] == encoding
    assert "Accept-Encoding" in answer.headers["Vary"]
    if encoding in DECODED:
        plain = seeded_sqlite_client.get(address, headers={"X-Request-ID": answer.headers["X-Request-ID"]}).data
        assert DECODED[encoding](answer.data) == plain


def test_a_tag_holds_whatever_the_encoding(seeded_sqlite_client):
    packed = seeded_sqlite_client.get("/v1/events", headers={"Accept-Encoding": "gzip"})
    again = {"If-None-Match": packed.headers["ETag"], "Accept-Encoding": "gzip"}
    assert seeded_sqlite_client.get("/v1/events", headers=again).status_code == 304


def test_nothing_is_compressed_unasked(seeded_sqlite_client):
    assert "Content-Encoding" not in seeded_sqlite_client.get("/v1/events").headers


def test_any_page_may_read(seeded_sqlite_client):
    answer = seeded_sqlite_client.get("/v1/events", headers={"Origin": "https://example.org"})
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    exposed = answer.headers["Access-Control-Expose-Headers"].split(", ")
    assert {"ETag", "Link", "X-Request-ID", "Dateline-Cut", "RateLimit"} <= set(exposed)


def test_a_browser_may_ask_before(seeded_sqlite_client):
    asking = {
        "Origin": "https://example.org",
        "Access-Control-Request-Method": "GET",
        "Access-Control-Request-Headers": "If-None-Match",
    }
    answer = seeded_sqlite_client.options("/v1/events", headers=asking)
    assert answer.status_code == 200
    assert "GET" in answer.headers["Access-Control-Allow-Methods"]
    assert "if-none-match" in answer.headers["Access-Control-Allow-Headers"].casefold()


def test_only_the_pages_named_may_read_where_some_are(seeded_sqlite):
    with serving(seeded_sqlite, cors_origins="https://one.example, https://two.example") as client:
        allowed = [
            client.get("/v1", headers={"Origin": origin}).headers.get("Access-Control-Allow-Origin")
            for origin in ("https://two.example", "https://three.example")
        ]
        assert allowed == ["https://two.example", None]


def test_a_cache_keeps_by_page_what_only_some_may_read(seeded_sqlite):
    with serving(seeded_sqlite, cors_origins="https://one.example, https://two.example") as client:
        answer = client.get("/v1", headers={"Origin": "https://one.example"})
        assert "Origin" in answer.headers.getlist("Vary")


def test_no_page_may_read_where_none_is_named(seeded_sqlite):
    with serving(seeded_sqlite, cors_origins="") as client:
        answer = client.get("/v1", headers={"Origin": "https://example.org"})
        assert "Access-Control-Allow-Origin" not in answer.headers


@pytest.mark.parametrize("address", ["/v1/events", "/v1/events?statu=x", "/nothing", "/metrics", "/v1/events/export"])
def test_a_browser_may_do_nothing_with_data(seeded_sqlite_client, address):
    headers = seeded_sqlite_client.get(address).headers
    assert headers["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"


def test_the_documentation_takes_nothing_from_elsewhere(seeded_sqlite_client):
    policy = seeded_sqlite_client.get("/docs").headers["Content-Security-Policy"]
    assert "script-src 'self';" in policy
    assert "http" not in policy


@pytest.mark.parametrize("given", ["abc", "A-1_b.c", "x" * 64])
def test_a_plain_request_id_is_kept(seeded_sqlite_client, given):
    assert seeded_sqlite_client.get("/healthz", headers={"X-Request-ID": given}).headers["X-Request-ID"] == given


@pytest.mark.parametrize("given", ["", "x" * 65, "a b", 'a"b', "<script>", "ü", "../x"])
def test_another_request_id_is_replaced(seeded_sqlite_client, given):
    answer = seeded_sqlite_client.get("/healthz", headers={"X-Request-ID": given})
    assert len(answer.headers["X-Request-ID"]) == 32
    assert answer.headers["X-Request-ID"] != given


@contextmanager
def logging_at(level):
    """Log as the server does."""
    logs.configure("json", level)
    # What is made here writes where this test looks, and is not for the next.
    structlog.configure(**structlog.get_config() | {"cache_logger_on_first_use": False})
    yield
    structlog.reset_defaults()


def lines(capsys):
    return [orjson.loads(line) for line in capsys.readouterr().err.splitlines()]


def test_a_request_is_one_line_of_json(seeded_sqlite_client, capsys):
    with logging_at("info"):
        seeded_sqlite_client.get("/v1/events?actor=Iran", headers={"X-Request-ID": "mine"})
    (line,) = lines(capsys)
    assert (line["event"], line["request_id"], line["status"]) == ("request", "mine", 200)
    assert (line["method"], line["path"]) == ("GET", "/v1/events?actor=Iran")
    assert line["milliseconds"] > 0


def test_a_line_of_the_log_cannot_be_forged(seeded_sqlite_client, capsys):
    with logging_at("info"):
        seeded_sqlite_client.get("/v1/events?actor=a%0A%7B%22event%22:%22forged%22%7D")
    assert [line["event"] for line in lines(capsys)] == ["request"]


def test_an_unexpected_error_is_logged_with_its_reason(seeded_sqlite_client, capsys, monkeypatch):
    monkeypatch.setattr("service.routes.records.answer_list", lambda *_: 1 / 0)
    with logging_at("info"):
        seeded_sqlite_client.get("/v1/events", headers={"X-Request-ID": "mine"})
    error, request = lines(capsys)
    assert (error["level"], request["status"]) == ("error", 500)
    assert "ZeroDivisionError" in error["exception"]
    assert error["request_id"] == request["request_id"] == "mine"


def test_less_can_be_logged(seeded_sqlite_client, capsys):
    with logging_at("warning"):
        seeded_sqlite_client.get("/v1/events")
    assert lines(capsys) == []


def test_a_tag_sent_back_without_its_mark_of_weakness_is_known(seeded_sqlite_client):
    tag = seeded_sqlite_client.get("/v1/events").headers["ETag"].removeprefix("W/")
    assert seeded_sqlite_client.get("/v1/events", headers={"If-None-Match": tag}).status_code == 304
