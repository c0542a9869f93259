"""The table of events and the list of quotes, as a reader scrolls, sorts and follows them."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from tests.page import click, go, path, query, settled, wait_until

ROOT = Path(__file__).parents[1]
ALL = "That is all"
# Rows of a few pages; of thousands no more are ever in the document.
MOST_IN_DOCUMENT = 200
SHOWN = (
    "[...document.querySelectorAll('.events tbody tr')].map(row => row.querySelector('a.what-summary').href.slice(-17))"
)


def events(page: Page, question: str = "") -> list[dict[str, Any]]:
    """Ask the API itself for all events of a question, page after page."""
    found: list[dict[str, Any]] = []
    link: str | None = f"/v1/events?limit=200&{question}"
    while link:
        answer = page.request.get(link).json()
        found += answer["data"]
        link = answer["links"]["next"]
    return found


def scrolled_to_the_end(page: Page) -> tuple[list[str], int]:
    """Scroll on until no row is left; give the ids in the order in which they came, and the most rows there were at once."""
    seen: dict[str, None] = {}
    most = 0
    end = page.locator(".rolling-end")
    while True:
        is_all = ALL in end.inner_text()
        page.evaluate("window.scrollBy(0, window.innerHeight)")
        page.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
        shown: list[str] = page.evaluate(SHOWN)
        seen |= dict.fromkeys(shown)
        most = max(most, len(shown))
        at_bottom = page.evaluate("window.scrollY + window.innerHeight >= document.documentElement.scrollHeight - 1")
        if is_all and at_bottom:
            return list(seen), most


# --- the table ------------------------------------------------------------------------------------------------------


def test_a_row_tells_who_did_what_when_where_and_who_says_so(page):
    go(page, "/events?q=%22hostage+release+deal%22&status=expected&country=PSE&sort=confidence")
    row = page.get_by_role("row").nth(1)
    for told in (
        "G7 countries",
        "5 Aug 2024",
        "Verbal cooperation",
        "Mediate between others",
        "expected",
        "Gaza Strip",
    ):
        expect(row).to_contain_text(told)
    expect(row.locator(".cell-status")).to_contain_text("according to Antony Blinken")
    expect(row.get_by_role("link", name=re.compile("^Countries would need"))).to_have_attribute(
        "href", re.compile("^/events/evt_")
    )


def test_a_date_says_how_exactly_it_is_known(page):
    go(page, "/events?q=Shukr&event_code=186")
    expect(page.locator(".cell-date").first).to_contain_text("within the week")


@pytest.mark.parametrize(
    ("head", "first", "second", "order"),
    [
        ("Scale", "goldstein", "-goldstein", "ascending"),
        ("Reported by", "-mentions", "mentions", "descending"),
        ("Sure", "-confidence", "confidence", "descending"),
    ],
)
def test_the_head_of_a_column_sorts_as_the_api_does(page, head, first, second, order):
    go(page, "/events?status=asserted")
    for sort in (first, second):
        click(page, page.get_by_role("columnheader", name=head).get_by_role("link"))
        assert f"sort={sort}" in query(page)
        assert page.evaluate(SHOWN) == [one["id"] for one in events(page, query(page))]
    other = {"ascending": "descending", "descending": "ascending"}[order]
    expect(page.get_by_role("columnheader", name=head)).to_have_attribute("aria-sort", other)
    expect(page.get_by_role("columnheader", name="Date")).to_have_attribute("aria-sort", "none")


def test_all_orders_can_be_chosen(page):
    go(page, "/events")
    page.get_by_label("Order of the events").select_option("Changed last, first")
    settled(page)
    assert query(page) == "sort=-updated"


def test_the_overview_shows_the_first_rows_and_the_way_to_all(page):
    go(page, "/?date__gte=2024-07")
    assert len(page.evaluate(SHOWN)) == 12
    click(page, page.get_by_role("link", name="All 23 events"))
    assert (path(page), query(page)) == ("/events", "date__gte=2024-07")
    assert len(page.evaluate(SHOWN)) == 23


# --- thousands of rows ----------------------------------------------------------------------------------------------


def test_the_table_goes_to_the_last_row_with_few_of_them_in_the_document(open_page):
    page = open_page("/events?date__gte=2015&date__lte=2017", site="crowded_site")
    expected = [one["id"] for one in events(page, "date__gte=2015&date__lte=2017&fields=id")]
    assert len(expected) > 4 * MOST_IN_DOCUMENT
    seen, most = scrolled_to_the_end(page)
    assert seen == expected
    assert most <= MOST_IN_DOCUMENT
    expect(page.locator(".rolling-where")).to_contain_text(f"–{len(expected):,} of {len(expected):,}")


def test_scrolled_back_the_first_rows_are_there_again(open_page):
    page = open_page("/events", site="crowded_site")
    first = page.evaluate(SHOWN)[0]
    for _ in range(12):
        page.evaluate("window.scrollBy(0, 3000)")
        page.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
        settled(page)
    assert first not in page.evaluate(SHOWN)
    page.evaluate("window.scrollTo(0, 0)")
    wait_until(page, f"{SHOWN}[0] === '{first}'")
    expect(page.locator(".rolling-where")).to_contain_text("Rows 1–")


def test_back_from_an_event_the_reader_is_where_he_was(open_page):
    page = open_page("/events", site="crowded_site")
    page.locator(".rolling-where").filter(has_text="Rows").wait_for()
    page.evaluate("window.scrollTo(0, 1200)")
    before = page.evaluate("window.scrollY")
    row = page.locator(".what-summary").filter(visible=True).nth(14)
    href = row.get_attribute("href")
    row.evaluate("link => link.click()")
    page.get_by_role("heading", name="Evidence").wait_for()
    assert path(page) == href
    page.go_back()
    wait_until(page, f"Math.abs(window.scrollY - {before}) < 5")
    expect(page.locator(f"a[href='{href}']")).to_be_visible()


def test_what_cannot_be_loaded_is_said_and_asked_for_again(open_page, faults):
    page = open_page(site="crowded_site")
    faults.expect("/v1/events")
    refuse = re.compile(r"/v1/events\?.*cursor=")

    def refused(route: Route) -> None:
        route.fulfill(status=503, json={"title": "The store does not answer", "detail": "Try again in a moment."})

    page.route(refuse, refused)
    go(page, "/events")
    page.evaluate("window.scrollTo(0, 1e6)")
    expect(page.get_by_role("alert")).to_contain_text("Try again in a moment.")
    shown = len(page.evaluate(SHOWN))
    page.unroute(refuse)
    page.get_by_role("button", name="Try again").click()
    wait_until(page, f"{SHOWN}.length > {shown}")


def test_a_list_too_long_to_be_scrolled_is_gone_into_by_a_day_and_from_its_end(open_page):
    page = open_page("/events", site="crowded_site")
    day = page.request.get("/v1/events?dataset=gdelt&limit=1&date__lte=2019-12-31").json()["data"][0]["date"]["start"]
    page.get_by_label("Go to").fill(day)
    expect(page).to_have_url(re.compile(f"/events#from={day}$"))
    expect(page.locator(".rolling-where")).to_contain_text("Rows 1–")
    expect(page.locator(".cell-date time").first).to_have_attribute("datetime", day)
    assert page.evaluate(SHOWN)[:20] == [one["id"] for one in events(page, f"date__lte={day}")][:20]
    click(page, page.get_by_role("link", name="Last rows first"))
    assert query(page) == "sort=date"
    first = page.request.get("/v1/events?sort=date&limit=1").json()["data"][0]
    assert page.evaluate(SHOWN)[0] == first["id"]


LONG = """
async () => {
  const { Rolling } = await import("/web/panels/events/rolling.js");
  const [element, holder] = [document.createElement("div"), document.createElement("div")];
  document.body.replaceChildren(element);
  const rows = Array.from({ length: 10 });
  let moved = [];
  let isAll = false;
  const list = new Rolling({
    element,
    holder,
    read: async (path) => ({ rows, next: +path < 99 ? String(+path + 1) : null }),
    draw: () => {
      const body = document.createElement("div");
      // Fifty million pixels in a hundred pages: Chromium ends at 33,554,431.
      body.style.height = "500000px";
      return body;
    },
    onMove: (...rows) => (moved = rows),
    onEnd: (state) => (isAll = state === "all"),
  }, new AbortController().signal);
  list.begin("0", { rows, next: "1" });
  const frame = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
  let most = 0;
  for (let tries = 0; tries < 2000 && !(isAll && moved[1] === 1000); tries++) {
    scrollTo(0, document.documentElement.scrollHeight);
    await frame();
    most = Math.max(most, document.documentElement.scrollHeight);
  }
  return [moved, most, list.pages[0].first > 0];
}
"""


def test_rows_higher_than_a_browser_can_show_are_scrolled_to_the_last(page):
    go(page, "/")
    page.route("**/web/**", lambda route: route.fulfill(path=ROOT / route.request.url.split("/", 3)[3]))
    (first, last), most, has_left = page.evaluate(LONG)
    assert (first, last) == (999, 1000)
    assert most < 9_000_000
    assert has_left


def test_on_a_narrow_screen_rows_are_cards_and_still_a_table(open_page):
    page = open_page("/events", width=390, height=844)
    expect(page.get_by_role("row")).to_have_count(26)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    expect(page.locator(".cell-sure").first).to_contain_text("70% sure")


# --- quotes ---------------------------------------------------------------------------------------------------------


def test_a_quote_is_read_with_its_speaker_its_ways_and_its_sentence(page):
    go(page, "/quotes?actor=Hezbollah")
    told = page.locator(".quote", has_text="could begin in the next 24 to 48 hours")
    expect(told.locator(".quote-who")).to_contain_text("Antony Blinken told · to G7 foreign ministers")
    expect(told.locator(".quote-who")).to_contain_text("according to two officials familiar with the matter")
    expect(told.locator(".quote-who")).to_contain_text("in the reporter’s words")
    expect(told.locator("mark")).to_have_text(re.compile("^a response from Iran.* 48 hours$"))
    link = told.locator(".quote-where").get_by_role("link")
    assert re.fullmatch(r"/articles/art_\w+#at=\d+-\d+", link.get_attribute("href") or "")


def test_only_words_of_the_speaker_stand_between_quotation_marks(page):
    go(page, "/quotes")
    page.get_by_role("button", name="More quotes").click()
    expect(page.locator(".quote")).to_have_count(12)
    for kind in ("direct", "indirect"):
        for words in page.locator(f".quote-words.{kind}").all_inner_texts():
            assert words.startswith(("“", '"')) == (kind == "direct"), words


def test_more_quotes_come_to_the_last(page):
    go(page, "/quotes")
    expect(page.locator(".quote")).to_have_count(6)
    page.get_by_role("button", name="More quotes").click()
    expect(page.locator(".quote")).to_have_count(12)
    expect(page.get_by_text(ALL)).to_be_visible()


def test_filters_that_quotes_do_not_know_are_named(page):
    go(page, "/quotes?quad_class=4&actor=Iran")
    expect(page.locator(".panel-quotes .panel-note")).to_have_text(
        "8 quotes. Not known of quotes, so these are shown without the filter: Class."
    )
