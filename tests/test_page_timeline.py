"""The timeline as a reader meets it, and drawings as files."""

from __future__ import annotations

import base64
import re
import struct
from urllib.parse import parse_qs
from xml.etree import ElementTree

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.page import asked, click, go, headline, query, settled
from tests.servers import ROOT

SVG = "{http://www.w3.org/2000/svg}"
# Where the seed document's four first days of August are, by day: the chart of these has a bar for each.
AUGUST = "date__gte=2024-08-03&date__lte=2024-08-06"


def chart(page: Page) -> Locator:
    return page.get_by_role("slider", name="Periods")


def days(page: Page) -> tuple[str | None, str | None]:
    """Give the first and the last day in the address."""
    found = parse_qs(query(page))
    first, last = (found.get(name, [None])[0] for name in ("date__gte", "date__lte"))
    return first, last


def place(page: Page, period: int, periods: int) -> tuple[float, float]:
    """Give the point of the screen in the middle of a period; the bars begin where the line at zero does."""
    zero = page.locator(".timeline-zero").bounding_box()
    assert zero
    return zero["x"] + (period + 0.5) * zero["width"] / periods, zero["y"] - 4


def rows(page: Page) -> list[list[str]]:
    """Open the table and read it, its head first."""
    if not page.locator("details.timeline-table[open]").count():
        page.get_by_text("The numbers as a table").click()
    page.locator(".timeline-rows tr").first.wait_for()
    return [row.locator("th, td").all_inner_texts() for row in page.locator(".timeline-rows tr").all()]


def sides(page: Page) -> list[bool]:
    """Tell of each path of bars whether it is hatched, having seen that this is so below the line and not above it."""
    zero = page.locator(".timeline-zero").bounding_box()
    found = []
    for path in page.locator(".timeline-bars path").all():
        box, is_hatched = path.bounding_box(), "url(" in (path.get_attribute("fill") or "")
        assert box
        assert zero
        middle = box["y"] + box["height"] / 2
        assert (middle > zero["y"]) == is_hatched
        found.append(is_hatched)
    return found


def test_the_table_has_what_the_api_counts(page):
    go(page, f"/timeline?{AUGUST}")
    head, *body = rows(page)
    answer = page.request.get(f"/v1/events/aggregate?group_by=date:day&metric=count,avg:goldstein&{AUGUST}").json()
    assert [int(row[head.index("All")]) for row in body] == [row["count"] for row in answer["data"]]
    told = page.request.get(f"/v1/events?status=asserted&count=exact&limit=1&{AUGUST}").json()["meta"]["count"]
    assert sum(int(row[head.index("Told as fact")]) for row in body) == told
    assert [row[-1] for row in body] == [
        "–" if row["avg_goldstein"] is None else f"{row['avg_goldstein']:+.1f}".replace("-0.0", "0.0").replace("-", "−")
        for row in answer["data"]
    ]


def test_what_is_not_told_as_fact_is_hatched_below_the_line(page):
    go(page, "/timeline")
    found = sides(page)
    assert any(found)
    assert not all(found)
    click(page, page.get_by_role("link", name=re.compile("^Above the line")))
    assert query(page) == "status=asserted"
    assert not any(sides(page))


def test_a_legend_item_chooses_and_leaves_its_class(page):
    go(page, "/timeline")
    legend = page.get_by_role("list", name="Colours")
    click(page, legend.get_by_role("link", name=re.compile("^Verbal conflict")))
    assert query(page) == "quad_class=3"
    click(page, legend.get_by_role("link", name=re.compile("^Verbal conflict")))
    assert query(page) == ""


def test_dragging_chooses_days_and_the_whole_range_comes_back(page):
    go(page, f"/timeline?{AUGUST}")
    page.mouse.move(*place(page, 1, 4))
    page.mouse.down()
    page.mouse.move(*place(page, 2, 4), steps=4)
    page.mouse.up()
    settled(page)
    assert days(page) == ("2024-08-04", "2024-08-05")
    counted = page.request.get(f"/v1/events?{query(page)}&count=exact&limit=1").json()["meta"]["count"]
    assert headline(page) == counted
    click(page, page.get_by_role("link", name="The whole range"))
    assert days(page) == (None, None)
    assert headline(page) == 27


def test_a_double_click_leaves_the_chosen_days(page):
    go(page, f"/timeline?{AUGUST}")
    page.mouse.dblclick(*place(page, 1, 4))
    settled(page)
    assert days(page) == (None, None)


def test_a_finger_chooses_days(open_page):
    page = open_page(f"/timeline?{AUGUST}", width=390, height=844, has_touch=True, is_mobile=True)
    chart(page).scroll_into_view_if_needed()
    hand = page.context.new_cdp_session(page)
    touches = [("touchStart", 3), ("touchMove", 2), ("touchMove", 1), ("touchEnd", None)]
    for kind, period in touches:
        x, y = place(page, period or 0, 4)
        points = [] if period is None else [{"x": x, "y": y}]
        hand.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
    settled(page)
    assert days(page) == ("2024-08-04", "2024-08-06")


def test_keys_move_along_the_periods_and_narrow_to_them(page):
    go(page, f"/timeline?{AUGUST}")
    chart(page).focus()
    page.keyboard.press("End")
    page.keyboard.press("ArrowLeft")
    expect(chart(page)).to_have_attribute("aria-valuetext", re.compile(r"^Monday,? 5 August 2024: \d+ events"))
    expect(page.locator(".timeline-tip")).to_contain_text("5 August 2024")
    page.keyboard.press("Escape")
    expect(page.locator(".timeline-tip")).to_be_hidden()
    page.keyboard.press("End")
    page.keyboard.press("Shift+ArrowLeft")
    page.keyboard.press("Enter")
    settled(page)
    assert days(page) == ("2024-08-05", "2024-08-06")


def test_a_handle_moves_the_last_day(page):
    go(page, f"/timeline?{AUGUST}")
    page.get_by_role("slider", name="Last day of the range").press("ArrowLeft")
    page.wait_for_url("**date__lte=2024-08-05**")
    settled(page)
    assert days(page) == ("2024-08-03", "2024-08-05")
    handle = page.get_by_role("slider", name="First day of the range")
    expect(handle).to_have_attribute("aria-valuetext", "3 Aug 2024")


def test_the_unit_the_colours_and_the_line_are_in_the_address(open_page):
    page = open_page("/timeline", site="crowded_site")
    choices = page.locator(".panel-timeline")
    choices.get_by_role("button", name="Year").click()
    choices.get_by_role("button", name="Type").click()
    click(page, choices.get_by_role("button", name="Tone"))
    assert set(page.url.split("#")[1].split("&")) == {"unit=year", "by=root_code", "line=tone"}
    head, *body = rows(page)
    assert head[7:] == ["Other types", "Told as fact", "Not told as fact", "All", "Mean tone"]
    assert all(re.fullmatch(r"\d{4}", row[0]) for row in body)
    assert sum(int(row[-2].replace(",", "")) for row in body) == headline(page)


def test_ninety_years_are_few_elements_and_one_request(page):
    with asked(page) as requests:
        go(page, "/timeline?date__gte=1935&date__lte=2024")
    assert requests.count("/v1/summary") == 1
    assert page.locator(".timeline-drawing *").count() < 150
    choices = page.get_by_role("group", name="A bar for each")
    expect(choices).to_be_hidden()
    assert len(rows(page)) == 91


def test_types_take_the_finest_unit_that_one_answer_holds(open_page):
    page = open_page("/timeline#unit=week&by=root_code", site="crowded_site")
    shown = page.get_by_role("group", name="A bar for each")
    expect(shown.locator("[aria-pressed=true]")).to_have_text("Month")
    expect(shown.get_by_role("button", name="Week")).to_have_count(0)


@pytest.mark.parametrize("width", [320, 820, 2560])
def test_the_drawing_is_as_wide_as_its_room(open_page, width):
    page = open_page("/timeline", width=1440)
    page.set_viewport_size({"width": width, "height": 900})
    drawing = page.locator(".timeline-drawing")
    expect(drawing).to_have_attribute("width", str(chart(page).evaluate("chart => chart.clientWidth")))
    panel = page.get_by_role("region", name="Timeline", exact=True)
    assert panel.evaluate("panel => panel.scrollWidth <= panel.clientWidth")


def test_no_number_of_an_average_stands_out_of_the_drawing(page):
    go(page, "/timeline?quad_class=4#unit=month")
    left = page.locator(".timeline-drawing").evaluate("(drawing) => drawing.getBoundingClientRect().left")
    numbers = page.locator(".timeline-average text", has_text="−10.0").last
    assert numbers.evaluate("(number) => number.getBoundingClientRect().left") >= left


def test_a_period_is_said_in_the_numbers_of_the_reader(open_page):
    page = open_page("/timeline?date__gte=2024-08-05", locale="ar-EG")
    chart(page).focus()
    page.keyboard.press("Home")
    said = chart(page).get_attribute("aria-valuetext") or ""
    assert "not told as fact" in said
    assert not re.search("[0-9]", said)


def test_bars_may_be_shares_of_all_reports(page):
    go(page, "/timeline?actor=Iran&date__gte=2024-07&date__lte=2024-08#unit=month")
    click(page, page.get_by_role("button", name="Share", exact=True))
    assert page.url.endswith("#unit=month&bars=share")
    page.get_by_text("The numbers as a table").click()
    rows = page.locator(".timeline-table tbody tr")
    shares = "group_by=date:month&metric=share&actor=Iran&date__gte=2024-07&date__lte=2024-08"
    told = page.request.get(f"/v1/events/aggregate?{shares}").json()["data"]
    column = page.locator(".timeline-table thead th").all_inner_texts().index("Share of all reports")
    said = [float(row.locator("th, td").nth(column).inner_text().rstrip("%")) for row in rows.all()]
    assert said == pytest.approx([100 * row["share"] for row in told], abs=0.5)
    expect(page.locator(".timeline-grid text").last).to_contain_text("%")


def test_what_is_not_known_to_the_day_is_said_where_days_are_drawn(page):
    note = page.locator(".timeline-note")
    go(page, "/timeline")
    said = "21 of 27 events are not told to the day, but to a week (3), a month (4), or a range (14)"
    expect(note).to_have_text(f"{said}: each stands where its time begins.")
    go(page, "/timeline?date__lte=2024-04#unit=week")
    expect(note).to_have_text(re.compile("^4 of 4 events are not told to the week, but to a month"))
    go(page, "/timeline#unit=month")
    expect(note).to_be_hidden()


def test_a_timeline_stands_without_what_is_not_known_to_the_day(page, faults):
    faults.expect("/v1/events/aggregate")
    page.route("**/v1/events/aggregate?*group_by=date_precision*", lambda route: route.fulfill(status=503, json={}))
    go(page, "/timeline?status=asserted")
    expect(page.locator(".timeline-note")).to_be_hidden()
    assert page.locator(".timeline-bars path").count()


# --- drawings as files ----------------------------------------------------------------------------------------------

PICTURE = """
async (file) => {
  const made = await import("/web/take/picture.js");
  const about = { title: "Timeline: <b> & words", source: "/timeline?q=a" };
  const blob = await made[file]([document.querySelector(".timeline-drawing")], about);
  const text = await new Promise((resolve) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result);
    reader.readAsDataURL(blob);
  });
  return [blob.type, text.split(",")[1]];
}
"""


def picture(page: Page, file: str) -> tuple[str, bytes]:
    """Make a file of the drawing on a page; gives its type and bytes."""
    page.route("**/web/**", lambda route: route.fulfill(path=ROOT / route.request.url.split("/", 3)[3]))
    kind, encoded = page.evaluate(PICTURE, file)
    return kind, base64.b64decode(encoded)


@pytest.mark.parametrize("theme", ["dark", "light"])
def test_an_svg_file_needs_nothing_of_the_page(open_page, theme):
    page = open_page("/timeline", theme=theme)
    kind, content = picture(page, "svgFile")
    assert kind == "image/svg+xml"
    drawing = ElementTree.fromstring(content)
    assert drawing.findtext(f"{SVG}title") == "Timeline: <b> & words"
    assert re.fullmatch(r"Dateline · /timeline\?q=a · .*\d{4}", drawing.findtext(f"{SVG}desc") or "")
    ground_drawn = drawing.find(f"{SVG}rect")
    assert ground_drawn is not None
    assert ground_drawn.get("fill") == "#ffffff"
    said = "".join(drawing.itertext())
    assert "Verbal cooperation" in said
    assert "Below, hatched" in said
    text = content.decode()
    assert not re.search(r'var\(|\s(class|style|aria-\w+|data-\w+)=|="rgb', text)
    # What the drawing points to is in the file.
    needed, held = set(re.findall(r"url\(#([^)]+)\)", text)), set(re.findall(r'\bid="([^"]+)"', text))
    assert needed
    assert needed <= held
    assert page.evaluate("document.documentElement.dataset.theme") == theme


def test_a_png_file_has_twice_the_size(page):
    go(page, "/timeline")
    _, drawn = picture(page, "svgFile")
    kind, content = picture(page, "pngFile")
    drawing = ElementTree.fromstring(drawn)
    assert kind == "image/png"
    size = struct.unpack(">II", content[16:24])
    assert size == tuple(round(2 * float(drawing.get(name, ""))) for name in ("width", "height"))
