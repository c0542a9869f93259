"""Phoenix: who did what to whom by CAMEO, one row an event (tabs, no header), coded by PETRARCH from news on the web.

Actors are CAMEO codes without names. The names of the columns are in part inferred: the files have none.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from functools import lru_cache

from schemas.codebook import UnknownCode, cameo, code_with, codebook, label
from seed.addresses import canonical, domain
from seed.importers.format import Format, Row, Tabs
from seed.importers.values import (
    columns,
    country_named,
    day,
    kept,
    listed,
    number,
    point,
    required,
    text,
    wrong,
)
from seed.importers.wording import summary
from seed.records import Actor, ArticleRecord, DatasetRecord, Dated, EventRecord, Evidence, Place, Record, SourceRecord

COLUMNS = columns(
    "EventID Date Year Month Day SourceActorFull SourceActorEntity SourceActorRole SourceActorAttribute TargetActorFull "
    "TargetActorEntity TargetActorRole TargetActorAttribute EventCode EventRootCode QuadClass GoldsteinScore Issues Lat Lon "
    "LocationName StateName CountryCode SentenceID URLs NewsSources"
)
KEPT = columns("SourceActorAttribute TargetActorAttribute Issues CountryCode SentenceID NewsSources")
QUAD_CLASSES = frozenset("01234")
# CAMEO's media are PLOVER's journalists, CAMEO's health workers PLOVER's MED.
SECTORS = {code: code for code in codebook("sector").codes} | {"MED": "JRN", "HLH": "MED"}
ORGANIZATIONS = frozenset({"IGO", "NGO", "MNC"})

DATASET = DatasetRecord(
    slug="phoenix",
    title="Phoenix real-time event data",
    version="not stated in the rows",
    publisher="Open Event Data Alliance",
    licence="see publisher",
    citation="Open Event Data Alliance. Phoenix real-time event data.",
    url="https://github.com/openeventdata/phoenix_pipeline",
    text_served="none",
)


def looks(row: Row) -> bool:
    """Tell whether a row is of this format: the number, the day, the code and its root are where they should be."""
    code, root = row.get("EventCode", ""), row.get("EventRootCode", "")
    return (
        row.get("EventID", "").isdecimal()
        and len(row.get("Date", "")) == len("20140620")
        and row["Date"].isdecimal()
        and len(root) == len("19")
        and code.startswith(root)
        and row.get("QuadClass") in QUAD_CLASSES
    )


def records(row: Row) -> list[Record]:
    """Read a row into the publishers and articles that its addresses name, and the event."""
    when = day(row, "Date")
    identity = required(row, "EventID", "the number of the event")
    code = row["EventCode"].strip()
    quad_class = _quad_class(code)
    if quad_class is None:
        raise wrong(row, "EventCode", "a CAMEO code, such as 042 or 190")
    urls = listed(row["URLs"])
    addresses = {canonical(url): host for url in urls if (host := domain(url))}
    source = _actor(row["SourceActorFull"], row["SourceActorEntity"], row["SourceActorRole"])
    target = _actor(row["TargetActorFull"], row["TargetActorEntity"], row["TargetActorRole"])
    where = _place(row)
    event = EventRecord(
        # The number is a counter that every machine that runs the pipeline keeps for itself.
        key=f"phoenix/{when}/{identity}",
        dataset=DATASET.slug,
        origin_id=identity,
        date=Dated(when, when, "day", basis="origin"),
        cameo=code,
        goldstein=number(row, "GoldsteinScore", -10, 10),
        status="asserted",
        summary=summary(_code(source), label("cameo", code), _code(target), where.name if where else None),
        actor1=(source,) if source else (),
        actor2=(target,) if target else (),
        place=where,
        mentions=len(listed(row["SentenceID"])),
        articles=len(addresses),
        sources=len(listed(row["NewsSources"])),
        evidence=tuple(Evidence(address, "event", None, method="import") for address in addresses),
        origin=(*kept(row, KEPT), *_differing(row, quad_class, urls)),
    )
    articles = [_article(address, host, when) for address, host in addresses.items()]
    return [*map(_publisher, dict.fromkeys(addresses.values())), *articles, event]


@lru_cache(maxsize=10_000)
def _quad_class(code: str) -> int | None:
    try:
        return cameo(code).quad_class
    except UnknownCode:
        return None


@lru_cache(maxsize=10_000)
def _publisher(host: str) -> SourceRecord:
    return SourceRecord(key=host, name=host, domain=host, stub=True)


def _article(address: str, host: str, when: date) -> ArticleRecord:
    return ArticleRecord(
        key=address,
        dataset=DATASET.slug,
        source=host,
        text="",
        title=None,
        published=datetime.combine(when, time(), UTC),
        published_precision="day",
        published_basis="origin",
        published_note="The day of the event, which Phoenix takes from the story.",
        url=address,
        stub=True,
    )


@lru_cache(maxsize=50_000)
def _actor(full: str, country: str, role: str) -> Actor | None:
    """Give whom a code stands for; None where it says nothing. Dashes stand where the country would."""
    code = full.strip().strip("-")
    if not code:
        return None
    return Actor(
        name=None,
        code=code,
        country=_country(country.strip()),
        sector=SECTORS.get(role.strip()),
        kind="organization" if code[:3] in ORGANIZATIONS else None,
    )


def _code(actor: Actor | None) -> str | None:
    return actor.code if actor else None


@lru_cache(maxsize=10_000)
def _country(written: str) -> str | None:
    """Give the country that is written as a code of two or three letters, or by name: geocoders differ."""
    if written in codebook("country").codes:
        return written
    return (
        code_with("country", "cameo", written)
        or code_with("country", "alpha2", written)
        or (country_named(written) if written else None)
    )


def _place(row: Row) -> Place | None:
    latitude, longitude = point(row, "Lat", "Lon")
    location, state, country = (text(row, column) for column in ("LocationName", "StateName", "CountryCode"))
    name = location or state or country
    if name is None:
        return None
    return Place(
        name=name,
        # Nobody says whether the location is a city or a province.
        precision="unknown" if location else "admin1" if state else "country",
        country=_country(country) if country else None,
        admin1=state,
        latitude=latitude,
        longitude=longitude,
    )


def _differing(row: Row, quad_class: int, urls: tuple[str, ...]) -> list[tuple[str, str]]:
    """Keep the class where GDELT would write another, and the addresses where one of them is none of the web."""
    pairs = kept(row, ("QuadClass",), frozenset({("QuadClass", str(quad_class))}))
    return [*pairs, *(() if all(map(domain, urls)) else kept(row, ("URLs",)))]


FORMAT = Format(
    name="phoenix",
    title="Phoenix",
    dataset=DATASET,
    layouts=(Tabs(COLUMNS),),
    looks=looks,
    records=records,
)
