"""Who and where the made-up world of the benchmark is: actors as GDELT codes them, and places under their FIPS codes."""

from __future__ import annotations

from bisect import bisect
from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate, product
from random import Random
from typing import Generic, NamedTuple, TypeVar

from schemas.codebook import Entry, codebook

T = TypeVar("T")

NOBODY = "\t" * 9
NOWHERE = "0" + "\t" * 7
# In thousandths, as in two real files: actors that are a country, a role, somebody of a country, a group.
ACTOR_MIX = {"country": 480, "role": 360, "of a country": 125, "group": 35}
ROLES = {
    "GOV": 300, "EDU": 95, "BUS": 100, "COP": 85, "JUD": 70, "MIL": 60, "MED": 60, "LEG": 55, "CVL": 45, "HLH": 40,
    "OPP": 30, "LAB": 20, "CRM": 20, "ELI": 15, "REB": 10, "REF": 10, "NGO": 10, "IGO": 10,
}  # fmt: skip
RELIGIONS = {"CHR": 5, "MOS": 4, "JEW": 2, "HIN": 1}
# GDELT's types of places: 1 country, 2 and 5 province (of the United States, of others), 3 and 4 city.
PLACE_MIX = {"1": 230, "2": 120, "3": 195, "4": 420, "5": 35}
# Those that stand first in the news; the others follow in any order.
FREQUENT = ("USA", "GBR", "RUS", "CHN", "ISR", "IND", "CAN", "SYR", "AUS", "IRN", "FRA", "DEU", "PAK", "TUR", "UKR")
# One actor of so many has the name of another, under another code.
NAMESAKE_EVERY = 5
# The weight of the nth place is 1/(n + this): no place is as frequent as the most frequent actor.
PLACE_FLATNESS = 20
_OPENINGS = tuple(map("".join, product("BCDFGHKLMNPRSTVZ", "aeiou")))
_ENDINGS = ("bek", "dar", "fin", "gor", "lan", "mir", "nas", "rod", "sun", "tov", "vik", "zan", "ris", "mel", "qua")


class Weighted(Generic[T]):
    """Things to draw from, each with its weight."""

    def __init__(self, weights: Mapping[T, float]) -> None:
        self.things: Sequence[T] = list(weights)
        self._totals = list(accumulate(weights.values()))

    def drawn(self, chance: Random) -> T:
        """Draw one."""
        return self.things[bisect(self._totals, chance.random() * self._totals[-1])]


class Actor(NamedTuple):
    """An actor as a row of GDELT names it; the fields are its columns in their order."""

    code: str
    name: str
    country: str = ""
    known_group: str = ""
    ethnic: str = ""
    religion1: str = ""
    religion2: str = ""
    type1: str = ""
    type2: str = ""
    type3: str = ""


def countries(chance: Random) -> list[Entry]:
    """Give the countries that have a code in both systems, the most frequent first."""
    known = codebook("country").codes
    others = [one for one in known.values() if one.facts["cameo"] and one.facts["fips"] and one.code not in FREQUENT]
    chance.shuffle(others)
    return [*(known[code] for code in FREQUENT), *others]


def actors(many: int, lands: Sequence[Entry], chance: Random) -> Weighted[str]:
    """Make actors, each the cells of its columns; the weight of the nth is 1/n (Zipf's law)."""
    made = dict.fromkeys("\t".join(one) for one in _with_namesakes(_actors(many, lands, chance), lands, chance))
    return Weighted({cells: 1 / rank for rank, cells in enumerate(made, start=1)})


def _actors(many: int, lands: Sequence[Entry], chance: Random) -> Iterator[Actor]:
    kinds, roles, religions = Weighted(ACTOR_MIX), Weighted(ROLES), Weighted(RELIGIONS)
    of_land = Weighted({_cameo(land): 1 / rank for rank, land in enumerate(lands, start=3)})
    themselves = iter(lands)
    yield _country(next(themselves))
    for number in range(1, many):
        kind = kinds.drawn(chance)
        role, country, name = roles.drawn(chance), of_land.drawn(chance), name_of(number)
        if kind == "country":
            land = next(themselves, None)
            yield _country(land) if land else Actor(country, name, country)
        elif kind == "role":
            yield Actor(role, name, type1=role)
        elif kind == "of a country":
            yield Actor(country + role, name, country, type1=role)
        else:
            religion = religions.drawn(chance)
            yield Actor(religion, name, religion1=religion)


def _country(land: Entry) -> Actor:
    return Actor(_cameo(land), land.label.upper(), _cameo(land))


def _cameo(land: Entry) -> str:
    return str(land.facts["cameo"]).partition(";")[0]


def _with_namesakes(made: Iterator[Actor], lands: Sequence[Entry], chance: Random) -> Iterator[Actor]:
    names: list[str] = []
    roles = Weighted(ROLES)
    for actor in made:
        if names and len(names) % NAMESAKE_EVERY == 0:
            role, country = roles.drawn(chance), _cameo(chance.choice(lands))
            yield Actor(country + role, chance.choice(names), country, type1=role)
        names.append(actor.name)
        yield actor


def name_of(number: int) -> str:
    """Make up a name; each number has its own."""
    rest, ending = divmod(number, len(_ENDINGS))
    opening = ""
    while rest or not opening:
        rest, next_ = divmod(rest, len(_OPENINGS))
        opening += _OPENINGS[next_]
    return (opening + _ENDINGS[ending]).upper()


def places(many: int, lands: Sequence[Entry], chance: Random) -> Weighted[str]:
    """Make places, each the cells of its columns, few of them frequent."""
    weighted = Weighted({number: 1 / rank for rank, number in enumerate(range(len(lands)), start=3)})
    centres = [(chance.uniform(-50, 65), chance.uniform(-175, 175)) for _ in lands]
    kinds = Weighted(PLACE_MIX)
    made: dict[str, None] = {}
    for number in range(many):
        kind = kinds.drawn(chance)
        at = 0 if kind in "23" else weighted.drawn(chance)
        made[_place(kind, lands[at], centres[at], number, chance)] = None
    return Weighted({cells: 1 / (rank + PLACE_FLATNESS) for rank, cells in enumerate(made, start=1)})


def _place(kind: str, land: Entry, centre: tuple[float, float], number: int, chance: Random) -> str:
    fips = str(land.facts["fips"]).partition(";")[0]
    if kind == "1":
        return "\t".join((kind, land.label, fips, fips, "", f"{centre[0]:.4f}", f"{centre[1]:.4f}", fips))
    province = number % 40
    admin1 = f"{fips}{province:02}"
    latitude, longitude = (f"{middle + chance.uniform(-4, 4):.4f}" for middle in centre)
    name = f"{name_of(province + 900).title()}, {land.label}"
    if kind in "25":
        return "\t".join((kind, name, fips, admin1, "", latitude, longitude, admin1))
    name = f"{name_of(number + 2000).title()}, {name}"
    return "\t".join((kind, name, fips, admin1, str(number % 900 + 100), latitude, longitude, str(-100_000 - number)))
