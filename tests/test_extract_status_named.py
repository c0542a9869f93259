"""What is denied or asked of a deed that a noun names: that it was done, or something else of it."""

from __future__ import annotations

import pytest

from tests.happenings import happenings, statuses


@pytest.mark.parametrize(
    "text",
    [
        "The Libyan strike on Malta did not damage the port.",
        "The Libyan raid on Gozo did not cause casualties.",
        "Libya’s attack on the tanker did not lead to any arrests.",
        "The Libyan attack on the tanker did not come as a surprise.",
        "The Libyan attack on the tanker was not the first this year.",
        "The Libyan bombing of Valletta will not go unanswered, Malta said.",
        "The Libyan bombing of Valletta was never explained.",
    ],
)
def test_a_deed_of_which_something_else_is_denied_was_done(text):
    assert statuses(text) == {"asserted"}


@pytest.mark.parametrize(
    "text",
    [
        "Nobody has claimed the bombing of the cathedral by rebels.",
        "Egypt did not condemn the Libyan invasion of Malta.",
        "Malta did not cause the war with Libya.",
        "Egypt was not informed of the Libyan strike on Malta.",
        "Egyptians are not happy about the Libyan strike on Malta.",
    ],
)
def test_a_deed_of_which_somebody_denies_to_have_a_part_or_a_view_was_done(text):
    assert statuses(text) == {"asserted"}


@pytest.mark.parametrize(
    "text",
    [
        "The Libyan strike on Malta did not take place.",
        "The Libyan strike on Malta never happened.",
        "The Libyan offensive against Malta has not begun.",
        "The Libyan invasion of Malta was not real.",
        "The Libyan raid on Gozo was not carried out.",
        "Libya has not launched the offensive against Malta.",
        "Libya did not go ahead with the raid on Gozo.",
        "No Libyan strike hit Malta.",
    ],
)
def test_a_deed_of_which_it_is_denied_that_it_was_done_is_denied(text):
    assert statuses(text) == {"denied"}


def test_a_war_that_nothing_caused_is_denied():
    assert statuses("The speech did not cause a war between Malta and Libya.") == {"denied"}


def test_a_treaty_that_was_not_signed_is_denied():
    assert statuses("The treaty between Malta and Libya was not signed.", "05") == {"denied"}


def test_a_strike_that_nobody_confirmed_is_open():
    assert statuses("The Libyan strike on Malta was not confirmed.") == {"unclear"}


@pytest.mark.parametrize(
    "text",
    [
        "Has Libya attacked Malta?",
        "Will Libya attack Malta?",
        "“Did Libya bomb the consulate?” a reporter asked.",
        "Were the miners killed by the army?",
        "Is it true that Libya attacked Malta?",
        "Did the Libyan strike on Malta take place?",
    ],
)
def test_what_a_question_asks_for_is_open(text):
    assert statuses(text) == {"unclear"}


@pytest.mark.parametrize(
    "text",
    [
        "Why did Libya bomb the consulate?",
        "Why were the miners killed by the army?",
        "Libya attacked Malta. Will Italy respond?",
        "Did the Libyan strike on Malta damage the port?",
        "Was the Libyan strike on Malta a mistake?",
    ],
)
def test_what_a_question_takes_for_known_was_done(text):
    assert "asserted" in statuses(text)


def test_a_question_of_a_threat_is_no_threat():
    assert {one.status for one in happenings("Has Libya threatened Malta with war?")} == {"unclear"}
