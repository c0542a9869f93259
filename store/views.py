"""The SQL views: what other programs may read of a store, under names that stay.

A view holds what the API answers to those who have no key: records of datasets that need one are not in it. A column that
a CSV export has too has its name, its meaning and its value. Within /v1 columns are only added.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from sqlalchemy import Select, and_, func, select
from sqlalchemy.orm import aliased

from store import tallies
from store.derived import Tally
from store.identity import Kind
from store.tables import (
    Article,
    ArticleAuthor,
    Dataset,
    Entity,
    Event,
    EventContext,
    EventEvidence,
    Mention,
    Participant,
    Quote,
    QuoteEvent,
    Source,
)
from store.view_parts import OF_ACTOR, is_first, is_open, joined, of_actors, of_dataset, served, spelt


@dataclass(frozen=True, slots=True)
class ViewColumn:
    """A column: its name, what it holds, and the expression that it is."""

    name: str
    about: str
    value: Any


@dataclass(frozen=True, slots=True)
class View:
    """A view: its name, what a row of it is, its columns, and where the rows come from."""

    name: str
    about: str
    columns: tuple[ViewColumn, ...]
    rows: Select[Any]

    @property
    def statement(self) -> Select[Any]:
        """The statement that the view stands for."""
        return self.rows.with_only_columns(*(column.value.label(column.name) for column in self.columns))


_ACTOR = {
    "id": "id",
    "name": "name",
    "kind": "kind (codebook `entity_kind`)",
    "country": "country in this event, ISO 3166-1 alpha-3",
    "code": "CAMEO actor code in this event",
}
_SEVERAL = "several are joined by `; `"
NUMBER = "The id as a number, as the tables have it: joins and look-ups by it use an index."


def _actors(side: str, does: str) -> tuple[ViewColumn, ...]:
    return tuple(
        ViewColumn(f"{side}_{name}", f"Who {does}: {about}; {_SEVERAL}.", of_actors(Event, side, name))
        for name, about in _ACTOR.items()
    )


def _dataset(table: Any) -> tuple[ViewColumn, ...]:
    return (
        ViewColumn("dataset", "Slug of the dataset.", of_dataset(table.dataset_id, Dataset.slug)),
        ViewColumn("licence", "Licence of the dataset.", of_dataset(table.dataset_id, Dataset.licence)),
    )


_UPDATED = "When the record was last changed, UTC."
_START, _END = "First day, both ends included.", "Last day."

_CONTEXTS = joined(EventContext.context, EventContext.context, EventContext.event_id == Event.id, record=Event)

EVENTS = View(
    "v_events",
    "An event.",
    (
        ViewColumn("id", "Id, as the API has it.", spelt(Kind.EVENT, Event.id)),
        ViewColumn("id_number", NUMBER, Event.id),
        ViewColumn("date_start", _START, Event.start_on),
        ViewColumn("date_end", _END, Event.end_on),
        ViewColumn("date_precision", "How closely the date is known: codebook `date_precision`.", Event.date_precision),
        ViewColumn("status", "asserted, expected, denied or unclear: codebook `status`.", Event.status),
        *_actors("actor1", "acts"),
        *_actors("actor2", "is acted upon"),
        ViewColumn("event_code", "CAMEO event code; begins with a zero, so it is text.", Event.cameo),
        ViewColumn(
            "event_label", "What the code means. Read out of the record, row by row.", served(Event, "type", "label")
        ),
        ViewColumn("root_code", "CAMEO root code, 01 to 20.", Event.root_code),
        ViewColumn(
            "root_label",
            "What the root code means. Read out of the record, row by row.",
            served(Event, "type", "root_label"),
        ),
        ViewColumn("quad_class", "1 verbal, 2 material cooperation; 3 verbal, 4 material conflict.", Event.quad_class),
        ViewColumn("goldstein", "Goldstein scale: -10 is conflict, 10 cooperation.", Event.goldstein),
        ViewColumn("plover_type", "PLOVER event type.", Event.plover_type),
        ViewColumn("plover_mode", "PLOVER mode.", Event.plover_mode),
        ViewColumn("contexts", f"PLOVER contexts; {_SEVERAL}.", _CONTEXTS),
        ViewColumn("place", "Name of the place.", Event.place_name),
        ViewColumn("country", "Country of the place, ISO 3166-1 alpha-3.", Event.country),
        ViewColumn("latitude", "Degrees north, WGS 84.", Event.latitude),
        ViewColumn("longitude", "Degrees east, WGS 84.", Event.longitude),
        ViewColumn(
            "place_precision", "What the point stands for: that of a country is its centre.", Event.place_precision
        ),
        ViewColumn("fatalities", "How many died, the best estimate.", Event.fatalities_best),
        ViewColumn("tone", "Tone of the coverage, -100 to 100.", Event.tone),
        ViewColumn("mentions", "Mentions of it.", Event.mention_count),
        ViewColumn("article_count", "Articles that mention it.", Event.article_count),
        ViewColumn("source_count", "Publishers that mention it.", Event.source_count),
        ViewColumn(
            "confidence", "How sure the record is, 0 to 1; null where the dataset does not say.", Event.confidence
        ),
        ViewColumn("summary", "The event in one sentence.", Event.summary),
        ViewColumn("attributed_to", f"Who says so; {_SEVERAL}.", of_actors(Event, "attributed_to", "name")),
        *_dataset(Event),
        ViewColumn("origin_id", "The dataset's own id of the event.", Event.origin_id),
        ViewColumn("updated_at", _UPDATED, Event.updated_at),
    ),
    select(Event).where(is_open(Event.dataset_id)),
)

_PART = aliased(Participant)

EVENT_ACTORS = View(
    "v_event_actors",
    "An actor of an event, on one side of it. An event without actors has no row.",
    (
        ViewColumn("event_id", "The event, as `v_events.id`.", spelt(Kind.EVENT, Event.id)),
        ViewColumn("event_number", "The event, as `v_events.id_number`.", Event.id),
        ViewColumn("side", "actor1 acts, actor2 is acted upon.", _PART.role),
        *(
            ViewColumn(f"actor_{name}", f"The actor's {about}.", OF_ACTOR[name](_PART))
            for name, about in _ACTOR.items()
        ),
        ViewColumn("date_start", _START, Event.start_on),
        ViewColumn("date_end", _END, Event.end_on),
        ViewColumn("status", "Of the event, as in `v_events`.", Event.status),
        ViewColumn("event_code", "Of the event, as in `v_events`.", Event.cameo),
        ViewColumn("root_code", "Of the event, as in `v_events`.", Event.root_code),
        ViewColumn("quad_class", "Of the event, as in `v_events`.", Event.quad_class),
        ViewColumn("goldstein", "Of the event, as in `v_events`.", Event.goldstein),
        *_dataset(Event),
    ),
    select(Event)
    .join(_PART, and_(_PART.record_id == Event.id, _PART.role.in_(("actor1", "actor2"))))
    .join(Entity, Entity.id == _PART.entity_id)
    .where(is_open(Event.dataset_id), is_first(_PART)),
)

EVENT_ARTICLES = View(
    "v_event_articles",
    "An article that an event is found in.",
    (
        ViewColumn("event_id", "The event, as `v_events.id`.", spelt(Kind.EVENT, Event.id)),
        ViewColumn("event_number", "The event, as `v_events.id_number`.", Event.id),
        ViewColumn("article_id", "The article, as `v_articles.id`.", spelt(Kind.ARTICLE, Article.id)),
        ViewColumn("article_number", "The article, as `v_articles.id_number`.", Article.id),
    ),
    select(Event)
    .join(EventEvidence, EventEvidence.event_id == Event.id)
    .join(Article, Article.id == EventEvidence.article_id)
    .where(is_open(Event.dataset_id), is_open(Article.dataset_id))
    .distinct(),
)


def _summed(*told_apart: ViewColumn) -> tuple[ViewColumn, ...]:
    """Add to the columns that sums are told apart by the sums."""
    scaled = {name: func.sum(getattr(Tally, name)) * 1.0 / scale for name, scale in tallies.SCALES.items()}
    return (
        *told_apart,
        ViewColumn("events", "How many events.", func.sum(Tally.events)),
        ViewColumn(
            "goldstein_sum", "Sum of the Goldstein scale; its average is this by `events`.", scaled["goldstein"]
        ),
        ViewColumn("tone_events", "How many of them have a tone.", func.sum(Tally.tone_known)),
        ViewColumn("tone_sum", "Sum of the tone; its average is this by `tone_events`.", scaled["tone"]),
        ViewColumn("fatalities", "Sum of the best estimates.", func.sum(Tally.fatalities)),
        ViewColumn("articles", "Sum of `article_count`.", func.sum(Tally.articles)),
        ViewColumn("mentions", "Sum of `mentions`.", func.sum(Tally.mentions)),
    )


def _sums(scope: int, *told_apart: Any) -> Select[Any]:
    return select(Tally).where(Tally.scope == scope, is_open(Tally.dataset_id)).group_by(*told_apart)


_OF_TALLY = (Tally.period, Tally.dataset_id, Tally.status, Tally.quad_class)
_TALLIED = (
    *_dataset(Tally),
    ViewColumn("status", "As in `v_events`.", Tally.status),
    ViewColumn("quad_class", "As in `v_events`.", Tally.quad_class),
)

EVENT_DAILY = View(
    "v_event_daily",
    "Sums of the events that begin on one day, are of one dataset, status and root code. They are kept, not counted: fast.",
    _summed(
        ViewColumn("day", "First day of the events.", Tally.period),
        *_TALLIED,
        ViewColumn("root_code", "As in `v_events`.", Tally.root_code),
    ),
    _sums(tallies.EVERY_DAY, *_OF_TALLY, Tally.root_code),
)

EVENT_MONTHLY = View(
    "v_event_country_monthly",
    "Sums of the events that begin in one month and take place in one country. They are kept, not counted: fast.",
    _summed(
        ViewColumn("month", "First day of the month.", Tally.period),
        *_TALLIED,
        ViewColumn("country", "Country of the place; null where that is not known.", func.nullif(Tally.country, "")),
    ),
    _sums(tallies.COUNTRIES, *_OF_TALLY, Tally.country),
)

_ABOUT = aliased(Event)
_SHOWN = and_(Article.id == Quote.article_id, is_open(Article.dataset_id))

QUOTES = View(
    "v_quotes",
    "A statement that an article attributes to somebody.",
    (
        ViewColumn("id", "Id, as the API has it.", spelt(Kind.QUOTE, Quote.id)),
        ViewColumn("id_number", NUMBER, Quote.id),
        ViewColumn(
            "date_start",
            "First day on which it may have been said; of publication where nothing is told.",
            Quote.start_on,
        ),
        ViewColumn("date_end", _END, Quote.end_on),
        ViewColumn("kind", "direct, indirect or mixed: codebook `quote_kind`.", Quote.kind),
        *(
            ViewColumn(
                f"speaker_{name}", f"Who said it: {about.replace('event', 'quote')}.", of_actors(Quote, "speaker", name)
            )
            for name, about in _ACTOR.items()
        ),
        ViewColumn("cue", "The words that say that it was said.", Quote.cue),
        ViewColumn("cue_lemma", "Their verb.", Quote.cue_lemma),
        ViewColumn("text", "What was said. It is an outsider's text: do not run or render it.", Quote.text),
        ViewColumn("via", f"Who passed it on, nearest to the text first; {_SEVERAL}.", of_actors(Quote, "via", "name")),
        ViewColumn("addressee", f"To whom; {_SEVERAL}.", of_actors(Quote, "addressee", "name")),
        ViewColumn("about", f"About whom; {_SEVERAL}.", of_actors(Quote, "about", "name")),
        ViewColumn(
            "about_events",
            f"About which events, by id; {_SEVERAL}.",
            joined(
                spelt(Kind.EVENT, _ABOUT.id),
                _ABOUT.start_on,
                QuoteEvent.quote_id == Quote.id,
                is_open(_ABOUT.dataset_id),
                _ABOUT.id == QuoteEvent.event_id,
                record=Quote,
            ),
        ),
        ViewColumn(
            "sentence", "The sentence that it stands in. Read out of the record, row by row.", served(Quote, "sentence")
        ),
        ViewColumn("start", "First code point of it in the article's text.", Quote.start),
        ViewColumn("end", 'Code point after its last. A word of SQL: write `"end"`.', Quote.end),
        ViewColumn("article", "The article, as `v_articles.id`.", spelt(Kind.ARTICLE, Quote.article_id)),
        ViewColumn("article_number", "The article, as `v_articles.id_number`.", Quote.article_id),
        ViewColumn("article_title", "Title of the article.", func.nullif(Article.title, "")),
        ViewColumn("url", "Address of the article.", Article.url),
        ViewColumn("source", "Publisher of the article.", Source.name),
        ViewColumn("confidence", "How sure the record is, 0 to 1.", Quote.confidence),
        *_dataset(Quote),
        ViewColumn("updated_at", _UPDATED, Quote.updated_at),
    ),
    select(Quote)
    .outerjoin(Article, _SHOWN)
    .outerjoin(Source, Source.id == Article.source_id)
    .where(is_open(Quote.dataset_id)),
)


def _counted(counted: Any, *where: Any) -> Any:
    return select(func.count(counted.distinct())).where(*where).correlate(Article).scalar_subquery()


_PLACE = aliased(Participant)

ARTICLES = View(
    "v_articles",
    "An article. Its text is not here: how much of that may be shown differs by dataset.",
    (
        ViewColumn("id", "Id, as the API has it.", spelt(Kind.ARTICLE, Article.id)),
        ViewColumn("id_number", NUMBER, Article.id),
        ViewColumn("published_at", "When it was published, UTC.", Article.published_at),
        ViewColumn("title", "Its title.", func.nullif(Article.title, "")),
        ViewColumn("source", "Its publisher.", Source.name),
        ViewColumn("source_country", "Country of the publisher, ISO 3166-1 alpha-3.", Source.country),
        ViewColumn("url", "Its address.", Article.url),
        ViewColumn(
            "authors",
            f"Who wrote it; {_SEVERAL}.",
            joined(ArticleAuthor.name, ArticleAuthor.position, ArticleAuthor.article_id == Article.id, record=Article),
        ),
        ViewColumn("dateline", "Where it was written, as its first line says.", of_actors(Article, "dateline", "name")),
        ViewColumn("language", "Its language.", Article.language),
        ViewColumn(
            "mentions",
            "How often it speaks of some entity.",
            select(func.count())
            .select_from(Mention)
            .where(Mention.article_id == Article.id)
            .correlate(Article)
            .scalar_subquery(),
        ),
        ViewColumn(
            "events",
            "How many events were found in it.",
            _counted(
                Event.id,
                EventEvidence.article_id == Article.id,
                Event.id == EventEvidence.event_id,
                is_open(Event.dataset_id),
            ),
        ),
        ViewColumn(
            "quotes",
            "How many quotes were found in it.",
            _counted(Quote.id, Quote.article_id == Article.id, is_open(Quote.dataset_id)),
        ),
        ViewColumn("rights", "Whose text it is.", Article.rights),
        *_dataset(Article),
        ViewColumn("updated_at", _UPDATED, Article.updated_at),
    ),
    select(Article).outerjoin(Source, Source.id == Article.source_id).where(is_open(Article.dataset_id)),
)

ENTITIES = View(
    "v_entities",
    "A person, organization, country, place or group. What was merged into another is not here. Open to all.",
    (
        ViewColumn("id", "Id, as the API has it.", spelt(Kind.ENTITY, Entity.id)),
        ViewColumn("id_number", NUMBER, Entity.id),
        ViewColumn("name", "Its canonical name.", Entity.name),
        ViewColumn("kind", "Codebook `entity_kind`.", Entity.kind),
        ViewColumn("country", "Its country, ISO 3166-1 alpha-3.", Entity.country),
        ViewColumn("code", "Its CAMEO actor code.", Entity.code),
        ViewColumn("sector", "Its sector.", Entity.sector),
        ViewColumn("latitude", "Degrees north, WGS 84.", Entity.latitude),
        ViewColumn("longitude", "Degrees east, WGS 84.", Entity.longitude),
        ViewColumn("place_precision", "What the point stands for.", Entity.place_precision),
        ViewColumn("updated_at", _UPDATED, Entity.updated_at),
    ),
    select(Entity).where(Entity.merged_into.is_(None)),
)

SOURCES = View(
    "v_sources",
    "A publisher of articles. Open to all.",
    (
        ViewColumn("id", "Id, as the API has it.", spelt(Kind.SOURCE, Source.id)),
        ViewColumn("id_number", NUMBER, Source.id),
        ViewColumn("name", "Its name.", Source.name),
        ViewColumn("domain", "Its domain.", Source.domain),
        ViewColumn("country", "Its country, ISO 3166-1 alpha-3.", Source.country),
        ViewColumn("updated_at", _UPDATED, Source.updated_at),
    ),
    select(Source),
)

DATASETS = View(
    "v_datasets",
    "A dataset with its licence. Those that need a key are here too, with their counts; their records are in no view.",
    (
        ViewColumn("slug", "Its name in addresses, and in `dataset` of the other views.", Dataset.slug),
        ViewColumn("title", "Its title.", Dataset.title),
        ViewColumn("version", "Its version.", Dataset.version),
        ViewColumn("publisher", "Who publishes it.", Dataset.publisher),
        ViewColumn("licence", "Its licence.", Dataset.licence),
        ViewColumn("citation", "How to cite it.", Dataset.citation),
        ViewColumn("url", "Where it comes from.", Dataset.url),
        ViewColumn("redistributable", "Whether its records may be passed on.", Dataset.redistributable),
        ViewColumn("access", "`public`, or `key` where its records are for those with a key.", Dataset.access),
        ViewColumn("counts_events", "How many events it holds.", Dataset.event_count),
        ViewColumn("counts_articles", "How many articles.", Dataset.article_count),
        ViewColumn("counts_quotes", "How many quotes.", Dataset.quote_count),
        ViewColumn("updated_at", _UPDATED, Dataset.updated_at),
    ),
    select(Dataset),
)

VIEWS = (
    EVENTS,
    EVENT_ACTORS,
    EVENT_ARTICLES,
    EVENT_DAILY,
    EVENT_MONTHLY,
    QUOTES,
    ARTICLES,
    ENTITIES,
    SOURCES,
    DATASETS,
)
# The view that holds the records of a collection.
BY_KIND = MappingProxyType(
    {
        Kind.EVENT: EVENTS,
        Kind.QUOTE: QUOTES,
        Kind.ARTICLE: ARTICLES,
        Kind.ENTITY: ENTITIES,
        Kind.SOURCE: SOURCES,
        Kind.DATASET: DATASETS,
    }
)
