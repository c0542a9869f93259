"""`dateline load`: which files it takes as what, what it says, its exit codes, and what it leaves alone."""

from __future__ import annotations

import gzip
import json
import math
import os
import re
import subprocess
import sys
from contextlib import nullcontext
from hashlib import sha256
from io import BytesIO, StringIO
from typing import Any

import pytest
from click.testing import CliRunner, Result
from rich.console import Console
from sqlalchemy.exc import OperationalError

from seed.importers import guess
from seed.importers.acled import COLUMNS as ACLED_COLUMNS
from seed.importers.files import Content
from seed.importers.format import BadRow, Format, Row, Tabs
from seed.importers.formats import formats
from seed.importers.icews import COLUMNS as ICEWS_COLUMNS
from seed.importing import reads
from seed.loading import LoadReport
from seed.records import DatasetRecord, EventRecord, SourceRecord
from service import load_command, load_progress
from service.command import main
from tests.servers import COMMAND, ROOT, WITHOUT_RIGHTS, environment


class Kept:
    """Stands for the store: takes what it is given, and rejects whoever is named Nobody."""

    def __init__(self):
        self.done = 0
        self.rejected = None
        self.origins = []
        self.names = []

    def load_reads(self, store, reads, origin, dataset, *, rejected, progress, skipped):
        self.origins.append(origin)
        report = LoadReport(resumed_at=skipped)
        for read in reads:
            report.read += 1
            fault = read.fault or ("Nobody is nobody." if read.records[0].name == "Nobody" else None)
            if fault:
                report.rejected += 1
                rejected(read.line, fault)
            else:
                report.created += 1
                self.names += [record.name for record in read.records]
                report.warnings.update(["short-name"] * (len(read.records[0].name) == 1))
                report.passing.update(["entity", "source", "entity", "entity"] * (len(read.records[0].name) == 1))
            progress(report)
        return report


def records(row: Row):
    if not row["id"].isdecimal():
        raise BadRow(f"id is {row['id']!r} where a number should be.")
    yield SourceRecord(row["id"], row["name"])


def made(name, *columns) -> Format:
    dataset = DatasetRecord(name, name, "1", "Publisher", "CC0-1.0", name)
    return Format(name, name, dataset, (Tabs(columns),), lambda row: True, records)


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    """An empty working folder."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture(autouse=True)
def kept(monkeypatch):
    """What takes the records, with two formats: people of two columns and towns of three."""
    known = {one.name: one for one in (made("people", "id", "name"), made("towns", "id", "name", "country"))}
    monkeypatch.setattr(guess, "formats", lambda: known)
    monkeypatch.setattr(load_command, "formats", lambda: known)
    monkeypatch.setattr(load_command, "opened_store", nullcontext)
    # On a busy machine, a load would tell how far it is.
    monkeypatch.setattr(load_progress, "SECONDS_BETWEEN_LINES", math.inf)
    found = Kept()
    monkeypatch.setattr(load_command, "load_reads", found.load_reads)
    monkeypatch.setattr(load_command, "rows_done", lambda store, origin: found.done)
    monkeypatch.setattr(load_command, "rejects_done", lambda store, origin: found.rejected)
    return found


def load(*words, given: bytes | None = None) -> Result:
    return CliRunner(env=environment()).invoke(main, ["load", *map(str, words)], input=given, prog_name="dateline")


def refusal(*words, given: bytes | None = None) -> str:
    done = load(*words, given=given)
    assert (done.exit_code, type(done.exception), done.stdout) == (1, SystemExit, ""), done.exception
    (line,) = done.stderr.splitlines()
    assert line.startswith("dateline: ")
    return line.removeprefix("dateline: ")


def entries(path):
    return [json.loads(one) for one in path.read_text(encoding="utf-8").splitlines()]


def test_a_file_is_loaded_as_the_format_that_it_shows(folder, kept):
    (folder / "a.tsv").write_text("1\tAda\n2\tBo\n")
    done = load("a.tsv")
    assert (done.exit_code, kept.names) == (0, ["Ada", "Bo"])
    first, second = done.stdout.splitlines()
    assert first.startswith("Loaded 1 file as people: 2 rows read, 0 rejected, ")
    assert first.endswith(" rows a second.")
    assert second == "Records: 2 created, 0 updated, 0 unchanged, 0 deleted."
    assert sorted(path.name for path in folder.iterdir()) == ["a.tsv"]


def test_the_origin_is_the_name_the_hash_and_the_format(folder, kept):
    (folder / "a.tsv.gz").write_bytes(gzip.compress(b"1\tAda\n"))
    load("people", "a.tsv.gz")
    (origin,) = kept.origins
    assert (origin.file_name, origin.format) == ("a.tsv.gz", "people")
    assert origin.sha256 == sha256(b"1\tAda\n").hexdigest()


def test_files_patterns_and_formats_mix(folder, kept):
    for name, row in (("a.tsv", "1\tAda\n"), ("b.tsv", "2\tBo\n"), ("c.txt", "3\tCork\tIRL\n")):
        (folder / name).write_text(row)
    done = load("c.txt", "*.tsv")
    assert kept.names == ["Cork", "Ada", "Bo"]
    assert done.stdout.startswith("Loaded 3 files as people, towns: 3 rows read")


def test_standard_input_is_loaded(kept):
    assert load("people", "-", given=b"1\tAda\n").exit_code == 0
    assert load("-", given=b"2\tBo\n").exit_code == 0
    assert kept.names == ["Ada", "Bo"]
    assert {(origin.file_name, origin.sha256) for origin in kept.origins} == {("stdin", "")}


@pytest.mark.parametrize("words", [("-",), ("people", "-")])
def test_standard_input_with_nothing_in_it_is_one_line(kept, words):
    assert refusal(*words, given=b"") == "stdin is empty."
    assert kept.origins == []


@pytest.mark.parametrize(
    ("format", "data"),
    [
        ("acled", ",".join(ACLED_COLUMNS)),
        ("icews", "\t".join(ICEWS_COLUMNS)),
        ("ucdp-ged", '{"type": "FeatureCollection", "features": []}'),
    ],
)
@pytest.mark.parametrize("named", [True, False])
def test_a_header_without_rows_loads_nothing_and_says_so(folder, monkeypatch, format, data, named):
    monkeypatch.setattr(load_command, "load_reads", Kept().load_reads)
    monkeypatch.setattr(guess, "formats", formats)
    monkeypatch.setattr(load_command, "formats", formats)
    (folder / "a.csv").write_text(f"{data}\n")
    done = load(*([format] if named else []), "a.csv")
    assert (done.exit_code, done.stdout.splitlines()[2:]) == (0, ["a.csv holds a header and no row."])
    assert f"Loaded 1 file as {format}: 0 rows read" in done.stdout


def test_rejected_rows_are_kept_with_their_reasons_and_end_with_3(folder, kept):
    (folder / "a.tsv").write_text("1\tAda\nx\tBo\n3\n4\tNobody\n5\tE\n")
    done = load("a.tsv")
    assert (done.exit_code, kept.names) == (3, ["Ada", "E"])
    assert "5 rows read, 3 rejected" in done.stdout
    assert done.stdout.splitlines()[2:] == [
        "Made for what rows name in passing: 3 entities, 1 source.",
        "Warnings: 1 short-name.",
        "Rejected rows, each with its reason: a.tsv.rejects.ndjson",
        "The first of them: a.tsv, row 2: id is 'x' where a number should be.",
    ]
    assert entries(folder / "a.tsv.rejects.ndjson") == [
        {"file": "a.tsv", "line": 2, "reason": "id is 'x' where a number should be.", "raw": "x\tBo"},
        {"file": "a.tsv", "line": 3, "reason": "It has 1 column where 2 should be.", "raw": "3"},
        {"file": "a.tsv", "line": 4, "reason": "Nobody is nobody.", "raw": "4\tNobody"},
    ]


def test_rejected_rows_go_where_they_are_told_to(folder):
    (folder / "a.tsv").write_text("1\tAda\n2\n")
    done = load("people", "a.tsv", "--rejects", "bad.ndjson")
    assert done.exit_code == 3
    assert len(entries(folder / "bad.ndjson")) == 1


def test_more_rejects_than_allowed_end_the_load_with_1(folder, kept):
    (folder / "a.tsv").write_text("1\tAda\nx\tBo\ny\tC\n4\tD\n")
    assert refusal("a.tsv", "--max-rejects", "1") == (
        "a.tsv, line 3: id is 'y' where a number should be. More than 1 row was rejected. "
        "Its first 2 rows are in the store. To load it again goes on from there. "
        "Rejected rows, each with its reason: a.tsv.rejects.ndjson"
    )
    assert kept.names == ["Ada"]
    assert load("a.tsv", "--max-rejects", "2").exit_code == 3


def test_what_ends_a_load_tells_of_the_files_before(folder):
    (folder / "a.tsv").write_text("1\tAda\n")
    (folder / "b.tsv").write_text("x\tBo\n2\tC\n")
    assert refusal("people", "a.tsv", "b.tsv", "--max-rejects", "0") == (
        "b.tsv, line 1: id is 'x' where a number should be. More than 0 rows were rejected. None of its rows is in the store. "
        "1 file before it is there whole. Rejected rows, each with its reason: b.tsv.rejects.ndjson"
    )


def test_a_load_that_is_interrupted_says_how_to_go_on(folder, monkeypatch):
    def interrupted(store, reads, origin, dataset, *, progress, **more):
        progress(LoadReport(read=1))
        raise KeyboardInterrupt

    monkeypatch.setattr(load_command, "load_reads", interrupted)
    (folder / "a.tsv").write_text("1\tAda\n2\tBo\n")
    assert refusal("a.tsv") == ("a.tsv: stopped. Its first row is in the store. To load it again goes on from there.")


def test_a_store_that_takes_no_more_says_what_is_left(folder, monkeypatch):
    def full(store, reads, origin, dataset, *, rejected, progress, **more):
        first, *_ = reads
        rejected(first.line, "It is odd.")
        progress(LoadReport(read=2))
        raise OperationalError("INSERT", {}, Exception("database or disk is full"))

    monkeypatch.setattr(load_command, "load_reads", full)
    (folder / "a.tsv").write_text("1\tAda\n2\tBo\n")
    assert refusal("a.tsv") == (
        "a.tsv: the store took no more: database or disk is full. Its first 2 rows are in the store. "
        "To load it again goes on from there. Rejected rows, each with its reason: a.tsv.rejects.ndjson"
    )


def test_the_first_part_of_a_name_leads_to_all_formats_that_begin_so(folder, monkeypatch):
    monkeypatch.setattr(load_command, "formats", formats)
    (folder / "a.tsv").write_text("1\tAda\n")
    assert "Did you mean gdelt-events, gdelt-gkg or gdelt-mentions? Formats: " in load("gdelt", "a.tsv").stderr


def test_a_load_that_was_stopped_goes_on_and_keeps_what_it_had_rejected(folder, kept):
    (folder / "a.tsv").write_text("x\tAda\n2\tBo\ny\tC\n4\tDee\n")
    assert load("a.tsv", "--max-rejects", "0").exit_code == 1
    kept.done, kept.rejected = 2, 1
    done = load("a.tsv")
    assert (done.exit_code, kept.names) == (3, ["Dee"])
    assert "2 rows passed over, as a load that was stopped had read so far." in done.stdout
    assert [entry["line"] for entry in entries(folder / "a.tsv.rejects.ndjson")] == [1, 3]


def test_a_file_that_cannot_be_read_stops_all_before_any_is_loaded(folder, kept):
    (folder / "a.tsv").write_text("1\tAda\n")
    (folder / "b.tsv.gz").write_bytes(gzip.compress(os.urandom(90_000))[:-9])
    assert refusal("a.tsv", "b.tsv.gz").startswith("b.tsv.gz is cut short")
    assert kept.origins == []


def test_a_file_of_another_format_stops_all_before_any_is_loaded(folder, kept):
    (folder / "a.tsv").write_text("1\tAda\n")
    (folder / "b.tsv").write_text("1\tCork\tIRL\n")
    assert refusal("people", "*.tsv") == (
        "b.tsv is not people: it has 3 columns where 2 should be; it looks like towns."
    )
    assert kept.origins == []


@pytest.mark.parametrize(
    ("word", "reason"),
    [
        ("none.tsv", "none.tsv: there is no such file."),
        ("*.tsv", "*.tsv matches no file."),
        (".", ". is a folder; name the files in it: *"),
        ("empty", "empty is empty."),
        ("other", "other is of no format known here, which are people, towns; name the one it is."),
    ],
)
def test_what_cannot_be_loaded_is_one_line(folder, word, reason):
    (folder / "empty").touch()
    (folder / "other").write_text("a,b\n")
    assert refusal(word) == reason


def test_damage_that_shows_late_says_what_was_loaded_before(kept):
    packed = gzip.compress(b"".join(b"%d\t%s\n" % (row, os.urandom(9).hex().encode()) for row in range(90_000)))
    line = refusal("people", "-", given=packed[:-100_000])
    assert line.startswith("stdin is cut short: the packed data ends too early; fetch it again. ")
    assert line.endswith(f" Its first {len(kept.names):,} rows are in the store.")
    assert len(kept.names) > 10_000


def test_a_file_that_may_not_be_read_is_one_line(folder):
    (folder / "a.tsv").write_text("1\tAda\n")
    (folder / "a.tsv").chmod(0)
    program = (
        "import sys; from seed.importers.files import *\ntry: files_named(['a.tsv'])\nexcept BadFile as bad: print(bad)"
    )
    done = subprocess.run(
        [*WITHOUT_RIGHTS, sys.executable, "-c", program], env=environment(), capture_output=True, text=True, check=False
    )
    assert (done.stdout, done.stderr) == ("a.tsv cannot be read: Permission denied.\n", "")


def test_a_full_disk_is_one_line(folder):
    (folder / "a.tsv").write_text("1\tAda\nx\tBo\n")
    assert refusal("a.tsv", "--rejects", "/dev/full").startswith(
        "/dev/full cannot be written: No space left on device."
    )


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ((), "Missing argument"),
        (("people",), "Say which FILE of people to load."),
        (
            ("peple", "a.tsv"),
            "peple is neither a file nor a format. Did you mean people? Formats: people, towns, articles.",
        ),
        (("people-", "a.tsv"), "people- is neither a file nor a format. Did you mean people?"),
        (("t", "a.tsv"), "t is neither a file nor a format. Did you mean towns? Formats: "),
        (("a.tsv", "--rejects", "./a.tsv"), "--rejects a.tsv is a file to be loaded."),
        (("a.tsv", "--max-rejects", "-1"), "--max-rejects"),
    ],
)
def test_a_wrong_call_ends_with_2(folder, words, reason):
    (folder / "a.tsv").write_text("1\tAda\n")
    done = load(*words)
    assert done.exit_code == 2
    assert reason in done.stderr
    assert (folder / "a.tsv").read_text() == "1\tAda\n"


def test_elsewhere_than_on_a_terminal_a_line_now_and_then_says_how_far_it_is(folder, monkeypatch):
    monkeypatch.setattr(load_progress, "SECONDS_BETWEEN_LINES", 0.0)
    (folder / "a[b].tsv").write_text("1\tAda\n2\tBo\n")
    assert load("a[b].tsv").stderr.splitlines() == [
        "Checking: 11 bytes",
        "Loading a[b].tsv: 11 bytes of 11 bytes, 1 row",
        "Loading a[b].tsv: 11 bytes of 11 bytes, 2 rows",
    ]


def test_a_short_load_says_nothing_on_its_way(folder):
    (folder / "a.tsv").write_text("1\tAda\n")
    assert load("a.tsv").stderr == ""


def test_on_a_terminal_a_bar_shows_how_far_it_is(folder, monkeypatch):
    shown = StringIO()
    terminal = Console(file=shown, force_terminal=True, width=120)
    monkeypatch.setattr(load_progress, "Console", lambda stderr: terminal)
    (folder / "a[b].tsv").write_text("1\tAda\n2\tBo\n")
    assert load("a[b].tsv").exit_code == 0
    assert "Loading a[b].tsv" in shown.getvalue()
    assert "11/11 bytes" in shown.getvalue()


def test_the_page_about_loading_names_every_format():
    page = (ROOT / "docs" / "loading.md").read_text(encoding="utf-8")
    assert [name for name in formats() if f"`{name}`" not in page] == []


def test_the_importer_of_the_page_is_an_importer():
    page = (ROOT / "docs" / "loading.md").read_text(encoding="utf-8")
    (program,) = re.findall(r"^```python\n(.*?)^```", page, re.MULTILINE | re.DOTALL)
    module: dict[str, Any] = {}
    exec(program, module)
    opened = Content("truces.csv", BytesIO(b"number,day,by\nT-1,2024-08-05,Egypt\nT-2,soon,Iran\n"))
    first, second = reads(opened, module["FORMAT"])
    (event,) = first.records
    assert isinstance(event, EventRecord)
    assert (event.key, event.summary) == ("truces/T-1", "Egypt: Announce a ceasefire")
    assert second.fault == "day is 'soon' where a day such as 2024-08-05 should be."


def test_help_tells_what_ends_with_3():
    done = subprocess.run(
        [*COMMAND, "load", "--help"], cwd=ROOT, env=environment(), capture_output=True, text=True, check=True
    )
    assert "Ends with 3" in done.stdout
