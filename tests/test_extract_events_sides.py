"""Who stands on either side of an event: in every construction, without a name, and of which country."""

from __future__ import annotations

import pytest

from tests.test_extract_events_general import told


@pytest.mark.parametrize(
    ("text", "event"),
    [
        # A passive that a headline shortens has no doer.
        ("Two men arrested in Peru", ("17", "", "PER", "asserted")),
        ("Police arrested and questioned the student.", ("17", "police", "student", "asserted")),
        ("Dozens were arrested in Peru.", ("17", "", "PER", "asserted")),
        ("France pledged support and several were detained.", ("17", "", "several", "asserted")),
        ("Protesters set fire to two police vehicles.", ("17", "protesters", "police", "asserted")),
        ("Spain, the bloc's biggest pork exporter, called for restraint.", ("02", "ESP", "", "asserted")),
        ("The panel found him guilty, and Peru thanked him.", ("05", "PER", "", "asserted")),
        ("Kenya accused donors of financing the rebels.", ("11", "KEN", "donors", "asserted")),
        ("Soldiers were deployed around the town.", ("15", "soldiers", "", "asserted")),
        ("The envoy is to travel to Chad next month for talks with the mayor.", ("04", "envoy", "mayor", "expected")),
        ("The army of Mali said it had attacked militants.", ("19", "MLI", "militants", "asserted")),
        ("The opposition demanded a recount.", ("10", "opposition", "", "asserted")),
        ("Aid workers complained that insurgents had looted trucks.", ("17", "insurgents", "", "asserted")),
        ("Kenya agreed that Uganda should join the talks.", ("03", "KEN", "UGA", "asserted")),
        ("The Cairo talks between Israel and Jordan ended.", ("04", "ISR", "JOR", "asserted")),
    ],
)
def test_each_side_is_found_whatever_the_construction(text, event):
    assert event in told(text)


@pytest.mark.parametrize(
    ("text", "event"),
    [
        ("Some 800,000 Iraqi Kurds sought refuge in Germany.", ("02", "IRQ", "DEU", "asserted")),
        ("France sent food to refugees fleeing the war in Liberia.", ("07", "FRA", "LBR", "asserted")),
        ("Egyptian police shot demonstrators.", ("19", "EGY", "EGY", "asserted")),
        ("An Argentine judge ordered former president Juan Paz to testify.", ("10", "ARG", "ARG", "asserted")),
        ("Students demonstrated against the Chilean government.", ("14", "CHL", "CHL", "asserted")),
        ("Israel attacked militants.", ("19", "ISR", "militants", "asserted")),
        ("Greece urged its partners to help.", ("02", "GRC", "partners", "asserted")),
    ],
)
def test_who_is_only_described_is_of_the_country_that_the_text_implies(text, event):
    assert event in told(text)


@pytest.mark.parametrize(
    ("text", "root"),
    [
        ("China raised its tariffs on Japanese cars.", "16"),
        ("Hackers attacked government agencies in Vietnam.", "17"),
        ("A coast guard ship of China rammed a Philippine boat.", "19"),
        ("Rescue teams from Portugal arrived in Mozambique.", "07"),
        ("The lawyer called the trial of Kenya's opposition a farce.", "11"),
        ("India distributed rice to flood victims.", "07"),
        ("Italy revoked the licence of a Russian company.", "17"),
        ("Peru renewed its accord with Chile.", "05"),
        ("Farmers pelted the minister of France with eggs.", "14"),
        ("Qatar dropped charges against a Kenyan guard.", "08"),
    ],
)
def test_what_happened_has_its_code(text, root):
    assert root in {one[0] for one in told(text)}


@pytest.mark.parametrize(
    ("text", "event"),
    [
        ("Kenya asked Uganda to leave. Uganda rejected the demand.", ("12", "UGA", "KEN", "asserted")),
        ("Iran accused Israel of spying. Israel denied the accusation.", ("01", "ISR", "IRN", "asserted")),
        (
            "Students marched in Santiago. The demonstrations will continue on Friday.",
            ("14", "students", "", "expected"),
        ),
        ("The union threatened to walk out unless Chile frees its leader.", ("13", "union", "CHL", "asserted")),
    ],
)
def test_a_noun_takes_up_what_was_told_before(text, event):
    assert event in told(text)


def test_a_noun_that_takes_up_nothing_tells_of_nothing():
    assert told("The demonstrations will continue on Friday.") == []


def test_whom_somebody_travels_to_meet_is_met():
    assert ("04", "TUR", "Omar Ali", "expected") in told("Turkey's minister will travel to Erbil to meet Omar Ali.")


def test_a_storm_with_a_name_attacks_nobody():
    assert told("Cyclone Dalia killed 90 people in Mozambique.") == []


def test_an_airstrike_that_kills_is_an_attack_from_the_air():
    assert [one[0] for one in told("An Israeli airstrike killed two Syrians.")] == ["19"]


def test_a_headline_is_told_again_by_its_article():
    text = (
        "Rebels seize town\n\nFighters of the Red Front seized the town of Kaya on Monday in Burkina Faso, police said."
    )
    assert [one[0] for one in told(text)] == ["19"]


def test_a_complaint_to_an_ambassador_is_no_accusation_of_others():
    text = "Peru blamed Chilean hackers. It summoned the Chilean ambassador."
    assert [one[0] for one in told(text)] == ["11", "11"]


def test_who_warns_of_what_he_will_do_threatens():
    assert ("13", "IRN", "ISR", "asserted") in told("Iran warned it would retaliate against Israel.")
    assert told("Iran warned that the storm would hit Israel.") == []


@pytest.mark.parametrize(
    ("text", "root"),
    [
        ("The rebels have taken control of Goma.", "19"),
        ("Mali ordered French troops to leave the country.", "10"),
        ("North Korea fired two missiles into the sea.", "15"),
        ("Guatemala's prosecutors filed charges against two journalists.", "17"),
        ("The African Union sent observers to Zimbabwe.", "09"),
        ("Russia ordered a general mobilisation.", "15"),
    ],
)
def test_what_an_object_or_a_clause_adds_to_a_verb_decides_on_its_code(text, root):
    assert {one[0] for one in told(text)} == {root}


def test_a_sea_is_nobody():
    assert ("19", "YEM", "", "asserted") in told("Houthi rebels attacked a tanker in the Red Sea.")


@pytest.mark.parametrize(
    ("text", "event"),
    [
        (
            "Thailand accused its neighbour of laying mines; Laos rejects the accusation.",
            ("11", "THA", "neighbour", "asserted"),
        ),
        ("Georgian police used water cannon to drive back protesters.", ("17", "GEO", "GEO", "asserted")),
        (
            "Brazil, which borders Guyana, offered to mediate and sent armoured vehicles to Peru.",
            ("15", "BRA", "PER", "asserted"),
        ),
        (
            "Ghana suffered a second attack, which the police blamed on the Red Front.",
            ("11", "GHA", "Red Front", "asserted"),
        ),
        ("President Ana Paz of Chile refused to pay.", ("12", "CHL", "", "asserted")),
    ],
)
def test_a_wrong_parse_takes_no_event_away(text, event):
    assert event in told(text)


def test_an_event_has_the_name_that_its_headline_leaves_out():
    text = "Court removes premier\n\nPeru's Supreme Court dismissed Prime Minister Ana Paz on Friday."
    assert [one[:3] for one in told(text)] == [("17", "PER", "PER")]


@pytest.mark.parametrize(
    ("text", "roots"),
    [
        ("Activists protested against the visit of Kenya's president.", {"14"}),
        ("Kenya's minister protested against the visit.", {"11"}),
        ("Students burned a portrait of Kenya's president.", {"14"}),
        ("Soldiers of Mali backed by helicopters attacked Chad.", {"19"}),
    ],
)
def test_who_does_it_decides_on_what_it_is(text, roots):
    assert {one[0] for one in told(text)} == roots


def test_whose_plan_is_discussed_takes_no_part():
    assert told("France and Germany discussed North Korea's missile launches.") == [("04", "FRA", "DEU", "asserted")]
    assert told("France discussed the plan with Kenya.") == [("04", "FRA", "KEN", "asserted")]


def test_missiles_at_a_town_are_an_attack_and_money_that_is_released_is_no_prisoner():
    assert told("Russia launched missiles at Kharkiv on Monday.") == [("19", "RUS", "UKR", "asserted")]
    assert told("The European Union released €5 million in emergency aid.")[0][0] == "07"


def test_who_telephones_does_himself_what_he_telephones_for():
    events = told("The Greek premier telephoned the Turkish president to express condolences.")
    assert ("01", "GRC", "", "asserted") in events


def test_the_halves_of_a_headline_are_apart():
    events = told(
        "Israeli strike kills Hezbollah commander; Iran vows revenge\n\nIt was quiet on Monday, and nothing moved."
    )
    assert ("13", "IRN", "", "asserted") in events
