"""Take several articles in: a line of JSON for each, and a line of what came of it."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import orjson
from flask import current_app

from schemas.submissions import NewArticleSchema
from service.ingest.bodies import loaded
from service.ingest.extraction import Extraction, NotInstalled
from service.ingest.taking_in import TakenIn, counts, submitted, taken_in
from service.problems import Problem, problem_of

# So long a line waits for its turn among others, before it is refused.
PATIENCE_SECONDS = 60
PAUSE_SECONDS = 0.2

_ARTICLE = NewArticleSchema()


def check_installed() -> None:
    """Raise Problem 501 where nothing can be extracted: not line by line."""
    extraction: Extraction = current_app.extensions["extraction"]
    try:
        extraction.check()
    except NotInstalled as reason:
        raise Problem(501, str(reason)) from None


def results(sent: bytes) -> Iterator[bytes]:
    """Take in the article of each line; empty lines are passed over, and a line that is refused stops none after it."""
    for number, line in enumerate(sent.splitlines(), 1):
        if line.strip():
            yield orjson.dumps(_result(number, line)) + b"\n"


def _result(number: int, line: bytes) -> dict[str, Any]:
    try:
        taken = _taken_in(line)
        told: dict[str, Any] = {
            "status": taken.status,
            "outcome": taken.outcome,
            "id": taken.id,
            **counts(taken),
            "problem": None,
        }
    except Exception as error:  # noqa: BLE001 - the lines after it are others
        problem = problem_of(error)
        none = {"outcome": None, "id": None, "events": 0, "quotes": 0}
        told = {"status": problem.status, **none, "problem": problem.body()}
    return {"line": number, **told}


def _taken_in(line: bytes) -> TakenIn:
    sent = submitted(loaded(_ARTICLE, line))
    until = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            return taken_in(sent)
        except Problem as problem:
            if problem.name != "busy" or time.monotonic() > until:
                raise
        time.sleep(PAUSE_SECONDS)
