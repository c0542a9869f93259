"""Our one tokeniser: what counts as the same word, in any script."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from store.tokens import MAX_TOKEN_LENGTH, OVERLAP_TOKENS, PART_TOKENS, folded, parts, tokens, words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Haniyéh’s", "haniyeh s"),
        ("HANIYEH'S", "haniyeh s"),
        ("  Two\u00a0 spaces\n", "two spaces"),
        ("U.S.-led", "u s led"),
        ("F-16s", "f 16s"),
        ("Straße STRASSE", "strasse strasse"),
        ("ﬁnance", "finance"),
        ("Ａｌ２", "al2"),
        ("e\u0301tat état", "etat etat"),
        ("İstanbul", "istanbul"),
        ("\u212bngstr\u00f6m \u212a", "angstrom k"),
        ("½ price", "1 2 price"),
        ("الحُدَيْدَة", "الحديدة"),
        ("ΟΔΟΣ οδος", "οδοσ οδοσ"),
        ("Київ", "київ"),
        ("中文", "中文"),
        ("किताब", "किताब"),
        ("ภาษาไทย", "ภาษาไทย"),
        ("co\u00adoperate", "cooperate"),
        ("snow_case", "snow case"),
        ("𝐁𝐨𝐥𝐝", "bold"),
    ],
)
def test_text_is_folded_to_words(text, expected):
    assert folded(text) == folded(expected)
    assert len(words(text)) == len(expected.split())


def test_a_vowel_sign_does_not_cut_a_word_in_two():
    assert len(words("किताबें हिन्दी")) == 2


def test_vowel_signs_tell_words_apart():
    assert words("की") != words("के")


@pytest.mark.parametrize("text", ["😀", "❤️", "👩‍👩‍👧", "🇮🇷", "…", "—", "!?", " \u200b", ""])
def test_signs_and_emoji_are_no_words(text):
    assert words(text) == []


def test_an_emoji_parts_words():
    assert words("peace🕊️now") == ["peace", "now"]


def test_a_digit_with_a_keycap_is_the_digit():
    assert words("1️⃣") == ["1"]


@given(st.text())
@example("ϴ𝚹ǅŉ")
def test_folding_what_is_folded_changes_nothing(text):
    assert folded(folded(text)) == folded(text)


@given(st.text())
def test_upper_and_lower_case_are_the_same(text):
    assert words(text.lower().casefold()) == words(text.casefold())


@given(st.text())
def test_tokens_are_ascii_letters_and_digits_in_lower_case(text):
    assert all(token.isascii() and token.isalnum() and token == token.lower() for token in tokens(text))


@given(st.text(), st.data())
def test_the_token_of_a_prefix_is_a_prefix(text, data):
    cut = data.draw(st.integers(0, len(text)))
    begun, whole = tokens(text[:cut]), tokens(text)
    assert begun[:-1] == whole[: len(begun) - 1 if begun else 0]
    assert not begun or whole[len(begun) - 1].startswith(begun[-1])


def test_a_run_of_letters_that_is_no_word_is_cut():
    assert tokens("a" * 1000) == ["a" * MAX_TOKEN_LENGTH]


@given(st.integers(0, 3 * PART_TOKENS))
def test_parts_hold_every_token_and_every_phrase(number):
    text = [str(each) for each in range(number)]
    cut = list(parts(text))
    assert all(len(part) <= PART_TOKENS for part in cut)
    assert list(dict.fromkeys(token for part in cut for token in part)) == text
    phrases = [text[start : start + OVERLAP_TOKENS + 1] for start in range(max(number - OVERLAP_TOKENS, 0))]
    begins = {part[start]: part[start : start + OVERLAP_TOKENS + 1] for part in cut[::-1] for start in range(len(part))}
    assert all(begins[phrase[0]] == phrase or _in_another(phrase, cut) for phrase in phrases)


def _in_another(phrase: list[str], cut: list[list[str]]) -> bool:
    return any(phrase == part[start : start + len(phrase)] for part in cut for start in range(len(part)))
