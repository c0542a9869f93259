"""Who is who in a sentence: names, titles, descriptions and pronouns, each rule with one sentence."""

from __future__ import annotations

import pytest

from seed.extract import cast
from seed.extract.findings import Cast, Who
from tests.extraction import story_of


def found(text: str) -> Cast:
    return cast.found(story_of(text))


def who(text: str, words: str) -> Who:
    """Give who is meant by the first mention of these words."""
    everybody = found(text).everybody
    return next(one for one in everybody for mention in one.mentions if mention.span.text == words)


def words_for(text: str, key: str) -> list[str]:
    """List the words by which somebody is mentioned, in reading order."""
    mentions = [mention.span for one in found(text).everybody if one.key == key for mention in one.mentions]
    return [span.text for span in sorted(mentions, key=lambda span: span.start)]


KEYS = [
    ("Officials in Berlin met the Iranian minister of oil in Vienna.", "Iranian", "country/IRN"),
    ("The U.S. and the United States agree with the US that America exists.", "America", "country/USA"),
    ("North Korea fired a missile, and the North denied it later on Monday.", "North", "country/PRK"),
    ("The talks with Tehran ended on Monday without a result.", "Tehran", "country/IRN"),
    ("The talks in Tehran ended on Monday without a result.", "Tehran", "place/tehran"),
    ("Moscow accused the rebels of an attack on the border town.", "Moscow", "country/RUS"),
    ("The delegation flew to Moscow on Monday for a week of talks.", "Moscow", "place/moscow"),
    ("Moscow-backed fighters took the town after a week of battles.", "Moscow", "country/RUS"),
    ("The Moscow-based company said on Monday that it would close.", "Moscow", "place/moscow"),
    ("The migrants crossed the Rio Grande on Monday.", "Rio Grande", "place/rio-grande"),
    (
        "The Russian Defence Ministry had no comment on Monday.",
        "Russian Defence Ministry",
        "organization/rus-defence-ministry",
    ),
    ("Members of the Social Democrats met in Oslo on Monday.", "Social Democrats", "group/social-democrats"),
    ("Beijing was in no hurry to answer on Monday, officials said.", "Beijing", "country/CHN"),
    ("A Moscow plan for the border was rejected on Monday.", "Moscow", "country/RUS"),
    ("Beijing's claims in the sea are disputed by its neighbors.", "Beijing", "country/CHN"),
    ("Beijing's airport was closed on Monday because of the snow.", "Beijing", "place/beijing"),
    ("Brussels accused the company of breaking the rules on Monday.", "Brussels", "organization/european-union"),
    ("Fighters of the al-Shabab group attacked a hotel on Monday.", "al-Shabab", "organization/al-shabaab"),
    ("The WHO said on Monday that the outbreak was under control.", "WHO", "organization/world-health-organization"),
    ("He fled to East Los Angeles on Monday, the police said later.", "East Los Angeles", "place/east-los-angeles"),
    ("The ruling of Cambodia's Senate was read on Monday.", "Senate", "organization/khm-senate"),
    ("The boy left the University of Texas for Oslo on Monday.", "Texas", "place/texas"),
    ("He works for the Bank of England, he said on Monday.", "England", "place/england"),
    ("A Los Angeles County court freed him on Monday.", "Los Angeles County", "place/los-angeles-county"),
    (
        "The Joint Council for the Welfare of Sailors met on Monday.",
        "Joint Council for the Welfare of Sailors",
        "organization/joint-council-for-the-welfare-of-sailors",
    ),
    ("Prices rose, the Tribune newspaper said on Monday.", "Tribune", "organization/tribune"),
]


@pytest.mark.parametrize(("text", "words", "key"), KEYS)
def test_a_name_is_that_of_what_acts_or_lies_there(text: str, words: str, key: str) -> None:
    assert who(text, words).key == key


PEOPLE = [
    ("Israeli Prime Minister Benjamin Netanyahu rejected the plan on Monday.", "Benjamin Netanyahu", "ISRGOV", "ISR"),
    ("Foreign Minister Jane Roe of Norway rejected the plan on Monday.", "Jane Roe", "NORGOV", "NOR"),
    ("John Roe, a Hezbollah commander, was killed in Beirut on Monday.", "John Roe", "LBNREB", "LBN"),
    ("Hamas political leader John Roe was killed in Tehran on Monday.", "John Roe", "PSEREBHMS", "PSE"),
    ("An Israeli army spokesman, Lt. Col. John Roe, denied it on Monday.", "John Roe", "ISRMIL", "ISR"),
    ("A former Egyptian minister, John Roe, denied the report on Monday.", "John Roe", "EGYELI", "EGY"),
    ("Kenyan lawmaker Jane Roe denied the report in Nairobi on Monday.", "Jane Roe", "KENLEG", "KEN"),
    ("The journalist Jane Roe denied the report in a letter on Monday.", "Jane Roe", "MED", None),
]


@pytest.mark.parametrize(("text", "name", "code", "country"), PEOPLE)
def test_a_title_or_description_gives_a_person_role_and_country(
    text: str, name: str, code: str, country: str | None
) -> None:
    person = who(text, name)
    assert (person.kind, person.code, person.country) == ("person", code, country)


def test_a_title_is_a_mention_of_its_own_and_no_part_of_the_name() -> None:
    text = "Secretary of State Antony Blinken spoke, and Blinken left."
    assert words_for(text, "person/antony-blinken") == ["Secretary of State", "Antony Blinken", "Blinken"]


def test_a_king_is_of_the_country_behind_his_name() -> None:
    king = who("The president called King Abdullah II of Jordan on Monday.", "Abdullah II")
    assert [(bond.of and bond.of.key, bond.role) for bond in king.bonds] == [("country/JOR", "King")]


def test_a_surname_is_whoever_was_named_in_full() -> None:
    text = "Jane Roe met John Doe in Oslo on Monday. Roe said that Doe had agreed."
    assert words_for(text, "person/jane-roe") == ["Jane Roe", "Roe"]


@pytest.mark.parametrize("text", [
    "Mayor Karen Bass left the arena on Monday.",
    "The Minister of Labour, Jane Roe, resigned on Monday.",
    "Everybody voted for Reform UK on Monday.",
])  # fmt: skip
def test_no_people_party_or_country_is_meant_within_another_name_or_office(text: str) -> None:
    kinds = {one.key for one in found(text).everybody}
    assert not kinds & {"group/karen", "organization/uk-labour-party", "country/GBR"}


def test_a_word_for_who_somebody_is_is_no_part_of_his_name() -> None:
    assert who("It is moving fast, Fire Chief John Roe said on Monday.", "John Roe").kind == "person"


def test_a_country_s_name_within_a_person_s_is_none() -> None:
    assert "country/JOR" not in {one.key for one in found("Michael Jordan left the arena on Monday.").everybody}


def test_a_given_name_goes_on_behind_its_hyphen() -> None:
    assert who("His lawyer, Yoo Jung-hwa, said on Monday that he would appeal.", "Yoo Jung-hwa").kind == "person"


def test_a_nickname_between_marks_is_part_of_a_name() -> None:
    assert who('Ismael "El Mayo" Zambada was arrested in Texas on Monday.', 'Ismael "El Mayo" Zambada').kind == "person"


NAMELESS = [
    ("Two officials familiar with the matter said it would rain.", "Two officials familiar with the matter", "unnamed"),
    ("A senior U.S. official said on Monday that it would rain.", "A senior U.S. official", "unnamed"),
    ("Russian troops took the town of Bakhmut on Monday.", "Russian troops", "group"),
    ("Thousands watched as Kenyan protesters burned cars.", "Kenyan protesters", "group"),
    ("The Israeli military struck a town in Syria on Monday.", "The Israeli military", "organization"),
    ("The Iranian government rejected the report on Monday.", "The Iranian government", "country"),
]


@pytest.mark.parametrize(("text", "words", "kind"), NAMELESS)
def test_who_has_no_name_is_told_by_what_he_is(text: str, words: str, kind: str) -> None:
    assert who(text, words).kind == kind


CODES = [
    ("A senior U.S. official said on Monday that it would rain.", "A senior U.S. official", "USAGOV"),
    ("Officials said on Monday that the plan had failed.", "Officials", "GOV"),
    ("Russian troops took the town of Bakhmut on Monday.", "Russian troops", "RUSMIL"),
    ("Russia said on Monday that its troops had left.", "its troops", "RUSMIL"),
    ("The Arakan Army took a base. The group’s spokesman, John Roe, said so.", "John Roe", "MMRREB"),
    ("In Myanmar, the military struck a village on Monday.", "the military", "MMRMIL"),
    ("Police in Lagos arrested five men on Monday.", "Police in Lagos", "COP"),
    ("G7 foreign ministers rejected the plan on Monday.", "G7 foreign ministers", "IGOGOSGOV"),
    ("The militants from al-Shabab fled on Monday.", "The militants from al-Shabab", "SOMREB"),
    ("Iran failed to form a coalition to back Iraq on Monday.", "a coalition to back Iraq", None),
    ("The allies of Ukraine met in Paris on Monday.", "The allies of Ukraine", None),
]


@pytest.mark.parametrize(("text", "words", "code"), CODES)
def test_a_description_gives_a_code(text: str, words: str, code: str | None) -> None:
    assert who(text, words).code == code


SAME = [
    ("Hezbollah fired rockets on Monday. The militant group said so.", "Hezbollah", "The militant group"),
    ("Hezbollah fired rockets. The Lebanese militant group said so.", "Hezbollah", "The Lebanese militant group"),
    ("Two officials spoke on Monday. They said it would rain.", "Two officials", "They"),
    ("Two officials spoke on Monday. The officials said it would rain.", "Two officials", "The officials"),
    ("A spokeswoman spoke on Monday. The spokeswoman left later.", "A spokeswoman", "The spokeswoman"),
    ("Maj. Gen. John Roe spoke on Monday. The general left later.", "John Roe", "The general"),
    ("Jane Roe met John Doe on Monday. She left later.", "Jane Roe", "She"),
    ("Israel took responsibility but has not said if it planned more.", "Israel", "it"),
    ("They want to pressure Tehran into limiting its retaliation.", "Tehran", "its"),
    ("Diplomats of the U.S. want the G7 countries to use all that helps them.", "the G7 countries", "them"),
    ("The army fought the Arakan Army in Myanmar. The rebels took a base.", "Arakan Army", "The rebels"),
    ("Iran was hit on Monday. The country said it would answer.", "Iran", "The country"),
    ("She leads her group, the Youth Movement for Change, from Oslo.", "Youth Movement for Change", "her group"),
    ("Jane Roe, a former justice minister, met John Doe. Roe left later.", "Jane Roe", "a former justice minister"),
    ("The Iranian Foreign Ministry condemned it. The ministry was clear.", "Iranian Foreign Ministry", "The ministry"),
    ("Vladimir Putin left Oslo on Monday. Putin, who was late, said so.", "Vladimir Putin", "Putin"),
    ("President Jane Roe met former President John Doe. The former president left.", "John Doe", "The former president"),
    ("The head of the Arab League, John Roe, arrived in Oslo for talks.", "John Roe", "The head of the Arab League"),
    ("Prime Minister Jane Poe's spokesman, John Roe, left on Monday.", "John Roe", "Prime Minister Jane Poe's spokesman"),
    ("Mary Poe met John Doe in Oslo on Monday. It was late when Poe left.", "Mary Poe", "Poe"),
    ("John Roe, the AfD's co-leader, is to meet a minister.", "John Roe", "AfD's co-leader"),
    ("Iran's chief of staff, John Roe, left. The chief of staff said so.", "John Roe", "The chief of staff"),
    ("President Jane Roe met former President John Doe. The president left.", "Jane Roe", "The president"),
    ("A Hezbollah official was killed on Monday. It said that John Roe, a commander of Hezbollah, died.", "John Roe",
     "A Hezbollah official"),
    ("Officials of the G7 countries spoke. At the call with the G7 he asked that countries should agree.", "the G7 countries",
     "countries"),
    ("The murders of Hamas’ political leader and of a boy came after John Roe, the leader of Hamas, left.",
     "John Roe", "Hamas’ political leader"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "words", "again"), SAME)
def test_who_is_taken_up_again_is_the_same(text: str, words: str, again: str) -> None:
    assert who(text, words) is not None
    assert again in words_for(text, who(text, words).key)


def test_a_title_speaks_of_who_is_named_below_it() -> None:
    text = "Iranian minister leaves Oslo\n\nIran's Foreign Minister John Roe left Oslo on Monday, officials said."
    assert "Iranian minister" in words_for(text, "person/john-roe")


def test_one_of_several_in_a_description_is_mentioned_by_it() -> None:
    story = story_of("Diplomats rallied allies and partners on Monday.")
    everybody = cast.found(story)
    both = next(one for one in everybody.everybody if one.mentions[0].span.text == "allies and partners")
    partners = next(token for token in story.tokens() if token.text == "partners")
    assert everybody.at(partners) is both.mentions[0]


NOBODY = [
    "It is clear that the plan has failed, and it seems that nobody knows why.",
    "It rained on Monday and Tuesday, and on Wednesday it snowed all day.",
]


@pytest.mark.parametrize("text", NOBODY)
def test_an_empty_pronoun_is_nobody(text: str) -> None:
    assert found(text).everybody == []


def test_the_officials_of_two_sentences_are_two_where_neither_refers_back() -> None:
    text = "Officials said it would rain. On Monday, officials said it would snow."
    assert len(found(text).everybody) == 2


def test_of_a_page_s_furniture_nobody_is_in_the_cast() -> None:
    text = (
        "Open Modal\n\nJordan rejects the plan of Norway\n\nroe77/Getty Images\n\n(OSLO) — Jordan rejected the plan of Norway "
        "on Monday, officials said in Amman.\n\nCopyright © 2024, ABC Audio. All rights reserved."
    )
    assert {one.key for one in found(text).everybody if one.kind != "unnamed"} == {
        "country/JOR", "country/NOR", "place/oslo", "place/amman",
    }  # fmt: skip


def test_the_dateline_s_place_is_a_place() -> None:
    assert words_for("(WASHINGTON) — The talks ended on Monday, an official said.", "place/washington") == [
        "WASHINGTON"
    ]


def test_a_name_that_begins_a_longer_one_is_mentioned_there_too() -> None:
    text = "He left Milton on Monday. The Milton Police Department said so on Tuesday in Milton."
    assert words_for(text, "place/milton") == ["Milton", "Milton", "Milton"]


def test_a_body_of_a_country_has_the_country_s_code() -> None:
    text = "Russian Defence Ministry spokesman John Roe left on Monday."
    assert [who(text, words).code for words in ("Russian Defence Ministry", "John Roe")] == ["RUSGOV", "RUSGOV"]


def test_an_office_with_capitals_is_no_part_of_a_name() -> None:
    text = "Marco Rubio spoke with Philippine Foreign Secretary Jane Roe, the State Department said."
    assert words_for(text, "person/jane-roe") == ["Philippine Foreign Secretary", "Jane Roe"]


def test_the_land_of_a_dateline_is_mentioned_and_its_day_is_no_place() -> None:
    text = "BEIRUT, Lebanon (AP) — The talks ended on Monday, an official said."
    assert words_for(text, "country/LBN") == ["Lebanon"]
    text = "MANILA, Sept 16 (AFP) - The talks ended on Monday, an official said."
    assert {one.key for one in found(text).everybody if one.kind != "unnamed"} == {"place/manila"}


def test_the_beginning_of_a_name_is_no_mention_of_who_has_the_whole() -> None:
    assert words_for("They read Freedom Magazine on Monday.", "organization/freedom-magazine") == ["Freedom Magazine"]


BARE = [
    ("LIMA (Reuters) - Lawmakers said on Monday that Congress would vote.", "Congress", "organization/per-congress"),
    ("Peru's president said on Monday that Congress would impeach her.", "Congress", "organization/per-congress"),
    ("The Senate in Nairobi voted on Monday to impeach him.", "Senate", "organization/ken-senate"),
    ("WASHINGTON (AP) — Congress approved aid for Peru on Monday.", "Congress", "organization/us-congress"),
    ("Congress approved aid for Ukraine on Monday.", "Congress", "organization/us-congress"),
    ("Congress voted on Monday.", "Congress", "organization/us-congress"),
    (
        "India's main opposition party, the Congress, won on Monday.",
        "Congress",
        "organization/indian-national-congress",
    ),
]


@pytest.mark.parametrize(("text", "words", "key"), BARE)
def test_a_body_that_many_countries_call_so_is_that_of_the_story(text: str, words: str, key: str) -> None:
    assert who(text, words).key == key


KIN = [
    "President Ferdinand Marcos Jr. spoke on Monday. His father, the late dictator Ferdinand Marcos, was ousted in 1986.",
    "The minister John Roe Jr. spoke on Monday. His father, John Roe, was a farmer.",
]


@pytest.mark.parametrize("text", KIN)
def test_father_and_son_of_one_name_are_two(text: str) -> None:
    people = [one for one in found(text).everybody if one.kind == "person"]
    assert len(people) == 2
    assert "His father" in [mention.span.text for mention in people[1].mentions]


def test_a_predecessor_who_was_named_by_his_surname_is_he() -> None:
    text = "Biden criticized Trump on Monday. His predecessor, Donald Trump, denied it."
    assert len([one for one in found(text).everybody if one.kind == "person"]) == 2


NO_NAMES = [
    ("The army fired a Patriot missile on Monday.", "Patriot"),
    ("Posts on X. were deleted on Monday.", "X."),
    ("New Zealand gave NZ$18 million to Fiji on Monday.", "NZ$18"),
    ("The minister condemned the use of force on Monday.", "force"),
    ("Police accused him of financing gangs on Monday.", "financing gangs"),
    ("Gunmen abducted farmers in Zamfara state on Monday.", "Zamfara state"),
    ("The army fired on the crowd. (Reporting by John Roe; Writing by Jane Doe)", "Writing"),
]


@pytest.mark.parametrize(("text", "words"), NO_NAMES)
def test_things_money_and_charges_are_not_in_the_cast(text: str, words: str) -> None:
    assert words not in [mention.span.text for one in found(text).everybody for mention in one.mentions]


PLACED = [
    ("Riots broke out in Nouméa on Monday.", "Nouméa"),
    ("Rebels took the town of Walikale on Monday.", "Walikale"),
    ("Gunmen attacked Tavoru province on Monday.", "Tavoru"),
]


@pytest.mark.parametrize(("text", "words"), PLACED)
def test_a_town_or_province_is_a_place(text: str, words: str) -> None:
    assert who(text, words).kind == "place"


def test_a_role_begins_with_a_word_of_its_own() -> None:
    assert who("The Kenyan-led police mission fought gangs on Monday.", "The Kenyan-led police mission").bonds[
        0
    ].role == ("police mission")


def test_nobody_kills_his_own_leader() -> None:
    assert who("Hamas says Israel killed its leader on Monday.", "its").key == "organization/hamas"


def test_an_official_is_not_of_the_country_against_which_he_acts() -> None:
    text = "President Roe imposed sanctions against Russia on Monday. Russia vowed to answer."
    assert who(text, "Roe").code == "GOV"


def test_a_surname_is_not_that_of_a_relative_named_beside_its_bearer() -> None:
    text = "Justin Trudeau resigned on Monday. His father, Pierre Trudeau, had been popular. Trudeau said he was sad."
    assert words_for(text, "person/justin-trudeau")[-2:] == ["Trudeau", "he"]
    text = "Philippine President Roe left on Monday. His sister, Senator Jane Roe, criticized him."
    assert who(text, "Roe").key != who(text, "Jane Roe").key


def test_an_army_is_that_of_the_dateline_where_nothing_else_is_told() -> None:
    assert who("N'DJAMENA, Chad (Reuters) - The army killed 12 fighters on Monday.", "The army").code == "TCDMIL"
