"""Codebooks: what the codes mean, as data, and what stands for a code of one scheme in another."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import orjson
from flask import Response
from marshmallow import Schema, ValidationError, fields

from schemas.answers import CodebookSchema, CodebooksSchema, CodeSchema, CrosswalkSchema
from schemas.codebook import Codebook, Entry, UnknownScheme, codebook, codebooks, label, several
from schemas.crosswalk import PAIRS, Crossing, UnknownPair, crossings, scheme_of
from schemas.fields import described
from schemas.nearest import advice, closest
from schemas.parameters import Choice, Plain
from service.api import Room, conditional, json_answer
from service.lists import Asked
from service.problems import Problem, bad_parameter
from store.tokens import words

room = Room("codebooks", __name__, url_prefix="/v1", description="What the codes mean")


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

    q = Plain(
        "Words in the label, the origin's own name or another name (or their beginnings), the beginning of a code, or a fact "
        "whole.",
        example="protest",
    )


class CodeOfScheme(fields.String):
    """A code with the codebook that it is of: `cameo:190`. It is read as the pair of both."""

    def __init__(self, schemes: tuple[str, ...], description: str, **options: Any) -> None:
        codes = [f"{scheme}:{code}" for scheme in schemes for code in codebook(scheme).codes]
        super().__init__(metadata=described(description, enum=codes, examples=codes[:1]), **options)
        self.schemes = schemes

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **options: Any) -> Any:
        scheme, colon, code = str(value).partition(":")
        if not colon:
            raise ValidationError("is written as codebook and code, with a colon between: cameo:190.")
        if scheme not in self.schemes:
            raise ValidationError(advice(f"Nothing leads from {scheme!r}.", scheme, self.schemes))
        codes = codebook(scheme).codes
        if code not in codes:
            near = closest(code, codes)
            said = f"{scheme} has no code {code!r}; /v1/codebooks/{scheme} lists them."
            valid = [f"{scheme}:{one}" for one in codes]
            raise ValidationError(advice(said, str(value), valid, near and f"{scheme}:{near}"))
        return scheme, code


# `from` is a word of Python's own, so that the class cannot be written out.
CrosswalkQuery = Schema.from_dict(
    {
        "from": CodeOfScheme(
            tuple(dict.fromkeys(scheme for scheme, _ in PAIRS)),
            "The code, after its codebook and a colon.",
            required=True,
            error_messages={"required": "is required: a codebook and a code, such as cameo:190."},
        ),
        "to": Choice(
            dict.fromkeys(to for _, to in PAIRS),
            "The other scheme. `plover` gives the mode of PLOVER where one is known, else the type.",
            required=True,
            error_messages={"required": "is required: the scheme to lead to, such as plover."},
        ),
    },
    name="CrosswalkQuery",
)


@room.route("/codebooks")
@conditional
@room.doc(operationId="list_codebooks")
@room.arguments(NothingQuery, location="query")
@room.response(200, CodebooksSchema, description="All codebooks.")
def books(_asked: Asked) -> Response:
    """List the codebooks.

    Each with its title, its source and how many codes it has.
    """
    return json_answer(orjson.dumps({"data": [_card(book) for book in codebooks()]}))


@room.route("/codebooks/<scheme>", parameters=[SCHEME])
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


@room.route("/codebooks/<scheme>/<code>", parameters=[SCHEME, CODE])
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


@room.route("/crosswalk")
@conditional
@room.doc(operationId="get_crosswalk")
@room.arguments(CrosswalkQuery, location="query")
@room.response(200, CrosswalkSchema, description="The codes, the best first; none where nothing stands for it.")
def crosswalk(asked: Asked) -> Response:
    """Lead from a code of one scheme to another.

    With what is lost on the way. Which scheme leads to which: cameo to plover and quad_class; plover_type and plover_mode
    to cameo; ucdp_violence, acled_event and acled_sub_event to cameo and plover.
    """
    (scheme, code), to = asked["from"], asked["to"]
    try:
        found = crossings(scheme, code, to)
    except UnknownPair as fault:
        raise bad_parameter("to", advice(str(fault), to, [end for start, end in PAIRS if start == scheme])) from None
    start = {"scheme": scheme, "code": code, "label": label(scheme, code)}
    data = [_crossed(to, one) for one in found]
    official = bool(found) and found[0].official
    return json_answer(orjson.dumps({"from": start, "to": to, "official": official, "data": data}))


def _crossed(to: str, found: Crossing) -> dict[str, Any]:
    scheme = scheme_of(to, found.code)
    return {"scheme": scheme, "code": found.code, "label": label(scheme, found.code), "lost": found.lost}


def _codebook(scheme: str) -> Codebook:
    try:
        return codebook(scheme)
    except UnknownScheme:
        schemes = [book.scheme for book in codebooks()]
        raise Problem(404, advice(f"There is no codebook {scheme!r}.", scheme, schemes)) from None


def _matches(entry: Entry, search: str) -> bool:
    """Whether words of the label, of the origin's own name or of another name begin so, the code does, or a fact is just this."""
    if entry.code.casefold().startswith(search.casefold()):
        return True
    sought = words(search)
    names = (f"{entry.label} {entry.facts.get('name', '')}", *several(entry.facts.get("names")))
    begins = any(all(any(one.startswith(word) for one in named) for word in sought) for named in map(words, names))
    told = (words(value) for fact in entry.facts.values() if isinstance(fact, str) for value in several(fact))
    return bool(sought) and (begins or sought in told)


def _card(found: Codebook) -> dict[str, Any]:
    names = ("scheme", "title", "description", "source", "version")
    return {name: getattr(found, name) for name in names} | {"codes": len(found.codes)}


def _code(entry: Entry) -> dict[str, Any]:
    return {"code": entry.code, "label": entry.label, "parent": entry.parent, "facts": dict(entry.facts)}
