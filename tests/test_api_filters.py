"""Every filter of the six collections, each with its operators, on both engines."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

import pytest
from flask.testing import FlaskClient
from sqlalchemy import text

from schemas.collections import COLLECTIONS
from seed.records import Participant, Place
from service.queries import question, tallying, unknowns
from store.engine import open_store
from store.identity import Kind
from tests.builders import article, dataset, entity, event, loaded, quote, source
from tests.clients import found, id_of, keys, listed, serving

WIRE = article(
    "The minister spoke in Beirut on Monday. He warned that rockets would fall.",
    on="2024-08-05",
    title="Warning",
    source="Wire",
    url="https://wire.example/1",
    mentions=("Beirut",),
)
GAZETTE = article(
    "La sécheresse dure. The mayor said that rain is coming.",
    on="2024-09-01",
    title="Drought, again",
    source="Gazette",
    language="fr",
    dataset="second",
    tone=-2.0,
    named=(Participant("Minister"),),
)
WORLD = (
    dataset("test", publisher="One"),
    dataset("second", publisher="Two", redistributable=False, title="Second Set", licence="CC-BY-4.0"),
    source("Wire", domain="wire.example", country="LBN"),
    source("Gazette", domain="gazette.example", country="FRA"),
    entity("Minister", kind="person", of=["Lebanon"], code="LBNGOV", country="LBN"),
    entity("Lebanon", kind="country", code="LBN", country="LBN", identifiers=(("iso3166-1", "LBN"),)),
    entity("Beirut", kind="place", country="LBN", aliases=("Beyrouth",)),
    entity("Mayor", kind="person", aliases=("Mayór of Lyon",)),
    WIRE,
    GAZETTE,
    event(
        key="warning",
        actor1="Minister",
        cameo="138",
        on="2024-08-05",
        status="asserted",
        place=Place("Beirut", "city", entity="Beirut", country="LBN"),
        contexts=("military",),
        told_in=[(WIRE, "rockets would fall")],
        confidence=0.9,
        tone=-4.5,
        mentions=3,
        articles=2,
        sources=1,
    ),
    event(
        key="attack",
        cameo="186",
        on="2024-08-06",
        status="expected",
        confidence=0.5,
        contexts=("military",),
        flag="year-ago",
        origin_type="ucdp_violence:1",
        publishers=("Gazette",),
    ),
    event(
        key="rain",
        cameo="0211",
        on="2024-09-02",
        status="denied",
        place=Place("Lyon", "admin1", country="FRA", admin1="Rhône"),
        told_in=[(GAZETTE, "rain is coming")],
        dataset="second",
        summary="Rain falls on Lyon.",
        contexts=("economic", "environment"),
    ),
    quote("rockets would fall", WIRE, speaker="Minister", cue_lemma="warn", about_events=("warning",)),
    quote("rain is coming", GAZETTE, speaker="Mayor", kind="direct", dataset="second", confidence=0.4),
)


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def world(request) -> Iterator[FlaskClient]:
    databases = request.getfixturevalue(request.param)
    with closing(open_store(databases.new(databases.migrated))) as store:
        loaded(store, *WORLD)
        with serving(store) as client:
            yield client


def event_id(key: str) -> str:
    return id_of(Kind.EVENT, key)


WIRE_ID, GAZETTE_ID = id_of(Kind.ARTICLE, WIRE.key), id_of(Kind.ARTICLE, GAZETTE.key)
WARNING, ATTACK, RAIN = "warning", "attack", "rain"


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", {WARNING, ATTACK, RAIN}),
        # A code is its whole branch: 18 holds 186, 02 holds 0211.
        ("event_code=186", {ATTACK}),
        ("event_code=18", {ATTACK}),
        ("event_code=02,13", {RAIN, WARNING}),
        ("event_code__not=18", {WARNING, RAIN}),
        ("root_code=13", {WARNING}),
        ("root_code__not=13,18", {RAIN}),
        ("quad_class=4", {ATTACK}),
        ("quad_class=1,3", {WARNING, RAIN}),
        ("quad_class__not=4", {WARNING, RAIN}),
        ("plover_type=ASSAULT", {ATTACK}),
        ("plover_mode=targeted", {ATTACK}),
        ("plover_mode__not=targeted", {WARNING, RAIN}),
        ("context=environment", {RAIN}),
        ("context=military,environment", {WARNING, ATTACK, RAIN}),
        ("status=expected,denied", {ATTACK, RAIN}),
        ("status=expected&status=denied", {ATTACK, RAIN}),
        ("status__not=expected", {WARNING, RAIN}),
        ("country=LBN", {WARNING}),
        ("country__not=LBN", {ATTACK, RAIN}),
        ("country__isnull=true", {ATTACK}),
        ("country__isnull=false", {WARNING, RAIN}),
        ("place=Lyon", {RAIN}),
        ("place=Lyon,Beirut", {RAIN, WARNING}),
        ("place__isnull=true", {ATTACK}),
        ("admin1=Rhône", {RAIN}),
        ("place_precision=city", {WARNING}),
        ("place_precision=city,admin1", {WARNING, RAIN}),
        ("place_precision__not=city", {ATTACK, RAIN}),
        ("tone__gte=-4.5", {WARNING}),
        ("tone__gt=-4.5", set()),
        ("tone__lte=-4.5", {WARNING}),
        ("tone__lt=-4.5", set()),
        ("mention_count__gte=1", {WARNING}),
        ("mention_count__lt=3", {ATTACK, RAIN}),
        ("article_count__gt=1", {WARNING}),
        ("article_count__lte=1", {ATTACK, RAIN}),
        ("source_count__gte=1", {WARNING}),
        ("source_count__lt=1", {ATTACK, RAIN}),
        ("licence=CC-BY-4.0", {RAIN}),
        ("licence=CC0-1.0,CC-BY-4.0", {WARNING, ATTACK, RAIN}),
        ("licence=CC-BY-4.0&dataset=test", set()),
        ("licence=none", set()),
        ("origin_type=ucdp_violence:1", {ATTACK}),
        ("origin_type=ucdp_violence:2", set()),
        ("flag=year-ago", {ATTACK}),
        ("flag__not=year-ago", {WARNING, RAIN}),
        ("flag__isnull=true", {WARNING, RAIN}),
        ("flag__isnull=false", {ATTACK}),
        ("goldstein__gte=-7", {WARNING, RAIN}),
        ("goldstein__lt=-7", {ATTACK}),
        ("goldstein__lte=-10", {ATTACK}),
        ("goldstein__gt=10", set()),
        # What has none is neither above nor below.
        ("confidence__gte=0", {WARNING, ATTACK}),
        ("confidence__gt=0.5", {WARNING}),
        ("confidence__lte=0.9", {WARNING, ATTACK}),
        ("confidence__lt=0.9", {ATTACK}),
        ("source=Wire", {WARNING}),
        ("source=gazette.example", {ATTACK, RAIN}),
        ("source=Gazette,Wire", {WARNING, ATTACK, RAIN}),
        ("source=Gazette&sort=goldstein", {ATTACK, RAIN}),
        ("source=Gazette&date__lt=2024-09", {ATTACK}),
        ("source=Tribune", set()),
        (f"source={id_of(Kind.SOURCE, 'Wire')}", {WARNING}),
        (f"article={WIRE_ID}", {WARNING}),
        (f"article={WIRE_ID},{GAZETTE_ID}", {WARNING, RAIN}),
        ("dataset=second", {RAIN}),
        ("dataset=test,second", {WARNING, ATTACK, RAIN}),
        ("dataset=nothing-here", set()),
        (f"id={event_id(WARNING)},{event_id(RAIN)}", {WARNING, RAIN}),
        ("updated__gte=2020", {WARNING, ATTACK, RAIN}),
        ("updated__lt=2020-01-01T00:00:00Z", set()),
        ("updated__gt=2100", set()),
        ("updated__lte=2020-02", set()),
        ("q=rain", {RAIN}),
        ('q="falls on"', {RAIN}),
        ("q=rock*", {WARNING}),
        ("q=rockets -fall", set()),
        ("q=lyon&status=denied", {RAIN}),
    ],
)
def test_events_are_filtered(world, query, expected):
    assert keys(world, f"/v1/events?{query}") == expected


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("kind=direct", {"rain is coming"}),
        ("kind__not=direct", {"rockets would fall"}),
        ("cue=warn", {"rockets would fall"}),
        ("cue__not=warn", {"rain is coming"}),
        ("confidence__lt=0.5", {"rain is coming"}),
        ("confidence__gte=0.5", {"rockets would fall"}),
        ("source=Gazette", {"rain is coming"}),
        (f"article={WIRE_ID}", {"rockets would fall"}),
        (f"event={event_id(WARNING)}", {"rockets would fall"}),
        ("dataset=second", {"rain is coming"}),
        ("licence=CC-BY-4.0", {"rain is coming"}),
        ("date=2024-09-01", {"rain is coming"}),
        ("q=rockets", {"rockets would fall"}),
        ("q=mayor", {"rain is coming"}),
        ("updated__gte=2020", {"rain is coming", "rockets would fall"}),
        (f"id={id_of(Kind.QUOTE, f'{WIRE.key}/rockets would fall')}", {"rockets would fall"}),
    ],
)
def test_quotes_are_filtered(world, query, expected):
    assert set(listed(world, f"/v1/quotes?{query}", "text")) == expected


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("entity=Beirut", {"Warning"}),
        ("entity=Mayor", set()),
        # Whom a dataset names without saying where is spoken of as much as who is mentioned at a place of the text.
        ("entity=Minister", {"Drought, again"}),
        ("entity=LBNGOV", {"Drought, again"}),
        (f"entity={id_of(Kind.ENTITY, 'Minister')}", {"Drought, again"}),
        ("entity=Minister,Beirut", {"Warning", "Drought, again"}),
        ("source=Wire,Gazette", {"Warning", "Drought, again"}),
        ("source=wire.example", {"Warning"}),
        ("published__gte=2024-08-06", {"Drought, again"}),
        ("published__gte=2024-08-05", {"Warning", "Drought, again"}),
        ("published__gt=2024-08-05", {"Drought, again"}),
        ("published__lte=2024-08-05", {"Warning"}),
        ("published__lt=2024-08-05", set()),
        ("published__lt=2024-08-05T00:00:01Z", {"Warning"}),
        ("published__lte=2024-08", {"Warning"}),
        ("tone__gte=-2", {"Drought, again"}),
        ("tone__lt=-2", set()),
        ("language=fr", {"Drought, again"}),
        ("language__not=fr", {"Warning"}),
        ("url=https://wire.example/1", {"Warning"}),
        ("url__not=https://wire.example/1", {"Drought, again"}),
        (f"event={event_id(RAIN)}", {"Drought, again"}),
        ("dataset=test", {"Warning"}),
        ("licence=CC-BY-4.0", {"Drought, again"}),
        (f"id={GAZETTE_ID}", {"Drought, again"}),
        ("updated__gte=2020", {"Warning", "Drought, again"}),
        ("q=SECHERESSE", {"Drought, again"}),
        ("q=drought", {"Drought, again"}),
    ],
)
def test_articles_are_filtered(world, query, expected):
    assert set(listed(world, f"/v1/articles?{query}", "title")) == expected


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("name=beyrouth", {"Beirut"}),
        ("name=mayor of lyon", {"Mayor"}),
        ("name=Minister,Mayor", {"Minister", "Mayor"}),
        ("kind=person", {"Minister", "Mayor"}),
        ("kind__not=person", {"Lebanon", "Beirut"}),
        ("country=LBN", {"Minister", "Lebanon", "Beirut"}),
        ("country__not=LBN", {"Mayor"}),
        ("country__isnull=true", {"Mayor"}),
        ("code=LBNGOV", {"Minister"}),
        ("code__not=LBNGOV", {"Lebanon", "Beirut", "Mayor"}),
        ("identifier=iso3166-1:LBN", {"Lebanon"}),
        ("identifier=wikidata:Q1", set()),
        ("affiliation=Lebanon", {"Minister"}),
        (f"article={WIRE_ID}", {"Beirut"}),
        (f"id={id_of(Kind.ENTITY, 'Mayor')}", {"Mayor"}),
        ("updated__gte=2020", {"Minister", "Mayor", "Lebanon", "Beirut"}),
        ("q=lyon", {"Mayor"}),
    ],
)
def test_entities_are_filtered(world, query, expected):
    assert set(listed(world, f"/v1/entities?{query}", "name")) == expected


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("name=Wire", {"Wire"}),
        ("name__not=Wire", {"Gazette"}),
        ("domain=gazette.example", {"Gazette"}),
        ("domain__not=gazette.example", {"Wire"}),
        ("country=FRA", {"Gazette"}),
        ("country__not=FRA", {"Wire"}),
        (f"id={id_of(Kind.SOURCE, 'Wire')}", {"Wire"}),
        ("q=gazette", {"Gazette"}),
    ],
)
def test_sources_are_filtered(world, query, expected):
    assert set(listed(world, f"/v1/sources?{query}", "name")) == expected


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("redistributable=true", {"test"}),
        ("redistributable=false", {"second"}),
        ("publisher=Two", {"second"}),
        ("publisher__not=Two", {"test"}),
        ("q=second set", {"second"}),
    ],
)
def test_datasets_are_filtered(world, query, expected):
    assert set(listed(world, f"/v1/datasets?{query}", "slug")) == expected


@pytest.mark.parametrize("collection", COLLECTIONS, ids=lambda collection: collection.path)
def test_every_sort_orders_the_list_both_ways(world, collection):
    key = "slug" if collection.kind is Kind.DATASET else "id"
    for sort in collection.sorts:
        upwards = listed(world, f"/v1/{collection.path}?sort={sort}", key)
        assert len(upwards) > 1
        assert listed(world, f"/v1/{collection.path}?sort=-{sort}", key) == upwards[::-1]


def test_a_comma_within_a_value_has_a_backslash_before_it(sqlite_client, sqlite_store):
    loaded(
        sqlite_store,
        event(key="here", place=Place("Lyon, France", "city")),
        event(key="there", place=Place("Lyon", "city")),
    )
    assert keys(sqlite_client, "/v1/events?place=Lyon\\, France") == {"here"}
    assert keys(sqlite_client, "/v1/events?place=Lyon, France") == {"there"}


def test_a_list_says_how_much_it_gives(world):
    assert found(world, "/v1/events?limit=2")["meta"] == {
        "limit": 2,
        "returned": 2,
        "count": None,
        "count_is_exact": None,
        "warnings": [],
    }


@pytest.mark.parametrize(
    ("address", "warnings"),
    [
        (
            "events?dataset=sceond",
            ["dataset: nothing here is known as 'sceond'. Did you mean second? Valid: second, test."],
        ),
        ("events?dataset=sceond,test&status=unclear", ["dataset: nothing here is known as 'sceond'."]),
        ("quotes?licence=cc by 4.0", ["licence: nothing here is known as 'cc by 4.0'. Did you mean CC-BY-4.0?"]),
        ("articles?licence=MIT", ["licence: nothing here is known as 'MIT'. Valid: CC-BY-4.0, CC0-1.0."]),
        ("events?plover_mode=phon", ["plover_mode: nothing here is known as 'phon'. Did you mean phone?"]),
        ("events?place=Beyrouth", ["place: nothing here is known as 'Beyrouth'."]),
        ("events?place=Lyon&status=asserted", []),
        ("events?admin1=Nowhere&place=Paris", ["place: nothing here is", "admin1: nothing here is"]),
        ("quotes?cue=sing", ["cue: nothing here is known as 'sing'."]),
        ("events?article=art_0000000000000", ["article: nothing here is known as 'art_0000000000000'."]),
        (f"events?article={GAZETTE_ID}&status=asserted", []),
        ("quotes?event=evt_0000000000000", ["event: nothing here is known as 'evt_0000000000000'."]),
        ("entities?id=ent_0000000000000", ["id: nothing here is known as 'ent_0000000000000'."]),
        ("events?dataset=second&status=asserted", []),
        ("events?source=Tribune", ["source: nothing here is known as 'Tribune'; /v1/sources?q= finds publishers."]),
        ("quotes?source=src_0000000000000", ["source: nothing here is known as 'src_0000000000000'"]),
        ("articles?source=Tribune", ["source: nothing here is known as 'Tribune'; /v1/sources?q= finds publishers."]),
        ("articles?entity=Nobody", ["entity: nothing here is known as 'Nobody'"]),
        # Where something matches, nothing is looked up.
        ("events?dataset=second,third", []),
    ],
)
def test_a_value_that_nothing_has_is_told_where_nothing_matches(world, address, warnings):
    given = found(world, f"/v1/{address}")["meta"]["warnings"]
    assert len(given) == len(warnings)
    assert all(said.startswith(expected) for said, expected in zip(given, warnings, strict=True)), given


ENDLESS = """
    WITH RECURSIVE counted (number) AS (SELECT 1 UNION ALL SELECT number + 1 FROM counted WHERE number < 1000000000)
    SELECT count(*) FROM counted
"""


def test_a_look_for_a_word_that_takes_too_long_says_nothing(world, monkeypatch):
    monkeypatch.setattr(unknowns, "rows_with", lambda column, value: text(ENDLESS))
    assert found(world, "/v1/events?place=Beyrouth&count=exact")["meta"]["warnings"] == []
    monkeypatch.undo()
    assert len(found(world, "/v1/events?place=Beyrouth")["meta"]["warnings"]) == 1


def test_a_name_of_more_publishers_than_are_walked_one_by_one_means_them_all(world, monkeypatch):
    few = {asked: keys(world, f"/v1/events?{asked}") for asked in ("source=Wire,Gazette", "actor=Minister,Mayor")}
    monkeypatch.setattr(question, "MAX_WALKED", 1)
    assert {asked: keys(world, f"/v1/events?{asked}&limit=50") for asked in few} == few
    assert len(few["source=Wire,Gazette"]) == 3
    by_month = "/v1/events/aggregate?source=Wire,Gazette&group_by=date:month"
    assert [row["count"] for row in found(world, by_month)["data"]] == [2, 1]


def test_a_chart_of_a_publisher_is_read_from_sums(world, monkeypatch):
    address = "/v1/events/aggregate?source=Gazette&group_by=quad_class&metric=count,avg:goldstein"
    from_sums = found(world, address)["data"]
    monkeypatch.setattr(tallying, "_counted", lambda *_: ())
    assert found(world, f"{address}&top=100")["data"] == from_sums
    assert sum(row["count"] for row in from_sums) == 2
