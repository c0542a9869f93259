"""Datasets and sources as they are served."""

from __future__ import annotations

from marshmallow import Schema, fields

from schemas.fields import Instant, PublicId, coded, day, described, maybe, nested, whole, words
from store.identity import Kind


class CoverageSchema(Schema):
    """The days that the events of a dataset cover."""

    start = day("The first day; null where there are no events.", allow_none=True)
    end = day("The last day; null where there are no events.", allow_none=True)


class HoldingsSchema(Schema):
    """How many records a dataset holds."""

    events = whole("Events.")
    articles = whole("Articles.")
    quotes = whole("Quotes.")


class DatasetSchema(Schema):
    """A collection with one licence and one way of citing it."""

    slug = words("Its name in paths and filters.", more={"examples": ["seed"]})
    title = words("Its title.")
    version = words("Its version.")
    publisher = words("Who publishes it.")
    licence = words("What may be done with it.")
    citation = words("How to cite it.")
    url = maybe("Where it is published.")
    redistributable = fields.Boolean(metadata=described("Whether its licence lets others pass it on."))
    access = coded("access", "Who may read it.")
    text_served = coded("text_served", "How much of the text of its articles is served.")
    coverage = nested(CoverageSchema, "The days that its events cover.")
    counts = nested(HoldingsSchema, "How many records it holds.")
    created_at = Instant("When the record was first stored.")
    updated_at = Instant("When the record last changed.")


class SourceSchema(Schema):
    """A publisher of articles."""

    id = PublicId(Kind.SOURCE)
    name = words("Its name.", more={"examples": ["ABC News"]})
    domain = maybe("Its domain.", more={"examples": ["abcnews.go.com"]})
    country = maybe("Its country, ISO 3166-1 alpha-3.", more={"examples": ["USA"]})
    created_at = Instant("When the record was first stored.")
    updated_at = Instant("When the record last changed.")
