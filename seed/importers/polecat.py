"""POLECAT: who did what to whom by PLOVER, one row an event (tabs, with a header).

The event has PLOVER's own type and mode; its CAMEO code comes back by the crosswalk, which says less than PLOVER's mode or
more. A story is known by nothing but its publisher and its day, so there is no article.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import NamedTuple

from schemas.codebook import codebook, label
from schemas.crosswalk import crossing
from seed.importers.format import Format, Row, Tabs
from seed.importers.values import (
    columns,
    country_named,
    day,
    kept,
    listed,
    point,
    publisher,
    required,
    wrong,
)
from seed.importers.wording import summary
from seed.records import Actor, DatasetRecord, Dated, EventRecord, Place, Record

COLUMNS = columns(
    "Event ID,Event Date,Event Type,Event Mode,Intensity,Quad Code,Contexts,Actor Name,Actor Country,Actor COW,"
    "Primary Actor Sector,Actor Sectors,Actor Title,Actor Name Raw,Wikipedia Actor ID,Recipient Name,Recipient Country,"
    "Recipient COW,Primary Recipient Sector,Recipient Sectors,Recipient Title,Recipient Name Raw,Wikipedia Recipient ID,"
    "Placename,City,District,Province,Country,Latitude,Longitude,GeoNames ID,Raw Placename,Feature Type,Source,"
    "Publication Date,Story People,Story Organizations,Story Locations,Language,Version",
    ",",
)
KEPT = columns(
    "Intensity,Actor Sectors,Actor Title,Actor Name Raw,Recipient Sectors,Recipient Title,Recipient Name Raw,District,"
    "GeoNames ID,Raw Placename,Feature Type,Publication Date,Headline,Story People,Story Organizations,Story Locations,"
    "Language,Version",
    ",",
)
# POLECAT writes the word where it has nobody.
ABSENT = frozenset({"", "None"})
ORGANIZATIONS = frozenset({"IGO", "NGO", "MNC"})
_BETWEEN_CONTEXTS = re.compile(r"[;,|]")

DATASET = DatasetRecord(
    slug="polecat",
    title="POLECAT: Political Event Classification, Attributes, and Types",
    version="not stated in the rows",
    publisher="Harvard Dataverse",
    licence="see publisher",
    citation=(
        "Scarborough, Grace I., Benjamin E. Bagozzi, Andreas Beger, John Berrie, Andrew Halterman, Philip A. Schrodt, and "
        "Jevon Spivey. 2023. POLECAT Weekly Data. Harvard Dataverse. https://doi.org/10.7910/DVN/AJGVIT"
    ),
    url="https://doi.org/10.7910/DVN/AJGVIT",
    text_served="none",
)


def looks(row: Row) -> bool:
    """Tell whether a row is of this format: its type of event is one of PLOVER's."""
    return "Event Mode" in row and row.get("Event Type") in codebook("plover_type").codes


class Typed(NamedTuple):
    """PLOVER's type of an event and its mode, and the code that says both, with its scheme."""

    kind: str
    mode: str | None
    scheme: str
    code: str


def records(row: Row) -> list[Record]:
    """Read a row into the publisher and the event."""
    identity = required(row, "Event ID", "the id of the event")
    when = day(row, "Event Date")
    typed = _typed(row["Event Type"].strip(), row["Event Mode"])
    if typed is None:
        raise wrong(row, "Event Type", "one of PLOVER's types, such as ASSAULT")
    actor, recipient = _sides(row)
    where = _place(row)
    publishers = [publisher(name)] if (name := _cell(row["Source"])) else []
    event = EventRecord(
        key=f"polecat/{identity}",
        dataset=DATASET.slug,
        origin_id=identity,
        date=Dated(when, when, "day", basis="origin"),
        cameo=_cameo(typed.scheme, typed.code),
        plover_type=typed.kind,
        plover_mode=typed.mode,
        contexts=_contexts(row["Contexts"]),
        origin_type=f"{typed.scheme}:{typed.code}",
        status="asserted",
        summary=summary(
            _named(actor), label(typed.scheme, typed.code), _named(recipient), where.name if where else None
        ),
        actor1=actor,
        actor2=recipient,
        place=where,
        sources=len(publishers),
        publishers=tuple(one.key for one in publishers),
        origin=_origin(row, [*_lacking("Actor", actor), *_lacking("Recipient", recipient), *_missed(typed, where)]),
    )
    return [*publishers, event]


def _cell(cell: str) -> str | None:
    stripped = cell.strip()
    return None if stripped in ABSENT else stripped


@cache
def _cameo(scheme: str, code: str) -> str:
    found = crossing(scheme, code, "cameo")
    if found is None:
        raise LookupError(f"The crosswalk leads from {scheme}:{code} to no CAMEO code.")
    return found.code


@lru_cache(maxsize=10_000)
def _typed(kind: str, cell: str) -> Typed | None:
    """Find a type of PLOVER's, with the mode where the type has it ("third-party"); None where there is no such type."""
    mode = cell.strip().lower().replace(" ", "-").replace("_", "-")
    if f"{kind}:{mode}" in codebook("plover_mode").codes:
        return Typed(kind, mode, "plover_mode", f"{kind}:{mode}")
    return Typed(kind, None, "plover_type", kind) if kind in codebook("plover_type").codes else None


@lru_cache(maxsize=10_000)
def _contexts(cell: str) -> tuple[str, ...]:
    """Give the contexts that PLOVER has, each once, in its order."""
    named = {context.strip().lower().replace(" ", "_").replace("-", "_") for context in _BETWEEN_CONTEXTS.split(cell)}
    return tuple(context for context in codebook("plover_context").codes if context in named)


def _sides(row: Row) -> tuple[tuple[Actor, ...], tuple[Actor, ...]]:
    actor = _side(
        row["Actor Name"],
        row["Actor Name Raw"],
        row["Actor Country"],
        row["Primary Actor Sector"],
        row["Wikipedia Actor ID"],
    )
    recipient = _side(
        row["Recipient Name"],
        row["Recipient Name Raw"],
        row["Recipient Country"],
        row["Primary Recipient Sector"],
        row["Wikipedia Recipient ID"],
    )
    return actor, recipient


@lru_cache(maxsize=50_000)
def _side(name: str, raw: str, country: str, sector: str, wikipedia: str) -> tuple[Actor, ...]:
    """Give who stands on a side. Of several only those things are told of each that the row tells of each."""
    names = listed(_cell(name)) or listed(_cell(raw))
    told = tuple(_each(cell, len(names)) for cell in (country, sector, wikipedia))
    return tuple(_actor(one, *(cells[position] for cells in told)) for position, one in enumerate(names))


def _each(cell: str, count: int) -> tuple[str | None, ...]:
    """Give each of so many actors its part of a cell; nobody anything where there are not as many parts."""
    parts = tuple(map(_cell, cell.split(";")))
    return parts if len(parts) == count else (None,) * count


def _actor(name: str, country: str | None, sector: str | None, wikipedia: str | None) -> Actor:
    return Actor(
        name=name,
        country=_country(country) if country else None,
        sector=sector if sector in codebook("sector").codes else None,
        kind="organization" if sector in ORGANIZATIONS else None,
        identifiers=(("wikipedia", wikipedia),) if wikipedia else (),
    )


@lru_cache(maxsize=10_000)
def _country(cell: str) -> str | None:
    """Give the country that is written by its ISO code of three letters or its English name."""
    return cell if cell in codebook("country").codes else country_named(cell)


def _named(side: tuple[Actor, ...]) -> str | None:
    return "; ".join(actor.name for actor in side if actor.name) or None


def _place(row: Row) -> Place | None:
    latitude, longitude = point(row, "Latitude", "Longitude")
    levels = (("city", "City"), ("admin2", "District"), ("admin1", "Province"), ("country", "Country"))
    filled = [(precision, name) for precision, column in levels if (name := _cell(row[column]))]
    name = _cell(row["Placename"]) or (filled[0][1] if filled else None)
    if name is None:
        return None
    country = _cell(row["Country"])
    return Place(
        name=name,
        precision=filled[0][0] if filled else "unknown",
        country=_country(country) if country else None,
        admin1=_cell(row["Province"]),
        latitude=latitude,
        longitude=longitude,
    )


def _lacking(role: str, side: tuple[Actor, ...]) -> Iterator[str]:
    """Name the columns that say more of a side than its actors could take."""
    if not all(actor.country for actor in side):
        yield f"{role} Country"
    if not all(actor.sector for actor in side):
        yield f"Primary {role} Sector"
    if not all(actor.identifiers for actor in side):
        yield f"Wikipedia {role} ID"


def _missed(typed: Typed, where: Place | None) -> Iterator[str]:
    """Name the columns whose words no codebook knows."""
    if typed.mode is None:
        yield "Event Mode"
    if where is None or where.country is None:
        yield "Country"


def _origin(row: Row, more: list[str]) -> tuple[tuple[str, str], ...]:
    """Keep what no field holds. Contexts stay as written where one is none of PLOVER's."""
    written = row["Contexts"]
    if len(_contexts(written)) < len(_BETWEEN_CONTEXTS.split(written)):
        more = [*more, "Contexts"]
    return tuple([pair for pair in kept(row, (*KEPT, *more)) if pair[1] not in ABSENT])


FORMAT = Format(
    name="polecat",
    title="POLECAT",
    dataset=DATASET,
    # Some weeks have the headline as one column more, which the header tells.
    layouts=(Tabs(COLUMNS, header=True, encodings=("utf-8", "latin-1")),),
    looks=looks,
    records=records,
)
