"""The ceiling: the least that Flask can do, an answer of so many constant bytes."""

from __future__ import annotations

from functools import cache

from flask import Flask, Response


def create_app(_database_url: str) -> Flask:
    """Make the application. `/48000` answers with that many bytes, `/0` with 304."""
    app = Flask("ceiling")

    @app.get("/<int:size>")
    def constant(size: int) -> Response:
        return Response(_body(size), content_type="application/json") if size else Response(status=304)

    return app


@cache
def _body(size: int) -> bytes:
    return b" " * size
