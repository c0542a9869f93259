"""Turn a quote into rows."""

from __future__ import annotations

from seed.records import Evidence, QuoteRecord
from seed.row_parts import Keys, Row, Written, common, evidence_rows, fingerprint, taking_part
from store.identity import Kind, record_id
from store.tables import Participant, Quote, QuoteEvent, QuoteEvidence

SEGMENT_BREAK = " … "


def quote_rows(record: QuoteRecord, keys: Keys) -> Written:
    """Write a quote with its people, evidence and what it is about; without a date of its own it has the article's."""
    row = common(Kind.QUOTE, record, record.key) | {
        "dataset_id": record_id(Kind.DATASET, record.dataset),
        "article_id": record_id(Kind.ARTICLE, record.article),
        "kind": record.kind,
        "text": SEGMENT_BREAK.join(span.text for span in record.content),
        "start": record.content[0].start,
        "end": record.content[-1].end,
        "cue": record.cue and record.cue.text,
        "cue_start": record.cue and record.cue.start,
        "cue_end": record.cue and record.cue.end,
        "cue_lemma": record.cue_lemma,
        "confidence": record.confidence,
    }
    said = record.said
    day = keys.published(record.article)
    if said is None:
        row["fingerprint"] = fingerprint((record, day))
    row |= {
        "start_on": said.start if said else day,
        "end_on": said.end if said else day,
        "said_precision": said and said.precision,
        "said_as_written": said and said.as_written,
        "said_basis": said and said.basis,
        "said_note": said and said.note,
        "said_known_day": said and said.known_day,
    }
    quote = row["id"]
    content = tuple(Evidence(record.article, "content", span) for span in record.content)
    return Written(
        Kind.QUOTE,
        Quote,
        row,
        {
            QuoteEvidence: evidence_rows("quote_id", quote, (*content, *record.evidence)),
            QuoteEvent: [
                {"quote_id": quote, "event_id": event}
                for event in sorted({record_id(Kind.EVENT, key) for key in record.about_events})
            ],
            Participant: _quote_parts(record, quote, keys),
        },
    )


def _quote_parts(record: QuoteRecord, quote: int, keys: Keys) -> list[Row]:
    rows = []
    if record.speaker:
        speaker = taking_part(Kind.QUOTE, quote, "speaker", 0, record.speaker, keys)
        rows.append(speaker | {"as_written": record.speaker_as_written})
    for position, link in enumerate(record.via):
        part = taking_part(Kind.QUOTE, quote, "via", position, link.entity, keys)
        rows.append(part | {"as_written": link.as_written, "cue": link.cue})
    for role, named in (("addressee", record.addressees), ("about", record.about_entities)):
        rows += [taking_part(Kind.QUOTE, quote, role, position, key, keys) for position, key in enumerate(named)]
    return rows
