"""Nothing that is expected, denied or disputed is told as done."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from seed.extract import cast, events, merging, quotes, times
from seed.extract.findings import Happening
from tests.extraction import story_of

PUBLISHED = datetime(2031, 3, 10, tzinfo=UTC)


def happenings(text: str) -> list[Happening]:
    story = story_of(text, PUBLISHED)
    everybody, dated = cast.found(story), times.found(story)
    tellings = events.found(story, everybody, dated, quotes.found(story, everybody, dated))
    return merging.merged(tellings, PUBLISHED.date())


def statuses(text: str, *roots: str) -> set[str]:
    return {one.status for one in happenings(text) if one.cameo[:2] in (roots or ("18", "19", "20"))}


@pytest.mark.parametrize(
    "text",
    [
        "Iran will attack Israel.",
        "Iran is to attack Israel.",
        "Iran could attack Israel within days.",
        "Iran may attack Israel.",
        "Iran is expected to attack Israel.",
        "Iran is likely to attack Israel.",
        "Iran plans to attack Israel.",
        "Iran is preparing to attack Israel.",
        "Iran intends to launch an offensive against Israel.",
        "If Iran attacks Israel, markets will fall.",
        "Markets will fall unless Iran attacks Israel.",
        "Officials fear an Iranian attack on Israel.",
        "Officials warned of a possible Iranian attack on Israel.",
        "Israel braced for a potential Iranian attack on Israeli cities.",
        "Diplomats tried to prevent an Iranian attack on Israel.",
        "Iran has a plan to attack Israel.",
        "The risk of an Iranian attack on Israel is growing.",
        "An Iranian attack on Israel could begin on Monday.",
        "Iranian retaliation against Israel is inevitable.",
        "Iran’s planned attack on Israel worries diplomats.",
        "Iran is about to attack Israel.",
        "Iran is going to attack Israel.",
    ],
)
def test_what_lies_ahead_is_expected(text):
    assert statuses(text) <= {"expected"}


@pytest.mark.parametrize(
    "text",
    [
        "Iran did not attack Israel.",
        "Iran has never attacked Israel.",
        "Iran denied that it had attacked Israel.",
        "Iran denied attacking Israel.",
        "Iran failed to attack Israel.",
    ],
)
def test_what_was_not_done_is_denied(text):
    assert statuses(text) <= {"denied"}


@pytest.mark.parametrize(
    "text",
    [
        "Israel accused Iran of attacking Lebanon.",
        "Israel blamed Iran for the attack on Lebanon.",
        "Iran allegedly attacked Israel.",
        "Iran reportedly attacked Israel.",
        "The alleged Iranian attack on Israel was discussed.",
        "Iran is suspected of attacking Israel.",
        "Iran is believed to have attacked Israel.",
        "Iran may have attacked Israel.",
        "Israel has not said whether it attacked Iran.",
        "Israel has not said if it attacked Iran.",
    ],
)
def test_what_is_disputed_is_open(text):
    with_sides = [one for one in happenings(text) if one.cameo[:2] in ("18", "19", "20") and one.actor1 and one.actor2]
    assert {one.status for one in with_sides} <= {"unclear"}


@pytest.mark.parametrize(
    "text",
    [
        "Iran attacked Israel.",
        "Iran said it had attacked Israel.",
        "Iran has attacked Israel, officials said.",
        "Iran managed to attack Israel.",
        "Iran began to attack Israel.",
        "The attack by Iran on Israel killed two people.",
    ],
)
def test_what_was_done_is_asserted(text):
    assert statuses(text) == {"asserted"}


def test_asking_is_done_and_what_is_asked_for_is_expected():
    found = {(one.cameo[:2], one.status) for one in happenings("France urged Russia to pressure Serbia.")}
    assert found == {("02", "asserted"), ("17", "expected")}


def test_who_will_not_cooperate_refuses():
    [event] = happenings("Syria said it will not negotiate with Turkey.")
    assert (event.cameo, event.status) == ("125", "asserted")


def test_the_accuser_vouches_for_what_he_accuses_of():
    [event] = [one for one in happenings("Israel accused Iran of attacking Lebanon.") if one.status == "unclear"]
    assert [who.country for who in event.attributed_to] == ["ISR"]


def test_who_is_quoted_vouches_for_it():
    [event] = happenings("Russia attacked Ukraine, Polish officials said.")
    assert [who.name for who in event.attributed_to] == ["Polish officials"]


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("Sudan refused to take part in talks with Chad.", "asserted"),
        ("Sudan is expected to take part in talks with Chad.", "expected"),
    ],
)
def test_what_is_said_over_taking_part_is_said_of_what_one_takes_part_in(text, status):
    assert {(one.cameo[:2] == "12", one.status) for one in happenings(text)} == {("refused" in text, status)}


def test_what_would_follow_if_something_is_not_done_is_no_denial():
    assert statuses("The United States threatened Hamas if it did not free the hostages.", "08") <= {"expected"}


def test_what_a_semicolon_parts_from_a_denial_is_not_denied():
    assert statuses("Iran has attacked its neighbour along the frontier; Iraq rejects the accusation.") == {"asserted"}


def test_what_somebody_is_asked_to_do_is_expected():
    assert statuses("Peru has asked Chile to attack Bolivia.") == {"expected"}
