"""Nothing that is expected, denied or disputed is told as done."""

from __future__ import annotations

import pytest

from tests.happenings import happenings, statuses


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


@pytest.mark.parametrize(
    "text",
    [
        "The mayor of Lagos is to be arrested on Friday.",
        "A treaty with Uganda is to be signed by Kenya on Friday.",
        "Iran plans a strike on Israel.",
        "China’s invasion of Taiwan remains unlikely.",
        "Israel was close to bombing Syria.",
        "Rebels announced an attack on the army in Chad.",
    ],
)
def test_what_is_to_be_done_lies_ahead(text):
    assert {one.status for one in happenings(text)} == {"expected"}


def test_the_weekday_of_what_is_to_be_done_lies_ahead():
    [event] = happenings("A treaty with Uganda is to be signed by Kenya on Friday.")
    assert event.dated.start.isoformat() == "2031-03-14"


@pytest.mark.parametrize(
    "text",
    [
        "India pledged not to attack Pakistan.",
        "France vowed never again to invade Mali.",
        "Iran and Iraq agreed not to attack each other.",
    ],
)
def test_a_promise_not_to_attack_is_no_threat(text):
    assert {(one.cameo, one.status) for one in happenings(text)} == {("0356", "asserted")}


def test_who_asks_that_nobody_attack_asks_for_peace():
    assert "0256" in {one.cameo for one in happenings("The president urged India not to attack Pakistan.")}


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("It is false that Russia attacked Ukraine.", "denied"),
        ("It is not true that Russia attacked Ukraine.", "denied"),
        ("It is not certain that Russia attacked Ukraine.", "unclear"),
        ("A report that Russia attacked Ukraine was not confirmed.", "unclear"),
        ("Reports that Russia attacked Ukraine remain unconfirmed.", "unclear"),
        ("According to unconfirmed reports, Russia attacked Ukraine.", "unclear"),
        ("Unconfirmed reports say Russia attacked Ukraine.", "unclear"),
        ("Media falsely reported that Russia attacked Ukraine.", "denied"),
        ("The general was cleared of attacking the embassy.", "denied"),
        ("Russia did not deny that it had attacked Ukraine.", "unclear"),
        ("Russia attacked Ukraine, Poland said, but Moscow denied it.", "unclear"),
        ("Russia attacked first, a claim Moscow called false.", "unclear"),
        ("Poland said Russia attacked Ukraine. Moscow denied the claim.", "unclear"),
        ("Rebels tried to attack the embassy in Kabul.", "unclear"),
        ("Russia almost attacked Poland.", "denied"),
        ("Rebels unsuccessfully attacked an army base in Mali.", "denied"),
        ("Israel refrained from attacking Iran.", "denied"),
        ("Israel held off attacking Iran.", "denied"),
        ("Soldiers pretended to attack the rebels in Mali.", "denied"),
        ("Israel cancelled a planned attack on Iran.", "denied"),
    ],
)
def test_what_is_doubted_disputed_or_missed_is_not_done(text, status):
    assert statuses(text) == {status}


def test_who_neither_confirms_nor_denies_leaves_open_what_he_did():
    text = "Russia neither confirmed nor denied that it had bought drones from Iran."
    assert statuses(text, "06") == {"unclear"}


@pytest.mark.parametrize(
    "text",
    [
        "In a hypothetical scenario, China invades Taiwan.",
        "A new novel imagines Russia invading Norway.",
        "Soldiers staged a mock invasion of Norway.",
        "The Norwegian army carried out a simulated attack on Sweden.",
        "In a war game, China attacked Taiwan.",
        "“Bomb any village,” the commander told his troops in Syria.",
    ],
)
def test_what_is_made_up_rehearsed_or_ordered_did_not_happen(text):
    assert statuses(text) == set()


def test_who_is_killed_in_an_exercise_is_killed():
    assert statuses("Two soldiers were killed during an exercise in Poland.") == {"asserted"}


def test_a_threat_to_block_something_is_a_threat():
    [event] = happenings("Hungary threatened to block a planned EU aid package.")
    assert (event.cameo[:2], event.status) == ("13", "asserted")


def test_a_plan_that_is_dropped_is_no_deed():
    assert "asserted" not in {one.status for one in happenings("Germany scrapped a plan to send troops to Ukraine.")}


def test_a_condition_denies_nothing():
    text = "Israel will attack Gaza if Hamas fails to release the hostages."
    assert {one.status for one in happenings(text)} == {"expected"}


def test_accusing_somebody_of_killing_kills_nobody():
    tellings = [told for one in happenings("Israel accused Hamas of killing 34 people.") for told in one.tellings]
    assert {told.fatalities for told in tellings} == {None}


@pytest.mark.parametrize(("text", "root"), [("Pilots struck a rebel camp.", "19"), ("Pilots went on strike.", "14")])
def test_who_strikes_something_is_not_on_strike(text, root):
    assert {one.cameo[:2] for one in happenings(text)} == {root}


@pytest.mark.parametrize(
    "text",
    ["Militants failed in an attempt to storm the base in Somalia.", "NATO wargamed a Russian invasion of Poland."],
)
def test_a_failed_attempt_and_a_game_are_no_attack(text):
    assert "asserted" not in statuses(text)
