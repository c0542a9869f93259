"""A list walked page by page is the whole list, nothing skipped and nothing twice, also while others write."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise
from random import Random
from urllib.parse import urlencode

import pytest
from flask.testing import FlaskClient
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.collections import COLLECTION_OF, COLLECTIONS, EVENTS, QUOTES
from schemas.queries import list_query
from store.identity import Kind, public_id, record_id
from tests.builders import dataset, entity, event, loaded, source
from tests.clients import found, pages, serving
from tests.questions import OPTIONS, Question, questions
from tests.synthetic import twins

FILTERED_WALKS = 40
SORTS = [(each, f"{sign}{name}") for each in COLLECTIONS for name in each.sorts for sign in ("", "-")]


@pytest.fixture(scope="module")
def clients(sqlite, postgresql) -> Iterator[list[FlaskClient]]:
    with twins(sqlite, postgresql) as (first, second), serving(first) as embedded, serving(second) as server:
        yield [embedded, server]


def walked(client, path: str, limit: int, **asked: str) -> list[str]:
    """Follow a list to its end and give the id of each record met."""
    address = f"{path}?{urlencode({**asked, 'limit': limit})}"
    return [_id(document) for page in pages(client, address) for document in page]


def _id(document: dict[str, str]) -> str:
    return document["id"] if "id" in document else document["slug"]


def exported(client, path: str, **asked: str) -> list[str]:
    answer = client.get(f"{path}/export?{urlencode({**asked, 'format': 'csv', 'fields': _key(path)})}")
    assert answer.status_code == 200, answer.text
    lines: list[str] = answer.text.split()
    return lines[1:]


def _key(path: str) -> str:
    return "slug" if path.endswith("datasets") else "id"


@pytest.mark.parametrize(("collection", "sort"), SORTS, ids=lambda each: getattr(each, "path", each))
def test_a_walk_in_small_steps_is_the_whole_list_in_any_order(clients, collection, sort):
    path = f"/v1/{collection.path}"
    lists = [walked(client, path, 37, sort=sort) for client in clients]
    whole = exported(clients[0], path, sort=sort)
    assert lists == [whole, whole]
    assert len(set(whole)) == len(whole)
    assert found(clients[0], f"{path}?count=exact&limit=1")["meta"]["count"] == len(whole)


@pytest.mark.parametrize("collection", [EVENTS, QUOTES], ids=lambda each: each.path)
def test_a_walk_from_the_last_to_the_first_is_the_other_one_turned_round(clients, collection):
    path = f"/v1/{collection.path}"
    for client in clients:
        assert walked(client, path, 19, sort="date") == walked(client, path, 23, sort="-date")[::-1]


def _filtered() -> st.SearchStrategy[Question]:
    kinds = [COLLECTION_OF[kind] for kind in (Kind.EVENT, Kind.EVENT, Kind.QUOTE, Kind.ARTICLE, Kind.ENTITY)]
    return st.sampled_from(kinds).flatmap(
        lambda each: questions(f"/v1/{each.path}", list_query(each), without=sorted(OPTIONS - {"sort"}))
    )


def test_a_walk_through_any_filter_is_the_whole_list(clients):
    @settings(max_examples=FILTERED_WALKS)
    @given(_filtered(), st.sampled_from((1, 7, 40)))
    def whole(question: Question, limit: int) -> None:
        for client in clients:
            if client.get(question.address).status_code == 400:
                return
            expected = exported(client, question.path, **question.asked)
            # One record a page only where that is no more than a few pages.
            steps = limit if len(expected) <= 60 else 40
            assert walked(client, question.path, steps, **question.asked) == expected

    whole()


@pytest.mark.parametrize("sort", ["date", "-date", "goldstein", "-mentions", "updated", "-confidence"])
def test_what_was_there_is_met_once_while_others_write(store, client, sort):
    chance = Random(7)
    first = date(2024, 1, 1)
    codes = ("010", "190", "042")

    def written(number: int):
        on = first + timedelta(chance.randrange(30))
        until = (on + timedelta(chance.randrange(1, 9))).isoformat() if number % 3 == 0 else None
        return event(
            actor1="Iran",
            key=f"event/{number}",
            on=on.isoformat(),
            until=until,
            cameo=chance.choice(codes),
            mentions=number % 4,
            confidence=chance.choice((0.1, 0.5, 1.0)),
        )

    loaded(store, *(written(number) for number in range(60)))
    there = {public_id(Kind.EVENT, record_id(Kind.EVENT, f"event/{number}")) for number in range(60)}
    met: list[str] = []
    for number, page in enumerate(pages(client, f"/v1/events?actor=Iran&date__gte=2024-01-05&sort={sort}&limit=5")):
        met += [document["id"] for document in page]
        loaded(store, *(written(100 + number * 3 + more) for more in range(3)))
        assert number < 60, "The walk does not end."
    expected = set(walked(client, "/v1/events", 200, actor="Iran", date__gte="2024-01-05")) & there
    assert len(met) == len(set(met))
    assert set(met) & there == expected


def test_a_follower_of_changes_meets_every_number_once(clients):
    for client in clients:
        last, numbers = 0, []
        while True:
            answer = found(client, f"/v1/changes?since={last}&limit=90")
            numbers += [change["sequence"] for change in answer["data"]]
            if answer["links"]["next"] is None:
                break
            last = answer["meta"]["last"]
        assert numbers == list(range(1, len(numbers) + 1))


def test_equal_sort_keys_are_closed_by_the_id(store, client):
    loaded(store, dataset("same"), *(event(key=f"event/{number}", dataset="same") for number in range(40)))
    met = walked(client, "/v1/events", 3, sort="date")
    assert len(met) == 40
    assert all(first != second for first, second in pairwise(met))


def test_names_of_every_script_keep_one_order(store, client):
    names = ["Zebra", "apple", "Äpfel", "Åland", "ß", "İstanbul", "Ωmega", "日本", "zebra", "Z", "'", '"', "-", "1"]
    loaded(store, *(entity(name) for name in names), *(source(name) for name in names))
    for path in ("/v1/entities", "/v1/sources"):
        by_page = [document["name"] for page in pages(client, f"{path}?sort=name&limit=2") for document in page]
        assert by_page == sorted(names)
