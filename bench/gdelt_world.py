"""A made-up world of news, written as GDELT 2.0 writes its event files: the same size and seed give the same bytes.

The shares are those of two real files: an article is told of in four rows; a quarter of the rows repeat day, actors and
code of an earlier one, half of them article and root code; three in ten have no second actor; most places are cities.
Who takes part follows Zipf's law. Rows come in the order of their time, over ten years.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from functools import cache, cached_property
from itertools import islice
from pathlib import Path
from random import Random
from typing import NamedTuple

from bench.cast import NOBODY, NOWHERE, Weighted, actors, countries, name_of, places
from schemas.codebook import cameo, codebook

SEED = 20_240_804
FIRST_DAY = date(2015, 1, 1)
LAST_DAY = date(2024, 12, 31)
FIRST_NUMBER = 400_000_000
# A further file, of later days: what comes to a store that is full.
MOST_FURTHER, FURTHER_DAYS = 100_000, 30
# One actor for so many rows, one place for so many, within bounds.
ROWS_AN_ACTOR, FEWEST_ACTORS, MOST_ACTORS = 50, 60, 20_000
ROWS_A_PLACE, FEWEST_PLACES, MOST_PLACES = 25, 100, 25_000
MOST_HOSTS = 10_000

# How many of a thousand articles are told of in so many rows.
ROWS_MIX = {
    1: 327, 2: 187, 3: 122, 4: 89, 5: 76, 6: 37, 7: 36, 8: 22, 9: 17, 10: 13, 11: 10, 12: 11, 14: 12, 16: 11, 18: 8,
    24: 14, 36: 8,
}  # fmt: skip
# How often each CAMEO root occurs, in thousandths.
ROOT_MIX = {
    "01": 152, "02": 68, "03": 70, "04": 205, "05": 88, "06": 22, "07": 28, "08": 30, "09": 20, "10": 18,
    "11": 74, "12": 27, "13": 18, "14": 16, "15": 8, "16": 16, "17": 60, "18": 33, "19": 45, "20": 2,
}  # fmt: skip
# Of a thousand rows: on the day of the article, and a year, a week and a month before it.
DAYS_BEFORE_MIX = {0: 960, 365: 16, 7: 14, 30: 10}
MENTIONS_MIX = {1: 137, 2: 236, 3: 60, 4: 134, 5: 60, 6: 80, 8: 60, 10: 168, 20: 40, 30: 15, 60: 10}
SOURCES_MIX = {1: 950, 2: 25, 4: 10, 6: 8, 10: 7}
NO_ACTOR1_SHARE, NO_ACTOR2_SHARE, SAME_DEED_SHARE = 0.08, 0.28, 0.25
NOWHERE_SHARE, ELSEWHERE_SHARE, ROOT_EVENT_SHARE = 0.025, 0.2, 0.6
SLOT_SECONDS = 15 * 60


class World:
    """A world for a number of rows. What it is made of is kept; rows come as a stream."""

    def __init__(self, rows: int, seed: int = SEED) -> None:
        self.rows = rows
        self.seed = seed
        self.further_rows = max(1, min(MOST_FURTHER, rows // 10))

    def write(self, path: Path, told: Callable[[int], None] = lambda rows: None) -> None:
        """Write the file of the ten years. `told` hears now and then how many rows there are."""
        _write(path, self.lines(), told)

    def write_further(self, path: Path) -> None:
        """Write a file of the days that follow."""
        _write(path, self.further_lines(), lambda rows: None)

    def lines(self) -> Iterator[str]:
        """Give the rows of the ten years."""
        telling = _Telling(self, "rows")
        return telling.lines(FIRST_NUMBER, self.rows, FIRST_DAY, (LAST_DAY - FIRST_DAY).days + 1)

    def further_lines(self) -> Iterator[str]:
        """Give the rows of the days that follow."""
        telling = _Telling(self, "further rows")
        return telling.lines(FIRST_NUMBER + self.rows, self.further_rows, LAST_DAY + timedelta(1), FURTHER_DAYS)

    def chance(self, of: str) -> Random:
        """Give the random numbers of one part of the world."""
        return Random(f"{of}/{self.rows}/{self.seed}")

    @cached_property
    def actors(self) -> Weighted[str]:
        """Who takes part, each as the cells of a row, the most frequent first."""
        many = max(FEWEST_ACTORS, min(MOST_ACTORS, self.rows // ROWS_AN_ACTOR))
        return actors(many, countries(self.chance("countries")), self.chance("actors"))

    @cached_property
    def places(self) -> Weighted[str]:
        """Where it happens, each as the cells of a row."""
        many = max(FEWEST_PLACES, min(MOST_PLACES, self.rows // ROWS_A_PLACE))
        return places(many, countries(self.chance("countries")), self.chance("places"))


def _write(path: Path, lines: Iterator[str], told: Callable[[int], None]) -> None:
    written = 0
    with path.open("w", encoding="utf-8", newline="\n") as file:
        while some := list(islice(lines, 10_000)):
            file.writelines(some)
            written += len(some)
            told(written)


class _Story(NamedTuple):
    """An article with what its rows draw from. `counts` and `added` are cells that all of them share."""

    day: date
    actors: list[str]
    codes: list[str]
    places: list[str]
    counts: str
    added: str


class _Telling:
    """Draws articles and their rows, one after the other."""

    def __init__(self, world: World, part: str) -> None:
        self._chance = world.chance(part)
        self._actors, self._places = world.actors, world.places
        self._roots, self._codes = Weighted(ROOT_MIX), {root: _codes_under(root) for root in ROOT_MIX}
        self._rows, self._days_before = Weighted(ROWS_MIX), Weighted(DAYS_BEFORE_MIX)
        self._mentions, self._sources = Weighted(MENTIONS_MIX), Weighted(SOURCES_MIX)
        hosts = max(20, min(MOST_HOSTS, world.rows // 20))
        self._hosts = Weighted({f"www.{name_of(number).lower()}.example": 1 / (number + 5) for number in range(hosts)})

    def lines(self, first: int, rows: int, begin: date, days: int) -> Iterator[str]:
        number, end = first, first + rows
        while number < end:
            seconds = (number - first) * days * 86_400 // rows // SLOT_SECONDS * SLOT_SECONDS
            story = self._story(number, datetime.combine(begin, time()) + timedelta(seconds=seconds))
            many = min(self._rows.drawn(self._chance), end - number)
            for cells in self._deeds(story, many):
                yield f"{number}\t{cells}\n"
                number += 1

    def _story(self, number: int, at: datetime) -> _Story:
        chance = self._chance
        mentions, sources = self._mentions.drawn(chance), self._sources.drawn(chance)
        roots = [self._roots.drawn(chance) for _ in range(chance.choice((3, 4, 5, 6, 7)))]
        slug = "-".join(name_of(number // step % 60_000 + 7).lower() for step in (1, 3, 11, 17, 41))
        url = f"https://{self._hosts.drawn(chance)}/{at:%Y/%m/%d}/{slug}-{number}"
        return _Story(
            day=at.date(),
            actors=[self._actors.drawn(chance) for _ in range(chance.choice((1, 2, 3, 4, 5)))],
            codes=[self._codes[root].drawn(chance) for root in roots],
            places=[self._places.drawn(chance) for _ in range(chance.choice((1, 1, 2, 3)))],
            counts=f"{mentions}\t{sources}\t{max(1, mentions)}\t{chance.gauss(-2, 3.5):.14f}",
            added=f"{at:%Y%m%d%H%M%S}\t{url}",
        )

    def _deeds(self, story: _Story, many: int) -> Iterator[str]:
        """Give the cells of an article's rows, from SQLDATE on; a deed may be told again of another place."""
        chance = self._chance
        deed = None
        for _ in range(many):
            if deed is None or chance.random() >= SAME_DEED_SHARE:
                day = _day(story.day - timedelta(self._days_before.drawn(chance)))
                deed = (day, *self._sides(story), chance.choice(story.codes))
            day, first, second, code = deed
            root_event = "1" if chance.random() < ROOT_EVENT_SHARE else "0"
            place = NOWHERE if chance.random() < NOWHERE_SHARE else chance.choice(story.places)
            theirs = "\t".join(NOWHERE if side == NOBODY else self._near(story, place) for side in (first, second))
            yield "\t".join((day, first, second, root_event, code, story.counts, theirs, place, story.added))

    def _sides(self, story: _Story) -> tuple[str, str]:
        chance = self._chance
        first, second = chance.choice(story.actors), chance.choice(story.actors)
        if chance.random() < NO_ACTOR2_SHARE:
            return first, NOBODY
        return (NOBODY if chance.random() < NO_ACTOR1_SHARE else first), second

    def _near(self, story: _Story, place: str) -> str:
        return self._chance.choice(story.places) if self._chance.random() < ELSEWHERE_SHARE else place


@cache
def _day(day: date) -> str:
    """Spell SQLDATE, MonthYear, Year and FractionDate."""
    return f"{day:%Y%m%d}\t{day:%Y%m}\t{day:%Y}\t{day.year + (day.month * 30 + day.day) / 365:.4f}"


def _codes_under(root: str) -> Weighted[str]:
    """Weigh the codes of a root, each as the cells from EventCode to GoldsteinScale; the first are the general ones."""
    codes = [code for code in codebook("cameo").codes if code[:2] == root and code != root]
    return Weighted({_deed(code): 1 / place for place, code in enumerate(codes, start=1)})


def _deed(code: str) -> str:
    known = cameo(code)
    return f"{code}\t{code[:3]}\t{code[:2]}\t{known.quad_class}\t{known.goldstein}"
