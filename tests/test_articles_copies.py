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


REPORT = [
    "Rescue crews in the port city of Marenta pulled eleven survivors from a collapsed apartment block on Thursday, two days "
    "after a gas explosion tore through its lower floors, officials said.",
    "At least 23 people were killed and 61 injured in the blast, which shattered windows up to two kilometres away, according to "
    "the regional health ministry. Nine people remained missing.",
    "“We heard knocking at four in the morning and the whole street went silent,” said fire captain Ines Dourado, who leads one "
    "of six search teams at the site.",
    "Prosecutors have opened an inquiry into the company that maintained the gas lines. The company, Norgas, said that it was "
    "cooperating and that its last inspection in March had found no fault.",
    "Prime Minister Alva Brandt visited the city on Wednesday and promised temporary housing for 340 displaced families. "
    "Opposition leaders accused the government of ignoring warnings about ageing pipes for a decade.",
    "The explosion is the deadliest of its kind in the country since 1998, when a leak under a market in the capital killed 41.",
]
WHOLE = "\n\n".join(REPORT)
OWN = (
    "A charity of this city, Open Doors, said that it had collected blankets for those who lost their homes, and asked readers "
    "to bring warm clothes to its hall on Mill Street."
)


@pytest.mark.parametrize(
    "copy",
    [
        f"Eleven found alive under the ruins of Marenta\n\nBy AP\n\n{WHOLE}\n\nCopyright 2024 The Associated Press.",
        "\n\n".join(REPORT[:2]),
        "\n\n".join([*REPORT[:4], OWN]),
        "\n\n".join([REPORT[0], *REPORT[2:]]),
        WHOLE.replace("23", "27").replace("61", "64").replace("on Thursday, two days", "on Friday, three days"),
        WHOLE.replace("“", '"').replace("”", '"').replace("officials said", "officials have said"),
    ],
    ids=[
        "another headline, a credit",
        "cut short",
        "with a paragraph of its own",
        "without one",
        "brought up to date",
        "edited",
    ],
)
def test_a_report_that_a_paper_made_its_own_is_found_to_be_a_copy(copy):
    assert are_copies(shingles(WHOLE), shingles(copy))
    assert are_copies(shingles(copy), shingles(WHOLE))
    assert bands(shingles(WHOLE)) & bands(shingles(copy))


def weather(city: str, day: str, sky: str, high: int, low: int, wind: int, rain: int) -> str:
    """A report that a form was filled in for."""
    return (
        f"Weather for {city} on {day}\n\nIt will be {sky} in {city} on {day} with a high of {high} degrees and a low of {low} "
        f"degrees. Winds will blow from the west at {wind} kilometres per hour. The chance of rain is {rain} percent. Drivers "
        "are asked to take care on wet roads, and people with health conditions should drink enough water and stay in the shade "
        "at noon. The weather service updates its forecast every six hours. For warnings and the outlook see our weather page."
    )


def shares(day: str, way: str, points: str, percent: str, level: str, best: str, worst: str, euro: str) -> str:
    """Another one."""
    return (
        f"Shares on the Velden exchange {way} on {day}. The benchmark index {way} {points} points, or {percent} percent, to "
        f"close at {level}. {best} led the gainers, while {worst} was the biggest loser of the day. The euro traded at {euro} "
        "dollars. Trading volume was in line with the average of the last thirty days. The exchange is open from nine to "
        "half past five on working days. This report was made from exchange data and is for information only; it is no "
        "advice to buy or to sell, and no offer is made to anybody in any country by those who publish it or pass it on."
    )


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (weather("Marenta", "Monday", "cloudy", 21, 12, 15, 20), weather("Marenta", "Tuesday", "sunny", 24, 14, 9, 5)),
        (weather("Marenta", "Monday", "cloudy", 21, 12, 15, 20), weather("Lorwick", "Monday", "rainy", 17, 8, 30, 80)),
        (
            shares("Monday", "rose", "12.4", "0.6", "2081.3", "Steelco", "Airline Nord", "1.08"),
            shares("Tuesday", "fell", "30.1", "1.4", "2051.2", "Bankhaus", "Steelco", "1.07"),
        ),
    ],
    ids=["two days", "two cities", "shares"],
)
def test_two_reports_of_one_form_are_no_copies(one, other):
    assert not are_copies(shingles(one), shingles(other))
    assert are_copies(shingles(one), shingles(f"Read aloud\n\n{one}"))


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
