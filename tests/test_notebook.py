"""The notebook of the examples runs from its first cell to its last against a live service, and shows what it says."""

from __future__ import annotations

import os
import re
from io import StringIO
from typing import Any

import nbformat
import pandas as pd
import pytest
from nbclient import NotebookClient

from tests.clients import client_of, found
from tests.printed import ROOT
from tests.servers import serving_at

NOTEBOOK = ROOT / "examples/quickstart.ipynb"
KEPT_BYTES = 20_000


@pytest.fixture(scope="module")
def ran(sqlite, tmp_path_factory) -> dict[str, list[Any]]:
    """What each tagged cell gave."""
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    home = tmp_path_factory.mktemp("jupyter")
    with serving_at(sqlite.new(sqlite.seeded), workers=1) as server:
        given = {"DATELINE_API": f"http://127.0.0.1:{server.port}", "IPYTHONDIR": str(home)}
        NotebookClient(notebook, timeout=60, kernel_name="python3").execute(env=os.environ | given)
    return {tag: cell.outputs for cell in notebook.cells for tag in cell.metadata.get("tags", ())}


def shown(outputs: list[Any], form: str) -> str:
    (content,) = [output.data[form] for output in outputs if form in output.get("data", {})]
    return str(content)


def table(outputs: list[Any]) -> pd.DataFrame:
    (frame,) = pd.read_html(StringIO(shown(outputs, "text/html")))
    return frame


def test_it_shows_the_events_of_an_export(ran, seeded_sqlite):
    (first, *_) = found(client_of(seeded_sqlite), "/v1/events?limit=1")["data"]
    assert len(table(ran["table"])) == 5
    assert table(ran["table"])["event_label"][0] == first["type"]["label"]


def test_it_plots(ran):
    assert len(shown(ran["plot"], "image/png")) > 5_000


def test_its_map_has_a_mark_for_each_event_with_a_point(ran, seeded_sqlite):
    listed = found(client_of(seeded_sqlite), "/v1/events?place_precision__not=country&limit=200&fields=place")["data"]
    points = [event for event in listed if event["place"] and event["place"]["latitude"] is not None]
    marks = re.findall(r"L\.circleMarker\(", shown(ran["map"], "text/html"))
    assert len(marks) == len(points) > 0


def test_it_reads_all_pages(ran, seeded_sqlite):
    every = found(client_of(seeded_sqlite), "/v1/quotes?sort=date&limit=200")["data"]
    # pandas cuts long texts where it shows them.
    assert [text[:40] for text in table(ran["cursor"])["text"]] == [quote["text"][:40] for quote in every]
    assert len(every) == 12


def test_its_study_has_a_column_for_each_day_of_an_assault(ran):
    (words,) = [output.text for output in ran["study"] if output.output_type == "stream"]
    days = int(re.findall(r"assaults: (\d+);", words)[0])
    frame = table(ran["study"])
    assert len(frame) >= 15
    assert frame.shape[1] == days + 2
    assert days > 1


def test_it_is_kept_without_what_it_shows():
    cells = nbformat.read(NOTEBOOK, as_version=4).cells
    assert [cell.id for cell in cells if cell.cell_type == "code" and (cell.outputs or cell.execution_count)] == []
    assert NOTEBOOK.stat().st_size < KEPT_BYTES
