"""The R script against a server that runs: events, aggregates, walks, waiting, and what it says of what is wrong."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import closing
from itertools import pairwise
from typing import Any

import pytest

from schemas.flat import FLAT
from seed.records import EntityRecord
from service import logs
from store.engine import open_store
from store.identity import Kind, record_id
from store.keys import add_key
from store.writing import writing
from tests.builders import dataset, entity, event, loaded
from tests.engines import seed_records
from tests.printed import ADDRESS, ROOT, Block, blocks, serving

SCRIPT = "clients/r/dateline.R"
PAGES = ("README.md", "docs/clients.md")
MANY = 450

pytestmark = pytest.mark.skipif(shutil.which("Rscript") is None, reason="needs Rscript")


@pytest.fixture(scope="module")
def server(sqlite) -> Iterator[str]:
    """The address of a server of the seed document."""
    logs.configure("json", "error")
    with serving(sqlite.new(sqlite.seeded)) as address:
        yield address


@pytest.fixture(scope="module")
def crowded(sqlite) -> Iterator[tuple[str, str]]:
    """A server of more than fits on two pages, and a key that opens its closed dataset."""
    logs.configure("json", "error")
    url = sqlite.new(sqlite.migrated)
    with closing(open_store(url)) as store:
        crowd: list[EntityRecord] = [entity(f"Group {number:03}") for number in range(MANY)]
        loaded(store, dataset("shut", access="key"), *crowd, event(key="hidden", dataset="shut", summary="Hidden"))
        with writing(store) as writer:
            secret = add_key(writer, "reader", [record_id(Kind.DATASET, "shut")])
    with serving(url, export_rows=300) as address:
        yield address, secret


def in_r(code: str) -> str:
    """Run code after the script, with warnings as they come, and give what it writes."""
    begun = f'options(warn = 1); source("{SCRIPT}"); '
    command = ["Rscript", "--vanilla", "-e", begun + code]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=60)
    assert ran.returncode == 0, ran.stderr
    return ran.stdout + ran.stderr


def read_in_r(code: str) -> Any:
    """Run an expression after the script, and read its value."""
    return json.loads(in_r(f'cat(jsonlite::toJSON({{ {code} }}, auto_unbox = TRUE, digits = NA, na = "null"))'))


def test_events_are_a_frame_with_the_columns_of_exports(server):
    columns, rows, codes, types = read_in_r(
        f'events <- dateline_events(dateline("{server}"));'
        "list(names(events), nrow(events), events$event_code, c(class(events$goldstein), class(events$mentions)))"
    )
    assert columns == [column.name for column in FLAT[Kind.EVENT]]
    assert rows == len(seed_records().events)
    assert any(code.startswith("0") for code in codes)
    assert types == ["numeric", "integer"]


def test_parameters_are_those_of_the_api(server):
    found = read_in_r(
        f'server <- dateline("{server}");'
        'one <- dateline_events(server, actor = "Iran", date__gte = as.Date("2024-08-01"), fields = c("status", "dataset"),'
        '  status = c("asserted", "denied"), place__isnull = NULL, updated__gt = ISOdatetime(2024, 1, 1, 0, 0, 0));'
        "near <- dateline_events(server, near = c(35.7, 51.4), radius_km = 50, place__isnull = FALSE, limit = 1);"
        'places <- dateline_events(server, collection = "entities", name = c("Washington, D.C.", "Tehran"));'
        "list(one, nrow(near), places$name)"
    )
    assert found == [[{"status": "asserted", "dataset": "seed"}] * 2, 1, ["Tehran", "Washington, D.C."]]


def test_an_aggregate_is_a_frame(server):
    rows = read_in_r(
        f'dateline_aggregate(dateline("{server}"), group_by = "date:month", metric = c("count", "avg:goldstein"))'
    )
    assert [row["count"] for row in rows] == [4, 0, 0, 7, 16]
    assert set(rows[0]) == {"date", "count", "avg_goldstein"}


def test_a_walk_goes_from_page_to_page(crowded):
    code = (
        f'server <- dateline("{crowded[0]}"); pages <- c();'
        'walk <- function(...) dateline_walk(server, "/v1/entities", sort = "name", ...);'
        "all <- walk(each = function(page) pages <<- c(pages, length(page)));"
        "list(sapply(all, function(one) one$name), pages, length(walk(limit = 201)), length(walk(each = function(page) FALSE)))"
    )
    names = [f"Group {number:03}" for number in range(MANY)]
    assert read_in_r(code) == [names, [200, 200, 50], 201, 200]


def test_a_frame_that_would_lack_rows_is_refused(crowded):
    code = (
        f'ask <- function(...) dateline_events(dateline("{crowded[0]}"), collection = "entities", ...);'
        "list(tryCatch(ask(), error = conditionMessage), nrow(ask(limit = 299)))"
    )
    refused, rows = read_in_r(code)
    assert "in parts, by date" in refused
    assert rows == 299


def test_what_is_left_out_or_not_known_is_warned_of(crowded):
    address, secret = crowded
    said = in_r(
        f'cat(nrow(dateline_events(dateline("{address}"))), nrow(dateline_events(dateline("{address}", "{secret}"))));'
        f'cat("", dim(dateline_events(dateline("{address}", "{secret}"), actor = "Atlantis")))'
    )
    assert said.startswith(f"0 1 0 {len(FLAT[Kind.EVENT])}")
    assert "this needs a key: shut" in said
    assert "nothing here is known as 'Atlantis'" in said


def test_a_problem_says_what_is_wrong_where_and_what_would_be_right(server):
    told = read_in_r(f'tryCatch(dateline_walk(dateline("{server}"), status = "denyed"), error = conditionMessage)')
    assert "A parameter is wrong" in told
    assert "status: 'denyed' is no code of status" in told
    assert "Did you mean denied?" in told


def test_it_waits_as_long_as_the_server_says(sqlite):
    with serving(sqlite.new(sqlite.seeded), rate_limit="1 per second") as address:
        waits, at_once = read_in_r(
            f'server <- dateline("{address}"); hasty <- dateline("{address}", patience = 0);'
            "waits <- nrow(dateline_events(server));"
            "list(waits, tryCatch(for (time in 1:9) dateline_aggregate(hasty), error = conditionMessage))"
        )
    assert waits == len(seed_records().events)
    assert "429" in at_once


def examples() -> list[tuple[Block, Block]]:
    """List what the pages show in R, each with the block after it, which is what it prints."""
    return [pair for page in PAGES for pair in pairwise(blocks(page)) if pair[0].language == "r"]


@pytest.mark.parametrize(("asked", "answer"), examples(), ids=lambda block: str(block.start))
def test_what_the_pages_show_prints_what_they_say(asked, answer, server):
    assert answer.language == "text"
    assert in_r(asked.text.replace(ADDRESS, server)).split() == answer.text.split()


def test_both_pages_show_r():
    assert len(examples()) == len(PAGES)
