"""Corrections by hand: of an event, a quote or an entity, with a reason, and nothing that is loaded later undoes them."""

from __future__ import annotations

from dataclasses import replace

import orjson
import pytest
from click.testing import CliRunner

from seed.records import Actor
from service.command import main
from store.identity import Kind
from tests.builders import article, dataset, entity, event, loaded, quote
from tests.clients import PROBLEM, found, id_of, merged
from tests.ingesting import Desk, extraction
from tests.kept import changes_of, document, rows, stale
from tests.loads import assert_sound, rows_loaded
from tests.servers import environment

TEXT = "Iran warned Israel. France warned Iran."
WHY = "The text says otherwise."
NAMED = (Actor("Breaking News", kind="group"),)


@pytest.fixture(scope="module")
def reading():
    with extraction() as made:
        yield made


@pytest.fixture
def desk(store, reading):
    return Desk(store, reading, "ingest", "curate")


@pytest.fixture
def told(store):
    """An article with an event and a quote."""
    report = article("Iran said it would stop.", key="report", mentions=["Iran"])
    happened = event(actor1="Iran", actor2="Israel", key="told", told_in=[(report, "would stop")])
    said = quote("it would stop", report, speaker="Iran", key="said")
    everything = (entity("Iran", kind="country"), entity("Israel", kind="country"), report, happened, said)
    loaded(store, *everything)
    return everything


def address(kind, key):
    path = {Kind.EVENT: "events", Kind.QUOTE: "quotes", Kind.ENTITY: "entities"}[kind]
    return f"/v1/{path}/{id_of(kind, key)}"


EVENT, QUOTE, IRAN = address(Kind.EVENT, "told"), address(Kind.QUOTE, "said"), address(Kind.ENTITY, "Iran")


def corrected(desk, at, **fields):
    answer = desk.patch(at, reason=WHY, **fields)
    assert answer.status_code == 200, answer.text
    return answer.json["record"]


def problem(answer):
    assert answer.content_type == PROBLEM
    return answer.status_code, answer.json["type"].rpartition(":")[2]


# --- fields -----------------------------------------------------------------------------------------------------------

ISRAEL = id_of(Kind.ENTITY, "Israel")


@pytest.mark.parametrize(
    ("fields", "shown"),
    [
        ({"status": "denied"}, lambda one: one["status"] == "denied"),
        ({"summary": "Nothing happened."}, lambda one: one["summary"] == "Nothing happened."),
        (
            {"event_code": "190"},
            lambda one: (one["type"]["root_code"], one["type"]["plover_type"]) == ("19", "ASSAULT"),
        ),
        (
            {"date": {"start": "2024-07-01", "end": "2024-07-31", "precision": "month"}},
            lambda one: (one["date"]["start"], one["date"]["precision"]) == ("2024-07-01", "month"),
        ),
        (
            {"date": {"start": "2024-07-01"}},
            lambda one: (one["date"]["end"], one["date"]["precision"]) == ("2024-07-01", "day"),
        ),
        (
            {"actor1": [ISRAEL], "actor2": []},
            lambda one: ([a["name"] for a in one["actor1"]], one["actor2"]) == (["Israel"], []),
        ),
        ({"attributed_to": [ISRAEL]}, lambda one: one["attributed_to"][0]["name"] == "Israel"),
        ({"fatalities": {"best": 3}}, lambda one: one["fatalities"] == {"best": 3, "low": None, "high": None}),
        (
            {"place": {"name": "Beirut", "country": "LBN", "latitude": 33.9, "longitude": 35.5, "precision": "city"}},
            lambda one: (one["place"]["name"], one["place"]["latitude"]) == ("Beirut", 33.9),
        ),
        ({"place": None, "fatalities": None}, lambda one: (one["place"], one["fatalities"]) == (None, None)),
    ],
)
def test_a_field_of_an_event_is_put_right_and_stays_so(desk, store, told, fields, shown):
    assert shown(corrected(desk, EVENT, **fields))
    assert shown(found(desk.client, EVENT))
    *others, report, _, said = told
    loaded(store, *others, report, event(key="told", actor1="Israel", on="2024-08-03", cameo="020"), said)
    assert shown(found(desk.client, EVENT))
    assert changes_of(store, Kind.EVENT, "told") == ["created", "updated", "updated"]
    assert stale(store) == 0


@pytest.mark.parametrize(
    ("fields", "shown"),
    [
        ({"speaker": ISRAEL}, lambda one: one["speaker"]["name"] == "Israel"),
        ({"speaker": None}, lambda one: one["speaker"] is None),
        ({"kind": "direct"}, lambda one: one["kind"] == "direct"),
        ({"addressee": [ISRAEL]}, lambda one: one["addressee"][0]["name"] == "Israel"),
        ({"date": {"start": "2024-07-01"}}, lambda one: one["date"]["start"] == "2024-07-01"),
    ],
)
def test_a_field_of_a_quote_is_put_right_and_stays_so(desk, store, told, fields, shown):
    assert shown(corrected(desk, QUOTE, **fields))
    *others, report, _, _ = told
    loaded(store, *others, report, quote("it would stop", report, speaker="Iran", key="said", confidence=0.5))
    assert shown(found(desk.client, QUOTE))


@pytest.mark.parametrize(
    ("fields", "shown"),
    [
        ({"name": "Persia"}, lambda one: (one["name"], one["aliases"]) == ("Persia", ["Iran"])),
        ({"aliases": ["Persia"]}, lambda one: (one["name"], one["aliases"]) == ("Iran", ["Persia"])),
        ({"name": "Persia", "aliases": []}, lambda one: (one["name"], one["aliases"]) == ("Persia", [])),
        ({"kind": "group"}, lambda one: one["kind"] == "group"),
        ({"code": "IRN", "country": "IRN"}, lambda one: (one["code"], one["country"]) == ("IRN", "IRN")),
        ({"sector": "GOV", "note": "A country."}, lambda one: one["sector"] == "GOV"),
    ],
)
def test_a_field_of_an_entity_is_put_right_and_stays_so(desk, store, told, fields, shown):
    assert shown(corrected(desk, IRAN, **fields))
    loaded(store, entity("Iran", kind="country", note="Described anew."))
    assert shown(found(desk.client, IRAN))


def test_an_entity_has_its_new_name_wherever_it_stands(desk, told):
    corrected(desk, IRAN, name="Persia")
    assert found(desk.client, EVENT)["actor1"][0]["name"] == "Persia"
    assert len(found(desk.client, "/v1/events?actor=Persia")["data"]) == 1
    assert len(found(desk.client, "/v1/events?actor=Iran")["data"]) == 1


def test_lists_and_charts_go_by_what_was_put_right(desk, told):
    corrected(desk, EVENT, status="denied", date={"start": "2024-01-01"}, actor1=[ISRAEL], actor2=[])
    assert found(desk.client, "/v1/events?actor=Iran")["data"] == []
    assert len(found(desk.client, "/v1/events?actor1=Israel&status=denied&date=2024-01-01")["data"]) == 1
    grouped = found(desk.client, "/v1/events/aggregate?group_by=status")["data"]
    assert [(row["status"], row["count"]) for row in grouped] == [("denied", 1)]


def test_extracting_again_leaves_a_correction_as_it_is(desk):
    sent = desk.send(TEXT)
    at = f"/v1/events/{next(one['id'] for one in sent.json['events'] if one['summary'].startswith('Iran'))}"
    corrected(desk, at, status="denied")
    desk.replace(sent.headers["Location"], "At noon " + TEXT, published="2024-08-04")
    assert (found(desk.client, at)["status"], found(desk.client, at)["date"]["start"]) == ("denied", "2024-08-04")
    desk.delete(sent.headers["Location"])
    desk.send(TEXT)
    assert found(desk.client, at)["status"] == "denied"


# --- none -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("kind", "key"), [(Kind.EVENT, "told"), (Kind.QUOTE, "said")])
def test_what_is_rejected_is_gone_and_stays_away(desk, store, told, kind, key):
    answer = desk.patch(address(kind, key), reason=WHY, rejected=True)
    assert (answer.status_code, answer.json["record"]) == (200, None)
    assert problem(desk.client.get(address(kind, key))) == (410, "gone")
    loaded(store, *told[:-2], *(one for one in told[-2:]))
    assert problem(desk.client.get(address(kind, key))) == (410, "gone")
    assert changes_of(store, kind, key) == ["created", "deleted"]
    assert found(desk.client, "/v1/datasets/test")["counts"][f"{kind}s"] == 0
    assert stale(store) == 0


def test_loading_again_what_was_rejected_changes_nothing(desk, store, told):
    desk.patch(EVENT, reason=WHY, rejected=True)
    before = rows(store)
    loaded(store, *told)
    assert rows(store) == before


def test_a_rejected_entity_is_named_nowhere(desk, store, told):
    assert desk.patch(IRAN, reason=WHY, rejected=True).status_code == 200
    assert problem(desk.client.get(IRAN)) == (410, "gone")
    assert (found(desk.client, EVENT)["actor1"], found(desk.client, QUOTE)["speaker"]) == ([], None)
    assert document(store, Kind.ARTICLE, "report")["counts"]["mentions"] == 0
    *others, report, _, said = told
    loaded(store, *others, report, event(key="told", actor1="Iran", actor2="Israel", cameo="020"), said)
    assert (found(desk.client, EVENT)["actor1"], found(desk.client, EVENT)["type"]["event_code"]) == ([], "020")
    assert problem(desk.client.get(IRAN)) == (410, "gone")
    assert stale(store) == 0


def test_an_entity_that_others_were_merged_into_is_not_rejected(desk, store, told):
    merged(store, "Israel", "Iran")
    assert problem(desk.patch(IRAN, reason=WHY, rejected=True)) == (409, "conflict")
    assert found(desk.client, EVENT)["actor1"][0]["name"] == "Iran"


def test_a_rejection_that_is_taken_back_lets_the_record_come_again(desk, store, told):
    desk.patch(EVENT, reason=WHY, rejected=True)
    answer = desk.patch(EVENT, reason="It did happen.", withdraw=["rejected"])
    assert (answer.status_code, answer.json) == (200, {"record": None, "corrections": []})
    loaded(store, *told)
    assert found(desk.client, EVENT)["status"] == "asserted"


def test_a_correction_that_is_taken_back_lets_the_origin_speak_again(desk, store, told):
    corrected(desk, EVENT, status="denied", summary="Nothing.")
    corrected(desk, EVENT, withdraw=["status"])
    assert found(desk.client, EVENT)["status"] == "denied"
    loaded(store, *told)
    assert (found(desk.client, EVENT)["status"], found(desk.client, EVENT)["summary"]) == ("asserted", "Nothing.")


# --- on record --------------------------------------------------------------------------------------------------------


def test_the_reason_stands_in_the_history_and_with_the_record(desk, told):
    answer = desk.patch(EVENT, reason=WHY, status="denied").json
    held = [(one["field"], one["value"], one["reason"]) for one in answer["corrections"]]
    assert held == [("status", "denied", WHY)]
    history = found(desk.client, f"{EVENT}/history")["data"]
    assert [(one["operation"], one["reason"]) for one in history] == [("updated", WHY), ("created", None)]
    assert [(one["path"], one["after"]) for one in history[0]["changed"]] == [("status", "denied")]


def test_all_corrections_that_hold_are_listed(desk, store, told):
    corrected(desk, EVENT, status="denied", summary="Nothing.")
    desk.patch(QUOTE, reason="Nobody said so.\n", rejected=True)
    corrected(desk, EVENT, withdraw=["summary"])
    runner = CliRunner(env=environment(database_url=store.url.render_as_string(hide_password=False)))
    result = runner.invoke(main, ["corrections"])
    listed = [orjson.loads(line) for line in result.output.splitlines()]
    assert [(one["record"], one["field"], one["value"], one["reason"], one["by"]) for one in listed] == [
        (id_of(Kind.EVENT, "told"), "status", "denied", WHY, "desk ingest curate"),
        (id_of(Kind.QUOTE, "said"), "rejected", True, "Nobody said so.\n", "desk ingest curate"),
    ]


def test_whose_key_it_was_is_kept(desk, store, told):
    corrected(desk, EVENT, status="denied")
    assert [row[6:8] for row in rows(store)["correction"]] == [(WHY, "desk ingest curate")]


def test_the_same_correction_again_changes_nothing(desk, store, told):
    corrected(desk, EVENT, status="denied", actor1=[ISRAEL])
    before = rows(store)
    corrected(desk, EVENT, status="denied", actor1=[ISRAEL])
    assert rows(store) == before


# --- who may, and what is taken ---------------------------------------------------------------------------------------


def test_whoever_has_no_key_for_it_corrects_nothing(store, reading, told):
    other, before = Desk(store, reading, "ingest"), rows(store)
    assert problem(other.patch(EVENT, reason=WHY, status="denied")) == (403, "scope-missing")
    assert problem(other.client.patch(EVENT, json={"reason": WHY, "status": "denied"})) == (401, "key-missing")
    assert rows(store) == before


def test_a_record_of_a_closed_dataset_needs_a_key_that_opens_it(desk, store):
    loaded(store, dataset("shut", access="key"), event(key="secret", dataset="shut"))
    answer = desk.patch(address(Kind.EVENT, "secret"), reason=WHY, status="denied")
    assert problem(answer) == (403, "key-needed")


@pytest.mark.parametrize(
    ("fields", "at_fault"),
    [
        ({"status": "denied"}, "reason"),
        ({"reason": "", "status": "denied"}, "reason"),
        ({"reason": WHY}, "reason"),
        ({"reason": WHY, "status": "rejected"}, "status"),
        ({"reason": WHY, "status": None}, "status"),
        ({"reason": WHY, "event_code": "999"}, "event_code"),
        ({"reason": WHY, "actor1": ["ent_0000000000000"]}, "actor1"),
        ({"reason": WHY, "actor1": [EVENT]}, "actor1.0"),
        ({"reason": WHY, "actor1": ISRAEL}, "actor1"),
        ({"reason": WHY, "date": "2024-08-04"}, "date"),
        ({"reason": WHY, "date": {"start": "2024-08-04", "end": "2024-08-03"}}, "date.end"),
        ({"reason": WHY, "place": {"name": "Beirut", "latitude": 33.9}}, "place.latitude"),
        ({"reason": WHY, "fatalities": {"best": -1}}, "fatalities.best"),
        ({"reason": WHY, "rejected": False}, "rejected"),
        ({"reason": WHY, "rejected": True, "status": "denied"}, "rejected"),
        ({"reason": WHY, "withdraw": ["status"], "status": "denied"}, "withdraw"),
        ({"reason": WHY, "withdraw": ["speaker"]}, "withdraw.0"),
        ({"reason": WHY, "speaker": ISRAEL}, "speaker"),
    ],
)
def test_a_correction_that_cannot_be_is_refused_by_field(desk, store, told, fields, at_fault):
    before = rows(store)
    answer = desk.patch(EVENT, **fields)
    assert problem(answer) == (422, "bad-body")
    assert [fault["parameter"] for fault in answer.json["errors"]] == [at_fault]
    assert rows(store) == before


def test_an_entity_that_was_merged_away_is_corrected_where_it_stands_now(desk, store, told):
    merged(store, "Israel", "Iran")
    answer = desk.patch(address(Kind.ENTITY, "Israel"), reason=WHY, note="One.")
    assert (answer.status_code, answer.headers["Location"]) == (307, IRAN)


@pytest.mark.parametrize("at", ["/v1/events/evt_0000000000000", "/v1/quotes/nonsense"])
def test_there_has_to_be_a_record_to_correct(desk, at):
    assert problem(desk.patch(at, reason=WHY, rejected=True)) == (404, "not-found")


def test_what_was_deleted_is_not_corrected(desk, store):
    sent = desk.send(TEXT)
    at = f"/v1/events/{sent.json['events'][0]['id']}"
    desk.delete(sent.headers["Location"])
    assert problem(desk.patch(at, reason=WHY, status="denied")) == (410, "gone")


# --- whatever comes later ---------------------------------------------------------------------------------------------


def test_what_is_derived_follows_what_was_put_right(desk, store, told):
    corrected(desk, EVENT, status="denied", event_code="190", actor1=[ISRAEL], actor2=[], date={"start": "2024-01-01"})
    corrected(desk, IRAN, name="Persia", code="IRN", country="IRN")
    assert_sound(store)
    desk.patch(QUOTE, reason=WHY, rejected=True)
    desk.patch(IRAN, reason=WHY, rejected=True)
    assert_sound(store)


def test_a_stream_of_rows_leaves_corrections_as_they_are(desk, store, told):
    others = [event(key=f"other/{number}", actor1="Iran", on="2024-08-02") for number in range(3)]
    loaded(store, *others)
    corrected(desk, EVENT, status="denied")
    desk.patch(address(Kind.EVENT, "other/1"), reason=WHY, rejected=True)
    changed = [event(key=f"other/{number}", actor1="Iran", on="2024-08-03") for number in range(3)]
    rows_loaded(store, [event(key="told", actor1="Iran", cameo="020")], *([one] for one in changed), again="later")
    listed = found(desk.client, "/v1/events?sort=date")["data"]
    assert {one["origin_id"]: (one["status"], one["date"]["start"]) for one in listed} == {
        "other/0": ("asserted", "2024-08-03"),
        "other/2": ("asserted", "2024-08-03"),
        "told": ("denied", "2024-08-04"),
    }
    assert_sound(store)


def test_whoever_was_rejected_is_not_found_again_by_name(desk, store):
    rows_loaded(store, [dataset(), replace(event(key="first"), actor1=NAMED)])
    at = f"/v1/entities/{found(desk.client, '/v1/events')['data'][0]['actor1'][0]['id']}"
    assert desk.patch(at, reason="A heading.", rejected=True).status_code == 200
    rows_loaded(
        store,
        [replace(event(key="second"), actor1=NAMED)],
        [replace(event(key="first", cameo="020"), actor1=NAMED)],
        again="later",
    )
    assert [one["actor1"] for one in found(desk.client, "/v1/events")["data"]] == [[], []]
    assert desk.client.get(at).status_code == 410
    assert_sound(store)
