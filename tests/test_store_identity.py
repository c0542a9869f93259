"""Ids: the same for ever, and spelt so that no other text is taken for one."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.identity import Kind, hashed, id_pattern, parsed_id, public_id, record_id

KINDS = st.sampled_from(list(Kind))
IDS = st.integers(0, 2**63 - 1)


@pytest.mark.parametrize(
    ("kind", "key", "public"),
    [
        (Kind.ENTITY, "country/IRN", "ent_675b3fsht2zn7"),
        (Kind.EVENT, "us-mounts-pressure-campaign/call", "evt_4a97n1gewc793"),
    ],
)
def test_a_key_has_the_same_id_on_every_machine_for_ever(kind, key, public):
    assert public_id(kind, record_id(kind, key)) == public


def test_the_same_key_of_another_kind_has_another_id():
    assert record_id(Kind.EVENT, "call") != record_id(Kind.QUOTE, "call")


def test_what_is_hashed_together_is_kept_apart():
    assert hashed("ab", "c") != hashed("a", "bc")


@given(KINDS, IDS)
def test_an_id_is_read_as_it_was_spelt(kind, record):
    assert parsed_id(kind, public_id(kind, record)) == record


@given(KINDS, IDS)
def test_every_spelling_matches_the_pattern_that_is_promised(kind, record):
    assert re.fullmatch(id_pattern(kind), public_id(kind, record))


@given(KINDS, st.text(max_size=20) | st.from_regex(r"(evt|art|ent|qte|src|dst)_[0-9a-z]{11,14}", fullmatch=True))
def test_what_is_read_as_an_id_matches_the_pattern_and_is_spelt_so_again(kind, text):
    record = parsed_id(kind, text)
    assert (record is not None) == bool(re.fullmatch(id_pattern(kind), text))
    assert record is None or public_id(kind, record) == text


@pytest.mark.parametrize(
    "spelling",
    [
        "",
        "evt_",
        "evt",
        "0000000000001",
        "evt_000000000001",  # a character short
        "evt_00000000000001",  # one too many
        "ent_0000000000001",  # of another kind
        "EVT_0000000000001",
        "evt_000000000000A",
        "evt_000000000000l",  # not a digit: too much like 1
        "evt_000000000000u",
        "evt_8000000000000",  # beyond 63 bits
        "evt_000000000000\u0661",  # a digit, of Arabic
        " evt_0000000000001",
        "evt_0000000000001\n",
        "evt__000000000001",
    ],
)
def test_a_bad_spelling_is_no_id(spelling):
    assert parsed_id(Kind.EVENT, spelling) is None
