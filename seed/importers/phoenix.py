"""Phoenix: who did what to whom by CAMEO, one row an event (tabs, no header), coded by PETRARCH from news on the web.

Actors are CAMEO codes without names. The names of the columns are in part inferred: the files have none.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from functools import lru_cache

from schemas.codebook import Cameo, UnknownCode, cameo, code_with, codebook
from seed.addresses import canonical, domain
from seed.importers.format import Doubt, Format, Row, Tabs, Told
from seed.importers.values import (
    ORGANIZATIONS,
    SECTORS,
    columns,
    confirm_code,
    confirm_number,
    country_named,
    day,
    kept,
    listed,
    number,
    origin,
    point,
    pointless,
    required,
    site,
    strangers,
    text,
    torn,
    wrong,
)
from seed.importers.wording import summary
from seed.records import Actor, ArticleRecord, DatasetRecord, Dated, EventRecord, Evidence, Place

COLUMNS = columns(
    "EventID Date Year Month Day SourceActorFull SourceActorEntity SourceActorRole SourceActorAttribute TargetActorFull "
    "TargetActorEntity TargetActorRole TargetActorAttribute EventCode EventRootCode QuadClass GoldsteinScore Issues Lat Lon "
    "LocationName StateName CountryCode SentenceID URLs NewsSources"
)
KEPT = columns("SourceActorAttribute TargetActorAttribute Issues CountryCode SentenceID NewsSources")
# Phoenix has a class of its own for statements, which is 0.
NEUTRAL = "0"
QUAD_CLASSES = frozenset({NEUTRAL, *codebook("quad_class").codes})
STATEMENT = "01"

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


def records(row: Row) -> list[Told]:
    """Read a row into the publishers and articles that its addresses name, and the event."""
    when = _day(row)
    identity = required(row, "EventID", "the number of the event")
    what = _what(row)
    urls = listed(row["URLs"])
    addresses = {canonical(url): host for url in urls if (host := domain(url))}
    source = _actor(row["SourceActorFull"], row["SourceActorEntity"], row["SourceActorRole"])
    target = _actor(row["TargetActorFull"], row["TargetActorEntity"], row["TargetActorRole"])
    where = _place(row)
    doubts = _doubts(row, what)
    event = EventRecord(
        # The number is a counter that every machine that runs the pipeline keeps for itself.
        key=f"phoenix/{when}/{identity}",
        dataset=DATASET.slug,
        origin_id=identity,
        date=Dated(when, when, "day", basis="origin"),
        cameo=what.code,
        goldstein=number(row, "GoldsteinScore", -10, 10),
        status="asserted",
        summary=summary(_code(source), what.label, _code(target), where.name if where else None),
        actor1=(source,) if source else (),
        actor2=(target,) if target else (),
        place=where,
        mentions=len(listed(row["SentenceID"])),
        articles=len(addresses),
        sources=len(listed(row["NewsSources"])),
        evidence=tuple(Evidence(address, "event", None, method="import") for address in addresses),
        origin=(*origin(row, KEPT, doubts), *_differing(row, what, urls)),
    )
    articles = [_article(address, host, when) for address, host in addresses.items()]
    return [*doubts, *map(site, dict.fromkeys(addresses.values())), *articles, event]


def _day(row: Row) -> date:
    when = day(row, "Date")
    for column, due in (("Year", when.year), ("Month", when.month), ("Day", when.day)):
        confirm_number(row, column, due, "Date")
    return when


def _what(row: Row) -> Cameo:
    confirm_code(row, "EventRootCode", codebook("cameo").codes, "a CAMEO code of two figures")
    confirm_code(row, "QuadClass", QUAD_CLASSES, "a number from 0 to 4")
    try:
        return cameo(row["EventCode"].strip())
    except UnknownCode:
        raise wrong(row, "EventCode", "a CAMEO code, such as 042 or 190") from None


def _doubts(row: Row, what: Cameo) -> list[Doubt]:
    root, quad_class = row["EventRootCode"].strip(), row["QuadClass"].strip()
    classes = {"", str(what.quad_class), *([NEUTRAL] if what.root == STATEMENT else [])}
    unlike = [
        *(["EventRootCode"] if root not in ("", what.root) else []),
        *(["QuadClass"] if quad_class not in classes else []),
    ]
    return [
        *strangers(row, ("CountryCode",), _country),
        *torn(unlike, "event code and class"),
        *pointless(row, "Lat", "Lon"),
    ]


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


def _differing(row: Row, what: Cameo, urls: tuple[str, ...]) -> list[tuple[str, str]]:
    """Keep the class of statements, which is Phoenix's own, the addresses where one of them is none of the web, and what
    the code of an actor does not hold.
    """
    own = row["QuadClass"].strip() == NEUTRAL and what.root == STATEMENT
    parts = [f"{side}Actor{part}" for side in ("Source", "Target") for part in ("Entity", "Role")]
    beside = [name for name in parts if row[name].strip() not in row[f"{name[:6]}ActorFull"]]
    return [*kept(row, (*(["QuadClass"] if own else []), *beside, *([] if all(map(domain, urls)) else ["URLs"])))]


FORMAT = Format(
    name="phoenix",
    title="Phoenix",
    dataset=DATASET,
    layouts=(Tabs(COLUMNS),),
    looks=looks,
    records=records,
)
