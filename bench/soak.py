"""Serve under a mixed load for long, and watch memory and errors: `make soak`, `make soak SOAK_ARGS="--minutes 60"`."""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import cycle
from pathlib import Path

import click

from bench import client
from bench.gdelt_world import World
from bench.measuring import CONNECTIONS
from bench.servers import Server, serving
from bench.stores import FOLDER, filled
from bench.works import Drawn, Work, works

ROUND_SECONDS = 1.0


@dataclass(slots=True)
class Soaked:
    """What came of it so far."""

    requests: int = 0
    errors: list[str] = field(default_factory=list)


@click.command()
@click.option("--minutes", default=10.0, show_default=True, help="How long.")
@click.option("--every", default=30.0, show_default=True, help="Seconds between two lines.")
@click.option("--events", default=20_000, envvar="N", show_default=True, show_envvar=True, help="How many are stored.")
@click.option("--folder", type=click.Path(path_type=Path), default=FOLDER, help="Where filled stores are kept.")
def main(minutes: float, every: float, events: int, folder: Path) -> None:
    """Load the server with requests of all kinds; exit 1 where one was answered with an error."""
    told = partial(click.echo, err=True)
    with (
        filled(World(events), "sqlite", folder, told) as store,
        serving("dateline", store.addresses, store.folder) as server,
    ):
        asked = works({"dateline": server}, Drawn(store.addresses.flat_file, events))
        soaked = _soak(server, asked, minutes * 60, every)
    for error in soaked.errors:
        click.echo(error, err=True)
    sys.exit(1 if soaked.errors else 0)


def _soak(server: Server, works: Sequence[Work], seconds: float, every: float) -> Soaked:
    soaked = Soaked()
    began = told = time.monotonic()
    click.echo(f"{'seconds':>8}  {'requests':>10}  {'errors':>6}  {'resident MB':>11}")
    for work in cycle(works):
        _round(server, work, soaked)
        now = time.monotonic()
        if now - told >= every or now - began >= seconds:
            told = now
            resident = server.resident_bytes() / 1e6
            click.echo(f"{now - began:8.0f}  {soaked.requests:10,}  {len(soaked.errors):6}  {resident:11.1f}")
        if now - began >= seconds:
            break
    return soaked


def _round(server: Server, work: Work, soaked: Soaked) -> None:
    try:
        load = client.run(server.port, work.requests[server.name], work.status, CONNECTIONS, ROUND_SECONDS)
    except (client.BadAnswer, OSError) as error:
        soaked.errors.append(f"{work.name}: {error}")
    else:
        soaked.requests += len(load.latencies)
        soaked.errors += [f"{work.name}: {status}, {many} times" for status, many in load.refused.items()]


if __name__ == "__main__":
    main()
