"""A pytest plugin that makes a skipped test a failed one: `pytest -p tests.no_skips`.

For the machine that checks every change, which has all that a test may need: there a skip is a test that did not run.
"""

from collections.abc import Generator
from typing import TypeVar

import pytest

Report = TypeVar("Report", pytest.TestReport, pytest.CollectReport)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Refuse a skip of one test, its setup included. An expected failure is none."""
    report = yield
    return report if hasattr(report, "wasxfail") else _refused(report)


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """Refuse a skip of a whole module."""
    return _refused((yield))


def _refused(report: Report) -> Report:
    if report.skipped:
        report.outcome = "failed"
        report.longrepr = f"Skipped where nothing may be: {report.longrepr}"
    return report
