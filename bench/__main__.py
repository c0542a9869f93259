"""Measure the service beside its ceiling and beside the obvious way: `make bench`, `make bench N=1000000`."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path

import click
import orjson

from bench.filling import FOLDER, filled
from bench.measuring import measured
from bench.report import LEGEND, machine, raw, refusals, table, targets
from bench.servers import all_serving
from bench.works import drawn
from bench.world import SEED, World


@click.command()
@click.option("--events", default=200_000, envvar="N", show_default=True, show_envvar=True, help="How many are stored.")
@click.option("--rounds", default=5, show_default=True, help="How often each work is measured on each server.")
@click.option("--seconds", default=1.2, show_default=True, help="How long a round lasts.")
@click.option("--json", "json_file", type=click.Path(path_type=Path), help="Write every round's figures to this file.")
@click.option("--folder", type=click.Path(path_type=Path), default=FOLDER, help="Where filled stores are kept.")
def main(events: int, rounds: int, seconds: float, json_file: Path | None, folder: Path) -> None:
    """Fill a store with synthetic events, serve it and measure what a request costs."""
    if not Path("/proc/self/stat").exists():
        raise click.ClickException("CPU time is read from /proc, so this needs Linux.")
    world = World(events)
    store = filled(world, folder, lambda done: click.echo(f"filling: {done:,} of {events:,} events", err=True))
    with all_serving(store) as servers:
        works = drawn(world, servers["dateline"].port, SEED)
        figures = measured(
            works, servers, rounds, seconds, lambda done: click.echo(f"measuring: {done} of {rounds} rounds", err=True)
        )
    for name, value in machine().items():
        click.echo(f"{name + ':':11}{value}")
    click.echo(f"store:     SQLite, {events:,} events, {store.stat().st_size / 1e6:,.0f} MB, seed {SEED}")
    click.echo(f"command:   {shlex.join(['python', '-m', 'bench', *sys.argv[1:]])} (N={events})")
    click.echo(f"\n{table(works, figures)}\n")
    click.echo(f"{LEGEND}\n")
    for line in (*refusals(figures), *targets(works, figures)):
        click.echo(line)
    if json_file:
        json_file.write_bytes(orjson.dumps(raw(works, figures), option=orjson.OPT_INDENT_2))


if __name__ == "__main__":
    main()
