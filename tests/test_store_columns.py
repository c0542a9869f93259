"""Columns that mean the same on both engines: instants in UTC, text in order of code points."""

from __future__ import annotations

from contextlib import closing
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, insert, select
from sqlalchemy.exc import StatementError

from store.engine import open_store
from store.identity import Kind, record_id
from store.migrate import migrate
from store.tables import Source
from tests.builders import loaded, source
from tests.engines import PostgresDatabases

DAWN = datetime(2024, 8, 5, 4, 30, tzinfo=UTC)
# What sorts differently in a dictionary, in UTF-16 and by code point: case, accents, a sign beyond the first plane.
NAMES = [
    "Zürich",
    "abc",
    "Äthiopien",
    "ABC",
    "\U0001d504rch",
    "ﬁn",
    "a b",
    "a-b",
    "ab",
    "Österreich",
    "_",
    "10",
    "9",
    "中文",
]


def source_row(key: str, at: datetime) -> dict[str, object]:
    return {
        "id": record_id(Kind.SOURCE, key),
        "key": key,
        "name": key,
        "fingerprint": 1,
        "created_at": at,
        "updated_at": at,
    }


def stored_instant(store, key: str, at: datetime) -> datetime:
    """Write an instant and read it back."""
    with store.writer.begin() as connection:
        connection.execute(insert(Source), [source_row(key, at)])
    with store.reader.connect() as connection:
        found: datetime = connection.execute(select(Source.created_at).where(Source.key == key)).scalar_one()
        return found


def test_a_naive_instant_is_refused(store):
    with pytest.raises(StatementError, match="has no time zone"):
        stored_instant(store, "naive", datetime(2024, 8, 5))  # noqa: DTZ001


def test_an_instant_comes_back_aware_in_utc(store):
    tehran = timezone(timedelta(hours=3, minutes=30))
    assert stored_instant(store, "tehran", DAWN.astimezone(tehran)).isoformat() == "2024-08-05T04:30:00+00:00"


@settings(max_examples=40)
@given(at=st.datetimes(datetime(1, 1, 2), datetime(9999, 12, 30), timezones=st.timezones()))  # noqa: DTZ001
def test_every_instant_comes_back_the_same(store, at):
    with store.writer.begin() as connection:
        connection.execute(delete(Source))
    # Compared in UTC: of the hour that comes twice in autumn, Python calls one unequal to itself in another zone.
    assert stored_instant(store, "source", at) == at.astimezone(UTC)


def test_instants_are_sorted_as_time_passes(store):
    times = [DAWN, DAWN - timedelta(microseconds=1), DAWN.replace(year=987), DAWN + timedelta(days=9)]
    with store.writer.begin() as connection:
        connection.execute(insert(Source), [source_row(str(at), at) for at in times])
    with store.reader.connect() as connection:
        assert list(connection.execute(select(Source.created_at).order_by(Source.created_at)).scalars()) == sorted(
            times
        )


def names_in_order(store) -> list[str]:
    with store.reader.connect() as connection:
        return list(connection.execute(select(Source.name).order_by(Source.name)).scalars())


def test_names_are_sorted_by_code_point(store):
    loaded(store, *map(source, NAMES))
    assert names_in_order(store) == sorted(NAMES)


def test_names_are_sorted_by_code_point_where_the_database_has_a_language(postgresql):
    """An ICU locale sorts as a dictionary does, and would ignore the hyphen and the case at first."""
    assert isinstance(postgresql, PostgresDatabases)
    url = postgresql.new(options="ENCODING 'UTF8' LOCALE_PROVIDER icu ICU_LOCALE 'en-US'")
    with closing(open_store(url)) as store:
        migrate(store)
        loaded(store, *map(source, NAMES))
        assert names_in_order(store) == sorted(NAMES)


def test_a_range_of_names_is_a_range_of_code_points(store):
    loaded(store, *map(source, NAMES))
    with store.reader.connect() as connection:
        found = connection.execute(select(Source.name).where(Source.name >= "a", Source.name < "b")).scalars()
        assert set(found) == {"abc", "a b", "a-b", "ab"}
