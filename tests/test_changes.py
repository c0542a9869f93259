"""The change log: numbers without a gap in order of commits; a follower misses nothing and sees nothing twice."""

from __future__ import annotations

from contextlib import ExitStack
from typing import Any

import pytest
from sqlalchemy import select

from store.identity import Kind, record_id
from store.tables import Change, Head
from store.writing import writing
from tests.builders import entity, event, loaded
from tests.kept import changes, documents, revision
from tests.processes import PATIENCE_SECONDS, load_events, started

WRITERS = ("Iran", "Israel")
EVENTS_EACH = 12


def test_changes_are_numbered_from_one_without_a_gap(store):
    loaded(store, entity("Iran"), entity("Israel"))
    loaded(store, entity("Iran", country="IRN"), event(actor1="Jordan"))
    assert [change.sequence for change in changes(store)] == list(range(1, len(changes(store)) + 1))


def test_every_document_of_a_record_was_created_in_the_log(seeded):
    created = [(change.record_id, change.record_kind) for change in changes(seeded)]
    assert sorted(created) == sorted((record, kind) for record, (kind, _, _) in documents(seeded).items())


def test_the_head_stands_at_the_last_change(seeded):
    with seeded.reader.connect() as connection:
        assert connection.execute(select(Head.sequence)).scalar_one() == changes(seeded)[-1].sequence


def test_changes_of_one_write_are_at_one_instant_to_the_second(store):
    loaded(store, entity("Iran"), entity("Israel"))
    instants = {change.at for change in changes(store)}
    assert len(instants) == 1
    assert instants.pop().microsecond == 0


def test_a_write_that_fails_leaves_no_change_and_no_gap(store):
    loaded(store, entity("Iran"))
    with pytest.raises(ZeroDivisionError):
        fail_while_writing(store)
    loaded(store, entity("Israel"))
    assert [change.sequence for change in changes(store)] == [1, 2]
    assert revision(store) == 2


def fail_while_writing(store) -> None:
    with writing(store) as writer:
        writer.log(Kind.ENTITY, record_id(Kind.ENTITY, "Iran"), "updated")
        writer.flush()
        raise ZeroDivisionError


def test_a_write_that_changes_nothing_does_not_move_the_store(store):
    with writing(store):
        pass
    assert revision(store) == 0


def test_a_follower_that_polls_while_two_write_misses_none_and_sees_none_twice(store):
    """The writers are processes of their own; the follower asks for what comes after the last number that it saw."""
    url = store.url.render_as_string(hide_password=False)
    loaded(store, *map(entity, WRITERS), event(actor1="Iran"))
    seen: list[Any] = []
    with ExitStack() as stack:
        writers = [stack.enter_context(started(load_events, url, name, EVENTS_EACH)) for name in WRITERS]
        while any(writer.is_alive() for writer in writers):
            seen += later(store, seen)
        assert [writer.exitcode for writer in writers] == [0, 0]
    seen += later(store, seen)
    assert [change.sequence for change in seen] == list(range(1, len(seen) + 1))
    told = [change.record_id for change in seen if change.record_kind == "event"]
    expected = [record_id(Kind.EVENT, f"{name}/{number}") for name in WRITERS for number in range(EVENTS_EACH)]
    assert sorted(told[1:]) == sorted(expected)


def later(store, seen: list[Any]) -> list[Any]:
    last = seen[-1].sequence if seen else 0
    with store.reader.connect() as connection:
        return list(
            connection.execute(select(*Change.__table__.c).where(Change.sequence > last).order_by(Change.sequence))
        )


def test_what_two_writers_loaded_at_once_is_all_there(store):
    url = store.url.render_as_string(hide_password=False)
    with ExitStack() as stack:
        writers = [stack.enter_context(started(load_events, url, name, 5)) for name in WRITERS]
        for writer in writers:
            writer.join(PATIENCE_SECONDS)
        assert [writer.exitcode for writer in writers] == [0, 0]
    events = {record for record, (kind, _, _) in documents(store).items() if kind == "event"}
    assert len(events) == 10
