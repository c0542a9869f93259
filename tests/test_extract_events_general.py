"""Words of politics and force in other stories tell of no deed, and what the parse mislays is read all the same."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from seed.extract import cast, events, quotes, times
from seed.extract.findings import Who
from seed.extract.reading import Unreadable
from tests.extraction import story_of
from tests.happenings import PUBLISHED, happenings


def told(text: str) -> list[tuple[str, str, str, str]]:
    """Tell each event as root code, the countries, or else the names, of its sides, and status."""
    return [(one.cameo[:2], side(one.actor1), side(one.actor2), one.status) for one in happenings(text)]


def side(people: list[Who]) -> str:
    return "+".join(who.country or who.name for who in people)


@pytest.mark.parametrize(
    "text",
    [
        "The virus attacks nerve cells and destroys their walls.",
        "Heart attacks killed nine million people in India last year.",
        "An earthquake struck northern Peru and killed 20 people.",
        "Wildfires destroyed 300 homes in Greece and killed four people.",
        "Two tourists were killed in a bus crash in Nepal.",
        "Republicans killed the bill in the Senate.",
        "Weak demand hit exports from Germany.",
        "Researchers in Zurich fired lasers at the sample.",
        "Analysts said a price war in China would hit margins.",
        "The company warned that its profit would fall in Brazil.",
        "The minister declined to comment in Warsaw.",
        "Kenya's president was asked whether he was afraid.",
        "Shares in Tokyo rallied from their losses.",
        "India plans to launch a probe to Venus.",
    ],
)
def test_words_of_force_and_politics_in_other_senses_tell_of_no_event(text):
    assert told(text) == []


def test_a_game_is_no_battle():
    game = "Spain beat Italy 2-1 in the cup match on Sunday. Striker Juan Gil shot Spain ahead and coach Paco Ruiz praised him."
    assert told(game) == []
    assert told(f"{game} The referee fled. Peru beat Chile 3-0 in a stormy clash.") == []


def test_in_a_story_of_sport_public_life_goes_on():
    game = "Striker Juan Gil scored twice in the league match, coach Paco Ruiz said."
    assert told(f"{game} Kenya threatened to boycott the tournament in Qatar over visas.")[0][0] == "13"


def test_words_of_attack_against_a_plan_or_in_a_speech_disapprove():
    assert told("Kenya attacked the judges as corrupt.")[0][0] == "11"


def test_workers_who_strike_attack_nobody():
    assert told("Kenyan nurses will strike over pay next week.")[0][::3] == ("14", "expected")


def test_where_people_meet_is_none_of_the_sides():
    assert told("Mediators from Egypt met in Cairo on Friday.")[0][2] == ""


def test_a_verb_goes_on_with_a_verb_of_its_own_tense():
    assert ("03", "FRA", "", "asserted") in told(
        "France urged both sides to show restraint and offered to host a conference."
    )


def test_a_noun_right_before_a_verb_without_another_subject_is_its_subject():
    assert ("07", "DOM", "", "asserted") in told(
        "Chile sent a team of rescuers and the Dominican Republic delivered food."
    )


def test_of_what_was_said_and_what_the_speaker_did_each_has_its_own_doer():
    assert ("02", "BRA", "IRN", "asserted") in told("Brazil said the claim was false and urged Iran to hold talks.")


def test_an_outcome_is_told_with_its_attack_and_has_its_victims():
    text = "Russian forces launched a wave of drones at Ukrainian towns, killing three people and damaging a bridge."
    assert [one[:3] for one in told(text)] == [("19", "RUS", "UKR")]


def test_of_a_number_of_things_the_things_count():
    assert told("Ukraine shot down 22 of 28 Russian drones.")[0][0] == "19"


def test_told_that_others_must_act_asks_it_of_them():
    assert told("General Ali Omar told reporters that Rwanda must leave the cities.")[0][2] == "RWA"


def test_a_verb_form_has_its_right_base():
    assert told("Mali hopes to expel French troops.")[0][3] == "expected"


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("Colombia neither recognised the result nor broke off relations with Peru.", "denied"),
        ("Neither Israel nor Egypt has attacked Jordan.", "denied"),
        ("No country has invaded Peru.", "denied"),
        ("Cuba has yet to release the prisoners.", "denied"),
        ("Had Russia attacked Poland, others would have come.", "denied"),
        ("Mali has no intention of attacking Niger.", "denied"),
        ("There was no evidence that Syria had attacked Israel.", "unclear"),
        ("The army is said to have bombed a village in Sudan.", "unclear"),
        ("Israel is poised to invade Lebanon.", "expected"),
        ("If Israel invades Lebanon, prices will rise.", "expected"),
        ("Officers plotted to overthrow the president of Peru.", "expected"),
    ],
)
def test_what_was_not_done_or_is_open_is_not_asserted(text, status):
    assert {one[3] for one in told(text)} == {status}


@given(st.text(max_size=200))
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_every_trigger_and_clause_is_the_text_at_its_place(text):
    try:
        story = story_of(f"Iran attacked {text}. Neither Egypt nor {text} has signed.", PUBLISHED)
    except Unreadable:
        return
    everybody, dated = cast.found(story), times.found(story)
    for one in events.found(story, everybody, dated, quotes.found(story, everybody, dated)):
        for span in (one.trigger, one.clause):
            assert story.text[span.start : span.end] == span.text
