"""Serve one of the applications that Dateline is compared with, under the gunicorn settings that Dateline ships.

`python -m bench.serving ceiling sqlite:///store.sqlite3 8001`
"""

from __future__ import annotations

import click

from bench import ceiling, obvious
from service.metrics_folder import prepare_metrics
from service.settings import Settings

APPLICATIONS = {"ceiling": ceiling.create_app, "obvious": obvious.create_app}


@click.command()
@click.argument("name", type=click.Choice(list(APPLICATIONS)))
@click.argument("database_url")
@click.argument("port", type=int)
def main(name: str, database_url: str, port: int) -> None:
    """Serve the application NAME over DATABASE_URL at PORT."""
    settings = Settings(database_url=database_url, port=port)
    prepare_metrics(settings)
    # Only now: it imports prometheus-client, which looks for that folder.
    from service.server import Server  # noqa: PLC0415

    Server(APPLICATIONS[name](database_url), settings).run()


if __name__ == "__main__":
    main()
