"""A made-up world of news: the same size and seed give the same actors, places, events, articles and quotes everywhere.

Who takes part follows Zipf's law, as in real event data: a few countries are in a large share of all events, most
persons in a handful.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from itertools import accumulate
from random import Random

from schemas.codebook import codebook, label
from seed.records import (
    Affiliation,
    ArticleRecord,
    Batch,
    DatasetRecord,
    Dated,
    EntityRecord,
    EventRecord,
    Evidence,
    Mention,
    Participant,
    Place,
    QuoteRecord,
    SourceRecord,
    Span,
)

SEED = 20_240_804
FIRST_DAY = date(2015, 1, 1)
LAST_DAY = date(2024, 12, 31)
DATASET = DatasetRecord(
    "synthetic", "Synthetic events", "1", "Dateline", "CC0-1.0", "Dateline, synthetic events for measuring"
)
SOURCES = tuple(SourceRecord(f"wire-{name}", f"{name.title()} Wire") for name in ("north", "south", "east", "west"))
ARTICLE_EVERY = 200
LASTING_SHARE = 0.03
PLACED_SHARE = 0.7
ONE_SIDED_SHARE = 0.2
FATAL_ROOTS = ("18", "19", "20")

# How often each CAMEO root occurs, in thousandths, roughly as in GDELT.
ROOT_MIX = {
    "01": 120, "02": 60, "03": 60, "04": 270, "05": 80, "06": 25, "07": 25, "08": 25, "09": 15, "10": 20,
    "11": 60, "12": 25, "13": 17, "14": 15, "15": 10, "16": 15, "17": 60, "18": 35, "19": 60, "20": 3,
}  # fmt: skip
STATUS_MIX = {"asserted": 90, "expected": 5, "denied": 2, "unclear": 3}
SECTORS = {"GOV": "Government", "MIL": "Army", "OPP": "Opposition", "COP": "Police", "BUS": "Chamber of Commerce"}
ROLES = ("Minister", "Spokesperson", "General", "Director", "Envoy")
_OPENINGS = ("Ba", "Ce", "Da", "Fe", "Ga", "Ha", "Ka", "Le", "Ma", "Ne", "Ra", "Sa", "Te", "Vo", "Ya", "Zu")
_ENDINGS = ("bek", "dar", "fin", "gor", "lan", "mir", "nas", "rod", "sun", "tov", "vik", "zan")


@dataclass(frozen=True, slots=True)
class Weighted:
    """Things to draw from, with their weights summed up."""

    things: Sequence[str]
    totals: Sequence[float]

    def drawn(self, chance: Random) -> str:
        """Draw one."""
        return chance.choices(self.things, cum_weights=self.totals)[0]


class World:
    """A world for a number of events. What it is made of is kept; events come as a stream."""

    def __init__(self, events: int, seed: int = SEED) -> None:
        self.events = events
        self.seed = seed

    @cached_property
    def entities(self) -> tuple[EntityRecord, ...]:
        """Countries, their organizations, persons in those, and places: one entity for fifty events, within bounds."""
        many = max(40, min(4_000, self.events // 50))
        chance = Random(f"entities/{self.seed}")
        countries = _countries(max(5, min(120, many // 10)))
        organizations = _organizations(countries, many * 3 // 10)
        persons = _persons(organizations, many * 6 // 10, chance)
        return (*countries, *organizations, *persons, *_places(countries, chance))

    @cached_property
    def actors(self) -> Weighted:
        """Who takes part, the most frequent first: the weight of the nth is 1/n."""
        chance = Random(f"actors/{self.seed}")
        pull = {"country": 0.2, "organization": 0.8, "person": 1.0}
        ranked = sorted((chance.random() * pull[each.kind], each.key) for each in self.entities if each.kind in pull)
        return _weighted({key: 1 / rank for rank, (_, key) in enumerate(ranked, start=1)})

    def ground(self) -> Batch:
        """Give what events name: dataset, publishers, entities."""
        return Batch(datasets=(DATASET,), sources=SOURCES, entities=self.entities)

    def stories(self, size: int) -> Iterator[Batch]:
        """Give all events in batches of a size (another size is another world), with articles and quotes on some."""
        chance = Random(f"events/{self.seed}")
        draw = _Draw(self, chance)
        for first in range(0, self.events, size):
            numbers = range(first, min(first + size, self.events))
            told = [draw.event(number) for number in numbers]
            articles = {each.key: draw.article(each) for each in told[::ARTICLE_EVERY]}
            events = [_with_evidence(each, articles.get(each.key)) for each in told]
            quotes = [draw.quote(each, articles[each.key]) for each in told if each.key in articles]
            yield Batch(articles=tuple(articles.values()), events=tuple(events), quotes=tuple(quotes))


class _Draw:
    """Draws records of a world, one after the other."""

    def __init__(self, world: World, chance: Random) -> None:
        self.actors = world.actors
        self.chance = chance
        self.entities = {each.key: each for each in world.entities}
        self.places = [each for each in world.entities if each.kind == "place"]
        self.roots = _weighted(ROOT_MIX)
        self.statuses = _weighted(STATUS_MIX)
        self.codes = {root: _codes_under(root) for root in ROOT_MIX}
        self.days = (LAST_DAY - FIRST_DAY).days

    def event(self, number: int) -> EventRecord:
        chance = self.chance
        root = self.roots.drawn(chance)
        code = self.codes[root].drawn(chance)
        first = self._actor()
        second = None if chance.random() < ONE_SIDED_SHARE else self._actor()
        deaths = int(chance.expovariate(0.2)) if root in FATAL_ROOTS else None
        mentions = 1 + int(chance.expovariate(0.15))
        return EventRecord(
            key=f"synthetic/{number}",
            dataset=DATASET.slug,
            origin_id=str(number),
            date=self._date(),
            cameo=code,
            status=self.statuses.drawn(chance),
            summary=_sentence(first.name, code, second),
            actor1=(Participant(first.key, first.code, first.name.upper()),),
            actor2=(Participant(second.key, second.code, second.name.upper()),) if second else (),
            place=self._place() if chance.random() < PLACED_SHARE else None,
            fatalities_best=deaths,
            fatalities_low=deaths and deaths // 2,
            fatalities_high=deaths and deaths * 2,
            tone=round(chance.gauss(-2, 4), 2),
            mentions=mentions,
            articles=1 + mentions // 2,
            sources=1 + mentions // 4,
            confidence=round(chance.uniform(0.3, 1), 2),
        )

    def article(self, event: EventRecord) -> ArticleRecord:
        speaker = self.entities[event.actor1[0].entity]
        words = f'"We will answer for what happened," {speaker.name} said.'
        text = f"{event.summary}.\n{words}\nOfficials had expected it for {self.chance.randint(2, 90)} days."
        return ArticleRecord(
            key=f"{event.key}/article",
            dataset=DATASET.slug,
            source=self.chance.choice(SOURCES).key,
            text=text,
            title=event.summary,
            published=datetime.combine(event.date.start, time(12), UTC),
            published_precision="day",
            published_basis="origin",
            url=f"https://example.org/{event.origin_id}",
            mentions=(Mention(speaker.key, _span(text, speaker.name), "name"),),
        )

    def quote(self, event: EventRecord, article: ArticleRecord) -> QuoteRecord:
        speaker = event.actor1[0].entity
        return QuoteRecord(
            key=f"{event.key}/quote",
            dataset=DATASET.slug,
            article=article.key,
            kind="direct",
            content=(_span(article.text, "We will answer for what happened,"),),
            cue=_span(article.text, " said."),
            cue_lemma="say",
            speaker=speaker,
            speaker_as_written=self.entities[speaker].name,
            about_events=(event.key,),
        )

    def _actor(self) -> EntityRecord:
        return self.entities[self.actors.drawn(self.chance)]

    def _date(self) -> Dated:
        start = FIRST_DAY + timedelta(self.chance.randint(0, self.days))
        if self.chance.random() >= LASTING_SHARE:
            return Dated(start, start, "day", basis="origin")
        return Dated(start, start + timedelta(self.chance.randint(1, 20)), "range", basis="origin")

    def _place(self) -> Place:
        one = self.chance.choice(self.places)
        return Place(one.name, "city", one.key, one.country, None, one.latitude, one.longitude)


def _weighted(weights: dict[str, float] | dict[str, int]) -> Weighted:
    return Weighted(list(weights), list(accumulate(weights.values())))


def _codes_under(root: str) -> Weighted:
    """The first codes of a root are the general ones, and the most used."""
    codes = [code for code in codebook("cameo").codes if code[:2] == root and code != root]
    return _weighted({code: 1 / place for place, code in enumerate(codes, start=1)})


def _sentence(first: str, code: str, second: EntityRecord | None) -> str:
    done = label("cameo", code)
    return f"{first}: {done[:1].lower()}{done[1:]}" + (f" ({second.name})" if second else "")


def _with_evidence(event: EventRecord, article: ArticleRecord | None) -> EventRecord:
    if article is None:
        return event
    values = {name: getattr(event, name) for name in event.__dataclass_fields__}
    evidence = Evidence(article.key, "event", _span(article.text, event.summary), "import")
    return EventRecord(**values | {"evidence": (evidence,)})


def _span(text: str, words: str) -> Span:
    start = text.index(words)
    return Span(start, start + len(words), words)


def _countries(many: int) -> list[EntityRecord]:
    codes = [each for each in codebook("country").codes.values() if each.facts["cameo"]]
    return [
        EntityRecord(f"country/{each.code}", "country", each.label, code=str(each.facts["cameo"]), country=each.code)
        for each in codes[:many]
    ]


def _organizations(countries: Sequence[EntityRecord], many: int) -> list[EntityRecord]:
    found = []
    for number in range(many):
        country = countries[number % len(countries)]
        sector = list(SECTORS)[number // len(countries) % len(SECTORS)]
        name = f"{SECTORS[sector]} of {country.name} {number // (len(countries) * len(SECTORS)) + 1}"
        found.append(
            EntityRecord(
                f"organization/{number}",
                "organization",
                name,
                code=f"{country.code}{sector}",
                country=country.country,
                sector=sector,
                affiliations=(Affiliation(country.key),),
            )
        )
    return found


def _persons(organizations: Sequence[EntityRecord], many: int, chance: Random) -> list[EntityRecord]:
    found = []
    for number in range(many):
        body = chance.choice(organizations)
        first, last = (chance.choice(_OPENINGS) + chance.choice(_ENDINGS) for _ in range(2))
        found.append(
            EntityRecord(
                f"person/{number}",
                "person",
                f"{first} {last} {number}",
                code=body.code,
                country=body.country,
                sector=body.sector,
                aliases=(f"{last} {number}",),
                affiliations=(Affiliation(body.key, chance.choice(ROLES)),),
            )
        )
    return found


def _places(countries: Sequence[EntityRecord], chance: Random) -> list[EntityRecord]:
    return [
        EntityRecord(
            f"place/{country.country}/{number}",
            "place",
            f"{chance.choice(_OPENINGS)}{chance.choice(_ENDINGS)}abad {number}",
            country=country.country,
            latitude=round(chance.uniform(-60, 70), 4),
            longitude=round(chance.uniform(-180, 180), 4),
            place_precision="city",
        )
        for country in countries
        for number in range(4)
    ]
