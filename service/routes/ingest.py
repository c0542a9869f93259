"""Take articles in, replace them and take them away: for those who have a key for it."""

from __future__ import annotations

from flask import Response, stream_with_context
from marshmallow import Schema

from schemas.submissions import NewArticleSchema, NewArticlesSchema, SeveralTakenInSchema, TakenInSchema
from service.access import holder
from service.api import Room
from service.ingest.bodies import JSON, NDJSON, content_type, ingest_body, loaded
from service.ingest.once import once
from service.ingest.replacing import replaced, taken_away
from service.ingest.several import check_installed, of_lines, of_list
from service.ingest.taking_in import TakenIn, submitted, taken_in, whole_answer
from service.lists import Asked
from service.openapi import path_parameter
from store.identity import Kind
from store.keys import INGEST

room = Room("ingest", __name__, url_prefix="/v1", description="Take in articles")

_ARTICLE = NewArticleSchema()
IDEMPOTENCY = {
    "name": "Idempotency-Key",
    "in": "header",
    "description": "The same request with the same key is done once: sent again within a day it is answered as it was.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[!-~]+$"},
}
KNOWN = "The same of an article that was here before."


class NothingQuery(Schema):
    """Takes no parameters."""


@room.route("/articles", methods=["POST"])
@room.doc(
    operationId="take_in_article",
    requestBody={"required": True, "content": {JSON: {"schema": NewArticleSchema}}},
    parameters=[IDEMPOTENCY],
    responses={"200": {"description": KNOWN, "content": {JSON: {"schema": TakenInSchema}}}},
)
@room.arguments(NothingQuery, location="query")
@room.response(201, TakenInSchema, description="The article, new here, with everything that it says.")
def take_in(_asked: Asked) -> Response:
    """Take an article in.

    The article is read, what it says is stored, and all of that is answered. It is known again by its address, or by its
    text where it has none: sent as it is, nothing changes; sent with another text, what it no longer says is taken away.
    NDJSON is taken here as at `/v1/articles/bulk`.
    """
    asker = holder(INGEST)
    several = content_type(JSON, NDJSON) == NDJSON
    sent = ingest_body()
    return once(asker, sent, lambda: _several(sent, NDJSON) if several else _one(sent))


@room.route("/articles/bulk", methods=["POST"])
@room.doc(
    operationId="take_in_articles",
    requestBody={"required": True, "content": {JSON: {"schema": NewArticlesSchema}}},
    parameters=[IDEMPOTENCY],
)
@room.arguments(NothingQuery, location="query")
@room.response(200, SeveralTakenInSchema, description="What came of each.")
def take_in_several(_asked: Asked) -> Response:
    """Take several articles in.

    One after the other, each as if it had been sent alone; one that is refused stops none after it. Also as NDJSON
    (`application/x-ndjson`, one article a line), answered as NDJSON with a line for each as it comes, and with no other bound
    than the size of the body.
    """
    asker = holder(INGEST)
    form = content_type(JSON, NDJSON)
    sent = ingest_body()
    return once(asker, sent, lambda: _several(sent, form))


def _one(sent: bytes) -> Response:
    return _answer(taken_in(submitted(loaded(_ARTICLE, sent))))


def _several(sent: bytes, form: str) -> Response:
    check_installed()
    results = of_lines(sent) if form == NDJSON else of_list(sent)
    return _unkept(Response(stream_with_context(results), content_type=form))


@room.route("/articles/<named:article_id>", methods=["PUT"], parameters=[path_parameter(Kind.ARTICLE)])
@room.doc(
    operationId="replace_article",
    requestBody={"required": True, "content": {JSON: {"schema": NewArticleSchema}}},
)
@room.arguments(NothingQuery, location="query")
@room.response(200, TakenInSchema, description="The article as it is now, with everything that it says.")
def replace(_asked: Asked, article_id: str) -> Response:
    """Replace an article.

    The text is read anew and takes the place of the one before; what it no longer says is taken away. History keeps both.
    For articles that were sent, not for those of datasets that are loaded.
    """
    holder(INGEST)
    content_type(JSON)
    return _answer(replaced(article_id, loaded(_ARTICLE, ingest_body())))


@room.route("/articles/<named:article_id>", methods=["DELETE"], parameters=[path_parameter(Kind.ARTICLE)])
@room.doc(operationId="delete_article")
@room.arguments(NothingQuery, location="query")
@room.response(204, description="It is gone.")
def delete(_asked: Asked, article_id: str) -> Response:
    """Delete an article.

    With everything that it alone says. History keeps it. For articles that were sent, not for those of datasets that are
    loaded. Sent again, it is there again.
    """
    holder(INGEST)
    taken_away(article_id)
    answer = Response(status=204)
    del answer.headers["Content-Type"]
    return _unkept(answer)


def _answer(taken: TakenIn) -> Response:
    answer = Response(whole_answer(taken), taken.status, content_type=JSON)
    answer.headers["Location"] = f"/v1/articles/{taken.id}"
    return _unkept(answer)


def _unkept(answer: Response) -> Response:
    answer.headers["Cache-Control"] = "no-store"
    return answer
