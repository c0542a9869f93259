"""Migrations: up, down and up again on both engines, and never into a shape that this version does not know."""

from __future__ import annotations

from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import MetaData, Table, delete, inspect, select, text, update

from store import migrate as migrate_module
from store.derived import Appearance, Tally
from store.engine import open_store
from store.identity import Kind, record_id
from store.keys import keys
from store.migrate import WrongShape, check_shape, differences, migrate
from store.scopes import packed, pair_key, unpacked
from store.tables import Event
from tests.builders import entity, event, loaded
from tests.kept import rows

SCRIPTS = ScriptDirectory(str(Path(migrate_module.__file__).parent / "migrations"))
NEWEST = SCRIPTS.get_current_head()


@pytest.fixture
def bare(engine_url):
    """A store without any table."""
    with closing(open_store(engine_url)) as store:
        yield store


def tables(store) -> set[str]:
    return set(inspect(store.writer).get_table_names()) - {"alembic_version"}


def test_an_empty_database_is_brought_to_the_newest_shape(bare):
    assert migrate(bare) == (None, NEWEST)


def test_what_is_migrated_already_stays_as_it_is(store):
    loaded(store, entity("Iran"))
    before = rows(store)
    assert migrate(store) == (NEWEST, NEWEST)
    assert rows(store) == before


def test_the_tables_are_as_they_are_declared(store):
    assert differences(store) == []


def test_an_index_that_is_missing_is_a_difference(store):
    with store.writer.begin() as connection:
        connection.execute(text("DROP INDEX event_by_date"))
    assert [str(difference).partition(",")[0] for difference in differences(store)] == ["('add_index'"]


def test_a_store_goes_down_to_nothing_and_up_again(store):
    loaded(store, entity("Iran"))
    was = tables(store)
    assert migrate(store, "base") == (NEWEST, None)
    assert tables(store) == set()
    assert migrate(store) == (None, NEWEST)
    assert tables(store) == was
    assert differences(store) == []


def test_every_revision_can_be_gone_down_from_and_come_up_to_again(bare):
    revisions = [script.revision for script in SCRIPTS.walk_revisions()][::-1]
    for revision in revisions:
        migrate(bare, revision)
        shape = tables(bare)
        migrate(bare, "base")
        migrate(bare, revision)
        assert tables(bare) == shape


def test_a_new_store_has_an_identity_of_its_own(sqlite):
    heads = []
    for _ in range(2):
        with closing(open_store(sqlite.new())) as store:
            migrate(store)
            heads.append(rows(store)["head"][0])
    assert heads[0][1] != heads[1][1]
    assert [head[3:] for head in heads] == [(0, 0), (0, 0)]


def test_a_store_made_by_a_later_version_is_refused_and_left_alone(store):
    with store.writer.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    was = tables(store)
    with pytest.raises(WrongShape, match="made by a later version"):
        migrate(store)
    assert tables(store) == was


def test_a_migrated_store_has_the_shape_that_is_needed(store):
    with store.reader.connect() as connection:
        check_shape(connection)


@pytest.mark.parametrize("version", ["DELETE FROM alembic_version", "UPDATE alembic_version SET version_num = '9999'"])
def test_a_store_of_another_version_has_not_the_shape_that_is_needed(store, version):
    with store.writer.begin() as connection:
        connection.execute(text(version))
    with store.reader.connect() as connection, pytest.raises(WrongShape, match="dateline migrate"):
        check_shape(connection)


def test_a_bare_database_has_not_the_shape_that_is_needed(bare):
    with bare.reader.connect() as connection, pytest.raises(WrongShape, match="dateline migrate"):
        check_shape(connection)


def test_a_migration_that_fails_leaves_nothing_behind(bare):
    with bare.writer.begin() as connection:
        connection.execute(text("CREATE TABLE quote_evidence (id INTEGER)"))
    with pytest.raises(Exception, match="quote_evidence"):
        migrate(bare)
    assert tables(bare) == {"quote_evidence"}


def test_how_sure_an_event_is_survives_the_way_up_and_down(bare):
    migrate(bare, "0001")
    with bare.writer.begin() as connection:
        for name, more in (("dataset", {}), ("event", {"confidence": 0.25})):
            table = Table(name, MetaData(), autoload_with=connection)
            needed = {column.name: made_up(column.type.python_type) for column in table.c if not column.nullable}
            connection.execute(table.insert().values(needed | {"id": 1} | more))
    migrate(bare)
    with bare.writer.begin() as connection:
        assert connection.execute(text("SELECT confidence FROM event")).scalar_one() == 0.25
        connection.execute(text("UPDATE event SET confidence = NULL"))
    migrate(bare, "0001")
    with bare.writer.begin() as connection:
        assert connection.execute(text("SELECT confidence FROM event")).scalar_one() == 1


def test_a_key_keeps_what_it_opens_on_the_way_up_and_down(bare):
    migrate(bare, "0002")
    with bare.writer.begin() as connection:
        for name, rows in (("dataset", [{"id": 1, "slug": "a"}, {"id": 2, "slug": "b"}]), ("access_key", KEYS)):
            table = Table(name, MetaData(), autoload_with=connection)
            needed = {column.name: made_up(column.type.python_type) for column in table.c if not column.nullable}
            connection.execute(table.insert(), [needed | row for row in rows])
        before = connection.execute(text("SELECT * FROM access_key ORDER BY name, dataset_id")).all()
    migrate(bare)
    with bare.reader.connect() as connection:
        assert [key.scopes for key in keys(connection)] == [("read",), ("read",)]
        assert [key.datasets for key in keys(connection)] == [("a", "b"), ("b",)]
    migrate(bare, "0002")
    with bare.writer.begin() as connection:
        assert connection.execute(text("SELECT * FROM access_key ORDER BY name, dataset_id")).all() == before


def test_events_are_counted_under_pairs_of_actors_on_the_way_up(store, monkeypatch):
    """The store before it: no pair is indexed, no root code told apart under an actor, and nothing sent to anybody."""
    loaded(store, entity("Iran"), entity("Israel"))
    for number, code in enumerate(("010", "190", "190")):
        loaded(store, event(key=f"event/{number}", actor1=["Iran", "Israel"], actor2="Israel", cameo=code))
    now = rows(store)
    pairs = [pair_key(record_id(Kind.ENTITY, name), record_id(Kind.ENTITY, "Israel")) for name in ("Iran", "Israel")]
    with store.writer.begin() as connection:
        assert connection.execute(delete(Appearance).where(Appearance.scope.in_(pairs))).rowcount == 6
        connection.execute(update(Tally).values(root_code=Tally.root_code + "0"))
        for found in connection.execute(select(Event.id, Event.scopes)).all():
            before = {scope: roles for scope, roles in unpacked(found.scopes) if scope not in pairs}
            connection.execute(update(Event).where(Event.id == found.id).values(scopes=packed(before)))
        connection.execute(text("DROP INDEX tally_of_actors"))
    assert rows(store) != now
    with store.writer.begin() as connection:
        connection.execute(text("DROP TABLE webhook"))
        connection.execute(text("UPDATE alembic_version SET version_num = '0004'"))
    monkeypatch.setattr(counting_pairs(), "EVENTS_AT_ONCE", 2)
    migrate(store)
    assert rows(store) == now


def counting_pairs():
    """Give the module of the migration."""
    return SCRIPTS.get_revision("0005").module


_MADE = {"created_at": "2024-01-01T00:00:00.000000Z"}
KEYS = [
    {"name": "first", "sha256": "1", "dataset_id": 1} | _MADE,
    {"name": "first", "sha256": "1", "dataset_id": 2} | _MADE,
    {"name": "second", "sha256": "2", "dataset_id": 2} | _MADE,
]


def made_up(kind: type) -> object:
    """Give a value of this type."""
    moments: dict[type, object] = {date: date(2024, 1, 1), datetime: datetime(2024, 1, 1, tzinfo=UTC)}
    return moments.get(kind) or kind(1)
