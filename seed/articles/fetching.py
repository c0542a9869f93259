"""Fetch a page or a feed from the internet, and from nowhere else.

Every address that a host has is looked at before it is asked, again at each redirect, and the connection goes to the address
that was looked at, so no name can lead elsewhere in between. Time, size, redirects and what is unpacked have limits.
"""

from __future__ import annotations

import socket
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPException
from threading import Timer
from urllib.parse import SplitResult, urljoin, urlsplit

import certifi
from urllib3 import BaseHTTPResponse
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError

from seed.articles.addresses import Ip, NoHost, Resolve, is_public, resolved
from seed.articles.pieces import MAX_PAGE_BYTES

_PORTS = {"http": 80, "https": 443}
_REDIRECTS = {301, 302, 303, 307, 308}
_BLOCK_BYTES = 1 << 16
_HEADERS = {
    "User-Agent": "Dateline (a news-event archive; fetches what its operator names)",
    "Accept": "text/html, application/xhtml+xml, application/rss+xml, application/atom+xml, application/xml, text/plain",
    "Accept-Encoding": "gzip, deflate",
}
_TYPES = ("text/html", "application/xhtml+xml", "text/plain", "text/xml", "application/xml", "+xml")


class NotFetched(ValueError):
    """An address that may not be fetched from, or that did not answer with an article; the text says why."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How long one address may take, redirects included, how large its answer may be, unpacked, and how often it may redirect."""

    seconds: float = 30.0
    seconds_of_silence: float = 10.0
    size: int = MAX_PAGE_BYTES
    redirects: int = 5


@dataclass(frozen=True, slots=True)
class Fetched:
    """What an address answered with in the end. `media_type` is in lower case, without parameters."""

    url: str
    media_type: str
    content: bytes


def fetch(
    url: str,
    limits: Limits = Limits(),
    *,
    resolve: Resolve = resolved,
    may_be_asked: Callable[[Ip], bool] = is_public,
) -> Fetched:
    """Fetch what stands at an address. Raises NotFetched."""
    until = time.monotonic() + limits.seconds
    for _ in range(limits.redirects + 1):
        parts = _parts(url)
        ip = _looked_at(parts, resolve, may_be_asked)
        with _answer(parts, ip, limits, until) as answer:
            if answer.status not in _REDIRECTS:
                return _read(url, answer, limits, until)
            url = urljoin(url, answer.headers.get("Location", ""))
    raise NotFetched(f"It redirects more than {limits.redirects} times.")


def _parts(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError as error:
        raise NotFetched(f"{url!r} is no address: {error}.") from None
    if parts.scheme not in _PORTS or not parts.hostname:
        raise NotFetched(f"{url!r} is no http or https address.")
    if parts.username is not None:
        raise NotFetched("An address with a user in it is not fetched.")
    return parts


def _looked_at(parts: SplitResult, resolve: Resolve, may_be_asked: Callable[[Ip], bool]) -> Ip:
    """Give the address to connect to; one that is not public among several is enough to refuse them all."""
    host = str(parts.hostname)
    try:
        ips = resolve(host, _port(parts))
    except NoHost as error:
        raise NotFetched(str(error)) from None
    for ip in ips:
        if not may_be_asked(ip):
            raise NotFetched(f"{host} is at {ip}, which is not on the public internet.")
    if not ips:
        raise NotFetched(f"There is no host {host}.")
    return ips[0]


def _port(parts: SplitResult) -> int:
    return parts.port or _PORTS[parts.scheme]


class _Plain(HTTPConnection):
    """Connects to an address that was looked at."""

    ip: Ip

    def _new_conn(self) -> socket.socket:
        return socket.create_connection((str(self.ip), self.port), self.timeout)


class _Secure(HTTPSConnection):
    """The same with TLS; the certificate has to be that of the name."""

    ip: Ip

    def _new_conn(self) -> socket.socket:
        return socket.create_connection((str(self.ip), self.port), self.timeout)


@contextmanager
def _answer(parts: SplitResult, ip: Ip, limits: Limits, until: float) -> Iterator[BaseHTTPResponse]:
    """Ask, and give the answer while it may still be read."""
    connection = _connection(parts, limits.seconds_of_silence)
    connection.ip = ip
    # Whoever sends a byte now and then is never silent for long.
    clock = Timer(max(until - time.monotonic(), 0.0), _cut, [connection])
    clock.daemon = True
    clock.start()
    try:
        target = f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"
        connection.request("GET", target, headers=_HEADERS, preload_content=False, decode_content=False)
        yield connection.getresponse()
    except NotFetched:
        raise
    except (HTTPError, HTTPException, OSError, ValueError, zlib.error) as error:
        late = time.monotonic() >= until
        raise NotFetched(
            _LATE.format(limits.seconds) if late else f"{parts.hostname} did not answer: {error}."
        ) from None
    finally:
        clock.cancel()
        connection.close()


def _connection(parts: SplitResult, patience: float) -> _Plain | _Secure:
    host, port = str(parts.hostname), _port(parts)
    if parts.scheme == "https":
        return _Secure(host, port, timeout=patience, ca_certs=certifi.where())
    return _Plain(host, port, timeout=patience)


def _cut(connection: _Plain | _Secure) -> None:
    """End a connection, whatever it waits for."""
    with suppress(OSError):
        if connection.sock is not None:
            connection.sock.shutdown(socket.SHUT_RDWR)


_LATE = "It took longer than {:g} seconds."


def _read(url: str, answer: BaseHTTPResponse, limits: Limits, until: float) -> Fetched:
    if answer.status != 200:
        raise NotFetched(f"It answered {answer.status}.")
    media_type = answer.headers.get("Content-Type", "text/html").partition(";")[0].strip().lower()
    if not media_type.endswith(_TYPES):
        raise NotFetched(f"It is {media_type}, which is neither a page nor a feed.")
    content = bytearray()
    for block in _unpacked(answer):
        content += block
        if len(content) > limits.size:
            raise NotFetched(f"It is larger than {limits.size:,} bytes.")
        if time.monotonic() > until:
            raise NotFetched(_LATE.format(limits.seconds))
    return Fetched(url, media_type, bytes(content))


def _unpacked(answer: BaseHTTPResponse) -> Iterator[bytes]:
    """Give the answer block by block, none larger than it is read; a packed one is never unpacked whole."""
    packing = answer.headers.get("Content-Encoding", "identity").strip().lower()
    if packing not in _UNPACKING:
        raise NotFetched(f"It is packed as {packing}, which was not asked for.")
    if packing == "identity":
        while block := answer.read1(_BLOCK_BYTES):
            yield block
        return
    unpacking = zlib.decompressobj(_UNPACKING[packing])
    while block := answer.read1(_BLOCK_BYTES):
        while block:
            yield unpacking.decompress(block, _BLOCK_BYTES)
            block = unpacking.unconsumed_tail
    yield unpacking.flush()


# How zlib is told of each; both are told apart from one another by their first bytes.
_UNPACKING = {"identity": 0, "gzip": zlib.MAX_WBITS | 32, "x-gzip": zlib.MAX_WBITS | 32, "deflate": zlib.MAX_WBITS | 32}
