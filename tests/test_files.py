"""Files as they are found and opened: plain or packed, sound or broken."""

from __future__ import annotations

import gzip
import os
import sys
import threading
import zipfile
from hashlib import sha256
from io import BytesIO, TextIOWrapper
from pathlib import Path

import pytest

from seed.importers.files import BadFile, Content, each_file, files_named
from seed.importers.format import Tabs
from seed.importers.rows import rows

TABS = Tabs(("id", "name"))


def content(data: bytes) -> Content:
    return Content("some.tsv", BytesIO(data))


def whole(*names):
    """Give the names and the bytes of what these names find."""
    found = []
    for file in files_named(map(str, names)):
        with file.opened() as opened:
            found.append((file.name, b"".join(iter(opened.read, b""))))
    return found


def refusal(*names) -> str:
    with pytest.raises(BadFile) as bad:
        whole(*names)
    return str(bad.value)


def test_a_file_is_told_by_name_size_and_hash(tmp_path):
    path = tmp_path / "a.tsv"
    path.write_bytes(b"1\tA\n")
    (file,) = files_named([str(path)])
    assert (file.name, file.size, file.sha256) == (str(path), 4, sha256(b"1\tA\n").hexdigest())


def test_a_packed_file_is_the_same_as_what_is_in_it(tmp_path):
    (tmp_path / "a.tsv.gz").write_bytes(gzip.compress(b"1\tA\n"))
    (file,) = files_named([str(tmp_path / "a.tsv.gz")])
    assert (file.size, file.sha256) == (4, sha256(b"1\tA\n").hexdigest())
    assert whole(tmp_path / "a.tsv.gz") == [(file.name, b"1\tA\n")]


def test_a_packed_file_is_known_by_its_first_bytes_whatever_its_name(tmp_path):
    (tmp_path / "a.tsv").write_bytes(gzip.compress(b"1\tA\n") + gzip.compress(b"2\tB\n"))
    assert whole(tmp_path / "a.tsv") == [(str(tmp_path / "a.tsv"), b"1\tA\n2\tB\n")]


def test_each_file_of_an_archive_is_one_of_its_own(tmp_path):
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("folder/", "")
        archive.writestr("folder/b.tsv", "1\tA\n")
        archive.writestr("__MACOSX/folder/._b.tsv", "about b")
        archive.writestr("c.tsv.gz", gzip.compress(b"2\tB\n"))
    assert whole(path) == [(f"{path}/folder/b.tsv", b"1\tA\n"), (f"{path}/c.tsv.gz", b"2\tB\n")]


def test_a_pattern_gives_its_files_in_the_order_of_their_names_and_no_folder(tmp_path):
    (tmp_path / "b.tsv").write_text("b")
    (tmp_path / "a.tsv").write_text("a")
    (tmp_path / "c.tsv").mkdir()
    assert [data for _, data in whole(tmp_path / "*.tsv")] == [b"a", b"b"]


def test_a_file_named_twice_is_read_once(tmp_path):
    (tmp_path / "a.tsv").write_text("a")
    assert len(whole(tmp_path / "a.tsv", tmp_path / "*.tsv")) == 1


def test_a_file_whose_name_looks_like_a_pattern_is_that_file(tmp_path):
    (tmp_path / "a[1].tsv").write_text("a")
    assert whole(tmp_path / "a[1].tsv") == [(str(tmp_path / "a[1].tsv"), b"a")]


@pytest.mark.parametrize("given", [b"1\tA\n", gzip.compress(b"1\tA\n")], ids=["plain", "packed"])
def test_standard_input_is_read_once_and_has_no_hash(given, monkeypatch):
    monkeypatch.setattr(sys, "stdin", TextIOWrapper(BytesIO(given)))
    (file,) = files_named(["-"])
    assert (file.name, file.size, file.sha256) == ("stdin", None, None)
    with file.opened() as opened:
        assert (opened.head(100), opened.read(), opened.read()) == (b"1\tA\n", b"1\tA\n", b"")
    assert not sys.stdin.closed


def test_a_pipe_is_read_once_and_has_no_hash(tmp_path):
    path = tmp_path / "pipe"
    os.mkfifo(path)
    writing = threading.Thread(target=path.write_bytes, args=(b"1\tA\n",))
    writing.start()
    assert whole(path) == [(str(path), b"1\tA\n")]
    writing.join()


def test_what_was_looked_at_is_told_in_bytes(tmp_path):
    (tmp_path / "a.tsv").write_bytes(b"x" * 600_000)
    looked: list[int] = []
    files_named([str(tmp_path / "a.tsv")], looked.append)
    assert sum(looked) == 600_000
    assert len(looked) > 1


def test_the_head_is_looked_at_without_being_taken():
    opened = content(b"abcdef")
    assert (opened.head(4), opened.consumed) == (b"abcd", 0)
    assert (opened.read(3), opened.read(3), opened.read(3), opened.consumed) == (b"abc", b"d", b"ef", 6)


# Files that cannot be read


def test_a_file_that_is_not_there_is_refused(tmp_path):
    assert refusal(tmp_path / "none.tsv") == f"{tmp_path}/none.tsv: there is no such file."


def test_a_folder_is_refused(tmp_path):
    assert refusal(tmp_path) == f"{tmp_path} is a folder; name the files in it: {tmp_path}/*"


def test_a_pattern_that_finds_nothing_is_refused(tmp_path):
    assert refusal(tmp_path / "*.csv") == f"{tmp_path}/*.csv matches no file."


EMPTY = [b"", gzip.compress(b""), b"\xef\xbb\xbf\r\n\n"]


@pytest.mark.parametrize("data", EMPTY, ids=["plain", "packed", "blank"])
def test_an_empty_file_is_refused(tmp_path, data):
    (tmp_path / "a.tsv").write_bytes(data)
    assert refusal(tmp_path / "a.tsv") == f"{tmp_path}/a.tsv is empty."


@pytest.mark.parametrize("data", EMPTY, ids=["plain", "packed", "blank"])
def test_empty_standard_input_is_refused(monkeypatch, data):
    monkeypatch.setattr(sys, "stdin", TextIOWrapper(BytesIO(data)))
    assert refusal("-") == "stdin is empty."


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("text", ["id\tname\r\n", "1\tA\n" * 2_000])
def test_what_is_utf_16_is_refused_at_once(tmp_path, encoding, text):
    (tmp_path / "a.tsv").write_bytes(text.encode(encoding))
    said = f"{tmp_path}/a.tsv is UTF-16; convert it to UTF-8: iconv -f UTF-16 -t UTF-8"
    assert refusal(tmp_path / "a.tsv") == said


@pytest.mark.parametrize("data", [b"1\tA\x00B\n", bytes(500) + b"1\tA\n" * 250, "é\tÿþ\n".encode("latin-1")])
def test_a_zero_here_and_there_is_no_utf_16(tmp_path, data):
    (tmp_path / "a.tsv").write_bytes(data)
    assert whole(tmp_path / "a.tsv")


@pytest.mark.parametrize("size", [1, 3, 5_000])
def test_nothing_but_zeros_is_binary(tmp_path, size):
    (tmp_path / "a.tsv").write_bytes(bytes(size))
    assert refusal(tmp_path / "a.tsv") == f"{tmp_path}/a.tsv is binary, and begins with nothing but zeros."


def test_what_cannot_be_read_is_kept_among_the_others_with_its_fault(tmp_path):
    (tmp_path / "a.tsv").write_bytes(b"1\tA\n")
    with zipfile.ZipFile(tmp_path / "b.zip", "w") as archive:
        archive.writestr("c.tsv", "")
        archive.writestr("d.tsv", "2\tB\n")
    names = [str(tmp_path / name) for name in ("none.tsv", "*.csv", "b.zip", "a.tsv", "none.tsv")]
    assert [(Path(file.name).name, file.fault and str(file.fault)) for file in each_file(names)] == [
        ("none.tsv", f"{tmp_path}/none.tsv: there is no such file."),
        ("*.csv", f"{tmp_path}/*.csv matches no file."),
        ("c.tsv", f"{tmp_path}/b.zip/c.tsv is empty."),
        ("d.tsv", None),
        ("a.tsv", None),
    ]


def test_a_packed_file_that_is_cut_short_is_refused_before_it_is_opened(tmp_path):
    (tmp_path / "a.gz").write_bytes(gzip.compress(os.urandom(1_000_000))[:500_000])
    with pytest.raises(BadFile, match=r"a\.gz is cut short: the packed data ends too early; fetch it again\.$"):
        files_named([str(tmp_path / "a.gz")])


def test_a_packed_file_that_is_damaged_is_refused(tmp_path):
    data = bytearray(gzip.compress(os.urandom(100_000)))
    data[-6] ^= 255
    (tmp_path / "a.gz").write_bytes(data)
    assert refusal(tmp_path / "a.gz").startswith(f"{tmp_path}/a.gz is damaged or cut short (CRC check failed")


def test_an_archive_that_is_cut_short_is_refused(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("b.tsv", os.urandom(1000))
    (tmp_path / "a.zip").write_bytes((tmp_path / "a.zip").read_bytes()[:500])
    assert refusal(tmp_path / "a.zip").startswith(f"{tmp_path}/a.zip is damaged or cut short")


def test_an_archive_whose_file_is_damaged_is_refused(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("b.tsv", "1\tA\n")
    (tmp_path / "a.zip").write_bytes((tmp_path / "a.zip").read_bytes().replace(b"1\tA\n", b"1\tB\n"))
    assert refusal(tmp_path / "a.zip").startswith(f"{tmp_path}/a.zip/b.tsv is damaged or cut short (Bad CRC-32")


def test_an_archive_with_a_password_is_refused(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("b.tsv", "1\tA\n")
    data = bytearray((tmp_path / "a.zip").read_bytes())
    # The mark of encryption, in the header of the file and in the archive's directory.
    data[data.index(b"PK\x03\x04") + 6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    (tmp_path / "a.zip").write_bytes(data)
    assert refusal(tmp_path / "a.zip") == (
        f"{tmp_path}/a.zip/b.tsv has a password; unpack the archive, and load what was in it."
    )


def test_an_archive_without_a_file_is_refused(tmp_path):
    zipfile.ZipFile(tmp_path / "a.zip", "w").close()
    assert refusal(tmp_path / "a.zip") == f"{tmp_path}/a.zip is an archive without a file in it."


@pytest.mark.parametrize(
    ("begins", "kind"), [(b"BZh91AY", "bzip2"), (b"\xfd7zXZ\x00", "xz"), (b"\x28\xb5\x2f\xfd", "zstd")]
)
def test_a_file_that_is_packed_otherwise_is_refused(tmp_path, begins, kind):
    (tmp_path / "a").write_bytes(begins + b"...")
    assert (
        refusal(tmp_path / "a") == f"{tmp_path}/a is packed with {kind}, which cannot be read here; unpack it before."
    )


def test_an_archive_on_standard_input_is_refused(monkeypatch):
    monkeypatch.setattr(sys, "stdin", TextIOWrapper(BytesIO(b"PK\x03\x04...")))
    assert refusal("-") == "stdin is packed with zip, which cannot be read here; unpack it before."


def test_a_file_that_is_changed_while_it_is_read_is_refused(tmp_path):
    (tmp_path / "a.tsv").write_text("1\tA\n")
    (file,) = files_named([str(tmp_path / "a.tsv")])
    (tmp_path / "a.tsv").write_text("1\tA\n2\tB\n")
    with file.opened() as opened, pytest.raises(BadFile, match="was changed while it was read"):
        list(rows(opened, TABS))
