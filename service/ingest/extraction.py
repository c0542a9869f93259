"""Ask the process of the extraction, from any process of the server; whoever needs it first starts it."""

from __future__ import annotations

import fcntl
import os
import secrets
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from multiprocessing.connection import Client, Connection
from pathlib import Path
from threading import BoundedSemaphore
from typing import Any

from seed.extract.findings import Submitted
from seed.extract.reading import MODELS
from seed.extract.time_limit import GRACE_SECONDS
from seed.records import Batch
from service.ingest.process import Answer
from service.settings import Settings, variable

WORK = "service.ingest.work"
# To import the parser takes some seconds where the disk is slow.
START_SECONDS = 60
_NOT_THERE = (FileNotFoundError, ConnectionRefusedError)
_GONE = (EOFError, ConnectionResetError, BrokenPipeError)


class NotInstalled(RuntimeError):
    """What extraction needs is not installed; the text says how to install it."""


class Busy(RuntimeError):
    """So many articles are being read or wait for it that this one cannot."""


class NotExtracted(ValueError):
    """Nothing can be extracted from an article; the text says why."""


class Broken(RuntimeError):
    """The process ended while it read an article, or something went wrong in it: its log says what."""


class Extraction:
    """The way to the process of the extraction, shared by all processes forked from the one that made this.

    No more than half of a process's threads wait for it, so that the others go on answering what is read.
    """

    def __init__(self, settings: Settings, work: str = WORK) -> None:
        self._work = work
        self._seconds = settings.article_seconds(settings.providers())
        self._settings = settings
        self._queue = settings.extract_queue
        self._server = os.getpid()
        # Nobody can guess the name, and so nobody can be there before.
        self._folder = Path(tempfile.gettempdir()) / f"dateline-{secrets.token_hex(8)}"
        self._waiting = BoundedSemaphore(max(1, settings.threads // 2))
        self._process: subprocess.Popen[bytes] | None = None

    def records_of(self, submitted: Submitted) -> Batch:
        """Have an article read. Raises NotInstalled, Busy, NotExtracted and Broken."""
        self.check()
        if not self._waiting.acquire(blocking=False):
            raise Busy
        try:
            return self._read(self._answer(submitted))
        finally:
            self._waiting.release()

    def check(self) -> None:
        """Raise NotInstalled where there is no parser or no model for it, without loading either."""
        if self._work == WORK and not _is_installed():
            raise NotInstalled("This server cannot extract: to let it, pip install 'dateline[extract]'.")

    def _answer(self, submitted: Submitted) -> tuple[Answer, Any]:
        """Ask, a second time where the process ended before it answered: another article may have been why."""
        try:
            return self._asked(submitted)
        except _GONE:
            pass
        try:
            return self._asked(submitted)
        except _GONE:
            raise Broken("The process that reads articles ended while it read this one.") from None

    def _asked(self, submitted: Submitted) -> tuple[Answer, Any]:
        with self._connected() as connection:
            connection.send(submitted)
            # Those before it have as much time each, and the process may have to load its model.
            if not connection.poll(START_SECONDS + (self._queue + 1) * (self._seconds + GRACE_SECONDS)):
                raise EOFError
            answer: tuple[Answer, Any] = connection.recv()
            return answer

    def _read(self, answer: tuple[Answer, Any]) -> Batch:
        said, told = answer
        if said is Answer.BUSY:
            raise Busy
        if said is Answer.NOT_INSTALLED:
            raise NotInstalled(told)
        if said is Answer.UNREADABLE:
            raise NotExtracted(told)
        if said is Answer.TOO_SLOW:
            raise NotExtracted(f"It takes longer than {self._seconds:g} seconds to be read. Send it in parts.")
        if said is Answer.FAILED:
            raise Broken("Something went wrong while this article was read. The server's log says what.")
        found: Batch = told
        return found

    @contextmanager
    def _connected(self) -> Iterator[Connection]:
        try:
            connection = self._client()
        except _NOT_THERE:
            connection = self._started()
        with connection:
            yield connection

    def _client(self) -> Connection:
        found: Connection = Client(str(self._folder / "socket"), "AF_UNIX")
        return found

    def _started(self) -> Connection:
        """Start the process, unless another has meanwhile, and wait until it listens."""
        self._folder.mkdir(mode=0o700, exist_ok=True)
        with (self._folder / "lock").open("wb") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            try:
                return self._client()
            except _NOT_THERE:
                (self._folder / "socket").unlink(missing_ok=True)
            self._end()
            self._process = self._start()
            until = time.monotonic() + START_SECONDS
            while self._process.poll() is None and time.monotonic() < until:
                try:
                    return self._client()
                except _NOT_THERE:
                    time.sleep(0.02)
        raise Broken("The process that reads articles cannot be started. The server's log says why.")

    def _start(self) -> subprocess.Popen[bytes]:
        told = (self._folder / "socket", self._server, self._queue, self._seconds, self._work)
        # One core is enough for one article at a time; the others are for answers.
        one_core = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
        found_from = {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
        return subprocess.Popen(  # noqa: S603 - words of ours
            [sys.executable, "-m", "service.ingest", *map(str, told)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            env=dict(os.environ) | one_core | found_from | _providing(self._settings),
            # What ends the server from a terminal lets it answer first.
            start_new_session=True,
        )

    def close(self) -> None:
        """End the process, where it is this one's."""
        if self._end():
            shutil.rmtree(self._folder, ignore_errors=True)

    def _end(self) -> bool:
        if self._process is None:
            return False
        self._process.kill()
        self._process.wait()
        return True


def _providing(settings: Settings) -> dict[str, str]:
    """Give the variables by which the process knows who else serves a stage, as the server does."""
    names = ("extract_providers", "extract_provider_seconds", "extract_provider_key")
    return {variable(name): str(getattr(settings, name)) for name in names}


def _is_installed() -> bool:
    return find_spec("spacy") is not None and any(find_spec(name) is not None for name in MODELS)
