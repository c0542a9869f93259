"""Connect to a host at the addresses that were looked at, and keep no connection for longer than it may take.

No step can wait for long: names are asked for beside, connecting has its time, and who sends a byte now and then is cut off.
"""

from __future__ import annotations

import socket
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from contextlib import contextmanager, suppress
from functools import partial
from threading import Thread, Timer
from urllib.parse import SplitResult

import certifi
from urllib3.connection import HTTPConnection, HTTPSConnection

from seed.articles.addresses import Ip, NoHost, Resolve

PORTS = {"http": 80, "https": 443}


def found_in_time(resolve: Resolve, host: str, port: int, until: float) -> list[Ip]:
    """Ask for the addresses of a host. Raises NoHost, and TimeoutError: the system's own asking cannot be given up."""
    answer: Future[list[Ip]] = Future()

    def ask() -> None:
        try:
            answer.set_result(resolve(host, port))
        except NoHost as error:
            answer.set_exception(error)

    Thread(target=ask, daemon=True).start()
    return answer.result(_left(until))


def port_of(parts: SplitResult) -> int:
    """Give the port of an address."""
    return PORTS[parts.scheme] if parts.port is None else parts.port


class _Plain(HTTPConnection):
    """Connects by `dial`, not by its name."""

    dial: Callable[[], socket.socket]

    def _new_conn(self) -> socket.socket:
        return self.dial()


class _Secure(HTTPSConnection):
    """The same with TLS; the certificate has to be that of the name."""

    dial: Callable[[], socket.socket]

    def _new_conn(self) -> socket.socket:
        return self.dial()


def _dialled(ips: Sequence[Ip], port: int, until: float) -> socket.socket:
    """Connect to the first that answers."""
    for ip in ips[:-1]:
        with suppress(OSError):
            return socket.create_connection((str(ip), port), _left(until))
    return socket.create_connection((str(ips[-1]), port), _left(until))


def _left(until: float) -> float:
    # To wait for no time at all would mean not to wait where the socket is not ready at once.
    return max(until - time.monotonic(), 0.001)


@contextmanager
def connected(parts: SplitResult, ips: Sequence[Ip], patience: float, until: float) -> Iterator[HTTPConnection]:
    """Give a connection to one of these addresses, which waits `patience` seconds for each answer and ends at `until`."""
    seconds = min(patience, _left(until))
    connection = _connection(parts, seconds)
    connection.dial = partial(_dialled, ips, port_of(parts), time.monotonic() + seconds)
    try:
        connection.connect()
        # Where the answer says that it is the last one, the connection knows its socket no more.
        clock = Timer(_left(until), _cut, [connection.sock])
        clock.daemon = True
        clock.start()
        try:
            yield connection
        finally:
            clock.cancel()
    finally:
        connection.close()


def _connection(parts: SplitResult, patience: float) -> _Plain | _Secure:
    if parts.scheme == "https":
        return _Secure(str(parts.hostname), port_of(parts), timeout=patience, ca_certs=certifi.where())
    return _Plain(str(parts.hostname), port_of(parts), timeout=patience)


def _cut(sock: socket.socket) -> None:
    """End a connection, whatever it waits for."""
    with suppress(OSError):
        # As if the other side had: what is packed by TLS would first want to say goodbye.
        socket.socket.shutdown(sock, socket.SHUT_RDWR)
