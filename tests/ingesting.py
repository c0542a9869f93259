"""Send articles to a service whose extraction is `tests.ingest_work`, in a process of its own as it is served."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from werkzeug.test import TestResponse

from service.ingest.extraction import Extraction
from service.settings import Settings
from store.engine import Store
from store.keys import add_key
from store.writing import writing
from tests.clients import client_of

WORK = "tests.ingest_work"
NDJSON = "application/x-ndjson"


@contextmanager
def extraction(**settings: Any) -> Iterator[Extraction]:
    """Give an extraction that ends with the test."""
    made = Extraction(Settings(**settings), WORK)
    try:
        yield made
    finally:
        made.close()


class Desk:
    """Whoever sends articles, with a key for it."""

    def __init__(self, store: Store, reading: Extraction, *scopes: str) -> None:
        self.client = client_of(store)
        self.client.application.extensions["extraction"] = reading
        with writing(store) as writer:
            secret = add_key(writer, f"desk {' '.join(scopes)}", (), scopes)
        self.key = {"Authorization": f"Bearer {secret}"}

    def send(self, text: str, *, headers: dict[str, str] | None = None, **more: Any) -> TestResponse:
        """Send one article."""
        return self.client.post("/v1/articles", json={"text": text, **more}, headers=self.key | (headers or {}))

    def send_lines(self, lines: str, *, to: str = "/v1/articles", **headers: str) -> TestResponse:
        """Send several as lines."""
        return self.client.post(to, data=lines, content_type=NDJSON, headers=self.key | headers)

    def send_list(self, *articles: dict[str, Any], **headers: str) -> TestResponse:
        """Send several as a list."""
        return self.client.post("/v1/articles/bulk", json={"articles": articles}, headers=self.key | headers)

    def replace(self, address: str, text: str, **more: Any) -> TestResponse:
        """Send another version."""
        return self.client.put(address, json={"text": text, **more}, headers=self.key)

    def delete(self, address: str) -> TestResponse:
        """Take an article away."""
        return self.client.delete(address, headers=self.key)

    def patch(self, address: str, **told: Any) -> TestResponse:
        """Correct a record."""
        return self.client.patch(address, json=told, headers=self.key)
