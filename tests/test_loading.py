"""Loading rows as a stream: the same again changes nothing, a row is stored whole or rejected, a stopped load goes on."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace

import pytest
from sqlalchemy import select, update

from bench.gdelt_world import World
from seed.importers.gdelt_mentions import COLUMNS as MENTION_COLUMNS
from seed.importers.icews import COLUMNS as ICEWS_COLUMNS
from seed.load import Origin
from seed.loading import LoadReport, load_reads, rows_done
from seed.records import Actor, Evidence, ReportRecord
from store.identity import Kind, record_id
from store.tables import Event, Load
from tests.builders import article, dataset, entity, event, loaded, source
from tests.kept import changes, changes_of, document, revision, rows, whole
from tests.loads import (
    GDELT_2015,
    MENTIONS_2017,
    UCDP,
    Told,
    assert_sound,
    differences,
    file_loaded,
    in_batches_of,
    read,
    rows_loaded,
    state,
)

IRAN = entity("Iran")
PAGE = article("", key="page", title="A page", url="https://page.example/", stub=True)
TOLD = event(actor1="Iran", key="told", evidence=(Evidence("page", "event", None, "import"),))


def lasting(store):
    """What a store holds with its change log, in which no load is told of."""
    return {name: of for name, of in rows(store).items() if name != "load"}


def runs(store):
    with store.reader.connect() as connection:
        return [dict(run._mapping) for run in connection.execute(select(*Load.__table__.c).order_by(Load.id))]


def counted(run):
    return {name: run[name] for name in run if name.startswith(("records_", "rows_"))}


def test_a_load_counts_the_rows_that_are_doubted(store, tmp_path):
    cells = dict.fromkeys(ICEWS_COLUMNS, "") | {"Event Date": "2013-01-03", "CAMEO Code": "173", "City": "Nairobi"}
    lines = [
        cells | {"Event ID": str(number), "Story ID": "7", "Country": country, "Latitude": "0", "Longitude": "0"}
        for number, country in enumerate(("Kenya", "Atlantis"))
    ]
    text = "\n".join("\t".join(line) for line in (ICEWS_COLUMNS, *(line.values() for line in lines)))
    (tmp_path / "events.tab").write_text(text)
    report = file_loaded(store, tmp_path / "events.tab").report
    assert report.warnings["rows with a country that is not known"] == 1
    assert report.warnings["rows with the point 0, 0, which is no place"] == 2


def test_a_transaction_of_many_steps_stores_what_as_many_transactions_do(store, databases, tmp_path, monkeypatch):
    World(120).write(tmp_path / "rows.export.CSV")
    in_batches_of(monkeypatch, 120, steps=12)
    file_loaded(store, tmp_path / "rows.export.CSV")
    in_batches_of(monkeypatch, 10)
    url = databases.new(databases.migrated)
    other = databases.opened(url)
    file_loaded(other, tmp_path / "rows.export.CSV")
    assert differences(state(other), state(store)) == {}
    assert [run["rows_read"] for run in runs(store)] == [run["rows_read"] for run in runs(other)] == [120]
    assert (revision(store), revision(other)) == (2, 13)
    assert_sound(store)
    other.close()
    databases.drop(url)


@pytest.mark.parametrize(("size", "steps"), [(1, 1), (10, 5), (10, 1)])
def test_a_dataset_that_comes_after_events_of_another_is_shown_on_its_own(store, monkeypatch, size, steps):
    in_batches_of(monkeypatch, size, steps)
    other = replace(dataset(), slug="other", title="Another")
    theirs = replace(event(key="theirs"), dataset="other")
    rows_loaded(store, (dataset(),), (event(key="ours"),), (other,), (theirs,))
    assert [document(store, Kind.EVENT, key)["dataset"] for key in ("ours", "theirs")] == [dataset().slug, "other"]
    assert_sound(store)


# --- again ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [30, 5_000])
def test_a_file_loaded_again_changes_nothing(store, tmp_path, monkeypatch, size):
    in_batches_of(monkeypatch, size)
    World(150).write(tmp_path / "rows.export.CSV")
    file_loaded(store, tmp_path / "rows.export.CSV")
    before, at = lasting(store), revision(store)
    told = file_loaded(store, tmp_path / "rows.export.CSV")
    assert (told.report.created, told.report.updated, told.report.unchanged) == (0, 0, 150)
    assert lasting(store) == before
    assert revision(store) == at


@pytest.mark.slow
@pytest.mark.parametrize("path", [GDELT_2015, UCDP], ids=["gdelt", "ucdp"])
def test_a_real_file_loaded_again_changes_nothing(sqlite_store, path):
    if not path.exists():
        pytest.skip(f"{path} is not there")
    created = file_loaded(sqlite_store, path).report.created
    before = lasting(sqlite_store)
    assert file_loaded(sqlite_store, path).report.unchanged == created
    assert lasting(sqlite_store) == before


def test_of_files_that_overlap_only_what_is_new_is_stored(store, tmp_path):
    lines = list(World(200).lines())
    (tmp_path / "first.export.CSV").write_text("".join(lines[:150]))
    (tmp_path / "second.export.CSV").write_text("".join(lines[100:]))
    file_loaded(store, tmp_path / "first.export.CSV")
    logged = changes(store)
    told = file_loaded(store, tmp_path / "second.export.CSV")
    assert (told.report.created, told.report.unchanged) == (50, 50)
    assert changes(store)[: len(logged)] == logged
    assert {change.operation for change in changes(store)[len(logged) :]} == {"created"}
    assert_sound(store)


def test_a_newer_row_updates_the_older_and_leaves_the_document_that_it_replaced(store):
    rows_loaded(store, (IRAN, PAGE, TOLD))
    was = document(store, Kind.EVENT, "told")
    told = rows_loaded(store, (IRAN, PAGE, replace(TOLD, summary="Told anew", tone=-2.0)))
    assert (told.report.updated, told.report.unchanged) == (1, 1)
    assert changes_of(store, Kind.EVENT, "told") == ["created", "updated"]
    last = changes(store)[-1]
    assert (last.operation, last.load_id, was["summary"].encode() in last.replaced) == ("updated", 2, True)
    assert document(store, Kind.EVENT, "told")["summary"] == "Told anew"
    assert whole(store, "page")["events"][0]["summary"] == "Told anew"
    assert_sound(store)


@pytest.mark.parametrize(("size", "steps"), [(1, 1), (2, 1), (10, 1), (10, 5)])
def test_a_row_that_comes_twice_is_as_it_came_last(store, monkeypatch, size, steps):
    in_batches_of(monkeypatch, size, steps)
    versions = [replace(TOLD, summary=f"Version {number}", cameo=f"04{number}") for number in range(4)]
    told = rows_loaded(store, (IRAN, PAGE, versions[0]), *((one,) for one in (versions[0], *versions[1:])))
    assert (told.report.created, told.report.updated, told.report.unchanged) == (2, 3, 1)
    assert changes_of(store, Kind.EVENT, "told") == ["created", "updated", "updated", "updated"]
    assert document(store, Kind.EVENT, "told")["summary"] == "Version 3"
    assert_sound(store)


# --- rejected ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [1, 3, 100])
def test_a_row_that_names_what_is_not_there_is_rejected_and_the_others_are_stored(store, monkeypatch, size):
    in_batches_of(monkeypatch, size)
    nowhere = event(actor1="Nobody", key="nowhere")
    unread = replace(TOLD, key="unread", evidence=(Evidence("no page", "event", None, "import"),))
    told = rows_loaded(store, (IRAN, PAGE, TOLD), (nowhere,), (unread,), (replace(TOLD, key="later"),))
    assert [line for line, _ in told.rejected] == [2, 3]
    assert (told.report.created, told.report.rejected) == (3, 2)
    assert document(store, Kind.EVENT, "later") is not None
    assert (document(store, Kind.EVENT, "nowhere"), document(store, Kind.EVENT, "unread")) == (None, None)
    assert_sound(store)


@pytest.mark.parametrize("size", [1, 2, 100])
def test_what_a_rejected_row_was_the_first_to_name_is_stored_with_the_next_that_names_it(store, monkeypatch, size):
    """Given a publisher, an address and an actor in words, all of which the first row names too."""
    in_batches_of(monkeypatch, size)
    publisher = source("page.example", stub=True)
    page = replace(PAGE, source="page.example")
    by = (Actor("POLICE", "FRACOP", "FRA", "COP"),)
    bad = replace(TOLD, key="bad", actor1=by, attributed_to=("Nobody",))
    good = replace(TOLD, key="good", actor1=by)
    told = rows_loaded(store, (publisher, page, bad), (publisher, page, good))
    assert [line for line, _ in told.rejected] == [1]
    assert document(store, Kind.EVENT, "good")["articles"][0]["source"]["name"] == "page.example"
    assert_sound(store)


@pytest.mark.parametrize("size", [1, 100])
def test_a_rejected_row_leaves_nothing_behind(store, monkeypatch, size):
    in_batches_of(monkeypatch, size)
    rows_loaded(store, (IRAN,))
    before = state(store)
    told = rows_loaded(store, (PAGE, source("page.example", stub=True), replace(TOLD, attributed_to=("Nobody",))))
    assert (told.report.created, told.report.rejected) == (0, 1)
    assert differences(before, state(store)) == {}


def test_a_row_with_the_id_of_another_record_is_rejected_and_the_others_are_stored(store):
    loaded(store, event(actor1="Iran", key="first"))
    with store.writer.begin() as connection:
        connection.execute(update(Event).values(key="another"))
    told = rows_loaded(store, (replace(TOLD, key="first", evidence=()),), (replace(TOLD, key="next", evidence=()),))
    assert told.rejected == [(1, "'first' has the id of 'another'; give it another key.")]
    assert told.report.created == 1
    assert document(store, Kind.EVENT, "next") is not None


def test_rejected_rows_are_noted_with_the_run(store):
    rows_loaded(store, (IRAN, PAGE, TOLD), (event(actor1="Nobody", key="nowhere"),))
    (run,) = runs(store)
    assert counted(run) == {
        "records_created": 2,
        "records_updated": 0,
        "records_unchanged": 0,
        "records_deleted": 0,
        "rows_read": 2,
        "rows_rejected": 1,
    }
    assert run["finished_at"] is not None


# --- further reports --------------------------------------------------------------------------------------------------


def mention(event_number, address, **more):
    """A row of GDELT's mentions."""
    cells = dict.fromkeys(MENTION_COLUMNS, "") | {
        "GlobalEventID": event_number,
        "EventTimeDate": "20150101000000",
        "MentionTimeDate": "20150102030000",
        "MentionType": "1",
        "MentionSourceName": "news.example",
        "MentionIdentifier": address,
        "SentenceID": "1",
        "InRawText": "1",
        "Confidence": "60",
        "MentionDocTone": "-1.5",
    }
    return "\t".join((cells | more)[name] for name in MENTION_COLUMNS) + "\n"


@pytest.fixture
def mentions(tmp_path):
    """Two files: events, and mentions of the first and of one that there is not."""
    lines = list(World(20).lines())
    number, first = lines[0].split("\t")[0], lines[0].rstrip("\n").split("\t")[-1]
    (tmp_path / "events.export.CSV").write_text("".join(lines))
    (tmp_path / "rows.mentions.CSV").write_text(
        mention(number, first)
        + mention(number, "https://one.example/")
        + mention("1", "https://one.example/")
        + mention(number, "https://two.example/")
        + mention(number, "https://one.example/")
    )
    return tmp_path, f"gdelt/{number}", first


@pytest.mark.parametrize("size", [1, 100])
def test_an_event_shows_the_further_articles_that_report_it(store, monkeypatch, mentions, size):
    in_batches_of(monkeypatch, size)
    folder, key, first = mentions
    file_loaded(store, folder / "events.export.CSV")
    told = file_loaded(store, folder / "rows.mentions.CSV")
    assert told.rejected == [(3, "There is no event 'gdelt/1'; load the file that has it first.")]
    shown = document(store, Kind.EVENT, key)
    assert [card["url"] for card in shown["articles"]] == [first, "https://one.example/", "https://two.example/"]
    assert whole(store, "https://two.example/")["events"][0]["id"] == shown["id"]
    assert_sound(store)


def test_mentions_loaded_again_change_nothing(store, mentions):
    folder, _, _ = mentions
    for name in ("events.export.CSV", "rows.mentions.CSV"):
        file_loaded(store, folder / name)
    before = lasting(store)
    told = file_loaded(store, folder / "rows.mentions.CSV")
    assert (told.report.created, told.report.updated, told.report.rejected) == (0, 0, 1)
    assert lasting(store) == before


def test_mentions_loaded_before_their_events_are_rejected_and_leave_nothing(store, mentions):
    folder, _, _ = mentions
    told = file_loaded(store, folder / "rows.mentions.CSV")
    assert len(told.rejected) == 5
    assert {reason.partition(";")[2] for _, reason in told.rejected} == {" load the file that has it first."}
    held = {name: of for name, of in state(store).items() if of}
    assert set(held) == {"dataset", "document", "text_part"}


def test_real_mentions_without_their_events_are_rejected_each_with_the_reason(sqlite_store):
    if not MENTIONS_2017.exists():
        pytest.skip(f"{MENTIONS_2017} is not there")
    told = file_loaded(sqlite_store, MENTIONS_2017)
    assert (told.report.read, len(told.rejected)) == (800, 800)
    assert all(reason.startswith("There is no event 'gdelt/") for _, reason in told.rejected)


@pytest.mark.parametrize("size", [1, 100])
def test_a_report_of_an_article_that_is_not_there_is_rejected(store, monkeypatch, size):
    in_batches_of(monkeypatch, size)
    told = rows_loaded(store, (IRAN, PAGE, TOLD), (ReportRecord("told", "no page", 0.5),), (replace(TOLD, key="next"),))
    assert [line for line, _ in told.rejected] == [2]
    assert document(store, Kind.EVENT, "next") is not None


def test_newer_events_keep_the_reports_that_mentions_told_of(store):
    """Given an event that is loaded again with another tone after a further article was told of."""
    other = replace(PAGE, key="other", url="https://other.example/")
    rows_loaded(store, (IRAN, PAGE, TOLD))
    rows_loaded(store, (other, ReportRecord("told", "other", 0.5)))
    rows_loaded(store, (PAGE, replace(TOLD, tone=1.0)))
    shown = document(store, Kind.EVENT, "told")
    assert [card["url"] for card in shown["articles"]] == ["https://page.example/", "https://other.example/"]
    assert_sound(store)


# --- stopped ----------------------------------------------------------------------------------------------------------


ORIGIN = Origin("made up", "1" * 64, "made-up")


class Stopped(RuntimeError):
    """The load was stopped."""


def stopped_after(store, batches, *rows, origin=ORIGIN):
    """Load rows until so many batches are committed, or to the end."""
    left = iter(range(batches - 1))
    done = rows_done(store, origin)

    def progress(report):
        if next(left, None) is None:
            raise Stopped

    rest = [read(number, row) for number, row in enumerate(rows, 1)][done:]
    rejected = []
    report = LoadReport()
    with suppress(Stopped):
        report = load_reads(
            store,
            rest,
            origin,
            dataset(),
            rejected=lambda line, why: rejected.append((line.number, why)),
            progress=progress,
            skipped=done,
        )
    return Told(report, rejected)


ROWS = (
    (IRAN, PAGE, TOLD),
    *((replace(TOLD, key=f"event/{number}"),) for number in range(3)),
    (event(actor1="Nobody", key="nowhere"),),
    (replace(TOLD, tone=2.0),),
)
LONG = 100


@pytest.mark.parametrize("batches", [1, 2, 3])
def test_a_load_that_was_stopped_goes_on_where_it_was(store, monkeypatch, batches):
    """Stopped too after its last row, and before it was noted that the file was read to its end."""
    in_batches_of(monkeypatch, 2)
    stopped_after(store, batches, *ROWS)
    (run,) = runs(store)
    assert (run["rows_read"], run["finished_at"]) == (2 * batches, None)
    told = stopped_after(store, LONG, *ROWS)
    assert (told.report.resumed_at, told.report.read) == (2 * batches, 6 - 2 * batches)
    (run,) = runs(store)
    assert run["finished_at"] is not None
    assert counted(run) == {
        "records_created": 5,
        "records_updated": 1,
        "records_unchanged": 0,
        "records_deleted": 0,
        "rows_read": 6,
        "rows_rejected": 1,
    }
    assert_sound(store)


def test_a_load_that_went_on_to_the_end_is_begun_anew_the_next_time(store, monkeypatch):
    in_batches_of(monkeypatch, 2)
    stopped_after(store, 3, *ROWS)
    stopped_after(store, LONG, *ROWS)
    told = stopped_after(store, LONG, *ROWS)
    assert (told.report.resumed_at, told.report.read) == (0, 6)
    assert [run["rows_read"] for run in runs(store)] == [6, 6]


def test_of_two_that_were_stopped_the_one_that_came_further_goes_on(store, monkeypatch):
    in_batches_of(monkeypatch, 2)
    stopped_after(store, 1, *ROWS)
    with store.writer.begin() as connection:
        connection.execute(update(Load).values(sha256="2" * 64))
    stopped_after(store, 2, *ROWS)
    with store.writer.begin() as connection:
        connection.execute(update(Load).values(sha256="1" * 64))
    assert stopped_after(store, LONG, *ROWS).report.resumed_at == 4
    assert [run["finished_at"] is None for run in runs(store)] == [False, False]


def test_what_has_no_hash_is_never_gone_on_with(store, monkeypatch):
    in_batches_of(monkeypatch, 2)
    stream = Origin("stdin", "", "made-up")
    stopped_after(store, 1, *ROWS, origin=stream)
    told = stopped_after(store, LONG, *ROWS, origin=stream)
    assert (told.report.resumed_at, told.report.read) == (0, 6)
    assert [run["finished_at"] is None for run in runs(store)] == [True, False]


def test_a_stopped_load_leaves_no_record_half_written(store, monkeypatch):
    in_batches_of(monkeypatch, 2)
    stopped_after(store, 2, *ROWS)
    stopped_after(store, LONG, *ROWS)
    assert document(store, Kind.EVENT, "told")["tone"] == 2.0
    assert record_id(Kind.EVENT, "nowhere") not in state(store)["document"]
    assert_sound(store)
