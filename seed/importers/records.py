"""Our own records, one a line: what `dateline export --all` writes, and what others may write who have events of their own."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cache
from typing import Any

import orjson
from marshmallow import ValidationError

from schemas.codebook import label
from schemas.interchange import LINES, LineSchema, unsealed
from schemas.interchange_fields import SHOWN, quoted
from schemas.interchange_reading import reader
from schemas.nearest import advice
from seed.importers.format import BadRow, Format, Lines, Row
from seed.importers.wording import summary
from seed.pointing import misquotation
from seed.records import (
    Actor,
    Affiliation,
    ArticleRecord,
    DatasetRecord,
    Dated,
    EntityRecord,
    EventRecord,
    Evidence,
    Mention,
    MergeRecord,
    Part,
    Participant,
    Place,
    QuoteRecord,
    Record,
    ReportRecord,
    SourceRecord,
    Span,
    Stamp,
    StoredRecord,
    Via,
)

Given = Mapping[str, Any]
# A fingerprint is as large as an id.
MOST_FINGERPRINT = 2**63 - 1


def looks(row: Row) -> bool:
    """Tell whether a line is of this format: it says what kind of record it is."""
    try:
        line = orjson.loads(row.get("json", ""))
    except orjson.JSONDecodeError:
        return False
    return isinstance(line, dict) and line.get("record") in [*LINES]


def records(row: Row) -> Iterable[Record]:
    """Read a line into its record."""
    line = _parsed(row["json"])
    kind = line.get("record")
    if not isinstance(kind, str) or kind not in LINES:
        said = (
            f"record is {quoted(kind)}, it should be the kind of record."
            if "record" in line
            else "It has no field record."
        )
        raise BadRow(advice(said, str(kind)[:SHOWN], LINES))
    given = _loaded(kind, line)
    made = _MAKE[kind](given)
    stamp = _stamp(line, given)
    return [replace(made, stamp=stamp) if stamp and isinstance(made, StoredRecord) else made]


def _parsed(text: str) -> dict[str, Any]:
    try:
        line = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise BadRow(f"It is not JSON: {error}.") from None
    if not isinstance(line, dict):
        raise BadRow('It is no object, which {"record": "event", …} is.')
    return line


@cache
def _reading(kind: str) -> tuple[LineSchema, Callable[[dict[str, Any]], Given]]:
    schema = LINES[kind]()
    return schema, reader(schema)


def _loaded(kind: str, line: Given) -> Given:
    schema, read = _reading(kind)
    said = {name: value for name, value in line.items() if name != "record"}
    try:
        return read(said)
    except ValidationError:
        return _loaded_with_care(schema, said)


def _loaded_with_care(schema: LineSchema, said: dict[str, Any]) -> Given:
    """Read a line that has a fault, to tell of all that it has."""
    try:
        given: Given = schema.load(said)
    except ValidationError as error:
        raise BadRow(" ".join(_faults(error.messages))) from None
    return given


def _faults(messages: Any, path: str = "") -> Iterator[str]:
    """Say what is wrong in a field, by its path: actor1[0].country."""
    if isinstance(messages, dict):
        for name, inner in messages.items():
            step = f"[{name}]" if isinstance(name, int) else f".{name}" if path else str(name)
            yield from _faults(inner, path if name == "_schema" else f"{path}{step}")
    else:
        for message in messages if isinstance(messages, list) else [messages]:
            if isinstance(message, dict):
                yield from _faults(message, path)
            else:
                yield _sentence(path, message)


def _sentence(path: str, message: str) -> str:
    said = "is missing" if message == "Missing data for required field." else message
    said = "is null, which says nothing" if said == "Field may not be null." else said
    return f"{path} {said}" if said.endswith((".", "?")) else f"{path} {said}."


def _stamp(line: Given, given: Given) -> Stamp | None:
    sealed = given.get("fingerprint")
    fingerprint = unsealed(line, sealed) if sealed else None
    if fingerprint is not None and fingerprint > MOST_FINGERPRINT:
        raise BadRow("fingerprint is none that an export writes; leave it out of a line of your own.")
    found = Stamp(given.get("created_at"), given.get("updated_at"), fingerprint)
    return None if found == Stamp() else found


def _dataset(given: Given) -> Record:
    return DatasetRecord(slug=given["key"], **_only(given, DatasetRecord))


def _source(given: Given) -> Record:
    return SourceRecord(**_only(given, SourceRecord))


def _entity(given: Given) -> Record:
    return EntityRecord(
        **_only(given, EntityRecord)
        | {
            "aliases": tuple(given["aliases"]),
            "affiliations": tuple(Affiliation(**{"entity": None} | bond) for bond in given["affiliations"]),
            "identifiers": _identifiers(given),
        }
    )


def _article(given: Given) -> Record:
    text = given["text"]
    return ArticleRecord(
        **{"source": None, "title": None}
        | _only(given, ArticleRecord)
        | {
            "authors": tuple(given["authors"]),
            "dateline": _placed("dateline", given.get("dateline"), text),
            "furniture": _listed("furniture", given["furniture"], text),
            "mentions": tuple(
                Mention(one["entity"], _span_in(f"mentions[{at}].span", one["span"], text), one["kind"])
                for at, one in enumerate(given["mentions"])
            ),
            "named": _parts(given["named"]),
        }
    )


def _event(given: Given) -> Record:
    place = given.get("place")
    return EventRecord(
        **{"origin_id": given["key"]}
        | _only(given, EventRecord)
        | {
            "summary": given.get("summary") or _summary(given),
            "date": _dated(given["date"]),
            "actor1": _parts(given["actor1"]),
            "actor2": _parts(given["actor2"]),
            "attributed_to": tuple(given["attributed_to"]),
            "contexts": tuple(given["contexts"]),
            "place": Place(**place) if place else None,
            "evidence": _evidence(given),
            "publishers": tuple(given["publishers"]),
            "origin": tuple(given["origin"].items()),
        }
    )


def _quote(given: Given) -> Record:
    return QuoteRecord(
        **{"cue_lemma": None, "speaker": None, "speaker_as_written": None}
        | _only(given, QuoteRecord)
        | {
            "content": tuple(Span(**span) for span in given["content"]),
            "cue": Span(**given["cue"]) if "cue" in given else None,
            "via": tuple(Via(**link) for link in given["via"]),
            "addressees": tuple(given["addressees"]),
            "about_entities": tuple(given["about_entities"]),
            "about_events": tuple(given["about_events"]),
            "said": _dated(given["said"]) if "said" in given else None,
            "evidence": _evidence(given),
        }
    )


def _report(given: Given) -> Record:
    return ReportRecord(**given)


def _merge(given: Given) -> Record:
    return MergeRecord(given["entity"], given["into"], given.get("merged_at"))


_MAKE: Mapping[str, Callable[[Given], Record]] = {
    "dataset": _dataset,
    "source": _source,
    "entity": _entity,
    "article": _article,
    "event": _event,
    "quote": _quote,
    "report": _report,
    "merge": _merge,
}


def _only(given: Given, of: type[Any]) -> dict[str, Any]:
    """Give the fields of a line that the record calls by the same name."""
    return {name: given[name] for name in of.__dataclass_fields__ if name in given}


def _identifiers(given: Given) -> tuple[tuple[str, str], ...]:
    return tuple((one["scheme"], one["value"]) for one in given["identifiers"])


def _parts(given: Iterable[Given]) -> tuple[Part, ...]:
    return tuple(_part(one) for one in given)


def _part(given: Given) -> Part:
    if "entity" in given:
        return Participant(**_only(given, Participant))
    return Actor(**{"name": None} | _only(given, Actor) | {"identifiers": _identifiers(given)})


def _dated(given: Given) -> Dated:
    end = given.get("end", given["start"])
    precision = "day" if end == given["start"] else "range"
    return Dated(**{"end": end, "precision": precision, **given})


def _summary(given: Given) -> str:
    sides = (", ".join(map(_name, given[side])) for side in ("actor1", "actor2"))
    first, second = (side or None for side in sides)
    place: Given = given.get("place", {})
    return summary(first, label("cameo", given["cameo"]), second, place.get("name"))


def _name(part: Given) -> str:
    """Give what somebody is called in a sentence; the last part of a key is the most telling."""
    named = part.get("name") or part.get("as_written") or part.get("code")
    key = part.get("entity", "").rpartition("/")[2]
    return str(named or key or part["identifiers"][0]["value"])


def _evidence(given: Given) -> tuple[Evidence, ...]:
    return tuple(
        Evidence(**{"span": None} | piece | ({"span": Span(**piece["span"])} if "span" in piece else {}))
        for piece in given["evidence"]
    )


def _placed(path: str, span: Given | None, text: str) -> Span | None:
    return None if span is None else _span_in(path, span, text)


def _listed(path: str, spans: Iterable[Given], text: str) -> tuple[Span, ...]:
    return tuple(_span_in(f"{path}[{at}]", span, text) for at, span in enumerate(spans))


def _span_in(path: str, span: Given, text: str) -> Span:
    if text[span["start"] : span["end"]] != span["text"]:
        raise BadRow(f"{path}: {misquotation(text, span['start'], span['end'], span['text'])}.")
    return Span(**span)


FORMAT = Format(
    name="records",
    title="Dateline's own records",
    dataset=None,
    layouts=(Lines(),),
    looks=looks,
    records=records,
)
