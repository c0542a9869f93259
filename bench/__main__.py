"""Measure the service beside its ceiling and its peers: `make bench`, `make bench N=1000000 BENCH_ARGS="--engine postgresql"`."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

import click
import orjson

from bench.aims import Found, verdicts
from bench.exports import exported
from bench.gdelt_world import World
from bench.measuring import measured
from bench.report import (
    EXPORT_LEGEND,
    LEGEND,
    LOAD_LEGEND,
    exports_table,
    loadings_table,
    machine,
    raw,
    refusals,
    store_line,
    works_table,
)
from bench.servers import COMMANDS, all_serving, serving
from bench.stores import ENGINES, FOLDER, Filled, filled
from bench.works import SMALLER, Drawn, Work, works

# What may be left out: the service itself is what is measured.
PEERS = [name for name in COMMANDS if name != "dateline"]


def told(words: str) -> None:
    """Say what is being done."""
    click.echo(words, err=True)


@click.command()
@click.option("--events", default=200_000, envvar="N", show_default=True, show_envvar=True, help="How many are stored.")
@click.option(
    "--engine", type=click.Choice(ENGINES), default="sqlite", show_default=True, help="What they are stored in."
)
@click.option("--smaller", type=int, help="Also measure the lists of a store of so many events, in the same rounds.")
@click.option("--rounds", default=5, show_default=True, help="How often each work is measured on each server.")
@click.option("--seconds", default=1.2, show_default=True, help="How long a round lasts.")
@click.option("--json", "json_file", type=click.Path(path_type=Path), help="Write every round's figures to this file.")
@click.option("--folder", type=click.Path(path_type=Path), default=FOLDER, help="Where filled stores are kept.")
@click.option("--without", multiple=True, type=click.Choice(PEERS), help="Leave a server out; may be repeated.")
@click.option("--fill", "only_fill", is_flag=True, help="Fill the store, say what that took, and measure nothing else.")
def main(
    events: int,
    engine: str,
    smaller: int | None,
    rounds: int,
    seconds: float,
    json_file: Path | None,
    folder: Path,
    without: Sequence[str],
    only_fill: bool,
) -> None:
    """Load a synthetic file of GDELT's form, serve it and measure what a request costs."""
    if not Path("/proc/self/stat").exists():
        raise click.ClickException("CPU time is read from /proc, so this needs Linux.")
    with ExitStack() as stack:
        store = stack.enter_context(filled(World(events), engine, folder, told))
        beside = stack.enter_context(filled(World(smaller), engine, folder, told)) if smaller else None
        done: Sequence[Work] = []
        found = Found(engine, {}, {}, store.loadings)
        if not only_fill:
            done, found = _measured(store, beside, rounds, seconds, without)
        _say(done, found, store, beside)
    if json_file:
        json_file.write_bytes(orjson.dumps(raw(done, found), option=orjson.OPT_INDENT_2))


def _measured(
    store: Filled, beside: Filled | None, rounds: int, seconds: float, without: Sequence[str]
) -> tuple[Sequence[Work], Found]:
    with ExitStack() as stack:
        servers = stack.enter_context(all_serving(store.addresses, store.folder, without))
        # First, while the servers' memory is as it was when they started.
        exports = exported(servers, store.addresses.flat_file, rounds, told)
        if beside:
            servers[SMALLER] = stack.enter_context(serving("dateline", beside.addresses, beside.folder))
        told("drawing the requests")
        smaller = Drawn(beside.addresses.flat_file, beside.world.rows) if beside else None
        done = works(servers, Drawn(store.addresses.flat_file, store.world.rows), smaller)
        figures = measured(done, servers, rounds, seconds, told)
    by_work = {(each.work, each.server): each for each in figures}
    by_form = {(each.form, each.server): each for each in exports}
    return done, Found(store.engine, by_work, by_form, store.loadings)


def _say(done: Sequence[Work], found: Found, store: Filled, beside: Filled | None) -> None:
    about = machine() | {"store": store_line(store)} | ({"smaller": store_line(beside)} if beside else {})
    about["command"] = f"{shlex.join(['python', '-m', 'bench', *sys.argv[1:]])} (N={store.world.rows})"
    for name, value in about.items():
        click.echo(f"{name + ':':11}{value}")
    tables = [(loadings_table(found), LOAD_LEGEND)]
    if done:
        tables += [(works_table(done, found), LEGEND), (exports_table(found), EXPORT_LEGEND)]
    for table, legend in tables:
        click.echo(f"\n{table}\n\n{legend}")
    click.echo()
    for line in (*refusals(found), *verdicts(found)):
        click.echo(line)


if __name__ == "__main__":
    main()
