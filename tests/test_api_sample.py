"""Samples: records drawn at random from all that match, the same for the same seed, on both engines."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient

from store.identity import Kind
from tests.builders import event, loaded
from tests.clients import found, id_of, listed, refused, serving
from tests.synthetic import twins

EVENTS = 60


@pytest.fixture(scope="module")
def clients(sqlite, postgresql) -> Iterator[list[FlaskClient]]:
    with twins(sqlite, postgresql) as (first, second), serving(first) as embedded, serving(second) as server:
        yield [embedded, server]


QUESTIONS = (
    "/v1/events?sample=20&fields=id",
    "/v1/events?sample=5&fields=id&actor=RUS,UKR&date__gte=2015&date__lte=2020",
    "/v1/events?sample=7&fields=id&between=RUS,UKR",
    "/v1/events?sample=7&fields=id&q=grain&sort=goldstein",
    "/v1/quotes?sample=9&fields=id&sort=date",
    "/v1/articles?sample=3&fields=id",
    "/v1/entities?sample=10&fields=id&sort=-name",
    "/v1/sources?sample=2&fields=id",
)


@pytest.mark.parametrize("question", QUESTIONS)
def test_both_engines_draw_the_same_and_draw_it_again(clients, question):
    drawn = [listed(client, f"{question}&seed=3", "id") for client in (*clients, *clients)]
    assert len(drawn[0]) > 1
    assert drawn == [drawn[0]] * 4


def test_a_sample_is_of_what_matches_and_in_the_order_asked_for(clients):
    asked = "actor=RUS&date__gte=2014&sort=date"
    everything = listed(clients[0], f"/v1/events?{asked}&limit=200", "id")
    drawn = listed(clients[0], f"/v1/events?{asked}&sample=10&seed=8", "id")
    assert len(drawn) == 10
    assert drawn == [record for record in everything if record in drawn]


def test_another_seed_draws_others(clients):
    samples = {tuple(listed(clients[0], f"/v1/events?sample=10&seed={seed}", "id")) for seed in range(20)}
    assert len(samples) == 20


def test_a_sample_larger_than_what_matches_is_all_of_it(clients):
    every = set(listed(clients[0], "/v1/articles?limit=200", "id"))
    assert set(listed(clients[0], "/v1/articles?sample=200", "id")) == every


def test_no_seed_is_seed_0(clients):
    assert listed(clients[0], "/v1/events?sample=10", "id") == listed(clients[0], "/v1/events?sample=10&seed=0", "id")


def test_a_sample_is_one_page_and_says_how_much_it_holds(clients):
    answer = found(clients[1], "/v1/events?sample=10&count=exact")
    assert answer["links"]["next"] is None
    assert answer["meta"] == {"limit": 10, "returned": 10, "count": 399, "count_is_exact": True, "warnings": []}


def test_every_record_is_drawn_as_often_as_any_other(sqlite_store, sqlite_client):
    loaded(sqlite_store, *(event(key=f"event/{number}") for number in range(EVENTS)))
    draws, size = 400, 6
    drawn = Counter(
        record
        for seed in range(draws)
        for record in listed(sqlite_client, f"/v1/events?sample={size}&seed={seed}", "id")
    )
    expected = draws * size / EVENTS
    every = [drawn[id_of(Kind.EVENT, f"event/{number}")] for number in range(EVENTS)]
    # The chi-squared of a fair draw without putting back: 60 records, about 53 in the mean, above 90 once in a thousand.
    assert sum((times - expected) ** 2 / expected for times in every) < 90


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("sample=0", "sample"),
        ("sample=201", "sample"),
        ("sample=1_0", "sample"),
        ("sample=5&seed=-1", "seed"),
        ("sample=5&seed=2147483648", "seed"),
        ("seed=5", "seed"),
        ("sample=5&limit=5", "limit"),
        ("sample=5&cursor=abc", "cursor"),
    ],
)
def test_a_sample_that_is_none_is_refused(seeded_sqlite_client, query, parameter):
    assert refused(seeded_sqlite_client, f"/v1/events?{query}")["parameter"] == parameter
