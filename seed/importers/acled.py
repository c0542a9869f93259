"""ACLED: political violence and protest, one row an event (CSV).

ACLED's own types of events and of actors lead to ours by the codebooks and the crosswalk; whoever may read ACLED's data may
not pass it on, and the dataset says so. What no field of ours holds is kept under ACLED's own names of columns.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from types import MappingProxyType
from typing import NamedTuple

from schemas.codebook import code_with, codebook, entry, label
from seed.importers.format import Commas, Doubt, Format, Row, Told
from seed.importers.values import (
    EventType,
    cameo_country,
    columns,
    complaint,
    confirm_number,
    country_named,
    day,
    event_type,
    listed,
    origin,
    point,
    pointless,
    publisher,
    required,
    strangers,
    text,
    torn,
    whole_or_none,
    wrong,
)
from seed.importers.wording import summary
from seed.records import Actor, DatasetRecord, Dated, EventRecord, Place
from store.tokens import folded

# Files with people counted around the place have these columns too; older ones have no `tags`, some no `timestamp`.
OPTIONAL = columns("tags timestamp population_1km population_2km population_5km population_best")
COLUMNS = (
    *columns(
        "event_id_cnty event_date year time_precision disorder_type event_type sub_event_type actor1 assoc_actor_1 inter1 "
        "actor2 assoc_actor_2 inter2 interaction civilian_targeting iso region country admin1 admin2 admin3 location "
        "latitude longitude geo_precision source source_scale notes fatalities"
    ),
    *OPTIONAL,
)
KEPT = columns(
    "notes tags disorder_type event_type inter1 inter2 interaction civilian_targeting time_precision geo_precision admin2 "
    "admin3 region source_scale timestamp population_1km population_2km population_5km population_best"
)

# What is kept as it stands, and has to be a number.
COUNTED = columns("population_1km population_2km population_5km population_best")
NO_COUNTRY = NOBODY = frozenset({"", "0"})

DATE_PRECISION: Mapping[str, str] = MappingProxyType({"1": "day", "2": "week", "3": "month"})
PLACE_PRECISION: Mapping[str, str] = MappingProxyType({"1": "city", "2": "near", "3": "admin1"})
# A precision of ACLED's is one day that stands for more.
STANDS_FOR: Mapping[str, str] = MappingProxyType(
    {"week": "A day that ACLED chose within the week.", "month": "A day that ACLED chose within the month."}
)

MONTHS: Mapping[str, int] = MappingProxyType(
    {
        name: number
        for number, name in enumerate(
            columns("January February March April May June July August September October November December"), start=1
        )
    }
)
# As the export tool writes days: 31 January 2023.
_WRITTEN_DAY = re.compile(r"([0-9]{1,2}) ([A-Z][a-z]+) ([0-9]{4})")

# "Military Forces of Iran (1989-) Islamic Revolutionary Guard Corps": a force of a state, with the years of a government.
_STATE_FORCE = re.compile(r"(Military Forces|Police Forces|Government) of (?:the )?(.+?) \([0-9]{4}-(?:[0-9]{4})?\)")
FORCES: Mapping[str, str] = MappingProxyType({"Military Forces": "MIL", "Police Forces": "COP", "Government": "GOV"})
# "Civilians (Iran)": where those are from whom no name tells.
_FROM = re.compile(r"\(([^()]+)\)$")
KINDS: Mapping[str, str] = MappingProxyType(
    {"Civilians": "group", "Protesters": "group", "Rioters": "group", "Unidentified": "unnamed"}
)

DATASET = DatasetRecord(
    slug="acled",
    title="Armed Conflict Location & Event Data (ACLED)",
    version="not stated in the rows",
    publisher="ACLED",
    licence="ACLED terms of use",
    citation=(
        "Raleigh, Clionadh, Roudabeh Kishi, and Andrew Linke. 2023. Political instability patterns are obscured by conflict "
        "dataset scope conditions, sources, and coding choices. Humanities and Social Sciences Communications 10, 74."
    ),
    url="https://acleddata.com/",
    redistributable=False,
    access="key",
    text_served="none",
)


class Typed(NamedTuple):
    """ACLED's type of an event, and ours."""

    scheme: str
    code: str
    types: EventType


def looks(row: Row) -> bool:
    """Tell whether a row is of this format: its type of event is one of ACLED's."""
    return "event_id_cnty" in row and code_with("acled_event", "name", row.get("event_type", "").strip()) is not None


def records(row: Row) -> list[Told]:
    """Read a row into the publishers that it names and the event."""
    identity = required(row, "event_id_cnty", "the id of the event, such as IRN22059")
    typed = _typed(row["event_type"].strip(), row["sub_event_type"].strip())
    _confirm_kept(row)
    publishers = [publisher(name) for name in listed(row["source"])]
    where = _place(row)
    doubts = [*_foreign(row), *pointless(row, "latitude", "longitude")]
    event = EventRecord(
        key=f"acled/{identity}",
        dataset=DATASET.slug,
        origin_id=identity,
        date=_dated(row),
        cameo=typed.types.cameo,
        plover_type=typed.types.plover_type,
        plover_mode=typed.types.plover_mode,
        origin_type=f"{typed.scheme}:{typed.code}",
        status="asserted",
        summary=summary(text(row, "actor1"), label(typed.scheme, typed.code), text(row, "actor2"), where.name),
        actor1=_side(row["actor1"], row.get("assoc_actor_1", ""), row["inter1"]),
        actor2=_side(row["actor2"], row.get("assoc_actor_2", ""), row["inter2"]),
        place=where,
        fatalities_best=whole_or_none(row, "fatalities"),
        sources=len(publishers),
        publishers=tuple(one.key for one in publishers),
        origin=origin(row, KEPT, doubts),
    )
    return [*doubts, *publishers, event]


@lru_cache(maxsize=10_000)
def _typed(event: str, sub_event: str) -> Typed:
    """Find the finer type, else the coarser, which has to be the one that the finer is of."""
    coarse, fine = code_with("acled_event", "name", event), code_with("acled_sub_event", "name", sub_event)
    if coarse is None:
        raise complaint("event_type", event, f"one of {', '.join(_names('acled_event'))}")
    if sub_event and (fine is None or entry("acled_sub_event", fine).facts["acled_event"] != coarse):
        raise complaint("sub_event_type", sub_event, f"one of {event}: {', '.join(_names('acled_sub_event', coarse))}")
    scheme, code = ("acled_sub_event", fine) if fine else ("acled_event", coarse)
    types = event_type(scheme, code)
    if types is None:
        raise LookupError(f"The crosswalk leads from {scheme}:{code} to no CAMEO code.")
    return Typed(scheme, code, types)


def _names(scheme: str, of: str | None = None) -> list[str]:
    """Name the types of a scheme, or those of them that are of a coarser type."""
    kinds = codebook(scheme).codes.values()
    return [str(kind.facts["name"]) for kind in kinds if of is None or kind.facts["acled_event"] == of]


def _confirm_kept(row: Row) -> None:
    """Refuse what is kept as it stands where it is not what ACLED writes there."""
    for column in COUNTED:
        whole_or_none(row, column)
    for column in ("inter1", "inter2"):
        cell = row[column].strip()
        if cell not in NOBODY and _inter(cell) is None:
            raise wrong(row, column, "a number from 0 to 8, or what it stands for, such as Rebel group")
    cell = row.get("timestamp", "").strip()
    if cell and not cell.isdecimal() and _written_day(cell) is None:
        day(row, "timestamp")


def _foreign(row: Row) -> list[Doubt]:
    """Doubt a country that nobody knows, and one that is another by its number than by its name."""
    number, name = row["iso"].strip(), row["country"].strip()
    by_number, by_name = _numbered(number), country_named(name)
    unlike = by_number and by_name and by_number != by_name
    return [
        *strangers(row, ("iso",), lambda cell: cell in NO_COUNTRY or by_number),
        *strangers(row, ("country",)),
        *torn(("iso", "country") if unlike else (), "number and name of a country"),
    ]


def _dated(row: Row) -> Dated:
    on = _written_day(row["event_date"]) or day(row, "event_date")
    confirm_number(row, "year", on.year, "event_date")
    precision = DATE_PRECISION.get(row["time_precision"].strip())
    if precision is None:
        raise wrong(row, "time_precision", "1 (the day), 2 (the week) or 3 (the month)")
    return Dated(on, on, precision, basis="origin", note=STANDS_FOR.get(precision))


@lru_cache(maxsize=20_000)
def _written_day(cell: str) -> date | None:
    match = _WRITTEN_DAY.fullmatch(cell.strip())
    if match is None or match[2] not in MONTHS:
        return None
    try:
        return date(int(match[3]), MONTHS[match[2]], int(match[1]))
    except ValueError:
        return None


def _place(row: Row) -> Place:
    latitude, longitude = point(row, "latitude", "longitude")
    precision = PLACE_PRECISION.get(row["geo_precision"].strip())
    if precision is None:
        raise wrong(row, "geo_precision", "1 (the place), 2 (near it) or 3 (the region)")
    return Place(
        name=text(row, "location") or required(row, "country", "the name of a country"),
        precision=precision,
        country=_country(row["iso"], row["country"]),
        admin1=text(row, "admin1"),
        latitude=latitude,
        longitude=longitude,
    )


@lru_cache(maxsize=10_000)
def _country(number: str, name: str) -> str | None:
    """Give the country by its ISO number; by name where it has none (Kosovo)."""
    return _numbered(number) or country_named(name)


def _numbered(number: str) -> str | None:
    """Give the country by its ISO number, which has lost its zeros."""
    return code_with("country", "numeric", number.strip().zfill(3))


@lru_cache(maxsize=50_000)
def _side(name: str, associates: str, inter: str) -> tuple[Actor, ...]:
    """Give who stands on a side: the actor first, then those who acted with it."""
    names = listed(f"{name};{associates}")
    return tuple(_actor(one, inter if one == name.strip() else "") for one in names)


@lru_cache(maxsize=50_000)
def _actor(name: str, inter: str) -> Actor:
    force = _STATE_FORCE.match(name)
    origin = _FROM.search(name)
    country = country_named(force[2]) if force else country_named(origin[1]) if origin else None
    # Whoever acts in ACLED is a force, a group or a crowd.
    kind = KINDS.get(name.split(" ", 1)[0], "group")
    sector = FORCES[force[1]] if force else "CVL" if name.startswith("Civilians") else _sector(inter)
    state = cameo_country(country)
    coded = state and sector and (force or sector == "CVL")
    return Actor(name=name, code=f"{state}{sector}" if coded else None, country=country, sector=sector, kind=kind)


@lru_cache(maxsize=10_000)
def _sector(inter: str) -> str | None:
    """Give the sector where ACLED's kind of actor has exactly one: 2 or "Rebel group" are rebels."""
    code = _inter(inter.strip())
    sector = entry("acled_inter", code).facts["sector"] if code else None
    return str(sector) if sector else None


@lru_cache(maxsize=10_000)
def _inter(cell: str) -> str | None:
    """Find the kind of actor by its number, or by its name, which newer files have in the place of the number."""
    kinds, plain = codebook("acled_inter").codes, folded(cell)
    if cell in kinds:
        return cell
    return next((kind.code for kind in kinds.values() if plain and folded(str(kind.facts["name"])) == plain), None)


FORMAT = Format(
    name="acled",
    title="Armed Conflict Location & Event Data",
    dataset=DATASET,
    layouts=(Commas(COLUMNS, optional=frozenset(OPTIONAL)),),
    looks=looks,
    records=records,
)
