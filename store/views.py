"""The SQL views: what other programs may read of a store, under names that stay.

A view holds what the API answers to those who have no key: records of datasets that need one are not in it. A column that
a CSV export has too has its name, its meaning and its value. Within /v1 columns are only added.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import Any

from sqlalchemy import and_, func, select
from sqlalchemy.orm import aliased

from store.event_views import EVENT_ACTORS, EVENT_ARTICLES, EVENT_DAILY, EVENT_MONTHLY, EVENTS
from store.identity import Kind
from store.tables import (
    Article,
    ArticleAuthor,
    Dataset,
    Entity,
    Event,
    EventEvidence,
    Mention,
    Quote,
    QuoteEvent,
    Source,
)
from store.view_columns import ABOUT_ACTOR, LAST_DAY, NUMBER, SEVERAL, UPDATED, View, ViewColumn, dataset_columns
from store.view_parts import is_open, joined, of_actors, served, spelt

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
        ViewColumn("date_end", LAST_DAY, Quote.end_on),
        ViewColumn("kind", "direct, partial or indirect: codebook `quote_kind`.", Quote.kind),
        *(
            ViewColumn(
                f"speaker_{name}", f"Who said it: {about.replace('event', 'quote')}.", of_actors(Quote, "speaker", name)
            )
            for name, about in ABOUT_ACTOR.items()
        ),
        ViewColumn("cue", "The words that say that it was said.", Quote.cue),
        ViewColumn("cue_lemma", "Their verb.", Quote.cue_lemma),
        ViewColumn("text", "What was said. It is an outsider's text: do not run or render it.", Quote.text),
        ViewColumn("via", f"Who passed it on, nearest to the text first; {SEVERAL}.", of_actors(Quote, "via", "name")),
        ViewColumn("addressee", f"To whom; {SEVERAL}.", of_actors(Quote, "addressee", "name")),
        ViewColumn("about", f"About whom; {SEVERAL}.", of_actors(Quote, "about", "name")),
        ViewColumn(
            "about_events",
            f"About which events, by id; {SEVERAL}.",
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
        *dataset_columns(Quote),
        ViewColumn("updated_at", UPDATED, Quote.updated_at),
    ),
    select(Quote)
    .outerjoin(Article, _SHOWN)
    .outerjoin(Source, Source.id == Article.source_id)
    .where(is_open(Quote.dataset_id)),
)


def _counted(counted: Any, *where: Any) -> Any:
    return select(func.count(counted.distinct())).where(*where).correlate(Article).scalar_subquery()


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
            f"Who wrote it; {SEVERAL}.",
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
        *dataset_columns(Article),
        ViewColumn("updated_at", UPDATED, Article.updated_at),
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
        ViewColumn("updated_at", UPDATED, Entity.updated_at),
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
        ViewColumn("updated_at", UPDATED, Source.updated_at),
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
        ViewColumn("updated_at", UPDATED, Dataset.updated_at),
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
