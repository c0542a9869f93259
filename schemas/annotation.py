"""The YAML files of an annotated document: what each record may hold.

Every scalar arrives as text (so that the code 010 stays a code), and anything that a schema does not name is refused.
Spans are checked against the document by `seed.annotation`, which knows the text.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from difflib import get_close_matches
from typing import Any

from marshmallow import RAISE, Schema, ValidationError, fields, validate, validates_schema

from schemas.codebook import codebook

# Above this many codes a message names the nearest ones instead of all.
LISTED_CODES = 12

EVENT_EVIDENCE = ("event", "trigger", "date", "place", "actor1", "actor2", "status", "attributed_to", "fatalities")


def is_code_of(scheme: str) -> Callable[[str], None]:
    """Accept only codes of a codebook; the message names those that there are, or the nearest."""

    def accept(code: str) -> None:
        codes = list(codebook(scheme).codes)
        if code in codes:
            return
        raise ValidationError(f"{code!r} is no code of {scheme}.{_offered(code, codes)}")

    return accept


def _offered(code: str, codes: Sequence[str]) -> str:
    """Name all codes where they are few, else those near to one."""
    if len(codes) <= LISTED_CODES:
        return f" There are: {', '.join(codes)}."
    near = get_close_matches(code, codes, cutoff=0.4)
    return f" Near to it: {', '.join(near)}." if near else ""


def coded(scheme: str, **options: Any) -> fields.String:
    """A field that holds a code of a codebook."""
    return fields.String(validate=is_code_of(scheme), **options)


def record_key(**options: Any) -> fields.String:
    """A field that names a record, in lower case but for country codes: person/joe-biden, country/USA."""
    pattern = validate.Regexp(r"^[a-zA-Z0-9]+([-/][a-zA-Z0-9]+)*$", error="must be letters, digits, '-' and '/'")
    return fields.String(validate=pattern, **options)


def actor_code() -> fields.String:
    """A field that holds a CAMEO actor code: groups of three, such as USAGOV."""
    return fields.String(validate=validate.Regexp(r"^([A-Z0-9]{3})+$", error="must be groups of three: USA, USAGOV"))


def confidence() -> fields.Float:
    """A field that says how sure the annotator is, from 0 to 1."""
    return fields.Float(load_default=1.0, validate=validate.Range(0, 1))


class AnnotationSchema(Schema):
    """Refuses what it does not name, and says what it names."""

    class Meta:
        unknown = RAISE

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        names = ", ".join(field.data_key or name for name, field in self.fields.items())
        self.error_messages = {**self.error_messages, "unknown": f"is no field here. There are: {names}."}


class SpanSchema(AnnotationSchema):
    """A stretch of the document and the surface that it must reproduce."""

    start = fields.Integer(required=True, validate=validate.Range(0))
    end = fields.Integer(required=True, validate=validate.Range(1))
    text = fields.String(required=True, validate=validate.Length(1))


class DatedSchema(AnnotationSchema):
    """An interval of days, both included, with the words that give it."""

    start = fields.Date(required=True)
    end = fields.Date(required=True)
    precision = coded("date_precision", required=True)
    basis = coded("basis", load_default="text")
    as_written = fields.Nested(SpanSchema)
    note = fields.String()
    known_day = fields.Date()

    @validates_schema
    def runs_forward(self, given: dict[str, Any], **_: object) -> None:
        """An interval ends on its first day or later."""
        if given["end"] < given["start"]:
            raise ValidationError("must not be before start", "end")

    @validates_schema
    def says_how_it_is_known(self, given: dict[str, Any], **_: object) -> None:
        """What the text does not hold is explained."""
        if (given["basis"] == "outside" or "known_day" in given) and "note" not in given:
            raise ValidationError("is needed: it says how a date that the text does not hold is known", "note")


class DatasetSchema(AnnotationSchema):
    """The collection that the document belongs to."""

    slug = record_key(required=True)
    title = fields.String(required=True)
    version = fields.String(required=True)
    publisher = fields.String(required=True)
    licence = fields.String(required=True)
    citation = fields.String(required=True)
    url = fields.Url()
    redistributable = fields.Boolean(required=True)


class SourceSchema(AnnotationSchema):
    """Who published the document."""

    key = record_key(required=True)
    name = fields.String(required=True)
    domain = fields.String()
    country = coded("country")


class ArticleSchema(AnnotationSchema):
    """What is known of the document; `title`, `dateline`, `rights` and `furniture` point into it."""

    key = record_key(required=True)
    title = fields.Nested(SpanSchema, required=True)
    published = fields.AwareDateTime(required=True)
    published_precision = coded("date_precision", required=True)
    published_basis = coded("basis", required=True)
    published_note = fields.String()
    url = fields.Url()
    authors = fields.List(fields.String(), load_default=list)
    dateline = fields.Nested(SpanSchema)
    dateline_place = record_key()
    language = fields.String(required=True, validate=validate.Regexp(r"^[a-z]{2}$", error="must be ISO 639-1: en"))
    rights = fields.Nested(SpanSchema)
    furniture = fields.List(fields.Nested(SpanSchema), load_default=list)


class AffiliationSchema(AnnotationSchema):
    """A bond with an organization, country or group."""

    entity = record_key(required=True)
    role = fields.String()
    from_ = fields.Date(data_key="from")
    until = fields.Date()


class MentionSchema(AnnotationSchema):
    """One place where the text speaks of the entity."""

    kind = coded("mention_kind", required=True)
    span = fields.Nested(SpanSchema, required=True)


class EntitySchema(AnnotationSchema):
    """Somebody or something that the text names, with every mention."""

    key = record_key(required=True)
    kind = coded("entity_kind", required=True)
    name = fields.String(required=True)
    aliases = fields.List(fields.String(), load_default=list)
    code = actor_code()
    country = coded("country")
    sector = coded("sector")
    affiliations = fields.List(fields.Nested(AffiliationSchema), load_default=list)
    identifiers = fields.Dict(keys=fields.String(), values=fields.String(), load_default=dict)
    latitude = fields.Float(validate=validate.Range(-90, 90))
    longitude = fields.Float(validate=validate.Range(-180, 180))
    place_precision = coded("place_precision")
    note = fields.String()
    mentions = fields.List(fields.Nested(MentionSchema), required=True)

    @validates_schema
    def is_somewhere_or_nowhere(self, given: dict[str, Any], **_: object) -> None:
        """Coordinates come with both numbers and their precision."""
        if len({"latitude", "longitude", "place_precision"} & given.keys()) not in {0, 3}:
            raise ValidationError("needs latitude, longitude and place_precision together", "place_precision")


class ParticipantSchema(AnnotationSchema):
    """An entity on one side of an event, and the words that put it there."""

    entity = record_key(required=True)
    code = actor_code()
    as_written = fields.Nested(SpanSchema)


class EventPlaceSchema(AnnotationSchema):
    """The place or country where an event happened, and the words that say so."""

    entity = record_key(required=True)
    as_written = fields.Nested(SpanSchema)


class FatalitiesSchema(AnnotationSchema):
    """How many died, as far as the text tells."""

    best = fields.Integer(validate=validate.Range(0))
    low = fields.Integer(validate=validate.Range(0))
    high = fields.Integer(validate=validate.Range(0))


class EvidenceSchema(AnnotationSchema):
    """Where the text says a field of the event."""

    field = fields.String(required=True, validate=validate.OneOf(EVENT_EVIDENCE, error="must be one of: {choices}"))
    span = fields.Nested(SpanSchema, required=True)
    confidence = fields.Float(validate=validate.Range(0, 1))


class EventSchema(AnnotationSchema):
    """Something done, being done, expected or disputed."""

    id = record_key(required=True)
    summary = fields.String(required=True)
    status = coded("status", required=True)
    attributed_to = fields.List(record_key(), load_default=list)
    cameo = coded("cameo", required=True)
    plover_type = coded("plover_type")
    plover_mode = fields.String()
    contexts = fields.List(coded("plover_context"), load_default=list)
    date = fields.Nested(DatedSchema, required=True)
    place = fields.Nested(EventPlaceSchema)
    actor1 = fields.List(fields.Nested(ParticipantSchema), load_default=list)
    actor2 = fields.List(fields.Nested(ParticipantSchema), load_default=list)
    fatalities = fields.Nested(FatalitiesSchema)
    confidence = confidence()
    evidence = fields.List(fields.Nested(EvidenceSchema), required=True)

    @validates_schema
    def is_told_somewhere(self, given: dict[str, Any], **_: object) -> None:
        """The text states the event at least once."""
        if not any(told["field"] == "event" for told in given["evidence"]):
            raise ValidationError("needs at least one entry with field: event", "evidence")

    @validates_schema
    def has_a_mode_of_its_type(self, given: dict[str, Any], **_: object) -> None:
        """A PLOVER mode belongs to a PLOVER type; their codebook pairs them: REQUEST:assist."""
        if "plover_mode" in given:
            try:
                is_code_of("plover_mode")(f"{given.get('plover_type')}:{given['plover_mode']}")
            except ValidationError as error:
                raise ValidationError(error.messages, "plover_mode") from error

    @validates_schema
    def has_two_sides(self, given: dict[str, Any], **_: object) -> None:
        """Nobody does something to himself."""
        both = {actor["entity"] for actor in given["actor1"]} & {actor["entity"] for actor in given["actor2"]}
        if both:
            raise ValidationError(f"{', '.join(sorted(both))} is actor1 as well; an event has two sides", "actor2")


class CueSchema(AnnotationSchema):
    """The words that attribute a statement."""

    span = fields.Nested(SpanSchema, required=True)
    lemma = fields.String(required=True)


class ViaSchema(AnnotationSchema):
    """Who passed the statement on, and the words that say so."""

    entity = record_key(required=True)
    as_written = fields.Nested(SpanSchema)
    cue = fields.Nested(SpanSchema)


class QuoteSchema(AnnotationSchema):
    """A statement that the text attributes to somebody. `quoted` are the parts between quotation marks."""

    id = record_key(required=True)
    kind = coded("quote_kind", required=True)
    content = fields.List(fields.Nested(SpanSchema), required=True, validate=validate.Length(1))
    quoted = fields.List(fields.Nested(SpanSchema), load_default=list)
    cue = fields.Nested(CueSchema)
    speaker = record_key()
    speaker_as_written = fields.Nested(SpanSchema)
    via = fields.List(fields.Nested(ViaSchema), load_default=list)
    addressees = fields.List(fields.Nested(ParticipantSchema), load_default=list)
    about_entities = fields.List(record_key(), load_default=list)
    about_events = fields.List(record_key(), load_default=list)
    said = fields.Nested(DatedSchema)
    confidence = confidence()
