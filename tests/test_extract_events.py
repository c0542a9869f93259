"""What happened is told with code, sides and place, whatever the construction."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seed.extract.findings import Who
from seed.extract.reading import Unreadable
from tests.happenings import happenings, tellings


def told(text: str) -> list[tuple[str, str, str]]:
    """Tell each event as root code and the countries, or else the names, of its sides."""
    return [(one.cameo[:2], side(one.actor1), side(one.actor2)) for one in happenings(text)]


def side(people: list[Who]) -> str:
    return "+".join(who.country or who.name for who in people)


@pytest.mark.parametrize(
    ("text", "event"),
    [
        ("Russia attacked Ukraine on Tuesday.", ("19", "RUS", "UKR")),
        ("Ukraine was attacked by Russia on Tuesday.", ("19", "RUS", "UKR")),
        ("Turkey launched an offensive against Syria.", ("19", "TUR", "SYR")),
        ("Iran carried out a missile strike on Israel.", ("19", "IRN", "ISR")),
        ("Russian troops invaded Ukraine.", ("19", "RUS", "UKR")),
        ("France imposed sanctions on Belarus.", ("16", "FRA", "BLR")),
        ("France lifted sanctions on Belarus.", ("08", "FRA", "BLR")),
        ("Spain cut diplomatic ties with Nicaragua.", ("16", "ESP", "NIC")),
        ("Spain restored diplomatic ties with Nicaragua.", ("05", "ESP", "NIC")),
        ("Japan sent food to Haiti.", ("07", "JPN", "HTI")),
        ("Japan suspended aid to Haiti.", ("16", "JPN", "HTI")),
        ("Pakistan held talks with India.", ("04", "PAK", "IND")),
        ("Pakistan broke off talks with India.", ("16", "PAK", "IND")),
        ("Egypt condemned Israel over the raid.", ("11", "EGY", "ISR")),
        ("Egypt praised Israel for its restraint.", ("05", "EGY", "ISR")),
        ("Kenya expelled the Ethiopian ambassador.", ("16", "KEN", "ETH")),
        ("Kenyan police arrested Ethiopian students.", ("17", "KEN", "ETH")),
        ("Kenya investigated Ethiopia.", ("09", "KEN", "ETH")),
        ("Peru mobilized troops against Chile.", ("15", "PER", "CHL")),
        ("Mexico vetoed a Cuban resolution.", ("12", "MEX", "CUB")),
    ],
)
def test_a_verb_tells_by_its_object_and_preposition(text, event):
    assert event in told(text)


@pytest.mark.parametrize(
    ("text", "event"),
    [
        ("Poland asked Germany to send tanks.", ("02", "POL", "DEU")),
        ("Poland demanded that Germany withdraw its troops.", ("10", "POL", "DEU")),
        ("Poland promised military aid to Ukraine.", ("03", "POL", "UKR")),
        ("Poland offered to negotiate with Germany.", ("03", "POL", "DEU")),
        ("Poland refused to negotiate with Germany.", ("12", "POL", "DEU")),
        ("Poland threatened to attack Germany.", ("13", "POL", "DEU")),
        ("Poland said Germany must release the prisoners.", ("10", "POL", "DEU")),
        ("Poland rejected a German proposal.", ("12", "POL", "DEU")),
        ("Poland condemned an attack by German soldiers.", ("11", "POL", "DEU")),
        ("Poland took responsibility for the attack on Germany.", ("01", "POL", "")),
    ],
)
def test_an_attitude_to_a_deed_has_a_code_of_its_own(text, event):
    assert event in told(text)


def test_a_noun_tells_with_its_possessor_and_its_preposition():
    assert ("19", "IRN", "ISR") in told("Iran’s missile strike on Israel alarmed diplomats.")


def test_of_two_who_meet_one_is_on_either_side():
    assert told("Norway and Sweden signed an agreement.") == [("05", "NOR", "SWE")]


def test_nobody_is_on_both_sides():
    for telling in tellings("Israel attacked Israel. Iran’s attack on Iran failed."):
        assert not {one.who.key for one in telling.actor1} & {one.who.key for one in telling.actor2}


def test_who_is_only_described_is_a_side_all_the_same():
    [event] = happenings("Gunmen kidnapped six students.")
    assert [[who.name.lower() for who in side] for side in (event.actor1, event.actor2)] == [
        ["gunmen"],
        ["six students"],
    ]


def test_the_dead_are_counted_where_the_text_counts_them():
    [event] = happenings("Russian soldiers killed twelve civilians in Ukraine.")
    assert event.tellings[0].fatalities == 12


def test_the_killing_of_two_named_people_is_two_events():
    found = happenings("Anna Kowalska and Piotr Nowak were killed in Warsaw.")
    assert [[who.name for who in one.actor2] for one in found] == [["Anna Kowalska"], ["Piotr Nowak"]]


def test_an_event_is_one_however_often_it_is_told():
    [event] = happenings("Russia attacked Ukraine on Sunday. The Russian attack on Ukraine shocked the world.")
    assert len(event.tellings) == 2


def test_two_days_are_two_events():
    assert len(happenings("Russia attacked Ukraine on Sunday. Russia attacked Ukraine on Thursday.")) == 2


def test_a_purpose_is_told_with_what_it_is_the_purpose_of():
    assert told("Chadian soldiers opened fire to disperse demonstrators.") == [("19", "TCD", "demonstrators")]


def test_the_context_follows_from_the_words_of_the_clause():
    [event] = happenings("Russia sent warships to Cuba.")
    assert "military" in event.tellings[0].contexts


def test_what_will_be_given_is_promised_in_plover():
    [event] = happenings("Finland will give Tanzania a grant.")
    assert (event.status, event.tellings[0].plover_type) == ("expected", "AGREE")


SPOKEN = (
    "Iran",
    "Israel",
    "attacked",
    "the",
    "soldiers",
    ",",
    "and",
    "“",
    "”",
    "talks",
    "with",
    "on Monday",
    "said it would",
)
ODD = ("🚀", "إسرائيل", "é́", "\n\n", "killed two people", "in Paris", ".")
WORDS = st.sampled_from(SPOKEN + ODD)


@settings(max_examples=40)
@given(st.one_of(st.text(max_size=200), st.lists(WORDS, max_size=40).map(" ".join)))
def test_every_offset_reproduces_the_text(text):
    try:
        found = tellings(text)
    except Unreadable:
        return
    for telling in found:
        spans = [telling.trigger, telling.clause, *(one.span for one in [*telling.actor1, *telling.actor2])]
        for span in filter(None, [*spans, telling.status_span]):
            assert text[span.start : span.end] == span.text


def test_events_of_one_verb_are_told_apart():
    text = "Fouad Shukr, a Hezbollah commander, and Ismail Haniyeh, a Hamas leader, were killed in Beirut and Tehran."
    keys = [one.key for one in happenings(text + " Israel killed Fouad Shukr. Ismail Haniyeh was killed by Iran.")]
    assert len(set(keys)) == len(keys)
