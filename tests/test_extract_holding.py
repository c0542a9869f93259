"""Which statements hold a stretch of a text, and which noun phrases a sentence has."""

from __future__ import annotations

from seed.extract.chunks import noun_phrases
from seed.extract.findings import Said
from seed.extract.holding import Statements
from seed.records import Span
from tests.extraction import story_of


def said(*parts: tuple[int, int]) -> Said:
    return Said("indirect", [Span(start, end, "x" * (end - start)) for start, end in parts], [], None, None, None, None)


def stretch(start: int, end: int) -> Span:
    return Span(start, end, "x" * (end - start))


def test_statements_hold_what_stands_in_one_of_their_parts():
    outer, inner = said((10, 40), (60, 90)), said((60, 80))
    statements = Statements([outer, inner])
    assert statements.holding(stretch(60, 70)) == [outer, inner]
    assert statements.holding(stretch(30, 40)) == [outer]
    assert statements.holding(stretch(30, 65)) == []


def test_a_long_statement_holds_what_stands_far_from_its_beginning():
    long = said((0, 9_000))
    assert Statements([long]).holding(stretch(8_990, 9_000)) == [long]
    assert Statements([long]).holding(stretch(8_990, 9_001)) == []


def test_the_noun_phrases_of_a_sentence_are_those_that_the_document_has_in_it():
    (doc,) = story_of("The old king met two envoys of Peru. His ministers left. A treaty was signed.").passages
    sentences = list(doc.sents)
    assert [[one.text for one in noun_phrases(sentence)] for sentence in sentences] == [
        ["The old king", "two envoys", "Peru"],
        ["His ministers"],
        ["A treaty"],
    ]
