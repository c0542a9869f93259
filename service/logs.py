"""Structured logs: one line a request, with its id, to standard error."""

from __future__ import annotations

import logging
import re
import sys
import time
import uuid
from functools import partial
from typing import Any

import orjson
import structlog
from flask import Flask, Response, g

from service.asking import current

HEADER = "X-Request-ID"
_GIVEN = "HTTP_X_REQUEST_ID"
# More of an address than this tells a reader nothing.
MAX_PATH = 2_000
_ACCEPTED = re.compile(r"[A-Za-z0-9._-]{1,64}")

log = structlog.get_logger()


def configure(form: str, level: str) -> None:
    """Set up logging: `json`, `text`, or `auto`, which is text on a terminal."""
    as_text = form == "text" or (form == "auto" and sys.stderr.isatty())
    ending: list[Any] = (
        # Without the values of variables, among which is the store's password.
        [structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)]
        if as_text
        else [structlog.processors.format_exc_info, structlog.processors.JSONRenderer(serializer=_json)]
    )
    structlog.configure(
        processors=[
            _named,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            *ending,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(getattr(logging, level.upper())),
        # Bytes are written in one go, without the way through a text.
        logger_factory=(
            structlog.PrintLoggerFactory(sys.stderr) if as_text else structlog.BytesLoggerFactory(sys.stderr.buffer)
        ),
        cache_logger_on_first_use=True,
    )


def _named(_logger: Any, _method: str, event: structlog.typing.EventDict) -> structlog.typing.EventDict:
    """Whatever is logged while a request is answered bears its id."""
    if "request_id" not in event and "request_id" in (g or ()):
        event["request_id"] = g.request_id
    return event


def _json(event: Any, **_options: Any) -> bytes:
    return orjson.dumps(event, default=str)


def _elapsed(started: float) -> float:
    return time.perf_counter() - started


def register(app: Flask) -> None:
    """Give every request an id (the client's own, where it is a plain one) and log how it was answered."""

    @app.before_request
    def begin() -> None:
        given = current().environ.get(_GIVEN, "")
        g.request_id = given if given and _ACCEPTED.fullmatch(given) else uuid.uuid4().hex
        g.watch = partial(_elapsed, time.perf_counter())

    @app.after_request
    def end(answer: Response) -> Response:
        asked, named = current(), g.request_id
        answer.headers[HEADER] = named
        log.info(
            "request",
            method=asked.method,
            path=asked.full_path.rstrip("?")[:MAX_PATH],
            status=answer.status_code,
            milliseconds=round(g.watch() * 1000, 2),
            client=asked.remote_addr,
            request_id=named,
        )
        return answer
