"""Other processes that work on a store, to be waited for or killed.

They are forked from a server that has everything imported, so that one starts in a hundredth of a second.
"""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing.context import ForkServerProcess
from multiprocessing.synchronize import Event
from typing import Any

from seed.load import load
from store.engine import open_store
from tests.builders import event, loaded
from tests.engines import SEED_ORIGIN, seed_records

_CONTEXT = multiprocessing.get_context("forkserver")
_CONTEXT.set_forkserver_preload([__name__])
# Longer than any of them takes on a busy machine.
PATIENCE_SECONDS = 600
# Read before the server forks.
SEED = seed_records()


@contextmanager
def started(work: Callable[..., None], *given: Any) -> Iterator[ForkServerProcess]:
    """Run work in another process, from the moment that it is about to begin; leaving waits for its end."""
    ready = _CONTEXT.Event()
    process = _CONTEXT.Process(target=work, args=(ready, *given), daemon=True)
    process.start()
    try:
        assert ready.wait(PATIENCE_SECONDS)
        yield process
        process.join(PATIENCE_SECONDS)
    finally:
        process.kill()
        process.join()
        process.close()


def load_the_seed(ready: Event, url: str) -> None:
    """Load the seed document."""
    store = open_store(url)
    ready.set()
    load(store, SEED, SEED_ORIGIN)
    store.close()


def load_events(ready: Event, url: str, name: str, number: int) -> None:
    """Load that many events, each in a transaction of its own."""
    store = open_store(url)
    ready.set()
    for each in range(number):
        loaded(store, event(actor1=name, key=f"{name}/{each}"))
    store.close()
