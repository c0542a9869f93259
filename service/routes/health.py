"""Whether the process lives, and whether it can answer."""

from __future__ import annotations

from flask import Blueprint, Response

from service.api import json_answer
from service.problems import unavailable
from service.reading import connection, state
from store.migrate import WrongShape, check_shape

health = Blueprint("health", __name__)


@health.get("/healthz")
def alive() -> Response:
    """Answer as long as the process lives."""
    return json_answer(b'{"status":"ok"}')


@health.get("/readyz")
def ready() -> Response:
    """Answer 200 where the store can be read and has the tables of this version, else 503."""
    try:
        check_shape(connection())
    except WrongShape as wrong:
        raise unavailable(str(wrong)) from None
    return json_answer(b'{"status":"ready","revision":%d}' % state().revision)
