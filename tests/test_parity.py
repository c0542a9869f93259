"""Every question gets the same answer, to the byte, from SQLite and from PostgreSQL."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

import click
import pytest
from flask.testing import FlaskClient
from hypothesis import given, settings

from tests.clients import serving
from tests.kept import changes, derived, documents, sums
from tests.questions import EXPORT_ROWS, Question, any_question
from tests.synthetic import twins

EXAMPLES = 500
# At least so many of a hundred examples are answered, and not refused: a comparison of refusals would prove little.
ANSWERED_PERCENT = 80
HEADERS = ("ETag", "Link", "Dateline-Cut", "Content-Type", "Content-Disposition", "Location")
_REQUEST_ID = re.compile(rb'"request_id":"[^"]*"')


@pytest.fixture(scope="module")
def stores(sqlite, postgresql):
    with twins(sqlite, postgresql) as both:
        yield both


@pytest.fixture(scope="module")
def clients(stores) -> Iterator[tuple[FlaskClient, FlaskClient]]:
    with serving(stores[0], export_rows=EXPORT_ROWS) as first, serving(stores[1], export_rows=EXPORT_ROWS) as second:
        yield first, second


def test_both_engines_hold_the_same(stores):
    embedded, server = stores
    assert documents(embedded) == documents(server)
    assert derived(embedded)[0] == derived(server)[0]
    assert sums(embedded) == sums(server)
    assert changes(embedded) == changes(server)


def test_both_engines_answer_alike(clients):
    answers: Counter[int] = Counter()

    @settings(max_examples=EXAMPLES)
    @given(any_question())
    def alike(question: Question) -> None:
        embedded, server = (_answer(client, question) for client in clients)
        assert embedded == server, question.address
        assert embedded[0] < 500, question.address
        answers[embedded[0]] += 1

    alike()
    click.echo(f"\nanswers on both engines, by status: {dict(answers)}")
    assert answers[200] >= sum(answers.values()) * ANSWERED_PERCENT / 100


def _answer(client: FlaskClient, question: Question) -> tuple[int, bytes, list[str | None]]:
    answer = client.get(question.address)
    return answer.status_code, _REQUEST_ID.sub(b"", answer.data), [answer.headers.get(name) for name in HEADERS]
