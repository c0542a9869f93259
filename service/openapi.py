"""The OpenAPI document: what flask-smorest gathers from routes and schemas, with what holds for every operation added."""

from __future__ import annotations

from typing import Any

import yaml

Spec = dict[str, Any]

ABOUT: Spec = {
    "info": {
        "description": "Who did what to whom, when, where, who said so, and where the text says it.",
        "contact": {"name": "Dateline maintainers", "url": "https://example.org/dateline"},
        "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
    },
    "servers": [{"url": "/", "description": "This server."}],
}


def finished(spec: Spec) -> Spec:
    """Add to the gathered document what holds for every operation."""
    return spec


def as_yaml(spec: Spec) -> str:
    """Write the document as YAML, in the order in which it was made."""
    return yaml.safe_dump(spec, sort_keys=False, allow_unicode=True, width=120)
