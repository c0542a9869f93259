"""`dateline evaluate`: two annotations, wherever they are, and a page of tables."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from seed.annotation import SEED_DOCUMENT
from service.command import main

ARTICLE = '{"record": "article", "key": "a", "dataset": "d", "published": "2024-08-05", "text": "Iran spoke."%s}\n'
MENTION = ', "mentions": [{"entity": "Iran", "span": {"start": 0, "end": 4, "text": "Iran"}}]'
ENTITY = '{"record": "entity", "key": "Iran", "kind": "country", "name": "Iran"}\n'


def evaluate(*arguments: object) -> Result:
    return CliRunner().invoke(main, ["evaluate", *map(str, arguments)], prog_name="dateline")


@pytest.fixture
def files(tmp_path) -> tuple[Path, Path]:
    """Two files of records of one article: one that mentions Iran, one that does not."""
    known, found = tmp_path / "known.ndjson", tmp_path / "found.ndjson"
    known.write_text(ENTITY + ARTICLE % MENTION, encoding="utf-8")
    found.write_text(ENTITY + ARTICLE % "", encoding="utf-8")
    return known, found


def test_a_folder_is_scored_against_a_folder(tmp_path):
    copy = shutil.copytree(SEED_DOCUMENT, tmp_path / "copy")
    told = evaluate(SEED_DOCUMENT, copy)
    assert told.exit_code == 0
    assert "P 1.00  R 1.00  F 1.00     27 known    27 found  events, root code, both sides and status" in told.output


def test_files_of_records_are_scored_and_misses_listed(files):
    told = evaluate(*files, "--misses")
    assert "R  .00" in told.output
    assert "missed: 'Iran' at 0" in told.output


def test_misses_are_listed_only_where_they_are_asked_for(files):
    assert "missed:" not in evaluate(*files).output


def test_a_line_that_is_no_record_is_refused_with_its_number(files):
    known, found = files
    found.write_text(f'{ENTITY}{{"record": "article"}}\n', encoding="utf-8")
    told = evaluate(known, found)
    assert told.exit_code == 1
    assert "found.ndjson, line 2: " in told.output


def test_annotations_of_different_texts_are_refused(files):
    known, found = files
    found.write_text(found.read_text(encoding="utf-8").replace("spoke", "slept"), encoding="utf-8")
    told = evaluate(known, found)
    assert (told.exit_code, told.output) == (1, "dateline: a: The two annotations are of different texts.\n")


def test_a_page_is_written_of_the_sets_and_of_nothing_else(files, tmp_path):
    assert evaluate(files[0], "--data", tmp_path).exit_code == 2
