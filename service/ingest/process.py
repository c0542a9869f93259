"""The process of the extraction: `python -m service.ingest SOCKET SERVER QUEUE SECONDS WORK`.

It reads one article at a time for all processes of a server, which ask over a Unix socket. Asked for more than QUEUE at once
it says so at once. An article that takes longer than SECONDS is given up; where even that does not come through, the process
ends, and whoever asks next starts another. It ends by itself when the process SERVER has, and when nobody has asked for long.
"""

from __future__ import annotations

import importlib
import os
import queue
import shutil
import threading
import time
from contextlib import suppress
from enum import StrEnum
from multiprocessing.connection import Connection, Listener
from pathlib import Path
from types import ModuleType

import structlog

from seed.extract.findings import Submitted
from seed.extract.reading import NoExtraction, Unreadable
from seed.extract.time_limit import TooSlow, within
from service import logs

IDLE_SECONDS = 900
# How often it looks whether the server lives.
LOOK_SECONDS = 1

log = structlog.get_logger()

Job = tuple[Connection, Submitted]


class Answer(StrEnum):
    """What the process says, with the records found or a sentence."""

    TAKEN = "taken"
    BUSY = "busy"
    FOUND = "found"
    UNREADABLE = "unreadable"
    NOT_INSTALLED = "not-installed"
    TOO_SLOW = "too-slow"
    FAILED = "failed"


def serve(path: Path, server: int, most_waiting: int, seconds: float, work: ModuleType) -> None:
    """Answer until the server has ended or nobody has asked for long."""
    os.nice(5)
    waiting: queue.Queue[Job] = queue.Queue(most_waiting)
    with Listener(str(path), "AF_UNIX", backlog=64) as listener:
        threading.Thread(target=_take_in, args=(listener, waiting), daemon=True).start()
        missing = _missing(work)
        asked_at = time.monotonic()
        while _lives(server) and time.monotonic() - asked_at < IDLE_SECONDS:
            with suppress(queue.Empty):
                connection, submitted = waiting.get(timeout=LOOK_SECONDS)
                _answer(connection, (Answer.NOT_INSTALLED, missing) if missing else _found(work, submitted, seconds))
                asked_at = time.monotonic()
    if not _lives(server):
        shutil.rmtree(path.parent, ignore_errors=True)


def _take_in(listener: Listener, waiting: queue.Queue[Job]) -> None:
    while True:
        connection = listener.accept()
        # Who asks may be gone before having said what for.
        with suppress(OSError, EOFError):
            submitted = connection.recv()
            try:
                waiting.put_nowait((connection, submitted))
            except queue.Full:
                _answer(connection, (Answer.BUSY, ""))


def _answer(connection: Connection, answer: tuple[Answer, object]) -> None:
    with suppress(OSError), connection:
        connection.send(answer)


def _missing(work: ModuleType) -> str:
    """Make ready; say what is missing where that cannot be."""
    try:
        work.ready()
    except NoExtraction as missing:
        return str(missing)
    return ""


def _found(work: ModuleType, submitted: Submitted, seconds: float) -> tuple[Answer, object]:
    try:
        with within(seconds):
            return Answer.FOUND, work.records_of(submitted)
    except Unreadable as reason:
        return Answer.UNREADABLE, str(reason)
    except TooSlow:
        return Answer.TOO_SLOW, ""
    except Exception as error:
        # The next article is another.
        log.error("extraction failed", exc_info=error)
        return Answer.FAILED, ""


def _lives(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


def main(path: str, server: str, most_waiting: str, seconds: str, work: str) -> None:
    """Serve with what the command line says."""
    logs.configure("auto", "info")
    serve(Path(path), int(server), int(most_waiting), float(seconds), importlib.import_module(work))
