"""The measuring measures what it says: the same world each time, like the real one, the same answers from all servers."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections import Counter
from dataclasses import replace
from datetime import date
from pathlib import Path

import orjson
import pytest

from bench import aims
from bench.aims import Aim, Found
from bench.gdelt_world import FIRST_DAY, LAST_DAY, World
from bench.postgres import NoPostgres
from bench.servers import ROOT, all_serving
from bench.spelling import SPELLINGS, Asked
from bench.stores import EMPTY, FULL, filled
from bench.works import Asker, Drawn
from seed.importers.files import files_named
from seed.importers.gdelt_events import COLUMNS
from seed.importers.guess import format_of

ROWS = 500
REAL_FILES = ROOT.parent / "shared" / "data" / "gdelt"
PEERS = ("datasette", "fastapi", "flask")


def rows(world):
    return [dict(zip(COLUMNS, line.rstrip("\n").split("\t"), strict=True)) for line in world.lines()]


@pytest.fixture(scope="module")
def thousands():
    """The rows of a world of some size."""
    return rows(World(10_000))


@pytest.fixture(scope="module")
def folder():
    """A folder for filled stores; not pytest's own, which the user that PostgreSQL runs as may not enter."""
    with tempfile.TemporaryDirectory(prefix="dateline-test-bench-") as name:
        Path(name).chmod(0o755)
        yield Path(name)


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def store(request, folder):
    """A filled store, on both engines."""
    try:
        with filled(World(ROWS), request.param, folder, lambda words: None) as found:
            yield found
    except NoPostgres as reason:
        pytest.skip(str(reason))


@pytest.fixture(scope="module")
def askers(store):
    """Who asks each of the servers over the store."""
    with all_serving(store.addresses, store.folder) as servers:
        yield {name: Asker(server) for name, server in servers.items()}


@pytest.fixture(scope="module")
def drawn(store):
    """What is asked of the store."""
    return Drawn(store.addresses.flat_file, ROWS)


def answered(askers, name, sort, asked):
    return askers[name].answer(getattr(SPELLINGS[name], sort)(asked))[0]


def share(found, name):
    return sum(bool(row[name]) for row in found) / len(found)


def repeated(found, *names):
    """The share of rows that have these cells of an earlier one."""
    return 1 - len({tuple(row[name] for name in names) for row in found}) / len(found)


# --- the world ------------------------------------------------------------------------------------------------------


def test_the_same_seed_gives_the_same_file(tmp_path):
    for name in ("one", "other"):
        World(ROWS, 1).write(tmp_path / name)
    assert (tmp_path / "one").read_bytes() == (tmp_path / "other").read_bytes()


def test_another_seed_gives_another_file():
    assert list(World(ROWS, 1).lines()) != list(World(ROWS, 2).lines())


def test_it_is_told_for_a_file_of_gdelt(tmp_path):
    World(ROWS).write(tmp_path / "rows.CSV")
    with files_named([str(tmp_path / "rows.CSV")])[0].opened() as content:
        assert format_of(content).name == "gdelt-events"


def test_a_further_file_goes_on_where_the_first_ends():
    world = World(ROWS)
    further = [line.split("\t") for line in world.further_lines()]
    assert len(further) == 50
    assert int(further[0][0]) == int(rows(world)[-1]["GLOBALEVENTID"]) + 1


def test_rows_were_added_over_ten_years_in_their_order(thousands):
    added = [row["DATEADDED"] for row in thousands]
    assert added == sorted(added)
    assert (added[0][:6], added[-1][:6]) == (f"{FIRST_DAY:%Y%m}", f"{LAST_DAY:%Y%m}")


def test_the_first_actor_takes_part_about_twice_as_often_as_the_second():
    found = rows(World(50_000))
    parts = Counter(row["Actor1Name"] + row["Actor1Code"] for row in found if row["Actor1Name"])
    (_, first), (_, second), *_ = parts.most_common(2)
    assert 1.6 < first / second < 2.5


@pytest.mark.parametrize(
    ("share_of", "due"),
    [
        pytest.param(lambda found: share(found, "Actor2Code"), 0.71, id="have a second actor"),
        pytest.param(lambda found: share(found, "Actor1CountryCode"), 0.55, id="have a first actor of a country"),
        pytest.param(
            lambda found: repeated(found, "SQLDATE", "Actor1Code", "Actor2Code", "EventCode"),
            0.26,
            id="repeat day, actors and code",
        ),
        pytest.param(lambda found: repeated(found, "SOURCEURL", "EventRootCode"), 0.53, id="repeat article and root"),
        pytest.param(lambda found: repeated(found, "SOURCEURL"), 0.75, id="repeat the article"),
    ],
)
@pytest.mark.parametrize("of", ["made up", "real"])
def test_shares_are_those_of_real_files(thousands, of, share_of, due):
    found = thousands if of == "made up" else real_rows()
    assert share_of(found) == pytest.approx(due, abs=0.15 if due == 0.55 else 0.06)


def real_rows():
    files = sorted(REAL_FILES.glob("*.export.CSV"))
    if not files:
        pytest.skip(f"There are no real files in {REAL_FILES}.")
    lines = [line for file in files for line in file.read_text(encoding="utf-8").splitlines()]
    return [dict(zip(COLUMNS, line.split("\t"), strict=True)) for line in lines]


# --- the stores and the servers -------------------------------------------------------------------------------------


@pytest.mark.slow
def test_both_files_were_loaded_whole(store):
    assert {name: (one.rows, one.rejected) for name, one in store.loadings.items()} == {EMPTY: (500, 0), FULL: (50, 0)}


@pytest.mark.slow
def test_a_filled_store_is_not_filled_again(folder):
    with filled(World(ROWS), "sqlite", folder, lambda words: None) as first:
        pass
    with filled(World(ROWS), "sqlite", folder, pytest.fail) as again:
        assert again == replace(first, world=again.world)


@pytest.mark.slow
@pytest.mark.parametrize("peer", PEERS)
def test_a_peer_lists_the_same_events(askers, drawn, peer):
    for asked in drawn.lists[:10]:
        ours, theirs = (
            {row["id"] for row in SPELLINGS[name].records(answered(askers, name, "page", asked))}
            for name in ("dateline", peer)
        )
        assert theirs == ours


@pytest.mark.slow
@pytest.mark.parametrize("peer", PEERS)
def test_a_peer_counts_the_same(askers, drawn, peer):
    for asked in [*drawn.lists[:10], Asked(country="USA"), Asked(since=date(2020, 1, 1)), Asked()]:
        ours, theirs = (SPELLINGS[name].counted(answered(askers, name, "count", asked)) for name in ("dateline", peer))
        assert theirs == ours


@pytest.mark.slow
@pytest.mark.parametrize("peer", PEERS)
def test_a_peer_counts_the_same_in_each_month(askers, drawn, peer):
    for asked in [*(Asked(actor=actor) for actor in drawn.actors[:5]), Asked(country="USA"), Asked()]:
        ours, theirs = (
            SPELLINGS[name].by_month(answered(askers, name, "months", asked)) for name in ("dateline", peer)
        )
        assert theirs == ours
        assert ours


@pytest.mark.slow
def test_the_constant_route_and_the_ceiling_answer_as_the_works_expect(askers):
    with pytest.raises(LookupError, match="answered with 304"):
        askers["constant"].answer("/constant")
    with pytest.raises(LookupError, match="answered with 304"):
        askers["ceiling"].answer("/0")


# --- the report -----------------------------------------------------------------------------------------------------


def run(module, folder, *arguments):
    command = [sys.executable, "-m", module, "--events", str(ROWS), "--folder", str(folder), *arguments]
    return subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout


@pytest.mark.slow
def test_a_small_bench_prints_every_row(folder):
    json_file = folder / "figures.json"
    printed = run(
        "bench", folder, "--rounds", "1", "--seconds", "0.05", "--json", str(json_file), "--smaller", str(ROWS)
    )
    figures = orjson.loads(json_file.read_bytes())
    servers = {each["server"] for each in figures["figures"]}
    assert servers == {"dateline", "constant", "ceiling", "datasette", "fastapi", "flask", "smaller"}
    assert not any(each["refused"] for one in figures["figures"] for each in one["rounds"])
    verdicts = [line for line in printed.splitlines() if line.startswith(("met", "NOT MET"))]
    assert len(verdicts) == len(aims.aims("sqlite"))
    assert [each["rounds"][0]["rows"] for each in figures["exports"]] == [550, 550, 550, 550]


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


@pytest.mark.parametrize(
    ("sign", "measured", "verdict"),
    [
        ("≤", 2.0, "met      item: ≤ 2 ×: 2.00"),
        ("≤", 3.0, "NOT MET  item: ≤ 2 ×: 3.00, missed by 50%"),
        ("≥", 5_000.0, "met      item: ≥ 2 ×: 5,000"),
        ("≥", 1.0, "NOT MET  item: ≥ 2 ×: 1.00, missed by 100%"),
    ],
)
def test_an_aim_says_by_how_much_it_is_missed(sign, measured, verdict):
    assert Aim("item", sign, 2, "×", lambda found: measured).verdict(Found("sqlite", {}, {}, {})) == verdict


def test_an_aim_that_was_not_measured_says_nothing():
    assert list(aims.verdicts(Found("sqlite", {}, {}, {}))) == []
