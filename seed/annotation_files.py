"""The YAML files of an annotated document, as named records in which every scalar is still text."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

# Which field names a record of a file that is a list; article.yaml is sections, named by themselves.
NAMING_FIELDS: Mapping[str, str] = {"entities.yaml": "key", "events.yaml": "id", "quotes.yaml": "id"}
FILES = ("article.yaml", *NAMING_FIELDS)


@dataclass(frozen=True, slots=True)
class Record:
    """One record of a file, or one section of article.yaml, unchecked."""

    file: str
    name: str
    fields: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with one field of one record. `field` is a path: evidence[2].span."""

    file: str
    record: str
    field: str
    message: str

    def __str__(self) -> str:
        return ": ".join(part for part in (self.file, self.record, self.field, self.message) if part)


class AnnotationError(ValueError):
    """An annotation has faults; the message lists them all, one a line."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("\n".join(str(fault) for fault in faults))
        self.faults = tuple(faults)


class _TextLoader(yaml.BaseLoader):
    """Keeps every scalar as text, so that the codes 010 and NO stay codes, and refuses a field given twice."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        names = [key.value for key, _ in node.value]
        for place, (key, _) in enumerate(node.value):
            if key.value in names[:place]:
                raise yaml.constructor.ConstructorError(
                    problem=f"{key.value!r} stands twice", problem_mark=key.start_mark
                )
        return super().construct_mapping(node, deep)


def records_of(folder: Path) -> Mapping[str, list[Record]]:
    """Read the records of each file. Raises AnnotationError where a file is no YAML of the expected outline."""
    return {file: _records(folder, file) for file in FILES}


def _records(folder: Path, file: str) -> list[Record]:
    given = _parsed(folder, file)
    if file not in NAMING_FIELDS:
        named = list(_mapping(given, file).items())
    else:
        listed = [_mapping(each, file) for each in _list(given, file)]
        naming = NAMING_FIELDS[file]
        named = [(str(each.get(naming, f"record {number}")), each) for number, each in enumerate(listed, start=1)]
    return [Record(file, name, _mapping(fields, file)) for name, fields in named]


def _parsed(folder: Path, file: str) -> object:
    try:
        # A subclass of BaseLoader builds only text, lists and mappings: nothing in the file can run.
        return yaml.load((folder / file).read_text(encoding="utf-8"), Loader=_TextLoader)  # noqa: S506
    except yaml.MarkedYAMLError as error:
        line = "" if error.problem_mark is None else f"line {error.problem_mark.line + 1}"
        raise AnnotationError([Fault(file, line, "", error.problem or "is no YAML")]) from error


def _mapping(given: object, file: str) -> Mapping[str, Any]:
    if not isinstance(given, dict):
        raise AnnotationError([Fault(file, "", "", f"needs fields with values, and has {str(given)[:60]!r}")])
    return given


def _list(given: object, file: str) -> list[object]:
    if not isinstance(given, list):
        raise AnnotationError([Fault(file, "", "", "must be a list of records")])
    return given
