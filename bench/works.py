"""What is measured: kinds of request, each drawn at random from what is stored, the same on every run."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date, timedelta
from http.client import HTTPConnection
from pathlib import Path
from random import Random
from typing import Any

import orjson

from bench.client import HOST, raw_request
from bench.gdelt_world import FIRST_DAY, LAST_DAY, SEED
from bench.servers import Server
from bench.spelling import DATELINE, PAGE, SPELLINGS, Asked, Place, our_summary

# As many different lists as no cache of pages is to hold; of answers so few are looked at for their size.
MOST_REQUESTS, LOOKED_AT = 2_000, 40
LONG_LISTS, BUSIEST = 12, 3
DEEP_PAGE = 100
SHORTEST_DAYS, LONGEST_DAYS = 30, 365
# Of so many lists drawn for each one kept, the fullest are kept: a page of 100 is to hold 100.
DRAWN_FOR_ONE = 5

ITEM, LIST, HOT, FIRST, DEEP, COUNT = "item", "list of 100", "the same list", "page 1", "deep page", "count, exact"
SUMMARY = "summary of a country"
MONTHS_OF_ACTOR, MONTHS_OF_COUNTRY, MONTHS_OF_ALL = "months of an actor", "months of a country", "months of all"
NOT_MODIFIED = "list of 100, 304"
# The service over a smaller store, beside the one that is measured.
SMALLER = "smaller"


@dataclass(frozen=True, slots=True)
class Work:
    """Requests of one kind by server, the status that answers them, and what an answer of ours is on average."""

    name: str
    requests: Mapping[str, Sequence[bytes]]
    status: int
    body_bytes: int
    records: float


class Asker:
    """Asks a server while the works are drawn."""

    def __init__(self, server: Server) -> None:
        self._server = server

    def answer(self, path: str) -> tuple[Any, int, str | None]:
        """Give the parsed body, its size and its ETag."""
        with closing(HTTPConnection(HOST, self._server.port, timeout=120)) as connection:
            connection.request("GET", path)
            response = connection.getresponse()
            body = response.read()
        if response.status != 200:
            raise LookupError(f"{path} is answered with {response.status}: {body[:300].decode()}")
        return orjson.loads(body), len(body), response.headers["ETag"]


class Drawn:
    """What is asked of a store, drawn from its flat table; no server is asked, so that none has it in a cache."""

    def __init__(self, flat_file: Path, rows: int, seed: int = SEED) -> None:
        self._chance = Random(f"works/{seed}")
        self._flat = flat_file
        self.many = min(MOST_REQUESTS, max(1, rows // 20))
        with closing(sqlite3.connect(flat_file)) as connection:
            self._rows = int(connection.execute("SELECT max(rowid) FROM events").fetchone()[0])
            self.ids = self._cells(connection, "id", self.many)
            self.actors = self._cells(connection, "actor1_id", self.many)
            self.countries = sorted(set(self._cells(connection, "country", self.many)))
            self.lists = self._fullest(connection)
            self.long_lists = self._long_lists(connection)

    def _cells(self, connection: sqlite3.Connection, column: str, many: int) -> list[str]:
        """Draw rows that have this cell: what stands in many rows is drawn as often."""
        found: list[str] = []
        while len(found) < many:
            rowid = self._chance.randint(1, self._rows)
            found += [str(cell) for (cell,) in connection.execute(_CELL.format(column), (rowid,)) if cell is not None]
        return found

    def _fullest(self, connection: sqlite3.Connection) -> list[Asked]:
        actors = self._cells(connection, "actor1_id", self.many * DRAWN_FOR_ONE)
        asked = [Asked(actor, None, *self._range()) for actor in actors]
        counted = [(self._full(connection, each), each) for each in asked]
        return [each for _, each in sorted(counted, key=lambda pair: -pair[0])[: self.many]]

    def _range(self) -> tuple[date, date]:
        length = timedelta(self._chance.randint(SHORTEST_DAYS, LONGEST_DAYS))
        since = FIRST_DAY + timedelta(self._chance.randint(0, (LAST_DAY - FIRST_DAY - length).days))
        return since, since + length

    def _full(self, connection: sqlite3.Connection, asked: Asked) -> int:
        """Count the events of a list, up to a page."""
        given = (asked.actor, str(asked.since), str(asked.until), PAGE)
        return min(PAGE, sum(int(connection.execute(_SIDE.format(side), given).fetchone()[0]) for side in _SIDES))

    def _long_lists(self, connection: sqlite3.Connection) -> list[tuple[Asked, int, Place]]:
        """Ask for ten years of the busiest actors, each from another day.

        With each goes the number of its hundredth page, or of its last full one, and the last event before that page.
        """
        busiest = [actor for (actor,) in connection.execute(_BUSIEST, (BUSIEST,))]
        until = [LAST_DAY - timedelta(self._chance.randint(0, 60)) for _ in range(LONG_LISTS)]
        asked = [Asked(busiest[number % len(busiest)], None, FIRST_DAY, day) for number, day in enumerate(until)]
        return [(each, *self._depth(connection, each)) for each in asked]

    def _depth(self, connection: sqlite3.Connection, asked: Asked) -> tuple[int, Place]:
        given = (asked.actor, str(asked.since), str(asked.until), DEEP_PAGE * PAGE)
        found: list[Place] = connection.execute(_LATEST, given).fetchall()
        number = max(1, len(found) // PAGE)
        return number, found[(number - 1) * PAGE - 1]


_CELL = "SELECT {} FROM events WHERE rowid = ?"
# The second side without those whom the first has already, who act upon themselves.
_SIDES = ("actor1_id = ?1", "actor2_id = ?1 AND actor1_id IS NOT ?1")
_SIDE = "SELECT count(*) FROM (SELECT 1 FROM events WHERE {} AND date_start >= ?2 AND date_start <= ?3 LIMIT ?4)"
_LATEST = (
    "SELECT date_start, id FROM events WHERE (actor1_id = ?1 OR actor2_id = ?1) AND date_start >= ?2 AND date_start <= ?3"
    " ORDER BY date_start DESC, id LIMIT ?4"
)
_BUSIEST = "SELECT actor1_id FROM events WHERE actor1_id IS NOT NULL GROUP BY actor1_id ORDER BY count(*) DESC, actor1_id LIMIT ?"


def works(servers: Mapping[str, Server], drawn: Drawn, smaller: Drawn | None = None) -> list[Work]:
    """Spell the works for every server that runs. `smaller` is what is asked of the smaller store, where there is one."""
    return _Spelling(servers, drawn, smaller).works()


class _Spelling:
    """The state of spelling."""

    def __init__(self, servers: Mapping[str, Server], drawn: Drawn, smaller: Drawn | None) -> None:
        self._askers = {name: Asker(server) for name, server in servers.items()}
        self._drawn = drawn
        self._smaller = smaller

    def works(self) -> list[Work]:
        drawn = self._drawn
        months = {MONTHS_OF_ACTOR: [Asked(actor=actor) for actor in drawn.actors]}
        months |= {MONTHS_OF_COUNTRY: [Asked(country=country) for country in drawn.countries], MONTHS_OF_ALL: [Asked()]}
        return [
            self._work(ITEM, self._spelt("item", drawn.ids) | self._of_smaller("item", "ids")),
            self._work(LIST, self._spelt("page", drawn.lists) | self._of_smaller("page", "lists")),
            self._work(HOT, self._spelt("page", drawn.lists[:1])),
            self._work(FIRST, self._spelt("page", [asked for asked, _, _ in drawn.long_lists])),
            self._work(DEEP, self._deep_pages()),
            self._work(COUNT, self._spelt("count", drawn.lists)),
            *(self._work(name, self._spelt("months", asked)) for name, asked in months.items()),
            self._work(SUMMARY, {"dateline": [our_summary(Asked(country=country)) for country in drawn.countries]}),
            self._not_modified(drawn.lists),
        ]

    def _spelt(self, sort: str, asked: Sequence[Any]) -> dict[str, list[str]]:
        names = [name for name in SPELLINGS if name in self._askers]
        return {name: [getattr(SPELLINGS[name], sort)(each) for each in asked] for name in names}

    def _of_smaller(self, sort: str, asked: str) -> dict[str, list[str]]:
        if self._smaller is None:
            return {}
        return {SMALLER: [getattr(DATELINE, sort)(each) for each in getattr(self._smaller, asked)]}

    def _deep_pages(self) -> dict[str, list[str]]:
        """Spell the hundredth page of each long list, or its last full one where there are fewer."""
        found: dict[str, list[str]] = {name: [] for name in SPELLINGS if name in self._askers}
        for asked, number, last in self._drawn.long_lists:
            for name, paths in found.items():
                paths.append(self._deep_page(name, asked, number, last))
        return found

    def _deep_page(self, name: str, asked: Asked, number: int, last: Place) -> str:
        spelling = SPELLINGS[name]
        if number == 1:
            return spelling.page(asked)
        return spelling.deep(asked, number, last) if spelling.deep else self._walked(asked, number)

    def _walked(self, asked: Asked, number: int) -> str:
        """Follow the cursors of the service to a page."""
        path = DATELINE.page(asked)
        for _ in range(number - 1):
            path = self._askers["dateline"].answer(path)[0]["links"]["next"]
        return path

    def _work(self, name: str, paths: Mapping[str, Sequence[str]]) -> Work:
        answers = [self._askers["dateline"].answer(path) for path in paths["dateline"][:LOOKED_AT]]
        body_bytes = sum(size for _, size, _ in answers) // len(answers)
        records = [len(body["data"]) if "data" in body else 1 for body, _, _ in answers]
        requests = {server: [raw_request(path) for path in spelt] for server, spelt in paths.items()}
        if "ceiling" in self._askers:
            requests["ceiling"] = [raw_request(f"/{body_bytes}")]
        return Work(name, requests, 200, body_bytes, sum(records) / len(records))

    def _not_modified(self, lists: Sequence[Asked]) -> Work:
        paths = [DATELINE.page(each) for each in lists[: LOOKED_AT * 2]]
        tags = [str(self._askers["dateline"].answer(path)[2]) for path in paths]
        requests = {
            "dateline": [raw_request(path, [("If-None-Match", tag)]) for path, tag in zip(paths, tags, strict=True)],
            "constant": [raw_request("/constant")],
            "ceiling": [raw_request("/0")],
        }
        return Work(NOT_MODIFIED, {name: requests[name] for name in requests if name in self._askers}, 304, 0, 0)
