"""Charts and the graph read from sums say what counting every event says, whatever is asked for."""

from __future__ import annotations

from random import Random

import pytest

from service.queries import graph, kept_actors, tallying
from tests.clients import found, serving
from tests.synthetic import twins

DIMENSIONS = [f"{side}{facet}" for side in ("actor", "actor1", "actor2") for facet in ("", "_country", "_sector")]
DIMENSIONS += [
    "country",
    "country",
    "country,status",
    "dataset,country",
    "root_code,country",
    "root_code",
    "quad_class",
]
UNITS = ("", "date:week", "date:month", "date:quarter", "date:year")
RANGES = (
    "",
    "date__gte=2016-01-01",
    "date__lte=2021-05-17",
    "date__gte=2017-11-20",
    "date__gte=2015-03-10&date__lte=2016-04-02",
    "date__gte=2019-02-01&date__lte=2019-02-28",
    "date__gte=2018-07-04&date__lte=2018-07-20",
)
FILTERS = (
    *("", "status=asserted", "status__not=denied", "quad_class=3,4", "dedupe=strict", "dedupe=loose&quad_class=1"),
    *("root_code=19,04", "root_code__not=19&dataset=alpha", "licence=CC0-1.0", "country=IRN", "country__not=IRN,UKR"),
)
METRICS = ("count", "count,avg:goldstein,avg:tone", "sum:fatalities,sum:articles,count", "share,sum:mentions")
QUESTIONS = 80


@pytest.fixture(scope="module")
def stores(sqlite, postgresql):
    with twins(sqlite, postgresql) as both:
        yield both


def asked(chance):
    """Make up a question that sums can answer."""
    filters = "&".join(filter(None, (chance.choice(RANGES), chance.choice(FILTERS))))
    if chance.random() < 0.3:
        return f"/v1/graph/{chance.choice(('nodes', 'edges'))}?top={chance.choice((1, 3, 20, 200))}&{filters}"
    groups = ",".join(filter(None, (chance.choice(UNITS), chance.choice(DIMENSIONS))))
    top = chance.choice((1, 2, 5, 30))
    return f"/v1/events/aggregate?group_by={groups}&top={top}&metric={chance.choice(METRICS)}&{filters}"


@pytest.mark.parametrize("engine", [0, 1], ids=["sqlite", "postgresql"])
@pytest.mark.parametrize("asked_at_once", [1, 100])
def test_sums_say_what_counting_says(stores, engine, asked_at_once, monkeypatch):
    monkeypatch.setattr(kept_actors, "FEWEST_ASKED", asked_at_once)
    monkeypatch.setattr(kept_actors, "MOST_ASKED", 4 * asked_at_once)
    # Other questions each time, but the same in every run.
    chance = Random(2 * asked_at_once + engine)
    questions = {asked(chance) for _ in range(QUESTIONS)}
    with serving(stores[engine], hot_megabytes=0) as client:
        from_sums = {question: found(client, question)["data"] for question in questions}
        monkeypatch.setattr(tallying, "kept", lambda *_: None)
        monkeypatch.setattr(graph, "whole_months", lambda *_: None)
        for question, rows in from_sums.items():
            assert rows == found(client, question)["data"], question
    assert sum(bool(rows) for rows in from_sums.values()) > len(questions) / 2
