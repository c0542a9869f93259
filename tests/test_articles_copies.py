"""Near-copies of one story are linked, whichever came first, and what says something of its own is not."""

from __future__ import annotations

import random
from typing import Any

import pytest
from sqlalchemy import select

from seed.near_copies import are_copies, bands, shingles
from store.curation import delete
from store.identity import Kind, public_id, record_id
from store.tables import ArticleBand, ArticleCopy
from tests.builders import article, loaded, span
from tests.clients import client_of
from tests.loads import assert_sound, curated, rows_loaded

WORDS = [f"word{number}" for number in range(2_000)]


def text(seed: int, length: int = 300) -> str:
    """Words that no other text has in this order."""
    return " ".join(random.Random(seed).choices(WORDS, k=length))


AGENCY = text(1)


def told(name: str, words: str, on: str):
    return article(words, key=name, title=name, on=on, url=f"https://{name}.example/story")


def articles(store, query: str) -> Any:
    """What a list of articles answers."""
    answer: Any = client_of(store).get(f"/v1/articles?{query}").json
    return answer["data"]


def links(store) -> dict[str, str]:
    """Who is served as a copy of whom, by title."""
    served = articles(store, "limit=100")
    names = {one["id"]: one["title"] for one in served}
    return {one["title"]: names[one["copy_of"]] for one in served if one["copy_of"]}


# --- the measure ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "copy",
    [
        AGENCY,
        AGENCY.upper().replace(" ", "  "),
        f"By our correspondent\n\n{AGENCY}\n\n{text(2, 40)}",
        " ".join(AGENCY.split()[:200]),
        " ".join(word for at, word in enumerate(AGENCY.split()) if at % 40),
    ],
)
def test_a_text_that_was_made_of_another_is_a_copy(copy):
    assert are_copies(shingles(AGENCY), shingles(copy))
    assert bands(shingles(AGENCY)) & bands(shingles(copy))


@pytest.mark.parametrize("other", [text(3), f"{' '.join(AGENCY.split()[:60])} {text(4)}", "", AGENCY[:60]])
def test_a_text_that_quotes_another_or_is_too_short_is_none(other):
    assert not are_copies(shingles(AGENCY), shingles(other))


def test_texts_that_have_nothing_in_common_have_no_band_in_common():
    own = bands(shingles(AGENCY))
    assert not any(own & bands(shingles(text(seed))) for seed in range(10, 60))


def test_the_bands_of_a_text_are_the_same_for_ever():
    assert min(bands(shingles(AGENCY))) == 144357145383246261


# --- the link ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 2, 0)])
def test_copies_name_the_one_that_was_published_first_whichever_came_first(store, order):
    reports = [
        told("first", AGENCY, "2024-08-04"),
        told("second", f"{AGENCY} {text(5, 20)}", "2024-08-05"),
        told("third", f"{text(6, 20)} {AGENCY}", "2024-08-06"),
    ]
    for at in order:
        loaded(store, reports[at])
    assert links(store) == {"second": "first", "third": "first"}
    assert_sound(store)


def test_a_load_of_rows_links_too(store):
    rows_loaded(store, [told("first", AGENCY, "2024-08-04")], [told("second", AGENCY, "2024-08-05")])
    assert links(store) == {"second": "first"}
    assert_sound(store)


def test_what_a_page_has_around_the_story_makes_no_copy(store):
    around = text(7)
    for name, seed in (("first", 8), ("second", 9)):
        words = f"{around}\n{text(seed)}"
        loaded(store, article(words, key=name, title=name, furniture=(span(words, around),)))
    assert links(store) == {}


def test_an_article_that_is_written_anew_is_no_copy_any_more(store):
    loaded(store, told("first", AGENCY, "2024-08-04"), told("second", AGENCY, "2024-08-05"))
    loaded(store, told("second", text(11), "2024-08-05"))
    assert links(store) == {}
    assert_sound(store)


def test_where_the_original_goes_the_next_takes_its_place(store):
    days = {"first": "2024-08-04", "second": "2024-08-05", "third": "2024-08-06"}
    loaded(store, *(told(name, AGENCY, on) for name, on in days.items()))
    curated(store, lambda writer: delete(writer, Kind.ARTICLE, record_id(Kind.ARTICLE, "first")))
    assert links(store) == {"third": "second"}
    curated(store, lambda writer: delete(writer, Kind.ARTICLE, record_id(Kind.ARTICLE, "second")))
    assert links(store) == {}
    curated(store, lambda writer: delete(writer, Kind.ARTICLE, record_id(Kind.ARTICLE, "third")))
    with store.reader.connect() as connection:
        assert connection.execute(select(ArticleBand.band)).all() == connection.execute(select(ArticleCopy)).all() == []


def test_sources_that_say_something_of_their_own_are_counted_apart(store):
    loaded(
        store,
        told("first", AGENCY, "2024-08-04"),
        told("second", AGENCY, "2024-08-05"),
        told("other", text(12), "2024-08-05"),
    )
    first = public_id(Kind.ARTICLE, record_id(Kind.ARTICLE, "first"))
    asked = {
        query: [one["title"] for one in articles(store, f"sort=title&{query}")]
        for query in ("copy_of__isnull=true", "copy_of__isnull=false", f"copy_of={first}")
    }
    assert list(asked.values()) == [["first", "other"], ["second"], ["second"]]
