"""Keep the rows that could not be loaded, each with its reason and its text, so that they can be mended and loaded again."""

from __future__ import annotations

import json
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
    one named after it in the working folder. `most` is how many may come before TooManyRejects is raised.
    """

    def __init__(self, path: Path | None = None, most: int | None = None) -> None:
        self.count = 0
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

    def go_on(self, file: str) -> None:
        """Keep what an earlier load of this file rejected before it was stopped."""
        self._begun.add(self._path_of(file))

    def add(self, file: str, line: Line, reason: str) -> None:
        """Keep a row that was rejected. Raises BadFile where it cannot be written, and TooManyRejects."""
        entry = {"file": file, "line": line.number, "reason": reason, "raw": line.raw}
        path = self._path_of(file)
        try:
            self._opened(path).write(json.dumps(entry, ensure_ascii=False).encode("utf-8", "backslashreplace") + b"\n")
        except OSError as error:
            raise BadFile(
                f"{path} cannot be written: {error.strerror}. Rejected rows are kept there; --rejects names another file."
            ) from None
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
