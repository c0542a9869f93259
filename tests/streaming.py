"""Listen to a stream as a client does: read server-sent events off whatever gives lines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from typing import Any

import orjson

from tests.servers import Server

SECONDS = 60


@dataclass(frozen=True, slots=True)
class Heard:
    """An event: which, the number of the change, the data."""

    how: str
    id: int
    data: Any


class Listener:
    """Reads a stream by the rules of the standard; `last` is the id from which on it would go on, `beats` counts comments."""

    def __init__(self, lines: Iterable[bytes]) -> None:
        self.last = ""
        self.retry = 0
        self.beats = 0
        self._lines = lines

    def events(self) -> Iterator[Heard]:
        """Give each event as it comes, to the end of the stream."""
        fields: dict[str, str] = {}
        for raw in self._lines:
            line = raw.decode().rstrip("\r\n")
            name, _, value = line.partition(":")
            if line and not name:
                self.beats += 1
            elif line:
                fields[name] = value.removeprefix(" ")
            else:
                self._take_in(fields)
                if "data" in fields:
                    yield Heard(fields["event"], int(fields["id"]), orjson.loads(fields["data"]))
                fields = {}

    def _take_in(self, fields: dict[str, str]) -> None:
        self.last = fields.get("id", self.last)
        self.retry = int(fields.get("retry", self.retry))


@contextmanager
def listening(server: Server, address: str, **headers: str) -> Iterator[Listener]:
    """Open a stream of a running server; leaving cuts the connection."""
    connection = HTTPConnection("127.0.0.1", server.port, timeout=SECONDS)
    connection.request("GET", address, headers=headers)
    answer = connection.getresponse()
    assert (answer.status, answer.getheader("Content-Type")) == (200, "text/event-stream"), answer.read()
    try:
        yield Listener(answer)
    finally:
        answer.close()
        connection.close()
