"""Where a request's CPU time goes, layer by layer: `python -m bench.layers`.

The application runs in this process, without gunicorn; functions that stand for layers are timed, each without those
that it calls. The rest of a request as the table of `make bench` has it is gunicorn's and the kernel's.
"""

from __future__ import annotations

import os
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stderr
from datetime import date
from functools import partial, wraps
from importlib import import_module
from io import BytesIO
from pathlib import Path
from typing import Any

import click
from flask import Flask

from bench.gdelt_world import World
from bench.spelling import Asked, our_page
from bench.stores import FOLDER, filled
from bench.works import Drawn
from service import logs
from service.application import create_app
from service.settings import Settings

WARM_UP = 50
# What is timed: the words for it, then the module, the class if it is in one, and the name.
LAYERS = (
    ("parameters: webargs", "service.api", "StrictParser.parse"),
    ("parameters: make the schema", "service.api", "StrictParser._get_schema"),
    ("parameters: marshmallow load", "marshmallow.schema", "Schema.load"),
    ("ETag", "service.api", "etag"),
    ("state of the store", "service.api", "state"),
    ("question: filters to a shape", "service.lists", "question"),
    ("question: whom an actor means", "service.queries.actors", "scopes"),
    ("SQL: SQLite, with the rows", "store.prepared", "run"),
    ("SQL: SQLite, with the rows", "service.reading", "run"),
    ("SQL: values and columns", "service.queries.lists", "fetched"),
    ("SQL: values and columns", "service.queries.actors", "fetched"),
    ("SQL: SQLAlchemy", "sqlalchemy.engine.base", "Connection.execute"),
    ("connection of the thread", "service.reading", "connection"),
    ("page", "service.queries.lists", "page"),
    ("cursor", "service.queries.cursors", "cursor"),
    ("links", "service.lists", "own_path"),
    ("join of bytes", "service.lists", "_framed"),
    ("the answer's object", "service.lists", "json_answer"),
    ("whether it is kept already", "service.hot", "Hot.answer"),
    ("to keep it", "service.hot", "Hot.keep"),
    ("access", "service.api", "access"),
    ("access", "service.api", "told"),
)


class Clock:
    """Adds up the CPU time of this thread by layer; what runs within another layer counts for the inner one alone."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = defaultdict(float)
        self._inner: list[float] = []

    def timed(self, layer: str, function: Callable[..., Any]) -> Callable[..., Any]:
        """Give the function with its time added up."""

        @wraps(function)
        def run(*arguments: Any, **named: Any) -> Any:
            with self.running(layer):
                return function(*arguments, **named)

        return run

    @contextmanager
    def running(self, layer: str) -> Iterator[None]:
        """Add up what runs inside."""
        self._inner.append(0.0)
        began = time.thread_time()
        yield
        spent = time.thread_time() - began
        self.seconds[layer] += spent - self._inner.pop()
        if self._inner:
            self._inner[-1] += spent


def _wrap(clock: Clock, app: Flask) -> None:
    for layer, module, name in LAYERS:
        owner: Any = import_module(module)
        *classes, last = name.split(".")
        for each in classes:
            owner = getattr(owner, each)
        setattr(owner, last, clock.timed(layer, getattr(owner, last)))
    for when, hooks in (("before", app.before_request_funcs), ("after", app.after_request_funcs)):
        hooks[None] = [clock.timed(f"{when}: {each.__module__}.{each.__name__}", each) for each in hooks[None]]


def _environ(path: str) -> dict[str, Any]:
    path, _, query = path.partition("?")
    return {
        "REQUEST_METHOD": "GET",
        "SCRIPT_NAME": "",
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "8000",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": "127.0.0.1",
        "REMOTE_ADDR": "127.0.0.1",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": BytesIO(),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }


def _ask(app: Flask, path: str) -> None:
    answer = app.wsgi_app(_environ(path), lambda status, headers, *_: None)  # type: ignore[arg-type]
    b"".join(answer)
    answer.close()  # type: ignore[attr-defined]


def _seconds(app: Flask, path: str, times: int) -> float:
    began = time.thread_time()
    for _ in range(times):
        _ask(app, path)
    return time.thread_time() - began


def _timed(url: str, path: str, times: int) -> tuple[float, Clock]:
    """Give the microseconds of a request without any clock, and the clock that timed its layers."""
    # As when served, every request is logged; to where nobody reads.
    with Path(os.devnull).open("w", encoding="utf-8") as nowhere, redirect_stderr(nowhere):
        logs.configure("json", "info")
        # With no room for answers that are asked again: this asks one again and again.
        app = create_app(Settings(database_url=url, hot_megabytes=0))
        _seconds(app, path, WARM_UP)
        untimed = _seconds(app, path, times) / times * 1e6
        clock = Clock()
        _wrap(clock, app)
        with clock.running("Flask and the rest"):
            _seconds(app, path, times)
    return untimed, clock


@click.command()
@click.option("--events", default=200_000, envvar="N", show_default=True, show_envvar=True, help="How many are stored.")
@click.option("--times", default=500, show_default=True, help="How often the request is made.")
@click.option("--path", "path", help="The request; a list of 100 by actor and year where none is given.")
@click.option("--folder", type=click.Path(path_type=Path), default=FOLDER, help="Where filled stores are kept.")
def main(events: int, times: int, path: str | None, folder: Path) -> None:
    """Time the layers of one request."""
    with filled(World(events), "sqlite", folder, partial(click.echo, err=True)) as store:
        busiest = Drawn(store.addresses.flat_file, events).long_lists[0][0].actor
        path = path or our_page(Asked(busiest, None, date(2020, 1, 1), date(2020, 12, 31)))
        untimed, clock = _timed(store.addresses.store, path, times)
    spent = {layer: seconds / times * 1e6 for layer, seconds in clock.seconds.items()}
    click.echo(f"GET {path}\n{untimed:,.0f} µs of CPU; {sum(spent.values()):,.0f} µs with the clocks:\n")
    for layer, microseconds in sorted(spent.items(), key=lambda pair: -pair[1]):
        click.echo(f"{microseconds:8,.0f} µs  {layer}")


if __name__ == "__main__":
    main()
