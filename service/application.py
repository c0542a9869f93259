"""The Flask application: settings in, everything joined."""

from __future__ import annotations

from flask import Flask, Response
from flask_compress import Compress
from flask_cors import CORS
from werkzeug.middleware.proxy_fix import ProxyFix

from service import limits, logs, metrics, openapi, problems
from service.access import LEFT_OUT
from service.api import DatelineApi
from service.forms import MEDIA_TYPES
from service.reading import open_reading
from service.routes import aggregates, codebooks, discovery, records
from service.routes.health import health
from service.routes.pages import pages
from service.settings import Settings
from service.version import VERSION

# What no answer of the API needs, a browser is not to allow.
API_POLICY = "default-src 'none'; frame-ancestors 'none'"
_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
}
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


def create_app(settings: Settings | None = None) -> Flask:
    """Make the application over the store that the settings name; nothing is connected before the first request."""
    settings = settings or Settings()
    app = Flask("service", static_folder="static", template_folder="templates")
    _configure(app, settings)
    open_reading(app, settings)
    # Flask runs what is registered last first: the log and the metrics see the answer as it leaves.
    metrics.register(app)
    logs.register(app)
    limits.register(app, settings)
    problems.register(app, settings.query_seconds)
    app.after_request(_harden)
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
        CACHE_CONTROL=f"public, max-age={settings.cache_seconds}" if settings.cache_seconds else "no-cache",
        COMPRESS_MIMETYPES=sorted({kind.partition(";")[0] for kind in MEDIA_TYPES.values()} | _TEXTS),
        COMPRESS_STREAMS=True,
        COMPRESS_ALGORITHM_STREAMING=["zstd", "br", "gzip", "deflate"],
        MAX_CONTENT_LENGTH=64 * 1024,
    )
    app.url_map.strict_slashes = False
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]


_TEXTS = {"application/problem+json", "text/html", "text/css", "text/javascript", "text/plain"}


def _harden(answer: Response) -> Response:
    answer.headers.extend(_HEADERS)
    if "Content-Security-Policy" not in answer.headers:
        answer.headers["Content-Security-Policy"] = API_POLICY
    return answer


def _extend(app: Flask, settings: Settings) -> None:
    Compress(app)
    if settings.origins:
        CORS(
            app,
            origins=settings.origins,
            methods=["GET", "HEAD", "OPTIONS"],
            expose_headers=list(_EXPOSED),
            # The star itself and not each page's own origin: a cache keeps one answer for all.
            send_wildcard=True,
            max_age=86_400,
        )


def _route(app: Flask, settings: Settings) -> None:
    app.register_blueprint(health)
    app.register_blueprint(pages)
    api = DatelineApi(app, spec_kwargs=openapi.ABOUT)
    for room in (*records.rooms(settings.export_rows), aggregates.room, codebooks.room, discovery.room):
        api.register_blueprint(room)
    app.extensions["openapi"] = openapi.finished(api.spec.to_dict())
