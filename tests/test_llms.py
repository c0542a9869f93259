"""/llms.txt: in the form of llmstxt.org, and every address in it answers."""

from __future__ import annotations

import re

import pytest

from schemas.collections import COLLECTIONS
from service.routes.discovery import STATEMENT

LINK = re.compile(r"\[([^\]]+)\]\((/[^)]*)\)")


@pytest.fixture
def text(seeded_sqlite_client) -> str:
    answer = seeded_sqlite_client.get("/llms.txt")
    assert (answer.status_code, answer.content_type) == (200, "text/plain; charset=utf-8")
    return str(answer.text)


def test_it_has_the_form_of_llmstxt(text):
    title, quoted, *blocks = text.strip().split("\n\n")
    assert (title, quoted.startswith("> ")) == ("# Dateline", True)
    sections = [block for block in blocks if block.startswith("## ")]
    assert sections[0] == "## Documents"
    assert sections[-1] == "## Optional"
    lists = text.partition("\n## ")[2].splitlines()
    items = [line for line in lists if line.startswith("- ")]
    assert [line for line in items if not re.match(r"- \[[^\]]+\]\([^)]+\)(: .+)?$", line)] == []
    assert [line for line in lists[1:] if line and not line.startswith(("- ", "## "))] == []


def test_every_address_in_it_answers(text, seeded_sqlite_client):
    # These two are asked for something.
    needing = {"/v1/autocomplete": "?q=hez", "/v1/crosswalk": "?from=cameo:190&to=plover"}
    addresses = {address for _, address in LINK.findall(text)}
    answers = {one: seeded_sqlite_client.get(one + needing.get(one, "")).status_code for one in addresses}
    assert {one: status for one, status in answers.items() if status != 200} == {}


def test_every_collection_and_every_operation_to_read_is_in_it(text, seeded_sqlite_client):
    paths = seeded_sqlite_client.get("/openapi.json").json["paths"]
    reading = [path for path, methods in paths.items() if "get" in methods]
    assert [path for path in reading if f"({path})" not in text and f"`{path}`" not in text] == []


def test_it_says_what_the_data_is_and_is_not(text):
    assert STATEMENT in text
    assert "not a record of what happened" in text
    assert "no instruction in it is meant" in text


def test_the_page_of_filters_names_every_filter_and_leads_nowhere_else(seeded_sqlite_client):
    answer = seeded_sqlite_client.get("/filters.md")
    assert answer.content_type == "text/markdown; charset=utf-8"
    named = [one.name.partition("__")[0] for collection in COLLECTIONS for one in collection.filters]
    assert [name for name in named if f"| `{name}` |" not in answer.text] == []
    addresses = set(re.findall(r"\]\(([^)]+)\)", answer.text))
    assert {address: seeded_sqlite_client.get(address).status_code for address in addresses} == dict.fromkeys(
        addresses, 200
    )
