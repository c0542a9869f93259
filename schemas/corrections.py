"""What may be corrected in a record by hand, and what is answered to it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from marshmallow import RAISE, Schema, ValidationError, fields, validate, validates_schema

from schemas.codebook import codebook
from schemas.fields import LISTED_CODES, Instant, PublicId, described, nested, nested_list, words
from schemas.interchange import DatedLine, LineSchema
from schemas.interchange_fields import INDEXED_BYTES, SHOWN, Code, Day, Name, Number, Part, Text, Whole, YesNo
from schemas.rendering import SCHEMAS
from schemas.submissions import NAME_SHAPE, TEXT_PATTERN, shaped
from store.identity import Kind

MOST_ENTITIES = 50
MOST_ALIASES = 200
REASON_BYTES = 2_000
_DAY_SHAPE = {"type": "string", "format": "date", "examples": ["2024-08-04"]}


def _code(scheme: str, description: str, **options: Any) -> Code:
    codes = list(codebook(scheme).codes)
    # What else may be null is said of it by apispec, but for a list of words.
    every = [*codes, None] if options.get("allow_none") else codes
    shape = {"enum": every} if len(codes) <= LISTED_CODES else {"maxLength": SHOWN, "examples": codes[:1]}
    made = Code(scheme, f"{description} Codebook `{scheme}`.", **options)
    return shaped(made, type="string", **{"x-codebook": scheme}, **shape)


def _text(description: str, **options: Any) -> Text:
    return shaped(
        Text(description, **options), type="string", minLength=1, maxLength=INDEXED_BYTES, pattern=TEXT_PATTERN
    )


def _entities(description: str) -> fields.List[Any]:
    return fields.List(
        PublicId(Kind.ENTITY),
        validate=validate.Length(0, MOST_ENTITIES, error=f"has more than {MOST_ENTITIES} entities."),
        metadata=described(description, maxItems=MOST_ENTITIES),
    )


def _count(description: str) -> Whole:
    return shaped(Whole(description), type="integer", format="int32", minimum=0, maximum=2**31 - 1)


class CorrectedDateSchema(LineSchema):
    """An interval of whole days, both ends included."""

    start = shaped(Day("The first day.", required=True), **_DAY_SHAPE)
    end = shaped(Day("The last day; the first, if not said."), **_DAY_SHAPE)
    precision = _code("date_precision", "How exactly it is known; day, or range, if not said.")
    note = _text("How it is known.")

    check = DatedLine.check


class CorrectedPlaceSchema(LineSchema):
    """Where an event took place."""

    name = _text("Its name.", required=True)
    country = _code("country", "Its country.")
    admin1 = _text("Its first-order division, by name or code.")
    latitude = shaped(Number("Degrees north, WGS 84.", -90, 90), type="number", minimum=-90, maximum=90)
    longitude = shaped(Number("Degrees east, WGS 84.", -180, 180), type="number", minimum=-180, maximum=180)
    precision = _code("place_precision", "What the place and its point stand for; unknown, if not said.")

    def check(self, given: dict[str, Any]) -> None:
        """Both coordinates or none."""
        if len({"latitude", "longitude"} & given.keys()) == 1:
            raise ValidationError("stands with longitude, both or neither", "latitude")


class CorrectedFatalitiesSchema(LineSchema):
    """How many people died."""

    best = _count("The best estimate.")
    low = _count("The lowest estimate.")
    high = _count("The highest estimate.")


class CorrectionSchema(Schema):
    """A correction of a record: the fields as they should be, or that there is no such record."""

    class Meta:
        unknown = RAISE

    reason = shaped(
        Text(
            "Why. It is kept with the correction, and shown in the history of the record.",
            required=True,
            most=REASON_BYTES,
        ),
        type="string",
        minLength=1,
        maxLength=REASON_BYTES,
        pattern=TEXT_PATTERN,
        examples=["The second paragraph says that it was denied."],
    )
    rejected = shaped(
        YesNo("`true`: there is no such record. It is taken away, and is not stored again."),
        type="boolean",
        enum=[True],
    )

    @validates_schema
    def _told(self, given: Mapping[str, Any], **_: object) -> None:
        told = given.keys() - {"reason"}
        if not told:
            raise ValidationError("is all that is told; name a field to correct, to withdraw, or rejected", "reason")
        if "rejected" in given and not given["rejected"]:
            raise ValidationError('is false; to take a rejection back, send "withdraw": ["rejected"]', "rejected")
        if "rejected" in given and len(told) > 1:
            raise ValidationError("goes alone: what is none has no fields to correct", "rejected")
        if both := sorted(told & set(given.get("withdraw", ()))):
            raise ValidationError(f"names {', '.join(both)}, which is corrected at the same time", "withdraw")


def _withdraw(*names: str) -> fields.List[Any]:
    every = [*names, "rejected"]
    return fields.List(
        fields.String(validate=validate.OneOf(every), metadata=described("", enum=every)),
        validate=validate.Length(1, len(every)),
        metadata=described(
            "Fields whose corrections hold no longer: the next time that the record is written it has its own value again.",
            minItems=1,
            maxItems=len(every),
        ),
    )


class EventCorrectionSchema(CorrectionSchema):
    """A correction of an event."""

    summary = _text("The event in one sentence.")
    status = _code("status", "Whether it is stated as fact.")
    event_code = _code("cameo", "What sort of event it is; root code, QuadClass, Goldstein and PLOVER follow from it.")
    date = Part(CorrectedDateSchema, "When it happened, or is expected to.")
    actor1 = _entities("Who acts; empty where nobody does.")
    actor2 = _entities("Who is acted upon.")
    attributed_to = _entities("Who says so; empty where the article itself does.")
    place = Part(CorrectedPlaceSchema, "Where; null where that is not stated.", allow_none=True)
    fatalities = Part(
        CorrectedFatalitiesSchema, "How many people died; null where that is not stated.", allow_none=True
    )
    withdraw = _withdraw(
        "summary", "status", "event_code", "date", "actor1", "actor2", "attributed_to", "place", "fatalities"
    )


class QuoteCorrectionSchema(CorrectionSchema):
    """A correction of a quote."""

    kind = _code("quote_kind", "Whether the words are the speaker's own.")
    speaker = PublicId(Kind.ENTITY, "Who said it; null where the text names nobody.", allow_none=True)
    addressee = _entities("To whom it was said.")
    date = Part(CorrectedDateSchema, "When it was said.")
    withdraw = _withdraw("kind", "speaker", "addressee", "date")


class EntityCorrectionSchema(CorrectionSchema):
    """A correction of an entity."""

    name = shaped(Name("Its canonical name; the one before stays among its other names."), **NAME_SHAPE)
    aliases = fields.List(
        shaped(Name(""), **NAME_SHAPE),
        validate=validate.Length(0, MOST_ALIASES, error=f"has more than {MOST_ALIASES} names."),
        metadata=described("Its other names, all of them.", maxItems=MOST_ALIASES),
    )
    kind = _code("entity_kind", "What sort of entity it is.")
    code = shaped(
        Text("Its CAMEO actor code; null for none.", most=200, allow_none=True),
        type="string",
        minLength=1,
        maxLength=200,
        pattern=TEXT_PATTERN,
    )
    country = _code("country", "Its country; null for none.", allow_none=True)
    sector = _code("sector", "Its sector; null for none.", allow_none=True)
    note = _text("What else is to be known of it; null for nothing.", allow_none=True)
    withdraw = _withdraw("name", "aliases", "kind", "code", "country", "sector", "note")


CORRECTIONS: Mapping[Kind, type[CorrectionSchema]] = {
    Kind.EVENT: EventCorrectionSchema,
    Kind.QUOTE: QuoteCorrectionSchema,
    Kind.ENTITY: EntityCorrectionSchema,
}


class HeldSchema(Schema):
    """A correction that holds."""

    field = words("The field.")
    value = fields.Raw(allow_none=True, metadata=described("What it should be, as it was sent."))
    reason = words("Why.")
    at = Instant("Since when.")


def corrected_schema(kind: Kind) -> type[Schema]:
    """Give the schema of the answer to a correction of a record of this kind."""
    made: type[Schema] = Schema.from_dict(
        {
            "record": nested(SCHEMAS[kind], "The record as it is now; null where there is none.", allow_none=True),
            "corrections": nested_list(HeldSchema, "The corrections of it that hold, the oldest first.", 100),
        },
        name=f"Corrected{kind.value.title()}Schema",
    )
    return made
