"""The views of events: one by one, by actor, by article, and summed up."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, and_, func, select
from sqlalchemy.orm import aliased

from store import tallies
from store.derived import Tally
from store.identity import Kind
from store.tables import Article, Entity, Event, EventContext, EventEvidence, Participant
from store.view_columns import (
    ABOUT_ACTOR,
    FIRST_DAY,
    LAST_DAY,
    NUMBER,
    SEVERAL,
    UPDATED,
    View,
    ViewColumn,
    dataset_columns,
)
from store.view_parts import OF_ACTOR, is_first, is_open, joined, of_actors, served, spelt


def _actors(side: str, does: str) -> tuple[ViewColumn, ...]:
    return tuple(
        ViewColumn(f"{side}_{name}", f"Who {does}: {about}; {SEVERAL}.", of_actors(Event, side, name))
        for name, about in ABOUT_ACTOR.items()
    )


_CONTEXTS = joined(EventContext.context, EventContext.context, EventContext.event_id == Event.id, record=Event)

EVENTS = View(
    "v_events",
    "An event.",
    (
        ViewColumn("id", "Id, as the API has it.", spelt(Kind.EVENT, Event.id)),
        ViewColumn("id_number", NUMBER, Event.id),
        ViewColumn("date_start", FIRST_DAY, Event.start_on),
        ViewColumn("date_end", LAST_DAY, Event.end_on),
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
        ViewColumn("contexts", f"PLOVER contexts; {SEVERAL}.", _CONTEXTS),
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
        ViewColumn("attributed_to", f"Who says so; {SEVERAL}.", of_actors(Event, "attributed_to", "name")),
        *dataset_columns(Event),
        ViewColumn("origin_id", "The dataset's own id of the event.", Event.origin_id),
        ViewColumn("updated_at", UPDATED, Event.updated_at),
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
            for name, about in ABOUT_ACTOR.items()
        ),
        ViewColumn("date_start", FIRST_DAY, Event.start_on),
        ViewColumn("date_end", LAST_DAY, Event.end_on),
        ViewColumn("status", "Of the event, as in `v_events`.", Event.status),
        ViewColumn("event_code", "Of the event, as in `v_events`.", Event.cameo),
        ViewColumn("root_code", "Of the event, as in `v_events`.", Event.root_code),
        ViewColumn("quad_class", "Of the event, as in `v_events`.", Event.quad_class),
        ViewColumn("goldstein", "Of the event, as in `v_events`.", Event.goldstein),
        *dataset_columns(Event),
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
    *dataset_columns(Tally),
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
