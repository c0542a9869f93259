"""Articles for tests of where they come from: their texts, pages and feeds, and a store that takes them from the command line."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

from click.testing import CliRunner, Result
from sqlalchemy import select

from service.command import main
from store.engine import Store
from store.identity import Kind
from store.refresh import TABLES
from store.tables import Change

STORY = (
    "Ministers meet in Geneva\n\nForeign Minister John Doe of Iran said on Sunday that Israel attacked Hezbollah in Lebanon. "
    "Two officials said the talks would go on.\n"
)


def line(text: str = STORY, **known: str) -> str:
    """Write an article as a line of NDJSON."""
    return json.dumps({"text": text, "published": "2024-08-05"} | known) + "\n"


def file(folder: Path, name: str, content: str | bytes) -> str:
    """Write a file; gives its path."""
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return str(path)


def page(title: str, text: str, *, url: str | None = None, published: str = "2024-08-05T10:00:00Z") -> bytes:
    """Write an article as a page of a publisher, with all that stands around one."""
    paragraphs = "".join(f"<p>{paragraph}</p>" for paragraph in text.split("\n\n"))
    canonical = f'<link rel="canonical" href="{url}">' if url else ""
    return (
        f'<!doctype html><html lang="en"><head><title>{title} | The Example</title>{canonical}'
        f'<meta property="og:site_name" content="The Example"><meta property="og:title" content="{title}">'
        f'<meta property="article:published_time" content="{published}"><meta name="author" content="Ann Example"></head>'
        '<body><nav><a href="/">Home</a> <a href="/world">World</a></nav>'
        f"<article><h1>{title}</h1>{paragraphs}</article><footer>Subscribe to our newsletter</footer></body></html>"
    ).encode()


def ran(*arguments: str, workers: int = 1) -> Result:
    """Load articles from the command line."""
    return CliRunner().invoke(main, ["load", "articles", *arguments, "--workers", str(workers)])


def stored(store: Store, kind: Kind, *columns: str) -> list[Any]:
    """Read columns of all records of a kind, in order."""
    table = TABLES[kind].__table__
    with store.reader.connect() as connection:
        return sorted(tuple(row) for row in connection.execute(select(*(table.c[column] for column in columns))))


def operations(store: Store) -> list[Any]:
    """List what was done to which kinds of records."""
    with store.reader.connect() as connection:
        return [tuple(row) for row in connection.execute(select(Change.record_kind, Change.operation))]


@contextmanager
def site(answers: Mapping[str, Any]) -> Iterator[tuple[str, list[str]]]:
    """A server that answers each path as told: status, headers and body, or what writes to the connection."""
    asked: list[str] = []

    class Answering(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            status, headers, body = answers[self.path]
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            try:
                for block in [body] if isinstance(body, bytes) else body():
                    self.wfile.write(block)
            except OSError:
                pass

        def log_message(self, *_: Any) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Answering) as server:
        Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}", asked
        server.shutdown()
