"""The process that reads articles: one for a server, asked by many, bounded in number and in time."""

from __future__ import annotations

import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor, as_completed
from itertools import islice
from pathlib import Path
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


class Gate:
    """An article that is not read on before somebody lets it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.article = Submitted(f"gated {folder} {TEXT}")

    def open(self) -> None:
        (self._folder / "open").touch()

    def is_reached(self) -> None:
        until = time.monotonic() + 60
        while not (self._folder / "begun").exists():
            assert time.monotonic() < until
            time.sleep(0.01)


@pytest.fixture
def gate(tmp_path):
    gate = Gate(tmp_path)
    yield gate
    gate.open()


def outcomes(reading: Extraction, gate: Gate, times: int, refused: int, *, begun: bool = False) -> list[str]:
    """Have an article read so many times at once, and let it be when so many were refused."""
    reading.records_of(Submitted(TEXT))
    with ThreadPoolExecutor(times) as threads:
        asked = [threads.submit(reading.records_of, gate.article)]
        if begun:
            gate.is_reached()
        asked += [threads.submit(reading.records_of, gate.article) for _ in range(times - 1)]
        for _ in islice(as_completed(asked, timeout=60), refused):
            pass
        gate.open()
        return sorted("busy" if isinstance(one.exception(), Busy) else "found" for one in asked)


def test_half_of_the_threads_may_wait(gate):
    with extraction(threads=4) as reading:
        assert outcomes(reading, gate, 4, refused=2) == ["busy", "busy", "found", "found"]


def test_a_full_queue_says_so_at_once(gate):
    with extraction(threads=64, extract_queue=1) as reading:
        assert outcomes(reading, gate, 6, refused=4, begun=True) == [*["busy"] * 4, "found", "found"]


def test_a_busy_server_says_when_to_try_again(store, gate):
    with extraction(threads=2) as reading:
        desk = Desk(store, reading, "ingest")
        with ThreadPoolExecutor(1) as threads:
            first = threads.submit(reading.records_of, gate.article)
            gate.is_reached()
            answer = desk.send(TEXT)
            gate.open()
            first.result()
    assert (answer.status_code, answer.content_type, answer.headers["Retry-After"]) == (503, PROBLEM, "10")
    assert orjson.loads(answer.data)["type"].endswith(":busy")


def test_lines_wait_for_their_turn(store, gate):
    with extraction(threads=2) as reading:
        desk = Desk(store, reading, "ingest")
        with ThreadPoolExecutor(2) as threads:
            first = threads.submit(reading.records_of, gate.article)
            gate.is_reached()
            answer = threads.submit(lambda: desk.send_lines('{"text": "Iran warned Israel."}').data)
            time.sleep(0.3)
            assert not answer.done()
            gate.open()
            assert b'"status":201' in answer.result()
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
