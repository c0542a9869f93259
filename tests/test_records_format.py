"""Our own records as lines: what an export holds makes the same store again, and no line stops a load."""

from __future__ import annotations

import json
import random
import re
import tracemalloc
from collections.abc import Iterator
from copy import deepcopy
from datetime import UTC, date, datetime
from hashlib import sha256
from io import BytesIO
from typing import Any

import pytest
from click.testing import CliRunner
from marshmallow import ValidationError
from sqlalchemy import select

from schemas import records_page
from schemas.interchange import LINES
from schemas.interchange_reading import reader
from schemas.rendering import rendered
from seed.exporting import exported
from seed.exporting_entities import in_order
from seed.importers.files import Content
from seed.importers.guess import format_of
from seed.importers.records import FORMAT
from seed.importers.rows import Line
from seed.importing import Read, reads
from seed.load import Origin
from seed.loading import LoadReport, load_reads
from seed.records import Actor, ArticleRecord, Dated, EventRecord, Evidence, Record, ReportRecord
from service.command import main
from service.reading import snapshot
from store import writing as writing_module
from store.bulk import insert_rows
from store.curation import delete, merge, split
from store.engine import Store
from store.identity import Kind, record_id
from store.refresh import refresh_stale
from store.tables import Article, Entity, Participant
from store.terms import set_terms
from store.writing import writing
from tests.builders import article, dataset, entity, event, loaded, quote, source
from tests.kept import documents, rows
from tests.servers import ROOT, environment

PAGE = ROOT / "docs" / "records.md"
LONG_AGO = datetime(2019, 3, 4, 5, 6, 7, tzinfo=UTC)
# How the store came to be as it is; the parts of texts are numbered in the order in which they came.
HISTORY = {"head", "load", "change", "text_part"}


@pytest.fixture
def other(request, databases, sqlite) -> Iterator[Store]:
    """An empty store on the other engine."""
    others = request.getfixturevalue("postgresql") if databases is sqlite else sqlite
    url = others.new(others.migrated)
    store = others.opened(url)
    yield store
    store.close()
    others.drop(url)


def exports(store: Store) -> bytes:
    with snapshot(store) as connection:
        return b"".join(exported(connection))


def lines_of(store: Store, kind: str | None = None) -> list[dict[str, Any]]:
    lines = [json.loads(line) for line in exports(store).splitlines()]
    return [line for line in lines if kind in (None, line["record"])]


def written(*lines: dict[str, Any]) -> bytes:
    return b"".join(json.dumps(line).encode() + b"\n" for line in lines)


def load(store: Store, content: bytes) -> tuple[LoadReport, list[str]]:
    """Load lines; gives the report, and why lines were rejected."""
    reasons: list[str] = []
    report = load_reads(
        store,
        reads(Content("records.ndjson", BytesIO(content)), FORMAT),
        Origin("records.ndjson", sha256(content).hexdigest(), FORMAT.name),
        FORMAT.dataset,
        rejected=lambda line, reason: reasons.append(reason),
        progress=lambda report: None,
    )
    return report, reasons


def take(store: Store, *lines: dict[str, Any]) -> LoadReport:
    """Load lines all of which are right."""
    report, reasons = load(store, written(*lines))
    assert reasons == []
    return report


def held(store: Store) -> dict[str, list[tuple[Any, ...]]]:
    return {table: found for table, found in rows(store).items() if table not in HISTORY}


def imported(store: Store, *records: Record) -> None:
    """Load records as an importer gives them."""
    given = (Read(Line(number, "", {}, None), (record,), None) for number, record in enumerate(records, 1))
    faults: list[str] = []
    load_reads(
        store,
        given,
        Origin("made-up.csv", "1" * 64, "made-up"),
        dataset("made-up"),
        rejected=lambda line, fault: faults.append(fault),
        progress=lambda report: None,
    )
    assert faults == []


def finished(store: Store) -> None:
    for _ in refresh_stale(store, rendered):
        pass


def address(key: str) -> ArticleRecord:
    return ArticleRecord(key, "made-up", None, "", None, LONG_AGO, "instant", "origin", url=key, stub=True, named=())


def coded(key: str, actor1: Actor, actor2: Actor, *told_in: str, **more: Any) -> EventRecord:
    given: dict[str, Any] = {
        "date": Dated(date(2015, 10, 27), date(2015, 10, 27), "day", basis="origin"),
        "cameo": "0251",
        "status": "asserted",
        "summary": key,
        "actor1": (actor1,),
        "actor2": (actor2,),
        "evidence": tuple(Evidence(one, "event", None, "import", 0.3) for one in told_in),
        "origin_type": "ucdp_violence:1",
        "origin": (("zeta", "1"), ("alpha", "é 2")),
        "tone": -2.0,
    }
    return EventRecord(key, "made-up", key, **given | more)


@pytest.fixture
def filled(seeded, monkeypatch):
    """The seed document, and beside it whatever is odd about records, all of it stored long ago."""

    class Clock(datetime):
        @classmethod
        def now(cls, tz=None):
            return LONG_AGO

    with monkeypatch.context() as patch:
        patch.setattr(writing_module, "datetime", Clock)
        _fill(seeded)
        _fill_twins(seeded)
    return seeded


def _fill(store: Store) -> None:
    told = article("The junta said it would stop. It did.", source="Wire", authors=("A. Writer", "B. Writer"))
    loaded(
        store,
        source("Wire", domain="wire.example", country="FRA"),
        entity("Circle A", of=["Circle B"]),
        entity("Circle B", of=["Circle C"]),
        entity("Circle C", of=["Circle A"]),
        entity("Ministry", of=["Government"], code="XXXGOV", aliases=("The Ministry", "MoX")),
        entity("Government", of=["Land"]),
        entity("Land", kind="country", country="FRA", identifiers=(("x", "2"), ("x", "1"))),
        entity("Bureau", of=["Ministry"], stub=True),
        entity("First"),
        entity("Second"),
        entity("Third"),
        told,
        event(
            actor1="Ministry", actor2="First", told_in=[(told, "said it would stop")], key="one", contexts=("military",)
        ),
        event(actor1="Second", key="gone"),
        quote("it would stop", told, speaker="First", about_events=("one", "gone"), about_entities=("Second",)),
    )
    police = Actor("POLICE", "FRACOP", "FRA", "COP")
    imported(
        store,
        address("https://a.example/1"),
        address("https://a.example/2"),
        address("https://a.example/3"),
        coded("m/1", police, Actor(None, "USA"), "https://a.example/1"),
        coded("m/2", police, Actor("Rebels of X", identifiers=(("ucdp-actor", "9"),)), flag="year-ago"),
        ReportRecord("m/1", "https://a.example/2", 0.25),
        ReportRecord("m/1", "https://a.example/3", 1.0),
    )
    with writing(store) as writer:
        for away, into in (("First", "Second"), ("Second", "Third"), ("Bureau", "Ministry")):
            merge(writer, _id(away), _id(into), rendered)
        split(writer, _id("Bureau"), rendered)
        delete(writer, Kind.EVENT, record_id(Kind.EVENT, "gone"))
    finished(store)


def _fill_twins(store: Store) -> None:
    """Two of one name, that somebody says are not the same."""
    imported(store, coded("m/3", Actor("The Front", "REB"), Actor(None, "USA")))
    loaded(store, entity("The Front", key="front"))
    stub = next(line["entity"] for line in lines_of(store, "merge") if line["into"] == "front")
    with writing(store) as writer:
        split(writer, _id(stub), rendered)
    finished(store)


def _id(key: str) -> int:
    return record_id(Kind.ENTITY, key)


# An export makes the same store again


def test_an_export_makes_the_same_store_on_the_other_engine(filled, other):
    export = exports(filled)
    _report, reasons = load(other, export)
    assert reasons == []
    assert exports(other) == export
    assert documents(other) == documents(filled)
    before, after = held(filled), held(other)
    # What was said of an event that is gone has no key to be exported by.
    gone = record_id(Kind.EVENT, "gone")
    before["quote_event"] = [row for row in before["quote_event"] if gone not in row]
    for table, found in before.items():
        assert after[table] == found, table


def test_an_export_changes_nothing_when_it_is_loaded_twice_or_where_it_came_from(filled, other):
    export = exports(filled)
    load(other, export)
    for store in (other, filled):
        before = rows(store)["change"]
        report, reasons = load(store, export)
        assert (report.created, report.updated, report.deleted, reasons) == (0, 0, 0, [])
        assert rows(store)["change"] == before


def test_what_was_loaded_before_is_known_again_after_an_export(filled, other):
    load(other, exports(filled))
    before = rows(other)["change"]
    _load_again(other)
    assert rows(other)["change"] == before


def _load_again(store: Store) -> None:
    police = Actor("POLICE", "FRACOP", "FRA", "COP")
    imported(store, address("https://a.example/1"), coded("m/1", police, Actor(None, "USA"), "https://a.example/1"))


def test_records_come_after_what_they_point_at_and_by_id(filled):
    lines = lines_of(filled)
    kinds = list(dict.fromkeys(line["record"] for line in lines))
    assert kinds == [*LINES]
    seen: set[str | None] = set()
    for line in lines:
        if line["record"] == "entity":
            bonds = {bond.get("entity") for bond in line.get("affiliations", ())} - {None}
            assert bonds <= seen | {line["key"]}
            seen.add(line["key"])
    events = [record_id(Kind.EVENT, line["key"]) for line in lines if line["record"] == "event"]
    assert events == sorted(events)
    assert all(list(line) == sorted(line) for line in lines)


def test_an_entity_of_a_circle_is_written_again_when_the_others_are_there(filled):
    circle = [line for line in lines_of(filled, "entity") if line["key"].startswith("Circle")]
    least = min(circle, key=lambda line: _id(line["key"]))
    assert [line["key"] for line in (circle[0], circle[-1])] == [least["key"]] * 2
    assert ["affiliations" in line for line in circle] == [False, True, True, True]


def test_the_order_of_those_between_is_that_of_what_is_above():
    assert list(in_order({3: {9}, 2: {3}, 1: {2}})) == [(3, True), (2, True), (1, True)]
    assert list(in_order({1: {2}, 2: {1}, 3: {2, 3}})) == [(1, False), (2, True), (3, True), (1, True)]


def test_merges_are_written_before_those_of_what_stands_for_both(filled):
    assert [(line["entity"], line["into"]) for line in lines_of(filled, "merge")] == [
        ("First", "Second"),
        ("Second", "Third"),
    ]


def test_the_further_columns_of_a_dataset_keep_their_order(filled):
    [line] = [line for line in lines_of(filled, "event") if line["key"] == "m/2"]
    assert list(line["origin"]) == ["zeta", "alpha"]


def test_reports_that_came_since_are_added_to_an_event_that_is_there(filled, other):
    load(other, written(*[line for line in lines_of(filled) if line["record"] in ("dataset", "source", "entity")]))
    imported(other, address("https://a.example/1"), address("https://a.example/2"))
    _load_again(other)
    _report, reasons = load(other, exports(filled))
    assert reasons == []
    assert [line["article"] for line in lines_of(other, "report")] == ["https://a.example/2", "https://a.example/3"]


def test_a_line_that_was_altered_is_taken_as_it_is_now(filled, other):
    export = exports(filled)
    load(other, export)
    altered = export.replace(b'"version":"1"', b'"version":"2"')
    assert altered != export
    report, reasons = load(other, altered)
    assert reasons == []
    assert report.updated == export.count(b'"version":"1"')
    assert b'"version":"2"' in exports(other)


def test_an_export_takes_as_much_memory_as_a_page_of_it(sqlite_store):
    loaded(sqlite_store, dataset())
    with sqlite_store.writer.begin() as connection:
        insert_rows(connection, Entity, [_entity_row(number) for number in range(10_000)])
        insert_rows(connection, Article, [_article_row(number) for number in range(10_000)])
    tracemalloc.start()
    with snapshot(sqlite_store) as connection:
        exported_bytes = sum(map(len, exported(connection)))
    _, peak_bytes = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert exported_bytes > 20_000_000
    assert peak_bytes < 6_000_000


def _entity_row(number: int) -> dict[str, Any]:
    blank = dict.fromkeys(column.name for column in Entity.__table__.c)
    times = {"created_at": LONG_AGO, "updated_at": LONG_AGO}
    known = {
        "id": number,
        "key": f"e/{number}",
        "kind": "group",
        "name": f"E {number}",
        "stub": True,
        "fingerprint": 1,
        "note": "x" * 1_000,
    }
    return blank | times | known


def _article_row(number: int) -> dict[str, Any]:
    blank = dict.fromkeys(column.name for column in Article.__table__.c)
    times = {"created_at": LONG_AGO, "updated_at": LONG_AGO, "published_at": LONG_AGO}
    known = {"id": number, "key": f"a/{number}", "dataset_id": record_id(Kind.DATASET, "test"), "fingerprint": 1}
    said = {"title": "", "language": "en", "text": "", "text_sha256": "", "rights": "x" * 1_000}
    return blank | times | known | said | {"published_precision": "day", "published_basis": "origin"}


# Lines of one's own

DATASET = {
    "record": "dataset",
    "key": "mine",
    "title": "Mine",
    "version": "1",
    "publisher": "Me",
    "licence": "CC0-1.0",
    "citation": "Me.",
}
EVENT = {"record": "event", "key": "mine/1", "dataset": "mine", "date": "2024-08-05", "cameo": "0871"}
TEXT = "Iran said no. 𝒳 said yes."
ARTICLE = {"record": "article", "key": "mine/a", "dataset": "mine", "published": "2024-08-05", "text": TEXT}
QUOTE = {
    "record": "quote",
    "key": "mine/q",
    "dataset": "mine",
    "article": "mine/a",
    "kind": "indirect",
    "content": [{"start": 10, "end": 12, "text": "no"}],
}
IRAN = {"record": "entity", "key": "country/IRN", "kind": "country", "name": "Iran", "country": "IRN"}


def test_little_is_needed_of_an_event(store):
    take(store, DATASET, EVENT | {"actor1": [{"name": "Iran"}], "actor2": [{"name": "Nobody Known", "code": "NGO"}]})
    [found] = lines_of(store, "event")
    assert found["date"] == {"start": "2024-08-05", "end": "2024-08-05", "precision": "day", "basis": "text"}
    assert [part["entity"] for part in found["actor1"]] == ["country/IRN"]
    assert found["actor1"][0] == {"entity": "country/IRN", "as_written": "Iran", "rule": "country-name"}
    assert found["summary"] == "Iran → Nobody Known: Announce a ceasefire"
    assert (found["status"], found["origin_id"], found["goldstein"]) == ("asserted", "mine/1", 9.0)


def test_null_is_as_good_as_left_out(store):
    take(store, DATASET, EVENT | {"place": None, "actor1": None, "tone": None})
    assert "place" not in lines_of(store, "event")[0]


def test_an_actor_named_in_words_is_found_among_the_entities_described_before(store):
    council = {"record": "entity", "key": "my/council", "kind": "organization", "name": "The Great Council"}
    take(store, DATASET, council, EVENT | {"actor1": [{"name": "The Great Council"}]})
    assert lines_of(store, "event")[0]["actor1"][0]["entity"] == "my/council"


def test_an_article_with_quotes_and_mentions(store):
    mention = {"entity": "country/IRN", "span": {"start": 0, "end": 4, "text": "Iran"}}
    evidence = [{"article": "mine/a", "span": {"start": 14, "end": 15, "text": "𝒳"}}]
    take(
        store,
        DATASET,
        IRAN,
        ARTICLE | {"mentions": [mention]},
        QUOTE | {"speaker": "country/IRN"},
        EVENT | {"evidence": evidence},
    )
    [found] = lines_of(store, "article")
    assert (found["published"], found["published_precision"]) == ("2024-08-05T00:00:00Z", "day")
    assert found["mentions"] == [mention | {"kind": "name"}]
    assert lines_of(store, "event")[0]["evidence"][0]["span"]["text"] == "𝒳"


def test_reports_and_merges_are_lines_too(store):
    twin = IRAN | {"key": "my/iran", "kind": "organization", "name": "Irān"}
    lines: list[dict[str, Any]] = [
        DATASET,
        IRAN,
        twin,
        ARTICLE,
        EVENT | {"actor1": [{"entity": "my/iran"}]},
        {"record": "report", "event": "mine/1", "article": "mine/a"},
        {"record": "merge", "entity": "my/iran", "into": "country/IRN"},
    ]
    take(store, *lines)
    again = take(store, *lines)
    assert (again.created, again.updated, again.unchanged) == (0, 0, 7)
    assert [line["article"] for line in lines_of(store, "report")] == ["mine/a"]
    with store.reader.connect() as connection:
        parts = connection.execute(select(Participant.resolved_id, Participant.entity_id)).all()
    assert [tuple(part) for part in parts] == [(_id("my/iran"), _id("country/IRN"))]


def test_times_are_those_of_the_line_and_else_of_the_load(store):
    take(store, DATASET | {"created_at": "2001-02-03T04:05:06.789+01:00"}, EVENT)
    [found] = lines_of(store, "dataset")
    assert found["created_at"] == "2001-02-03T03:05:06.789000Z"
    assert found["updated_at"] > "2026"


def test_no_line_opens_a_dataset_that_was_closed(store):
    take(store, DATASET, EVENT)
    with writing(store) as writer:
        set_terms(writer, "mine", {"access": "key", "text_served": "none"}, rendered)
    assert take(store, DATASET | {"version": "2", "access": "public"}).updated == 1
    [found] = lines_of(store, "dataset")
    assert (found["version"], found["access"], found["text_served"]) == ("2", "key", "none")


@pytest.mark.parametrize("content", [written(DATASET), written(DATASET, EVENT), b'{"x": 1}\n' + written(EVENT)])
def test_the_first_lines_show_the_format(content):
    assert format_of(Content("some.ndjson", BytesIO(content))) is FORMAT


def test_the_page_is_made_from_the_declarations():
    assert PAGE.read_text(encoding="utf-8") == records_page.page(), (
        "run: python -m schemas.records_page > docs/records.md"
    )


def test_the_lines_of_the_page_are_taken(sqlite_store):
    [lines] = re.findall(r"^```json\n(.*?)^```", PAGE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    report, reasons = load(sqlite_store, lines.encode())
    assert (report.created, reasons) == (3, [])


# What is rejected


def span(start: int, end: int, text: str) -> dict[str, Any]:
    return {"start": start, "end": end, "text": text}


def replaced(line: dict[str, Any], **more: Any) -> bytes:
    return written(line | more)


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b'{"record": \n', "It is not JSON: "),
        (b'{"record": "event", "tone": NaN}\n', "It is not JSON: "),
        (b'{"record": "event", "tone": 1e999}\n', "It is not JSON: "),
        (b'{"record": "event", "summary": "\\ud800"}\n', "It is not JSON: "),
        (b"[1]\n", "It is no object"),
        (b"{}\n", "It has no field record. Valid: dataset, source, "),
        (b'{"record": "evnt"}\n', "record is 'evnt', it should be the kind of record. Did you mean event?"),
        (b'{"record": ["event"]}\n', "record is ['event'], it should be"),
        (replaced(EVENT, camo="1"), "camo is no field here. Did you mean cameo?"),
        (replaced(EVENT, cameo=None), "cameo is missing."),
        (replaced(EVENT, cameo="0872x"), "cameo '0872x' is no code of cameo. There are: 0872"),
        (replaced(EVENT, cameo=871), "cameo is 871, it should be a code of the codebook `cameo`."),
        (replaced(EVENT, date="5 August"), "date.start is '5 August', it should be a day such as 2024-08-05."),
        (replaced(EVENT, date="2024-02-30"), "date.start is '2024-02-30'"),
        (replaced(EVENT, date={"start": "2024-08-05", "end": "2024-08-04"}), "date.end should not be before start."),
        (replaced(EVENT, fatalities_best=2**31), "fatalities_best is 2147483648, it should be a whole number from 0"),
        (replaced(EVENT, fatalities_best=10**30), "fatalities_best is 1e+30, it should be a whole number from 0"),
        (replaced(EVENT, fatalities_best=True), "fatalities_best is True"),
        (replaced(EVENT, mentions=1.5), "mentions is 1.5, it should be a whole number"),
        (replaced(EVENT, tone="-2"), "tone is '-2', it should be a number from -100 to 100."),
        (replaced(EVENT, summary="a\x00b"), "summary has NUL as its character 2, which no text has."),
        (
            replaced(EVENT, actor1=[{}]),
            "actor1[0].entity is missing; else one of name, code and identifiers is needed.",
        ),
        (replaced(EVENT, actor1=[{"entity": "a", "name": "A"}]), "actor1[0].name does not go with entity"),
        (replaced(EVENT, actor1="Iran"), "actor1 should be a list."),
        (
            replaced(EVENT, actor1=[{"entity": "nobody"}]),
            "There is no entity 'nobody'; load the file that has it first.",
        ),
        (replaced(EVENT, dataset="other"), "There is no dataset 'other'"),
        (replaced(EVENT, plover_mode="beat"), "plover_mode 'None:beat' is no code of plover_mode."),
        (replaced(EVENT, origin={"a": 1}), "origin has a value that is 1, it should be text."),
        (replaced(EVENT, fingerprint="abc"), "fingerprint is 'abc', it should be as it was exported"),
        (
            replaced(EVENT, evidence=[{"article": "mine/a", "span": span(0, 4, "Irak")}]),
            "event: from 0 to 4 stands 'Iran' and not 'Irak', in the article 'mine/a'.",
        ),
        (
            replaced(EVENT, evidence=[{"article": "mine/a", "span": span(10, 12, "yes")}]),
            "event: from 10 to 12 stands 'no' and not 'yes', which stands from 21 to 24, in the article 'mine/a'.",
        ),
        (
            replaced(ARTICLE, key="mine/b", furniture=[span(0, 4, "Irak")]),
            "furniture[0]: from 0 to 4 stands 'Iran' and not 'Irak'.",
        ),
        (replaced(ARTICLE, key="mine/b", furniture=[span(0, 4, "Iran")] * 2), "furniture has the same twice."),
        (
            replaced(ARTICLE, key="mine/b", published="2024-08-05T12:00:00"),
            "published is '2024-08-05T12:00:00', it should",
        ),
        (replaced(ARTICLE, key="mine/b", published="0001-01-01T00:00:00+14:00"), "published is '0001-01-01T"),
        (replaced(ARTICLE, key="mine/b", url="x" * 2601), "url has 2,601 bytes where 2,600 are the most."),
        (replaced(QUOTE, content=[]), "content is empty: a quote has at least one stretch."),
        (replaced(QUOTE, content=[span(12, 10, "no")]), "content[0].end should be greater than start."),
        (
            replaced(QUOTE, content=[span(10, 13, "no")]),
            "content: from 10 to 13 stands 'no.' and not 'no', which stands",
        ),
        (replaced(QUOTE, article="mine/b"), "There is no article 'mine/b'"),
        (replaced(QUOTE, about_events=["mine/2"]), "There is no event 'mine/2'"),
        (replaced(QUOTE, speaker_as_written="he"), "speaker_as_written needs a speaker."),
        (replaced(IRAN, latitude=1), "place_precision stands with latitude and longitude, all three or none."),
        (replaced(IRAN, affiliations=[{}]), "affiliations[0].entity is missing, and so is role"),
        (replaced(IRAN, affiliations=[{"entity": "x"}]), "There is no entity 'x'"),
        (written({"record": "merge", "entity": "x", "into": "country/IRN"}), "There is no entity 'x'"),
        (
            written({"record": "merge", "entity": "country/IRN", "into": "country/IRN"}),
            "'country/IRN' cannot be merged",
        ),
        (written({"record": "report", "event": "mine/1", "article": "x"}), "There is no event 'mine/1'"),
    ],
)
def test_a_line_that_cannot_be_is_rejected_with_what_would_be_right(sqlite_store, line, reason):
    report, reasons = load(sqlite_store, written(DATASET, IRAN, ARTICLE) + line)
    assert (report.created, report.rejected) == (3, 1)
    assert reasons[0].startswith(reason)


def test_what_names_a_rejected_line_is_rejected_too(store):
    bad = IRAN | {"affiliations": [{"entity": "nowhere"}]}
    report, reasons = load(
        store, written(DATASET, bad, EVENT | {"actor1": [{"entity": "country/IRN"}]}, ARTICLE, QUOTE)
    )
    assert (report.created, len(reasons)) == (3, 2)


def test_a_quote_without_a_date_comes_after_its_article(store):
    _report, reasons = load(store, written(DATASET, QUOTE, ARTICLE))
    assert reasons == ["Its article has to come before it: a quote without a date has the article's."]


def test_an_entity_is_merged_into_one_other_only(store):
    first, second, third = ({**IRAN, "key": f"my/{name}", "kind": "group", "name": name} for name in ("a", "b", "c"))
    merges = [{"record": "merge", "entity": "my/a", "into": into} for into in ("my/b", "my/c")]
    _, reasons = load(store, written(DATASET, first, second, third, *merges))
    assert reasons == ["'my/a' was merged into 'my/b' already; split the two first."]
    # A circle is none: both are one by then.
    take(store, {"record": "merge", "entity": "my/b", "into": "my/a"})


def test_no_country_is_merged_into_another(store):
    syria = {**IRAN, "key": "country/SYR", "name": "Syria", "country": "SYR"}
    merging = {"record": "merge", "entity": "country/SYR", "into": "country/IRN"}
    _, reasons = load(store, written(DATASET, IRAN, syria, merging))
    assert reasons == ["Syria is a country, and Iran is not of it; no country is merged into another."]


ODD = ("", " ", "\x00", "x" * 5_000, "\ufdfa" * 600, "country/USA", "0001-01-01", "9999-12-31", "USA", "\U0001d4b3")
NUMBERS = (0, -1, 2**31 - 1, 2**31, 2**63, 2**64, 10**30, -0.0, 0.5, 1e308, -1e-320)
KEPT = {"record", "key", "created_at", "updated_at"}


def test_whatever_a_line_holds_it_is_stored_or_rejected(store, seeded_sqlite):
    chance = random.Random(1)
    whole = lines_of(seeded_sqlite)
    for line in whole:
        line.pop("fingerprint", None)
    altered = [_altered(chance.choice(whole[-40:]), number, chance) for number in range(400)]
    report, reasons = load(store, written(*whole, *altered))
    assert report.read == len(whole) + 400
    assert report.created > len(whole)
    assert all("Traceback" not in reason for reason in reasons)


def test_a_line_is_read_as_its_schema_has_it(seeded_sqlite):
    chance = random.Random(2)
    whole = [line for line in lines_of(seeded_sqlite) if line["record"] not in ("merge", "report")]
    altered = [_altered(chance.choice(whole), number, chance) for number in range(400)]
    outcomes = {_read_twice(deepcopy(line)) for line in [*whole, *altered]}
    assert outcomes == {True, False}


def _read_twice(line: dict[str, Any]) -> bool:
    """Tell whether a line is right; both ways of reading say the same."""
    schema = LINES[line.pop("record")]()
    try:
        found = reader(schema)(line)
    except ValidationError:
        with pytest.raises(ValidationError):
            schema.load(line)
        return False
    assert schema.load(line) == found
    return True


def _altered(line: dict[str, Any], number: int, chance: random.Random) -> dict[str, Any]:
    """Put another value somewhere."""
    found = deepcopy(line)
    found["key"] += f"-{number}"
    at: Any = found
    while True:
        steps = range(len(at)) if isinstance(at, list) else [name for name in at if name not in KEPT]
        step = chance.choice(list(steps))
        if isinstance(at[step], dict | list) and at[step] and chance.random() < 0.8:
            at = at[step]
            continue
        is_number = isinstance(at[step], int | float)
        at[step] = chance.choice([None, [], {}, [None], True, *(NUMBERS if is_number else ODD)])
        return found


# The command


@pytest.fixture
def run(seeded_sqlite, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    url = seeded_sqlite.url.render_as_string(hide_password=False)
    return lambda *words: CliRunner(env=environment() | {"DATELINE_DATABASE_URL": url}).invoke(
        main, [*words], prog_name="dateline"
    )


def test_the_command_writes_a_file_that_load_takes(run, tmp_path, seeded_sqlite):
    done = run("export", "--all", "--output", "all.ndjson")
    assert (done.exit_code, done.stdout) == (0, ""), done.output
    content = (tmp_path / "all.ndjson").read_bytes()
    assert content == exports(seeded_sqlite)
    assert done.stderr == f"Exported {len(content.splitlines())} lines.\n"
    assert [path.name for path in tmp_path.iterdir()] == ["all.ndjson"]
    done = run("load", "all.ndjson")
    assert (done.exit_code, "as records" in done.stdout) == (0, True), done.output


def test_the_command_writes_to_standard_output(run, seeded_sqlite):
    assert run("export", "--all").stdout_bytes == exports(seeded_sqlite)


def test_the_command_says_what_it_cannot_do(run):
    assert run("export").exit_code == 2
    done = run("export", "--all", "--output", "nowhere/all.ndjson")
    assert (done.exit_code, done.stderr) == (1, "dateline: nowhere/all.ndjson.part: No such file or directory.\n")
