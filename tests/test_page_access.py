"""The explorer for everybody: judged by axe-core, by keyboard, on every width, without motion."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.page import click, go, settled

AXE = Path(__file__).parents[1] / "node_modules/axe-core/axe.min.js"
VIEWS = ["/", "/timeline", "/map", "/network", "/events", "/quotes"]
# What axe-core judges of colours; the rest is the same in either theme.
COLOUR_RULES = ["color-contrast", "link-in-text-block"]
RECORDS = ["events", "entities", "articles"]
STATES = ["/?status=asserted&actor=Israel", "/?country=ISR&root_code=20", "/?status=assertd"]
WIDTHS = [360, 390, 600, 820, 1024, 1440, 1920, 2560, 3840]
# Where a press of Tab leads, how what has the focus looks, and whether that was to be seen.
STEP = """() => {
  const at = document.activeElement;
  if (!at || at === document.body) return null;
  const style = getComputedStyle(at);
  const look = (where) => [where, ...where.querySelectorAll("*")].map((one) => {
    const {stroke, strokeWidth, fill, outline} = getComputedStyle(one);
    return [stroke, strokeWidth, fill, outline].join();
  }).join();
  const isMarked = (where) => {
    const focused = look(where);
    at.blur();
    const isOther = focused !== look(where);
    at.focus({preventScroll: true, focusVisible: true});
    return isOther;
  };
  let ring = parseFloat(style.outlineWidth) > 0 && style.outlineStyle !== "none";
  // A drawing may show where the focus is by a line of its own, round the mark or round all of it.
  if (!ring && at instanceof SVGElement) ring = isMarked(at) || isMarked(at.closest(".stage") ?? at);
  const box = at.getBoundingClientRect();
  at.dataset.reached = "yes";
  return {name: at.outerHTML.slice(0, 120), ring, width: box.width, height: box.height};
}"""
# What can be operated and was not reached by Tab: what takes clicks, and what is made to be used.
MISSED = """() => {
  const usable = "a[href], button, input, select, textarea, summary, [onclick]";
  const seen = (one) => one.checkVisibility({visibilityProperty: true}) && !one.disabled && one.tabIndex >= 0;
  const missed = [...document.querySelectorAll(usable)].filter((one) => seen(one) && !one.dataset.reached);
  return missed.map((one) => one.outerHTML.slice(0, 120));
}"""
TAKES_CLICKS = """[...document.querySelectorAll("body *")].filter((one) =>
  getEventListeners(one).click && !one.closest("a, button, input, select, textarea, summary, dialog, [role=option], [tabindex]")
).map((one) => one.outerHTML.slice(0, 120))"""


def record_of(page: Page, folder: str) -> str:
    """Give the address of a record of the seed document that has something to show."""
    found = page.request.get(f"/v1/{folder}?limit=1").json()["data"]
    return f"/{folder}/{found[0]['id']}"


def faults_of_axe(page: Page, where: str = "html", **only: Any) -> list[str]:
    """Let axe-core judge the page, or a part of it; each fault with the first of its places."""
    # Evaluated by the debugger, which the page's policy against foreign scripts does not bind.
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text())
    options = {"resultTypes": ["violations"]} | only
    found: dict[str, Any] = page.evaluate("([where, options]) => axe.run(where, options)", [where, options])
    return [
        f"{fault['id']}: {fault['help']}: {fault['nodes'][0]['html'][:200]} ({len(fault['nodes'])})"
        for fault in found["violations"]
    ]


def faults_in_both_themes(page: Page, where: str = "html") -> list[str]:
    """Let axe-core judge the light page and leave it dark, where nothing but the colours is to be judged again."""
    light = faults_of_axe(page, where)
    page.emulate_media(color_scheme="dark")
    return light + faults_of_axe(page, where, runOnly=COLOUR_RULES)


@pytest.mark.skipif(not AXE.exists(), reason="needs `npm ci`")
class TestAxe:
    """Wide and light, then dark, then narrow."""

    @pytest.mark.parametrize("address", [*VIEWS, *STATES])
    def test_a_view_has_no_fault(self, open_page, faults, address):
        faults.expect(*(["/v1/summary"] if "assertd" in address else []))
        page = open_page(address)
        assert faults_in_both_themes(page) == []
        assert too_wide(page, [1440]) == {}
        page.set_viewport_size({"width": 390, "height": 844})
        page.reload()
        settled(page)
        assert faults_of_axe(page) == []
        assert too_wide(page, [390]) == {}

    @pytest.mark.parametrize("folder", RECORDS)
    def test_a_record_has_no_fault(self, page, folder):
        go(page, record_of(page, folder))
        assert faults_in_both_themes(page) == []
        page.set_viewport_size({"width": 390, "height": 844})
        assert faults_of_axe(page) == []

    @pytest.mark.parametrize("view", ["timeline", "map", "network", "quotes"])
    def test_a_framed_view_has_no_fault(self, open_page, view):
        page = open_page(f"/embed/{view}?actor=Iran")
        assert faults_in_both_themes(page) == []

    def test_open_suggestions_have_no_fault(self, page):
        go(page, "/quotes")
        page.locator("#search").fill("hezb")
        expect(page.get_by_role("option", name="Hezbollah").first).to_be_visible()
        page.keyboard.press("ArrowDown")
        assert faults_in_both_themes(page) == []

    @pytest.mark.parametrize("panel", ["Timeline", "Map", "Network", "Events", "Quotes"])
    def test_what_is_taken_along_has_no_fault(self, page, panel):
        go(page, f"/{panel.lower()}")
        page.get_by_role("button", name=f"Use this: {panel}").click()
        expect(page.get_by_role("dialog")).to_be_visible()
        assert faults_in_both_themes(page, "dialog") == []

    def test_a_crowded_view_has_no_fault(self, open_page):
        page = open_page("/", site="crowded_site")
        # Its colours are those of the others, and of so many words they would take long.
        assert faults_of_axe(page, rules={"color-contrast": {"enabled": False}}) == []


# --- widths ---------------------------------------------------------------------------------------------------------


def too_wide(page: Page, widths: Sequence[int] = WIDTHS) -> dict[int, int]:
    """Give the widths of screen at which the page is wider than the screen, each with the page's."""
    found = {}
    for width in widths:
        page.set_viewport_size({"width": width, "height": 900})
        page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
        settled(page)
        found[width] = page.evaluate("document.documentElement.scrollWidth")
    return {width: needed for width, needed in found.items() if needed > width}


@pytest.mark.parametrize("address", [*VIEWS, STATES[0], "/?dataset=hostile"])
def test_no_view_is_wider_than_the_screen(open_page, address):
    assert too_wide(open_page(address, site="crowded_site")) == {}


@pytest.mark.parametrize("folder", RECORDS)
def test_no_record_is_wider_than_the_screen(page, folder):
    go(page, record_of(page, folder))
    assert too_wide(page) == {}


# --- keyboard -------------------------------------------------------------------------------------------------------


def walked(page: Page) -> list[dict[str, Any]]:
    """Press Tab through the whole page, its foot included, and tell where it led."""
    page.locator("footer.footer").scroll_into_view_if_needed()
    page.locator("footer.footer a").last.wait_for()
    steps: list[dict[str, Any]] = []
    page.keyboard.press("Tab")
    while (step := page.evaluate(STEP)) and len(steps) < 600:
        steps.append(step)
        page.keyboard.press("Tab")
    return steps


def not_reached(page: Page) -> dict[str, list[str]]:
    """Walk through the page by Tab; gives where that is not seen, and what can be used and was passed by, by what is amiss."""
    steps = walked(page)
    console = page.context.new_cdp_session(page)
    told = console.send(
        "Runtime.evaluate", {"expression": TAKES_CLICKS, "includeCommandLineAPI": True, "returnByValue": True}
    )
    amiss = {
        "has no mark of focus": [step["name"] for step in steps if not step["ring"]],
        "has no size": [step["name"] for step in steps if not (step["width"] and step["height"])],
        "is passed by": page.evaluate(MISSED),
        "takes clicks and no keys": told["result"]["value"],
    }
    return {what: names for what, names in amiss.items() if names}


@pytest.mark.parametrize("address", VIEWS)
def test_all_that_can_be_used_is_reached_by_tab_and_seen_there(page, address):
    go(page, address)
    assert not_reached(page) == {}


@pytest.mark.parametrize("folder", RECORDS)
def test_all_of_a_record_is_reached_by_tab_and_seen_there(page, folder):
    go(page, record_of(page, folder))
    assert not_reached(page) == {}


def test_the_first_tab_leads_past_the_head(page):
    go(page, "/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


# --- motion ---------------------------------------------------------------------------------------------------------


def test_nothing_moves_where_no_motion_is_wanted(open_page):
    page = open_page("/", site="crowded_site")
    click(page, page.locator(".facet-choice").first)
    moving = "document.getAnimations().filter((one) => one.effect.getComputedTiming().activeDuration > 1).length"
    assert page.evaluate(moving) == 0
