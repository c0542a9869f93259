"""Read the cells of a row: each reader gives a value, or raises BadRow with the column, what stands there and what would do."""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from types import MappingProxyType

from schemas.codebook import codebook, entry, several
from schemas.crosswalk import crossing
from seed.country_names import countries_named
from seed.importers.format import BadRow, Doubt, Row
from seed.records import SourceRecord
from store.tokens import folded

# What stands in a cell that is empty, besides nothing.
ABSENT = frozenset({"", "NULL", "None"})

# CAMEO's media are PLOVER's journalists, CAMEO's health workers PLOVER's MED.
SECTORS: Mapping[str, str] = MappingProxyType(
    {code: code for code in codebook("sector").codes} | {"MED": "JRN", "HLH": "MED"}
)
ORGANIZATIONS = frozenset({"IGO", "NGO", "MNC"})

UNKNOWN_COUNTRY = "rows with a country that is not known"

# What every store can hold in an integer column.
MOST = 2_147_483_647
# A cell is quoted in a complaint up to this many characters.
QUOTED = 80

# A whole number, also as software writes it that takes every number for a decimal one: 652.0.
_WHOLE = re.compile(r"-?[0-9]{1,15}(?:\.0+)?")
_NUMBER = re.compile(r"[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]{1,3})?")
_ZERO = re.compile(r"[-+]?(?:0+\.?0*|\.0+)(?:[eE][-+]?[0-9]{1,3})?")
# A day, also with a midnight behind it, as databases write dates.
_DAY = re.compile(r"([0-9]{4})-?([0-9]{2})-?([0-9]{2})(?:[ T]00:00:00(?:\.0+)?)?")

# What these datasets call countries that nobody else calls so, or means by what is elsewhere the name of two; folded.
_SPELLINGS: Mapping[str, str] = MappingProxyType(
    {
        "bonaire": "BES",
        "cocos islands": "CCK",
        "congo": "COG",
        "cook island": "COK",
        "faeroe islands": "FRO",
        "former yugoslav republic of macedonia": "MKD",
        "heard island and mcdonald islands": "HMD",
        "moldova republic of": "MDA",
        "pitcairn": "PCN",
        "republic of congo": "COG",
        "republic of south africa": "ZAF",
        "saint martin french part": "MAF",
        "south georgia and the south sandwich islands": "SGS",
        "united states minor outlying islands": "UMI",
        "united states virgin islands": "VIR",
        "wallis and futuna islands": "WLF",
    }
)


def columns(names: str, separator: str = " ") -> tuple[str, ...]:
    """Read the names of columns: `columns("id date best")`."""
    return tuple(name.strip() for name in names.split(separator))


def wrong(row: Row, column: str, right: str) -> BadRow:
    """Complain of a cell: `right` says what would do there, as in "a day such as 2013-01-03"."""
    return complaint(column, row.get(column, ""), right)


def complaint(column: str, cell: str, right: str, verb: str = "is") -> BadRow:
    """Complain of what stands in a column, or with the verb "holds" of a piece of it."""
    shown = f"{cell[:QUOTED]}…" if len(cell) > QUOTED else cell
    return BadRow(f"{column} {verb} {shown!r}, it should be {right}.")


def text(row: Row, column: str) -> str | None:
    """Give a cell without the spaces around it; None where it is empty, or the file has no such column."""
    return row.get(column, "").strip() or None


def stated(cell: str) -> str | None:
    """Give a cell without the spaces around it; None where it is empty, or holds a word that says so."""
    stripped = cell.strip()
    return None if stripped in ABSENT else stripped


def required(row: Row, column: str, right: str) -> str:
    """Give a cell that must not be empty."""
    found = text(row, column)
    if found is None:
        raise wrong(row, column, right)
    return found


def whole(row: Row, column: str, least: int = 0, most: int = MOST) -> int:
    """Give a whole number within bounds."""
    found = _number_in(row.get(column, ""))
    if found is None or not least <= found <= most:
        raise wrong(row, column, f"a whole number from {least} to {most}")
    return found


def whole_or_none(row: Row, column: str, least: int = 0, most: int = MOST) -> int | None:
    """Give a whole number within bounds; None where the cell is empty."""
    return whole(row, column, least, most) if text(row, column) else None


@lru_cache(maxsize=10_000)
def _number_in(cell: str) -> int | None:
    cell = cell.strip()
    return int(cell.partition(".")[0]) if _WHOLE.fullmatch(cell) else None


def number(row: Row, column: str, least: float, most: float) -> float | None:
    """Give a decimal number within bounds; None where the cell is empty."""
    return decimal(row.get(column, "").strip(), column, least, most)


def decimal(cell: str, column: str, least: float, most: float) -> float | None:
    """Read a decimal number within bounds in a cell of this column; None where it is empty."""
    if not cell:
        return None
    found = float(cell) if _NUMBER.fullmatch(cell) else None
    if found is None or not least <= found <= most:
        raise complaint(column, cell, f"a number from {least:g} to {most:g}")
    return found


def confirm_number(row: Row, column: str, due: int, by: str) -> None:
    """Refuse a row where a column says another number than what `by` names ("Date") does. An empty cell says nothing."""
    cell = row.get(column, "").strip()
    if cell and _number_in(cell) != due:
        raise wrong(row, column, f"{due}, as {by} says")


def confirm_code(row: Row, column: str, codes: Container[str], right: str) -> None:
    """Refuse a row whose cell is none of a closed list of codes. An empty cell says nothing."""
    if (cell := row.get(column, "").strip()) and cell not in codes:
        raise wrong(row, column, right)


def point(row: Row, latitude: str, longitude: str) -> tuple[float, float] | tuple[None, None]:
    """Give a latitude and a longitude, both or neither, from the two columns that hold them; 0, 0 is no point."""
    north, east = number(row, latitude, -90, 90), number(row, longitude, -180, 180)
    if north is not None and east is not None:
        return (north, east) if north or east else (None, None)
    if north is None and east is None:
        return None, None
    raise wrong(row, latitude if north is None else longitude, "a number, as the other coordinate is one")


def pointless(row: Row, latitude: str, longitude: str) -> list[Doubt]:
    """Doubt the point 0, 0, where there is nothing but sea: what puts places on maps writes it where it knows none."""
    if not (_ZERO.fullmatch(row[latitude].strip()) and _ZERO.fullmatch(row[longitude].strip())):
        return []
    return [Doubt("rows with the point 0, 0, which is no place", (latitude, longitude))]


def day(row: Row, column: str) -> date:
    """Give a day, written 2013-01-03 or 20130103."""
    found = _day_in(row.get(column, ""))
    if found is None:
        raise wrong(row, column, "a day such as 2013-01-03")
    return found


@lru_cache(maxsize=20_000)
def _day_in(cell: str) -> date | None:
    match = _DAY.fullmatch(cell.strip())
    if match is None:
        return None
    try:
        return date(*map(int, match.groups()))
    except ValueError:
        return None


def listed(cell: str | None, separator: str = ";") -> tuple[str, ...]:
    """Split a cell that holds several values; empty ones and repetitions are left out, the order stays."""
    if not cell:
        return ()
    return tuple(dict.fromkeys(filter(None, map(str.strip, cell.split(separator)))))


def kept(
    row: Row, names: Iterable[str], usual: frozenset[tuple[str, str]] = frozenset()
) -> tuple[tuple[str, str], ...]:
    """Keep columns as they stand, those that say something; `usual` is what nearly every row says, and so nothing."""
    # A list within: half the cost of a generator, and every row comes here.
    return tuple([pair for name in names if (pair := (name, row.get(name, "").strip()))[1] and pair not in usual])


def origin(row: Row, names: tuple[str, ...], doubts: Iterable[Doubt]) -> tuple[tuple[str, str], ...]:
    """Keep columns as they stand, and with them those that are in doubt."""
    doubted = [column for doubt in doubts for column in doubt.columns]
    return kept(row, dict.fromkeys((*names, *doubted)) if doubted else names)


@lru_cache(maxsize=50_000)
def publisher(name: str) -> SourceRecord:
    """Give the publisher whom a dataset knows by nothing but a name; spellings that fold alike are one."""
    return SourceRecord(key=f"publisher/{folded(name) or name}", name=name, stub=True)


@lru_cache(maxsize=10_000)
def site(host: str) -> SourceRecord:
    """Give the publisher whose pages a host serves."""
    return SourceRecord(key=host, name=host, domain=host, stub=True)


@lru_cache(maxsize=10_000)
def country_named(name: str) -> str | None:
    """Give the ISO 3166 alpha-3 code of a country by its English name; None where nobody can say."""
    plain = folded(name).removeprefix("the ")
    found = countries_named(plain)
    return _SPELLINGS.get(plain) or (next(iter(found)) if len(found) == 1 else None)


def strangers(row: Row, names: Iterable[str], known: Callable[[str], object] = country_named) -> list[Doubt]:
    """Doubt the columns that hold a country, each by its code or name, which `known` does not know."""
    unknown = tuple([name for name in names if (cell := stated(row[name])) and not known(cell)])
    return [Doubt(UNKNOWN_COUNTRY, unknown)] if unknown else []


def torn(columns: Iterable[str], between: str) -> list[Doubt]:
    """Doubt columns that contradict the others of their row: `between` says what does, such as "class and code"."""
    found = tuple(columns)
    return [Doubt(f"rows that contradict themselves in {between}", found)] if found else []


@cache
def cameo_country(country: str | None) -> str | None:
    """Give the CAMEO code of a country by its ISO 3166 alpha-3 code; of several the current one."""
    codes = several(entry("country", country).facts["cameo"]) if country else ()
    return codes[0] if codes else None


@dataclass(frozen=True, slots=True)
class EventType:
    """What a dataset's own type of event is in the two schemes that every event has."""

    cameo: str
    plover_type: str | None
    plover_mode: str | None


@cache
def event_type(scheme: str, code: str) -> EventType | None:
    """Carry a type over by the crosswalk: `event_type("ucdp_violence", "1")`. None where it has no such code."""
    cameo, plover = crossing(scheme, code, "cameo"), crossing(scheme, code, "plover")
    if cameo is None:
        return None
    kind, _, mode = plover.code.partition(":") if plover else ("", "", "")
    return EventType(cameo.code, kind or None, mode or None)
