"""Opening a store: which addresses are taken, and what each of its two pools may do."""

from __future__ import annotations

from contextlib import closing

import pytest
from sqlalchemy import delete, insert, select, text
from sqlalchemy.exc import DBAPIError, IntegrityError

from store.engine import StoreUrlError, open_store, store_url
from store.tables import Dataset, EventContext
from tests.builders import dataset, entity, loaded
from tests.kept import documents


@pytest.mark.parametrize(
    ("address", "fault"),
    [
        ("", "cannot be read"),
        ("data.sqlite3", "cannot be read"),
        ("sqlite://", "in memory"),
        ("sqlite:///:memory:", "in memory"),
        ("mysql://localhost/dateline", "mysql is not supported"),
    ],
)
def test_an_address_that_cannot_be_opened_is_refused_with_what_would_be_right(address, fault):
    with pytest.raises(StoreUrlError, match=fault):
        store_url(address)


def test_the_short_address_of_postgresql_means_the_same():
    assert store_url("postgresql://localhost/dateline").drivername == "postgresql+psycopg"


def test_the_folder_of_a_new_store_is_made(tmp_path):
    with closing(open_store(f"sqlite:///{tmp_path}/a/dateline.sqlite3")):
        assert (tmp_path / "a").is_dir()


def test_a_whole_path_that_is_not_there_is_not_made(tmp_path):
    with pytest.raises(FileNotFoundError):
        open_store(f"sqlite:///{tmp_path}/a/b/dateline.sqlite3")


def test_who_reads_cannot_write(store):
    loaded(store, dataset())
    with store.reader.connect() as connection, pytest.raises(DBAPIError):
        connection.execute(delete(Dataset))
    assert len(documents(store)) == 1


def test_a_reader_sees_what_was_committed_after_it_connected(store):
    with store.reader.connect() as connection:
        loaded(store, dataset())
        assert connection.execute(select(Dataset.slug)).scalars().all() == ["test"]


def test_a_reader_is_not_kept_waiting_by_a_writer(store):
    loaded(store, dataset())
    with store.writer.begin() as writing, store.reader.connect() as reading:
        writing.execute(delete(EventContext))
        assert reading.execute(select(Dataset.slug)).scalars().all() == ["test"]


def test_what_hangs_on_nothing_is_refused(store):
    with pytest.raises(IntegrityError), store.writer.begin() as connection:
        connection.execute(insert(EventContext), [{"event_id": 1, "context": "military"}])


def test_a_closed_store_can_be_used_again(store):
    store.close()
    loaded(store, entity("Iran"))
    assert len(documents(store)) == 1


def test_sqlite_writes_ahead(sqlite_store):
    with sqlite_store.writer.connect() as connection:
        assert connection.execute(text("PRAGMA journal_mode")).scalar_one() == "wal"
