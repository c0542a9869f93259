"""Another model for a stage: what it says is held against the text, and where nothing holds our own rules serve."""

from __future__ import annotations

import json
import logging
import re
import sys
from datetime import UTC, date, datetime
from types import ModuleType
from typing import Any

import pytest

pytest.importorskip("spacy", reason="needs the extra extract")

from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from seed.extract.extracting import extract
from seed.extract.findings import Submitted
from seed.extract.out import as_json
from seed.extract.providers import asking
from seed.extract.providers.named import STAGES, BadProvider, Provider, providers_named
from seed.extract.reading import model
from seed.extract.records import batch
from seed.importers.records import records
from seed.pointing import named_by
from seed.records import Batch, Span
from service.command import main
from service.settings import BadSetting, Settings
from store.identity import Kind
from tests.extraction import story_of
from tests.servers import ROOT

PUBLISHED = datetime(2024, 8, 5, tzinfo=UTC)
TEXT = (
    "Ministers meet in Vienna\n\nPhoto: Jane Doe\n\nVIENNA (AP) — Iran attacked Israel on Sunday, two officials said.\n\n"
    "“We will answer,” Israeli Prime Minister Benjamin Netanyahu told reporters on Monday. He is expected to meet President Joe "
    "Biden in Washington next week, and Acme Works said Biden was late.\n\nCopyright 2024, Example News. All rights reserved."
)


@pytest.fixture(autouse=True)
def installed():
    story_of("The parser is there.")


@pytest.fixture
def module(monkeypatch):
    """A module of somebody else's, whose functions come and go with the test."""
    made = ModuleType("somebody")
    monkeypatch.setitem(sys.modules, "somebody", made)
    asking.function.cache_clear()
    yield made
    asking.function.cache_clear()


@pytest.fixture
def extracted(module):
    """Extract with functions that answer so, each for its stage."""

    def read(text: str = TEXT, **answers: Any) -> Batch:
        for stage, answer in answers.items():
            setattr(module, stage, answer if callable(answer) else lambda _question, answer=answer: answer)
        told = [f"{stage}=somebody:{stage}" for stage in answers]
        asking.function.cache_clear()
        return batch(extract(Submitted(text, PUBLISHED), providers=providers_named(told)), today=date(2024, 8, 6))

    return read


def at(words: str, *, last: bool = False) -> dict[str, Any]:
    start = TEXT.rindex(words) if last else TEXT.index(words)
    return {"start": start, "end": start + len(words), "text": words}


def entity(kind: str, *mentions: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"kind": kind, "mentions": list(mentions), **more}


def event(**more: Any) -> dict[str, Any]:
    told = {"code": "190", "trigger": at("attacked"), "actor1": [{"text": "Iran"}], "actor2": [{"text": "Israel"}]}
    return {"events": [told | more]}


def quote(**more: Any) -> dict[str, Any]:
    return {"quotes": [{"content": [{"text": "We will answer"}], "speaker": {"text": "Benjamin Netanyahu"}} | more]}


def mentioned(found: Batch) -> dict[str, str]:
    return {one.span.text: one.entity for one in found.articles[0].mentions if one.kind == "name"}


def spans(found: Batch) -> list[Span]:
    pieces = [piece.span for event in found.events for piece in event.evidence]
    pieces += [piece.span for quote in found.quotes for piece in quote.evidence]
    pieces += [part for one in found.quotes for part in (*one.content, one.cue)]
    return [span for span in (*pieces, *(one.span for one in found.articles[0].mentions)) if span is not None]


# --- who is asked -----------------------------------------------------------------------------------------------------


def test_a_setting_names_several_and_an_address_may_hold_commas():
    named = providers_named(["entities=a.b:c, quotes=https://host/x?y=1,2,events=chat+http://localhost:1/v1#m:8b"])
    assert {one.stage: (one.address, one.called) for one in named} == {
        "entities": ("a.b:c", "a.b:c"),
        "quotes": ("https://host/x?y=1,2", "host/x"),
        "events": ("chat+http://localhost:1/v1#m:8b", "m:8b"),
    }


def test_what_is_said_last_of_a_stage_counts_and_nothing_is_our_own_rules():
    assert providers_named(["quotes=a:b,events=a:b", "quotes=c:d", "events="]) == (Provider("quotes", "c:d"),)


@pytest.mark.parametrize(
    ("told", "why"),
    [
        ("names=a:b", "names no stage"),
        ("quotes", "names no stage"),
        ("quotes=a.b", "neither a function nor an address"),
        ("quotes=ftp://host/x", "neither a function nor an address"),
        ("quotes=file:///etc/passwd", "neither a function nor an address"),
        ("quotes=http://[host/x", "has no address"),
        ("quotes=http://host:99999/x", "has no address"),
        ("quotes=https://me:secret@host/x", "a user in its address"),
        ("quotes=chat+https://host/v1", "which model"),
    ],
)
def test_a_provider_that_cannot_be_is_refused(told, why):
    with pytest.raises(BadProvider, match=why) as refused:
        providers_named([told])
    assert "secret" not in str(refused.value)


def test_a_setting_that_cannot_be_names_its_variable():
    with pytest.raises(BadSetting, match=r"^DATELINE_EXTRACT_PROVIDERS: .* names no stage"):
        Settings(extract_providers="weather=a:b").providers()


def test_an_option_goes_before_the_setting():
    providers = Settings(extract_providers="quotes=a:b,events=a:b", extract_provider_seconds=3).providers("quotes=c:d")
    assert [(one.stage, one.address, one.seconds) for one in providers] == [("quotes", "c:d", 3), ("events", "a:b", 3)]


def test_a_key_is_not_shown():
    assert "secret" not in repr(
        Settings(extract_provider_key="secret", extract_providers="quotes=http://h/").providers()
    )


# --- what is asked ----------------------------------------------------------------------------------------------------


def test_each_stage_is_sent_the_text_and_what_was_found_before(extracted):
    asked: dict[str, Any] = {}

    def keep(question):
        asked[question["stage"]] = question
        return {}

    extracted(entities=keep, coreference=keep, quotes=keep, events=keep)
    assert [sorted(asked[stage].keys() & {"entities", "quotes"}) for stage in STAGES] == [
        [],
        ["entities"],
        ["entities"],
        ["entities", "quotes"],
    ]
    last = asked["events"]
    assert (last["text"], last["published"], last["title"]) == (
        TEXT,
        "2024-08-05T00:00:00+00:00",
        "Ministers meet in Vienna",
    )
    parts = [
        *last["times"],
        *(one for who in last["entities"] for one in who["mentions"]),
        last["quotes"][0]["speaker"],
    ]
    assert all(TEXT[one["start"] : one["end"]] == one["text"] for one in parts)
    assert "Copyright" not in "".join(TEXT[one["start"] : one["end"]] for one in last["passages"])


# --- entities ---------------------------------------------------------------------------------------------------------


def test_names_of_a_provider_take_the_place_of_those_of_the_parser(extracted):
    given = {"entities": [entity("organization", at("Acme Works")), entity("person", at("Benjamin Netanyahu"))]}
    named = mentioned(extracted(entities=given))
    assert named["Acme Works"] == "organization/acme-works"
    assert named["Benjamin Netanyahu"] == "person/benjamin-netanyahu"
    assert not named.keys() & {"Joe Biden", "Iran", "Washington"}


def test_the_kind_that_a_provider_gives_is_kept(extracted):
    assert mentioned(extracted(entities={"entities": [entity("person", at("Acme Works"))]}))["Acme Works"].startswith(
        "person/"
    )


def test_names_of_one_are_told_by_rule_and_known_names_have_their_codes(extracted):
    given = {
        "entities": [
            entity("person", at("Joe Biden")),
            entity("person", at("Biden", last=True)),
            entity("place", at("Iran")),
        ]
    }
    found = extracted(entities=given)
    assert mentioned(found)["Biden"] == mentioned(found)["Joe Biden"]
    assert {one.key: one.code for one in found.entities}[mentioned(found)["Iran"]] == "IRN"


def test_nationalities_are_read_though_a_provider_passes_over_them(extracted):
    assert mentioned(extracted(entities={"entities": [entity("person", at("Joe Biden"))]}))["Israeli"] == "country/ISR"


def test_descriptions_and_pronouns_that_a_provider_leaves_out_are_read_by_rule(extracted):
    found = extracted(entities={"entities": [entity("person", at("Benjamin Netanyahu"))]})
    others = {one.span.text: one.entity for one in found.articles[0].mentions if one.kind != "name"}
    assert others["He"] == "person/benjamin-netanyahu"
    assert "two officials" in others


def test_a_provider_may_say_what_words_one_has_and_which_codes(extracted):
    words = [at("Acme Works"), at("reporters") | {"kind": "nominal"}]
    found = extracted(
        entities={"entities": [entity("organization", *words, code="AUTBUS", country="AUT", sector="BUS")]}
    )
    [one] = [one for one in found.entities if one.key == "organization/acme-works"]
    assert (one.code, one.country, one.sector) == ("AUTBUS", "AUT", "BUS")
    assert {one.span.text for one in found.articles[0].mentions if one.entity == "organization/acme-works"} >= {
        "reporters"
    }


def test_a_name_may_stand_for_every_place_of_its_words(extracted):
    names = [{"text": name, "everywhere": True} for name in ("Biden", "Joe Biden")]
    found = extracted(entities={"entities": [entity("person", *names)]})
    spans = [one.span for one in found.articles[0].mentions if one.kind == "name" and "Biden" in one.span.text]
    assert [span.text for span in spans] == ["Joe Biden", "Biden"]


@pytest.mark.parametrize("words", ["nobody", " ", "Jane Doe", "ide"])
def test_words_that_stand_nowhere_stand_for_no_place(extracted, caplog, words):
    good, bad = entity("person", at("Joe Biden")), entity("person", {"text": words, "everywhere": True})
    assert words not in mentioned(extracted(entities={"entities": [good, bad]}))
    assert "1 whose words do not stand in the story" in caplog.text


def test_two_that_the_tables_know_are_never_one(extracted):
    named = mentioned(extracted(entities={"entities": [entity("country", at("Iran"), at("Israel"))]}))
    assert (named["Iran"], named["Israel"]) == ("country/IRN", "country/ISR")


def test_whom_a_provider_describes_is_unnamed(extracted):
    found = extracted(entities={"entities": [entity("unnamed", at("two officials"), country="IRN")]})
    [who] = [one for one in found.entities if one.name == "two officials"]
    assert (who.kind, who.country, who.stub) == ("unnamed", "IRN", False)


# --- coreference ------------------------------------------------------------------------------------------------------


def test_whom_a_pronoun_means_is_said_by_a_provider(extracted):
    given = {"entities": [{"id": "person/joe-biden", "mentions": [at("He")]}]}
    [he] = [one for one in extracted(coreference=given).articles[0].mentions if one.kind == "pronoun"]
    assert (he.entity, he.span.text) == ("person/joe-biden", "He")


def test_a_cluster_without_an_id_is_who_is_named_in_it(extracted):
    given = {"entities": [{"mentions": [at("two officials"), at("Benjamin Netanyahu")]}]}
    found = extracted(coreference=given)
    assert {one.entity for one in found.articles[0].mentions if one.span.text == "two officials"} == {
        "person/benjamin-netanyahu"
    }
    assert not [one for one in found.entities if one.name == "two officials"]


# --- quotes -----------------------------------------------------------------------------------------------------------


def test_a_statement_of_a_provider_has_its_words_and_its_speaker(extracted):
    more = {
        "cue": {"text": "told"},
        "addressees": [{"text": "reporters"}],
        "when": {"text": "on Monday"},
        "confidence": 0.7,
    }
    [said] = extracted(quotes=quote(**more)).quotes
    assert [one.text for one in said.content] == ["“We will answer,”"]
    assert (said.kind, said.speaker, said.cue_lemma, said.confidence) == (
        "direct",
        "person/benjamin-netanyahu",
        "tell",
        0.7,
    )
    assert said.said is not None
    assert said.said.start == date(2024, 8, 5)
    assert len(said.addressees) == 1
    assert {piece.method for piece in said.evidence} == {"model"}


@pytest.mark.parametrize(
    ("words", "kind"),
    [("We will answer", "direct"), ("Biden was late", "indirect"), ("answer,” Israeli Prime Minister", "partial")],
)
def test_whether_words_are_quoted_is_read_off_the_text(extracted, words, kind):
    [said] = extracted(quotes={"quotes": [{"content": [at(words)], "kind": "direct"}]}).quotes
    assert said.kind == kind


def test_a_speaker_may_be_an_entity_that_was_sent(extracted):
    [said] = extracted(quotes=quote(speaker={"entity": "country/IRN"})).quotes
    assert (said.speaker, said.speaker_as_written) == ("country/IRN", "Iran")


def test_a_speaker_whom_nobody_knew_is_unnamed(extracted):
    [said] = extracted(quotes=quote(speaker={"text": "Ministers"}, via=[{"speaker": {"text": "next week"}}])).quotes
    assert said.speaker is not None
    assert said.speaker.startswith("unnamed/")
    assert [one.as_written for one in said.via] == ["next week"]


# --- events -----------------------------------------------------------------------------------------------------------


def test_an_event_of_a_provider_has_words_for_all_that_it_says(extracted):
    more = {"when": {"text": "Sunday"}, "where": {"text": "Washington"}, "fatalities": 3, "contexts": ["military"]}
    [found] = extracted(events=event(**more)).events
    assert (found.cameo, found.status, found.fatalities_best, found.contexts) == ("190", "asserted", 3, ("military",))
    assert ([one.entity for one in found.actor1], [one.entity for one in found.actor2]) == (
        ["country/IRN"],
        ["country/ISR"],
    )
    assert (found.date.start, found.date.as_written) == (date(2024, 8, 4), "Sunday")
    assert found.place is not None
    assert found.place.entity == "place/washington"
    assert {(one.field, one.span.text) for one in found.evidence if one.span} >= {
        ("event", "Iran attacked Israel"),
        ("trigger", "attacked"),
        ("actor1", "Iran"),
        ("actor2", "Israel"),
        ("date", "Sunday"),
        ("place", "Washington"),
    }
    assert {one.method for one in found.evidence} == {"model"}


def test_the_name_and_version_of_a_provider_are_on_the_origin_of_events(extracted):
    answer = event() | {"provider": {"name": "a \x1b[2Jmodel\n", "version": "1.2"}}
    [found] = extracted(events=answer).events
    assert dict(found.origin)["events_by"] == "a [2Jmodel 1.2"
    assert dict(found.origin)["rule"] == "provider"


def test_a_provider_that_does_not_say_its_name_is_called_as_it_was_named(extracted):
    [found] = extracted(events=event()).events
    assert dict(found.origin)["events_by"] == "somebody:events"


def test_a_status_that_a_provider_leaves_out_is_read_by_rule(extracted):
    told = {"code": "040", "trigger": at("meet President")}
    assert [one.status for one in extracted(events={"events": [told]}).events] == ["expected"]


def test_days_that_a_provider_gives_are_those_of_the_event(extracted):
    when = {"text": "next week", "from": "2024-08-12", "until": "2024-08-18"}
    [found] = extracted(events=event(when=when)).events
    assert (found.date.start, found.date.end, found.date.precision) == (date(2024, 8, 12), date(2024, 8, 18), "range")


def test_who_says_so_is_the_speaker_of_the_statement(extracted):
    found = extracted(events=event())
    [told] = found.events
    assert {one.name for one in found.entities if one.key in told.attributed_to} == {"two officials"}


def test_nobody_acts_on_himself(extracted):
    [found] = extracted(events=event(actor2=[{"text": "Iran"}])).events
    assert found.actor2 == ()


# --- what does not hold -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "place"),
    [
        ({"text": "attacked"}, "attacked"),
        ({"text": "attacked", "start": 0, "end": 8}, "attacked"),
        ({"text": "attacked", "start": -9, "end": 2**62}, "attacked"),
        ({"text": " attacked\u0020"}, "attacked"),
        ({"text": "Biden", "within": "said Biden"}, "Biden was"),
    ],
)
def test_words_that_stand_in_the_text_once_are_found_there(extracted, given, place):
    [found] = extracted(events={"events": [{"code": "190", "trigger": given}]}).events
    assert found.evidence[1].span is not None
    assert found.evidence[1].span.start == TEXT.index(place)


@pytest.mark.parametrize(
    "given",
    [
        {"text": "bombed"},
        {"text": "Biden"},
        {"text": "attack"},
        {"text": "Photo: Jane Doe"},
        {"text": "Biden", "within": "Biden"},
        {"text": ""},
        {"text": "”"},
        {"start": 5, "end": 9},
        "attacked",
        7,
        None,
        [],
    ],
)
def test_words_that_do_not_hold_are_left_out(extracted, given):
    good = event()["events"][0]
    [found] = extracted(events={"events": [good, {"code": "150", "trigger": given}]}).events
    assert found.cameo == "190"


def test_words_are_looked_for_first_where_they_belong(extracted):
    [found] = extracted(
        events={"events": [{"code": "111", "trigger": at("late"), "actor1": [{"text": "Biden"}]}]}
    ).events
    assert [one.span.text for one in found.evidence if one.field == "actor1" and one.span] == []
    told = {"code": "190", "trigger": at("attacked"), "actor1": [{"text": "Iran"}]}
    [found] = extracted(text=f"{TEXT}\n\nIran slept well.", events={"events": [told]}).events
    assert [one.span.start for one in found.evidence if one.field == "actor1" and one.span] == [TEXT.index("Iran")]


@pytest.mark.parametrize(
    "bad",
    [
        {"status": "maybe"},
        {"confidence": 7},
        {"confidence": "sure"},
        {"actor1": "Iran"},
        {"actor1": [{"entity": "country/XXX"}]},
        {"actor1": [{}]},
        {"where": {"text": "Benjamin Netanyahu"}},
        {"when": {"text": "Sunday", "from": "2024-08-04", "until": "2024-08-01"}},
        {"when": {"text": "Sunday", "until": "2024-08-01"}},
        {"contexts": ["weather"]},
        {"fatalities": -1},
        {"fatalities": 2**62},
        {"clause": {"text": "Iran loved Israel"}},
    ],
)
def test_a_bad_field_costs_no_more_than_itself(extracted, caplog, bad):
    [found] = extracted(events=event(**bad)).events
    assert (found.cameo, found.status, found.summary[-1]) == ("190", "asserted", ".")
    assert re.search(r"events by somebody:events: left out: 1 \w", caplog.text)


@pytest.mark.parametrize(
    "bad", [{"kind": "alien"}, {"code": "usa"}, {"code": "QQQGOV"}, {"country": "XXX"}, {"sector": "GOOD"}, {"id": 7}]
)
def test_a_bad_field_of_an_entity_costs_no_more_than_itself(extracted, caplog, bad):
    found = extracted(entities={"entities": [entity("organization", at("Acme Works")) | bad]})
    [one] = [one for one in found.entities if one.name == "Acme Works"]
    assert (one.code, one.country, one.sector) == (None, None, None)
    assert "left out: 1 with a bad" in caplog.text


def test_a_code_that_no_codebook_has_is_no_event(extracted):
    events = [event()["events"][0], {"code": "999", "trigger": at("said")}, {"code": 190, "trigger": at("said")}]
    assert [one.cameo for one in extracted(events={"events": events}).events] == ["190"]


def test_how_many_parts_were_left_out_and_why_is_told_once(extracted, caplog):
    events = [event()["events"][0], {"code": "999"}, {"code": "190", "trigger": {"text": "bombed"}}, 7]
    extracted(events={"events": events})
    [told] = [one.getMessage() for one in caplog.records if one.name == "dateline.providers"]
    assert told.startswith("dateline: events by somebody:events: left out: ")
    assert "1 in no form" in told
    assert "1 whose words do not stand in the text" in told


def _raising(_question):
    raise ValueError("Out of\nmemory \x1b[2J")


@pytest.mark.parametrize(
    "answer",
    [
        None,
        7,
        "events",
        [],
        {},
        {"events": {}},
        {"events": None},
        {"quotes": []},
        {"events": [{"code": "999"}]},
        {"events": ["\x00"]},
        {"events": [{1, 2}]},
        {"events": [2**70]},
        {7: []},
        _raising,
    ],
)
def test_where_nothing_holds_our_own_rules_serve_and_say_so(extracted, caplog, answer):
    ours, found = extracted().events, extracted(events=answer).events
    assert [one.key for one in found] == [one.key for one in ours]
    assert {dict(one.origin)["events_by"] for one in found} == {"rules, for somebody:events failed"}
    [told] = [one.getMessage() for one in caplog.records]
    assert told.endswith("; our own rules serve.")
    assert "\x1b" not in told


def test_a_provider_that_finds_nothing_has_found_nothing(extracted, caplog):
    assert extracted(events={"events": []}).events == ()
    assert caplog.text == ""


def test_numbers_of_a_library_are_plain_numbers(extracted):
    numpy = pytest.importorskip("numpy")
    told = entity("organization", {"start": numpy.int64(at("Acme Works")["start"]), "end": 0, "text": "Acme Works"})
    assert "Acme Works" in mentioned(extracted(entities={"entities": [told]}))


# Objects that nearly hold, and anything at all.
WORDS = st.sampled_from(
    ["Iran", "Biden", "Vienna", "attacked", "He", "“We will answer,”", "two officials", "Photo", " ", "\n", "nothing"]
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | WORDS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6) | WORDS, inner, max_size=3),
    max_leaves=8,
)
SPANS = st.fixed_dictionaries(
    {"text": WORDS | JSON},
    optional={
        "start": st.integers(-3, len(TEXT) + 3) | JSON,
        "end": st.integers(-3, len(TEXT) + 3) | JSON,
        "within": WORDS,
        "everywhere": st.booleans() | JSON,
        "kind": st.sampled_from(["name", "nominal", "pronoun"]) | JSON,
        "entity": st.sampled_from(["country/IRN", "person/joe-biden", "e1"]) | JSON,
        "from": st.sampled_from(["2024-08-04", "never"]) | JSON,
    },
)
RIGHT = st.integers(0, len(TEXT)).flatmap(
    lambda start: st.integers(0, 30).map(
        lambda size: {"start": start, "end": start + size, "text": TEXT[start : start + size]}
    )
)
SEVERAL = st.lists(RIGHT | SPANS | JSON, max_size=3) | JSON
ITEMS = st.fixed_dictionaries(
    {},
    optional={
        "mentions": SEVERAL,
        "id": st.sampled_from(["country/IRN", "person/joe-biden"]) | JSON,
        "kind": st.sampled_from(["person", "organization", "country", "place", "group", "unnamed", "unknown"]) | JSON,
        "country": st.sampled_from(["IRN", "USA"]) | JSON,
        "code": st.sampled_from(["190", "IRNGOV", "040"]) | JSON,
        "content": SEVERAL,
        "cue": RIGHT | SPANS | JSON,
        "speaker": RIGHT | SPANS | JSON,
        "addressees": SEVERAL,
        "via": st.lists(st.fixed_dictionaries({"speaker": RIGHT | SPANS}, optional={"cue": RIGHT | SPANS}), max_size=2)
        | JSON,
        "trigger": RIGHT | SPANS | JSON,
        "clause": RIGHT | SPANS | JSON,
        "actor1": SEVERAL,
        "actor2": SEVERAL,
        "attributed_to": SEVERAL,
        "when": RIGHT | SPANS | JSON,
        "where": RIGHT | SPANS | JSON,
        "status_words": RIGHT | SPANS | JSON,
        "confidence": st.floats() | JSON,
    },
)
LISTS = st.lists(ITEMS | JSON, max_size=5)
ANSWERS = (
    st.fixed_dictionaries({"entities": LISTS, "quotes": LISTS, "events": LISTS}, optional={"provider": JSON}) | JSON
)


@settings(max_examples=150, deadline=None)
@given(entities=ANSWERS, coreference=ANSWERS, quotes=ANSWERS, events=ANSWERS)
def test_whatever_is_answered_every_offset_reproduces_the_text_and_every_record_can_be_loaded(extracted, **answers):
    logging.getLogger("dateline.providers").disabled = True
    try:
        found = extracted(**answers)
    finally:
        logging.getLogger("dateline.providers").disabled = False
    assert all(TEXT[span.start : span.end] == span.text != "" for span in spans(found))
    keys = [(Kind.DATASET, one.slug) for one in found.datasets] + [(Kind.ARTICLE, one.key) for one in found.articles]
    keys += [(Kind.ENTITY, one.key) for one in found.entities]
    keys += [(kind, one.key) for kind, many in ((Kind.EVENT, found.events), (Kind.QUOTE, found.quotes)) for one in many]
    every = (*found.entities, *found.articles, *found.events, *found.quotes)
    assert len(keys) == len(set(keys))
    assert {named for record in every for named in named_by(record)} <= set(keys)
    line = json.loads(as_json(found))
    lines = [line["dataset"], *line["entities"], line["article"], *line["events"], *line["quotes"]]
    assert len([record for one in lines for record in records({"json": json.dumps(one)})]) == len(lines)


# --- the command, and the examples of the page ------------------------------------------------------------------------


def ran(*arguments):
    return CliRunner().invoke(main, ["extract", "-", *arguments], input=TEXT)


def test_the_command_asks_the_provider_that_it_is_told(module):
    module.answer = lambda _question: event() | {"provider": {"name": "mine"}}
    result = ran("--published", "2024-08-05", "--provider", "events=somebody:answer")
    assert result.exit_code == 0, result.output
    assert [one["origin"]["events_by"] for one in json.loads(result.stdout)["events"]] == ["mine"]


def test_the_command_asks_the_provider_of_the_setting(module, monkeypatch):
    module.answer = lambda _question: event()
    monkeypatch.setenv("DATELINE_EXTRACT_PROVIDERS", "events=somebody:answer")
    assert len(json.loads(ran("--published", "2024-08-05").stdout)["events"]) == 1
    assert len(json.loads(ran("--published", "2024-08-05", "--provider", "events=").stdout)["events"]) > 1


@pytest.mark.parametrize(
    ("options", "why"),
    [
        (["--provider", "events=no_such_module:answer"], "cannot be loaded: ModuleNotFoundError"),
        (["--provider", "events=somebody:missing"], "cannot be loaded: AttributeError"),
        (["--provider", "events=somebody:__name__"], "is no function"),
        (["--provider", "weather=somebody:answer"], "names no stage"),
        (["--provider", "events=somebody:answer", "--dictionaries", "."], "give one of them"),
    ],
)
def test_a_provider_that_is_not_there_is_refused_before_anything_is_read(module, options, why):
    result = ran(*options)
    assert (result.exit_code, result.stdout) == (2, "")
    assert why in result.stderr


def examples() -> list[str]:
    page = (ROOT / "docs" / "extraction.md").read_text(encoding="utf-8")
    return re.findall(r"^```python\n(.*?)^```", page, re.MULTILINE | re.DOTALL)


def run_example(importing: str, library: str, stand_in: ModuleType, monkeypatch) -> Any:
    [code] = [one for one in examples() if importing in one]
    monkeypatch.setitem(sys.modules, library, stand_in)
    names: dict[str, Any] = {}
    exec(code, names)
    return names


def test_the_example_of_a_larger_model_of_spacy_finds_names(extracted, monkeypatch):
    stand_in = ModuleType("spacy")
    vars(stand_in)["load"] = lambda _name: model()
    names = run_example("import spacy", "spacy", stand_in, monkeypatch)["names"]
    monkeypatch.undo()
    found = names({"text": TEXT})
    assert "Joe Biden" in [one["mentions"][0]["text"] for one in found["entities"]]
    assert all(TEXT[one["mentions"][0]["start"] :].startswith(one["mentions"][0]["text"]) for one in found["entities"])


def test_the_example_of_a_pipeline_finds_names_in_each_paragraph(extracted, monkeypatch):
    def tagger(text):
        return [
            {"entity_group": "PER", "start": one.start(), "end": one.end(), "word": "…", "score": 0.9}
            for one in re.finditer("Joe Biden|Benjamin Netanyahu", text)
        ]

    stand_in = ModuleType("transformers")
    vars(stand_in)["pipeline"] = lambda *_arguments, **_options: tagger
    found = extracted(entities=run_example("from transformers", "transformers", stand_in, monkeypatch)["names"])
    assert set(mentioned(found)) == {"Joe Biden", "Benjamin Netanyahu", "Israeli", "VIENNA"}
