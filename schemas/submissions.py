"""What an article is sent as, and what is answered to it."""

from __future__ import annotations

import re
from datetime import UTC, datetime, time
from typing import Any, NamedTuple, TypeVar

from marshmallow import Schema, ValidationError, fields, validate

from schemas.fields import described, maybe, nested, nested_list, whole, words
from schemas.interchange_fields import INDEXED_BYTES, Day, Matching, Moment, Name, Several, Text, Told, is_day
from schemas.parameters import DAY_OR_INSTANT
from schemas.problems import ProblemSchema
from schemas.rendering import SCHEMAS, WHOLE_SCHEMAS
from store.identity import Kind

# What spaCy reads at once; `seed.extract.reading` refuses a longer text too.
MOST_CHARACTERS = 1_000_000
MOST_AUTHORS = 100
MOST_ARTICLES = 1_000
EXAMPLE = "BEIRUT — Iran said on Monday that it would respond to the strike."

# Without NUL, which no store keeps.
TEXT_PATTERN = r"^[^\u0000]*$"
ADDRESS_PATTERN = r"^[Hh][Tt][Tt][Pp][Ss]?://[^\u0000]*$"
_PUBLISHED = re.compile(DAY_OR_INSTANT)
_ADDRESS = re.compile(ADDRESS_PATTERN)

F = TypeVar("F", bound=fields.Field[Any])

NAME_SHAPE: dict[str, Any] = {"type": "string", "minLength": 1, "maxLength": INDEXED_BYTES, "pattern": TEXT_PATTERN}


def shaped(field: F, **schema: Any) -> F:
    """Say in the OpenAPI document what form a field of a body takes."""
    field.metadata = {**field.metadata, **schema}
    return field


class Published(NamedTuple):
    """When an article was published, and whether that is an `instant` or a `day`."""

    at: datetime
    precision: str


class PublishedField(Told[Published]):
    """A day or an instant."""

    right = "a day such as 2024-08-05, or an instant with its zone, such as 2024-08-05T12:00:00Z"

    def read(self, value: Any) -> Published:
        """Read either."""
        if not isinstance(value, str) or not _PUBLISHED.fullmatch(value):
            raise self.wrong(value)
        if is_day(value):
            return Published(datetime.combine(Day("").read(value), time(), UTC), "day")
        return Published(Moment("").read(value), "instant")


class AddressField(Text):
    """What begins as the address of a page does."""

    right = "an http or https address, such as https://example.org/story"

    def read(self, value: Any) -> str:
        """Take it as it is."""
        found = super().read(value)
        if not _ADDRESS.match(found):
            raise self.wrong(found)
        return found


class NewArticleSchema(Schema):
    """An article to be read."""

    text = shaped(
        Text("The text, as it stands: offsets of all that is found count its code points.", required=True),
        type="string",
        minLength=1,
        maxLength=MOST_CHARACTERS,
        pattern=TEXT_PATTERN,
        examples=[EXAMPLE],
    )
    published = shaped(
        PublishedField("When it was published; relative times (“last week”) count from there."),
        type="string",
        maxLength=40,
        pattern=f"^{DAY_OR_INSTANT}$",
        examples=["2024-08-05"],
    )
    title = shaped(Name("Its title, where the text does not begin with it."), **NAME_SHAPE)
    url = shaped(
        AddressField(
            "Its address, by which it is known again; without one it is known by its text.", most=INDEXED_BYTES
        ),
        type="string",
        minLength=1,
        maxLength=INDEXED_BYTES,
        pattern=ADDRESS_PATTERN,
        examples=["https://example.org/2024/08/05/iran"],
    )
    authors = shaped(
        Several(
            shaped(Name(""), **NAME_SHAPE),
            "Who wrote it, in the order of the byline.",
            validate=validate.Length(max=MOST_AUTHORS, error=f"has more than {MOST_AUTHORS} names."),
        ),
        maxItems=MOST_AUTHORS,
    )
    publisher = shaped(Name("Who published it."), **NAME_SHAPE)
    language = shaped(
        Matching(
            "Its language, BCP 47. English alone is read.",
            r"[Ee][Nn](-[A-Za-z0-9]{2,8})*",
            "en, or en-GB and the like: English alone is read",
        ),
        type="string",
        maxLength=200,
        pattern="^[Ee][Nn](-[A-Za-z0-9]{2,8})*$",
        examples=["en"],
    )


def _are_objects(articles: list[Any]) -> None:
    other = next((number for number, one in enumerate(articles, 1) if not isinstance(one, dict)), None)
    if other is not None:
        raise ValidationError(f"should hold objects; its number {other} is none.")


class NewArticlesSchema(Schema):
    """Several articles to be read."""

    # Each is looked at when its turn comes, so that one at fault keeps none from being read.
    articles = fields.List(
        fields.Raw(
            allow_none=True,
            metadata={"anyOf": [{"$ref": "#/components/schemas/NewArticle"}, {"type": "object"}], "type": "object"},
        ),
        required=True,
        validate=[
            validate.Length(1, MOST_ARTICLES, error=f"should have 1 to {MOST_ARTICLES:,} articles."),
            _are_objects,
        ],
        metadata=described(
            "The articles, each as it would be sent alone; one that is not is told so in its own result.",
            minItems=1,
            maxItems=MOST_ARTICLES,
            examples=[[{"text": EXAMPLE, "published": "2024-08-05"}]],
        ),
    )


class TakenInMetaSchema(Schema):
    """What came of an article that was sent."""

    outcome = words(
        "created, updated, or unchanged: it is there already.", more={"enum": ["created", "updated", "unchanged"]}
    )


class TakenInSchema(Schema):
    """An article that was sent, with everything that it says."""

    article = nested(WHOLE_SCHEMAS[Kind.ARTICLE], "The article.")
    events = nested_list(SCHEMAS[Kind.EVENT], "The events that it tells of, whole.")
    quotes = nested_list(SCHEMAS[Kind.QUOTE], "The statements that it attributes, whole.")
    entities = nested_list(SCHEMAS[Kind.ENTITY], "Everybody whom it names, whole.")
    meta = nested(TakenInMetaSchema, "What came of it.")


class ResultSchema(Schema):
    """What came of one of several articles."""

    line = whole("Which one, from 1: its line, or its place in the list.", 1, 2**31 - 1)
    status = whole("What the article would have been answered with alone.", 200, 599)
    outcome = maybe("created, updated, or unchanged: it is there already; null where it was refused.")
    id = maybe("The article, null where it was refused.")
    events = whole("How many events it tells of.")
    quotes = whole("How many statements it attributes.")
    problem = nested(ProblemSchema, "Why it was refused, null where it was not.", allow_none=True)


class SeveralTakenInSchema(Schema):
    """What came of several articles that were sent."""

    data = nested_list(ResultSchema, "A result for each, in their order.", MOST_ARTICLES)


def refused_fields(messages: Any) -> dict[str, list[str]]:
    """Put marshmallow's messages by field, each with its place where the field holds others: `date.start`."""
    found: dict[str, list[str]] = {}
    _gather(messages, "", found)
    return found


def _gather(messages: Any, at: str, found: dict[str, list[str]]) -> None:
    if isinstance(messages, dict):
        for name, inner in messages.items():
            _gather(inner, f"{at}.{name}" if at else str(name), found)
    else:
        found.setdefault(at, []).extend(map(str, messages))
