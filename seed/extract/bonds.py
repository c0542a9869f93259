"""To whom somebody belongs, and the CAMEO code, the country and the sector that follow from it."""

from __future__ import annotations

from typing import NamedTuple

from seed.extract.castwords import listed
from seed.extract.descriptions import Description
from seed.extract.findings import Bond, Who
from seed.extract.rolewords import Role
from seed.lands import land_of_country

# Whoever speaks for a country or leads it is of its government.
_GOVERNS = "GOV"
# Armed, of nobody known: of a country it is its army.
_ARMED, _ARMY = "UAF", "MIL"
_BETWEEN_STATES = "IGO"
_MEMBERS = ("minister", "ministers", "leader", "leaders", "president", "presidents", "country", "countries")
# Whoever is this to somebody is none of his.
_OTHERS = listed("not of his own")
_FORMERLY = ("ELI", "ELI")


class Codes(NamedTuple):
    """CAMEO code, country as ISO 3166 alpha-3 and sector of somebody; None where the text tells nothing of it."""

    code: str | None
    country: str | None
    sector: str | None


def belong(who: Who, described: Description, of: list[Who]) -> None:
    """Note to whom somebody belongs and as what; his codes follow, unless they are known already."""
    _bind(who, described.office, [owner for owner in of if owner is not who and owner.kind != "person"])
    body = next((owner for owner in of if owner.code and who.code and owner.code.startswith(who.code)), None)
    if body is not None and body.kind == "organization":
        who.code, who.sector = body.code, body.sector
    elif who.code is None or (who.country is None and of):
        codes = codes_of(described, of)
        # What belongs to a country says more than a role alone.
        if codes.country and not who.country:
            who.code, who.sector = codes.code or who.code, codes.sector or who.sector
        who.code, who.country = who.code or codes.code, who.country or codes.country
        who.sector = who.sector or codes.sector


def _bind(who: Who, office: str, owners: list[Who]) -> None:
    """Add bonds; one to nobody is left out once it is known to whom."""
    unowned = Bond(None, office)
    if owners and unowned in who.bonds:
        who.bonds.remove(unowned)
    for bond in [Bond(owner, office or None) for owner in owners] or [unowned]:
        if bond not in who.bonds and (owners or office):
            who.bonds.append(bond)


def codes_of(described: Description, of: list[Who]) -> Codes:
    """Work out the codes of somebody from what he is and whose; a body's own code goes before its country's."""
    role = described.role
    if described.head.lemma_.lower() in _OTHERS:
        return Codes(None, None, None)
    word, sector = (role.role, role.sector) if role else (None, None)
    if described.former and word in ("GOV", "LEG", "MIL", "SPY", "JUD"):
        word, sector = _FORMERLY
    public = role is not None and role.kind in ("body", "people", "arms")
    owner = _owner([who for who in of if public or who.kind != "person"])
    if owner is None:
        place = described.place
        region = place.form.known.code if place and place.form and place.form.known.kind == "place" else None
        return Codes(f"{region}{word}" if region and word and described.many else word, None, sector)
    if owner.kind in ("country", "place", "person"):
        return _of_land(owner, role, word, sector)
    # A minister of an alliance is one of a member's.
    member = owner.code is not None and owner.code.startswith(_BETWEEN_STATES) and described.head.lower_ in _MEMBERS
    ministers = member and word == _GOVERNS and "countr" not in described.head.lower_
    code = f"{owner.code}{word}" if ministers else owner.code or word
    belongs = sector if ministers or not owner.sector else owner.sector
    return Codes(code, owner.country, None if member and not ministers else belongs)


def _owner(of: list[Who]) -> Who | None:
    bodies = [who for who in of if who.kind in ("organization", "group", "unnamed") and (who.code or who.country)]
    lands = [who for who in of if who.country]
    return next(iter([*bodies, *lands]), None)


def _of_land(owner: Who, role: Role | None, word: str | None, sector: str | None) -> Codes:
    land = land_of_country(owner.country)
    if land is None or land.code is None:
        return Codes(word, owner.country, sector)
    if word == _ARMED:
        word, sector = _ARMY, _ARMY
    if word is None and role is not None and role.kind == "person" and owner.kind == "country":
        word, sector = _GOVERNS, _GOVERNS
    return Codes(f"{land.code}{word or ''}", owner.country, sector)
