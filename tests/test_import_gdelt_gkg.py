"""Rows of GDELT's knowledge graph as records, and the rows that are refused."""

from __future__ import annotations

import csv
from datetime import UTC, datetime
from pathlib import Path

import pytest

from seed.importers.format import BadRow, Doubt, Row, Tabs
from seed.importers.formats import formats
from seed.importers.gdelt_gkg import COLUMNS, FORMAT, looks, records
from seed.records import Actor, ArticleRecord, QuoteRecord, SourceRecord, Span

SHARED = Path(__file__).parents[2] / "shared"
REAL_FILE = "20170701234500.gkg.csv"

EXTRAS = (
    "<PAGE_LINKS>https://example.org/</PAGE_LINKS>"
    "<PAGE_AUTHORS>Jane Doe;Smith &amp; Sons;</PAGE_AUTHORS>"
    "<PAGE_TITLE>A &#x22;visit&#x22; to Springfield </PAGE_TITLE>"
)
# What stands in a row where a test says nothing else: a page in English that names three and quotes one.
PAGE = dict.fromkeys(COLUMNS, "") | {
    "GKGRECORDID": "20240805101500-7",
    "V2.1DATE": "20240805101500",
    "V2SOURCECOLLECTIONIDENTIFIER": "1",
    "V2SOURCECOMMONNAME": "example.org",
    "V2DOCUMENTIDENTIFIER": "https://www.example.org/visit?fbclid=x",
    "V2ENHANCEDPERSONS": "Jane Doe,104;Jane Doe,390;",
    "V2ENHANCEDORGANIZATIONS": "Springfield City Council,12",
    "V2ENHANCEDLOCATIONS": "1#Canadian#CA#CA##60#-95#CA#33;1#Canadian#CA#CA##60#-95#CA#80",
    "V1.5TONE": "-2.5,1.2,3.7,4.9,20.1,0,312",
    "V2.1QUOTATIONS": "145|16|said|We came in peace",
    "V2EXTRASXML": EXTRAS,
}


def row(cells: dict[str, str]) -> Row:
    return PAGE | cells


def article(cells: dict[str, str]) -> ArticleRecord:
    [found] = [one for one in records(row(cells)) if isinstance(one, ArticleRecord)]
    return found


def quotes(cell: str) -> list[QuoteRecord]:
    found = records(row({"V2.1QUOTATIONS": cell}))
    return [record for record in found if isinstance(record, QuoteRecord)]


def spans(cell: str) -> list[Span]:
    return [quote.content[0] for quote in quotes(cell)]


def places(cell: str) -> tuple[Actor, ...]:
    found = article({"V2ENHANCEDPERSONS": "", "V2ENHANCEDORGANIZATIONS": "", "V2ENHANCEDLOCATIONS": cell})
    return tuple(actors_of(found))


# The format


def actors_of(article: ArticleRecord) -> list[Actor]:
    return [named for named in article.named if isinstance(named, Actor)]


def test_the_format_is_found_by_its_name():
    assert formats()["gdelt-gkg"] is FORMAT
    assert FORMAT.layouts == (Tabs(COLUMNS),)
    assert len(COLUMNS) == 27


@pytest.mark.parametrize("number", ["20240805101500-7", "20240805101500-T112"])
def test_a_row_of_the_graph_is_told_by_its_cells(number):
    assert looks(row({"GKGRECORDID": number}))


@pytest.mark.parametrize(
    "cells",
    [{"GKGRECORDID": "900000001"}, {"V2.1DATE": "20240805"}, {"V2SOURCECOLLECTIONIDENTIFIER": "web"}],
)
def test_a_row_of_something_else_is_told_by_its_cells(cells):
    assert not looks(row(cells))


# What becomes of a row


def test_a_row_becomes_the_publisher_the_article_and_its_quotes():
    assert records(row({})) == (
        SourceRecord(key="example.org", name="example.org", domain="example.org", stub=True),
        ArticleRecord(
            key="https://www.example.org/visit",
            dataset="gdelt",
            source="example.org",
            text="",
            title='A "visit" to Springfield',
            published=datetime(2024, 8, 5, 10, 15, tzinfo=UTC),
            published_precision="instant",
            published_basis="origin",
            published_note="When GDELT first saw it.",
            url="https://www.example.org/visit",
            authors=("Jane Doe", "Smith & Sons"),
            language="en",
            named=(
                Actor("Jane Doe", kind="person"),
                Actor("Springfield City Council", kind="organization"),
                Actor("Canadian", country="CAN", kind="country"),
            ),
            tone=-2.5,
        ),
        QuoteRecord(
            key="gdelt/20240805101500-7/145",
            dataset="gdelt",
            article="https://www.example.org/visit",
            kind="direct",
            content=(Span(145, 161, "We came in peace"),),
            cue=None,
            cue_lemma="said",
            speaker=None,
            speaker_as_written=None,
        ),
    )


def test_what_is_no_web_page_has_no_address():
    cells = {"V2SOURCECOLLECTIONIDENTIFIER": "2", "V2SOURCECOMMONNAME": "BBC Monitoring"}
    found = article(cells | {"V2DOCUMENTIDENTIFIER": "Evening bulletin"})
    assert (found.key, found.url, found.source) == ("gdelt/Evening bulletin", None, "BBC Monitoring")


def test_title_authors_tone_and_names_may_be_missing():
    empty = dict.fromkeys(
        ("V2EXTRASXML", "V1.5TONE", "V2ENHANCEDPERSONS", "V2ENHANCEDORGANIZATIONS", "V2ENHANCEDLOCATIONS"), ""
    )
    found = article(empty)
    assert (found.title, found.authors, found.tone, found.named) == (None, (), None, ())


def test_the_language_is_that_of_the_original():
    assert article({"V2.1TRANSLATIONINFO": "srclc:fra; eng:Moses 2.1.1"}).language == "fr"


def test_a_name_may_hold_commas():
    assert article({"V2ENHANCEDPERSONS": "Doe, Jane,104"}).named[0] == Actor("Doe, Jane", kind="person")


@pytest.mark.parametrize("kind", ["2", "3", "4", "5"])
def test_a_place_within_a_country_is_a_place(kind):
    written = f"{kind}#Springfield, Ontario, Canada#CA#CA08#12755#42.8333#-80.9333#-574890#17"
    assert places(written) == (Actor("Springfield, Ontario, Canada", country="CAN", kind="place"),)


def test_a_country_that_iso_does_not_know_is_a_place_and_counted():
    atlantis = "1#Atlantis#XX#XX##0#0#XX#17"
    assert places(atlantis) == (Actor("Atlantis", kind="place"),)
    assert records(row({"V2ENHANCEDLOCATIONS": atlantis}))[0] == Doubt("rows with a country that is not known", ())


# Quotes


def test_a_quote_has_no_verb_where_none_is_given():
    assert quotes("145|16||We came in peace")[0].cue_lemma is None


def test_no_quotations_are_no_quotes():
    assert quotes("") == []


def test_quotes_stand_one_after_the_other():
    assert spans("10|4||Yes!#90|3|said|No.") == [Span(10, 14, "Yes!"), Span(90, 93, "No.")]


def test_a_quote_may_hold_what_parts_quotes():
    assert spans("10|10||We are #1 | at last#90|3||No.") == [Span(10, 29, "We are #1 | at last"), Span(90, 93, "No.")]


def test_a_length_that_disagrees_gives_way_to_the_text():
    assert spans("10|99||Yes!") == [Span(10, 14, "Yes!")]


# What is refused


@pytest.mark.parametrize(
    ("cells", "fault"),
    [
        ({"GKGRECORDID": "7"}, "GKGRECORDID is '7', it should be a time, a hyphen and a number."),
        (
            {"V2SOURCECOLLECTIONIDENTIFIER": "9"},
            "V2SOURCECOLLECTIONIDENTIFIER is '9', it should be a number from 1 to 6.",
        ),
        ({"V2DOCUMENTIDENTIFIER": ""}, "V2DOCUMENTIDENTIFIER is '', it should be what names the document."),
        (
            {"V2.1DATE": "2024080"},
            "V2.1DATE is '2024080', it should be a time as YYYYMMDDHHMMSS or a day as YYYYMMDD.",
        ),
        ({"V1.5TONE": "low,1"}, "V1.5TONE is 'low', it should be a number from -100 to 100."),
        (
            {"V2ENHANCEDPERSONS": "Jane Doe,104;John Roe"},
            "V2ENHANCEDPERSONS holds 'John Roe', it should be a name, a comma and a position.",
        ),
        (
            {"V2ENHANCEDORGANIZATIONS": ",12"},
            "V2ENHANCEDORGANIZATIONS holds ',12', it should be a name, a comma and a position.",
        ),
        (
            {"V2ENHANCEDLOCATIONS": "1#Canada#CA#CA#60#-95#CA"},
            "V2ENHANCEDLOCATIONS holds '1#Canada#CA#CA#60#-95#CA', "
            "it should be nine parts between #, a kind from 1 to 5 first.",
        ),
        (
            {"V2.1QUOTATIONS": "145|16|said"},
            "V2.1QUOTATIONS holds '145|16|said', it should be position|length|verb|quotation.",
        ),
        (
            {"V2.1QUOTATIONS": "9999999999|2||No"},
            "V2.1QUOTATIONS holds '9999999999|2||No', it should be position|length|verb|quotation.",
        ),
        (
            {"V2.1QUOTATIONS": "We " * 50},
            f"V2.1QUOTATIONS holds '{'We ' * 26}We…', it should be position|length|verb|quotation.",
        ),
        (
            {"V2.1QUOTATIONS": "145|16||"},
            "V2.1QUOTATIONS holds '145|16||', it should be position|length|verb|quotation.",
        ),
    ],
)
def test_a_row_that_cannot_be_read_is_refused(cells, fault):
    with pytest.raises(BadRow) as refused:
        records(row(cells))
    assert str(refused.value) == fault


# The real file


def test_every_real_row_becomes_an_article_with_whom_it_names_and_quotes():
    path = SHARED / "data" / "gdelt" / REAL_FILE
    if not path.exists():
        pytest.skip(f"{REAL_FILE} is only where the data samples lie beside the checkout")
    with path.open(encoding="utf-8", newline="") as file:
        rows = [dict(given) for given in csv.DictReader(file, COLUMNS, delimiter="\t", quoting=csv.QUOTE_NONE)]
    assert all(looks(given) for given in rows)
    articles = [article(given) for given in rows]
    assert len({found.key for found in articles}) == len(rows) == 25
    assert [len(quotes(given["V2.1QUOTATIONS"])) for given in rows if given["V2.1QUOTATIONS"]] == [2, 1, 1, 1, 2]
    names = {(named.kind, named.name) for found in articles for named in actors_of(found)}
    assert {("person", "Borut Pahor"), ("organization", "Amnesty International")} <= names
    assert [sum(named.kind == "country" for named in actors_of(found)) for found in articles[:2]] == [1, 16]
