"""POLECAT: who did what to whom by PLOVER, one row an event (tabs, with a header).

The event has PLOVER's own type and mode; its CAMEO code comes back by the crosswalk, which says less than PLOVER's mode or
more. A story is known by nothing but its publisher and its day, so there is no article.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import NamedTuple

from schemas.codebook import codebook, entry, label
from schemas.crosswalk import crossing
from seed.importers.format import Doubt, Format, Row, Tabs, Told
from seed.importers.values import (
    ABSENT,
    ORGANIZATIONS,
    columns,
    complaint,
    country_named,
    day,
    decimal,
    listed,
    origin,
    point,
    pointless,
    publisher,
    required,
    stated,
    strangers,
    torn,
)
from seed.importers.wording import summary
from seed.records import Actor, DatasetRecord, Dated, EventRecord, Place

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
COUNTRIES = columns("Actor Country,Recipient Country,Country", ",")
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


def records(row: Row) -> list[Told]:
    """Read a row into the publisher and the event."""
    identity = required(row, "Event ID", "the id of the event")
    when = day(row, "Event Date")
    typed = _typed(row["Event Type"].strip(), row["Event Mode"])
    decimal(stated(row["Intensity"]) or "", "Intensity", -10, 10)
    actor, recipient = _sides(row)
    where = _place(row)
    doubts = _doubts(row, typed)
    publishers = [publisher(name)] if (name := stated(row["Source"])) else []
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
        origin=_origin(row, [*_lacking("Actor", actor), *_lacking("Recipient", recipient)], doubts),
    )
    return [*doubts, *publishers, event]


@cache
def _cameo(scheme: str, code: str) -> str:
    found = crossing(scheme, code, "cameo")
    if found is None:
        raise LookupError(f"The crosswalk leads from {scheme}:{code} to no CAMEO code.")
    return found.code


@lru_cache(maxsize=10_000)
def _typed(kind: str, cell: str) -> Typed:
    """Find a type of PLOVER's, with the mode ("third-party"), which has to be one of the type's."""
    if kind not in codebook("plover_type").codes:
        raise complaint("Event Type", kind, f"one of PLOVER's: {', '.join(codebook('plover_type').codes)}")
    if stated(cell) is None:
        return Typed(kind, None, "plover_type", kind)
    mode = cell.strip().lower().replace(" ", "-").replace("_", "-")
    if f"{kind}:{mode}" not in codebook("plover_mode").codes:
        modes = [
            str(one.facts["mode"]) for one in codebook("plover_mode").codes.values() if one.facts["plover_type"] == kind
        ]
        raise complaint(
            "Event Mode", cell, f"one of {kind}: {', '.join(modes)}" if modes else f"empty, as {kind} has none"
        )
    return Typed(kind, mode, "plover_mode", f"{kind}:{mode}")


@lru_cache(maxsize=10_000)
def _contexts(cell: str) -> tuple[str, ...]:
    """Give the contexts, each once, in PLOVER's order."""
    written = [context for one in _BETWEEN_CONTEXTS.split(cell) if (context := stated(one))]
    named = {context.lower().replace(" ", "_").replace("-", "_"): context for context in written}
    known = codebook("plover_context").codes
    for context in named.keys() - known:
        raise complaint("Contexts", named[context], f"one of PLOVER's: {', '.join(known)}", "holds")
    return tuple(context for context in known if context in named)


def _doubts(row: Row, typed: Typed) -> list[Doubt]:
    quad_class = _quad_class(row["Quad Code"])
    unlike = quad_class is not None and quad_class != entry("plover_type", typed.kind).facts["quad_class"]
    return [
        *strangers(row, COUNTRIES, _all_known),
        *torn(("Quad Code",) if unlike else (), "event code and class"),
        *pointless(row, "Latitude", "Longitude"),
    ]


@lru_cache(maxsize=1_000)
def _quad_class(cell: str) -> int | None:
    """Read the class, in words or as a number; None where the cell is empty."""
    written, classes = stated(cell), codebook("quad_class").codes.values()
    found = next((one.code for one in classes if written and written.upper() in (one.code, one.label.upper())), None)
    if written and found is None:
        raise complaint("Quad Code", cell, f"one of {', '.join(one.label.upper() for one in classes)}")
    return int(found) if found else None


def _all_known(cell: str) -> bool:
    return all(map(_country, listed(cell)))


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
    names = listed(stated(name)) or listed(stated(raw))
    told = tuple(_each(cell, len(names)) for cell in (country, sector, wikipedia))
    return tuple(_actor(one, *(cells[position] for cells in told)) for position, one in enumerate(names))


def _each(cell: str, count: int) -> tuple[str | None, ...]:
    """Give each of so many actors its part of a cell; nobody anything where there are not as many parts."""
    parts = tuple(map(stated, cell.split(";")))
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
    filled = [(precision, name) for precision, column in levels if (name := stated(row[column]))]
    name = stated(row["Placename"]) or (filled[0][1] if filled else None)
    if name is None:
        return None
    country = stated(row["Country"])
    return Place(
        name=name,
        precision=filled[0][0] if filled else "unknown",
        country=_country(country) if country else None,
        admin1=stated(row["Province"]),
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


def _origin(row: Row, more: list[str], doubts: list[Doubt]) -> tuple[tuple[str, str], ...]:
    """Keep what no field holds, and with it `more`."""
    return tuple([pair for pair in origin(row, (*KEPT, *more), doubts) if pair[1] not in ABSENT])


FORMAT = Format(
    name="polecat",
    title="POLECAT",
    dataset=DATASET,
    # Some weeks have the headline as one column more, which the header tells.
    layouts=(Tabs(COLUMNS, header=True, encodings=("utf-8", "latin-1")),),
    looks=looks,
    records=records,
)
