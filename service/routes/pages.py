"""The documentation page and the OpenAPI document."""

from __future__ import annotations

import orjson
from flask import Blueprint, Response, current_app, redirect, render_template
from werkzeug.wrappers import Response as AnyResponse

from service.api import json_answer

pages = Blueprint("pages", __name__)

# Nothing from elsewhere, no inline script; Swagger UI sets style attributes and shows small images held in its style sheet.
PAGE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


@pages.get("/")
def home() -> AnyResponse:
    """Lead a browser to the documentation."""
    return redirect("/docs", 302)


@pages.get("/docs")
def docs() -> Response:
    """Show the API with a form to try it."""
    answer = Response(render_template("docs.html"), content_type="text/html; charset=utf-8")
    answer.headers["Content-Security-Policy"] = PAGE_POLICY
    return answer


@pages.get("/openapi.json")
def document() -> Response:
    """Give the OpenAPI document."""
    return json_answer(orjson.dumps(current_app.extensions["openapi"]))
