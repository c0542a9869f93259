"""What another model answers is held against the text; where nothing holds our own rules serve. The examples of the page run."""

from __future__ import annotations

import json
import logging
import re
import sys
from types import ModuleType
from typing import Any

import pytest

pytest.importorskip("spacy", reason="needs the extra extract")

from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from seed.extract.out import as_json
from seed.extract.reading import model
from seed.importers.records import records
from seed.pointing import named_by
from seed.records import Batch, Record, Span
from service.command import main
from store.identity import Kind
from tests.extraction import story_of
from tests.providing import TEXT, at, entity, event, extracted, mentioned, somebody
from tests.servers import ROOT


@pytest.fixture(autouse=True)
def installed():
    story_of("The parser is there.")


def spans(found: Batch) -> list[Span]:
    pieces = [piece.span for event in found.events for piece in event.evidence]
    pieces += [piece.span for quote in found.quotes for piece in quote.evidence]
    pieces += [part for one in found.quotes for part in (*one.content, one.cue)]
    return [span for span in (*pieces, *(one.span for one in found.articles[0].mentions)) if span is not None]


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
def test_words_that_stand_in_the_text_once_are_found_there(given, place):
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
def test_words_that_do_not_hold_are_left_out(given):
    good = event()["events"][0]
    [found] = extracted(events={"events": [good, {"code": "150", "trigger": given}]}).events
    assert found.cameo == "190"


def test_words_are_looked_for_first_where_they_belong():
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
def test_a_bad_field_costs_no_more_than_itself(caplog, bad):
    [found] = extracted(events=event(**bad)).events
    assert (found.cameo, found.status, found.summary[-1]) == ("190", "asserted", ".")
    assert re.search(r"events by somebody:events: left out: 1 \w", caplog.text)


@pytest.mark.parametrize(
    "bad", [{"kind": "alien"}, {"code": "usa"}, {"code": "QQQGOV"}, {"country": "XXX"}, {"sector": "GOOD"}, {"id": 7}]
)
def test_a_bad_field_of_an_entity_costs_no_more_than_itself(caplog, bad):
    found = extracted(entities={"entities": [entity("organization", at("Acme Works")) | bad]})
    [one] = [one for one in found.entities if one.name == "Acme Works"]
    assert (one.code, one.country, one.sector) == (None, None, None)
    assert "left out: 1 with a bad" in caplog.text


def test_a_code_that_no_codebook_has_is_no_event():
    events = [event()["events"][0], {"code": "999", "trigger": at("said")}, {"code": 190, "trigger": at("said")}]
    assert [one.cameo for one in extracted(events={"events": events}).events] == ["190"]


def test_how_many_parts_were_left_out_and_why_is_told_once(caplog):
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
def test_where_nothing_holds_our_own_rules_serve_and_say_so(caplog, answer):
    ours, found = extracted().events, extracted(events=answer).events
    assert [one.key for one in found] == [one.key for one in ours]
    assert {dict(one.origin)["events_by"] for one in found} == {"rules, for somebody:events failed"}
    [told] = [one.getMessage() for one in caplog.records]
    assert told.endswith("; our own rules serve.")
    assert "\x1b" not in told


def test_a_provider_that_finds_nothing_has_found_nothing(caplog):
    assert extracted(events={"events": []}).events == ()
    assert caplog.text == ""


def test_numbers_of_a_library_are_plain_numbers():
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
# Whole words of the text, in all that an answer may have of them.
PLACES = st.sampled_from(
    [{"start": one.start(), "end": one.end(), "text": one[0]} for one in re.finditer(r"\S+( \S+)?", TEXT)]
)
NEARLY = st.fixed_dictionaries(
    {
        "mentions": st.lists(PLACES, max_size=4),
        "content": st.lists(PLACES, max_size=2),
        "trigger": PLACES,
        "code": st.just("190"),
    },
    optional={
        "id": st.sampled_from(["country/IRN", "person/joe-biden"]),
        "kind": st.sampled_from(["person", "organization", "country", "place", "group", "unnamed", "unknown"]),
        **dict.fromkeys(("cue", "speaker", "clause", "when", "where", "status_words"), PLACES),
        **{name: st.lists(PLACES, max_size=2) for name in ("actor1", "actor2", "attributed_to", "addressees")},
        "via": st.lists(st.fixed_dictionaries({"speaker": PLACES, "cue": PLACES}), max_size=2),
    },
)
LISTS = st.lists(NEARLY | ITEMS | JSON, max_size=6)
ANSWERS = (
    st.fixed_dictionaries({"entities": LISTS, "quotes": LISTS, "events": LISTS}, optional={"provider": JSON}) | JSON
)


@settings(max_examples=80, deadline=None)
@given(entities=ANSWERS, coreference=ANSWERS, quotes=ANSWERS, events=ANSWERS)
def test_whatever_is_answered_every_offset_reproduces_the_text_and_every_record_can_be_loaded(**answers):
    logging.getLogger("dateline.providers").disabled = True
    try:
        found = extracted(**answers)
    finally:
        logging.getLogger("dateline.providers").disabled = False
    assert all(TEXT[span.start : span.end] == span.text != "" for span in spans(found))
    keys = [(Kind.DATASET, one.slug) for one in found.datasets] + [(Kind.ARTICLE, one.key) for one in found.articles]
    keys += [(Kind.ENTITY, one.key) for one in found.entities]
    keys += [(kind, one.key) for kind, many in ((Kind.EVENT, found.events), (Kind.QUOTE, found.quotes)) for one in many]
    every: tuple[Record, ...] = (*found.entities, *found.articles, *found.events, *found.quotes)
    assert len(keys) == len(set(keys))
    assert {named for record in every for named in named_by(record)} <= set(keys)
    line = json.loads(as_json(found))
    lines = [line["dataset"], *line["entities"], line["article"], *line["events"], *line["quotes"]]
    assert len([record for one in lines for record in records({"json": json.dumps(one)})]) == len(lines)


# --- the command, and the examples of the page ------------------------------------------------------------------------


def ran(*arguments):
    return CliRunner().invoke(main, ["extract", "-", *arguments], input=TEXT)


def test_the_command_asks_the_provider_that_it_is_told():
    with somebody(answer=lambda _question: event() | {"provider": {"name": "mine"}}):
        result = ran("--published", "2024-08-05", "--provider", "events=somebody:answer")
    assert result.exit_code == 0, result.output
    assert [one["origin"]["events_by"] for one in json.loads(result.stdout)["events"]] == ["mine"]


def test_the_command_asks_the_provider_of_the_setting(monkeypatch):
    monkeypatch.setenv("DATELINE_EXTRACT_PROVIDERS", "events=somebody:answer")
    with somebody(answer=lambda _question: event()):
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
def test_a_provider_that_is_not_there_is_refused_before_anything_is_read(options, why):
    with somebody():
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


def test_the_example_of_a_larger_model_of_spacy_finds_names(monkeypatch):
    stand_in = ModuleType("spacy")
    vars(stand_in)["load"] = lambda _name: model()
    names = run_example("import spacy", "spacy", stand_in, monkeypatch)["names"]
    monkeypatch.undo()
    found = names({"text": TEXT})
    assert "Joe Biden" in [one["mentions"][0]["text"] for one in found["entities"]]
    assert all(TEXT[one["mentions"][0]["start"] :].startswith(one["mentions"][0]["text"]) for one in found["entities"])


def test_the_example_of_a_pipeline_finds_names_in_each_paragraph(monkeypatch):
    def tagger(text):
        return [
            {"entity_group": "PER", "start": one.start(), "end": one.end(), "word": "…", "score": 0.9}
            for one in re.finditer("Joe Biden|Benjamin Netanyahu", text)
        ]

    stand_in = ModuleType("transformers")
    vars(stand_in)["pipeline"] = lambda *_arguments, **_options: tagger
    found = extracted(entities=run_example("from transformers", "transformers", stand_in, monkeypatch)["names"])
    assert set(mentioned(found)) == {"Joe Biden", "Benjamin Netanyahu", "Israeli", "VIENNA"}
