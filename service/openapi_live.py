"""What the OpenAPI document says of feeds and of the stream, beside what it says of every operation."""

from __future__ import annotations

from typing import Any

from service.feeds import atom, json_feed
from service.queries.following import HOW
from service.stream_text import MEDIA_TYPE

Spec = dict[str, Any]

_FEEDS: dict[str, Spec] = {
    "atom": {atom.MEDIA_TYPE.partition(";")[0]: {"schema": {"type": "string", "description": "Atom, RFC 4287."}}},
    "json": {
        json_feed.MEDIA_TYPE: {
            "schema": {
                "type": "object",
                "description": "JSON Feed 1.1.",
                "properties": {
                    "version": {"type": "string", "enum": [json_feed.VERSION]},
                    "title": {"type": "string"},
                    "items": {"type": "array", "items": {"type": "object"}, "maxItems": 200},
                },
                "required": ["version", "title", "items"],
            }
        }
    },
}
_EVENT: Spec = {
    "type": "object",
    "description": "Each server-sent event, as the WHATWG has them.",
    "properties": {
        "event": {"type": "string", "enum": list(HOW), "description": "What happened."},
        "id": {"type": "string", "pattern": "^[0-9]+$", "maxLength": 19, "description": "The number of the change."},
        "data": {
            "type": "string",
            "maxLength": 10_000_000,
            "description": "The record as JSON, or the id of what to let go.",
        },
    },
    "required": ["event", "id", "data"],
}
_LAST: Spec = {
    "name": "Last-Event-ID",
    "in": "header",
    "description": "The id of the last event that was heard, from which the stream goes on.",
    "schema": {"type": "integer", "format": "int64", "minimum": 0, "maximum": 2**63 - 1},
}


def describe_live(paths: Spec) -> None:
    """Add the forms of feeds, and what a stream takes and gives."""
    for path, methods in paths.items():
        form = path.rpartition("/feed.")[2]
        if form in _FEEDS:
            answer = methods["get"]["responses"]["200"]
            answer["content"] = _FEEDS[form]
            answer["headers"]["Link"] = {"$ref": "#/components/headers/Link"}
    _describe_stream(paths["/v1/stream"]["get"])


def _describe_stream(operation: Spec) -> None:
    answers = operation["responses"]
    # What has no end is held by nobody.
    del answers["304"], answers["200"]["headers"]["ETag"]
    answers["200"]["headers"]["Dateline-Epoch"] = {"$ref": "#/components/headers/Dateline-Epoch"}
    answers["200"]["content"] = {MEDIA_TYPE: {"schema": _EVENT}}
    operation.setdefault("parameters", []).append(_LAST)
