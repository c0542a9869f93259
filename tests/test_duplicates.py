"""Events that may be the same: which they are, and which of them stands for the others."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import partial

import pytest
from sqlalchemy import select

from bench.gdelt_world import World
from schemas.rendering import rendered
from seed.records import Dated, ReportRecord
from store.curation import delete, merge, split
from store.duplicates import LOOSE, STRICT, group_sizes
from store.identity import Kind, record_id
from store.tables import Event
from tests.builders import article, entity, event, loaded
from tests.loads import GDELT_2015, GDELT_2018, assert_sound, curated, file_loaded, in_batches_of, rows_loaded, standing

REPORT = article("Iran warned Israel. Iran called Israel.", key="report")
OTHER = article("In Amman, Iran warned Israel.", key="other")
DAY = Dated(date(2024, 8, 4), date(2024, 8, 4), "day", basis="origin")
DEED = event(actor1="Iran", actor2="Israel", cameo="042", key="deed", date=DAY)
TELLING = event(cameo="042", key="telling", told_in=[(REPORT, "Iran warned Israel")])


def number_of(key):
    return record_id(Kind.EVENT, key)


def standing_for(store, *keys):
    """Say of each event for which of its duplicates it stands, by key."""
    stands = standing(store)[0]
    return {key: stands[number_of(key)] for key in keys}


def in_order(*keys):
    """Sort keys of events by their ids: the first is to stand for the others."""
    return sorted(keys, key=number_of)


def groups(store, sort):
    """The groups of duplicates that have more than one member."""
    _, strict, loose = standing(store)
    return {group for group in (strict if sort == STRICT else loose) if len(group) > 1}


def together(*keys):
    return {frozenset(map(number_of, keys))}


# --- which are --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "same"),
    [
        ({"summary": "Told in other words"}, True),
        ({"dataset": "another"}, True),
        ({"tone": 3.0}, True),
        ({"date": replace(DAY, end=date(2024, 8, 5))}, False),
        ({"date": replace(DAY, start=date(2024, 8, 3))}, False),
        ({"cameo": "043"}, False),
        ({"actor2": ()}, False),
        ({"actor1": DEED.actor2, "actor2": DEED.actor1}, False),
        ({"actor1": (*DEED.actor1, *DEED.actor2)}, False),
        ({"actor1": DEED.actor1 * 2}, True),
    ],
)
def test_the_same_days_actors_and_code_are_a_strict_duplicate(store, change, same):
    loaded(store, DEED, replace(DEED, key="again", **change))
    assert groups(store, STRICT) == (together("deed", "again") if same else set())
    assert_sound(store)


@pytest.mark.parametrize(
    ("more", "same"),
    [
        ({"cameo": "043", "told_in": [(REPORT, "Iran called Israel")]}, True),
        ({"cameo": "130", "told_in": [(REPORT, "Iran called Israel")]}, False),
        ({"cameo": "042", "told_in": [(OTHER, "Iran warned Israel")]}, False),
        ({"cameo": "042", "told_in": [(OTHER, "Iran warned Israel"), (REPORT, "Iran warned Israel")]}, False),
        ({"cameo": "042", "told_in": [(REPORT, "Iran called Israel"), (OTHER, "Iran warned Israel")]}, True),
        ({"cameo": "042"}, False),
    ],
)
def test_the_same_first_article_and_root_code_are_a_loose_duplicate(store, more, same):
    loaded(store, REPORT, OTHER, TELLING, event(key="again", on="2020-01-01", **more))
    assert groups(store, LOOSE) == (together("telling", "again") if same else set())
    assert_sound(store)


def test_events_without_actors_and_articles_stand_for_themselves(store):
    loaded(store, event(key="one"), event(key="two"))
    assert standing_for(store, "one", "two") == {"one": STRICT | LOOSE, "two": STRICT | LOOSE}
    assert_sound(store)


# --- which of them stands for the others ------------------------------------------------------------------------------


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 2, 0)])
@pytest.mark.parametrize("size", [1, 10])
def test_the_least_id_stands_for_all_in_whatever_order_they_come(store, monkeypatch, order, size):
    in_batches_of(monkeypatch, size)
    keys = in_order("deed", "again", "third")
    rows_loaded(
        store,
        (entity("Iran"), entity("Israel")),
        *((replace(DEED, key=keys[place]),) for place in order),
    )
    assert [standing_for(store, key)[key] & STRICT for key in keys] == [STRICT, 0, 0]
    assert_sound(store)


def test_when_the_first_is_deleted_the_next_stands_for_the_rest(store):
    keys = in_order("deed", "again", "third")
    loaded(store, REPORT, *(replace(DEED, key=key, evidence=TELLING.evidence) for key in keys))
    for place in range(2):
        curated(store, partial(delete, kind=Kind.EVENT, record=number_of(keys[place])))
        assert standing_for(store, keys[place + 1]) == {keys[place + 1]: STRICT | LOOSE}
        assert_sound(store)


def test_when_the_first_changes_the_next_stands_for_the_rest(store):
    keys = in_order("deed", "again", "third")
    loaded(store, *(replace(DEED, key=key) for key in keys))
    loaded(store, replace(DEED, key=keys[0], cameo="190"))
    assert [standing_for(store, key)[key] & STRICT for key in keys] == [STRICT, STRICT, 0]
    assert_sound(store)
    loaded(store, replace(DEED, key=keys[0]))
    assert [standing_for(store, key)[key] & STRICT for key in keys] == [STRICT, 0, 0]
    assert_sound(store)


def test_all_change_at_once(store):
    keys = in_order("deed", "again", "third")
    loaded(store, *(replace(DEED, key=key) for key in keys))
    loaded(store, *(replace(DEED, key=key, cameo="190") for key in keys))
    assert [standing_for(store, key)[key] & STRICT for key in keys] == [STRICT, 0, 0]
    assert_sound(store)


def test_a_new_event_takes_the_place_of_one_that_changes_in_the_same_batch(store):
    keys = in_order("deed", "again", "third")
    loaded(store, replace(DEED, key=keys[1]), replace(DEED, key=keys[2]))
    loaded(store, replace(DEED, key=keys[0]), replace(DEED, key=keys[1], cameo="190"))
    assert [standing_for(store, key)[key] & STRICT for key in keys] == [STRICT, STRICT, 0]
    assert_sound(store)


def test_an_article_that_is_deleted_parts_those_whose_first_report_it_was(store):
    both = [(REPORT, "Iran warned Israel"), (OTHER, "Iran warned Israel")]
    loaded(
        store,
        REPORT,
        OTHER,
        TELLING,
        event(key="again", told_in=both, cameo="043", on="2024-08-06"),
        event(key="other", told_in=[(OTHER, "Iran warned Israel")], cameo="044", on="2024-08-07"),
    )
    assert groups(store, LOOSE) == together("telling", "again")
    curated(store, lambda writer: delete(writer, Kind.ARTICLE, record_id(Kind.ARTICLE, "report")))
    assert groups(store, LOOSE) == together("again", "other")
    assert_sound(store)


def test_a_further_report_leaves_the_first_the_first(store):
    loaded(store, REPORT, OTHER, TELLING, event(key="again", told_in=[(OTHER, "Iran warned Israel")], cameo="042"))
    rows_loaded(store, (ReportRecord("telling", "other", 0.5),))
    assert groups(store, LOOSE) == set()
    assert_sound(store)


def test_a_first_report_of_an_event_that_had_none_counts(store):
    loaded(store, REPORT, TELLING, replace(DEED, cameo="043"))
    rows_loaded(store, (ReportRecord("deed", "report", 0.5),))
    assert groups(store, LOOSE) == together("telling", "deed")
    assert_sound(store)


# --- merges -----------------------------------------------------------------------------------------------------------


def test_a_merge_makes_duplicates_and_a_split_undoes_it(store):
    persian = event(actor1="Persia", actor2="Israel", cameo="042", key="persian", date=DAY)
    loaded(store, entity("Iran"), entity("Persia"), DEED, persian, replace(persian, key="persian again"))
    before = standing(store)
    persia, iran = (record_id(Kind.ENTITY, name) for name in ("Persia", "Iran"))
    curated(store, lambda writer: merge(writer, persia, iran, rendered))
    assert groups(store, STRICT) == together("deed", "persian", "persian again")
    assert_sound(store)
    curated(store, lambda writer: split(writer, persia, rendered))
    assert standing(store) == before
    assert_sound(store)


def test_a_merge_of_two_on_one_side_makes_one_of_them(store):
    both = event(actor1=("Iran", "Persia"), actor2="Israel", cameo="042", key="both", date=DAY)
    loaded(store, entity("Iran"), entity("Persia"), DEED, both)
    persia, iran = (record_id(Kind.ENTITY, name) for name in ("Persia", "Iran"))
    curated(store, lambda writer: merge(writer, persia, iran, rendered))
    assert groups(store, STRICT) == together("deed", "both")
    assert_sound(store)


# --- how many ---------------------------------------------------------------------------------------------------------


def test_each_counts_how_many_are_the_same(store):
    loaded(store, REPORT, DEED, replace(DEED, key="again"), replace(DEED, key="third"), TELLING, event(key="alone"))
    numbers = {key: number_of(key) for key in ("deed", "again", "telling", "alone")}
    with store.reader.connect() as connection:
        strict, loose = (group_sizes(connection, sort, list(numbers.values())) for sort in (STRICT, LOOSE))
    assert {key: strict[number] for key, number in numbers.items()} == {
        "deed": 3,
        "again": 3,
        "telling": 1,
        "alone": 1,
    }
    assert set(loose.values()) == {1}


def test_the_groups_of_a_made_up_world_are_those_of_its_rows(store, tmp_path, monkeypatch):
    in_batches_of(monkeypatch, 90)
    World(500).write(tmp_path / "rows.export.CSV")
    file_loaded(store, tmp_path / "rows.export.CSV")
    assert len(groups(store, STRICT)) > 10
    assert len(groups(store, LOOSE)) > 10
    assert_sound(store)


@pytest.mark.slow
def test_half_of_the_events_of_real_files_repeat_an_article_and_a_root_code(sqlite_store):
    if not GDELT_2015.exists():
        pytest.skip(f"{GDELT_2015} is not there")
    for path in (GDELT_2015, GDELT_2018):
        file_loaded(sqlite_store, path)
    with sqlite_store.reader.connect() as connection:
        stands = connection.execute(select(Event.represents)).scalars().all()
    assert 0.4 < sum(1 for bits in stands if not bits & LOOSE) / len(stands) < 0.6
    assert_sound(sqlite_store)
