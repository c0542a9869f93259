"""What a load has to know of the store: asked once, and kept for as long as nobody else writes."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence, Set, Sized
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Connection, select

from seed.known_entities import Known, StoredEntities
from seed.records import Actor, EntityRecord
from seed.resolution import Resolver
from store.appearances import branches_of, scopes_of
from store.columns import AnyRow
from store.corrections import Corrections, corrections
from store.dependents import root_of
from store.facts.cards import ArticleCard, DatasetCard, Facts, article_cards, datasets_by_id, is_told
from store.identity import Kind, record_id
from store.scopes import Scope, scope_key
from store.tables import Article, Entity, Source
from store.writing import Writer

# Above this much at hand, all of it is forgotten and asked again: memory must not grow with a file.
MAX_KEPT = 200_000


class Knowledge:
    """The store as a load sees it; `seed.row_parts.Keys` for those who turn records into rows.

    `attend` comes before each transaction: it forgets everything where somebody else has written since.
    """

    def __init__(self) -> None:
        self._connection: Connection | None = None
        self._revision: int | None = None
        # What was put right by hand holds for whatever a load writes.
        self.corrections = Corrections()
        self.forget()

    def forget(self) -> None:
        """Ask everything anew."""
        self._merged: dict[int, int] | None = None
        self._resolver = Resolver(self)
        self._entities: dict[int, Facts] = {}
        self._branches: dict[int, list[int]] = {}
        self._scopes: dict[tuple[Any, ...], tuple[int, ...]] = {}
        self._sources: dict[int, Facts] = {}
        self._articles: dict[int, ArticleCard] = {}
        self._datasets: dict[int, DatasetCard] = {}
        self._published: dict[str, date] = {}
        self._passed: set[tuple[Kind, str]] = set()
        self._passing: list[tuple[Kind, str]] = []
        self._made: list[EntityRecord] = []

    def attend(self, writer: Writer) -> None:
        """Begin a transaction."""
        kept: Sequence[Sized] = (
            self._scopes,
            self._entities,
            self._articles,
            self._published,
            self._passed,
            self._resolver,
        )
        if writer.revision != self._revision:
            self.corrections = corrections(writer.connection)
        if sum(map(len, kept)) > MAX_KEPT or writer.revision != self._revision:
            self.forget()
        self._connection = writer.connection
        self._made.clear()

    def leave(self, writer: Writer) -> None:
        """End a transaction that is going to be committed: what it wrote is what the store holds then."""
        self._revision = writer.revision + writer.moved

    @property
    def connection(self) -> Connection:
        """The transaction's connection."""
        assert self._connection is not None  # noqa: S101 - `attend` comes first
        return self._connection

    # --- whom a dataset means ---------------------------------------------------------------------------------------

    def by_identifier(self, scheme: str, value: str) -> list[Known]:
        """List the entities with an identifier (`seed.known_entities.Lookup`)."""
        return StoredEntities(self.connection).by_identifier(scheme, value)

    def by_name(self, name: str) -> list[Known]:
        """List the entities with a folded name."""
        return StoredEntities(self.connection).by_name(name)

    def resolved(self, actor: Actor) -> tuple[str, str]:
        """Find whom a dataset means: the entity's key, and by which rule. What has to be made for it `made` gives."""
        found = self._resolver.resolve(actor)
        if found.record is not None:
            self._made += (record for record in (*found.above, found.record) if self.is_first(Kind.ENTITY, record.key))
        return found.key, found.rule

    def made(self) -> list[EntityRecord]:
        """Give the entities that had to be made since this was asked last."""
        made, self._made = self._made, []
        return made

    def is_first(self, kind: Kind, key: str) -> bool:
        """Tell whether a stub comes for the first time: from then on it is stored, or about to be."""
        if (kind, key) in self._passed:
            return False
        self._passed.add((kind, key))
        self._passing.append((kind, key))
        return True

    def settle(self) -> None:
        """Take note that the stubs that came since are going to be stored."""
        self._passing.clear()

    def retract(self) -> None:
        """Forget the stubs that came since `settle`: they are not stored, for those who named them were rejected."""
        self._passed.difference_update(self._passing)
        self._passing.clear()

    def standing(self, named: int) -> int:
        """Give the entity that stands for this one now."""
        if self._merged is None:
            away = self.connection.execute(select(Entity.id).where(Entity.merged_into.is_not(None))).scalars().all()
            self._merged = {entity: root_of(self.connection, entity) for entity in away}
        return self._merged.get(named, named)

    def published(self, article: str) -> date | None:
        """Give the day, in UTC, on which an article was published."""
        if article not in self._published:
            statement = select(Article.published_at).where(Article.id == record_id(Kind.ARTICLE, article))
            at = self.connection.execute(statement).scalar()
            if at is None:
                return None
            self._published[article] = at.date()
        return self._published[article]

    def note_published(self, article: str, at: datetime) -> None:
        """Remember when an article that is being stored was published."""
        self._published[article] = at.astimezone(UTC).date()

    # --- what records show of others --------------------------------------------------------------------------------

    def entities(self, entities: Collection[int]) -> dict[int, Facts]:
        """Give the cards of entities."""
        missing = [entity for entity in entities if entity not in self._entities]
        columns = (Entity.id, Entity.name, Entity.kind, Entity.country, Entity.code, Entity.sector, Entity.stub)
        for row in self._rows(select(*columns), Entity.id, missing):
            self._entities[row.id] = dict(row._mapping)
        return self._entities

    def scopes(self, entity: int, code: str | None, country: str | None, sector: str | None) -> tuple[int, ...]:
        """List the scopes of events of somebody who takes part as this; the entity's card has been asked for before."""
        key = (entity, code, country, sector)
        found = self._scopes.get(key)
        if found is None:
            card = self._entities[entity]
            known = card if is_told(card["kind"], card["stub"]) else {}
            named = scopes_of(
                Kind.EVENT,
                entity,
                code or known.get("code"),
                country or known.get("country"),
                sector or known.get("sector"),
            )
            found = self._scopes[key] = (*named, *self._branches_of(entity))
        return found

    def note_founded(self, organizations: Set[int]) -> None:
        """Take note that these have members from now on, and so a branch of their own."""
        self._branches = {one: found for one, found in self._branches.items() if one not in organizations}
        self._scopes = {key: found for key, found in self._scopes.items() if key[0] not in organizations}

    def _branches_of(self, entity: int) -> list[int]:
        if entity not in self._branches:
            missing = [one for one in self._entities if one not in self._branches]
            for one, branches in branches_of(self.connection, missing).items():
                self._branches[one] = [scope_key(Kind.EVENT, Scope.BRANCH, branch) for branch in branches]
        return self._branches[entity]

    def articles(self, articles: Iterable[int]) -> dict[int, ArticleCard]:
        """Give the cards of articles."""
        missing = {article for article in articles if article not in self._articles}
        if missing:
            self._articles.update(article_cards(self.connection, missing))
        return self._articles

    def sources(self, sources: Iterable[int]) -> dict[int, Facts]:
        """Give what articles show of publishers."""
        missing = [source for source in sources if source not in self._sources]
        columns = (Source.id, Source.name, Source.domain, Source.country)
        for row in self._rows(select(*columns), Source.id, missing):
            self._sources[row.id] = dict(row._mapping)
        return self._sources

    def datasets(self, datasets: Iterable[int]) -> dict[int, DatasetCard]:
        """Give what records show of datasets."""
        if any(dataset not in self._datasets for dataset in datasets):
            self._datasets = datasets_by_id(self.connection)
        return self._datasets

    def _rows(self, statement: Any, column: Any, ids: list[int]) -> Iterable[AnyRow]:
        return self.connection.execute(statement.where(column.in_(ids))).all() if ids else ()
