"""`Idempotency-Key`: a request that is sent again is answered as it was, and not done again."""

from __future__ import annotations

import re
from collections.abc import Callable
from hashlib import sha256

from flask import Response, current_app

from service.asking import current
from service.problems import Problem
from store.answered import AnotherRequest, Given, InProgress, Once, begun, forget, note
from store.engine import Store
from store.writing import writing

HEADER = "Idempotency-Key"
REPLAYED = "Idempotency-Replayed"
RETRY_SECONDS = 5
_KEY = re.compile(r"[\x21-\x7e]{1,255}")


def once(asker: str, body: bytes, answer: Callable[[], Response]) -> Response:
    """Answer a request, or as it was answered before where it bears the same key. What is refused may be sent again."""
    key = current().headers.get(HEADER)
    if key is None:
        return answer()
    request = Once(asker, _checked(key), _hash(body))
    before = _begun(request)
    if before is not None:
        return _again(before)
    try:
        answered = answer()
        given = Given(answered.status_code, answered.content_type or "", answered.location, answered.get_data())
    except BaseException:
        with writing(_store()) as writer:
            forget(writer, request)
        raise
    with writing(_store()) as writer:
        note(writer, request, given)
    return answered


def _begun(request: Once) -> Given | None:
    try:
        with writing(_store()) as writer:
            return begun(writer, request)
    except InProgress:
        raise Problem(
            409,
            f"A request with this {HEADER} is being answered. Send it again in {RETRY_SECONDS} seconds.",
            headers={"Retry-After": str(RETRY_SECONDS)},
        ) from None
    except AnotherRequest:
        raise Problem(
            422,
            f"This {HEADER} was sent with another request. Every request has a key of its own.",
            name="key-reused",
            title="The key of idempotency was used for another request",
        ) from None


def _again(before: Given) -> Response:
    answer = Response(before.body, before.status, content_type=before.content_type)
    if before.location:
        answer.headers["Location"] = before.location
    answer.headers[REPLAYED] = "true"
    return answer


def _checked(key: str) -> str:
    if not _KEY.fullmatch(key):
        raise Problem(400, f"{HEADER} takes 1 to 255 visible characters of ASCII, without spaces.")
    return key


def _hash(body: bytes) -> str:
    asked = current()
    digest = sha256(f"{asked.method} {asked.path} {asked.mimetype}\n".encode())
    digest.update(body)
    return digest.hexdigest()


def _store() -> Store:
    store: Store = current_app.extensions["store"]
    return store
