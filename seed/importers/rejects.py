"""Keep the rows that could not be loaded, each with its reason and its text, so that they can be mended and loaded again."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from os.path import realpath
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from seed.importers.files import BadFile
from seed.importers.rows import Line


class TooManyRejects(ValueError):
    """More rows were rejected than the load was allowed."""


class Rejects:
    """A file of rejects beside each load, NDJSON: `{"file", "line", "reason", "raw"}`. Made when there is one to keep.

    `raw` is the text of the row. A byte that is not UTF-8 stands there as the escape \\udcXX, so that in Python
    `raw.encode("utf-8", "surrogateescape")` gives the row as it was. `path` is where all go, else those of each file go to
    one named after it in the working folder. `most` is how many may come before TooManyRejects is raised. `first` says of
    the first one where it was and why.
    """

    def __init__(self, path: Path | None = None, most: int | None = None) -> None:
        self.count = 0
        self.first: str | None = None
        self.paths: list[Path] = []
        self._begun: set[Path] = set()
        self._path = path
        self._most = most
        self._stream: IO[bytes] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self._stream:
            self._stream.close()

    def go_on(self, rejected: Mapping[str, int | None]) -> None:
        """Keep of each file as many lines as an earlier load had rejected for good before it was stopped; None: there is none.

        A line is written before its transaction is committed: of a load that was killed there may be more, which come again.
        Raises BadFile where a file of rejects cannot be cut back.
        """
        lines = {realpath(file): number or 0 for file, number in rejected.items()}
        for path in {self._path_of(file) for file, number in rejected.items() if number is not None}:
            self._begun.add(path)
            if path.is_file():
                try:
                    _cut_back(path, lines)
                except OSError as error:
                    raise _cannot_write(path, error) from None

    def add(self, file: str, line: Line, reason: str) -> None:
        """Keep a row that was rejected. Raises BadFile where it cannot be written, and TooManyRejects."""
        entry = {"file": file, "line": line.number, "reason": reason, "raw": line.raw}
        self.first = self.first or f"{file}, row {line.number:,}: {reason}"
        path = self._path_of(file)
        try:
            self._opened(path).write(json.dumps(entry, ensure_ascii=False).encode("utf-8", "backslashreplace") + b"\n")
        except OSError as error:
            raise _cannot_write(path, error) from None
        self.count += 1
        if self._most is not None and self.count > self._most:
            rows = "1 row was" if self._most == 1 else f"{self._most:,} rows were"
            raise TooManyRejects(f"{file}, line {line.number}: {reason} More than {rows} rejected.")

    def _path_of(self, file: str) -> Path:
        return self._path or Path(f"{Path(file).name}.rejects.ndjson")

    def _opened(self, path: Path) -> IO[bytes]:
        if self._stream and self._stream.name == str(path):
            return self._stream
        if self._stream:
            self._stream.close()
        # Nothing is held back: what was rejected before a load was killed is there.
        self._stream = path.open("ab" if path in self._begun else "wb", buffering=0)
        self._begun.add(path)
        self.paths += [path] if path not in self.paths else []
        return self._stream


def _cannot_write(path: Path, error: OSError) -> BadFile:
    return BadFile(
        f"{path} cannot be written: {error.strerror}. Rejected rows are kept there; --rejects names another file."
    )


def _cut_back(path: Path, lines: Mapping[str, int]) -> None:
    """Leave the first so many lines of each file that is named, and all lines of others."""
    seen: Counter[str] = Counter()
    # What is written is never ahead of what is read.
    with path.open("rb") as before, path.open("r+b") as after:
        for line in before:
            file = _file_of(line)
            seen[file] += 1
            if line.endswith(b"\n") and seen[file] <= lines.get(file, seen[file]):
                after.write(line)
        after.truncate()


def _file_of(line: bytes) -> str:
    """Tell which file a line is of, however it was named; empty for what is no line of ours."""
    try:
        return realpath(str(json.loads(line)["file"]))
    except (ValueError, KeyError, TypeError):
        return ""
