"""What an answer is put together from is of one moment, whoever writes meanwhile; and the ends of the calendar are days."""

from __future__ import annotations

import pytest
from sqlalchemy.exc import DBAPIError

from service.queries import kept_actors, lists
from service.reading import one_moment
from store.identity import Kind
from tests.builders import event, loaded
from tests.clients import deleted, found


def meanwhile(monkeypatch, module, name, write):
    """Let somebody write just before a step of an answer."""
    step = getattr(module, name)

    def after_writing(*arguments, **named):
        monkeypatch.setattr(module, name, step)
        write()
        return step(*arguments, **named)

    monkeypatch.setattr(module, name, after_writing)


def test_a_chart_by_actor_is_of_one_moment(client, store, monkeypatch):
    loaded(store, event(key="a", actor1="Iran", actor2="Israel", on="2024-03-04"))
    later = event(key="b", actor1="Iran", actor2="Israel", on="2024-05-06")
    meanwhile(monkeypatch, kept_actors, "_of_entities", lambda: loaded(store, later))
    chart = "/v1/events/aggregate?group_by=date:month,actor&date__lte=2024-12-31"
    assert sum(row["count"] for row in found(client, chart)["data"]) == 2
    assert sum(row["count"] for row in found(client, f"{chart}&top=30")["data"]) == 4


def test_for_how_many_an_event_stands_is_of_the_moment_when_it_was_found(client, store, monkeypatch):
    loaded(store, *(event(key=key, actor1="Iran", actor2="Israel", origin_id=key) for key in "abc"))
    address = "/v1/events?dedupe=strict"
    (shown,) = found(client, address)["data"]
    meanwhile(monkeypatch, lists, "screened", lambda: deleted(store, Kind.EVENT, shown["origin_id"]))
    assert [each["stands_for"] for each in found(client, f"{address}&limit=5")["data"]] == [3]
    assert [each["stands_for"] for each in found(client, f"{address}&limit=6")["data"]] == [2]


def test_a_statement_that_fails_leaves_no_moment_open(client):
    with client.application.app_context():
        with pytest.raises(DBAPIError), one_moment() as reading:
            reading.exec_driver_sql("SELECT nothing FROM nowhere")
        with one_moment() as reading:
            assert reading.exec_driver_sql("SELECT 1").scalar() == 1


ENDS = (
    ("date=9999", {"new"}),
    ("date__gte=9999-12-15", {"new"}),
    ("date__gte=9999-12-31", {"new"}),
    ("date__lte=0001-01-15", {"old"}),
    ("date=0001-01-01", {"old"}),
    ("date__gte=0001-01-01&date__lte=9999-12-31", {"old", "new"}),
)


@pytest.mark.parametrize(("asked", "events"), ENDS)
@pytest.mark.parametrize("grouped", ["", "&group_by=actor1", "&group_by=actor1_country", "&group_by=status,date:year"])
def test_the_ends_of_the_calendar_can_be_counted(client, store, asked, events, grouped):
    loaded(store, event(key="old", actor1="Iran", on="0001-01-01"), event(key="new", actor1="Iran", on="9999-12-31"))
    answer = found(client, f"/v1/events/aggregate?{asked}{grouped}")
    assert sum(row["count"] for row in answer["data"]) == len(events)
    assert {each["origin_id"] for each in found(client, f"/v1/events?{asked}")["data"]} == events


@pytest.mark.parametrize(("asked", "events"), ENDS)
@pytest.mark.parametrize("part", ["nodes", "edges"])
def test_the_graph_reaches_to_the_ends_of_the_calendar(client, store, asked, events, part):
    ends = {"old": "0001-01-01", "new": "9999-12-31"}
    loaded(store, *(event(key=key, actor1="Iran", actor2="Israel", on=on) for key, on in ends.items()))
    assert {row["mainstat"] for row in found(client, f"/v1/graph/{part}?{asked}")["data"]} == {len(events)}
