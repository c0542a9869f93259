"""The README tells the truth: its requests answer as printed, its commands and links lead somewhere."""

from __future__ import annotations

import re
import shutil
import tomllib

import pytest

from tests.engines import seed_records
from tests.printed import ROOT, answered, blocks, comparable, examples, serving

README = "README.md"


@pytest.fixture(scope="module")
def served(sqlite):
    """A server of the seed document: its address, and the URL of its store."""
    url = sqlite.new(sqlite.seeded)
    with serving(url) as address:
        yield address, url


@pytest.mark.skipif(shutil.which("curl") is None, reason="needs curl")
@pytest.mark.parametrize("example", examples(README), ids=str)
def test_a_request_of_the_readme_answers_as_printed(example, served):
    language = example.answer.language
    assert comparable(language, answered(example, *served)) == comparable(language, example.answer.text)


def test_the_readme_shows_five_requests_and_pandas():
    assert [example.asked.language for example in examples(README)] == ["sh"] * 5 + ["python"]


def test_the_readme_begins_with_what_the_package_says_of_itself():
    description = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["description"]
    assert (ROOT / README).read_text().splitlines()[2] == description


def test_every_make_target_of_the_readme_exists():
    named = {target for block in blocks(README) for target in re.findall(r"^make (\S+)", block.text, re.MULTILINE)}
    listed = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    assert named == {"serve", "test"}
    assert named <= listed


@pytest.mark.parametrize("name", ["events", "quotes", "entities"])
def test_the_readme_counts_what_the_seed_holds(name):
    assert f"{len(getattr(seed_records(), name))} {name}" in (ROOT / README).read_text()
