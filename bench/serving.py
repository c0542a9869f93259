"""Serve one of the applications that Dateline is compared with, under the gunicorn settings that Dateline ships.

`python -m bench.serving ceiling sqlite:///store.sqlite3 8001`
"""

from __future__ import annotations

import click
from flask import Flask, Response

from bench import ceiling, obvious_flask
from service.metrics_folder import prepare_metrics
from service.settings import Settings

NAMES = ("ceiling", "constant", "flask")


@click.command()
@click.argument("name", type=click.Choice(NAMES))
@click.argument("database_url")
@click.argument("port", type=int)
def main(name: str, database_url: str, port: int) -> None:
    """Serve the application NAME over DATABASE_URL at PORT."""
    settings = Settings(database_url=database_url, port=port)
    prepare_metrics(settings)
    # Only now: it imports prometheus-client, which looks for that folder.
    from service.server import Server  # noqa: PLC0415

    Server(_application(name, settings), settings).run()


def _application(name: str, settings: Settings) -> Flask:
    if name == "ceiling":
        return ceiling.create_app(settings.database_url)
    if name == "flask":
        return obvious_flask.create_app(settings.database_url)
    return _with_constant_route(settings)


def _with_constant_route(settings: Settings) -> Flask:
    """Make Dateline with one route more, `/constant`, which answers 304 and nothing else behind the same hooks."""
    from service import logs  # noqa: PLC0415
    from service.application import create_app  # noqa: PLC0415

    logs.configure(settings.log_format, settings.log_level)
    app = create_app(settings)
    app.add_url_rule("/constant", view_func=lambda: Response(status=304))
    return app


if __name__ == "__main__":
    main()
