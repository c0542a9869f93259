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
