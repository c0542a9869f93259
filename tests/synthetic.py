"""Some hundreds of varied records, the same on every machine: what queries are compared on.

Events over twelve years, a third of several days; actors with codes, branches and countries; names with quotes, commas,
accents and other scripts; two entities of one name; several datasets; articles that tell of events, with quotes.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from random import Random
from types import SimpleNamespace
from unittest.mock import patch

from sqlalchemy import update

import store.writing
from schemas.rendering import rendered
from seed.load import load
from seed.records import (
    Affiliation,
    ArticleRecord,
    Batch,
    DatasetRecord,
    Dated,
    EntityRecord,
    EventRecord,
    Evidence,
    Participant,
    Place,
    QuoteRecord,
    SourceRecord,
    Span,
)
from store.curation import delete, merge
from store.engine import Store, open_store
from store.identity import Kind, record_id
from store.refresh import refresh_stale
from store.tables import Head
from store.writing import writing
from tests.builders import ORIGIN, article, dataset, entity, quote, source
from tests.engines import Databases

EVENTS = 400
LOADED = datetime(2025, 1, 2, 3, 4, 5, tzinfo=UTC)
ARTICLES = 40
FIRST_DAY = date(2013, 1, 1)
LAST_DAY = date(2024, 12, 31)
DATASETS = ("alpha", "beta-2", "gamma")
COUNTRIES = {
    "RUS": "Russia",
    "UKR": "Ukraine",
    "IRN": "Iran",
    "ISR": "Israel",
    "CIV": "Côte d’Ivoire",
    "TUR": "Türkiye",
}
ODD_NAMES = (
    'The "Quoted" Front',
    "O'Neill, Sean",
    "Комитет спасения",
    "حركة التغيير",
    "人民陣線",
    "=SUM(A1)",
    "Back\\slash & Sons <b>",
    "Ünïted Zebra Coalition",
    "zebra coalition",
    "Žižkov 50% _Club_",
)
# Two of one name: only an id tells them apart.
TWINS = ("Twin Brigade", "Twin Brigade")
CAMEO = ("010", "0211", "036", "042", "057", "0841", "1122", "138", "145", "1623", "173", "190", "195", "203")
STATUSES = ("asserted", "expected", "denied", "unclear")
PLACES = (
    ("Tehran", "IRN", 35.69, 51.42),
    ("Kyiv", "UKR", 50.45, 30.52),
    ("Abidjan", "CIV", 5.32, -4.02),
    ('İstanbul, "Fatih"', "TUR", 41.01, 28.95),
    ("Nowhere", None, None, None),
)
WORDS = ("strike", "talks", "Café", "naïve", "grain", "border", "“deal”", "آتش", "和平", "re-opened", "UN's", "50%")


def synthetic() -> Batch:
    """Make the records, all of them from one seed."""
    chance = Random(20240804)
    entities = tuple(_entities())
    articles = tuple(_articles(chance))
    return Batch(
        datasets=tuple(_datasets()),
        sources=tuple(_sources()),
        entities=entities,
        articles=articles,
        events=tuple(_event(chance, number, entities, articles) for number in range(EVENTS)),
        quotes=tuple(_quote(chance, each, entities) for each in articles for _ in range(2)),
    )


def _datasets() -> Iterator[DatasetRecord]:
    for place, slug in enumerate(DATASETS):
        yield dataset(slug, title=f"Dataset {slug}, “{place}”", publisher=ODD_NAMES[place], redistributable=place != 1)


def _sources() -> Iterator[SourceRecord]:
    yield source("Agency, The", domain="agency.example", country="GBR")
    yield source("Zeitung für Alles", domain="zeitung.example", country="DEU")
    yield source("газета", domain=None, country=None)


def _entities() -> Iterator[EntityRecord]:
    for code, name in COUNTRIES.items():
        yield entity(
            name, key=f"country/{code}", kind="country", code=code, country=code, identifiers=(("iso3166-1", code),)
        )
        yield entity(f"Government of {name}", code=f"{code}GOV", country=code, sector="GOV", of=[f"country/{code}"])
        yield entity(f"Army of {name}", code=f"{code}MIL", country=code, of=[f"Government of {name}"])
    for place, name in enumerate(ODD_NAMES):
        bonds = (Affiliation(f"country/{list(COUNTRIES)[place % 6]}", role="“member”, of"),) if place % 2 else ()
        yield entity(
            name,
            kind=("group", "person", "organization")[place % 3],
            aliases=(f"Alias {place}", name.upper()),
            affiliations=bonds,
        )
    for place, name in enumerate(TWINS):
        yield entity(name, key=f"twin/{place}", kind="group", code=("REB", None)[place])


def _articles(chance: Random) -> Iterator[ArticleRecord]:
    names = [record.key for record in _entities() if record.key == record.name]
    publishers = [record.key for record in _sources()]
    for number in range(ARTICLES):
        named = chance.sample(names, 3)
        told = " ".join(chance.choices(WORDS, k=12))
        said = " ".join(chance.choices(WORDS, k=5))
        yield article(
            f"Report {number % 25}: {chance.choice(WORDS)}.\n{' '.join(named)} {told}.\nThey said: {said}, {number}.",
            key=f"article/{number}",
            on=(FIRST_DAY + timedelta(chance.randrange(0, 12 * 365, 3))).isoformat(),
            mentions=named,
            dataset=chance.choice(DATASETS),
            source=chance.choice([*publishers, None]),
            url=f"https://news.example/{number}?a=1,2" if number % 4 else None,
            language=chance.choice(("en", "en", "de", "ru")),
        )


def _event(
    chance: Random, number: int, entities: tuple[EntityRecord, ...], articles: tuple[ArticleRecord, ...]
) -> EventRecord:
    told = chance.choice(articles) if number % 5 == 0 else None
    fatalities = chance.choice((None, None, 0, 3, 250))
    cameo = chance.choice(CAMEO)
    return EventRecord(
        key=f"event/{number}",
        dataset=told.dataset if told else chance.choice(DATASETS),
        origin_id=f"{number:04}",
        date=_dated(chance),
        cameo=cameo,
        status=chance.choice(STATUSES),
        summary=f"{number}: {' '.join(chance.choices(WORDS, k=4))}",
        actor1=_side(chance, entities, 3),
        actor2=_side(chance, entities, 2),
        attributed_to=tuple(record.key for record in chance.sample(entities, chance.choice((0, 0, 1)))),
        place=_place(chance),
        fatalities_best=fatalities,
        fatalities_low=fatalities,
        fatalities_high=fatalities,
        tone=chance.choice((None, -3.25, 0.1, 7.333333)),
        mentions=chance.choice((0, 1, 1, 12)),
        articles=chance.choice((0, 1, 4)),
        confidence=chance.choice((None, 0.1, 0.35, 0.7, 1.0)),
        evidence=(Evidence(told.key, "event", Span(0, 6, told.text[:6])),) if told else (),
        publishers=tuple(record.key for place, record in enumerate(_sources()) if number % 7 in (place, place + 3)),
    )


def _side(chance: Random, entities: tuple[EntityRecord, ...], most: int) -> tuple[Participant, ...]:
    chosen = chance.sample(entities, chance.randrange(most))
    return tuple(Participant(record.key, code=record.code, as_written=record.name.lower()) for record in chosen)


def _dated(chance: Random) -> Dated:
    # Few enough days that some are shared by several events: the id has to close the order.
    start = FIRST_DAY + timedelta(chance.randrange(0, (LAST_DAY - FIRST_DAY).days, 9))
    days = chance.choice((0, 0, 0, 0, 1, 6, 45, 400))
    return Dated(start, start + timedelta(days), "range" if days else "day", basis="origin")


def _place(chance: Random) -> Place | None:
    if chance.random() < 0.3:
        return None
    name, country, latitude, longitude = chance.choice(PLACES)
    return Place(name, "city" if latitude else "unknown", country=country, latitude=latitude, longitude=longitude)


def _quote(chance: Random, told: ArticleRecord, entities: tuple[EntityRecord, ...]) -> QuoteRecord:
    start = told.text.index("They said: ") + len("They said: ")
    return quote(
        told.text[start:],
        told,
        key=f"{told.key}/quote/{chance.getrandbits(40)}",
        dataset=told.dataset,
        kind=chance.choice(("direct", "partial", "indirect")),
        cue_lemma=chance.choice(("say", "warn", None)),
        speaker=chance.choice([None, *(record.key for record in entities)]),
        about_entities=tuple(record.key for record in chance.sample(entities, chance.randrange(3))),
        confidence=chance.choice((0.2, 0.9, 1.0)),
    )


@contextmanager
def twins(sqlite: Databases, postgresql: Databases) -> Iterator[tuple[Store, Store]]:
    """Give a store on each engine that hold the same, down to their id and every instant."""
    stores = [open_store(databases.new(databases.migrated)) for databases in (sqlite, postgresql)]
    for each in stores:
        _fill(each)
    yield stores[0], stores[1]
    for each, databases in zip(stores, (sqlite, postgresql), strict=True):
        each.close()
        databases.drop(each.url.render_as_string(hide_password=False))


def _fill(filled: Store) -> None:
    """Load in three steps a day apart, change and delete some of it, and merge two entities."""
    everything = synthetic()
    with filled.writer.begin() as connection:
        connection.execute(update(Head).values(store_id="0" * 32, epoch="0" * 32))
    steps = (
        replace(everything, articles=(), events=(), quotes=()),
        replace(everything, events=everything.events[: EVENTS // 2], quotes=()),
        everything,
        Batch(events=tuple(replace(event, status="denied") for event in everything.events[:20])),
    )
    for day, step in enumerate(steps):
        with at(LOADED + timedelta(day)):
            load(filled, step, ORIGIN)
    with at(LOADED + timedelta(len(steps))), writing(filled) as writer:
        delete(writer, Kind.EVENT, record_id(Kind.EVENT, "event/7"))
        merge(writer, record_id(Kind.ENTITY, "zebra coalition"), record_id(Kind.ENTITY, "O'Neill, Sean"), rendered)
    for _ in refresh_stale(filled, rendered):
        pass


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Write as if it were then."""
    with patch.object(store.writing, "datetime", SimpleNamespace(now=moment.astimezone)):
        yield
