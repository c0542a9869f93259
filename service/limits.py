"""Limits on what a client may ask for: how often, and how long an address may be."""

from __future__ import annotations

import time
from urllib.parse import unquote_to_bytes

from flask import Flask, Response, request
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from limits import parse_many
from limits.errors import ConfigurationError
from limits.storage import storage_from_string

from service.access import asker
from service.asking import current
from service.problems import Problem
from service.settings import BadSetting, Settings, variable

# gunicorn refuses a request line above 8,190 bytes by itself; a little less is left to us, to answer in our own shape.
MAX_ADDRESS = 8_000
_UNLIMITED = ("/healthz", "/readyz", "/metrics")


def register(app: Flask, settings: Settings) -> None:
    """Refuse addresses that are too long or cannot be read, and count requests where a limit is set."""

    @app.before_request
    def refuse_addresses() -> None:
        here = current()
        asked = here.query_string
        if len(asked) + len(here.path) > MAX_ADDRESS:
            raise Problem(414, f"The address is longer than {MAX_ADDRESS:,} bytes; ask for fewer values at a time.")
        refuse_unreadable(asked)

    if settings.rate_limit:
        _count(app, settings)


def refuse_unreadable(query: bytes) -> None:
    """Raise Problem 400 for a query that is not UTF-8."""
    if b"%" not in query and query.isascii():
        return
    try:
        unquote_to_bytes(query).decode()
    except UnicodeDecodeError as error:
        raise Problem(400, f"The query is not UTF-8: {error.object[error.start : error.end]!r}.") from None


def client() -> str:
    """Name who is counted: the key where it is known, else the address; made-up keys would each be another client."""
    name = asker()
    return get_remote_address() if name is None else f"key {name}"


def _count(app: Flask, settings: Settings) -> None:
    try:
        parse_many(settings.rate_limit)
        storage_from_string(settings.rate_limit_storage)
    except (ValueError, ConfigurationError) as error:
        name = variable("rate_limit" if isinstance(error, ValueError) else "rate_limit_storage")
        raise BadSetting(f"{name} cannot be used: {error}") from None
    limiter = Limiter(
        client,
        app=app,
        default_limits=[settings.rate_limit],
        storage_uri=settings.rate_limit_storage,
        headers_enabled=False,
        strategy="moving-window",
        application_limits_per_method=False,
    )
    limiter.request_filter(lambda: request.path in _UNLIMITED)

    @app.after_request
    def tell(answer: Response) -> Response:
        """Tell how much is left, in the fields of the IETF draft (draft-ietf-httpapi-ratelimit-headers)."""
        current = limiter.current_limit
        if current is None:
            return answer
        window = int(current.limit.get_expiry())
        left = max(0, int(current.reset_at - time.time()))
        answer.headers["RateLimit-Policy"] = f'"default";q={current.limit.amount};w={window}'
        answer.headers["RateLimit"] = f'"default";r={max(0, current.remaining)};t={left}'
        if answer.status_code == 429:
            answer.headers["Retry-After"] = str(max(1, left))
        return answer
