"""Sums kept as events come and go, so that a chart reads some hundred rows and not every event.

An event counts once at each level that it has: all events by day and by month, those of each country by month, those of the
country of their place by day and by month, and by month under each scope that it appears under, pairs of actors among them.
Under each of its actors it counts once more for all time, to find who has the most, and in sums over all actors, to know what
the rest of them have. What is asked over all time without months has sums of its own where those of months are many. A level
keeps apart what its charts and filters need, and no more. Sums are whole numbers: what was added is taken away again exactly.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection

from store.bulk import day_text, many
from store.identity import Kind
from store.scopes import ACTORS_IN_ALL, IS_ENTITY, REPRESENTS_SHIFT, SIDES, Scope, entity_of, scope_key

# How many parts a unit of each measure is cut into: sums are kept in these.
SCALES = {"goldstein": 10, "tone": 1_000_000, "fatalities": 1, "articles": 1, "mentions": 1}
KEY = ("scope", "period", "entity_id", "dataset_id", "status", "country", "root_code", "quad_class", "roles")
SUMS = (
    "events",
    "goldstein",
    "tone_known",
    "tone",
    "fatalities_known",
    "fatalities",
    "articles",
    "mentions",
)
# The columns of an event that its sums are made of.
COUNTED = (
    "start_on",
    "dataset_id",
    "status",
    "country",
    "root_code",
    "quad_class",
    "goldstein",
    "tone",
    "fatalities_best",
    "article_count",
    "mention_count",
    "represents",
)

Key = tuple[int, date, int, int, str, str, str, int, int]
Sums = dict[Key, list[int]]


def add(sums: Sums, event: Mapping[str, Any], scopes: Iterable[tuple[int, int]], sign: int = 1) -> None:
    """Add what an event contributes under these scopes (with its roles); with `sign` -1, take it away."""
    amounts = _amounts(event, sign)
    for key in _keys(event, scopes):
        known = sums.get(key)
        if known is None:
            sums[key] = amounts[:]
        else:
            for place, amount in enumerate(amounts):
                known[place] += amount


def _amounts(event: Mapping[str, Any], sign: int) -> list[int]:
    tone, dead = event["tone"], event["fatalities_best"]
    return [
        sign,
        sign * round(event["goldstein"] * SCALES["goldstein"]),
        0 if tone is None else sign,
        0 if tone is None else sign * round(tone * SCALES["tone"]),
        0 if dead is None else sign,
        0 if dead is None else sign * dead,
        sign * event["article_count"],
        sign * event["mention_count"],
    ]


@lru_cache(4096)
def month_of(day: date) -> date:
    """Give the first day of the month."""
    return day.replace(day=1)


EVERY_DAY = scope_key(Kind.EVENT, Scope.EVERY_DAY, "")
EVERY_MONTH = scope_key(Kind.EVENT, Scope.EVERY_MONTH, "")
COUNTRIES = scope_key(Kind.EVENT, Scope.COUNTRIES_BY_MONTH, "")
COUNTRIES_EVER = scope_key(Kind.EVENT, Scope.COUNTRIES_EVER, "")
ACTORS = scope_key(Kind.EVENT, Scope.ACTORS_BY_MONTH, "")
ACTORS_EVER = scope_key(Kind.EVENT, Scope.ACTORS_EVER, "")
EVERYBODY_EVER = scope_key(Kind.EVENT, Scope.EVERYBODY_EVER, "")
# The period of sums over all time.
EVER = date.min


def _keys(event: Mapping[str, Any], scopes: Iterable[tuple[int, int]]) -> Iterator[Key]:
    day, dataset, status, quad = event["start_on"], event["dataset_id"], event["status"], event["quad_class"]
    month, root, country = month_of(day), event["root_code"], event["country"] or ""
    stands_for = event["represents"] << REPRESENTS_SHIFT
    yield EVERY_DAY, day, 0, dataset, status, "", root, quad, stands_for
    yield EVERY_MONTH, month, 0, dataset, status, "", root, quad, stands_for
    yield COUNTRIES, month, 0, dataset, status, country, "", quad, stands_for
    yield COUNTRIES_EVER, EVER, 0, dataset, status, country, "", quad, stands_for
    if country:
        there = scope_key(Kind.EVENT, Scope.PLACE_BY_DAY, country)
        yield there, day, 0, dataset, status, "", "", 0, stands_for
        there = scope_key(Kind.EVENT, Scope.PLACE_BY_MONTH, country)
        yield there, month, 0, dataset, status, "", root, quad, stands_for
    for scope, roles in scopes:
        under = roles | stands_for
        yield scope, month, 0, dataset, status, "", root, quad, under
        if roles & IS_ENTITY and roles & SIDES:
            yield ACTORS, month, 0, dataset, status, "", root, quad, under
            entity = entity_of(Kind.EVENT, scope)
            yield EVERYBODY_EVER, EVER, 0, dataset, status, "", root, quad, under
            yield ACTORS_EVER, EVER, entity, dataset, status, "", root, quad, under
            yield ACTORS_IN_ALL, EVER, entity, 0, "", "", "", 0, 0


def write(connection: Connection, sums: Sums) -> None:
    """Add sums to those that are kept; what comes to nothing is taken out."""
    if not sums:
        return
    on_sqlite = connection.dialect.name == "sqlite"
    # In the order of the key, neighbours share a page.
    ordered = sorted(sums.items())
    many(connection, _upsert(on_sqlite), ((*_spelt(key, on_sqlite), *amounts) for key, amounts in ordered))
    emptied = [_spelt(key, on_sqlite) for key, amounts in ordered if amounts[0] <= 0]
    if emptied:
        many(connection, _removal(on_sqlite), emptied)


def _spelt(key: Key, on_sqlite: bool) -> tuple[Any, ...]:
    return (key[0], day_text(key[1]), *key[2:]) if on_sqlite else key


@lru_cache(2)
def _upsert(on_sqlite: bool) -> str:
    names = (*KEY, *SUMS)
    places = ", ".join(("?" if on_sqlite else "%s",) * len(names))
    added = ", ".join(f"{name} = tally.{name} + excluded.{name}" for name in SUMS)
    return (
        f"INSERT INTO tally ({', '.join(names)}) VALUES ({places}) "  # noqa: S608 - names of ours
        f"ON CONFLICT ({', '.join(KEY)}) DO UPDATE SET {added}"
    )


@lru_cache(2)
def _removal(on_sqlite: bool) -> str:
    same = " AND ".join(f"{name} = {'?' if on_sqlite else '%s'}" for name in KEY)
    return f"DELETE FROM tally WHERE {same} AND events = 0"  # noqa: S608 - names of ours
