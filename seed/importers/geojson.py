"""Read the features of a GeoJSON file one after the other, each with its text and where it begins."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from json import JSONDecodeError, JSONDecoder
from typing import Any, NoReturn

from seed.importers.files import BLOCK_BYTES, BadFile, Content

_BLANK = re.compile(r"[ \t\r\n]*")


class NoFeatures(ValueError):
    """The file is no object with a list of features."""


def features_in(content: Content, longest: int) -> Iterator[tuple[int, str, Any]]:
    """Give each feature as the number of its line, its text and its value, numbers as the text that they are written in.

    Bytes that are not UTF-8 stand as `surrogateescape` writes them. Raises NoFeatures before the first, and BadFile where
    what follows is no JSON or a value is longer than `longest`.
    """
    reader = _Reader(content, longest)
    if not _reach_features(reader):
        raise NoFeatures
    while not reader.takes("]"):
        number = reader.number
        raw, feature = reader.value()
        yield number, raw, feature
        if not reader.takes(",") and reader.next_character() != "]":
            reader.refuse("a comma or the end of the list should be")
    while reader.takes(","):
        _name(reader)
        reader.value()
    if not reader.takes("}") or reader.next_character():
        reader.refuse("the end of the file should be")


def _reach_features(reader: _Reader) -> bool:
    """Pass what stands before the list of features; False where there is none."""
    if not reader.takes("{"):
        return False
    while reader.next_character() == '"':
        if _name(reader) == "features":
            return reader.takes("[")
        reader.value()
        if not reader.takes(","):
            return False
    return False


def _name(reader: _Reader) -> Any:
    _, name = reader.value()
    if not reader.takes(":"):
        reader.refuse("a colon should be")
    return name


class _Reader:
    """JSON read value by value from a window of text that moves along the file. `number` is the line where it stands."""

    def __init__(self, content: Content, longest: int) -> None:
        self.number = 1
        self._content = content
        self._longest = longest
        self._decoder = codecs.getincrementaldecoder("utf-8-sig")("surrogateescape")
        self._json = JSONDecoder(parse_float=str, parse_int=str, strict=False)
        self._text = ""
        self._at = 0
        self._ended = False

    def next_character(self) -> str:
        """Pass blanks and tell what follows: nothing at the end of the file."""
        while True:
            match = _BLANK.match(self._text, self._at)
            self._move(match.end() if match else self._at)
            if self._at < len(self._text) or not self._read():
                return self._text[self._at : self._at + 1]

    def takes(self, character: str) -> bool:
        """Pass this character if it is what follows."""
        follows = self.next_character() == character
        self._move(self._at + follows)
        return follows

    def value(self) -> tuple[str, Any]:
        """Pass a value; gives its text and what it means. Raises BadFile."""
        self.next_character()
        while True:
            try:
                value, end = self._json.raw_decode(self._text, self._at)
            except (JSONDecodeError, RecursionError) as error:
                if not self._read():
                    self.refuse(self._reason(error))
            else:
                # A number that ends where the window does may go on in what follows.
                if end < len(self._text) or not self._read():
                    raw = self._text[self._at : end]
                    self._move(end)
                    return raw, value

    def refuse(self, reason: str) -> NoReturn:
        """Raise BadFile for what stands here."""
        raise BadFile(f"{self._content.name} is not GeoJSON from line {self.number} on: {reason}.")

    def _reason(self, error: Exception) -> str:
        reason = error.msg if isinstance(error, JSONDecodeError) else str(error)
        return reason if self._ended else f"{reason}, or a value is longer than {self._longest:,} characters"

    def _move(self, to: int) -> None:
        self.number += self._text.count("\n", self._at, to)
        self._at = to

    def _read(self) -> bool:
        """Read on; False at the end of the file, and where the value is too long already."""
        kept = self._text[self._at :]
        if self._ended or len(kept) > self._longest:
            return False
        block = self._content.read(max(BLOCK_BYTES, len(kept)))
        self._ended = not block
        self._text, self._at = kept + self._decoder.decode(block, self._ended), 0
        return not self._ended
