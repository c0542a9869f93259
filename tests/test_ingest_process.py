"""The process that reads articles: one for a server, asked by many, bounded in number and in time."""

from __future__ import annotations

import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import orjson
import pytest

from seed.annotation import SEED_DOCUMENT
from seed.extract.findings import Submitted
from service.ingest.extraction import Broken, Busy, Extraction, NotInstalled, _is_installed
from service.settings import Settings
from tests.clients import PROBLEM
from tests.ingesting import Desk, extraction
from tests.servers import ROOT

TEXT = "Iran warned Israel."
SLOW = Submitted(f"slowly {TEXT}")


def outcome(reading: Extraction) -> str:
    try:
        reading.records_of(SLOW)
    except Busy:
        return "busy"
    return "found"


def outcomes(reading: Extraction, times: int) -> list[str]:
    """Have so many articles read at once, after the process is there."""
    reading.records_of(Submitted(TEXT))
    with ThreadPoolExecutor(times) as threads:
        return sorted(threads.map(lambda _: outcome(reading), range(times)))


def test_half_of_the_threads_may_wait():
    with extraction(threads=4) as reading:
        assert outcomes(reading, 4) == ["busy", "busy", "found", "found"]


def test_a_full_queue_says_so_at_once():
    with extraction(threads=64, extract_queue=1) as reading:
        found = outcomes(reading, 6)
    assert found.count("found") == 2
    assert found.count("busy") == 4


def test_a_busy_server_says_when_to_try_again(store):
    with extraction(threads=2) as reading:
        desk = Desk(store, reading, "ingest")
        reading.records_of(Submitted(TEXT))
        with ThreadPoolExecutor(1) as threads:
            first = threads.submit(reading.records_of, SLOW)
            time.sleep(0.2)
            answer = desk.send(TEXT)
            first.result()
    assert (answer.status_code, answer.content_type, answer.headers["Retry-After"]) == (503, PROBLEM, "10")
    assert orjson.loads(answer.data)["type"].endswith(":busy")


def test_lines_wait_for_their_turn(store):
    with extraction(threads=2) as reading:
        desk = Desk(store, reading, "ingest")
        reading.records_of(Submitted(TEXT))
        with ThreadPoolExecutor(1) as threads:
            first = threads.submit(reading.records_of, SLOW)
            time.sleep(0.2)
            answer = desk.send_lines('{"text": "Iran warned Israel."}')
            assert b'"status":201' in answer.data
            first.result()


def test_what_is_not_installed_is_told(store, monkeypatch):
    monkeypatch.setenv("DATELINE_TEST_NOTHING_INSTALLED", "1")
    with extraction() as reading:
        with pytest.raises(NotInstalled, match="Nothing is installed"):
            reading.records_of(Submitted(TEXT))
        answer = Desk(store, reading, "ingest").send(TEXT)
    assert (answer.status_code, orjson.loads(answer.data)["type"]) == (501, "urn:dateline:problem:not-installed")


def test_without_the_parser_no_process_is_started(store, monkeypatch):
    monkeypatch.setattr("service.ingest.extraction.find_spec", lambda _name: None)
    desk = Desk(store, Extraction(Settings()), "ingest")
    for answer in (desk.send(TEXT), desk.send_lines('{"text": "Iran warned Israel."}')):
        assert answer.status_code == 501
        assert "pip install 'dateline[extract]'" in answer.text


def test_a_process_that_cannot_start_is_told(monkeypatch):
    monkeypatch.setattr(sys, "executable", "/bin/false")
    with extraction() as reading, pytest.raises(Broken, match="cannot be started"):
        reading.records_of(Submitted(TEXT))


def test_nobody_else_may_enter_the_folder_of_the_process():
    with extraction() as reading:
        reading.records_of(Submitted(TEXT))
        assert reading._folder.stat().st_mode & 0o777 == 0o700
    assert not reading._folder.exists()


def test_the_process_ends_with_its_server(tmp_path):
    folder = tmp_path / "own"
    folder.mkdir()
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    told = (str(folder / "socket"), str(ended.pid), "1", "1", "tests.ingest_work")
    process = subprocess.run([sys.executable, "-m", "service.ingest", *told], cwd=ROOT, timeout=30, check=False)
    assert process.returncode == 0
    assert not folder.exists()


def test_a_real_article_is_answered_with_words_that_stand_in_it(sqlite_store):
    if not _is_installed():
        pytest.skip("The parser and its model are not installed.")
    text = (SEED_DOCUMENT / "document.txt").read_text(encoding="utf-8")
    reading = Extraction(Settings())
    try:
        desk = Desk(sqlite_store, reading, "ingest")
        told: Any = desk.send(text, published="2024-08-05").json
        again: Any = desk.replace(f"/v1/articles/{told['article']['id']}", text, published="2024-08-05").json
    finally:
        reading.close()
    assert len(told["events"]) > 5
    assert len(told["quotes"]) > 5
    spans = [piece for one in told["events"] for piece in one["evidence"]]
    spans += [piece for one in told["quotes"] for piece in one["segments"]] + told["article"]["mentions"]
    assert {
        (piece["start"], piece["text"]) for piece in spans if text[piece["start"] : piece["end"]] != piece["text"]
    } == set()
    assert again["meta"] == {"outcome": "unchanged"}
