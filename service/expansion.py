"""What the OpenAPI document says of `expand`: in place of a card may stand the card with the whole record put in."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from schemas.collections import COLLECTIONS
from schemas.rendering import SCHEMAS, WHOLE_SCHEMAS
from store.identity import Kind

Schemas = dict[str, dict[str, Any]]

_REFERENCE = "#/components/schemas/"


def offer_expanded(schemas: Schemas) -> None:
    """Let every card that `expand` names be a card or an expanded one."""
    # All expanded cards are made before any is offered, since records hold cards themselves.
    places = [(holder, _card(holder), kind) for holder, kind in _expandable(schemas)]
    for _, card, kind in places:
        schemas.setdefault(_expanded(card), _merged(schemas, card, kind))
    for holder, card, _ in places:
        _offer(holder, card)


def _expandable(schemas: Schemas) -> Iterator[tuple[dict[str, Any], Kind]]:
    """Find what stands for another record: the part of the document that refers to its card."""
    for collection in COLLECTIONS:
        for owner in dict.fromkeys((SCHEMAS[collection.kind], WHOLE_SCHEMAS[collection.kind])):
            for path, kind in collection.expands.items():
                *above, last = path.split(".")
                name = _component(owner)
                for step in above:
                    name = _card(schemas[name]["properties"][step])
                part = schemas[name]["properties"][last]
                yield part.get("items", part), kind


def _component(schema: type[Any]) -> str:
    return str(schema.__name__).removesuffix("Schema")


def _card(holder: dict[str, Any]) -> str:
    """Give the name of the schema that this refers to, also where it may be null."""
    references = [holder, *holder.get("anyOf", ())]
    return next(str(one["$ref"]).removeprefix(_REFERENCE) for one in references if "$ref" in one)


def _expanded(card: str) -> str:
    return f"Expanded{card.removesuffix('Card')}"


def _merged(schemas: Schemas, card: str, kind: Kind) -> dict[str, Any]:
    record = schemas[_component(WHOLE_SCHEMAS[kind])]
    # What the card says is particular to its place, and stays where it is not null.
    properties = {**record["properties"], **schemas[card]["properties"]}
    return {
        "type": "object",
        "description": f"The {kind} as the card here has it, with the rest of its record.",
        "properties": properties,
        "additionalProperties": False,
    }


def _offer(holder: dict[str, Any], card: str) -> None:
    offered = holder.get("anyOf") or [{"$ref": holder.pop("$ref")}]
    holder["anyOf"] = [offered[0], {"$ref": f"{_REFERENCE}{_expanded(card)}"}, *offered[1:]]
