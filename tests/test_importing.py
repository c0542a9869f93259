"""From a file of some format to records: which format it is, what each row says, and where bad rows are kept."""

from __future__ import annotations

import json
from contextlib import suppress
from io import BytesIO
from pathlib import Path
from random import Random

import pytest

from seed.importers import guess
from seed.importers.files import BadFile, Content
from seed.importers.format import BadRow, Commas, Doubt, Features, Format, Lines, Row, Tabs
from seed.importers.formats import formats
from seed.importers.guess import format_of, layout_of
from seed.importers.rejects import Rejects, TooManyRejects
from seed.importers.rows import Line
from seed.importing import reads
from seed.records import DatasetRecord, SourceRecord

REAL = Path(__file__).parents[2] / "shared" / "data"


def records(row: Row):
    if not row.get("id", "").isdecimal():
        raise BadRow(f"id is {row.get('id', '')!r} where a number should be.")
    yield SourceRecord(row["id"], row["name"])


def made(name, *layouts, looks=lambda row: True) -> Format:
    dataset = DatasetRecord(name, name, "1", "Publisher", "CC0-1.0", name)
    return Format(name, name, dataset, layouts, looks, records)


PEOPLE = made("people", Tabs(("id", "name", "born")), Tabs(("id", "name")), looks=lambda row: row["id"].isdecimal())
TOWNS = made("towns", Commas(("id", "name", "lat", "lon")), Features(("id", "name")))
NOTES = made("notes", Lines(), looks=lambda row: '"note"' in row["json"])
TWINS = made("twins", Tabs(("one", "other")), looks=lambda row: row["one"] == "1")


@pytest.fixture
def known(monkeypatch):
    """The formats that these tests make up, and no other."""
    found = {one.name: one for one in (NOTES, PEOPLE, TOWNS, TWINS)}
    monkeypatch.setattr(guess, "formats", lambda: found)


def content(data: bytes, name: str = "some.csv") -> Content:
    return Content(name, BytesIO(data))


def refusal(data: bytes, named=None) -> str:
    with pytest.raises(BadFile) as bad:
        format_of(content(data), named)
    return str(bad.value)


# Which format it is


@pytest.mark.parametrize(
    ("data", "format"),
    [
        (b"2\tA\n", PEOPLE),
        (b"2\tA\t1970\n", PEOPLE),
        (b"id,name,lat,lon\n2,A,0,0\n", TOWNS),
        (b"id,name,lat,lon\n", TOWNS),
        (b'{"features": [{"properties": {"id": 2, "name": "A"}}]}', TOWNS),
        (b'{"note": "A"}\n', NOTES),
        (b"\n\n2\tA\n", PEOPLE),
        (b"2\t\xff\n2\tA\n", PEOPLE),
        (b"x\tA\n2\tA\n", PEOPLE),
        (b"2\t" + b"x" * 300_000 + b"\n", PEOPLE),
        (b'{"features": [' + b'{"properties": {"id": 2, "name": "A"}},' * 9_000 + b"0]}", TOWNS),
    ],
)
@pytest.mark.usefixtures("known")
def test_a_format_is_known_by_the_first_rows(data, format):
    opened = content(data)
    assert format_of(opened) is format
    assert format_of(opened, format) is format
    assert opened.consumed == 0


@pytest.mark.usefixtures("known")
def test_a_file_of_no_format_is_refused_with_those_there_are():
    assert refusal(b"a,b,c\n") == (
        "some.csv is of no format known here, which are notes, people, towns, twins; name the one it is."
    )


@pytest.mark.usefixtures("known")
def test_a_file_of_two_formats_is_refused_with_both():
    assert refusal(b"1\tA\n") == "some.csv may be people or twins; name one of them before the file."


@pytest.mark.parametrize(
    ("format", "data", "reason"),
    [
        (PEOPLE, b"id,name,lat,lon\n1,A,0,0\n", "it has 4 columns where 3 or 2 should be; it looks like towns"),
        (PEOPLE, b"A\n", "it has 1 column where 3 or 2 should be"),
        (PEOPLE, b"2,A\n", "it has 2 columns between commas where tabs should be"),
        (PEOPLE, b"x\tA\n", "its columns hold something else: id is 'x' where a number should be"),
        (PEOPLE, b'{"note": 1}', "it holds JSON where 3 or 2 columns should be; it looks like notes"),
        (TOWNS, b"id,name,lat,place\n1,A,0,B\n", "its header lacks lon"),
        (NOTES, b"2\tA\n", "it has 2 columns where JSON should be; it looks like people"),
        (
            NOTES,
            b'{"features": [{"properties": {"id": 2, "name": 1}}]}',
            "its rows hold something else: id is '' where a number should be; it looks like towns",
        ),
    ],
)
@pytest.mark.usefixtures("known")
def test_a_file_that_is_not_of_the_format_named_is_refused_with_what_it_looks_like(format, data, reason):
    assert refusal(data, format) == f"some.csv is not {format.name}: {reason}."


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b'{"kind": "event"}\n', "its rows hold something else: It has no field record. "),
        (b'[\n{"record": "event"}]\n', "its rows hold something else: each line should be one JSON object."),
    ],
)
def test_what_is_not_our_records_is_told_what_a_line_should_hold(data, reason):
    assert refusal(data, formats()["records"]).startswith(f"some.csv is not records: {reason}")


def test_the_layout_is_the_first_that_fits():
    assert layout_of(content(b"2\tA\n"), PEOPLE) is PEOPLE.layouts[1]


@pytest.mark.skipif(not REAL.exists(), reason="needs the real files, which a clone does not have")
@pytest.mark.parametrize(
    ("file", "name", "columns"),
    [
        ("gdelt/20151027220000.export.CSV", "gdelt-events", 61),
        ("gdelt/20180326044500.export.CSV", "gdelt-events", 61),
        ("gdelt/20170701234500.mentions.CSV", "gdelt-mentions", 16),
        ("gdelt/20170701234500.gkg.csv", "gdelt-gkg", 27),
        ("ucdp/GEDEvent_v23_1.sample.csv", "ucdp-ged", 49),
    ],
)
def test_the_format_of_a_real_file_is_known_and_every_line_is_a_row(file, name, columns):
    data = (REAL / file).read_bytes()
    format = format_of(content(data))
    assert format.name == name
    found = list(reads(content(data), format))
    assert {len(read.line.row) for read in found if read.line.row} == {columns}
    assert [read.line for read in found if read.line.row is None] == []


def test_every_format_has_a_name_that_no_other_has():
    assert [name for name, format in formats().items() if format.name != name] == []


# What each row says


def test_a_row_gives_its_records_or_why_there_are_none():
    found = list(reads(content(b"1\tA\nx\tB\n2\n3\tC\n"), PEOPLE))
    assert [(read.line.number, read.records, read.fault) for read in found] == [
        (1, (SourceRecord("1", "A"),), None),
        (2, (), "id is 'x' where a number should be."),
        (3, (), "It has 1 column where 2 should be."),
        (4, (SourceRecord("3", "C"),), None),
    ]


def test_what_is_doubted_is_told_apart_from_the_records_once_a_row():
    def doubted(row: Row):
        return (
            Doubt("rows in doubt", ("id",)),
            Doubt("rows in doubt", ("name",)),
            SourceRecord(row["id"], row["name"]),
        )

    format = Format("some", "Some", PEOPLE.dataset, PEOPLE.layouts, lambda row: True, doubted)
    [found] = reads(content(b"1\tA\n"), format)
    assert (found.records, found.doubts) == ((SourceRecord("1", "A"),), ("rows in doubt",))


ODD = (
    *(
        "",
        " ",
        "x",
        "-1",
        "0",
        "1",
        "010",
        "---",
        "9" * 30,
        "1e400",
        "nan",
        "None",
        "é",
        "٣",
        "²",
        "\u2028",
        "'",
        "|",
        "#",
    ),
    *("20240805", "20249999", "2024-08-05", "0000-00-00", "99999999999999", "; ", "1|2", "a|b|c#", "1#a#US#US#1#2#3#4"),
    *("http://", "http://[::1", "https://x.example:99999/", "<PAGE_TITLE>&#0;</PAGE_TITLE>"),
)


@pytest.mark.parametrize("name", formats())
def test_odd_rows_are_read_or_rejected_and_never_a_fault_of_ours(name):
    format = formats()[name]
    chance = Random(1)
    for columns in [layout.columns for layout in format.layouts if not isinstance(layout, Lines)]:
        for _ in range(300):
            row = {column: chance.choice(ODD) for column in columns}
            assert format.looks(row) in (True, False)
            with suppress(BadRow):
                list(format.records(row))


def test_rows_that_are_skipped_are_not_converted():
    def refused(row: Row):
        if row["id"] != "3":
            raise AssertionError("converted")
        return ()

    format = Format("some", "Some", PEOPLE.dataset, PEOPLE.layouts, lambda row: True, refused)
    assert [read.line.number for read in reads(content(b"1\tA\n2\n3\tC\n"), format, skip_rows=2)] == [3]


def test_a_file_of_another_format_is_refused_before_its_first_row():
    with pytest.raises(BadFile, match=r"^some\.csv is not people"):
        reads(content(b"A\n"), PEOPLE)


def test_a_fault_of_ours_is_no_fault_of_the_row():
    def broken(row: Row):
        raise KeyError("nonesuch")

    format = Format("some", "Some", PEOPLE.dataset, PEOPLE.layouts, lambda row: True, broken)
    with pytest.raises(KeyError, match="nonesuch"):
        list(reads(content(b"1\tA\n"), format))


# Where bad rows are kept


def line(number, raw="1\tÉ"):
    return Line(number, raw, None, "fault")


def entries(path):
    return [json.loads(one) for one in path.read_text(encoding="utf-8").splitlines()]


def test_rejects_are_kept_beside_the_load_one_file_for_each(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with Rejects() as rejects:
        rejects.add("data/a.tsv", line(7), "No such event.")
        rejects.add("data/b.zip/b.tsv", line(2), "Bad.")
        rejects.add("data/a.tsv", line(9), "Bad.")
    assert entries(tmp_path / "a.tsv.rejects.ndjson") == [
        {"file": "data/a.tsv", "line": 7, "reason": "No such event.", "raw": "1\tÉ"},
        {"file": "data/a.tsv", "line": 9, "reason": "Bad.", "raw": "1\tÉ"},
    ]
    assert rejects.paths == [Path("a.tsv.rejects.ndjson"), Path("b.tsv.rejects.ndjson")]
    assert rejects.count == 3


def test_all_rejects_may_go_to_one_file_which_is_written_anew(tmp_path):
    path = tmp_path / "all"
    path.write_text("of the last time")
    with Rejects(path) as rejects:
        rejects.add("a.tsv", line(1), "Bad.")
        rejects.add("b.tsv", line(2), "Bad.")
    assert [entry["file"] for entry in entries(path)] == ["a.tsv", "b.tsv"]


def test_without_a_reject_no_file_is_made(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with Rejects():
        pass
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "raw", [b'1\t"A"\\', "1\tÉ 日本\u2028".encode(), b"1\t\xe9\xff", b"1\t\x00", b'1,"A\r\nB"'], ids=ascii
)
def test_the_text_of_a_reject_can_be_taken_out_as_it_was(tmp_path, raw):
    with Rejects(tmp_path / "kept") as rejects:
        rejects.add("a.tsv", line(1, raw.decode("utf-8", "surrogateescape")), "Bad.")
    (kept,) = (tmp_path / "kept").read_bytes().splitlines()
    assert json.loads(kept)["raw"].encode("utf-8", "surrogateescape") == raw


def test_one_reject_more_than_allowed_ends_the_load(tmp_path):
    with Rejects(tmp_path / "kept", most=1) as rejects:
        rejects.add("a.tsv", line(1), "Bad.")
        with pytest.raises(TooManyRejects, match=r"^a\.tsv, line 2: Worse\. More than 1 row was rejected\.$"):
            rejects.add("a.tsv", line(2), "Worse.")
    assert len(entries(tmp_path / "kept")) == 2


def test_a_full_disk_ends_the_load_with_a_line_that_names_the_file():
    with Rejects(Path("/dev/full")) as rejects, pytest.raises(BadFile) as bad:
        rejects.add("a.tsv", line(1), "Bad.")
    assert str(bad.value) == (
        "/dev/full cannot be written: No space left on device. Rejected rows are kept there; --rejects names another file."
    )
