"""The service keeps to its OpenAPI document under generated calls; `make soak` makes many more of them."""

from __future__ import annotations

import click
import pytest

from service import logs
from tests.contract import PHASES, Totals, app_over, called, close

# What a run of the tests may take, on each engine: some 1,100 edges and some 200 random calls.
SHARE = 48
EXAMPLES = 4
LEAST_CALLS = {"examples": 20, "coverage": 900, "fuzzing": 120, "stateful": 10}


@pytest.mark.slow
@pytest.mark.parametrize(("engine", "seed"), [("sqlite", 1), ("postgresql", 2)])
def test_the_service_keeps_to_its_document(request, engine, seed):
    logs.configure("json", "error")
    app = app_over(request.getfixturevalue(engine))
    totals = called(app, Totals(), examples=EXAMPLES, seed=seed, share=SHARE)
    close(app)
    click.echo(f"\n{engine}: {totals}")
    assert not totals.failures, "\n\n".join(totals.failures)
    assert {phase for phase in PHASES if totals.calls[phase] < LEAST_CALLS[phase]} == set()
