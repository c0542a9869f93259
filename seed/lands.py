"""The countries and regions that actors are or belong to, by code and by name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from schemas.codebook import codebook, several
from seed.country_names import countries_named
from seed.records import EntityRecord
from store.scopes import CODE_STEP
from store.tokens import folded


@dataclass(frozen=True, slots=True)
class Land:
    """A country, or a region of several: `country` is None there. `codes` are its CAMEO codes: none, one or several."""

    key: str
    name: str
    codes: tuple[str, ...]
    country: str | None

    @property
    def code(self) -> str | None:
        """Give the CAMEO code that stands for it."""
        return next(iter(self.codes), None)

    @property
    def record(self) -> EntityRecord:
        """Give the entity to be stored where there is none."""
        if self.country is None:
            plain = (self.name.removeprefix("The "),) if self.name.startswith("The ") else ()
            return EntityRecord(self.key, "group", self.name, code=self.code, aliases=plain, stub=True)
        return EntityRecord(
            self.key,
            "country",
            self.name,
            code=self.code,
            country=self.country,
            identifiers=(("iso3166-1", self.country),),
            stub=True,
        )


def land_of_code(code: str | None) -> Land | None:
    """Give the country or region with which a CAMEO actor code begins."""
    return _by_code().get(code[:CODE_STEP]) if code else None


def land_of_country(country: str | None) -> Land | None:
    """Give a country by its ISO 3166 alpha-3 code."""
    return _by_country().get(country) if country else None


def lands_named(name: str) -> set[Land]:
    """Give the countries and regions of a folded name."""
    return {_by_country()[country] for country in countries_named(name)} | _regions_by_name().get(name, set())


@cache
def _by_country() -> Mapping[str, Land]:
    found = {}
    for country, entry in codebook("country").codes.items():
        found[country] = Land(f"country/{country}", entry.label, several(entry.facts["cameo"]), country)
    return MappingProxyType(found)


@cache
def _regions() -> tuple[Land, ...]:
    regions = codebook("cameo_region").codes.items()
    return tuple(Land(f"region/{code}", entry.label, (code,), None) for code, entry in regions)


@cache
def _regions_by_name() -> Mapping[str, set[Land]]:
    names = {name: {region} for region in _regions() for name in (folded(region.name), _without_article(region.name))}
    return MappingProxyType(names)


def _without_article(name: str) -> str:
    return folded(name.removeprefix("The "))


@cache
def _by_code() -> Mapping[str, Land]:
    # A country's code goes before a region's.
    lands = (*_regions(), *_by_country().values())
    return MappingProxyType({code: land for land in lands for code in land.codes})
