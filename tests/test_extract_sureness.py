"""How sure an event or a statement is: by the rule that found it, by what it is and by whom it names."""

from __future__ import annotations

import pytest

from seed.extract.lexicons import table
from seed.extract.sureness import of_event
from tests.happenings import tellings


def sureness(text: str) -> float:
    """Tell how sure the one event of a sentence is."""
    [telling] = tellings(text)
    assert telling.confidence == of_event(telling)
    return telling.confidence


def test_what_is_only_said_is_surer_than_what_is_done_by_force():
    assert sureness("Iran criticized Israel on Monday.") > sureness("Iran attacked Israel on Monday.")


def test_what_is_announced_is_as_sure_as_what_is_said():
    assert sureness("Finland will give Tanzania a grant.") == sureness("Iran criticized Israel on Monday.")


def test_an_event_with_one_side_is_less_sure():
    assert sureness("Israel was attacked on Monday.") < sureness("Iran attacked Israel on Monday.")


def test_an_event_of_somebody_of_no_known_country_is_less_sure():
    assert sureness("Karl Mauer criticized Israel on Monday.") < sureness("Iran criticized Israel on Monday.")


@pytest.mark.parametrize("name", ["confidence", "confidence_of_quotes"])
def test_every_confidence_is_a_share(name):
    shares = [
        float(cell) for row in table(name) for key, cell in row.items() if key in {"both", "open", "one", "confidence"}
    ]
    assert shares
    assert all(0 < share < 1 for share in shares)


def test_every_rule_is_listed_once():
    events_of = [(row["rule"], row["class"]) for row in table("confidence")]
    statements = [row["rule"] for row in table("confidence_of_quotes")]
    assert (len(events_of), len(statements)) == (len(set(events_of)), len(set(statements)))
