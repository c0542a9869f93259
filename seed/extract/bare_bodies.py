"""Whose body of state is meant where many countries call theirs so: Congress, the Senate, the House of Representatives.

In news from the United States it is theirs. Else it is of the country that the sentence tells, then of the dateline's, then of
the one that the article speaks of most, among those that have such a body. Where nothing is told it is that of the United
States, which the gazetteer takes it for.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache
from types import MappingProxyType

from seed.extract.findings import Who
from seed.extract.gazetteer import Known, known, slug
from seed.extract.lexicons import alternatives, table
from seed.extract.named import Name
from seed.lands import land_of_country
from store.tokens import folded

_USA = "USA"


def whose(name: Name, names: Sequence[Name], home: str | None) -> str | None:
    """Give the country of a body that is called without it; None where the name is that of one body alone.

    `home` is the country of the dateline.
    """
    having = _having().get(folded(name.text))
    if having is None:
        return None
    # Those that are called alike tell nothing, the name itself least of all.
    others = [
        (other, country) for other in names if folded(other.text) not in _having() and (country := _country(other))
    ]
    told = Counter(country for _, country in others if country == _USA or country in having)
    here = {
        country
        for other, country in others
        if country in told and other.doc is name.doc and other.head.sent == name.head.sent
    }
    at_home = home if home == _USA or home in having else None
    if at_home is not None and (at_home == _USA or at_home in here):
        return at_home
    if len(here) == 1:
        return here.pop()
    if at_home is not None:
        return at_home
    best = max(told.values(), default=0)
    return _USA if told[_USA] == best else next(country for country, count in told.items() if count == best)


def body(name: Name, country: str) -> Known | Who:
    """Give what is known of the body of a country, or its record: a party may be called so too."""
    meant = _having()[folded(name.text)][country]
    if meant:
        return known(meant)
    land = land_of_country(country)
    text = name.text.removeprefix("the ").removeprefix("The ")
    code = f"{land.code}LEG" if land is not None and land.code else "LEG"
    return Who(f"organization/{country.lower()}-{slug(text)}", "organization", text, code, country, "LEG", rule="new")


def _country(name: Name) -> str | None:
    return name.form.known.country if name.form is not None else None


@cache
def _having() -> Mapping[str, Mapping[str, str]]:
    """Give the countries that have a body by its name, with the key of what else it means there."""
    found: dict[str, dict[str, str]] = {}
    for row in table("bare_bodies"):
        countries = found.setdefault(row["words"], {})
        countries |= dict.fromkeys(alternatives(row["countries"]), row["known"])
    return MappingProxyType(found)
