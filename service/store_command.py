"""`dateline migrate`, `seed`, `rebuild`, `backup` and `restore`: the store's tables, what they hold, and copies of them."""

from __future__ import annotations

from pathlib import Path

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from schemas.rendering import rendered
from seed.seeding import seed_store
from service import backups
from service.opening import opened_store
from service.outcomes import one_line
from service.settings import settings_from
from store.engine import Store
from store.migrate import migrate as migrate_store
from store.refresh import mark_everything_stale, refresh_stale, stale_count


@click.command()
@click.option("--to", "revision", default="head", show_default=True, help="The revision; `base` removes all tables.")
@one_line
def migrate(revision: str) -> None:
    """Bring the store's tables to the shape of this version."""
    with opened_store(prepared=False) as store:
        migrated(store, revision)


def migrated(store: Store, revision: str = "head") -> None:
    """Migrate a store to a revision, and say what was done."""
    before, after = migrate_store(store, revision)
    changed = f"The store's tables were migrated from {before or 'nothing'} to {after or 'nothing'}."
    click.echo("The store's tables are up to date." if before == after else changed)


@click.command()
@one_line
def seed() -> None:
    """Load the seed document; what is there already stays as it is."""
    with opened_store() as store:
        seeded(store)


def seeded(store: Store) -> None:
    """Load the seed document into a store, and say what was done."""
    report = seed_store(store)
    if report is None or not report.changed:
        click.echo("The seed is in place.")
    else:
        click.echo(f"Seeded: {report.created} records created, {report.updated} updated, {report.deleted} deleted.")


@click.command()
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


@click.command()
@click.argument("target", type=click.Path(path_type=Path))
@one_line
def backup(target: Path) -> None:
    """Write the whole store to the file TARGET.

    Others may go on reading and writing meanwhile: the file holds the store as it was at one moment.
    """
    with opened_store() as store:
        backups.backup(store, target)
    click.echo(f"Backed up to {target} ({target.stat().st_size:,} bytes).")


@click.command()
@click.argument("origin", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--replace", "replacing", is_flag=True, help="Put it in place of what the store holds.")
@one_line
def restore(origin: Path, replacing: bool) -> None:
    """Fill the store from the backup ORIGIN.

    That is a file which `dateline backup` wrote on the same engine. Stop the server before.
    """
    backups.restore(settings_from().database_url, origin, replacing)
    click.echo(f"Restored from {origin}.")
