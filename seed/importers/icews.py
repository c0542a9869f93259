"""ICEWS coded event data: who did what to whom by CAMEO, one row an event (tabs, with a header).

Actors are names with a country and with sectors in words; a story is known by nothing but a number and its publisher. The
dataset ended on 11 April 2023.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from functools import lru_cache
from types import MappingProxyType

from schemas.codebook import codebook, label
from seed.importers.format import Doubt, Format, Row, Tabs, Told
from seed.importers.values import (
    ABSENT,
    columns,
    country_named,
    day,
    decimal,
    origin,
    point,
    pointless,
    publisher,
    required,
    stated,
    strangers,
    wrong,
)
from seed.importers.wording import summary
from seed.records import Actor, ArticleRecord, DatasetRecord, Dated, EventRecord, Evidence, Place
from store.tokens import folded

COLUMNS = columns(
    "Event ID,Event Date,Source Name,Source Sectors,Source Country,Event Text,CAMEO Code,Intensity,Target Name,"
    "Target Sectors,Target Country,Story ID,Sentence Number,Publisher,City,District,Province,Country,Latitude,Longitude",
    ",",
)
KEPT = columns(
    "Event Text,Intensity,Story ID,Sentence Number,Source Sectors,Target Sectors,District",
    ",",
)
COUNTRIES = ("Source Country", "Target Country", "Country")

# The sectors that tell best who somebody is come first: of "Government, Military, Army" it is the army. Words that ICEWS
# uses as names of sectors, folded, by our code.
SECTORS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "COP": ("police",),
        "SPY": ("intelligence", "intelligence agencies"),
        "MIL": ("military", "army", "navy", "air force", "marines"),
        "JUD": ("judicial",),
        "LEG": ("legislative parliamentary", "upper house", "lower house"),
        "REB": ("rebel", "rebels", "insurgent", "insurgents", "separatists", "separatists insurgents"),
        "UAF": ("unidentified forces",),
        "CRM": ("criminals gangs", "organized crime"),
        "GOV": (
            "government",
            "executive",
            "executive office",
            "cabinet",
            "foreign ministry",
            "defense security ministry",
            "interior home ministry",
            "finance economy commerce trade ministry",
            "local",
            "provincial",
            "municipal",
            "state owned enterprises",
        ),
        "OPP": ("opposition", "opposition major party out of government", "opposition minor party out of government"),
        "PTY": ("parties", "national major party", "national minor party"),
        "JRN": ("news", "media", "journalists"),
        "MED": ("medical health", "health", "medical health ngos"),
        "EDU": ("education", "students", "student"),
        "LAB": ("labor", "labor workers", "unions"),
        "AGR": ("agricultural", "farmers"),
        "BUS": ("business", "multinational corporation"),
        "REF": ("refugees displaced", "refugees displaced persons", "refugees"),
        "REL": ("religious",),
        "ELI": ("elite", "elites"),
        "SOC": ("nongovernmental organization activist s", "nongovernmental organizations activists"),
        "CVL": ("civilian", "general population civilian social"),
    }
)

DATASET = DatasetRecord(
    slug="icews",
    title="ICEWS Coded Event Data",
    version="not stated in the rows",
    publisher="Lockheed Martin; Harvard Dataverse",
    licence="see publisher",
    citation=(
        "Boschee, Elizabeth, Jennifer Lautenschlager, Sean O'Brien, Steve Shellman, James Starz, and Michael Ward. 2015. "
        "ICEWS Coded Event Data. Harvard Dataverse. https://doi.org/10.7910/DVN/28075"
    ),
    url="https://doi.org/10.7910/DVN/28075",
    text_served="none",
)


def looks(row: Row) -> bool:
    """Tell whether a row is of this format: a CAMEO code, the number of a story and a day are where they should be."""
    return "CAMEO Code" in row and row.get("Event Date", "")[4:5] == "-" and row.get("Story ID", "").isdecimal()


def records(row: Row) -> list[Told]:
    """Read a row into the publisher, the story and the event."""
    when = day(row, "Event Date")
    number = required(row, "Event ID", "the number of the event")
    code = _cameo(row["CAMEO Code"].strip())
    if code is None:
        raise wrong(row, "CAMEO Code", "a CAMEO code, such as 042 or 190")
    decimal(stated(row["Intensity"]) or "", "Intensity", -10, 10)
    where = _place(row)
    doubts = [*strangers(row, COUNTRIES), *pointless(row, "Latitude", "Longitude")]
    source = _actor(row["Source Name"], row["Source Sectors"], row["Source Country"])
    target = _actor(row["Target Name"], row["Target Sectors"], row["Target Country"])
    reporters = [publisher(name)] if (name := stated(row["Publisher"])) else []
    stories = _stories(stated(row["Story ID"]), reporters[0].key if reporters else None, when)
    event = EventRecord(
        # The number comes back on other days for other events; with the day it is unique.
        key=f"icews/{when}/{number}",
        dataset=DATASET.slug,
        origin_id=number,
        date=Dated(when, when, "day", basis="origin"),
        cameo=code,
        status="asserted",
        summary=summary(_name(source), label("cameo", code), _name(target), where.name if where else None),
        actor1=(source,) if source else (),
        actor2=(target,) if target else (),
        place=where,
        articles=len(stories),
        sources=len(reporters),
        evidence=tuple(Evidence(story.key, "event", None, method="import") for story in stories),
        publishers=() if stories else tuple(one.key for one in reporters),
        origin=_origin(row, doubts),
    )
    return [*doubts, *reporters, *stories, event]


def _stories(number: str | None, source: str | None, when: date) -> list[ArticleRecord]:
    if number is None:
        return []
    story = ArticleRecord(
        key=f"icews/story/{number}",
        dataset=DATASET.slug,
        source=source,
        text="",
        title=None,
        published=datetime.combine(when, time(), UTC),
        published_precision="day",
        published_basis="origin",
        published_note="The day of the event: ICEWS gives no other.",
        language="und",
        stub=True,
    )
    return [story]


@lru_cache(maxsize=10_000)
def _cameo(code: str) -> str | None:
    """Give the code as CAMEO writes it; None where CAMEO has none such.

    Software that takes codes for numbers drops the zero before them, so 42 is 042 and 211 is 0211. ICEWS codes have three
    figures at least: two that are left of them have lost one, and 10 is 010, not the root.
    """
    known = codebook("cameo").codes
    candidates = (f"0{code}", code) if len(code) < len("042") else (code, f"0{code}")
    return next((candidate for candidate in candidates if candidate in known), None)


@lru_cache(maxsize=50_000)
def _actor(name: str, sectors: str, country: str) -> Actor | None:
    """Give whom a name with its sectors and its country stands for; None where nobody is named."""
    named = stated(name)
    return Actor(name=named, country=country_named(country), sector=_sector(sectors)) if named else None


@lru_cache(maxsize=10_000)
def _sector(sectors: str) -> str | None:
    """Give our code for sectors in words, the one that tells most; None where none has a code of ours."""
    given = {folded(sector) for sector in sectors.split(",")}
    return next((code for code, names in SECTORS.items() if not given.isdisjoint(names)), None)


def _name(actor: Actor | None) -> str | None:
    return actor.name if actor else None


def _place(row: Row) -> Place | None:
    latitude, longitude = point(row, "Latitude", "Longitude")
    city, district, province, country = (stated(row[column]) for column in ("City", "District", "Province", "Country"))
    name = city or district or province or country
    if name is None:
        return None
    return Place(
        name=name,
        precision="city" if city else "admin2" if district else "admin1" if province else "country",
        country=country_named(country) if country else None,
        admin1=province,
        latitude=latitude,
        longitude=longitude,
    )


def _origin(row: Row, doubts: list[Doubt]) -> tuple[tuple[str, str], ...]:
    return tuple([pair for pair in origin(row, KEPT, doubts) if pair[1] not in ABSENT])


FORMAT = Format(
    name="icews",
    title="ICEWS Coded Event Data",
    dataset=DATASET,
    layouts=(Tabs(COLUMNS, header=True, encodings=("utf-8", "latin-1")),),
    looks=looks,
    records=records,
)
