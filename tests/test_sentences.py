"""The sentence around a stretch of text."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.sentences import sentence_around

PIECES = st.sampled_from(
    [
        "Iran",
        " ",
        "  ",
        "\n",
        "\n\n",
        ".",
        "!",
        "?",
        "”",
        '"',
        ")",
        "“",
        "The",
        "U.S.",
        "Mr.",
        "it",
        "ended",
        "’",
        "Ä",
        "3",
    ]
)


def sentence(text: str, words: str) -> str:
    """Give the sentence around the first place where the words stand."""
    start = text.index(words)
    first, last = sentence_around(text, start, start + len(words))
    return text[first:last]


@pytest.mark.parametrize(
    ("text", "words", "expected"),
    [
        ("It rained. Iran warned Israel. It ended.", "warned", "Iran warned Israel."),
        ("It rained! Did Iran warn? It ended.", "warn", "Did Iran warn?"),
        ("It rained.", "rained", "It rained."),
        ("no full stop", "full", "no full stop"),
        # A full stop that ends no sentence.
        ("It rained. The U.S. warned Iran. It ended.", "warned", "The U.S. warned Iran."),
        ("It rained. The U.S. Navy sailed. It ended.", "sailed", "The U.S. Navy sailed."),
        ("It rained. Mr. Biden left. It ended.", "left", "Mr. Biden left."),
        ("It rained. Gen. Kurilla came. It ended.", "came", "Gen. Kurilla came."),
        ("It rained. John F. Kennedy spoke. It ended.", "spoke", "John F. Kennedy spoke."),
        ("It rained. On Aug. 4 they met. It ended.", "met", "On Aug. 4 they met."),
        ("It rained. It cost 3.5 million. It ended.", "cost", "It cost 3.5 million."),
        ("It rained. See e.g. the report. It ended.", "report", "See e.g. the report."),
        # Quotation marks and brackets belong to the sentence that they close or open.
        ("It rained. “We will stop.” Iran left.", "stop", "“We will stop.”"),
        ("It rained. “We will stop.” Iran left.", "“We will stop.”", "“We will stop.”"),
        ('It rained. "We will stop." Iran left.', '"We will stop."', '"We will stop."'),
        ("It rained. “We will stop.” Iran left.", "left", "Iran left."),
        ("It rained. (It ended.) Iran left.", "ended", "(It ended.)"),
        ("“Stop!” he said. Iran left.", "said", "“Stop!” he said."),
        # Headlines and paragraphs end without a full stop.
        ("Iran warns Israel\n\nIran warned Israel.", "warns", "Iran warns Israel"),
        ("Iran warns Israel\nTEHRAN — Iran warned.", "warned", "TEHRAN — Iran warned."),
        ("Iran warns Israel \n \n Iran warned Israel.", "warned", "Iran warned Israel."),
        ("The U.S.\n\nIran warned Israel.", "warned", "Iran warned Israel."),
        # What reaches over a border is shown whole.
        ("It rained. Iran left. It ended.", "rained. Iran", "It rained. Iran left."),
    ],
)
def test_the_sentence_around_words(text, words, expected):
    assert sentence(text, words) == expected


@given(st.lists(PIECES, max_size=40).map("".join), st.data())
def test_the_stretch_lies_in_its_sentence(text, data):
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    first, last = sentence_around(text, start, end)
    assert 0 <= first <= start <= end <= last <= len(text)
    assert text[start:end] in text[first:last]
    assert text[start:end] == text[first:last][start - first : end - first]


@given(st.lists(PIECES, max_size=40).map("".join), st.data())
def test_the_sentence_of_a_sentence_is_itself(text, data):
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    around = sentence_around(text, start, end)
    assert sentence_around(text, *around) == around


def test_a_long_run_of_spaces_takes_no_long_time():
    text = "It rained." + " " * 50_000 + "x"
    started = time.monotonic()
    sentence_around(text, 0, 5)
    assert time.monotonic() - started < 1
