"""The explorer as a reader meets it: the address is the state, and what goes wrong is told."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.page import asked, click, go, headline, path, query, settled

# The axes of an overview that come later than the first view: what the map and the network show, and the foot.
LATER = {"/v1", "/v1/sources", "/v1/events/aggregate", "/v1/graph/nodes", "/v1/graph/edges"}
# Each list of the rail, a row of it in the seed document, and what choosing that asks.
FACETS = [
    ("Status", "Asserted", "status=asserted"),
    ("Class", "Material conflict", "quad_class=4"),
    ("Type", "Meet or talk", "root_code=04"),
    ("Country of the event", "Palestine", "country=PSE"),
    ("Dataset", "seed", "dataset=seed"),
]
# The rail and the search are the same beside every view; this one is drawn in a third of the overview's time.
QUICK = "/quotes"
VIEWS = ["timeline", "map", "network", "events", "quotes"]


def counted(page: Page, question: str) -> int:
    """Ask the API itself how many events a question finds."""
    answer = page.request.get(f"/v1/events?{question}&count=exact&limit=1")
    assert answer.ok, answer.text()
    count: int = answer.json()["meta"]["count"]
    return count


def facet(page: Page, title: str, row: str) -> Locator:
    """Find a row of a list in the rail."""
    section = page.locator(".facet", has=page.get_by_role("heading", name=title, exact=True))
    return section.get_by_role("link", name=re.compile(f"^{row}"))


# --- the first view -------------------------------------------------------------------------------------------------


def test_the_first_view_is_one_request_and_tells_how_many_and_that_they_are_reports(page):
    with asked(page) as requests:
        go(page, "/")
    assert requests.count("/v1/summary") == 1
    assert set(requests) <= LATER | {"/v1/summary"}
    assert headline(page) == 27
    assert "Reported events, not ground truth" in page.locator(".headline").inner_text()
    expect(page.get_by_role("heading", level=1)).to_have_count(1)


def test_no_answer_is_asked_for_twice(page):
    go(page, "/?status=asserted")
    click(page, page.get_by_role("link", name="Map", exact=True))
    with asked(page) as requests:
        click(page, page.get_by_role("link", name="Overview", exact=True))
    assert "/v1/summary" not in requests


# --- the address is the state ---------------------------------------------------------------------------------------


def test_how_a_view_is_drawn_stays_while_the_question_changes(page):
    go(page, "/map?actor=Iran#map=goldstein")
    click(page, page.get_by_role("link", name="Without Actor Iran"))
    click(page, facet(page, "Status", "Asserted"))
    click(page, page.locator(".column-date a"))
    click(page, page.get_by_role("link", name="Overview", exact=True))
    assert page.url.endswith("/?status=asserted&sort=date#map=goldstein")
    expect(page.get_by_role("button", name="Goldstein").first).to_have_attribute("aria-pressed", "true")
    page.locator(".what-summary").first.click()
    expect(page).to_have_url(re.compile(r"/events/evt_\w+$"))


@pytest.mark.parametrize(("title", "row", "question"), FACETS)
def test_a_chosen_filter_is_in_the_address_as_the_api_has_it(page, title, row, question):
    go(page, QUICK)
    click(page, facet(page, title, row))
    assert query(page) == question
    assert headline(page) == counted(page, question)
    expect(facet(page, title, row)).to_have_attribute("aria-current", "true")


def test_an_actor_is_chosen_by_the_id(page):
    go(page, QUICK)
    click(page, facet(page, "Actor", "Israel"))
    assert re.fullmatch(r"actor=ent_\w+", query(page))
    assert headline(page) == counted(page, query(page))
    expect(page.get_by_role("list", name="Chosen filters")).to_contain_text("Israel")


def test_filters_add_up(page):
    go(page, QUICK)
    for title, row, _ in FACETS[:2]:
        click(page, facet(page, title, row))
    assert query(page) == "status=asserted&quad_class=4"
    assert headline(page) == counted(page, "status=asserted&quad_class=4")


def test_two_rows_of_a_list_are_alternatives(page):
    go(page, f"{QUICK}?status=asserted")
    click(page, facet(page, "Status", "Expected"))
    assert query(page) == "status=asserted,expected"
    assert headline(page) == counted(page, "status=asserted,expected")


def test_a_day_is_typed(page):
    go(page, QUICK)
    page.get_by_label("From", exact=True).fill("2024-08-05")
    settled(page)
    assert query(page) == "date__gte=2024-08-05"
    assert headline(page) == counted(page, query(page))


def test_a_year_is_typed_digit_by_digit(page):
    go(page, QUICK)
    page.get_by_label("From", exact=True).focus()
    with asked(page) as requests:
        page.keyboard.type("08052024")
        page.wait_for_url(f"**{QUICK}?date__gte=2024-08-05")
    settled(page)
    assert requests.count("/v1/summary") <= 4


def test_who_chooses_by_keyboard_stays_where_he_was(page):
    go(page, QUICK)
    facet(page, "Status", "Asserted").focus()
    page.keyboard.press("Enter")
    expect(facet(page, "Status", "Asserted")).to_have_attribute("aria-current", "true")
    expect(facet(page, "Status", "Asserted")).to_be_focused()


def test_an_opened_list_stays_open(page):
    go(page, QUICK)
    page.locator("#more-root_code > summary").click()
    click(page, page.locator("#more-root_code a").first)
    expect(page.locator("#more-root_code")).to_have_attribute("open", "")


@pytest.mark.parametrize(
    "question", ["q=%22State+Department%22", "place=Tehran&sort=date", "date=2024-08", "date__gte=2024-08"]
)
def test_what_the_api_takes_the_page_takes(page, question):
    go(page, f"{QUICK}?{question}")
    assert headline(page) == counted(page, question)


def test_each_view_has_an_address_and_keeps_the_question(page):
    go(page, "/?status=asserted")
    for view in VIEWS:
        click(page, page.get_by_role("navigation", name="Views").get_by_role("link", name=view.title()))
        assert (path(page), query(page)) == (f"/{view}", "status=asserted")
        expect(page.get_by_role("region", name=view.title())).to_be_visible()
        known = "" if view == "quotes" else ": Status Asserted"
        expect(page).to_have_title(f"{view.title()}{known} · Dateline")
        shown = headline(page)
        page.reload()
        settled(page)
        assert (path(page), headline(page)) == (f"/{view}", shown)


def test_back_and_forward_restore_what_was_seen(page):
    go(page, "/")
    click(page, facet(page, "Status", "Asserted"))
    click(page, page.get_by_role("link", name="Events", exact=True))
    seen = []
    for step in (page.go_back, page.go_back, page.go_forward, page.go_forward):
        step()
        settled(page)
        seen.append((path(page), query(page), headline(page)))
    asserted = counted(page, "status=asserted")
    assert seen == [
        ("/", "status=asserted", asserted),
        ("/", "", 27),
        ("/", "status=asserted", asserted),
        ("/events", "status=asserted", asserted),
    ]


def test_a_chip_removes_its_value(page):
    go(page, f"{QUICK}?status=asserted,denied&country=ISR")
    click(page, page.get_by_role("link", name="Without Status denied"))
    assert query(page) == "status=asserted&country=ISR"
    click(page, page.get_by_role("link", name="Without Country Israel"))
    assert query(page) == "status=asserted"


def test_all_chips_are_cleared_at_once(page):
    go(page, "/quotes?status=asserted&country=ISR")
    click(page, page.get_by_role("link", name="Clear all"))
    assert (path(page), query(page)) == ("/quotes", "")


# --- search ---------------------------------------------------------------------------------------------------------


def test_slash_focuses_the_search(page):
    go(page, QUICK)
    page.keyboard.press("/")
    expect(page.locator("#search")).to_be_focused()
    expect(page.locator("#search")).to_have_value("")


def test_the_keyboard_alone_finds_an_actor(page):
    go(page, QUICK)
    page.keyboard.press("/")
    page.keyboard.type("hezb")
    expect(page.get_by_role("option", name="Hezbollah").first).to_be_visible()
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("listbox").get_by_role("option", selected=True)).to_contain_text("Hezbollah")
    page.keyboard.press("Enter")
    settled(page)
    assert query(page) == "actor=Hezbollah"
    assert headline(page) == counted(page, "actor=Hezbollah")


def test_a_second_actor_found_is_an_alternative(page):
    go(page, f"{QUICK}?actor=Iran")
    page.locator("#search").fill("hezb")
    click(page, page.get_by_role("option", name="Hezbollah").first)
    assert query(page) == "actor=Iran,Hezbollah"


def test_a_code_is_found_by_its_label(page):
    go(page, QUICK)
    page.locator("#search").fill("leban")
    # Where it happened; below it, whose actors they are.
    click(page, page.get_by_role("option", name="Lebanon LBN").first)
    assert query(page) == "country=LBN"


def test_words_that_name_nobody_are_looked_for_in_the_texts(page):
    go(page, QUICK)
    page.locator("#search").fill("retaliation")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{QUICK}?q=retaliation")
    settled(page)
    assert headline(page) == counted(page, "q=retaliation")


def test_who_types_on_has_not_chosen(page):
    go(page, QUICK)
    page.locator("#search").fill("hezb")
    expect(page.get_by_role("option", name="Hezbollah").first).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.type("ollah may")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{QUICK}?q=hezbollah+may")


def test_escape_closes_the_suggestions(page):
    go(page, QUICK)
    page.locator("#search").fill("hezb")
    expect(page.get_by_role("option", name="Hezbollah").first).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("listbox")).to_be_hidden()


# --- what goes wrong ------------------------------------------------------------------------------------------------


def test_a_wrong_value_is_told_as_the_api_tells_it_with_a_way_out(page, faults):
    faults.expect("/v1/summary")
    go(page, "/?status=assertd")
    told = page.request.get("/v1/summary?status=assertd").json()
    expect(page.get_by_role("alert")).to_contain_text(told["title"])
    expect(page.get_by_role("alert")).to_contain_text(told["detail"])
    click(page, page.get_by_role("alert").get_by_role("link", name="asserted", exact=True))
    assert query(page) == "status=asserted"
    assert headline(page) == counted(page, "status=asserted")


def test_a_misspelt_parameter_is_set_right_with_its_value(page, faults):
    faults.expect("/v1/summary")
    go(page, "/events?statuss=asserted&country=ISR")
    click(page, page.get_by_role("alert").get_by_role("link", name="status", exact=True))
    assert (path(page), query(page)) == ("/events", "status=asserted&country=ISR")
    assert headline(page) == counted(page, query(page))


def test_a_wrong_parameter_can_be_left_out(page, faults):
    faults.expect("/v1/summary")
    go(page, f"{QUICK}?statuss=asserted&country=ISR")
    click(page, page.get_by_role("link", name="without statuss", exact=True))
    assert query(page) == "country=ISR"
    expect(page.get_by_role("alert")).to_have_count(0)


def test_where_nothing_matches_each_filter_can_be_taken_away(page):
    go(page, "/?country=ISR&root_code=20")
    expect(page.get_by_role("heading", level=1)).to_have_text("Nothing matches")
    click(page, page.locator(".empty").get_by_role("link", name="Type"))
    assert query(page) == "country=ISR"
    assert headline(page) == counted(page, "country=ISR")
    expect(page.get_by_role("region", name="Timeline")).to_be_visible()


def test_a_name_that_nobody_has_is_told(page):
    go(page, f"{QUICK}?actor=Hezbolah")
    expect(page.locator(".empty")).to_contain_text("Hezbolah")


def test_a_server_that_cannot_be_reached_is_told_and_asked_again(page, faults):
    faults.expect("/v1/summary")
    go(page, QUICK)
    page.route("**/v1/summary?*", lambda route: route.abort("connectionrefused"))
    click(page, facet(page, "Status", "Asserted"))
    expect(page.get_by_role("alert")).to_contain_text("The server cannot be reached")
    page.unroute_all()
    click(page, page.get_by_role("alert").get_by_role("button", name="Try again"))
    assert headline(page) == counted(page, "status=asserted")


def test_an_answer_that_breaks_off_is_not_kept(page):
    page.route(
        "**/v1/summary", lambda route: route.fulfill(body='{"data": {', content_type="application/json"), times=1
    )
    go(page, QUICK)
    expect(page.get_by_role("alert")).to_contain_text("its answer broke off")
    click(page, page.get_by_role("button", name="Try again"))
    assert headline(page) == 27


def test_an_answer_that_comes_late_does_not_replace_a_later_one(page):
    go(page, QUICK)
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/v1/summary?status=asserted", hold)
    facet(page, "Status", "Asserted").click()
    expect(page).to_have_url(re.compile("status=asserted"))
    page.go_back()
    settled(page)
    for route in held:
        route.fulfill(json={"data": None})
    settled(page)
    assert headline(page) == 27


def test_what_is_of_the_question_before_is_faded_until_the_answer_comes(page):
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/v1/summary**", hold)
    page.goto(QUICK)
    expect(page.locator(".headline")).to_have_text("Counting the reported events…")
    held.pop().continue_()
    settled(page)
    facet(page, "Status", "Asserted").click()
    expect(page.locator(".headline")).to_have_css("opacity", "0.45")
    held.pop().continue_()
    settled(page)
    expect(page.locator(".headline")).to_have_css("opacity", "1")


def test_what_is_nowhere_is_no_page(page, faults):
    faults.expect("/v1/events/evt_nothing0000")
    go(page, "/events/evt_nothing0000")
    expect(page.get_by_role("heading", level=1)).to_have_text("There is no such event")
    click(page, page.get_by_role("link", name="Dateline", exact=True))
    assert headline(page) == 27


# --- the reader's own -----------------------------------------------------------------------------------------------


def test_numbers_and_dates_are_written_as_the_reader_writes_them(open_page):
    page = open_page("/?dataset=gdelt", site="crowded_site", locale="de-DE")
    assert re.match(r"\d\.\d{3}\b", page.locator(".headline .figure").inner_text())
    expect(page.locator(".headline p")).to_contain_text(re.compile(r"\d{1,2}\.\s*(Jan\.|Dez\.)?\s*\d{4}"))
    expect(page.locator(".headline p")).to_contain_text("\N{NO-BREAK SPACE}%")


def test_the_theme_is_the_readers_until_chosen(open_page):
    page = open_page("/", theme="light")
    page.emulate_media(color_scheme="dark")
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    dark = _ground(page)
    click(page, page.get_by_role("button", name="Light or dark"))
    assert _ground(page) != dark
    light = _ground(page)
    page.emulate_media(color_scheme="light")
    page.emulate_media(color_scheme="dark")
    assert _ground(page) == light
    page.reload()
    settled(page)
    assert _ground(page) == light


def _ground(page: Page) -> str:
    ground: str = page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    return ground


def test_foreign_text_is_text(open_page):
    page = open_page("/?dataset=hostile", site="crowded_site")
    expect(page.get_by_role("region", name="Events")).to_contain_text("<img src=/boom onerror=alert(1)>")
    assert page.locator("main img, main b, main script").count() == 0
