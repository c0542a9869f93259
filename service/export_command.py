"""`dateline export`: every record of the store as lines that `dateline load records` reads."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import click

from seed.exporting import exported
from service.opening import opened_store
from service.outcomes import one_line
from service.reading import snapshot


@click.command()
@click.option("--all", "is_all", is_flag=True, help="Every record that there is.")
@click.option(
    "--output",
    "path",
    type=click.Path(dir_okay=False, path_type=Path),
    help="The file to write; it is there when it is complete. Else standard output.",
)
@one_line
def export(is_all: bool, path: Path | None) -> None:
    """Write the store's records as NDJSON, each after what it points at.

    `dateline load records FILE` makes the same store of it, on either engine, with the same ids and times. What is exported
    is of one moment. Loads and the change log are left out.
    """
    if not is_all:
        raise click.UsageError("Say --all; parts of a store come from the API's /export.")
    count = 0
    with opened_store() as store, snapshot(store) as connection, _opened(path) as target:
        for line in exported(connection):
            target.write(line)
            count += 1
    click.echo(f"Exported {count:,} lines.", err=True)


@contextmanager
def _opened(path: Path | None) -> Iterator[IO[bytes]]:
    if path is None:
        yield sys.stdout.buffer
        return
    part = path.with_name(f"{path.name}.part")
    try:
        with part.open("wb") as target:
            yield target
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
