"""Open what is to be read: files, patterns and standard input, plain or packed, as streams of bytes.

A file is read whole, for its hash, before any of it is used: a damaged one is found before a row of it is stored. What can
be read only once (standard input, a pipe) has no hash, and its damage shows where it is.
"""

from __future__ import annotations

import glob
import os
import stat
import sys
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from gzip import BadGzipFile, GzipFile
from hashlib import sha256
from io import BufferedReader, RawIOBase
from pathlib import Path
from typing import Protocol, cast
from zipfile import BadZipFile, ZipFile, ZipInfo

STANDARD_INPUT = "-"
BLOCK_BYTES = 1 << 18
_GZIP = b"\x1f\x8b"
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_NOT_UNPACKED = {_ZIP[0]: "zip", _ZIP[1]: "zip", b"BZh": "bzip2", b"\xfd7zXZ": "xz", b"\x28\xb5\x2f\xfd": "zstd"}
_ENCRYPTED = 0x1
_LOOKED_AT_BYTES = 1 << 10
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
_BLANKS = b"\xef\xbb\xbf \t\r\n"


class Stream(Protocol):
    """What gives bytes."""

    def read(self, size: int, /) -> bytes:
        """Give the next bytes, at most `size`; none at the end."""


class _Peekable(Stream, Protocol):
    def peek(self, size: int, /) -> bytes: ...


# Opens a stream that the stack closes.
Start = Callable[[ExitStack], Stream]
Looked = Callable[[int], None]


class BadFile(ValueError):
    """A file cannot be read: the text names it, says why and what to do."""


class Content:
    """The bytes of a file, unpacked, read once from the front. `consumed` tells how many were read."""

    def __init__(self, name: str, stream: Stream, size: int | None = None) -> None:
        self.name = name
        self.size = size
        self.consumed = 0
        self._stream = stream
        self._ahead = b""

    def read(self, size: int = BLOCK_BYTES) -> bytes:
        """Give the next bytes, at most `size`; none at the end. Raises BadFile."""
        block = self._ahead[:size] or self._next(size)
        self._ahead = self._ahead[size:]
        self.consumed += len(block)
        if not block and self.size not in (None, self.consumed):
            raise BadFile(f"{self.name} was changed while it was read; load it again.")
        return block

    def head(self, size: int) -> bytes:
        """Give the first of the bytes to come, `size` where there are as many, and take none. Raises BadFile."""
        while len(self._ahead) < size and (block := self._next(size - len(self._ahead))):
            self._ahead += block
        return self._ahead

    def _next(self, size: int) -> bytes:
        with _faults_of(self.name):
            return self._stream.read(size)


@dataclass(frozen=True, slots=True)
class File:
    """What can be opened. `size` and `sha256` are of the content, unpacked; None where it can be read only once.

    `fault` is what opening it raises, where that is known.
    """

    name: str
    size: int | None
    sha256: str | None
    start: Start
    fault: BadFile | None = None

    @contextmanager
    def opened(self) -> Iterator[Content]:
        """Open it at its first byte. Raises BadFile, also where there is nothing in it or it is no text that can be read."""
        with ExitStack() as stack:
            with _faults_of(self.name):
                stream = self.start(stack)
            content = Content(self.name, stream, self.size)
            _refuse_unlike_text(self.name, content.head(_LOOKED_AT_BYTES))
            yield content


def files_named(names: Iterable[str], looked: Looked = lambda size: None) -> list[File]:
    """Find and check the files that paths, patterns and `-` name: in their order, those of a pattern by name.

    Each file of a zip archive is one of its own. `looked` is told how many bytes were read to check them. Raises BadFile
    for the first that is missing, empty or damaged.
    """
    paths = list(dict.fromkeys(path for name in names for path in paths_of(name)))
    for path in paths:
        _refuse_unreadable(path)
    found = []
    for file in each_file(paths, looked):
        if file.fault is not None:
            raise file.fault
        found.append(file)
    return found


def each_file(names: Iterable[str], looked: Looked = lambda size: None) -> Iterator[File]:
    """Give the files that `files_named` does; what is missing, empty or damaged is among them, with its fault."""
    given: set[str] = set()
    for name in names:
        try:
            paths = [path for path in paths_of(name) if path not in given]
        except BadFile as fault:
            yield _faulty(name, fault)
            continue
        given.update(paths)
        for path in paths:
            try:
                _refuse_unreadable(path)
                yield from _files(path, looked)
            except BadFile as fault:
                yield _faulty(path, fault)


def _faulty(name: str, fault: BadFile) -> File:
    def start(_stack: ExitStack) -> Stream:
        raise fault

    return File(name, 0, sha256(str(fault).encode("utf-8", "surrogateescape")).hexdigest(), start, fault)


def paths_of(name: str) -> list[str]:
    """Give what a pattern matches, by name; what is none, as it is. Raises BadFile."""
    if name == STANDARD_INPUT or os.path.lexists(name) or not glob.has_magic(name):
        return [name]
    paths = sorted(path for path in glob.glob(name, recursive=True) if not Path(path).is_dir())
    if not paths:
        raise BadFile(f"{name} matches no file.")
    return paths


def _refuse_unreadable(path: str) -> None:
    if path == STANDARD_INPUT:
        return
    with _faults_of(path):
        mode = Path(path).stat().st_mode
        if stat.S_ISDIR(mode):
            raise BadFile(f"{path} is a folder; name the files in it: {Path(path) / '*'}")
        # To open a pipe would take its first bytes from who reads it later.
        if stat.S_ISREG(mode):
            Path(path).open("rb").close()


def _files(path: str, looked: Looked) -> Iterator[File]:
    if path == STANDARD_INPUT:
        yield File("stdin", None, None, lambda stack: _unpacked("stdin", _standard_input(stack)))
    elif not Path(path).is_file():
        yield File(path, None, None, _start_of(path))
    elif _is_zip(path):
        yield from (_checked(name, start, looked) for name, start in _members(path))
    else:
        yield _checked(path, _start_of(path), looked)


def _standard_input(stack: ExitStack) -> _Peekable:
    reader = BufferedReader(cast(RawIOBase, sys.stdin.buffer))
    # Left alone it would close what it reads, which is not ours.
    stack.callback(reader.detach)
    return reader


def _start_of(path: str) -> Start:
    return lambda stack: _unpacked(path, stack.enter_context(Path(path).open("rb")))


def _is_zip(path: str) -> bool:
    with _faults_of(path), Path(path).open("rb") as stream:
        return stream.read(len(_ZIP[0])) in _ZIP


def _members(path: str) -> Iterator[tuple[str, Start]]:
    with _faults_of(path), ZipFile(path) as archive:
        # What macOS adds to its archives describes the files and is none of them.
        members = [one for one in archive.infolist() if not one.is_dir() and not one.filename.startswith("__MACOSX/")]
    if not members:
        raise BadFile(f"{path} is an archive without a file in it.")
    for member in members:
        name = f"{path}/{member.filename}"
        if member.flag_bits & _ENCRYPTED:
            raise BadFile(f"{name} has a password; unpack the archive, and load what was in it.")
        yield name, _start_of_member(path, member, name)


def _start_of_member(path: str, member: ZipInfo, name: str) -> Start:
    def start(stack: ExitStack) -> Stream:
        archive = stack.enter_context(ZipFile(path))
        return _unpacked(name, cast(_Peekable, stack.enter_context(archive.open(member))))

    return start


def _unpacked(name: str, stream: _Peekable) -> Stream:
    first = stream.peek(len(_ZIP[0]))
    if first.startswith(_GZIP):
        return GzipFile(fileobj=cast(BufferedReader, stream))
    packed = next((kind for mark, kind in _NOT_UNPACKED.items() if first.startswith(mark)), None)
    if packed:
        raise BadFile(f"{name} is packed with {packed}, which cannot be read here; unpack it before.")
    return stream


def _checked(name: str, start: Start, looked: Looked) -> File:
    digest, size = sha256(), 0
    try:
        with File(name, None, None, start).opened() as content:
            while block := content.read():
                digest.update(block)
                size += len(block)
                looked(len(block))
    except BadFile as fault:
        return _faulty(name, fault)
    return File(name, size, digest.hexdigest(), start)


def _refuse_unlike_text(name: str, first: bytes) -> None:
    """Raise BadFile for a file that begins so: whose rows would each be rejected, or that has none."""
    if len(first) < _LOOKED_AT_BYTES and not first.strip(_BLANKS):
        raise BadFile(f"{name} is empty.")
    if not first.strip(b"\x00"):
        raise BadFile(f"{name} is binary, and begins with nothing but zeros.")
    # Without a mark it shows in Western text, whose every other byte is zero.
    zeros = abs(first[0::2].count(0) - first[1::2].count(0))
    if first.startswith(_UTF_16) or 4 * zeros > len(first):
        raise BadFile(f"{name} is UTF-16; convert it to UTF-8: iconv -f UTF-16 -t UTF-8")


@contextmanager
def _faults_of(name: str) -> Iterator[None]:
    try:
        yield
    except FileNotFoundError:
        raise BadFile(f"{name}: there is no such file.") from None
    except EOFError:
        raise BadFile(f"{name} is cut short: the packed data ends too early; fetch it again.") from None
    except (BadGzipFile, BadZipFile, zlib.error) as error:
        raise BadFile(f"{name} is damaged or cut short ({error}); fetch it again.") from None
    except NotImplementedError as error:
        raise BadFile(f"{name} is packed in a way that cannot be read here ({error}); unpack it before.") from None
    except OSError as error:
        raise BadFile(f"{name} cannot be read: {error.strerror or error}.") from None
