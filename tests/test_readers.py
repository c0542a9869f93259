"""Connections that threads keep: one each, and a new one where the old one is of no more use."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from threading import Thread

import pytest
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError, OperationalError

from store.prepared import fetched, run
from store.tables import Dataset
from tests.builders import dataset, loaded
from tests.clients import found, serving

SLUGS = select(Dataset.slug)


@pytest.fixture
def looking_always(monkeypatch):
    """Look at the file of the store before every request."""
    monkeypatch.setattr("store.readers.LOOK_SECONDS", 0.0)


def test_a_thread_keeps_its_connection_and_shares_it_with_none(store):
    mine, others = store.readers.own(), []
    thread = Thread(target=lambda: others.append(store.readers.own()))
    thread.start()
    thread.join()
    assert store.readers.own() is mine
    assert others[0] is not mine


def test_a_kept_connection_sees_what_was_written_since(store):
    assert fetched(store.readers.own(), SLUGS, {}) == []
    loaded(store, dataset())
    assert [tuple(row) for row in fetched(store.readers.own(), SLUGS, {})] == [("test",)]


def test_one_that_was_closed_is_replaced(store):
    mine = store.readers.own()
    store.close()
    assert mine.closed
    assert not store.readers.own().closed


def test_one_that_broke_is_replaced(store):
    mine = store.readers.own()
    mine.invalidate()
    assert store.readers.own() is not mine


def test_what_the_driver_refuses_is_an_error_of_sqlalchemy(store):
    with pytest.raises(DBAPIError):
        run(store.readers.own(), "SELECT nothing FROM nowhere")


def test_a_store_put_in_the_place_of_another_is_read(sqlite, seeded_sqlite, looking_always):
    file, empty = str(seeded_sqlite.url.database), sqlite.new(sqlite.migrated)
    with serving(seeded_sqlite) as client:
        assert found(client, "/v1/events?limit=1")["data"] != []
        shutil.move(empty.removeprefix("sqlite:///"), file)
        assert found(client, "/v1/events?limit=1")["data"] == []


def test_nothing_is_made_where_a_store_was_moved_away(seeded_sqlite, looking_always):
    file = Path(str(seeded_sqlite.url.database))
    kept = seeded_sqlite.readers.own()
    assert seeded_sqlite.readers.own() is kept
    os.rename(file, file.with_suffix(".away"))
    for _ in range(2):
        with pytest.raises(OperationalError, match="is gone"):
            seeded_sqlite.readers.own()
    assert not file.exists()
    os.rename(file.with_suffix(".away"), file)
    assert len(fetched(seeded_sqlite.readers.own(), SLUGS, {})) == 1
