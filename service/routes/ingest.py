"""Take articles in, replace them and take them away: for those who have a key for it."""

from __future__ import annotations

from flask import Response, stream_with_context
from marshmallow import Schema

from schemas.submissions import NewArticleSchema, TakenInSchema
from service.access import holder
from service.api import Room
from service.ingest.bodies import JSON, NDJSON, content_type, ingest_body, loaded
from service.ingest.once import once
from service.ingest.replacing import replaced, taken_away
from service.ingest.several import check_installed, results
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
LINES = "One article a line, each as it would be sent alone."
RESULTS = (
    "A line for each: `line`, `status` as the article alone would have been answered, `outcome`, `id`, how many `events` "
    "and `quotes`, and the `problem` where it was refused."
)
KNOWN = "The same of an article that was here before; a line for each where several were sent."


class NothingQuery(Schema):
    """Takes no parameters."""


@room.route("/articles", methods=["POST"])
@room.doc(
    operationId="take_in_article",
    requestBody={
        "required": True,
        "content": {JSON: {"schema": NewArticleSchema}, NDJSON: {"schema": {"type": "string", "description": LINES}}},
    },
    parameters=[IDEMPOTENCY],
    responses={
        "200": {
            "description": KNOWN,
            "content": {
                JSON: {"schema": TakenInSchema},
                NDJSON: {"schema": {"type": "string", "description": RESULTS}},
            },
        }
    },
)
@room.arguments(NothingQuery, location="query")
@room.response(201, TakenInSchema, description="The article, new here, with everything that it says.")
def take_in(_asked: Asked) -> Response:
    """Take articles in.

    The article is read, what it says is stored, and all of that is answered. It is known again by its address, or by its
    text where it has none: sent as it is, nothing changes; sent with another text, what it no longer says is taken away. As
    NDJSON, one article a line, the answer is a line of what came of each, as it comes.
    """
    asker = holder(INGEST)
    several = content_type(JSON, NDJSON) == NDJSON
    sent = ingest_body()
    return once(asker, sent, lambda: _several(sent) if several else _one(sent))


def _one(sent: bytes) -> Response:
    return _answer(taken_in(submitted(loaded(_ARTICLE, sent))))


def _several(sent: bytes) -> Response:
    check_installed()
    return _unkept(Response(stream_with_context(results(sent)), content_type=NDJSON))


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
    return _unkept(Response(status=204))


def _answer(taken: TakenIn) -> Response:
    answer = Response(whole_answer(taken), taken.status, content_type=JSON)
    answer.headers["Location"] = f"/v1/articles/{taken.id}"
    return _unkept(answer)


def _unkept(answer: Response) -> Response:
    answer.headers["Cache-Control"] = "no-store"
    return answer
