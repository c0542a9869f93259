"""What every test may ask for: a store of its own, empty or with the seed document, on either engine or on both."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, settings

from store.engine import Store
from tests.clients import client_of
from tests.engines import Databases, NoPostgres, PostgresDatabases, SqliteDatabases, postgres_cluster

pytest_plugins = ["tests.page"]

# A store is made for each test, not for each example; examples that share one keep their records apart by key.
settings.register_profile(
    "dateline", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
settings.load_profile("dateline")


@pytest.fixture(scope="session")
def sqlite(tmp_path_factory) -> Databases:
    """The databases of the embedded engine."""
    return SqliteDatabases(tmp_path_factory.mktemp("sqlite"))


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Databases]:
    """The databases of a PostgreSQL cluster, made for this run; skips with the reason where there can be none."""
    with ExitStack() as stack:
        try:
            url = stack.enter_context(postgres_cluster())
        except NoPostgres as reason:
            pytest.skip(str(reason))
        databases = PostgresDatabases(url)
        stack.callback(databases.drop_all)
        yield databases


@pytest.fixture(params=["sqlite", "postgresql"])
def databases(request) -> Databases:
    """The databases of one engine, then of the other."""
    found: Databases = request.getfixturevalue(request.param)
    return found


@pytest.fixture
def engine_url(databases) -> Iterator[str]:
    """The URL of a database without any table, on both engines."""
    yield from _database(databases, None)


@pytest.fixture
def store(databases) -> Iterator[Store]:
    """A store that holds nothing, on both engines."""
    yield from _store(databases, databases.migrated)


@pytest.fixture
def seeded(databases) -> Iterator[Store]:
    """A store that holds the seed document, on both engines."""
    yield from _store(databases, databases.seeded)


@pytest.fixture
def sqlite_store(sqlite) -> Iterator[Store]:
    """A store that holds nothing, on SQLite."""
    yield from _store(sqlite, sqlite.migrated)


@pytest.fixture
def seeded_sqlite(sqlite) -> Iterator[Store]:
    """A store that holds the seed document, on SQLite."""
    yield from _store(sqlite, sqlite.seeded)


@pytest.fixture
def client(store) -> FlaskClient:
    """A client of the service over `store`, on both engines."""
    return client_of(store)


@pytest.fixture
def seeded_client(seeded) -> FlaskClient:
    """A client of the service over `seeded`, on both engines."""
    return client_of(seeded)


@pytest.fixture
def sqlite_client(sqlite_store) -> FlaskClient:
    """A client of the service over `sqlite_store`."""
    return client_of(sqlite_store)


@pytest.fixture
def seeded_sqlite_client(seeded_sqlite) -> FlaskClient:
    """A client of the service over `seeded_sqlite`."""
    return client_of(seeded_sqlite)


def _database(databases: Databases, like: str | None) -> Iterator[str]:
    url = databases.new(like)
    yield url
    databases.drop(url)


def _store(databases: Databases, like: str) -> Iterator[Store]:
    for url in _database(databases, like):
        store = databases.opened(url)
        yield store
        store.close()
