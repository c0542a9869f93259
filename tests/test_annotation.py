"""The annotated document: what it promises, and how the reader refuses one that is wrong."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from schemas.codebook import codebook
from seed.annotation import SEED_DOCUMENT, AnnotationError, read_annotation
from seed.records import ArticleRecord, Batch, EntityRecord, EventRecord, Part, Participant, QuoteRecord, Span

UNNAMED = "unnamed/us-mounts-pressure-campaign/"
# Capitalised words outside furniture that name nobody: sentence openings and dates.
NO_NAMES = {"As", "During", "However", "In", "The", "Sunday", "Monday", "April"}
# "Which" and "that" are left out: in this text they stand for an attack, a call, a strike, never for an entity.
THIRD_PERSON = r"\b(?:it|its|they|them|their|he|his|him|she|her)\b"


@pytest.fixture(scope="module")
def seed() -> Batch:
    return read_annotation(SEED_DOCUMENT)


@pytest.fixture(scope="module")
def article(seed: Batch) -> ArticleRecord:
    return seed.articles[0]


@pytest.fixture
def folder(tmp_path) -> Path:
    """A copy of the shipped document that a test may damage."""
    return Path(shutil.copytree(SEED_DOCUMENT, tmp_path / "document"))


def damage(folder: Path, file: str, was: str, becomes: str) -> str:
    """Replace the first `was` in a file and return what the reader says to it."""
    text = (folder / file).read_text(encoding="utf-8")
    assert was in text
    (folder / file).write_text(text.replace(was, becomes, 1), encoding="utf-8")
    with pytest.raises(AnnotationError) as refusal:
        read_annotation(folder)
    return str(refusal.value)


def event(seed: Batch, origin_id: str) -> EventRecord:
    return next(record for record in seed.events if record.origin_id == origin_id)


def quote(seed: Batch, name: str) -> QuoteRecord:
    return next(record for record in seed.quotes if record.key.endswith(f"/quote-{name}"))


def entity(seed: Batch, key: str) -> EntityRecord:
    return next(record for record in seed.entities if record.key == key)


def surfaces(article: ArticleRecord, key: str) -> list[str]:
    return [mention.span.text for mention in article.mentions if mention.entity == key]


def words(text: str, pattern: str, outside: tuple[Span, ...]) -> list[re.Match[str]]:
    """Find a pattern in a text outside some stretches of it."""
    found = re.finditer(pattern, text)
    return [each for each in found if not any(span.start <= each.start() < span.end for span in outside)]


def entities(side: Iterable[Part]) -> list[str]:
    return [part.entity for part in side if isinstance(part, Participant)]


def all_spans(seed: Batch) -> list[Span]:
    told = [evidence.span for event in seed.events for evidence in event.evidence]
    told += [evidence.span for quote in seed.quotes for evidence in quote.evidence]
    return [span for span in told if span] + [mention.span for mention in seed.articles[0].mentions]


# What the shipped annotation promises


def test_the_text_is_kept_as_it_was_written(article):
    assert article.text.encode() == (SEED_DOCUMENT / "document.txt").read_bytes()
    assert len(article.text) == 2976


def test_every_span_reproduces_the_text(seed, article):
    assert all(article.text[span.start : span.end] == span.text for span in all_spans(seed))


def test_the_day_of_publication_is_known_from_outside_and_says_how(article):
    assert article.published == datetime(2024, 8, 5, tzinfo=UTC)
    assert (article.published_precision, article.published_basis) == ("day", "outside")
    assert "5 August 2024" in (article.published_note or "")


def test_what_the_text_does_not_hold_is_left_empty(article):
    assert (article.url, article.authors) == (None, ())


def test_the_rights_line_stays_with_the_text(article):
    assert article.rights == "Copyright © 2024, ABC Audio. All rights reserved."


def test_the_text_is_not_passed_on_with_the_annotation(seed):
    assert seed.datasets[0].redistributable is False
    assert "Apache-2.0" in seed.datasets[0].licence
    assert "ABC Audio" in seed.datasets[0].licence


def test_page_furniture_is_marked(article):
    assert [span.text for span in article.furniture] == [
        "Open Modal",
        "simon2579/Getty Images",
        "Copyright © 2024, ABC Audio. All rights reserved.",
        "Recommended Posts",
        "Loading...",
    ]


def test_nothing_is_said_in_page_furniture(seed, article):
    inside = [span for span in all_spans(seed) for f in article.furniture if span.start < f.end and f.start < span.end]
    assert inside == []


def test_every_name_outside_furniture_is_a_mention(article):
    marked = tuple(mention.span for mention in article.mentions)
    missed = words(article.text, r"\b[A-Z]\w*", (*article.furniture, *marked))
    assert {each.group() for each in missed} == NO_NAMES


def test_every_personal_pronoun_is_a_mention(article):
    marked = tuple(mention.span for mention in article.mentions)
    assert words(article.text, THIRD_PERSON, (*article.furniture, *marked)) == []


def test_every_entity_is_mentioned(seed, article):
    assert {record.key for record in seed.entities} == {mention.entity for mention in article.mentions}


def test_the_dateline_is_the_place_washington(article):
    assert article.dateline == Span(103, 115, "(WASHINGTON)")
    assert article.dateline_place == "place/washington"
    assert surfaces(article, "place/washington") == ["WASHINGTON"]


def test_tehran_is_a_government_once_and_a_city_once(article):
    tehrans = [mention.entity for mention in article.mentions if mention.span.text == "Tehran"]
    assert tehrans == ["country/IRN", "place/tehran"]


def test_the_killed_commander_is_found_under_his_descriptions(article):
    assert surfaces(article, "person/fouad-shukr") == [
        "a high-ranking official from the Lebanese militant group",
        "Fouad Shukr",
        "a Hezbollah commander",
        "Shukr",
    ]


def test_each_pronoun_is_resolved(article):
    assert [(each.span.text, each.entity) for each in article.mentions if each.kind == "pronoun"] == [
        ("its", "country/IRN"),
        ("his", "person/antony-blinken"),
        ("they", UNNAMED + "two-officials"),
        ("it", "country/ISR"),
        ("them", "group/g7-countries"),
        ("its", "country/IRN"),
        ("it", "country/USA"),
    ]


def test_speakers_without_a_name_are_one_only_where_the_text_refers_back(article):
    assert surfaces(article, UNNAMED + "two-officials") == [
        "two officials familiar with the matter",
        "they",
        "the two officials familiar with the matter",
        "the officials",
    ]
    assert surfaces(article, UNNAMED + "officials-on-the-call") == ["Officials"]
    assert surfaces(article, UNNAMED + "one-official") == ["one official"]
    assert surfaces(article, UNNAMED + "officials-on-april") == ["officials"]


@pytest.mark.parametrize(
    ("key", "code", "role", "with_whom"),
    [
        ("person/antony-blinken", "USAGOV", "Secretary of State", "organization/us-department-of-state"),
        ("person/fouad-shukr", "LBNREB", "commander", "organization/hezbollah"),
        ("person/ismail-haniyeh", "PSEREBHMS", "top political leader", "organization/hamas"),
        ("person/joe-biden", "USAGOV", "President", "country/USA"),
        ("person/abdullah-ii", "JORGOV", "King", "country/JOR"),
        ("person/benjamin-netanyahu", "ISRGOV", "Prime Minister", "country/ISR"),
    ],
)
def test_a_person_has_code_and_role(seed, key, code, role, with_whom):
    person = entity(seed, key)
    assert person.code == code
    assert (role, with_whom) in [(bond.role, bond.entity) for bond in person.affiliations]


def test_nobody_stands_on_both_sides_of_an_event(seed):
    sides = [({a.entity for a in record.actor1}, {a.entity for a in record.actor2}) for record in seed.events]
    assert not any(first & second for first, second in sides)


def test_an_actor_as_written_holds_a_mention_of_that_actor(seed, article):
    mentions = {(mention.entity, mention.span.text) for mention in article.mentions}
    written = [(a.entity, a.as_written) for record in seed.events for a in (*record.actor1, *record.actor2)]
    assert [
        each for each in written if not any(each[0] == who and surface in (each[1] or "") for who, surface in mentions)
    ] == []


def test_the_retaliation_is_one_event_that_is_expected_and_told_six_times(seed):
    retaliation = event(seed, "retaliation")
    assert retaliation.status == "expected"
    assert entities(retaliation.actor1) == ["country/IRN", "organization/hezbollah"]
    assert entities(retaliation.actor2) == ["country/ISR"]
    assert retaliation.mentions == 6


def test_the_asserted_attacks_are_those_that_have_happened(seed):
    attacks = [record for record in seed.events if record.cameo[:2] in {"18", "19", "20"}]
    assert {record.origin_id for record in attacks if record.status == "asserted"} == {
        "killing-of-shukr",
        "killing-of-haniyeh",
        "april-strike",
    }


def test_who_killed_haniyeh_is_not_stated_as_fact(seed):
    assert event(seed, "killing-of-haniyeh").actor1 == ()
    alleged = event(seed, "killing-of-haniyeh-by-israel")
    assert (alleged.status, alleged.attributed_to) == ("unclear", ("country/IRN",))


def test_the_killing_of_haniyeh_counts_one_death_over_both_records(seed):
    deaths = [record.fatalities_best for record in seed.events if "haniyeh" in record.origin_id]
    assert deaths == [1, None]


def test_israel_claims_one_strike_and_is_accused_of_the_other(seed):
    claim, blame = event(seed, "claim-of-shukr-strike"), event(seed, "iran-blames-israel")
    assert (claim.cameo, entities(claim.actor1)) == ("015", ["country/ISR"])
    assert (blame.cameo, entities(blame.actor1)) == ("112", ["country/IRN"])


@pytest.mark.parametrize(
    ("origin_id", "start", "end", "as_written"),
    [
        ("g7-call", date(2024, 8, 4), date(2024, 8, 4), "on Sunday"),
        ("middle-east-calls", date(2024, 8, 5), date(2024, 8, 5), "Monday"),
        ("killing-of-shukr", date(2024, 7, 29), date(2024, 8, 4), "last week"),
        ("april-strike", date(2024, 4, 1), date(2024, 4, 30), "last April"),
        ("retaliation", date(2024, 8, 5), date(2024, 8, 6), "in the next 24 to 48 hours"),
    ],
)
def test_a_date_is_an_interval_resolved_against_publication(seed, origin_id, start, end, as_written):
    when = event(seed, origin_id).date
    assert (when.start, when.end, when.as_written) == (start, end, as_written)


@pytest.mark.parametrize(
    ("origin_id", "known_day"),
    [
        ("killing-of-shukr", date(2024, 7, 30)),
        ("killing-of-haniyeh", date(2024, 7, 31)),
        ("april-strike", date(2024, 4, 13)),
    ],
)
def test_a_day_known_from_elsewhere_is_marked_so(seed, origin_id, known_day):
    when = event(seed, origin_id).date
    assert when.precision != "day"
    assert when.known_day == known_day
    assert "known from outside the text" in (when.note or "")


def test_a_date_that_the_text_does_not_write_says_whence_it_comes(seed):
    assert [record.origin_id for record in seed.events if not (record.date.as_written or record.date.note)] == []


def test_every_code_is_of_its_codebook(seed):
    assert {record.cameo for record in seed.events} <= codebook("cameo").codes.keys()
    assert {context for record in seed.events for context in record.contexts} <= codebook("plover_context").codes.keys()


@pytest.mark.parametrize(
    ("name", "speaker", "cue"),
    [
        ("retaliation-inevitable", UNNAMED + "us-officials", "view"),
        ("response-within-48-hours", "person/antony-blinken", "tell"),
        ("no-clear-picture", UNNAMED + "two-officials", "add"),
        ("responsibility-for-shukr-strike", "country/ISR", "take responsibility"),
        ("israel-blamed", "country/IRN", "blame"),
        ("agenda-of-the-call", UNNAMED + "officials-on-the-call", "say"),
        ("working-the-phones", UNNAMED + "one-official", "say"),
        ("toeing-the-line", UNNAMED + "officials-on-april", "assess"),
        ("issue-closed", "country/IRN", "declare"),
        ("coalition-and-hurdle", UNNAMED + "two-officials", "accord to"),
        ("unnecessarily-provocative", "group/us-international-partners", "see"),
        ("restraint-and-deal", "person/antony-blinken", "stress"),
    ],
)
def test_a_quote_has_its_speaker_and_cue(seed, name, speaker, cue):
    assert (quote(seed, name).speaker, quote(seed, name).cue_lemma) == (speaker, cue)


def test_what_israel_has_not_said_is_no_quote(seed, article):
    not_said = article.text.index("has not said")
    assert not any(span.start <= not_said < span.end for record in seed.quotes for span in record.content)


def test_a_statement_passed_on_names_who_passed_it_on(seed):
    told = quote(seed, "response-within-48-hours")
    assert [(link.entity, link.cue) for link in told.via] == [(UNNAMED + "two-officials", "according to")]
    assert told.addressees == ("group/g7-foreign-ministers",)


def test_the_one_word_in_quotation_marks_makes_a_partial_quote(seed):
    assert [record.key for record in seed.quotes if record.kind != "indirect"] == [quote(seed, "issue-closed").key]
    assert [
        each.span and each.span.text for each in quote(seed, "issue-closed").evidence if each.field == "quoted"
    ] == ["“closed”"]


def test_the_content_of_a_quote_leaves_out_its_cue(seed):
    cues = [(record.cue, content) for record in seed.quotes for content in record.content if record.cue]
    assert not any(cue.start < content.end and content.start < cue.end for cue, content in cues)


def test_no_two_records_share_a_key(seed):
    keys = [record.key for record in (*seed.events, *seed.quotes, *seed.entities)]
    assert len(keys) == len(set(keys))


# How a wrong annotation is refused: the message names file, record and field, and says what would be right

FAULTS = [
    pytest.param(
        "entities.yaml",
        "{start: 12, end: 14,",
        "{start: 13, end: 15,",
        "entities.yaml: country/USA: mentions[0].span: 13-15 reads 'S ', not 'US'; found at 12-14",
        id="a span that is off",
    ),
    pytest.param(
        "events.yaml",
        'text: "pressure campaign"',
        'text: "pressure campagne"',
        "events.yaml: pressure-campaign: evidence[1].span: 22-39 reads 'pressure campaign', not 'pressure campagne', "
        "which the text does not hold",
        id="a surface that is nowhere",
    ),
    pytest.param(
        "events.yaml",
        'cameo: "1056"',
        'cameo: "1059"',
        "events.yaml: pressure-campaign: cameo: '1059' is no code of cameo. Near to it: ",
        id="an unknown CAMEO code",
    ),
    pytest.param(
        "events.yaml",
        "plover_mode: assist",
        "plover_mode: phone",
        "events.yaml: rally-allies: plover_mode: 'REQUEST:phone' is no code of plover_mode. Near to it: ",
        id="a PLOVER mode of another type",
    ),
    pytest.param(
        "events.yaml",
        "status: asserted",
        "status: certain",
        "events.yaml: pressure-campaign: status: 'certain' is no code of status. There are: asserted, expected, ",
        id="an unknown status",
    ),
    pytest.param(
        "events.yaml",
        "precision: range",
        "precision: about",
        "events.yaml: pressure-campaign: date.precision: 'about' is no code of date_precision. There are: ",
        id="an unknown precision",
    ),
    pytest.param(
        "entities.yaml",
        "kind: country",
        "kind: state",
        "entities.yaml: country/USA: kind: 'state' is no code of entity_kind. There are: person, ",
        id="an unknown kind",
    ),
    pytest.param(
        "entities.yaml",
        "code: USAGOV",
        "code: USAGO",
        "entities.yaml: organization/us-department-of-state: code: must be groups of three: USA, USAGOV",
        id="an actor code that is not in threes",
    ),
    pytest.param(
        "events.yaml",
        "entity: country/IRN",
        "entity: country/IRQ",
        "events.yaml: pressure-campaign: actor2[0].entity: 'country/IRQ' is no record of entities.yaml",
        id="a reference to nobody",
    ),
    pytest.param(
        "quotes.yaml",
        "about_events: [retaliation]",
        "about_events: [revenge]",
        "quotes.yaml: quote-retaliation-inevitable: about_events[0]: 'revenge' is no record of events.yaml",
        id="a reference to no event",
    ),
    pytest.param(
        "events.yaml",
        "- id: retaliation\n",
        "- id: pressure-campaign\n",
        "events.yaml: pressure-campaign: id: stands twice; a record is written once",
        id="a record written twice",
    ),
    pytest.param(
        "events.yaml",
        'cameo: "1056"\n',
        'cameo: "1056"\n  cameo: "112"\n',
        "events.yaml: line 8: 'cameo' stands twice",
        id="a field written twice",
    ),
    pytest.param(
        "quotes.yaml",
        "  speaker: ",
        "  talker: ",
        "quotes.yaml: quote-retaliation-inevitable: talker: is no field here. There are: id, kind, content, ",
        id="an unknown field",
    ),
    pytest.param(
        "events.yaml",
        "    end: 2024-08-05\n",
        "    end: 2024-08-03\n",
        "events.yaml: pressure-campaign: date.end: must not be before start",
        id="a date that runs backwards",
    ),
    pytest.param(
        "events.yaml",
        "actor2:\n    - {entity: country/IRN",
        "actor2:\n    - {entity: country/USA",
        "events.yaml: pressure-campaign: actor2: country/USA is actor1 as well; an event has two sides",
        id="somebody who acts on himself",
    ),
    pytest.param(
        "entities.yaml",
        '{start: 12, end: 14, text: "US"}',
        '{start: 0, end: 10, text: "Open Modal"}',
        "entities.yaml: country/USA: mentions[0].span: 'Open Modal' is page furniture, which is no part of the story",
        id="a mention in page furniture",
    ),
    pytest.param(
        "article.yaml",
        'published: "2024-08-05T00:00:00+00:00"',
        'published: "2024-08-05T00:00:00"',
        "article.yaml: article: published: Not a valid aware datetime.",
        id="a time without a zone",
    ),
]


@pytest.mark.parametrize(("file", "was", "becomes", "says"), FAULTS)
def test_a_fault_is_refused_by_name(folder, file, was, becomes, says):
    assert says in damage(folder, file, was, becomes)


def test_all_faults_of_all_files_are_told_at_once(folder):
    (folder / "quotes.yaml").write_text(
        (folder / "quotes.yaml").read_text(encoding="utf-8").replace("kind: partial", "kind: half"), encoding="utf-8"
    )
    said = damage(folder, "events.yaml", 'cameo: "1056"', 'cameo: "1059"').splitlines()
    assert [line.split(":")[0] for line in said] == ["events.yaml", "quotes.yaml"]


def test_a_code_that_yaml_would_take_for_a_number_stays_text(folder):
    events = (folder / "events.yaml").read_text(encoding="utf-8")
    (folder / "events.yaml").write_text(events.replace('cameo: "010"', "cameo: 010"), encoding="utf-8")
    assert event(read_annotation(folder), "april-preview").cameo == "010"


def test_a_missing_section_is_named(folder):
    (folder / "article.yaml").write_text("{}", encoding="utf-8")
    with pytest.raises(AnnotationError, match=r"article\.yaml: dataset: is missing"):
        read_annotation(folder)
