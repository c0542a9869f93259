"""The Python client against servers that run: what it finds, how it waits, what it says of what is wrong; and its wheel."""

from __future__ import annotations

import pickle
import subprocess
import sys
import time
import warnings
import zipfile
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date, datetime
from shutil import copyfile, copytree, ignore_patterns
from threading import Timer

import httpx
import pandas as pd
import polars as pl
import pytest

from dateline_client import Client, DatelineError, DatelineWarning, NoAnswer, Problem, Records, TooMany
from schemas.flat import FLAT
from seed.records import EntityRecord
from service import logs
from store.engine import open_store
from store.identity import Kind, record_id
from store.keys import add_key
from store.writing import writing
from tests.builders import article, dataset, entity, event, loaded
from tests.engines import seed_records
from tests.printed import ADDRESS, ROOT, examples, serving
from tests.servers import free_port, serving_at

PACKAGE = ROOT / "clients/python"
PAGES = ("clients/python/README.md", "docs/clients.md")
MANY = 450
COLLECTIONS = {"events": Kind.EVENT, "quotes": Kind.QUOTE, "articles": Kind.ARTICLE, "entities": Kind.ENTITY}
# Python ends a line of text at some of these, JSON and NDJSON at none.
LINE_ENDS = 'one\u2028two\x85three\x0bfour\r\nfive, "six"'


@pytest.fixture(scope="module")
def server(sqlite) -> Iterator[str]:
    """The address of a server of the seed document."""
    logs.configure("json", "error")
    with serving(sqlite.new(sqlite.seeded)) as address:
        yield address


@pytest.fixture
def client(server) -> Iterator[Client]:
    with Client(server) as asking:
        yield asking


@pytest.fixture(scope="module")
def crowded(sqlite) -> Iterator[tuple[str, str]]:
    """A server of more than fits on two pages, and a key that opens its closed dataset."""
    logs.configure("json", "error")
    url = sqlite.new(sqlite.migrated)
    with closing(open_store(url)) as store:
        crowd: list[EntityRecord] = [entity(f"Group {number:03}") for number in range(MANY)]
        loaded(store, dataset("shut", access="key"), *crowd, event(key="hidden", dataset="shut", summary="Hidden"))
        loaded(store, event(key="lines", summary=LINE_ENDS), article("Iran warned Israel.", title="=1+1"))
        with writing(store) as writer:
            secret = add_key(writer, "reader", [record_id(Kind.DATASET, "shut")])
    with serving(url, export_rows=300) as address:
        yield address, secret


class Counted(httpx.HTTPTransport):
    """Sends requests, and counts them."""

    sent = 0

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        self.sent += 1
        return super().handle_request(request)


@pytest.mark.parametrize("name", COLLECTIONS)
def test_every_record_of_the_seed_is_met(client, name):
    records = list(getattr(client, name)())
    assert len({record["id"] for record in records}) == len(records) == len(getattr(seed_records(), name))


def test_parameters_are_those_of_the_api(client):
    events = client.events(actor="Iran", date__gte=date(2024, 8, 1), status=["asserted", "denied"], fields="status")
    assert [event["status"] for event in events] == ["asserted"] * 2


@pytest.mark.parametrize(
    ("written", "names"),
    [
        (["Washington, D.C."], ["Washington, D.C."]),
        (("Tehran", "Washington, D.C."), ["Tehran", "Washington, D.C."]),
        ("Tehran,Lebanon", ["Lebanon", "Tehran"]),
        (None, ["Lebanon", "Tehran", "Washington, D.C."]),
    ],
)
def test_a_list_is_taken_whole_and_text_as_the_api_reads_it(client, written, names):
    found = [one["name"] for one in client.entities(name=written)]
    assert [name for name in found if name in ("Lebanon", "Tehran", "Washington, D.C.")] == names


def test_numbers_truths_and_instants_are_written_as_the_api_reads_them(client):
    assert list(client.events(near=(35.7, 51.4), radius_km=50, place__isnull=False, fields=["id"]))
    assert list(client.events(updated__gt=datetime(2100, 1, 1, tzinfo=UTC))) == []


def test_nothing_is_asked_before_it_is_read_and_a_page_when_it_is_due(crowded):
    with Client(crowded[0], transport=(transport := Counted())) as client:
        walk = iter(client.entities(sort="name"))
        assert transport.sent == 0
        first = [next(walk)["name"] for _ in range(200)]
        assert transport.sent == 1
        assert [*first, *(one["name"] for one in walk)] == [f"Group {number:03}" for number in range(MANY)]
        assert transport.sent == 3


@pytest.mark.parametrize(("limit", "sent"), [(1, 1), (200, 1), (201, 2), (9_999, 3)])
def test_a_limit_is_of_all_pages(crowded, limit, sent):
    with Client(crowded[0], transport=(transport := Counted())) as client:
        assert len(list(client.entities(limit=limit))) == min(limit, MANY)
    assert transport.sent == sent


def test_a_walk_may_be_begun_again(client):
    events = client.events(limit=5)
    assert list(events) == list(events)
    assert repr(events) == "<Records /v1/events>"


def test_a_sample_is_a_page(client):
    assert len(list(client.events(sample=4, seed=2))) == 4


def test_whatever_is_listed_is_walked_and_whatever_is_answered_got(client):
    changes = list(client.records("/v1/changes", kind="quote"))
    assert [change["operation"] for change in changes] == ["created"] * len(seed_records().quotes)
    assert client.get(changes[0]["href"])["id"] == changes[0]["id"]
    history = client.records(f"{changes[0]['href']}/history")
    assert [version["operation"] for version in history] == ["created"]
    edges = client.rows("/v1/graph/edges", top=3, status="asserted", date__gte="2024-07")
    assert [edge["target_name"] for edge in edges] == ["Israel", "G7 foreign ministers"]


def test_an_aggregate_is_rows(client):
    rows = client.aggregate("events", group_by="date:month", metric=["count", "avg:goldstein"])
    assert [row["count"] for row in rows] == [4, 0, 0, 7, 16]
    assert list(rows.frame().columns) == ["date", "count", "avg_goldstein"]


def test_a_group_of_numbers_and_other_stays_readable_in_both_libraries(client):
    rows = client.aggregate("events", group_by="quad_class", top=2)
    assert list(rows.frame()["quad_class"]) == [1, 4, "other"]
    assert list(rows.frame("polars")["quad_class"]) == ["1", "4", "other"]


@pytest.mark.parametrize("name", COLLECTIONS)
def test_frames_have_the_columns_of_exports(client, name):
    records: Records = getattr(client, name)()
    by_pandas, by_polars = records.frame(), records.frame("polars")
    columns = [column.name for column in FLAT[COLLECTIONS[name]]]
    assert list(by_pandas.columns) == by_polars.columns == columns
    assert list(by_pandas["id"]) == list(by_polars["id"]) == [record["id"] for record in records]


def test_a_frame_keeps_codes_as_text_and_numbers_as_numbers(client):
    frame = client.events(event_code="010,020,036").frame()
    assert set(frame["event_code"]) <= {"010", "020", "036"}
    assert pd.api.types.is_float_dtype(frame["goldstein"])
    assert pd.api.types.is_integer_dtype(frame["mentions"])
    assert client.events().frame("polars").schema["fatalities"] == pl.Int64


def test_a_frame_has_texts_as_they_are(crowded):
    with Client(*crowded) as client:
        assert list(client.events(q="five").frame("polars")["summary"]) == [LINE_ENDS]
        assert list(client.articles(q="warned").frame()["title"]) == ["=1+1"]


def test_a_frame_takes_columns_a_limit_and_a_row_for_each_actor(client):
    frame = client.events(event_code="190", explode="actors", fields=["summary"], limit=1).frame()
    assert list(frame.columns)[:2] + list(frame.columns)[-1:] == ["side", "actor_id", "summary"]
    assert list(frame["side"]) == ["actor1", "actor1", "actor2"]


def test_a_frame_that_would_lack_rows_is_refused(crowded):
    with Client(crowded[0]) as client:
        with pytest.raises(TooMany, match="in parts, by date"):
            client.entities().frame()
        assert len(client.entities(limit=299).frame()) == 299


@pytest.mark.parametrize("read", [list, Records.frame])
def test_an_unknown_name_finds_nothing_and_a_warning_says_so(client, read):
    with pytest.warns(DatelineWarning, match="nothing here is known as 'Atlantis'"):
        assert len(read(client.events(actor="Atlantis"))) == 0


def test_a_closed_dataset_is_left_out_without_a_key_and_there_with_it(crowded):
    address, secret = crowded
    with Client(address) as client:
        for read in (list, Records.frame):
            with pytest.warns(DatelineWarning, match="shut"):
                assert len(read(client.events())) == 1
        with pytest.raises(Problem, match="key-needed"):
            list(client.events(dataset="shut"))
    with Client(address, secret) as client, warnings.catch_warnings():
        warnings.simplefilter("error")
        assert len(list(client.events())) == len(client.events().frame()) == 2
    with Client(address, "dl_none") as client, pytest.raises(Problem, match="unknown-key") as raised:
        client.get("/v1")
    assert "dl_none" not in str(raised.value)


def test_a_problem_says_what_is_wrong_where_and_what_would_be_right(client, server):
    with pytest.raises(Problem) as raised:
        list(client.events(status="denyed"))
    told = raised.value
    assert (told.name, told.status, told.errors[0]["nearest"]) == ("bad-parameter", 400, "denied")
    assert str(told) == (
        "A parameter is wrong (400 bad-parameter)\n"
        "  status: 'denyed' is no code of status; /v1/codebooks/status lists them. "
        "Did you mean denied? Valid: asserted, expected, denied, unclear.\n"
        f"  Asked: {server}/v1/events?status=denyed&limit=200\n"
        f"  Request: {told.request_id}"
    )
    assert str(pickle.loads(pickle.dumps(told))) == str(told)


def test_a_problem_lists_whom_a_name_may_mean(sqlite):
    url = sqlite.new(sqlite.migrated)
    with closing(open_store(url)) as store:
        loaded(store, entity("Springfield", key="first", country="USA"), entity("Springfield", key="second"))
    with serving(url) as address, Client(address) as client, pytest.raises(Problem) as raised:
        list(client.events(actor="Springfield"))
    assert raised.value.name == "ambiguous-name"
    assert {line.split("  ")[-1] for line in str(raised.value).splitlines()[2:4]} == {
        "Springfield (organization, USA)",
        "Springfield (organization)",
    }


@pytest.mark.parametrize("limit", [0, -3, "5"])
def test_a_limit_of_nothing_is_refused(client, limit):
    with pytest.raises(ValueError, match=f"from 1, not {limit!r}"):
        client.events(limit=limit)


def test_a_key_that_none_can_be_is_refused():
    with pytest.raises(ValueError, match="letters that no key"):
        Client(key="dl_schlüssel")


def test_another_library_is_refused(client):
    with pytest.raises(ValueError, match="'pandas' or 'polars', not 'dask'"):
        client.events().frame("dask")


def test_a_library_that_is_missing_is_named(client, monkeypatch):
    monkeypatch.setitem(sys.modules, "polars", None)
    with pytest.raises(DatelineError, match=r"pip install 'dateline-client\[polars\]'"):
        client.events().frame("polars")


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("http://127.0.0.1:{free}", "does not answer"),
        ("127.0.0.1:{free}", "http://"),
        ("{server}/docs", "something else than was asked for"),
    ],
)
def test_what_is_no_server_is_told(server, address, said):
    address = address.format(free=free_port(), server=server)
    with Client(address, patience_seconds=0) as client, pytest.raises(NoAnswer, match=said):
        client.get("")


@pytest.mark.parametrize("read", [list, lambda found: found.frame()])
@pytest.mark.parametrize("answer", [httpx.Response(200, json={}), httpx.Response(200, json=[]), httpx.Response(200)])
def test_an_answer_that_is_none_of_datelines_is_told(answer, read):
    with Client(transport=httpx.MockTransport(lambda _: answer)) as client:
        for asked in (client.events(), client.aggregate("events")):
            with pytest.raises(NoAnswer, match="is it a Dateline server"):
                read(asked)


@pytest.mark.parametrize("body", ["{}", "not JSON", "[]"])
def test_a_refusal_in_other_words_is_a_problem(body):
    answer = httpx.Response(502, text=body, headers={"Content-Type": "application/problem+json"})
    client = Client(transport=httpx.MockTransport(lambda _: answer), patience_seconds=0)
    with client, pytest.raises(Problem) as raised:
        client.get("/v1")
    assert raised.value.status == 502


def test_it_waits_as_long_as_the_server_says(sqlite):
    with serving(sqlite.new(sqlite.seeded), rate_limit="1 per second") as address:
        begun = time.monotonic()
        with Client(address) as client:
            assert [len(list(client.events(limit=limit))) for limit in (1, 2)] == [1, 2]
        assert 0.9 < time.monotonic() - begun < 5
        with Client(address, patience_seconds=0) as client, pytest.raises(Problem, match="in 1 seconds") as raised:
            [client.get("/v1") for _ in range(9)]
    assert (raised.value.name, raised.value.retry_after) == ("too-many-requests", "1")


def test_a_store_that_comes_back_is_waited_for(sqlite):
    url, whole = sqlite.new(), sqlite.new(sqlite.seeded)
    source, target = (one.removeprefix("sqlite:///") for one in (whole, url))
    # The server says to come back after five seconds, which is more than this client has.
    with serving(url) as address, Client(address, patience_seconds=1) as client:
        with Client(address, patience_seconds=0) as hasty, pytest.raises(Problem, match="503 unavailable"):
            hasty.get("/v1")
        back = Timer(0.5, copyfile, (source, target))
        back.start()
        assert len(list(client.events())) == len(seed_records().events)
        back.join()


def test_a_server_that_is_not_there_is_asked_again_before_it_is_given_up():
    transport = Counted()
    address = f"http://127.0.0.1:{free_port()}"
    with Client(address, patience_seconds=0.2, transport=transport) as client, pytest.raises(NoAnswer, match="refused"):
        client.get("/v1")
    assert 1 < transport.sent <= 6


@pytest.mark.parametrize("example", [one for page in PAGES for one in examples(page)], ids=str)
def test_what_the_pages_show_prints_what_they_say(example, server, capsys):
    exec(example.asked.text.replace(ADDRESS, server), {})
    assert capsys.readouterr().out.replace(server, ADDRESS).strip() == example.answer.text.strip()


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """The wheel, made from a copy of the package's folder alone."""
    folder = tmp_path_factory.mktemp("client")
    copytree(PACKAGE, folder / "source", ignore=ignore_patterns("__pycache__", "*.egg-info", "build"))
    options = ["--no-deps", "--no-index", "--no-build-isolation", "--quiet", "--wheel-dir", str(folder)]
    subprocess.run([sys.executable, "-m", "pip", "wheel", *options, str(folder / "source")], check=True)
    return next(folder.glob("dateline_client-*.whl"))


def test_the_wheel_holds_the_package_and_its_types(wheel):
    files = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info" not in name}
    assert files == {f"dateline_client/{path.name}" for path in (PACKAGE / "dateline_client").glob("*.*")}
    assert "dateline_client/py.typed" in files


def test_the_wheel_needs_nothing_of_the_server_that_it_asks(wheel, sqlite, tmp_path):
    script = f"""import sys; sys.path.insert(0, {str(wheel)!r})
import dateline_client
assert dateline_client.__file__.startswith({str(wheel)!r})
events = dateline_client.Client("http://127.0.0.1:" + sys.argv[1]).events()
print(len(list(events)))
print({{"pandas", "polars", "flask", "service", "schemas", "store", "seed"}} & set(sys.modules))
print(len(events.frame("polars")))"""
    with serving_at(sqlite.new(sqlite.seeded), workers=1) as running:
        command = [sys.executable, "-c", script, str(running.port)]
        ran = subprocess.run(command, check=True, capture_output=True, text=True, cwd=tmp_path)
    assert ran.stdout.splitlines() == ["27", "set()", "27"]


def test_the_package_stays_small():
    lines = sum(len(path.read_text().splitlines()) for path in (PACKAGE / "dateline_client").glob("*.py"))
    assert 0 < lines < 500
