"""Reads an annotated document: a folder with the text and the YAML files that say what is in it.

`document.txt` is the text, byte for byte; `article.yaml`, `entities.yaml`, `events.yaml` and `quotes.yaml` follow
`schemas.annotation`. README.md beside this file says how they are written.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from schemas.annotation import ArticleSchema, DatasetSchema, EntitySchema, EventSchema, QuoteSchema, SourceSchema
from seed.annotation_faults import Given, faults_of
from seed.annotation_files import AnnotationError, records_of
from seed.records import (
    Affiliation,
    ArticleRecord,
    Batch,
    DatasetRecord,
    Dated,
    EntityRecord,
    EventRecord,
    Evidence,
    Mention,
    Participant,
    Place,
    QuoteRecord,
    SourceRecord,
    Span,
    Via,
)

__all__ = ["SEED_DOCUMENT", "AnnotationError", "read_annotation"]

SEED_DOCUMENT = Path(__file__).parent / "documents" / "us-mounts-pressure-campaign"

Fields = Mapping[str, Any]


def read_annotation(folder: Path) -> Batch:
    """Read one annotated document.

    Raises AnnotationError, which lists every fault of every file, where a span does not reproduce the text, a code or a
    reference leads nowhere, a key stands twice or a field is unknown. Nothing is returned then.
    """
    text = (folder / "document.txt").read_bytes().decode("utf-8")
    given = records_of(folder)
    faults = faults_of(given, text)
    if faults:
        raise AnnotationError(faults)
    return _batch(given, text)


def _batch(given: Given, text: str) -> Batch:
    sections = {record.name: record.fields for record in given["article.yaml"]}
    entities = _loaded(given, "entities.yaml", EntitySchema())
    dataset: Fields = DatasetSchema().load(sections["dataset"])
    source: Fields = SourceSchema().load(sections["source"])
    about: Fields = ArticleSchema().load(sections["article"])
    article = _article(about, text, dataset["slug"], source["key"], _mentions(entities))
    records = {entity["key"]: _entity(entity) for entity in entities}
    return Batch(
        datasets=(DatasetRecord(**dataset),),
        sources=(SourceRecord(**source),),
        entities=tuple(records.values()),
        articles=(article,),
        events=tuple(_event(event, article, records) for event in _loaded(given, "events.yaml", EventSchema())),
        quotes=tuple(_quote(quote, article) for quote in _loaded(given, "quotes.yaml", QuoteSchema())),
    )


def _loaded(given: Given, file: str, schema: EntitySchema | EventSchema | QuoteSchema) -> list[Fields]:
    return [schema.load(record.fields) for record in given[file]]


def _span(given: Fields) -> Span:
    return Span(given["start"], given["end"], given["text"])


def _span_or_none(given: Fields | None) -> Span | None:
    return None if given is None else _span(given)


def _surface(given: Fields | None) -> str | None:
    return None if given is None else given["text"]


def _article(about: Fields, text: str, dataset: str, source: str, mentions: tuple[Mention, ...]) -> ArticleRecord:
    return ArticleRecord(
        key=about["key"],
        dataset=dataset,
        source=source,
        text=text,
        title=about["title"]["text"],
        published=about["published"],
        published_precision=about["published_precision"],
        published_basis=about["published_basis"],
        published_note=about.get("published_note"),
        url=about.get("url"),
        authors=tuple(about["authors"]),
        dateline=_span_or_none(about.get("dateline")),
        dateline_place=about.get("dateline_place"),
        language=about["language"],
        rights=_surface(about.get("rights")),
        furniture=tuple(_span(stretch) for stretch in about["furniture"]),
        mentions=mentions,
    )


def _mentions(entities: Sequence[Fields]) -> tuple[Mention, ...]:
    """Collect the mentions of all entities in reading order, the longer first where two start together."""
    found = [
        Mention(entity["key"], _span(mention["span"]), mention["kind"])
        for entity in entities
        for mention in entity["mentions"]
    ]
    return tuple(sorted(found, key=lambda mention: (mention.span.start, -mention.span.end, mention.entity)))


def _entity(given: Fields) -> EntityRecord:
    plain = {name: value for name, value in given.items() if name != "mentions"}
    return EntityRecord(
        **plain
        | {
            "aliases": tuple(given["aliases"]),
            "affiliations": tuple(Affiliation(**bond) for bond in given["affiliations"]),
            "identifiers": tuple(given["identifiers"].items()),
        }
    )


def _dated(given: Fields) -> Dated:
    return Dated(**{**given, "as_written": _surface(given.get("as_written"))})


def _event(given: Fields, article: ArticleRecord, entities: Mapping[str, EntityRecord]) -> EventRecord:
    fatalities: Fields = given.get("fatalities", {})
    return EventRecord(
        key=f"{article.key}/{given['id']}",
        dataset=article.dataset,
        origin_id=given["id"],
        date=_dated(given["date"]),
        cameo=given["cameo"],
        status=given["status"],
        summary=given["summary"],
        actor1=tuple(_participant(actor, entities) for actor in given["actor1"]),
        actor2=tuple(_participant(actor, entities) for actor in given["actor2"]),
        attributed_to=tuple(given["attributed_to"]),
        plover_type=given.get("plover_type"),
        plover_mode=given.get("plover_mode"),
        contexts=tuple(given["contexts"]),
        place=_place(given.get("place"), entities),
        fatalities_best=fatalities.get("best"),
        fatalities_low=fatalities.get("low"),
        fatalities_high=fatalities.get("high"),
        mentions=sum(told["field"] == "event" for told in given["evidence"]),
        articles=1,
        sources=1,
        confidence=given["confidence"],
        evidence=_event_evidence(given, article.key),
    )


def _participant(given: Fields, entities: Mapping[str, EntityRecord]) -> Participant:
    code = given.get("code", entities[given["entity"]].code)
    return Participant(given["entity"], code, _surface(given.get("as_written")))


def _place(given: Fields | None, entities: Mapping[str, EntityRecord]) -> Place | None:
    if given is None:
        return None
    found = entities[given["entity"]]
    return Place(
        name=found.name,
        precision=found.place_precision or "unknown",
        entity=found.key,
        country=found.country,
        latitude=found.latitude,
        longitude=found.longitude,
    )


def _event_evidence(given: Fields, article: str) -> tuple[Evidence, ...]:
    """Gather what states the event, then the words of its date, place and actors."""
    told = [(each["field"], each["span"], each.get("confidence")) for each in given["evidence"]]
    written = [("date", given["date"]), ("place", given.get("place", {}))]
    written += [(side, actor) for side in ("actor1", "actor2") for actor in given[side]]
    told += [(field, each["as_written"], None) for field, each in written if "as_written" in each]
    return tuple(
        Evidence(article, field, _span(span), confidence=given["confidence"] if sure is None else sure)
        for field, span, sure in told
    )


def _quote(given: Fields, article: ArticleRecord) -> QuoteRecord:
    cue: Fields = given.get("cue", {})
    return QuoteRecord(
        key=f"{article.key}/{given['id']}",
        dataset=article.dataset,
        article=article.key,
        kind=given["kind"],
        content=tuple(_span(part) for part in given["content"]),
        cue=_span_or_none(cue.get("span")),
        cue_lemma=cue.get("lemma"),
        speaker=given.get("speaker"),
        speaker_as_written=_surface(given.get("speaker_as_written")),
        via=tuple(
            Via(link["entity"], _surface(link.get("as_written")), _surface(link.get("cue"))) for link in given["via"]
        ),
        addressees=tuple(addressee["entity"] for addressee in given["addressees"]),
        about_entities=tuple(given["about_entities"]),
        about_events=tuple(f"{article.key}/{event}" for event in given["about_events"]),
        said=_dated(given["said"]) if "said" in given else None,
        confidence=given["confidence"],
        evidence=_quote_evidence(given, article.key),
    )


def _quote_evidence(given: Fields, article: str) -> tuple[Evidence, ...]:
    """Gather the words of the cue, the speaker and whatever else the text gives besides the content."""
    told: list[tuple[str, Fields | None]] = [("quoted", part) for part in given["quoted"]]
    told += [("cue", given.get("cue", {}).get("span")), ("speaker", given.get("speaker_as_written"))]
    told += [("via", link.get(part)) for link in given["via"] for part in ("as_written", "cue")]
    told += [("addressee", addressee.get("as_written")) for addressee in given["addressees"]]
    told += [("said", given.get("said", {}).get("as_written"))]
    return tuple(
        Evidence(article, field, _span(span), confidence=given["confidence"])
        for field, span in told
        if span is not None
    )
