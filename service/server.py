"""gunicorn, with the settings that the service was measured under."""

from __future__ import annotations

import os
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication
from prometheus_client.multiprocess import mark_process_dead

from service.settings import Settings

# gunicorn's own maximum; `service.limits` answers for what is shorter.
MAX_REQUEST_LINE = 8190
KEEP_ALIVE_SECONDS = 15
GRACE_SECONDS = 30


class Server(BaseApplication):
    """gunicorn over our application, configured by our settings alone."""

    def __init__(self, app: Flask, settings: Settings) -> None:
        self._app = app
        self._settings = settings
        super().__init__()

    def load_config(self) -> None:
        """Tell gunicorn how to run."""
        for name, value in _options(self._settings).items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        """Give the application."""
        return self._app


def _options(settings: Settings) -> dict[str, Any]:
    return {
        "bind": [f"{settings.host}:{settings.port}"],
        "workers": settings.workers or os.cpu_count() or 1,
        "threads": settings.threads,
        "worker_class": "gthread",
        "keepalive": KEEP_ALIVE_SECONDS,
        "graceful_timeout": GRACE_SECONDS,
        "limit_request_line": MAX_REQUEST_LINE,
        "control_socket_disable": True,
        "preload_app": True,
        "accesslog": None,
        "loglevel": "warning",
        "proc_name": "dateline",
        "child_exit": _forget_worker,
        "worker_exit": _end_streams,
    }


def _forget_worker(_server: Any, worker: Any) -> None:
    mark_process_dead(worker.pid)  # type: ignore[no-untyped-call]


def _end_streams(_server: Any, worker: Any) -> None:
    """End in good order what the worker's own threads know nothing of: nobody waits for it."""
    worker.app.wsgi().extensions["streams"].close()
