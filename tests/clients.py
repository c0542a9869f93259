"""Ask the service as a client does, without a server between; and say in few words what it answered."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any, cast

import orjson
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from schemas.rendering import rendered
from service.application import create_app
from service.hot import Hot
from service.settings import Settings
from store.curation import delete, merge
from store.engine import Store
from store.identity import Kind, public_id, record_id
from store.refresh import refresh_stale
from store.writing import writing

PROBLEM = "application/problem+json"


# What is right is right on a busy machine too, where the two seconds of the default may pass.
QUERY_SECONDS = 60


@cache
def _app() -> Flask:
    return create_app(Settings(database_url="sqlite:///never-opened.sqlite3", query_seconds=QUERY_SECONDS))


@contextmanager
def serving(store: Store, **settings: Any) -> Iterator[FlaskClient]:
    """Give a client of the service over this store, with settings other than the default ones."""
    url = store.url.render_as_string(hide_password=False)
    app = create_app(Settings(**{"database_url": url, "query_seconds": QUERY_SECONDS, **settings}))
    try:
        yield app.test_client()
    finally:
        app.extensions["store"].close()


def client_of(store: Store) -> FlaskClient:
    """Give a client of the service over this store, until another is asked for: making an app takes half a second."""
    app = _app()
    # Copies of one store have its epoch, and may come to the same revision by other ways.
    app.extensions |= {"store": store, "hot": Hot(1 << 20)}
    return app.test_client()


def found(client: FlaskClient, address: str, **headers: Any) -> Any:
    """Ask for JSON that has to be there."""
    answer = client.get(address, **headers)
    assert answer.status_code == 200, answer.text[:300]
    return orjson.loads(answer.data)


def listed(client: FlaskClient, address: str, field: str) -> list[Any]:
    """Give one field of every record of a list, in order."""
    return [document[field] for document in found(client, address)["data"]]


def keys(client: FlaskClient, address: str) -> set[Any]:
    """Give the keys, which are also the origin's own ids, of the events listed."""
    return set(listed(client, address, "origin_id"))


def names(client: FlaskClient, address: str) -> list[Any]:
    """Give the names of the records listed, in order."""
    return listed(client, address, "name")


def rows(answer: TestResponse) -> list[dict[str, str]]:
    """Read CSV."""
    assert answer.status_code == 200, answer.text[:300]
    return list(csv.DictReader(io.StringIO(answer.text, newline="")))


def refused(client: FlaskClient, address: str) -> dict[str, Any]:
    """Give the one fault of a request that is answered with 400."""
    answer = client.get(address)
    assert (answer.status_code, answer.content_type) == (400, PROBLEM), answer.text[:300]
    (fault,) = orjson.loads(answer.data)["errors"]
    return cast(dict[str, Any], fault)


def pages(client: FlaskClient, address: str) -> Iterator[list[dict[str, Any]]]:
    """Follow a list from page to page."""
    page = found(client, address)
    yield page["data"]
    while page["links"]["next"]:
        page = found(client, page["links"]["next"])
        yield page["data"]


def id_of(kind: Kind, key: str) -> str:
    """Give the id that clients see of the record with this key."""
    return public_id(kind, record_id(kind, key))


def merged(store: Store, away: str, into: str) -> None:
    """Merge the entity with one key into that with the other, and make again what showed it."""
    with writing(store) as writer:
        merge(writer, record_id(Kind.ENTITY, away), record_id(Kind.ENTITY, into), rendered)
    _settle(store)


def deleted(store: Store, kind: Kind, key: str) -> None:
    """Delete a record, and make again what showed it."""
    with writing(store) as writer:
        delete(writer, kind, record_id(kind, key))
    _settle(store)


def _settle(store: Store) -> None:
    for _ in refresh_stale(store, rendered):
        pass
