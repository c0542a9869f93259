"""Everything that matches, streamed: CSV, NDJSON and GeoJSON."""

from __future__ import annotations

import csv
import io
import time
from contextlib import closing

import orjson
import pytest

from seed.records import Place
from store.engine import open_store
from store.identity import Kind
from tests.builders import article, entity, event, loaded, quote, source
from tests.clients import PROBLEM, client_of, found, id_of, refused, rows, serving

# Columns are never renamed or moved; new ones come at the end.
COLUMNS = {
    "events": "id date_start date_end date_precision status"
    " actor1_id actor1_name actor1_kind actor1_country actor1_code"
    " actor2_id actor2_name actor2_kind actor2_country actor2_code"
    " event_code event_label root_code root_label quad_class goldstein plover_type plover_mode contexts"
    " place country latitude longitude place_precision fatalities tone mentions article_count source_count"
    " confidence summary attributed_to articles sources urls dataset licence origin_id updated_at stands_for",
    "articles": "id published_at title source source_country url authors dateline language mentions events quotes"
    " rights dataset licence updated_at",
    "entities": "id name kind country code sector aliases roles organizations latitude longitude place_precision"
    " updated_at",
    "quotes": "id date_start date_end kind speaker_id speaker_name speaker_kind speaker_country speaker_code"
    " cue cue_lemma text via addressee about about_events sentence start end article article_title url source"
    " confidence dataset licence updated_at",
    "sources": "id name domain country updated_at",
    "datasets": "slug title version publisher licence citation url redistributable coverage_start coverage_end"
    " counts_events counts_articles counts_quotes",
}


@pytest.mark.parametrize(("path", "columns"), COLUMNS.items())
def test_the_columns_are_stable(seeded_client, path, columns):
    given = seeded_client.get(f"/v1/{path}/export")
    assert given.content_type == "text/csv; charset=utf-8; header=present"
    assert given.text.splitlines()[0].split(",") == columns.split()
    assert len(rows(given)) == found(seeded_client, f"/v1/{path}?count=exact")["meta"]["count"]


def test_a_row_is_a_record(client, store):
    loaded(
        store,
        entity("Iran", kind="country", code="IRN", country="IRN"),
        event(
            key="answer",
            actor1=("Iran", "Hezbollah"),
            actor2="Israel",
            cameo="190",
            place=Place("Haifa", "city", country="ISR", latitude=32.8, longitude=35.0),
            contexts=("military",),
            fatalities_best=2,
        ),
    )
    (row,) = rows(client.get("/v1/events/export"))
    assert row["actor1_name"] == "Iran; Hezbollah"
    assert row["actor1_code"] == "IRN"
    assert (row["date_start"], row["event_code"], row["goldstein"]) == ("2024-08-04", "190", "-10.0")
    assert (row["place"], row["latitude"], row["fatalities"]) == ("Haifa", "32.8", "2")
    assert (row["tone"], row["confidence"]) == ("", "")


def test_the_publishers_of_a_row_are_those_of_its_articles_and_those_without_one(client, store):
    report = article("Iran answered.", source="Gazette")
    loaded(
        store,
        source("Wire"),
        source("Gazette"),
        report,
        event(key="answer", told_in=[(report, "Iran answered")], publishers=("Wire", "Gazette")),
        event(key="drill", publishers=("Wire",), on="2024-08-01"),
        event(key="rain", on="2024-07-01"),
    )
    given = rows(client.get("/v1/events/export?fields=sources"))
    assert [set(row["sources"].split("; ")) for row in given] == [{"Gazette", "Wire"}, {"Wire"}, {""}]


def test_one_row_for_each_actor(client, store):
    loaded(
        store, event(key="answer", actor1=("Iran", "Hezbollah"), actor2="Israel"), event(key="rain", on="2024-08-01")
    )
    given = rows(client.get("/v1/events/export?explode=actors"))
    assert list(given[0])[:6] == ["side", "actor_id", "actor_name", "actor_kind", "actor_country", "actor_code"]
    assert [(row["origin_id"], row["side"], row["actor_name"]) for row in given] == [
        ("answer", "actor1", "Iran"),
        ("answer", "actor1", "Hezbollah"),
        ("answer", "actor2", "Israel"),
        ("rain", "", ""),
    ]


@pytest.mark.parametrize("begin", ["=", "+", "-", "@", "\t", "\r"])
def test_a_cell_that_a_spreadsheet_would_run_has_an_apostrophe_before_it(sqlite_client, sqlite_store, begin):
    loaded(sqlite_store, event(key="trap", summary=f"{begin}cmd|' /C calc'!A0"))
    text = sqlite_client.get("/v1/events/export?fields=summary").data.decode()
    assert list(csv.reader(io.StringIO(text, newline="")))[1] == [f"'{begin}cmd|' /C calc'!A0"]


def test_numbers_are_no_traps(sqlite_client, sqlite_store):
    loaded(sqlite_store, event(key="attack", cameo="190"))
    assert rows(sqlite_client.get("/v1/events/export?fields=goldstein")) == [{"goldstein": "-10.0"}]


def test_text_survives_quoting(sqlite_client, sqlite_store):
    loaded(sqlite_store, event(key="words", summary='He said "no", twice,\nand left — 東京.'))
    (row,) = rows(sqlite_client.get("/v1/events/export"))
    assert row["summary"] == 'He said "no", twice,\nand left — 東京.'


def test_ndjson_holds_the_documents_of_the_list(seeded_client):
    given = seeded_client.get("/v1/events/export?format=ndjson")
    assert given.content_type == "application/x-ndjson"
    assert [orjson.loads(line) for line in given.data.splitlines()] == found(seeded_client, "/v1/events?limit=200")[
        "data"
    ]


def test_ndjson_with_fields_holds_flat_rows(sqlite_client, sqlite_store):
    loaded(sqlite_store, event(key="answer", actor1="Iran"))
    given = sqlite_client.get("/v1/events/export?format=ndjson&fields=origin_id,actor1_name")
    assert orjson.loads(given.data) == {"origin_id": "answer", "actor1_name": "Iran"}


def test_geojson_has_a_point_where_the_place_is_known(client, store):
    haifa = Place("Haifa", "city", country="ISR", latitude=32.8, longitude=35.0)
    loaded(store, event(key="answer", place=haifa), event(key="rain", on="2024-08-01"))
    given = client.get("/v1/events/export?format=geojson")
    assert given.content_type == "application/geo+json"
    collection = orjson.loads(given.data)
    assert collection["type"] == "FeatureCollection"
    first, second = collection["features"]
    assert first["geometry"] == {"type": "Point", "coordinates": [35.0, 32.8]}
    assert (first["type"], first["id"]) == ("Feature", id_of(Kind.EVENT, "answer"))
    assert first["properties"]["place"] == "Haifa"
    assert second["geometry"] is None


def test_nothing_is_still_a_collection(client):
    assert client.get("/v1/events/export?format=geojson").json == {"type": "FeatureCollection", "features": []}
    assert client.get("/v1/events/export?format=ndjson").data == b""
    assert len(client.get("/v1/events/export").text.splitlines()) == 1


def test_fields_are_columns_in_the_order_asked_for(sqlite_client, sqlite_store):
    loaded(sqlite_store, event(key="answer"))
    given = sqlite_client.get("/v1/events/export?fields=origin_id,date_start")
    assert given.data == b"origin_id,date_start\r\nanswer,2024-08-04\r\n"


def test_filters_and_sort_hold_for_an_export(client, store):
    loaded(store, *(event(key=f"{day}", on=f"2024-08-0{day}") for day in range(1, 6)))
    given = rows(client.get("/v1/events/export?date__gte=2024-08-03&sort=date&fields=origin_id"))
    assert [row["origin_id"] for row in given] == ["3", "4", "5"]


@pytest.mark.parametrize(("limit", "number", "cut"), [(2, 2, "true"), (3, 3, "false"), (4, 3, "false")])
def test_an_export_says_whether_it_is_cut(client, store, limit, number, cut):
    loaded(store, *(event(key=f"{day}", on=f"2024-08-0{day}") for day in range(1, 4)))
    given = client.get(f"/v1/events/export?limit={limit}")
    assert (len(rows(given)), given.headers["Dateline-Cut"]) == (number, cut)


def test_an_export_is_cut_where_the_operator_says(sqlite_store):
    loaded(sqlite_store, *(event(key=f"{day}", on=f"2024-08-0{day}") for day in range(1, 4)))
    with serving(sqlite_store, export_rows=2) as client:
        given = client.get("/v1/events/export")
        assert (len(rows(given)), given.headers["Dateline-Cut"]) == (2, "true")
        assert refused(client, "/v1/events/export?limit=3")["parameter"] == "limit"


def test_an_export_is_a_file(sqlite_client):
    given = sqlite_client.get("/v1/quotes/export?format=ndjson")
    assert given.headers["Content-Disposition"] == 'attachment; filename="quotes.ndjson"'


@pytest.mark.parametrize(
    "query", ["explode=actors&format=geojson", "fields=nam", "format=json", "cursor=abc", "count=exact"]
)
def test_what_does_not_go_with_an_export_is_refused(seeded_sqlite_client, query):
    assert refused(seeded_sqlite_client, f"/v1/events/export?{query}")["parameter"] in query


def test_head_of_an_export_has_no_body(seeded_client):
    given = seeded_client.head("/v1/events/export")
    assert (given.status_code, given.data) == (200, b"")
    assert given.headers["Dateline-Cut"] == "false"


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def many(request):
    """A store with 2,000 events of 2024."""
    databases = request.getfixturevalue(request.param)
    dates = [f"2024-{number % 12 + 1:02}-{number % 28 + 1:02}" for number in range(2000)]
    with closing(open_store(databases.new(databases.migrated))) as store:
        loaded(store, *(event(key=f"{number}", on=on) for number, on in enumerate(dates)))
        yield store


@pytest.mark.parametrize("form", ["csv", "ndjson", "geojson"])
def test_an_export_leaves_in_pieces(many, form):
    given = client_of(many).get(f"/v1/events/export?format={form}&date__gte=2024", buffered=False)
    pieces = list(given.iter_encoded())
    assert len(pieces) >= 4
    assert max(map(len, pieces)) < sum(map(len, pieces)) / 3


def test_an_export_shows_one_moment_while_others_write(many):
    given = client_of(many).get("/v1/events/export?format=ndjson", buffered=False).iter_encoded()
    begun = next(given)
    loaded(many, *(event(key=f"late {number}", on="2023-01-01") for number in range(10)))
    lines = b"".join([begun, *given]).splitlines()
    assert len({orjson.loads(line)["id"] for line in lines}) == len(lines) == 2000


def test_an_export_that_nobody_reads_to_its_end_gives_its_connection_back(many):
    for _ in range(12):
        given = client_of(many).get("/v1/events/export", buffered=False)
        next(given.iter_encoded())
        given.close()
    assert client_of(many).get("/v1/events?limit=1").status_code == 200


def test_quotes_are_flat_too(client, store):
    text = article("Iran said that it would answer, Hezbollah reported.", source="Wire")
    loaded(
        store,
        text,
        event(key="answer"),
        quote("it would answer", text, speaker="Iran", about_events=("answer",), addressees=("Israel",)),
    )
    (row,) = rows(client.get("/v1/quotes/export"))
    assert (row["speaker_name"], row["addressee"], row["source"]) == ("Iran", "Israel", "Wire")
    assert row["about_events"] == id_of(Kind.EVENT, "answer")
    assert row["start"] == "15"


def test_an_export_that_cannot_be_read_is_a_problem(seeded_sqlite_client):
    assert seeded_sqlite_client.get("/v1/events/export?actor=").content_type == PROBLEM


def test_an_export_has_the_time_of_its_own_queries_alone(seeded_sqlite, monkeypatch):
    monkeypatch.setattr("store.engine.SQLITE_STEPS", 1)
    with serving(seeded_sqlite, query_seconds=0.2, threads=1) as client:
        for _ in range(2):
            assert len(rows(client.get("/v1/events/export"))) > 20
            time.sleep(0.3)
