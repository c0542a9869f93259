"""Our own records as lines: what is taken, and that no line stops a load."""

from __future__ import annotations

import random
import re
from copy import deepcopy
from io import BytesIO
from typing import Any

import pytest
from marshmallow import ValidationError
from sqlalchemy import select

from schemas import records_page
from schemas.interchange import LINES
from schemas.interchange_reading import reader
from schemas.rendering import rendered
from seed.importers.files import Content
from seed.importers.guess import format_of
from seed.importers.records import FORMAT
from store.identity import Kind, record_id
from store.tables import Participant
from store.terms import set_terms
from store.writing import writing
from tests.record_lines import lines_of, load, take, written
from tests.servers import ROOT

PAGE = ROOT / "docs" / "records.md"


# Lines of one's own

DATASET = {
    "record": "dataset",
    "key": "mine",
    "title": "Mine",
    "version": "1",
    "publisher": "Me",
    "licence": "CC0-1.0",
    "citation": "Me.",
}
EVENT = {"record": "event", "key": "mine/1", "dataset": "mine", "date": "2024-08-05", "cameo": "0871"}
TEXT = "Iran said no. 𝒳 said yes."
ARTICLE = {"record": "article", "key": "mine/a", "dataset": "mine", "published": "2024-08-05", "text": TEXT}
QUOTE = {
    "record": "quote",
    "key": "mine/q",
    "dataset": "mine",
    "article": "mine/a",
    "kind": "indirect",
    "content": [{"start": 10, "end": 12, "text": "no"}],
}
IRAN = {"record": "entity", "key": "country/IRN", "kind": "country", "name": "Iran", "country": "IRN"}


def test_little_is_needed_of_an_event(store):
    take(store, DATASET, EVENT | {"actor1": [{"name": "Iran"}], "actor2": [{"name": "Nobody Known", "code": "NGO"}]})
    [found] = lines_of(store, "event")
    assert found["date"] == {"start": "2024-08-05", "end": "2024-08-05", "precision": "day", "basis": "text"}
    assert [part["entity"] for part in found["actor1"]] == ["country/IRN"]
    assert found["actor1"][0] == {"entity": "country/IRN", "as_written": "Iran", "rule": "country-name"}
    assert found["summary"] == "Iran → Nobody Known: Announce a ceasefire"
    assert (found["status"], found["origin_id"], found["goldstein"]) == ("asserted", "mine/1", 9.0)


def test_null_is_as_good_as_left_out(store):
    take(store, DATASET, EVENT | {"place": None, "actor1": None, "tone": None})
    assert "place" not in lines_of(store, "event")[0]


def test_an_actor_named_in_words_is_found_among_the_entities_described_before(store):
    council = {"record": "entity", "key": "my/council", "kind": "organization", "name": "The Great Council"}
    take(store, DATASET, council, EVENT | {"actor1": [{"name": "The Great Council"}]})
    assert lines_of(store, "event")[0]["actor1"][0]["entity"] == "my/council"


def test_an_article_with_quotes_and_mentions(store):
    mention = {"entity": "country/IRN", "span": {"start": 0, "end": 4, "text": "Iran"}}
    evidence = [{"article": "mine/a", "span": {"start": 14, "end": 15, "text": "𝒳"}}]
    take(
        store,
        DATASET,
        IRAN,
        ARTICLE | {"mentions": [mention]},
        QUOTE | {"speaker": "country/IRN"},
        EVENT | {"evidence": evidence},
    )
    [found] = lines_of(store, "article")
    assert (found["published"], found["published_precision"]) == ("2024-08-05T00:00:00Z", "day")
    assert found["mentions"] == [mention | {"kind": "name"}]
    assert lines_of(store, "event")[0]["evidence"][0]["span"]["text"] == "𝒳"


def test_reports_and_merges_are_lines_too(store):
    twin = IRAN | {"key": "my/iran", "kind": "organization", "name": "Irān"}
    lines: list[dict[str, Any]] = [
        DATASET,
        IRAN,
        twin,
        ARTICLE,
        EVENT | {"actor1": [{"entity": "my/iran"}]},
        {"record": "report", "event": "mine/1", "article": "mine/a"},
        {"record": "merge", "entity": "my/iran", "into": "country/IRN"},
    ]
    take(store, *lines)
    again = take(store, *lines)
    assert (again.created, again.updated, again.unchanged) == (0, 0, 7)
    assert [line["article"] for line in lines_of(store, "report")] == ["mine/a"]
    with store.reader.connect() as connection:
        parts = connection.execute(select(Participant.resolved_id, Participant.entity_id)).all()
    told = [(record_id(Kind.ENTITY, "my/iran"), record_id(Kind.ENTITY, "country/IRN"))]
    assert [tuple(part) for part in parts] == told


def test_times_are_those_of_the_line_and_else_of_the_load(store):
    take(store, DATASET | {"created_at": "2001-02-03T04:05:06.789+01:00"}, EVENT)
    [found] = lines_of(store, "dataset")
    assert found["created_at"] == "2001-02-03T03:05:06.789000Z"
    assert found["updated_at"] > "2026"


def test_no_line_opens_a_dataset_that_was_closed(store):
    take(store, DATASET, EVENT)
    with writing(store) as writer:
        set_terms(writer, "mine", {"access": "key", "text_served": "none"}, rendered)
    assert take(store, DATASET | {"version": "2", "access": "public"}).updated == 1
    [found] = lines_of(store, "dataset")
    assert (found["version"], found["access"], found["text_served"]) == ("2", "key", "none")


@pytest.mark.parametrize("content", [written(DATASET), written(DATASET, EVENT), b'{"x": 1}\n' + written(EVENT)])
def test_the_first_lines_show_the_format(content):
    assert format_of(Content("some.ndjson", BytesIO(content))) is FORMAT


def test_the_page_is_made_from_the_declarations():
    assert PAGE.read_text(encoding="utf-8") == records_page.page(), (
        "run: python -m schemas.records_page > docs/records.md"
    )


def test_the_lines_of_the_page_are_taken(sqlite_store):
    [lines] = re.findall(r"^```json\n(.*?)^```", PAGE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    report, reasons = load(sqlite_store, lines.encode())
    assert (report.created, reasons) == (3, [])


# What is rejected


def span(start: int, end: int, text: str) -> dict[str, Any]:
    return {"start": start, "end": end, "text": text}


def replaced(line: dict[str, Any], **more: Any) -> bytes:
    return written(line | more)


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b'{"record": \n', "It is not JSON: "),
        (b'{"record": "event", "tone": NaN}\n', "It is not JSON: "),
        (b'{"record": "event", "tone": 1e999}\n', "It is not JSON: "),
        (b'{"record": "event", "summary": "\\ud800"}\n', "It is not JSON: "),
        (b"[1]\n", "It is no object"),
        (b"{}\n", "It has no field record. Valid: dataset, source, "),
        (b'{"record": "evnt"}\n', "record is 'evnt', it should be the kind of record. Did you mean event?"),
        (b'{"record": ["event"]}\n', "record is ['event'], it should be"),
        (replaced(EVENT, camo="1"), "camo is no field here. Did you mean cameo?"),
        (replaced(EVENT, cameo=None), "cameo is missing."),
        (replaced(EVENT, cameo="0872x"), "cameo '0872x' is no code of cameo. Near to it: 0872"),
        (replaced(EVENT, cameo=871), "cameo is 871, it should be a code of the codebook `cameo`."),
        (replaced(EVENT, date="5 August"), "date.start is '5 August', it should be a day such as 2024-08-05."),
        (replaced(EVENT, date="2024-02-30"), "date.start is '2024-02-30'"),
        (replaced(EVENT, date={"start": "2024-08-05", "end": "2024-08-04"}), "date.end should not be before start."),
        (replaced(EVENT, fatalities_best=2**31), "fatalities_best is 2147483648, it should be a whole number from 0"),
        (replaced(EVENT, fatalities_best=10**30), "fatalities_best is 1e+30, it should be a whole number from 0"),
        (replaced(EVENT, fatalities_best=True), "fatalities_best is True"),
        (replaced(EVENT, mentions=1.5), "mentions is 1.5, it should be a whole number"),
        (replaced(EVENT, tone="-2"), "tone is '-2', it should be a number from -100 to 100."),
        (replaced(EVENT, summary="a\x00b"), "summary has NUL as its character 2, which no text has."),
        (
            replaced(EVENT, actor1=[{}]),
            "actor1[0].entity is missing; else one of name, code and identifiers is needed.",
        ),
        (replaced(EVENT, actor1=[{"entity": "a", "name": "A"}]), "actor1[0].name does not go with entity"),
        (replaced(EVENT, actor1="Iran"), "actor1 should be a list."),
        (
            replaced(EVENT, actor1=[{"entity": "nobody"}]),
            "There is no entity 'nobody'; load the file that has it first.",
        ),
        (replaced(EVENT, dataset="other"), "There is no dataset 'other'"),
        (replaced(EVENT, plover_mode="beat"), "plover_mode 'None:beat' is no code of plover_mode."),
        (replaced(EVENT, origin={"a": 1}), "origin has a value that is 1, it should be text."),
        (replaced(EVENT, fingerprint="abc"), "fingerprint is 'abc', it should be as it was exported"),
        (
            replaced(EVENT, evidence=[{"article": "mine/a", "span": span(0, 4, "Irak")}]),
            "event: from 0 to 4 stands 'Iran' and not 'Irak', in the article 'mine/a'.",
        ),
        (
            replaced(EVENT, evidence=[{"article": "mine/a", "span": span(10, 12, "yes")}]),
            "event: from 10 to 12 stands 'no' and not 'yes', which stands from 21 to 24, in the article 'mine/a'.",
        ),
        (
            replaced(ARTICLE, key="mine/b", furniture=[span(0, 4, "Irak")]),
            "furniture[0]: from 0 to 4 stands 'Iran' and not 'Irak'.",
        ),
        (replaced(ARTICLE, key="mine/b", furniture=[span(0, 4, "Iran")] * 2), "furniture has the same twice."),
        (
            replaced(ARTICLE, key="mine/b", published="2024-08-05T12:00:00"),
            "published is '2024-08-05T12:00:00', it should",
        ),
        (replaced(ARTICLE, key="mine/b", published="0001-01-01T00:00:00+14:00"), "published is '0001-01-01T"),
        (replaced(ARTICLE, key="mine/b", url="x" * 2601), "url has 2,601 bytes where 2,600 are the most."),
        (replaced(QUOTE, content=[]), "content is empty: a quote has at least one stretch."),
        (replaced(QUOTE, content=[span(12, 10, "no")]), "content[0].end should be greater than start."),
        (
            replaced(QUOTE, content=[span(10, 13, "no")]),
            "content: from 10 to 13 stands 'no.' and not 'no', which stands",
        ),
        (replaced(QUOTE, article="mine/b"), "There is no article 'mine/b'"),
        (replaced(QUOTE, about_events=["mine/2"]), "There is no event 'mine/2'"),
        (replaced(QUOTE, speaker_as_written="he"), "speaker_as_written needs a speaker."),
        (replaced(IRAN, latitude=1), "place_precision stands with latitude and longitude, all three or none."),
        (replaced(IRAN, affiliations=[{}]), "affiliations[0].entity is missing, and so is role"),
        (replaced(IRAN, affiliations=[{"entity": "x"}]), "There is no entity 'x'"),
        (written({"record": "merge", "entity": "x", "into": "country/IRN"}), "There is no entity 'x'"),
        (
            written({"record": "merge", "entity": "country/IRN", "into": "country/IRN"}),
            "'country/IRN' cannot be merged",
        ),
        (written({"record": "report", "event": "mine/1", "article": "x"}), "There is no event 'mine/1'"),
    ],
)
def test_a_line_that_cannot_be_is_rejected_with_what_would_be_right(sqlite_store, line, reason):
    report, reasons = load(sqlite_store, written(DATASET, IRAN, ARTICLE) + line)
    assert (report.created, report.rejected) == (3, 1)
    assert reasons[0].startswith(reason)


def test_what_names_a_rejected_line_is_rejected_too(store):
    bad = IRAN | {"affiliations": [{"entity": "nowhere"}]}
    report, reasons = load(
        store, written(DATASET, bad, EVENT | {"actor1": [{"entity": "country/IRN"}]}, ARTICLE, QUOTE)
    )
    assert (report.created, len(reasons)) == (3, 2)


def test_a_quote_without_a_date_comes_after_its_article(store):
    _report, reasons = load(store, written(DATASET, QUOTE, ARTICLE))
    assert reasons == ["Its article has to come before it: a quote without a date has the article's."]


def test_an_entity_is_merged_into_one_other_only(store):
    first, second, third = ({**IRAN, "key": f"my/{name}", "kind": "group", "name": name} for name in ("a", "b", "c"))
    merges = [{"record": "merge", "entity": "my/a", "into": into} for into in ("my/b", "my/c")]
    _, reasons = load(store, written(DATASET, first, second, third, *merges))
    assert reasons == ["'my/a' was merged into 'my/b' already; split the two first."]
    # A circle is none: both are one by then.
    take(store, {"record": "merge", "entity": "my/b", "into": "my/a"})


def test_no_country_is_merged_into_another(store):
    syria = {**IRAN, "key": "country/SYR", "name": "Syria", "country": "SYR"}
    merging = {"record": "merge", "entity": "country/SYR", "into": "country/IRN"}
    _, reasons = load(store, written(DATASET, IRAN, syria, merging))
    assert reasons == ["Syria is a country, and Iran is not of it; no country is merged into another."]


ODD = ("", " ", "\x00", "x" * 5_000, "\ufdfa" * 600, "country/USA", "0001-01-01", "9999-12-31", "USA", "\U0001d4b3")
NUMBERS = (0, -1, 2**31 - 1, 2**31, 2**63, 2**64, 10**30, -0.0, 0.5, 1e308, -1e-320)
KEPT = {"record", "key", "created_at", "updated_at"}


def test_whatever_a_line_holds_it_is_stored_or_rejected(store, seeded_sqlite):
    chance = random.Random(1)
    whole = lines_of(seeded_sqlite)
    for line in whole:
        line.pop("fingerprint", None)
    altered = [_altered(chance.choice(whole[-40:]), number, chance) for number in range(400)]
    report, reasons = load(store, written(*whole, *altered))
    assert report.read == len(whole) + 400
    assert report.created > len(whole)
    assert all("Traceback" not in reason for reason in reasons)


def test_a_line_is_read_as_its_schema_has_it(seeded_sqlite):
    chance = random.Random(2)
    whole = [line for line in lines_of(seeded_sqlite) if line["record"] not in ("merge", "report")]
    altered = [_altered(chance.choice(whole), number, chance) for number in range(400)]
    outcomes = {_read_twice(deepcopy(line)) for line in [*whole, *altered]}
    assert outcomes == {True, False}


def _read_twice(line: dict[str, Any]) -> bool:
    """Tell whether a line is right; both ways of reading say the same."""
    schema = LINES[line.pop("record")]()
    try:
        found = reader(schema)(line)
    except ValidationError:
        with pytest.raises(ValidationError):
            schema.load(line)
        return False
    assert schema.load(line) == found
    return True


def _altered(line: dict[str, Any], number: int, chance: random.Random) -> dict[str, Any]:
    """Put another value somewhere."""
    found = deepcopy(line)
    found["key"] += f"-{number}"
    at: Any = found
    while True:
        steps = range(len(at)) if isinstance(at, list) else [name for name in at if name not in KEPT]
        step = chance.choice(list(steps))
        if isinstance(at[step], dict | list) and at[step] and chance.random() < 0.8:
            at = at[step]
            continue
        is_number = isinstance(at[step], int | float)
        at[step] = chance.choice([None, [], {}, [None], True, *(NUMBERS if is_number else ODD)])
        return found
