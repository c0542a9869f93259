"""What a record shows of the records that it names: enough to be read without a second request."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from store.columns import AnyRow
from store.tables import Article, Dataset, Entity, Participant, Source

Facts = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Roles:
    """The parts that entities have in a batch of records, in order."""

    _rows: dict[tuple[int, str], list[Facts]]

    def of(self, record: int, role: str) -> list[Facts]:
        """List the cards of those who have this role in the record."""
        return self._rows.get((record, role), [])


def roles_in(connection: Connection, records: Sequence[int]) -> Roles:
    """Gather every participant of the records with the entity's card."""
    statement = (
        select(
            Participant.record_id,
            Participant.role,
            Participant.rule,
            Participant.code,
            Participant.country,
            Participant.sector,
            Participant.as_written,
            Participant.cue,
            Participant.since,
            Participant.until,
            Entity.id,
            Entity.name,
            Entity.kind,
            Entity.country.label("entity_country"),
            Entity.code.label("entity_code"),
            Entity.sector.label("entity_sector"),
        )
        .outerjoin(Entity, Entity.id == Participant.entity_id)
        .where(Participant.record_id.in_(records))
        .order_by(Participant.record_id, Participant.role, Participant.position)
    )
    rows: dict[tuple[int, str], list[Facts]] = defaultdict(list)
    for row in connection.execute(statement):
        cards = rows[row.record_id, row.role]
        # Two that were merged may stand on one side; only bonds with an organization may be several.
        if row.role == "affiliation" or row.id is None or all(card["id"] != row.id for card in cards):
            cards.append(_card(row))
    return Roles(dict(rows))


def _card(row: AnyRow) -> Facts:
    return {
        "id": row.id,
        "name": row.name,
        "kind": row.kind,
        "country": row.country or row.entity_country,
        "code": row.code or row.entity_code,
        "sector": row.sector or row.entity_sector,
        "as_written": row.as_written,
        "rule": row.rule,
        "cue": row.cue,
        "role": row.as_written,
        "since": row.since,
        "until": row.until,
    }


def datasets_by_id(connection: Connection) -> dict[int, AnyRow]:
    """Give slug and licence of every dataset; there are few."""
    return {row.id: row for row in connection.execute(select(Dataset.id, Dataset.slug, Dataset.licence))}


@dataclass(frozen=True, slots=True)
class ArticleCard:
    """What other records show of an article, and the text that they point into."""

    id: int
    title: str
    url: str | None
    published: Any
    source: Facts | None
    text: str

    def facts(self) -> Facts:
        """The card as it is served."""
        return {
            "id": self.id,
            "title": self.title,
            "url": self.url,
            "published_at": self.published,
            "source": self.source,
        }


def article_cards(connection: Connection, articles: Iterable[int]) -> dict[int, ArticleCard]:
    """Gather the cards of articles."""
    statement = (
        select(Article.id, Article.title, Article.url, Article.published_at, Article.text, Source.id, Source.name)
        .outerjoin(Source, Source.id == Article.source_id)
        .where(Article.id.in_(set(articles)))
    )
    return {
        article: ArticleCard(article, title, url, published, {"id": source, "name": name} if source else None, text)
        for article, title, url, published, text, source, name in connection.execute(statement)
    }
