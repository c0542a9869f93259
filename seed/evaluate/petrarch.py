"""Sentences coded by the PETRARCH project with dictionaries of its own: who did what to whom, as three codes.

The file is a JSON list of sentences: text, date (YYYYMMDD) and events (sourcecode, targetcode, eventcode). A sentence that is to
be discarded, or that names nobody, has events without these.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from seed.evaluate.aims import PETRARCH
from seed.evaluate.scoring import Measured, Result, added
from seed.extract.dictionaries import dictionaries_in
from seed.extract.dictionary_coding import coded
from seed.extract.reading import model

FILE = Path("petrarch", "unit-tests.dev.json")
TRIPLE = "full triple"
CODE = "event code"
# The day of a sentence that has none; only what an actor was at some time depends on it.
UNDATED = date(2000, 1, 1)


class Triple(NamedTuple):
    """Who did what to whom, in the codes of the dictionaries."""

    source: str
    code: str
    target: str


Coder = Callable[[str, date], Iterable[Triple]]


def measured(file: Path) -> Measured:
    """Code every sentence by the dictionaries beside the file, and score what comes of it."""
    dictionaries = dictionaries_in(file.parent)

    def coder(text: str, day: date) -> Iterator[Triple]:
        for event in coded(model()(text), dictionaries, day):
            yield Triple(event.source.code, event.code, event.target.code)

    return scored(file, coder)


def scored(file: Path, coder: Coder) -> Measured:
    """Score what a coder makes of every sentence and its day."""
    sentences = json.loads(file.read_text(encoding="utf-8"))
    return Measured(PETRARCH, tuple(added(result for sentence in sentences for result in _results(sentence, coder))))


def triples(events: Iterable[Mapping[str, Any]]) -> list[Triple]:
    """Read the events that a sentence is coded with, each once."""
    whole = [event for event in events if {"sourcecode", "eventcode", "targetcode"} <= event.keys()]
    return list(dict.fromkeys(Triple(one["sourcecode"], one["eventcode"], one["targetcode"]) for one in whole))


def _results(sentence: Mapping[str, Any], coder: Coder) -> Iterator[Result]:
    day = date.fromisoformat(sentence["date"]) if sentence["date"] else UNDATED
    known = triples(sentence["events"])
    found = list(dict.fromkeys(coder(sentence["text"], day)))
    yield _result(TRIPLE, sentence["text"], list(map(_told, known)), list(map(_told, found)))
    yield _result(CODE, sentence["text"], [one.code for one in known], [one.code for one in found])


def _result(task: str, text: str, known: list[str], found: list[str]) -> Result:
    known, found = list(dict.fromkeys(known)), list(dict.fromkeys(found))
    hits = sum(one in found for one in known)
    missed = tuple(f"{one}: {text}" for one in known if one not in found)
    false = tuple(f"{one}: {text}" for one in found if one not in known)
    return Result(task, len(known), len(found), hits, hits, missed, false)


def _told(triple: Triple) -> str:
    return f"{triple.source} {triple.code} {triple.target}"
