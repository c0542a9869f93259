"""Loading: all of a batch or nothing, the same again changes nothing, and what changes is made and logged once."""

from __future__ import annotations

import time
from contextlib import closing
from dataclasses import replace

import pytest
from sqlalchemy import select, update

from seed.load import load
from seed.records import Evidence
from seed.storing import Dangling, IdCollision, Report
from store.engine import open_store
from store.identity import Kind, record_id
from store.scopes import Scope
from store.tables import Entity, Load
from tests.builders import ORIGIN, article, batch, dataset, entity, event, loaded, quote, source, span
from tests.engines import SEED_ORIGIN, seed_records
from tests.kept import (
    bodies,
    changes,
    changes_of,
    content,
    derived,
    document,
    documents,
    found,
    revision,
    rows,
    stale,
    under,
    under_entity,
    whole,
)
from tests.processes import load_the_seed, started

REPORT = article("Iran warned Israel on Sunday. Jordan called Iran.", mentions=["Iran", "Israel"])
WARNING = event(actor1="Iran", actor2="Israel", cameo="130", key="warning", told_in=[(REPORT, "Iran warned Israel")])
CALL = event(actor1="Jordan", actor2="Iran", cameo="041", key="call", told_in=[(REPORT, "Jordan called Iran")])
STATEMENT = quote("Iran warned Israel on Sunday", REPORT, speaker="Jordan", key="statement", about_events=("warning",))


# --- what came of it --------------------------------------------------------------------------------------------------


def test_what_is_new_is_counted_as_created(store):
    assert loaded(store, entity("Iran"), entity("Israel")) == Report(created=2)


def test_what_is_the_same_is_counted_as_unchanged(store):
    loaded(store, entity("Iran"))
    assert loaded(store, entity("Iran"), entity("Israel")) == Report(created=1, unchanged=1)


def test_what_differs_is_counted_as_updated(store):
    loaded(store, entity("Iran"), entity("Israel"))
    assert loaded(store, entity("Iran", country="IRN"), entity("Israel")) == Report(updated=1, unchanged=1)


def test_what_an_article_no_longer_says_is_counted_as_deleted(store):
    loaded(store, REPORT, WARNING, CALL, STATEMENT)
    assert loaded(store, REPORT, WARNING) == Report(unchanged=2, deleted=2)


def test_the_run_is_entered_with_its_numbers(store):
    loaded(store, entity("Iran"))
    loaded(store, entity("Iran", country="IRN"), entity("Israel"))
    with store.reader.connect() as connection:
        runs = connection.execute(select(Load).order_by(Load.id)).all()
        numbers = [(run.file_name, run.records_created, run.records_updated) for run in runs]
    assert numbers == [("test.csv", 1, 0), ("test.csv", 1, 1)]


def test_every_change_names_the_run_that_made_it(store):
    loaded(store, REPORT, WARNING, CALL)
    loaded(store, REPORT, replace(WARNING, summary="Iran warns"))
    assert [(change.operation, change.load_id) for change in changes(store)][-2:] == [("deleted", 2), ("updated", 2)]


def test_a_batch_is_worked_off_in_pieces_that_an_engine_takes_as_parameters(store, seeded, monkeypatch):
    for module in ("seed.storing", "store.dependents", "store.refresh"):
        monkeypatch.setattr(f"{module}.BATCH_RECORDS", 7)
    load(store, seed_records(), SEED_ORIGIN)
    assert content(documents(store)) == content(documents(seeded))
    assert derived(store) == derived(seeded)


# --- twice ------------------------------------------------------------------------------------------------------------


def test_loading_the_seed_document_twice_changes_not_a_byte(seeded):
    before, at = rows(seeded), revision(seeded)
    assert not load(seeded, seed_records(), SEED_ORIGIN).changed
    assert rows(seeded) == before
    assert revision(seeded) == at


def test_the_same_records_are_the_same_documents_on_both_engines(sqlite, postgresql):
    with (
        closing(open_store(sqlite.new(sqlite.seeded))) as here,
        closing(open_store(postgresql.new(postgresql.seeded))) as there,
    ):
        assert content(documents(here)) == content(documents(there))
        assert derived(here)[0] == derived(there)[0]


def test_nothing_is_left_to_be_made_again(seeded):
    assert stale(seeded) == 0


# --- all or nothing ---------------------------------------------------------------------------------------------------


def test_a_record_with_the_id_of_another_stops_the_load_and_nothing_is_kept(store):
    loaded(store, entity("Iran"))
    with store.writer.begin() as connection:
        connection.execute(update(Entity).values(key="Persia"))
    before = rows(store)
    with pytest.raises(IdCollision, match="'Iran' has the id of 'Persia'"):
        loaded(store, entity("Israel"), entity("Iran", country="IRN"))
    assert rows(store) == before


def test_two_records_with_one_key_stop_the_load_and_nothing_is_kept(store):
    with pytest.raises(IdCollision, match="'Iran' stands twice"):
        loaded(store, entity("Israel"), entity("Iran"), entity("Iran", country="IRN"))
    assert documents(store) == {}


def test_a_record_given_twice_is_loaded_once(store):
    assert loaded(store, entity("Iran"), entity("Iran")) == Report(created=1)


@pytest.mark.parametrize(
    "dangling",
    [
        batch(dataset(), event(actor1="Nobody")),
        batch(dataset(), article("Nobody knows.", mentions=["Nobody"])),
        batch(article("No dataset.")),
        batch(dataset(), article("No publisher.", source="Nobody")),
        batch(dataset(), event(told_in=[(article("Never loaded."), "Never")])),
        batch(entity("Iran", of=["Nobody"])),
    ],
)
def test_a_record_that_names_an_unknown_one_stops_the_load_and_nothing_is_kept(store, dangling):
    with pytest.raises(Dangling, match="that is not there"):
        load(store, replace(dangling, sources=(source("ABC News"),)), ORIGIN)
    assert documents(store) == {}
    assert revision(store) == 0


def test_a_quote_in_an_unknown_article_stops_the_load_and_nothing_is_kept(store):
    with pytest.raises(Dangling, match="names an article"):
        loaded(store, quote("Never", article("Never loaded."), said=WARNING.date))
    assert documents(store) == {}


def test_a_naive_time_stops_the_load_and_nothing_is_kept(store):
    with pytest.raises(ValueError, match="has no time zone"):
        loaded(store, replace(REPORT, published=REPORT.published.replace(tzinfo=None)))
    assert documents(store) == {}


# --- what records name may be in the store already --------------------------------------------------------------------


def test_a_batch_may_hold_entities_alone(store):
    loaded(store, entity("Iran"))
    assert document(store, Kind.ENTITY, "Iran")["name"] == "Iran"


def test_an_event_finds_its_dataset_and_actors_in_the_store(store):
    load(store, batch(dataset(), entity("Iran"), entity("Israel")), ORIGIN)
    load(store, batch(replace(WARNING, evidence=())), ORIGIN)
    assert document(store, Kind.DATASET, "test")["counts"]["events"] == 1


def test_a_quote_has_the_day_in_utc_of_its_article_in_the_store(store):
    late = article("It will stop.", published=REPORT.published.fromisoformat("2024-08-05T23:30:00-04:00"))
    loaded(store, late)
    loaded(store, quote("It will stop", late, key="stop"))
    assert document(store, Kind.QUOTE, "stop")["date"]["start"] == "2024-08-06"


# --- updates ----------------------------------------------------------------------------------------------------------


def test_an_update_leaves_the_document_that_it_replaced(store):
    loaded(store, entity("Iran"))
    was = documents(store)[record_id(Kind.ENTITY, "Iran")][1]
    loaded(store, entity("Iran", country="IRN"))
    assert [change.replaced for change in changes(store)] == [None, was]


def test_an_update_keeps_the_time_of_creation(store):
    loaded(store, entity("Iran"))
    was = document(store, Kind.ENTITY, "Iran")
    time.sleep(1.1)
    loaded(store, entity("Iran", country="IRN"))
    now = document(store, Kind.ENTITY, "Iran")
    assert now["created_at"] == was["created_at"]
    assert now["updated_at"] > was["updated_at"]


def test_documents_that_show_a_changed_entity_are_made_again_without_changes_of_their_own(store):
    loaded(store, REPORT, WARNING, replace(STATEMENT, speaker="Iran"))
    loaded(store, entity("Islamic Republic of Iran", key="Iran"))
    assert document(store, Kind.EVENT, "warning")["actor1"][0]["name"] == "Islamic Republic of Iran"
    assert document(store, Kind.QUOTE, "statement")["speaker"]["name"] == "Islamic Republic of Iran"
    assert whole(store, REPORT.key)["mentions"][0]["entity"]["name"] == "Islamic Republic of Iran"
    assert changes_of(store, Kind.EVENT, "warning") == ["created"]
    assert found(store, "Islamic Republic") >= {record_id(Kind.EVENT, "warning")}


def test_an_event_moves_with_the_country_of_its_actor(store):
    loaded(store, WARNING, REPORT)
    loaded(store, entity("Iran", country="IRN"))
    assert under(store, Kind.EVENT, Scope.COUNTRY, "IRN") == {record_id(Kind.EVENT, "warning")}


def test_an_event_appears_in_the_branch_of_an_organization_that_its_actor_joins_later(store):
    loaded(store, entity("Ministry"), entity("Minister", of=["Ministry"]), event(actor1="Minister", key="visit"))
    loaded(store, entity("Iran"), entity("Ministry", of=["Iran"]))
    assert under(store, Kind.EVENT, Scope.BRANCH, record_id(Kind.ENTITY, "Iran")) == {record_id(Kind.EVENT, "visit")}


def test_an_actor_taken_out_of_an_event_no_longer_finds_it(store):
    loaded(store, REPORT, WARNING)
    loaded(store, REPORT, replace(WARNING, actor2=()))
    assert under_entity(store, Kind.EVENT, "Israel") == set()


def test_an_article_shows_a_renamed_publisher(store):
    loaded(store, source("ABC"), article("It rained.", source="ABC", key="rain"))
    loaded(store, source("ABC News", key="ABC"))
    assert document(store, Kind.ARTICLE, "rain")["source"]["name"] == "ABC News"


def test_a_record_shows_the_new_licence_of_its_dataset(store):
    loaded(store, REPORT, WARNING, STATEMENT)
    loaded(store, dataset(licence="CC-BY-4.0"))
    assert document(store, Kind.EVENT, "warning")["licence"] == "CC-BY-4.0"
    assert document(store, Kind.QUOTE, "statement")["licence"] == "CC-BY-4.0"
    assert document(store, Kind.ARTICLE, REPORT.key)["licence"] == "CC-BY-4.0"


def test_a_quote_shows_the_new_summary_of_an_event_that_it_is_about(store):
    loaded(store, REPORT, WARNING, STATEMENT)
    loaded(store, REPORT, replace(WARNING, summary="Iran warns Israel"), STATEMENT)
    assert document(store, Kind.QUOTE, "statement")["about"]["events"][0]["summary"] == "Iran warns Israel"


def test_an_article_no_longer_lists_an_event_that_is_told_elsewhere_now(store):
    other = article("Tehran warned Israel.")
    loaded(store, REPORT, other, WARNING)
    moved = Evidence(other.key, "event", span(other.text, "Tehran warned Israel"))
    loaded(store, REPORT, other, replace(WARNING, evidence=(moved,)))
    assert whole(store, REPORT.key)["events"] == []
    assert [told["summary"] for told in whole(store, other.key)["events"]] == [WARNING.summary]


def test_a_quote_without_a_date_follows_its_article_to_another_day(store):
    loaded(store, REPORT, WARNING, STATEMENT)
    loaded(store, replace(REPORT, published=REPORT.published.replace(day=9)), WARNING, STATEMENT)
    assert document(store, Kind.QUOTE, "statement")["date"]["start"] == "2024-08-09"


def test_a_new_entity_is_rendered_once_and_not_again_as_a_dependent(store):
    loaded(store, REPORT, WARNING, CALL, STATEMENT)
    assert revision(store) == 1


# --- what vanished ----------------------------------------------------------------------------------------------------


def test_an_event_that_vanished_leaves_a_deletion_with_its_document(store):
    loaded(store, REPORT, WARNING, CALL)
    was = documents(store)[record_id(Kind.EVENT, "call")][1]
    loaded(store, REPORT, WARNING)
    assert changes_of(store, Kind.EVENT, "call") == ["created", "deleted"]
    assert changes(store)[-1].replaced == was
    assert document(store, Kind.EVENT, "call") is None
    assert under_entity(store, Kind.EVENT, "Jordan") == set()


def test_an_article_no_longer_lists_the_event_that_vanished(store):
    loaded(store, REPORT, WARNING, CALL)
    loaded(store, REPORT, WARNING)
    assert [told["summary"] for told in whole(store, REPORT.key)["events"]] == [WARNING.summary]


def test_a_dataset_no_longer_counts_the_event_that_vanished(store):
    loaded(store, REPORT, WARNING, CALL)
    loaded(store, REPORT, WARNING)
    assert document(store, Kind.DATASET, "test")["counts"]["events"] == 1


def test_the_events_of_articles_that_are_not_loaded_again_stay(store):
    other = article("Egypt called Jordan.")
    loaded(store, other, event(actor1="Egypt", actor2="Jordan", told_in=[(other, "Egypt called Jordan")]))
    assert loaded(store, REPORT, WARNING).deleted == 0


def test_an_event_of_another_dataset_stays_when_its_article_is_loaded_again(store):
    loaded(store, REPORT, dataset("acled"), replace(WARNING, dataset="acled"))
    assert loaded(store, REPORT).deleted == 0


def test_an_event_that_vanished_and_came_back_is_created_again(store):
    loaded(store, REPORT, WARNING, CALL)
    loaded(store, REPORT, WARNING)
    loaded(store, REPORT, WARNING, CALL)
    assert changes_of(store, Kind.EVENT, "call") == ["created", "deleted", "created"]


# --- killed -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seconds", [0.02, 0.1, 0.18, 0.3])
def test_a_load_that_was_killed_is_completed_by_the_next(databases, store, seconds):
    """The load takes about a third of a second, so that the kills fall before, into and after its transaction."""
    with started(load_the_seed, store.url.render_as_string(hide_password=False)) as process:
        time.sleep(seconds)
        process.kill()
    half = content(documents(store))
    load(store, seed_records(), SEED_ORIGIN)
    with closing(open_store(databases.new(databases.seeded))) as clean:
        expected = content(documents(clean))
        assert content(documents(store)) == expected
        assert derived(store) == derived(clean)
    assert half in ({}, expected), "a load is there whole or not at all"


# --- evidence ---------------------------------------------------------------------------------------------------------


def test_every_piece_of_evidence_served_is_what_the_article_says_there(seeded):
    text = seed_records().articles[0].text
    pieces = [piece for event in bodies(seeded, Kind.EVENT) for piece in event["evidence"]]
    pieces += [piece for quote in bodies(seeded, Kind.QUOTE) for piece in (*quote["segments"], quote["cue"]) if piece]
    assert len(pieces) > 60
    assert [piece["text"] for piece in pieces] == [text[piece["start"] : piece["end"]] for piece in pieces]
