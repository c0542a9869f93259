"""Datasets that need a key: who has none that opens them is shown nothing of them, wherever they might show."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import orjson
import pytest
import structlog
import yaml
from flask.testing import FlaskClient
from sqlalchemy import Engine
from sqlalchemy.event import listen, remove
from werkzeug.datastructures import Authorization

from schemas.rendering import rendered
from service import logs
from service.queries import changes as change_log
from store.engine import Store
from store.identity import Kind, record_id
from store.keys import add_key, revoke_key
from store.terms import set_terms
from store.writing import writing
from tests.builders import article, dataset, entity, event, loaded, quote
from tests.clients import PROBLEM, client_of, deleted, found, id_of, keys, listed, pages, rows, serving
from tests.kept import rows as rows_of
from tests.printed import ROOT

DOCUMENT: dict[str, Any] = yaml.safe_load((ROOT / "openapi.yaml").read_text(encoding="utf-8"))
# Nothing else in the store has these words: where one of them is answered, something of the closed dataset is.
SECRETS = ("clandestine", "Clandestine", "hush")

WIRE = article("Iran warned Israel.", key="wire", url="https://example.org/wire", dataset="open", source="Wire")
MEMO = article(
    "A clandestine memo. Iran shot.", key="memo", url="https://example.org/hush", dataset="shut", source="Wire"
)
WITHOUT: dict[str, str] = {}
OF_CLOSED = {Kind.EVENT: "hush-shooting", Kind.ARTICLE: "memo", Kind.QUOTE: "memo/clandestine memo"}


def records() -> list[Any]:
    """Make an open and two closed datasets, which show something of one another."""
    return [
        dataset("open"),
        dataset("shut", access="key", licence="Proprietary"),
        dataset("also-shut", access="key"),
        entity("Iran", key="country/IRN", kind="country", code="IRN", country="IRN"),
        WIRE,
        MEMO,
        event(
            key="warning",
            dataset="open",
            actor1="country/IRN",
            cameo="130",
            summary="Iran warns",
            told_in=[(WIRE, "Iran warned Israel"), (MEMO, "clandestine memo")],
        ),
        event(
            key="hush-shooting",
            dataset="shut",
            actor1="country/IRN",
            cameo="190",
            on="2024-08-03",
            summary="Clandestine shooting",
            told_in=[(WIRE, "Iran warned"), (MEMO, "Iran shot")],
        ),
        quote("warned Israel", WIRE, key="said", dataset="open", about_events=("hush-shooting",)),
        quote("clandestine memo", MEMO, dataset="shut", speaker="country/IRN"),
        quote("Iran warned", WIRE, key="hush-quote", dataset="shut"),
    ]


@pytest.fixture
def closed(store):
    """A store of one open dataset and two that need a key."""
    loaded(store, *records())
    return store


@pytest.fixture
def key(closed) -> dict[str, str]:
    """The header with a key that opens all of it."""
    return opening(closed, "reader", "shut", "also-shut")


@pytest.fixture
def asking(closed) -> FlaskClient:
    """A client of that store."""
    return client_of(closed)


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def read_only(request) -> Iterator[tuple[Store, dict[str, str]]]:
    """The same store and key, on both engines, for tests that only read."""
    databases = request.getfixturevalue(request.param)
    url = databases.new(databases.migrated)
    store = databases.opened(url)
    loaded(store, *records())
    yield store, opening(store, "reader", "shut", "also-shut")
    store.close()
    databases.drop(url)


@pytest.fixture
def reader(read_only) -> FlaskClient:
    """A client of the store that is only read."""
    return client_of(read_only[0])


@pytest.fixture
def with_key(read_only) -> dict[str, str]:
    """The header with its key."""
    header: dict[str, str] = read_only[1]
    return header


def opening(store: Store, name: str, *slugs: str) -> dict[str, str]:
    """Make a key and give the header that sends it."""
    with writing(store) as writer:
        secret = add_key(writer, name, [record_id(Kind.DATASET, slug) for slug in slugs])
    return {"Authorization": f"Bearer {secret}"}


def revoked(store: Store, name: str) -> None:
    with writing(store) as writer:
        revoke_key(writer, name)


def set_access(store: Store, slug: str, access: str) -> None:
    with writing(store) as writer:
        set_terms(writer, slug, {"access": access}, rendered)


def forbidden(client: FlaskClient, address: str, **headers: Any) -> Any:
    """Give the problem of what cannot be read without a key."""
    answer = client.get(address, **headers)
    assert (answer.status_code, answer.content_type) == (403, PROBLEM), answer.text[:300]
    return orjson.loads(answer.data)


def resolved(part: dict[str, Any]) -> dict[str, Any]:
    """Follow a reference within the document."""
    if "$ref" not in part:
        return part
    place: Any = DOCUMENT
    for step in part["$ref"].removeprefix("#/").split("/"):
        place = place[step]
    return dict(place)


# What a route needs to be asked at all.
NEEDED = {"/v1/autocomplete": "q=ir", "/v1/crosswalk": "from=cameo:190&to=plover"}
# What else it may be asked, where it takes that.
ALSO = ("format=csv", "format=geojson", "sample=50", "documents=true", "count=exact", "group_by=source", "dedupe=loose")
OF_ALL = {
    "scheme": "cameo",
    "code": "190",
    "dataset_id": "shut",
    "source_id": id_of(Kind.SOURCE, "Wire"),
    "entity_id": id_of(Kind.ENTITY, "country/IRN"),
}
CLOSED_IDS = {f"{kind}_id": id_of(kind, of) for kind, of in OF_CLOSED.items()}


def questions() -> Iterator[tuple[str, bool]]:
    """Give addresses of every route, with whether each is of a record of the closed dataset."""
    for path, methods in DOCUMENT["paths"].items():
        if "get" not in methods:
            continue
        taken = {one["name"]: one for one in map(resolved, methods["get"].get("parameters", ()))}
        named = [one["name"] for one in map(resolved, methods.get("parameters", ())) if one["in"] == "path"]
        address = path
        for name in named:
            address = address.replace(f"{{{name}}}", (OF_ALL | CLOSED_IDS)[name])
        expanding = (
            [f"expand={one}" for one in resolved(taken["expand"]["schema"]["items"])["enum"]]
            if "expand" in taken
            else []
        )
        more = [one for one in ALSO if one.partition("=")[0] in taken and offers(taken, one)]
        for asked in ("", *more, *expanding):
            yield f"{address}?{'&'.join(filter(None, (NEEDED.get(path), asked)))}", bool(CLOSED_IDS.keys() & set(named))


def offers(taken: dict[str, Any], asked: str) -> bool:
    """Tell whether a parameter takes the word that is asked with."""
    name, _, word = asked.partition("=")
    schema = resolved(taken[name]["schema"])
    schema = resolved(schema.get("items", schema))
    return word in schema.get("enum", [word])


QUESTIONS = list(questions())


def test_every_route_of_the_document_is_asked():
    asked = {address.partition("?")[0] for address, _ in QUESTIONS}
    answering = [path for path, methods in DOCUMENT["paths"].items() if "get" in methods]
    assert {path for path in answering if "{" not in path} <= asked
    assert len(asked) == len(answering)


@pytest.mark.parametrize(("address", "is_closed"), QUESTIONS)
def test_no_route_shows_anything_of_a_closed_dataset_without_a_key(reader, with_key, address, is_closed):
    answer, opened = reader.get(address), reader.get(address, headers=with_key)
    assert (answer.status_code, opened.status_code) == (403 if is_closed else 200, 200), answer.text + opened.text
    # In the links of an answer is its own address.
    said = answer.text.replace(answer.request.path, "")
    assert [word for word in (*SECRETS, *CLOSED_IDS.values()) if word in said] == []
    if opened.headers["Cache-Control"] != "no-store":
        assert answer.headers.get("ETag") != opened.headers["ETag"]


@pytest.mark.parametrize(
    "address",
    [
        *("/v1/events", "/v1/quotes", "/v1/articles", "/v1/changes?limit=1000", "/v1/events?expand=articles"),
        *("/v1/events/export", "/v1/articles/export?format=ndjson", "/v1/events?format=csv", "/v1/quotes?sample=9"),
        *(f"/v1/{kind}s/{id_of(kind, of)}/history?documents=true" for kind, of in OF_CLOSED.items()),
        *(f"/v1/{kind}s/{id_of(kind, of)}" for kind, of in OF_CLOSED.items()),
        f"/v1/articles/{id_of(Kind.ARTICLE, 'wire')}",
    ],
)
def test_with_a_key_all_is_shown(reader, with_key, address):
    text = reader.get(address, headers=with_key).text
    assert any(word in text for word in (*SECRETS, *CLOSED_IDS.values()))


def test_a_record_that_needs_a_key_says_so_and_how_to_send_one(reader):
    problem = forbidden(reader, f"/v1/events/{id_of(Kind.EVENT, 'hush-shooting')}")
    assert problem["type"] == "urn:dateline:problem:key-needed"
    assert problem["detail"] == (
        "This event is not open to all: shut needs a key. "
        "Send one as: Authorization: Bearer dl_…; whoever runs this server gives them out."
    )


def test_the_guide_prints_what_is_answered(reader):
    said = forbidden(reader, f"/v1/events/{id_of(Kind.EVENT, 'hush-shooting')}")["detail"]
    assert f"| `key-needed` | {said.replace('shut', 'acled')} |" in (ROOT / "docs/api.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("address", "parameter"),
    [
        ("/v1/events?dataset=shut", "dataset"),
        ("/v1/events?dataset=open,shut", "dataset"),
        ("/v1/quotes/export?dataset=shut", "dataset"),
        ("/v1/articles?dataset=shut&sample=5", "dataset"),
        ("/v1/events/aggregate?dataset=shut", "dataset"),
        ("/v1/graph/nodes?dataset=shut", "dataset"),
        (f"/v1/events?id={id_of(Kind.EVENT, 'hush-shooting')}", "id"),
        (f"/v1/events?article={id_of(Kind.ARTICLE, 'memo')}", "article"),
        (f"/v1/entities?article={id_of(Kind.ARTICLE, 'memo')}", "article"),
        (f"/v1/articles?event={id_of(Kind.EVENT, 'hush-shooting')}", "event"),
        (f"/v1/quotes/aggregate?event={id_of(Kind.EVENT, 'hush-shooting')}", "event"),
    ],
)
def test_to_name_a_closed_dataset_or_a_record_of_it_needs_the_key(reader, with_key, address, parameter):
    problem = forbidden(reader, address)
    assert [fault["parameter"] for fault in problem["errors"]] == [parameter]
    assert "shut needs a key" in problem["detail"]
    assert reader.get(address, headers=with_key).status_code == 200


LEFT_OUT = "What needs a key is left out: also-shut, shut. /v1/datasets tells of each."


@pytest.mark.parametrize(
    "address",
    [
        *("/v1/events", "/v1/quotes", "/v1/articles", "/v1/events?sample=5", "/v1/events/aggregate"),
        *("/v1/articles/aggregate?group_by=source", "/v1/graph/nodes", "/v1/graph/edges"),
    ],
)
def test_an_answer_says_what_was_left_out(reader, with_key, address):
    assert found(reader, address)["meta"]["warnings"] == [LEFT_OUT]
    assert found(reader, address, headers=with_key)["meta"]["warnings"] == []


@pytest.mark.parametrize(
    ("address", "left_out"),
    [
        ("/v1/events", "also-shut, shut"),
        ("/v1/events?format=csv", "also-shut, shut"),
        ("/v1/events/export", "also-shut, shut"),
        ("/v1/articles/aggregate?format=csv", "also-shut, shut"),
        ("/v1/changes", "also-shut, shut"),
        ("/v1/events?licence=Proprietary", "shut"),
        ("/v1/events?dataset=open", None),
        ("/v1/events?dataset=nonesuch", None),
        ("/v1/entities", None),
        ("/v1/datasets", None),
    ],
)
def test_every_form_says_in_a_header_what_was_left_out(reader, with_key, address, left_out):
    assert reader.get(address).headers.get("Dateline-Left-Out") == left_out
    assert "Dateline-Left-Out" not in reader.get(address, headers=with_key).headers


def test_a_licence_that_closed_datasets_share_leaves_the_open_ones(reader):
    assert keys(reader, "/v1/events?licence=CC0-1.0,Proprietary") == {"warning"}
    assert keys(reader, "/v1/events?licence=Proprietary") == set()


def test_the_licences_of_an_export_are_those_of_what_is_in_it(reader, with_key):
    assert reader.get("/v1/events/export").headers["Link"] == '</v1/datasets/open>; rel="license"'
    assert "/v1/datasets/shut>" in reader.get("/v1/events/export", headers=with_key).headers["Link"]


def test_all_datasets_are_listed_with_who_may_read_them(reader):
    assert found(reader, "/v1/datasets/shut")["access"] == "key"
    assert listed(reader, "/v1/datasets", "access") == ["key", "public", "key"]


def test_a_key_opens_its_datasets_and_no_other(closed, asking):
    header = opening(closed, "one", "also-shut")
    answer = asking.get("/v1/events", headers=header)
    assert answer.headers["Dateline-Left-Out"] == "shut"
    assert [one["origin_id"] for one in answer.json["data"]] == ["warning"]
    assert "shut needs a key" in forbidden(asking, "/v1/events?dataset=shut", headers=header)["detail"]
    assert asking.get("/v1/events?dataset=also-shut", headers=header).status_code == 200


@pytest.mark.parametrize(
    "sent", ["Bearer dl_nonesuch", "Bearer nonesuch", "Bearer", "bearer a=b", "Bearer ü", "Bearer a b"]
)
@pytest.mark.parametrize("address", ["/v1/events", "/v1/codebooks", "/v1/events/export", "/v1/changes"])
def test_a_key_that_is_not_known_is_refused(reader, address, sent):
    answer = reader.get(address, headers={"Authorization": sent})
    assert (answer.status_code, answer.content_type) == (401, PROBLEM)
    assert answer.headers["WWW-Authenticate"] == "Bearer"
    assert answer.json["type"] == "urn:dateline:problem:unknown-key"


def test_a_key_that_was_revoked_is_refused_whatever_the_client_holds(closed, asking, key):
    tag = asking.get("/v1/events", headers=key).headers["ETag"]
    assert asking.get("/v1/events", headers=key | {"If-None-Match": tag}).status_code == 304
    revoked(closed, "reader")
    assert asking.get("/v1/events", headers=key | {"If-None-Match": tag}).status_code == 401


def test_what_is_for_a_proxy_between_is_no_key(reader):
    answer = reader.get("/v1/events", headers={"Authorization": "Basic cmVhZGVyOnNlY3JldA=="})
    assert (answer.status_code, len(answer.json["data"])) == (200, 1)


def test_a_key_is_no_parameter(reader, with_key):
    _, _, secret = with_key["Authorization"].partition(" ")
    answer = reader.get(f"/v1/events?key={secret}")
    assert (answer.status_code, secret in answer.text) == (400, False)


def test_a_dataset_is_closed_and_opened_while_it_is_served(closed, asking):
    tag = asking.get("/v1/events").headers["ETag"]
    set_access(closed, "shut", "public")
    opened = asking.get("/v1/events", headers={"If-None-Match": tag})
    assert (opened.status_code, len(opened.json["data"])) == (200, 2)
    set_access(closed, "shut", "key")
    assert keys(asking, "/v1/events") == {"warning"}
    set_access(closed, "open", "key")
    assert keys(asking, "/v1/events") == set()


# What records show of others.


def test_an_article_shows_and_counts_only_what_may_be_read(reader, with_key):
    address = f"/v1/articles/{id_of(Kind.ARTICLE, 'wire')}"
    shown, whole = found(reader, address), found(reader, address, headers=with_key)
    assert ([one["summary"] for one in shown["events"]], len(whole["events"])) == (["Iran warns"], 2)
    assert ([one["text"] for one in shown["quotes"]], len(whole["quotes"])) == (["warned Israel"], 2)
    counts = [found(reader, "/v1/articles", headers=headers)["data"] for headers in (WITHOUT, with_key)]
    assert [one["counts"] for one in counts[0]] == [{"mentions": 0, "events": 1, "quotes": 1}]
    assert {one["counts"]["quotes"] for one in counts[1]} == {2, 1}


def test_an_event_shows_only_the_articles_that_may_be_read(reader, with_key):
    address = "/v1/events?dataset=open"
    (shown,), (whole,) = (found(reader, address, headers=headers)["data"] for headers in (WITHOUT, with_key))
    assert [one["text"] for one in shown["evidence"]] == ["Iran warned Israel"]
    assert [one["id"] for one in shown["articles"]] == [id_of(Kind.ARTICLE, "wire")]
    assert (len(whole["evidence"]), len(whole["articles"])) == (2, 2)


def test_a_quote_shows_only_the_events_that_may_be_read(reader, with_key):
    address = "/v1/quotes?dataset=open"
    about = [found(reader, address, headers=headers)["data"][0]["about"]["events"] for headers in (WITHOUT, with_key)]
    assert (about[0], len(about[1])) == ([], 1)


def test_a_quote_of_a_closed_article_tells_when_it_was_published_and_no_more(closed, asking):
    loaded(closed, quote("Iran shot", MEMO, key="leak", dataset="open"))
    shown = found(asking, f"/v1/quotes/{id_of(Kind.QUOTE, 'leak')}?expand=article")["article"]
    assert {name for name, value in shown.items() if value is not None} == {"id", "published_at"}


def test_a_flat_table_shows_what_a_list_does(reader):
    (row,) = rows(reader.get("/v1/articles/export"))
    assert row["events"] == row["quotes"] == "1"


def test_an_event_stands_for_those_alone_that_may_be_read(closed, asking, key):
    # Of duplicates the one with the least id stands for all.
    for name, of in (("b", "open"), ("a", "shut")):
        loaded(closed, event(key=name, dataset=of, actor1="Iraq", actor2="Jordan"))
    address = "/v1/events?dedupe=strict&actor=Iraq"
    counts = [found(asking, address, headers=headers)["data"][0]["stands_for"] for headers in (WITHOUT, key)]
    assert counts == [1, 2]


def test_a_value_that_only_closed_records_have_is_not_known(closed, asking, key):
    loaded(closed, event(key="coded", dataset="shut", origin_type="hush:1", actor1="country/IRN"))
    address = "/v1/events?origin_type=hush:1"
    assert found(asking, address)["meta"]["warnings"] == [
        LEFT_OUT,
        "origin_type: nothing here is known as 'hush:1'.",
    ]
    assert len(found(asking, address, headers=key)["data"]) == 1


# Charts.

DIMENSIONS = ["date:month", "date:day", "dataset", "status", "root_code", "country", "actor", "source", "cell:5"]


@pytest.mark.parametrize("dimension", DIMENSIONS)
@pytest.mark.parametrize(
    "filters", ["", "actor=Iran", "date__gte=2024-08-02", "status=asserted", "country__isnull=true"]
)
def test_a_chart_counts_what_a_list_shows(reader, with_key, dimension, filters):
    for headers, events in ((WITHOUT, {"warning"}), (with_key, {"warning", "hush-shooting"})):
        listing = found(reader, f"/v1/events?{filters}", headers=headers)["data"]
        assert {one["origin_id"] for one in listing} == events
        chart = found(reader, f"/v1/events/aggregate?{filters}&group_by={dimension}", headers=headers)["data"]
        # Nowhere is a place.
        assert sum(row["count"] for row in chart) == (0 if dimension == "cell:5" else len(listing))


def test_a_share_is_one_of_what_may_be_read(reader, with_key):
    address = "/v1/events/aggregate?root_code=13&metric=share"
    shares = [found(reader, address, headers=headers)["data"][0]["share"] for headers in (WITHOUT, with_key)]
    assert shares == [1, 0.5]


# The change log.


def test_a_follower_without_a_key_comes_to_the_end_and_sees_what_is_open(closed, asking, monkeypatch):
    deleted(closed, Kind.EVENT, "hush-shooting")
    deleted(closed, Kind.ARTICLE, "memo")
    monkeypatch.setattr(change_log, "WINDOW", 3)
    followed = [change for page in pages(asking, "/v1/changes?limit=2") for change in page]
    monkeypatch.undo()
    whole = found(asking, "/v1/changes?limit=1000")
    assert followed == whole["data"]
    assert {one["id"] for one in followed} & {*CLOSED_IDS.values(), id_of(Kind.QUOTE, "hush-quote")} == set()
    assert {id_of(Kind.EVENT, "warning"), "shut", "open"} <= {one["id"] for one in followed}
    assert found(asking, f"/v1/changes?since={whole['meta']['last']}")["data"] == []


def test_a_follower_with_a_key_sees_all(asking, key):
    seen = {one["id"] for one in found(asking, "/v1/changes?limit=1000", headers=key)["data"]}
    assert set(CLOSED_IDS.values()) <= seen


def test_the_history_of_what_was_deleted_needs_the_key_still(closed, asking, key):
    deleted(closed, Kind.EVENT, "hush-shooting")
    address = f"/v1/events/{id_of(Kind.EVENT, 'hush-shooting')}/history"
    assert "shut needs a key" in forbidden(asking, address)["detail"]
    assert found(asking, address, headers=key)["data"][0]["operation"] == "deleted"


def test_the_history_of_an_open_record_shows_no_closed_one(reader):
    address = f"/v1/events/{id_of(Kind.EVENT, 'warning')}/history?documents=true"
    (version,) = found(reader, address)["data"]
    assert [one["id"] for one in version["document"]["articles"]] == [id_of(Kind.ARTICLE, "wire")]


# Caches, browsers, logs, limits.


def test_an_answer_that_a_key_was_sent_for_is_kept_by_nobody_else(read_only):
    store, header = read_only
    with serving(store, cache_seconds=60) as client:
        assert client.get("/v1/events").headers["Cache-Control"] == "public, max-age=60"
        assert client.get("/v1/events", headers=header).headers["Cache-Control"] == "private, max-age=60"
    assert client_of(store).get("/v1/events", headers=header).headers["Cache-Control"] == "private, no-cache"


@pytest.mark.parametrize("address", ["/v1/events", "/v1/events/export", "/v1/changes", "/v1/events/aggregate"])
def test_a_cache_tells_by_the_key(reader, with_key, address):
    assert "Authorization" in reader.get(address).headers["Vary"]
    assert "Authorization" in reader.get(address, headers=with_key).headers["Vary"]


def test_where_all_is_open_nothing_depends_on_a_key(seeded_client):
    assert "Authorization" not in seeded_client.get("/v1/events").headers["Vary"]


def test_a_page_of_another_origin_may_send_a_key(reader):
    asking = {"Origin": "https://example.org", "Access-Control-Request-Method": "GET"}
    answer = reader.options("/v1/events", headers=asking | {"Access-Control-Request-Headers": "authorization"})
    assert answer.headers["Access-Control-Allow-Headers"].casefold() == "authorization"
    exposed = reader.get("/v1/events", headers=asking).headers["Access-Control-Expose-Headers"]
    assert {"Dateline-Left-Out", "WWW-Authenticate"} <= set(exposed.split(", "))


def test_keys_are_not_logged(reader, with_key, capsys):
    logs.configure("json", "debug")
    # What is made here writes where this test looks, and is not for the next.
    structlog.configure(**structlog.get_config() | {"cache_logger_on_first_use": False})
    reader.get("/v1/events", headers=with_key)
    reader.get("/v1/events", headers={"Authorization": "Bearer dl_nonesuch"})
    structlog.reset_defaults()
    said = capsys.readouterr().err
    assert (said.count("/v1/events"), "dl_" in said) == (2, False)


def test_a_known_key_is_counted_by_itself_and_a_made_up_one_by_its_address(closed, key):
    with serving(closed, rate_limit="2 per minute") as client:
        made_up = [{"Authorization": f"Bearer dl_{number}"} for number in range(3)]
        assert [client.get("/v1", headers=one).status_code for one in made_up] == [401, 401, 429]
        assert [client.get("/v1", headers=key).status_code for _ in range(3)] == [200, 200, 429]


def test_a_key_is_read_once_and_looked_up_on_the_driver(reader, with_key, monkeypatch):
    assert reader.get("/v1/events?limit=1", headers=with_key).status_code == 200
    headers: list[str | None] = []
    from_header = Authorization.from_header

    def read(value: str | None) -> Authorization | None:
        headers.append(value)
        return from_header(value)

    monkeypatch.setattr(Authorization, "from_header", read)
    statements: list[str] = []
    note = listening(statements)
    listen(Engine, "before_cursor_execute", note)
    answer = reader.get("/v1/events?limit=1", headers=with_key)
    remove(Engine, "before_cursor_execute", note)
    assert (answer.status_code, len(headers), statements) == (200, 1, [])


def listening(statements):
    return lambda connection, cursor, statement, *more: statements.append(statement)


def test_the_store_holds_no_key(closed, key):
    _, _, secret = key["Authorization"].partition(" ")
    assert len(secret) == 46
    assert secret.startswith("dl_")
    assert secret not in repr(rows_of(closed))
    assert len(rows_of(closed)["access_key_dataset"]) == 2
