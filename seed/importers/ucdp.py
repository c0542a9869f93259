"""The UCDP Georeferenced Event Dataset: deaths in organized violence, one row an event (CSV, with or without a header; GeoJSON).

UCDP says who fought whom, where and how many died, not what was done: the event types are those of the crosswalk, by the
type of violence. What no field of ours holds is kept under UCDP's own names of columns.
"""

from __future__ import annotations

import re
from functools import lru_cache
from operator import itemgetter

from schemas.codebook import code_with, label
from seed.importers.format import BadRow, Commas, Doubt, Features, Format, Row, Told
from seed.importers.values import (
    EventType,
    cameo_country,
    columns,
    confirm_code,
    country_named,
    day,
    decimal,
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
    whole,
    whole_or_none,
    wrong,
)
from seed.importers.wording import summary
from seed.records import Actor, DatasetRecord, Dated, EventRecord, Place

COLUMNS = columns(
    "id relid year active_year code_status type_of_violence conflict_dset_id conflict_new_id conflict_name dyad_dset_id "
    "dyad_new_id dyad_name side_a_dset_id side_a_new_id side_a side_b_dset_id side_b_new_id side_b number_of_sources "
    "source_article source_office source_date source_headline source_original where_prec where_coordinates "
    "where_description adm_1 adm_2 latitude longitude geom_wkt priogrid_gid country country_id region event_clarity "
    "date_prec date_start date_end deaths_a deaths_b deaths_civilians deaths_unknown best high low gwnoa gwnob"
)

# What is kept in UCDP's words: what no field of an event holds, or holds only in part.
KEPT = columns(
    "relid code_status active_year event_clarity conflict_new_id conflict_name dyad_new_id dyad_name side_a_new_id "
    "side_b_new_id gwnoa gwnob deaths_a deaths_b deaths_civilians deaths_unknown date_prec where_description adm_2 country "
    "priogrid_gid source_article source_date source_headline source_original"
)
# What nearly every row says, and so nothing.
USUAL = frozenset({("code_status", "Clear"), ("active_year", "1")})

# What of it has to be a number.
COUNTED = columns(
    "conflict_new_id dyad_new_id side_a_new_id side_b_new_id deaths_a deaths_b deaths_civilians deaths_unknown priogrid_gid"
)
counted_cells = itemgetter(*COUNTED)
STATES = ("gwnoa", "gwnob")

# How far apart two ways of writing one point may be, in degrees: a kilometre.
SAME_PLACE = 0.01
_POINT = re.compile(r"POINT ?\((\S+) (\S+)\)")
# "Yemen (North Yemen)", "Kingdom of eSwatini (Swaziland)": either name may be the one that others know.
_NAMES = re.compile(r"([^(]+?) \(([^()]+)\)")

VIOLENCE = ("1", "2", "3")
CIVILIANS = Actor(name="Civilians", code="CVL", sector="CVL", kind="group")
GOVERNMENT = "Government of "

DATASET = DatasetRecord(
    slug="ucdp-ged",
    title="UCDP Georeferenced Event Dataset (GED)",
    # Rows of several releases can be in one store.
    version="not stated in the rows",
    publisher="Uppsala Conflict Data Program, Uppsala University",
    licence="CC-BY-4.0",
    citation=(
        "Sundberg, Ralph, and Erik Melander. 2013. Introducing the UCDP Georeferenced Event Dataset. Journal of Peace "
        "Research 50 (4). Davies, Shawn, Therése Pettersson, and Magnus Öberg. 2023. Organized violence 1989-2022, and the "
        "return of conflict between states. Journal of Peace Research 60 (4)."
    ),
    url="https://ucdp.uu.se/downloads/",
    text_served="none",
)


def looks(row: Row) -> bool:
    """Tell whether a row is of this format: its type of violence and its dates are where they should be."""
    return row.get("type_of_violence") in VIOLENCE and row.get("date_start", "")[4:5] == "-" and "dyad_name" in row


def records(row: Row) -> list[Told]:
    """Read a row into the publishers that it names and the event."""
    identity = required(row, "id", "the number of the event")
    kind = required(row, "type_of_violence", "1, 2 or 3")
    types = _types(row, kind)
    publishers = [publisher(office) for office in listed(row["source_office"])]
    side_a, side_b = _sides(row)
    where = _place(row)
    _confirm_kept(row)
    doubts = _doubts(row)
    event = EventRecord(
        key=f"ucdp-ged/{identity}",
        dataset=DATASET.slug,
        origin_id=identity,
        date=_dated(row),
        cameo=types.cameo,
        plover_type=types.plover_type,
        plover_mode=types.plover_mode,
        origin_type=f"ucdp_violence:{kind}",
        status="asserted",
        summary=summary(text(row, "side_a"), label("ucdp_violence", kind), text(row, "side_b"), where.name),
        actor1=side_a,
        actor2=side_b,
        place=where,
        fatalities_best=whole(row, "best"),
        fatalities_low=whole(row, "low"),
        fatalities_high=whole(row, "high"),
        # -1 where UCDP did not count them.
        sources=max(whole(row, "number_of_sources", least=-1), 0),
        publishers=tuple(one.key for one in publishers),
        origin=tuple([pair for pair in origin(row, KEPT, doubts) if pair not in USUAL]),
    )
    return [*doubts, *publishers, event]


def _confirm_kept(row: Row) -> None:
    """Refuse what is kept as it stands where it is not what UCDP writes there."""
    digits = "".join(counted_cells(row))
    # Nearly every row is passed at once.
    for column in () if digits.isascii() and digits.isdecimal() else COUNTED:
        whole_or_none(row, column)
    for column in STATES:
        if row[column] and not all(state.removesuffix(".0").isdecimal() for state in listed(row[column], ",")):
            raise wrong(row, column, "numbers of states, such as 652 or 900, 200")
    confirm_code(row, "active_year", ("0", "1"), "0 or 1")
    confirm_code(row, "event_clarity", ("1", "2"), "1 (clear) or 2 (less so)")


def _doubts(row: Row) -> list[Doubt]:
    low, best, high = (whole(row, column) for column in ("low", "best", "high"))
    return [
        *strangers(row, STATES, _all_known),
        *strangers(row, ("country_id",), _country),
        *strangers(row, ("country",), _country_named),
        *torn(_unlike(row["country_id"], row["country"]), "number and name of a country"),
        *torn(() if low <= best <= high else ("low", "best", "high"), "estimates of deaths"),
        *pointless(row, "latitude", "longitude"),
    ]


@lru_cache(maxsize=1_000)
def _all_known(states: str) -> bool:
    return all(map(_country, listed(states, ",")))


@lru_cache(maxsize=1_000)
def _unlike(number: str, name: str) -> tuple[str, ...]:
    by_number, by_name = _country(number), _country_named(name)
    return ("country_id", "country") if by_number and by_name and by_number != by_name else ()


@lru_cache(maxsize=1_000)
def _country_named(name: str) -> str | None:
    names = _NAMES.fullmatch(name.strip())
    return country_named(name) or (country_named(names[1]) or country_named(names[2]) if names else None)


def _types(row: Row, kind: str) -> EventType:
    found = event_type("ucdp_violence", kind) if kind in VIOLENCE else None
    if found is None:
        raise wrong(row, "type_of_violence", "1 (state-based), 2 (non-state) or 3 (one-sided)")
    return found


def _dated(row: Row) -> Dated:
    first, last = day(row, "date_start"), day(row, "date_end")
    if last < first:
        raise BadRow(f"date_end is {last}, before date_start {first}: it should be the same day or a later one.")
    if (year := whole_or_none(row, "year")) is not None and not first.year <= year <= last.year:
        raise wrong(row, "year", f"{first.year}, as date_start says")
    precision = code_with("date_precision", "ucdp_date_prec", row["date_prec"].strip())
    if precision is None:
        raise wrong(row, "date_prec", "a whole number from 1 to 5")
    # Exact days that bound a longer event are no single day.
    return Dated(first, last, "range" if precision == "day" and first != last else precision, basis="origin")


def _place(row: Row) -> Place:
    latitude, longitude = point(row, "latitude", "longitude")
    if latitude is not None and longitude is not None:
        _confirm_points(row, latitude, longitude)
    precision = code_with("place_precision", "ucdp_where_prec", row["where_prec"].strip())
    if precision is None:
        raise wrong(row, "where_prec", "a whole number from 1 to 7")
    names = (text(row, column) for column in ("where_coordinates", "adm_2", "adm_1", "country"))
    return Place(
        name=next(filter(None, names), None) or required(row, "country", "the name of a country"),
        precision=precision,
        country=_country(row["country_id"]),
        admin1=text(row, "adm_1"),
        latitude=latitude,
        longitude=longitude,
    )


def _confirm_points(row: Row, latitude: float, longitude: float) -> None:
    """Refuse a row whose geometry, as a cell or that of a feature, lies elsewhere than its coordinates."""
    for column in ("geom_wkt", "geometry"):
        cell = row.get(column, "").strip()
        found = _POINT.fullmatch(cell)
        east, north = (decimal(number, column, -180, 180) for number in found.groups()) if found else (None, None)
        if cell and not (_is_near(east, longitude) and _is_near(north, latitude)):
            raise wrong(row, column, f"POINT ({longitude} {latitude}), as latitude and longitude say")


def _is_near(degrees: float | None, due: float) -> bool:
    return degrees is not None and abs(degrees - due) <= SAME_PLACE


@lru_cache(maxsize=1_000)
def _country(number: str) -> str | None:
    """Give the country by its Gleditsch-Ward number, which software may have written 652.0."""
    return code_with("country", "gw", number.strip().removesuffix(".0"))


def _sides(row: Row) -> tuple[tuple[Actor, ...], tuple[Actor, ...]]:
    return (
        _side(row["side_a"].strip(), row["side_a_new_id"].strip(), row["gwnoa"]),
        _side(row["side_b"].strip(), row["side_b_new_id"].strip(), row["gwnob"]),
    )


@lru_cache(maxsize=20_000)
def _side(name: str, number: str, states: str) -> tuple[Actor, ...]:
    """Give who fought on a side: several states that did so together each for itself, since each is known alone."""
    if name == "Civilians":
        return (CIVILIANS,)
    countries = listed(states, ",")
    names = [f"{GOVERNMENT}{state}" for state in name.removeprefix(GOVERNMENT).split(f", {GOVERNMENT}")]
    if name.startswith(GOVERNMENT) and len(names) > 1 and len(names) == len(countries):
        return tuple(_government(one, (), state) for one, state in zip(names, countries, strict=True))
    identifiers = (("ucdp-actor", number),) if number else ()
    if name.startswith(GOVERNMENT):
        return (_government(name, identifiers, countries[0] if len(countries) == 1 else ""),)
    # Whoever fights and is no government is an organized group: UCDP counts nobody else.
    return (Actor(name=name, kind="group", identifiers=identifiers),) if name else ()


def _government(name: str, identifiers: tuple[tuple[str, str], ...], state: str) -> Actor:
    country = _country(state)
    code = cameo_country(country)
    return Actor(
        name=name,
        code=code and f"{code}GOV",
        country=country,
        sector="GOV",
        kind="organization",
        identifiers=identifiers,
    )


FORMAT = Format(
    name="ucdp-ged",
    title="UCDP Georeferenced Event Dataset",
    dataset=DATASET,
    layouts=(Commas(COLUMNS), Features(COLUMNS)),
    looks=looks,
    records=records,
)
