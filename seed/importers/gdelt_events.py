"""GDELT's event files: a row says who did what to whom, where and when, and which article said so first.

Columns: the codebooks of GDELT 2.0 (61) and 1.0 (58; 57 in the backfiles, which name no article).
"""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from itertools import compress
from operator import itemgetter
from typing import NamedTuple

from schemas.codebook import Cameo, UnknownCode, cameo, code_with, codebook
from seed.importers import gdelt
from seed.importers.format import Doubt, Format, Row, Tabs, Told
from seed.importers.values import complaint, confirm_code, confirm_number, decimal, pointless, strangers, torn
from seed.importers.wording import summary
from seed.records import Actor, ArticleRecord, Dated, EventRecord, Evidence, Place, SourceRecord

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

ACTOR_COUNTRIES = ("Actor1CountryCode", "Actor2CountryCode")
actor_country_cells = itemgetter(*ACTOR_COUNTRIES)
LOCATED = ("ActionGeo_CountryCode", "ActionGeo_Lat", "ActionGeo_Long")
located_cells = itemgetter(*LOCATED)
CLASSES = ("EventBaseCode", "EventRootCode", "QuadClass")
class_cells = itemgetter("EventCode", "IsRootEvent", *CLASSES)
day_cells = itemgetter("SQLDATE", "MonthYear", "Year", "FractionDate", "DATEADDED")
# Of where the actors are, only the name is kept.
actor1_point_cells = itemgetter(*(f"Actor1Geo_{column}" for column in ("Type", "Lat", "Long")))
actor2_point_cells = itemgetter(*(f"Actor2Geo_{column}" for column in ("Type", "Lat", "Long")))

type_cells = itemgetter(*(f"Actor{side}{column}" for side in (1, 2) for column in gdelt.ACTOR_COLUMNS[7:]))

UNKNOWN_PUBLISHER = "unspecified"
COUNT_LIMIT = 2**31 - 1


class Teller(NamedTuple):
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


def records(row: Row) -> tuple[Told, ...]:
    """Make the publisher, the article and the event that a row tells of. Raises BadRow."""
    told = _told(row.get("SOURCEURL", ""), row["DATEADDED"])
    _confirm_beside(actor1_point_cells(row), "Actor1Geo")
    _confirm_beside(actor2_point_cells(row), "Actor2Geo")
    doubts = _doubts(row)
    return (*doubts, *told.records, _event(row, told, doubts))


def _event(row: Row, told: Teller, doubts: list[Doubt]) -> EventRecord:
    number = row["GLOBALEVENTID"]
    if not gdelt.is_whole(number):
        raise complaint("GLOBALEVENTID", number, "a whole number")
    what = _what(row["EventCode"])
    when, flag = _when(day_cells(row))
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
        goldstein=decimal(row["GoldsteinScale"], "GoldsteinScale", -10, 10),
        place=place,
        tone=decimal(row["AvgTone"], "AvgTone", -100, 100),
        mentions=_count(row["NumMentions"], "NumMentions"),
        articles=_count(row["NumArticles"], "NumArticles"),
        sources=_count(row["NumSources"], "NumSources"),
        evidence=told.evidence,
        publishers=told.publishers,
        origin=_origin(row, told, doubts),
        flag=flag,
    )


@lru_cache(gdelt.KEPT)
def _told(address: str, added: str) -> Teller:
    """Read SOURCEURL, which may be an address, the name of a publisher, a citation, "unspecified" or nothing."""
    if not address:
        return Teller()
    noted = (("SOURCEURL", address),)
    page = gdelt.document(address, address)
    if page.url is None:
        known = () if address == UNKNOWN_PUBLISHER else (page.source,)
        return Teller(records=known, publishers=tuple(source.key for source in known), noted=noted)
    # The files of translated news have the same columns and say nowhere what the language was.
    article = gdelt.article(page, gdelt.seen(added, "DATEADDED"), "und")
    return Teller(
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
def _when(cells: tuple[str, ...]) -> tuple[Dated, str | None]:
    """Read the day of an event from `day_cells`, with the flag of a day exactly a year before the row was added.

    GDELT is known to take the day of many an event for the same day a year earlier; which ones, nobody can tell.
    """
    on, month, year, fraction, added = cells
    day = gdelt.day(on, "SQLDATE")
    again = {"MonthYear": month, "Year": year}
    confirm_number(again, "MonthYear", day.year * 100 + day.month, "SQLDATE")
    confirm_number(again, "Year", day.year, "SQLDATE")
    decimal(fraction, "FractionDate", 0, date.max.year)
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


def _doubts(row: Row) -> list[Doubt]:
    return [*_foreign(actor_country_cells(row)), *_unlike(class_cells(row)), *_misplaced(located_cells(row))]


@lru_cache(gdelt.KEPT)
def _foreign(cells: tuple[str, ...]) -> list[Doubt]:
    return strangers(dict(zip(ACTOR_COUNTRIES, cells, strict=True)), ACTOR_COUNTRIES, gdelt.region_or_country)


@lru_cache(gdelt.KEPT)
def _misplaced(cells: tuple[str, ...]) -> list[Doubt]:
    row = dict(zip(LOCATED, cells, strict=True))
    return [*strangers(row, LOCATED[:1], gdelt.country_of_place), *pointless(row, *LOCATED[1:])]


@lru_cache(gdelt.KEPT)
def _unlike(cells: tuple[str, ...]) -> list[Doubt]:
    """Doubt the base, root and class of a row that are not those of its code. An empty cell says nothing."""
    code, is_root, *given = cells
    what = _what(code)
    row = dict(zip(CLASSES, given, strict=True))
    confirm_code({"IsRootEvent": is_root}, "IsRootEvent", ("0", "1"), "0 or 1")
    confirm_code(row, "EventBaseCode", codebook("cameo").codes, "a CAMEO code")
    confirm_code(row, "EventRootCode", codebook("cameo").codes, "a CAMEO code of two figures")
    confirm_code(row, "QuadClass", codebook("quad_class").codes, "1, 2, 3 or 4")
    # The base of 0871 is 087, that of 042 is itself.
    due = dict(zip(CLASSES, (code[:3], what.root, str(what.quad_class)), strict=True))
    return torn([name for name, cell in row.items() if cell and cell != due[name]], "event code and class")


@lru_cache(gdelt.KEPT)
def _confirm_beside(cells: tuple[str, ...], side: str) -> None:
    """Refuse a place of an actor that has no such kind, or numbers that are none."""
    kind, latitude, longitude = cells
    if kind not in ("", gdelt.NOWHERE) and code_with("place_precision", "gdelt_geo_type", kind) is None:
        raise complaint(f"{side}_Type", kind, "0 to 5")
    decimal(latitude, f"{side}_Lat", -90, 90)
    decimal(longitude, f"{side}_Long", -180, 180)


def _origin(row: Row, told: Teller, doubts: list[Doubt]) -> tuple[tuple[str, str], ...]:
    cells = noted_cells(row)
    kept = list(compress(zip(NOTED, cells, strict=True), cells))
    for doubt in doubts:
        kept += [(column, row[column]) for column in doubt.columns if column not in NOTED]
    types = type_cells(row)
    if any(types):
        kept += _unread_types(row["Actor1Code"], types[:3], "Actor1") + _unread_types(
            row["Actor2Code"], types[3:], "Actor2"
        )
    return (*kept, *told.noted)


@lru_cache(gdelt.KEPT)
def _unread_types(code: str, types: tuple[str, ...], side: str) -> list[tuple[str, str]]:
    """Keep the types of an actor that its code does not hold."""
    columns = (f"{side}{column}" for column in gdelt.ACTOR_COLUMNS[7:])
    return [(column, cell) for column, cell in zip(columns, types, strict=True) if cell and cell not in code]


FORMAT = Format(
    name="gdelt-events",
    title="GDELT events: 2.0 (61 columns) and 1.0 (58 or 57)",
    dataset=gdelt.DATASET,
    layouts=(Tabs(COLUMNS), Tabs(COLUMNS_1), Tabs(COLUMNS_1_BACKFILE)),
    looks=looks,
    records=records,
)
