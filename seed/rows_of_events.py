"""Turn an event into rows."""

from __future__ import annotations

from functools import cache

import orjson

from schemas.codebook import cameo
from schemas.crosswalk import crossing
from seed.records import Dated, EventRecord
from seed.row_parts import Children, Keys, Row, Written, evidence_rows, fingerprint, known_id, taking_part
from store.identity import Kind, record_id
from store.tables import Event, EventContext, EventEvidence, EventPublisher, Participant


@cache
def plover_of(code: str) -> tuple[str, str | None]:
    """Give the PLOVER type and mode that stand for a CAMEO code."""
    found = crossing("cameo", code, "plover")
    kind, _, mode = (found.code if found else "").partition(":")
    return kind, mode or None


def event_rows(record: EventRecord, keys: Keys) -> Written:
    """Write an event with its participants, contexts and evidence. The CAMEO code decides what is not given."""
    code = cameo(record.cameo)
    plover = (record.plover_type, record.plover_mode) if record.plover_type else plover_of(record.cameo)
    event = record_id(Kind.EVENT, record.key)
    row = {
        "id": event,
        "key": record.key,
        "fingerprint": fingerprint(record),
        "origin_id": record.origin_id,
        "dataset_id": known_id(Kind.DATASET, record.dataset),
        "summary": record.summary,
        "cameo": record.cameo,
        "root_code": code.root,
        "quad_class": code.quad_class,
        "goldstein": float(code.goldstein if record.goldstein is None else record.goldstein),
        "plover_type": plover[0],
        "plover_mode": plover[1] or record.plover_mode,
        "status": record.status,
        "tone": record.tone,
        "confidence": record.confidence,
        "fatalities_best": record.fatalities_best,
        "fatalities_low": record.fatalities_low,
        "fatalities_high": record.fatalities_high,
        "mention_count": record.mentions,
        "article_count": record.articles,
        "source_count": record.sources,
        "origin_type": record.origin_type,
        "origin": orjson.dumps(dict(record.origin)).decode() if record.origin else None,
        "flag": record.flag,
        **_date_columns(record.date),
        **_place_columns(record),
    }
    return Written(Kind.EVENT, Event, row, _event_children(record, event, keys))


def _event_children(record: EventRecord, event: int, keys: Keys) -> Children:
    children: Children = {
        EventEvidence: evidence_rows("event_id", event, record.evidence),
        Participant: _event_parts(record, event, keys),
        EventContext: [],
        EventPublisher: [],
    }
    if record.contexts:
        children[EventContext] = [{"event_id": event, "context": context} for context in sorted(set(record.contexts))]
    if record.publishers:
        sources = sorted({known_id(Kind.SOURCE, key) for key in record.publishers})
        children[EventPublisher] = [{"event_id": event, "source_id": source} for source in sources]
    return children


def _date_columns(when: Dated) -> Row:
    return {
        "start_on": when.start,
        "end_on": when.end,
        "date_precision": when.precision,
        "date_as_written": when.as_written,
        "date_basis": when.basis,
        "date_note": when.note,
        "date_known_day": when.known_day,
    }


_NO_PLACE = dict.fromkeys(("place_name", "place_precision", "country", "admin1", "latitude", "longitude"))


def _place_columns(record: EventRecord) -> Row:
    place = record.place
    if place is None:
        return _NO_PLACE
    return {
        "place_name": place.name,
        "place_precision": place.precision,
        "country": place.country,
        "admin1": place.admin1,
        "latitude": place.latitude,
        "longitude": place.longitude,
    }


def _event_parts(record: EventRecord, event: int, keys: Keys) -> list[Row]:
    rows = []
    for role, side in (("actor1", record.actor1), ("actor2", record.actor2)):
        for position, participant in enumerate(side):
            rows.append(taking_part(Kind.EVENT, event, role, position, participant, keys))
    for position, key in enumerate(record.attributed_to):
        rows.append(taking_part(Kind.EVENT, event, "attributed_to", position, key, keys))
    if record.place and record.place.entity:
        rows.append(taking_part(Kind.EVENT, event, "place", 0, record.place.entity, keys))
    return rows
