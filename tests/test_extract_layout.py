"""The parts of a text are told by their form: title, dateline, story, credits, rights and the page's furniture."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seed.annotation import SEED_DOCUMENT, read_annotation
from seed.extract.findings import Layout, Submitted
from seed.extract.layout import laid_out

STORY = "The ministers met on Monday and agreed to meet again, an official said."


def parts(*lines: str, title: str | None = None) -> Layout:
    return laid_out(Submitted("\n\n".join(lines), title=title))


def test_the_seed_document_is_laid_out_as_a_person_did():
    batch = read_annotation(SEED_DOCUMENT)
    article = batch.articles[0]
    found = laid_out(Submitted(article.text))
    assert found.title is not None
    assert found.title.text == article.title
    assert found.dateline == article.dateline
    assert found.rights is not None
    assert found.rights.text == article.rights
    assert found.furniture == article.furniture


@pytest.mark.parametrize(
    "line",
    [
        "Open Modal",
        "Photo: A. Nobody",
        "A. Nobody/Getty Images",
        "By Ann Example and Bo Sample",
        "Copyright 2031 The Example. All rights reserved.",
        "© 2031 Example Media",
        "Advertisement",
        "Read more",
        "https://example.org/page",
        "Reporting by Ann Example; editing by Bo Sample",
        "Tuesday, March 8, 2011",
        "Published 5 August 2024 10:11 GMT",
    ],
)
def test_what_is_no_part_of_the_story_is_furniture(line):
    found = parts("Ministers meet", line, STORY)
    assert [one.text for one in found.furniture] == [line]
    assert [one.text for one in found.passages] == ["Ministers meet", STORY]


@pytest.mark.parametrize(
    ("dateline", "dash"),
    [
        ("(WASHINGTON)", " — "),
        ("BEIRUT, Lebanon (AP)", " — "),
        ("KYIV, Aug 5 (Reuters)", " - "),
        ("NEW YORK", " – "),
        ("LONDON", ": "),
        ("Geneva (AFP)", " -- "),
    ],
)
def test_a_dateline_is_found_before_the_story(dateline, dash):
    found = parts("Ministers meet", f"{dateline}{dash}{STORY}")
    assert found.dateline is not None
    assert found.dateline.text == dateline
    assert found.passages[-1].text == STORY


@pytest.mark.parametrize(
    "line", ["Iran — which has denied it — said so on Monday.", "NATO said on Monday that it would meet."]
)
def test_a_name_and_a_dash_are_no_dateline(line):
    found = parts("Ministers meet", line)
    assert found.dateline is None
    assert found.passages[-1].text == line


def test_a_title_that_is_given_is_found_where_it_stands():
    assert parts("Menu", "Ministers  meet", STORY, title="Ministers meet").title is not None
    assert parts(STORY, title="Ministers meet").title is None


def test_a_text_without_a_title_has_none():
    assert parts(STORY, STORY).title is None


def test_a_short_line_after_the_end_is_no_story():
    found = parts("Ministers meet", STORY, "© 2031 Example Media", "Weather", "Most read")
    assert [one.text for one in found.furniture] == ["© 2031 Example Media", "Weather", "Most read"]


@given(st.text(), st.none() | st.text())
def test_every_part_reproduces_the_text(text, title):
    found = laid_out(Submitted(text, title=title))
    parts = [
        *found.passages,
        *found.furniture,
        *filter(None, (found.title, found.dateline, found.rights, found.date_line)),
    ]
    assert all(text[part.start : part.end] == part.text and part.text.strip() for part in parts)
    assert all(one.end <= other.start for one, other in zip(found.passages, found.passages[1:], strict=False))


def test_a_dateline_has_a_country_of_several_words() -> None:
    layout = laid_out(
        Submitted("GOMA, Democratic Republic of Congo (AFP) - Rebels took the town on Wednesday, residents said.")
    )
    assert layout.dateline is not None
    assert layout.dateline.text == "GOMA, Democratic Republic of Congo (AFP)"


def test_credits_behind_the_last_sentence_are_no_story() -> None:
    told = "Rebels took the town on Wednesday, residents said."
    for credits in ("(Reporting by John Roe; Writing by Jane Doe)", "Writing by Jane Doe; Editing by John Roe"):
        assert [passage.text for passage in laid_out(Submitted(f"{told} {credits}")).passages] == [told]


@pytest.mark.parametrize("lead", ["Q: ", "A: ", "Question: ", "• ", "- "])
def test_what_leads_a_question_or_a_point_of_a_list_is_no_story(lead: str) -> None:
    assert parts("Ministers meet", STORY, f"{lead}{STORY}").passages[-1].text == STORY
