"""Write all records of a store as lines (`schemas.interchange`), each after what it points at; loaded, they are the same again.

The order within a kind is that of the ids. Memory stays the same however many records there are: it holds a page of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import orjson
from sqlalchemy import Connection, select, tuple_

from seed.exporting_entities import entity_lines, merge_lines
from seed.exporting_rows import (
    Around,
    Hanging,
    Line,
    by_role,
    children,
    dated,
    evidence_of,
    keys_of,
    pages,
    piece,
    plain,
    said_of,
    span,
    span_in,
    taken,
    written,
)
from seed.reports import FIRST_REPORT
from seed.rows_of_quotes import SEGMENT_BREAK
from store.columns import AnyRow
from store.refresh import BATCH_RECORDS
from store.tables import (
    Article,
    ArticleAuthor,
    ArticleFurniture,
    Dataset,
    Event,
    EventContext,
    EventEvidence,
    EventPublisher,
    Mention,
    Participant,
    Quote,
    QuoteEvent,
    QuoteEvidence,
    Source,
)


def exported(connection: Connection) -> Iterator[bytes]:
    """Give every record as a line with its line feed; `connection` has to show one moment of the store."""
    for lines in (_datasets, _sources, entity_lines, merge_lines, _articles, _events, _quotes, _reports):
        yield from lines(connection)


def _datasets(connection: Connection) -> Iterator[bytes]:
    names = (*_SAME_OF_DATASETS, "redistributable")
    for rows in pages(connection, Dataset):
        for row in rows:
            yield written("dataset", row, {"key": row.slug} | taken(row, names))


def _sources(connection: Connection) -> Iterator[bytes]:
    for rows in pages(connection, Source):
        for row in rows:
            yield written("source", row, taken(row, ("key", "name", "domain", "country")))


def _articles(connection: Connection) -> Iterator[bytes]:
    around = Around(connection)
    # Texts are long: one is held at a time.
    columns = [column for column in Article.__table__.c if column.name != "text"]
    for rows in pages(connection, Article, [*columns, (Article.text != "").label("has_text")]):
        ids = [row.id for row in rows]
        hanging = {
            table: children(connection, table, ids) for table in (ArticleAuthor, ArticleFurniture, Mention, Participant)
        }
        around.learn(hanging[Mention], hanging[Participant], sources=[row.source_id for row in rows])
        for row in rows:
            text = connection.execute(_TEXT.where(Article.id == row.id)).scalar_one() if row.has_text else ""
            yield written("article", row, _article(row, text, hanging, around))


_TEXT = select(Article.text)


def _article(row: AnyRow, text: str, hanging: Mapping[Any, Hanging], around: Around) -> Line:
    parts = by_role(hanging[Participant][row.id])
    return taken(row, _SAME_OF_ARTICLES) | {
        "text": text,
        "published": row.published_at,
        "dataset": around.datasets[row.dataset_id],
        "source": None if row.source_id is None else around.sources[row.source_id],
        "authors": [author.name for author in hanging[ArticleAuthor][row.id]],
        "dateline": span_in(text, row.dateline_start, row.dateline_end),
        "dateline_place": next(iter(around.keys(parts["dateline"])), None),
        "furniture": [span_in(text, one.start, one.end) for one in hanging[ArticleFurniture][row.id]],
        "mentions": [
            {
                "entity": around.entities[one.resolved_id],
                "kind": one.kind,
                "span": span(one.start, one.end, one.surface),
            }
            for one in hanging[Mention][row.id]
        ],
        "named": around.parts(parts["named"]),
    }


def _events(connection: Connection) -> Iterator[bytes]:
    around = Around(connection)
    for rows in pages(connection, Event):
        ids = [row.id for row in rows]
        hanging: dict[Any, Hanging] = {
            table: children(connection, table, ids) for table in (Participant, EventContext, EventPublisher)
        }
        hanging[EventEvidence] = evidence_of(connection, EventEvidence, ids, EventEvidence.position < FIRST_REPORT)
        published = [one.source_id for found in hanging[EventPublisher].values() for one in found]
        around.learn(hanging[Participant], sources=published)
        for row in rows:
            yield written("event", row, _event(row, hanging, around), origin=row.origin)


def _event(row: AnyRow, hanging: Mapping[Any, Hanging], around: Around) -> Line:
    parts = by_role(hanging[Participant][row.id])
    return taken(row, _SAME_OF_EVENTS) | {
        "dataset": around.datasets[row.dataset_id],
        "date": dated(row, "date"),
        "actor1": around.parts(parts["actor1"]),
        "actor2": around.parts(parts["actor2"]),
        "attributed_to": around.keys(parts["attributed_to"]),
        "plover_type": row.plover_type or None,
        "contexts": [one.context for one in hanging[EventContext][row.id]],
        "place": _place(row, next(iter(around.keys(parts["place"])), None)),
        "mentions": row.mention_count,
        "articles": row.article_count,
        "sources": row.source_count,
        "evidence": [piece(one) for one in hanging[EventEvidence][row.id]],
        "publishers": [around.sources[one.source_id] for one in hanging[EventPublisher][row.id]],
        "origin": orjson.loads(row.origin) if row.origin else None,
    }


def _place(row: AnyRow, entity: str | None) -> Line | None:
    if row.place_name is None:
        return None
    known = {"name": row.place_name, "precision": row.place_precision, "entity": entity}
    return said_of(known | taken(row, ("country", "admin1", "latitude", "longitude")))


def _quotes(connection: Connection) -> Iterator[bytes]:
    around = Around(connection)
    for rows in pages(connection, Quote):
        ids = [row.id for row in rows]
        hanging: dict[Any, Hanging] = {
            Participant: children(connection, Participant, ids),
            QuoteEvidence: evidence_of(connection, QuoteEvidence, ids),
        }
        about = children(connection, QuoteEvent, ids)
        around.learn(hanging[Participant], articles=[row.article_id for row in rows])
        events = keys_of(connection, Event, (one.event_id for found in about.values() for one in found))
        for row in rows:
            # One that was deleted has no key any more.
            known = [events[one.event_id] for one in about[row.id] if one.event_id in events]
            yield written("quote", row, _quote(row, hanging, around) | {"about_events": known})


def _quote(row: AnyRow, hanging: Mapping[Any, Hanging], around: Around) -> Line:
    parts = by_role(hanging[Participant][row.id])
    speaker = next(iter(parts["speaker"]), None)
    told = hanging[QuoteEvidence][row.id]
    via = zip(around.keys(parts["via"]), parts["via"], strict=True)
    return taken(row, ("key", "kind", "cue_lemma", "confidence")) | {
        "dataset": around.datasets[row.dataset_id],
        "article": around.articles[row.article_id],
        "content": _content(row, [one for one in told if one.field == "content"]),
        "cue": None if row.cue is None else span(row.cue_start, row.cue_end, row.cue),
        "speaker": speaker and around.entities[speaker.resolved_id],
        "speaker_as_written": speaker and speaker.as_written,
        "via": [said_of({"entity": key, "as_written": link.as_written, "cue": link.cue}) for key, link in via],
        "addressees": around.keys(parts["addressee"]),
        "about_entities": around.keys(parts["about"]),
        "said": dated(row, "said") if row.said_precision else None,
        "evidence": [piece(one) for one in told if one.field != "content"],
    }


def _reports(connection: Connection) -> Iterator[bytes]:
    """Write what was added to the evidence of events, by event."""
    at = tuple_(EventEvidence.event_id, EventEvidence.position)
    columns = (Event.key.label("event"), Event.updated_at, Article.key.label("article"))
    statement = (
        select(*EventEvidence.__table__.c, *columns)
        .join(Event, Event.id == EventEvidence.event_id)
        .join(Article, Article.id == EventEvidence.article_id)
        .where(EventEvidence.position >= FIRST_REPORT)
        .order_by(EventEvidence.event_id, EventEvidence.position)
        .limit(BATCH_RECORDS)
    )
    last = (-1, -1)
    while rows := connection.execute(statement.where(at > last)).all():
        for row in rows:
            yield plain("report", taken(row, ("event", "article", "confidence", "method", "updated_at")))
        last = (rows[-1].event_id, rows[-1].position)


def _content(row: AnyRow, stretches: Sequence[AnyRow]) -> list[Line]:
    """Write what was said; where the article's text is not kept, the quote's own has it."""
    said = row.text.split(SEGMENT_BREAK) if len(stretches) > 1 else [row.text]
    if len(said) != len(stretches):
        said = [one.surface for one in stretches]
    return [span(one.start, one.end, text) for one, text in zip(stretches, said, strict=True)]


_SAME_OF_DATASETS = ("title", "version", "publisher", "licence", "citation", "url", "access", "text_served")
_SAME_OF_ARTICLES = (
    "key",
    "url",
    "title",
    "language",
    "rights",
    "published_precision",
    "published_basis",
    "published_note",
    "tone",
)
_SAME_OF_EVENTS = (
    "key",
    "origin_id",
    "summary",
    "cameo",
    "goldstein",
    "plover_mode",
    "status",
    "fatalities_best",
    "fatalities_low",
    "fatalities_high",
    "tone",
    "confidence",
    "origin_type",
    "flag",
)
