"""Read what is sent in a body: JSON of a schema, refused field by field."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import orjson
from flask import current_app
from marshmallow import Schema, ValidationError
from werkzeug.exceptions import RequestEntityTooLarge

from schemas.nearest import advice
from schemas.submissions import refused_fields
from service.asking import current
from service.problems import Problem, fault

JSON = "application/json"
NDJSON = "application/x-ndjson"
_UNKNOWN = "Unknown field."
# marshmallow's own sentences, in ours.
_SENTENCES = {
    "Missing data for required field.": "is missing",
    "Not a valid list.": "should be a list",
    "Invalid input type.": "should be an object",
}

Fields = dict[str, Any]


def content_type(*taken: str) -> str:
    """Give the media type of the body. Raises Problem 415 for one that is not among those taken, and for a packed body."""
    sent = current().mimetype
    packed = current().headers.get("Content-Encoding", "identity")
    if packed != "identity":
        raise Problem(
            415, f"The body is packed by {packed}; send it as it is.", headers={"Accept-Encoding": "identity"}
        )
    if sent not in taken:
        raise Problem(
            415,
            f"The body is {sent or 'of no type'}; what is taken here: {', '.join(taken)}, in UTF-8.",
            headers={"Accept": ", ".join(taken)},
        )
    return sent


def body(megabytes: int) -> bytes:
    """Read the body. Raises Problem 413 above so many megabytes."""
    asked = current()
    asked.max_content_length = megabytes << 20
    try:
        return asked.get_data(cache=False)
    except RequestEntityTooLarge:
        raise Problem(
            413, f"The body has more than {megabytes} MB, the most that is taken here. Send it in parts."
        ) from None


def ingest_body() -> bytes:
    """Read a body with articles, as large as the setting allows."""
    return body(current_app.config["INGEST_MEGABYTES"])


def loaded(schema: Schema, sent: bytes) -> Fields:
    """Read an object of JSON. Raises Problem 422 that names every field at fault."""
    told = _json(sent)
    if not isinstance(told, dict):
        raise bad_body(f"The body has to be one JSON object, with these fields: {', '.join(schema.fields)}.")
    return fields_of(schema, told)


def fields_of(schema: Schema, told: Fields) -> Fields:
    """Read an object that is read from JSON already. Raises Problem 422 that names every field at fault."""
    try:
        found: Fields = schema.load(told)
    except ValidationError as error:
        raise refused(schema, error.messages) from None
    return found


def _json(sent: bytes) -> Any:
    if not sent.strip():
        raise bad_body("The body is empty.")
    try:
        sent.decode()
    except UnicodeDecodeError as error:
        raise bad_body(f"The body is not UTF-8: its byte {error.start + 1} is {sent[error.start]:#04x}.") from None
    try:
        return orjson.loads(sent)
    except orjson.JSONDecodeError as error:
        raise bad_body(f"The body is no JSON: {error}.") from None


def refused(schema: Schema, messages: Any) -> Problem:
    """Make the problem of fields."""
    faults = [fault(name, *_said(name, said, schema)) for name, said in refused_fields(messages).items()]
    return bad_body(" ".join(f"{one['parameter']}: {one['message']}" for one in faults), *faults)


def _said(name: str, said: list[str], schema: Schema) -> list[str]:
    if said == [_UNKNOWN] and "." not in name:
        return [advice("is no field here.", name, schema.fields)]
    told = [_SENTENCES.get(sentence, sentence) for sentence in said]
    return [sentence if sentence.endswith(".") else f"{sentence}." for sentence in told]


def bad_body(detail: str, *faults: Mapping[str, Any]) -> Problem:
    """Make the problem of a body."""
    return Problem(422, detail, faults=faults)
