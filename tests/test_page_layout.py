"""Where things stand: in whichever language numbers are written, on every width, and from the first moment on."""

from __future__ import annotations

import re

import pytest

from tests.page import go

# Where some words begin on the screen.
LEFT_OF = """
(element, words) => {
  const walk = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  for (let node = walk.nextNode(); node; node = walk.nextNode()) {
    const start = node.data.indexOf(words);
    if (start < 0) continue;
    const range = document.createRange();
    range.setStart(node, start);
    range.setEnd(node, start + words.length);
    return range.getBoundingClientRect().left;
  }
}
"""
# Put a word in place of names and titles; gives of how many.
LENGTHENED = """
(word) => {
  const names = [...document.querySelectorAll(".quote a, .record a, .record h1, .chip-value")];
  for (const name of names) name.textContent = word;
  return names.length;
}
"""
SHIFTED = """
new Promise((done) => {
  let sum = 0;
  const heard = new PerformanceObserver((list) => list.getEntries().forEach(({ value }) => (sum += value)));
  heard.observe({ type: "layout-shift", buffered: true });
  requestAnimationFrame(() => requestAnimationFrame(() => done(sum)));
})
"""


def test_what_is_written_from_right_to_left_stays_where_it_belongs(open_page):
    page = open_page("/", locale="ar-EG")
    told = page.locator(".headline p")
    places = [told.evaluate(LEFT_OF, words) for words in ("٢٠٢٤", "٪", "told as fact", "dataset")]
    assert places == sorted(places)
    labels = page.locator(".timeline-drawing text").all_text_contents()
    assert "٠" in "".join(labels)
    assert not re.search(r"[0-9]", "".join(labels))


def test_every_number_below_zero_has_the_minus_sign_of_print(open_page):
    page = open_page("/", site="crowded_site")
    labels = page.locator("main").inner_text()
    assert "−" in labels
    assert not re.search(r"(?<![\w-])-\d", labels)


@pytest.mark.parametrize("width", [1440, 3840])
def test_the_masthead_stands_above_the_page(open_page, width):
    page = open_page("/", width=width)
    lefts = [page.locator(one).bounding_box()["x"] for one in (".wordmark", ".headline")]
    assert max(lefts) - min(lefts) < 1


@pytest.mark.parametrize("address", ["/", "/network", "/events"])
def test_every_view_is_to_be_seen_on_a_telephone_in_one_line(open_page, address):
    page = open_page(address, width=360)
    boxes = [tab.bounding_box() for tab in page.locator(".tab").all()]
    for box in boxes:
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 360
    assert len({box["y"] for box in boxes}) == 1


@pytest.mark.parametrize("width", [360, 1440])
@pytest.mark.parametrize("address", ["/quotes?q=US", "/v1/events", "/v1/entities", "/v1/articles"])
def test_a_word_that_does_not_end_makes_nothing_wider(open_page, address, width):
    page = open_page(width=width)
    is_record = address.startswith("/v1")
    first = page.request.get(f"{address}?limit=1").json()["data"][0]["id"] if is_record else ""
    go(page, f"{address.removeprefix('/v1')}/{first}" if is_record else address)
    assert page.evaluate(LENGTHENED, "w" * 400) > 0
    assert page.evaluate("document.documentElement.scrollWidth") == width
    lists = page.locator(".found-lists")
    assert all(one.evaluate("(list) => list.scrollWidth === list.clientWidth") for one in lists.all())


def test_the_order_of_events_begins_below_their_title(open_page):
    page = open_page("/events", width=390)
    title, order = (page.locator(f".panel-events {one}").bounding_box() for one in ("h2", "select"))
    assert title
    assert order
    assert title["x"] == order["x"]


@pytest.mark.parametrize("width", [390, 1440])
@pytest.mark.parametrize("address", ["/", "/map", "/network"])
def test_what_comes_later_moves_little(open_page, address, width):
    page = open_page(site="crowded_site", width=width)
    go(page, address)
    assert page.evaluate(SHIFTED) < 0.1
