"""The map as a reader meets it: shading for countries, circles only for what is known to a place."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from schemas.codebook import codebook
from tests.page import click, go, headline, query, settled, wait_until

ROOT = Path(__file__).parents[1]
WORLD = ROOT / "service/static/explorer/world.json"


def country(page: Page, code: str) -> Locator:
    """Find a country on the map."""
    return page.locator(f".map-drawing [data-code={code}]")


def drawing(page: Page) -> Locator:
    return page.locator(".map-drawing")


def position(page: Page) -> str | None:
    """Give what is shown of the world."""
    return page.locator(".map-drawing > g").first.get_attribute("transform")


def box(page: Page) -> Any:
    """Give where the map is on the screen."""
    drawing(page).scroll_into_view_if_needed()
    return drawing(page).bounding_box()


def test_each_country_of_the_codebook_has_a_place_on_the_map():
    shapes = {one["id"] for one in json.loads(WORLD.read_text())["objects"]["countries"]["geometries"]}
    small = set(re.findall(r"^  ([A-Z]{3}):", (ROOT / "web/panels/map/small.js").read_text(), re.MULTILINE))
    assert shapes | small == set(codebook("country").codes)
    assert not shapes & small


def test_a_country_is_chosen_and_left_by_a_click(page):
    go(page, "/map")
    expect(country(page, "IRN")).to_have_attribute("aria-label", re.compile(r"^Iran: 2 events"))
    click(page, country(page, "IRN"))
    assert query(page) == "country=IRN"
    assert headline(page) == 2
    click(page, country(page, "IRN"))
    assert query(page) == ""


def test_it_is_said_how_many_events_name_no_country(page):
    go(page, "/map")
    expect(page.locator(".panel-map .panel-note")).to_have_text(re.compile("^21 of 27 events"))


def test_what_is_known_to_a_country_only_is_no_circle(page):
    go(page, "/map?place_precision=country")
    expect(page.locator(".map-drawing [data-code][href]")).not_to_have_count(0)
    expect(page.locator(".places a")).to_have_count(0)
    go(page, "/map?place_precision=city")
    expect(page.locator(".places a")).to_have_count(1)
    expect(page.locator(".places circle")).to_have_count(1)
    go(page, "/map?place_precision=admin1")
    expect(page.locator(".places path").first).to_be_visible()
    expect(page.locator(".places circle")).to_have_count(0)
    expect(page.locator(".keys")).to_contain_text("only to a district or province")


@pytest.mark.parametrize("width", [390, 1440])
def test_no_mark_is_cut_at_the_end_of_the_world(page, width):
    def widely(route: Route) -> None:
        answer = route.fetch().json()
        # Far from one another, so that the world is shown; the second and the third are on either side of 180°.
        codes = ("FRA", "WLF", "TUV")
        answer["data"]["countries"] = [{"country": code, "country_label": code, "count": 5} for code in codes]
        route.fulfill(json=answer)

    page.set_viewport_size({"width": width, "height": 900})
    page.route("**/v1/summary*", widely)
    go(page, "/map?place_precision=country")
    page.get_by_role("button", name="World", exact=True).click()
    world = page.locator(".map-drawing").bounding_box()
    assert world
    for code in ("WLF", "TUV"):
        mark = page.locator(f".dots [data-code={code}] circle").bounding_box()
        assert mark
        assert world["x"] <= mark["x"]
        assert mark["x"] + mark["width"] <= world["x"] + world["width"]


def test_the_first_frame_is_where_the_events_are_and_stays_when_the_question_changes(page):
    go(page, "/map")
    first = position(page)
    page.get_by_role("button", name="Zoom in: map").click()
    nearer = position(page)
    assert nearer != first
    click(page, page.locator(".panel-map .ranked").get_by_role("link", name="Iran"))
    assert query(page) == "country=IRN"
    assert position(page) == nearer
    page.get_by_role("button", name="World").click()
    assert position(page) not in (first, nearer)


def share(page: Page, code: str) -> float:
    """Give how much of the map's height, or of its width where that is more, a country takes."""
    whole, part = box(page), country(page, code).bounding_box()
    assert part is not None
    return float(max(part["height"] / whole["height"], part["width"] / whole["width"]))


def test_the_map_goes_to_what_is_asked_for_until_the_reader_chooses_what_is_seen(page):
    go(page, "/map?country=IRN")
    assert 0.6 < share(page, "IRN") < 0.9
    click(page, country(page, "IRN"))
    click(page, page.locator(".panel-map .ranked").get_by_role("link", name="Israel"))
    assert 0.6 < share(page, "ISR") < 0.9
    page.get_by_role("button", name="World", exact=True).click()
    world = position(page)
    assert share(page, "ISR") < 0.2
    click(page, page.locator(".panel-map .ranked").get_by_role("link", name="Israel"))
    assert position(page) == world


def test_the_countries_of_the_most_events_are_named_and_no_name_is_on_another(open_page):
    page = open_page("/map", site="crowded_site")
    expect(page.locator(".places a")).not_to_have_count(0)
    names = page.locator(".map-drawing text")
    listed = page.locator(".panel-map .ranked tbody th a").all_text_contents()
    assert set(listed[:4]) <= set(names.all_text_contents())
    assert names.first.text_content() == listed[0]
    boxes = [name.bounding_box() for name in names.all()]
    for place, one in enumerate(boxes):
        for other in boxes[:place]:
            across = abs(one["x"] + one["width"] / 2 - other["x"] - other["width"] / 2)
            up = abs(one["y"] - other["y"])
            assert across > (one["width"] + other["width"]) / 2 or up > 10


def test_the_wheel_scrolls_the_page_and_zooms_with_ctrl(open_page):
    page = open_page("/map", height=500)
    place = box(page)
    page.mouse.move(place["x"] + 200, place["y"] + 60)
    before = position(page)
    start = page.evaluate("scrollY")
    page.mouse.wheel(0, 120)
    wait_until(page, f"scrollY > {start}")
    assert position(page) == before
    page.keyboard.down("Control")
    page.mouse.wheel(0, -120)
    page.keyboard.up("Control")
    assert position(page) != before


def test_an_area_is_drawn_and_asked_as_a_box(page):
    go(page, "/map")
    place = box(page)
    page.get_by_role("button", name="Select area").click()
    page.mouse.move(place["x"] + place["width"] * 0.3, place["y"] + 20)
    page.mouse.down()
    page.mouse.move(place["x"] + place["width"] * 0.5, place["y"] + place["height"] * 0.3)
    page.mouse.move(place["x"] + place["width"] * 0.7, place["y"] + place["height"] * 0.6)
    page.mouse.up()
    page.wait_for_url("**/map?bbox=*")
    settled(page)
    asked = page.request.get(f"/v1/events?{query(page)}&count=exact&limit=1").json()["meta"]["count"]
    assert headline(page) == asked == 2


def test_an_area_is_chosen_by_keys(page):
    go(page, "/map")
    page.get_by_role("button", name="Select area").focus()
    for key in ("Enter", "ArrowRight", "Shift+ArrowUp", "Enter"):
        page.keyboard.press(key)
    page.wait_for_url("**/map?bbox=*")
    west, south, east, north = (float(degrees) for degrees in query(page).removeprefix("bbox=").split(","))
    assert west < east
    assert south < north


def test_the_arrow_keys_go_from_place_to_place(page):
    go(page, "/map")
    assert page.locator(".map-drawing a[tabindex='0']").count() == 1
    country(page, "IRN").focus()
    page.keyboard.press("ArrowLeft")
    label = page.evaluate("document.activeElement.getAttribute('aria-label')")
    assert not label.startswith("Iran")
    country(page, "IRN").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/map?country=IRN")


def test_the_shading_is_by_mean_goldstein_where_that_is_chosen(page):
    go(page, "/map")
    page.get_by_role("button", name="Goldstein", exact=True).first.click()
    page.wait_for_url("**/map#map=goldstein")
    settled(page)
    expect(page.locator(".panel-map .keys")).to_have_attribute("aria-label", re.compile("Goldstein"))
    expect(country(page, "IRN").locator("path")).to_have_attribute("fill", "var(--diverging-1)")
    expect(country(page, "PSE").locator("path")).to_have_attribute("fill", "var(--diverging-7)")


def test_too_many_events_for_circles_leave_the_shading(page, faults):
    def too_broad(route: Route) -> None:
        problem = {
            "type": "urn:dateline:problem:too-broad",
            "title": "Too broad",
            "status": 400,
            "detail": "Narrow it.",
        }
        route.fulfill(status=400, content_type="application/problem+json", body=json.dumps(problem))

    page.route(re.compile(r"group_by=cell"), too_broad)
    faults.expect("/v1/events/aggregate")
    go(page, "/map")
    expect(page.locator(".map-note")).to_have_text(re.compile("^Too many events for circles"))
    expect(country(page, "IRN")).to_have_attribute("aria-label", re.compile("2 events"))


@pytest.mark.parametrize(("count", "is_asked"), [(400_000, True), (400_001, False)])
def test_circles_of_a_whole_question_are_asked_for_where_the_service_can_place_them_in_time(page, count, is_asked):
    def of_so_many(route: Route) -> None:
        answer = route.fetch().json()
        answer["data"]["count"]["count"] = count
        route.fulfill(json=answer)

    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.route(re.compile(r"/v1/summary"), of_so_many)
    go(page, "/map?bbox=-180,-60,180,80")
    too_many = page.locator(".map-note", has_text="Too many events for circles")
    expect(too_many).to_have_count(0 if is_asked else 1)
    assert any("group_by=cell" in url for url in asked) is is_asked


@pytest.mark.parametrize("width", [360, 1440])
def test_the_list_says_what_the_map_says(open_page, width):
    page = open_page("/map", site="crowded_site", width=width)
    if width < 1000:
        page.get_by_text("Countries as a list").click()
    rows = page.locator(".panel-map .ranked tbody tr")
    told = {row.split("\t")[0]: row.split("\t")[1] for row in rows.all_inner_texts()}
    for element in page.locator(".map-drawing [data-code][href]").all()[:20]:
        said = re.fullmatch(r"(.+?): ([\d,]+) events? .*", element.get_attribute("aria-label") or "")
        assert said is not None
        assert told[said[1]] == said[2]
