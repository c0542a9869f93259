"""A backup under way while others write, put back, gives the same answers."""

from __future__ import annotations

import threading
from contextlib import closing
from itertools import count
from typing import Any

import pytest

from service.backups import BackupFailed, backup, restore
from store.engine import Store, open_store
from tests import kept
from tests.builders import event, loaded
from tests.clients import serving

READS = (
    "/v1",
    "/v1/events?count=exact&limit=200",
    "/v1/articles",
    "/v1/entities",
    "/v1/quotes",
    "/v1/changes?limit=1000",
)


def url_of(store: Store) -> str:
    return store.url.render_as_string(hide_password=False)


def answers(store: Store) -> list[bytes]:
    with serving(store) as client:
        return [client.get(address).data for address in READS]


def rows_but_the_epoch(store: Store) -> Any:
    """Read every table; the head without its epoch, which is another after a restore."""
    rows = kept.rows(store)
    return {**rows, "head": [(row[:2], row[3:]) for row in rows["head"]]}


def test_a_restored_store_gives_the_same_answers(databases, seeded, tmp_path):
    backup(seeded, tmp_path / "copy")
    url = databases.new()
    restore(url, tmp_path / "copy", False)
    with closing(open_store(url)) as restored:
        assert answers(restored) == answers(seeded)
        assert rows_but_the_epoch(restored) == rows_but_the_epoch(seeded)
    databases.drop(url)


def test_a_backup_while_others_write_is_of_one_moment(databases, seeded, tmp_path):
    stop = threading.Event()

    def write() -> None:
        with closing(open_store(url_of(seeded))) as store:
            for number in count():
                loaded(store, event(key=f"late {number}", on="2024-09-01"))
                if stop.is_set():
                    return

    writer = threading.Thread(target=write)
    writer.start()
    try:
        backup(seeded, tmp_path / "copy")
    finally:
        stop.set()
        writer.join()
    url = databases.new()
    restore(url, tmp_path / "copy", False)
    with closing(open_store(url)) as restored, restored.reader.connect():
        events = sum(kind == "event" for kind, _, _ in kept.documents(restored).values())
        changes = [change.sequence for change in kept.changes(restored)]
        assert changes == list(range(1, len(changes) + 1))
        assert events == sum(change.record_kind == "event" for change in kept.changes(restored))
        # It goes on from there.
        loaded(restored, event(key="after", on="2024-09-02"))
    databases.drop(url)


def test_a_store_that_holds_something_is_not_replaced_unasked(databases, seeded, tmp_path):
    backup(seeded, tmp_path / "copy")
    with closing(open_store(databases.new(databases.migrated))) as other:
        loaded(other, event(key="mine"))
        with pytest.raises(BackupFailed, match="--replace"):
            restore(url_of(other), tmp_path / "copy", False)
        assert kept.revision(other) == 1
        other.close()
        restore(url_of(other), tmp_path / "copy", True)
        assert answers(other) == answers(seeded)


def test_a_store_without_records_is_filled(databases, seeded, tmp_path):
    backup(seeded, tmp_path / "copy")
    url = databases.new(databases.migrated)
    restore(url, tmp_path / "copy", False)
    with closing(open_store(url)) as restored:
        assert rows_but_the_epoch(restored) == rows_but_the_epoch(seeded)
    databases.drop(url)


@pytest.mark.parametrize("damage", ["cut", "emptied", "overwritten"])
def test_a_damaged_file_is_refused_and_the_store_left_alone(databases, seeded, tmp_path, damage):
    file = tmp_path / "copy"
    backup(seeded, file)
    whole = file.read_bytes()
    middle = len(whole) // 2
    harmed = {
        "cut": whole[:middle],
        "emptied": b"",
        "overwritten": whole[:middle] + b"\xff" * 9000 + whole[middle + 9000 :],
    }
    file.write_bytes(harmed[damage])
    with closing(open_store(databases.new(databases.migrated))) as other:
        loaded(other, event(key="mine"))
        held = kept.rows(other)
        other.close()
        with pytest.raises(BackupFailed):
            restore(url_of(other), file, True)
        assert kept.rows(other) == held


def test_a_backup_of_the_other_engine_is_refused(sqlite, postgresql, tmp_path):
    with closing(open_store(sqlite.new(sqlite.migrated))) as store:
        backup(store, tmp_path / "copy")
    with pytest.raises(BackupFailed, match="no backup of a store on PostgreSQL"):
        restore(postgresql.new(), tmp_path / "copy", False)


def test_a_backup_does_not_overwrite(seeded, tmp_path):
    (tmp_path / "copy").write_text("mine")
    with pytest.raises(BackupFailed, match="exists already"):
        backup(seeded, tmp_path / "copy")
    assert (tmp_path / "copy").read_text() == "mine"


def test_a_backup_that_fails_leaves_no_file(seeded_sqlite, tmp_path):
    seeded_sqlite.close()
    with open(str(seeded_sqlite.url.database), "r+b") as file:
        file.write(b"\x00" * 4096)
    with pytest.raises(BackupFailed, match="cannot be read"):
        backup(seeded_sqlite, tmp_path / "copy")
    assert list(tmp_path.glob("copy*")) == []


def test_after_a_restore_no_tag_of_before_stands_for_an_answer(databases, seeded, tmp_path):
    backup(seeded, tmp_path / "copy")
    loaded(seeded, event(key="one", on="2024-09-01"))
    with serving(seeded) as client:
        before = client.get("/v1/events").headers["ETag"]
        epoch = client.get("/v1/changes").headers["Dateline-Epoch"]
    url = databases.new()
    restore(url, tmp_path / "copy", False)
    with closing(open_store(url)) as restored:
        loaded(restored, event(key="another", on="2024-09-01"))
        with serving(restored) as client:
            assert client.get("/v1/events", headers={"If-None-Match": before}).status_code == 200
            assert client.get("/v1/changes").headers["Dateline-Epoch"] != epoch
    databases.drop(url)
