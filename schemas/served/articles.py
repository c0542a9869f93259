"""Articles as they are served: in lists, and alone with all that was found in them."""

from __future__ import annotations

from marshmallow import Schema, fields

from schemas.fields import Instant, PublicId, coded, day, maybe, nested, nested_list, number, several, whole, words
from schemas.served.cards import EventCardSchema, LicensedSchema, NamedSchema, SourceCardSchema, SpanSchema
from store.identity import Kind


class PublisherSchema(SourceCardSchema):
    """Who published an article."""

    domain = maybe("Its domain.")
    country = maybe("Its country, ISO 3166-1 alpha-3.")


class PublishedSchema(Schema):
    """When an article was published, and how that is known."""

    at = Instant("The instant; midnight UTC where only the day is known.")
    precision = coded("date_precision", "How exactly it is known.")
    basis = coded("basis", "How it is known.")
    note = maybe("What is known from outside the text, and how.")


class DatelineSchema(SpanSchema):
    """The place named at the head of a report."""

    place = nested(NamedSchema, "The place.", allow_none=True)


class MentionSchema(SpanSchema):
    """One place where the text speaks of an entity."""

    entity = nested(NamedSchema, "The entity.")
    kind = coded("mention_kind", "How the text names it.")


class FoundEventSchema(EventCardSchema):
    """An event that the text reports."""

    start = day("Its first day.", attribute="start_on")
    end = day("Its last day.", attribute="end_on")


class FoundQuoteSchema(SpanSchema):
    """A statement that the text attributes to somebody."""

    id = PublicId(Kind.QUOTE)
    kind = coded("quote_kind", "Whether the words are the speaker's own.")


class FurnitureSchema(Schema):
    """A stretch of the text that is no part of the story."""

    start = whole("Where it begins.")
    end = whole("Where it ends, exclusive.")


class ArticleCountsSchema(Schema):
    """How much was found in an article."""

    mentions = whole("Mentions of entities.")
    events = whole("Events.")
    quotes = whole("Quotes.")


class ArticleSchema(LicensedSchema):
    """An article, as lists show it."""

    id = PublicId(Kind.ARTICLE)
    title = maybe("Its title; null where only the address is known.")
    url = maybe("Where it was published; null where that is not known.")
    source = nested(PublisherSchema, "Who published it.", allow_none=True)
    authors = several(fields.String(), "Who wrote it.")
    published = nested(PublishedSchema, "When it was published.")
    dateline = nested(DatelineSchema, "The place named at the head of the report.", allow_none=True)
    language = words("Its language, BCP 47.", more={"examples": ["en"]})
    rights = maybe("Whose text it is.")
    text_served = coded("text_served", "How much of its text is served.")
    tone = number("Tone of the text, GDELT's -100 to 100.", -100, 100, allow_none=True)
    copy_of = PublicId(
        Kind.ARTICLE,
        "The article, published before, that this one is a near-copy of: an agency wrote both, and they are one source.",
        allow_none=True,
    )
    counts = nested(ArticleCountsSchema, "How much was found in it.")

    class Meta:
        fields: tuple[str, ...] = (
            "id",
            "title",
            "url",
            "source",
            "authors",
            "published",
            "dateline",
            "language",
            "rights",
            "text_served",
            "tone",
            "copy_of",
            "counts",
            "dataset",
            "licence",
            "created_at",
            "updated_at",
        )


class WholeArticleSchema(ArticleSchema):
    """An article with its text, never altered, and all that was found in it."""

    text = maybe("The text, or as much of it as its rights allow; every offset of every record points into it.")
    furniture = nested_list(FurnitureSchema, "Stretches that are no part of the story.")
    mentions = nested_list(MentionSchema, "Every mention of an entity, in reading order.")
    named = nested_list(NamedSchema, "Entities that it speaks of, where the dataset does not say at which place.")
    events = nested_list(FoundEventSchema, "The events that it reports.")
    quotes = nested_list(FoundQuoteSchema, "The statements that it attributes.")

    class Meta:
        fields = (*ArticleSchema.Meta.fields, "text", "furniture", "mentions", "named", "events", "quotes")
