"""GDELT's event files: a row says who did what to whom, where and when, and which article said so first.

Columns: the codebooks of GDELT 2.0 (61) and 1.0 (58; 57 in the backfiles, which name no article).
"""

from __future__ import annotations

from functools import lru_cache
from itertools import compress
from operator import itemgetter
from typing import NamedTuple

from schemas.codebook import Cameo, UnknownCode, cameo
from seed.importers import gdelt
from seed.importers.format import Format, Row, Tabs
from seed.importers.values import complaint
from seed.importers.wording import summary
from seed.records import Actor, ArticleRecord, Dated, EventRecord, Evidence, Place, Record, SourceRecord

WHAT = ("GLOBALEVENTID", "SQLDATE", "MonthYear", "Year", "FractionDate")
WHO = tuple(f"Actor{side}{column}" for side in (1, 2) for column in gdelt.ACTOR_COLUMNS)
HOW = (
    "IsRootEvent",
    "EventCode",
    "EventBaseCode",
    "EventRootCode",
    "QuadClass",
    "GoldsteinScale",
    "NumMentions",
    "NumSources",
    "NumArticles",
    "AvgTone",
)
GEO = ("Type", "FullName", "CountryCode", "ADM1Code", "ADM2Code", "Lat", "Long", "FeatureID")
WHERE = tuple(f"{side}Geo_{column}" for side in ("Actor1", "Actor2", "Action") for column in GEO)

COLUMNS = (*WHAT, *WHO, *HOW, *WHERE, "DATEADDED", "SOURCEURL")
COLUMNS_1 = tuple(column for column in COLUMNS if not column.endswith("ADM2Code"))
COLUMNS_1_BACKFILE = COLUMNS_1[:-1]

actor1_cells = itemgetter(*(f"Actor1{column}" for column in gdelt.ACTOR_COLUMNS))
actor2_cells = itemgetter(*(f"Actor2{column}" for column in gdelt.ACTOR_COLUMNS))
place_cells = itemgetter(*(f"ActionGeo_{column}" for column in gdelt.PLACE_COLUMNS))

# What no field of an event holds and is worth keeping, as it stands.
NOTED = (
    "IsRootEvent",
    *(f"Actor{side}{column}" for side in (1, 2) for column in gdelt.ACTOR_COLUMNS[3:7]),
    "Actor1Geo_FullName",
    "Actor2Geo_FullName",
    "ActionGeo_CountryCode",
    "ActionGeo_FeatureID",
)
noted_cells = itemgetter(*NOTED)

UNKNOWN_PUBLISHER = "unspecified"
COUNT_LIMIT = 2**31 - 1


class Told(NamedTuple):
    """Who told of an event: what SOURCEURL comes to. `noted` is the cell itself where no record holds it as it stands."""

    records: tuple[SourceRecord | ArticleRecord, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    publishers: tuple[str, ...] = ()
    noted: tuple[tuple[str, str], ...] = ()


def looks(row: Row) -> bool:
    """Whether id, day, class and code of the event are what they are in GDELT's events."""
    return (
        gdelt.is_whole(row["GLOBALEVENTID"])
        and len(row["SQLDATE"]) == 8
        and gdelt.is_whole(row["SQLDATE"])
        and row["QuadClass"] in ("1", "2", "3", "4")
        and row["EventCode"].startswith(row["EventRootCode"])
        and len(row["DATEADDED"]) in (8, 14)
    )


def records(row: Row) -> tuple[Record, ...]:
    """Make the publisher, the article and the event that a row tells of. Raises BadRow."""
    told = _told(row.get("SOURCEURL", ""), row["DATEADDED"])
    return (*told.records, _event(row, told))


def _event(row: Row, told: Told) -> EventRecord:
    number = row["GLOBALEVENTID"]
    if not gdelt.is_whole(number):
        raise complaint("GLOBALEVENTID", number, "a whole number")
    what = _what(row["EventCode"])
    when, flag = _when(row["SQLDATE"], row["DATEADDED"])
    actor1, actor2 = gdelt.actor(actor1_cells(row)), gdelt.actor(actor2_cells(row))
    place = gdelt.place(place_cells(row), "ActionGeo")
    return EventRecord(
        key=f"gdelt/{number}",
        dataset=gdelt.DATASET.slug,
        origin_id=number,
        date=when,
        cameo=what.code,
        status="asserted",
        summary=_summary(what, actor1, actor2, place),
        actor1=(actor1,) if actor1 else (),
        actor2=(actor2,) if actor2 else (),
        goldstein=gdelt.number(row["GoldsteinScale"], "GoldsteinScale", 10),
        place=place,
        tone=gdelt.number(row["AvgTone"], "AvgTone", 100),
        mentions=_count(row["NumMentions"], "NumMentions"),
        articles=_count(row["NumArticles"], "NumArticles"),
        sources=_count(row["NumSources"], "NumSources"),
        evidence=told.evidence,
        publishers=told.publishers,
        origin=_origin(row, what, told),
        flag=flag,
    )


@lru_cache(gdelt.KEPT)
def _told(address: str, added: str) -> Told:
    """Read SOURCEURL, which may be an address, the name of a publisher, a citation, "unspecified" or nothing."""
    if not address:
        return Told()
    noted = (("SOURCEURL", address),)
    page = gdelt.document(address, address)
    if page.url is None:
        known = () if address == UNKNOWN_PUBLISHER else (page.source,)
        return Told(records=known, publishers=tuple(source.key for source in known), noted=noted)
    # The files of translated news have the same columns and say nowhere what the language was.
    article = gdelt.article(page, gdelt.seen(added, "DATEADDED"), "und")
    return Told(
        records=(page.source, article),
        evidence=(Evidence(article=article.key, field="event", span=None, method="import"),),
        noted=noted if address != article.key else (),
    )


def _what(code: str) -> Cameo:
    try:
        return cameo(code)
    except UnknownCode:
        raise complaint("EventCode", code, "a CAMEO code with its leading zero") from None


@lru_cache(gdelt.KEPT)
def _when(on: str, added: str) -> tuple[Dated, str | None]:
    """Read the day of an event, with the flag of a day exactly a year before the row was added.

    GDELT is known to take the day of many an event for the same day a year earlier; which ones, nobody can tell.
    """
    day = gdelt.day(on, "SQLDATE")
    seen = gdelt.seen(added, "DATEADDED").at
    a_year_ago = (day.year + 1, day.month, day.day) == (seen.year, seen.month, seen.day)
    return Dated(day, day, "day", basis="origin"), "year-ago" if a_year_ago else None


def _summary(what: Cameo, actor1: Actor | None, actor2: Actor | None, place: Place | None) -> str:
    return summary(_name(actor1), what.label, _name(actor2), place.name if place else None)


def _name(actor: Actor | None) -> str | None:
    return (actor.name or actor.code) if actor else None


def _count(text: str, column: str) -> int:
    if not gdelt.is_whole(text) or int(text) > COUNT_LIMIT:
        raise complaint(column, text, f"a whole number up to {COUNT_LIMIT}")
    return int(text)


def _origin(row: Row, what: Cameo, told: Told) -> tuple[tuple[str, str], ...]:
    cells = noted_cells(row)
    kept = list(compress(zip(NOTED, cells, strict=True), cells))
    if row["QuadClass"] != str(what.quad_class):
        kept.append(("QuadClass", row["QuadClass"]))
    return (*kept, *told.noted)


FORMAT = Format(
    name="gdelt-events",
    title="GDELT events: 2.0 (61 columns) and 1.0 (58 or 57)",
    dataset=gdelt.DATASET,
    layouts=(Tabs(COLUMNS), Tabs(COLUMNS_1), Tabs(COLUMNS_1_BACKFILE)),
    looks=looks,
    records=records,
)
