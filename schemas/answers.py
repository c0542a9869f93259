"""The frames of answers: lists, aggregates, changes, suggestions, the map."""

from __future__ import annotations

from functools import cache

from marshmallow import Schema, fields

from schemas.fields import coded, day, described, maybe, nested, nested_list, number, several, whole, words
from schemas.queries import MAX_PAGE
from schemas.served.catalogue import CoverageSchema


class MetaSchema(Schema):
    """What is to be known of a list."""

    limit = whole("Records on a page, at most.", 1)
    returned = whole("Records on this page.")
    count = whole("How many match, if asked for.", allow_none=True)
    count_is_exact = fields.Boolean(
        allow_none=True,
        metadata=described("Whether `count` is all, or where counting stopped; null where none was asked for."),
    )
    warnings = several(fields.String(), "What may not be as meant: a name that is known to nobody.")


class LinksSchema(Schema):
    """Where to go from here, as paths of this server."""

    self = words("This list.")
    next = maybe("The next page; null on the last.")


@cache
def listed(schema: type[Schema]) -> type[Schema]:
    """Make the frame of a list of these records."""
    name = schema.__name__.removesuffix("Schema")
    return Schema.from_dict(
        {
            "data": nested_list(schema, "The records, in order.", MAX_PAGE),
            "meta": nested(MetaSchema, "What is to be known of the list."),
            "links": nested(LinksSchema, "Where to go from here."),
        },
        name=f"{name}List",
    )


class AggregateMetaSchema(Schema):
    """How an aggregate was made."""

    group_by = several(fields.String(), "The dimensions.")
    metric = several(fields.String(), "What is measured.")
    smoothed = several(fields.String(), "The keys of what is smoothed, where that is asked for.")
    returned = whole("Rows in the answer.")
    warnings = several(fields.String(), "What may not be as meant.")


class AggregateSchema(Schema):
    """Flat rows: a key for each dimension (and its label or name) and each metric."""

    data = several(
        fields.Dict(metadata=described("A group; `date` is the first day of a period.", additionalProperties=True)),
        "The groups.",
        20_000,
    )
    meta = nested(AggregateMetaSchema, "How the rows were made.")
    links = nested(LinksSchema, "Where to go from here.")


class NodeSchema(Schema):
    """An actor of the graph, under the names that Grafana's node graph reads, then our own."""

    id = words("Its id.")
    title = words("Its name.")
    subtitle = words("Its country; of a country, and where none is known, what kind it is.")
    mainstat = whole("Events that it takes part in.")
    secondarystat = number("Their average on the Goldstein scale.", -10, 10, allow_none=True)
    arc__cooperation = number("What part of them is cooperation.", 0, 1)
    arc__conflict = number("What part of them is conflict, verbal or material.", 0, 1)
    kind = coded("entity_kind", "What kind of actor it is.")
    country = maybe("Its country, ISO 3166-1 alpha-3.")


class EdgeSchema(Schema):
    """What one actor does to another, under the names that Grafana's node graph reads, then our own."""

    id = words("The ids of both, a colon between.")
    source = words("The id of the one that acts.")
    target = words("The id of the one acted upon.")
    mainstat = whole("Events by which it acts.", 1)
    secondarystat = number("Their average on the Goldstein scale.", -10, 10, allow_none=True)
    thickness = number("How thick to draw it: 10 for the edge of the most events.", 1, 10)
    goldstein_avg = number("The same average, by our own name.", -10, 10, allow_none=True)
    first = day("The first day of the first of them.")
    last = day("The last day of the last of them.")
    source_name = words("The name of the one that acts.")
    target_name = words("The name of the one acted upon.")


class GraphMetaSchema(Schema):
    """How much of the graph is shown."""

    top = whole("How many actors it has at most.", 1)
    returned = whole("Rows in the answer.")
    warnings = several(fields.String(), "What may not be as meant.")


class NodeListSchema(Schema):
    """The actors of the graph."""

    data = nested_list(NodeSchema, "The actors, the largest first.", 200)
    meta = nested(GraphMetaSchema, "How much is shown.")
    links = nested(LinksSchema, "Where to go from here.")


class EdgeListSchema(Schema):
    """What the actors of the graph do to one another."""

    data = nested_list(EdgeSchema, "The edges, those of the most events first.", 40_000)
    meta = nested(GraphMetaSchema, "How much is shown.")
    links = nested(LinksSchema, "Where to go from here.")


class ChangeSchema(Schema):
    """One thing that happened to a record."""

    sequence = fields.Integer(
        metadata=described("Its number; numbers rise with every change.", format="int64", minimum=0)
    )
    kind = words("The kind of record.", more={"examples": ["event"]})
    id = words("The record's id; a dataset's slug.")
    operation = words("created, updated, merged or deleted. Codebook `change_operation`.")
    into = maybe("The id of the record that it was merged into.")
    at = words("When, RFC 3339.", more={"format": "date-time"})
    href = words("Where the record is.")


class ChangesMetaSchema(Schema):
    """How far a follower has come."""

    returned = whole("Changes in this answer.")
    last = fields.Integer(
        metadata=described(
            "The last change given: ask `since` this number for what follows.", format="int64", minimum=0
        )
    )


class ChangesSchema(Schema):
    """Changes in order."""

    data = nested_list(ChangeSchema, "The changes, in order.", 1000)
    meta = nested(ChangesMetaSchema, "How far this reaches.")
    links = nested(LinksSchema, "Where to go from here.")


class VersionLoadSchema(Schema):
    """The load that made a version."""

    id = whole("Its number.")
    file_name = words("The file that it read.")
    format = words("The format of that file.", more={"examples": ["gdelt-events"]})
    dataset = maybe("The slug of the dataset that it filled.")


class DifferenceSchema(Schema):
    """One thing that is another than in the version before."""

    path = words("The field, as `fields` takes it; a list is compared as a whole.", more={"examples": ["place.name"]})
    before = fields.Raw(allow_none=True, metadata=described("What it was; null where it was not known."))
    after = fields.Raw(allow_none=True, metadata=described("What it is since; null where it is not known any more."))


class VersionSchema(Schema):
    """One change of a record, and what it was after it."""

    sequence = fields.Integer(
        metadata=described("The number of the change, as in /v1/changes.", format="int64", minimum=0)
    )
    operation = words("created, updated, merged or deleted. Codebook `change_operation`.")
    into = maybe("The id of the record that it was merged into.")
    at = words("When, RFC 3339.", more={"format": "date-time"})
    # A schema has a method of this name.
    by_load = nested(
        VersionLoadSchema, "The load that made it; null for a change by hand.", data_key="load", allow_none=True
    )
    reason = maybe("Why it was corrected or rejected by hand; null for what was not.")
    changed = nested_list(DifferenceSchema, "What is different; empty for a record that was made, merged or deleted.")
    document = fields.Dict(
        allow_none=True,
        metadata=described(
            "The record after the change, as lists show it, an article with its text; only with `documents=true`, null "
            "where it ended.",
            additionalProperties=True,
        ),
    )


class HistoryMetaSchema(Schema):
    """How much of a history this is."""

    limit = whole("Versions on a page, at most.", 1)
    returned = whole("Versions on this page.")


class HistoryListSchema(Schema):
    """A page of the versions of a record, newest first."""

    data = nested_list(VersionSchema, "The versions, newest first.", MAX_PAGE)
    meta = nested(HistoryMetaSchema, "How much this is.")
    links = nested(LinksSchema, "Where to go from here.")


class SuggestionSchema(Schema):
    """An entity that a beginning of a name may mean."""

    id = words("Its id.")
    name = words("Its canonical name.")
    kind = words("What sort of entity it is.")
    country = maybe("Its country, ISO 3166-1 alpha-3.")
    code = maybe("Its CAMEO actor code.")
    matched = words("The name that matched.")
    hint = maybe("What tells it from others: its first role.")


class SuggestionsSchema(Schema):
    """Entities, the likeliest first."""

    data = nested_list(SuggestionSchema, "The entities, the likeliest first.", 50)


class CodeSchema(Schema):
    """A code and what it means."""

    code = words("The code.")
    label = words("What it means.")
    parent = maybe("The code above it.")
    facts = fields.Dict(metadata=described("What else belongs to the code.", additionalProperties=True))


class CodebookCardSchema(Schema):
    """A codebook by itself."""

    scheme = words("Its name in paths.", more={"examples": ["cameo"]})
    title = words("Its title.")
    description = words("What it is for.")
    source = maybe("Where its facts come from.")
    version = maybe("The version of its source.")
    codes = whole("How many codes it has.")


class CodebooksSchema(Schema):
    """All codebooks."""

    data = nested_list(CodebookCardSchema, "The codebooks.", 100)


class CodebookSchema(Schema):
    """A codebook with its codes."""

    codebook = nested(CodebookCardSchema, "The codebook.")
    data = nested_list(CodeSchema, "Its codes, or those that match.")


class LabelledCodeSchema(Schema):
    """A code of one of the codebooks, with its label."""

    scheme = words("The codebook.", more={"examples": ["cameo"]})
    code = words("The code.")
    label = words("What it means.")


class CrossingSchema(LabelledCodeSchema):
    """A code that stands for one of another scheme."""

    lost = maybe("What it no longer tells, or tells too much; null where it is the same.")


# `from` is a word of Python's own, so that the class cannot be written out.
CrosswalkSchema = Schema.from_dict(
    {
        "from": nested(LabelledCodeSchema, "The code asked for."),
        "to": words("The scheme asked for.", more={"examples": ["plover"]}),
        "official": fields.Boolean(
            metadata=described(
                "Whether the authors of one of the schemes lead from the code to the first of these; "
                "if not, it is a choice of this project."
            )
        ),
        "data": nested_list(CrossingSchema, "The codes that stand for it, the best first.", 400),
    },
    name="Crosswalk",
)


class DatasetCardSchema(Schema):
    """A dataset on the map."""

    slug = words("Its slug.")
    title = words("Its title.")
    licence = words("What may be done with it.")
    citation = words("How to cite it.")
    coverage = nested(CoverageSchema, "The days that its events cover.")


class MapSchema(Schema):
    """What this service holds and where."""

    name = words("The name of the service.")
    version = words("Its version.")
    revision = fields.Integer(
        metadata=described("How far the store has come; it moves with every change.", format="int64", minimum=0)
    )
    links = fields.Dict(
        keys=fields.String(), values=fields.String(), metadata=described("Every collection and document by name.")
    )
    datasets = nested_list(DatasetCardSchema, "What the events come from.")
    statement = words("What the records are, and are not.")
