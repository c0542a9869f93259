"""A store that is down: 503 for as long as it is, and answers again afterwards."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from store.engine import open_store
from tests.clients import PROBLEM, serving
from tests.engines import PostgresDatabases

READS = ("/v1/events", "/v1/events/export", "/v1/events/aggregate", "/v1/changes", "/v1", "/readyz")


@contextmanager
def away(databases, url):
    """Take the database away, and put it back."""
    if isinstance(databases, PostgresDatabases):
        name = url.rpartition("/")[2].partition("?")[0]
        databases.run(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS false')
        databases.run(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'")
        yield
        databases.run(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS true')
    else:
        file = Path(url.removeprefix("sqlite:///"))
        shutil.move(file, file.with_suffix(".away"))
        file.mkdir()
        yield
        file.rmdir()
        shutil.move(file.with_suffix(".away"), file)


def assert_unavailable(answer):
    assert (answer.status_code, answer.content_type) == (503, PROBLEM), answer.text[:300]
    assert answer.json["type"] == "urn:dateline:problem:unavailable"
    assert int(answer.headers["Retry-After"]) > 0


def test_a_store_that_is_away_is_unavailable_until_it_is_back(databases):
    url = databases.new(databases.seeded)
    with closing(open_store(url)) as store, serving(store) as client:
        with away(databases, url):
            for address in READS:
                assert_unavailable(client.get(address))
            assert client.get("/healthz").status_code == 200
            assert client.get("/docs").status_code == 200
        assert [client.get(address).status_code for address in READS] == [200] * len(READS)
    databases.drop(url)


def test_connections_that_were_cut_are_made_anew(postgresql):
    url = postgresql.new(postgresql.seeded)
    with closing(open_store(url)) as store, serving(store) as client:
        assert client.get("/v1/events").status_code == 200
        with away(postgresql, url):
            pass
        statuses = [client.get("/v1/events").status_code for _ in range(3)]
    assert statuses[1:] == [200, 200]
    assert statuses[0] in (200, 503)
    postgresql.drop(url)


def test_a_store_without_tables_is_not_ready(databases):
    url = databases.new()
    with closing(open_store(url)) as store, serving(store) as client:
        answer = client.get("/readyz")
        assert_unavailable(answer)
        assert "dateline migrate" in answer.text
        assert client.get("/v1/events").status_code == 503
    databases.drop(url)


def test_readers_are_answered_while_somebody_writes(seeded_sqlite):
    file = str(seeded_sqlite.url.database)
    with serving(seeded_sqlite) as client, closing(sqlite3.connect(file)) as other:
        other.execute("PRAGMA journal_mode=WAL")
        other.execute("BEGIN IMMEDIATE")
        other.execute("UPDATE head SET revision = revision + 1")
        assert client.get("/v1/events").status_code == 200
        other.rollback()


@pytest.mark.parametrize("content", [b"This is no database. " * 500, b""])
def test_a_file_that_is_no_store_is_unavailable(tmp_path, content):
    file = tmp_path / "file.sqlite3"
    file.write_bytes(content)
    with closing(open_store(f"sqlite:///{file}")) as store, serving(store) as client:
        assert_unavailable(client.get("/v1/events"))
        assert_unavailable(client.get("/readyz"))
