"""Turn everything that goes wrong into problem details, RFC 9457, in one shape."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import orjson
import structlog
from flask import Flask, Response, g
from sqlalchemy.exc import DatabaseError, DBAPIError, OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import HTTPException, MethodNotAllowed, NotFound, TooManyRequests

from schemas.nearest import Advice
from store.engine import took_too_long

MEDIA_TYPE = "application/problem+json"
RETRY_SECONDS = 5
UNDEFINED_TABLE = "42P01"
# Of more valid words than this only the nearest is worth telling.
MAX_VALID = 100
NOWHERE = "There is nothing at this address. /v1 is the map of what there is, /docs the documentation."

log = structlog.get_logger()

TITLES = {
    400: ("bad-request", "The request is wrong"),
    401: ("unknown-key", "The key is not known"),
    403: ("key-needed", "A key is needed to read this"),
    404: ("not-found", "There is no such thing"),
    405: ("method-not-allowed", "The method is not allowed here"),
    406: ("not-acceptable", "None of the accepted forms is offered"),
    409: ("conflict", "It does not go with what is there"),
    410: ("gone", "The record was deleted"),
    413: ("too-large", "The body is too large"),
    414: ("uri-too-long", "The address is too long"),
    415: ("unsupported-type", "The body is of a type that is not taken"),
    422: ("bad-body", "The body is wrong"),
    429: ("too-many-requests", "Too many requests"),
    500: ("server-error", "Something went wrong here"),
    501: ("not-installed", "This server cannot do this"),
    503: ("unavailable", "The store cannot be reached"),
}


@dataclass(eq=False)
class Problem(Exception):
    """An error to be answered. `faults` are the errors by parameter."""

    status: int
    detail: str
    name: str = ""
    title: str = ""
    faults: Sequence[Mapping[str, Any]] = ()
    headers: Mapping[str, str] = field(default_factory=dict)

    def body(self) -> dict[str, Any]:
        """What the answer says."""
        name, title = TITLES.get(self.status, ("error", "The request failed"))
        return {
            "type": f"urn:dateline:problem:{self.name or name}",
            "title": self.title or title,
            "status": self.status,
            "detail": self.detail,
            "errors": list(self.faults),
            "request_id": g.get("request_id", ""),
        }

    def response(self) -> Response:
        """The answer."""
        return Response(orjson.dumps(self.body()), self.status, headers=dict(self.headers), content_type=MEDIA_TYPE)


def bad_parameter(parameter: str, message: str, **more: Any) -> Problem:
    """Make the problem of one parameter."""
    return bad_parameters([fault(parameter, message, **more)])


def bad_parameters(faults: Sequence[Mapping[str, Any]]) -> Problem:
    """Make the problem of several parameters."""
    detail = " ".join(f"{one['parameter']}: {one['message']}" for one in faults)
    return Problem(400, detail, name="bad-parameter", title="A parameter is wrong", faults=faults)


def fault(parameter: str, *said: str, candidates: Sequence[Mapping[str, Any]] = ()) -> dict[str, Any]:
    """Describe what is wrong with one parameter; the first of the sentences that advises lists what is valid."""
    advised = next((sentence for sentence in said if isinstance(sentence, Advice)), None)
    return {
        "parameter": parameter,
        "message": " ".join(said),
        "valid": list(advised.valid) if advised and len(advised.valid) <= MAX_VALID else [],
        "nearest": advised and advised.nearest,
        "candidates": list(candidates),
    }


def too_broad(seconds: float) -> Problem:
    """Make the problem of a query that takes too long."""
    return Problem(
        400,
        f"This question takes longer than {seconds:g} seconds to answer. Narrow it: a shorter range of dates, an actor, a "
        "country or a code; leave out count=exact; or take everything by /export.",
        name="too-broad",
        title="The question is too broad",
    )


def unavailable(detail: str = "The store does not answer. Try again in a moment.") -> Problem:
    """Make the problem of a store that is down or busy."""
    return Problem(503, detail, headers={"Retry-After": str(RETRY_SECONDS)})


def register(app: Flask, query_seconds: float) -> None:
    """Answer every error of the app with problem details."""

    def of_store(error: SQLAlchemyError) -> Response:
        return (too_broad(query_seconds) if took_too_long(error) else problem_of(error)).response()

    app.register_error_handler(Problem, Problem.response)
    app.register_error_handler(HTTPException, of_http)
    app.register_error_handler(SQLAlchemyError, of_store)
    app.register_error_handler(Exception, lambda error: problem_of(error).response())


def of_http(error: HTTPException) -> Response:
    """Answer an error of the framework."""
    # Some carry headers that belong to the answer, such as Allow of a 405.
    answer = Problem(error.code or 500, _said(error)).response()
    for name, value in error.get_headers():
        if name.lower() not in ("content-type", "content-length"):
            answer.headers[name] = value
    return answer


def problem_of(error: Exception) -> Problem:
    """Make the problem of what went wrong here, and log it."""
    if isinstance(error, Problem):
        return error
    if isinstance(error, OperationalError | PoolTimeout) or (isinstance(error, DBAPIError) and _lost(error)):
        log.warning("store unavailable", error=str(error.__cause__ or error).strip())
        return unavailable()
    log.error("unexpected error", exc_info=error)
    return Problem(500, "The request could not be answered. The logs hold the reason under request_id.")


def _said(error: HTTPException) -> str:
    """Say in our own words what is wrong, where the framework's would be of no help."""
    if type(error) is NotFound:
        return NOWHERE
    if isinstance(error, MethodNotAllowed):
        return f"This address takes {', '.join(sorted(error.valid_methods or ()))}."
    if isinstance(error, TooManyRequests):
        return f"The limit is {error.description}. Retry-After says how many seconds to wait."
    return str(error.description or "")


def _lost(error: DBAPIError) -> bool:
    # A file that is no database, and on PostgreSQL a table that is not there: the store is not what it has to be.
    no_store = type(error) is DatabaseError or getattr(error.orig, "sqlstate", None) == UNDEFINED_TABLE
    return error.connection_invalidated or error.orig is None or no_store
