"""Requests to one server: each is asked again where that may help, and what is refused is raised."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import Any

import httpx
from httpx_retries import Retry, RetryTransport

from dateline_client.problems import NoAnswer, Problem
from dateline_client.version import VERSION

ATTEMPTS_AGAIN = 5
FIRST_BACKOFF_SECONDS = 0.5
USER_AGENT = f"dateline-client/{VERSION}"


class Connection:
    """Asks a server over HTTP. Raises Problem for what it refuses, NoAnswer where nothing of Dateline answers."""

    def __init__(
        self,
        url: str,
        key: str | None,
        patience_seconds: float,
        timeout_seconds: float,
        transport: httpx.BaseTransport | None,
    ) -> None:
        if key is not None and not key.isascii():
            raise ValueError("key: has letters that no key of a server has.")
        headers = {"User-Agent": USER_AGENT} | ({"Authorization": f"Bearer {key}"} if key else {})
        self._http = httpx.Client(
            base_url=url,
            headers=headers,
            timeout=timeout_seconds,
            follow_redirects=True,
            transport=RetryTransport(transport or httpx.HTTPTransport(), _retry(patience_seconds)),
        )

    def close(self) -> None:
        """Close what is open."""
        self._http.close()

    def json(self, address: str, parameters: Mapping[str, str] | None = None) -> Any:
        """Ask for JSON."""
        with self.stream(address, parameters) as answer:
            body = answer.read()
        try:
            return json.loads(body)
        except ValueError:
            raise no_dateline(answer.url) from None

    @contextmanager
    def stream(self, address: str, parameters: Mapping[str, str] | None = None) -> Iterator[httpx.Response]:
        """Ask for what is read piece by piece."""
        try:
            with self._http.stream("GET", address, params=parameters) as answer:
                if answer.is_error:
                    raise _problem(answer)
                yield answer
        except (httpx.RequestError, httpx.InvalidURL) as error:
            raise NoAnswer(f"{self._http.base_url} does not answer: {error}") from error


def no_dateline(address: object) -> NoAnswer:
    """Make the error of an answer that is none of Dateline's."""
    return NoAnswer(f"{address} answers with something else than was asked for; is it a Dateline server?")


def _retry(patience_seconds: float) -> Retry:
    if not patience_seconds:
        return Retry(total=0)
    return Retry(
        total=ATTEMPTS_AGAIN,
        backoff_factor=FIRST_BACKOFF_SECONDS,
        max_backoff_wait=patience_seconds,
        total_timeout=patience_seconds,
    )


def _problem(answer: httpx.Response) -> Problem:
    """Read what was told; a proxy on the way tells it in its own words."""
    text = answer.read().decode(errors="replace")
    told = {"title": answer.reason_phrase or "The server refused", "status": answer.status_code, "detail": text[:500]}
    if answer.headers.get("Content-Type", "").startswith("application/problem+json"):
        with suppress(ValueError, TypeError):
            told |= json.loads(text)
    return Problem(told, str(answer.url), answer.headers.get("Retry-After"))
