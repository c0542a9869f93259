"""Post JSON to the address of a provider: bounded in time and size, and never led elsewhere by a redirect.

The address is the operator's own setting, so it may be on this machine or in his network.
"""

from __future__ import annotations

import socket
import ssl
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from http.client import HTTPException
from threading import Timer
from typing import Any
from urllib.parse import SplitResult, urlsplit

from urllib3 import BaseHTTPResponse
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError

from seed.extract.providers.named import Provider
from seed.extract.providers.plain import Json, NoAnswer, read, written

MOST_BYTES = 8_000_000
_BLOCK_BYTES = 1 << 16


def posted(provider: Provider, url: str, question: Json) -> Any:
    """Post JSON and give the JSON of the answer. Raises NoAnswer."""
    until = time.monotonic() + provider.seconds
    with _answer(provider, urlsplit(url), written(question), until) as answer:
        if answer.status != 200:
            raise NoAnswer(f"it answered {answer.status}")
        if answer.headers.get("Content-Encoding", "identity").strip().lower() != "identity":
            raise NoAnswer("its answer is packed, which was not asked for")
        content = bytearray()
        while block := answer.read1(_BLOCK_BYTES):
            content += block
            if len(content) > MOST_BYTES:
                raise NoAnswer(f"its answer is larger than {MOST_BYTES:,} bytes")
        if time.monotonic() > until:
            raise NoAnswer(_late(provider))
    return read(bytes(content))


@contextmanager
def _answer(provider: Provider, url: SplitResult, body: bytes, until: float) -> Iterator[BaseHTTPResponse]:
    """Ask, and give the answer while it may still be read."""
    connection = _connection(url, provider.seconds)
    # Whoever sends a byte now and then is never silent for long.
    clock = Timer(provider.seconds, _cut, [connection])
    clock.daemon = True
    clock.start()
    try:
        target = f"{url.path or '/'}?{url.query}" if url.query else url.path or "/"
        headers = _headers(provider)
        connection.request("POST", target, body, headers, preload_content=False, decode_content=False)
        yield connection.getresponse()
    except (HTTPError, HTTPException, OSError, ValueError) as fault:
        late = time.monotonic() >= until or isinstance(fault, TimeoutError)
        raise NoAnswer(_late(provider) if late else f"it did not answer: {type(fault).__name__}") from None
    finally:
        clock.cancel()
        connection.close()


def _headers(provider: Provider) -> dict[str, str]:
    headers = {"Content-Type": "application/json", "Accept": "application/json", "Accept-Encoding": "identity"}
    return headers | ({"Authorization": f"Bearer {provider.key}"} if provider.key else {})


def _connection(url: SplitResult, patience: float) -> HTTPConnection | HTTPSConnection:
    host = str(url.hostname)
    if url.scheme == "https":
        return HTTPSConnection(host, url.port or 443, timeout=patience, ssl_context=_certificates())
    return HTTPConnection(host, url.port or 80, timeout=patience)


@cache
def _certificates() -> ssl.SSLContext:
    """Trust what this machine trusts, an authority of the operator's own among it (SSL_CERT_FILE)."""
    return ssl.create_default_context()


def _cut(connection: HTTPConnection | HTTPSConnection) -> None:
    """End a connection, whatever it waits for."""
    with suppress(OSError):
        if connection.sock is not None:
            connection.sock.shutdown(socket.SHUT_RDWR)


def _late(provider: Provider) -> str:
    return f"it took longer than {provider.seconds:g} seconds"
