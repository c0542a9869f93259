"""The OpenAPI document: well made, in step, and true of what is served."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import orjson
import pytest
import yaml
from click.testing import CliRunner
from openapi_spec_validator import validate

from service.command import main
from tests.clients import found

ROOT = Path(__file__).parents[1]
SPECTRAL = ROOT / "node_modules" / ".bin" / "spectral"
DOCUMENT: dict[str, Any] = yaml.safe_load((ROOT / "openapi.yaml").read_text(encoding="utf-8"))
# What is taken only beside another parameter.
COMPANIONS = {
    "near": {"radius_km": "50"},
    "radius_km": {"near": "33.9,35.5"},
    "seed": {"sample": "5"},
    "smooth": {"group_by": "date:month"},
}
# From CAMEO nothing leads to CAMEO.
COMPANIONS_OF_VALUE = {("to", "cameo"): {"from": "ucdp_violence:1"}, ("to", "quad_class"): {"from": "cameo:190"}}
PROBLEMS = {"400", "404", "405", "406", "414", "429", "500", "503"}
# What answers to whatever changes something.
WRITE_PROBLEMS = {"400", "401", "403", "405", "413", "414", "415", "422", "429", "500", "501", "503"}


def resolved(part: dict[str, Any]) -> dict[str, Any]:
    """Follow a reference within the document."""
    if "$ref" not in part:
        return part
    found: Any = DOCUMENT
    for step in part["$ref"].removeprefix("#/").split("/"):
        found = found[step]
    return dict(found)


def operations() -> Iterator[tuple[str, str, dict[str, Any]]]:
    """List every operation with its path and method."""
    for path, methods in DOCUMENT["paths"].items():
        for method in sorted(methods.keys() - {"parameters"}):
            every = [*methods[method].get("parameters", ()), *methods.get("parameters", ())]
            yield path, method, {**methods[method], "parameters": every}


OPERATIONS = [(path, operation) for path, method, operation in operations() if method == "get"]
WRITES = [(path, method, operation) for path, method, operation in operations() if method != "get"]
NAMES = [operation["operationId"] for _, operation in OPERATIONS]
every_operation = pytest.mark.parametrize(("path", "operation"), OPERATIONS, ids=NAMES)
every_write = pytest.mark.parametrize(
    ("path", "method", "operation"), WRITES, ids=[operation["operationId"] for _, _, operation in WRITES]
)


def parameters(operation: dict[str, Any], where: str = "query") -> dict[str, dict[str, Any]]:
    """Give the parameters of an operation by name."""
    every = [resolved(one) for one in operation.get("parameters", ())]
    return {one["name"]: one for one in every if one["in"] == where}


def address(path: str, operation: dict[str, Any], asked: Mapping[str, Any]) -> str:
    """Write the address of an operation, with the examples of its path."""
    for name, one in parameters(operation, "path").items():
        path = path.replace(f"{{{name}}}", quote(one["example"]))
    return f"{path}?{urlencode(asked, doseq=True)}" if asked else path


def needed(operation: dict[str, Any]) -> dict[str, Any]:
    return {name: examples(one)[0] for name, one in parameters(operation).items() if one.get("required")}


def examples(parameter: dict[str, Any]) -> list[Any]:
    """List the examples of a parameter, of several values one after the other; a few of its words where it has none."""
    schema = resolved(parameter["schema"])
    items = resolved(schema.get("items", {}))
    written = schema.get("examples") or items.get("examples") or []
    return list(written) or _plain_values(items or schema)


def _plain_values(schema: dict[str, Any]) -> list[Any]:
    if schema["type"] == "boolean":
        return ["true", "false"]
    return schema["enum"][:3] if "enum" in schema else [schema[key] for key in ("minimum", "maximum") if key in schema]


def test_the_document_is_valid_openapi():
    validate(DOCUMENT)


def test_the_file_is_in_step_with_the_code():
    answer = CliRunner().invoke(main, ["openapi", "--check", str(ROOT / "openapi.yaml")])
    assert answer.exit_code == 0, answer.output


def test_the_service_gives_the_same_document(seeded_sqlite_client):
    assert found(seeded_sqlite_client, "/openapi.json") == DOCUMENT


def test_spectral_finds_nothing():
    if not SPECTRAL.exists():
        pytest.skip("Spectral is not installed; to have it: npm ci.")
    ended = subprocess.run(
        [SPECTRAL, "lint", "--fail-severity=warn", "openapi.yaml"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr


def test_every_operation_has_a_name_of_its_own():
    every = [operation["operationId"] for _, _, operation in operations()]
    assert len(set(every)) == len(every)


@every_operation
def test_every_operation_says_what_it_does_and_how_it_answers(path, operation):
    assert operation["summary"]
    assert operation["description"]
    # What has no end is held by nobody.
    held = set() if path == "/v1/stream" else {"304"}
    assert {"200", *held, *PROBLEMS} <= set(operation["responses"])
    assert ("410" in operation["responses"]) == ("}" in path)
    for status in PROBLEMS:
        assert set(resolved(operation["responses"][status])["content"]) == {"application/problem+json"}


@every_write
def test_what_changes_something_needs_a_key_and_says_how_it_is_refused(seeded_sqlite_client, path, method, operation):
    assert operation["summary"]
    assert operation["description"]
    assert operation["security"] == [{"key": []}]
    assert set(operation["responses"]) >= WRITE_PROBLEMS
    assert {"404", "410"} <= set(operation["responses"]) or "}" not in path
    answer = seeded_sqlite_client.open(address(path, operation, {}), method=method.upper(), json={})
    assert answer.status_code == 401


@every_write
def test_what_is_sent_is_described_and_bounded(path, method, operation):
    for sent in operation.get("requestBody", {}).get("content", {}).values():
        for name, one in resolved(sent["schema"]).get("properties", {}).items():
            assert one["description"], name
            assert {"maxLength", "maxItems", "enum", "type", "$ref", "anyOf"} & set(one), name


@every_operation
def test_every_parameter_is_described_and_bounded(path, operation):
    for one in (*parameters(operation).values(), *parameters(operation, "path").values()):
        assert one["description"], one["name"]
        schema = resolved(one["schema"])
        assert schema["type"] != "array" or {"minItems", "maxItems"} <= set(schema), one["name"]


@every_operation
def test_the_examples_are_answered(seeded_client, path, operation):
    assert seeded_client.get(address(path, operation, needed(operation))).status_code == 200
    for name, one in parameters(operation).items():
        for value in examples(one):
            beside = COMPANIONS.get(name, {}) | COMPANIONS_OF_VALUE.get((name, str(value)), {})
            answer = seeded_client.get(address(path, operation, needed(operation) | beside | {name: value}))
            assert answer.status_code == 200, (name, value, answer.text)


@every_operation
def test_an_operation_takes_its_own_parameters_and_no_other(seeded_sqlite_client, path, operation):
    own = set(parameters(operation))
    everything = {name for _, other in OPERATIONS for name in parameters(other)}
    for name in sorted(everything - own):
        answer = seeded_sqlite_client.get(address(path, operation, needed(operation) | {name: "1"}))
        assert answer.status_code == 400, name
        assert [fault["parameter"] for fault in orjson.loads(answer.data)["errors"]] == [name]


@every_operation
def test_a_wrong_name_is_answered_with_the_right_ones(seeded_sqlite_client, path, operation):
    answer = seeded_sqlite_client.get(address(path, operation, needed(operation) | {"nosuch": "1"}))
    valid = orjson.loads(answer.data)["errors"][0]["valid"]
    # Of many, only the nearest are told.
    assert sorted(valid) in ([], sorted(parameters(operation)))


@every_operation
def test_every_link_leads_to_an_operation(path, operation):
    for response in operation["responses"].values():
        for link in resolved(response).get("links", {}).values():
            assert link["operationId"] in NAMES
            target = next(other for _, other in OPERATIONS if other["operationId"] == link["operationId"])
            assert set(link["parameters"]) <= {*parameters(target), *parameters(target, "path")}
