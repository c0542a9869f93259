"""The lines of `dateline export --all`, which `dateline load records` reads: what each kind of record may hold.

A field that is null is left out. docs/records.md is made from these declarations (`schemas.records_page`).
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from types import MappingProxyType
from typing import Any

import orjson
from marshmallow import RAISE, Schema, ValidationError, pre_load, validates_schema

from schemas.annotation import is_code_of
from schemas.interchange_fields import (
    INDEXED_BYTES,
    Code,
    Day,
    Fingerprint,
    Key,
    Matching,
    Moment,
    Name,
    Number,
    Part,
    Several,
    Text,
    Whole,
    Words,
    YesNo,
    is_day,
)
from schemas.nearest import advice
from store.identity import hashed_bytes

SORTED = orjson.OPT_SORT_KEYS | orjson.OPT_UTC_Z


class LineSchema(Schema):
    """An object of a line: what it does not name is refused, with the nearest name that there is."""

    class Meta:
        unknown = RAISE

    def names(self) -> tuple[str, ...]:
        """List the fields, as they are written."""
        return tuple(field.data_key or name for name, field in self.fields.items())

    @pre_load
    def _known(self, given: Any, **_: object) -> Any:
        if not isinstance(given, dict):
            return given
        names = self.names()
        unknown = {name: [advice("is no field here.", name, names)] for name in given if name not in names}
        if unknown:
            raise ValidationError(unknown)
        return {name: value for name, value in self.spelt_out(given).items() if value is not None}

    @validates_schema
    def _checked(self, given: dict[str, Any], **_: object) -> None:
        self.check(given)

    def spelt_out(self, given: dict[str, Any]) -> dict[str, Any]:
        """Write at length what may be written shorter."""
        return given

    def check(self, given: dict[str, Any]) -> None:
        """Hold fields that are right each by itself to one another. Raises ValidationError."""


class SpanLine(LineSchema):
    """A stretch of an article's text, counted in code points, the end exclusive, with the words that stand there."""

    start = Whole("Where it begins.", required=True)
    end = Whole("Where it ends.", required=True)
    text = Text("The words: what the article's text has there, if it is known.", least=0, load_default="")

    def check(self, given: dict[str, Any]) -> None:
        """It ends after its beginning."""
        if given["end"] <= given["start"]:
            raise ValidationError("should be greater than start", "end")


class DatedLine(LineSchema):
    """An interval of whole days; a day alone may be written as that: "2024-08-05"."""

    start = Day("The first day.", required=True)
    end = Day("The last day; else the first.")
    precision = Code("date_precision", "How exactly it is known; else `day`, or `range` where there are several.")
    basis = Code("basis", "How it is known.", load_default="text")
    as_written = Text("The words that say it.")
    note = Text("What else is to be known of it.")
    known_day = Day("The day itself, where it is known from elsewhere.")

    def check(self, given: dict[str, Any]) -> None:
        """It ends on its first day or later."""
        if given.get("end", given["start"]) < given["start"]:
            raise ValidationError("should not be before start", "end")


class IdentifierLine(LineSchema):
    """An identifier in somebody's scheme."""

    scheme = Text("The scheme, such as `wikidata`.", most=200, required=True)
    value = Text("The identifier, such as `Q794`.", most=2_000, required=True)


def _identifiers() -> Several:
    return Several(
        Part(IdentifierLine, ""), "Identifiers in the schemes of others.", once=lambda one: tuple(sorted(one.items()))
    )


class PartLine(LineSchema):
    """Somebody who takes part: an entity by its key as `entity`, or by name, code and identifiers, and it is found or made."""

    entity = Key("The key of the entity. Without it whoever has this name, code or identifier is looked for.")
    code = Text("The CAMEO actor code that the origin gives here, such as `USAGOV`.", most=200)
    country = Code("country", "The country that the origin gives here.")
    sector = Code("sector", "The sector that the origin gives here.")
    as_written = Text("The words that the origin or the text has, with `entity`.")
    rule = Code("rule", "How the entity was found, with `entity`.", load_default="annotated")
    name = Name("The name, as the origin writes it, without `entity`.")
    kind = Code("entity_kind", "What sort of entity it is, without `entity`.")
    identifiers = _identifiers()

    def check(self, given: dict[str, Any]) -> None:
        """It is an entity, or somebody named."""
        if "entity" not in given:
            if not (given.keys() & {"name", "code"} or given["identifiers"]):
                raise ValidationError("is missing; else one of name, code and identifiers is needed", "entity")
            if "as_written" in given:
                raise ValidationError("goes with entity; write it as name", "as_written")
        for other in ("name", "kind", "identifiers"):
            if "entity" in given and given.get(other):
                raise ValidationError("does not go with entity: it is known who that is", other)


class StampedLine(LineSchema):
    """What may stand in every line of a record that has an id."""

    key: Text = Key("Names it for ever: its id is made of this.", required=True)
    created_at = Moment("When it was first stored; else now.")
    updated_at = Moment("When it last changed; else now.")
    fingerprint = Fingerprint(
        "Written by an export, so that the record is known again where it was read from its origin."
    )


class DatasetLine(StampedLine):
    """A collection with one licence and one way of citing it."""

    key = Matching(
        "Its slug.", r"[a-zA-Z0-9]+([-_.][a-zA-Z0-9]+)*", "letters and digits with - between: my-events", required=True
    )
    title = Text("Its title.", required=True)
    version = Text("Its version.", required=True)
    publisher = Text("Who publishes it.", required=True)
    licence = Text("Its licence, as SPDX has it.", required=True)
    citation = Text("How it is cited.", required=True)
    url = Text("Where it is.")
    redistributable = YesNo("Whether it may be passed on.", load_default=True)
    access = Code("access", "Who may read it; of one that is there that stays as it is.", load_default="public")
    text_served = Code(
        "text_served",
        "How much of its articles' text may be shown; of one that is there that stays as it is.",
        load_default="whole",
    )
    stub = YesNo("Whether it is only named: then it changes nothing that is there.", load_default=False)


class SourceLine(StampedLine):
    """A publisher of articles."""

    name = Name("Its name.", required=True)
    domain = Text("Its domain, without a scheme.")
    country = Code("country", "Its country.")
    stub = YesNo("Whether it is only named: then it changes nothing that is there.", load_default=False)


class AffiliationLine(LineSchema):
    """A bond with an organization, country or group."""

    entity = Key("With whom, where it is an entity.")
    role = Text("The title or description.")
    from_ = Day("From this day on.", data_key="from")
    until = Day("Up to this day.")

    def check(self, given: dict[str, Any]) -> None:
        """It says who or what."""
        if not given.keys() & {"entity", "role"}:
            raise ValidationError("is missing, and so is role: one of them is needed", "entity")


class EntityLine(StampedLine):
    """Somebody or something that acts, speaks, is acted upon or is a place."""

    kind = Code("entity_kind", "What sort of entity it is.", required=True)
    name = Name("Its canonical name.", required=True)
    code = Text("Its CAMEO actor code, such as `USAGOV`.", most=200)
    country = Code("country", "Its country.")
    sector = Code("sector", "Its sector.")
    aliases = Several(Name(""), "Its other names.")
    affiliations = Several(Part(AffiliationLine, ""), "Roles and memberships; the entities stand in lines before.")
    identifiers = _identifiers()
    latitude = Number("Degrees north, WGS 84, of a place.", -90, 90)
    longitude = Number("Degrees east, WGS 84, of a place.", -180, 180)
    place_precision = Code("place_precision", "What that point stands for.")
    note = Text("What else is to be known.")
    stub = YesNo(
        "Whether it was made for a name or code and nobody described it: then it changes nothing that is there.",
        load_default=False,
    )

    def check(self, given: dict[str, Any]) -> None:
        """A point comes with what it stands for."""
        if len({"latitude", "longitude", "place_precision"} & given.keys()) not in {0, 3}:
            raise ValidationError("stands with latitude and longitude, all three or none", "place_precision")


class MentionLine(LineSchema):
    """One place where an article speaks of an entity."""

    entity = Key("Of whom.", required=True)
    kind = Code("mention_kind", "By a name, a description or a pronoun.", load_default="name")
    span = Part(SpanLine, "Where.", required=True)


class ArticleLine(StampedLine):
    """A text, never altered, with what is known of it; without text it is an address."""

    dataset = Key("The key of its dataset.", required=True)
    source = Key("The key of its publisher.")
    url = Text("Its address.", most=INDEXED_BYTES)
    title = Text("Its title.", most=INDEXED_BYTES)
    language = Matching(
        "Its language, BCP 47.", r"[a-z]{2,3}(-[A-Za-z0-9]{1,8})*", "a code such as en", load_default="en"
    )
    text = Text("Its text.", least=0, load_default="")
    rights = Text("What it says of its rights.")
    authors = Several(Text(""), "Who wrote it, in order.")
    published = Moment("When it was published: an instant, or a day.", required=True)
    published_precision = Code("date_precision", "How exactly that is known; else `day` of a day, and `instant`.")
    published_basis = Code("basis", "How that is known.", load_default="origin")
    published_note = Text("What else is to be known of it.")
    dateline = Part(SpanLine, "The stretch that says where it was written.")
    dateline_place = Key("The key of that place, an entity.")
    furniture = Several(Part(SpanLine, ""), "Stretches that are no part of the story.", once=lambda one: one["start"])
    mentions = Several(
        Part(MentionLine, ""),
        "Where it speaks of whom.",
        once=lambda one: (one["entity"], one["span"]["start"], one["span"]["end"]),
    )
    named = Several(Part(PartLine, ""), "Of whom it speaks, nobody knows where.")
    tone = Number("Its tone, GDELT's.", -100, 100)
    stub = YesNo("Whether it is only named: then it changes nothing that is there.", load_default=False)

    def spelt_out(self, given: dict[str, Any]) -> dict[str, Any]:
        """Take a day for its first instant."""
        day = given.get("published")
        if not is_day(day):
            return {"published_precision": "instant"} | given
        return {"published_precision": "day"} | given | {"published": f"{day}T00:00:00Z"}


class EvidenceLine(LineSchema):
    """Where an article says a field of the record."""

    article = Key("The key of the article.", required=True)
    field = Text(
        "Which field: event, date, place, actor1 …, or of a quote cue, speaker …", most=200, load_default="event"
    )
    span = Part(SpanLine, "Where in its text; without it only the article is known.")
    method = Code("method", "How it was found.", load_default="annotator")
    confidence = Number("How sure it is.", 0, 1, load_default=1.0)


class PlaceLine(LineSchema):
    """Where an event took place."""

    name = Text("Its name.", required=True)
    precision = Code("place_precision", "What the place and its point stand for.", load_default="unknown")
    entity = Key("The key of the place, where it is an entity.")
    country = Code("country", "Its country.")
    admin1 = Text("Its first-order division, by name or code.")
    latitude = Number("Degrees north, WGS 84.", -90, 90)
    longitude = Number("Degrees east, WGS 84.", -180, 180)

    def check(self, given: dict[str, Any]) -> None:
        """Both coordinates or none."""
        if len({"latitude", "longitude"} & given.keys()) == 1:
            raise ValidationError("stands with longitude, both or neither", "latitude")


class EventLine(StampedLine):
    """Something done, being done, expected or disputed, by `actor1` to `actor2`."""

    dataset = Key("The key of its dataset.", required=True)
    cameo = Code("cameo", 'What sort of event it is, a CAMEO code as text: `"0871"`.', required=True)
    date = Part(DatedLine, "When.", short="start", required=True)
    actor1 = Several(Part(PartLine, ""), "Who acts.")
    actor2 = Several(Part(PartLine, ""), "Who is acted upon.")
    place = Part(PlaceLine, "Where.", short="name")
    status = Code("status", "Whether it is stated as fact.", load_default="asserted")
    attributed_to = Several(Key(""), "The keys of the entities that say so.")
    summary = Text("It in one sentence; else one is made of its actors and its code.")
    origin_id = Text("The dataset's own id of it; else its key.")
    goldstein = Number("Its place on the Goldstein scale; else the code's.", -10, 10)
    plover_type = Code("plover_type", "Its PLOVER type; else the code's, with its mode.")
    plover_mode = Text("Its PLOVER mode, one of that type: `assist` of `REQUEST:assist`.", most=200)
    contexts = Several(Code("plover_context", ""), "Its PLOVER contexts.")
    fatalities_best = Whole("How many died, at the best estimate.")
    fatalities_low = Whole("How many at least.")
    fatalities_high = Whole("How many at most.")
    tone = Number("The tone of the coverage, GDELT's.", -100, 100)
    mentions = Whole("How many mentions the origin counts.", load_default=0)
    articles = Whole("How many articles the origin counts.", load_default=0)
    sources = Whole("How many publishers the origin counts.", load_default=0)
    confidence = Number("How sure it is, where somebody says so.", 0, 1)
    evidence = Several(Part(EvidenceLine, ""), "Where articles say it.")
    publishers = Several(Key(""), "The keys of publishers that report it, besides those of its articles.")
    origin_type = Matching(
        "The dataset's own type, as scheme and code: `ucdp_violence:1`.",
        r"[^:]+:.+",
        "scheme:code, such as ucdp_violence:1",
    )
    origin = Words("Further columns of the dataset, by their own names.")
    flag = Code("flag", "What is known to be odd about it.")

    def check(self, given: dict[str, Any]) -> None:
        """A mode belongs to a type."""
        if "plover_mode" in given:
            try:
                is_code_of("plover_mode")(f"{given.get('plover_type')}:{given['plover_mode']}")
            except ValidationError as error:
                raise ValidationError(error.messages, "plover_mode") from None


class ViaLine(LineSchema):
    """Somebody who passed a statement on."""

    entity = Key("Who.", required=True)
    as_written = Text("The words that name them.")
    cue = Text("The words that attribute the statement to them.")


class QuoteLine(StampedLine):
    """A statement that an article attributes to somebody."""

    dataset = Key("The key of its dataset.", required=True)
    article = Key("The key of its article.", required=True)
    kind = Code("quote_kind", "Direct, partial or indirect.", required=True)
    content = Several(Part(SpanLine, ""), "What was said, in reading order: a stretch, or several.", required=True)
    cue = Part(SpanLine, "The words that attribute it.")
    cue_lemma = Text("Their verb, as a dictionary has it.")
    speaker = Key("The key of the entity that said it.")
    speaker_as_written = Text("The words that name the speaker.")
    via = Several(Part(ViaLine, ""), "Who passed it on, nearest to the text first.")
    addressees = Several(Key(""), "The keys of those to whom it was said.")
    about_entities = Several(Key(""), "The keys of the entities that it is about.")
    about_events = Several(Key(""), "The keys of the events that it is about.")
    said = Part(DatedLine, "When it was said; else on the day of the article.", short="start")
    confidence = Number("How sure it is.", 0, 1, load_default=1.0)
    evidence = Several(Part(EvidenceLine, ""), "Where the article says what else is known of it, each with its span.")

    def check(self, given: dict[str, Any]) -> None:
        """What was said is there, in order, and everything is placed."""
        spans = given["content"]
        if not spans:
            raise ValidationError("is empty: a quote has at least one stretch", "content")
        if any(first["end"] > second["start"] for first, second in pairwise(spans)):
            raise ValidationError("should be in reading order, without overlaps", "content")
        if "speaker_as_written" in given and "speaker" not in given:
            raise ValidationError("needs a speaker", "speaker_as_written")
        if any("span" not in piece or piece["field"] == "content" for piece in given["evidence"]):
            raise ValidationError("needs a span in each, and a field other than content", "evidence")


class ReportLine(LineSchema):
    """One more article that reports an event told of elsewhere: evidence of it without a place in the text."""

    event = Key("The key of the event.", required=True)
    article = Key("The key of the article.", required=True)
    confidence = Number("How sure it is.", 0, 1, load_default=1.0)
    method = Code("method", "How it was found.", load_default="import")
    updated_at = Moment("When the event last changed; else now.")


class MergeLine(LineSchema):
    """Two entities that are one."""

    entity = Key("The key of the entity that is merged away.", required=True)
    into = Key("The key of the one that stands for both.", required=True)
    merged_at = Moment("When that was done; then the times of both stay as their lines say.")


# In the order in which an export writes them: each finds what it points at.
LINES: Mapping[str, type[LineSchema]] = MappingProxyType(
    {
        "dataset": DatasetLine,
        "source": SourceLine,
        "entity": EntityLine,
        "merge": MergeLine,
        "article": ArticleLine,
        "event": EventLine,
        "quote": QuoteLine,
        "report": ReportLine,
    }
)


def sealed(line: Mapping[str, Any], fingerprint: int) -> str:
    """Write a record's fingerprint with a hash of its line, without which the line could be altered and pass for the same."""
    return f"{fingerprint:016x}{_checked(line):016x}"


def unsealed(line: Mapping[str, Any], fingerprint: str) -> int | None:
    """Read the fingerprint of a line; None where the line was altered since."""
    record, check = int(fingerprint[:16], 16), int(fingerprint[16:], 16)
    return record if check == _checked(line) else None


def _checked(line: Mapping[str, Any]) -> int:
    return hashed_bytes(orjson.dumps({name: one for name, one in line.items() if name != "fingerprint"}, option=SORTED))
