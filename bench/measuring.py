"""Measure the works on the servers in rounds: each work on each server in turn, every round from another on."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from statistics import median, quantiles

from bench import client
from bench.servers import Server
from bench.works import Work

CONNECTIONS = 16


@dataclass(frozen=True, slots=True)
class Round:
    """One round of one work on one server.

    Latencies in milliseconds; CPU of the server, of its database and of the generator in microseconds a request.
    """

    requests: int
    refused: int
    per_second: float
    p50: float
    p99: float
    cpu: float
    database_cpu: float
    received_bytes: float
    generator_cpu: float
    load: float


@dataclass(frozen=True, slots=True)
class Figures:
    """All rounds of one work on one server."""

    work: str
    server: str
    rounds: list[Round]

    def middle(self, name: str) -> float:
        """Give the median over the rounds of one of their figures."""
        return float(median(getattr(each, name) for each in self.rounds))

    def spread(self, name: str) -> float:
        """Give how far the middle half of the rounds lies apart, as a share of the median."""
        values = [getattr(each, name) for each in self.rounds]
        if len(values) == 1:
            return 0.0
        low, _, high = quantiles(values, n=4, method="inclusive")
        return float(high - low) / self.middle(name)


def measured(
    works: Sequence[Work], servers: Mapping[str, Server], rounds: int, seconds: float, told: Callable[[str], None]
) -> list[Figures]:
    """Measure every work on every server that has it. `told` hears of each finished round."""
    found = {(work.name, server): Figures(work.name, server, []) for work in works for server in work.requests}
    pairs = [(work, server) for work in works for server in work.requests]
    # A process of its own, started afresh: the generator is not to share this one's lock or memory.
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as generator:
        measuring = _Measuring(generator, servers)
        for work, server in pairs:
            measuring.round(work, server, seconds / 4)
        for number in range(rounds):
            turn = number * len(pairs) // rounds
            for work, server in pairs[turn:] + pairs[:turn]:
                found[work.name, server].rounds.append(measuring.round(work, server, seconds))
            told(f"measuring requests: {number + 1} of {rounds} rounds")
    return list(found.values())


class _Measuring:
    """Runs rounds, each going on in the requests where the one before stopped, so that nothing is asked again soon."""

    def __init__(self, generator: Executor, servers: Mapping[str, Server]) -> None:
        self._generator = generator
        self._servers = servers
        self._asked: Counter[tuple[str, str]] = Counter()

    def round(self, work: Work, name: str, seconds: float) -> Round:
        server, requests = self._servers[name], work.requests[name]
        turn = self._asked[work.name, name] % len(requests)
        requests = [*requests[turn:], *requests[:turn]]
        before, before_database = server.cpu_seconds(), server.database_cpu_seconds()
        load = self._generator.submit(client.run, server.port, requests, work.status, CONNECTIONS, seconds).result()
        cpu, database = server.cpu_seconds() - before, server.database_cpu_seconds() - before_database
        self._asked[work.name, name] += len(load.latencies)
        return _summed(load, cpu, database)


def _summed(load: client.Load, cpu: float, database: float) -> Round:
    many = len(load.latencies)
    ranked = sorted(load.latencies)
    return Round(
        requests=many,
        refused=sum(load.refused.values()),
        per_second=many / load.seconds,
        p50=ranked[many // 2] * 1e3,
        p99=ranked[many * 99 // 100] * 1e3,
        cpu=cpu / many * 1e6,
        database_cpu=database / many * 1e6,
        received_bytes=load.received_bytes / many,
        generator_cpu=load.cpu_seconds / many * 1e6,
        load=os.getloadavg()[0],
    )
