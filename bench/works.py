"""What is measured: kinds of request, each drawn at random from the world, the same on every run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date, timedelta
from http.client import HTTPConnection
from random import Random
from typing import Any, NamedTuple
from urllib.parse import quote, urlencode

import orjson

from bench.client import HOST, raw_request
from bench.world import FIRST_DAY, LAST_DAY, World
from store.identity import Kind, public_id, record_id

MOST_REQUESTS = 100
LONG_LISTS = 12
DEEP_PAGE = 100
PAGE = 100
SHORTEST_DAYS, LONGEST_DAYS = 30, 365
# Of so many lists drawn for each one kept, the fullest are kept: a page of 100 is to hold 100.
DRAWN_FOR_ONE = 5


class Asked(NamedTuple):
    """A list that is asked for, before it is spelt for one server or the other."""

    actor: str
    since: date
    until: date


@dataclass(frozen=True, slots=True)
class Work:
    """Requests of one kind by server, the status that answers them, and what an answer is on average."""

    name: str
    requests: Mapping[str, Sequence[bytes]]
    status: int
    body_bytes: int
    records: float


class Dateline:
    """Asks the running service while the works are drawn."""

    def __init__(self, port: int) -> None:
        self._connection = HTTPConnection(HOST, port, timeout=60)

    def answer(self, path: str) -> tuple[Any, int, str]:
        """Give the parsed body, its size and its ETag."""
        self._connection.request("GET", path)
        response = self._connection.getresponse()
        body = response.read()
        if response.status != 200:
            raise LookupError(f"{path} is answered with {response.status}: {body[:300].decode()}")
        return orjson.loads(body), len(body), response.headers["ETag"]

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()


def drawn(world: World, port: int, seed: int) -> list[Work]:
    """Draw the works of a world from the service that runs at a port."""
    with closing(Dateline(port)) as dateline:
        return _Drawing(world, dateline, seed).works()


class _Drawing:
    """The state of drawing."""

    def __init__(self, world: World, dateline: Dateline, seed: int) -> None:
        self.world = world
        self.dateline = dateline
        self.chance = Random(f"works/{seed}")
        self.requests = min(MOST_REQUESTS, max(1, world.events // 20))
        self.names = {each.key: each.name for each in world.entities}

    def works(self) -> list[Work]:
        """Draw them all."""
        fullest = self._fullest()
        long = self._long_lists()
        return [
            self._item(),
            self._lists("list of 100", fullest),
            self._lists_by_name(fullest),
            self._lists(f"page 1 of {DEEP_PAGE}", [asked for asked, _, _ in long]),
            self._deep_pages(long),
            self._counts(fullest),
            self._months(),
            self._not_modified(fullest),
        ]

    def _actor(self) -> str:
        return self.world.actors.drawn(self.chance)

    def _range(self) -> tuple[date, date]:
        length = timedelta(self.chance.randint(SHORTEST_DAYS, LONGEST_DAYS))
        since = FIRST_DAY + timedelta(self.chance.randint(0, (LAST_DAY - FIRST_DAY - length).days))
        return since, since + length

    def _fullest(self) -> list[Asked]:
        drawn = [Asked(self._actor(), *self._range()) for _ in range(self.requests * DRAWN_FOR_ONE)]
        counted = [(self.dateline.answer(list_path(each))[0]["meta"]["returned"], each) for each in drawn]
        return [each for _, each in sorted(counted, key=lambda pair: -pair[0])[: self.requests]]

    def _long_lists(self) -> list[tuple[Asked, str, int]]:
        """Find lists of busy actors, each with path and number of its hundredth page, or of its last if before that."""
        found = []
        for number in range(LONG_LISTS):
            until = LAST_DAY - timedelta(self.chance.randint(0, 60))
            asked = Asked(str(self.world.actors.things[number % 3]), FIRST_DAY, until)
            found.append((asked, *self._deepest(list_path(asked))))
        return found

    def _deepest(self, path: str) -> tuple[str, int]:
        number = 1
        while number < DEEP_PAGE and (following := self.dateline.answer(path)[0]["links"]["next"]):
            path, number = following, number + 1
        return path, number

    def _item(self) -> Work:
        ids = [
            public_id(Kind.EVENT, record_id(Kind.EVENT, f"synthetic/{self.chance.randrange(self.world.events)}"))
            for _ in range(self.requests)
        ]
        return self._work("item", [f"/v1/events/{each}" for each in ids], [f"/events/{each}" for each in ids])

    def _lists(self, name: str, lists: Sequence[Asked]) -> Work:
        return self._work(name, [list_path(each) for each in lists], [obvious_path(each) for each in lists])

    def _lists_by_name(self, lists: Sequence[Asked]) -> Work:
        by_name = [each._replace(actor=self.names[each.actor]) for each in lists]
        return self._work("list of 100, actor by name", [list_path(each) for each in by_name])

    def _deep_pages(self, lists: Sequence[tuple[Asked, str, int]]) -> Work:
        pages = {number for _, _, number in lists}
        name = f"page {min(pages)}" if len(pages) == 1 else f"page {min(pages)} to {max(pages)}"
        return self._work(
            name, [path for _, path, _ in lists], [obvious_path(asked, page=number) for asked, _, number in lists]
        )

    def _counts(self, lists: Sequence[Asked]) -> Work:
        paths = [list_path(each, limit=1, count="capped") for each in lists]
        return self._work("count, with 1 record", paths, [obvious_path(each, "/events/count") for each in lists])

    def _months(self) -> Work:
        actors = [_id(self._actor()) for _ in range(self.requests)]
        paths = [f"/v1/events/aggregate?{urlencode({'actor': each, 'group_by': 'date:month'})}" for each in actors]
        return self._work("months of one actor", paths, [f"/events/by-month?actor={each}" for each in actors])

    def _not_modified(self, lists: Sequence[Asked]) -> Work:
        paths = [list_path(each) for each in lists]
        requests = [raw_request(path, [("If-None-Match", self.dateline.answer(path)[2])]) for path in paths]
        return Work("list of 100, 304", {"dateline": requests, "ceiling": [raw_request("/0")]}, 304, 0, 0)

    def _work(self, name: str, paths: Sequence[str], obvious: Sequence[str] = ()) -> Work:
        answers = [self.dateline.answer(path) for path in paths]
        body_bytes = sum(size for _, size, _ in answers) // len(answers)
        returned = [len(body["data"]) if "data" in body else 1 for body, _, _ in answers]
        requests = {
            "dateline": [raw_request(path) for path in paths],
            "ceiling": [raw_request(f"/{body_bytes}")],
            "obvious": [raw_request(path) for path in obvious],
        }
        held = {server: spelt for server, spelt in requests.items() if spelt}
        return Work(name, held, 200, body_bytes, sum(returned) / len(returned))


def _id(key: str) -> str:
    return public_id(Kind.ENTITY, record_id(Kind.ENTITY, key))


def list_path(asked: Asked, **more: Any) -> str:
    """Spell a list for the service."""
    actor = _id(asked.actor) if "/" in asked.actor else asked.actor
    named = {"actor": actor, "date__gte": asked.since, "date__lte": asked.until, "limit": PAGE}
    return f"/v1/events?{urlencode(named | more, quote_via=quote)}"


def obvious_path(asked: Asked, path: str = "/events", **more: Any) -> str:
    """Spell a list for the obvious version."""
    return f"{path}?{urlencode({'actor': _id(asked.actor), 'since': asked.since, 'until': asked.until} | more)}"
