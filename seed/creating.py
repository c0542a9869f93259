"""Store new events and new addresses of articles: rows, documents, appearances, sums, text and changes, all out of memory.

It writes what `store.refresh` would make of the same records by reading them back, which the tests hold it to; a dataset of
millions has nearly nothing else.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from typing import Any

from schemas.rendering import rendered
from seed.knowledge import Knowledge
from seed.row_parts import Row, Written
from store import duplicates
from store.appearances import enter_joint, put_in, stand_otherwise
from store.bulk import insert_rows
from store.derived import Document
from store.facts import articles as article_module
from store.facts import events as event_module
from store.facts.cards import ArticleCard, Facts, Roles, card
from store.fulltext import add_texts
from store.identity import Kind
from store.refresh import Rendered
from store.scopes import IS_ENTITY, ROLES, Scope, Scopes, packed, role_bits, scope_key
from store.tables import Article, Event, EventContext, EventEvidence, EventPublisher, Participant
from store.writing import Writer

_BITS = {role: role_bits(Kind.EVENT, (role,)) for role in ROLES[Kind.EVENT]}


def is_bare(article: Written) -> bool:
    """Tell whether an article is an address and no more: nobody wrote it, it has no text and names nobody."""
    return article.kind is Kind.ARTICLE and not article.row["text"] and not any(article.children.values())


def create(writer: Writer, articles: Sequence[Written], events: Sequence[Written], knowledge: Knowledge) -> set[int]:
    """Store new bare articles and new events; gives the articles that were there and have a new event now."""
    times = {"created_at": writer.now, "updated_at": writer.now}
    rows = [times | article.row for article in articles]
    insert_rows(writer.connection, Article, rows)
    _note_articles(rows, knowledge)
    told = _create_events(writer, events, knowledge)
    _derive_articles(writer, rows, told, knowledge)
    return told.keys() - {row["id"] for row in rows}


def _note_articles(rows: Sequence[Row], knowledge: Knowledge) -> None:
    """Remember the cards of new articles, which the events of the same batch show."""
    cards = knowledge.articles(())
    sources = knowledge.sources({row["source_id"] for row in rows if row["source_id"] is not None})
    for row in rows:
        source = sources.get(row["source_id"])
        shown = source and {"id": source["id"], "name": source["name"]}
        cards[row["id"]] = ArticleCard(row["id"], row["title"] or None, row["url"], row["published_at"], shown, "")


def _derive_articles(writer: Writer, rows: Sequence[Row], told: Mapping[int, list[Row]], knowledge: Knowledge) -> None:
    nothing: Mapping[int, list[Any]] = {}
    events = {
        article: sorted(told.get(article, ()), key=lambda event: (event["start_on"], event["id"])) for article in told
    }
    around = article_module.Around(
        {
            "authors": nothing,
            "furniture": nothing,
            "mentions": nothing,
            "events": events,
            "quotes": nothing,
            "copy_of": nothing,
        },
        Roles({}),
        knowledge.sources(()),
        knowledge.datasets({row["dataset_id"] for row in rows}),
    )
    facts = [article_module.article_fact(row, around) for row in rows]
    _derive(writer, Kind.ARTICLE, {fact["id"]: rendered(Kind.ARTICLE, fact) for fact in facts})


def _create_events(writer: Writer, events: Sequence[Written], knowledge: Knowledge) -> dict[int, list[Row]]:
    """Store new events; gives their rows by the articles that report them."""
    if not events:
        return {}
    children = {
        table: [row for event in events for row in event.children[table]]
        for table in (Participant, EventContext, EventEvidence, EventPublisher)
    }
    told = _articles_of(children[EventEvidence])
    sources = _sources_of(children, told, knowledge)
    knowledge.entities({part["entity_id"] for part in children[Participant]})
    scopes = [_scopes(event, sources.get(event.row["id"], ()), knowledge) for event in events]
    rows = _complete(writer, events, scopes, told)
    insert_rows(writer.connection, Event, rows)
    for table, hanging in children.items():
        insert_rows(writer.connection, table, hanging)
    put_in(writer.connection, Kind.EVENT, list(zip(rows, scopes, strict=True)))
    around = _around(rows, children, knowledge)
    facts = [event_module.event_fact(row, around) for row in rows]
    _derive(writer, Kind.EVENT, {fact["id"]: rendered(Kind.EVENT, fact) for fact in facts})
    by_article: dict[int, list[Row]] = defaultdict(list)
    for row in rows:
        for article in told.get(row["id"], ()):
            by_article[article].append(row)
    return by_article


def _articles_of(evidence: Iterable[Row]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = defaultdict(list)
    for piece in evidence:
        if piece["article_id"] not in found[piece["event_id"]]:
            found[piece["event_id"]].append(piece["article_id"])
    return found


def _sources_of(
    children: Mapping[Any, list[Row]], told: dict[int, list[int]], knowledge: Knowledge
) -> dict[int, set[int]]:
    cards = knowledge.articles(chain.from_iterable(told.values()))
    found: dict[int, set[int]] = defaultdict(set)
    for event, articles in told.items():
        for article in articles:
            if source := cards[article].source:
                found[event].add(source["id"])
    for row in children[EventPublisher]:
        found[row["event_id"]].add(row["source_id"])
    return found


def _scopes(event: Written, sources: Iterable[int], knowledge: Knowledge) -> Scopes:
    found: Scopes = {}
    for part in event.children[Participant]:
        if bits := _BITS.get(part["role"]):
            for scope in knowledge.scopes(part["entity_id"], part["code"], part["country"], part["sector"]):
                found[scope] = found.get(scope, 0) | bits
            found[scope_key(Kind.EVENT, Scope.ENTITY, part["entity_id"])] |= IS_ENTITY
    enter_joint(found)
    for source in sources:
        found[scope_key(Kind.EVENT, Scope.SOURCE, source)] = _BITS["publisher"]
    return found


def _complete(
    writer: Writer, events: Sequence[Written], scopes: Sequence[Scopes], told: Mapping[int, list[int]]
) -> list[Row]:
    """Give the rows of events with what is derived and kept in them."""
    keyed = [(event.row["id"], _keys(event, told.get(event.row["id"], []))) for event in events]
    stands, lost = duplicates.represents(writer.connection, keyed)
    stand_otherwise(writer.connection, lost)
    return [
        {
            "created_at": writer.now,
            "updated_at": writer.now,
            **event.row,
            "scopes": packed(found),
            "strict_key": keys[duplicates.STRICT],
            "loose_key": keys[duplicates.LOOSE],
            "represents": stands[record],
        }
        for event, found, (record, keys) in zip(events, scopes, keyed, strict=True)
    ]


def _keys(event: Written, articles: Sequence[int]) -> duplicates.Keys:
    sides: dict[str, set[int]] = {"actor1": set(), "actor2": set()}
    for part in event.children[Participant]:
        if part["role"] in sides:
            sides[part["role"]].add(part["entity_id"])
    return duplicates.keys(event.row, [*sides["actor1"]], [*sides["actor2"]], articles[0] if articles else None)


def _around(events: Sequence[Row], children: Mapping[Any, list[Row]], knowledge: Knowledge) -> event_module.Around:
    cards = knowledge.entities(())
    roles: dict[tuple[int, str], list[Facts]] = defaultdict(list)
    for part in children[Participant]:
        there = roles[part["record_id"], part["role"]]
        if all(one["id"] != part["entity_id"] for one in there):
            there.append(card(part, cards[part["entity_id"]]))
    contexts: dict[int, list[str]] = defaultdict(list)
    for row in children[EventContext]:
        contexts[row["event_id"]].append(row["context"])
    sources = knowledge.sources({row["source_id"] for row in children[EventPublisher]})
    publishers: dict[int, list[Facts]] = defaultdict(list)
    for row in sorted(children[EventPublisher], key=lambda row: row["source_id"]):
        publishers[row["event_id"]].append(sources[row["source_id"]])
    found = event_module.evidence_in(children[EventEvidence], knowledge.articles(()))
    datasets = knowledge.datasets({event["dataset_id"] for event in events})
    return event_module.Around(Roles(roles), contexts, found, publishers, datasets)


def _derive(writer: Writer, kind: Kind, records: Mapping[int, Rendered]) -> None:
    """Write what is derived from new records, and enter them as created."""
    documents = [
        {"id": record, "kind": kind.value, "body": one.body, "whole": one.whole} for record, one in records.items()
    ]
    insert_rows(writer.connection, Document, documents)
    add_texts(writer.connection, {record: one.searchable for record, one in records.items()})
    for record in records:
        writer.log(kind, record, "created")
