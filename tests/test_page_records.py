"""The pages of single records: an event with its evidence, an entity, an article with what was found marked in it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs

import pytest
from playwright.sync_api import Page, expect

from store.engine import open_store
from tests.builders import article, event, loaded, quote
from tests.page import click, go, path, query, settled
from tests.servers import serving_at

DEAL = "evt_7q0jnh3vzbfh1"
ARTICLE = "art_4bn27h2zqpye4"
BLINKEN = "ent_35y1ccmzwrxcg"
HEZBOLLAH = "ent_6sfenp1sbphp7"
ISRAEL = "ent_67t2eqqyyxpfw"
UNITED_STATES = "ent_7h2dj3ndmvee1"

# Characters beyond the first 65,536 are two units of a JavaScript string and one code point.
FLAGGED = '🇱🇧 Breaking 🚨: Ruritania said "we 💣 struck Graustark" on Monday. 🕊 Graustark denied it.'


def answered(page: Page, link: str) -> dict[str, Any]:
    """Ask the API itself."""
    answer = page.request.get(link)
    assert answer.ok, answer.text()
    found: dict[str, Any] = answer.json()
    return found


def words(page: Page, selector: str) -> str:
    """Give the words of all elements together, without the names of marks."""
    script = """all => all.map(one => {
        const copy = one.cloneNode(true);
        copy.querySelectorAll(".mark-name").forEach(name => name.remove());
        return copy.textContent;
    }).join("")"""
    found: str = page.locator(selector).evaluate_all(script)
    return found


@pytest.fixture(scope="session")
def flagged_site(sqlite) -> Iterator[str]:
    """The address of a server over an article whose characters are not all of one length, with all that it says marked."""
    url = sqlite.new(sqlite.migrated)
    store = open_store(url)
    report = article(FLAGGED, mentions=["Ruritania", "Graustark"])
    struck = event(
        actor1="Ruritania",
        actor2="Graustark",
        summary="Ruritania struck Graustark.",
        told_in=[(report, "struck Graustark")],
    )
    said = quote("we 💣 struck Graustark", report, speaker="Ruritania", kind="direct")
    loaded(store, report, struck, said)
    store.close()
    with serving_at(url, log_level="error", workers=1) as server:
        yield f"http://127.0.0.1:{server.port}"


# --- an event -------------------------------------------------------------------------------------------------------


def test_an_event_tells_what_it_is_and_who_says_so(page):
    go(page, f"/events/{DEAL}")
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("^Countries would need to continue"))
    expect(page.locator(".record-lead")).to_contain_text("expected")
    expect(page.locator(".record-lead")).to_contain_text("according to Antony Blinken")
    facts = page.locator(".facts")
    for told in ("CAMEO 045", "+5.0", "70%", "Gaza Strip", "the day of publication stands in", "Apache-2.0"):
        expect(facts).to_contain_text(told)


def test_the_evidence_marks_the_words_and_names_what_each_says(page):
    go(page, f"/events/{DEAL}")
    [evidence] = answered(page, f"/v1/events/{DEAL}")["evidence"]
    assert words(page, ".evidence mark") == evidence["text"]
    assert words(page, ".evidence .sentence") == evidence["sentence"]
    expect(page.locator(".evidence .marked")).to_have_text([mark["text"] for mark in evidence["marks"]])
    named = page.locator(".evidence .mark-name")
    expect(named).to_have_text(["who says so", "who acts", "how sure", "what is done", "where", "who says so"])


def test_the_evidence_leads_to_its_place_in_the_article(page):
    go(page, f"/events/{DEAL}")
    [evidence] = answered(page, f"/v1/events/{DEAL}")["evidence"]
    click(page, page.get_by_role("link", name=re.compile("^Read it in")))
    assert page.url.endswith(f"/articles/{ARTICLE}#at={evidence['start']}-{evidence['end']}")
    assert words(page, ".in-at") == evidence["text"]
    expect(page.locator(".in-at").first).to_be_in_viewport()


def test_an_event_has_its_history_and_what_else_is_between_the_two(page):
    go(page, "/events?q=attack&actor1=Iran&actor2=Israel&status=expected")
    click(page, page.locator(".what-summary").first)
    expect(page.locator(".panel-history")).to_contain_text("Recorded")
    expect(page.locator(".panel-history")).to_contain_text("us-mounts-pressure-campaign (seed)")
    alike = page.locator(".panel-alike")
    expect(alike.get_by_role("heading")).to_have_text("Between Iran and Israel")
    assert path(page) not in alike.locator("a").evaluate_all("all => all.map(one => one.pathname)")


@pytest.mark.parametrize(
    ("address", "asks", "said"),
    [
        ("/events/evt_0000000000000", "/v1/events/evt_0000000000000", "There is no such event."),
        ("/articles/art_0000000000000", "/v1/articles/art_0000000000000", "There is no such article."),
        ("/entities/evt_0000000000000", "/v1/entities/evt_0000000000000", "There is no such entity: an id is ent_"),
        ("/events/%3Cb%3E", "/v1/events/-", "There is no such event: an id is evt_"),
        ("/events/export", "/v1/events/-", "There is no such event: an id is evt_"),
    ],
)
def test_what_does_not_exist_is_said_and_the_page_goes_on(page, faults, address, asks, said):
    faults.expect(asks)
    go(page, address)
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("^There is no such (event|entity|article)$"))
    expect(page.locator("main")).to_contain_text(said)
    click(page, page.get_by_role("link", name="See all events"))
    assert path(page) == "/"


# --- an entity ------------------------------------------------------------------------------------------------------


def test_an_entity_tells_who_it_is(page):
    go(page, f"/entities/{BLINKEN}")
    expect(page.get_by_role("heading", level=1)).to_have_text("Antony Blinken")
    expect(page.locator(".record-kind")).to_contain_text("Person · United States")
    expect(page.locator(".record-lead")).to_contain_text("Tony Blinken")
    expect(page.locator(".facts")).to_contain_text("Secretary of State, United States")
    link = page.get_by_role("link", name="Wikidata Q7821917")
    expect(link).to_have_attribute("href", "https://www.wikidata.org/wiki/Q7821917")
    assert "noreferrer" in (link.get_attribute("rel") or "")


def test_counterparts_are_counted_as_the_api_counts_them(page):
    go(page, f"/entities/{UNITED_STATES}")
    for panel, side, other in (("acts", "actor1", "actor2"), ("acted", "actor2", "actor1")):
        rows = answered(page, f"/v1/events/aggregate?group_by={other}&{side}={UNITED_STATES}")["data"]
        named = [row for row in rows if row[other]]
        shown = page.locator(f".panel-{panel} .counterparts li")
        expect(shown).to_have_count(len(named))
        for row in named:
            name = page.get_by_role("link", name=row[f"{other}_name"], exact=True)
            expect(shown.filter(has=name).locator("a").last).to_have_text(re.compile(rf"^{row['count']} events?$"))


def test_what_somebody_says_and_what_is_said_about_him_are_apart(page):
    go(page, f"/entities/{BLINKEN}")
    for panel, role in (("says", "speaker"), ("said", "about")):
        quotes = answered(page, f"/v1/quotes?{role}={BLINKEN}&limit=3")["data"]
        expect(page.locator(f".panel-{panel} .quote")).to_have_count(len(quotes))
    expect(page.locator(".panel-says .quote-who strong").first).to_have_text("Antony Blinken")


def test_an_entity_has_the_timeline_of_the_explorer(page):
    go(page, f"/entities/{ISRAEL}")
    panel = page.locator(".panel-overview")
    counts = panel.locator(".timeline-grid text").all_text_contents()
    assert "0" in counts
    assert len(counts) > 1
    assert panel.locator(".timeline-bars path[fill^='url(']").count()
    told = answered(page, f"/v1/events?actor={ISRAEL}&status=asserted&count=exact&limit=1")["meta"]["count"]
    expect(panel.get_by_role("link", name=f"Above the line: told as fact {told}")).to_be_visible()
    panel.get_by_role("button", name="Use this").click()
    page.get_by_role("dialog").get_by_role("tab", name="Picture").click()
    expect(page.get_by_role("dialog").get_by_role("button", name="Download PNG")).to_be_visible()
    page.keyboard.press("Escape")
    panel.get_by_role("slider").focus()
    page.keyboard.press("End")
    page.keyboard.press("Enter")
    settled(page)
    assert path(page) == "/timeline"
    assert parse_qs(query(page)) == {
        "actor": [ISRAEL],
        "date__gte": ["2024-08-05"],
        "date__lte": ["2024-08-05"],
    }


def test_an_entity_leads_to_all_its_events(page):
    go(page, f"/entities/{HEZBOLLAH}")
    click(page, page.get_by_role("link", name="Explore all its events"))
    assert page.url.endswith(f"/?actor={HEZBOLLAH}")
    expect(page.locator(".headline .figure")).to_have_text("2")


# --- an article -----------------------------------------------------------------------------------------------------


def test_marks_stand_where_the_api_says_whatever_the_characters(open_page):
    page = open_page(site="flagged_site")
    [report] = answered(page, "/v1/articles")["data"]
    go(page, f"/articles/{report['id']}")
    assert words(page, ".article-words .in-events") == "struck Graustark"
    assert words(page, ".article-words .in-quotes") == "we 💣 struck Graustark"
    assert page.locator(".article-words .in-entities").all_inner_texts() == ["Ruritania", "Graustark"]
    assert page.locator(".article-words").inner_text() == FLAGGED


def test_marks_that_lie_over_each_other_are_all_there(page):
    go(page, f"/articles/{ARTICLE}")
    both = page.locator(".article-words .in-events.in-quotes.in-entities", has_text="Iran").first
    keys = (both.get_attribute("data-keys") or "").split()
    assert {key[:3] for key in keys} == {"evt", "qte", "ent"}


def test_each_kind_of_mark_is_switched_by_itself_and_stands_in_the_address(page):
    go(page, f"/articles/{ARTICLE}")
    whole = page.locator(".article-words").inner_text()
    click(page, page.get_by_role("button", name=re.compile("^Events")))
    assert page.url.endswith("#marks=entities%2Cquotes")
    assert (
        page.locator(".article-words .in-events").count(),
        page.locator(".article-words .in-quotes").count() > 0,
    ) == (0, True)
    assert page.locator(".article-words").inner_text() == whole
    page.reload()
    settled(page)
    expect(page.get_by_role("button", name=re.compile("^Events"))).to_have_attribute("aria-pressed", "false")


def test_the_lists_are_in_reading_order_and_lead_into_the_text(page):
    go(page, f"/articles/{ARTICLE}")
    quotes = sorted(answered(page, f"/v1/quotes?article={ARTICLE}&limit=200")["data"], key=lambda one: one["start"])
    assert page.locator(".found-quotes li").evaluate_all("all => all.map(one => one.dataset.keys)") == [
        one["id"] for one in quotes
    ]
    last = page.locator(".found-quotes li").last
    click(page, last.get_by_role("link", name="in the text"))
    expect(page.locator(".in-at").first).to_be_in_viewport()
    expect(page.locator(".in-at").first).to_be_focused()


def test_the_lists_show_what_the_address_names_in_the_text(page):
    last = max(answered(page, f"/v1/quotes?article={ARTICLE}&limit=200")["data"], key=lambda one: one["start"])
    go(page, f"/articles/{ARTICLE}#at={last['start']}-{last['end']}")
    item = page.locator(f".found-quotes li[data-keys={last['id']}]")
    expect(item).to_be_in_viewport()
    expect(item).to_have_class(re.compile("lit"))


def test_text_and_lists_light_up_together(page):
    go(page, f"/articles/{ARTICLE}")
    item = page.locator(f".found-events li[data-keys={DEAL}]")
    item.locator("a").first.focus()
    lit = page.locator(".article-words .lit")
    expect(lit.first).to_be_attached()
    assert all(DEAL in keys for keys in lit.evaluate_all("all => all.map(one => one.dataset.keys)"))
    lit.first.hover()
    expect(item).to_have_class(re.compile("lit"))


def test_an_article_without_text_says_why(open_page):
    page = open_page(site="crowded_site")
    bare = next(one for one in answered(page, "/v1/articles?dataset=gdelt")["data"])
    go(page, f"/articles/{bare['id']}")
    expect(page.locator(".untold")).to_contain_text("Its rights do not allow its text to be shown here.")
    expect(page.locator(".untold").get_by_role("link")).to_have_attribute("rel", re.compile("noreferrer"))


def test_texts_of_others_are_never_markup(open_page):
    page = open_page(site="crowded_site")
    [report] = answered(page, "/v1/articles?dataset=hostile")["data"]
    [told] = answered(page, "/v1/events?dataset=hostile")["data"]
    for address in (f"/articles/{report['id']}", f"/events/{told['id']}", f"/entities/{told['actor1'][0]['id']}"):
        go(page, address)
        assert page.locator("main img, main script, main b").count() == 0
        expect(page.get_by_role("heading", level=1)).to_contain_text("<img src=/boom onerror=alert(1)>")
