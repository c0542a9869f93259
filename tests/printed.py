"""The requests that a page prints, each with its answer, and a server of the seed document to hold them against.

A block of `sh` with curl in it, of `python` or of `sql` is an example; the block after it, of `json`, `csv` or `text`,
is its answer. To write the answers of pages again:

    python -m tests.printed README.md docs/api.md docs/explorer.md docs/data-model.md
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from werkzeug.serving import WSGIRequestHandler, make_server

from service.application import create_app
from service.settings import Settings
from store.engine import open_store
from tests.engines import SqliteDatabases

ROOT = Path(__file__).parents[1]
# Where a page says that the server is.
ADDRESS = "http://127.0.0.1:8000"
LINE_WIDTH = 118
ANSWERS = ("json", "csv", "text")

_BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Block:
    """A fenced block: its language, its text, and where in the page the text stands."""

    language: str
    text: str
    start: int
    end: int

    @property
    def is_run(self) -> bool:
        """Whether the block is an example with an answer."""
        return self.language in ("python", "sql") or (self.language == "sh" and "curl" in self.text)


@dataclass(frozen=True)
class Example:
    """What is run, and the block that holds its answer."""

    page: str
    line: int
    asked: Block
    answer: Block

    def __str__(self) -> str:
        return f"{self.page}:{self.line}"


def blocks(page: str) -> list[Block]:
    """List the fenced blocks of a page, named from the root of the project."""
    text = (ROOT / page).read_text(encoding="utf-8")
    return [Block(found[1], found[2], found.start(2), found.end(2)) for found in _BLOCK.finditer(text)]


def examples(page: str) -> list[Example]:
    """List what a page shows with its answer, in order. Raises ValueError where an answer is missing."""
    text = (ROOT / page).read_text(encoding="utf-8")
    listed = blocks(page)
    found = []
    for asked, answer in zip(listed, [*listed[1:], None], strict=True):
        if asked.is_run:
            line = text.count("\n", 0, asked.start)
            if answer is None or answer.language not in ANSWERS:
                raise ValueError(f"{page}:{line} prints no answer")
            found.append(Example(page, line, asked, answer))
    return found


def answered(example: Example, address: str, url: str) -> str:
    """Run an example against the server at an address, or the store at a URL, and give what it writes."""
    if example.asked.language == "sql":
        return selected(example.asked.text, url)
    text = example.asked.text.replace(ADDRESS, address)
    command = [sys.executable, "-c", text] if example.asked.language == "python" else ["bash", "-euc", text]
    ran = subprocess.run(command, capture_output=True, check=True)
    return ran.stdout.decode().replace("\r\n", "\n").replace(address, ADDRESS)


def selected(statement: str, url: str) -> str:
    """Run a statement on the store at a URL, and give its rows: a line each, values parted by bars."""
    store = open_store(url)
    try:
        with store.reader.connect() as connection:
            rows = connection.exec_driver_sql(statement).all()
    finally:
        store.close()
    return "".join(" | ".join(map(str, row)) + "\n" for row in rows)


def comparable(language: str, text: str) -> Any:
    """Read an answer so that only what it says counts, not how JSON is laid out."""
    return json.loads(text) if language == "json" else text.strip()


@contextmanager
def serving(url: str, **settings: Any) -> Iterator[str]:
    """Serve the store at a URL on a free port as long as the context lasts; gives the address."""
    app = create_app(Settings(database_url=url, **settings))
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=_Silent)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
        app.extensions["store"].close()


class _Silent(WSGIRequestHandler):
    """Keeps werkzeug's own line for each request out of the tests' output."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Log nothing."""


def laid_out(value: Any, indent: int = 0) -> str:
    """Write JSON for reading: what fits on a line stays on one."""
    flat = json.dumps(value, ensure_ascii=False)
    if len(flat) + indent <= LINE_WIDTH or not isinstance(value, dict | list) or not value:
        return flat
    inside = " " * (indent + 2)
    if isinstance(value, dict):
        items = [f"{json.dumps(key)}: {laid_out(item, indent + 2)}" for key, item in value.items()]
        return "{\n" + ",\n".join(inside + item for item in items) + "\n" + " " * indent + "}"
    return "[\n" + ",\n".join(inside + laid_out(item, indent + 2) for item in value) + "\n" + " " * indent + "]"


def renew(page: str, address: str, url: str) -> None:
    """Write the answers of a page again."""
    text = (ROOT / page).read_text(encoding="utf-8")
    for example in reversed(examples(page)):
        written = answered(example, address, url).strip()
        shown = laid_out(json.loads(written)) if example.answer.language == "json" else written
        text = f"{text[: example.answer.start]}{shown}\n{text[example.answer.end :]}"
    (ROOT / page).write_text(text, encoding="utf-8")


def main() -> None:
    """Renew the pages that the command line names."""
    with tempfile.TemporaryDirectory() as folder:
        url = SqliteDatabases(Path(folder)).seeded
        with serving(url) as address:
            for page in sys.argv[1:]:
                renew(page, address, url)


if __name__ == "__main__":
    main()
