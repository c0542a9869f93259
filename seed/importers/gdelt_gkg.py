"""GDELT's knowledge graph: a row says what one article is about, whom it names and what it quotes.

Columns: the codebook of the Global Knowledge Graph 2.1 (27). Cells hold lists whose items end in the position in GDELT's
own copy of the text, which nobody else has.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

from schemas.codebook import code_with
from seed.importers import gdelt
from seed.importers.format import Doubt, Format, Row, Tabs, Told
from seed.importers.values import UNKNOWN_COUNTRY, complaint, decimal
from seed.records import Actor, ArticleRecord, QuoteRecord, Span

COLUMNS = (
    "GKGRECORDID",
    "V2.1DATE",
    "V2SOURCECOLLECTIONIDENTIFIER",
    "V2SOURCECOMMONNAME",
    "V2DOCUMENTIDENTIFIER",
    "V1COUNTS",
    "V2.1COUNTS",
    "V1THEMES",
    "V2ENHANCEDTHEMES",
    "V1LOCATIONS",
    "V2ENHANCEDLOCATIONS",
    "V1PERSONS",
    "V2ENHANCEDPERSONS",
    "V1ORGANIZATIONS",
    "V2ENHANCEDORGANIZATIONS",
    "V1.5TONE",
    "V2.1ENHANCEDDATES",
    "V2GCAM",
    "V2.1SHARINGIMAGE",
    "V2.1RELATEDIMAGES",
    "V2.1SOCIALIMAGEEMBEDS",
    "V2.1SOCIALVIDEOEMBEDS",
    "V2.1QUOTATIONS",
    "V2.1ALLNAMES",
    "V2.1AMOUNTS",
    "V2.1TRANSLATIONINFO",
    "V2EXTRASXML",
)
NAMED_IN = (("V2ENHANCEDPERSONS", "person"), ("V2ENHANCEDORGANIZATIONS", "organization"))

RECORD_ID = re.compile(r"\d{14}-T?\d+", re.ASCII)
# kind#name#country#province#district#latitude#longitude#feature#position
LOCATION = re.compile(r"([1-5])#([^#]+)#([^#]*)#[^#]*#[^#]*#[^#]*#[^#]*#[^#]*#\d+", re.ASCII)
QUOTATION = re.compile(r"(\d{1,9})\|\d+\|([^|]*)\|(.+)", re.ASCII | re.DOTALL)
# A quotation may hold # itself: only before a position and a length does the next one begin.
NEXT_QUOTATION = re.compile(r"#(?=\d+\|\d+\|)", re.ASCII)
TITLE = re.compile(r"<PAGE_TITLE>(.*?)</PAGE_TITLE>", re.DOTALL)
AUTHORS = re.compile(r"<PAGE_AUTHORS>(.*?)</PAGE_AUTHORS>", re.DOTALL)

COUNTRY = "1"


def looks(row: Row) -> bool:
    """Whether id, time and collection are what they are in GDELT's knowledge graph."""
    return (
        RECORD_ID.fullmatch(row["GKGRECORDID"]) is not None
        and len(row["V2.1DATE"]) == 14
        and row["V2SOURCECOLLECTIONIDENTIFIER"] in gdelt.COLLECTIONS
    )


def records(row: Row) -> tuple[Told, ...]:
    """Make the publisher, the article with whom it names, and its quotes. Raises BadRow."""
    if RECORD_ID.fullmatch(row["GKGRECORDID"]) is None:
        raise complaint("GKGRECORDID", row["GKGRECORDID"], "a time, a hyphen and a number")
    document = gdelt.identified(row, "V2DOCUMENTIDENTIFIER", "V2SOURCECOMMONNAME", "V2SOURCECOLLECTIONIDENTIFIER")
    return (*_foreign(row), document.source, _article(row, document), *_quotes(row, document.key))


def _article(row: Row, document: gdelt.Document) -> ArticleRecord:
    extras = row["V2EXTRASXML"]
    return gdelt.article(
        document,
        gdelt.seen(row["V2.1DATE"], "V2.1DATE"),
        gdelt.language(row["V2.1TRANSLATIONINFO"]),
        title=_written(TITLE, extras) or None,
        authors=tuple(dict.fromkeys(_items(_written(AUTHORS, extras)))),
        # Whoever is named in several places of the text is named once here.
        named=tuple(dict.fromkeys((*_people_and_bodies(row), *_places(row)))),
        tone=decimal(row["V1.5TONE"].partition(",")[0], "V1.5TONE", -100, 100),
        stub=False,
    )


def _written(element: re.Pattern[str], extras: str) -> str:
    found = element.search(extras)
    return unescape(found[1]).strip() if found else ""


def _items(cell: str) -> Iterator[str]:
    """Split what stands between semicolons; one at the end of a cell begins no item."""
    return (item.strip() for item in cell.split(";") if item.strip())


def _people_and_bodies(row: Row) -> Iterator[Actor]:
    for column, kind in NAMED_IN:
        for item in _items(row[column]):
            name, _, position = item.rpartition(",")
            if not name or not gdelt.is_whole(position):
                raise complaint(column, item, "a name, a comma and a position", "holds")
            yield Actor(name, kind=kind)


def _places(row: Row) -> Iterator[Actor]:
    for item in _items(row["V2ENHANCEDLOCATIONS"]):
        found = LOCATION.fullmatch(item)
        if found is None:
            raise complaint("V2ENHANCEDLOCATIONS", item, "nine parts between #, a kind from 1 to 5 first", "holds")
        kind, name, fips = found.groups()
        country = code_with("country", "fips", fips)
        # What GDELT takes for a country and ISO does not is a place.
        yield Actor(name, country=country, kind="country" if kind == COUNTRY and country else "place")


def _foreign(row: Row) -> list[Doubt]:
    """Doubt places in a country that is not known: there is no event that could keep them."""
    places = (LOCATION.fullmatch(item) for item in _items(row["V2ENHANCEDLOCATIONS"]))
    known = all(gdelt.country_of_place(found[3]) for found in places if found and found[3])
    return [] if known else [Doubt(UNKNOWN_COUNTRY, ())]


def _quotes(row: Row, article: str) -> Iterator[QuoteRecord]:
    """Read the quotations. A stated length that disagrees with the text gives way to it; none has a speaker."""
    cell = row["V2.1QUOTATIONS"]
    for item in NEXT_QUOTATION.split(cell) if cell else ():
        found = QUOTATION.fullmatch(item)
        if found is None:
            raise complaint("V2.1QUOTATIONS", item, "position|length|verb|quotation", "holds")
        position, verb, text = found.groups()
        start = int(position)
        yield QuoteRecord(
            key=f"gdelt/{row['GKGRECORDID']}/{position}",
            dataset=gdelt.DATASET.slug,
            article=article,
            kind="direct",
            content=(Span(start, start + len(text), text),),
            cue=None,
            cue_lemma=verb or None,
            speaker=None,
            speaker_as_written=None,
        )


FORMAT = Format(
    name="gdelt-gkg",
    title="GDELT knowledge graph 2.1: whom articles name and quote",
    dataset=gdelt.DATASET,
    layouts=(Tabs(COLUMNS),),
    looks=looks,
    records=records,
)
