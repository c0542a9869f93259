"""Rows of GDELT's files of mentions as records, and the rows that are refused."""

from __future__ import annotations

import csv
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest

from seed.importers.format import BadRow, Row, Tabs
from seed.importers.formats import formats
from seed.importers.gdelt_mentions import COLUMNS, FORMAT, looks, records
from seed.records import ArticleRecord, ReportRecord, SourceRecord

SHARED = Path(__file__).parents[2] / "shared"
REAL_FILE = "20170701234500.mentions.CSV"

# What stands in a row where a test says nothing else: a page in Arabic that reports an event.
PAGE = dict.fromkeys(COLUMNS, "") | {
    "GlobalEventID": "900000001",
    "EventTimeDate": "20240804210000",
    "MentionTimeDate": "20240805101500",
    "MentionType": "1",
    "MentionSourceName": "example.org",
    "MentionIdentifier": "https://www.example.org/visit?utm_source=feed",
    "SentenceID": "4",
    "Confidence": "70",
    "MentionDocTone": "-2.5",
    "MentionDocTranslationInfo": "srclc:ara;eng:GT-ARA 1.0",
}


def row(**cells: str) -> Row:
    return PAGE | cells


def article(**cells: str) -> ArticleRecord:
    found = records(row(**cells))[1]
    assert isinstance(found, ArticleRecord)
    return found


def report(**cells: str) -> ReportRecord:
    found = records(row(**cells))[2]
    assert isinstance(found, ReportRecord)
    return found


# The format


def test_the_format_is_found_by_its_name():
    assert formats()["gdelt-mentions"] is FORMAT
    assert FORMAT.layouts == (Tabs(COLUMNS),)
    assert len(COLUMNS) == 16


def test_a_row_of_mentions_is_told_by_its_cells():
    assert looks(row())


@pytest.mark.parametrize(
    "cells",
    [
        {"GlobalEventID": "20240805101500-7"},
        {"EventTimeDate": "20240804"},
        {"MentionTimeDate": "2024-08-05 1015"},
        {"MentionType": "web"},
        {"MentionType": "0"},
        {"MentionType": ""},
    ],
)
def test_a_row_of_something_else_is_told_by_its_cells(cells):
    assert not looks(row(**cells))


# What becomes of a row


def test_a_row_becomes_the_publisher_the_article_and_the_report():
    assert records(row()) == (
        SourceRecord(key="example.org", name="example.org", domain="example.org", stub=True),
        ArticleRecord(
            key="https://www.example.org/visit",
            dataset="gdelt",
            source="example.org",
            text="",
            title=None,
            published=datetime(2024, 8, 5, 10, 15, tzinfo=UTC),
            published_precision="instant",
            published_basis="origin",
            published_note="When GDELT first saw it.",
            url="https://www.example.org/visit",
            language="ar",
            tone=-2.5,
            stub=True,
        ),
        ReportRecord(event="gdelt/900000001", article="https://www.example.org/visit", confidence=0.7),
    )


@pytest.mark.parametrize("kind", ["2", "3", "4", "5", "6"])
def test_what_is_no_web_page_has_a_named_source_and_no_address(kind):
    source, *_ = records(row(MentionType=kind, MentionSourceName="BBC Monitoring", MentionIdentifier="Doe 2009/7"))
    found = article(MentionType=kind, MentionSourceName="BBC Monitoring", MentionIdentifier="Doe 2009/7")
    assert source == SourceRecord(key="BBC Monitoring", name="BBC Monitoring", stub=True)
    assert (found.key, found.url, found.source) == ("gdelt/Doe 2009/7", None, "BBC Monitoring")


def test_a_web_page_without_an_address_is_told_by_its_identifier():
    found = article(MentionIdentifier="Evening bulletin")
    assert (found.key, found.url, found.source) == ("gdelt/Evening bulletin", None, "example.org")


def test_a_web_page_needs_no_name_of_a_source():
    assert article(MentionSourceName="").source == "example.org"


@pytest.mark.parametrize(
    ("translation", "language"),
    [
        ("srclc:spa;eng:Moses 2.1.1 / MosesCore Europarl es-en / GT-SPA 1.0", "es"),
        ("srclc:sqi;eng:GT-SQI 1.0", "sq"),
        ("srclc:zho; eng:GT-ZHO 1.0", "zh"),
        ("eng:GT-FRE 1.0;srclc:fre", "fr"),
        ("srclc:haw;eng:GT-HAW 1.0", "haw"),
        ("srclc:tgl;eng:GT-TGL 1.0", "tgl"),
        ("eng:GT 1.0", "und"),
        ("srclc:;eng:GT 1.0", "und"),
        ("", "en"),
    ],
)
def test_a_language_is_that_of_the_original(translation, language):
    assert article(MentionDocTranslationInfo=translation).language == language


@pytest.mark.parametrize(("percent", "confidence"), [("10", 0.1), ("35", 0.35), ("100", 1.0)])
def test_confidence_is_a_share_of_one(percent, confidence):
    assert report(Confidence=percent).confidence == confidence


def test_tone_may_be_missing():
    assert article(MentionDocTone="").tone is None


@pytest.mark.parametrize(
    ("cells", "fault"),
    [
        ({"GlobalEventID": "x"}, "GlobalEventID is 'x', it should be a whole number."),
        ({"MentionType": "7"}, "MentionType is '7', it should be a number from 1 to 6."),
        ({"MentionIdentifier": ""}, "MentionIdentifier is '', it should be what names the document."),
        (
            {"MentionType": "2", "MentionSourceName": ""},
            "MentionSourceName is '', it should be who published it, where that is no address.",
        ),
        (
            {"MentionTimeDate": "20241305101500"},
            "MentionTimeDate is '20241305101500', it should be a time as YYYYMMDDHHMMSS or a day as YYYYMMDD.",
        ),
        ({"MentionDocTone": "-101"}, "MentionDocTone is '-101', it should be a number from -100 to 100."),
        ({"Confidence": "9"}, "Confidence is '9', it should be a whole number from 10 to 100."),
        ({"Confidence": "110"}, "Confidence is '110', it should be a whole number from 10 to 100."),
        ({"Confidence": ""}, "Confidence is '', it should be a whole number from 10 to 100."),
    ],
)
def test_a_row_that_cannot_be_read_is_refused(cells, fault):
    with pytest.raises(BadRow) as refused:
        records(row(**cells))
    assert str(refused.value) == fault


# The real file


def test_every_real_row_becomes_a_report_of_its_event():
    path = SHARED / "data" / "gdelt" / REAL_FILE
    if not path.exists():
        pytest.skip(f"{REAL_FILE} is only where the data samples lie beside the checkout")
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, COLUMNS, delimiter="\t", quoting=csv.QUOTE_NONE, strict=True))
    assert len(rows) == 800
    assert all(looks(given) for given in rows)
    events = Counter(report(**given).event for given in rows)
    assert events == Counter(f"gdelt/{given['GlobalEventID']}" for given in rows)
    assert Counter(round(report(**given).confidence * 100) for given in rows) == Counter(
        int(given["Confidence"]) for given in rows
    )
    languages = Counter(article(**given).language for given in rows)
    assert languages.most_common(4) == [("ar", 221), ("es", 209), ("pt", 91), ("fr", 74)]
    assert {len(language) for language in languages} == {2}
