"""Events as they are served."""

from __future__ import annotations

from marshmallow import Schema, fields

from schemas.codebook import codebook
from schemas.fields import (
    LabelOf,
    PublicId,
    coded,
    described,
    maybe,
    nested,
    nested_list,
    number,
    several,
    whole,
    words,
)
from schemas.served.cards import (
    ActorSchema,
    ArticleCardSchema,
    DatedSchema,
    EvidenceSchema,
    LicensedSchema,
    SourceCardSchema,
    resolved_to,
)
from store.identity import Kind


class EventTypeSchema(Schema):
    """What sort of event it is, in the field's codes with their labels."""

    event_code = coded("cameo", "CAMEO event code.", attribute="cameo")
    label = LabelOf("cameo", "cameo", "What the code means.")
    root_code = words("CAMEO root code.", more={"examples": ["04"]})
    root_label = LabelOf("cameo", "root_code", "What the root code means.")
    quad_class = whole("QuadClass as GDELT writes it, 1 to 4.", 1, 4)
    quad_class_label = LabelOf("quad_class", "quad_class", "What the QuadClass means.")
    goldstein = number("Goldstein scale: -10 is conflict, 10 cooperation.", -10, 10)
    plover_type = maybe("PLOVER event type. Codebook `plover_type`.")
    plover_mode = maybe("PLOVER mode. Codebook `plover_mode`.")
    contexts = several(
        fields.String(), "PLOVER contexts. Codebook `plover_context`.", len(codebook("plover_context").codes)
    )
    origin_type = maybe(
        "The dataset's own code of the type, as codebook:code; `/v1/crosswalk` says what bringing it to CAMEO loses.",
        more={"examples": ["ucdp_violence:1"]},
    )


class PlaceSchema(Schema):
    """Where an event took place."""

    id = PublicId(Kind.ENTITY, "The place as an entity, where it is one.", allow_none=True)
    resolved_to = resolved_to()
    name = words("Its name.")
    country = maybe("Country, ISO 3166-1 alpha-3.")
    admin1 = maybe("The first-order division, by name or code.")
    latitude = number("Degrees north, WGS 84.", -90, 90, allow_none=True)
    longitude = number("Degrees east, WGS 84.", -180, 180, allow_none=True)
    precision = coded("place_precision", "What the place and its point stand for: a country's says so.")


class FatalitiesSchema(Schema):
    """How many people died."""

    best = whole("The best estimate.", allow_none=True)
    low = whole("The lowest estimate.", allow_none=True)
    high = whole("The highest estimate.", allow_none=True)


class CountsSchema(Schema):
    """How widely an event was reported."""

    mentions = whole("Mentions of it.")
    articles = whole("Articles that mention it.")
    sources = whole("Publishers that mention it.")


class EventSchema(LicensedSchema):
    """Something done, being done, expected or disputed.

    Who did what to whom, when, where, who says so, and where the text says it.
    """

    id = PublicId(Kind.EVENT)
    summary = words("The event in one sentence.", more={"examples": ["Antony Blinken calls the G7 foreign ministers"]})
    date = nested(DatedSchema, "When it happened, or is expected to.")
    status = coded("status", "Whether it is stated as fact.")
    attributed_to = nested_list(ActorSchema, "Who says so; empty where the article itself does.")
    actor1 = nested_list(ActorSchema, "Who acts; empty where that is not stated.")
    actor2 = nested_list(ActorSchema, "Who is acted upon.")
    type = nested(EventTypeSchema, "What sort of event it is.")
    place = nested(PlaceSchema, "Where; null where that is not stated.", allow_none=True)
    fatalities = nested(FatalitiesSchema, "How many people died; null where not stated.", allow_none=True)
    tone = number("Tone of the coverage, GDELT's -100 to 100.", -100, 100, allow_none=True)
    counts = nested(CountsSchema, "How widely it was reported.")
    confidence = number("How sure the record is; null where its dataset does not say.", 0, 1, allow_none=True)
    evidence = nested_list(EvidenceSchema, "Where the text says it.")
    articles = nested_list(ArticleCardSchema, "The articles that the evidence stands in.")
    publishers = nested_list(SourceCardSchema, "Publishers that the dataset names without an article.")
    flag = maybe("What is known to be odd about the record. Codebook `flag`.")
    origin_id = words("The dataset's own id of the event.")
    origin = fields.Dict(
        fields.String(),
        fields.String(),
        metadata=described("Further columns of the dataset, by their own names, as they stand there."),
    )

    class Meta:
        fields = (
            "id",
            "summary",
            "date",
            "status",
            "attributed_to",
            "actor1",
            "actor2",
            "type",
            "place",
            "fatalities",
            "tone",
            "counts",
            "confidence",
            "evidence",
            "articles",
            "publishers",
            "flag",
            "dataset",
            "licence",
            "origin_id",
            "origin",
            "created_at",
            "updated_at",
        )
