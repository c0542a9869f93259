"""Who said what: by which words, in which of them, and who passed it on. The articles were written for these tests."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from seed.extract import cast, quotes, times
from seed.extract.findings import Said, Story
from tests.extraction import story_of

PUBLISHED = datetime(2024, 8, 5, tzinfo=UTC)


def found(text: str, title: str | None = None) -> list[Said]:
    story = story_of(text, PUBLISHED, title)
    return said_in(story)


def said_in(story: Story) -> list[Said]:
    return quotes.found(story, cast.found(story), times.found(story))


def told(text: str) -> list[tuple[str, str | None, str | None, str]]:
    """Give kind, speaker as written, cue and content (stretches with bars between) of every statement."""
    return [
        (
            one.kind,
            one.speaker_as_written.text if one.speaker_as_written else None,
            one.cue_lemma,
            " | ".join(span.text for span in one.content),
        )
        for one in found(text)
    ]


SAID = [
    # The verb behind and before the words between marks.
    (
        "“We will not back down,” Prime Minister Keir Starmer said on Tuesday.",
        [("direct", "Prime Minister Keir Starmer", "say", "“We will not back down,”")],
    ),
    (
        '"We need help," said one resident, who gave her name only as Fatima.',
        [("direct", "one resident", "say", '"We need help,"')],
    ),
    (
        "“We have no choice”, the mayor told the BBC.",
        [("direct", "the mayor", "tell", "“We have no choice”")],
    ),
    (
        "Asked about the report, Johnson said: “That is not something I recognise.”",
        [("direct", "Johnson", "say", "“That is not something I recognise.”")],
    ),
    (
        "“Are you prepared to resign?” a reporter asked.",
        [("direct", "a reporter", "ask", "“Are you prepared to resign?”")],
    ),
    ("“Never!” the senator shouted.", [("direct", "the senator", "shout", "“Never!”")]),
    (
        "“If he says he will come, he will come,” Peskov said.",
        [("direct", "Peskov", "say", "“If he says he will come, he will come,”")],
    ),
    (
        "“If you think about it, the system is rigged,” Trump, who has made the claim before, told Fox News.",
        [("direct", "Trump", "tell", "“If you think about it, the system is rigged,”")],
    ),
    (
        '"They shot at us from the helicopter," Ahmed, a 32-year-old shopkeeper, told AFP by telephone.',
        [("direct", "Ahmed", "tell", '"They shot at us from the helicopter,"')],
    ),
    ("“Enough is enough,” read one banner.", [("direct", "one banner", "read", "“Enough is enough,”")]),
    ("Merkel: “We can do this.”", [("direct", "Merkel", None, "“We can do this.”")]),
    (
        "The senator's message to voters was simple: “Stay home.”",
        [("direct", "The senator", None, "“Stay home.”")],
    ),
    (
        "The protesters chanted “Down with the regime!” as they marched toward the parliament.",
        [("direct", "The protesters", "chant", "“Down with the regime!”")],
    ),
    (
        "“We are ready for talks,” Iranian President Hassan Rouhani was quoted as saying by the state news agency.",
        [("direct", "Iranian President Hassan Rouhani", "say", "“We are ready for talks,”")],
    ),
    (
        "“When you're a star, they let you do it,” Trump can be heard saying on the tape.",
        [("direct", "Trump", "say", "“When you're a star, they let you do it,”")],
    ),
    # Split by the attribution, and going on after it.
    (
        '"The talks," Lavrov said, "have failed completely."',
        [("direct", "Lavrov", "say", '"The talks," | "have failed completely."')],
    ),
    (
        "“The president lied,” Smith wrote on Twitter. “He knew about the plan all along.”",
        [("direct", "Smith", "write", "“The president lied,” | “He knew about the plan all along.”")],
    ),
    (
        "“This is a great day,” Abiy said. “We have shown what we can do.” He added: “Now the work begins.”",
        [
            ("direct", "Abiy", "say", "“This is a great day,” | “We have shown what we can do.”"),
            ("direct", "He", "add", "“Now the work begins.”"),
        ],
    ),
    # Some of it between marks.
    (
        "Obama joked that he was “the first president to be upstaged by a turkey.”",
        [("partial", "Obama", "joke", "he was “the first president to be upstaged by a turkey.”")],
    ),
    ('It was "disgusting," she said.', [("partial", "she", "say", 'It was "disgusting,"')]),
    (
        "There is “no evidence” of fraud, according to election officials in both parties.",
        [("partial", "election officials in both parties", "accord to", "There is “no evidence” of fraud")],
    ),
    (
        "Trump said at a rally in Ohio on Thursday that he would accept the results “if I win.”",
        [("partial", "Trump", "say", "he would accept the results “if I win.”")],
    ),
    # As a clause.
    (
        "Ukrainian President Volodymyr Zelenskyy said Russia had fired more than 80 missiles overnight.",
        [
            (
                "indirect",
                "Ukrainian President Volodymyr Zelenskyy",
                "say",
                "Russia had fired more than 80 missiles overnight",
            )
        ],
    ),
    (
        "The army said in a statement that three soldiers had been killed near Rafah.",
        [("indirect", "The army", "say", "three soldiers had been killed near Rafah")],
    ),
    (
        "The Kremlin said on Friday it saw no reason to extend the agreement.",
        [("indirect", "The Kremlin", "say", "it saw no reason to extend the agreement")],
    ),
    (
        "The strike killed at least 12 people, Palestinian health officials said.",
        [("indirect", "Palestinian health officials", "say", "The strike killed at least 12 people")],
    ),
    (
        "Tens of thousands have fled, aid groups say.",
        [("indirect", "aid groups", "say", "Tens of thousands have fled")],
    ),
    (
        "The strike, officials said, killed at least 12 people.",
        [("indirect", "officials", "say", "The strike | killed at least 12 people")],
    ),
    (
        "As the secretary put it, the country faces a difficult choice.",
        [("indirect", "the secretary", "put it", "the country faces a difficult choice")],
    ),
    (
        "Officials told The Associated Press on condition of anonymity that the plan had been scrapped.",
        [("indirect", "Officials", "tell", "the plan had been scrapped")],
    ),
    (
        "The FBI director told lawmakers in a letter that the bureau would review new emails.",
        [("indirect", "The FBI director", "tell", "the bureau would review new emails")],
    ),
    (
        "Clinton, who has said she supports the agreement, will travel to Ohio on Friday.",
        [("indirect", "Clinton", "say", "she supports the agreement")],
    ),
    ("He said he hoped the ceasefire would hold.", [("indirect", "He", "say", "he hoped the ceasefire would hold")]),
    (
        "Stein believes, as do many of her supporters, that the two-party system has failed.",
        [("indirect", "Stein", "believe", "the two-party system has failed")],
    ),
    (
        "The president is confident that Congress will approve the funding.",
        [("indirect", "The president", "confident", "Congress will approve the funding")],
    ),
    (
        "A Quinnipiac University poll released Wednesday found Clinton leading Trump by 6 points in Florida.",
        [("indirect", "A Quinnipiac University poll", "find", "Clinton leading Trump by 6 points in Florida")],
    ),
    (
        "Erdogan was told by Putin that the grain deal would not be renewed.",
        [("indirect", "Putin", "tell", "the grain deal would not be renewed")],
    ),
    # According to somebody.
    (
        "According to the United Nations, more than a million people have fled the fighting.",
        [("indirect", "the United Nations", "accord to", "more than a million people have fled the fighting")],
    ),
    (
        "More than a million people, according to the U.N. refugee agency, have fled the fighting.",
        [("indirect", "the U.N. refugee agency", "accord to", "More than a million people | have fled the fighting")],
    ),
    # Promises, requests and proposals.
    (
        "Putin vowed to continue the operation until all goals were met.",
        [("indirect", "Putin", "vow", "to continue the operation until all goals were met")],
    ),
    (
        "French President Emmanuel Macron urged Israel to halt its offensive.",
        [("indirect", "French President Emmanuel Macron", "urge", "to halt its offensive")],
    ),
    (
        "The union has called for a nationwide strike.",
        [("indirect", "The union", "call for", "a nationwide strike")],
    ),
    # What something is called, and who is blamed for it.
    (
        "He described the deal as “a disaster” for the region.",
        [("partial", "He", "describe", "the deal | “a disaster” for the region")],
    ),
    (
        'The White House called the remarks "unacceptable and dangerous."',
        [("partial", "The White House", "call", 'the remarks "unacceptable and dangerous."')],
    ),
    (
        "Beijing views Taiwan as a breakaway province.",
        [("indirect", "Beijing", "view", "Taiwan | a breakaway province")],
    ),
    (
        "Netanyahu blamed Hamas for the collapse of the talks.",
        [("indirect", "Netanyahu", "blame", "Hamas | the collapse of the talks")],
    ),
    (
        "The foreign ministry accused Washington of violating international law.",
        [("indirect", "The foreign ministry", "accuse", "Washington | violating international law")],
    ),
    (
        "Taliban spokesman Zabihullah Mujahid claimed responsibility for the attack in a statement emailed to media.",
        [("indirect", "Taliban spokesman Zabihullah Mujahid", "claim responsibility", "the attack")],
    ),
    # One after the other.
    (
        "Trump tweeted that the investigation was “a total hoax” and vowed to fight it.",
        [
            ("partial", "Trump", "tweet", "the investigation was “a total hoax”"),
            ("indirect", "Trump", "vow", "to fight it"),
        ],
    ),
    (
        "The minister acknowledged that mistakes had been made but said no one would be fired.",
        [
            ("indirect", "The minister", "acknowledge", "mistakes had been made"),
            ("indirect", "The minister", "say", "no one would be fired"),
        ],
    ),
    (
        "The military said it “regrets any harm to civilians,” adding that the incident was under review.",
        [
            ("partial", "The military", "say", "it “regrets any harm to civilians,”"),
            ("indirect", "The military", "add", "the incident was under review"),
        ],
    ),
    (
        "Hamas said it was studying the proposal, while Israel said it would send negotiators to Cairo.",
        [
            ("indirect", "Hamas", "say", "it was studying the proposal"),
            ("indirect", "Israel", "say", "it would send negotiators to Cairo"),
        ],
    ),
]


@pytest.mark.parametrize(("text", "expected"), SAID, ids=[text for text, _ in SAID])
def test_a_statement_is_found(text, expected):
    assert told(text) == expected


UNSAID = [
    "The minister has not said whether he will resign.",
    "Police did not say what caused the blast.",
    "The ministry declined to comment.",
    "The State Department declined to say whether the emails were classified.",
    "The governor would not say if she would sign the bill.",
    "The company neither confirmed nor denied that it had paid.",
    "The government is expected to announce new measures on Wednesday.",
    "The campaign did not respond to a request for comment.",
    "It is not clear who was behind the attack.",
    "No group has claimed responsibility for the bombing.",
    "The two-day “peace conference” opens in Vienna.",
    "Her novel “The Long Road” won a prize.",
    "The families’ lawyers and the workers’ union met at six o’clock.",
    "The rock ’n’ roll of the '90s is back.",
    "Everything went according to plan.",
    "The army continued its advance toward the city.",
    "The soldiers were called to the capital.",
    # Nobody says it.
    "Neither government said the border had closed.",
    "Few analysts expect that the truce will hold.",
    "Not one diplomat said the talks had failed.",
    # With a particle it is another verb.
    "The Taliban called off talks with Pakistan.",
    "The union signed off on the deal.",
]


@pytest.mark.parametrize("text", UNSAID)
def test_what_nobody_said_is_no_statement(text):
    assert told(text) == []


def test_who_tells_of_a_statement_passes_it_on_and_says_nothing_else():
    (said,) = found("Blinken told his counterparts that Iran could strike on Monday, according to two officials.")
    assert said.speaker_as_written is not None
    assert said.speaker_as_written.text == "Blinken"
    assert [(who.span.text, cue and cue.text) for who, cue in said.passed_on] == [("two officials", "according to")]


@pytest.mark.parametrize(
    ("text", "speaker", "through"),
    [
        ("Scholz quoted Biden as saying: “We will not walk away.”", "Biden", ["Scholz"]),
        ("Scholz cited Biden as saying the allies would not walk away.", "Biden", ["Scholz"]),
        ("Biden was quoted by Reuters as saying the allies would not walk away.", "Biden", ["Reuters"]),
        ("Biden was quoted as saying the allies would not walk away.", "Biden", []),
        # Who does not confirm or who denies it passes nothing on.
        ("Russia shelled Kharkiv on Friday, Ankara said, though neither side confirmed it.", "Ankara", []),
        ("Prosecutors said Morales took bribes, a charge that Morales denied.", "Prosecutors", []),
        ("Prosecutors accused Morales of bribery, a charge that Morales denied.", "Prosecutors", []),
    ],
)
def test_who_is_quoted_by_somebody_else_speaks_through_him(text, speaker, through):
    (said,) = found(text)
    assert said.speaker_as_written is not None
    assert said.speaker_as_written.text == speaker
    assert [who.span.text for who, _ in said.passed_on] == through


@pytest.mark.parametrize(
    "text", ["A few diplomats said the talks had failed.", "Not only Iran said the talks had failed."]
)
def test_a_few_are_somebody(text):
    assert [content for *_, content in told(text)] == ["the talks had failed"]


def test_a_statement_within_a_longer_one_stands_beside_it():
    outer, inner = found("Officials said Iran showed restraint, later declaring that the matter was closed.")
    assert outer.content[0].text == "Iran showed restraint, later declaring that the matter was closed"
    assert inner.content[0].text == "the matter was closed"
    assert [who.span.text for who, _ in inner.passed_on] == ["Officials"]


def test_who_is_told_is_addressed():
    (said,) = found("The president told lawmakers that he would veto the bill.")
    assert [one.span.text for one in said.addressees] == ["lawmakers"]


def test_the_other_side_of_a_call_is_addressed():
    (said,) = found("Blinken stressed on the call with the G7 that more restraint was needed.")
    assert [one.span.text for one in said.addressees] == ["G7"]


def test_a_statement_is_of_the_day_that_its_verb_has():
    (said,) = found("Clinton's campaign said Sunday that the candidate would release her tax returns next week.")
    assert said.said is not None
    assert (said.said.as_written, said.said.start.isoformat()) == ("Sunday", "2024-08-04")


def test_words_go_on_over_paragraphs_whose_marks_are_closed_once():
    (said,) = found(
        "“The people gave us a mandate,” Monteiro said. “We will honor it.\n\n“To you I say: I hear you.\n\n“Wait.”"
    )
    assert [span.text for span in said.content] == [
        "“The people gave us a mandate,”",
        "“We will honor it.",
        "“To you I say: I hear you.",
        "“Wait.”",
    ]


def test_a_paragraph_between_marks_is_of_whoever_spoke_before():
    first, second = found("“It is over,” said Ambassador Mohib.\n\n“They represent our hopes and our resilience.”")
    assert (second.cue, second.kind, second.content[0].text) == (
        None,
        "direct",
        "“They represent our hopes and our resilience.”",
    )
    assert first.speaker is not None
    assert second.speaker is not None
    assert second.speaker.who is first.speaker.who


def test_single_marks_enclose_what_holds_apostrophes():
    (said,) = found("‘We won’t surrender, and the soldiers’ families know it,’ the commander said.")
    assert said.content[0].text == "‘We won’t surrender, and the soldiers’ families know it,’"


def test_marks_within_marks_are_part_of_what_was_said():
    (said,) = found("Kaine told the crowd: “Do you want a ‘you’re fired’ president?”")
    assert said.quoted[0].text == "“Do you want a ‘you’re fired’ president?”"


def test_inner_marks_may_close_just_before_the_outer_ones():
    (said,) = found("“You wrote, and I quote, ‘the cost outweighs the benefit,’” Delgado replied, holding up a copy.")
    assert (said.kind, said.cue_lemma) == ("direct", "reply")


def test_an_abbreviated_title_ends_no_sentence_between_two_parts_of_a_speech():
    (said,) = found("“They are wrong,” Holt told Sen. Maria Delgado. “Nobody here wants dirty water.”")
    assert [span.text for span in said.content] == ["“They are wrong,”", "“Nobody here wants dirty water.”"]


def test_words_that_no_cue_governs_are_of_whom_the_sentence_is_about():
    (said,) = found("Trump has tried to win over “the forgotten men and women” of the Midwest.")
    assert (said.speaker_as_written and said.speaker_as_written.text, said.cue) == ("Trump", None)


def test_a_headline_attributes_behind_its_colon():
    said = found(
        "Dozens killed in market blast: police\n\nThe explosion tore through the crowded market.",
        "Dozens killed in market blast: police",
    )
    assert [(one.speaker_as_written and one.speaker_as_written.text, one.content[0].text) for one in said] == [
        ("police", "Dozens killed in market blast")
    ]


def test_who_is_not_in_the_cast_becomes_an_unnamed_one():
    story = story_of("The drizzle will stop, an onlooker said.", PUBLISHED)
    everybody = cast.found(story)
    (said,) = quotes.found(story, everybody, [])
    assert said.speaker is not None
    assert said.speaker.who in everybody.everybody
    assert (said.speaker.who.kind, said.speaker.who.name) == ("unnamed", "onlooker")


def test_a_description_and_the_name_behind_it_are_one_speaker():
    (said,) = found("The company's chief executive, Mary Barra, told investors that sales would fall.")
    assert said.speaker is not None
    assert said.speaker.who.name == "Mary Barra"


WORDS = st.sampled_from(
    [*"“”\"'‘’«»,.:;!?—\n ", " said ", "he", " according to ", "Iran", " that ", " told ", "officials", " has ", " called ",
     " it ", " not ", "😀", "שלום", "é", "a\u0301", " as ", " “no” ", " adding ", " blamed ", " on ", "The minister"]
)  # fmt: skip


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.one_of(st.lists(WORDS, min_size=1, max_size=40).map("".join), st.text(min_size=1, max_size=120)))
def test_every_offset_reproduces_the_text(text):
    if not text.strip() or "\x00" in text:
        return
    story = story_of(text, PUBLISHED)
    for said in said_in(story):
        spans = [*said.content, *said.quoted, said.cue, said.speaker_as_written, *(cue for _, cue in said.passed_on)]
        spans += [one.span for one in (said.speaker, *said.addressees) if one is not None]
        for span in spans:
            assert span is None or (span.start < span.end and text[span.start : span.end] == span.text)
        assert said.kind in {"direct", "partial", "indirect"}
