"""The load generator: a process with a few kept-open connections, each asking again as soon as it is answered.

It reads answers off raw sockets into one buffer and looks at nothing but the status and the length, so that on a
machine of few cores it takes little from the server.
"""

from __future__ import annotations

import re
import select
import socket
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import cycle

HOST = "127.0.0.1"
BUFFER_BYTES = 1 << 20
# At five million events the peers take so long where all connections wait for the same sort.
PATIENCE_SECONDS = 300.0
_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
_CHUNKED = re.compile(rb"\r\ntransfer-encoding: *chunked", re.IGNORECASE)
# No text that is asked for here has these bytes in it.
_LAST_CHUNK = b"0\r\n\r\n"


class BadAnswer(Exception):
    """The server did not answer."""


@dataclass(frozen=True, slots=True)
class Load:
    """What came of a round: `latencies` and `seconds` in seconds, `cpu_seconds` of the generator itself.

    `refused` counts, by status line, the answers of another status than the work expects; they are in `latencies` too.
    """

    latencies: list[float]
    refused: dict[str, int]
    seconds: float
    cpu_seconds: float
    received_bytes: int


def raw_request(path: str, headers: Sequence[tuple[str, str]] = ()) -> bytes:
    """Spell a GET request."""
    lines = [f"GET {path} HTTP/1.1", f"Host: {HOST}", *(f"{name}: {value}" for name, value in headers)]
    return "\r\n".join([*lines, "", ""]).encode()


def run(port: int, requests: Sequence[bytes], expected: int, connections: int, seconds: float) -> Load:
    """Ask the requests in turn over the connections for so long, then wait for what is under way.

    Raises BadAnswer where no answer comes.
    """
    began, cpu = time.perf_counter(), time.process_time()
    round_ = _Round(port, cycle(requests), expected, began + seconds)
    for _ in range(connections):
        round_.open()
    while round_.open_connections:
        round_.turn()
    spent, cpu_spent = time.perf_counter() - began, time.process_time() - cpu
    return Load(round_.latencies, dict(round_.refused), spent, cpu_spent, round_.received_bytes)


class _Connection:
    """A connection with what is awaited on it; `left` is None until the head of the answer is read.

    An answer in chunks, whose length nobody knows before, is over where its last bytes (`tail`) are those of the last chunk.
    """

    __slots__ = ("asked_at", "chunked", "head", "left", "socket", "tail")

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection((HOST, port), PATIENCE_SECONDS)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.asked_at = 0.0
        self.head = b""
        self.left: int | None = None
        self.chunked = False
        self.tail = b""

    def ask(self, request: bytes) -> None:
        self.head, self.left = b"", None
        self.asked_at = time.perf_counter()
        self.socket.sendall(request)


class _Round:
    """The state of a run."""

    def __init__(self, port: int, requests: Iterator[bytes], expected: int, until: float) -> None:
        self.port = port
        self.requests = requests
        self.expected = b" %d " % expected
        self.until = until
        self.latencies: list[float] = []
        self.refused: Counter[str] = Counter()
        self.received_bytes = 0
        self.open_connections: dict[int, _Connection] = {}
        self._poll = select.epoll()
        self._buffer = memoryview(bytearray(BUFFER_BYTES))

    def open(self) -> None:
        connection = _Connection(self.port)
        self.open_connections[connection.socket.fileno()] = connection
        self._poll.register(connection.socket, select.EPOLLIN)
        connection.ask(next(self.requests))

    def turn(self) -> None:
        """Read what has come; raises BadAnswer where nothing does."""
        ready = self._poll.poll(PATIENCE_SECONDS)
        if not ready:
            raise BadAnswer(f"No answer within {PATIENCE_SECONDS:g} seconds.")
        for number, _ in ready:
            connection = self.open_connections[number]
            if self._read(connection):
                self._answered(connection)

    def _read(self, connection: _Connection) -> bool:
        """Read once; tells whether the answer is complete."""
        count = connection.socket.recv_into(self._buffer)
        if not count:
            raise BadAnswer("The server closed the connection.")
        self.received_bytes += count
        if connection.left is None:
            connection.head += self._buffer[:count].tobytes()
            end = connection.head.find(b"\r\n\r\n") + 4
            if end < 4:
                return False
            self._begin(connection, connection.head[:end], connection.head[end:])
        elif connection.chunked:
            connection.tail = (connection.tail + self._buffer[max(0, count - 5) : count].tobytes())[-5:]
        else:
            connection.left -= count
        return connection.tail == _LAST_CHUNK if connection.chunked else not connection.left

    def _begin(self, connection: _Connection, head: bytes, rest: bytes) -> None:
        """Look at the head of an answer, and at what came with it of its body."""
        status, _, _ = head.partition(b"\r\n")
        if self.expected not in status:
            self.refused[status.decode()] += 1
        found = _LENGTH.search(head)
        connection.chunked = bool(_CHUNKED.search(head))
        connection.left = int(found[1]) - len(rest) if found else 0
        connection.tail = rest[-5:]

    def _answered(self, connection: _Connection) -> None:
        now = time.perf_counter()
        self.latencies.append(now - connection.asked_at)
        if now < self.until:
            connection.ask(next(self.requests))
        else:
            del self.open_connections[connection.socket.fileno()]
            self._poll.unregister(connection.socket)
            connection.socket.close()
