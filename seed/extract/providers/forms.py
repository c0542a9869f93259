"""The form of an answer, field by field. What does not fit is left out and counted; the rest of its record stays."""

from __future__ import annotations

from collections import Counter
from typing import Any

from marshmallow import EXCLUDE, Schema, ValidationError, fields, validate, validates_schema

from schemas.annotation import coded
from schemas.codebook import codebook
from seed.lands import land_of_code

# How sure a finding is taken to be where its provider does not say: nobody has measured it.
_UNMEASURED = 0.5
_LONGEST = 100_000
_MOST_DEAD = 10_000_000
_GROUPS = validate.Regexp(r"([A-Z0-9]{3})+\Z")


class Tally:
    """How many records of an answer stood, and why the others and parts of them did not."""

    def __init__(self) -> None:
        self.kept = 0
        self.dropped: Counter[str] = Counter()

    def drop(self, why: str) -> None:
        """Count what is left out."""
        self.dropped[why] += 1

    def __str__(self) -> str:
        return ", ".join(f"{count} {why}" for why, count in self.dropped.most_common())


class AnswerSchema(Schema):
    """Takes of an object what fits. Fields that it does not name are passed over, null is as good as left out."""

    class Meta:
        unknown = EXCLUDE

    def fitting(self, given: object, tally: Tally) -> dict[str, Any] | None:
        """Read an object of JSON; None where it is none, or lacks what it must have."""
        if not isinstance(given, dict):
            tally.drop("in no form")
            return None
        there = {name: value for name, value in given.items() if value is not None}
        try:
            return self._loaded(there)
        except ValidationError as fault:
            wrong = set(fault.messages_dict)
        tally.drop(f"with a bad {min(wrong)}")
        try:
            return self._loaded({name: value for name, value in there.items() if name not in wrong})
        except ValidationError:
            return None

    def _loaded(self, given: dict[str, Any]) -> dict[str, Any]:
        found: dict[str, Any] = self.load(given)
        return found


def _raw_list(**options: Any) -> fields.List[Any]:
    """A list whose items are read one by one, so that a bad one costs no other."""
    return fields.List(fields.Raw(), **options)


def _names_an_actor(code: str) -> None:
    if code[:3] not in codebook("actor_role").codes and land_of_code(code) is None:
        raise ValidationError("names no country and no role")


class SpanSchema(AnswerSchema):
    """A stretch of the text: its words, and where they stand, or words around them that stand in the text once."""

    text = fields.String(required=True, validate=validate.Length(1, _LONGEST))
    start = fields.Integer(strict=True)
    end = fields.Integer(strict=True)
    within = fields.String(validate=validate.Length(1, _LONGEST))


class MentionSchema(SpanSchema):
    """A stretch that speaks of somebody; `everywhere`: wherever its words stand."""

    kind = coded("mention_kind")
    everywhere = fields.Boolean(truthy={True}, falsy={False}, load_default=False)


class ReferenceSchema(AnswerSchema):
    """Somebody who takes part in something: by words of the text, by an entity that was found before, or by both."""

    text = fields.String(validate=validate.Length(1, _LONGEST))
    start = fields.Integer(strict=True)
    end = fields.Integer(strict=True)
    within = fields.String(validate=validate.Length(1, _LONGEST))
    entity = fields.String()

    @validates_schema
    def names_somebody(self, given: dict[str, Any], **_: object) -> None:
        """One of the two is there."""
        if "text" not in given and "entity" not in given:
            raise ValidationError("is needed, or entity", "text")


class EntitySchema(AnswerSchema):
    """Somebody with every mention. `id` is one of those that were sent, or none where he is new."""

    id = fields.String()
    kind = coded("entity_kind")
    code = fields.String(validate=[_GROUPS, _names_an_actor])
    country = coded("country")
    sector = coded("sector")
    mentions = _raw_list(required=True)


class WhenSchema(SpanSchema):
    """An expression of time, with its days where they are known."""

    from_ = fields.Date(data_key="from")
    until = fields.Date()

    @validates_schema
    def runs_forward(self, given: dict[str, Any], **_: object) -> None:
        """It ends on its first day or later, and has no end without a beginning."""
        if "until" in given and ("from_" not in given or given["until"] < given["from_"]):
            raise ValidationError("must not be before from", "until")


class ViaSchema(AnswerSchema):
    """Who passed a statement on."""

    speaker = fields.Raw(required=True)
    cue = fields.Raw()


class QuoteSchema(AnswerSchema):
    """A statement that the text attributes to somebody."""

    content = _raw_list(required=True)
    cue = fields.Raw()
    speaker = fields.Raw()
    addressees = _raw_list(load_default=list)
    via = _raw_list(load_default=list)
    when = fields.Raw()
    confidence = fields.Float(load_default=_UNMEASURED, validate=validate.Range(0, 1))


class EventSchema(AnswerSchema):
    """A place where the text tells that something was done. `code` is CAMEO's."""

    code = coded("cameo", required=True)
    trigger = fields.Raw(required=True)
    clause = fields.Raw()
    actor1 = _raw_list(load_default=list)
    actor2 = _raw_list(load_default=list)
    status = coded("status")
    status_words = fields.Raw()
    attributed_to = _raw_list()
    when = fields.Raw()
    where = fields.Raw()
    contexts = fields.List(coded("plover_context"))
    fatalities = fields.Integer(strict=True, validate=validate.Range(0, _MOST_DEAD))
    confidence = fields.Float(load_default=_UNMEASURED, validate=validate.Range(0, 1))
