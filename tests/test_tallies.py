"""The sums that charts are read from: what adding up every event gives, whatever came, changed and went."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from random import Random

import pytest

from bench.gdelt_world import World
from schemas.rendering import rendered
from seed.records import Dated, Place
from store.curation import CannotMerge, delete, merge, split
from store.identity import Kind, record_id
from tests.builders import article, entity, event, loaded, source
from tests.loads import (
    UCDP,
    assert_sound,
    curated,
    file_loaded,
    in_batches_of,
    rows_loaded,
    standing,
    tallies,
    tallies_due,
)

WHO = ("Iran", "Israel", "Guard", "Front", "Brigade", "Jordan")
ENTITIES = (
    entity("Iran", kind="country", code="IRN", country="IRN"),
    entity("Israel", kind="country", code="ISR", country="ISR"),
    entity("Jordan", code="JORGOV", country="JOR", sector="GOV"),
    entity("Guard", of=["Iran"], code="IRNMIL", country="IRN", sector="MIL"),
    entity("Front"),
    entity("Brigade", of=["Front"]),
)
DEEDS = ("010", "042", "190", "1823")
REPORTS = tuple(
    article(f"Report {number}: it was said.", key=f"report/{number}", source=f"Publisher {number % 2}")
    for number in range(4)
)
STEPS = 30


def drawn(chance, number):
    """An event among so few actors, days and codes that many are one another's duplicates."""
    start = date(2024, 1, 30) + timedelta(chance.randrange(4))
    end = start + timedelta(chance.choice((0, 0, 0, 40)))
    told = chance.sample(REPORTS, chance.choice((0, 1, 1, 2)))
    return event(
        key=f"event/{number}",
        dataset=chance.choice(("first", "second")),
        actor1=chance.sample(WHO, chance.choice((0, 1, 1, 2))),
        actor2=chance.sample(WHO, chance.choice((0, 0, 1))),
        cameo=chance.choice(DEEDS),
        date=Dated(start, end, "day", basis="origin"),
        status=chance.choice(("asserted", "denied")),
        place=chance.choice((None, Place("Spot", "city", country="IRN"), Place("Spot", "city", country="ISR"))),
        tone=chance.choice((None, -3.1234567, 0.1)),
        goldstein=chance.choice((None, -9.5, 0.3)),
        fatalities_best=chance.choice((None, 0, 12)),
        mentions=chance.randrange(5),
        articles=chance.randrange(3),
        publishers=chance.sample(("Publisher 0", "Publisher 1", "Publisher 2"), chance.choice((0, 0, 1))),
        told_in=[(one, "it was said") for one in told],
    )


def id_of(name):
    return record_id(Kind.ENTITY, name)


@pytest.fixture
def world(store):
    """A store with publishers, entities and articles, and no event."""
    loaded(store, *(source(f"Publisher {number}") for number in range(3)), *ENTITIES, *REPORTS)
    return store


# --- files ------------------------------------------------------------------------------------------------------------


def test_sums_of_a_file_are_those_of_its_events_however_often_it_is_loaded(store, tmp_path, monkeypatch):
    World(600).write(tmp_path / "rows.export.CSV")
    in_batches_of(monkeypatch, 250)
    file_loaded(store, tmp_path / "rows.export.CSV")
    first = tallies(store)
    assert first == tallies_due(store)
    file_loaded(store, tmp_path / "rows.export.CSV")
    assert tallies(store) == first


def test_sums_of_files_that_overlap_are_those_of_their_events(store, tmp_path):
    lines = list(World(400).lines())
    (tmp_path / "first.export.CSV").write_text("".join(lines[:300]))
    (tmp_path / "second.export.CSV").write_text("".join(lines[200:]))
    file_loaded(store, tmp_path / "first.export.CSV")
    told = file_loaded(store, tmp_path / "second.export.CSV")
    assert (told.report.created, told.report.unchanged) == (100, 100)
    assert_sound(store)


def test_sums_of_events_that_last_and_kill_are_those_of_the_file(store):
    if not UCDP.exists():
        pytest.skip(f"{UCDP} is not there")
    file_loaded(store, UCDP)
    assert sum(amounts[5] for amounts in tallies(store).values()) > 0
    assert_sound(store)


# --- what comes, changes and goes -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "change",
    [
        {"date": Dated(date(2024, 3, 1), date(2024, 3, 1), "day", basis="origin")},
        {"place": Place("Haifa", "city", country="ISR")},
        {"place": None},
        {"tone": 7.5},
        {"tone": None},
        {"goldstein": -10.0},
        {"fatalities_best": 40},
        {"fatalities_best": None},
        {"actor1": (), "actor2": ()},
        {"cameo": "190"},
        {"status": "denied"},
        {"dataset": "second"},
        {"mentions": 9, "articles": 4},
        {"publishers": ()},
    ],
    ids="-".join,
)
def test_what_differs_is_counted_as_it_is_now(world, change):
    """Given with the events that it becomes or ceases to be a duplicate of."""
    first = event(
        key="first",
        actor1="Iran",
        actor2="Israel",
        cameo="042",
        place=Place("Tehran", "city", country="IRN"),
        tone=-1.5,
        fatalities_best=2,
        publishers=("Publisher 2",),
        told_in=[(REPORTS[0], "it was said")],
    )
    loaded(world, first, *(replace(first, key=key) for key in ("second", "third")))
    loaded(world, replace(first, **change))
    assert_sound(world)


@pytest.mark.parametrize("seed", range(4))
def test_sums_and_duplicates_are_right_after_every_step_of_any_course(world, seed):
    """Events are loaded, changed and deleted, articles deleted, entities merged and parted, in some order."""
    chance = Random(seed)
    steps = (_load_some, _load_some, _stream_some, _delete_some, _merge_some, _part_some, _delete_article)
    for _ in range(STEPS):
        chance.choice(steps)(world, chance)
        assert_sound(world)
    assert len(standing(world)[0]) > 5


def _load_some(store, chance):
    events = {number: drawn(chance, number) for number in chance.choices(range(40), k=12)}
    loaded(store, *REPORTS, *events.values())


def _stream_some(store, chance):
    numbers = chance.choices(range(40), k=12)
    articles = {one.key: one for one in REPORTS}
    rows = []
    for one in (drawn(chance, number) for number in numbers):
        told = [replace(articles[piece.article], text="", stub=True) for piece in one.evidence]
        bare = tuple(replace(piece, span=None) for piece in one.evidence)
        rows.append((*told, replace(one, evidence=bare, dataset="test")))
    rows_loaded(store, *rows)


def _delete_some(store, chance):
    events = sorted(standing(store)[0])
    for one in chance.sample(events, min(3, len(events))):
        curated(store, partial(_delete, one=one))


def _delete(writer, one):
    delete(writer, Kind.EVENT, one)


def _delete_article(store, chance):
    told = chance.choice(REPORTS)
    loaded(store, told)
    curated(store, lambda writer: delete(writer, Kind.ARTICLE, record_id(Kind.ARTICLE, told.key)))


def _merge_some(store, chance):
    away, into = chance.sample(WHO, 2)
    with suppress(CannotMerge):
        curated(store, lambda writer: merge(writer, id_of(away), id_of(into), rendered))


def _part_some(store, chance):
    with suppress(CannotMerge):
        curated(store, lambda writer: split(writer, id_of(chance.choice(WHO)), rendered))
