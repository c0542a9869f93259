"""Answers that are kept: the same to whoever asks again, never stale, and no more of them than there is room for."""

from __future__ import annotations

import gzip
from urllib.parse import parse_qsl, urlencode

import pytest
from flask import Flask, Response
from flask_compress import flask_compress
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from service.asking import is_plain, parameters
from service.hot import MOST_BYTES_OF_ONE, Hot
from service.lists import answer_list
from tests.builders import event, loaded
from tests.clients import found, serving

# What belongs to the request, and not to what was asked.
OF_THE_REQUEST = {"X-Request-ID"}


def body(size):
    return Response(b" " * size)


@pytest.fixture
def asked(monkeypatch):
    """Gather the lists that were read from the store."""
    read: list[str] = []

    def counted(collection, given):
        read.append(collection.path)
        return answer_list(collection, given)

    monkeypatch.setattr("service.routes.records.answer_list", counted)
    return read


def told(answer):
    """Give what a client sees, without what belongs to the request."""
    headers = sorted(pair for pair in answer.headers if pair[0] not in OF_THE_REQUEST)
    return answer.status_code, headers, answer.data


@pytest.mark.parametrize(
    "address",
    ["/v1/events?limit=1", "/v1/events?limit=2&format=csv", "/v1/changes?limit=1", "/v1", "/v1/datasets/seed"],
)
@pytest.mark.parametrize("accepted", [None, "gzip", "br"])
def test_the_second_answer_is_the_first_again(seeded_client, address, accepted):
    headers = {"Accept-Encoding": accepted} if accepted else {}
    first, second = (seeded_client.get(address, headers=headers) for _ in range(2))
    assert told(second) == told(first)


def test_what_is_asked_again_is_not_read_again(seeded_sqlite_client, asked):
    for _ in range(3):
        found(seeded_sqlite_client, "/v1/events?limit=1")
    assert asked == ["events"]


@pytest.fixture
def compressed(monkeypatch):
    """Gather the encodings into which answers were compressed."""
    done: list[str] = []
    compress = flask_compress._compress_data

    def counted(app, data, algorithm):
        done.append(algorithm)
        return compress(app, data, algorithm)

    monkeypatch.setattr(flask_compress, "_compress_data", counted)
    return done


def test_what_is_asked_again_is_not_compressed_again(seeded_sqlite_client, compressed):
    answers = [
        seeded_sqlite_client.get("/v1/events?limit=2", headers={"Accept-Encoding": accepted})
        for accepted in ("gzip", "br", "identity", "gzip", "br", "identity")
    ]
    assert compressed == ["gzip", "br"]
    assert [one.headers.get("Content-Encoding") for one in answers] == ["gzip", "br", None] * 2
    assert gzip.decompress(answers[3].data) == answers[5].data


@pytest.mark.parametrize("header", ["If-None-Match", "If-Match"])
def test_a_kept_answer_is_as_conditional_as_the_first(seeded_sqlite_client, header):
    headers = {"Accept-Encoding": "gzip"}
    first = seeded_sqlite_client.get("/v1/events?limit=2", headers=headers | {header: "*"})
    for _ in range(2):
        assert seeded_sqlite_client.get("/v1/events?limit=2", headers=headers).status_code == 200
    again = seeded_sqlite_client.get("/v1/events?limit=2", headers=headers | {header: "*"})
    assert (again.status_code, again.data) == (first.status_code, first.data)


def test_a_kept_answer_is_dated_when_it_is_given(hot):
    given = body(10)
    given.headers["Date"] = "Sun, 04 Aug 2024 12:00:00 GMT"
    hot.keep("a", given)
    assert "Date" not in hot.answer("a").headers


def test_a_kept_answer_lets_that_page_read_which_asks(seeded_sqlite):
    pages = ("https://one.example", "https://two.example", "https://other.example")
    with serving(seeded_sqlite, cors_origins=",".join(pages[:2])) as client:
        answers = [client.get("/v1/events?limit=2", headers={"Origin": page}) for page in (*pages, *pages)]
    allowed = [answer.headers.get("Access-Control-Allow-Origin") for answer in answers]
    assert allowed == [*pages[:2], None] * 2


def test_what_was_written_since_is_answered(client, store):
    loaded(store, event(key="a"))
    assert len(found(client, "/v1/events")["data"]) == 1
    loaded(store, event(key="b", on="2024-08-01"))
    assert len(found(client, "/v1/events")["data"]) == 2


def test_links_have_the_parameters_as_they_were_asked(seeded_sqlite_client):
    addresses = ("/v1/events?limit=1&status=asserted", "/v1/events?status=asserted&limit=1")
    assert [found(seeded_sqlite_client, each)["links"]["self"] for each in addresses] == list(addresses)


def test_every_form_is_kept_by_itself(seeded_sqlite_client):
    kinds = [
        seeded_sqlite_client.get("/v1/events?limit=1", headers={"Accept": accepted}).content_type.partition(";")[0]
        for accepted in ("text/csv", "application/json", "text/csv")
    ]
    assert kinds == ["text/csv", "application/json", "text/csv"]


def test_an_error_is_not_kept(seeded_sqlite_client, asked):
    for _ in range(2):
        assert seeded_sqlite_client.get("/v1/events?actor1=Iran&sample=2&limit=1").status_code == 400
    assert asked == ["events", "events"]


def test_none_is_kept_where_there_is_no_room(seeded_sqlite, asked):
    with serving(seeded_sqlite, hot_megabytes=0) as client:
        for _ in range(2):
            found(client, "/v1/events?limit=1")
    assert asked == ["events", "events"]


@pytest.fixture
def hot():
    with Flask("test").app_context():
        yield Hot(100_000)


def test_what_was_not_asked_for_the_longest_goes_first(hot):
    for name in "abc":
        hot.keep(name, body(30_000))
    hot.answer("a")
    hot.keep("d", body(30_000))
    assert [name for name in "abcd" if hot.answer(name)] == ["a", "c", "d"]


def test_one_that_is_kept_anew_takes_no_more_room(hot):
    for _ in range(20):
        hot.keep("a", body(40_000))
    hot.keep("b", body(40_000))
    assert [name for name in "ab" if hot.answer(name)] == ["a", "b"]


def test_streams_and_what_is_too_large_are_not_kept():
    hot = Hot(10 * MOST_BYTES_OF_ONE)
    hot.keep("stream", Response(iter([b"a", b"b"])))
    hot.keep("large", body(MOST_BYTES_OF_ONE + 1))
    hot.keep("small", body(MOST_BYTES_OF_ONE))
    assert [name for name in ("stream", "large", "small") if hot.answer(name)] == ["small"]


def test_what_is_kept_is_not_changed_by_who_takes_it(hot):
    hot.keep("a", body(10))
    taken = hot.answer("a")
    taken.headers["Link"] = "</>"
    taken.set_data(b"other")
    assert (hot.answer("a").data, "Link" in hot.answer("a").headers) == (b" " * 10, False)


@given(st.text(alphabet="ab1.-_~=&+%,;é ", max_size=12))
def test_a_query_is_read_and_spelt_as_the_libraries_do(query):
    read = parse_qsl(query, keep_blank_values=True, errors="werkzeug.url_quote")
    assert parameters(query.encode()) == MultiDict(read)
    if is_plain(query.encode()):
        assert urlencode(read) == query
