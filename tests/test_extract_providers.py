"""Another model for a stage: who may be one, what it is asked, and what becomes of what it says."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

pytest.importorskip("spacy", reason="needs the extra extract")

from seed.annotation import SEED_DOCUMENT, read_annotation
from seed.evaluate.extracted import measured
from seed.extract.providers.named import STAGES, BadProvider, Provider, providers_named
from seed.records import Span
from service.settings import BadSetting, Settings
from tests.extraction import story_of
from tests.providing import TEXT, at, entity, event, extracted, mentioned, quote, somebody


@pytest.fixture(autouse=True)
def installed():
    story_of("The parser is there.")


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


def test_each_stage_is_sent_the_text_and_what_was_found_before():
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


def test_names_of_a_provider_take_the_place_of_those_of_the_parser():
    given = {"entities": [entity("organization", at("Acme Works")), entity("person", at("Benjamin Netanyahu"))]}
    named = mentioned(extracted(entities=given))
    assert named["Acme Works"] == "organization/acme-works"
    assert named["Benjamin Netanyahu"] == "person/benjamin-netanyahu"
    assert not named.keys() & {"Joe Biden", "Iran", "Washington"}


def test_the_kind_that_a_provider_gives_is_kept():
    assert mentioned(extracted(entities={"entities": [entity("person", at("Acme Works"))]}))["Acme Works"].startswith(
        "person/"
    )


def test_names_of_one_are_told_by_rule_and_known_names_have_their_codes():
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


def test_nationalities_are_read_though_a_provider_passes_over_them():
    assert mentioned(extracted(entities={"entities": [entity("person", at("Joe Biden"))]}))["Israeli"] == "country/ISR"


def test_descriptions_and_pronouns_that_a_provider_leaves_out_are_read_by_rule():
    found = extracted(entities={"entities": [entity("person", at("Benjamin Netanyahu"))]})
    others = {one.span.text: one.entity for one in found.articles[0].mentions if one.kind != "name"}
    assert others["He"] == "person/benjamin-netanyahu"
    assert "two officials" in others


def test_a_provider_may_say_what_words_one_has_and_which_codes():
    words = [at("Acme Works"), at("reporters") | {"kind": "nominal"}]
    found = extracted(
        entities={"entities": [entity("organization", *words, code="AUTBUS", country="AUT", sector="BUS")]}
    )
    [one] = [one for one in found.entities if one.key == "organization/acme-works"]
    assert (one.code, one.country, one.sector) == ("AUTBUS", "AUT", "BUS")
    assert {one.span.text for one in found.articles[0].mentions if one.entity == "organization/acme-works"} >= {
        "reporters"
    }


def test_a_name_may_stand_for_every_place_of_its_words():
    names = [{"text": name, "everywhere": True} for name in ("Biden", "Joe Biden")]
    found = extracted(entities={"entities": [entity("person", *names)]})
    spans = [one.span for one in found.articles[0].mentions if one.kind == "name" and "Biden" in one.span.text]
    assert [span.text for span in spans] == ["Joe Biden", "Biden"]


@pytest.mark.parametrize("words", ["nobody", " ", "Jane Doe", "ide"])
def test_words_that_stand_nowhere_stand_for_no_place(caplog, words):
    good, bad = entity("person", at("Joe Biden")), entity("person", {"text": words, "everywhere": True})
    assert words not in mentioned(extracted(entities={"entities": [good, bad]}))
    assert "1 whose words do not stand in the story" in caplog.text


def test_two_that_the_tables_know_are_never_one():
    named = mentioned(extracted(entities={"entities": [entity("country", at("Iran"), at("Israel"))]}))
    assert (named["Iran"], named["Israel"]) == ("country/IRN", "country/ISR")


def test_whom_a_provider_describes_is_unnamed():
    found = extracted(entities={"entities": [entity("unnamed", at("two officials"), country="IRN")]})
    [who] = [one for one in found.entities if one.name == "two officials"]
    assert (who.kind, who.country, who.stub) == ("unnamed", "IRN", False)


# --- coreference ------------------------------------------------------------------------------------------------------


def test_whom_a_pronoun_means_is_said_by_a_provider():
    given = {"entities": [{"id": "person/joe-biden", "mentions": [at("He")]}]}
    [he] = [one for one in extracted(coreference=given).articles[0].mentions if one.kind == "pronoun"]
    assert (he.entity, he.span.text) == ("person/joe-biden", "He")


def test_a_cluster_without_an_id_is_who_is_named_in_it():
    given = {"entities": [{"mentions": [at("two officials"), at("Benjamin Netanyahu")]}]}
    found = extracted(coreference=given)
    assert {one.entity for one in found.articles[0].mentions if one.span.text == "two officials"} == {
        "person/benjamin-netanyahu"
    }
    assert not [one for one in found.entities if one.name == "two officials"]


# --- quotes -----------------------------------------------------------------------------------------------------------


def test_a_statement_of_a_provider_has_its_words_and_its_speaker():
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
def test_whether_words_are_quoted_is_read_off_the_text(words, kind):
    [said] = extracted(quotes={"quotes": [{"content": [at(words)], "kind": "direct"}]}).quotes
    assert said.kind == kind


def test_a_speaker_may_be_an_entity_that_was_sent():
    [said] = extracted(quotes=quote(speaker={"entity": "country/IRN"})).quotes
    assert (said.speaker, said.speaker_as_written) == ("country/IRN", "Iran")


def test_a_speaker_whom_nobody_knew_is_unnamed():
    [said] = extracted(quotes=quote(speaker={"text": "Ministers"}, via=[{"speaker": {"text": "next week"}}])).quotes
    assert said.speaker is not None
    assert said.speaker.startswith("unnamed/")
    assert [one.as_written for one in said.via] == ["next week"]


# --- events -----------------------------------------------------------------------------------------------------------


def test_an_event_of_a_provider_has_words_for_all_that_it_says():
    more = {"when": {"text": "Sunday"}, "where": {"text": "Washington"}, "fatalities": 3, "contexts": ["military"]}
    [found] = extracted(events=event(**more)).events
    assert (found.cameo, found.status, found.fatalities_best, found.contexts) == ("190", "asserted", 3, ("military",))
    assert [getattr(one, "entity", "") for one in (*found.actor1, *found.actor2)] == ["country/IRN", "country/ISR"]
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


def test_the_name_and_version_of_a_provider_are_on_the_origin_of_events():
    answer = event() | {"provider": {"name": "a \x1b[2Jmodel\n", "version": "1.2"}}
    [found] = extracted(events=answer).events
    assert dict(found.origin)["events_by"] == "a [2Jmodel 1.2"
    assert dict(found.origin)["rule"] == "provider"


def test_a_provider_that_does_not_say_its_name_is_called_as_it_was_named():
    [found] = extracted(events=event()).events
    assert dict(found.origin)["events_by"] == "somebody:events"


def test_a_status_that_a_provider_leaves_out_is_read_by_rule():
    told = {"code": "040", "trigger": at("meet President")}
    assert [one.status for one in extracted(events={"events": [told]}).events] == ["expected"]


def test_a_status_that_a_provider_leaves_out_is_open_where_somebody_denies_it():
    told = {"code": "190", "trigger": {"text": "attacked"}}
    text = "Libya attacked Malta on Sunday, an assertion Tripoli disputes."
    assert [one.status for one in extracted(text, events={"events": [told]}).events] == ["unclear"]


def test_days_that_a_provider_gives_are_those_of_the_event():
    when = {"text": "next week", "from": "2024-08-12", "until": "2024-08-18"}
    [found] = extracted(events=event(when=when)).events
    assert (found.date.start, found.date.end, found.date.precision) == (date(2024, 8, 12), date(2024, 8, 18), "range")


def test_who_says_so_is_the_speaker_of_the_statement():
    found = extracted(events=event())
    [told] = found.events
    assert {one.name for one in found.entities if one.key in told.attributed_to} == {"two officials"}


def test_a_clause_holds_the_words_that_tell_of_the_event(caplog):
    [found] = extracted(events=event(clause={"text": "two officials said"})).events
    assert found.summary == "Iran attacked Israel."
    assert "1 with a clause elsewhere" in caplog.text


def test_nobody_acts_on_himself():
    [found] = extracted(events=event(actor2=[{"text": "Iran"}])).events
    assert found.actor2 == ()


# --- all that somebody knows --------------------------------------------------------------------------------------------


def _span(span: Span) -> dict[str, Any]:
    return {"start": span.start, "end": span.end, "text": span.text}


def test_all_that_a_person_marked_arrives_whole():
    known = read_annotation(SEED_DOCUMENT)
    [article] = known.articles

    def entities(_question):
        marked = {one.key: [m for m in article.mentions if m.entity == one.key] for one in known.entities}
        return {
            "entities": [
                entity(one.kind, *(_span(m.span) | {"kind": m.kind} for m in marked[one.key]), country=one.country)
                for one in known.entities
            ]
        }

    def quotes(_question):
        return {"quotes": [_statement(one) for one in known.quotes]}

    def _statement(one):
        speakers = [_span(piece.span) for piece in one.evidence if piece.field == "speaker" and piece.span]
        return {"content": [_span(part) for part in one.content], "speaker": next(iter(speakers), None)}

    with somebody(entities=entities, quotes=quotes):
        providers = providers_named(["entities=somebody:entities,quotes=somebody:quotes"])
        results = {one.task: one for one in measured("seed", known, providers).results}
    for task in ("mentions of any kind, span", "entity records", "quotes, content and speaker"):
        assert (task, results[task].precision, results[task].recall) == (task, 1, 1)
