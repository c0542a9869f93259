"""What GDELT's three tables have in common: articles that it saw, times, numbers, actors and places.

Rows repeat one another: an article stands in seven rows, an actor in hundreds. So whatever follows from a few cells alone
is made once and kept (`KEPT` of a kind, the latest).
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import NamedTuple

from babel.core import get_global

from schemas.codebook import code_with, codebook, label
from seed.addresses import canonical, domain
from seed.importers.format import BadRow, Row
from seed.importers.values import ORGANIZATIONS, SECTORS, complaint, decimal, site
from seed.records import Actor, ArticleRecord, DatasetRecord, Place, SourceRecord

DATASET = DatasetRecord(
    slug="gdelt",
    title="GDELT 2.0: events, mentions and knowledge graph that programs read from the world's news",
    version="2.0",
    publisher="The GDELT Project",
    licence="GDELT terms: free use with citation",
    citation="The GDELT Project, https://www.gdeltproject.org/",
    url="https://www.gdeltproject.org/",
    text_served="none",
)

KEPT = 16_384
FIRST_SEEN = "When GDELT first saw it."

# Where a document comes from: MentionType of mentions, V2SOURCECOLLECTIONIDENTIFIER of the knowledge graph.
COLLECTIONS = frozenset("123456")
WEB = "1"

ACTOR_COLUMNS = (
    "Code",
    "Name",
    "CountryCode",
    "KnownGroupCode",
    "EthnicCode",
    "Religion1Code",
    "Religion2Code",
    "Type1Code",
    "Type2Code",
    "Type3Code",
)
PLACE_COLUMNS = ("Type", "FullName", "CountryCode", "ADM1Code", "Lat", "Long")

NOWHERE = "0"
MOST_DIGITS = 18

SOURCE_LANGUAGE = re.compile(r"\bsrclc:([a-z]{3})\b")


class Seen(NamedTuple):
    """When GDELT saw something: midnight and `day` where it says no more."""

    at: datetime
    precision: str


class Document(NamedTuple):
    """What GDELT read, and who published it."""

    key: str
    url: str | None
    source: SourceRecord


def article(
    document: Document,
    seen: Seen,
    language: str,
    *,
    title: str | None = None,
    authors: tuple[str, ...] = (),
    named: tuple[Actor, ...] = (),
    tone: float | None = None,
    stub: bool = True,
) -> ArticleRecord:
    """Make the record of an article: GDELT has its address, never its text."""
    return ArticleRecord(
        key=document.key,
        dataset=DATASET.slug,
        source=document.source.key,
        text="",
        title=title,
        published=seen.at,
        published_precision=seen.precision,
        published_basis="origin",
        published_note=FIRST_SEEN,
        url=document.url,
        authors=authors,
        language=language,
        named=named,
        tone=tone,
        stub=stub,
    )


@lru_cache(KEPT)
def document(identifier: str, source: str, collection: str = WEB) -> Document:
    """Tell a web page by its address, anything else by GDELT's own identifier and the source that it names."""
    host = domain(identifier) if collection == WEB else None
    if host is not None:
        url = canonical(identifier)
        return Document(url, url, site(host))
    return Document(f"gdelt/{identifier}", None, SourceRecord(key=source, name=source, stub=True))


def identified(row: Row, identifier: str, source: str, collection: str) -> Document:
    """Find the document of a row by its columns of these names. Raises BadRow."""
    if row[collection] not in COLLECTIONS:
        raise complaint(collection, row[collection], "a number from 1 to 6")
    if not row[identifier]:
        raise complaint(identifier, "", "what names the document")
    found = document(row[identifier], row[source], row[collection])
    if not found.source.key:
        raise complaint(source, "", "who published it, where that is no address")
    return found


@lru_cache(KEPT)
def day(text: str, column: str) -> date:
    """Read YYYYMMDD. Raises BadRow."""
    if len(text) == 8 and is_whole(text):
        try:
            return date.fromisoformat(text)
        except ValueError:
            pass
    raise complaint(column, text, "a day as YYYYMMDD")


@lru_cache(KEPT)
def seen(text: str, column: str) -> Seen:
    """Read YYYYMMDDHHMMSS (GDELT 2.0) or YYYYMMDD (1.0), in UTC. Raises BadRow."""
    if len(text) == 8:
        on = day(text, column)
        return Seen(datetime(on.year, on.month, on.day, tzinfo=UTC), "day")
    if len(text) == 14 and is_whole(text):
        try:
            return Seen(datetime.fromisoformat(f"{text[:8]}T{text[8:]}+00:00"), "instant")
        except ValueError:
            pass
    raise complaint(column, text, "a time as YYYYMMDDHHMMSS or a day as YYYYMMDD")


def is_whole(text: str) -> bool:
    """Whether a text is digits alone, those of ASCII, and few enough for any column of whole numbers."""
    return text.isascii() and text.isdecimal() and len(text) <= MOST_DIGITS


@lru_cache(KEPT)
def language(translation: str) -> str:
    """Give the language of the original as BCP 47: `srclc:ara;eng:GT-ARA 1.0` is "ar".

    What was not translated was English. A language without a code of two letters keeps its three, and is "und" where
    the cell names none.
    """
    if not translation:
        return "en"
    found = SOURCE_LANGUAGE.search(translation)
    if found is None:
        return "und"
    short: str = get_global("language_aliases").get(found[1], "")
    return short if len(short) == 2 else found[1]


@lru_cache(KEPT)
def actor(cells: tuple[str, ...]) -> Actor | None:
    """Make an actor of the cells of `ACTOR_COLUMNS`; None where neither code nor name is there.

    GDELT writes regions (AFR, EUR) where a country would stand: such an actor has no country.
    """
    code, name, country, known_group, *_, type1, type2, type3 = cells
    if not code and not name:
        return None
    types = (type1, type2, type3)
    organized = known_group or not ORGANIZATIONS.isdisjoint(types)
    return Actor(
        name=name or None,
        code=code or None,
        country=code_with("country", "cameo", country),
        sector=next((SECTORS[one] for one in types if one in SECTORS), None),
        kind="organization" if organized else None,
    )


@lru_cache(KEPT)
def place(cells: tuple[str, ...], side: str) -> Place | None:
    """Make a place of the cells of `PLACE_COLUMNS`; None where GDELT found none.

    `side` begins the names of the columns (ActionGeo). Where GDELT knows the country only, it writes its code as that of
    the province too: then there is none. The point 0, 0 is none either. Raises BadRow.
    """
    kind, name, fips, admin1, latitude, longitude = cells
    north, east = decimal(latitude, f"{side}_Lat", -90, 90), decimal(longitude, f"{side}_Long", -180, 180)
    if kind in ("", NOWHERE) and not name:
        return None
    precision = code_with("place_precision", "gdelt_geo_type", kind)
    if precision is None:
        raise complaint(f"{side}_Type", kind, "0 to 5, and 0 only without a place")
    country = code_with("country", "fips", fips)
    if bool(latitude) != bool(longitude):
        raise BadRow(f"{side}_Lat is {latitude!r} and {side}_Long {longitude!r}, it should be both or neither.")
    return Place(
        name=name or _unwritten_name(side, country),
        precision=precision,
        country=country,
        admin1=admin1 if admin1 != fips else None,
        latitude=north if north or east else None,
        longitude=east if north or east else None,
    )


@lru_cache(KEPT)
def region_or_country(code: str) -> bool:
    """Whether CAMEO has the code of an actor's country, or of a region, which GDELT writes in its place."""
    return code in codebook("cameo_region").codes or code_with("country", "cameo", code) is not None


@lru_cache(KEPT)
def country_of_place(code: str) -> bool:
    """Whether a code of a place's country is one of FIPS 10-4."""
    return code_with("country", "fips", code) is not None


def _unwritten_name(side: str, country: str | None) -> str:
    if country is None:
        raise complaint(f"{side}_FullName", "", "a name, or a country that has one")
    return label("country", country)
