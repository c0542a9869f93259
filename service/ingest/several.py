"""Take several articles in, one after the other, and tell of each what came of it."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from typing import Any

import orjson
from flask import current_app

from schemas.submissions import NewArticleSchema, NewArticlesSchema
from service.ingest.bodies import Fields, fields_of, loaded
from service.ingest.extraction import Extraction, NotInstalled
from service.ingest.taking_in import TakenIn, counts, submitted, taken_in
from service.problems import Problem, problem_of

# So long an article waits for its turn among others, before it is refused.
PATIENCE_SECONDS = 60
PAUSE_SECONDS = 0.2

_ARTICLE = NewArticleSchema()
_ARTICLES = NewArticlesSchema()


def check_installed() -> None:
    """Raise Problem 501 where nothing can be extracted: not one by one."""
    extraction: Extraction = current_app.extensions["extraction"]
    try:
        extraction.check()
    except NotInstalled as reason:
        raise Problem(501, str(reason)) from None


def of_lines(sent: bytes) -> Iterator[bytes]:
    """Take in the article of each line, a line for each; empty lines are passed over, and one refused stops none after it."""
    for number, line in enumerate(sent.splitlines(), 1):
        if line.strip():
            yield _result(number, line) + b"\n"


def of_list(sent: bytes) -> Iterator[bytes]:
    """Take in the articles of a list. Raises Problem 422, before any is taken in, for what is no list of objects."""
    told = loaded(_ARTICLES, sent)["articles"]
    return _listed(_result(number, one) for number, one in enumerate(told, 1))


def _listed(results: Iterable[bytes]) -> Iterator[bytes]:
    before = b'{"data":['
    for result in results:
        yield before + result
        before = b","
    yield b"]}"


def _result(number: int, sent: bytes | Fields) -> bytes:
    try:
        taken = _taken_in(loaded(_ARTICLE, sent) if isinstance(sent, bytes) else fields_of(_ARTICLE, sent))
        came: dict[str, Any] = {
            "status": taken.status,
            "outcome": taken.outcome,
            "id": taken.id,
            **counts(taken),
            "problem": None,
        }
    except Exception as error:  # noqa: BLE001 - those after it are others
        problem = problem_of(error)
        none = {"outcome": None, "id": None, "events": 0, "quotes": 0}
        came = {"status": problem.status, **none, "problem": problem.body()}
    return orjson.dumps({"line": number, **came})


def _taken_in(told: Fields) -> TakenIn:
    sent = submitted(told)
    until = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            return taken_in(sent)
        except Problem as problem:
            if problem.name != "busy" or time.monotonic() > until:
                raise
        time.sleep(PAUSE_SECONDS)
