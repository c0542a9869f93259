"""Which names, titles and bodies of an article are of one another, where a first look takes them apart or together wrongly."""

from __future__ import annotations

from tests.test_extract_cast import found, who, words_for


def test_a_surname_is_the_person_named_in_full_before_whatever_the_parser_takes_it_for() -> None:
    text = (
        "A court sentenced former President Martín Salcedo on Tuesday.\n\n"
        "Salcedo denied the charges. The United States sent Salcedo home last year, and Salcedo may appeal."
    )
    assert {who(text, "Salcedo").key, who(text, "Martín Salcedo").key} == {"person/martin-salcedo"}
    assert not any(one.key == "place/salcedo" for one in found(text).everybody)


def test_the_country_of_a_title_holds_behind_a_preposition_too() -> None:
    text = "Officials met with French Defence Minister Jean Martin and spoke to Kenyan President Mary Roe on Monday."
    assert [who(text, name).code for name in ("Jean Martin", "Mary Roe")] == ["FRAGOV", "KENGOV"]


def test_an_ambassador_to_a_country_is_not_of_it() -> None:
    assert who("The ambassador to France Jean Roe left on Monday.", "Jean Roe").country is None


def test_a_minister_is_not_of_the_country_of_the_minister_whom_he_meets() -> None:
    text = "Secretary James Roe met with Japanese Foreign Minister Yoko Mori today in Oslo. Japan praised Japan's host."
    assert who(text, "James Roe").country is None


def test_a_ministry_is_no_other_ministry() -> None:
    text = "Brazil's foreign ministry declined to comment. Brazil's police held 12 people, the interior ministry said."
    assert who(text, "the interior ministry").key == "organization/bra-interior-ministry"
    again = "Brazil's foreign ministry declined to comment. The ministry said it would wait."
    assert words_for(again, "organization/bra-foreign-ministry")[:2] == ["Brazil's foreign ministry", "The ministry"]


def test_a_senate_is_that_of_the_dateline_although_washington_is_named_once() -> None:
    text = (
        "BOGOTA (Reuters) - Colombia's Congress met on Wednesday, and Colombia waited.\n\n"
        "A day later the Senate ratified the deal. Washington pledged help."
    )
    assert who(text, "Senate").code == "COLLEG"


def test_who_is_accused_is_no_accused() -> None:
    assert who("The senator accused Putin of lying on Monday.", "Putin").bonds == []


def test_a_name_ends_before_as() -> None:
    text = (
        "Ukraine war live: Russia launches missiles at Kharkiv as Zelenskyy visits Paris\n\n"
        "At least two people have been killed in a strike on Kharkiv. Volodymyr Zelenskyy was in France on Friday."
    )
    assert who(text, "Kharkiv").country == "UKR"
    assert words_for(text, "person/volodymyr-zelenskyy") == ["Zelenskyy", "Volodymyr Zelenskyy"]
