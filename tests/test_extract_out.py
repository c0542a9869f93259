"""What an article says, written as JSON, is what the loader of records reads."""

from __future__ import annotations

from dataclasses import replace

import orjson
import pytest

from seed.annotation import SEED_DOCUMENT, read_annotation
from seed.extract.out import as_json, as_object
from seed.importers.records import records
from seed.records import Batch


@pytest.fixture(scope="module")
def batch() -> Batch:
    return read_annotation(SEED_DOCUMENT)


def read_again(line):
    return list(records({"json": orjson.dumps(line, option=orjson.OPT_UTC_Z).decode()}))


@pytest.mark.parametrize("kind", ["entities", "events", "quotes"])
def test_every_line_is_read_as_the_record_that_it_was(batch, kind):
    told = [one for each in as_object(batch)[kind] for one in read_again(each)]
    assert told == list(getattr(batch, kind))


@pytest.mark.parametrize("kind", ["dataset", "source", "article"])
def test_what_there_is_one_of_is_read_as_the_record_that_it_was(batch, kind):
    assert read_again(as_object(batch)[kind]) == [getattr(batch, f"{kind}s")[0]]


def test_an_article_of_no_publisher_names_none(batch):
    assert "source" not in as_object(replace(batch, sources=()))


def test_the_json_of_an_article_is_one_line(batch):
    written = as_json(batch)
    assert written.endswith("}\n")
    assert written.count("\n") == 1
