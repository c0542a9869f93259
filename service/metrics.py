"""Metrics for Prometheus, right across the server's processes."""

from __future__ import annotations

import os
from functools import lru_cache

from flask import Blueprint, Flask, Response, g
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    REGISTRY,
    CollectorRegistry,
    Counter,
    Histogram,
    generate_latest,
)
from prometheus_client.multiprocess import MultiProcessCollector

from service.asking import current
from service.metrics_folder import FOLDER_VARIABLE

REQUESTS = Counter("dateline_requests", "Requests answered.", ("method", "route", "status"))
SECONDS = Histogram(
    "dateline_request_seconds",
    "Time to answer, up to the first byte.",
    ("route",),
    buckets=(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5),
)

LABELS = 512

metrics = Blueprint("metrics", __name__)


@metrics.get("/metrics")
def exposition() -> Response:
    """Give the metrics of all processes."""
    registry = REGISTRY
    if os.environ.get(FOLDER_VARIABLE):
        registry = CollectorRegistry()
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    return Response(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)


def register(app: Flask) -> None:
    """Count every request by its route; what has no route is counted as one, so that nobody can make labels."""
    app.register_blueprint(metrics)

    @app.after_request
    def count(answer: Response) -> Response:
        asked = current()
        route = asked.url_rule.rule if asked.url_rule else "none"
        _requests(asked.method, route, answer.status_code).inc()
        _seconds(route).observe(g.watch())
        return answer


# To find what counts by its labels takes longer than to count.
@lru_cache(LABELS)
def _requests(method: str, route: str, status: int) -> Counter:
    return REQUESTS.labels(method, route, status)


@lru_cache(LABELS)
def _seconds(route: str) -> Histogram:
    return SECONDS.labels(route)
