"""Make of what is brought an article that can be extracted from, or say why it cannot be one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, time
from functools import cache
from typing import Any

import orjson
from marshmallow import ValidationError

from schemas.interchange import LineSchema
from schemas.interchange_fields import INDEXED_BYTES, Matching, Name, Several, Text, is_day
from schemas.interchange_fields import Moment as MomentField
from seed.articles.pieces import Form, Known, Piece
from seed.extract import language
from seed.extract.findings import Submitted
from seed.extract.layout import laid_out
from seed.extract.reading import too_long
from seed.extract.times import dated_line
from seed.importers.format import BadRow

_MARKUP = re.compile(r"\s*<(?:\?xml|!DOCTYPE|!--|[A-Za-z][\w:.-]*(?:\s[^<>]*)?/?>)")
_ARRAY = re.compile(r"\s*\[\s*(?:\{|\[|\])")


class ArticleInput(LineSchema):
    """An article as a line of NDJSON."""

    text = Text("Its text.", required=True)
    published = MomentField("When it was published: an instant, or a day.")
    published_precision = Matching("How exactly that is known.", "day|instant", "day or instant")
    title = Text("Its title.", most=INDEXED_BYTES)
    url = Text("Its address.", most=INDEXED_BYTES)
    publisher = Name("Who published it.")
    authors = Several(Text(""), "Who wrote it, in order.")

    def spelt_out(self, given: dict[str, Any]) -> dict[str, Any]:
        """Take a day for its first instant."""
        day = given.get("published")
        precision = "day" if is_day(day) else "instant"
        return {"published_precision": precision} | given | ({"published": f"{day}T00:00:00Z"} if is_day(day) else {})


def submitted(piece: Piece, known: Known) -> Submitted:
    """Read a piece into an article. Raises BadRow.

    What it says of itself counts, then what its feed says of it, then what is known of all. Of a text that says nowhere when
    it was published, its file's name may.
    """
    if piece.line.fault:
        raise BadRow(piece.line.fault)
    found = _READ[piece.form](piece)
    _refuse(found.text)
    said = _with(_with(found, piece.known), known)
    if said.published is None and piece.day is not None and dated_line(laid_out(said).date_line) is None:
        return replace(said, published=datetime.combine(piece.day, time(), UTC), published_precision="day")
    return said


def _with(found: Submitted, known: Known) -> Submitted:
    dated = found.published is not None
    return replace(
        found,
        published=found.published if dated else known.published,
        published_precision=found.published_precision if dated else known.published_precision,
        title=found.title or known.title,
        url=found.url or known.url,
        publisher=found.publisher or known.publisher,
    )


def fault_of_program(error: Exception) -> str:
    """Say of an article that reading it went wrong, so that it is found again."""
    return f"It could not be read, by a fault of this program: {type(error).__name__}: {error}."


def moment(written: str) -> tuple[datetime, str]:
    """Read a day or an instant, with its precision. Raises ValidationError."""
    if is_day(written):
        return MomentField("").read(f"{written}T00:00:00Z"), "day"
    return MomentField("").read(written), "instant"


def _refuse(text: str) -> None:
    if not text.strip():
        raise BadRow("The text is empty.")
    if _MARKUP.match(text):
        raise BadRow("It is XML or another markup, and neither a page nor a text; of a feed name the address.")
    if _ARRAY.match(text):
        raise BadRow("It is one list in JSON; write its articles a line each: jq -c '.[]'")
    if "\x00" in text:
        raise BadRow(f"Character {text.index(chr(0)) + 1:,} is NUL, which no text has; it is a binary file.")
    if fault := too_long(text) or language.fault(text):
        raise BadRow(fault)


def _of_text(piece: Piece) -> Submitted:
    try:
        return Submitted(piece.content.decode("utf-8-sig"), url=piece.url)
    except UnicodeDecodeError as error:
        at = error.start
        raise BadRow(
            f"Byte {at + 1:,} (0x{piece.content[at]:02X}) is not UTF-8: it is a binary file, or a text to be converted "
            "(iconv -t UTF-8)."
        ) from None


def _of_page(piece: Piece) -> Submitted:
    # What reads pages takes long to be imported, and most articles are none.
    from seed.articles.pages import page

    return page(piece.content, piece.url)


def _of_line(piece: Piece) -> Submitted:
    try:
        given = orjson.loads(piece.line.raw)
    except orjson.JSONDecodeError as error:
        raise BadRow(f"It is not JSON: {error}.") from None
    if not isinstance(given, dict):
        raise BadRow('It is no object, which {"text": "…"} is.')
    try:
        said = _schema().load(given)
    except ValidationError as error:
        raise BadRow(" ".join(_faults(error.messages))) from None
    authors = tuple(said.pop("authors"))
    return Submitted(**said, authors=authors)


@cache
def _schema() -> ArticleInput:
    return ArticleInput()


def _faults(messages: Any, path: str = "") -> Iterator[str]:
    """Say what is wrong in a field, by its path."""
    if isinstance(messages, dict):
        for name, inner in messages.items():
            yield from _faults(inner, f"{path}[{name}]" if path else str(name))
        return
    for message in messages:
        said = "is missing" if message == "Missing data for required field." else message
        yield f"{path} {said}" if said.endswith((".", "?")) else f"{path} {said}."


_READ = {Form.TEXT: _of_text, Form.PAGE: _of_page, Form.LINE: _of_line}
