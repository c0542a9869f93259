"""Find the entity that a dataset's actor is, or make one: by its codes and names together, and say by which rule.

The rules, in order, are those of the codebook `rule`; docs/actors.md tells them with examples. None compares spellings or
counts likelihoods: each says in one sentence why two actors are the same, and where two entities fit equally well, neither
is taken and the actor gets one of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass

from sqlalchemy import Connection

from schemas.codebook import codebook
from seed.common_nouns import is_common
from seed.country_names import countries_of_people
from seed.known_entities import Identifier, Known, Lookup, MadeEntities, StoredEntities
from seed.lands import Land, land_of_code, land_of_country, lands_named
from seed.records import Actor, Affiliation, EntityRecord
from store.scopes import CODE_STEP
from store.tokens import folded

# Roles under which CAMEO codes those who belong to no state: what has such a code has a name of its own.
_ABOVE_STATES = frozenset({"IGO", "IMG", "INT", "MNC", "NGM", "NGO", "UIS"})
# Sectors that CAMEO writes as another role.
_ROLE_OF_SECTOR = {"JRN": "MED", "MED": "HLH"}
# So short a name is an abbreviation, which several may have.
_MAX_ABBREVIATION = 4
# Kinds that tell apart: a person is no organization. A group may be called by a name that another dataset types.
_TELLING_KINDS = frozenset({"person", "organization", "place"})

_GOVERNMENT_OF = re.compile(r"(?:the\s+)?government\s+of\s+(?:the\s+)?(?P<country>[^,;]+)", re.IGNORECASE)
_IN_BRACKETS = re.compile(r"(?P<name>.*\S)\s*\((?P<inside>[^()]+)\)\s*")
_ARTICLE = re.compile(r"^(?:the|a|an)\s+", re.IGNORECASE)
_THE = re.compile(r"^the\s+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Resolved:
    """The entity that an actor is, by its key, and the rule that found it.

    `record` is the stub to be stored where there is no entity of this key yet, None where the store has it; `above` are
    stubs of those that it belongs to, to be stored before it where they are not there.
    """

    key: str
    rule: str
    record: EntityRecord | None = None
    above: tuple[EntityRecord, ...] = ()


@dataclass(frozen=True, slots=True)
class _Named:
    """An actor read for the rules: `name` folded, without article and country in brackets; where there is none, the code."""

    actor: Actor
    plain: str
    name: str
    code: str | None
    land: Land | None

    @property
    def country(self) -> str | None:
        return self.land.country if self.land else None

    @property
    def common(self) -> bool:
        return is_common(self.name) or _is_role(self.actor.code)


class Resolver:
    """Resolves the actors of one load. What it makes it finds again, though it may not be in the store yet."""

    def __init__(self, known: Connection | Lookup) -> None:
        self._stored: Lookup = StoredEntities(known) if isinstance(known, Connection) else known
        self._made = MadeEntities()
        self._resolved: dict[Actor, Resolved] = {}

    def __len__(self) -> int:
        """Count the actors that are at hand."""
        return len(self._resolved)

    def resolve(self, actor: Actor) -> Resolved:
        """Find or make the entity that an actor is; the same actor again is looked up and nothing more."""
        found = self._resolved.get(actor)
        if found is None:
            found = self._resolved[actor] = self._by_rules(actor)
        return found

    def _by_rules(self, actor: Actor) -> Resolved:
        named = _read(actor)
        return self._by_identifier(named) or _country(named) or self._by_name(named) or self._new(named)

    def _by_identifier(self, named: _Named) -> Resolved | None:
        for scheme, value in named.actor.identifiers:
            found = {one.key: one for known in self._lookups for one in known.by_identifier(scheme, value)}
            if found:
                return self._taken(named, found[min(found)], "identifier")
        return None

    def _by_name(self, named: _Named) -> Resolved | None:
        """Take the entity made for this very name before; else the one that fits best, if no other fits as well."""
        if not named.name:
            return None
        own = _own_key(named)
        candidates = {one.key: one for name in _spellings(named) for one in self._known(name)}
        if own in candidates:
            return self._taken(named, candidates[own], _rule_of_new(named))
        best = _best(named, [one for one in candidates.values() if self._may_be(named, one)])
        return None if best is None else self._taken(named, best, _rule(named, best))

    def _known(self, name: str) -> list[Known]:
        return [one for known in self._lookups for one in known.by_name(name)]

    @property
    def _lookups(self) -> tuple[Lookup, Lookup]:
        # What is made comes first, so that what the store has of the same key takes its place.
        return self._made, self._stored

    def _may_be(self, named: _Named, known: Known) -> bool:
        learnt = known.identifiers | self._made.identifiers_of(known.key)
        return _may_be(named, known) and not _contradicts(named.actor.identifiers, learnt)

    def _taken(self, named: _Named, known: Known, rule: str) -> Resolved:
        self._made.learn(known, named.actor.identifiers)
        record = self._made.records.get(known.key)
        return Resolved(known.key, rule, record, () if record is None else _above(record))

    def _new(self, named: _Named) -> Resolved:
        record = _stub(named)
        self._made.add(record)
        return Resolved(record.key, _rule_of_new(named), record, _above(record))


def country_meant(actor: Actor) -> EntityRecord | None:
    """Give the country or region that an actor is, whoever else is called so: by its code, its name, or as a government."""
    found = _country(_read(actor))
    return found.record if found else None


def stub_for(actor: Actor) -> EntityRecord:
    """Give the entity that an actor gets where no rule finds one."""
    return _stub(_read(actor))


def land_meant(name: str) -> str | None:
    """Give the key of the country or region that a name alone means: its own name, or its government's as datasets write it."""
    bracketed = _IN_BRACKETS.fullmatch(name)
    lands = lands_named(folded(bracketed["inside"])) if bracketed else set()
    meant = country_meant(Actor(name, country=next(iter(lands)).country if len(lands) == 1 else None))
    return None if meant is None else meant.key


def superseded(known: Lookup, record: EntityRecord) -> list[str]:
    """List the keys of the stubs that an entity described later stands for: its names would have found it, had it been there.

    Only those are among them that no other described entity has the same right to.
    """
    found = {}
    for name in dict.fromkeys(map(folded, (record.name, *record.aliases))):
        candidates = known.by_name(name)
        for stub in candidates:
            # A country is no name that a dataset gave somebody: nobody else stands for it.
            if stub.stub and stub.kind != "country" and stub.standing == stub.key and stub.key != record.key:
                named = _of_stub(stub, name)
                rivals = [one for one in candidates if not one.stub and _fits(named, one)]
                best = _best(named, rivals)
                if best is not None and best.key == record.key:
                    found[stub.key] = stub
    return sorted(found)


def _read(actor: Actor) -> _Named:
    land = land_of_country(actor.country) or land_of_code(actor.code)
    plain = (actor.name or "").strip()
    bracketed = _IN_BRACKETS.fullmatch(plain)
    if bracketed and land in lands_named(folded(bracketed["inside"])):
        plain = bracketed["name"]
    name = folded(_THE.sub("", plain, count=1) if plain else actor.code or "")
    return _Named(actor, plain, name, _code(actor), land)


def _code(actor: Actor) -> str | None:
    """Give an actor's code; where the dataset writes none, that of country and sector."""
    land = land_of_country(actor.country)
    if actor.code or land is None or land.code is None:
        return actor.code
    role = _ROLE_OF_SECTOR.get(actor.sector or "", actor.sector or "")
    return land.code + (role if role in codebook("actor_role").codes else "")


def _country(named: _Named) -> Resolved | None:
    return _by_country_code(named) or _by_country_name(named) or _government(named)


def _by_country_code(named: _Named) -> Resolved | None:
    """A country's code and nothing more is the country, whatever the name: the dataset says that the country acts."""
    actor = named.actor
    if actor.kind in _TELLING_KINDS:
        return None
    land = land_of_code(actor.code)
    if land and actor.code and len(actor.code) == CODE_STEP:
        return Resolved(land.key, "country-code", land.record)
    if actor.kind == "country" and actor.country and (land := land_of_country(actor.country)):
        return Resolved(land.key, "country-code", land.record)
    return None


def _by_country_name(named: _Named) -> Resolved | None:
    """A country's name is the country, unless the code is that of another: what stands behind it there is the branch."""
    actor = named.actor
    # What takes organizations out of texts takes "United States" for one; nobody else calls himself so.
    if actor.kind in ("person", "place") or (actor.kind == "group" and not actor.code):
        return None
    name = folded(_ARTICLE.sub("", named.plain, count=1))
    lands = lands_named(name)
    coded = land_of_code(actor.code)
    if actor.code:
        people = coded is not None and coded.country in countries_of_people(name)
        land = coded if coded in lands or people else None
    elif named.land:
        land = named.land if named.land in lands or named.country in countries_of_people(name) else None
    else:
        land = next(iter(lands)) if len(lands) == 1 else None
    return None if land is None else Resolved(land.key, "country-name", land.record)


def _government(named: _Named) -> Resolved | None:
    """A country's government, named so or coded so without any name, is the country."""
    if named.actor.kind in ("person", "place"):
        return None
    land = named.land if named.country else None
    if not named.plain:
        governs = land is not None and not named.actor.identifiers and named.code == f"{land.code}GOV"
        return Resolved(land.key, "government", land.record) if land and governs else None
    if named.name != "government":
        land = _governed(named.plain, land)
    return None if land is None else Resolved(land.key, "government", land.record)


def _governed(name: str, land: Land | None) -> Land | None:
    """Read "Government of Russia (Soviet Union)"; where a code tells of a country too, it must be the same."""
    found = _GOVERNMENT_OF.fullmatch(name)
    if found is None:
        return None
    written = found["country"]
    bracketed = _IN_BRACKETS.fullmatch(written)
    lands = lands_named(folded(written)) or (lands_named(folded(bracketed["name"])) if bracketed else set())
    countries = {one for one in lands if one.country}
    if land:
        return land if land in countries else None
    return next(iter(countries)) if len(countries) == 1 else None


def _own_key(named: _Named) -> str:
    """Give the key of the entity that an actor gets where none is known: by identifier, else name and country, else code."""
    actor = named.actor
    if actor.identifiers:
        return "/".join(actor.identifiers[0])
    if not named.plain:
        return f"code/{actor.code}"
    kind = actor.kind if actor.kind in _TELLING_KINDS else None
    slug = named.name.replace(" ", "-") or named.plain
    return "/".join(part for part in ("actor", kind, named.country, slug) if part)


def _spellings(named: _Named) -> Sequence[str]:
    """List the folded names by which an actor may be known: without the article, and with it if it is written."""
    return tuple(filter(None, dict.fromkeys((named.name, folded(named.plain)))))


def _may_be(named: _Named, known: Known) -> bool:
    """Say whether an entity of the same name may be the actor: of the same country, or of none if the name is its own."""
    kind = named.actor.kind
    if known.kind in ("country", "unnamed") or (kind == "place") != (known.kind == "place"):
        return False
    if kind in _TELLING_KINDS and known.kind in _TELLING_KINDS and kind != known.kind:
        return False
    if known.country == named.country:
        return True
    if known.country and named.country:
        return False
    return not (named.common or _is_role(known.code)) and not _is_doubtful(named, known)


def _fits(named: _Named, known: Known) -> bool:
    return _may_be(named, known) and not _contradicts(named.actor.identifiers, known.identifiers)


def _is_doubtful(named: _Named, known: Known) -> bool:
    """Say whether the name is an abbreviation, and not even the sector says that the same is meant."""
    short = len(named.name) <= _MAX_ABBREVIATION and known.stub
    return short and (named.actor.sector is None or named.actor.sector != known.sector)


def _is_role(code: str | None) -> bool:
    """Say whether a code is of roles in a state and no country: whoever has it was named by a common noun."""
    if not code or len(code) % CODE_STEP:
        return False
    roles = {code[start : start + CODE_STEP] for start in range(0, len(code), CODE_STEP)}
    return roles <= codebook("actor_role").codes.keys() and code[:CODE_STEP] not in _ABOVE_STATES


def _contradicts(identifiers: Iterable[Identifier], known: Set[Identifier]) -> bool:
    """Say whether a scheme names the two differently."""
    other = dict(known)
    return any(scheme in other and (scheme, value) not in known for scheme, value in identifiers)


def _best(named: _Named, candidates: Sequence[Known]) -> Known | None:
    """Take the first of those that are described, of the same country, canonically so named; None where several are.

    Entities that were merged count as one.
    """
    ranked: dict[tuple[bool, bool, bool], list[Known]] = {}
    for one in candidates:
        ranked.setdefault((one.stub, one.country != named.country, not one.canonical), []).append(one)
    first = ranked[min(ranked)] if ranked else []
    if len({one.standing for one in first}) != 1:
        return None
    return min(first, key=lambda one: (one.key != one.standing, one.key))


def _rule(named: _Named, known: Known) -> str:
    if named.country and known.country == named.country:
        return "name-and-country"
    return "name" if known.canonical else "alias"


def _rule_of_new(named: _Named) -> str:
    if named.actor.identifiers:
        return "identifier"
    return "new" if named.plain else "code"


def _stub(named: _Named) -> EntityRecord:
    actor = named.actor
    name = _canonical(named)
    plain = (named.plain, _THE.sub("", named.plain, count=1)) if named.plain else (actor.code,)
    # A company of a country is no branch of it: its code says MNC first.
    branch = named.land is not None and named.country and land_of_code(named.code) == named.land
    return EntityRecord(
        _own_key(named),
        actor.kind or _kind(named),
        name,
        code=named.code,
        country=named.country,
        sector=actor.sector,
        aliases=tuple(dict.fromkeys(other for other in plain if other and other != name)),
        affiliations=(Affiliation(named.land.key),) if named.land and branch and actor.kind != "place" else (),
        identifiers=actor.identifiers,
        stub=True,
    )


def _kind(named: _Named) -> str:
    """Say what an actor is whom the dataset does not type: what stands above states is a body, a sort of people is many."""
    code = named.actor.code
    if code and code[:CODE_STEP] in _ABOVE_STATES - {"INT", "UIS"}:
        return "organization"
    return "group" if named.common or (code and not named.plain) else "unknown"


def _canonical(named: _Named) -> str:
    """Give the name that an entity is shown with: "POLICE (France)" tells the police of one country from all others."""
    if not named.plain:
        return _spelt_out(named)
    return f"{named.plain} ({named.land.name})" if named.land and named.country and named.common else named.plain


def _spelt_out(named: _Named) -> str:
    """Say in words what a code says: "United States: Armed forces of a state"."""
    code = named.actor.code
    if not code:
        return " ".join(named.actor.identifiers[0])
    land = land_of_code(code)
    steps = [code[start : start + CODE_STEP] for start in range(CODE_STEP if land else 0, len(code), CODE_STEP)]
    roles = codebook("actor_role").codes
    said = ", ".join(roles[step].label if step in roles else step for step in steps)
    return f"{land.name}: {said}" if land else said


def _above(record: EntityRecord) -> tuple[EntityRecord, ...]:
    lands = (land_of_country(record.country) for bond in record.affiliations if bond.entity)
    return tuple(land.record for land in lands if land)


def _of_stub(stub: Known, name: str) -> _Named:
    """Read a stub as the actor that it was made for."""
    kind = stub.kind if stub.kind in _TELLING_KINDS else None
    actor = Actor(name, stub.code, stub.country, stub.sector, kind, tuple(sorted(stub.identifiers)))
    return _Named(actor, name, name, stub.code, land_of_country(stub.country))
