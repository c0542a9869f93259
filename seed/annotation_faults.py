"""Everything that can be wrong with an annotation, found all at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from marshmallow import Schema, ValidationError

from schemas.annotation import ArticleSchema, DatasetSchema, EntitySchema, EventSchema, QuoteSchema, SourceSchema
from seed.annotation_files import NAMING_FIELDS, Fault, Record
from seed.records import Span

Given = Mapping[str, list[Record]]

SECTIONS: Mapping[str, type[Schema]] = {"dataset": DatasetSchema, "source": SourceSchema, "article": ArticleSchema}
SCHEMAS: Mapping[str, type[Schema]] = {
    "entities.yaml": EntitySchema,
    "events.yaml": EventSchema,
    "quotes.yaml": QuoteSchema,
}

# Which fields name a record, and of which file.
REFERENCES: Mapping[str, str] = {
    "entity": "entities.yaml",
    "attributed_to": "entities.yaml",
    "speaker": "entities.yaml",
    "about_entities": "entities.yaml",
    "dateline_place": "entities.yaml",
    "about_events": "events.yaml",
}

# How many places a message offers for a span that points elsewhere.
OFFERED = 3


def faults_of(given: Given, text: str) -> list[Fault]:
    """Find every fault of an annotation, in the order of the files."""
    known = {file: {record.name for record in records} for file, records in given.items()}
    furniture = _furniture(given)
    faults = _missing_sections(given)
    for file, records in given.items():
        faults += _doubled(file, records)
        for record in records:
            faults += _shape_faults(record)
            faults += _span_faults(record, text)
            faults += _reference_faults(record, known)
            faults += _furniture_faults(record, furniture)
            faults += _doubled_mentions(record)
    return faults


def _missing_sections(given: Given) -> list[Fault]:
    present = {record.name for record in given["article.yaml"]}
    return [Fault("article.yaml", section, "", "is missing") for section in SECTIONS if section not in present]


def _doubled(file: str, records: list[Record]) -> list[Fault]:
    counted = Counter(record.name for record in records)
    message = "stands twice; a record is written once"
    return [Fault(file, name, NAMING_FIELDS[file], message) for name, times in counted.items() if times > 1]


def _shape_faults(record: Record) -> list[Fault]:
    """Ask the record's schema: unknown and missing fields, unknown codes, wrong types."""
    schema = SCHEMAS.get(record.file) or SECTIONS.get(record.name)
    if schema is None:
        return [Fault(record.file, record.name, "", f"is no section. There are: {', '.join(SECTIONS)}.")]
    try:
        schema().load(record.fields)
    except ValidationError as error:
        return [Fault(record.file, record.name, field, message) for field, message in _flat(error.messages)]
    return []


def _flat(messages: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Walk marshmallow's nested messages, giving each with the path to its field."""
    if isinstance(messages, dict):
        for name, below in messages.items():
            yield from _flat(below, _below(path, name))
    else:
        yield from ((path, str(message)) for message in messages)


def _below(path: str, name: str | int) -> str:
    if isinstance(name, int):
        return f"{path}[{name}]"
    return f"{path}.{name}" if path else name


def _nodes(given: Any, path: str = "", name: str = "") -> Iterator[tuple[str, str, Any]]:
    """Walk everything in a record: the path to it, the name of the nearest field, and what stands there."""
    yield path, name, given
    if isinstance(given, dict):
        for field, below in given.items():
            yield from _nodes(below, _below(path, field), field)
    elif isinstance(given, list):
        for place, below in enumerate(given):
            yield from _nodes(below, _below(path, place), name)


def _spans(record: Record) -> Iterator[tuple[str, Span]]:
    """Find the spans of a record. One whose numbers are none is left to the schema, which says so."""
    for path, _, node in _nodes(record.fields):
        if isinstance(node, dict) and node.keys() == {"start", "end", "text"}:
            numbers = str(node["start"]), str(node["end"])
            if all(number.isdecimal() for number in numbers):
                yield path, Span(int(numbers[0]), int(numbers[1]), str(node["text"]))


def _span_faults(record: Record, text: str) -> list[Fault]:
    return [
        Fault(record.file, record.name, path, _where_it_is(span, text))
        for path, span in _spans(record)
        if text[span.start : span.end] != span.text
    ]


def _where_it_is(span: Span, text: str) -> str:
    there = f"{span.start}-{span.end} reads {text[span.start : span.end]!r}, not {span.text!r}"
    starts = [start for start in range(len(text)) if text.startswith(span.text, start)]
    found = ", ".join(f"{start}-{start + len(span.text)}" for start in starts[:OFFERED])
    return f"{there}; found at {found}" if found else f"{there}, which the text does not hold"


def _reference_faults(record: Record, known: Mapping[str, set[str]]) -> list[Fault]:
    return [
        Fault(record.file, record.name, path, f"{node!r} is no record of {REFERENCES[name]}")
        for path, name, node in _nodes(record.fields)
        if name in REFERENCES and isinstance(node, str) and node not in known[REFERENCES[name]]
    ]


def _furniture(given: Given) -> list[Span]:
    sections = [record for record in given["article.yaml"] if record.name == "article"]
    return [span for record in sections for path, span in _spans(record) if path.startswith("furniture[")]


def _furniture_faults(record: Record, furniture: list[Span]) -> list[Fault]:
    if record.file not in SCHEMAS:
        return []
    return [
        Fault(record.file, record.name, path, f"{span.text!r} is page furniture, which is no part of the story")
        for path, span in _spans(record)
        if any(span.start < stretch.end and stretch.start < span.end for stretch in furniture)
    ]


def _doubled_mentions(record: Record) -> list[Fault]:
    if record.file != "entities.yaml":
        return []
    spans = [(path, span) for path, span in _spans(record) if path.startswith("mentions[")]
    seen = [span for _, span in spans]
    return [
        Fault(record.file, record.name, path, f"{span.start}-{span.end} is a mention of this entity already")
        for place, (path, span) in enumerate(spans)
        if span in seen[:place]
    ]
