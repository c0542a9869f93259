"""The examples for Grafana ask what the API answers, with selectors that lead to it, and give panels the names that they read."""

from __future__ import annotations

import re
import subprocess
from datetime import date
from typing import Any, cast

import orjson
import pytest
import yaml

from service.settings import Settings
from tests.printed import ROOT
from tests.servers import serving_at

GRAFANA = ROOT / "examples/grafana"
DASHBOARD: dict[str, Any] = orjson.loads((GRAFANA / "dashboards/dateline.json").read_bytes())
COMPOSE = yaml.safe_load((ROOT / "compose.yaml").read_text())
SOURCE = "dateline"
# The range of the dashboard, as Grafana and its plugin write the ends: the whole of the seed document.
RANGE = {
    "${__timeFrom:date:iso}": "2024-01-01T00:00:00.000Z",
    "${__timeTo:date:iso}": "2024-12-31T23:59:59.999Z",
}
VARIABLES = {variable["name"]: variable for variable in DASHBOARD["templating"]["list"]}
JSON_TYPES: dict[str, Any] = {"string": str, "number": (int, float), "timestamp": str}


def provisioned(name: str) -> Any:
    return yaml.safe_load((GRAFANA / f"provisioning/{name}/dateline.yaml").read_text())


def queries() -> dict[str, dict[str, Any]]:
    """Give every query of the examples by what it is for."""
    found = {f"{panel['title']} {query['refId']}": query for panel in DASHBOARD["panels"] for query in panel["targets"]}
    found |= {one["name"]: one["target"] for one in DASHBOARD["annotations"]["list"]}
    found |= {
        f"${name}": variable["query"]["infinityQuery"]
        for name, variable in VARIABLES.items()
        if variable["type"] == "query"
    }
    (group,) = provisioned("alerting")["groups"]
    (rule,) = group["rules"]
    return found | {"alert": rule["data"][0]["model"]}


QUERIES = queries()
CHOICES = {
    "all": {"actor": VARIABLES["actor"]["allValue"], "country": VARIABLES["country"]["allValue"], "unit": "month"},
    "an actor by day": {"actor": None, "country": VARIABLES["country"]["allValue"], "unit": "day"},
    "a country by week": {"actor": VARIABLES["actor"]["allValue"], "country": None, "unit": "week"},
}


def filled(url: str, chosen: dict[str, str]) -> str:
    """Put values in the place of variables, as Grafana does; a variable that there is not stays, and is refused."""
    for spelt, value in (RANGE | {f"${{{name}:raw}}": value for name, value in chosen.items()}).items():
        url = url.replace(spelt, value)
    assert "$" not in url, url
    return url


def offered(query: dict[str, Any], row: dict[str, Any]) -> str:
    """Compute the value of a variable for a row: some words and a column."""
    (computed,) = query["computed_columns"]
    written = re.fullmatch(r"'(\w+=)' \+ (\w+)", computed["selector"])
    assert written, computed
    assert computed["text"] == "__value"
    return f"{written[1]}{row[written[2]]}"


def read(server, asked: list[tuple[dict[str, Any], str]]) -> list[dict[str, Any]]:
    """Ask the live service for each, and read what it answers by the selectors of its query."""
    given = []
    for query, path in asked:
        status, _, body = server.get(path)
        assert status == 200, (path, body)
        given.append(
            {"body": orjson.loads(body), "path": path} | {name: query[name] for name in ("root_selector", "columns")}
        )
    ran = subprocess.run(
        ["node", ROOT / "tests/grafana.mjs"], input=orjson.dumps(given), capture_output=True, check=False, cwd=ROOT
    )
    assert ran.returncode == 0, ran.stderr.decode()
    return cast(list[dict[str, Any]], orjson.loads(ran.stdout))


@pytest.fixture(scope="module")
def answers(sqlite) -> dict[tuple[str, str], dict[str, Any]]:
    """What every query gives for every choice of the variables."""
    with serving_at(sqlite.new(sqlite.seeded), workers=1) as server:
        listed = {name: VARIABLES[name]["query"]["infinityQuery"] for name in ("actor", "country")}
        options = {
            name: offered(query, answer["rows"][0])
            for (name, query), answer in zip(
                listed.items(), read(server, [(query, query["url"]) for query in listed.values()]), strict=True
            )
        }
        asked = {
            (name, choice): (query, filled(query["url"], {key: value or options[key] for key, value in values.items()}))
            for choice, values in CHOICES.items()
            for name, query in QUERIES.items()
        }
        return dict(zip(asked, read(server, list(asked.values())), strict=True))


@pytest.mark.parametrize("choice", CHOICES)
@pytest.mark.parametrize("name", QUERIES)
def test_every_selector_leads_to_a_value_of_its_type(answers, name, choice):
    answer, query = answers[name, choice], QUERIES[name]
    assert answer["rows"] != []
    assert answer["unknown"] == []
    for column in query["columns"]:
        cells = [row[column["text"]] for row in answer["rows"] if row[column["text"]] is not None]
        assert all(isinstance(cell, JSON_TYPES[column["type"]]) for cell in cells), column
        if column["type"] == "timestamp":
            assert column["timestampFormat"] == "2006-01-02"
            assert all(date.fromisoformat(cell) for cell in cells)


@pytest.mark.parametrize("name", QUERIES)
def test_every_query_is_written_as_the_explorer_writes_it(answers, name):
    query, answer = QUERIES[name], answers[name, "all"]
    written = answer["query"]
    assert {part: query[part] for part in ("type", "source", "parser", "url_options")} == {
        part: written[part] for part in ("type", "source", "parser", "url_options")
    }
    if "format=geojson" not in query["url"]:
        assert query["root_selector"] == written["root_selector"]
    known = {column["selector"]: column["type"] for column in answer["types"]}
    assert {column["selector"]: column["type"] for column in query["columns"]}.items() <= known.items()


def test_what_is_chosen_narrows_what_is_shown(answers):
    nodes = {choice: len(answers["Who acts on whom A", choice]["rows"]) for choice in CHOICES}
    assert nodes["all"] > nodes["an actor by day"] > 1
    assert nodes["all"] > nodes["a country by week"] > 0
    days = [row["Time"] for row in answers["Events over time B", "an actor by day"]["rows"]]
    assert len(days) > len(answers["Events over time B", "all"]["rows"])


def test_a_query_whose_selector_is_wrong_is_found_out(sqlite):
    query = QUERIES["Events A"] | {"columns": [{"selector": "properties.actor", "text": "Who", "type": "string"}]}
    with serving_at(sqlite.new(sqlite.seeded), workers=1) as server:
        path = filled(query["url"], {name: str(value) for name, value in CHOICES["all"].items()})
        (answer,) = read(server, [(query, path)])
        assert answer["unknown"] == ["properties.actor"]
        with pytest.raises(AssertionError, match="assert 400"):
            read(server, [(query, path.replace("date__gte", "date__from"))])


def test_the_two_series_are_all_events(answers):
    counted = {
        series: sum(row[name] for row in answers[f"Events over time {series}", "all"]["rows"])
        for series, name in (("A", "Cooperation"), ("B", "Conflict"))
    }
    assert sum(counted.values()) == len(answers["Events A", "all"]["rows"]) == 27
    assert min(counted.values()) > 0


def names(query: dict[str, Any]) -> set[str]:
    return {column["text"].lower() for column in query["columns"]}


def test_the_node_graph_has_the_fields_that_it_reads(answers):
    nodes, edges = QUERIES["Who acts on whom A"], QUERIES["Who acts on whom B"]
    assert names(nodes) >= {"id", "title", "mainstat"}
    assert names(edges) >= {"id", "source", "target", "mainstat"}
    assert (nodes["format"], edges["format"]) == ("node-graph-nodes", "node-graph-edges")
    (panel,) = [one for one in DASHBOARD["panels"] if one["type"] == "nodeGraph"]
    assert {arc["field"] for arc in panel["options"]["nodes"]["arcs"]} <= names(nodes)
    ids = {row["id"] for row in answers["Who acts on whom A", "all"]["rows"]}
    ends = {row[end] for row in answers["Who acts on whom B", "all"]["rows"] for end in ("source", "target")}
    assert ends
    assert ends <= ids


def test_annotations_have_the_fields_that_they_are_read_by(answers):
    (annotation,) = DASHBOARD["annotations"]["list"]
    assert names(annotation["target"]) == {"time", "timeend", "text", "tags", "id"}
    (asked,) = re.findall(r"fields=([^&]+)", annotation["target"]["url"])
    assert {column["selector"] for column in annotation["target"]["columns"]} <= set(asked.split(","))


def test_the_map_finds_its_points(answers):
    (panel,) = [one for one in DASHBOARD["panels"] if one["type"] == "geomap"]
    (layer,) = panel["options"]["layers"]
    used = {layer["location"]["latitude"], layer["location"]["longitude"], layer["config"]["style"]["size"]["field"]}
    assert used <= {column["text"] for column in panel["targets"][0]["columns"]}


def test_nothing_is_transformed_so_that_alerts_are_fed_by_the_same_rows():
    assert [panel["title"] for panel in DASHBOARD["panels"] if panel.get("transformations")] == []
    ((rule,),) = [group["rules"] for group in provisioned("alerting")["groups"]]
    steps = {step["refId"]: step["model"] for step in rule["data"]}
    assert {column["type"] for column in steps["A"]["columns"]} == {"timestamp", "number"}
    assert steps["A"]["format"] == "timeseries"
    assert (steps["C"]["expression"], steps["B"]["expression"], rule["condition"]) == ("B", "A", "C")


def test_every_panel_asks_the_source_that_is_provisioned():
    (source,) = provisioned("datasources")["datasources"]
    assert source["uid"] == SOURCE
    asked = {query["datasource"]["uid"] for name, query in QUERIES.items() if name != "alert"}
    assert asked == {SOURCE}
    assert {query["datasource"]["type"] for name, query in QUERIES.items() if name != "alert"} == {source["type"]}
    assert source["jsonData"]["allowedHosts"] == [source["url"]]


def test_compose_puts_the_examples_where_grafana_looks():
    grafana = COMPOSE["services"]["grafana"]
    assert grafana["profiles"] == ["grafana"]
    mounted = dict(volume.removesuffix(":ro").split(":") for volume in grafana["volumes"] if volume.startswith("./"))
    (provider,) = provisioned("dashboards")["providers"]
    assert set(mounted.values()) == {"/etc/grafana/provisioning", provider["options"]["path"]}
    assert all((ROOT / folder).is_dir() for folder in mounted)
    assert grafana["environment"]["DATELINE_API"] == f"http://api:{Settings().port}"
    assert "yesoreyeram-infinity-datasource" in grafana["environment"]["GF_PLUGINS_PREINSTALL_SYNC"]
