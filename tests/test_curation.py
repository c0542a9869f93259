"""Merging, splitting and deleting: one change on record, and every document that shows the record made again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import islice
from typing import Any

import pytest
from sqlalchemy import select

from schemas.rendering import rendered
from seed.load import load
from store import refresh
from store.curation import CannotDelete, CannotMerge, delete, merge, split
from store.engine import Store
from store.identity import Kind, public_id, record_id
from store.refresh import mark_everything_stale, refresh_stale
from store.scopes import Scope
from store.tables import Entity
from store.writing import Writer, writing
from tests.builders import article, entity, event, loaded, quote, source
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
    stale,
    under,
    under_entity,
    whole,
    without_update,
)

REPORT = article(
    "Persia warned Israel. Jordan called Iran.", key="report", mentions=["Persia", "Israel", "Jordan", "Iran"]
)
WARNING = event(
    actor1="Persia", actor2="Israel", cameo="130", key="warning", told_in=[(REPORT, "Persia warned Israel")]
)
CALL = event(actor1="Jordan", actor2="Iran", cameo="041", key="call", told_in=[(REPORT, "Jordan called Iran")])
STATEMENT = quote("warned Israel", REPORT, speaker="Persia", key="statement", about_events=("call",))


@pytest.fixture
def told(store):
    """A store in which Iran is told of under two names, each an entity of its own."""
    loaded(store, entity("Iran", country="IRN", code="IRN"), entity("Persia", aliases=("Persien",)))
    loaded(store, REPORT, WARNING, CALL, STATEMENT)
    return store


def entity_id(key: str) -> int:
    return record_id(Kind.ENTITY, key)


def event_id(key: str) -> int:
    return record_id(Kind.EVENT, key)


def curate(store: Store, work: Callable[[Writer], Any]) -> None:
    """Do something in a write transaction, and make again what it left stale."""
    with writing(store) as writer:
        work(writer)
    for _ in refresh_stale(store, rendered):
        pass


def merged(store: Store, away: str, into: str) -> None:
    curate(store, lambda writer: merge(writer, entity_id(away), entity_id(into), rendered))


def parted(store: Store, away: str) -> None:
    curate(store, lambda writer: split(writer, entity_id(away), rendered))


def deleted(store: Store, kind: Kind, key: str) -> None:
    curate(store, lambda writer: delete(writer, kind, record_id(kind, key)))


# --- merge ----------------------------------------------------------------------------------------------------------


def test_after_a_merge_every_document_names_the_other(told):
    merged(told, "Persia", "Iran")
    assert document(told, Kind.EVENT, "warning")["actor1"][0]["name"] == "Iran"
    assert document(told, Kind.QUOTE, "statement")["speaker"]["name"] == "Iran"
    assert {mention["entity"]["name"] for mention in whole(told, "report")["mentions"]} == {"Iran", "Israel", "Jordan"}
    assert f"'id': '{public_id(Kind.ENTITY, entity_id('Persia'))}'" not in str(documents(told))


def test_after_a_merge_every_document_tells_whom_it_was_first_resolved_to(told):
    assert _resolved(told) == {None}
    merged(told, "Persia", "Iran")
    assert _resolved(told) == {None, public_id(Kind.ENTITY, entity_id("Persia"))}
    assert document(told, Kind.EVENT, "call")["actor2"][0]["resolved_to"] is None
    parted(told, "Persia")
    assert _resolved(told) == {None}


def _resolved(store):
    """Gather whom the warning's actor, the statement's speaker and each mention were first resolved to, in one set."""
    mentions = [mention["entity"] for mention in whole(store, "report")["mentions"]]
    (actor,) = document(store, Kind.EVENT, "warning")["actor1"]
    return {one["resolved_to"] for one in (actor, document(store, Kind.QUOTE, "statement")["speaker"], *mentions)}


def test_after_a_merge_the_text_is_still_quoted_as_it_stands(told):
    merged(told, "Persia", "Iran")
    assert [mention["text"] for mention in whole(told, "report")["mentions"]] == ["Persia", "Israel", "Jordan", "Iran"]


def test_a_merge_takes_the_names_over(told):
    merged(told, "Persia", "Iran")
    assert document(told, Kind.ENTITY, "Iran")["aliases"] == ["Persia", "Persien"]
    assert found(told, "persien") == {entity_id("Iran")}


def test_what_was_merged_away_has_no_document(told):
    merged(told, "Persia", "Iran")
    assert document(told, Kind.ENTITY, "Persia") is None


def test_after_a_merge_the_events_are_found_under_the_other(told):
    merged(told, "Persia", "Iran")
    assert under_entity(told, Kind.EVENT, "Iran") == {event_id("warning"), event_id("call")}
    assert under_entity(told, Kind.QUOTE, "Iran") == {record_id(Kind.QUOTE, "statement")}
    assert under_entity(told, Kind.EVENT, "Persia") == set()


def test_after_a_merge_the_events_are_found_under_the_code_and_country_of_the_other(told):
    merged(told, "Persia", "Iran")
    assert under(told, Kind.EVENT, Scope.COUNTRY, "IRN") == {event_id("warning"), event_id("call")}
    assert under(told, Kind.EVENT, Scope.CODE, "IRN") == {event_id("warning"), event_id("call")}


def test_a_merge_is_one_change_of_each_entity_and_of_nothing_else(told):
    before = changes(told)
    was = {record: body for record, (_, body, _) in documents(told).items()}
    merged(told, "Persia", "Iran")
    logged = [(change.record_id, change.operation, change.into_id, change.replaced) for change in changes(told)]
    persia, iran = entity_id("Persia"), entity_id("Iran")
    assert logged[len(before) :] == [(persia, "merged", iran, was[persia]), (iran, "updated", None, was[iran])]


def test_members_of_what_was_merged_away_are_in_the_branch_of_the_other(told):
    loaded(told, entity("Guard", of=["Persia"]), event(actor1="Guard", key="drill"))
    merged(told, "Persia", "Iran")
    assert under(told, Kind.EVENT, Scope.BRANCH, entity_id("Iran")) == {
        event_id(key) for key in ("drill", "warning", "call")
    }
    assert document(told, Kind.ENTITY, "Guard")["affiliations"][0]["name"] == "Iran"


@pytest.mark.parametrize(
    ("away", "into", "fault"),
    [
        ("Iran", "Iran", "cannot be merged into itself"),
        ("Nobody", "Iran", "no such entity"),
        ("Iran", "Nobody", "no such entity"),
        ("Persia", "Israel", "was merged into another already"),
        ("Israel", "Persia", "was merged into another already"),
    ],
)
def test_a_merge_that_makes_no_sense_is_refused_and_changes_nothing(told, away, into, fault):
    merged(told, "Persia", "Iran")
    before, at = documents(told), revision(told)
    with pytest.raises(CannotMerge, match=fault):
        merged(told, away, into)
    assert documents(told) == before
    assert revision(told) == at


def test_merges_can_follow_one_another(told):
    merged(told, "Persia", "Iran")
    merged(told, "Iran", "Jordan")
    assert under_entity(told, Kind.EVENT, "Jordan") == {event_id("warning"), event_id("call")}
    assert sorted(document(told, Kind.ENTITY, "Jordan")["aliases"]) == ["Iran", "Persia", "Persien"]


def test_loading_again_after_a_merge_does_not_undo_it(told):
    merged(told, "Persia", "Iran")
    before = documents(told)
    assert not loaded(told, REPORT, WARNING, CALL, STATEMENT).changed
    assert documents(told) == before


def test_what_is_loaded_after_a_merge_names_the_other(told):
    merged(told, "Persia", "Iran")
    loaded(told, event(actor1="Persia", key="drill"))
    assert document(told, Kind.EVENT, "drill")["actor1"][0]["name"] == "Iran"
    assert under_entity(told, Kind.EVENT, "Iran") >= {event_id("drill")}


def test_an_update_of_what_was_merged_away_shows_in_the_other(told):
    merged(told, "Persia", "Iran")
    loaded(told, entity("Persia", aliases=("Persien", "Perse")))
    assert document(told, Kind.ENTITY, "Iran")["aliases"] == ["Persia", "Persien", "Perse"]
    assert document(told, Kind.ENTITY, "Persia") is None


# --- split ----------------------------------------------------------------------------------------------------------


def test_a_split_brings_every_document_back_except_for_the_time_of_the_update(told):
    before, index = without_update(documents(told)), derived(told)
    merged(told, "Persia", "Iran")
    parted(told, "Persia")
    assert without_update(documents(told)) == before
    assert derived(told) == index


def test_a_split_is_one_change_of_each_entity(told):
    merged(told, "Persia", "Iran")
    parted(told, "Persia")
    assert changes_of(told, Kind.ENTITY, "Persia") == ["created", "merged", "created"]
    assert changes_of(told, Kind.ENTITY, "Iran") == ["created", "updated", "updated"]
    assert changes_of(told, Kind.EVENT, "warning") == ["created"]


def test_a_split_gives_back_what_was_loaded_after_the_merge(told):
    merged(told, "Persia", "Iran")
    loaded(told, event(actor1="Persia", key="drill"))
    parted(told, "Persia")
    assert under_entity(told, Kind.EVENT, "Persia") == {event_id("warning"), event_id("drill")}


def test_a_split_in_the_middle_of_a_chain_takes_along_what_was_merged_before(told):
    merged(told, "Persia", "Iran")
    merged(told, "Iran", "Jordan")
    parted(told, "Iran")
    assert under_entity(told, Kind.EVENT, "Iran") == {event_id("warning"), event_id("call")}
    assert under_entity(told, Kind.EVENT, "Jordan") == {event_id("call")}
    assert document(told, Kind.ENTITY, "Jordan")["aliases"] == []
    assert document(told, Kind.ENTITY, "Iran")["aliases"] == ["Persia", "Persien"]


def test_a_split_at_the_end_of_a_chain_leaves_the_rest_merged(told):
    merged(told, "Persia", "Iran")
    merged(told, "Iran", "Jordan")
    parted(told, "Persia")
    assert under_entity(told, Kind.EVENT, "Persia") == {event_id("warning")}
    assert document(told, Kind.ENTITY, "Jordan")["aliases"] == ["Iran"]
    assert document(told, Kind.ENTITY, "Iran") is None


def test_a_chain_split_link_by_link_is_as_it_was(told):
    before, index = without_update(documents(told)), derived(told)
    merged(told, "Persia", "Iran")
    merged(told, "Iran", "Jordan")
    parted(told, "Iran")
    parted(told, "Persia")
    assert without_update(documents(told)) == before
    assert derived(told) == index


@pytest.mark.parametrize("entity", ["Iran", "Nobody"])
def test_what_was_not_merged_cannot_be_split(told, entity):
    with pytest.raises(CannotMerge, match="was not merged"):
        parted(told, entity)


def test_a_merge_of_the_seed_document_can_be_undone(seeded):
    before, index = without_update(documents(seeded)), derived(seeded)
    with seeded.reader.connect() as connection:
        others = select(Entity.id).where(Entity.kind != "country").order_by(Entity.id)
        one, two, three, *_ = connection.execute(others).scalars()
    curate(seeded, lambda writer: merge(writer, one, two, rendered))
    curate(seeded, lambda writer: merge(writer, two, three, rendered))
    curate(seeded, lambda writer: split(writer, two, rendered))
    curate(seeded, lambda writer: split(writer, one, rendered))
    assert without_update(documents(seeded)) == before
    assert derived(seeded) == index


# --- delete ---------------------------------------------------------------------------------------------------------


def test_a_deleted_event_is_gone_from_every_document(told):
    was = documents(told)[event_id("call")][1]
    deleted(told, Kind.EVENT, "call")
    assert document(told, Kind.EVENT, "call") is None
    assert public_id(Kind.EVENT, event_id("call")) not in str(documents(told))
    assert under_entity(told, Kind.EVENT, "Jordan") == set()
    assert found(told, "Jordan 041") == set()
    assert (changes(told)[-1].operation, changes(told)[-1].replaced) == ("deleted", was)


def test_a_dataset_no_longer_counts_what_was_deleted(told):
    deleted(told, Kind.EVENT, "call")
    deleted(told, Kind.QUOTE, "statement")
    assert document(told, Kind.DATASET, "test")["counts"] == {"events": 1, "articles": 1, "quotes": 0}
    deleted(told, Kind.ARTICLE, "report")
    assert document(told, Kind.DATASET, "test")["counts"] == {"events": 0, "articles": 0, "quotes": 0}


def test_a_deleted_quote_is_gone_from_its_article(told):
    deleted(told, Kind.QUOTE, "statement")
    assert document(told, Kind.QUOTE, "statement") is None
    assert whole(told, "report")["quotes"] == []
    assert changes_of(told, Kind.QUOTE, "statement") == ["created", "deleted"]


def test_a_deleted_article_takes_along_what_only_it_reports(told):
    deleted(told, Kind.ARTICLE, "report")
    assert {body["name"] for body in bodies(told, Kind.ENTITY)} == {"Iran", "Persia", "Israel", "Jordan"}
    assert [kind for kind, _, _ in documents(told).values() if kind not in ("entity", "dataset")] == []
    assert changes_of(told, Kind.EVENT, "warning") == ["created", "deleted"]
    assert changes_of(told, Kind.QUOTE, "statement") == ["created", "deleted"]
    assert stale(told) == 0


def test_an_event_of_both_entities_names_the_one_that_stands_for_them_once(told):
    loaded(told, event(actor1=("Persia", "Iran"), actor2="Israel", key="threat"))
    merged(told, "Persia", "Iran")
    assert [actor["name"] for actor in document(told, Kind.EVENT, "threat")["actor1"]] == ["Iran"]


def test_an_event_that_another_article_reports_outlives_its_article_without_its_evidence(told):
    other = article("In Amman, Jordan called Iran.", key="other")
    both = replace(CALL, evidence=CALL.evidence + event(told_in=[(other, "Jordan called Iran")]).evidence)
    loaded(told, REPORT, other, WARNING, both, STATEMENT)
    deleted(told, Kind.ARTICLE, "report")
    kept = document(told, Kind.EVENT, "call")
    assert [piece["sentence"] for piece in kept["evidence"]] == ["In Amman, Jordan called Iran."]
    assert [card["title"] for card in kept["articles"]] == ["In Amman, Jordan called Iran"]


def test_an_event_that_a_publisher_reports_too_outlives_its_article(told):
    loaded(told, source("Wire"), replace(WARNING, publishers=("Wire",)))
    deleted(told, Kind.ARTICLE, "report")
    kept = document(told, Kind.EVENT, "warning")
    assert (kept["articles"], [one["name"] for one in kept["publishers"]]) == ([], ["Wire"])
    assert document(told, Kind.EVENT, "call") is None


def test_an_event_without_evidence_outlives_every_article(told):
    loaded(told, event(actor1="Jordan", key="drill"))
    deleted(told, Kind.ARTICLE, "report")
    assert document(told, Kind.EVENT, "drill") is not None


def test_an_entity_that_nothing_names_can_be_deleted(told):
    loaded(told, entity("Egypt", of=["Jordan"], identifiers=(("wikidata", "Q79"),)))
    deleted(told, Kind.ENTITY, "Egypt")
    assert document(told, Kind.ENTITY, "Egypt") is None
    assert changes_of(told, Kind.ENTITY, "Egypt") == ["created", "deleted"]
    assert found(told, "egypt") == set()


@pytest.mark.parametrize("named", ["Iran", "Persia", "Israel"])
def test_an_entity_that_others_name_cannot_be_deleted(told, named):
    before = documents(told)
    with pytest.raises(CannotDelete, match="still named"):
        deleted(told, Kind.ENTITY, named)
    assert documents(told) == before


def test_an_entity_that_has_members_cannot_be_deleted(store):
    loaded(store, entity("Guard", of=["Iran"]))
    with pytest.raises(CannotDelete, match="still named"):
        deleted(store, Kind.ENTITY, "Iran")


def test_an_entity_into_which_another_was_merged_cannot_be_deleted(store):
    loaded(store, entity("Iran"), entity("Persia"))
    merged(store, "Persia", "Iran")
    with pytest.raises(CannotDelete, match="still named"):
        deleted(store, Kind.ENTITY, "Iran")


def test_an_entity_that_was_merged_away_takes_its_names_along_when_it_is_deleted(store):
    loaded(store, entity("Iran"), entity("Persia"))
    merged(store, "Persia", "Iran")
    deleted(store, Kind.ENTITY, "Persia")
    assert document(store, Kind.ENTITY, "Iran")["aliases"] == []


@pytest.mark.parametrize(
    ("kind", "key", "fault"),
    [
        (Kind.EVENT, "nothing", "no such event"),
        (Kind.ENTITY, "call", "no such entity"),
        (Kind.DATASET, "test", "A dataset cannot be deleted"),
        (Kind.SOURCE, "ABC", "A source cannot be deleted"),
    ],
)
def test_what_is_not_there_or_holds_others_cannot_be_deleted(told, kind, key, fault):
    with pytest.raises(CannotDelete, match=fault):
        deleted(told, kind, key)


def test_what_was_deleted_is_created_again_by_the_next_load(told):
    before = content(documents(told))
    deleted(told, Kind.ARTICLE, "report")
    loaded(told, REPORT, WARNING, CALL, STATEMENT)
    assert content(documents(told)) == before


# --- making again ---------------------------------------------------------------------------------------------------


def test_everything_made_again_is_the_same_to_the_byte(seeded):
    before, index = documents(seeded), derived(seeded)
    assert mark_everything_stale(seeded) == len(before)
    assert sum(refresh_stale(seeded, rendered)) == len(before)
    assert documents(seeded) == before
    assert derived(seeded) == index


def test_making_again_goes_on_where_it_was_stopped(seeded, monkeypatch):
    monkeypatch.setattr(refresh, "BATCH_RECORDS", 10)
    before = documents(seeded)
    mark_everything_stale(seeded)
    assert list(islice(refresh_stale(seeded, rendered), 3)) == [10, 10, 10]
    assert stale(seeded) == len(before) - 30
    assert sum(refresh_stale(seeded, rendered)) == len(before) - 30
    assert documents(seeded) == before


def test_each_batch_made_again_moves_the_store_and_is_no_change(seeded, monkeypatch):
    monkeypatch.setattr(refresh, "BATCH_RECORDS", 30)
    logged, at = changes(seeded), revision(seeded)
    mark_everything_stale(seeded)
    batches = len(list(refresh_stale(seeded, rendered)))
    assert batches == 3
    assert revision(seeded) == at + batches
    assert changes(seeded) == logged


def test_loading_the_seed_document_again_after_a_merge_does_not_undo_it(seeded):
    with seeded.reader.connect() as connection:
        away, into = connection.execute(select(Entity.id).order_by(Entity.id).limit(2)).scalars()
    curate(seeded, lambda writer: merge(writer, away, into, rendered))
    before = documents(seeded)
    assert not load(seeded, seed_records(), SEED_ORIGIN).changed
    assert documents(seeded) == before
