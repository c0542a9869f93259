"""The sentences of PETRARCH are scored by who did what to whom, all three codes."""

from __future__ import annotations

import json
from datetime import date

import pytest

pytest.importorskip("spacy", reason="needs the extra extract")

from seed.evaluate.petrarch import TRIPLE, Triple, scored, triples

ATTACK = {"sourcecode": "IRN", "targetcode": "ISR", "eventcode": "190"}


def test_a_sentence_that_is_to_be_discarded_has_no_events():
    assert triples([{"error": "storydiscard"}, {}, ATTACK, ATTACK]) == [Triple("IRN", "190", "ISR")]


def test_a_triple_is_right_with_all_three_codes(tmp_path):
    file = tmp_path / "sentences.json"
    file.write_text(
        json.dumps([{"text": "Iran attacked Israel.", "date": "19950101", "events": [ATTACK]}]), encoding="utf-8"
    )
    asked = []

    def coder(text: str, day: date) -> list[Triple]:
        asked.append((text, day))
        return [Triple("IRN", "190", "ISR"), Triple("IRN", "112", "ISR")]

    result = scored(file, coder).of(TRIPLE)
    assert (result.precision, result.recall) == (0.5, 1.0)
    assert result.false == ("IRN 112 ISR: Iran attacked Israel.",)
    assert asked == [("Iran attacked Israel.", date(1995, 1, 1))]
