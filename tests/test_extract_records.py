"""What an article says becomes records: whole, with keys that never change, and with words that the text has."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

pytest.importorskip("spacy", reason="needs the extra extract")

from hypothesis import given, settings
from hypothesis import strategies as st

from seed.extract.dictionaries import dictionaries_in
from seed.extract.extracting import extract
from seed.extract.findings import Submitted
from seed.extract.keys import article_key, slug_of
from seed.extract.records import UNDATED, batch
from seed.pointing import named_by
from seed.records import Batch, Record, Span
from store.identity import Kind
from tests.extraction import story_of

PUBLISHED = datetime(2024, 8, 5, tzinfo=UTC)
TEXT = (
    "Ministers meet in Vienna\n\nPhoto: Jane Doe\n\nVIENNA (AP) — Iran attacked Israel on Sunday, two officials said.\n\n"
    "“We will answer,” Israeli Prime Minister Benjamin Netanyahu told reporters on Monday. He is expected to meet President Joe "
    "Biden in Washington next week.\n\nCopyright 2024, Example News. All rights reserved."
)
STAYS = "Iran attacked Israel on Sunday. “We will answer,” Israeli Prime Minister Benjamin Netanyahu said on Monday."
URL = "https://example.org/story"
# What texts of the world are made of, and what they stumble over.
PIECES = st.sampled_from(
    ["Iran attacked Israel.", "“No,” he said.", "\n", "👩‍👩‍👧", "قال المتحدث", "e\u0301", "\u202e", "–", "“", "\u00a0"]
)
TEXTS = st.lists(PIECES | st.text(max_size=20), min_size=1, max_size=8).map(" ".join)


def records(text: str = TEXT, published: datetime | None = PUBLISHED, **more: Any) -> Batch:
    """Extract from an article; skips where there is no parser."""
    story_of("The parser is there.")
    return batch(extract(Submitted(text, published, **more)), today=date(2024, 8, 6))


def spans(found: Batch) -> list[Span]:
    """Give every stretch that the records name."""
    [article] = found.articles
    pieces = [piece.span for event in found.events for piece in event.evidence]
    pieces += [piece.span for quote in found.quotes for piece in quote.evidence]
    said = [part for quote in found.quotes for part in (*quote.content, quote.cue)]
    marked = [article.dateline, *article.furniture, *(mention.span for mention in article.mentions)]
    return [span for span in (*pieces, *said, *marked) if span is not None]


@settings(max_examples=40, deadline=None)
@given(TEXTS)
def test_every_span_of_every_record_reproduces_the_text(text):
    if not text.strip() or "\x00" in text:
        return
    assert all(text[span.start : span.end] == span.text for span in spans(records(text)))


@settings(max_examples=20, deadline=None)
@given(TEXTS)
def test_every_record_that_is_named_is_there_and_stands_once(text):
    if not text.strip() or "\x00" in text:
        return
    found = records(text)
    keys = [(Kind.DATASET, one.slug) for one in found.datasets]
    keys += [(Kind.ENTITY, one.key) for one in found.entities]
    keys += [(Kind.ARTICLE, one.key) for one in found.articles]
    keys += [(Kind.EVENT, one.key) for one in found.events]
    keys += [(Kind.QUOTE, one.key) for one in found.quotes]
    every: tuple[Record, ...] = (*found.entities, *found.articles, *found.events, *found.quotes)
    assert len(keys) == len(set(keys))
    assert {named for record in every for named in named_by(record)} <= set(keys)


def test_those_to_whom_others_belong_come_first():
    found = records()
    keys = [entity.key for entity in found.entities]
    assert all(
        keys.index(bond.entity) < at
        for at, one in enumerate(found.entities)
        for bond in one.affiliations
        if bond.entity
    )


def test_the_same_article_gives_the_same_records():
    assert records() == records()


def test_an_article_is_named_by_its_canonical_address():
    assert article_key(Submitted("Text.", url="HTTPS://News.example/a?utm_source=x#top")) == "https://news.example/a"


def test_an_article_without_an_address_is_named_by_its_text():
    one, other = (article_key(Submitted(text, url=url)) for text, url in (("Text.", None), ("Text.", "no address")))
    assert one == other
    assert one.startswith("text/")
    assert one != article_key(Submitted("Another."))


@pytest.mark.parametrize("kind", ["events", "quotes"])
def test_what_is_found_keeps_its_name_where_the_text_is_edited_elsewhere(kind):
    first, edited = (
        {one.key for one in getattr(records(text, url=URL), kind)}
        for text in (STAYS, f"It rained on Sunday in Paris.\n\n{STAYS}")
    )
    assert first
    assert first <= edited


def test_what_is_said_twice_has_two_names():
    keys = [one.key for one in records(f"{STAYS}\n\n{STAYS}").quotes]
    assert len(keys) == len(set(keys)) == 2 * len(records(STAYS).quotes)


def test_an_event_has_its_words_for_every_field():
    [attack] = [event for event in records().events if event.cameo.startswith("19")]
    words = {piece.field: piece.span.text for piece in attack.evidence if piece.span}
    assert (words["trigger"], words["actor1"], words["actor2"], words["date"]) == (
        "attacked",
        "Iran",
        "Israel",
        "Sunday",
    )
    assert {piece.method for piece in attack.evidence} == {"rule"}


def test_an_event_says_by_which_rule_and_with_which_model_it_was_found():
    origin = dict(records().events[0].origin)
    assert origin.keys() == {"rule", "model"}
    assert origin["model"].startswith("en_core_web")


def test_an_article_keeps_title_dateline_and_rights_and_what_is_no_part_of_it():
    [article] = records().articles
    assert article.title == "Ministers meet in Vienna"
    assert article.dateline == Span(43, 54, "VIENNA (AP)")
    assert article.dateline_place == "place/vienna"
    assert article.rights == "Copyright 2024, Example News. All rights reserved."
    assert [stretch.text for stretch in article.furniture] == ["Photo: Jane Doe", article.rights]


def test_dictionaries_take_the_place_of_our_tables(tmp_path):
    story_of("The parser is there.")
    (tmp_path / "My.verbs.txt").write_text("--- ATTACK [112] ---\nATTACK {ATTACKED}\n", encoding="latin-1")
    (tmp_path / "My.actors.txt").write_text("IRAN [IRN]\nISRAEL [ISR]\n", encoding="latin-1")
    [event] = batch(
        extract(Submitted("Iran attacked Israel. Kim met Lee.", PUBLISHED), dictionaries_in(tmp_path))
    ).events
    assert (event.actor1[0].code, event.cameo, event.actor2[0].code) == ("IRN", "112", "ISR")


def test_a_publisher_is_known_by_its_domain():
    found = records(url="https://www.news.example/a", publisher="Example News")
    assert [(one.key, one.name, one.stub) for one in found.sources] == [("news.example", "Example News", True)]
    assert found.articles[0].source == "news.example"


def test_whoever_has_a_name_changes_nothing_that_is_described():
    assert {entity.stub for entity in records().entities if entity.kind != "unnamed"} == {True}


def test_a_quote_names_its_speaker_as_written_and_the_events_in_it():
    [answer] = [quote for quote in records().quotes if quote.kind == "direct"]
    assert answer.speaker == "person/benjamin-netanyahu"
    assert answer.speaker_as_written == "Israeli Prime Minister Benjamin Netanyahu"


def test_an_article_of_no_day_gets_that_on_which_it_was_read_and_says_so():
    found = records("Iran attacked Israel.", None)
    assert (found.articles[0].published, found.articles[0].published_basis) == (
        datetime(2024, 8, 6, tzinfo=UTC),
        "outside",
    )
    assert found.articles[0].published_note == UNDATED
    assert {event.date.start for event in found.events} == {date(2024, 8, 6)}


def test_an_article_may_say_itself_when_it_was_published():
    found = records(
        "Iran attacks\n\nPublished: August 5, 2024\n\nIran attacked Israel on Sunday, two officials said here.", None
    )
    assert (found.articles[0].published, found.articles[0].published_basis) == (PUBLISHED, "text")
    assert {event.date.start for event in found.events if event.date.as_written} == {date(2024, 8, 4)}


def test_who_has_no_name_belongs_to_the_article_however_its_address_is_written():
    addresses = ("https://example.org/a?utm_source=feed", "https://EXAMPLE.org/a#top", "https://example.org/a")
    keys = [{one.key for one in records(url=url).entities if one.kind == "unnamed"} for url in addresses]
    assert keys[0] == keys[1] == keys[2]
    assert all(key.startswith(f"unnamed/{slug_of('https://example.org/a')}/") for key in keys[0])
