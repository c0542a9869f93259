"""The addresses that the page of dashboards gives to spreadsheets answer CSV, and the loader of examples/ writes it."""

from __future__ import annotations

import os
import re
import subprocess
from urllib.parse import urlencode

import pytest

from schemas.flat import FLAT
from store.identity import Kind
from tests.clients import rows
from tests.printed import ROOT
from tests.servers import serving_at

PAGE = (ROOT / "docs/dashboards.md").read_text(encoding="utf-8")
SITE = "https://dateline.example"
LOADER = ROOT / "examples/observable/events.csv.js"


def addresses() -> list[str]:
    """List the paths that the page gives, those put together by Power Query among them."""
    whole = re.findall(rf'"{SITE}(/v1/[^"]+)"', PAGE)
    parts = re.findall(r'RelativePath = "([^"]+)", Query = \[(.*?)\]\]', PAGE, re.DOTALL)
    return whole + [f"/{path}?" + urlencode(re.findall(r'(\w+) = "([^"]*)"', query)) for path, query in parts]


def test_the_page_gives_addresses_to_sheets_and_to_excel():
    assert len(addresses()) == PAGE.count(SITE) == 3


@pytest.mark.parametrize("address", addresses())
def test_an_address_for_spreadsheets_answers_csv(seeded_sqlite_client, address):
    answer = seeded_sqlite_client.get(address)
    assert answer.content_type.partition(";")[0] == "text/csv"
    assert len(rows(answer)) > 2


def test_the_types_of_power_query_are_of_columns_that_it_asks_for():
    (asked,) = re.findall(r'fields = "([^"]+)"', PAGE)
    typed = set(re.findall(r'\{"(\w+)", type', PAGE))
    assert typed == {"date_start", "date_end", "event_code", "goldstein"}
    assert typed <= set(asked.split(",")) <= {column.name for column in FLAT[Kind.EVENT]}


def loaded_at(port: int) -> subprocess.CompletedProcess[bytes]:
    given = os.environ | {"DATELINE_API": f"http://127.0.0.1:{port}"}
    # A module, as everything of Framework is; node tells by a file beside it, which is Framework's.
    command = ["node", "--input-type=module", "-"]
    return subprocess.run(command, env=given, input=LOADER.read_bytes(), capture_output=True, check=False)


def test_the_loader_writes_an_export(sqlite):
    with serving_at(sqlite.new(sqlite.seeded), workers=1) as server:
        written = loaded_at(server.port)
        (fields,) = re.findall(r'fields: "([^"]+)"', LOADER.read_text())
        _, _, body = server.get(f"/v1/events/export?date__gte=2024-01&fields={fields}")
    assert (written.returncode, written.stdout.decode()) == (0, body)
    assert body.count("\r\n") == 28


def test_the_loader_fails_where_the_service_refuses(sqlite):
    with serving_at(sqlite.new(sqlite.seeded), workers=1, export_rows=3) as server:
        written = loaded_at(server.port)
    assert written.returncode != 0
    assert b"ask in parts" in written.stderr
    assert written.stdout == b""
