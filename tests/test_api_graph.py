"""The graph: who takes part in most, and who acts on whom, under the names that Grafana's node graph reads."""

from __future__ import annotations

import pytest

from store.identity import Kind
from tests.builders import entity, event, loaded
from tests.clients import found, id_of, merged, refused, rows

IRAN, ISRAEL, JORDAN = (id_of(Kind.ENTITY, name) for name in ("Iran", "Israel", "Jordan"))


def nodes(client, query=""):
    return found(client, f"/v1/graph/nodes?{query}")["data"]


def edges(client, query=""):
    return found(client, f"/v1/graph/edges?{query}")["data"]


def between(given):
    return {(edge["source"], edge["target"]): edge["mainstat"] for edge in given}


def test_a_node_is_an_actor_with_its_events(client, store):
    loaded(
        store,
        entity("Iran", kind="country", country="IRN"),
        entity("Quds Force", country="IRN"),
        event(key="a", actor1="Iran", actor2="Quds Force", cameo="190"),
        event(key="b", actor1="Iran", cameo="010", on="2024-08-01"),
    )
    assert nodes(client) == [
        {
            "id": IRAN,
            "title": "Iran",
            "subtitle": "Country",
            "mainstat": 2,
            "secondarystat": -5.0,
            "arc__cooperation": 0.5,
            "arc__conflict": 0.5,
            "kind": "country",
            "country": "IRN",
        },
        {
            "id": id_of(Kind.ENTITY, "Quds Force"),
            "title": "Quds Force",
            "subtitle": "Iran",
            "mainstat": 1,
            "secondarystat": -10.0,
            "arc__cooperation": 0.0,
            "arc__conflict": 1.0,
            "kind": "organization",
            "country": "IRN",
        },
    ]


def test_an_edge_leads_from_who_acts_to_who_is_acted_upon(client, store):
    loaded(
        store,
        event(key="a", actor1="Iran", actor2="Israel", cameo="190", on="2024-08-01"),
        event(key="b", actor1="Iran", actor2="Israel", cameo="010", on="2024-07-20", until="2024-08-09"),
        event(key="c", actor1="Israel", actor2="Iran", cameo="190"),
    )
    assert edges(client) == [
        {
            "id": f"{IRAN}:{ISRAEL}",
            "source": IRAN,
            "target": ISRAEL,
            "mainstat": 2,
            "secondarystat": -5.0,
            "thickness": 10.0,
            "goldstein_avg": -5.0,
            "first": "2024-07-20",
            "last": "2024-08-09",
            "source_name": "Iran",
            "target_name": "Israel",
        },
        {
            "id": f"{ISRAEL}:{IRAN}",
            "source": ISRAEL,
            "target": IRAN,
            "mainstat": 1,
            "secondarystat": -10.0,
            "thickness": 5.5,
            "goldstein_avg": -10.0,
            "first": "2024-08-04",
            "last": "2024-08-04",
            "source_name": "Israel",
            "target_name": "Iran",
        },
    ]


def test_an_event_counts_once_for_each_pair_of_its_actors(client, store):
    loaded(store, event(key="a", actor1=["Iran", "Jordan"], actor2=["Israel", "Jordan"]))
    assert between(edges(client)) == {
        (IRAN, ISRAEL): 1,
        (IRAN, JORDAN): 1,
        (JORDAN, ISRAEL): 1,
        (JORDAN, JORDAN): 1,
    }


def test_who_stands_on_a_side_twice_makes_one_pair(client, store):
    loaded(store, entity("Persia"), event(key="a", actor1=["Iran", "Persia"], actor2="Israel"))
    merged(store, "Persia", "Iran")
    assert between(edges(client)) == {(IRAN, ISRAEL): 1}
    assert {node["title"]: node["mainstat"] for node in nodes(client)} == {"Israel": 1, "Iran": 1}


def test_edges_are_between_the_nodes_that_are_shown(client, store):
    loaded(
        store,
        *(event(key=f"a{day}", actor1="Iran", actor2="Israel", on=f"2024-08-0{day}") for day in (1, 2, 3)),
        event(key="b", actor1="Jordan", actor2="Israel"),
        event(key="c"),
    )
    assert {node["id"] for node in nodes(client, "top=2")} == {IRAN, ISRAEL}
    assert between(edges(client, "top=2")) == {(IRAN, ISRAEL): 3}
    assert between(edges(client)) == {(IRAN, ISRAEL): 3, (JORDAN, ISRAEL): 1}


def test_filters_hold_for_the_graph(client, store):
    loaded(
        store,
        event(key="a", actor1="Iran", actor2="Israel", cameo="190", on="2024-08-01"),
        event(key="b", actor1="Iran", actor2="Israel", cameo="010"),
        event(key="c", actor1="Jordan", actor2="Israel", cameo="190", on="2024-07-01", until="2024-08-02"),
    )
    assert between(edges(client, "root_code=19")) == {(IRAN, ISRAEL): 1, (JORDAN, ISRAEL): 1}
    assert between(edges(client, "actor=Iran")) == {(IRAN, ISRAEL): 2}
    assert between(edges(client, "date=2024-08-02")) == {(JORDAN, ISRAEL): 1}
    assert {node["id"] for node in nodes(client, "date=2024-08-02")} == {ISRAEL, JORDAN}


def test_of_nothing_there_is_no_graph(client):
    for path in ("nodes", "edges"):
        answer = found(client, f"/v1/graph/{path}?actor=Atlantis&top=5")
        assert answer["data"] == []
        assert answer["meta"]["top"] == 5
        assert answer["meta"]["warnings"]


def test_the_graph_as_csv(client, store):
    loaded(store, event(key="a", actor1="Iran", actor2="Israel", on="2024-08-01"))
    given = rows(client.get("/v1/graph/edges?format=csv"))
    assert [(row["source"], row["target"], row["mainstat"]) for row in given] == [(IRAN, ISRAEL, "1")]
    accepted = client.get("/v1/graph/nodes", headers={"Accept": "text/csv"})
    assert accepted.text.splitlines()[0] == (
        "id,title,subtitle,mainstat,secondarystat,arc__cooperation,arc__conflict,kind,country"
    )


@pytest.mark.parametrize("path", ["nodes", "edges"])
@pytest.mark.parametrize(
    ("query", "parameter", "nearest"),
    [
        ("top=0", "top", None),
        ("top=201", "top", None),
        ("format=xml", "format", None),
        ("root_cod=19", "root_cod", "root_code"),
        ("group_by=actor", "group_by", None),
    ],
)
def test_what_the_graph_does_not_take_is_refused(sqlite_client, path, query, parameter, nearest):
    fault = refused(sqlite_client, f"/v1/graph/{path}?{query}")
    assert (fault["parameter"], fault["nearest"]) == (parameter, nearest)


@pytest.mark.parametrize("path", ["nodes", "edges"])
def test_a_graph_that_is_known_is_not_sent_again(seeded_sqlite_client, path):
    answer = seeded_sqlite_client.get(f"/v1/graph/{path}")
    again = seeded_sqlite_client.get(f"/v1/graph/{path}", headers={"If-None-Match": answer.headers["ETag"]})
    assert (answer.status_code, again.status_code) == (200, 304)
