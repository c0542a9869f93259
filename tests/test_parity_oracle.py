"""What events a question finds, told again in plain Python over the records as they were loaded, on both engines."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

import pytest
from flask.testing import FlaskClient
from hypothesis import given, settings
from hypothesis import strategies as st

from seed.records import Actor, EventRecord, Participant, SourceRecord
from store.identity import Kind, public_id, record_id
from tests.clients import found, pages, serving
from tests.questions import Question
from tests.synthetic import COUNTRIES, FIRST_DAY, STATUSES, synthetic, twins

EXAMPLES = 150
_RECORDS = synthetic()
_ENTITIES = {record.key: record for record in _RECORDS.entities}
_ARTICLES = {record.key: record for record in _RECORDS.articles}
_SOURCES = _RECORDS.sources
# As `tests.synthetic` leaves them: some denied later, one deleted.
EVENTS = tuple(
    replace(event, status="denied") if place < 20 else event
    for place, event in enumerate(_RECORDS.events)
    if event.key != "event/7"
)
# Persons and groups stand for themselves alone, and these were not merged.
ALONE = [record for record in _RECORDS.entities if record.kind in ("person", "group") and "twin" not in record.key]
ALONE = [record for record in ALONE if record.name != "O'Neill, Sean"]

Test = Callable[[EventRecord], bool]


@dataclass(frozen=True)
class Part:
    """A parameter, and which events it lets through."""

    name: str
    value: str
    lets: Test


@pytest.fixture(scope="module")
def clients(sqlite, postgresql) -> Iterator[list[FlaskClient]]:
    with twins(sqlite, postgresql) as (first, second), serving(first) as embedded, serving(second) as server:
        yield [embedded, server]


def _code(part: Participant) -> str:
    return part.code or _ENTITIES[part.entity].code or ""


def _plays(part: Participant, who: str) -> bool:
    return _code(part).startswith(who) if who.isupper() and len(who) % 3 == 0 else part.entity == who


def _on(side: tuple[Participant | Actor, ...], who: str) -> bool:
    return any(_plays(part, who) for part in side if isinstance(part, Participant))


def _country(part: Participant) -> str | None:
    return _ENTITIES[part.entity].country


def _who() -> st.SearchStrategy[tuple[str, str]]:
    """Draw whom a parameter names: how it is written, and the code or key that it stands for."""
    codes = [code + rest for code in COUNTRIES for rest in ("", "GOV", "MIL")]
    names = [(record.name.replace("\\", "\\\\").replace(",", "\\,"), record.key) for record in ALONE]
    return st.one_of(st.sampled_from(codes).map(lambda code: (code, code)), st.sampled_from(names))


def _actor(who: tuple[str, str]) -> Part:
    return Part("actor", who[0], lambda event: _on(event.actor1, who[1]) or _on(event.actor2, who[1]))


def _actor1(who: tuple[str, str]) -> Part:
    return Part("actor1", who[0], lambda event: _on(event.actor1, who[1]))


def _between(pair: tuple[tuple[str, str], tuple[str, str]]) -> Part:
    (first, a), (second, b) = pair
    return Part(
        "between",
        f"{first},{second}",
        lambda event: (
            (_on(event.actor1, a) and _on(event.actor2, b)) or (_on(event.actor1, b) and _on(event.actor2, a))
        ),
    )


def _actor_country(codes: list[str]) -> Part:
    return Part(
        "actor_country",
        ",".join(codes),
        lambda event: any(
            _country(one) in codes for one in event.actor1 + event.actor2 if isinstance(one, Participant)
        ),
    )


def _country_of_place(codes: list[str]) -> Part:
    return Part("country", ",".join(codes), lambda event: bool(event.place and event.place.country in codes))


def _publishers(event: EventRecord) -> set[str | None]:
    return {*event.publishers, *(_ARTICLES[piece.article].source for piece in event.evidence)}


def _source(source: SourceRecord) -> Part:
    return Part("source", source.name.replace(",", "\\,"), lambda event: source.key in _publishers(event))


def _status(statuses: list[str]) -> Part:
    return Part("status", ",".join(statuses), lambda event: event.status in statuses)


def _no_status(statuses: list[str]) -> Part:
    return Part("status__not", ",".join(statuses), lambda event: event.status not in statuses)


def _since(day: date) -> Part:
    return Part("date__gte", day.isoformat(), lambda event: event.date.end >= day)


def _until(day: date) -> Part:
    return Part("date__lte", day.isoformat(), lambda event: event.date.start <= day)


def _before(day: date) -> Part:
    return Part("date__lt", day.isoformat(), lambda event: event.date.start < day)


def _after(day: date) -> Part:
    return Part("date__gt", day.isoformat(), lambda event: event.date.end > day)


def _during(year: int) -> Part:
    return Part("date", str(year), lambda event: event.date.start.year <= year <= event.date.end.year)


def _sure(least: float) -> Part:
    return Part("confidence__gte", str(least), lambda event: event.confidence is not None and event.confidence >= least)


def _parts() -> st.SearchStrategy[list[Part]]:
    day = st.integers(0, 12 * 365).map(lambda days: FIRST_DAY + timedelta(days))
    some_countries = st.lists(st.sampled_from(sorted(COUNTRIES)), min_size=1, max_size=2, unique=True)
    some_statuses = st.lists(st.sampled_from(STATUSES), min_size=1, max_size=2, unique=True)
    pairs = st.tuples(_who(), _who()).filter(lambda pair: pair[0] != pair[1])
    one = st.one_of(
        *(_who().map(part) for part in (_actor, _actor1)),
        pairs.map(_between),
        *(some_countries.map(part) for part in (_actor_country, _country_of_place)),
        st.sampled_from(_SOURCES).map(_source),
        *(some_statuses.map(part) for part in (_status, _no_status)),
        *(day.map(part) for part in (_since, _until, _before, _after)),
        st.integers(2013, 2025).map(_during),
        st.sampled_from((0.0, 0.1, 0.35, 0.7, 1.0)).map(_sure),
    )
    return st.lists(one, min_size=1, max_size=3, unique_by=lambda part: part.name)


def test_a_question_finds_what_plain_python_finds(clients):
    sizes: list[int] = []

    @settings(max_examples=EXAMPLES)
    @given(_parts())
    def told_again(parts: list[Part]) -> None:
        expected = {
            public_id(Kind.EVENT, record_id(Kind.EVENT, event.key))
            for event in EVENTS
            if all(p.lets(event) for p in parts)
        }
        question = Question("/v1/events", {part.name: part.value for part in parts} | {"limit": "200"})
        for client in clients:
            answered = [record["id"] for page in pages(client, question.address) for record in page]
            assert len(answered) == len(set(answered))
            assert set(answered) == expected, question.address
            counted = Question("/v1/events/aggregate", {part.name: part.value for part in parts})
            assert found(client, counted.address)["data"][0]["count"] == len(expected)
        sizes.append(len(expected))

    told_again()
    # A comparison of nothing with nothing proves little.
    assert sum(size > 0 for size in sizes) > EXAMPLES / 2
