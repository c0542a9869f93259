"""The question of a webhook, read as a list of events reads it."""

from __future__ import annotations

from marshmallow import Schema
from sqlalchemy import Connection
from werkzeug.test import EnvironBuilder

from schemas.collections import ARTICLES, ENTITIES, EVENTS, QUOTES
from schemas.queries import filtering
from service.api import Room
from service.asking import Asking
from service.limits import refuse_unreadable
from service.problems import Problem
from service.queries.closed import KeyNeeded
from service.queries.question import BadValue, Question, question
from store.keys import closed_datasets, opened_under

COLLECTIONS = {one.path: one for one in (EVENTS, QUOTES, ARTICLES, ENTITIES)}
_FILTERS = {path: Schema.from_dict(filtering(one))() for path, one in COLLECTIONS.items()}


class BadFilter(ValueError):
    """A filter that cannot be asked; the text says why."""


def asked_by(connection: Connection, collection: str, written: str, key_name: str | None) -> Question:
    """Read the filter of a webhook of a collection, by the right of a key. Raises BadFilter."""
    closed = closed_datasets(connection)
    if key_name is not None:
        closed = {
            dataset: slug for dataset, slug in closed.items() if dataset not in opened_under(connection, key_name)
        }
    request = Asking(EnvironBuilder(query_string=written).get_environ())
    try:
        refuse_unreadable(written.encode())
        asked = Room.ARGUMENTS_PARSER.parse(_FILTERS[collection], request, location="query")
        return question(connection, COLLECTIONS[collection], asked, closed)
    except Problem as problem:
        raise BadFilter(problem.detail) from None
    except KeyNeeded as needed:
        raise BadFilter(f"{needed.parameter}: {' and '.join(needed.slugs)} needs a key; --key names one.") from None
    except BadValue as bad:
        raise BadFilter(f"{bad.parameter}: {bad}") from None
