"""The store that is measured: filled once for a size, by the loader that fills every store, and kept for later runs."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from hashlib import blake2b
from pathlib import Path

from bench.world import World
from seed.load import Origin, load
from store.engine import open_store
from store.migrate import migrate

FOLDER = Path(tempfile.gettempdir()) / "dateline-bench"
BATCH_EVENTS = 5_000
_ROOT = Path(__file__).parent.parent
# The code that decides what a store holds.
_SHAPING = ("bench/world.py", "schemas/rendering.py", "schemas/served/*.py", "seed/rows.py", "store/**/*.py")
_ORIGIN = Origin("synthetic", "0" * 64)


def filled(world: World, folder: Path, told: Callable[[int], None]) -> Path:
    """Give the file of a store that holds the world; made unless an earlier run left it. `told` hears of every batch.

    What is half filled has another name, so a run that was stopped leaves nothing that a later one would measure.
    """
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{world.events}-events-{_shape()}.sqlite3"
    if path.exists():
        return path
    unfinished = path.with_suffix(".filling")
    _remove(unfinished)
    _fill(unfinished, world, told)
    return unfinished.rename(path)


def _shape() -> str:
    """Hash the code that decides what a store holds: one that other code filled is not measured."""
    files = sorted(path for pattern in _SHAPING for path in _ROOT.glob(pattern))
    return blake2b(b"".join(path.read_bytes() for path in files), digest_size=4).hexdigest()


def _remove(path: Path) -> None:
    for each in (path, path.with_name(f"{path.name}-wal"), path.with_name(f"{path.name}-shm")):
        each.unlink(missing_ok=True)


def _fill(path: Path, world: World, told: Callable[[int], None]) -> None:
    store = open_store(f"sqlite:///{path}")
    migrate(store)
    load(store, world.ground(), _ORIGIN)
    done = 0
    for batch in world.stories(BATCH_EVENTS):
        load(store, batch, _ORIGIN)
        done += len(batch.events)
        told(done)
    # The last connection to close brings the write-ahead log into the file, which then can be renamed alone.
    store.close()
