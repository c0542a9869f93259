"""What a tool takes: JSON Schema made from the declared parameters, and the arguments of a call as the API's own query.

A schema informs whoever writes the call and stays small: what the service checks anyway, with a better message, is left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from apispec import APISpec
from apispec.ext.marshmallow.openapi import OpenAPIConverter
from marshmallow import ValidationError, fields

from schemas.codebook import codebook
from schemas.nearest import advice
from schemas.parameters import Several
from service.problems import bad_parameter, bad_parameters, fault

Arguments = Mapping[str, Any]
Declared = Mapping[str, fields.Field[Any]]

FILTERS = "filters"
# A longer list of codes is told by the codebook's name.
LISTED_CODES = 40
_LEFT_OUT = ("pattern", "format", "minLength", "maxLength", "x-codebook", "enum")
_CONVERTER = OpenAPIConverter("3.1.0", lambda _schema: None, APISpec("", "", "3.1.0"))
_OTHERS = "Further filters by name, with values as above: {}. Those with several operators: {}."


def input_schema(offered: Declared, filters: Declared) -> dict[str, Any]:
    """Make the JSON Schema of a tool's input: what it offers, and `filters` for all other filters by name."""
    properties = {name: _property(one) for name, one in offered.items()}
    if filters:
        others = [name for name in filters if name not in offered]
        properties[FILTERS] = {"type": "object", "description": _named(others), "additionalProperties": True}
    required = [name for name, one in offered.items() if one.required]
    made: dict[str, Any] = {"type": "object", "properties": properties, "additionalProperties": False}
    return made | ({"required": required} if required else {})


def _property(one: fields.Field[Any]) -> dict[str, Any]:
    made = _CONVERTER.field2property(one)
    small = {name: value for name, value in made.items() if name not in _LEFT_OUT}
    inner = made.get("items", made)
    if isinstance(one, Several):
        small["items"] = {"type": inner["type"]}
        if "examples" in inner and "examples" not in small:
            small["examples"] = [[example] for example in inner["examples"]]
    if words := inner.get("enum"):
        scheme = inner.get("x-codebook")
        if scheme:
            small["description"] = f"{small['description']} {_meaning(scheme)}"
        if len(words) <= LISTED_CODES or not scheme:
            small.get("items", small)["enum"] = words
    return small


def _meaning(scheme: str) -> str:
    """Tell what the codes mean: each, where there are few."""
    codes = codebook(scheme).codes
    if len(codes) > LISTED_CODES:
        return f"describe_dataset with codebook={scheme} lists the codes."
    return "; ".join(f"{entry.code} is {entry.label}" for entry in codes.values()) + "."


def _named(others: Sequence[str]) -> str:
    """Name the other filters, each once with its operators."""
    operators: dict[str, list[str]] = {}
    for name in others:
        plain, mark, operator = name.partition("__")
        operators.setdefault(plain, []).append(mark + operator)
    alone = [name for name, found in operators.items() if found == [""]]
    several = [
        f"{name} ({' '.join(one or '=' for one in found)})" for name, found in operators.items() if found != [""]
    ]
    return _OTHERS.format(", ".join(alone), ", ".join(several))


def given(arguments: Arguments, offered: Declared, filters: Declared) -> dict[str, Any]:
    """Gather the arguments of a call by name, those in `filters` among them. Raises Problem for what is no argument.

    Assistants send null for what they leave out.
    """
    direct = {name: value for name, value in arguments.items() if value is not None}
    more = direct.pop(FILTERS, {}) if filters else {}
    if not isinstance(more, Mapping):
        raise bad_parameter(FILTERS, 'takes filters by name: {"goldstein__lte": -5}.')
    _refuse(direct, [*offered, *([FILTERS] if filters else [])])
    _refuse(more, list(filters))
    for name in more.keys() & direct.keys():
        raise bad_parameter(name, "is given twice, by itself and in filters; give it once.")
    for name, one in offered.items():
        if one.required and name not in direct:
            raise bad_parameter(name, f"is required: {one.metadata['description']}")
    return direct | {name: value for name, value in more.items() if value is not None}


def _refuse(named: Arguments, known: Sequence[str]) -> None:
    for name in named:
        if name not in known:
            raise bad_parameter(name, advice("is no argument here.", name, known))


def pairs(asked: Arguments, declared: Declared) -> Iterator[tuple[str, str]]:
    """Spell arguments as the query of a request: each item of a list is one value, whatever commas are in it."""
    for name, value in asked.items():
        is_list = isinstance(declared[name], Several)
        if value == []:
            raise bad_parameter(name, "is empty; leave it out, or give a value.")
        items = value if isinstance(value, list) else [value]
        if not is_list and all(isinstance(item, int | float) for item in items):
            # The corners of a box, or a point: numbers are one value of several.
            items = [",".join(_spelt(name, item) for item in items)]
        for item in items:
            spelt = _spelt(name, item)
            yield name, spelt.replace("\\", "\\\\").replace(",", "\\,") if is_list else spelt


def _spelt(name: str, value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str | int | float):
        return str(value)
    raise bad_parameter(name, "takes a word, a number, true or false, or a list of those.")


def own(asked: dict[str, Any], name: str, field: fields.Field[Any], default: Any = None) -> Any:
    """Take an argument that the tool itself reads. Raises Problem for a value that it does not take."""
    if name not in asked:
        return default
    try:
        return field.deserialize(asked.pop(name))
    except ValidationError as error:
        raise bad_parameters([fault(name, *error.messages)]) from None
