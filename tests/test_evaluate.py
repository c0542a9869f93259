"""One annotation is scored against another: what agrees, what was missed and what is false, task by task."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seed.annotation import SEED_DOCUMENT, read_annotation
from seed.evaluate import happenings, page, people, statements
from seed.evaluate.aims import AIMS, SEED, Aim
from seed.evaluate.articles import OtherText
from seed.evaluate.calibration import bins
from seed.evaluate.comparing import compared
from seed.evaluate.scoring import Measured, Result, Sure, paired
from seed.records import Batch, Evidence, Mention, Span
from tests.builders import Record, article, batch, entity, event, quote, span

TEXT = "Iran attacked Israel on Sunday. Israel said it would answer. It may bomb Iran, an official said."
REPORT = article(TEXT, mentions=["Iran", "Israel"])
IRAN, ISRAEL = entity("Iran", kind="country"), entity("Israel", kind="country")
ATTACK = event(actor1="Iran", actor2="Israel", cameo="190", told_in=[(REPORT, "Iran attacked Israel")], confidence=1.0)
ANSWER = quote("it would answer", REPORT, speaker="Israel")
KNOWN = batch(IRAN, ISRAEL, REPORT, ATTACK, ANSWER)


def score(task: str, *found: Record, known: Batch = KNOWN) -> Result:
    return compared("test", known, batch(*found)).of(task)


def shares(result: Result) -> tuple[float | None, float | None]:
    return result.precision, result.recall


def test_an_annotation_agrees_with_itself_wholly():
    seed = read_annotation(SEED_DOCUMENT)
    results = compared("seed", seed, seed).results
    assert {result.task for result in results if result.missed or result.false} == set()
    assert {share for result in results for share in shares(result)} == {1.0, None}


def test_an_article_that_was_not_read_is_missed_whole():
    assert shares(score(people.NAMES)) == (None, 0.0)


def test_two_annotations_of_different_texts_of_one_article_are_refused():
    other = article(f"{TEXT} More.", key=REPORT.key)
    with pytest.raises(OtherText, match="of different texts"):
        score(people.NAMES, other)


def test_an_article_is_the_same_by_its_text_whatever_its_key():
    assert shares(score(people.NAMES, IRAN, ISRAEL, replace(REPORT, key="other"))) == (1.0, 1.0)


def test_a_name_with_another_stretch_counts_as_overlap_only():
    wide = replace(REPORT, mentions=(Mention("Iran", Span(0, 13, TEXT[:13]), "name"),))
    assert score(people.NAMES, IRAN, wide).false == ("'Iran attacked' at 0",)
    assert shares(score(people.NAMES_OVERLAP, IRAN, wide)) == (1.0, 0.5)


def test_an_entity_is_known_by_its_mentions_whatever_its_key():
    persia = entity("Persia", kind="country")
    found = replace(REPORT, mentions=(Mention("Persia", span(TEXT, "Iran"), "name"),))
    assert shares(score(people.RECORDS, persia, found)) == (1.0, 0.5)


def test_two_records_of_one_entity_are_one_too_many():
    twice = replace(REPORT, mentions=(*REPORT.mentions, Mention("Iranians", Span(73, 77, "Iran"), "name")))
    known = replace(REPORT, mentions=(*REPORT.mentions, Mention("Iran", Span(73, 77, "Iran"), "name")))
    result = score(people.RECORDS, IRAN, ISRAEL, entity("Iranians"), twice, known=batch(IRAN, ISRAEL, known))
    assert result.false == ("Iranians (Iranians)",)


def test_a_mention_in_page_furniture_is_told():
    known = batch(replace(REPORT, furniture=(span(TEXT, "Sunday"),)))
    found = replace(REPORT, mentions=(Mention("Sunday", span(TEXT, "Sunday"), "name"),))
    assert score(people.FURNITURE, entity("Sunday"), found, known=known).false == ("'Sunday' at 24",)


@pytest.mark.parametrize(
    ("changed", "task", "agrees"),
    [
        ({"cameo": "195"}, happenings.WHOLE, True),
        ({"cameo": "112"}, happenings.ROOT, False),
        ({"actor1": "Israel", "actor2": "Iran"}, happenings.ROOT, True),
        ({"actor1": "Israel", "actor2": "Iran"}, happenings.SIDES, False),
        ({"actor2": ()}, happenings.SIDES, False),
        ({"status": "expected"}, happenings.SIDES, True),
        ({"status": "expected"}, happenings.WHOLE, False),
        ({"on": "2024-08-05"}, happenings.WHOLE, True),
        ({"on": "2024-08-05"}, happenings.DAYS, False),
        ({"on": "2024-08-03", "until": "2024-08-05"}, happenings.DAYS_MEET, True),
    ],
)
def test_an_event_agrees_by_root_code_both_sides_and_status(changed, task, agrees):
    given_ = {"actor1": "Iran", "actor2": "Israel", "cameo": "190", "told_in": [(REPORT, "Iran attacked")]} | changed
    assert score(task, IRAN, ISRAEL, REPORT, event(**given_)).recall == float(agrees)


def test_a_side_agrees_that_has_one_of_several_in_common():
    both = event(actor1=["Iran", "Israel"], actor2="Israel", cameo="190", told_in=[(REPORT, "Iran attacked")])
    assert score(happenings.WHOLE, IRAN, ISRAEL, REPORT, both).recall == 1.0


def test_events_of_which_the_annotator_was_not_sure_are_not_principal_and_not_false():
    doubtful = replace(ATTACK, confidence=0.8)
    result = score(happenings.PRINCIPAL, IRAN, ISRAEL, REPORT, ATTACK, known=batch(IRAN, ISRAEL, REPORT, doubtful))
    assert (result.known, result.precision) == (0, 1.0)


def test_what_is_expected_and_called_a_fact_is_told():
    word = Evidence(REPORT.key, "trigger", span(TEXT, "bomb"))
    expected = event(actor1="Israel", cameo="195", status="expected", told_in=[(REPORT, "It may bomb")])
    expected = replace(expected, evidence=(word,))
    called = replace(expected, status="asserted")
    known = batch(IRAN, ISRAEL, REPORT, expected)
    assert score(happenings.STATUS, REPORT, called, known=known).missed == ("'bomb' at 68",)
    assert score(happenings.STATUS, REPORT, expected, known=known).missed == ()


@pytest.mark.parametrize(
    ("words", "agrees"),
    [("it would answer", True), ("said it would answer", False), ("would answer", True), ("answer", False)],
)
def test_a_quote_agrees_that_shares_four_letters_of_five(words, agrees):
    found = quote(words, REPORT, speaker="Israel")
    assert score(statements.CONTENT, REPORT, found).recall == float(agrees)


def test_a_quote_of_somebody_else_agrees_in_content_only():
    found = quote("it would answer", REPORT, speaker="Iran")
    assert score(statements.CONTENT, IRAN, REPORT, found).recall == 1.0
    assert score(statements.WHOLE, IRAN, REPORT, found).recall == 0.0
    assert score(statements.SPEAKERS, IRAN, REPORT, found).missed == ("Israel: it would answer",)


def test_as_many_as_can_be_are_paired():
    fits = {(0, 0), (1, 0), (0, 1)}
    assert paired([0, 1], [0, 1], lambda one, other: (one, other) in fits) == {0: 1, 1: 0}


@given(st.sets(st.tuples(st.integers(0, 6), st.integers(0, 6))))
def test_pairs_fit_and_nobody_has_two(fits):
    pairs = paired(range(7), range(7), lambda one, other: (one, other) in fits)
    assert all((one, other) in fits for other, one in pairs.items())
    assert len(set(pairs.values())) == len(pairs)


def test_confidence_is_held_against_the_share_that_is_right():
    sure = [Sure(0.8, True), Sure(0.85, True), Sure(0.8, False), Sure(0.3, False), Sure(1.0, True)]
    assert [(one.low, one.size, one.hits, round(one.right, 2), one.halves) for one in bins(sure)] == [
        (0.3, 1, 0, 0.0, (0.0, None)),
        (0.8, 3, 2, 0.67, (0.5, 1.0)),
        (0.9, 1, 1, 1.0, (1.0, None)),
    ]


def test_events_and_quotes_are_calibrated_apart_and_over_all_sets():
    sure = (Sure(0.8, True), Sure(0.8, False), Sure(0.9, True, "quotes"))
    written = page.renewed(
        f"{page.BEGINS}{page.ENDS}", [Measured("one", (), sure), Measured("two", (), sure)], "model 1"
    )
    assert "| one | events | .80 and more | .80 | 2 | 1 | .50 | 1.00 | .00 |" in written
    assert "| two | quotes | .90 and more | .90 | 1 | 1 | 1.00 | 1.00 | – |" in written
    assert "| all | events | .80 and more | .80 | 4 | 2 | .50 | 1.00 | .00 |" in written


def test_the_tables_of_the_page_stand_between_its_marks():
    measured = Measured(SEED, tuple(compared("seed", KNOWN, KNOWN).results), (Sure(0.8, True),), 0.5)
    aims = [aim for aim in AIMS if aim.set == SEED and aim.task != "times, found; days right of those"]
    assert [aim.reached([measured]) for aim in aims][:2] == ["F 1.00", "P 1.00, R 1.00"]
    assert Aim("task", "elsewhere", "–", "all").reached([measured]) == "not measured here"


def test_a_page_without_the_marks_of_its_tables_is_refused():
    with pytest.raises(page.NoMarks, match="lost the marks"):
        page.renewed("# Extraction\n", [], "model 1")


def test_what_stands_around_the_tables_stays():
    written = page.renewed(f"before\n{page.BEGINS}old\n{page.ENDS}after\n", [], "model 1")
    assert written.startswith(f"before\n{page.BEGINS}")
    assert written.endswith(f"{page.ENDS}after\n")
    assert "old" not in written


def test_an_interval_of_days_is_told_in_a_miss():
    late = event(actor1="Iran", actor2="Israel", cameo="190", on="2024-08-05", told_in=[(REPORT, "Iran")])
    [missed] = score(happenings.DAYS, IRAN, ISRAEL, REPORT, late).missed
    assert missed.endswith(f"{ATTACK.date.start} to {date(2024, 8, 4)}, found 2024-08-05 to 2024-08-05")
