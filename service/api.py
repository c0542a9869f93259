"""flask-smorest, made to keep our conventions: strict parameters, problem details, a conditional answer to every read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache, wraps
from hashlib import blake2b
from typing import Any, NoReturn

import orjson
from flask import Request, Response
from flask_smorest import Api, Blueprint
from marshmallow import RAISE, Schema, ValidationError, fields
from webargs.flaskparser import FlaskParser
from werkzeug.routing import BaseConverter

from schemas.nearest import advice
from schemas.parameters import this_minute
from schemas.problems import ProblemSchema
from schemas.rendering import RENDERING
from service.access import access, told
from service.asking import QUERIES, current, parameters
from service.hot import found, keep_at
from service.problems import bad_parameters, fault
from service.reading import state

View = Callable[..., Any]


class StrictParser(FlaskParser):
    """Refuses what the schema does not name, and says by name what is wrong."""

    DEFAULT_UNKNOWN_BY_LOCATION: dict[str, str | None] = {"query": RAISE, "path": RAISE}  # noqa: RUF012 - as webargs has it

    def _get_schema(self, argmap: Any, req: Request) -> Schema:
        """Load only the parameters that are given: there are up to sixty, and a request has a few."""
        schema: Schema = super()._get_schema(argmap, req)
        return _narrowed(schema, frozenset(req.args))

    def load_querystring(self, req: Request, schema: Schema) -> dict[str, Any]:
        """Gather the parameters; one that takes a single value and is given twice is refused: either would be a guess."""
        single = {name for name, one in schema.fields.items() if not isinstance(one, fields.List)}
        given = dict(req.args.lists())
        twice = [name for name, values in given.items() if name in single and len(values) > 1]
        if twice:
            raise bad_parameters([fault(name, "is given several times; it takes one value.") for name in twice])
        return {name: values[0] if name in single else values for name, values in given.items()}

    def handle_error(
        self,
        error: ValidationError,
        req: Request,
        schema: Schema,
        *,
        error_status_code: int | None,
        error_headers: Mapping[str, str] | None,
    ) -> NoReturn:
        """Answer 400 with a fault for each parameter."""
        by_name = dict(error.messages_dict).get("query", {})
        raise bad_parameters([_fault(name, messages, schema) for name, messages in by_name.items()])


@lru_cache(1024)
def _narrowed(schema: Schema, given: frozenset[str]) -> Schema:
    """Give the schema with those fields alone that are given, or have to be; whole, to refuse what it does not name."""
    if given - schema.fields.keys():
        return schema
    required = {name for name, one in schema.fields.items() if one.required}
    return type(schema)(only=given | required)


def _fault(name: str, messages: Any, schema: Schema) -> dict[str, Any]:
    if name not in schema.fields:
        return fault(name, _unknown(name, schema))
    return fault(name, *_flat(messages))


def _unknown(name: str, schema: Schema) -> str:
    """Say of a parameter that there is not what there is instead: for a filter that is known, its operators."""
    known, _, operator = name.partition("__")
    spellings = [one for one in schema.fields if one == known or one.startswith(f"{known}__")]
    if operator and spellings:
        return advice(f"is no parameter here: {known} has no operator {operator}.", name, spellings)
    if spellings:
        # None of them is nearer to what was meant than the others.
        return advice(f"is no parameter here: {known} goes with an operator.", "", spellings)
    if not schema.fields:
        return "is no parameter here; there are none."
    return advice("is no parameter here.", name, schema.fields)


def _flat(messages: Any) -> list[str]:
    """Gather messages out of the nesting in which marshmallow reports lists."""
    if isinstance(messages, Mapping):
        return [message for inner in messages.values() for message in _flat(inner)]
    if isinstance(messages, list):
        return [message for inner in messages for message in _flat(inner)]
    return [messages if isinstance(messages, str) else str(messages)]


class Named(BaseConverter):
    """What names a record in a path: not the words of operations on all of them, which take methods of their own."""

    regex = r"(?!(?:aggregate|bulk|export|feed\.atom|feed\.json)$)[^/]+"


class Room(Blueprint):
    """A blueprint whose parameters are strict."""

    ARGUMENTS_PARSER = StrictParser()

    def arguments(self, schema: Any, **options: Any) -> Any:
        """Take parameters; the schema is made once, not for every request."""
        return super().arguments(schema() if isinstance(schema, type) else schema, **options)


class DatelineApi(Api):
    """The API without flask-smorest's own error body; `service.problems` answers for errors."""

    ERROR_SCHEMA = ProblemSchema

    def _register_error_handlers(self) -> None:
        """Leave errors to `service.problems`."""


def conditional(view: View, *, by_site: bool = False) -> View:
    """Answer 304 from the revision alone where the client holds the same answer already; else give the answer its ETag.

    The tag stands for the store and its epoch, its revision, how records are rendered, the question, the representation, what is
    kept from who asks and, `by_site`, the name under which the server was asked. It is known before the question is read: only
    an answer that was given can have had it.
    """

    @wraps(view)
    def answered(*arguments: Any, **named: Any) -> Any:
        asked = current()
        tag = etag(asked.root_url if by_site else "")
        # A star holds whatever there is, and that is not known before the question is read.
        if (held := asked.if_none_match) and (held.is_weak(tag) or held.is_strong(tag)):
            return _tagged(Response(status=304), tag)
        # The tag takes the parameters in any order, but the answer's own links have them as they came.
        encodings = asked.environ.get("HTTP_ACCEPT_ENCODING", "")
        place = (tag, asked.query_string, "HTTP_AUTHORIZATION" in asked.environ, encodings)
        answer = found(place) or view(*arguments, **named)
        if answer.status_code == 200 and "ETag" not in answer.headers:
            keep_at(place)
            _tagged(answer, tag)
        return answer

    return answered


def _tagged(answer: Response, tag: str) -> Response:
    answer.headers["ETag"] = f'W/"{tag}"'
    answer.headers["Vary"] = "Accept, Accept-Encoding"
    return told(answer)


def etag(site: str = "") -> str:
    """Give the weak tag of what this request asks for, as the store is now; `site` is what else the answer depends on."""
    asked, now = current(), state()
    arguments, relative = _sorted(asked.query_string)
    moment = this_minute().isoformat() if relative else ""
    accepted = asked.environ.get("HTTP_ACCEPT", "")
    kept_back = list(access().closed)
    parts = orjson.dumps([now.epoch, now.revision, RENDERING, asked.path, arguments, accepted, moment, kept_back, site])
    return blake2b(parts, digest_size=12).hexdigest()


@lru_cache(QUERIES)
def _sorted(query: bytes) -> tuple[list[tuple[str, str]], bool]:
    """Give the parameters in an order of their own, and whether any depends on what time it is."""
    arguments = sorted(parameters(query).items(multi=True))
    return arguments, any(value.startswith("now") for _, value in arguments)


def json_answer(body: bytes) -> Response:
    """Answer with JSON bytes."""
    return Response(body, content_type="application/json")
