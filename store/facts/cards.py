"""What a record shows of the records that it names: enough to be read without a second request."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
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
            Participant.resolved_id,
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
            Entity.stub.label("entity_stub"),
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
            cards.append(card(dict(row._mapping), _entity(row)))
    return Roles(dict(rows))


def _entity(row: AnyRow) -> Facts:
    return {
        "id": row.id,
        "name": row.name,
        "kind": row.kind,
        "country": row.entity_country,
        "code": row.entity_code,
        "sector": row.entity_sector,
        "stub": row.entity_stub,
    }


def card(part: Mapping[str, Any], entity: Mapping[str, Any]) -> Facts:
    """Give what a record shows of an entity in a part: what the origin says of it here goes before what it is otherwise.

    Most stubs are nothing otherwise: they have the code of the first row that named them, which says nothing of another.
    """
    known = is_told(entity["kind"], entity["stub"])
    return {
        "id": entity["id"],
        "name": entity["name"],
        "kind": entity["kind"],
        **{name: part[name] or (entity[name] if known else None) for name in ("country", "code", "sector")},
        "as_written": part["as_written"],
        "rule": part["rule"],
        "resolved_to": resolved_otherwise(part["resolved_id"], entity["id"]),
        "cue": part["cue"],
        "role": part["as_written"],
        "since": part["since"],
        "until": part["until"],
    }


def resolved_otherwise(resolved: int | None, shown: int | None) -> int | None:
    """Give whom a record was first resolved to, None where that is who is shown."""
    return None if resolved == shown else resolved


def is_told(kind: str | None, stub: bool | None) -> bool:
    """Tell whether an entity's code, country and sector hold wherever it takes part: a stub's do not, unless it is a country."""
    return not stub or kind == "country"


@dataclass(frozen=True, slots=True)
class DatasetCard:
    """What every record shows of its dataset."""

    slug: str
    licence: str
    text_served: str


def datasets_by_id(connection: Connection) -> dict[int, DatasetCard]:
    """Give slug and licence of every dataset; there are few."""
    rows = connection.execute(select(Dataset.id, Dataset.slug, Dataset.licence, Dataset.text_served))
    return {row.id: DatasetCard(row.slug, row.licence, row.text_served) for row in rows}


@dataclass(frozen=True, slots=True)
class ArticleCard:
    """What other records show of an article, and the text that they point into."""

    id: int
    title: str | None
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
        article: ArticleCard(
            article, title or None, url, published, {"id": source, "name": name} if source else None, text
        )
        for article, title, url, published, text, source, name in connection.execute(statement)
    }
