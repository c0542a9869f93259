"""The service keeps to its OpenAPI document under generated calls; `make soak` makes many more of them."""

from __future__ import annotations

import click
import pytest

from service import logs
from tests.contract import PHASES, Totals, app_over, called, close

# What a run of the tests may take, on each engine: some 2,400 edges and some 250 random calls.
SHARE = 16
EXAMPLES = 8
LEAST_CALLS = {"examples": 20, "coverage": 2000, "fuzzing": 150, "stateful": 20}


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
