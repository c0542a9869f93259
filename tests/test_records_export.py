"""What `dateline export --all` writes makes the same store again, on whichever engine."""

from __future__ import annotations

import tracemalloc
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
from click.testing import CliRunner

from schemas.interchange import LINES
from schemas.rendering import rendered
from seed.exporting import exported
from seed.exporting_entities import in_order
from seed.importers.rows import Line
from seed.importing import Read
from seed.load import Origin
from seed.loading import load_reads
from seed.records import Actor, ArticleRecord, Dated, EventRecord, Evidence, Record, ReportRecord
from service.command import main
from service.reading import snapshot
from store import writing as writing_module
from store.bulk import insert_rows
from store.curation import delete, merge, split
from store.engine import Store
from store.identity import Kind, record_id
from store.refresh import refresh_stale
from store.tables import Article, Entity
from store.writing import writing
from tests.builders import article, dataset, entity, event, loaded, quote, source
from tests.kept import documents, rows
from tests.record_lines import exports, lines_of, load, written
from tests.servers import environment

LONG_AGO = datetime(2019, 3, 4, 5, 6, 7, tzinfo=UTC)
# How the store came to be as it is; the parts of texts are numbered in the order in which they came.
HISTORY = {"head", "load", "change", "text_part"}


@pytest.fixture
def other(request, databases, sqlite) -> Iterator[Store]:
    """An empty store on the other engine."""
    others = request.getfixturevalue("postgresql") if databases is sqlite else sqlite
    url = others.new(others.migrated)
    store = others.opened(url)
    yield store
    store.close()
    others.drop(url)


def held(store: Store) -> dict[str, list[tuple[Any, ...]]]:
    return {table: found for table, found in rows(store).items() if table not in HISTORY}


def imported(store: Store, *records: Record) -> None:
    """Load records as an importer gives them."""
    given = (Read(Line(number, "", {}, None), (record,), None) for number, record in enumerate(records, 1))
    faults: list[str] = []
    load_reads(
        store,
        given,
        Origin("made-up.csv", "1" * 64, "made-up"),
        dataset("made-up"),
        rejected=lambda line, fault: faults.append(fault),
        progress=lambda report: None,
    )
    assert faults == []


def finished(store: Store) -> None:
    for _ in refresh_stale(store, rendered):
        pass


def address(key: str) -> ArticleRecord:
    return ArticleRecord(key, "made-up", None, "", None, LONG_AGO, "instant", "origin", url=key, stub=True, named=())


def coded(key: str, actor1: Actor, actor2: Actor, *told_in: str, **more: Any) -> EventRecord:
    given: dict[str, Any] = {
        "date": Dated(date(2015, 10, 27), date(2015, 10, 27), "day", basis="origin"),
        "cameo": "0251",
        "status": "asserted",
        "summary": key,
        "actor1": (actor1,),
        "actor2": (actor2,),
        "evidence": tuple(Evidence(one, "event", None, "import", 0.3) for one in told_in),
        "origin_type": "ucdp_violence:1",
        "origin": (("zeta", "1"), ("alpha", "é 2")),
        "tone": -2.0,
    }
    return EventRecord(key, "made-up", key, **given | more)


@pytest.fixture
def filled(seeded, monkeypatch):
    """The seed document, and beside it whatever is odd about records, all of it stored long ago."""

    class Clock(datetime):
        @classmethod
        def now(cls, tz=None):
            return LONG_AGO

    with monkeypatch.context() as patch:
        patch.setattr(writing_module, "datetime", Clock)
        _fill(seeded)
        _fill_twins(seeded)
    return seeded


def _fill(store: Store) -> None:
    told = article("The junta said it would stop. It did.", source="Wire", authors=("A. Writer", "B. Writer"))
    loaded(
        store,
        source("Wire", domain="wire.example", country="FRA"),
        entity("Circle A", of=["Circle B"]),
        entity("Circle B", of=["Circle C"]),
        entity("Circle C", of=["Circle A"]),
        entity("Ministry", of=["Government"], code="XXXGOV", aliases=("The Ministry", "MoX")),
        entity("Government", of=["Land"]),
        entity("Land", kind="country", country="FRA", identifiers=(("x", "2"), ("x", "1"))),
        entity("Bureau", of=["Ministry"], stub=True),
        entity("First"),
        entity("Second"),
        entity("Third"),
        told,
        event(
            actor1="Ministry", actor2="First", told_in=[(told, "said it would stop")], key="one", contexts=("military",)
        ),
        event(actor1="Second", key="gone"),
        quote("it would stop", told, speaker="First", about_events=("one", "gone"), about_entities=("Second",)),
    )
    police = Actor("POLICE", "FRACOP", "FRA", "COP")
    imported(
        store,
        address("https://a.example/1"),
        address("https://a.example/2"),
        address("https://a.example/3"),
        coded("m/1", police, Actor(None, "USA"), "https://a.example/1"),
        coded("m/2", police, Actor("Rebels of X", identifiers=(("ucdp-actor", "9"),)), flag="year-ago"),
        ReportRecord("m/1", "https://a.example/2", 0.25),
        ReportRecord("m/1", "https://a.example/3", 1.0),
    )
    with writing(store) as writer:
        for away, into in (("First", "Second"), ("Second", "Third"), ("Bureau", "Ministry")):
            merge(writer, _id(away), _id(into), rendered)
        split(writer, _id("Bureau"), rendered)
        delete(writer, Kind.EVENT, record_id(Kind.EVENT, "gone"))
    finished(store)


def _fill_twins(store: Store) -> None:
    """Two of one name, that somebody says are not the same."""
    imported(store, coded("m/3", Actor("The Front", "REB"), Actor(None, "USA")))
    loaded(store, entity("The Front", key="front"))
    stub = next(line["entity"] for line in lines_of(store, "merge") if line["into"] == "front")
    with writing(store) as writer:
        split(writer, _id(stub), rendered)
    finished(store)


def _id(key: str) -> int:
    return record_id(Kind.ENTITY, key)


# An export makes the same store again


def test_an_export_makes_the_same_store_on_the_other_engine(filled, other):
    export = exports(filled)
    _report, reasons = load(other, export)
    assert reasons == []
    assert exports(other) == export
    assert documents(other) == documents(filled)
    before, after = held(filled), held(other)
    # What was said of an event that is gone has no key to be exported by.
    gone = record_id(Kind.EVENT, "gone")
    before["quote_event"] = [row for row in before["quote_event"] if gone not in row]
    for table, found in before.items():
        assert after[table] == found, table


def test_an_export_changes_nothing_when_it_is_loaded_twice_or_where_it_came_from(filled, other):
    export = exports(filled)
    load(other, export)
    for store in (other, filled):
        before = rows(store)["change"]
        report, reasons = load(store, export)
        assert (report.created, report.updated, report.deleted, reasons) == (0, 0, 0, [])
        assert rows(store)["change"] == before


def test_what_was_loaded_before_is_known_again_after_an_export(filled, other):
    load(other, exports(filled))
    before = rows(other)["change"]
    _load_again(other)
    assert rows(other)["change"] == before


def _load_again(store: Store) -> None:
    police = Actor("POLICE", "FRACOP", "FRA", "COP")
    imported(store, address("https://a.example/1"), coded("m/1", police, Actor(None, "USA"), "https://a.example/1"))


def test_records_come_after_what_they_point_at_and_by_id(filled):
    lines = lines_of(filled)
    kinds = list(dict.fromkeys(line["record"] for line in lines))
    assert kinds == [*LINES]
    seen: set[str | None] = set()
    for line in lines:
        if line["record"] == "entity":
            bonds = {bond.get("entity") for bond in line.get("affiliations", ())} - {None}
            assert bonds <= seen | {line["key"]}
            seen.add(line["key"])
    events = [record_id(Kind.EVENT, line["key"]) for line in lines if line["record"] == "event"]
    assert events == sorted(events)
    assert all(list(line) == sorted(line) for line in lines)


def test_an_entity_of_a_circle_is_written_again_when_the_others_are_there(filled):
    circle = [line for line in lines_of(filled, "entity") if line["key"].startswith("Circle")]
    least = min(circle, key=lambda line: _id(line["key"]))
    assert [line["key"] for line in (circle[0], circle[-1])] == [least["key"]] * 2
    assert ["affiliations" in line for line in circle] == [False, True, True, True]


def test_the_order_of_those_between_is_that_of_what_is_above():
    assert list(in_order({3: {9}, 2: {3}, 1: {2}})) == [(3, True), (2, True), (1, True)]
    assert list(in_order({1: {2}, 2: {1}, 3: {2, 3}})) == [(1, False), (2, True), (3, True), (1, True)]


def test_merges_are_written_before_those_of_what_stands_for_both(filled):
    assert [(line["entity"], line["into"]) for line in lines_of(filled, "merge")] == [
        ("First", "Second"),
        ("Second", "Third"),
    ]


def test_the_further_columns_of_a_dataset_keep_their_order(filled):
    [line] = [line for line in lines_of(filled, "event") if line["key"] == "m/2"]
    assert list(line["origin"]) == ["zeta", "alpha"]


def test_reports_that_came_since_are_added_to_an_event_that_is_there(filled, other):
    load(other, written(*[line for line in lines_of(filled) if line["record"] in ("dataset", "source", "entity")]))
    imported(other, address("https://a.example/1"), address("https://a.example/2"))
    _load_again(other)
    _report, reasons = load(other, exports(filled))
    assert reasons == []
    assert [line["article"] for line in lines_of(other, "report")] == ["https://a.example/2", "https://a.example/3"]


def test_a_line_that_was_altered_is_taken_as_it_is_now(filled, other):
    export = exports(filled)
    load(other, export)
    altered = export.replace(b'"version":"1"', b'"version":"2"')
    assert altered != export
    report, reasons = load(other, altered)
    assert reasons == []
    assert report.updated == export.count(b'"version":"1"')
    assert b'"version":"2"' in exports(other)


def test_an_export_takes_as_much_memory_as_a_page_of_it(sqlite_store):
    loaded(sqlite_store, dataset())
    with sqlite_store.writer.begin() as connection:
        insert_rows(connection, Entity, [_entity_row(number) for number in range(10_000)])
        insert_rows(connection, Article, [_article_row(number) for number in range(10_000)])
    tracemalloc.start()
    with snapshot(sqlite_store) as connection:
        exported_bytes = sum(map(len, exported(connection)))
    _, peak_bytes = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert exported_bytes > 20_000_000
    assert peak_bytes < 6_000_000


def _entity_row(number: int) -> dict[str, Any]:
    blank = dict.fromkeys(column.name for column in Entity.__table__.c)
    times = {"created_at": LONG_AGO, "updated_at": LONG_AGO}
    known = {
        "id": number,
        "key": f"e/{number}",
        "kind": "group",
        "name": f"E {number}",
        "stub": True,
        "fingerprint": 1,
        "note": "x" * 1_000,
    }
    return blank | times | known


def _article_row(number: int) -> dict[str, Any]:
    blank = dict.fromkeys(column.name for column in Article.__table__.c)
    times = {"created_at": LONG_AGO, "updated_at": LONG_AGO, "published_at": LONG_AGO}
    known = {"id": number, "key": f"a/{number}", "dataset_id": record_id(Kind.DATASET, "test"), "fingerprint": 1}
    said = {"title": "", "language": "en", "text": "", "text_sha256": "", "rights": "x" * 1_000}
    return blank | times | known | said | {"published_precision": "day", "published_basis": "origin"}


# The command


@pytest.fixture
def run(seeded_sqlite, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    url = seeded_sqlite.url.render_as_string(hide_password=False)
    return lambda *words: CliRunner(env=environment() | {"DATELINE_DATABASE_URL": url}).invoke(
        main, [*words], prog_name="dateline"
    )


def test_the_command_writes_a_file_that_load_takes(run, tmp_path, seeded_sqlite):
    done = run("export", "--all", "--output", "all.ndjson")
    assert (done.exit_code, done.stdout) == (0, ""), done.output
    content = (tmp_path / "all.ndjson").read_bytes()
    assert content == exports(seeded_sqlite)
    assert done.stderr == f"Exported {len(content.splitlines())} lines.\n"
    assert [path.name for path in tmp_path.iterdir()] == ["all.ndjson"]
    done = run("load", "all.ndjson")
    assert (done.exit_code, "as records" in done.stdout) == (0, True), done.output


def test_the_command_writes_to_standard_output(run, seeded_sqlite):
    assert run("export", "--all").stdout_bytes == exports(seeded_sqlite)


def test_the_command_says_what_it_cannot_do(run):
    assert run("export").exit_code == 2
    done = run("export", "--all", "--output", "nowhere/all.ndjson")
    assert (done.exit_code, done.stderr) == (1, "dateline: nowhere/all.ndjson.part: No such file or directory.\n")
