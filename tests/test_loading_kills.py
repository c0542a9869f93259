"""A load that is killed loses nothing and doubles nothing; while one runs, others read and have their turn to write."""

from __future__ import annotations

from itertools import islice

import pytest
from sqlalchemy import func, select

from bench.gdelt_world import World
from schemas.rendering import rendered
from store.curation import merge
from store.tables import Entity, Event, Load
from store.writing import writing
from tests.clients import client_of, found
from tests.kills import Trial, load_file
from tests.loads import assert_sound, settled
from tests.processes import started

pytestmark = pytest.mark.slow
ROWS = 5_000
KILLS = 5
# So many rows are written at once while others are answered.
BATCH = 1_000


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    """A file of GDELT's form, made up."""
    path = tmp_path_factory.mktemp("world") / "rows.export.CSV"
    World(ROWS).write(path)
    return path


def test_a_load_that_is_killed_again_and_again_ends_as_one_that_nobody_killed(databases, path):
    told = Trial(databases, path, ROWS, "test").killed(KILLS)
    assert told.faults == []
    assert len(told.rows) == KILLS
    assert all(0 < rows < ROWS for rows in told.rows)


def test_while_a_load_runs_others_are_answered_and_have_their_turn_to_write(databases, tmp_path):
    path, rows = tmp_path / "rows.export.CSV", 6 * BATCH
    World(rows).write(path)
    url = databases.new(databases.migrated)
    store = databases.opened(url)
    client = client_of(store)
    with started(load_file, url, path, BATCH):
        seen = [count for count in islice(_counts(client, store), 20) if count]
        away, into = _entities(store)
        with writing(store) as writer:
            merge(writer, away, into, rendered)
        assert 0 < _rows(store) < rows
        assert seen == sorted(seen)
    settled(store)
    assert _rows(store) == rows
    assert found(client, "/v1/events?count=exact&limit=1")["meta"]["count"] == rows
    with store.reader.connect() as connection:
        assert connection.execute(select(Entity.merged_into).where(Entity.id == away)).scalar() == into
    assert_sound(store)
    store.close()
    databases.drop(url)


def test_files_that_overlap_are_loaded_at_the_same_time(databases, tmp_path):
    lines = list(World(900).lines())
    for name, part in (("first", lines[:600]), ("second", lines[300:])):
        (tmp_path / f"{name}.export.CSV").write_text("".join(part))
    url = databases.new(databases.migrated)
    paths = [tmp_path / f"{name}.export.CSV" for name in ("first", "second")]
    with started(load_file, url, paths[0], 20), started(load_file, url, paths[1], 20):
        pass
    store = databases.opened(url)
    with store.reader.connect() as connection:
        assert connection.execute(select(func.count(Event.id))).scalar() == len(lines)
        created = connection.execute(select(Load.records_created)).scalars().all()
        ends = connection.execute(select(Load.finished_at)).scalars().all()
    assert (sum(created), None in ends) == (len(lines), False)
    assert all(0 < number < len(lines) for number in created)
    assert_sound(store)
    store.close()
    databases.drop(url)


def _counts(client, store):
    """Ask how many events there are, from when the first are there."""
    while not _rows(store):
        pass
    while True:
        yield found(client, "/v1/events?count=exact&limit=1")["meta"]["count"]


def _rows(store):
    with store.reader.connect() as connection:
        return connection.execute(select(func.max(Load.rows_read))).scalar() or 0


def _entities(store):
    with store.reader.connect() as connection:
        stubs = select(Entity.id).where(Entity.stub, Entity.kind == "unknown").order_by(Entity.id).limit(2)
        return connection.execute(stubs).scalars().all()
