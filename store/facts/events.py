"""What is known of events."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson
from sqlalchemy import Connection, select

from store.facts.cards import ArticleCard, DatasetCard, Facts, Roles, article_cards, datasets_by_id, roles_in
from store.sentences import sentence_around
from store.tables import Event, EventContext, EventEvidence, EventPublisher, QuoteEvidence, Source


@dataclass(frozen=True, slots=True)
class Around:
    """What events show of other records, for a batch of them: read from the store, or at hand while they are written."""

    roles: Roles
    contexts: Mapping[int, list[str]]
    evidence: Found
    publishers: Mapping[int, list[Facts]]
    datasets: Mapping[int, DatasetCard]


def event_facts(connection: Connection, events: Sequence[int]) -> list[Facts]:
    """Gather events whole: actors, place, evidence with its sentence, dataset and licence."""
    rows = connection.execute(select(*Event.__table__.c).where(Event.id.in_(events)).order_by(Event.id)).all()
    around = Around(
        roles_in(connection, events),
        _contexts(connection, events),
        evidence_of(connection, EventEvidence, events),
        _publishers(connection, events),
        datasets_by_id(connection),
    )
    return [event_fact(dict(row._mapping), around) for row in rows]


def event_fact(row: Mapping[str, Any], around: Around) -> Facts:
    """Put together what is known of an event from its row and what is around it."""
    event, dataset = row["id"], around.datasets[row["dataset_id"]]
    roles, contexts = around.roles, around.contexts.get(event, [])
    return {
        "id": event,
        "summary": row["summary"],
        "status": row["status"],
        "tone": row["tone"],
        "confidence": row["confidence"],
        "flag": row["flag"],
        "origin_id": row["origin_id"],
        "created_at": row["created_at"],
        "updated_at": row["updated_at"],
        "date": _date(row),
        "attributed_to": roles.of(event, "attributed_to"),
        "actor1": roles.of(event, "actor1"),
        "actor2": roles.of(event, "actor2"),
        "type": {name: row[name] for name in _TYPE} | {"contexts": contexts},
        "place": _place(row, roles),
        "fatalities": _fatalities(row),
        "counts": {"mentions": row["mention_count"], "articles": row["article_count"], "sources": row["source_count"]},
        "evidence": _passages(around.evidence.pieces.get(event, [])),
        "articles": around.evidence.articles_of(event),
        "publishers": around.publishers.get(event, []),
        "origin": orjson.loads(row["origin"]) if row["origin"] else {},
        "dataset": dataset.slug,
        "licence": dataset.licence,
    }


_TYPE = ("cameo", "root_code", "quad_class", "goldstein", "plover_type", "plover_mode", "origin_type")


def _date(row: Mapping[str, Any]) -> Facts:
    return {
        "start": row["start_on"],
        "end": row["end_on"],
        "precision": row["date_precision"],
        "as_written": row["date_as_written"],
        "basis": row["date_basis"],
        "note": row["date_note"],
        "known_day": row["date_known_day"],
    }


def _fatalities(row: Mapping[str, Any]) -> Facts | None:
    deaths = {name: row[f"fatalities_{name}"] for name in ("best", "low", "high")}
    return deaths if any(value is not None for value in deaths.values()) else None


def _place(row: Mapping[str, Any], roles: Roles) -> Facts | None:
    if row["place_name"] is None:
        return None
    entity = next(iter(roles.of(row["id"], "place")), None)
    return {
        "id": entity and entity["id"],
        "resolved_to": entity and entity["resolved_to"],
        "name": row["place_name"],
        "country": row["country"],
        "admin1": row["admin1"],
        "latitude": row["latitude"],
        "longitude": row["longitude"],
        "precision": row["place_precision"],
    }


def _publishers(connection: Connection, events: Sequence[int]) -> dict[int, list[Facts]]:
    statement = (
        select(EventPublisher.event_id, Source.id, Source.name)
        .join(Source, Source.id == EventPublisher.source_id)
        .where(EventPublisher.event_id.in_(events))
        .order_by(EventPublisher.event_id, Source.id)
    )
    found: dict[int, list[Facts]] = defaultdict(list)
    for event, source, name in connection.execute(statement):
        found[event].append({"id": source, "name": name})
    return found


def _contexts(connection: Connection, events: Sequence[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    statement = (
        select(EventContext.event_id, EventContext.context)
        .where(EventContext.event_id.in_(events))
        .order_by(EventContext.event_id, EventContext.context)
    )
    for event, context in connection.execute(statement):
        found[event].append(context)
    return found


@dataclass(frozen=True, slots=True)
class Found:
    """The evidence of a batch of records by record, and the articles that it stands in."""

    pieces: Mapping[int, list[Facts]]
    articles: Mapping[int, ArticleCard]

    def articles_of(self, record: int) -> list[Facts]:
        """List the cards of the articles that hold evidence for this record, each once."""
        return [
            self.articles[article].facts()
            for article in dict.fromkeys(piece["article"] for piece in self.pieces.get(record, []))
        ]


def evidence_of(
    connection: Connection, table: type[EventEvidence] | type[QuoteEvidence], records: Sequence[int]
) -> Found:
    """Gather the evidence of events or quotes, each piece with the exact text and the sentence around it."""
    owner = table.__table__.c[0]
    rows = connection.execute(
        select(*table.__table__.c).where(owner.in_(records)).order_by(owner, table.position)
    ).all()
    articles = article_cards(connection, (row.article_id for row in rows))
    return evidence_in((dict(row._mapping) for row in rows), articles)


def evidence_in(rows: Iterable[Mapping[str, Any]], articles: Mapping[int, ArticleCard]) -> Found:
    """Put together pieces of evidence from their rows, in order, and the cards of the articles that they stand in."""
    found: dict[int, list[Facts]] = defaultdict(list)
    for row in rows:
        owner = row["event_id"] if "event_id" in row else row["quote_id"]
        found[owner].append(_piece(row, articles[row["article_id"]]))
    return Found(found, articles)


def _passages(pieces: list[Facts]) -> list[Facts]:
    """Put what a sentence says of single fields with the first statement of the event in it: each sentence shows once.

    Where a sentence states no event (it only dates it, or says who says so), its first piece stands for it.
    """
    heads: dict[tuple[int, str], Facts] = {}
    passages = []
    # A stable sort: statements of the event first, each in its place. Where only the article is known there is no passage.
    placed = [piece for piece in pieces if piece["start"] is not None]
    for piece in sorted(placed, key=lambda piece: piece["field"] != "event"):
        sentence = (piece["article"], piece["sentence"])
        if piece["field"] == "event" or sentence not in heads:
            passages.append({**piece, "marks": []})
            heads.setdefault(sentence, passages[-1])
        else:
            heads[sentence]["marks"].append(piece)
    for passage in passages:
        passage["marks"].sort(key=lambda piece: piece["start"])
    return passages


def _piece(row: Mapping[str, Any], article: ArticleCard) -> Facts:
    """Give a piece with its words and sentence; `start` is None where they are not at hand."""
    start, end = row["start"], row["end"]
    if start is None or not article.text:
        return {"article": article.id, "start": None}
    first, last = sentence_around(article.text, start, end)
    return {
        "field": row["field"],
        "article": article.id,
        "start": start,
        "end": end,
        "text": article.text[start:end],
        "sentence": article.text[first:last],
        "method": row["method"],
        "confidence": row["confidence"],
    }
