"""The service keeps to its OpenAPI document under generated calls; `make soak` makes many more of them."""

from __future__ import annotations

import click
import pytest
from flask import Flask

from service import logs
from tests.contract import PHASES, Totals, app_over, called, close

# What a run of the tests may take: of each half of the operations, on one engine, some 550 edges and some 100 random calls.
SHARE = 48
EXAMPLES = 4
LEAST_CALLS = {"examples": 20, "coverage": 400, "fuzzing": 60, "stateful": 10}


@pytest.mark.slow
@pytest.mark.parametrize(("engine", "seed"), [("sqlite", 1), ("postgresql", 2)])
def test_the_service_keeps_to_its_document(request, engine, seed):
    logs.configure("json", "error")
    app = app_over(request.getfixturevalue(engine))
    totals = called(app, Totals(), examples=EXAMPLES, seed=seed, phases=("examples", "stateful"))
    called(
        app,
        totals,
        examples=EXAMPLES,
        seed=seed,
        phases=("coverage", "fuzzing"),
        share=SHARE,
        operations=half(app, seed),
    )
    close(app)
    click.echo(f"\n{engine}: {totals}")
    assert not totals.failures, "\n\n".join(totals.failures)
    assert {phase for phase in PHASES if totals.calls[phase] < LEAST_CALLS[phase]} == set()


def half(app: Flask, seed: int) -> list[str]:
    """Name every other operation: the other engine's seed names the others."""
    methods = app.extensions["openapi"]["paths"].values()
    named = [one["operationId"] for path in methods for one in path.values() if "operationId" in one]
    return named[seed % 2 :: 2]
