"""The annotated sets are read as they are meant, and the extraction is measured on them where they are at hand."""

from __future__ import annotations

import json
import shutil
from datetime import date

import pytest

pytest.importorskip("spacy", reason="needs the extra extract")

from seed.annotation import SEED_DOCUMENT, read_annotation
from seed.evaluate import moments, people, petrarch, plover, wikinews
from seed.evaluate.extracted import measured
from seed.evaluate.plover import Coded, coded
from tests.extraction import story_of
from tests.loads import REAL


@pytest.mark.parametrize(
    ("when", "start", "end"),
    [
        ("2007", date(2007, 1, 1), date(2007, 12, 31)),
        ("2008-02", date(2008, 2, 1), date(2008, 2, 29)),
        ("2008-02-03", date(2008, 2, 3), date(2008, 2, 3)),
    ],
)
def test_a_year_a_month_and_a_day_are_intervals(when, start, end):
    assert wikinews.interval(when) == (start, end)


@pytest.mark.parametrize(
    ("written", "name"),
    [("the United States", "United States"), ("Trump 's", "Trump"), ("Hamas’", "Hamas"), ("the", "the")],
)
def test_a_name_counts_without_article_and_possessive_ending(written, name):
    assert wikinews.trimmed(f"In {written} today", 3, 3 + len(written)).text == name


def test_types_of_2016_are_read_as_those_of_2021():
    sentence = {"event": "DEMAND", "source": [{"code": "JAP"}], "target": ""}
    assert coded(sentence) == Coded("REQUEST", frozenset({"JPN"}), frozenset())


@pytest.mark.parametrize(
    ("known", "found", "fits"),
    [
        (("AID", "USA", "SYR"), ("AID", "USA", "SYR"), True),
        (("AID", "USA", "SYR"), ("AID", "USA GBR", "SYR"), True),
        (("AID", "USA", "SYR"), ("AGREE", "USA", "SYR"), False),
        (("AID", "USA", "SYR"), ("AID", "SYR", "USA"), False),
        (("AID", "USA", "SYR"), ("AID", "USA", ""), False),
        (("RETREAT", "USA", ""), ("RETREAT", "USA", "SYR"), False),
        (("AGREE", "USA SYR", ""), ("AGREE", "SYR", "USA"), True),
        (("AGREE", "USA SYR", ""), ("AGREE", "SYR", ""), False),
    ],
)
def test_a_coded_event_fits_with_a_country_in_common_on_either_side(known, found, fits):
    one, other = (
        Coded(kind, frozenset(first.split()), frozenset(second.split())) for kind, first, second in (known, found)
    )
    assert one.fits(other) is fits


def test_the_extraction_is_measured_on_the_seed_document():
    story_of("The parser is there.")
    result = measured("seed", read_annotation(SEED_DOCUMENT))
    assert (result.of(people.NAMES).f or 0) > 0.9
    assert result.of(people.FURNITURE).false == ()
    assert (result.of(moments.VALUES).recall or 0) > 0.8


@pytest.mark.skipif(not REAL.exists(), reason=f"needs {REAL}")
@pytest.mark.parametrize("one", [plover, wikinews, petrarch])
def test_the_sets_are_read(one, tmp_path):
    story_of("The parser is there.")
    file = shutil.copytree(REAL / one.FILE.parent, tmp_path / "set") / one.FILE.name
    file.write_text(json.dumps(json.loads(file.read_text(encoding="utf-8"))[:3]), encoding="utf-8")
    assert {result.known > 0 for result in one.measured(file).results} == {True}
