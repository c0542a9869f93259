"""A client made from the OpenAPI document by a generator: it walks every collection over HTTP and misses nothing, and sends."""

from __future__ import annotations

import importlib
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from sqlalchemy import func, select
from werkzeug.serving import make_server

from schemas.collections import COLLECTIONS, Collection
from service import logs
from service.application import create_app
from service.ingest.extraction import Extraction
from service.settings import Settings
from store.engine import Store
from store.identity import Kind, public_id, record_id
from store.keys import CURATE, INGEST, add_key
from store.writing import writing
from tests.ingesting import WORK
from tests.synthetic import twins

ROOT = Path(__file__).parents[1]
PACKAGE = "client_of_dateline"
GENERATOR = str(Path(sys.executable).with_name("openapi-python-client"))
PAGE = 17
# The generator takes text where its type begins with "text/", and has to be told of others: docs/api.md says how.
CONFIG = "content_type_overrides:\n  application/atom+xml: text/xml\n"


@pytest.fixture(scope="module")
def generated(tmp_path_factory) -> Iterator[None]:
    """The generated package, where it can be imported from."""
    folder = tmp_path_factory.mktemp("generated")
    command = [GENERATOR, "generate", "--path", str(ROOT / "openapi.yaml"), "--meta", "none", "--fail-on-warning"]
    config = folder / "generator.yaml"
    config.write_text(CONFIG)
    # It formats what it wrote with ruff, which stands beside it.
    path = os.pathsep.join([str(Path(GENERATOR).parent), os.environ["PATH"]])
    ended = subprocess.run(
        [*command, "--config", str(config), "--output-path", str(folder / PACKAGE)],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PATH": path},
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr
    sys.path.insert(0, str(folder))
    yield
    sys.path.remove(str(folder))


@pytest.fixture(scope="module")
def stores(sqlite, postgresql) -> Iterator[tuple[Store, Store]]:
    with twins(sqlite, postgresql) as both:
        yield both


@pytest.fixture(scope="module", params=[0, 1], ids=["sqlite", "postgresql"])
def served(request, stores, generated) -> Iterator[tuple[Any, Store]]:
    """The generated client with a server, and the store that it serves."""
    logs.configure("json", "error")
    store = stores[request.param]
    settings = Settings(database_url=store.url.render_as_string(hide_password=False))
    app = create_app(settings)
    app.extensions["extraction"] = Extraction(settings, WORK)
    with writing(store) as writer:
        secret = add_key(writer, "desk", (), (INGEST, CURATE))
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = Thread(target=server.serve_forever)
    thread.start()
    client = importlib.import_module(f"{PACKAGE}.client").AuthenticatedClient(
        base_url=f"http://127.0.0.1:{server.server_port}", raise_on_unexpected_status=True, token=secret
    )
    with client:
        yield client, store
    server.shutdown()
    thread.join()
    server.server_close()
    app.extensions["extraction"].close()
    app.extensions["store"].close()


def model(name: str) -> Any:
    """Give a class of the generated client."""
    return getattr(importlib.import_module(f"{PACKAGE}.models"), name)


def asked(client: Any, path: str, operation: str, **parameters: Any) -> Any:
    """Call an operation with the generated client, and give what it made of the answer."""
    answer = importlib.import_module(f"{PACKAGE}.api.{path}.{operation}").sync(client=client, **parameters)
    assert type(answer).__name__ != "Problem", answer
    return answer


def walked(client: Any, path: str, **parameters: Any) -> list[Any]:
    """Follow a list to its end by its cursors."""
    records: list[Any] = []
    page = asked(client, path, f"list_{path}", limit=PAGE, **parameters)
    while page.links.next_:
        records += page.data
        (cursor,) = parse_qs(urlsplit(page.links.next_).query)["cursor"]
        page = asked(client, path, f"list_{path}", limit=PAGE, cursor=cursor, **parameters)
    return [*records, *page.data]


def number_of(store: Store, collection: Collection) -> int:
    """Count what the database holds; an entity that was merged away is answered for by another."""
    statement = select(func.count()).select_from(collection.table)
    if hasattr(collection.table, "merged_into"):
        statement = statement.where(collection.table.merged_into.is_(None))
    with store.reader.connect() as connection:
        return connection.execute(statement).scalar_one()


@pytest.mark.parametrize("collection", COLLECTIONS, ids=lambda each: each.path)
def test_a_walk_meets_what_the_database_counts(served, collection):
    client, store = served
    records = walked(client, collection.path)
    keys = {record.slug if collection.kind is Kind.DATASET else record.id for record in records}
    assert len(keys) == len(records) == number_of(store, collection) > 0


def test_several_values_are_sent_and_read(served):
    client, _ = served
    by_one = [len(walked(client, "events", dataset=[slug])) for slug in ("alpha", "gamma")]
    assert len(walked(client, "events", dataset=["alpha", "gamma"])) == sum(by_one) > 0


def test_a_record_is_read_by_its_id(served):
    client, _ = served
    article = public_id(Kind.ARTICLE, record_id(Kind.ARTICLE, "article/3"))
    read = asked(client, "articles", "get_article", article_id=article)
    assert (read.id, read.text[:8]) == (article, "Report 3")


def test_actors_with_commas_and_quotes_are_named_as_the_document_says(served):
    client, _ = served
    named = walked(client, "events", actor=["O'Neill\\, Sean"])
    both = walked(client, "events", actor=["O'Neill\\, Sean", 'The "Quoted" Front'])
    assert 0 < len(named) < len(both)


def test_an_article_is_sent_and_what_it_says_is_read(served):
    client, _ = served
    sent = model("NewArticle")(text="Iran warned Israel.", title="A warning")
    told = asked(client, "ingest", "take_in_article", body=sent, idempotency_key="first")
    assert [event.summary for event in told.events] == ["Iran warned Israel."]
    assert asked(client, "articles", "get_article", article_id=told.article.id).title == "A warning"


def test_several_articles_are_sent_and_each_is_answered(served):
    client, _ = served
    sent = [model("NewArticle")(text=text) for text in ("France warned Iran.", "unreadable")]
    results = asked(client, "ingest", "take_in_articles", body=model("NewArticles")(articles=sent)).data
    assert [(one.line, one.status, one.outcome, one.events) for one in results] == [
        (1, 201, "created", 1),
        (2, 422, None, 0),
    ]
    assert results[1].problem.detail == "Nobody can read this."


def test_a_record_is_corrected(served):
    client, _ = served
    event = walked(client, "events")[0].id
    sent = model("EventCorrection")(reason="It was denied.", status=model("EventCorrectionStatus").DENIED)
    told = asked(client, "curate", "correct_event", event_id=event, body=sent)
    assert (told.record.status, [one.reason for one in told.corrections]) == ("denied", ["It was denied."])
