"""The codebooks: lists of the codes that records carry, with what each means.

One CSV file a scheme in `schemas/codebooks/`; `index.csv` there names them with title, description, source, version
and the type of every fact. All is read once and never changes while the program runs.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import TypeVar

Fact = str | int | float | None

T = TypeVar("T", str, int, float)

FACT_TYPES: Mapping[str, type[str] | type[int] | type[float]] = MappingProxyType(
    {"text": str, "int": int, "float": float}
)


@dataclass(frozen=True, slots=True)
class Entry:
    """A code with its plain meaning. `facts` are the scheme's further columns, None where a cell is empty."""

    code: str
    label: str
    parent: str | None
    facts: Mapping[str, Fact]


@dataclass(frozen=True, slots=True)
class Codebook:
    """A scheme of codes. `codes` keeps the file's order, in which a parent stands before its children."""

    scheme: str
    title: str
    description: str
    source: str | None
    version: str | None
    codes: Mapping[str, Entry]


@dataclass(frozen=True, slots=True)
class Cameo:
    """A CAMEO event code with all that follows from it.

    `quad_class` and `goldstein` are as GDELT writes them; `quad_class_plover` is the class of the PLOVER type, which
    differs for protests and investigations. The PLOVER part is None and `contexts` empty where the official map has no
    counterpart (roots 01 and 02).
    """

    code: str
    label: str
    root: str
    parent: str | None
    quad_class: int
    quad_class_plover: int | None
    goldstein: float
    plover_type: str | None
    plover_mode: str | None
    contexts: tuple[str, ...]


class UnknownScheme(KeyError):
    """There is no codebook of this name."""

    def __init__(self, scheme: str) -> None:
        super().__init__(scheme)
        self.scheme = scheme

    def __str__(self) -> str:
        return f"There is no codebook {self.scheme!r}. There are: {', '.join(_index())}."


class UnknownCode(KeyError):
    """The codebook has no such code."""

    def __init__(self, scheme: str, code: str) -> None:
        super().__init__(scheme, code)
        self.scheme = scheme
        self.code = code

    def __str__(self) -> str:
        return f"The codebook {self.scheme!r} has no code {self.code!r}."


@cache
def codebook(scheme: str) -> Codebook:
    """One codebook by the name of its scheme. Raises UnknownScheme."""
    about = _index().get(scheme)
    if about is None:
        raise UnknownScheme(scheme)
    types = _fact_types(about["facts"])
    entries = (_entry(row, types) for row in rows(scheme))
    return Codebook(
        scheme=scheme,
        title=about["title"],
        description=about["description"],
        source=about["source"] or None,
        version=about["version"] or None,
        codes=MappingProxyType({entry.code: entry for entry in entries}),
    )


@cache
def codebooks() -> tuple[Codebook, ...]:
    """All codebooks, in the order of the index."""
    return tuple(codebook(scheme) for scheme in _index())


def entry(scheme: str, code: str) -> Entry:
    """One code of a codebook. Raises UnknownScheme or UnknownCode."""
    found = codebook(scheme).codes.get(code)
    if found is None:
        raise UnknownCode(scheme, code)
    return found


def label(scheme: str, code: str) -> str:
    """What a code means, in a few plain words. Raises UnknownScheme or UnknownCode."""
    return entry(scheme, code).label


@cache
def branch(scheme: str, code: str) -> tuple[str, ...]:
    """A code with all its descendants, in the codebook's order. Raises UnknownScheme or UnknownCode."""
    members = {entry(scheme, code).code: None}
    for candidate in codebook(scheme).codes.values():
        # Parents stand before their children, so one pass reaches every generation.
        if candidate.parent in members:
            members[candidate.code] = None
    return tuple(members)


@cache
def cameo(code: str) -> Cameo:
    """A CAMEO code with class, scale and PLOVER counterpart. Raises UnknownCode."""
    found = entry("cameo", code)
    facts = found.facts
    return Cameo(
        code=code,
        label=found.label,
        root=code[:2],
        parent=found.parent,
        quad_class=_given(facts["quad_class"], int),
        quad_class_plover=_given_or_none(facts["quad_class_plover"], int),
        goldstein=_given(facts["goldstein"], float),
        plover_type=_given_or_none(facts["plover_type"], str),
        plover_mode=_given_or_none(facts["plover_mode"], str),
        contexts=several(facts["plover_contexts"]),
    )


def code_with(scheme: str, fact: str, value: str) -> str | None:
    """The code that another system's value stands for, None where the codebook does not know the value.

    `code_with("country", "fips", "UK")` is "GBR"; a fact may hold several values, and any of them is found.
    """
    return _codes_by(scheme, fact).get(value)


def several(fact: Fact) -> tuple[str, ...]:
    """The values of a fact that holds any number of them, written with semicolons between."""
    return tuple(str(fact).split(";")) if fact is not None else ()


def rows(name: str) -> list[dict[str, str]]:
    """The rows of a file in `schemas/codebooks/`, all cells as text."""
    text = files("schemas").joinpath("codebooks", f"{name}.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines(), strict=True))


@cache
def _codes_by(scheme: str, fact: str) -> Mapping[str, str]:
    entries = codebook(scheme).codes.values()
    return MappingProxyType({value: entry.code for entry in entries for value in several(entry.facts[fact])})


def _given(fact: Fact, kind: type[T]) -> T:
    if not isinstance(fact, kind):
        raise TypeError(f"The codebook says {fact!r} where it owes {kind.__name__}.")
    return fact


def _given_or_none(fact: Fact, kind: type[T]) -> T | None:
    return None if fact is None else _given(fact, kind)


@cache
def _index() -> Mapping[str, Mapping[str, str]]:
    return MappingProxyType({row["scheme"]: MappingProxyType(row) for row in rows("index")})


def _fact_types(declared: str) -> Mapping[str, type[str] | type[int] | type[float]]:
    """Read the index's `quad_class:int goldstein:float` into types by column."""
    pairs = (column.split(":") for column in declared.split())
    return {name: FACT_TYPES[kind] for name, kind in pairs}


def _entry(row: Mapping[str, str], types: Mapping[str, type[str] | type[int] | type[float]]) -> Entry:
    facts = {name: kind(row[name]) if row[name] else None for name, kind in types.items()}
    return Entry(code=row["code"], label=row["label"], parent=row.get("parent") or None, facts=MappingProxyType(facts))
