"""Another model at an address: what it is sent, how long it may take, and a chat; in the command, in a load and in a server."""

from __future__ import annotations

import json
import logging
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest

pytest.importorskip("spacy", reason="needs the extra extract")

from click.testing import CliRunner
from structlog.testing import capture_logs

from schemas.codebook import label
from seed.extract.extracting import extract
from seed.extract.findings import Submitted
from seed.extract.providers import endpoint
from seed.extract.providers.named import providers_named
from seed.extract.records import batch
from seed.records import Batch, EventRecord
from service.command import main
from service.ingest import work
from service.ingest.extraction import Extraction, _is_installed
from service.settings import BadSetting, Settings
from tests.clients import client_of
from tests.extraction import story_of
from tests.servers import ROOT

PUBLISHED = datetime(2024, 8, 5, tzinfo=UTC)
TEXT = "Iran attacked Israel on Sunday, two officials said. Israel vowed to retaliate."
ATTACKS = [{"code": "190", "trigger": {"text": "attacked"}, "actor1": [{"text": "Iran"}]}]
EVENTS = {"provider": {"name": "mine", "version": "1"}, "events": ATTACKS}
Answer = Callable[[BaseHTTPRequestHandler, Any], None]


@pytest.fixture(autouse=True)
def installed():
    story_of("The parser is there.")


class Asked:
    """An address that answers as it is told, and what it was asked."""

    def __init__(self, server: ThreadingHTTPServer) -> None:
        self.url = f"http://127.0.0.1:{server.server_address[1]}"
        self.paths: list[str] = []
        self.headers: list[dict[str, str]] = []
        self.bodies: list[Any] = []


@contextmanager
def serving(answer: Answer) -> Iterator[Asked]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            asked.paths.append(self.path)
            asked.headers.append(dict(self.headers.items()))
            asked.bodies.append(body)
            answer(self, body)

        def log_message(self, *_arguments: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    asked = Asked(server)
    thread = Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield asked
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def sent(handler: BaseHTTPRequestHandler, content: bytes, status: int = 200, **headers: str) -> None:
    handler.send_response(status)
    for name, value in {"Content-Length": str(len(content)), **headers}.items():
        handler.send_header(name.replace("_", "-"), value)
    handler.end_headers()
    handler.wfile.write(content)


def answering(told: Any) -> Answer:
    return lambda handler, _body: sent(handler, json.dumps(told).encode())


def read(address: str, *, stage: str = "events", seconds: float = 10, key: str = "") -> Batch:
    return batch(extract(Submitted(TEXT, PUBLISHED), providers=providers_named([f"{stage}={address}"], seconds, key)))


def made_by(events: tuple[EventRecord, ...]) -> set[str]:
    assert events
    return {dict(one.origin)["events_by"] for one in events}


def test_an_address_is_sent_the_article_and_answers_with_events():
    with serving(answering(EVENTS)) as asked:
        [found] = read(f"{asked.url}/v2/events?beam=4,5", key="secret").events
    assert (found.cameo, made_by((found,))) == ("190", {"mine 1"})
    assert asked.paths == ["/v2/events?beam=4,5"]
    assert (asked.bodies[0]["stage"], asked.bodies[0]["text"]) == ("events", TEXT)
    assert asked.headers[0]["Authorization"] == "Bearer secret"
    assert asked.headers[0]["Content-Type"] == "application/json"


def test_without_a_key_none_is_sent():
    with serving(answering(EVENTS)) as asked:
        read(asked.url)
    assert "Authorization" not in asked.headers[0]


def _dripping(handler: BaseHTTPRequestHandler, _body: Any) -> None:
    handler.send_response(200)
    handler.end_headers()
    try:
        for _ in range(100):
            handler.wfile.write(b" ")
            handler.wfile.flush()
            time.sleep(0.05)
    except OSError:
        pass


def _hanging_up(handler: BaseHTTPRequestHandler, _body: Any) -> None:
    handler.connection.close()


def _cut_short(handler: BaseHTTPRequestHandler, _body: Any) -> None:
    sent(handler, json.dumps(EVENTS).encode()[:40], Content_Length="400")


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (lambda handler, _: sent(handler, b"sorry", 500), "it answered 500"),
        (lambda handler, _: sent(handler, b"", 204), "it answered 204"),
        (lambda handler, _: sent(handler, b"<html>Sign in"), "its answer is no JSON"),
        (lambda handler, _: sent(handler, b""), "its answer is no JSON"),
        (lambda handler, _: sent(handler, b"[" * 100_000), "its answer is no JSON"),
        (lambda handler, _: sent(handler, b'{"events": [NaN]}'), "its answer is no JSON"),
        (lambda handler, _: sent(handler, b'{"events": "\\ud800"}'), "its answer is no JSON"),
        (lambda handler, _: sent(handler, b"\xff\xfe"), "its answer is no JSON"),
        (lambda handler, _: sent(handler, b'{"result": []}'), "its answer has no list 'events'"),
        (lambda handler, _: sent(handler, json.dumps(EVENTS).encode(), Content_Encoding="gzip"), "packed"),
        (lambda handler, _: time.sleep(0.6), "it took longer than 0.4 seconds"),
        (_dripping, "it took longer than 0.4 seconds"),
        (_hanging_up, "it did not answer"),
        (_cut_short, "it did not answer"),
    ],
)
def test_where_an_address_gives_no_answer_our_own_rules_serve_and_say_so(caplog, answer, why):
    with serving(answer) as asked:
        began = time.monotonic()
        found = read(f"{asked.url}/x?token=secret", seconds=0.4).events
        assert time.monotonic() - began < 3
    assert made_by(found) == {f"rules, for {asked.url.removeprefix('http://')}/x failed"}
    assert why in caplog.text
    assert "secret" not in caplog.text


def test_a_redirect_is_not_followed():
    def redirecting(handler: BaseHTTPRequestHandler, _body: Any) -> None:
        sent(handler, b"", 307, Location=other.url)

    with serving(answering(EVENTS)) as other, serving(redirecting) as asked:
        assert "failed" in made_by(read(asked.url).events).pop()
    assert (len(asked.paths), other.paths) == (1, [])


def test_an_answer_without_end_is_not_taken(monkeypatch, caplog):
    monkeypatch.setattr(endpoint, "MOST_BYTES", 1000)
    with serving(lambda handler, _: sent(handler, json.dumps(EVENTS | {"more": "x" * 2000}).encode())) as asked:
        read(asked.url)
    assert "larger than 1,000 bytes" in caplog.text


def test_where_nobody_is_there_our_own_rules_serve():
    with serving(answering(EVENTS)) as gone:
        pass
    assert "failed" in made_by(read(gone.url).events).pop()


# --- a chat -----------------------------------------------------------------------------------------------------------


def chatting(content: Any, **more: Any) -> Answer:
    return answering({"choices": [{"message": {"role": "assistant", "content": content}}], **more})


@pytest.mark.parametrize(
    "content",
    [
        json.dumps(EVENTS),
        f"```json\n{json.dumps(EVENTS)}\n```",
        f"<think>An attack [190]?</think>\n\n{json.dumps(EVENTS)}",
    ],
)
def test_a_language_model_is_told_what_to_find_and_its_message_is_the_answer(content):
    with serving(chatting(content, model="some-model-2")) as asked:
        [found] = read(f"chat+{asked.url}/v1/#some-model", key="secret").events
    assert found.cameo == "190"
    assert asked.paths == ["/v1/chat/completions"]
    assert asked.headers[0]["Authorization"] == "Bearer secret"
    [body] = asked.bodies
    assert (body["model"], body["temperature"], body["response_format"]) == ("some-model", 0, {"type": "json_object"})
    system, user = body["messages"]
    assert json.loads(user["content"])["text"] == TEXT
    assert f"190 {label('cameo', '190')}" in system["content"]


@pytest.mark.parametrize("stage", ["entities", "coreference", "quotes"])
def test_a_language_model_may_serve_any_stage(stage):
    who = {"id": "country/IRN", "kind": "country", "mentions": [{"text": "Iran"}]}
    told = {"quotes": [{"content": [{"text": "Iran attacked Israel on Sunday"}], "speaker": {"text": "two officials"}}]}
    answer = told if stage == "quotes" else {"entities": [who]}
    with serving(chatting(json.dumps(answer), model="a-model 1")) as asked:
        found = read(f"chat+{asked.url}/v1#m", stage=stage)
    assert dict(found.events[0].origin)[f"{stage}_by"] == "a-model 1"
    assert "JSON" in asked.bodies[0]["messages"][0]["content"]


@pytest.mark.parametrize(
    "told",
    [
        {"choices": []},
        {"choices": [{"message": {"content": None}}]},
        {"choices": [{"message": {"content": "I cannot help with that."}}]},
        {"choices": {"message": 7}},
        {"error": {"message": "no such model"}},
        [],
    ],
)
def test_a_chat_without_an_answer_leaves_the_stage_to_our_own_rules(told):
    with serving(answering(told)) as asked:
        assert "failed" in made_by(read(f"chat+{asked.url}/v1#m").events).pop()


# --- where it serves --------------------------------------------------------------------------------------------------


def test_a_command_tells_on_standard_error_what_was_left_out():
    told = EVENTS | {"events": [{"code": "999", "trigger": {"text": "vowed"}}, *ATTACKS]}
    with serving(answering(told)) as asked:
        command = [sys.executable, "-m", "service.command", "extract", "-", "--provider", f"events={asked.url}"]
        done = subprocess.run(command, input=TEXT, capture_output=True, text=True, cwd=ROOT, check=True)
    assert len(json.loads(done.stdout)["events"]) == 1
    assert done.stderr == "dateline: events by mine 1: left out: 1 with a bad code.\n"


def test_articles_are_loaded_with_what_the_provider_of_the_setting_says(sqlite_store, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATELINE_DATABASE_URL", sqlite_store.url.render_as_string(hide_password=False))
    (tmp_path / "story.txt").write_text(TEXT, encoding="utf-8")
    with serving(answering(EVENTS)) as asked:
        monkeypatch.setenv("DATELINE_EXTRACT_PROVIDERS", f"events={asked.url}")
        words = ["load", "articles", "story.txt", "--published", "2024-08-05", "--workers", "1"]
        result = CliRunner().invoke(main, words)
    assert result.exit_code == 0, result.output
    answer: Any = client_of(sqlite_store).get("/v1/events").json
    [told] = answer["data"]
    assert (told["type"]["event_code"], told["evidence"][0]["method"]) == ("190", "model")


def test_a_server_has_the_provider_of_its_settings_serve():
    if not _is_installed():
        pytest.skip("The parser and its model are not installed.")
    with serving(answering(EVENTS)) as asked:
        reading = Extraction(Settings(extract_providers=f"events={asked.url}", extract_provider_key="secret"))
        try:
            found = reading.records_of(Submitted(TEXT, PUBLISHED))
        finally:
            reading.close()
    assert made_by(found.events) == {"mine 1"}
    assert asked.headers[0]["Authorization"] == "Bearer secret"


def test_a_server_writes_into_its_log_what_is_told_of_providers(monkeypatch):
    told = logging.getLogger("dateline.providers")
    monkeypatch.setattr(told, "handlers", [])
    work.ready()
    with capture_logs() as logged:
        told.warning("dateline: quotes by %s: left out: 1 in no form.", "mine")
    assert logged == [{"event": "dateline: quotes by mine: left out: 1 in no form.", "log_level": "warning"}]


def test_a_server_gives_an_article_the_time_of_its_providers_besides():
    told = "events=http://127.0.0.1:9/,quotes=http://127.0.0.1:9/"
    assert Extraction(Settings(extract_seconds=5, extract_providers=told, extract_provider_seconds=7))._seconds == 19


def test_a_server_is_not_started_with_a_provider_that_cannot_be():
    with pytest.raises(BadSetting, match="DATELINE_EXTRACT_PROVIDERS"):
        Extraction(Settings(extract_providers="weather=a:b"))
