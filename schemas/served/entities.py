"""Entities as they are served."""

from __future__ import annotations

from marshmallow import Schema, fields

from schemas.fields import Instant, PublicId, coded, day, maybe, nested, nested_list, several, words
from schemas.served.cards import CoordinatesSchema, resolved_to
from store.identity import Kind


class AffiliationSchema(Schema):
    """A bond with an organization, country or group, as a text gives it."""

    id = PublicId(Kind.ENTITY, "The organization, country or group, where it is an entity.", allow_none=True)
    resolved_to = resolved_to()
    name = maybe("Its name.")
    kind = maybe("What sort of entity it is. Codebook `entity_kind`.")
    role = maybe("The title or description.", more={"examples": ["Secretary of State"]})
    since = day("From this day on, where it is known.", allow_none=True)
    until = day("Up to this day, where it is known.", allow_none=True)


class IdentifierSchema(Schema):
    """An identifier in somebody's scheme."""

    scheme = words("The scheme.", more={"examples": ["wikidata"]})
    value = words("The identifier.", more={"examples": ["Q794"]})


class EntitySchema(Schema):
    """A person, organization, country, place or group, somebody whom a text leaves unnamed, or whom a dataset does not type."""

    id = PublicId(Kind.ENTITY)
    name = words("Its canonical name.", more={"examples": ["Hezbollah"]})
    kind = coded("entity_kind", "What sort of entity it is.")
    country = maybe("Country, ISO 3166-1 alpha-3.", more={"examples": ["LBN"]})
    code = maybe("CAMEO actor code.", more={"examples": ["USAGOV"]})
    sector = maybe("PLOVER sector. Codebook `sector`.")
    aliases = several(fields.String(), "Its other names.")
    affiliations = nested_list(AffiliationSchema, "Roles and memberships.")
    identifiers = nested_list(IdentifierSchema, "Identifiers in the schemes of others.")
    place = nested(CoordinatesSchema, "Where it is, for a place.", allow_none=True)
    note = maybe("What else is to be known.")
    created_at = Instant("When the record was first stored.")
    updated_at = Instant("When the record last changed.")
