"""The tables of what is kept: facts as they were read. What is derived from them stands in `store.derived`.

Ids are stable hashes (`store.identity`). `fingerprint` is a hash of the record as it was loaded: the same again
changes nothing. Wherever a record points at an entity there are two columns: `entity_id`, which follows merges, and
`resolved_id`, the entity first resolved to, which is never rewritten, so that a merge can be undone.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import BigInteger, ForeignKey, Index, LargeBinary, Text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from store.columns import Id, Instant, When, Word, Words


class Base(DeclarativeBase):
    """Every table of the store."""

    type_annotation_map = {datetime: Instant(), str: Words, bytes: LargeBinary()}  # noqa: RUF012 - SQLAlchemy reads it off the class


class Head(Base):
    """One row: who this store is, and how far it has come.

    `sequence` numbers the changes; `revision` moves with every committed write, so that it can stand for the whole
    state. `epoch` is another after a restore, from which on the same numbers stand for other things.
    """

    __tablename__ = "head"
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    store_id: Mapped[Word]
    epoch: Mapped[Word]
    sequence: Mapped[Id]
    revision: Mapped[Id]


class Dataset(Base):
    """A collection with one licence and one way of citing it; the counts are of the records that it holds now."""

    __tablename__ = "dataset"
    id: Mapped[Id] = mapped_column(primary_key=True, autoincrement=False)
    slug: Mapped[Word] = mapped_column(unique=True)
    title: Mapped[Word]
    version: Mapped[Word]
    publisher: Mapped[Word]
    licence: Mapped[Word]
    citation: Mapped[Word]
    url: Mapped[Word | None]
    redistributable: Mapped[bool]
    access: Mapped[Word]
    text_served: Mapped[Word]
    event_count: Mapped[Id]
    article_count: Mapped[Id]
    quote_count: Mapped[Id]
    fingerprint: Mapped[Id]
    created_at: Mapped[When]
    updated_at: Mapped[When]


# Whether any needs a key is asked with every request.
Index(
    "dataset_behind_key",
    Dataset.id,
    sqlite_where=Dataset.access == "key",
    postgresql_where=Dataset.access == "key",
)


class AccessKey(Base):
    """Somebody's key. Only a hash of the key itself is kept; `scopes` are words of `store.keys`, by spaces."""

    __tablename__ = "access_key"
    name: Mapped[Word] = mapped_column(primary_key=True)
    sha256: Mapped[Word] = mapped_column(index=True)
    scopes: Mapped[Word]
    created_at: Mapped[When]
    revoked_at: Mapped[When | None]


class AccessKeyDataset(Base):
    """A dataset that a key opens to be read."""

    __tablename__ = "access_key_dataset"
    name: Mapped[Word] = mapped_column(ForeignKey(AccessKey.name), primary_key=True)
    dataset_id: Mapped[Id] = mapped_column(ForeignKey(Dataset.id), primary_key=True)


class Webhook(Base):
    """An address that is sent changes of a collection; `filter` is written as the query of its list.

    `told_until` is the number of the last change that it was told, or that is not for it. While it fails, it is not asked before
    `next_at`; at `ended_at` it was given up. Nobody else sends to it until `held_until`.
    """

    __tablename__ = "webhook"
    name: Mapped[Word] = mapped_column(primary_key=True)
    url: Mapped[Word]
    collection: Mapped[Word]
    filter: Mapped[Word]
    key_name: Mapped[Word | None] = mapped_column(ForeignKey(AccessKey.name))
    secret: Mapped[Word]
    created_at: Mapped[When]
    told_until: Mapped[Id]
    told_at: Mapped[When | None]
    failing_since: Mapped[When | None]
    attempts: Mapped[int]
    next_at: Mapped[When | None]
    fault: Mapped[Word | None]
    ended_at: Mapped[When | None]
    held_until: Mapped[When | None]


class Load(Base):
    """One run that filled the store: what was read, and what came of it. No dataset where only entities were read.

    `rows_read` is how far a file was read when its last batch was committed; `finished_at` is None while it runs, or
    where it was stopped.
    """

    __tablename__ = "load"
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    dataset_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey(Dataset.id))
    file_name: Mapped[Word]
    sha256: Mapped[Word] = mapped_column(index=True)
    format: Mapped[Word]
    started_at: Mapped[When]
    finished_at: Mapped[When | None]
    records_created: Mapped[int]
    records_updated: Mapped[int]
    records_unchanged: Mapped[int]
    records_deleted: Mapped[int]
    rows_read: Mapped[Id]
    rows_rejected: Mapped[Id]


class Source(Base):
    """A publisher of articles."""

    __tablename__ = "source"
    id: Mapped[Id] = mapped_column(primary_key=True, autoincrement=False)
    key: Mapped[Word]
    name: Mapped[Word] = mapped_column(index=True)
    domain: Mapped[Word | None]
    country: Mapped[Word | None]
    fingerprint: Mapped[Id]
    created_at: Mapped[When]
    updated_at: Mapped[When]


class Entity(Base):
    """Somebody or something that acts, speaks, is acted upon or is a place; `merged_into` where it was merged away.

    A `stub` was made for a name or code that a dataset gives, and not described by anybody.
    """

    __tablename__ = "entity"
    id: Mapped[Id] = mapped_column(primary_key=True, autoincrement=False)
    key: Mapped[Word]
    kind: Mapped[Word]
    name: Mapped[Word]
    code: Mapped[Word | None] = mapped_column(index=True)
    country: Mapped[Word | None]
    sector: Mapped[Word | None]
    latitude: Mapped[float | None]
    longitude: Mapped[float | None]
    place_precision: Mapped[Word | None]
    note: Mapped[Word | None]
    stub: Mapped[bool]
    merged_into: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("entity.id"), index=True)
    fingerprint: Mapped[Id]
    created_at: Mapped[When]
    updated_at: Mapped[When]
    __table_args__ = (Index("entity_by_name", "name", "id"), Index("entity_by_updated", "updated_at", "id"))


class EntityName(Base):
    """A name of an entity: position 0 is the canonical one. It is found by `folded` (`store.tokens.folded`)."""

    __tablename__ = "entity_name"
    entity_id: Mapped[Id] = mapped_column(ForeignKey(Entity.id), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    name: Mapped[Word]
    folded: Mapped[Word]
    __table_args__ = (Index("entity_name_by_folded", "folded", "entity_id"),)


class EntityIdentifier(Base):
    """An identifier of an entity in somebody's scheme: ("iso3166-1", "IRN"), ("wikidata", "Q794")."""

    __tablename__ = "entity_identifier"
    entity_id: Mapped[Id] = mapped_column(ForeignKey(Entity.id), primary_key=True)
    scheme: Mapped[Word] = mapped_column(primary_key=True)
    value: Mapped[Word] = mapped_column(primary_key=True)
    __table_args__ = (Index("entity_identifier_by_value", "scheme", "value"),)


class Article(Base):
    """A text, never altered, with what is known of it; the text is empty where only the address is known."""

    __tablename__ = "article"
    id: Mapped[Id] = mapped_column(primary_key=True, autoincrement=False)
    key: Mapped[Word]
    dataset_id: Mapped[Id] = mapped_column(ForeignKey(Dataset.id), index=True)
    source_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey(Source.id), index=True)
    url: Mapped[Word | None] = mapped_column(index=True)
    title: Mapped[Word]
    language: Mapped[Word]
    text: Mapped[str] = mapped_column(Text)
    text_sha256: Mapped[Word]
    rights: Mapped[Word | None]
    published_at: Mapped[When]
    published_precision: Mapped[Word]
    published_basis: Mapped[Word]
    published_note: Mapped[Word | None]
    dateline_start: Mapped[int | None]
    dateline_end: Mapped[int | None]
    tone: Mapped[float | None]
    fingerprint: Mapped[Id]
    created_at: Mapped[When]
    updated_at: Mapped[When]
    __table_args__ = (
        Index("article_by_published", "published_at", "id"),
        Index("article_by_updated", "updated_at", "id"),
        Index("article_by_title", "title", "id"),
    )


class ArticleAuthor(Base):
    """Who wrote an article, in the order of the byline."""

    __tablename__ = "article_author"
    article_id: Mapped[Id] = mapped_column(ForeignKey(Article.id), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    name: Mapped[Word]


class ArticleFurniture(Base):
    """A stretch of an article's text that is no part of the story: navigation, credits, copyright."""

    __tablename__ = "article_furniture"
    article_id: Mapped[Id] = mapped_column(ForeignKey(Article.id), primary_key=True)
    start: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    end: Mapped[int]


class ArticleCopy(Base):
    """That an article is a near-copy of one that was published before; see `store.copies`."""

    __tablename__ = "article_copy"
    article_id: Mapped[Id] = mapped_column(ForeignKey(Article.id), primary_key=True)
    original_id: Mapped[Id] = mapped_column(ForeignKey(Article.id), index=True)


class ArticleBand(Base):
    """What near-copies of an article have in common with it: a hash of some of its words."""

    __tablename__ = "article_band"
    band: Mapped[Id] = mapped_column(primary_key=True, autoincrement=False)
    article_id: Mapped[Id] = mapped_column(ForeignKey(Article.id), primary_key=True, index=True)
    __table_args__ = ({"sqlite_with_rowid": False},)


class Mention(Base):
    """One place where an article speaks of an entity."""

    __tablename__ = "mention"
    article_id: Mapped[Id] = mapped_column(ForeignKey(Article.id), primary_key=True)
    start: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    end: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    resolved_id: Mapped[Id] = mapped_column(ForeignKey(Entity.id), primary_key=True)
    entity_id: Mapped[Id] = mapped_column(ForeignKey(Entity.id))
    kind: Mapped[Word]
    surface: Mapped[Word]
    __table_args__ = (
        Index("mention_by_entity", "entity_id", "article_id"),
        Index("mention_by_resolved", "resolved_id", "article_id"),
    )


class Event(Base):
    """Something done, being done, expected or disputed. Both ends of its date are included.

    `origin_type` is the dataset's own code of what sort of event it is ("ucdp_violence:1"), `origin` a JSON object of its
    further columns, `flag` what is known to be odd about the record.

    The last four columns are derived, and kept here because they change with the row: `scopes` are the scopes and roles
    under which it is indexed and counted (`store.appearances`), None while it is not; `strict_key` and `loose_key` are
    hashes of what it has in common with its duplicates, and `represents` says for which of them it stands
    (`store.duplicates`).
    """

    __tablename__ = "event"
    id: Mapped[Id] = mapped_column(primary_key=True, autoincrement=False)
    key: Mapped[Word]
    dataset_id: Mapped[Id] = mapped_column(ForeignKey(Dataset.id))
    origin_id: Mapped[Word]
    summary: Mapped[Word]
    start_on: Mapped[date]
    end_on: Mapped[date]
    date_precision: Mapped[Word]
    date_as_written: Mapped[Word | None]
    date_basis: Mapped[Word]
    date_note: Mapped[Word | None]
    date_known_day: Mapped[date | None]
    cameo: Mapped[Word]
    root_code: Mapped[Word]
    quad_class: Mapped[int]
    goldstein: Mapped[float]
    plover_type: Mapped[Word | None]
    plover_mode: Mapped[Word | None]
    status: Mapped[Word]
    place_name: Mapped[Word | None]
    place_precision: Mapped[Word | None]
    country: Mapped[Word | None]
    admin1: Mapped[Word | None]
    latitude: Mapped[float | None]
    longitude: Mapped[float | None]
    fatalities_best: Mapped[int | None]
    fatalities_low: Mapped[int | None]
    fatalities_high: Mapped[int | None]
    tone: Mapped[float | None]
    mention_count: Mapped[int]
    article_count: Mapped[int]
    source_count: Mapped[int]
    confidence: Mapped[float | None]
    origin_type: Mapped[Word | None]
    origin: Mapped[str | None] = mapped_column(Text)
    flag: Mapped[Word | None]
    fingerprint: Mapped[Id]
    created_at: Mapped[When]
    updated_at: Mapped[When]
    scopes: Mapped[bytes | None]
    strict_key: Mapped[int | None] = mapped_column(BigInteger, index=True)
    loose_key: Mapped[int | None] = mapped_column(BigInteger, index=True)
    represents: Mapped[int]
    __table_args__ = (
        Index("event_by_date", "start_on", "id"),
        Index("event_by_country", "country", "start_on", "id"),
        Index("event_by_updated", "updated_at", "id"),
        Index("event_by_goldstein", "goldstein", "id"),
    )


# A small area is found by its points; those that it covers are counted in the index alone.
Index(
    "event_by_point",
    Event.latitude,
    Event.longitude,
    sqlite_where=Event.latitude.is_not(None),
    postgresql_where=Event.latitude.is_not(None),
)


# What lasts several days is rare; a range that begins in the middle of it finds it here.
Index(
    "event_of_several_days",
    Event.end_on,
    Event.start_on,
    sqlite_where=Event.end_on > Event.start_on,
    postgresql_where=Event.end_on > Event.start_on,
)


class EventContext(Base):
    """A PLOVER context of an event."""

    __tablename__ = "event_context"
    event_id: Mapped[Id] = mapped_column(ForeignKey(Event.id), primary_key=True)
    context: Mapped[Word] = mapped_column(primary_key=True)
    __table_args__ = (Index("event_context_by_context", "context", "event_id"),)


class EventEvidence(Base):
    """Where an article says a field of an event; the place in it is None where only the article is known."""

    __tablename__ = "event_evidence"
    event_id: Mapped[Id] = mapped_column(ForeignKey(Event.id), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    field: Mapped[Word]
    article_id: Mapped[Id] = mapped_column(ForeignKey(Article.id))
    start: Mapped[int | None]
    end: Mapped[int | None]
    method: Mapped[Word]
    confidence: Mapped[float]
    __table_args__ = (Index("event_evidence_by_article", "article_id", "event_id"),)


class EventPublisher(Base):
    """A publisher that reports an event, where the dataset names it and no article."""

    __tablename__ = "event_publisher"
    event_id: Mapped[Id] = mapped_column(ForeignKey(Event.id), primary_key=True)
    source_id: Mapped[Id] = mapped_column(ForeignKey(Source.id), primary_key=True)
    __table_args__ = (Index("event_publisher_by_source", "source_id", "event_id"),)


class Quote(Base):
    """A statement that an article attributes to somebody.

    `start_on` and `end_on` are when it was said, where the text tells, else the day of publication (`said_precision`
    is None). `scopes` as of an event.
    """

    __tablename__ = "quote"
    id: Mapped[Id] = mapped_column(primary_key=True, autoincrement=False)
    key: Mapped[Word]
    dataset_id: Mapped[Id] = mapped_column(ForeignKey(Dataset.id))
    article_id: Mapped[Id] = mapped_column(ForeignKey(Article.id))
    kind: Mapped[Word]
    text: Mapped[str] = mapped_column(Text)
    start: Mapped[int]
    end: Mapped[int]
    cue: Mapped[Word | None]
    cue_start: Mapped[int | None]
    cue_end: Mapped[int | None]
    cue_lemma: Mapped[Word | None]
    start_on: Mapped[date]
    end_on: Mapped[date]
    said_precision: Mapped[Word | None]
    said_as_written: Mapped[Word | None]
    said_basis: Mapped[Word | None]
    said_note: Mapped[Word | None]
    said_known_day: Mapped[date | None]
    confidence: Mapped[float]
    fingerprint: Mapped[Id]
    created_at: Mapped[When]
    updated_at: Mapped[When]
    scopes: Mapped[bytes | None]
    __table_args__ = (
        Index("quote_by_date", "start_on", "id"),
        Index("quote_by_article", "article_id", "start"),
        Index("quote_by_updated", "updated_at", "id"),
    )


Index(
    "quote_of_several_days",
    Quote.end_on,
    Quote.start_on,
    sqlite_where=Quote.end_on > Quote.start_on,
    postgresql_where=Quote.end_on > Quote.start_on,
)


class QuoteEvidence(Base):
    """Where the article says a field of a quote; `content` has a row for each stretch of what was said."""

    __tablename__ = "quote_evidence"
    quote_id: Mapped[Id] = mapped_column(ForeignKey(Quote.id), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    field: Mapped[Word]
    article_id: Mapped[Id] = mapped_column(ForeignKey(Article.id))
    start: Mapped[int]
    end: Mapped[int]
    method: Mapped[Word]
    confidence: Mapped[float]


class QuoteEvent(Base):
    """An event that a quote is about. No foreign key: the event may be deleted while what was said of it stands."""

    __tablename__ = "quote_event"
    quote_id: Mapped[Id] = mapped_column(ForeignKey(Quote.id), primary_key=True)
    event_id: Mapped[Id] = mapped_column(primary_key=True)
    __table_args__ = (Index("quote_event_by_event", "event_id", "quote_id"),)


class Participant(Base):
    """An entity's part in a record.

    `role`: actor1, actor2, attributed_to or place (of an event); speaker, via, addressee or about (of a quote);
    dateline or named (of an article); affiliation (of an entity). `code` and `as_written` are what the origin or the text
    gives here, `country` and `sector` what the entity is in this part; `rule` says how the entity was found.
    """

    __tablename__ = "participant"
    record_id: Mapped[Id] = mapped_column(primary_key=True, autoincrement=False)
    role: Mapped[Word] = mapped_column(primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    record_kind: Mapped[Word]
    entity_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey(Entity.id))
    resolved_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey(Entity.id))
    rule: Mapped[Word | None]
    code: Mapped[Word | None]
    country: Mapped[Word | None]
    sector: Mapped[Word | None]
    as_written: Mapped[Word | None]
    cue: Mapped[Word | None]
    since: Mapped[date | None]
    until: Mapped[date | None]
    __table_args__ = (Index("participant_by_entity", "entity_id", "role", "record_id"),)


# What a merge has pointed elsewhere: all that a split looks for.
Index(
    "participant_pointed_elsewhere",
    Participant.resolved_id,
    Participant.record_id,
    sqlite_where=Participant.resolved_id != Participant.entity_id,
    postgresql_where=Participant.resolved_id != Participant.entity_id,
)


class Change(Base):
    """One thing that happened to a record. `replaced` is the document that it had before; None when created."""

    __tablename__ = "change"
    sequence: Mapped[Id] = mapped_column(primary_key=True, autoincrement=False)
    record_id: Mapped[Id]
    record_kind: Mapped[Word]
    operation: Mapped[Word]
    into_id: Mapped[int | None] = mapped_column(BigInteger)
    at: Mapped[When]
    load_id: Mapped[int | None] = mapped_column(ForeignKey(Load.id))
    replaced: Mapped[bytes | None]
    __table_args__ = (Index("change_by_record", "record_id", "sequence"),)
