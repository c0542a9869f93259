"""Fetch a page or a feed from the internet, and from nowhere else.

Every address that a host has is looked at before it is asked, again at each redirect, and the connection goes to the address
that was looked at, so no name can lead elsewhere in between. Time, size, redirects and what is unpacked have limits.
"""

from __future__ import annotations

import time
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import Message
from http.client import HTTPException
from urllib.parse import SplitResult, quote, urljoin, urlsplit

from urllib3 import BaseHTTPResponse
from urllib3.exceptions import HTTPError

from seed.articles.addresses import Ip, NoHost, Resolve, is_public, resolved
from seed.articles.connecting import PORTS, connected, found_in_time, port_of
from seed.articles.pieces import MAX_PAGE_BYTES

_REDIRECTS = {301, 302, 303, 307, 308}
_BLOCK_BYTES = 1 << 16
_HEADERS = {
    "User-Agent": "Dateline (a news-event archive; fetches what its operator names)",
    "Accept": "text/html, application/xhtml+xml, application/rss+xml, application/atom+xml, application/feed+json, "
    "application/xml, text/plain",
    "Accept-Encoding": "gzip, deflate",
}
# Below it are mail, shells and whatever else could take a request for an order; no page is there but at the two.
_FIRST_FREE_PORT = 1024
# What stands for itself in an address; all else is written as %XX, unless it is already.
_SAFE = "%/:?#[]@!$&'()*+,;=~"
_TYPES = (
    "text/html",
    "application/xhtml+xml",
    "text/plain",
    "text/xml",
    "application/xml",
    "+xml",
    "application/feed+json",
    "application/json",
)


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
    """What an address answered with in the end. `media_type` is in lower case, `charset` what it says of the bytes."""

    url: str
    media_type: str
    content: bytes
    charset: str | None = None


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
        with asked("GET", url, _HEADERS, b"", limits, until, resolve=resolve, may_be_asked=may_be_asked) as answer:
            if answer.status not in _REDIRECTS:
                return _read(url, answer, limits, until)
            # Headers are read as Latin-1, whatever they were written in.
            url = urljoin(url, quote(answer.headers.get("Location", ""), _SAFE, "latin-1"))
    raise NotFetched(f"It redirects more than {limits.redirects} times.")


def parts_of(url: str) -> SplitResult:
    """Take an address apart. Raises NotFetched for one that is never asked."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise NotFetched(f"{url!r} is no address: {error}.") from None
    if parts.scheme not in PORTS or not parts.hostname:
        raise NotFetched(f"{url!r} is no http or https address.")
    if parts.username is not None:
        raise NotFetched("An address with a user in it is not asked.")
    if port is not None and port < _FIRST_FREE_PORT and port not in PORTS.values():
        raise NotFetched(f"Port {port} is not one of the web.")
    return parts


def _looked_at(parts: SplitResult, resolve: Resolve, may_be_asked: Callable[[Ip], bool], until: float) -> list[Ip]:
    """Give the addresses to connect to; one that is not public among several is enough to refuse them all."""
    host = str(parts.hostname)
    try:
        ips = found_in_time(resolve, host, port_of(parts), until)
    except TimeoutError:
        raise NotFetched(f"Nobody said in time where {host} is.") from None
    except NoHost as error:
        raise NotFetched(str(error)) from None
    for ip in ips:
        if not may_be_asked(ip):
            raise NotFetched(f"{host} is at {ip}, which is not on the public internet.")
    if not ips:
        raise NotFetched(f"There is no host {host}.")
    return ips


@contextmanager
def asked(
    method: str,
    url: str,
    headers: Mapping[str, str],
    body: bytes,
    limits: Limits,
    until: float,
    *,
    resolve: Resolve = resolved,
    may_be_asked: Callable[[Ip], bool] = is_public,
) -> Iterator[BaseHTTPResponse]:
    """Ask an address, once, and give the answer while it may still be read; redirects are answers. Raises NotFetched."""
    parts = parts_of(url)
    ips = _looked_at(parts, resolve, may_be_asked, until)
    target = quote(f"{parts.path or '/'}{'?' * bool(parts.query)}{parts.query}", _SAFE)
    try:
        with connected(parts, ips, limits.seconds_of_silence, until) as connection:
            connection.request(
                method, target, body or None, headers=headers, preload_content=False, decode_content=False
            )
            yield connection.getresponse()
    except NotFetched:
        raise
    except (HTTPError, HTTPException, OSError, ValueError, zlib.error) as error:
        late = time.monotonic() >= until
        raise NotFetched(
            _LATE.format(limits.seconds) if late else f"{parts.hostname} did not answer: {error}."
        ) from None


_LATE = "It took longer than {:g} seconds."


def _read(url: str, answer: BaseHTTPResponse, limits: Limits, until: float) -> Fetched:
    if answer.status != 200:
        raise NotFetched(f"It answered {answer.status}.")
    declared = Message()
    declared["Content-Type"] = answer.headers.get("Content-Type", "text/html")
    media_type = declared.get_content_type()
    if not media_type.endswith(_TYPES):
        raise NotFetched(f"It is {media_type}, which is neither a page nor a feed.")
    content = bytearray()
    for block in _unpacked(answer):
        content += block
        if len(content) > limits.size:
            raise NotFetched(f"It is larger than {limits.size:,} bytes.")
    # What was cut off may look like what has come to its end.
    if time.monotonic() >= until:
        raise NotFetched(_LATE.format(limits.seconds))
    return Fetched(url, media_type, bytes(content), declared.get_content_charset())


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
    # What comes after the end is nothing, and would be kept.
    while not unpacking.eof and (block := answer.read1(_BLOCK_BYTES)):
        while block:
            yield unpacking.decompress(block, _BLOCK_BYTES)
            block = unpacking.unconsumed_tail
    yield unpacking.flush()
    if not unpacking.eof:
        raise NotFetched("It is cut short.")


# How zlib is told of each; both are told apart from one another by their first bytes.
_UNPACKING = {"identity": 0, "gzip": zlib.MAX_WBITS | 32, "x-gzip": zlib.MAX_WBITS | 32, "deflate": zlib.MAX_WBITS | 32}
