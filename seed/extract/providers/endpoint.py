"""Post JSON to the address of a provider: bounded in time and size, and never led elsewhere by a redirect.

The address is the operator's own setting, so it may be on this machine or in his network.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPException
from typing import Any
from urllib.parse import SplitResult, urlsplit

from urllib3 import BaseHTTPResponse
from urllib3.exceptions import HTTPError

from seed.articles.addresses import NoHost, resolved
from seed.articles.connecting import connected, found_in_time, port_of
from seed.extract.providers.named import Provider
from seed.extract.providers.plain import Json, NoAnswer, read, written

MOST_BYTES = 8_000_000
_BLOCK_BYTES = 1 << 16


def posted(provider: Provider, url: str, question: Json) -> Any:
    """Post JSON and give the JSON of the answer. Raises NoAnswer."""
    until = time.monotonic() + provider.seconds
    late = f"it took longer than {provider.seconds:g} seconds"
    try:
        with _answer(provider, urlsplit(url), written(question), until) as answer:
            content = _content(answer)
    except (HTTPError, HTTPException, OSError, ValueError, NoHost) as fault:
        raise NoAnswer(late if time.monotonic() >= until else f"it did not answer: {type(fault).__name__}") from None
    # What was cut off may look like what has come to its end.
    if time.monotonic() >= until:
        raise NoAnswer(late)
    return read(content)


@contextmanager
def _answer(provider: Provider, url: SplitResult, body: bytes, until: float) -> Iterator[BaseHTTPResponse]:
    ips = found_in_time(resolved, str(url.hostname), port_of(url), until)
    target = f"{url.path or '/'}?{url.query}" if url.query else url.path or "/"
    with connected(url, ips, provider.seconds, until) as connection:
        connection.request("POST", target, body, _headers(provider), preload_content=False, decode_content=False)
        yield connection.getresponse()


def _headers(provider: Provider) -> dict[str, str]:
    headers = {"Content-Type": "application/json", "Accept": "application/json", "Accept-Encoding": "identity"}
    return headers | ({"Authorization": f"Bearer {provider.key}"} if provider.key else {})


def _content(answer: BaseHTTPResponse) -> bytes:
    if answer.status != 200:
        raise NoAnswer(f"it answered {answer.status}")
    if answer.headers.get("Content-Encoding", "identity").strip().lower() != "identity":
        raise NoAnswer("its answer is packed, which was not asked for")
    content = bytearray()
    while block := answer.read1(_BLOCK_BYTES):
        content += block
        if len(content) > MOST_BYTES:
            raise NoAnswer(f"its answer is larger than {MOST_BYTES:,} bytes")
    return bytes(content)
