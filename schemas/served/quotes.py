"""Quotes as they are served."""

from __future__ import annotations

from marshmallow import Schema

from schemas.fields import PublicId, coded, maybe, nested, nested_list, number, whole, words
from schemas.served.cards import (
    ActorSchema,
    ArticleCardSchema,
    DatedSchema,
    EventCardSchema,
    LicensedSchema,
    MarkSchema,
    SpanSchema,
    ViaSchema,
)
from store.identity import Kind


class CueSchema(Schema):
    """The words that attribute a statement."""

    text = words("The words.", more={"examples": ["told"]})
    lemma = maybe("Their base form.", more={"examples": ["tell"]})
    start = whole("Where they begin in the article's text.")
    end = whole("Where they end, exclusive.")


class AboutSchema(Schema):
    """What a statement is about."""

    entities = nested_list(ActorSchema, "The entities that it is about.")
    events = nested_list(EventCardSchema, "The events that it is about.")


class QuoteSchema(LicensedSchema):
    """A statement that an article attributes to somebody.

    Who said what, to whom, through whom, and where the text says so.
    """

    id = PublicId(Kind.QUOTE)
    kind = coded("quote_kind", "Whether the words are the speaker's own.")
    text = words("What was said; stretches that the cue divides are joined by ' … '.")
    start = whole("Where it begins in the article's text.")
    end = whole("Where it ends, exclusive.")
    segments = nested_list(SpanSchema, "Each stretch of what was said.")
    marks = nested_list(MarkSchema, "Where the text names the speaker, the cue and the rest.")
    speaker = nested(ActorSchema, "Who said it; null where the text names nobody.", allow_none=True)
    cue = nested(CueSchema, "The words that attribute it.", allow_none=True)
    via = nested_list(ViaSchema, "Who passed it on, nearest to the text first.")
    addressee = nested_list(ActorSchema, "To whom it was said.")
    about = nested(AboutSchema, "What it is about.")
    date = nested(DatedSchema, "When it was said; the day of publication where the text does not tell.")
    sentence = words("The sentence around it.")
    article = nested(ArticleCardSchema, "The article that says so.")
    confidence = number("How sure the record is.", 0, 1)

    class Meta:
        fields = (
            "id",
            "kind",
            "text",
            "speaker",
            "cue",
            "via",
            "addressee",
            "about",
            "date",
            "sentence",
            "article",
            "start",
            "end",
            "segments",
            "marks",
            "confidence",
            "dataset",
            "licence",
            "created_at",
            "updated_at",
        )
