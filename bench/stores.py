"""The stores that are measured: filled once for a size, an engine and the code that fills them, and kept for later runs."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from hashlib import blake2b
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path

import orjson

from bench import flat, postgres
from bench.client import HOST
from bench.gdelt_world import World
from bench.loading import Loading, loaded
from bench.servers import Addresses, serving
from store.engine import open_store
from store.migrate import migrate

FOLDER = Path(tempfile.gettempdir()) / "dateline-bench"
ENGINES = ("sqlite", "postgresql")
EMPTY, FULL = "into an empty store", "into the full one"
_ROOT = Path(__file__).parent.parent
# What decides what a store holds and what it takes to fill it.
_SHAPING = (
    *("bench/cast.py", "bench/gdelt_world.py", "bench/flat.py", "bench/postgres.py", "seed/**/*.py", "store/**/*.py"),
    *("schemas/codebook.py", "schemas/compiled.py", "schemas/flat.py", "schemas/rendering.py", "schemas/served/*.py"),
    "schemas/codebooks/**/*.csv",
)

Told = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Filled:
    """A store that can be measured: where it and the flat table are, and what it took to load it."""

    world: World
    engine: str
    folder: Path
    addresses: Addresses
    loadings: Mapping[str, Loading]

    @property
    def megabytes(self) -> float:
        """How much room the store takes, without the flat table of SQLite."""
        files = (file for file in self.folder.rglob("*") if file.is_file() and not file.name.startswith("flat."))
        return sum(file.stat().st_size for file in files) / 1e6


@contextmanager
def filled(world: World, engine: str, folder: Path, told: Told) -> Iterator[Filled]:
    """Open the store of a world; filled unless an earlier run left it. `told` hears what is being done.

    What is half filled has another name, so a run that was stopped leaves nothing that a later one would measure.
    """
    place = folder / f"{engine}-{world.rows}-{shape()}"
    if not place.exists():
        # A store of millions takes much room: of each size one is kept.
        for old in folder.glob(f"{engine}-{world.rows}-*"):
            shutil.rmtree(old)
        unfinished = place.with_name(f"{place.name}.filling")
        unfinished.mkdir(parents=True)
        with _running(engine, unfinished) as addresses:
            _fill(world, unfinished, addresses, told)
        unfinished.rename(place)
    with _running(engine, place) as addresses:
        loadings = orjson.loads((place / "loadings.json").read_bytes())
        yield Filled(world, engine, place, addresses, {name: Loading(**one) for name, one in loadings.items()})


def shape() -> str:
    """Hash the code that decides what a store holds: one that other code filled is not measured."""
    files = sorted(path for pattern in _SHAPING for path in _ROOT.glob(pattern))
    return blake2b(b"".join(path.read_bytes() for path in files), digest_size=4).hexdigest()


@contextmanager
def _running(engine: str, place: Path) -> Iterator[Addresses]:
    flat_file = place.resolve() / "flat.sqlite3"
    if engine == "sqlite":
        yield Addresses(f"sqlite:///{place.resolve()}/store.sqlite3", f"sqlite:///{flat_file}", flat_file)
        return
    with postgres.running(place.resolve() / "cluster") as (pid, urls):
        yield Addresses(urls["dateline"], urls["flat"], flat_file, pid)


def _fill(world: World, place: Path, addresses: Addresses, told: Told) -> None:
    rows, further = place / "rows.export.CSV", place / "further.export.CSV"
    world.write(rows, lambda done: told(f"writing: {done:,} of {world.rows:,} rows") if done % 100_000 == 0 else None)
    world.write_further(further)
    store = open_store(addresses.store)
    migrate(store)
    store.close()
    told(f"loading: {world.rows:,} rows")
    loadings = {EMPTY: loaded(addresses.store, rows), FULL: loaded(addresses.store, further)}
    rows.unlink()
    further.unlink()
    told("filling the flat table")
    with serving("dateline", addresses, place, DATELINE_EXPORT_ROWS="100000000") as server:
        flat.fill_sqlite(addresses.flat_file, _export(server.port))
    if addresses.database_pid:
        flat.fill_postgresql(addresses.flat, addresses.flat_file)
    (place / "loadings.json").write_bytes(orjson.dumps({name: asdict(one) for name, one in loadings.items()}))


def _export(port: int) -> HTTPResponse:
    connection = HTTPConnection(HOST, port, timeout=600)
    connection.request("GET", "/v1/events/export?format=csv&sort=date", headers={"Connection": "close"})
    return connection.getresponse()
