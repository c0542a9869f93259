"""The measuring measures what it says: the same world each time, the same answers from both servers, every row."""

from __future__ import annotations

import subprocess
import sys

import orjson
import pytest

from bench import obvious
from bench.filling import filled
from bench.servers import ROOT
from bench.works import Asked, list_path, obvious_path
from bench.world import FIRST_DAY, LAST_DAY, World
from service.application import create_app
from service.settings import Settings

EVENTS = 500
WORKS = (
    "item",
    "list of 100",
    "list of 100, actor by name",
    "page 1 of 100",
    "count, with 1 record",
    "months of one actor",
    "list of 100, 304",
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A folder with a filled store."""
    found = tmp_path_factory.mktemp("bench")
    filled(World(EVENTS), found, lambda _done: None)
    return found


@pytest.fixture(scope="module")
def url(folder):
    """The store's address."""
    return f"sqlite:///{filled(World(EVENTS), folder, lambda _done: None)}"


def run(module, folder, *arguments):
    command = [sys.executable, "-m", module, "--events", str(EVENTS), "--folder", str(folder), *arguments]
    return subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout


def test_the_same_seed_gives_the_same_world():
    assert list(World(EVENTS, 1).stories(100)) == list(World(EVENTS, 1).stories(100))
    assert World(EVENTS, 1).entities == World(EVENTS, 1).entities


def test_another_seed_gives_another_world():
    assert next(World(EVENTS, 1).stories(100)) != next(World(EVENTS, 2).stories(100))


def test_events_lie_in_ten_years_and_few_last_several_days():
    dates = [each.date for batch in World(10_000).stories(1_000) for each in batch.events]
    assert all(FIRST_DAY <= date.start <= LAST_DAY for date in dates)
    assert 200 < sum(date.end > date.start for date in dates) < 400


def test_the_first_actor_takes_part_about_twice_as_often_as_the_second():
    world = World(20_000)
    parts = [part.entity for batch in world.stories(1_000) for each in batch.events for part in each.actor1]
    first, second = (parts.count(actor) for actor in world.actors.things[:2])
    assert 1.7 < first / second < 2.3


def test_the_obvious_version_answers_with_the_same_documents(url):
    asked = Asked(World(EVENTS).actors.things[0], FIRST_DAY, LAST_DAY)
    ours = create_app(Settings(database_url=url)).test_client().get(list_path(asked))
    theirs = obvious.create_app(url).test_client().get(obvious_path(asked))
    assert len(orjson.loads(ours.data)["data"]) == 100
    assert orjson.loads(theirs.data)["data"] == orjson.loads(ours.data)["data"]


@pytest.mark.slow
def test_a_small_bench_prints_every_row(folder):
    json_file = folder / "figures.json"
    printed = run("bench", folder, "--rounds", "1", "--seconds", "0.1", "--json", str(json_file))
    rows = [line.split("  ")[0] for line in printed.splitlines()]
    assert all(rows.count(work) >= 2 for work in WORKS)
    assert sum(row.startswith(("met", "NOT MET")) for row in rows) == 3
    figures = orjson.loads(json_file.read_bytes())["figures"]
    assert {each["server"] for each in figures} == {"dateline", "ceiling", "obvious"}
    assert all(each["rounds"][0]["requests"] for each in figures)


@pytest.mark.slow
def test_a_short_soak_tells_of_memory_and_errors(folder):
    first, last = run("bench.soak", folder, "--minutes", "0.01").splitlines()
    assert first.split() == ["seconds", "requests", "errors", "resident", "MB"]
    assert last.split()[2] == "0"


@pytest.mark.slow
def test_the_layers_of_a_request_are_timed(folder):
    printed = run("bench.layers", folder, "--times", "3")
    assert "µs  SQL: SQLite" in printed
    assert "µs  join of bytes" in printed
