"""The Flask application: settings in, everything joined."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from flask import Flask, Request, Response
from flask.sessions import NullSession, SessionInterface, SessionMixin
from flask_compress import Compress
from flask_cors.core import get_cors_options, set_cors_headers
from werkzeug.middleware.proxy_fix import ProxyFix

from service import limits, logs, metrics, openapi, problems
from service.access import LEFT_OUT
from service.api import DatelineApi, Named
from service.asking import Asking, current
from service.forms import MEDIA_TYPES
from service.headers import AlikeHeaders
from service.hot import Hot, kept
from service.ingest.extraction import Extraction
from service.reading import open_reading
from service.routes import aggregates, codebooks, curate, discovery, feeds, ingest, records, stream, summary
from service.routes.embeds import embeds
from service.routes.health import health
from service.routes.llms import llms
from service.routes.pages import pages
from service.settings import Settings
from service.streams import Streams
from service.version import VERSION

_EXPOSED = (
    "ETag",
    "Link",
    "RateLimit",
    "RateLimit-Policy",
    "Retry-After",
    "X-Request-ID",
    "Dateline-Cut",
    "Dateline-Epoch",
    LEFT_OUT,
    "WWW-Authenticate",
)


class _NoSessions(SessionInterface):
    """Nobody is remembered from one request to the next."""

    _nobody = NullSession()

    def open_session(self, app: Flask, request: Request) -> SessionMixin:
        """Give what refuses to be written."""
        return self._nobody


class Dateline(Flask):
    """Flask without what is looked for at every request and never there: coroutines and sessions."""

    request_class = Asking
    session_interface = _NoSessions()

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """Give the function: none of ours is a coroutine."""
        return func


def create_app(settings: Settings | None = None) -> Flask:
    """Make the application over the store that the settings name; nothing is connected before the first request."""
    settings = settings or Settings()
    app = Dateline("service", static_folder="static", template_folder="templates")
    _configure(app, settings)
    open_reading(app, settings)
    app.extensions["extraction"] = Extraction(settings)
    app.extensions["streams"] = Streams(lambda: app.extensions["store"], settings)
    # Flask runs what is registered last first: the log and the metrics see the answer as it leaves.
    metrics.register(app)
    logs.register(app)
    limits.register(app, settings)
    problems.register(app, settings.query_seconds)
    app.register_error_handler(records.Moved, records.moved)
    _extend(app, settings)
    _route(app, settings)
    return app


def _configure(app: Flask, settings: Settings) -> None:
    app.config.update(
        API_TITLE="Dateline",
        API_VERSION=VERSION,
        OPENAPI_VERSION="3.1.0",
        QUERY_SECONDS=settings.query_seconds,
        EXPORT_ROWS=settings.export_rows,
        INGEST_MEGABYTES=settings.ingest_megabytes,
        CACHE_CONTROL=f"public, max-age={settings.cache_seconds}" if settings.cache_seconds else "no-cache",
        COMPRESS_MIMETYPES=sorted({kind.partition(";")[0] for kind in MEDIA_TYPES.values()} | _TEXTS),
        COMPRESS_STREAMS=True,
        COMPRESS_ALGORITHM_STREAMING=["zstd", "br", "gzip", "deflate"],
        MAX_CONTENT_LENGTH=64 * 1024,
    )
    app.url_map.strict_slashes = False
    app.url_map.converters["named"] = Named
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]


_TEXTS = {
    "application/atom+xml",
    "application/feed+json",
    "application/problem+json",
    "text/html",
    "text/css",
    "text/javascript",
    "text/markdown",
    "text/plain",
}


def _extend(app: Flask, settings: Settings) -> None:
    app.extensions["hot"] = Hot(settings.hot_megabytes << 20)
    # What is kept depends on no origin: pages of another are let read after that.
    alike = _allow(app, settings.origins) if settings.origins else []
    app.config["COMPRESS_REGISTER"] = False
    compress = Compress(app)

    @app.after_request
    def compressed(answer: Response) -> Response:
        """Compress for who takes it; what says already on what it depends needs nothing for others."""
        if "HTTP_ACCEPT_ENCODING" not in current().environ and "Accept-Encoding" in answer.headers.get("Vary", ""):
            return kept(answer)
        if "Content-Encoding" in answer.headers:
            # It was compressed when it was kept; whether the client holds it already is asked at every request.
            answer.make_conditional(current())
            return answer
        return kept(compress.after_request(answer))

    app.wsgi_app = AlikeHeaders(app.wsgi_app, alike)  # type: ignore[method-assign]


def _allow(app: Flask, origins: Sequence[str]) -> list[tuple[str, str]]:
    """Let pages of these origins read; gives the headers for it that every answer bears."""
    allowed = get_cors_options(
        app,
        {
            "origins": origins,
            "methods": ["GET", "HEAD", "OPTIONS"],
            "expose_headers": list(_EXPOSED),
            # The star itself and not each page's own origin: a cache keeps one answer for all.
            "send_wildcard": True,
            "max_age": 86_400,
        },
    )
    anybody = "*" in origins

    @app.after_request
    def allow(answer: Response) -> Response:
        return answer if anybody and current().method != "OPTIONS" else set_cors_headers(answer, allowed)

    exposed = ("Access-Control-Expose-Headers", ", ".join(sorted(_EXPOSED)))
    return [("Access-Control-Allow-Origin", "*"), exposed] if anybody else []


def _route(app: Flask, settings: Settings) -> None:
    app.register_blueprint(health)
    app.register_blueprint(pages)
    app.register_blueprint(embeds)
    app.register_blueprint(llms)
    app.register_blueprint(feeds.short)
    api = DatelineApi(app, spec_kwargs=openapi.ABOUT)
    rooms = (summary.room, aggregates.room, codebooks.room, discovery.room, ingest.room, curate.room, stream.room)
    for room in (*records.rooms(settings.export_rows), *rooms, *feeds.ROOMS):
        api.register_blueprint(room)
    app.extensions["openapi"] = openapi.finished(api.spec.to_dict())
