"""The live streams of a process: one thread holds all their connections, another looks what is new, once for all of them.

Gunicorn's threads, of which there are few, answer the request and hand the connection over (`service.stream_socket`): a
stream that waits costs memory and a heartbeat, and no thread.
"""

from __future__ import annotations

import asyncio
import random
import socket
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from threading import Lock, Thread

import structlog
from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from service.queries.closed import Closed, KeyNeeded
from service.queries.following import Window, told, window
from service.queries.question import BadValue, Question, question
from service.reading import State, state_on
from service.settings import Settings
from service.stream_text import BEAT, chunk, events, place
from store.engine import Store, start_clock, took_too_long
from store.keys import closed_datasets, opened_by

LOOK_SECONDS = 0.5
# Who has more than this still to read gets nothing new until he has read it.
MOST_WAITING_BYTES = 64 << 10
# How long who reads nothing of what waits for him is put up with, and who has been told the end may take to read the rest.
STUCK_SECONDS = 60.0
# Streams that began together are not to come back together: their time is shorter by up to so much.
SPREAD = 0.1

# How long the process waits for them as it ends.
END_SECONDS = 2.0

log = structlog.get_logger()


class TooMany(Exception):
    """There is no room for another stream; `own` says whether it is this client who has so many."""

    def __init__(self, own: bool, most: int) -> None:
        super().__init__(own, most)
        self.own = own
        self.most = most


@dataclass(frozen=True, slots=True)
class Step:
    """What there is to tell on a stream, up to which change; `over` where nothing more can be told to this client."""

    text: bytes
    at: int
    over: bool = False


@dataclass(eq=False, slots=True)
class Stream:
    """What somebody follows: a question, from which change on, by what right."""

    question: Question
    at: int
    epoch: str
    secret: str | None
    client: str

    @property
    def common(self) -> Hashable:
        """What those have in common who are told the same."""
        return self.at, repr(sorted(self.question.asked.items())), frozenset(self.question.closed)


class Streams:
    """All streams of a process; nothing runs before the first one comes."""

    def __init__(self, store: Callable[[], Store], settings: Settings) -> None:
        self.store = store
        self.settings = settings
        self._lock = Lock()
        self._held: Counter[str] = Counter()
        self._thread: Thread | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._lines: set[_Line] = set()
        self._wake = asyncio.Event()
        self._closing = False

    def admit(self, client: str) -> None:
        """Count one more stream. Raises TooMany."""
        with self._lock:
            if self._held[client] >= self.settings.streams_each:
                raise TooMany(True, self.settings.streams_each)
            if self._held.total() >= self.settings.streams:
                raise TooMany(False, self.settings.streams)
            self._held[client] += 1

    def leave(self, client: str) -> None:
        """Count one stream less."""
        with self._lock:
            self._held[client] -= 1
            if not self._held[client]:
                del self._held[client]

    def hold(self, stream: Stream, connection: socket.socket, chunked: bool) -> None:
        """Go on with a stream on a connection, from the thread that holds them all, and `leave` when it is over."""
        loop = self._running()
        loop.call_soon_threadsafe(lambda: loop.create_task(self._add(stream, connection, chunked)))

    def close(self) -> None:
        """End all streams, as the process ends."""
        if self._loop is not None and self._thread is not None:
            self._closing = True
            self._loop.call_soon_threadsafe(self._wake.set)
            self._thread.join(END_SECONDS)

    def steps(self, streams: Iterable[Stream]) -> dict[Stream, Step]:
        """Look what is new for these streams, one step of each."""
        store = self.store()
        connection = store.readers.own()
        start_clock(connection, self.settings.query_seconds)
        now = state_on(connection)
        closed = closed_datasets(connection) if now.has_closed else {}
        alike = defaultdict(list)
        found: dict[Stream, Step] = {}
        for stream in streams:
            if stream.at >= now.sequence and stream.epoch == now.epoch:
                continue
            if _is_as_it_was(connection, stream, now, closed):
                alike[stream.common].append(stream)
            else:
                found[stream] = Step(b"", stream.at, over=True)
        windows: dict[int, Window] = {}
        for some in alike.values():
            step = self._step(connection, some[0], now.sequence, windows)
            found |= dict.fromkeys(some, step)
        return found

    def _step(self, connection: Connection, stream: Stream, newest: int, windows: dict[int, Window]) -> Step:
        """Look what is new for a stream. `windows` are the changes that were read, by where they begin."""
        start_clock(connection, self.settings.query_seconds)
        kind = stream.question.shape.collection.kind
        try:
            if stream.at not in windows:
                windows[stream.at] = window(connection, kind, stream.at, newest)
            changes = windows[stream.at]
            return Step(events(told(connection, _read_anew(connection, stream), changes.rows)), changes.until)
        except (BadValue, KeyNeeded):
            return Step(b"", stream.at, over=True)
        except SQLAlchemyError as error:
            if not took_too_long(error):
                raise
            log.warning("streams: a filter takes too long", asked=dict(stream.question.asked))
            return Step(b"", stream.at, over=True)

    def _running(self) -> asyncio.AbstractEventLoop:
        with self._lock:
            if self._loop is None:
                self._loop = asyncio.new_event_loop()
                self._thread = Thread(target=self._run, args=(self._loop,), name="streams", daemon=True)
                self._thread.start()
            return self._loop

    def _run(self, loop: asyncio.AbstractEventLoop) -> None:
        asyncio.set_event_loop(loop)
        loop.run_until_complete(self._look())
        loop.close()

    async def _add(self, stream: Stream, connection: socket.socket, chunked: bool) -> None:
        seconds = self.settings.stream_seconds * (1 - SPREAD * random.random())  # noqa: S311 - no secret
        line = _Line(stream, chunked, time.monotonic() + seconds, self._gone)
        self._lines.add(line)
        try:
            await asyncio.get_running_loop().connect_accepted_socket(lambda: line, connection)
        except OSError:
            connection.close()
            self._gone(line)
        self._wake.set()

    def _gone(self, line: _Line) -> None:
        if line in self._lines:
            self._lines.discard(line)
            self.leave(line.stream.client)

    async def _look(self) -> None:
        """Look again and again; what is much to read is read with pauses as long, so that requests have their turn."""
        loop = asyncio.get_running_loop()
        with ThreadPoolExecutor(1, "streams-reader") as reader:
            while not self._closing:
                began = time.monotonic()
                self._wake.clear()
                self._keep_up(began)
                ready = {line.stream: line for line in self._lines if line.may_be_told()}
                steps = await loop.run_in_executor(reader, self._found, list(ready)) if ready else {}
                for stream, step in steps.items():
                    ready[stream].tell(step)
                await self._pause(time.monotonic() - began if steps else LOOK_SECONDS)
        for line in self._lines:
            line.end()
        # What is written leaves at once where there is room for it; nobody else is waited for.
        await asyncio.sleep(0)

    async def _pause(self, seconds: float) -> None:
        """Wait so long, or until somebody comes or all is to end."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._wake.wait(), seconds)

    def _keep_up(self, now: float) -> None:
        for line in tuple(self._lines):
            line.keep_up(now, self.settings.stream_beat_seconds)

    def _found(self, streams: list[Stream]) -> dict[Stream, Step]:
        try:
            return self.steps(streams)
        except SQLAlchemyError as error:
            # It is looked again: what could not be read is not lost.
            log.warning("streams: store unavailable", error=str(error.__cause__ or error).strip())
        except Exception as error:
            log.error("streams: unexpected error", exc_info=error)
        return {}


def _is_as_it_was(connection: Connection, stream: Stream, now: State, closed: Closed) -> bool:
    """Tell whether the store is the same, and opens the same to who follows; else he is to ask again, and is told so then."""
    opened: Collection[int] = ()
    if stream.secret is not None:
        key = opened_by(connection, stream.secret)
        if key is None:
            return False
        opened = key.datasets
    return stream.epoch == now.epoch and set(stream.question.closed) == closed.keys() - set(opened)


def _read_anew(connection: Connection, stream: Stream) -> Question:
    """Read what is asked again: who was not known by a name when the stream began may be now, or be another by a merge."""
    asked = stream.question
    return question(connection, asked.shape.collection, asked.asked, asked.closed)


class _Line(asyncio.Protocol):
    """A connection with the stream that is told on it."""

    def __init__(self, stream: Stream, chunked: bool, ends: float, gone: Callable[[_Line], None]) -> None:
        self.stream = stream
        self._chunked = chunked
        self._ends = ends
        self._gone = gone
        self._transport: asyncio.Transport | None = None
        self._over = False
        self._told_at = time.monotonic()
        self._told_place = stream.at
        self._free_at = self._told_at

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin."""
        assert isinstance(transport, asyncio.Transport)  # noqa: S101 - a socket's is one
        self._transport = transport

    def connection_lost(self, exc: Exception | None) -> None:
        """End: the client has gone, or all is told."""
        self._gone(self)

    def may_be_told(self) -> bool:
        """Tell whether there is room for more."""
        return self._transport is not None and not self._over and self._waiting() < MOST_WAITING_BYTES

    def tell(self, step: Step) -> None:
        """Tell what was found; nothing to tell is a place further on all the same."""
        if self._over or self._transport is None:
            return
        self.stream.at = step.at
        if step.over:
            self.end()
        elif step.text:
            self._write(step.text)
            self._told_place = step.at

    def keep_up(self, now: float, beat_seconds: float) -> None:
        """Say that the stream is there where nothing was told for long, end it in time, and cut who does not read."""
        if self._transport is None:
            return
        if not self._waiting():
            self._free_at = now
        if now - self._free_at > STUCK_SECONDS:
            self._transport.abort()
        elif now >= self._ends:
            self.end()
        elif not self._over and not self._waiting() and now - self._told_at >= beat_seconds:
            self._write(BEAT if self._told_place == self.stream.at else place(self.stream.at))
            self._told_place = self.stream.at

    def end(self) -> None:
        """Say that this is all, and close when that is read."""
        if self._over or self._transport is None:
            return
        if self._chunked:
            self._transport.write(chunk(b""))
        self._over = True
        self._transport.close()

    def _write(self, text: bytes) -> None:
        assert self._transport is not None  # noqa: S101 - asked before
        self._transport.write(chunk(text) if self._chunked else text)
        self._told_at = time.monotonic()

    def _waiting(self) -> int:
        return self._transport.get_write_buffer_size() if self._transport else 0
