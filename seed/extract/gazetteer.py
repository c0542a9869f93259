"""Names that are known beforehand: countries, capitals, cities, regions, organizations, armed groups, peoples and leaders.

The tables are in `seed/lexicon/`; what countries and their people are called is in `seed.country_names`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import NamedTuple

from spacy.tokens import Doc

from seed.country_names import all_names, all_peoples
from seed.extract.lexicons import alternatives, table
from seed.lands import land_of_country
from store.tokens import folded, words

# A form of so few capitals is an abbreviation: only capitals are it ("WHO", never "who").
_MAX_ABBREVIATION = 6
# Of several countries that share a people's name, the one that news mostly means by it.
_MOSTLY_MEANT = {"korean": "KOR", "congolese": "COD", "guinean": "GIN", "dominican": "DOM", "congo": "COD"}
# The alliance or union whose government a capital's name stands for, in place of its country's.
_STANDS_FOR = {"Brussels": "organization/european-union"}
# Endings of adjectives that are no names of people in the plural ("Chinese", "British", "French").
_WITHOUT_PLURAL = ("ese", "sh", "ch", "s", "man")
# Words in names that mean something else far more often.
_NEVER_ALONE = frozenset({"lao", "kiwi", "dane", "finn", "pole", "polish"})


@dataclass(frozen=True, slots=True)
class Known:
    """Who is meant by a name. `stands_for`: the key of what acts where this capital is said to act. `title`: a leader's."""

    key: str
    kind: str
    name: str
    code: str | None = None
    country: str | None = None
    sector: str | None = None
    stands_for: str | None = None
    title: str | None = None


@dataclass(frozen=True, slots=True)
class Form:
    """One way to write a known name. `people`: the adjective or the people; `weak`: a surname, which others have too."""

    written: str
    known: Known
    people: bool = False
    weak: bool = False


class Match(NamedTuple):
    """A known name in a passage, from the token `first` to `last`, both included."""

    first: int
    last: int
    form: Form


def matches(doc: Doc) -> list[Match]:
    """Find the known names of a passage, the longest from each place, none inside another."""
    return _matches(doc, range(len(doc)))


def within(doc: Doc, first: int, last: int) -> list[Match]:
    """Find the known names inside a longer one, from the token `first` to `last`: the place of a "University of Texas"."""
    parts = (range(first, last), range(first + 1, last + 1))
    return list(dict.fromkeys(match for part in parts for match in _matches(doc, part)))


def _matches(doc: Doc, part: range) -> list[Match]:
    spelt = [(word, at) for at in part for word in words(doc[at].text)]
    begins = {at for at in range(len(spelt)) if at == 0 or spelt[at - 1][1] != spelt[at][1]}
    found: list[Match] = []
    at = 0
    while at < len(spelt):
        match, length = _longest(doc, spelt, at) if at in begins else (None, 0)
        if match is not None:
            found.append(match)
        at += length or 1
    return found


def known(key: str) -> Known:
    """Give what is known under a key of the gazetteer."""
    return _by_key()[key]


def known_place(written: str) -> Known | None:
    """Give the place or country of a name, however large its letters are."""
    spelt = tuple(words(written))
    forms = _forms().get(spelt[0], ()) if spelt else ()
    return next(
        (form.known for wanted, form in forms if wanted == spelt and form.known.kind in ("place", "country")), None
    )


def slug(name: str) -> str:
    """Write a name as the end of a key."""
    return folded(name).replace(" ", "-") or "-".join(f"{ord(character):x}" for character in name[:20])


def _longest(doc: Doc, spelt: list[tuple[str, int]], at: int) -> tuple[Match | None, int]:
    for wanted, form in _forms().get(spelt[at][0], ()):
        end = at + len(wanted)
        if tuple(word for word, _ in spelt[at:end]) != wanted:
            continue
        if end < len(spelt) and spelt[end][1] == spelt[end - 1][1]:
            continue
        first, last = spelt[at][1], spelt[end - 1][1]
        if _is_written(doc, first, last, form):
            return Match(first, last, form), len(wanted)
    return None, 0


def _is_written(doc: Doc, first: int, last: int, form: Form) -> bool:
    """Say whether the letters are large where the name has them so."""
    text = doc[first : last + 1].text
    letters = [letter for letter in form.written if letter.isalpha()]
    if len(letters) <= _MAX_ABBREVIATION and all(map(str.isupper, letters)):
        # "US$" is money.
        return text.isupper() and not text.endswith("$") and not _shouts(doc)
    if not any(letter.isupper() for letter in text):
        return False
    if first != last or not form.weak:
        return text[:1].isupper() or not form.written[:1].isupper() or first != last
    return text[:1].isupper() and doc[first].pos_ == "PROPN"


def _shouts(doc: Doc) -> bool:
    return len(doc) > 3 and all(token.text == token.text.upper() for token in doc)


@cache
def _forms() -> Mapping[str, tuple[tuple[tuple[str, ...], Form], ...]]:
    """List the forms by their first word, the longest first; of two that are spelt alike the one read first counts."""
    found: dict[tuple[str, ...], Form] = {}
    for form in _all_forms():
        spelt = tuple(words(form.written))
        if spelt and (len(spelt) > 1 or spelt[0] not in _NEVER_ALONE):
            found.setdefault(spelt, form)
    by_first: dict[str, list[tuple[tuple[str, ...], Form]]] = defaultdict(list)
    for spelt in sorted(found, key=len, reverse=True):
        by_first[spelt[0]].append((spelt, found[spelt]))
    return MappingProxyType({first: tuple(forms) for first, forms in by_first.items()})


@cache
def _by_key() -> Mapping[str, Known]:
    return MappingProxyType({form.known.key: form.known for form in reversed(list(_all_forms()))})


def _all_forms() -> Iterator[Form]:
    yield from _countries()
    yield from _bodies("organizations")
    yield from _bodies("armed_groups")
    yield from _places()
    yield from _peoples()
    yield from _leaders()


def _country(country: str) -> Known:
    land = land_of_country(country)
    if land is None:
        raise ValueError(f"{country!r} is no code of a country.")
    return Known(land.key, "country", land.name, land.code, country)


def _countries() -> Iterator[Form]:
    for name, countries in all_names():
        yield Form(name, _country(_meant(name, countries)))
        if name.startswith("The "):
            yield Form(name.removeprefix("The "), _country(_meant(name, countries)))
    for row in table("country_bynames"):
        yield Form(row["name"], _country(row["country"]))
    for name, countries in all_peoples():
        known = _country(_meant(name, countries))
        yield Form(name, known, people=True)
        if not name.endswith(_WITHOUT_PLURAL):
            yield Form(f"{name}s", known, people=True)


def _meant(name: str, countries: frozenset[str]) -> str:
    return _MOSTLY_MEANT.get(folded(name)) or min(countries)


def _bodies(name: str) -> Iterator[Form]:
    for row in table(name):
        land = land_of_country(row["country"])
        code = row["code"] or (f"{land.code}{row['role']}" if land and land.code else None)
        key = f"organization/{row['slug'] or slug(row['name'])}"
        known = Known(key, "organization", row["name"], code, row["country"] or None, row["sector"] or None)
        for written in (row["name"], *alternatives(row["aliases"])):
            yield Form(written, known)


def _places() -> Iterator[Form]:
    for row in table("capitals"):
        stands_for = _STANDS_FOR.get(row["name"], f"country/{row['country']}")
        yield from _place(row, slug(row["name"].partition(",")[0]), stands_for)
    for row in (*table("places"), *table("cities")):
        yield from _place(row, row.get("slug") or slug(row["name"]))


def _place(row: Mapping[str, str], end: str, stands_for: str | None = None) -> Iterator[Form]:
    known = Known(
        f"place/{end}", "place", row["name"], row.get("code") or None, row["country"] or None, stands_for=stands_for
    )
    for written in (row["name"], *alternatives(row["aliases"])):
        yield Form(written, known)


def _peoples() -> Iterator[Form]:
    for row in table("peoples"):
        known = Known(f"group/{slug(row['name'])}", "group", row["name"], row["code"] or None, row["country"] or None)
        for written in (row["name"], *alternatives(row["aliases"])):
            yield Form(written, known, people=True)


def _leaders() -> Iterator[Form]:
    for row in table("leaders"):
        land = land_of_country(row["country"])
        code = row["code"] or (f"{land.code}{row['role']}" if land and land.code else None)
        sector = None if row["role"] == "IGO" else row["role"]
        known = Known(
            f"person/{slug(row['name'])}",
            "person",
            row["name"],
            code,
            row["country"] or None,
            sector,
            title=row["title"],
        )
        for written in (row["name"], *alternatives(row["aliases"])):
            yield Form(written, known, weak=len(words(written)) == 1)
