"""Of which country those are who do or suffer something and are only described: by their phrase, the place, the other side.

A described somebody has a country where the text says it. Where it says it only around him, he gets it here: of his
nationality ("Iraqi Kurds"), of the one country that his description names ("refugees from the war in Liberia"), of where it
happens, and in what a state does at home ("an Argentine judge ordered the former president") of the other side's.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from spacy.tokens import Token

from seed.country_names import countries_of_people
from seed.extract.castwords import listed
from seed.extract.findings import Cast, Mentioned, Told
from store.tokens import folded

# Yielding to one's own, protests, bans, curfews, emergencies and crackdowns: both sides are of one country.
_AT_HOME = ("081", "083", "0351", "034", "1041", "104", "14", "1721", "1722", "1723", "1724", "175", "132")
# On whom these act, they act at home.
_KEEP_ORDER = frozenset({"COP", "JUD", "LEG"})
_FRONT = frozenset({"amod", "compound", "nmod"})
# A description goes on behind these: "refugees fleeing the war in Liberia", "workers affiliated with a union of Peru".
_WITHIN = frozenset({"in", "from", "of", "throughout", "across", "to", "with", "by"})
_LEADS_ON = frozenset({"prep", "pobj", "acl", "amod", "compound", "nmod", "poss", "dobj", "conj", "appos"})
# Whoever is this to somebody is none of his.
_OTHERS = listed("not of his own")
_DESCRIBED = frozenset({"unnamed", "group"})


def settle(telling: Told, cast: Cast) -> None:
    """Give those of an event who have no country the one that the text says or implies."""
    everybody = [*telling.actor1, *telling.actor2]
    for one in everybody:
        if _may_get(one):
            one.who.country = _by_phrase(one, cast)
    place = telling.where.who.country if telling.where else None
    for one in everybody:
        if _may_get(one) and one.who.rule == "unnamed" and not one.who.bonds:
            one.who.country = place
    _at_home(telling, telling.actor1, telling.actor2)
    _at_home(telling, telling.actor2, telling.actor1)


def _may_get(one: Mentioned) -> bool:
    """Say whether somebody may be of a country that is not his by name: an alliance is of none, partners are another's."""
    body = (one.who.code or "").startswith(("IGO", "NGO", "IMG", "MNC"))
    return one.who.country is None and not body and one.head.lemma_.lower() not in _OTHERS


def _by_phrase(one: Mentioned, cast: Cast) -> str | None:
    """Give the nationality in front of somebody, or the one country that his description names."""
    if one.who.kind not in _DESCRIBED and not one.head.tag_.endswith("S"):
        return None
    heads = [mentioned.head for mentioned in one.who.mentions if mentioned.kind != "pronoun"] or [one.head]
    for head in heads:
        named = set(_in_front(head)) or set(_countries_below(head, cast))
        if len(named) == 1:
            return named.pop()
    return None


def _in_front(head: Token) -> Iterator[str]:
    for token in head.doc[head.left_edge.i : head.i]:
        if token.dep_ in _FRONT and token.text[:1].isupper():
            yield from countries_of_people(folded(token.text))


def _countries_below(token: Token, cast: Cast) -> Iterator[str]:
    for child in token.children:
        leads_on = child.dep_ in _LEADS_ON and (child.dep_ != "prep" or child.lower_ in _WITHIN)
        if not leads_on:
            continue
        mentioned = cast.at(child)
        if mentioned is not None and mentioned.who.kind in {"country", "place"} and mentioned.who.country:
            yield mentioned.who.country
        yield from _countries_below(child, cast)


def _at_home(telling: Told, some: Sequence[Mentioned], others: Sequence[Mentioned]) -> None:
    """Give those without a country the one of the other side, where both must be of one."""
    countries = {one.who.country for one in others} - {None}
    if len(countries) != 1 or not (telling.cameo.startswith(_AT_HOME) or _keep_order(others)):
        return
    for one in some:
        public = one.who.kind == "person" and one.who.code is not None
        free = not any(bond.of for bond in one.who.bonds)
        if _may_get(one) and free and (public or one.who.kind in _DESCRIBED):
            one.who.country = next(iter(countries))


def _keep_order(people: Iterable[Mentioned]) -> bool:
    return all(one.who.sector in _KEEP_ORDER for one in people)
