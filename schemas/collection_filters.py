"""The filters of each collection: adding one is adding a row."""

from __future__ import annotations

from types import MappingProxyType
from typing import Any

from sqlalchemy import or_, select, tuple_

from schemas.areas import MAX_RADIUS_KM, MIN_RADIUS_KM, BoxField, SpotField
from schemas.codebook import codebook
from schemas.fields import PublicId
from schemas.filters import (
    AnyFilter,
    BoxFilter,
    CompanionFilter,
    DatasetFilter,
    DedupeFilter,
    EntityFilter,
    Filter,
    NearFilter,
    PairFilter,
    ScopeFilter,
    SourceFilter,
    TextFilter,
    bounds,
    branches,
    choices,
    codes,
    counts,
    days,
    missing,
    moments,
)
from schemas.parameters import Choice, CodeOf, FoldedName, Identifier, Number, Plain, Several, Truth, Two, Whole
from store.duplicates import LOOSE, STRICT
from store.identity import Kind
from store.tables import (
    Article,
    ArticleCopy,
    Dataset,
    Entity,
    EntityIdentifier,
    EntityName,
    Event,
    EventContext,
    EventEvidence,
    Mention,
    Participant,
    Quote,
    QuoteEvent,
    Source,
)

# For which duplicates an event may stand, by the word for it.
DUPLICATES = MappingProxyType({"strict": STRICT, "loose": LOOSE})
ACTOR = "an id (`ent_…`), a CAMEO code with its branch (`RUS`, `USAGOV`) or a name (`Hezbollah`)"
_BOX = (
    "Within this box, as west,south,east,north in degrees; across 180° where west is the greater. Only events with a point, "
    "whose `place.precision` says what it stands for."
)
_NEAR = "Within `radius_km` of this point, as latitude,longitude in degrees. Only events with a point."
_RADIUS = "How far from `near`, in kilometres along a great circle."


def _ids(kind: Kind, column: Any) -> Filter:
    return Filter("id", Several(PublicId(kind), "These records."), column.in_)


def _words(description: str, example: str | None = None) -> Several:
    return Several(Plain(description, example=example), description)


def _datasets(column: Any) -> tuple[Filter, ...]:
    return (
        DatasetFilter("dataset", _words("In these datasets, by slug.", "seed"), column.in_),
        DatasetFilter(
            "licence",
            _words("In datasets under these licences, as they are served.", "CC-BY-4.0"),
            column.in_,
            by="licence",
        ),
    )


def _search(what: str) -> TextFilter:
    return TextFilter(
        "q", Plain(f'Words in {what}: all must occur; "a phrase", a beginning*, -not this.', example="pressure -Gaza")
    )


def _countries(description: str) -> Several:
    return Several(CodeOf("country"), f"{description}, ISO 3166-1 alpha-3.")


def _modes() -> set[str]:
    return {str(mode.facts["mode"]) for mode in codebook("plover_mode").codes.values()}


def _sectors(description: str) -> Several:
    return Several(CodeOf("sector"), f"{description}, codebook `sector`.")


EVENT_FILTERS: tuple[AnyFilter, ...] = (
    ScopeFilter("actor", _words(f"On either side: {ACTOR}.", "Hezbollah"), "actor", ("actor1", "actor2")),
    ScopeFilter("actor1", _words(f"Who acts: {ACTOR}.", "Israel"), "actor", ("actor1",)),
    ScopeFilter("actor2", _words(f"Who is acted upon: {ACTOR}.", "Iran"), "actor", ("actor2",)),
    PairFilter(
        "between",
        Two(
            Plain("An actor.", example="Israel"),
            "Two actors of which one acts on the other, in either direction.",
            ("Israel", "Hezbollah"),
        ),
        ("actor1", "actor2"),
    ),
    ScopeFilter("actor_country", _countries("Country of an actor on either side"), "country", ("actor1", "actor2")),
    ScopeFilter("actor1_country", _countries("Country of who acts"), "country", ("actor1",)),
    ScopeFilter("actor2_country", _countries("Country of who is acted upon"), "country", ("actor2",)),
    ScopeFilter("actor_sector", _sectors("Sector of an actor on either side"), "sector", ("actor1", "actor2")),
    ScopeFilter("actor1_sector", _sectors("Sector of who acts"), "sector", ("actor1",)),
    ScopeFilter("actor2_sector", _sectors("Sector of who is acted upon"), "sector", ("actor2",)),
    ScopeFilter("attributed_to", _words(f"Who says so: {ACTOR}.", "USA"), "actor", ("attributed_to",)),
    *days("date", "Events"),
    *branches("event_code", Event.cameo, "cameo", "CAMEO code"),
    *codes("root_code", Event.root_code, "cameo", "CAMEO root code"),
    *choices("quad_class", Event.quad_class, lambda what: Whole(1, 4, what), "QuadClass, codebook `quad_class`"),
    *codes("plover_type", Event.plover_type, "plover_type", "PLOVER type"),
    *choices(
        "plover_mode", Event.plover_mode, Plain, "PLOVER mode, codebook `plover_mode` without its type", words=_modes
    ),
    Filter(
        "context",
        Several(CodeOf("plover_context"), "In any of these PLOVER contexts."),
        lambda values: Event.id.in_(select(EventContext.event_id).where(EventContext.context.in_(values))),
    ),
    Filter(
        "origin_type",
        _words("The dataset's own code of what it is, with its scheme.", "ucdp_violence:1"),
        Event.origin_type.in_,
        seen_in=Event.origin_type,
    ),
    *codes("status", Event.status, "status", "Status"),
    *codes("flag", Event.flag, "flag", "What is known to be odd about it"),
    missing("flag", Event.flag, "a flag"),
    *codes("country", Event.country, "country", "Country of the place"),
    missing("country", Event.country, "the country of the place"),
    Filter("place", _words("Name of the place.", "Tehran"), Event.place_name.in_, seen_in=Event.place_name),
    missing("place", Event.place_name, "the place"),
    Filter(
        "admin1",
        _words("The first-order division of the place, as the dataset writes it.", "Rakhine"),
        Event.admin1.in_,
        seen_in=Event.admin1,
    ),
    *codes("place_precision", Event.place_precision, "place_precision", "What the place and its point stand for"),
    BoxFilter("bbox", BoxField(_BOX), Event.latitude, Event.longitude),
    NearFilter("near", SpotField(_NEAR), Event.latitude, Event.longitude, "radius_km"),
    CompanionFilter("radius_km", Number(MIN_RADIUS_KM, MAX_RADIUS_KM, _RADIUS), "near"),
    *bounds("goldstein", Event.goldstein, -10, 10, "Goldstein scale"),
    *bounds("tone", Event.tone, -100, 100, "Tone of the coverage"),
    *counts("fatalities", Event.fatalities_best, "Best estimate of the deaths"),
    *counts("mention_count", Event.mention_count, "Mentions of it"),
    *counts("article_count", Event.article_count, "Articles that mention it"),
    *counts("source_count", Event.source_count, "Publishers that mention it"),
    *bounds("confidence", Event.confidence, 0, 1, "Confidence"),
    ScopeFilter(
        "source",
        _words("Reported by these publishers: id, name or domain.", "ABC Audio / ABC News"),
        "source",
        ("publisher",),
    ),
    Filter(
        "article",
        Several(PublicId(Kind.ARTICLE), "Reported in these articles."),
        lambda values: Event.id.in_(select(EventEvidence.event_id).where(EventEvidence.article_id.in_(values))),
    ),
    *_datasets(Event.dataset_id),
    DedupeFilter(
        "dedupe",
        Choice(
            ("none", *DUPLICATES),
            "One event for all that may be the same: `strict` for the same days, actors and code, `loose` for the same first "
            "article and root code. `stands_for` says for how many each stands; the other filters look at that one alone.",
        ),
        Event.represents,
        DUPLICATES,
    ),
    _ids(Kind.EVENT, Event.id),
    *moments("updated", Event.updated_at, "Last change"),
    _search("the summary, the names of actors and place, and the sentences of evidence"),
)

QUOTE_FILTERS: tuple[AnyFilter, ...] = (
    ScopeFilter("speaker", _words(f"Who said it: {ACTOR}.", "Antony Blinken"), "actor", ("speaker",)),
    ScopeFilter("speaker_country", _countries("Country of the speaker"), "country", ("speaker",)),
    ScopeFilter("via", _words(f"Who passed it on: {ACTOR}."), "actor", ("via",)),
    ScopeFilter("addressee", _words(f"To whom it was said: {ACTOR}."), "actor", ("addressee",)),
    ScopeFilter("about", _words(f"Whom it is about: {ACTOR}.", "Iran"), "actor", ("about",)),
    ScopeFilter(
        "entity",
        _words(f"Speaking, passing it on, spoken to or spoken about: {ACTOR}.", "Hezbollah"),
        "actor",
        ("speaker", "via", "addressee", "about"),
    ),
    Filter(
        "event",
        Several(PublicId(Kind.EVENT), "About these events."),
        lambda values: Quote.id.in_(select(QuoteEvent.quote_id).where(QuoteEvent.event_id.in_(values))),
    ),
    *days("date", "Said"),
    *codes("kind", Quote.kind, "quote_kind", "Kind"),
    *choices("cue", Quote.cue_lemma, Plain, "Base form of the cue", seen_in=Quote.cue_lemma),
    *bounds("confidence", Quote.confidence, 0, 1, "Confidence"),
    ScopeFilter(
        "source", _words("Published by: id, name or domain.", "ABC Audio / ABC News"), "source", ("publisher",)
    ),
    Filter("article", Several(PublicId(Kind.ARTICLE), "In these articles."), Quote.article_id.in_),
    *_datasets(Quote.dataset_id),
    _ids(Kind.QUOTE, Quote.id),
    *moments("updated", Quote.updated_at, "Last change"),
    _search("the statement, its sentence and the names of those who speak"),
)

ARTICLE_FILTERS: tuple[AnyFilter, ...] = (
    EntityFilter(
        "entity",
        _words(f"Speaking of any of these: {ACTOR}.", "Hezbollah"),
        lambda values: or_(
            Article.id.in_(select(Mention.article_id).where(Mention.entity_id.in_(values))),
            Article.id.in_(
                select(Participant.record_id).where(Participant.role == "named", Participant.entity_id.in_(values))
            ),
        ),
    ),
    SourceFilter("source", _words("Published by: id, name or domain.", "ABC Audio / ABC News"), Article.source_id.in_),
    *moments("published", Article.published_at, "Published"),
    *bounds("tone", Article.tone, -100, 100, "Tone of the text"),
    *choices("language", Article.language, lambda what: Plain(what, example="en"), "Language, BCP 47"),
    *choices("url", Article.url, lambda what: Plain(what, example="https://example.org/story"), "Address"),
    Filter(
        "event",
        Several(PublicId(Kind.EVENT), "Reporting these events."),
        lambda values: Article.id.in_(select(EventEvidence.article_id).where(EventEvidence.event_id.in_(values))),
    ),
    Filter(
        "copy_of",
        Several(PublicId(Kind.ARTICLE), "Near-copies of these articles."),
        lambda values: Article.id.in_(select(ArticleCopy.article_id).where(ArticleCopy.original_id.in_(values))),
    ),
    Filter(
        "copy_of__isnull",
        Truth("Whether it is an original: no near-copy of an article that was published before."),
        lambda value: Article.id.not_in(select(ArticleCopy.article_id)) == value,
    ),
    *_datasets(Article.dataset_id),
    _ids(Kind.ARTICLE, Article.id),
    *moments("updated", Article.updated_at, "Last change"),
    _search("the title and the text"),
)

ENTITY_FILTERS: tuple[AnyFilter, ...] = (
    Filter(
        "name",
        Several(
            FoldedName("A name.", example="hizballah"), "Having this name or alias, whatever its case and accents."
        ),
        lambda values: Entity.id.in_(select(EntityName.entity_id).where(EntityName.folded.in_(values))),
    ),
    *codes("kind", Entity.kind, "entity_kind", "Kind"),
    *codes("country", Entity.country, "country", "Country"),
    missing("country", Entity.country, "the country"),
    *choices("code", Entity.code, lambda what: Plain(what, example="USAGOV"), "CAMEO actor code"),
    Filter(
        "identifier",
        Several(Identifier(), "Having one of these identifiers, as scheme:value."),
        lambda values: Entity.id.in_(
            select(EntityIdentifier.entity_id).where(
                tuple_(EntityIdentifier.scheme, EntityIdentifier.value).in_(values)
            )
        ),
    ),
    EntityFilter(
        "affiliation",
        _words(f"Belonging to any of these: {ACTOR}.", "Hezbollah"),
        lambda values: Entity.id.in_(
            select(Participant.record_id).where(Participant.role == "affiliation", Participant.entity_id.in_(values))
        ),
    ),
    Filter(
        "article",
        Several(PublicId(Kind.ARTICLE), "Mentioned in these articles."),
        lambda values: Entity.id.in_(select(Mention.entity_id).where(Mention.article_id.in_(values))),
    ),
    _ids(Kind.ENTITY, Entity.id),
    *moments("updated", Entity.updated_at, "Last change"),
    _search("the names and roles"),
)

SOURCE_FILTERS: tuple[AnyFilter, ...] = (
    *choices("name", Source.name, lambda what: Plain(what, example="ABC News"), "Name"),
    *choices("domain", Source.domain, lambda what: Plain(what, example="abcnews.go.com"), "Domain"),
    *codes("country", Source.country, "country", "Country"),
    _ids(Kind.SOURCE, Source.id),
    _search("the name and the domain"),
)

DATASET_FILTERS: tuple[AnyFilter, ...] = (
    Filter(
        "redistributable",
        Truth("Whether the licence lets others pass it on."),
        lambda value: Dataset.redistributable == value,
    ),
    *choices("publisher", Dataset.publisher, lambda what: Plain(what, example="Dateline"), "Publisher"),
    _search("the title and the publisher"),
)
