"""Sentences coded by type and by the countries of both sides, in the PLOVER of 2016.

The file is a JSON list of sentences: text, date, event (a type), source and target (lists of actors with a code). Where both
sides did it together some coders name them all as the source.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

from schemas.crosswalk import crossing
from seed.evaluate.aims import PLOVER
from seed.evaluate.scoring import Measured, Result, Sure, added
from seed.extract.extracting import extract
from seed.extract.findings import Submitted
from seed.extract.records import batch
from seed.records import Batch, EntityRecord, EventRecord, Part, Participant

FILE = Path("plover", "PLOVER_GSR_CAMEO.dev.json")
TYPE = "event type"
SIDES = "event type and the countries of both sides"
SUREST = "event type of the surest event"
# What the types of 2016 are in the PLOVER of 2021.
OF_2016: Mapping[str, str] = MappingProxyType(
    {"DEMAND": "REQUEST", "DISAPPROVE": "ACCUSE", "FIGHT": "ASSAULT", "INVESTIGATE": "ACCUSE"}
)
# Codes that are slips for others.
_SLIPS: Mapping[str, str] = MappingProxyType({"ITL": "ITA", "JAP": "JPN", "VTN": "VNM"})
# Bodies of no country, by the beginning of their code.
_NO_COUNTRY = ("IGO", "NGO", "IMG", "MNC")


class Coded(NamedTuple):
    """An event as far as it is compared: its type, and whose the sides are."""

    type: str
    first: frozenset[str]
    second: frozenset[str]

    def fits(self, other: Coded) -> bool:
        """Say whether another event is this one: of its type, with a country in common on either side."""
        if self.type != other.type:
            return False
        if not self.second and len(self.first) > 1:
            return other.first | other.second == self.first
        return _share(self.first, other.first) and _share(self.second, other.second)


def measured(file: Path) -> Measured:
    """Read every sentence and score what happens in it."""
    results: list[Result] = []
    sure: list[Sure] = []
    for sentence in json.loads(file.read_text(encoding="utf-8")):
        known = coded(sentence)
        published = datetime.fromisoformat(sentence["date"]).replace(tzinfo=UTC)
        records = batch(extract(Submitted(sentence["text"], published)))
        found = [(event.confidence or 0.0, _coded(event, records)) for event in records.events]
        results += _results(sentence["text"], known, found)
        sure += [Sure(confidence, known.fits(event)) for confidence, event in _surest(found)]
    return Measured(PLOVER, tuple(added(results)), tuple(sure))


def coded(sentence: Mapping[str, Any]) -> Coded:
    """Read what a sentence is coded as."""
    kind = sentence["event"]
    return Coded(OF_2016.get(kind, kind), _countries(sentence.get("source")), _countries(sentence.get("target")))


def _countries(actors: object) -> frozenset[str]:
    """Read the codes of a side; where it is no list it is empty."""
    listed = actors if isinstance(actors, list) else []
    return frozenset(_SLIPS.get(actor["code"], actor["code"]) for actor in listed if actor.get("code"))


def _results(text: str, known: Coded, found: list[tuple[float, Coded]]) -> Iterator[Result]:
    said = f"{known.type} {_listed(known)}: {text}"
    types = list(dict.fromkeys(event.type for _, event in found))
    yield _result(TYPE, said, types, [kind == known.type for kind in types])
    events = list(dict.fromkeys(event for _, event in found))
    yield _result(SIDES, said, [f"{one.type} {_listed(one)}" for one in events], [known.fits(one) for one in events])
    surest = [event.type for _, event in _surest(found)]
    yield _result(SUREST, said, surest, [kind == known.type for kind in surest])


def _surest(found: list[tuple[float, Coded]]) -> list[tuple[float, Coded]]:
    """Give the event that is surest, if there is one: a sentence is coded with one, and says nothing of its others."""
    return sorted(found, key=lambda one: -one[0])[:1]


def _result(task: str, known: str, found: list[str], right: list[bool]) -> Result:
    """Count one right event of those found: a sentence is coded with one."""
    hit = int(any(right))
    wrong = tuple(f"{one}: {known}" for one, is_right in zip(found, right, strict=True) if not is_right)
    return Result(task, 1, len(found), hit, hit, () if hit else (known,), wrong)


def _coded(event: EventRecord, records: Batch) -> Coded:
    entities = {entity.key: entity for entity in records.entities}
    return Coded(type_of(event), _side(event.actor1, entities), _side(event.actor2, entities))


def type_of(event: EventRecord) -> str:
    """Give the PLOVER type of an event."""
    if event.plover_type is not None:
        return event.plover_type
    found = crossing("cameo", event.cameo, "plover")
    return found.code.partition(":")[0] if found else ""


def _side(parts: Iterable[Part], entities: Mapping[str, EntityRecord]) -> frozenset[str]:
    return frozenset(code for part in parts if isinstance(part, Participant) and (code := _whose(part, entities)))


def _whose(part: Participant, entities: Mapping[str, EntityRecord]) -> str | None:
    """Say whose somebody is: of which country, or that he is of a body of none."""
    code = part.code or entities[part.entity].code or ""
    return part.country or entities[part.entity].country or (code[:3] if code.startswith(_NO_COUNTRY) else None)


def _share(one: frozenset[str], other: frozenset[str]) -> bool:
    return bool(one & other) if one else not other


def _listed(event: Coded) -> str:
    return " → ".join(", ".join(sorted(side)) or "nobody" for side in (event.first, event.second))
