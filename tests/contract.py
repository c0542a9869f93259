"""Hold the service to its OpenAPI document with generated calls: `python -m tests.contract`, or `make soak`.

schemathesis reads the document that the service gives and calls the service in four phases: the examples, every edge
that the document names (coverage), random calls (fuzzing) and calls along its links (stateful). All its checks look at
each answer. What no schema can say is listed in RULES: only a refusal that one of them describes is an answer.
"""

from __future__ import annotations

import re
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import click
import orjson
import schemathesis
from flask import Flask
from schemathesis.config import SchemathesisConfig
from schemathesis.engine import events, from_schema
from schemathesis.openapi.checks import RejectedPositiveData, UseAfterFree
from schemathesis.schemas import BaseSchema

from service import logs
from service.application import create_app
from service.ingest.extraction import Extraction
from service.settings import Settings
from store.keys import CURATE, INGEST, add_key
from store.writing import writing
from tests.clients import QUERY_SECONDS
from tests.engines import Databases, PostgresDatabases, SqliteDatabases, postgres_cluster
from tests.ingesting import WORK

PHASES = ("examples", "coverage", "fuzzing", "stateful")
# A list of codes is cut to so many words where the time is short: each word is a call of its own, for every parameter.
FEW_WORDS = 4
SOAK_CALLS = 20_000
SOAK_EXAMPLES = 40
# How a call may be refused that the document forbids; what is wrong may first of all be too long, or nobody's to do.
REFUSALS = ["400", "401", "403", "404", "405", "406", "409", "410", "413", "414", "415", "422"]


@dataclass(frozen=True)
class Rule:
    """A refusal that the document cannot foretell: of which operations, parameter and words, and why it cannot."""

    operations: str
    parameter: str
    message: str
    why: str

    def explains(self, operation: str, fault: dict[str, Any]) -> bool:
        """Whether a fault of an operation is this one."""
        return (
            re.fullmatch(self.operations, operation) is not None
            and re.fullmatch(self.parameter, fault["parameter"]) is not None
            and re.match(self.message, fault["message"]) is not None
        )


LISTS = "list_(events|articles|entities|quotes|sources|datasets)"
EXPORTS = "export_(events|articles|entities|quotes|sources|datasets)"
AGGREGATES = "aggregate_(events|quotes|articles)"
GRAPH = "graph_(nodes|edges)"
DATES = "(date|updated|published)(__(gte|gt|lte|lt))?"
FEEDS = "feed_(events|articles|quotes)_(atom|json)"
ASKED = f"{LISTS}|{EXPORTS}|{AGGREGATES}|{GRAPH}|{FEEDS}|stream_events|get_summary"
SENT = "take_in_article|replace_article"
CORRECTED = "correct_(event|quote|entity)"
GONE = "A call before may have deleted the record."
KEPT = "What was deleted keeps its history."
NAMES = "actor[12]?|between|attributed_to|speaker|via|addressee|about|entity|affiliation"

RULES = (
    Rule(
        rf"{LISTS}|{FEEDS}|list_\w+_history",
        "cursor",
        "This is no cursor|This cursor was changed",
        "A cursor is signed.",
    ),
    Rule(
        "stream_events",
        "since|Last-Event-ID",
        r"is \d+, and the last change is",
        "How far the store is, it says itself.",
    ),
    Rule(ASKED, "near|radius_km", "goes with", "No schema says that two parameters go together."),
    Rule(LISTS, "seed", "goes with sample", "No schema says that two parameters go together."),
    Rule(LISTS, "limit|cursor", "goes without sample", "No schema says that two parameters exclude each other."),
    Rule(ASKED, "bbox", "has its south", "No schema compares two numbers."),
    Rule(ASKED, "tz", "'.*' is no time zone", "Which zones there are is up to the machine."),
    Rule(ASKED, DATES, r"'\d{4}-02-29", "Leap years are beyond a pattern."),
    Rule(ASKED, DATES, "is beyond the (days|instants)", "The first and last day have an edge."),
    Rule(ASKED, NAMES, "'.*' may mean", "Whether a name is shared is up to the data."),
    Rule(ASKED, "q", "needs at least one word|a phrase may have", "A search has a grammar."),
    Rule("get_crosswalk", "to", "Nothing leads from", "Which scheme leads to which is beyond two lists."),
    Rule(LISTS, "fields|expand", "goes with json here", "It depends on format, or on the Accept header."),
    Rule("export_events", "explode", "goes with csv and ndjson", "It depends on format, or on the Accept header."),
    Rule(AGGREGATES, "group_by", "takes one unit of time", "No two of some words is beyond an array's schema."),
    Rule(AGGREGATES, "group_by", "takes one size of cell", "No two of some words is beyond an array's schema."),
    Rule(AGGREGATES, "smooth", "goes with", "No schema says that two parameters go together."),
    Rule(AGGREGATES, "group_by", "would give|spans too many", "How many rows there would be is up to the data."),
    Rule(
        SENT,
        "(title|url|publisher|authors.*)",
        "has .* bytes where",
        "No schema counts the bytes of a text.",
    ),
    Rule(SENT, "url", "'.*' is no http or https address", "What an address is is beyond a pattern."),
    Rule(SENT, "published", "is '", "Leap years are beyond a pattern."),
    Rule(SENT, "text", "Nobody can read this", "What can be read is up to the parser."),
    Rule(SENT, "text", "The text (is not|has no|does not)", "What English is is beyond a pattern."),
    Rule(CORRECTED, "rejected", "goes alone", "No schema says that two fields exclude each other."),
    Rule(CORRECTED, "withdraw", "names ", "No schema says that two fields exclude each other."),
    Rule(CORRECTED, "place.latitude", "stands with longitude", "No schema says that two fields go together."),
    Rule(CORRECTED, "date.end", "should not be before start", "No schema compares two days."),
    Rule(
        CORRECTED,
        r"event_code|(place\.)?country|sector",
        "'.*' is no code of",
        "A long list of codes stands in its codebook.",
    ),
    Rule(
        CORRECTED,
        "(actor1|actor2|attributed_to|speaker|addressee)",
        "There is no entity",
        "Who there is is up to the data.",
    ),
    Rule("replace_article", "url", "is not the address of this article", "An address is kept as it is."),
)


@dataclass
class Totals:
    """How many calls each phase made, how many were refused by which rule, and what failed."""

    calls: Counter[str] = field(default_factory=Counter)
    rules: Counter[str] = field(default_factory=Counter)
    failures: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        phases = ", ".join(f"{phase} {self.calls[phase]:,}" for phase in PHASES)
        rules = ", ".join(f"{why} {number:,}" for why, number in self.rules.most_common())
        failed = f"{len(self.failures)} failures"
        return f"{self.calls.total():,} calls ({phases}), {failed}; refused by rule: {rules or 'none'}"


def called(
    app: Flask,
    totals: Totals,
    *,
    examples: int,
    seed: int = 1,
    phases: Iterable[str] = PHASES,
    share: int = 1,
    operations: Sequence[str] | None = None,
) -> Totals:
    """Call these operations (None: all) in these phases, with `examples` random calls of each, and add to the totals.

    With a `share` above 1 the lists of codes are cut to a few words, and of the edges only one in so many is called:
    those whose turn it is with this seed.
    """
    document = app.extensions["openapi"] if share == 1 else with_few_words(app.extensions["openapi"])
    schema: BaseSchema = schemathesis.openapi.from_dict(
        document, config=_config(examples, seed, phases, app.config["KEY"])
    )
    if operations is not None:
        schema = schema.include(operation_id=list(operations))
    schema.app = app
    turns: Counter[str] = Counter()

    @schema.hook
    def filter_case(_context: Any, case: Any) -> bool:
        # What the examples name is to be there for all calls: only others are taken away.
        if isinstance(case.body, dict) and case.body.get("rejected") is True:
            return False
        if case.meta is None or case.meta.phase.name.value != "coverage":
            return True
        turns[case.operation.label] += 1
        return (turns[case.operation.label] + seed) % share == 0

    @schema.hook
    def filter_failure(_context: Any, failure: Any, case: Any, response: Any) -> bool:
        rule = _rule_of(failure, case, response)
        totals.rules.update([rule] if rule else [])
        return rule is None

    for event in from_schema(schema).execute():
        _note(event, totals)
    return totals


def _config(examples: int, seed: int, phases: Iterable[str], headers: dict[str, str]) -> SchemathesisConfig:
    wanted = set(phases)
    return SchemathesisConfig.from_dict(
        {
            "seed": seed,
            "continue-on-failure": True,
            "warnings": False,
            # The client between takes no answer apart; compression is tested by itself.
            "headers": {"Accept-Encoding": "identity", **headers},
            "checks": {
                "negative_data_rejection": {"expected-statuses": REFUSALS},
                # It asks over the network alone; tests/test_openapi.py asks without a key.
                "ignored_auth": {"enabled": False},
            },
            "generation": {"deterministic": False, "database": "none", "no-shrink": True, "max-examples": examples},
            "phases": {phase: {"enabled": phase in wanted} for phase in PHASES},
        }
    )


def with_few_words(document: dict[str, Any]) -> dict[str, Any]:
    """Copy a document with the long lists of words of its parameters cut short."""
    copied: dict[str, Any] = orjson.loads(orjson.dumps(document))
    components = copied["components"]
    shared = [schema for name, schema in components["schemas"].items() if name.endswith("Word")]
    inline = [one for path in copied["paths"].values() for one in path.get("get", {}).get("parameters", ())]
    parameters = [one["schema"] for one in (*components["parameters"].values(), *inline) if "schema" in one]
    for schema in (*shared, *parameters, *(one["items"] for one in parameters if "items" in one)):
        if len(schema.get("enum", ())) > FEW_WORDS:
            schema["enum"] = schema["enum"][:: -(-len(schema["enum"]) // FEW_WORDS)]
    return copied


def of_status(status: int, *, has_id: bool) -> str | None:
    """Give the reason of a refusal that its status alone tells."""
    if status == 414:
        return "An address is too long only as a whole."
    return GONE if status == 410 and has_id else None


def _rule_of(failure: Any, case: Any, response: Any) -> str | None:
    """Give the reason of the rules that explain a refusal, None where it is not wholly explained."""
    operation = case.operation.definition.raw["operationId"]
    if isinstance(failure, UseAfterFree) and operation.endswith("_history"):
        return KEPT
    if not isinstance(failure, RejectedPositiveData):
        return None
    if response.status_code not in (400, 422):
        return of_status(response.status_code, has_id=bool(case.path_parameters))
    problem = orjson.loads(response.content)
    if problem["type"].endswith(":key-reused"):
        return "An Idempotency-Key goes with one request."
    faults = problem["errors"]
    found = [next((rule.why for rule in RULES if rule.explains(operation, fault)), None) for fault in faults]
    return found[0] if found and all(found) else None


def _note(event: Any, totals: Totals) -> None:
    if isinstance(event, events.NonFatalError):
        totals.failures.append(f"{event.label}: {event.info.title}: {event.info.message}")
    if not isinstance(event, events.ScenarioFinished):
        return
    totals.calls[event.phase.value.partition("_")[0].lower()] += len(event.recorder.interactions)
    for case, checks in event.recorder.checks.items():
        for check in checks:
            if check.failure_info is not None:
                answered = event.recorder.interactions[case]
                body = answered.response.content[:500] if answered.response else b""
                totals.failures.append(f"{check.name}: {answered.request.uri}\n{check.failure_info.failure}\n{body!r}")


def app_over(databases: Databases) -> Flask:
    """Make the application over a new store that holds the seed document, which the examples name.

    It is asked with a key that takes articles in and corrects records. Articles are read by what stands in for the
    extraction.
    """
    settings = Settings(database_url=databases.new(databases.seeded), query_seconds=QUERY_SECONDS)
    app = create_app(settings)
    app.extensions["extraction"] = Extraction(settings, WORK)
    with writing(app.extensions["store"]) as writer:
        app.config["KEY"] = {"Authorization": f"Bearer {add_key(writer, 'desk', (), (INGEST, CURATE))}"}
    return app


def close(app: Flask) -> None:
    """Close the store of an application, and end its extraction."""
    app.extensions["extraction"].close()
    app.extensions["store"].close()


def soaked(app: Flask, calls: int, tell: Callable[[str], None]) -> Totals:
    """Go through the whole document once, then fuzz on with other seeds until there were so many calls."""
    totals = called(app, Totals(), examples=SOAK_EXAMPLES)
    tell(str(totals))
    seed = 1
    while totals.calls.total() < calls:
        seed += 1
        called(app, totals, examples=SOAK_EXAMPLES, seed=seed, phases=("fuzzing", "stateful"))
        tell(str(totals))
    return totals


@click.command()
@click.option("--calls", default=SOAK_CALLS, show_default=True, help="At least so many calls on each engine.")
def main(calls: int) -> None:
    """Call the service on SQLite and on PostgreSQL, and fail where an answer breaks the document."""
    logs.configure("json", "error")
    with tempfile.TemporaryDirectory() as folder, postgres_cluster() as url:
        failed = 0
        for name, databases in (("SQLite", SqliteDatabases(Path(folder))), ("PostgreSQL", PostgresDatabases(url))):
            app = app_over(databases)
            totals = soaked(app, calls, click.echo)
            click.echo(f"{name}: {totals}")
            for failure in totals.failures:
                click.echo(failure, err=True)
            failed += len(totals.failures)
            close(app)
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
