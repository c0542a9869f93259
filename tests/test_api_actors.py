"""Whom a parameter means: an id, a code with its branch, a name or an alias."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace

import pytest
from flask.testing import FlaskClient

from seed.records import Affiliation, Participant
from seed.resolution import land_meant
from service.queries.actors import MAX_TOGETHER
from service.queries.suggestions import MAX_LOOKED_AT
from store.engine import open_store
from store.identity import Kind
from tests.builders import article, entity, event, loaded, quote
from tests.clients import client_of, found, id_of, keys, listed, refused, serving

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
    # Whom datasets name and nobody describes.
    entity("HASSAN", key="actor/JOR/hassan", country="JOR", code="JORELI", stub=True),
    entity("HASSAN", key="actor/MAR/hassan", country="MAR", code="MARGOV", kind="group", stub=True),
    entity("BLINKEN", key="actor/GBR/blinken", country="GBR", code="GBRCVL", kind="group", stub=True),
    entity("Tehran", kind="place", country="IRN"),
    entity("QOM", key="actor/qom", code="REL", kind="group", stub=True),
    entity("Qom", key="place/qom", kind="place", country="IRN"),
    entity("Palestine", kind="country", code="PSE", country="PSE", key="country/PSE", stub=True),
    entity("GAZA", key="actor/PSE/gaza", country="PSE", code="GZSREB", kind="group", stub=True),
    entity("Montenegro", kind="country", code="MTN", country="MNE", key="country/MNE", stub=True),
    replace(
        event(key="wish", on="2024-08-16"),
        actor1=(Participant("actor/JOR/hassan", code="JORELI", country="JOR"),),
    ),
    event(key="decree", actor1="actor/MAR/hassan", on="2024-08-17"),
    event(key="letter", actor1="actor/GBR/blinken", on="2024-08-18"),
    event(key="sermon", actor1="actor/qom", on="2024-08-19"),
    replace(
        event(key="salvo", on="2024-08-20"),
        actor1=(Participant("actor/PSE/gaza", code="GZSREB", country="PSE"),),
    ),
    event(key="appeal", actor1="country/PSE", on="2024-08-21"),
    event(key="toast", actor1="country/MNE", on="2024-08-22"),
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
        # As GDELT writes it, in the codes of ISO 3166, and with a title.
        ("actor=ISRAEL", {"strike", "answer", "call", "raid"}),
        ("actor=isr", {"strike", "answer", "call", "raid"}),
        ("actor=MNE", {"toast"}),
        ("actor=Secretary of State Antony Blinken", {"call"}),
        ("actor=the former President Cherilyn", {"cover"}),
        # A country is all of its codes.
        ("actor=Palestine", {"salvo", "appeal"}),
        ("actor=PSE", {"appeal"}),
        # Equals that nobody has described stand together; whoever was described goes before them.
        ("actor=Hassan", {"wish", "decree"}),
        ("actor=hassan&actor_country=JOR", {"wish"}),
        ("between=Hassan,Iran", set()),
        # A place takes part in nothing; somebody of its name does.
        ("actor=Tehran", set()),
        ("actor=Qom", {"sermon"}),
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


@pytest.mark.parametrize(
    ("query", "told"),
    [
        (
            "actor=Hassan",
            "actor: 2 entities are called 'Hassan'; all of them are meant. /v1/autocomplete gives the id of each.",
        ),
        (
            "actor=Tehran",
            "actor: Tehran is a place, and a place takes part in nothing; `place` asks where something was.",
        ),
        ("actor1=Mr. Blinken", "actor1: nothing here is known as 'Mr. Blinken'; 'Blinken' is."),
    ],
)
def test_how_a_name_was_understood_is_told(world, query, told):
    assert found(world, f"/v1/events?{query}")["meta"]["warnings"][0] == told


@pytest.fixture
def russia(store, client):
    """Russia and Syria as datasets name them: of their names a load keeps none but that of the codebook."""
    named = ("RUSSIAN FEDERATION", "Government of Russia (Soviet Union)", "Government of Syria")
    moscow, soviets, damascus = (land_meant(name) for name in named)
    assert (moscow, soviets, damascus) == ("country/RUS", "country/RUS", "country/SYR")
    loaded(
        store,
        entity("Russia", key="country/RUS", kind="country", code="RUS", country="RUS", stub=True),
        entity("Syria", key="country/SYR", kind="country", code="SYR", country="SYR", stub=True),
        entity("Myanmar", key="country/MMR", kind="country", code="MMR", country="MMR", stub=True),
        entity("Burma", key="place/burma", kind="place"),
        entity("SOVIET UNION", key="actor/RUS/soviet-union", kind="group", country="RUS", code="RUSMIL", stub=True),
        entity("Government of Syria", key="actor/LBN/government-of-syria", kind="group", code="LBNGOV", stub=True),
        entity("Persia", key="company/persia"),
        event(key="raid", actor1="country/RUS", actor2="country/SYR"),
        event(key="vote", actor1="country/MMR"),
        event(key="fair", actor1="company/persia"),
    )
    return client


@pytest.mark.parametrize(
    ("name", "expected", "told"),
    [
        ("Russian Federation", {"raid"}, "Russia"),
        ("the Russian Federation", {"raid"}, "Russia"),
        ("government of russia", {"raid"}, "Russia"),
        ("Government of Russia (Soviet Union)", {"raid"}, "Russia"),
        # Before those that datasets only named, and before a place.
        ("Government of Syria", {"raid"}, "Syria"),
        ("Government (Syria)", {"raid"}, "Syria"),
        ("Burma", {"vote"}, "Myanmar"),
        ("Government of Burma", {"vote"}, "Myanmar"),
    ],
)
def test_a_name_is_read_as_the_country_that_a_load_would_read(russia, name, expected, told):
    assert keys(russia, f"/v1/events?actor={name}") == expected
    assert found(russia, f"/v1/events?actor={name}")["meta"]["warnings"] == [f"actor: {name!r} is read as {told}."]


@pytest.mark.parametrize("name", ["Congo", "Government of Congo", "Ceylon", "Government of Atlantis", "Police (Syria)"])
def test_no_country_is_read_where_a_load_would_read_none_or_none_is_here(russia, name):
    assert keys(russia, f"/v1/events?actor={name}") == set()


def test_who_was_described_goes_before_a_country_of_another_name(russia):
    assert keys(russia, "/v1/events?actor=Persia") == {"fair"}


def test_a_country_is_suggested_by_what_it_is_called_elsewhere(russia):
    (first, *_) = found(russia, "/v1/autocomplete?q=russian fed")["data"]
    assert (first["name"], first["matched"]) == ("Russia", "Russian Federation")


def test_that_others_of_a_name_are_not_meant_is_told(world):
    (told,) = found(world, "/v1/events?actor=Blinken")["meta"]["warnings"]
    blinken = id_of(Kind.ENTITY, "Antony Blinken")
    assert told.startswith(f"actor: 'Blinken' is Antony Blinken, {blinken}; 1 more of that name are not meant.")


def test_a_name_in_signs_alone_is_nobody(sqlite_store):
    loaded(sqlite_store, entity("???", stub=True), event(actor1="???"))
    assert found(client_of(sqlite_store), "/v1/events?actor=!!!")["data"] == []


@pytest.mark.parametrize("query", ["actor=Israel", "actor=USA", "actor=Hizballah", f"actor={'ent_' + '0' * 13},Iran"])
def test_a_plain_question_is_answered_without_a_word(world, query):
    assert [
        said for said in found(world, f"/v1/events?{query}")["meta"].get("warnings", []) if "ent_0" not in said
    ] == []


def test_of_very_many_of_one_name_a_hundred_are_meant(sqlite_store):
    many = [entity("HASSAN", key=f"actor/{number}", stub=True) for number in range(MAX_TOGETHER + 1)]
    loaded(sqlite_store, *many, *(event(key=one.key, actor1=one.key) for one in many))
    answer = found(client_of(sqlite_store), "/v1/events?actor=Hassan&count=exact")
    assert answer["meta"]["count"] == MAX_TOGETHER
    assert answer["meta"]["warnings"][0].startswith("actor: more than 100 entities are called 'Hassan'; 100 of them")


@pytest.mark.parametrize("name", ["Amal", "Iran", "Hassan", "Tehran", "Nobody", "Blinken"])
def test_loading_more_never_turns_a_question_into_an_error(sqlite_store, name):
    loaded(
        sqlite_store,
        entity("Amal"),
        entity("Iran", kind="country", code="IRN", country="IRN"),
        entity("Antony Blinken", kind="person", aliases=("Blinken",)),
        entity("Tehran", kind="place"),
        *(event(key=key, actor1=key) for key in ("Amal", "Iran", "Antony Blinken")),
    )
    client = client_of(sqlite_store)
    before = keys(client, f"/v1/events?actor={name}")
    for kind in ("group", "organization", "person", "place"):
        for number in range(2):
            key = f"{kind}/{number}"
            loaded(sqlite_store, entity(name.upper(), key=key, kind=kind, stub=True), event(key=key, actor1=key))
            assert before <= keys(client, f"/v1/events?actor={name}")


@pytest.mark.parametrize("query", ["between=Iran", "between=Iran,Israel,Hezbollah"])
def test_between_takes_two(world, query):
    assert refused(world, f"/v1/events?{query}")["parameter"] == "between"


def suggested(client: FlaskClient, query: str) -> list[str]:
    return listed(client, f"/v1/autocomplete?{query}", "name")


def test_whoever_was_described_is_suggested_before_the_busy_and_those_before_the_rest(client, store):
    idle, busy = (entity(name, kind="group", stub=True) for name in ("MARA", "MARABOUT"))
    described = entity("Marabella Foundation")
    loaded(store, idle, busy, described, event(actor1="MARABOUT"))
    assert suggested(client, "q=mar") == ["Marabella Foundation", "MARABOUT", "MARA"]
    assert suggested(client, "q=mara") == ["MARA", "Marabella Foundation", "MARABOUT"]


def test_a_kind_and_a_country_are_found_behind_very_many_names(sqlite_store):
    crowd = (entity(f"ma {number:05}", kind="group", stub=True) for number in range(MAX_LOOKED_AT + 1))
    mauritius = entity("Mauritius", key="country/MUS", kind="country", code="MUS", country="MUS", stub=True)
    loaded(sqlite_store, *crowd, entity("Maximilian", kind="person"), mauritius)
    client = client_of(sqlite_store)
    assert suggested(client, "q=ma&kind=person") == ["Maximilian"]
    assert suggested(client, "q=ma&limit=1") == ["Mauritius"]


def test_a_word_of_a_role_suggests_nobody(client, store):
    minister = entity("Josep Borrell", kind="person", affiliations=(Affiliation("European Union", "political chief"),))
    loaded(store, entity("European Union"), minister, entity("Free Polisario"))
    assert suggested(client, "q=poli") == ["Free Polisario"]
