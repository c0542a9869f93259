"""Codebooks: what the codes mean, as data."""

from __future__ import annotations

from typing import Any

import orjson
from flask import Response
from marshmallow import Schema

from schemas.answers import CodebookSchema, CodebooksSchema, CodeSchema
from schemas.codebook import Codebook, Entry, UnknownScheme, codebook, codebooks
from schemas.nearest import advice
from schemas.parameters import Plain
from service.api import Room, conditional, json_answer
from service.lists import Asked
from service.problems import Problem
from store.tokens import folded

room = Room("codebooks", __name__, url_prefix="/v1/codebooks", description="What the codes mean")


SCHEME = {
    "name": "scheme",
    "in": "path",
    "required": True,
    "description": "The name of the codebook.",
    "schema": {"type": "string", "enum": [book.scheme for book in codebooks()]},
    "example": "cameo",
}
CODE = {
    "name": "code",
    "in": "path",
    "required": True,
    "description": "The code.",
    "schema": {"type": "string", "maxLength": 60, "pattern": "^[A-Za-z0-9_:-]+$"},
    "example": "190",
}


class NothingQuery(Schema):
    """Takes no parameters."""


class CodebookQuery(Schema):
    """What a codebook's request may ask."""

    q = Plain("Words in the label, or the beginning of a code.", example="protest")


@room.route("")
@conditional
@room.doc(operationId="list_codebooks")
@room.arguments(NothingQuery, location="query")
@room.response(200, CodebooksSchema, description="All codebooks.")
def books(_asked: Asked) -> Response:
    """List the codebooks.

    Each with its title, its source and how many codes it has.
    """
    return json_answer(orjson.dumps({"data": [_card(book) for book in codebooks()]}))


@room.route("/<scheme>", parameters=[SCHEME])
@conditional
@room.doc(operationId="get_codebook")
@room.arguments(CodebookQuery, location="query")
@room.response(200, CodebookSchema, description="The codebook with its codes.")
def book(asked: Asked, scheme: str) -> Response:
    """Read a codebook, or search in it.

    Codes come in the order of the codebook, a parent before its children.
    """
    found = _codebook(scheme)
    search = asked.get("q")
    codes = [_code(entry) for entry in found.codes.values() if search is None or _matches(entry, search)]
    return json_answer(orjson.dumps({"codebook": _card(found), "data": codes}))


@room.route("/<scheme>/<code>", parameters=[SCHEME, CODE])
@conditional
@room.doc(operationId="get_code")
@room.arguments(NothingQuery, location="query")
@room.response(200, CodeSchema, description="The code.")
def one_code(_asked: Asked, scheme: str, code: str) -> Response:
    """Read one code.

    With its label, its parent and what else belongs to it.
    """
    codes = _codebook(scheme).codes
    if code not in codes:
        raise Problem(404, advice(f"{scheme} has no code {code!r}.", code, codes))
    return json_answer(orjson.dumps(_code(codes[code])))


def _codebook(scheme: str) -> Codebook:
    try:
        return codebook(scheme)
    except UnknownScheme:
        schemes = [book.scheme for book in codebooks()]
        raise Problem(404, advice(f"There is no codebook {scheme!r}.", scheme, schemes)) from None


def _matches(entry: Entry, search: str) -> bool:
    label = folded(entry.label)
    return entry.code.casefold().startswith(search.casefold()) or all(word in label for word in folded(search).split())


def _card(found: Codebook) -> dict[str, Any]:
    names = ("scheme", "title", "description", "source", "version")
    return {name: getattr(found, name) for name in names} | {"codes": len(found.codes)}


def _code(entry: Entry) -> dict[str, Any]:
    return {"code": entry.code, "label": entry.label, "parent": entry.parent, "facts": dict(entry.facts)}
