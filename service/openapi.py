"""The OpenAPI document: what flask-smorest gathers from routes and schemas, with what holds for every operation added."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

import orjson
import yaml

from schemas.collections import COLLECTIONS, Collection
from schemas.queries import EXPORT_FORMATS, FORMATS
from seed.annotation import SEED_DOCUMENT
from service.forms import MEDIA_TYPES
from service.openapi_live import describe_live
from service.problems import MEDIA_TYPE, TITLES
from store.identity import Kind, id_pattern, public_id, record_id

Spec = dict[str, Any]

ABOUT: Spec = {
    "info": {
        "summary": "A queryable dataset of news events, entities and quotes.",
        "description": "Who did what to whom, when, where, who said so, and where the text says it.",
        "contact": {"name": "Dateline maintainers"},
        "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
    },
    "servers": [{"url": "/", "description": "This server."}],
    # All is open but for the datasets that need a key.
    "security": [{}, {"key": []}],
}
_KEY = {
    "type": "http",
    "scheme": "bearer",
    "bearerFormat": "dl_…",
    "description": "A key that opens datasets which need one. It is given out by whoever runs the server.",
}

# Every operation may answer with these; items also with those below.
_EVERYWHERE = (400, 401, 403, 404, 405, 406, 414, 429, 500, 503)
_OF_ITEMS = (410,)
# Those that change something, for those who have a key for it.
_OF_WRITES = (400, 401, 403, 405, 409, 413, 414, 415, 422, 429, 500, 501, 503)
_OF_WRITTEN_ITEMS = (404, 410)

# A code list longer than this stands once among the components.
INLINE_CODES = 12

_HEADERS: Spec = {
    "ETag": ("A weak tag of the answer: send it back in If-None-Match.", "string", {"maxLength": 64}),
    "X-Request-ID": ("The id of the request: the client's own, or one made here.", "string", {"maxLength": 64}),
    "RateLimit": ("What is left of the limit, where one is set (IETF draft).", "string", {"maxLength": 200}),
    "RateLimit-Policy": ("The limit, where one is set (IETF draft).", "string", {"maxLength": 200}),
    "Retry-After": ("Seconds to wait.", "integer", {"minimum": 0, "maximum": 86_400, "format": "int32"}),
    "Link": ("The next page, RFC 8288.", "string", {"maxLength": 10_000}),
    "Location": ("Where the record stands now.", "string", {"maxLength": 200, "format": "uri-reference"}),
    "Dateline-Epoch": ("Another after a restore from a backup.", "string", {"maxLength": 64}),
    "Licences": (
        "The datasets that records come from, whose licences hold: `rel=license`.",
        "string",
        {"maxLength": 8192},
    ),
    "Dateline-Left-Out": ("The datasets left out because they need a key, by commas.", "string", {"maxLength": 10_000}),
    "WWW-Authenticate": ("How a key is sent: Bearer.", "string", {"maxLength": 200}),
    "Dateline-Cut": ("Whether more matches than is given.", "string", {"enum": ["true", "false"]}),
}

# A record of the seed for each kind, so that every example can be tried.
_EXAMPLES = {
    Kind.EVENT: public_id(Kind.EVENT, record_id(Kind.EVENT, f"{SEED_DOCUMENT.name}/g7-call")),
    Kind.ARTICLE: public_id(Kind.ARTICLE, record_id(Kind.ARTICLE, SEED_DOCUMENT.name)),
    Kind.ENTITY: public_id(Kind.ENTITY, record_id(Kind.ENTITY, "organization/hezbollah")),
    Kind.QUOTE: public_id(Kind.QUOTE, record_id(Kind.QUOTE, f"{SEED_DOCUMENT.name}/quote-response-within-48-hours")),
    Kind.SOURCE: public_id(Kind.SOURCE, record_id(Kind.SOURCE, "source/abc-audio")),
    Kind.DATASET: "seed",
}


def path_parameter(kind: Kind) -> Spec:
    """Describe the id in the path of a record."""
    schema = {"type": "string", "maxLength": 100, "pattern": "^[a-z0-9-]+$"}
    if kind is not Kind.DATASET:
        schema = {"type": "string", "pattern": id_pattern(kind), "maxLength": len(_EXAMPLES[kind])}
    what = "slug" if kind is Kind.DATASET else "id"
    return {
        "name": f"{kind}_id",
        "in": "path",
        "required": True,
        "description": f"The {what} of the {kind}.",
        "schema": schema,
        "example": _EXAMPLES[kind],
    }


def finished(spec: Spec) -> Spec:
    """Add to the gathered document what holds for every operation, and put once what stands in several."""
    components = spec["components"]
    components["securitySchemes"] = {"key": _KEY}
    components["headers"] = {
        name: {"description": text, "schema": {"type": kind, **limits}}
        for name, (text, kind, limits) in _HEADERS.items()
    }
    statuses = sorted({*_EVERYWHERE, *_OF_ITEMS, *_OF_WRITES, *_OF_WRITTEN_ITEMS})
    components["responses"] = {f"Problem{status}": _problem(status) for status in statuses}
    for path, methods in spec["paths"].items():
        for method, operation in methods.items():
            if method == "get":
                _answer_headers(operation)
                _answer_problems(operation, (*_EVERYWHERE, *(_OF_ITEMS if "}" in path else ())))
            elif method != "parameters":
                _guard(operation)
                _answer_problems(operation, (*_OF_WRITES, *(_OF_WRITTEN_ITEMS if "}" in path else ())))
    for collection in COLLECTIONS:
        _describe(spec, collection)
    describe_live(spec["paths"])
    followed = spec["paths"]["/v1/changes"]["get"]["responses"]["200"]
    followed["headers"]["Dateline-Epoch"] = {"$ref": "#/components/headers/Dateline-Epoch"}
    _open(components["schemas"])
    _require(components["schemas"])
    # flask-smorest's own pagination, which is not ours.
    components["schemas"].pop("PaginationMetadata", None)
    _plain(spec)
    _share_codes(spec)
    _share_parameters(spec)
    return {"openapi": spec.pop("openapi"), **spec}


def _operations(spec: Spec) -> Iterator[tuple[str, Spec]]:
    for path, methods in spec["paths"].items():
        for method, operation in methods.items():
            if method != "parameters":
                yield path, operation


def _problem(status: int) -> Spec:
    names = ["X-Request-ID", "RateLimit", "RateLimit-Policy", *_HEADERS_OF.get(status, ())]
    return {
        "description": f"{TITLES[status][1]}.",
        "headers": {name: {"$ref": f"#/components/headers/{name}"} for name in names},
        "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }


_HEADERS_OF = {401: ("WWW-Authenticate",), 429: ("Retry-After",), 503: ("Retry-After",)}


def _answer_headers(operation: Spec) -> None:
    names = ("ETag", "X-Request-ID", "RateLimit", "RateLimit-Policy")
    headers = {name: {"$ref": f"#/components/headers/{name}"} for name in names}
    left_out = {"Dateline-Left-Out": {"$ref": "#/components/headers/Dateline-Left-Out"}}
    operation["responses"]["200"].setdefault("headers", {}).update(headers | left_out)
    operation["responses"]["304"] = {"description": "The client holds this answer already.", "headers": headers}


def _guard(operation: Spec) -> None:
    """Say of what changes something that it needs a key, and what its answers bear."""
    operation["security"] = [{"key": []}]
    answers = {status: answer for status, answer in operation["responses"].items() if status.startswith("2")}
    names = ("X-Request-ID", "RateLimit", "RateLimit-Policy")
    for status, answer in answers.items():
        located = ("Location",) if status == "201" else ()
        headers = {name: {"$ref": f"#/components/headers/{name}"} for name in (*names, *located)}
        answer.setdefault("headers", {}).update(headers)


def _answer_problems(operation: Spec, statuses: Sequence[int]) -> None:
    for gathered in ("default", "422"):
        operation["responses"].pop(gathered, None)
    for status in statuses:
        operation["responses"][str(status)] = {"$ref": f"#/components/responses/Problem{status}"}


def _describe(spec: Spec, collection: Collection) -> None:
    """Add what belongs to a collection: the forms of its lists and exports, the way from a list to its items, redirects."""
    path = f"/v1/{collection.path}"
    named = f"{collection.kind}_id"
    listing = spec["paths"][path]["get"]["responses"]["200"]
    listing["content"] |= {form: _FORMS[form] for form in map(_media_type, FORMATS[1:])}
    listing["headers"]["Link"] = {"$ref": "#/components/headers/Link"}
    key = "slug" if collection.kind is Kind.DATASET else "id"
    listing["links"] = {
        f"first_{collection.kind}": {
            "operationId": f"get_{collection.kind}",
            "description": "The first record of the page, by itself.",
            "parameters": {named: f"$response.body#/data/0/{key}"},
        }
    }
    export = spec["paths"][f"{path}/export"]["get"]["responses"]["200"]
    export["content"] = {form: _FORMS[form] for form in map(_media_type, EXPORT_FORMATS)}
    export["headers"]["Dateline-Cut"] = {"$ref": "#/components/headers/Dateline-Cut"}
    export["headers"]["Link"] = {"$ref": "#/components/headers/Licences"}
    item = spec["paths"][f"{path}/{{{named}}}"]["get"]["responses"]
    item["307"] = {
        "description": "The record was merged into another; a merge can be undone, so this is not for keeps.",
        "headers": {"Location": {"$ref": "#/components/headers/Location"}} | _rate_headers(),
    }


def _rate_headers() -> Spec:
    return {name: {"$ref": f"#/components/headers/{name}"} for name in ("RateLimit", "RateLimit-Policy")}


def _media_type(form: str) -> str:
    return MEDIA_TYPES[form].partition(";")[0]


_FORMS: dict[str, Spec] = {
    "text/csv": {"schema": {"type": "string", "description": "A header and one row a record; columns are stable."}},
    "application/x-ndjson": {"schema": {"type": "string", "description": "One record a line."}},
    "application/geo+json": {
        "schema": {
            "type": "object",
            "description": "A FeatureCollection; a record without coordinates has no geometry.",
            "properties": {
                "type": {"type": "string", "enum": ["FeatureCollection"]},
                "features": {"type": "array", "items": {"type": "object"}, "maxItems": 100_000_000},
            },
            "required": ["type", "features"],
        }
    },
}


def _open(schemas: Spec) -> None:
    """Let records grow: /v1 only ever adds fields, and `expand` puts whole records where cards stand.

    What is sent has the fields that there are.
    """
    for name, schema in schemas.items():
        schema.pop("additionalProperties", None)
        if name in _SENT:
            schema["additionalProperties"] = False
        if name.endswith("Correction"):
            # A reason is none without what it is the reason of.
            schema["minProperties"] = 2


_SENT = (
    "NewArticle",
    "NewArticles",
    "EventCorrection",
    "QuoteCorrection",
    "EntityCorrection",
    "CorrectedDate",
    "CorrectedPlace",
    "CorrectedFatalities",
)


def _require(schemas: Spec) -> None:
    """Promise every property of what `fields` cannot cut: the frames of answers and what stands in them."""
    for name, schema in schemas.items():
        if name in _FRAMES or name.endswith("List"):
            schema["required"] = list(schema["properties"])


_FRAMES = (
    "Problem",
    "Fault",
    "Candidate",
    "Meta",
    "Links",
    "Aggregate",
    "AggregateMeta",
    "Summary",
    "SummaryCoverage",
    "SummaryCount",
    "SummaryFacets",
    "SummaryParts",
    "SummaryMeta",
    "SummaryLinks",
    "SummaryFacetLinks",
    "Change",
    "Changes",
    "ChangesMeta",
    "Suggestion",
    "Suggestions",
    "Code",
    "Codebook",
    "CodebookCard",
    "Codebooks",
    "DatasetCard",
    "Map",
    "VersionLoad",
    "Difference",
    "HistoryMeta",
    "Crossing",
    "LabelledCode",
    "TakenIn",
    "TakenInMeta",
    "SeveralTakenIn",
    "Result",
    "CorrectedEvent",
    "CorrectedQuote",
    "CorrectedEntity",
    "Held",
)


def _plain(value: Any) -> None:
    """Leave out what says nothing: empty descriptions, and a `false` that is the default."""
    if isinstance(value, list):
        for item in value:
            _plain(item)
    elif isinstance(value, dict):
        for name in ("description", "required"):
            if value.get(name) in ("", False):
                del value[name]
        for item in value.values():
            _plain(item)


def _share_codes(spec: Spec) -> None:
    """Put every long list of words once among the components."""
    shared: dict[bytes, str] = {}
    schemas = spec["components"]["schemas"]
    for _, operation in _operations(spec):
        for parameter in operation.get("parameters", ()):
            schema = parameter["schema"]
            words = schema.get("items", schema)
            if len(words.get("enum", ())) > INLINE_CODES:
                key = orjson.dumps(words["enum"])
                scheme = words.get("x-codebook")
                own = f"{_camel(scheme)}Code" if scheme else _camel(f"{operation['operationId']}_{parameter['name']}")
                name = shared.setdefault(key, _unused(own, schemas))
                schemas.setdefault(name, {"type": "string", "enum": words["enum"]})
                described = {key: text for key, text in words.items() if key == "description"}
                replaced = {"$ref": f"#/components/schemas/{name}", **described}
                if words is schema:
                    parameter["schema"] = replaced
                else:
                    schema["items"] = replaced


def _share_parameters(spec: Spec) -> None:
    """Put every parameter that several operations take alike once among the components."""
    lists = [operation["parameters"] for _, operation in _operations(spec) if "parameters" in operation]
    times = Counter(orjson.dumps(parameter) for parameters in lists for parameter in parameters)
    shared: dict[bytes, str] = {}
    components = spec["components"].setdefault("parameters", {})
    for parameters in lists:
        for place, parameter in enumerate(parameters):
            key = orjson.dumps(parameter)
            if times[key] > 1:
                name = shared.setdefault(key, _unused(_camel(parameter["name"]), components))
                components.setdefault(name, parameter)
                parameters[place] = {"$ref": f"#/components/parameters/{name}"}


def _camel(name: str) -> str:
    return "".join(word.title() for word in name.split("_"))


def _unused(name: str, taken: Spec) -> str:
    number, candidate = 1, name
    while candidate in taken:
        number += 1
        candidate = f"{name}{number}"
    return candidate


def as_yaml(spec: Spec) -> str:
    """Write the document as YAML, in the order in which it was made."""
    return yaml.dump(orjson.loads(orjson.dumps(spec)), Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=120)


class _Dumper(yaml.SafeDumper):
    """Writes everything out where it stands."""

    def ignore_aliases(self, data: Any) -> bool:
        """Never refer back to an equal part."""
        return True


def _text(dumper: _Dumper, value: str) -> yaml.Node:
    """Quote whatever some reader of YAML might take for a number: the code 08 is text."""
    return dumper.represent_scalar("tag:yaml.org,2002:str", value, style="'" if value[:1].isdigit() else None)


_Dumper.add_representer(str, _text)
