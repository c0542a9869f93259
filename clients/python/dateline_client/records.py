"""What a question finds: records one by one, or as a frame."""

from __future__ import annotations

import json
import warnings
from collections.abc import Iterable, Iterator, Mapping, Sequence
from importlib import import_module
from itertools import islice
from typing import TYPE_CHECKING, Any, Literal, overload

import httpx

from dateline_client.connection import Connection, no_dateline
from dateline_client.problems import DatelineError, DatelineWarning, TooMany
from dateline_client.questions import Written

if TYPE_CHECKING:
    import pandas
    import polars

Record = dict[str, Any]
Columns = dict[str, list[Any]]
Library = Literal["pandas", "polars"]
PAGE = 200
# What changes the columns of an export and not which records are in it.
SHAPING = ("fields", "explode")


class Answer:
    """What a question finds. Nothing is asked before it is read, and it is asked anew each time that it is read."""

    def __init__(self, connection: Connection, path: str, question: Written, limit: int | None = None) -> None:
        if limit is not None and (not isinstance(limit, int) or limit < 1):
            raise ValueError(f"limit: takes a whole number from 1, not {limit!r}.")
        self._connection = connection
        self._path = path
        self._question = question
        self._limit = limit

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {httpx.URL(self._path, params=self._question)}>"

    def __iter__(self) -> Iterator[Record]:
        """Walk from page to page; the next is asked for when this one was read."""
        return islice(self._walked(), self._limit)

    def _walked(self) -> Iterator[Record]:
        page = self._page(self._question if "sample" in self._question else self._question | self._paging())
        yield from page["data"]
        while following := page["links"]["next"]:
            page = self._connection.json(following)
            yield from page["data"]

    def _paging(self) -> Written:
        return {"limit": str(min(self._limit or PAGE, PAGE))}

    def _page(self, question: Written) -> Any:
        """Ask for the first page, and pass on what the server warns of."""
        page = self._connection.json(self._path, question)
        if not isinstance(page, dict) or not {"data", "meta"} <= page.keys():
            raise no_dateline(self._path)
        for warning in page["meta"].get("warnings", ()):
            _warn(warning)
        return page

    @overload
    def frame(self, library: Literal["pandas"] = "pandas") -> pandas.DataFrame: ...

    @overload
    def frame(self, library: Literal["polars"]) -> polars.DataFrame: ...

    def frame(self, library: Library = "pandas") -> Any:
        """Give all of it as a frame of pandas or polars. Codes, dates and instants are text, as the API writes them."""
        frames = _imported(library)
        columns = self._columns()
        return frames.DataFrame(columns) if library == "pandas" else frames.DataFrame(columns, strict=False)

    def _columns(self) -> Columns:
        raise NotImplementedError


class Records(Answer):
    """Records of a collection. A frame of them has the flat columns of exports, of which `fields` chooses some."""

    def _columns(self) -> Columns:
        export = f"{self._path}/export"
        limit: Written = {} if self._limit is None else {"limit": str(self._limit)}
        # The server alone knows its columns: CSV names them in its first line, NDJSON keeps numbers and text apart.
        shape = {name: value for name, value in self._question.items() if name in SHAPING}
        with self._connection.stream(export, shape | {"format": "csv", "limit": "1"}) as answer:
            if answer.headers.get("Content-Type", "").partition(";")[0] != "text/csv":
                raise no_dateline(answer.url)
            names = next(_lines(answer)).decode().strip().split(",")
        flat = self._question if "explode" in self._question else {"fields": ",".join(names)} | self._question
        with self._connection.stream(export, flat | limit | {"format": "ndjson"}) as answer:
            self._check(answer)
            columns = _gathered(names, map(json.loads, _lines(answer)))
        if not any(columns.values()):
            self._warn_of_nothing()
        return columns

    def _check(self, answer: httpx.Response) -> None:
        if answer.headers.get("Dateline-Cut") == "true" and self._limit is None:
            raise TooMany(
                "More records match than this server gives at once. Ask in parts, by date; or say how many with limit=."
            )
        if left_out := answer.headers.get("Dateline-Left-Out"):
            _warn(f"Left out, for this needs a key: {left_out}.")

    def _warn_of_nothing(self) -> None:
        """Let the list say why nothing is found: an export has no room for it."""
        filters = {name: value for name, value in self._question.items() if name not in SHAPING}
        self._page(filters | {"limit": "1"})


class Rows(Answer):
    """Rows of an aggregate or of the graph: flat already."""

    def _walked(self) -> Iterator[Record]:
        yield from self._page(self._question)["data"]

    def _columns(self) -> Columns:
        rows = list(self)
        return _gathered(list(rows[0]) if rows else [], rows)


def _gathered(names: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> Columns:
    columns: Columns = {name: [] for name in names}
    for row in rows:
        for name, values in columns.items():
            values.append(row[name])
    return columns


def _lines(answer: httpx.Response) -> Iterator[bytes]:
    """Part at line feeds alone: texts hold other characters at which Python would end a line."""
    rest = b""
    for piece in answer.iter_bytes():
        *whole, rest = (rest + piece).split(b"\n")
        yield from whole


def _imported(library: str) -> Any:
    if library not in ("pandas", "polars"):
        raise ValueError(f"frame: takes 'pandas' or 'polars', not {library!r}.")
    try:
        return import_module(library)
    except ModuleNotFoundError:
        raise DatelineError(
            f"{library} is not installed; to install it: pip install 'dateline-client[{library}]'"
        ) from None


def _warn(text: str) -> None:
    warnings.warn(text, DatelineWarning, stacklevel=4)
