"""The network as a reader meets it: actors, arrows, and the list of pairs that says the same."""

from __future__ import annotations

import re
from itertools import combinations
from typing import Any

from playwright.sync_api import Page, expect

from tests.page import asked, click, go, headline, query, settled


def answer(page: Page, path: str) -> list[dict[str, Any]]:
    """Ask the API itself."""
    rows: list[dict[str, Any]] = page.request.get(path).json()["data"]
    return rows


def actor(page: Page, name: str) -> Any:
    """Find the circle of an actor."""
    return page.locator(".network-drawing .actor").and_(page.get_by_role("link", name=re.compile(f"^{name}:")))


def test_each_actor_and_each_pair_is_drawn(page):
    go(page, "/network")
    nodes, edges = answer(page, "/v1/graph/nodes?top=40"), answer(page, "/v1/graph/edges?top=40")
    expect(page.locator(".network-drawing .actor")).to_have_count(len(nodes))
    expect(page.locator(".network-drawing .arrow")).to_have_count(len(edges))
    expect(page.locator(".panel-network .ranked tbody tr")).to_have_count(len(edges))


def test_a_click_on_an_actor_asks_for_its_events_and_another_for_all(page):
    go(page, "/network")
    [israel] = [node for node in answer(page, "/v1/graph/nodes") if node["title"] == "Israel"]
    click(page, actor(page, "Israel"))
    assert query(page) == f"actor={israel['id']}"
    assert headline(page) == israel["mainstat"]
    click(page, actor(page, "Israel"))
    assert query(page) == ""


def test_a_pair_of_the_list_leads_to_what_is_between_them(page):
    go(page, "/network")
    click(page, page.get_by_role("link", name=re.compile("show what is between Iran and Israel$")))
    iran, israel = query(page).removeprefix("between=").split(",")
    found = page.request.get(f"/v1/events?between={iran},{israel}&count=exact&limit=1").json()["meta"]["count"]
    assert headline(page) == found


def test_the_list_is_sorted_by_any_column(page):
    go(page, "/network")
    values = page.locator(".panel-network .ranked tbody td:nth-child(3)")
    page.locator(".panel-network .ranked").get_by_role("button", name="Goldstein").click()
    shown = [float(text.replace("−", "-")) for text in values.all_inner_texts()]
    assert shown == sorted(shown, reverse=True)
    expect(page.locator(".panel-network th[aria-sort=descending]")).to_have_text("Goldstein")
    page.locator(".panel-network .ranked").get_by_role("button", name="Goldstein").click()
    assert [float(text.replace("−", "-")) for text in values.all_inner_texts()] == shown[::-1]


def test_a_list_that_goes_on_has_an_edge(open_page):
    page = open_page("/network", width=390)
    rows = page.locator(".panel-network .ranked-scroll")
    assert rows.evaluate("(rows) => rows.scrollHeight > rows.clientHeight")
    # The shade stays at the bottom, and what covers it moves with the rows.
    assert rows.evaluate("(rows) => getComputedStyle(rows).backgroundAttachment") == "local, scroll"


def test_names_hide_neither_one_another_nor_a_circle(open_page):
    page = open_page("/network", site="crowded_site")
    boxes = page.eval_on_selector_all(
        ".actor-names text:not([display])",
        "all => all.map(one => { const box = one.getBBox(); return [box.x, box.y, box.x + box.width, box.y + box.height]; })",
    )
    assert len(boxes) > 5
    for (left, top, right, bottom), other in combinations(boxes, 2):
        assert right <= other[0] + 1 or other[2] <= left + 1 or bottom <= other[1] + 2 or other[3] <= top + 2


def test_pointing_at_an_actor_brings_out_its_counterparts(page):
    go(page, "/network")
    actor(page, "Hezbollah").focus()
    near = page.locator(".network-drawing .arrow.is-near").evaluate_all("all => all.map(one => one.ariaLabel)")
    assert near
    assert all("Hezbollah" in label for label in near)
    expect(page.locator(".panel-network .tip")).to_contain_text("Hezbollah")


def test_of_very_many_arrows_the_lesser_are_drawn_when_their_actor_is_pointed_at(open_page):
    page = open_page("/network", site="crowded_site")
    edges = answer(page, "/v1/graph/edges?top=40")
    assert len(edges) > 110
    expect(page.locator(".network-drawing .arrow")).to_have_count(110)
    lesser = edges[-1]["source"]
    own = [edge for edge in edges if lesser in (edge["source"], edge["target"])]
    page.locator(f'.network-drawing .actor[href*="{lesser}"]').focus()
    expect(page.locator(".network-drawing .arrow.is-near")).to_have_count(len(own))
    page.keyboard.press("/")
    expect(page.locator(".network-drawing .arrow")).to_have_count(110)


def test_the_same_question_is_drawn_the_same_again(open_page):
    places = [
        open_page("/network", site="crowded_site")
        .locator(".network-drawing .actor")
        .evaluate_all("all => all.map(one => one.getAttribute('transform'))")
        for _ in range(2)
    ]
    assert places[0] == places[1]


def test_it_is_asked_for_when_the_reader_comes_near(open_page):
    page = open_page(width=390, height=500)
    with asked(page) as requests:
        go(page, "/")
        assert "/v1/graph/nodes" not in requests
        page.locator(".panel-network").scroll_into_view_if_needed()
        expect(page.locator(".network-drawing .actor").first).to_be_attached()
    assert "/v1/graph/nodes" in requests


def test_the_list_comes_first_where_there_is_little_room(open_page):
    page = open_page("/network", width=390, height=844)
    settled(page)
    drawn, listed = (
        page.locator(".network-drawing").bounding_box(),
        page.locator(".panel-network .ranked").bounding_box(),
    )
    assert drawn is not None
    assert listed is not None
    assert listed["y"] < drawn["y"]
