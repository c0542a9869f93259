"""What is known of events."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, select

from store.columns import AnyRow
from store.facts.cards import ArticleCard, Facts, Roles, article_cards, datasets_by_id, roles_in
from store.sentences import sentence_around
from store.tables import Event, EventContext, EventEvidence, QuoteEvidence


def event_facts(connection: Connection, events: Sequence[int]) -> list[Facts]:
    """Gather events whole: actors, place, evidence with its sentence, dataset and licence."""
    rows = connection.execute(select(*Event.__table__.c).where(Event.id.in_(events)).order_by(Event.id)).all()
    roles = roles_in(connection, events)
    contexts = _contexts(connection, events)
    evidence = evidence_of(connection, EventEvidence, events)
    datasets = datasets_by_id(connection)
    return [
        _columns(row)
        | {
            "attributed_to": roles.of(row.id, "attributed_to"),
            "actor1": roles.of(row.id, "actor1"),
            "actor2": roles.of(row.id, "actor2"),
            "type": dict(row._mapping) | {"contexts": contexts[row.id]},
            "place": _place(row, roles),
            "evidence": _passages(evidence.pieces.get(row.id, [])),
            "articles": evidence.articles_of(row.id),
            "dataset": datasets[row.dataset_id].slug,
            "licence": datasets[row.dataset_id].licence,
        }
        for row in rows
    ]


def _columns(row: AnyRow) -> Facts:
    facts = dict(row._mapping)
    facts["date"] = {
        "start": row.start_on,
        "end": row.end_on,
        "precision": row.date_precision,
        "as_written": row.date_as_written,
        "basis": row.date_basis,
        "note": row.date_note,
        "known_day": row.date_known_day,
    }
    deaths = {"best": row.fatalities_best, "low": row.fatalities_low, "high": row.fatalities_high}
    facts["fatalities"] = deaths if any(value is not None for value in deaths.values()) else None
    facts["counts"] = {"mentions": row.mention_count, "articles": row.article_count, "sources": row.source_count}
    return facts


def _place(row: AnyRow, roles: Roles) -> Facts | None:
    if row.place_name is None:
        return None
    entity = next(iter(roles.of(row.id, "place")), None)
    return {
        "id": entity and entity["id"],
        "name": row.place_name,
        "country": row.country,
        "admin1": row.admin1,
        "latitude": row.latitude,
        "longitude": row.longitude,
        "precision": row.place_precision,
    }


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

    pieces: dict[int, list[Facts]]
    articles: dict[int, ArticleCard]

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
    found: dict[int, list[Facts]] = defaultdict(list)
    for row in rows:
        found[row[0]].append(_piece(row, articles[row.article_id]))
    return Found(found, articles)


def _passages(pieces: list[Facts]) -> list[Facts]:
    """Put what a sentence says of single fields with the first statement of the event in it: each sentence shows once.

    Where a sentence states no event (it only dates it, or says who says so), its first piece stands for it.
    """
    heads: dict[tuple[int, str], Facts] = {}
    passages = []
    # A stable sort: statements of the event first, each in its place.
    for piece in sorted(pieces, key=lambda piece: piece["field"] != "event"):
        sentence = (piece["article"], piece["sentence"])
        if piece["field"] == "event" or sentence not in heads:
            passages.append({**piece, "marks": []})
            heads.setdefault(sentence, passages[-1])
        else:
            heads[sentence]["marks"].append(piece)
    for passage in passages:
        passage["marks"].sort(key=lambda piece: piece["start"])
    return passages


def _piece(row: AnyRow, article: ArticleCard) -> Facts:
    first, last = sentence_around(article.text, row.start, row.end)
    return {
        "field": row.field,
        "article": article.id,
        "start": row.start,
        "end": row.end,
        "text": article.text[row.start : row.end],
        "sentence": article.text[first:last],
        "method": row.method,
        "confidence": row.confidence,
    }
