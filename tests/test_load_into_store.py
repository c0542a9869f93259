"""`dateline load` as a process over a store: once however often, on after a kill, each reject once."""

from __future__ import annotations

import gzip
import json
import signal
import subprocess
import sys
import time
from contextlib import contextmanager

import pytest
from sqlalchemy import func, select

from seed.importers.format import Tabs
from seed.importers.gdelt_events import FORMAT as GDELT_EVENTS
from store.engine import open_store
from store.tables import Event, Load
from tests.servers import COMMAND, environment


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    """An empty working folder."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def entries(path):
    return [json.loads(one) for one in path.read_text(encoding="utf-8").splitlines()]


def gdelt_rows(count):
    columns = next(one.columns for one in GDELT_EVENTS.layouts if isinstance(one, Tabs) and len(one.columns) == 58)
    for number in range(count):
        cells = dict.fromkeys(columns, "") | {
            "GLOBALEVENTID": str(number + 1),
            "SQLDATE": "20140620",
            "MonthYear": "201406",
            "Year": "2014",
            "FractionDate": "2014.4658",
            "Actor1Code": "CAN",
            "Actor1Name": "CANADA",
            "Actor1CountryCode": "CAN",
            "IsRootEvent": "1",
            "EventCode": "042",
            "EventBaseCode": "042",
            "EventRootCode": "04",
            "QuadClass": "1",
            "GoldsteinScale": "1.9",
            "NumMentions": "2",
            "NumSources": "1",
            "NumArticles": "2",
            "AvgTone": "1.5",
            "Actor1Geo_Type": "0",
            "Actor2Geo_Type": "0",
            "ActionGeo_Type": "0",
            "DATEADDED": "20140621",
            "SOURCEURL": f"https://news.example/{number}",
        }
        yield "\t".join(cells[name] for name in columns) + "\n"


@contextmanager
def migrated(databases):
    """Give the URL of a store that holds nothing."""
    url = databases.new(databases.migrated)
    yield url
    databases.drop(url)


def run(url, *words) -> subprocess.CompletedProcess[str]:
    command = [*COMMAND, "load", *words]
    return subprocess.run(command, env=environment(database_url=url), capture_output=True, text=True, check=False)


def stored(url, *columns):
    store = open_store(url)
    with store.reader.connect() as connection:
        found = connection.execute(select(*columns)).all()
    store.close()
    return found


def test_events_are_stored_once_however_often_they_are_loaded(folder, databases):
    first, second, third = gdelt_rows(3)
    (folder / "a.csv.gz").write_bytes(gzip.compress((first + second.replace("042", "999") + third).encode()))
    with migrated(databases) as url:
        done = run(url, "a.csv.gz")
        assert (done.returncode, done.stderr) == (3, "")
        assert "3 rows read, 1 rejected" in done.stdout
        assert "Records: 2 created" in done.stdout
        assert [entry["line"] for entry in entries(folder / "a.csv.gz.rejects.ndjson")] == [2]
        assert "Records: 0 created, 0 updated, 2 unchanged" in run(url, "a.csv.gz").stdout
        assert sorted(stored(url, Event.origin_id)) == [("1",), ("3",)]


def test_mentions_of_events_that_are_not_in_the_store_say_what_to_load_first(folder, sqlite):
    mention = "{}\t20240804210000\t20240805101500\t1\texample.org\thttps://www.example.org/visit\t4" + "\t" * 9
    cells = mention.split("\t")
    cells[11], cells[13] = "70", "-2.5"
    (folder / "a.csv").write_text("".join("\t".join(cells).format(event) + "\n" for event in (1, 2, 3)))
    (folder / "b.csv").write_text("".join(gdelt_rows(1)))
    with migrated(sqlite) as url:
        lines = run(url, "gdelt-mentions", "a.csv").stdout.splitlines()
        assert "Rows rejected because their events are not in the store: 3; load those first." in lines
        run(url, "b.csv")
        lines = run(url, "gdelt-mentions", "a.csv").stdout.splitlines()
        assert "Rows rejected because their events are not in the store: 2; load those first." in lines


@pytest.mark.slow
def test_a_load_that_was_killed_goes_on_where_it_was(folder, sqlite):
    (folder / "a.csv").write_text("".join(gdelt_rows(3_000)))
    with migrated(sqlite) as url:
        process = subprocess.Popen([*COMMAND, "load", "a.csv"], env=environment(database_url=url))
        while process.poll() is None and not sum(rows for (rows,) in stored(url, Load.rows_read)):
            time.sleep(0.05)
        process.kill()
        process.wait()
        ((before,),) = stored(url, Load.rows_read)
        done = run(url, "a.csv")
        assert f"{before:,} rows passed over" in done.stdout
        assert f"{3_000 - before:,} rows read" in done.stdout
        assert stored(url, func.count(Event.id)) == [(3_000,)]
        assert stored(url, Load.rows_read) == [(3_000,)]


# Loads in batches of ten rows, and dies within the transaction of the fifth.
KILLED = """
import os, signal, sys
from seed import loading
from service.command import main

noted = []
note = loading._Load._note

def dying(load, writer):
    noted.append(load)
    if len(noted) == 5:
        os.kill(os.getpid(), signal.SIGKILL)
    note(load, writer)

loading.BATCH_ROWS, loading._Load._note = 10, dying
main(["load", *sys.argv[1:]])
"""


@pytest.mark.parametrize("words", [(), ("--rejects", "both.ndjson")])
def test_after_a_kill_no_row_stands_twice_among_the_rejects(folder, sqlite, words):
    rows = list(gdelt_rows(60))
    for name, part, bad in (("a", rows[:30], (2,)), ("b", rows[30:], (5, 15, 25))):
        lines = (row.replace("042", "999") if line in bad else row for line, row in enumerate(part, 1))
        (folder / f"{name}.csv").write_text("".join(lines))
    kept = {name: folder / (words[-1] if words else f"{name}.csv.rejects.ndjson") for name in "ab"}
    named = (*words, "a.csv", "./b.csv")
    with migrated(sqlite) as url:
        command = [sys.executable, "-c", KILLED, *named]
        killed = subprocess.run(command, env=environment(database_url=url), check=False)
        assert (killed.returncode, 15 in [entry["line"] for entry in entries(kept["b"])]) == (-signal.SIGKILL, True)
        assert run(url, *words, "a.csv", "b.csv").returncode == 3
    found = [(entry["file"][-5:], entry["line"]) for path in set(kept.values()) for entry in entries(path)]
    assert sorted(found) == [("a.csv", 2), ("b.csv", 5), ("b.csv", 15), ("b.csv", 25)]
