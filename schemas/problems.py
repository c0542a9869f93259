"""The one shape of every error: RFC 9457 problem details."""

from __future__ import annotations

from marshmallow import Schema, fields

from schemas.fields import described, maybe, nested_list, several, whole, words
from schemas.served.cards import EntityCardSchema


class CandidateSchema(EntityCardSchema):
    """An entity that an ambiguous name may mean."""

    country = maybe("Its country, ISO 3166-1 alpha-3.")


class FaultSchema(Schema):
    """One thing that is wrong with a request."""

    parameter = words("The parameter at fault.", more={"examples": ["date__gte"]})
    message = words("What is wrong, and what would be right.")
    valid = several(fields.String(), "What is valid, where that can be listed.")
    nearest = maybe("The valid word nearest to what was written.")
    candidates = nested_list(CandidateSchema, "What an ambiguous name may mean.", 50)


class ProblemSchema(Schema):
    """Problem details, RFC 9457."""

    type = words("Which problem it is, for programs.", more={"examples": ["urn:dateline:problem:bad-parameter"]})
    title = words("The problem in a few words.", more={"examples": ["A parameter is wrong"]})
    status = whole("The HTTP status.", 400, 599)
    detail = words("What is wrong here, and what would be right.")
    errors = nested_list(FaultSchema, "Each fault by itself.", 200)
    request_id = fields.String(metadata=described("The id of the request, as in the logs and the X-Request-ID header."))
