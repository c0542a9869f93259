"""Full text: the same words find the same records on both engines."""

from __future__ import annotations

from contextlib import closing

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from store.engine import Store, open_store
from store.fulltext import BadSearch, Term, forget_texts, index_texts, terms
from store.tokens import MAX_PHRASE_TOKENS, PART_TOKENS
from tests.kept import found

WARNING, CALL, STRIKE = 1, 2, 3
TEXTS = {
    WARNING: "Iran warned Israel of a severe response",
    CALL: "Antony Blinken called the G7's foreign ministers: Iran will attack Israel",
    STRIKE: "An Israeli strike killed Fuad Shukr in Beirut. Haniyéh died in Tehran, Iran",
}


def index(store: Store, texts: dict[int, str]) -> None:
    with store.writer.begin() as connection:
        index_texts(connection, texts)


@pytest.mark.parametrize(
    ("search", "expected"),
    [
        ("iran", {WARNING, CALL, STRIKE}),
        ("IRAN israel", {WARNING, CALL}),
        ("israel iran", {WARNING, CALL}),
        ("haniyeh", {STRIKE}),
        ("HANIYÉH", {STRIKE}),
        ("lebanon", set()),
        ("iran lebanon", set()),
        # A phrase: these words in this order, and nothing between them.
        ('"foreign ministers"', {CALL}),
        ('"ministers foreign"', set()),
        ('"Iran Israel"', set()),
        ('"ministers: Iran"', {CALL}),
        ("G7's", {CALL}),
        ('"beirut haniyeh"', {STRIKE}),
        ('"foreign ministers', {CALL}),
        # The beginning of a word.
        ("isr*", {WARNING, CALL, STRIKE}),
        ("israel*", {WARNING, CALL, STRIKE}),
        ("israeli*", {STRIKE}),
        ("isr", set()),
        ("fuad shu*", {STRIKE}),
        # What must not occur.
        ("iran -israel", {STRIKE}),
        ("-israel iran", {STRIKE}),
        ("iran -isr*", set()),
        ('iran -"foreign ministers"', {WARNING, STRIKE}),
        ("iran -", {WARNING, CALL, STRIKE}),
        ("iran -lebanon", {WARNING, CALL, STRIKE}),
        # Nothing is a word of the engine's own query language.
        ("iran OR lebanon", set()),
        ("iran & | ! <-> ( ) : '", {WARNING, CALL, STRIKE}),
        ("tokens:iran", set()),
        ("^iran", {WARNING, CALL, STRIKE}),
    ],
)
def test_a_search_finds(store, search, expected):
    index(store, TEXTS)
    assert found(store, search) == expected


@pytest.mark.parametrize("search", ["", " ", "-iran", "…", '""', "*", "-", '-"iran"', "'"])
def test_a_search_without_a_word_to_look_for_is_refused(search):
    with pytest.raises(BadSearch, match="needs at least one word"):
        terms(search)


def test_a_phrase_of_as_many_words_as_parts_overlap_is_the_longest():
    longest = " ".join(["word"] * MAX_PHRASE_TOKENS)
    assert terms(f'"{longest}"') == [Term(("word",) * MAX_PHRASE_TOKENS, beginning=False, wanted=True)]
    with pytest.raises(BadSearch, match="up to 17 words"):
        terms(f'"{longest} word"')


def test_the_end_of_a_phrase_in_quotes_is_a_whole_word(store):
    index(store, TEXTS)
    assert found(store, '"severe resp*"') == set()


@pytest.mark.parametrize(
    "first", [0, PART_TOKENS - MAX_PHRASE_TOKENS, PART_TOKENS - 9, PART_TOKENS - 1, PART_TOKENS, 990]
)
def test_a_phrase_is_found_across_the_border_of_two_parts(store, first):
    words = [f"w{number}" for number in range(1000)]
    index(store, {WARNING: " ".join(words), CALL: " ".join(reversed(words))})
    phrase = " ".join(words[first : first + MAX_PHRASE_TOKENS])
    assert found(store, f'"{phrase}"') == {WARNING}


def test_words_far_from_one_another_are_found_together(store):
    index(store, {WARNING: f"first {'filling ' * 1000} last", CALL: "first"})
    assert found(store, "first last") == {WARNING}
    assert found(store, "first -last") == {CALL}


def test_a_text_of_more_than_a_megabyte_is_indexed_to_its_end(store):
    """PostgreSQL refuses a vector of more than a megabyte, and forgets positions after 16,383 and 256 of one word."""
    words = " ".join(f"word{number}" for number in range(120_000))
    assert len(words) > 2**20
    index(store, {WARNING: f"{words} the very end"})
    assert found(store, '"word119998 word119999 the very end"') == {WARNING}


def test_a_word_that_is_repeated_for_ever_is_indexed(store):
    index(store, {WARNING: "again " * 100_000 + "end"})
    assert found(store, '"again again end"') == {WARNING}


def test_a_run_of_letters_without_end_is_found_by_its_beginning(store):
    index(store, {WARNING: "中" * 100_000, CALL: "a" * 100_000})
    assert found(store, "中" * 80) == {WARNING}
    assert found(store, "aaa*") == {CALL}


def test_what_is_indexed_again_is_no_longer_found_by_what_it_was(store):
    index(store, TEXTS)
    index(store, {WARNING: "Jordan answered"})
    assert found(store, "severe") == set()
    assert found(store, "jordan") == {WARNING}


def test_what_is_forgotten_is_not_found(store):
    index(store, TEXTS)
    with store.writer.begin() as connection:
        forget_texts(connection, [WARNING])
    assert found(store, "iran") == {CALL, STRIKE}


def test_the_seed_document_is_found_by_its_words(seeded):
    assert len(found(seeded, "Haniyeh")) > 5
    assert found(seeded, '"G7 foreign ministers"') > found(seeded, '"G7 foreign ministers" telephone')


# --- both engines ----------------------------------------------------------------------------------------------------

WORDS = st.sampled_from(
    ["iran", "Iran’s", "iranian", "israel", "é", "e", "ω", "中文", "a", "ab", "the", "1", "u.s.", "-", "😀"]
)
SENTENCES = st.lists(WORDS, max_size=8).map(" ".join)
SEARCHES = st.lists(
    WORDS
    | WORDS.map("{}*".format)
    | WORDS.map("-{}".format)
    | SENTENCES.map('"{}"'.format)
    | SENTENCES.map('-"{}"'.format),
    min_size=1,
    max_size=3,
).map(" ".join)


@pytest.fixture
def both(sqlite, postgresql):
    """An empty store on each engine."""
    there = postgresql.new(postgresql.migrated)
    with closing(open_store(sqlite.new(sqlite.migrated))) as one, closing(open_store(there)) as other:
        yield one, other


@settings(max_examples=60)
@given(
    texts=st.lists(SENTENCES | st.text(max_size=30), max_size=5), searches=st.lists(SEARCHES | st.text(), max_size=8)
)
def test_both_engines_find_the_same(both, texts, searches):
    numbered = dict(enumerate(texts))
    for store in both:
        with store.writer.begin() as connection:
            forget_texts(connection, range(5))
            index_texts(connection, numbered)
    for search in searches:
        assert answer(both[0], search) == answer(both[1], search)


def answer(store: Store, search: str) -> set[int] | str:
    try:
        return found(store, search)
    except BadSearch as refusal:
        return str(refusal)
