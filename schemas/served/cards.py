"""What a record shows of the records that it names."""

from __future__ import annotations

from marshmallow import Schema

from schemas.fields import Instant, PublicId, coded, day, maybe, nested, nested_list, number, whole, words
from store.identity import Kind


class EntityCardSchema(Schema):
    """An entity, as other records name it."""

    id = PublicId(Kind.ENTITY)
    name = words("Its canonical name.", more={"examples": ["Hezbollah"]})
    kind = coded("entity_kind", "What sort of entity it is.")


def resolved_to() -> PublicId:
    """Declare whom the words of a record were first taken for, which a merge leaves as it was."""
    return PublicId(
        Kind.ENTITY,
        "The entity that was meant here when the record was stored, where that was merged into this one since, or was known "
        "as the same; null where it is this one.",
        allow_none=True,
    )


class NamedSchema(EntityCardSchema):
    """An entity that is named here."""

    resolved_to = resolved_to()


class ActorSchema(NamedSchema):
    """An entity in the part that it plays here."""

    country = maybe("Country, ISO 3166-1 alpha-3.", more={"examples": ["LBN"]})
    code = maybe("CAMEO actor code.", more={"examples": ["USAGOV"]})
    sector = maybe("PLOVER sector, where the origin or the annotator gives one. Codebook `sector`.")
    as_written = maybe("How the text names it here.")
    rule = maybe("By which rule the entity was found. Codebook `rule`.")


class ViaSchema(ActorSchema):
    """Who passed a statement on."""

    cue = maybe("The words by which it was passed on.")


class SourceCardSchema(Schema):
    """A publisher, as other records name it."""

    id = PublicId(Kind.SOURCE)
    name = words("Its name.", more={"examples": ["ABC News"]})


class ArticleCardSchema(Schema):
    """An article, as other records name it."""

    id = PublicId(Kind.ARTICLE)
    title = maybe("Its title; null where only the address is known.")
    url = maybe("Where it was published; null where that is not known.")
    published_at = Instant("When it was published.")
    source = nested(SourceCardSchema, "Who published it.", allow_none=True)


class EventCardSchema(Schema):
    """An event, as other records name it."""

    id = PublicId(Kind.EVENT)
    summary = words("The event in one sentence.")
    status = coded("status", "Whether it is stated as fact.")


class DatedSchema(Schema):
    """An interval of days, both ends included, with how it is known."""

    start = day("The first day.")
    end = day("The last day.")
    precision = coded("date_precision", "How exactly the date is known.")
    as_written = maybe("The words of the text that give the date.", more={"examples": ["last week"]})
    basis = words("How the date is known: `text`, `origin`, `outside` (then `note` says how) or `publication`.")
    note = maybe("What is known from outside the text, and how.")
    known_day = day("The day, where it is known from outside a text that gives only an interval.", allow_none=True)


class SpanSchema(Schema):
    """A stretch of an article's text: `text[start:end]`, counted in code points, end exclusive."""

    start = whole("Where it begins.")
    end = whole("Where it ends, exclusive.")
    text = words("The words there.")


class MarkSchema(SpanSchema):
    """Where a sentence says one field of a record."""

    field = words("The field: trigger, date, place, actor1, actor2, status …", more={"examples": ["date"]})

    class Meta:
        fields = ("field", "text", "start", "end")


class EvidenceSchema(SpanSchema):
    """A passage that states a record: the exact words, the sentence around them, and what in it says which field."""

    field = words("What the words state; `event` is the event as a whole.", more={"examples": ["event"]})
    sentence = words("The sentence around them.")
    marks = nested_list(MarkSchema, "Where the sentence says single fields of the record.")
    article = PublicId(Kind.ARTICLE, "The article.")
    method = coded("method", "How it was found.")
    confidence = number("How sure that is.", 0, 1)

    class Meta:
        fields = ("article", "field", "text", "start", "end", "sentence", "marks", "method", "confidence")


class CoordinatesSchema(Schema):
    """A point on the globe, WGS 84."""

    latitude = number("Degrees north.", -90, 90)
    longitude = number("Degrees east.", -180, 180)
    precision = coded("place_precision", "What the point stands for: a country's says so.")


class LicensedSchema(Schema):
    """Where a record comes from and when it was stored."""

    dataset = words("The slug of its dataset.", more={"examples": ["seed"]})
    licence = words("The licence of its dataset.")
    created_at = Instant("When the record was first stored.")
    updated_at = Instant("When the record last changed.")
