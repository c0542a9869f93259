"""What every source of news events is read into, and what `seed.load` stores.

A reader (the seed annotation, an importer, later the extractor) turns its input into records. They point at one another
by key: a text that names the record for ever, such as `country/IRN` or `us-mounts-pressure-campaign/call`. The public id
is a hash of that key, so the same input gets the same ids on every machine. Where a dataset names an actor by a code, a
name or an identifier of its own, the record holds that `Actor`, and `seed.resolution` finds the entity that it is.

A record that is a `stub` was only named in passing (a publisher by its domain, an article by its address): it is stored
where there is none of its key yet, and never changes one that is there.

Offsets are positions in the article's text, counted in code points, end exclusive:
`text[span.start:span.end] == span.text`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of an article's text, with the surface that it must reproduce."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Dated:
    """An interval of whole days, both ends included.

    `precision` is a code of the codebook `date_precision` (day, week, month, year, range); `as_written` is the text's
    own expression ("last week"), None where the text has none; `basis` says how the interval is known: `text`,
    `outside` (knowledge that the text does not hold, explained in `note`) or `origin` (the dataset imported says so).
    """

    start: date
    end: date
    precision: str
    as_written: str | None = None
    basis: str = "text"
    note: str | None = None
    known_day: date | None = None


@dataclass(frozen=True, slots=True)
class Stamp:
    """What a store knew of a record that is brought from there: None for what it did not tell.

    `fingerprint` is that of the record as it was first read (`seed.row_parts.fingerprint`): read so again, it is the same record.
    """

    created_at: datetime | None = None
    updated_at: datetime | None = None
    fingerprint: int | None = None


@dataclass(frozen=True, slots=True)
class DatasetRecord:
    """A collection with one licence and one way of citing it.

    `access` is `public` or `key` (a key is needed to read it); `text_served` says how much of its articles' text may be
    shown: `whole`, `snippet` or `none`.
    """

    slug: str
    title: str
    version: str
    publisher: str
    licence: str
    citation: str
    url: str | None = None
    redistributable: bool = True
    access: str = "public"
    text_served: str = "whole"
    stub: bool = False
    stamp: Stamp | None = None


@dataclass(frozen=True, slots=True)
class SourceRecord:
    """A publisher of articles. `domain` without a scheme, `country` as ISO 3166 alpha-3."""

    key: str
    name: str
    domain: str | None = None
    country: str | None = None
    stub: bool = False
    stamp: Stamp | None = None


@dataclass(frozen=True, slots=True)
class Actor:
    """Whom a dataset names, in its own words: `seed.resolution` finds the entity, or makes one, and says by which rule.

    `name` as it is written, `code` the CAMEO actor code (`USAGOV`), `country` ISO 3166 alpha-3, `sector` a code of the
    codebook `sector`, `kind` one of `entity_kind` where the dataset tells. `identifiers` are pairs of scheme and value,
    such as ("ucdp-actor", "118"). At least one of name, code and identifiers is there.
    """

    name: str | None
    code: str | None = None
    country: str | None = None
    sector: str | None = None
    kind: str | None = None
    identifiers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Affiliation:
    """A bond of an entity with an organization, country or group, as a text gives it.

    `role` is the title or description ("Secretary of State"), None for plain membership. `from_` and `until` are None
    where the text gives no dates.
    """

    entity: str | None
    role: str | None = None
    from_: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class EntityRecord:
    """Somebody or something that acts, speaks, is acted upon or is a place.

    `kind` is a code of the codebook `entity_kind`: person, organization, country, place, group, unnamed, unknown. `code`
    is the CAMEO actor code (`USAGOV`), `country` ISO 3166 alpha-3. `identifiers` are pairs of scheme and value:
    ("iso3166-1", "IRN"), ("wikidata", "Q794"). `sector` is a code of the codebook `sector`. A place has `latitude`
    and `longitude` (WGS 84 degrees) with `place_precision`, a code of the codebook of that name, or neither.
    """

    key: str
    kind: str
    name: str
    code: str | None = None
    country: str | None = None
    sector: str | None = None
    aliases: tuple[str, ...] = ()
    affiliations: tuple[Affiliation, ...] = ()
    identifiers: tuple[tuple[str, str], ...] = ()
    latitude: float | None = None
    longitude: float | None = None
    place_precision: str | None = None
    note: str | None = None
    stub: bool = False
    stamp: Stamp | None = None


@dataclass(frozen=True, slots=True)
class Mention:
    """One place where a text speaks of an entity. `kind`: name, nominal or pronoun (codebook `mention_kind`)."""

    entity: str
    span: Span
    kind: str


@dataclass(frozen=True, slots=True)
class ArticleRecord:
    """A text, never altered, with what is known of it.

    `published_precision` is `instant`, `day`, …; `published_basis` as in `Dated`, explained in `published_note`.
    `dateline` is a span of the text. `furniture` are the stretches that are no part of the story (navigation, credits,
    copyright): nothing is mentioned there. Where only the address of an article is known its text is empty; `named` are
    then those whom it speaks of, nobody knows where. `tone` is GDELT's, -100 to 100.
    """

    key: str
    dataset: str
    source: str | None
    text: str
    title: str | None
    published: datetime
    published_precision: str
    published_basis: str
    published_note: str | None = None
    url: str | None = None
    authors: tuple[str, ...] = ()
    dateline: Span | None = None
    dateline_place: str | None = None
    language: str = "en"
    rights: str | None = None
    furniture: tuple[Span, ...] = ()
    mentions: tuple[Mention, ...] = ()
    named: tuple[Part, ...] = ()
    tone: float | None = None
    stub: bool = False
    stamp: Stamp | None = None


@dataclass(frozen=True, slots=True)
class Participant:
    """An entity on one side of an event. `code`, `country`, `sector` and `as_written` are what the origin or the text gives here.

    `rule` is a code of the codebook `rule`: how it was found that this entity is meant.
    """

    entity: str
    code: str | None = None
    as_written: str | None = None
    country: str | None = None
    sector: str | None = None
    rule: str | None = "annotated"


# Who takes part: an entity by its key, or whom the dataset names in its own words.
Part = Participant | Actor


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where a text says a field of a record.

    `field` is event, date, place, actor1, actor2, status … (an event) or content, cue, speaker … (a quote). `span` is None
    where a dataset names the article and not the place in it. `confidence` from 0 to 1; `method` is a code of the codebook
    `method`.
    """

    article: str
    field: str
    span: Span | None
    method: str = "annotator"
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class Place:
    """Where an event took place. `precision` is a code of the codebook `place_precision`; a country's point says so."""

    name: str
    precision: str
    entity: str | None = None
    country: str | None = None
    admin1: str | None = None
    latitude: float | None = None
    longitude: float | None = None


@dataclass(frozen=True, slots=True)
class EventRecord:
    """Something done, being done, expected or disputed, by `actor1` to `actor2`.

    `cameo` is a CAMEO code of the codebook; `goldstein`, `plover_type` and `plover_mode` follow from it unless given.
    `status` is asserted, expected, denied or unclear; `attributed_to` are the entities that say so. `summary` is one plain
    sentence. `publishers` are keys of sources that report it, besides those of the articles in `evidence`. `confidence` from
    0 to 1, None where nobody says how sure it is.

    What a dataset says in its own words is kept: `origin_type` is its own code of the event type as scheme and code
    ("ucdp_violence:1"), `origin` its other columns that are worth keeping, by their own names. `flag` is a code of the
    codebook `flag`: what is known to be odd about the record.
    """

    key: str
    dataset: str
    origin_id: str
    date: Dated
    cameo: str
    status: str
    summary: str
    actor1: tuple[Part, ...] = ()
    actor2: tuple[Part, ...] = ()
    attributed_to: tuple[str, ...] = ()
    goldstein: float | None = None
    plover_type: str | None = None
    plover_mode: str | None = None
    contexts: tuple[str, ...] = ()
    place: Place | None = None
    fatalities_best: int | None = None
    fatalities_low: int | None = None
    fatalities_high: int | None = None
    tone: float | None = None
    mentions: int = 0
    articles: int = 0
    sources: int = 0
    confidence: float | None = None
    evidence: tuple[Evidence, ...] = ()
    publishers: tuple[str, ...] = ()
    origin_type: str | None = None
    origin: tuple[tuple[str, str], ...] = ()
    flag: str | None = None
    stamp: Stamp | None = None


@dataclass(frozen=True, slots=True)
class Via:
    """A link of nested attribution: who passed the statement on, nearest to the text first, with the cue used."""

    entity: str
    as_written: str | None = None
    cue: str | None = None


@dataclass(frozen=True, slots=True)
class QuoteRecord:
    """A statement that a text attributes to somebody.

    `kind` is direct, partial or indirect. `content` are the spans of what was said, in reading order (more than one
    where the cue splits it). `speaker` is None only where the text names none. `said` is None where the text gives no
    time.
    """

    key: str
    dataset: str
    article: str
    kind: str
    content: tuple[Span, ...]
    cue: Span | None
    cue_lemma: str | None
    speaker: str | None
    speaker_as_written: str | None
    via: tuple[Via, ...] = ()
    addressees: tuple[str, ...] = ()
    about_entities: tuple[str, ...] = ()
    about_events: tuple[str, ...] = ()
    said: Dated | None = None
    confidence: float = 1.0
    evidence: tuple[Evidence, ...] = ()
    stamp: Stamp | None = None


@dataclass(frozen=True, slots=True)
class ReportRecord:
    """One more article that reports an event told of elsewhere: evidence of it without a place in the text.

    Where there is no event of that key the record is rejected. `confidence` from 0 to 1; `method` is a code of the
    codebook `method`. `updated_at` is when the event last changed, where the report is brought from another store.
    """

    event: str
    article: str
    confidence: float
    method: str = "import"
    updated_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class MergeRecord:
    """Two entities that are one: `away` is merged into `into`, or into what that was merged into.

    Where `at` says when it was done, the times of both stay as they are.
    """

    away: str
    into: str
    at: datetime | None = None


StoredRecord = DatasetRecord | SourceRecord | EntityRecord | ArticleRecord | EventRecord | QuoteRecord
Record = StoredRecord | ReportRecord | MergeRecord


@dataclass(frozen=True, slots=True)
class Batch:
    """Records to be stored together: every key that they name is either in the batch or in the store already."""

    datasets: tuple[DatasetRecord, ...] = ()
    sources: tuple[SourceRecord, ...] = ()
    entities: tuple[EntityRecord, ...] = ()
    articles: tuple[ArticleRecord, ...] = ()
    events: tuple[EventRecord, ...] = ()
    quotes: tuple[QuoteRecord, ...] = ()
