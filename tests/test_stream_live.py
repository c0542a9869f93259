"""Streams of a server that runs: cut and taken up again, many at once, and what becomes of the other requests."""

from __future__ import annotations

import signal
import socket
import time
from contextlib import ExitStack
from itertools import islice
from typing import Any

import orjson
import pytest

from service.server import GRACE_SECONDS
from store.identity import Kind, record_id
from store.keys import add_key, revoke_key
from store.writing import writing
from tests.builders import event, loaded
from tests.page import wait_until
from tests.processes import load_events, started
from tests.servers import PATIENCE_SECONDS, serving_at
from tests.streaming import Heard, Listener, listening

EVENTS = 8


def url_of(store):
    return store.url.render_as_string(hide_password=False)


def test_who_is_cut_off_again_and_again_misses_nothing_and_hears_nothing_twice(store):
    """Another process writes all the while; every connection is cut after the third event."""
    loaded(store, event(actor1="Jordan", key="before"))
    heard: list[Heard] = []
    last = "0"
    with serving_at(url_of(store)) as server, started(load_events, url_of(store), "Iran", EVENTS):
        while len(heard) < EVENTS:
            with listening(server, "/v1/stream?actor=Iran", **{"Last-Event-ID": last}) as listener:
                heard += islice(listener.events(), min(3, EVENTS - len(heard)))
            last = str(heard[-1].id)
    assert [one.data["origin_id"] for one in heard] == [f"Iran/{number}" for number in range(EVENTS)]
    assert [one.id for one in heard] == sorted({one.id for one in heard})


@pytest.fixture(scope="module")
def stores(sqlite):
    """A store with a server over it whose streams beat and end soon, of which a client may have three, and all four."""
    url = sqlite.new(sqlite.migrated)
    store = sqlite.opened(url)
    loaded(store, event(actor1="Jordan", key="before"))
    settings: dict[str, Any] = {
        "streams": 4,
        "streams_each": 3,
        "stream_beat_seconds": 0.3,
        "stream_seconds": 3,
        "trusted_proxies": 1,
    }
    with serving_at(url, workers=1, threads=1, **settings) as server:
        yield store, server
    store.close()
    sqlite.drop(url)


def test_what_is_recorded_is_told_to_each_what_he_asks(stores):
    store, server = stores
    with listening(server, "/v1/stream?actor=Iran") as iran, listening(server, "/v1/stream?actor=Jordan") as jordan:
        loaded(store, event(actor1="Iran", key="one"), event(actor1="Jordan", key="two"))
        assert next(iran.events()).data["origin_id"] == "one"
        assert next(jordan.events()).data["origin_id"] == "two"


def test_a_stream_beats_says_how_far_it_is_and_ends(stores):
    store, server = stores
    with listening(server, "/v1/stream?actor=Israel") as listener:
        loaded(store, event(actor1="Iran", key="nothing of theirs"))
        assert list(listener.events()) == []
    assert listener.beats > 3
    # It may go on there, past all that it was not told.
    assert int(listener.last) == orjson.loads(server.get("/v1/changes?since=0&limit=1000")[2])["meta"]["last"]


def test_one_client_has_so_many_and_all_have_so_many_and_those_who_leave_make_room(stores):
    _, server = stores
    with ExitStack() as stack:
        for _ in range(3):
            stack.enter_context(listening(server, "/v1/stream"))
        status, headers, body = server.get("/v1/stream")
        assert (status, headers["Retry-After"]) == (429, "3")
        assert "3 streams" in orjson.loads(body)["detail"]
        stack.enter_context(listening(server, "/v1/stream", **{"X-Forwarded-For": "192.0.2.1"}))
        assert server.get("/v1/stream", **{"X-Forwarded-For": "192.0.2.2"})[0] == 503
        # All the while the only thread there is answers others.
        assert server.get("/v1/events?limit=1")[0] == 200
    wait_for_room(server)


def wait_for_room(server):
    for _ in range(50):
        with socket.create_connection(("127.0.0.1", server.port), PATIENCE_SECONDS) as asking:
            asking.sendall(b"GET /v1/stream HTTP/1.0\r\n\r\n")
            if b" 200 " in asking.recv(4096):
                return
        time.sleep(0.1)
    raise AssertionError("There is no room again.")


def test_a_browser_takes_up_again_what_ended_and_hears_each_event_once(stores, browser):
    store, server = stores
    wait_for_room(server)
    page = browser.new_page()
    page.goto(f"http://127.0.0.1:{server.port}/")
    page.evaluate(
        """() => {
            globalThis.heard = [];
            globalThis.opened = 0;
            globalThis.stream = new EventSource("/v1/stream?actor=Egypt");
            stream.onopen = () => opened++;
            stream.addEventListener("created", (told) => heard.push(JSON.parse(told.data).origin_id));
        }"""
    )
    wait_until(page, "opened === 1")
    loaded(store, event(actor1="Egypt", key="before the end"))
    wait_until(page, "heard.length === 1 && stream.readyState === EventSource.CONNECTING")
    loaded(store, event(actor1="Egypt", key="between"))
    wait_until(page, "opened === 2")
    loaded(store, event(actor1="Egypt", key="after"))
    wait_until(page, "heard.length === 3")
    assert page.evaluate("heard") == ["before the end", "between", "after"]
    page.evaluate("stream.close()")
    page.close()


def test_a_client_of_http_1_0_hears_without_chunks(stores):
    store, server = stores
    wait_for_room(server)
    loaded(store, event(actor1="Syria", key="old times"))
    with socket.create_connection(("127.0.0.1", server.port), PATIENCE_SECONDS) as asking:
        asking.sendall(b"GET /v1/stream?since=0&actor=Syria HTTP/1.0\r\n\r\n")
        read = b"".join(iter(lambda: asking.recv(65536), b""))
    head, _, body = read.partition(b"\r\n\r\n")
    assert b"chunked" not in head
    assert body.startswith(b"retry: 3000\nid: 0\n\n")
    assert [one.data["origin_id"] for one in Listener(body.splitlines()).events()] == ["old times"]


def test_a_key_that_is_revoked_hears_no_more(stores):
    store, server = stores
    wait_for_room(server)
    with writing(store) as writer:
        secret = add_key(writer, "leaver", [record_id(Kind.DATASET, "test")])
    with listening(server, "/v1/stream?actor=Iran", Authorization=f"Bearer {secret}") as listener:
        with writing(store) as writer:
            revoke_key(writer, "leaver")
        loaded(store, event(actor1="Iran", key="too late"))
        assert list(listener.events()) == []


def test_who_does_not_read_holds_up_nobody(stores):
    store, server = stores
    wait_for_room(server)
    with socket.create_connection(("127.0.0.1", server.port), PATIENCE_SECONDS) as deaf:
        deaf.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        deaf.sendall(b"GET /v1/stream?since=0 HTTP/1.1\r\nHost: here\r\n\r\n")
        with listening(server, "/v1/stream?actor=Iran") as listener:
            loaded(store, *(event(actor1="Iran", key=f"many/{number}", summary="x" * 2000) for number in range(300)))
            heard = list(islice(listener.events(), 300))
    assert len({one.id for one in heard}) == 300


def test_the_end_of_the_server_ends_its_streams_at_once_and_in_good_order(sqlite):
    url = sqlite.new(sqlite.migrated)
    with serving_at(url, workers=1) as server, listening(server, "/v1/stream") as listener:
        events = listener.events()
        began = time.monotonic()
        server.process.send_signal(signal.SIGTERM)
        # A cut within an answer would raise IncompleteRead.
        assert list(events) == []
        assert server.process.wait(PATIENCE_SECONDS) == 0
        assert time.monotonic() - began < GRACE_SECONDS / 2
        assert server.process.stderr is not None
        assert [line for line in server.process.stderr if '"event":"request"' not in line] == []
