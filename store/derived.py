"""The tables of what is derived from the facts, and can be made again from them (`dateline rebuild`)."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Index, LargeBinary, Text, literal_column
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlalchemy.orm import Mapped, mapped_column

from store.columns import Id, Word
from store.scopes import ACTORS_IN_ALL
from store.tables import Base


class Document(Base):
    """A record as it is served: JSON, rendered through its marshmallow schema when the record was written.

    `body` is what lists join; `whole` is what the record alone is answered with, None where that is the same.
    """

    __tablename__ = "document"
    id: Mapped[Id] = mapped_column(primary_key=True, autoincrement=False)
    kind: Mapped[Word]
    body: Mapped[bytes] = mapped_column(LargeBinary)
    whole: Mapped[bytes | None] = mapped_column(LargeBinary)


class Appearance(Base):
    """What a list by actor or speaker walks: events and quotes under every scope that they answer to, by date.

    A scope (`store.scopes`) is an entity, the branch of an organization, a code or one of its prefixes, a country or
    a sector. `roles` is a sum of bits, one for each role in which the scope takes part in the record, and of those that
    say for which duplicates the record stands.
    """

    __tablename__ = "appearance"
    scope: Mapped[Id] = mapped_column(primary_key=True, autoincrement=False)
    start_on: Mapped[date] = mapped_column(primary_key=True)
    record_id: Mapped[Id] = mapped_column(primary_key=True, autoincrement=False)
    end_on: Mapped[date]
    roles: Mapped[int]
    __table_args__ = ({"sqlite_with_rowid": False},)


Index(
    "appearance_of_several_days",
    Appearance.scope,
    Appearance.end_on,
    Appearance.start_on,
    sqlite_where=Appearance.end_on > Appearance.start_on,
    postgresql_where=Appearance.end_on > Appearance.start_on,
)


class Tally(Base):
    """How many events stand under a scope in a period, and sums of what is measured of them (`store.tallies`).

    `period` is the first day of it. Columns of the key that a level does not tell apart are '' or 0. Sums are whole
    numbers, scaled as `schemas.aggregates` declares, so that what is added can be taken away again exactly.
    """

    __tablename__ = "tally"
    scope: Mapped[Id] = mapped_column(primary_key=True, autoincrement=False)
    period: Mapped[date] = mapped_column(primary_key=True)
    entity_id: Mapped[Id] = mapped_column(primary_key=True, autoincrement=False)
    dataset_id: Mapped[Id] = mapped_column(primary_key=True, autoincrement=False)
    status: Mapped[Word] = mapped_column(primary_key=True)
    country: Mapped[Word] = mapped_column(primary_key=True)
    root_code: Mapped[Word] = mapped_column(primary_key=True)
    quad_class: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    roles: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    events: Mapped[Id]
    goldstein: Mapped[Id]
    tone_known: Mapped[Id]
    tone: Mapped[Id]
    fatalities_known: Mapped[Id]
    fatalities: Mapped[Id]
    articles: Mapped[Id]
    mentions: Mapped[Id]
    __table_args__ = ({"sqlite_with_rowid": False},)


# Who has the most events is read from its end.
_OF_ACTORS = Tally.scope == literal_column(str(ACTORS_IN_ALL))
Index("tally_of_actors", Tally.events, sqlite_where=_OF_ACTORS, postgresql_where=_OF_ACTORS)


class TextPart(Base):
    """A stretch of a record's searchable text, as tokens of ours (`store.tokens`) joined by spaces.

    On SQLite the tokens feed an FTS5 index beside this table, on PostgreSQL the vector is indexed itself.
    """

    __tablename__ = "text_part"
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    record_id: Mapped[Id] = mapped_column(index=True)
    tokens: Mapped[str] = mapped_column(Text)
    vector: Mapped[str | None] = mapped_column(Text().with_variant(TSVECTOR(), "postgresql"))


class Stale(Base):
    """A record whose document, appearances and text are to be made again, because something they show has changed."""

    __tablename__ = "stale"
    record_id: Mapped[Id] = mapped_column(primary_key=True, autoincrement=False)
    record_kind: Mapped[Word]
