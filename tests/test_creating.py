"""New events and addresses are written out of memory: the same, to the byte, as what is made by reading them back."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any
from unittest.mock import patch

import pytest

from bench.gdelt_world import World
from schemas.rendering import rendered
from seed.knowledge import Knowledge
from seed.records import Actor, ArticleRecord, Dated, EventRecord, Evidence, Place
from store.curation import merge
from store.identity import Kind, public_id, record_id
from store.writing import writing
from tests.builders import article, entity, event, source
from tests.kept import document, whole
from tests.loads import (
    GDELT_2015,
    GDELT_2018,
    GRAPH_2017,
    MENTIONS_2017,
    UCDP,
    assert_sound,
    differences,
    exact_state,
    file_loaded,
    in_batches_of,
    made_again,
    rows_loaded,
    state,
)

REAL_FILES = (GDELT_2015, GDELT_2018, UCDP, GRAPH_2017)


def address(key, *, by=None, **more):
    """An article of which only the address is known."""
    given: dict[str, Any] = {
        "key": key,
        "dataset": "test",
        "source": by,
        "text": "",
        "title": None,
        "published": datetime(2024, 8, 5, tzinfo=UTC),
        "published_precision": "day",
        "published_basis": "origin",
        "url": f"https://{key}.example/",
        "stub": True,
    }
    return ArticleRecord(**given | more)


def reported(number, *, by=(), told=(), **more):
    """An event by its number, as a dataset names it: by whom, and in which articles."""
    given: dict[str, Any] = {
        "key": f"made-up/{number}",
        "dataset": "test",
        "origin_id": str(number),
        "date": Dated(date(2024, 8, 4), date(2024, 8, 4), "day", basis="origin"),
        "cameo": "190",
        "status": "asserted",
        "summary": f"Event {number}",
        "actor1": tuple(by),
        "evidence": tuple(Evidence(one, "event", None, "import") for one in told),
    }
    return EventRecord(**given | more)


def assert_made_alike(store):
    """Hold what is derived to the records, and to what is made of them anew."""
    assert_sound(store)
    before = exact_state(store)
    made_again(store)
    assert differences(before, exact_state(store)) == {}


# --- out of memory as out of the store --------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [7, 400, 5_000])
def test_a_made_up_world_is_written_as_it_would_be_read_back(store, tmp_path, monkeypatch, size):
    World(700).write(tmp_path / "rows.export.CSV")
    in_batches_of(monkeypatch, size)
    assert file_loaded(store, tmp_path / "rows.export.CSV").report.created == 700
    assert_made_alike(store)


@pytest.mark.slow
def test_real_files_are_written_as_they_would_be_read_back(sqlite_store, monkeypatch):
    _skip_without_real_files()
    in_batches_of(monkeypatch, 300)
    for path in (*REAL_FILES, MENTIONS_2017):
        file_loaded(sqlite_store, path)
    assert_made_alike(sqlite_store)


def test_all_that_an_event_may_have_is_written_as_it_would_be_read_back(store, monkeypatch):
    in_batches_of(monkeypatch, 2)
    by = Actor("Iran’s Guard", "IRNMIL", "IRN", "MIL")
    full = reported(
        1,
        by=[by, Actor("RUSSIA", "RUS", "RUS"), by],
        told=["one", "two", "one"],
        actor2=(Actor(None, "REBISL"),),
        attributed_to=("witness",),
        contexts=("military", "executive"),
        publishers=("Agency", "Zeitung"),
        place=Place("Tehran", "city", entity="tehran", country="IRN", admin1="IR26", latitude=35.7, longitude=51.4),
        date=Dated(date(2024, 8, 1), date(2024, 9, 3), "range", basis="origin", note="About.", known_day=None),
        fatalities_best=3,
        fatalities_low=0,
        tone=-2.345678901,
        mentions=7,
        origin=(("Odd", "“value”"),),
        flag="year-ago",
    )
    named = (entity("witness", kind="person"), entity("tehran", kind="place"))
    told = (source("Agency"), source("Zeitung"), address("one", by="Agency"), address("two", by="Zeitung"))
    rows_loaded(store, named, (*told, full), (reported(2, by=[by], told=["two"]),), (reported(3),), (reported(4),))
    assert [card["url"] for card in document(store, Kind.EVENT, "made-up/1")["articles"]] == [
        "https://one.example/",
        "https://two.example/",
    ]
    assert_made_alike(store)


def test_events_of_whole_articles_are_written_as_they_would_be_read_back(store, monkeypatch):
    in_batches_of(monkeypatch, 1)
    report = article("Iran warned Israel. Jordan called.", key="report", mentions=["Iran", "Israel"])
    told = event(actor1="Iran", actor2="Israel", key="warning", told_in=[(report, "Iran warned Israel")])
    called = event(actor1="Jordan", key="call", told_in=[(report, "Jordan called")])
    rows_loaded(store, (entity("Iran"), entity("Israel"), entity("Jordan")), (report, told), (called,))
    assert [card["id"] for card in whole(store, "report")["events"]]
    assert_made_alike(store)


def test_events_of_who_was_merged_away_are_written_as_they_would_be_read_back(store):
    rows_loaded(store, (entity("Iran"), entity("Persia"), entity("Israel")))
    with writing(store) as writer:
        merge(writer, record_id(Kind.ENTITY, "Persia"), record_id(Kind.ENTITY, "Iran"), rendered)
    rows_loaded(store, (event(actor1="Persia", actor2="Israel", key="warning"),))
    shown = document(store, Kind.EVENT, "warning")
    due = ["Iran", public_id(Kind.ENTITY, record_id(Kind.ENTITY, "Persia"))]
    assert [shown["actor1"][0][name] for name in ("name", "resolved_to")] == due
    assert shown["actor2"][0]["resolved_to"] is None
    assert_made_alike(store)


# --- what a load remembers --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [1, 100])
def test_whoever_gets_a_first_member_has_a_branch_from_then_on(store, monkeypatch, size):
    in_batches_of(monkeypatch, size)
    rows_loaded(
        store,
        (entity("Front"), event(actor1="Front", key="before")),
        (entity("Brigade", of=["Front"]), event(actor1="Brigade", key="raid")),
        (event(actor1="Front", key="after"),),
    )
    assert_made_alike(store)


@pytest.mark.parametrize("size", [1, 100])
def test_events_show_an_article_as_it_was_told_of_last(store, monkeypatch, size):
    in_batches_of(monkeypatch, size)
    first = address("page", title="First title", stub=False)
    rows_loaded(
        store,
        (first, reported(1, told=["page"])),
        (replace(first, title="Second title"),),
        (reported(2, told=["page"]),),
    )
    titles = [document(store, Kind.EVENT, f"made-up/{number}")["articles"][0]["title"] for number in (1, 2)]
    assert titles == ["Second title", "Second title"]
    assert_made_alike(store)


@pytest.mark.parametrize("size", [1, 100])
def test_events_show_an_entity_and_a_publisher_as_they_were_told_of_last(store, monkeypatch, size):
    in_batches_of(monkeypatch, size)
    rows_loaded(
        store,
        (source("Agency"), entity("Front"), event(actor1="Front", key="before", publishers=("Agency",))),
        (replace(source("Agency"), name="The Agency"), entity("Front", code="LBNREB", country="LBN")),
        (event(actor1="Front", key="after", publishers=("Agency",)),),
    )
    for key in ("before", "after"):
        shown = document(store, Kind.EVENT, key)
        assert (shown["actor1"][0]["code"], shown["publishers"][0]["name"]) == ("LBNREB", "The Agency")
    assert_made_alike(store)


@pytest.mark.parametrize("size", [1, 100])
@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_what_a_row_tells_of_goes_before_what_another_names_in_passing(store, monkeypatch, size, order):
    in_batches_of(monkeypatch, size)
    passing = address("page", by="agency.example")
    rows = (
        (source("agency.example", stub=True), passing, reported(1, told=["page"])),
        (
            replace(source("agency.example"), name="The Agency"),
            replace(passing, title="Its title", stub=False),
            reported(2, told=["page"]),
        ),
    )
    rows_loaded(store, *(rows[place] for place in order))
    shown = document(store, Kind.ARTICLE, "page")
    assert (shown["title"], shown["source"]["name"]) == ("Its title", "The Agency")
    assert_made_alike(store)


# --- the same in the end ----------------------------------------------------------------------------------------------


def test_a_file_is_the_same_in_batches_of_any_size(sqlite_store, tmp_path, monkeypatch, sqlite):
    World(250).write(tmp_path / "rows.export.CSV")
    file_loaded(sqlite_store, tmp_path / "rows.export.CSV")
    for size in (1, 13, 100):
        in_batches_of(monkeypatch, size)
        other = sqlite.opened(sqlite.new(sqlite.migrated))
        file_loaded(other, tmp_path / "rows.export.CSV")
        assert differences(state(sqlite_store), state(other)) == {}
        other.close()


@pytest.mark.parametrize("kept", [0, 40])
def test_a_load_that_has_to_ask_again_writes_the_same(sqlite_store, tmp_path, monkeypatch, sqlite, kept):
    World(500).write(tmp_path / "rows.export.CSV")
    file_loaded(sqlite_store, tmp_path / "rows.export.CSV")
    in_batches_of(monkeypatch, 20)
    monkeypatch.setattr("seed.knowledge.MAX_KEPT", kept)
    other = sqlite.opened(sqlite.new(sqlite.migrated))
    file_loaded(other, tmp_path / "rows.export.CSV")
    assert differences(state(sqlite_store), state(other)) == {}
    other.close()


@pytest.mark.slow
def test_real_files_are_the_same_in_batches_of_any_size(sqlite, monkeypatch):
    _skip_without_real_files()
    found = []
    for size, kept in ((5_000, 200_000), (41, 200_000), (150, 0)):
        in_batches_of(monkeypatch, size)
        monkeypatch.setattr("seed.knowledge.MAX_KEPT", kept)
        store = sqlite.opened(sqlite.new(sqlite.migrated))
        for path in REAL_FILES:
            file_loaded(store, path)
        found.append(state(store))
        store.close()
    for other in found[1:]:
        assert differences(found[0], other) == {}


def test_both_engines_hold_the_same_of_a_file(sqlite, postgresql, tmp_path):
    World(500).write(tmp_path / "rows.export.CSV")
    found = []
    for databases in (sqlite, postgresql):
        store = databases.opened(databases.new(databases.migrated))
        file_loaded(store, tmp_path / "rows.export.CSV")
        found.append(state(store) | {"text_part": []})
        store.close()
    assert differences(*found) == {}


def test_files_are_the_same_in_any_order(sqlite, tmp_path):
    world = World(600)
    world.write(tmp_path / "first.export.CSV")
    world.write_further(tmp_path / "second.export.CSV")
    found = []
    for names in (("first", "second"), ("second", "first")):
        store = sqlite.opened(sqlite.new(sqlite.migrated))
        for name in names:
            file_loaded(store, tmp_path / f"{name}.export.CSV")
        found.append(state(store))
        store.close()
    assert differences(*found) == {}


def test_what_a_load_remembers_is_bounded(store, tmp_path, monkeypatch):
    World(400).write(tmp_path / "rows.export.CSV")
    in_batches_of(monkeypatch, 20)
    monkeypatch.setattr("seed.knowledge.MAX_KEPT", 50)
    with patch.object(Knowledge, "forget", autospec=True, side_effect=Knowledge.forget) as forgotten:
        file_loaded(store, tmp_path / "rows.export.CSV")
    assert forgotten.call_count > 10


def _skip_without_real_files():
    for path in (*REAL_FILES, MENTIONS_2017):
        if not path.exists():
            pytest.skip(f"{path} is not there")
