"""`dateline serve`: the API over HTTP."""

from __future__ import annotations

import os
import socket
from dataclasses import replace

import click

from service.metrics_folder import prepare_metrics
from service.opening import opened_store
from service.outcomes import Failure, one_line
from service.settings import Settings, settings_from, variable
from service.store_command import migrated, seeded
from service.version import VERSION


@click.command()
@click.option("--host", help=f"The address to listen on ({variable('host')}).")
@click.option("--port", type=click.IntRange(0, 65535), help=f"The port to listen on ({variable('port')}).")
@click.option("--prepare", is_flag=True, help="Migrate and seed before.")
@one_line
def serve(host: str | None, port: int | None, prepare: bool) -> None:
    """Serve the API with gunicorn."""
    settings = settings_from()
    settings = replace(settings, host=host or settings.host, port=settings.port if port is None else port)
    _check_free(settings)
    with opened_store(prepared=not prepare) as store:
        if prepare:
            migrated(store)
            seeded(store)
    prepare_metrics(settings)
    # Only now: what follows imports prometheus-client, which looks for that folder.
    from service import logs
    from service.application import create_app
    from service.server import Server

    logs.configure(settings.log_format, settings.log_level)
    app = create_app(settings)
    _greet(settings)
    Server(app, settings).run()


def _check_free(settings: Settings) -> None:
    """Raise Failure where nobody can listen; gunicorn would try for five seconds and say so each time."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    try:
        socket.create_server((settings.host.strip("[]"), settings.port), family=family).close()
    except OSError as error:
        raise Failure(
            f"{settings.host}:{settings.port} cannot be listened on: {os.strerror(error.errno or 0)}. "
            f"{variable('host')} and {variable('port')} say where."
        ) from None


def _greet(settings: Settings) -> None:
    at = f"http://{settings.host}:{settings.port}"
    click.echo(f"Dateline {VERSION} at {at}")
    click.echo(f"Documentation: {at}/docs")
    click.echo(f"Try: curl '{at}/v1/events?actor=Hezbollah&date__gte=2024-08-01'")
