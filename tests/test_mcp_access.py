"""What the tools are kept from, what the command needs, and that both engines answer a tool alike."""

from __future__ import annotations

from importlib.util import find_spec
from typing import Any

import pytest
from click.testing import CliRunner

from service import mcp_command
from service.assistants.service import Refused, Service
from service.assistants.tools import BY_NAME
from service.command import main
from store.identity import Kind, record_id
from store.keys import add_key
from store.writing import writing
from tests.builders import article, dataset, entity, event, loaded, quote
from tests.clients import client_of, id_of, merged
from tests.servers import environment

MEMO = article("A hidden memo. Iran shot.", key="memo", dataset="shut")


@pytest.fixture
def service(store) -> Service:
    """The service over an open and a closed dataset."""
    loaded(
        store,
        dataset("open"),
        dataset("shut", access="key"),
        entity("Iran"),
        MEMO,
        event(key="told", dataset="open", actor1="Iran"),
        event(key="hidden", dataset="shut", actor1="Iran", told_in=[(MEMO, "Iran shot")]),
        quote("Iran shot", MEMO, speaker="Iran", key="leak", dataset="shut"),
    )
    return Service(client_of(store).application)


def keyed(store, service: Service) -> Service:
    """Ask with a key that opens the closed dataset."""
    with writing(store) as writer:
        secret = add_key(writer, "reader", [record_id(Kind.DATASET, "shut")])
    return Service(service.app, secret)


def call(service: Service, tool: str, **arguments: Any) -> dict[str, Any]:
    return BY_NAME[tool].call(service, arguments)


def origins(body: dict[str, Any]) -> list[str]:
    return sorted(record["origin_id"] for record in body["records"])


def test_a_closed_dataset_is_left_out_and_named_as_such(service):
    body = call(service, "search_events", actor=["Iran"])
    assert origins(body) == ["told"]
    assert body["provenance"]["left_out_for_want_of_a_key"] == ["shut"]
    assert call(service, "search_quotes", speaker=["Iran"])["records"] == []
    counted = call(service, "aggregate_events", actor=["Iran"])
    assert (counted["rows"], [one["slug"] for one in counted["provenance"]["datasets"]]) == ([{"count": 1}], ["open"])


@pytest.mark.parametrize(
    ("tool", "arguments"),
    [("search_events", {"dataset": ["shut"]}), ("get_event", {"id": id_of(Kind.EVENT, "hidden")})],
)
def test_to_name_what_is_closed_is_refused_and_says_where_a_key_is_told(service, tool, arguments):
    with pytest.raises(Refused, match="needs a key") as refused:
        call(service, tool, **arguments)
    assert "DATELINE_MCP_KEY" in refused.value.problem["right"]


def test_with_a_key_it_is_there(store, service):
    body = call(keyed(store, service), "search_events", actor=["Iran"])
    assert (origins(body), body["provenance"]["left_out_for_want_of_a_key"]) == (["hidden", "told"], [])


def test_a_name_that_may_mean_several_is_refused_with_the_candidates(store, service):
    loaded(store, entity("Springfield", key="c", kind="place"), entity("Springfield", key="d", kind="place"))
    with pytest.raises(Refused) as refused:
        call(service, "search_events", actor=["Springfield"])
    (fault,) = refused.value.problem["errors"]
    assert {one["name"] for one in fault["candidates"]} == {"Springfield"}


def test_an_entity_that_was_merged_is_found_as_the_one_that_stands_for_it(store, service):
    loaded(store, entity("Persia"))
    merged(store, "Persia", "Iran")
    (found,) = call(service, "find_entity", q="Persia")["records"]
    assert (found["name"], found["matched"]) == ("Iran", "Persia")


def ended(**settings: Any) -> str:
    """Run the command in this process until it ends because of something; gives its one line."""
    done = CliRunner(env=environment(**settings)).invoke(main, ["mcp"], prog_name="dateline")
    assert (done.exit_code, done.stdout) == (1, ""), done.output
    (line,) = done.stderr.splitlines()
    return line


def test_without_the_extra_one_line_says_how_to_install_it(monkeypatch):
    monkeypatch.setattr(mcp_command, "find_spec", lambda name: None if name == "mcp" else find_spec(name))
    assert ended() == "dateline: The tools for assistants need mcp; to install it: pip install 'dateline[mcp]'"


def test_without_a_store_one_line_says_how_to_make_it(tmp_path):
    assert "dateline migrate" in ended(database_url=f"sqlite:///{tmp_path}/none.sqlite3")


def test_a_key_that_is_not_known_is_refused_at_the_start(seeded_sqlite):
    url = seeded_sqlite.url.render_as_string(hide_password=False)
    line = ended(database_url=url, mcp_key="dl_made_up", log_level="error")
    assert "This key is not known" in line
    assert "DATELINE_MCP_KEY" in line
