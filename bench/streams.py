"""Measure what idle streams cost other requests: `python -m bench.streams`.

One server, as it is shipped but for how many streams a client may have. In turn it is asked with no stream open and with all of
them, for the same lists and items by the same connections; printed are the percentiles over all rounds of each.
"""

from __future__ import annotations

import socket
from collections import defaultdict
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from statistics import quantiles

import click

from bench.client import HOST, raw_request, run
from bench.gdelt_world import World
from bench.servers import Server, serving
from bench.spelling import our_page
from bench.stores import ENGINES, FOLDER, filled
from bench.works import Drawn

PATIENCE_SECONDS = 60


@click.command()
@click.option("--events", default=50_000, envvar="N", show_default=True, help="How many are stored.")
@click.option("--engine", type=click.Choice(ENGINES), default="sqlite", show_default=True)
@click.option("--streams", default=200, show_default=True, help="How many are open, or none, in turn.")
@click.option("--rounds", default=8, show_default=True, help="How often each is measured.")
@click.option("--seconds", default=2.0, show_default=True, help="How long each time.")
@click.option("--connections", default=4, show_default=True, help="How many ask at a time.")
@click.option("--folder", type=click.Path(path_type=Path), default=FOLDER, help="Where filled stores are kept.")
def main(events: int, engine: str, streams: int, rounds: int, seconds: float, connections: int, folder: Path) -> None:
    """Print p50 and p99 of a list and of an item, without streams and with them."""
    with ExitStack() as stack:
        store = stack.enter_context(filled(World(events), engine, folder, lambda words: click.echo(words, err=True)))
        variables = {"DATELINE_STREAMS": str(2 * streams), "DATELINE_STREAMS_EACH": str(2 * streams)}
        server = stack.enter_context(serving("dateline", store.addresses, store.folder, **variables))
        drawn = Drawn(store.addresses.flat_file, events)
        works = {
            "item": [raw_request(f"/v1/events/{one}") for one in drawn.ids],
            "list of 100": [raw_request(our_page(asked)) for asked in drawn.lists],
        }
        found: dict[tuple[str, int], list[float]] = defaultdict(list)
        for _ in range(rounds):
            for many in (0, streams):
                with _open(server, many):
                    for name, requests in works.items():
                        found[name, many] += run(server.port, requests, 200, connections, seconds).latencies
    _say(found)


def _say(found: dict[tuple[str, int], list[float]]) -> None:
    click.echo(f"{'work':14}{'streams':>8}{'requests':>10}{'p50 ms':>9}{'p99 ms':>9}")
    for (name, many), latencies in found.items():
        cuts = quantiles(latencies, n=100)
        click.echo(f"{name:14}{many:8}{len(latencies):10,}{cuts[49] * 1000:9.2f}{cuts[98] * 1000:9.2f}")


@contextmanager
def _open(server: Server, many: int) -> Iterator[None]:
    """Open so many streams, each about other events, until each has begun."""
    with ExitStack() as stack:
        for number in range(many):
            opened = stack.enter_context(socket.create_connection((HOST, server.port), PATIENCE_SECONDS))
            opened.sendall(raw_request(f"/v1/stream?mention_count__gte={number}"))
            head = opened.recv(4096)
            if b" 200 " not in head:
                raise click.ClickException(head.decode())
        yield


if __name__ == "__main__":
    main()
