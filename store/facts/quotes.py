"""What is known of quotes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy import Connection, select

from store.columns import AnyRow
from store.facts.cards import ArticleCard, Facts, Roles, article_cards, datasets_by_id, roles_in
from store.facts.events import Found, evidence_of
from store.sentences import sentence_around
from store.tables import Event, Quote, QuoteEvent, QuoteEvidence


def quote_facts(connection: Connection, quotes: Sequence[int]) -> list[Facts]:
    """Gather quotes whole: speaker, cue, content, sentence, article, and what they are about."""
    rows = connection.execute(select(*Quote.__table__.c).where(Quote.id.in_(quotes)).order_by(Quote.id)).all()
    roles = roles_in(connection, quotes)
    evidence = evidence_of(connection, QuoteEvidence, quotes)
    events = _events(connection, quotes)
    articles = article_cards(connection, (row.article_id for row in rows))
    datasets = datasets_by_id(connection)
    return [
        _columns(row, articles[row.article_id])
        | _people(row, roles)
        | {
            "segments": [piece for piece in _placed(evidence, row.id) if piece["field"] == "content"],
            "marks": [piece for piece in _placed(evidence, row.id) if piece["field"] != "content"],
            "about": {"entities": roles.of(row.id, "about"), "events": events[row.id]},
            "dataset": datasets[row.dataset_id].slug,
            "licence": datasets[row.dataset_id].licence,
        }
        for row in rows
    ]


def _placed(evidence: Found, quote: int) -> list[Facts]:
    """List the pieces that stand in a text that is kept."""
    return [piece for piece in evidence.pieces.get(quote, []) if piece["start"] is not None]


def _people(row: AnyRow, roles: Roles) -> Facts:
    return {
        "speaker": next(iter(roles.of(row.id, "speaker")), None),
        "via": roles.of(row.id, "via"),
        "addressee": roles.of(row.id, "addressee"),
    }


def _columns(row: AnyRow, article: ArticleCard) -> Facts:
    facts = dict(row._mapping)
    facts["sentence"] = _sentence(row, article.text)
    facts["article"] = article.facts()
    facts["cue"] = row.cue and {
        "text": row.cue,
        "lemma": row.cue_lemma,
        "start": row.cue_start,
        "end": row.cue_end,
    }
    facts["date"] = {
        "start": row.start_on,
        "end": row.end_on,
        "precision": row.said_precision or "day",
        "as_written": row.said_as_written,
        "basis": row.said_basis or "publication",
        "note": row.said_note,
        "known_day": row.said_known_day,
    }
    return facts


def _sentence(row: AnyRow, text: str) -> str:
    """Give the sentence that a statement stands in; the statement itself where there is no text."""
    if not text:
        return str(row.text)
    first, last = sentence_around(text, row.start, row.end)
    return text[first:last]


def _events(connection: Connection, quotes: Sequence[int]) -> dict[int, list[Facts]]:
    statement = (
        select(QuoteEvent.quote_id, Event.id, Event.summary, Event.status)
        .join(Event, Event.id == QuoteEvent.event_id)
        .where(QuoteEvent.quote_id.in_(quotes))
        .order_by(QuoteEvent.quote_id, Event.start_on, Event.id)
    )
    found: dict[int, list[Facts]] = defaultdict(list)
    for quote, event, summary, status in connection.execute(statement):
        found[quote].append({"id": event, "summary": summary, "status": status})
    return found
