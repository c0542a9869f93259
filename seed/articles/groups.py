"""Put what is to be loaded into groups, each of which is one load: it has one hash, and goes on where it was stopped."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256

from seed.articles.pieces import LOOKED_AT_BYTES, Form, Piece, form_of, pieces, unreadable
from seed.importers.files import BadFile, File

# Tells that so many more bytes are read.
Consumed = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Group:
    """Articles that are loaded as one. `names` tells of each, by its number, which file it was; None where all are of `name`.

    `pieces` gives the articles after the first so many. `sha256` is empty where they can be read only once.
    """

    name: str
    sha256: str
    pieces: Callable[[int, Consumed], Iterator[Piece]]
    names: Sequence[str] | None = None
    size: int | None = None
    files: int = 1

    def name_of(self, number: int) -> str:
        """Name the file of an article."""
        return self.name if self.names is None else self.names[number - 1]


def groups_of(files: Iterable[File]) -> list[Group]:
    """Group files: each one of lines is a load of its own, all others are one together."""
    alone: list[File] = []
    found = []
    for file in files:
        if file.fault is None and (file.sha256 is None or _form(file) is Form.LINE):
            found.append(_of_lines(file))
        else:
            alone.append(file)
    return ([_of_files(alone)] if alone else []) + found


def _form(file: File) -> Form:
    with file.opened() as content:
        return form_of(file.name, content.head(LOOKED_AT_BYTES))


def _of_lines(file: File) -> Group:
    def read(skip: int, consumed: Consumed) -> Iterator[Piece]:
        with file.opened() as content:
            before = 0
            for piece in pieces(content, skip):
                consumed(content.consumed - before)
                before = content.consumed
                yield piece

    return Group(file.name, file.sha256 or "", read, size=file.size)


def _whole(file: File) -> Iterator[Piece]:
    """Give what a file is, or why it cannot be read."""
    try:
        with file.opened() as content:
            yield from pieces(content)
    except BadFile as fault:
        yield unreadable(str(fault))


def _of_files(files: Sequence[File]) -> Group:
    def read(skip: int, consumed: Consumed) -> Iterator[Piece]:
        for number, file in enumerate(files[skip:], skip + 1):
            for piece in _whole(file):
                yield replace(piece, line=piece.line._replace(number=number))
            consumed(file.size or 0)

    digest = sha256("".join(f"{file.name}\n{file.sha256}\n" for file in files).encode("utf-8", "surrogateescape"))
    name = files[0].name if len(files) == 1 else f"{files[0].name} and {len(files) - 1:,} more"
    return Group(
        name, digest.hexdigest(), read, [file.name for file in files], sum(file.size or 0 for file in files), len(files)
    )
