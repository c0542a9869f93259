"""From a code of one scheme to what stands for it in another, in the tables and over HTTP."""

from __future__ import annotations

import csv
from dataclasses import FrozenInstanceError
from pathlib import Path

import pytest

from schemas.codebook import UnknownCode, UnknownScheme, cameo, codebook, label
from schemas.crosswalk import PAIRS, Crossing, UnknownPair, crossing, crossings, scheme_of
from tests.clients import found, refused

TABLE = Path(__file__).parents[1] / "schemas" / "codebooks" / "crosswalk" / "crosswalk.csv"
EVERY = [(scheme, code, to) for scheme, to in PAIRS for code in codebook(scheme).codes]
# ACLED's type of acts without violence holds treaties and arrests alike: only its sub-events say what was done.
UNSAID = {("acled_event", "strategic-developments", to) for to in ("cameo", "plover")}


def best(scheme: str, code: str, to: str) -> Crossing:
    given = crossing(scheme, code, to)
    assert given is not None
    return given


def table() -> list[dict[str, str]]:
    with TABLE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize(
    ("scheme", "code", "to", "target"),
    [
        ("cameo", "190", "plover", "ASSAULT"),
        ("cameo", "041", "plover", "CONSULT:phone"),
        ("cameo", "0842", "plover", "RETREAT:release"),
        ("cameo", "010", "plover", "CONSULT"),
        ("cameo", "016", "plover", "REJECT"),
        ("cameo", "018", "plover", "SUPPORT"),
        ("cameo", "02", "plover", "REQUEST"),
        ("cameo", "0231", "plover", "REQUEST:assist"),
        ("cameo", "190", "quad_class", "4"),
        ("plover_type", "AGREE", "cameo", "030"),
        ("plover_mode", "CONSULT:phone", "cameo", "041"),
        ("plover_mode", "RETREAT:resign", "cameo", "0831"),
        ("ucdp_violence", "1", "cameo", "190"),
        ("ucdp_violence", "3", "cameo", "180"),
        ("ucdp_violence", "2", "plover", "ASSAULT"),
        ("acled_event", "riots", "cameo", "145"),
        ("acled_sub_event", "air-drone-strike", "plover", "ASSAULT:aerial"),
        ("acled_sub_event", "agreement", "cameo", "057"),
    ],
)
def test_a_code_leads_to_the_code_that_stands_best_for_it(scheme, code, to, target):
    assert best(scheme, code, to).code == target


def test_what_is_the_same_in_both_loses_nothing():
    assert crossings("cameo", "041", "plover") == (Crossing("CONSULT:phone", None, official=True),)
    assert crossings("plover_mode", "CONSULT:phone", "cameo") == (Crossing("041", None, official=True),)


@pytest.mark.parametrize(
    ("code", "lost"),
    [
        ("042", "PLOVER does not tell it from 043."),
        ("0841", "PLOVER does not tell it from 0842; the context legal is kept."),
        ("1832", "PLOVER does not tell it from 1833."),
        (
            "200",
            "The map says massacre, which is no PLOVER mode of 2021; it is left out. PLOVER does not tell it from 175, ",
        ),
    ],
)
def test_codes_that_fall_together_and_modes_that_are_none_are_said_to_be_lost(code, lost):
    assert str(best("cameo", code, "plover").lost).startswith(lost)


def test_comments_and_appeals_are_brought_to_plover_by_our_own_choice():
    for code in codebook("cameo").codes:
        given = best("cameo", code, "plover")
        assert given.official is (cameo(code).root not in ("01", "02"))
        assert given.official or "this project" in str(given.lost)


@pytest.mark.parametrize(
    ("code", "classes"), [("141", ["3", "4"]), ("090", ["2", "3"]), ("080", ["2", "1"]), ("020", ["1", "3"])]
)
def test_where_gdelt_and_plover_class_differently_both_are_given_gdelts_first(code, classes):
    given = crossings("cameo", code, "quad_class")
    assert [one.code for one in given] == classes
    assert f"PLOVER has it in class {classes[1]}" in str(given[0].lost)
    assert f"GDELT writes class {classes[0]}" in str(given[1].lost)


def test_a_plover_code_leads_to_every_cameo_code_that_the_official_map_brings_to_it():
    given = crossings("plover_mode", "CONSULT:visit", "cameo")
    assert [one.code for one in given] == ["042", "043"]
    assert [one.code for one in crossings("plover_type", "AID", "cameo")] == [
        "070", "07", "071", "072", "073", "074", "075",
    ]  # fmt: skip


def test_a_mode_that_cameo_does_not_have_leads_to_the_nearest_and_says_so():
    given = best("plover_mode", "COERCE:cyber", "cameo")
    assert (given.code, given.official) == ("170", False)
    assert str(given.lost).startswith("That computers or networks were attacked is lost")


def test_force_against_protesters_leads_to_the_protest_then_to_the_force_with_its_sides_exchanged():
    given = crossings("acled_sub_event", "excessive-force-against-protesters", "cameo")
    assert [one.code for one in given] == ["141", "175"]
    assert "the sides must change places" in str(given[1].lost)


def test_every_code_of_every_scheme_leads_somewhere_but_one_that_says_nothing_of_the_deed():
    assert {start for start in EVERY if not crossings(*start)} == UNSAID


def test_whatever_is_led_to_is_a_code_and_is_there_once():
    for scheme, code, to in EVERY:
        targets = [one.code for one in crossings(scheme, code, to)]
        assert len(set(targets)) == len(targets)
        assert all(label(scheme_of(to, target), target) for target in targets)


def test_whatever_is_lost_is_told_in_sentences():
    said = [one.lost for start in EVERY for one in crossings(*start) if one.lost is not None]
    assert [text for text in said if not (text[0].isupper() and text.endswith("."))] == []


def test_every_row_of_the_table_starts_from_a_code_and_is_used():
    for row in table():
        targets = [one.code for one in crossings(row["from"], row["code"], row["to"])]
        assert row["target"] in targets


def test_the_table_repeats_the_official_map_where_it_speaks_of_it():
    rows = [(cameo(row["code"]), row["target"]) for row in table() if row["from"] == "cameo"]
    official = [(known, target) for known, target in rows if known.plover_type]
    assert len(official) == 23
    for known, target in official:
        assert target == ":".join(part for part in (known.plover_type, known.plover_mode) if part)


def test_a_cameo_code_comes_back_from_the_plover_code_that_it_leads_to():
    for code in codebook("cameo").codes:
        given = best("cameo", code, "plover")
        back = [one.code for one in crossings(scheme_of("plover", given.code), given.code, "cameo")]
        assert not given.official or code in back


def test_what_is_unknown_is_an_error_that_names_it():
    with pytest.raises(UnknownScheme, match="cameos"):
        crossing("cameos", "190", "plover")
    with pytest.raises(UnknownCode, match="1900"):
        crossing("cameo", "1900", "plover")
    with pytest.raises(
        UnknownPair, match=r"from 'cameo' to 'ucdp_violence'\. There are: cameo to plover, cameo to quad"
    ):
        crossing("cameo", "190", "ucdp_violence")


def test_a_crossing_cannot_be_changed():
    with pytest.raises(FrozenInstanceError):
        best("cameo", "190", "plover").code = "AID"  # type: ignore[misc]


def test_the_crosswalk_answers_with_labels_and_what_is_lost(seeded_sqlite_client):
    assert found(seeded_sqlite_client, "/v1/crosswalk?from=cameo:042&to=plover") == {
        "from": {"scheme": "cameo", "code": "042", "label": "Travel to see somebody"},
        "to": "plover",
        "official": True,
        "data": [
            {
                "scheme": "plover_mode",
                "code": "CONSULT:visit",
                "label": "On a visit",
                "lost": "PLOVER does not tell it from 043.",
            }
        ],
    }


def test_the_crosswalk_takes_a_mode_with_its_colon(seeded_sqlite_client):
    given = found(seeded_sqlite_client, "/v1/crosswalk?from=plover_mode:ASSAULT:suicide-attack&to=cameo")
    assert [one["code"] for one in given["data"]] == ["1831", "183"]


def test_the_crosswalk_says_what_is_its_own_choice(seeded_sqlite_client):
    assert found(seeded_sqlite_client, "/v1/crosswalk?from=ucdp_violence:3&to=cameo")["official"] is False


def test_the_crosswalk_is_empty_where_nothing_stands_for_a_code(seeded_sqlite_client):
    given = found(seeded_sqlite_client, "/v1/crosswalk?from=acled_event:strategic-developments&to=cameo")
    assert (given["data"], given["official"]) == ([], False)


@pytest.mark.parametrize(
    ("query", "parameter", "nearest"),
    [
        ("to=plover", "from", None),
        ("from=cameo:190", "to", None),
        ("from=190&to=plover", "from", None),
        ("from=cameoo:190&to=plover", "from", "cameo"),
        ("from=cameo:1900&to=plover", "from", "cameo:190"),
        ("from=acled_sub_event:armed-clashes&to=plover", "from", "acled_sub_event:armed-clash"),
        ("from=cameo:190&to=plovr", "to", "plover"),
        ("from=cameo:190&to=plover&too=1", "too", "to"),
        ("from=cameo:190&from=cameo:191&to=plover", "from", None),
    ],
)
def test_what_leads_nowhere_is_refused_with_the_nearest(seeded_sqlite_client, query, parameter, nearest):
    fault = refused(seeded_sqlite_client, f"/v1/crosswalk?{query}")
    assert (fault["parameter"], fault["nearest"]) == (parameter, nearest)


def test_two_schemes_of_which_none_leads_to_the_other_are_refused_with_the_pairs_there_are(seeded_sqlite_client):
    fault = refused(seeded_sqlite_client, "/v1/crosswalk?from=cameo:190&to=cameo")
    assert (fault["parameter"], fault["valid"]) == ("to", ["plover", "quad_class"])
    assert "acled_event to cameo" in fault["message"]
