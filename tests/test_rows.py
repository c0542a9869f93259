"""Files of every layout as rows, sound or broken, in memory that does not grow."""

from __future__ import annotations

import json
import os
import tracemalloc
from io import BytesIO
from itertools import islice
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seed.importers import rows as rows_module
from seed.importers.files import BadFile, Content, files_named
from seed.importers.format import Commas, Features, Lines, Tabs
from seed.importers.rows import Unfit, rows

TABS = Tabs(("id", "name"))
HEADED = Tabs(("id", "name"), header=True)
COMMAS = Commas(("id", "name", "note"), optional=frozenset({"note"}))
FEATURES = Features(("id", "name"))


def content(data: bytes) -> Content:
    return Content("some.tsv", BytesIO(data))


def read(data: bytes, layout, skip=0):
    return list(rows(content(data), layout, skip))


def good(data: bytes, layout, skip=0):
    return [dict(line.row) for line in read(data, layout, skip)]


# Cells between tabs


def test_rows_have_their_number_their_text_and_their_cells_by_name():
    assert read(b"1\tA\n02\tB\n", TABS) == [
        (1, "1\tA", {"id": "1", "name": "A"}, None),
        (2, "02\tB", {"id": "02", "name": "B"}, None),
    ]


@pytest.mark.parametrize(
    "data", [b"1\tA\n2\tB", b"1\tA\r\n2\tB\r\n", b"\xef\xbb\xbf1\tA\n2\tB\n", b"\n1\tA\n\n\r\n2\tB\n\n"]
)
def test_line_ends_marks_and_empty_lines_are_no_part_of_rows(data):
    assert good(data, TABS) == [{"id": "1", "name": "A"}, {"id": "2", "name": "B"}]


def test_a_header_names_the_columns_in_whatever_order_and_case():
    assert good(b"Name\tID\tmore\nA\t1\tx\n", HEADED) == [{"name": "A", "id": "1", "more": "x"}]


def test_a_header_may_be_missing():
    assert good(b"1\tA\n", HEADED) == [{"id": "1", "name": "A"}]


@pytest.mark.parametrize(
    ("data", "more"),
    [
        (b"id\tname\t\t\n1\tA\t\t\n", {}),
        (b"id\tname\n1\tA\t\t\n", {}),
        (b"1\tA\t\t\n", {}),
        (b"id\tname\tHeadline\n1\tA\tStrike\n", {"Headline": "Strike"}),
        (b"id\tname\tHeadline\n1\tA\n", {"Headline": ""}),
        (b"id\tname\tHeadline\n1\tA\t\t\n", {"Headline": ""}),
    ],
)
def test_tabs_too_many_and_columns_of_which_no_layout_knows_lose_no_row(data, more):
    assert good(data, HEADED) == [{"id": "1", "name": "A"} | more]


def test_a_cell_too_many_that_holds_something_is_a_fault_and_so_is_one_too_few():
    faults = [line.fault for line in read(b"id\tname\n1\tA\tStrike\n2\n", HEADED)]
    assert faults == ["It has 3 columns where 2 should be.", "It has 1 column where 2 should be."]


def test_a_file_without_rows_gives_none():
    assert (read(b"id\tname\n", HEADED), read(b"\n", TABS), read(b"", TABS)) == ([], [], [])


def test_quotes_between_tabs_are_letters():
    assert good(b'"1\t"A" B\n', TABS) == [{"id": '"1', "name": '"A" B'}]


def test_a_wrong_number_of_columns_is_a_fault_that_says_both():
    assert [line[1:] for line in read(b"1\tA\n2\n3\tC\tx\n", TABS)][1:] == [
        ("2", None, "It has 1 column where 2 should be."),
        ("3\tC\tx", None, "It has 3 columns where 2 should be."),
    ]


def test_a_wrong_number_of_columns_at_the_first_row_is_another_layout():
    with pytest.raises(Unfit):
        read(b"1\tA\tx\n", TABS)


def test_a_header_that_lacks_a_column_says_which():
    with pytest.raises(Unfit, match=r"The header lacks c\."):
        read(b"a\tb\td\n1\t2\t3\n", Tabs(("a", "b", "c"), header=True))


def test_broken_encoding_is_a_fault_that_says_where_and_keeps_the_bytes():
    first, broken, last = read("1\tÉ\n".encode() + b"2\tcaf\xe9\n3\tC\n", TABS)
    assert (first.row["name"], last.row["name"], last.number) == ("É", "C", 3)
    assert broken.fault == "Byte 6 of the line (0xE9) is not UTF-8."
    assert broken.raw.encode("utf-8", "surrogateescape") == b"2\tcaf\xe9"


def test_a_layout_may_have_a_second_encoding():
    layout = Tabs(("id", "name"), encodings=("utf-8", "latin-1"))
    assert [row["name"] for row in good("1\tÉ\n".encode() + b"2\tcaf\xe9\n", layout)] == ["É", "café"]


def test_nul_is_a_fault_that_says_where():
    assert read(b"1\tA\n2\tB\x00\n3\tC\n", TABS)[1] == (
        2,
        "2\tB\x00",
        None,
        "Byte 4 of the line is NUL, which no text has.",
    )


@pytest.mark.parametrize("ends", [b"\n3\tC\n", b""], ids=["in between", "at the end"])
def test_a_line_that_is_too_long_is_a_fault_and_the_next_is_read(ends):
    long = b"2\t" + b"x" * (9 << 20)
    found = read(b"1\tA\n" + long + ends, TABS)
    assert found[1].fault == "The line is longer than 8,388,608 bytes; these are its first 65,536."
    assert (found[1].number, found[1].raw) == (2, "2\t" + "x" * 65_534)
    assert [(line.number, line.row["id"]) for line in found if line.row] == [(1, "1"), (3, "3")][: 1 + bool(ends)]


def test_a_long_line_within_the_bound_is_a_row():
    (row,) = good(b"1\t" + b"x" * (8_000_000) + b"\n", TABS)
    assert len(row["name"]) == 8_000_000


def test_rows_are_the_same_however_the_file_falls_into_blocks(monkeypatch):
    data = b"".join(b"%d\t\xc3\x89%s\n" % (number, b"x" * (number % 7)) for number in range(300))
    at_once = read(data, TABS)
    for size in (1, 2, 3, 7, 64):
        small = content(data)
        monkeypatch.setattr(small, "read", lambda size=size, read=small.read: read(size))
        assert list(rows(small, TABS)) == at_once


@pytest.mark.parametrize(
    ("layout", "data"),
    [
        (TABS, b"1\tA\n\n2\n3\tC\n4\t\xe9\n5\tE\n"),
        (HEADED, b"id\tname\n1\tA\n2\n3\tC\n"),
        (COMMAS, b'id,name\n1,"A\nB"\n2,"x"y\n3,C\n4\n'),
        (Lines(), b'{"a":1}\n{"a":2}\n{"a":3}\n'),
        (FEATURES, b'{"features":[{},{"properties":{"id":1,"name":2}},{"properties":{}}]}'),
    ],
)
def test_rows_that_are_skipped_are_those_that_would_have_come_first(layout, data):
    for skip in range(6):
        assert read(data, layout, skip) == read(data, layout)[skip:]


# Cells between commas


def test_cells_may_be_quoted_and_hold_lines_commas_and_quotes():
    data = b'id,name\r\n1,"A, ""B""\r\n\r\nC"\r\n2,D\r\n'
    assert read(data, COMMAS) == [
        (2, '1,"A, ""B""\r\n\r\nC"', {"id": "1", "name": 'A, "B"\r\n\r\nC', "note": ""}, None),
        (5, "2,D", {"id": "2", "name": "D", "note": ""}, None),
    ]


@pytest.mark.parametrize(
    ("data", "row"),
    [
        (b"id,name\n1,A\n", {"id": "1", "name": "A", "note": ""}),
        (b"note,name,id\nx,A,1\n", {"id": "1", "name": "A", "note": "x"}),
        (b"id,name,more\n1,A,x\n", {"id": "1", "name": "A", "more": "x", "note": ""}),
        (b'\xef\xbb\xbf"id","name"\n1,A\n', {"id": "1", "name": "A", "note": ""}),
        (b"1,A,x\n", {"id": "1", "name": "A", "note": "x"}),
        (b"1,A\n", {"id": "1", "name": "A", "note": ""}),
    ],
)
def test_columns_are_those_of_the_header_or_of_the_format(data, row):
    assert good(data, COMMAS) == [row]


def test_a_quote_that_is_never_closed_spoils_its_own_row_only():
    found = read(b'id,name\n1,"A\n2,B\n3,C\n', COMMAS)
    assert [(line.number, line.raw, line.fault) for line in found] == [
        (2, '1,"A', "It is not CSV: unexpected end of data."),
        (3, "2,B", None),
        (4, "3,C", None),
    ]


def test_a_quote_within_a_cell_spoils_its_own_row_only():
    found = read(b'id,name\n1,"A" B\n2,C\n', COMMAS)
    assert [(line.number, line.fault) for line in found] == [(2, "It is not CSV: ',' expected after '\"'."), (3, None)]


def test_a_record_of_several_lines_is_rejected_whole():
    found = read(b'id,name\n1,"A\nB",x,y\n2,C\n', COMMAS)
    assert [(line.number, line.raw, line.fault) for line in found] == [
        (2, '1,"A\nB",x,y', "It has 4 columns where 2 should be."),
        (4, "2,C", None),
    ]


@pytest.mark.parametrize(
    ("cell", "fault"),
    [(b"\x00", "Byte 3 of the line is NUL, which no text has."), (b"\xff", "Byte 3 of the line (0xFF) is not UTF-8.")],
)
def test_what_is_no_text_is_a_fault_between_commas_too(cell, fault):
    assert [line.fault for line in read(b"id,name\n1," + cell + b"\n2,B\n", COMMAS)] == [fault, None]


def test_a_cell_may_be_longer_than_the_module_allows_by_itself():
    (row,) = good(b'id,name\n1,"' + b"x" * 500_000 + b'"\n', COMMAS)
    assert len(row["name"]) == 500_000


# An object a line


def test_an_object_a_line_is_given_as_it_is():
    assert read(b'{"id": "1"}\n\n{"id": 2}\n', Lines()) == [
        (1, '{"id": "1"}', {"json": '{"id": "1"}'}, None),
        (3, '{"id": 2}', {"json": '{"id": 2}'}, None),
    ]


def test_a_file_that_does_not_begin_with_an_object_is_another_layout():
    with pytest.raises(Unfit):
        read(b"id,name\n", Lines())


# GeoJSON

PRETTY = b"""{
  "type": "FeatureCollection", "total": 12, "crs": {"features": [1]},
  "features": [
    {"type": "Feature", "geometry": null, "properties": {"id": 007e1, "name": "A"}},
    {"type": "Feature", "geometry": null,
     "properties": {"id": 1.50, "name": null, "more": true}}
  ],
  "links": []
}
"""


def test_features_give_their_properties_with_numbers_as_they_are_written():
    data = PRETTY.replace(b"007e1", b"7e1")
    found = read(data, FEATURES)
    assert [(line.number, line.row) for line in found] == [
        (4, {"id": "7e1", "name": "A"}),
        (5, {"id": "1.50", "name": ""}),
    ]
    assert found[1].raw.endswith('"name": null, "more": true}}')


def test_features_are_the_same_however_the_file_falls_into_blocks(monkeypatch):
    data = PRETTY.replace(b"007e1", b"71").replace(b'"A"', '"É"'.encode())
    at_once = read(data, FEATURES)
    for size in (1, 2, 5, 31):
        small = content(data)
        monkeypatch.setattr(small, "read", lambda most, size=size, read=small.read: read(size))
        assert list(rows(small, FEATURES)) == at_once


@pytest.mark.parametrize(
    ("feature", "fault"),
    [
        (b"7", "It is no feature with properties."),
        (b'{"properties": null}', "It is no feature with properties."),
        (b'{"properties": {"id": 1}}', "It lacks the properties name."),
        (b'{"properties": {"id": 1, "name": "\xff"}}', "Byte 35 of the feature (0xFF) is not UTF-8."),
        (b'{"properties": {"id": 1, "name": "\\u0000"}}', "name holds NUL or half a character."),
        (b'{"properties": {"id": 1, "name": "\\ud83d"}}', "name holds NUL or half a character."),
    ],
)
def test_a_feature_that_is_no_row_is_a_fault(feature, fault):
    assert [line.fault for line in read(b'{"features": [' + feature + b"]}", FEATURES)] == [fault]


@pytest.mark.parametrize("data", [b"id,name\n", b"[]", b"{}", b'{"a": 1}', b'{"features": 1}', b"{", b'{"a": 1, 2: 3}'])
def test_a_file_without_features_is_another_layout(data):
    with pytest.raises(Unfit):
        read(data, FEATURES)


@pytest.mark.parametrize(
    ("rest", "reason"),
    [
        (b',\n{"properties"', "line 2 on: Expecting ':' delimiter"),
        (b"\n{}]}", "line 2 on: a comma or the end of the list should be"),
        (b"]\n", "line 2 on: the end of the file should be"),
        (b"]}\n{}", "line 2 on: the end of the file should be"),
    ],
)
def test_what_is_no_geojson_ends_the_reading_where_it_is(rest, reason):
    found = rows(content(b'{"features": [{"properties": {"id": 1, "name": 2}}' + rest), FEATURES)
    assert next(found).row == {"id": "1", "name": "2"}
    with pytest.raises(BadFile, match=reason):
        next(found)


# Anything

PIECES = (b"1", b"\t", b",", b'"', b'""', b"\n", b"\r\n", b"\r", b"\x00", b"\xe9", "É".encode(), b" ", b"{", b"}", b"A")
ANYTHING = st.lists(st.sampled_from(PIECES), max_size=60).map(b"".join)


def bytes_of(text):
    return text.replace("\r", "").encode("utf-8", "surrogateescape")


@pytest.mark.parametrize(("layout", "first"), [(TABS, b"1\tA\n"), (COMMAS, b"1,A\n"), (Lines(), b"{}\n")])
@given(rest=ANYTHING)
def test_nothing_of_a_file_is_lost_whatever_stands_in_it(layout, first, rest):
    found = read(first + rest, layout)
    lines = (first + rest).replace(b"\r", b"").split(b"\n")
    assert b"".join(bytes_of(line.raw.replace("\n", "")) for line in found) == b"".join(lines)
    assert [bytes_of(line.raw.partition("\n")[0]) for line in found] == [lines[line.number - 1] for line in found]
    assert [line for line in found if (line.row is None) == (line.fault is None)] == []


# Much


WIDE = tuple(f"column{number}" for number in range(61))


def as_tabs(count):
    yield "\t".join(WIDE) + "\n"
    cells = "\t".join(WIDE[1:])
    yield from (f"{row}\t{cells}\n" for row in range(count))


def as_commas(count):
    yield from (line.replace("\t", ",") for line in as_tabs(count))


def as_features(count):
    yield '{"type": "FeatureCollection", "features": [{}'
    feature = json.dumps({"properties": dict.fromkeys(WIDE, "value")})
    yield from (f",\n{feature}" for _ in range(count - 1))
    yield "]}"


def resident_bytes():
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGESIZE")


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="needs /proc to tell the memory of a process")
@pytest.mark.parametrize(
    ("layout", "lines", "count"),
    [
        (Tabs(WIDE, header=True), as_tabs, 200_000),
        (Commas(WIDE), as_commas, 50_000),
        (Features(WIDE), as_features, 30_000),
    ],
    ids=["tabs", "commas", "features"],
)
def test_a_long_file_is_read_in_the_memory_of_a_short_one(tmp_path, layout, lines, count):
    with (tmp_path / "long").open("w") as stream:
        stream.writelines(lines(count))
    (file,) = files_named([str(tmp_path / "long")])
    with file.opened() as opened:
        found = rows(opened, layout)
        read_first = sum(1 for _ in islice(found, 10_000))
        early = resident_bytes()
        read_then = sum(1 for _ in found)
    assert (read_first, read_then, opened.consumed) == (10_000, count - 10_000, file.size)
    assert resident_bytes() - early < 8 << 20


def test_a_line_that_is_too_long_is_not_held():
    class Endless:
        left = 200 << 20

        def read(self, size):
            self.left -= size
            return b"x" * size if self.left > 0 else b""

    tracemalloc.start()
    (line,) = rows(Content("endless", Endless()), Tabs(("only",)))
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert "longer than 8,388,608 bytes" in str(line.fault)
    assert most < 4 * rows_module.MAX_LINE_BYTES
