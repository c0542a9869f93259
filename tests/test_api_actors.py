"""Whom a parameter means: an id, a code with its branch, a name or an alias."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

import pytest
from flask.testing import FlaskClient

from store.engine import open_store
from store.identity import Kind
from tests.builders import article, entity, event, loaded, quote
from tests.clients import found, id_of, keys, listed, refused, serving

STATEMENT = article("Israel must agree, Blinken said on Friday, and the White House agreed.")
WORLD = (
    entity("United States", kind="country", code="USA", country="USA", aliases=("US", "American")),
    entity("State Department", of=["United States"], code="USAGOV", country="USA"),
    entity("White House", of=["United States"], code="USAGOV", country="USA"),
    entity(
        "Antony Blinken", kind="person", of=["State Department"], code="USAGOV", country="USA", aliases=("Blinken",)
    ),
    entity("Iran", kind="country", code="IRN", country="IRN"),
    entity("Israel", kind="country", code="ISR", country="ISR", aliases=("Israël",)),
    entity("Hezbollah", code="LBNREB", country="LBN", aliases=("Hizballah", "Party of God")),
    # One name, four sorts of bearer: the country before the organization before the person before the alias.
    entity("Georgia", kind="country", code="GEO", country="GEO", key="country/georgia"),
    entity("Georgia", kind="organization", key="organization/georgia"),
    entity("Georgia", kind="person", key="person/georgia"),
    entity("Amal", kind="organization", key="organization/amal"),
    entity("Amal", kind="person", key="person/amal"),
    entity("Cher", kind="person", key="person/cher"),
    entity("Cherilyn", kind="person", aliases=("Cher",)),
    entity("John Smith", kind="person", key="person/smith-1", country="GBR"),
    entity("John Smith", kind="person", key="person/smith-2", country="USA"),
    entity("Smith, John", kind="person"),
    event(key="strike", actor1="Israel", actor2="Hezbollah", on="2024-07-30"),
    event(key="answer", actor1="Hezbollah", actor2="Israel", on="2024-08-25", attributed_to=("White House",)),
    event(key="call", actor1="Antony Blinken", actor2="Israel", on="2024-08-04", attributed_to=("Antony Blinken",)),
    event(key="briefing", actor1="White House", actor2="Iran", on="2024-08-05"),
    event(key="warning", actor1="United States", actor2="Iran", on="2024-08-06", attributed_to=("Iran",)),
    event(key="vote", actor1="country/georgia", on="2024-08-07"),
    event(key="concert", actor1="organization/georgia", on="2024-08-08"),
    event(key="birth", actor1="person/georgia", on="2024-08-09"),
    event(key="rally", actor1="organization/amal", on="2024-08-10"),
    event(key="wedding", actor1="person/amal", on="2024-08-11"),
    event(key="song", actor1="person/cher", on="2024-08-12"),
    event(key="cover", actor1="Cherilyn", on="2024-08-13"),
    event(key="visit", actor1="Smith, John", on="2024-08-14"),
    event(key="raid", actor1="Israel", on="2024-08-15"),
    STATEMENT,
    quote("Israel must agree", STATEMENT, speaker="Antony Blinken", about_entities=("Israel",)),
    quote("the White House agreed", STATEMENT, speaker="White House", addressees=("Iran",)),
)


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def world(request) -> Iterator[FlaskClient]:
    databases = request.getfixturevalue(request.param)
    with closing(open_store(databases.new(databases.migrated))) as store:
        loaded(store, *WORLD)
        with serving(store) as client:
            yield client


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        # A country is its whole branch, by name, by alias and by code.
        ("actor=United States", {"call", "briefing", "warning"}),
        ("actor=united STATES", {"call", "briefing", "warning"}),
        ("actor=USA", {"call", "briefing", "warning"}),
        ("actor=US", {"call", "briefing", "warning"}),
        ("actor=Israel", {"strike", "answer", "call", "raid"}),
        ("actor=Israël", {"strike", "answer", "call", "raid"}),
        ("actor=USAGOV", {"call", "briefing"}),
        # An organization is itself and whoever belongs to it, not its sister with the same code.
        ("actor=State Department", {"call"}),
        ("actor=White House", {"briefing"}),
        ("actor=Hizballah", {"strike", "answer"}),
        ("actor=party of god", {"strike", "answer"}),
        ("actor=Blinken", {"call"}),
        # Several are alternatives, several parameters must all hold.
        ("actor=Blinken,Hezbollah", {"call", "strike", "answer"}),
        ("actor=Blinken&actor=Hezbollah", {"call", "strike", "answer"}),
        ("actor=Hezbollah&actor1=Israel", {"strike"}),
        ("actor=Smith\\, John", {"visit"}),
        ("actor1=Israel", {"strike", "raid"}),
        ("actor2=Israel", {"answer", "call"}),
        ("between=Israel,Hezbollah", {"strike", "answer"}),
        ("between=Hezbollah,Israel", {"strike", "answer"}),
        ("between=USA,Iran", {"briefing", "warning"}),
        ("between=Israel,Iran", set()),
        ("between=Israel,Hezbollah&actor1=Hezbollah", {"answer"}),
        ("attributed_to=USA", {"answer", "call"}),
        ("attributed_to=Iran", {"warning"}),
        ("actor_country=USA", {"call", "briefing", "warning"}),
        ("actor1_country=LBN", {"answer"}),
        ("actor2_country=LBN", {"strike"}),
        ("actor_country=LBN,IRN", {"strike", "answer", "briefing", "warning"}),
        # The likeliest of one name.
        ("actor=Georgia", {"vote"}),
        ("actor=Amal", {"rally"}),
        ("actor=Cher", {"song"}),
    ],
)
def test_an_actor_is_found_by_code_name_and_alias(world, query, expected):
    assert keys(world, f"/v1/events?{query}") == expected


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ("United States", {"warning"}),
        ("State Department", set()),
        ("person/georgia", {"birth"}),
        ("person/amal", {"wedding"}),
        ("Cherilyn", {"cover"}),
    ],
)
def test_an_id_is_that_entity_alone(world, key, expected):
    assert keys(world, f"/v1/events?actor={id_of(Kind.ENTITY, key)}") == expected


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("speaker=Blinken", {"Israel must agree"}),
        ("speaker=USA", {"Israel must agree", "the White House agreed"}),
        ("speaker=State Department", {"Israel must agree"}),
        ("speaker_country=USA", {"Israel must agree", "the White House agreed"}),
        ("addressee=Iran", {"the White House agreed"}),
        ("about=ISR", {"Israel must agree"}),
    ],
)
def test_who_speaks_is_found_like_an_actor(world, query, expected):
    assert set(listed(world, f"/v1/quotes?{query}", "text")) == expected


def test_an_entity_is_found_by_what_it_belongs_to(world):
    assert set(listed(world, "/v1/entities?affiliation=United States", "name")) == {"State Department", "White House"}


def test_an_unknown_actor_is_an_empty_list_with_a_warning(world):
    answer = found(world, "/v1/events?actor=Atlantis,Iran")
    assert answer["meta"]["warnings"] == ["actor: nothing here is known as 'Atlantis'; /v1/autocomplete finds names."]
    assert {document["origin_id"] for document in answer["data"]} == {"briefing", "warning"}


@pytest.mark.parametrize(
    "query",
    ["actor=Atlantis", "actor=XYZ", "actor=ent_0000000000000", "between=Iran,Atlantis", "attributed_to=Atlantis"],
)
def test_nobody_known_matches_nothing(world, query):
    answer = found(world, f"/v1/events?{query}")
    assert answer["data"] == []
    assert len(answer["meta"]["warnings"]) == 1


def test_an_ambiguous_name_is_refused_with_the_candidates(world):
    answer = world.get("/v1/events?actor=John Smith")
    assert answer.status_code == 400
    assert answer.json["type"] == "urn:dateline:problem:ambiguous-name"
    (fault,) = answer.json["errors"]
    assert fault["parameter"] == "actor"
    smiths = [id_of(Kind.ENTITY, "person/smith-1"), id_of(Kind.ENTITY, "person/smith-2")]
    assert sorted(one["id"] for one in fault["candidates"]) == sorted(smiths)
    assert {one["country"] for one in fault["candidates"]} == {"GBR", "USA"}


@pytest.mark.parametrize("query", ["between=Iran", "between=Iran,Israel,Hezbollah"])
def test_between_takes_two(world, query):
    assert refused(world, f"/v1/events?{query}")["parameter"] == "between"
