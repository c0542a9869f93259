"""Plain JSON out and in, and what somebody else says in a few words."""

from __future__ import annotations

import re
from typing import Any

import orjson

Json = dict[str, Any]
_LONGEST = 120
_NO_WORDS = re.compile(r"[^\w .,:;!?'()/@+#<>=\[\]-]+")


class NoAnswer(RuntimeError):
    """A provider did not answer, or with what is no answer; the text says why in a few words."""


def written(told: Any) -> bytes:
    """Write JSON; what a library brings of its own (numbers of numpy) is written as plain. Raises NoAnswer."""
    try:
        return orjson.dumps(told, option=orjson.OPT_SERIALIZE_NUMPY)
    except TypeError as fault:
        raise NoAnswer(f"what should be JSON is none: {said_by(fault)}") from None


def read(body: bytes | str) -> Any:
    """Read JSON. Raises NoAnswer."""
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError as fault:
        raise NoAnswer(f"its answer is no JSON: {words(fault)}") from None


def words(told: object) -> str:
    """Give what somebody else says in a line, short, and without what moves a terminal's cursor."""
    return " ".join(_NO_WORDS.sub(" ", str(told)[: 4 * _LONGEST]).split())[:_LONGEST]


def said_by(fault: BaseException) -> str:
    """Tell of an error in a few words."""
    return words(f"{type(fault).__name__}: {fault}")
