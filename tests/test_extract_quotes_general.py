"""What was said ends where the reporter goes on, and has all that stands before the attribution."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from seed.extract import cast, quotes, times
from tests.extraction import story_of

PUBLISHED = datetime(2031, 3, 10, tzinfo=UTC)


def told(text: str) -> list[tuple[str | None, str]]:
    """Give speaker and content (stretches with bars between) of every statement."""
    story = story_of(text, PUBLISHED)
    said = quotes.found(story, cast.found(story), times.found(story))
    return [
        (one.speaker.who.name if one.speaker else None, " | ".join(span.text for span in one.content)) for one in said
    ]


@pytest.mark.parametrize(
    ("text", "content"),
    [
        (
            "Gunmen shot dead a candidate on Saturday, the sixth politician to be murdered this year, authorities said.",
            "Gunmen shot dead a candidate on Saturday, the sixth politician to be murdered this year",
        ),
        (
            "Hospitals were overwhelmed, and heavy rain threatened to hamper the relief effort, aid workers said.",
            "Hospitals were overwhelmed, and heavy rain threatened to hamper the relief effort",
        ),
        (
            "Uganda and Kenya could send peacekeepers, a diplomat said, though neither has confirmed this.",
            "Uganda and Kenya could send peacekeepers",
        ),
        (
            "The army said it had killed a commander in an air strike, as mediators met in Cairo.",
            "it had killed a commander in an air strike",
        ),
        ("France urged both sides to show restraint and offered to host a conference.", "to show restraint"),
    ],
)
def test_what_was_said_begins_and_ends_with_the_speaker_s_words(text, content):
    assert [each for _, each in told(text)] == [content]


def test_what_the_speaker_did_next_is_no_part_of_what_he_said():
    assert ("Brazil", "the claim was false") in told("Brazil said the claim was false and urged Iran to hold talks.")


def test_people_who_demonstrate_show_nothing():
    assert told("In Paris, tens of thousands of people demonstrated against the plan.") == []


@pytest.mark.parametrize(
    ("text", "known"),
    [
        # What the speaker said next is a statement of its own.
        (
            "The memo warns that pilots may lose consciousness and recommends grounding the fleet.",
            [("memo", "pilots may lose consciousness"), ("memo", "grounding the fleet")],
        ),
        (
            "Brennan acknowledged that engineers had flagged the fault early in the year but said nobody had listened.",
            [
                ("Brennan", "engineers had flagged the fault early in the year"),
                ("Brennan", "nobody had listened"),
            ],
        ),
        (
            "Hayes left early, arguing that the measure would fail and accusing the court of bias.",
            [("Hayes", "the measure would fail"), ("Hayes", "the court | bias")],
        ),
        (
            "Delgado said she understood the farmers but insisted that the lake could not wait.",
            [("Delgado", "she understood the farmers"), ("Delgado", "the lake could not wait")],
        ),
        # What the speaker left open is the reporter's.
        (
            "The mayor claims the figure is closer to $90 billion, though she has not provided evidence.",
            [("mayor", "the figure is closer to $90 billion")],
        ),
        ("Reyes said he was disappointed but did not elaborate.", [("Reyes", "he was disappointed")]),
        # A sentence that the attribution cuts in two.
        (
            "She was not, the adviser said, looking for an answer.",
            [("adviser", "She was not | looking for an answer")],
        ),
        (
            "The bond market, the trader said, is “getting ahead of itself.”",
            [("trader", "The bond market | is “getting ahead of itself.”")],
        ),
        (
            "Rain has begun, said Edward Lang, who teaches at Kent State University, and Norway has closed six roads.",
            [("Edward Lang", "Rain has begun | Norway has closed six roads")],
        ),
        # A speaker who is named again by a pronoun goes on with a statement of his own.
        (
            "They noted that the editor had retired, and they questioned why the story appeared so late.",
            [(None, "the editor had retired"), (None, "why the story appeared so late")],
        ),
        (
            "Norway denied that it had sold the ship, with spokeswoman Jenny Marsden saying the story was false.",
            [("Norway", "it had sold the ship"), ("Jenny Marsden", "the story was false")],
        ),
        # What the parse takes for something else.
        (
            "The minister said through a lawyer that he did not recall seeing the memo.",
            [("minister", "he did not recall seeing the memo")],
        ),
        (
            "A reporter asked if the secretary planned to travel to Geneva.",
            [("reporter", "if the secretary planned to travel to Geneva")],
        ),
        (
            "The army insisted unrest there reflected ethnic tensions.",
            [("army", "unrest there reflected ethnic tensions")],
        ),
        (
            "The Red Cross operating in Iraq said troops must ensure security.",
            [("International Committee of the Red Cross", "troops must ensure security")],
        ),
        # Of a nation, and set apart.
        (
            "Nobody believes Russian claims that the drills were a provocation.",
            [("Russia", "the drills were a provocation")],
        ),
        ("The attack, which Marsh called “a cowardly act,” killed six.", [("Marsh", "“a cowardly act,”")]),
        (
            "The senator condemned the bombing of a market in Harab, which left six people dead.",
            [("senator", "the bombing of a market in Harab")],
        ),
        # Whose words are between the marks.
        (
            "Aldrich, who once described Delaney as “a carnival barker,” now says he would support him.",
            [("Aldrich", "Delaney | “a carnival barker,”"), ("Aldrich", "he would support him")],
        ),
        # What is no verb of saying does not lead to the words between marks of the next sentence.
        (
            "The Taliban called up reservists. “Nothing will change,” the group said.",
            [("Taliban", "“Nothing will change,”")],
        ),
        # What could be is not told by the reporter; what was done is.
        (
            "A spokesman said Washington was “deeply concerned” and could review its aid if the violence continued.",
            [("spokesman", "Washington was “deeply concerned” and could review its aid if the violence continued")],
        ),
        ("Mary Dunn said she was “sorry” and resigned.", [("Mary Dunn", "she was “sorry”")]),
        # What a speaker does beside saying it.
        ("“It weighs nothing,” said Mary Dunn, pointing to a thick bracelet.", [("Mary Dunn", "“It weighs nothing,”")]),
        ("The troops shot at us, one of them said, declining to be named.", [("one of them", "The troops shot at us")]),
        # What others think of it.
        (
            "Prosecutors accused Morales of bribery, a charge that Morales denied.",
            [("prosecutors", "Morales | bribery")],
        ),
    ],
)
def test_each_statement_has_its_speaker_and_ends_where_it_ends(text, known):
    assert told(text) == known


def test_own_words_stand_though_they_tell_that_another_one_spoke():
    assert ("Carl Duvall", "“He says what the whole town is thinking,”") in told(
        "“He says what the whole town is thinking,” said Carl Duvall, a farmer."
    )


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        # Nobody is named only by his own words, nor is he who is told.
        ("Judge Eleanor Finch frowned. “So a person loses the right to vote?” she asked the lawyer.", "Eleanor Finch"),
        # A description tells of a man or a woman.
        ("Robert Hutchens stood beside his wife. In an interview, he said he missed the farm.", "Robert Hutchens"),
        # Whoever spoke last goes on.
        (
            "Doris Blake said the firm had pledged to notify every affected user. “Nobody was warned,” she said.",
            "Doris Blake",
        ),
        # Words without a cue are of whoever was told of before them, in other words or in his own.
        ("“It is over,” said Anna Price.\n\nTom Reed said he was tired.\n\n“I want to go home and sleep.”", "Tom Reed"),
    ],
)
def test_the_last_words_are_of_who_is_meant(text, speaker):
    assert told(text)[-1][0] == speaker


@pytest.mark.parametrize(
    ("text", "content"),
    [
        # What is expected of others, what is hoped for, what papers show.
        ("Marchetti expects the central bank to cut rates by spring.", "the central bank to cut rates by spring"),
        ("The union hopes to raise two million dollars.", "to raise two million dollars"),
        (
            "A new poll shows Clinton with a 12-point lead over Trump.",
            "Clinton with a 12-point lead over Trump",
        ),
        ("The lawsuit urges the agency to retrain its inspectors.", "to retrain its inspectors"),
        ("Norway said it was ready. It urged Sweden to retrain its inspectors.", "to retrain its inspectors"),
        # For and against.
        ("The White House dismissed her complaints.", "her complaints"),
        ("The senator opposes the trade deal.", "the trade deal"),
        ("The minister pointed to rising numbers among women.", "rising numbers among women"),
        # Cut in two by the attribution.
        (
            "The plan would raise taxes, critics contend, and would do little to reduce the deficit.",
            "The plan would raise taxes | would do little to reduce the deficit",
        ),
        (
            "It was the first time, aides said, that the president had spoken in public.",
            "It was the first time | the president had spoken in public",
        ),
        ("Turner, she said, “has no idea what he is doing.”", "Turner | “has no idea what he is doing.”"),
        ("It's enough, Rusk says, to make a man weep.", "It's enough | to make a man weep"),
        # Whom the article cites is no part of it, nor what the reporter adds.
        (
            "According to a person briefed on the talks, the two men have not spoken since August.",
            "the two men have not spoken since August",
        ),
        (
            "Turnout fell by a third, according to the city, but the lines were long.",
            "Turnout fell by a third",
        ),
        ("The senator apologized for the tweets, which date from 2014.", "the tweets"),
        ("In an interview Wednesday, Holt acknowledged the mistake.", "the mistake"),
        # What follows at once behind an attribution between commas.
        (
            "The candidates raised $212 million, records show, more than twice as much as their opponents.",
            "The candidates raised $212 million | more than twice as much as their opponents",
        ),
        (
            "Voters who dislike him, Burke said, are unlikely to be fooled, while those who like him may stay home.",
            "Voters who dislike him | are unlikely to be fooled, while those who like him may stay home",
        ),
        (
            "According to Kessler, the bigger risk for Turner is that he overreacts.",
            "the bigger risk for Turner is that he overreacts",
        ),
        (
            "According to interviews with lawmakers, donors and strategists, the party may lose.",
            "the party may lose",
        ),
        ("He met a supporter who called the senator “a crook.”", "the senator “a crook.”"),
        (
            "The survey showed Democrats ahead in four of the seven most competitive races.",
            "Democrats ahead in four of the seven most competitive races",
        ),
        # What the reporter thinks of it.
        (
            "The maker said that regulators had asked for another trial, a demand that could delay approval.",
            "regulators had asked for another trial",
        ),
        ("The minister said other countries would follow, without naming them.", "other countries would follow"),
        ("The firm confirmed the talks had resumed but declined to discuss them.", "the talks had resumed"),
        (
            "The bill has the votes, according to two people, who spoke on condition of anonymity.",
            "The bill has the votes",
        ),
        ("The leader vowed that the ships would sail, a threat aimed at Israel.", "the ships would sail"),
        # The sentence before a semicolon is another one.
        (
            "The embassy would stay; the status of the city, the chancellor said, “must be settled by talks.”",
            "the status of the city | “must be settled by talks.”",
        ),
        (
            "The union resumed its talks; the strike could end this week, officials say.",
            "the strike could end this week",
        ),
        ("The speaker rejected the idea that her party had failed.", "the idea that her party had failed"),
        # A verb that the parser takes for a noun.
        ("While he waited, a 2002 interview shows that he supported the war.", "he supported the war"),
    ],
)
def test_the_last_statement_has_all_that_was_said(text, content):
    assert told(text)[-1][1] == content


@pytest.mark.parametrize(
    "text",
    [
        "He spoke on condition of anonymity because he feared retaliation.",
        "He referred the question to the Pentagon.",
        "The minister had apologized in public.",
        "Somebody asked for anonymity to describe a private conversation.",
    ],
)
def test_what_looks_like_a_statement_is_none(text):
    assert told(text) == []


def test_what_another_one_is_for_or_against_is_told_and_no_statement_of_its_own():
    assert told("Aides said the senator opposes the trade deal.") == [("aides", "the senator opposes the trade deal")]


@pytest.mark.parametrize(
    ("title", "statement"),
    [
        ("Kaine Vows to Fight for Immigration Reform", ("Kaine", "to Fight for Immigration Reform")),
        ("Senator Claims Voter Fraud Is Widespread", ("Senator", "Voter Fraud Is Widespread")),
        ("Report: Turner Paid No Taxes for 18 Years", ("Report", "Turner Paid No Taxes for 18 Years")),
    ],
)
def test_a_headline_attributes_though_all_its_words_have_capitals(title, statement):
    text = f"{title}\n\nThe Senate met on Tuesday for the first time since the election, and the mood was grim."
    story = story_of(text, PUBLISHED, title)
    said = quotes.found(story, cast.found(story), times.found(story))
    assert [(one.speaker.who.name if one.speaker else None, one.content[0].text) for one in said] == [statement]


def test_a_verb_right_before_the_mark_governs_it_and_not_the_next_sentence():
    assert told("Delaney tweeted “total support for our great team!” Coyle said she was sad.") == [
        ("Delaney", "“total support for our great team!”"),
        ("Coyle", "she was sad"),
    ]


def test_what_only_shows_something_is_nobody_whom_he_means():
    text = "The mayor rose. Judge Rosa Roe said the evidence showed that money was taken. “It is a lie,” he told the court."
    assert told(text)[-1] == ("mayor", "“It is a lie,”")


def test_who_asks_before_a_colon_is_nothing_that_was_said():
    assert told("Chronicle: Do you expect an attack?") == []
