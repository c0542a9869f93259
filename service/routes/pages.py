"""The pages: the explorer, the documentation and the OpenAPI document."""

from __future__ import annotations

import orjson
from flask import Blueprint, Response, current_app, render_template
from werkzeug.exceptions import NotFound

from service.api import json_answer
from service.asking import current
from service.problems import MEDIA_TYPE, of_http
from service.routes.embeds import discovery

pages = Blueprint("pages", __name__)

# Nothing from elsewhere, no inline script; Swagger UI sets style attributes and shows small images held in its style sheet.
PAGE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


# The explorer draws its pictures itself, and turns them into files by way of a blob.
EXPLORER_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
# The views of a question; web/route.js knows the same paths.
VIEWS = ("timeline", "map", "network", "events", "quotes")
RECORDS = ("events", "entities", "articles")


@pages.get("/")
@pages.get(f"/<any({', '.join(VIEWS)}):view>")
@pages.get(f"/<any({', '.join(RECORDS)}):folder>/<record>")
def explorer(**_where: str) -> Response:
    """Show the explorer; its script reads from the address what is to be seen."""
    return _page("explorer.html", EXPLORER_POLICY, oembed=discovery())


@pages.app_errorhandler(NotFound)
def nowhere(error: NotFound) -> Response:
    """Show who reads with a browser that nothing is here, and tell all others in the one shape."""
    offered = [MEDIA_TYPE, "application/json", "text/html"]
    is_page = not current().path.startswith("/v1/") and current().accept_mimetypes.best_match(offered) == "text/html"
    answer = _page("explorer.html", EXPLORER_POLICY) if is_page else of_http(error)
    answer.status_code = 404
    answer.vary.add("Accept")
    return answer


@pages.get("/docs")
def docs() -> Response:
    """Show the API with a form to try it."""
    return _page("docs.html", PAGE_POLICY)


def _page(template: str, policy: str, **shown: str) -> Response:
    answer = Response(render_template(template, **shown), content_type="text/html; charset=utf-8")
    answer.headers["Content-Security-Policy"] = policy
    return answer


@pages.get("/openapi.json")
def document() -> Response:
    """Give the OpenAPI document."""
    return json_answer(orjson.dumps(current_app.extensions["openapi"]))
