"""The command line: `dateline migrate`, `seed`, `load`, `extract`, `entities`, `datasets`, `keys`, `export`, `serve` …

Exit codes: 0 done; 1 could not be done, and one line says why and what to do; 2 the command was called wrongly; 3 loaded, but
for rows that were rejected.
"""

from __future__ import annotations

import os
import socket
import sys
from dataclasses import replace
from pathlib import Path

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from schemas.rendering import rendered
from seed.seeding import seed_store
from service import backups
from service.datasets_command import datasets
from service.entities_command import entities
from service.evaluate_command import evaluate
from service.export_command import export
from service.extract_command import extract
from service.keys_command import keys
from service.load_command import load
from service.metrics_folder import prepare_metrics
from service.outcomes import Failure, one_line, opened_store
from service.settings import Settings, settings_from, variable
from service.version import VERSION
from store.engine import Store
from store.migrate import migrate as migrate_store
from store.refresh import mark_everything_stale, refresh_stale, stale_count

OPENAPI_FILE = Path("openapi.yaml")


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(VERSION, prog_name="dateline")
def main() -> None:
    """Dateline: who did what to whom, when, where, who said so, and where the text says it.

    Settings are read from variables named DATELINE_...; docs/operations.md lists them.
    """


@main.command()
@click.option("--to", "revision", default="head", show_default=True, help="The revision; `base` removes all tables.")
@one_line
def migrate(revision: str) -> None:
    """Bring the store's tables to the shape of this version."""
    with opened_store(prepared=False) as store:
        _migrate(store, revision)


def _migrate(store: Store, revision: str = "head") -> None:
    before, after = migrate_store(store, revision)
    changed = f"The store's tables were migrated from {before or 'nothing'} to {after or 'nothing'}."
    click.echo("The store's tables are up to date." if before == after else changed)


@main.command()
@one_line
def seed() -> None:
    """Load the seed document; what is there already stays as it is."""
    with opened_store() as store:
        _seed(store)


def _seed(store: Store) -> None:
    report = seed_store(store)
    if report is None or not report.changed:
        click.echo("The seed is in place.")
    else:
        click.echo(f"Seeded: {report.created} records created, {report.updated} updated, {report.deleted} deleted.")


main.add_command(load)
main.add_command(entities)
main.add_command(datasets)
main.add_command(keys)
main.add_command(export)
main.add_command(extract)
main.add_command(evaluate)


@main.command()
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
            _migrate(store)
            _seed(store)
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


@main.command()
@one_line
def rebuild() -> None:
    """Render every served document again.

    Needed after a change of the schemas. Stopped half-way, it goes on from there.
    """
    with opened_store() as store:
        left = stale_count(store) or mark_everything_stale(store)
        with _progress() as progress:
            task = progress.add_task("Rendering", total=left)
            for done in refresh_stale(store, rendered):
                progress.advance(task, done)
    click.echo(f"Rendered {left} records.")


def _progress() -> Progress:
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    return Progress(*columns, console=console, disable=not console.is_terminal)


@main.command()
@click.argument("target", type=click.Path(path_type=Path))
@one_line
def backup(target: Path) -> None:
    """Write the whole store to the file TARGET.

    Others may go on reading and writing meanwhile: the file holds the store as it was at one moment.
    """
    with opened_store() as store:
        backups.backup(store, target)
    click.echo(f"Backed up to {target} ({target.stat().st_size:,} bytes).")


@main.command()
@click.argument("origin", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--replace", "replacing", is_flag=True, help="Put it in place of what the store holds.")
@one_line
def restore(origin: Path, replacing: bool) -> None:
    """Fill the store from the backup ORIGIN.

    That is a file which `dateline backup` wrote on the same engine. Stop the server before.
    """
    backups.restore(settings_from().database_url, origin, replacing)
    click.echo(f"Restored from {origin}.")


@main.command()
@click.option("--check", is_flag=True, help="Write nothing; fail where the file is out of step.")
@click.argument("target", type=click.Path(path_type=Path), default=OPENAPI_FILE)
@one_line
def openapi(check: bool, target: Path) -> None:
    """Write the OpenAPI document to TARGET."""
    from service.application import create_app
    from service.openapi import as_yaml

    document = as_yaml(create_app(Settings()).extensions["openapi"])
    if check:
        if not target.exists() or target.read_text(encoding="utf-8") != document:
            raise Failure(f"{target} is out of step with the code; run: dateline openapi")
        click.echo(f"{target} is in step.")
        return
    target.write_text(document, encoding="utf-8")
    click.echo(f"Wrote {target}.")


if __name__ == "__main__":
    sys.exit(main())
