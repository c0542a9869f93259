"""What the explorer says, and of what: whom a name means, which filters hold, how many there are and what part of all."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, Route, expect

from tests.page import click, go, headline, query, settled
from tests.servers import ROOT


def chips(page: Page) -> str:
    """Give what is chosen, as it is read."""
    return " ".join(page.get_by_role("list", name="Chosen filters").inner_text().split())


def options(page: Page, text: str, group: str = "") -> list[str]:
    """Type into the search; gives what it offers, of one filter if need be."""
    page.locator("#search").fill("")
    page.locator("#search").fill(text)
    expect(page.get_by_role("option", name=f"“{text}”")).to_be_visible()
    offered = page.get_by_role("option").filter(has_text=re.compile(group))
    return [" ".join(words.split()) for words in offered.all_inner_texts()]


# --- numbers --------------------------------------------------------------------------------------------------------


def test_a_part_of_all_is_never_rounded_to_none_or_all(page):
    page.route("**/web/**", lambda route: route.fulfill(path=ROOT / route.request.url.split("/", 3)[3]))
    go(page, "/events")
    said = page.evaluate(
        'async (parts) => { const { percent } = await import("/web/words.js"); return parts.map(percent); }',
        [0, 0.0000021, 0.0536, 0.25, 0.5049, 0.98, 0.99, 4216 / 4236, 0.99996, 1 - 1e-7, 1],
    )
    assert said == ["0%", "0.00021%", "5.4%", "25%", "50%", "98%", "99%", "99.5%", "99.996%", "99.99999%", "100%"]


def test_a_count_stands_beside_its_share(page):
    go(page, "/?status=denied,unclear")
    expect(page.get_by_role("heading", level=1)).to_have_text(
        re.compile(r"^\d of 27 reported events, \d\.?\d?%|\d\d%$")
    )
    rows = page.locator(".facet", has=page.get_by_role("heading", name="Status")).get_by_role("link")
    shares = [row.get_attribute("title") or "" for row in rows.all()]
    assert all(re.fullmatch(r"\d+(\.\d)?% of 27", share) for share in shares)
    assert sum(float(share.split("%")[0]) for share in shares) == pytest.approx(100, abs=2)


def test_the_datasets_are_those_of_what_matches(open_page):
    page = open_page("/?dataset=seed", site="crowded_site")
    expect(page.locator(".headline")).to_contain_text("· 1 dataset ·")
    go(page, "/embed/timeline?dataset=seed")
    expect(page.locator(".embed-line")).to_contain_text("Data: seed ·")


# --- which filters hold ---------------------------------------------------------------------------------------------


def test_quotes_are_counted_and_named_by_the_filters_that_they_know(page):
    address = "status=expected&date__gte=2024-07-01"
    known = page.request.get("/v1/quotes?date__gte=2024-07-01&count=exact&limit=1").json()["meta"]["count"]
    go(page, f"/quotes?{address}")
    panel = page.get_by_role("region", name="Quotes")
    expect(panel.locator(".panel-note")).to_contain_text(f"{known} quotes. Not known of quotes")
    expect(page).to_have_title("Quotes: From 1 Jul 2024 · Dateline")
    panel.get_by_role("button", name="Use this").click()
    dialog = page.get_by_role("dialog")
    for way, said in (("Cite", "“Quotes: From 1 Jul 2024.”"), ("Embed", "/embed/quotes?date__gte=2024-07-01#theme")):
        dialog.get_by_role("tab", name=way).click()
        expect(dialog.get_by_role("tabpanel")).to_contain_text(said)
        expect(dialog.get_by_role("tabpanel")).not_to_contain_text("Status")
    go(page, f"/embed/quotes?{address}")
    foot = page.locator(".embed-line")
    expect(foot).to_contain_text(f"{known} reported quotes")
    expect(foot.locator(".embed-title")).to_have_text("Quotes: From 1 Jul 2024")


def test_a_framed_view_that_cannot_be_counted_in_time_is_shown(page):
    def uncounted(route: Route) -> None:
        answer = route.fetch().json()
        answer["data"] |= {"count": None, "total": None}
        answer["meta"]["too_broad"] = ["count", "total"]
        route.fulfill(json=answer)

    page.route("**/v1/summary*", uncounted)
    go(page, "/embed/timeline?status=asserted")
    expect(page.locator(".timeline-drawing path").first).to_be_attached()
    expect(page.locator(".embed-line")).to_contain_text("Timeline: Status Asserted")


# --- whom a name means ----------------------------------------------------------------------------------------------


def test_a_country_is_chosen_alone_or_with_who_belongs_to_it_and_each_says_so(page):
    go(page, "/")
    assert options(page, "united states", "country") == [
        "United States with its government and army country",
        "United States country, alone",
    ]
    click(page, page.get_by_role("option", name="United States country, alone"))
    assert re.fullmatch("actor=ent_[0-9a-z]+", query(page))
    assert chips(page) == "Actor United States"
    alone = headline(page)
    chosen = page.locator(".facet-choice[aria-current=true]")
    click(page, chosen.filter(has_text="United States"))
    assert query(page) == ""
    page.locator("#search").fill("united states")
    click(page, page.get_by_role("option", name="United States with its government and army"))
    assert (query(page), chips(page)) == ("actor=United+States", "Actor United States with its government and army")
    assert headline(page) > alone
    expect(page).to_have_title("Overview: Actor United States with its government and army · Dateline")
    click(page, chosen.filter(has_text="United States"))
    assert query(page) == ""


def test_values_of_one_filter_are_told_as_alternatives_and_days_as_the_reader_writes_them(page):
    go(page, "/?actor=Iran,Hezbollah&date__gte=2024-08&between=Iran,Israel")
    assert chips(page) == (
        "Actor Iran with its government and army or Actor Hezbollah with those who belong to it "
        "From Aug 2024 "
        "Between Iran with its government and army and Between Israel with its government and army Clear all"
    )


def test_the_plainest_code_comes_first(page):
    go(page, "/")
    group = r"\d{2,4}$"
    assert options(page, "fight", group)[0] == "Fight with armed forces 19"
    assert options(page, "threat", group)[0] == "Threaten with harm 13"
    assert options(page, "0256", group) == ["Ask for less fighting 0256"]
    options(page, "fight")
    page.get_by_role("option", name="Fight with armed forces 19", exact=True).click()
    settled(page)
    assert query(page) == "root_code=19"
    expect(page.get_by_role("list", name="Chosen filters")).to_contain_text("Fight with armed forces")


@pytest.mark.parametrize(
    ("typed", "offered", "asked", "chip"),
    [
        ("verbal conf", "Verbal conflict class 3", "quad_class=3", "Class Verbal conflict"),
        ("coerce", "Restrict or repress PLOVER COERCE", "plover_type=COERCE", "PLOVER Restrict or repress"),
        ("0256", "Ask for less fighting 0256", "event_code=0256", "CAMEO Ask for less fighting"),
    ],
)
def test_what_happened_is_found_by_word_and_code(page, typed, offered, asked, chip):
    go(page, "/")
    assert offered in options(page, typed)
    click(page, page.get_by_role("option", name=offered, exact=True))
    assert (query(page), chips(page)) == (asked, chip)


def test_a_country_is_found_by_its_code_as_a_place_and_as_that_of_actors(page):
    go(page, "/")
    options(page, "IRN")
    codes = page.get_by_role("option", name="Iran IRN", exact=True)
    expect(codes).to_have_count(2)
    click(page, codes.last)
    assert (query(page), chips(page)) == ("actor_country=IRN", "Actor's country Iran")


def test_an_actor_asked_for_by_the_code_of_a_country_is_named(page):
    go(page, "/?actor=USA")
    assert chips(page) == "Actor United States with its government and army"
    # That of nobody, and that of several.
    go(page, "/?actor=XYZ,USAGOV")
    assert chips(page) == "Actor XYZ or Actor USAGOV"


# --- what goes wrong ------------------------------------------------------------------------------------------------


def test_a_month_that_there_is_not_is_said_to_be_wrong(page, faults):
    faults.expect("/v1/summary")
    go(page, "/?date=2024-13")
    assert chips(page) == "Date 2024-13"
    expect(page.get_by_role("alert")).to_contain_text("'2024-13' is not a date")


@pytest.mark.parametrize("width", [390, 820, 1440])
def test_what_is_wrong_has_the_width_of_the_page(open_page, faults, width):
    faults.expect("/v1/summary")
    page = open_page("/?bogus=1", width=width)
    told = page.get_by_role("alert")
    room = page.locator(".exploring").evaluate(
        "one => one.clientWidth - 2 * parseFloat(getComputedStyle(one).paddingLeft)"
    )
    assert told.evaluate("one => one.offsetWidth") == pytest.approx(room, abs=1)
    assert told.evaluate("one => one.scrollWidth <= one.clientWidth")


def test_where_nothing_is_a_browser_is_shown_that_and_the_way_on(page, faults):
    faults.expect("/nosuch/place")
    assert page.goto("/nosuch/place").status == 404
    settled(page)
    told = page.request.get("/nosuch/place", headers={"Accept": "*/*"})
    assert (told.status, told.headers["content-type"]) == (404, "application/problem+json")
    expect(page.get_by_role("heading", level=1)).to_have_text(told.json()["title"])
    expect(page.get_by_role("main")).to_contain_text(told.json()["detail"])
    click(page, page.get_by_role("link", name="See all events"))
    assert headline(page) == 27


def test_a_list_that_cannot_be_followed_any_more_is_begun_again(open_page, faults):
    faults.expect("/v1/events")
    page = open_page(site="crowded_site")
    following = re.compile(r"/v1/events\?.*cursor=")
    page.route(
        following, lambda route: route.continue_(url=re.sub("cursor=[^&]+", "cursor=elsewhere", route.request.url))
    )
    go(page, "/events")
    page.evaluate("window.scrollTo(0, 1e6)")
    expect(page.get_by_role("alert")).to_contain_text("The cursor cannot be followed")
    page.unroute(following)
    page.get_by_role("button", name="Begin again").click()
    expect(page.get_by_role("alert")).to_have_count(0)
    settled(page)
    assert headline(page) > 3000
