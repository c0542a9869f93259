"""The forms in which an article is shown hold all of its text and nothing that could do something."""

from __future__ import annotations

import re
from base64 import b64encode
from dataclasses import replace
from hashlib import sha256
from html import unescape
from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.codebook import codebook
from seed.annotation import SEED_DOCUMENT, read_annotation
from seed.extract.forms.brat import as_brat, configuration
from seed.extract.forms.page import as_page
from seed.records import Batch, Mention, Span
from tests.builders import article, entity, event, quote

ELEMENTS = set(
    re.findall(
        r"\w+",
        "html head meta title style body header h1 h2 p main article svg defs marker path span aside ul li br b script",
    )
)


@pytest.fixture(scope="module")
def batch() -> Batch:
    return read_annotation(SEED_DOCUMENT)


@st.composite
def articles(draw) -> Batch:
    """Any text with any stretches marked, one on another."""
    text = draw(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), min_size=1, max_size=60))
    ends = st.integers(0, len(text))
    stretches = draw(st.sets(st.tuples(ends, ends).filter(lambda one: one[0] < one[1]), max_size=5))
    spans = [Span(start, end, text[start:end]) for start, end in stretches]
    told = replace(article(text), mentions=tuple(Mention("Iran", span, "name") for span in spans))
    return Batch(
        articles=(told,),
        entities=(entity("Iran", kind="country"),),
        events=tuple(event(actor1="Iran", told_in=[(told, span.text)]) for span in spans),
        quotes=tuple(quote(span.text, told) for span in spans),
    )


class Shown(HTMLParser):
    """Reads the article's text and the names of all elements out of a page."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.text = ""
        self.elements = []
        self._within = False

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        self._within = self._within or dict(attrs).get("id") == "text"

    def handle_endtag(self, tag):
        self._within = self._within and tag != "article"

    def handle_data(self, data):
        self.text += data if self._within else ""


def within(pattern: str, text: str) -> Any:
    """Give what the one group of a pattern holds, where it stands first."""
    return re.findall(pattern, text, re.DOTALL | re.MULTILINE)[0]


def shown(batch):
    page = Shown()
    page.feed(as_page(batch))
    return page


# --- the page ---------------------------------------------------------------------------------------------------------


@given(articles())
def test_a_page_shows_the_whole_text_and_nothing_else(batch):
    assert shown(batch).text == batch.articles[0].text


@given(articles())
def test_nothing_in_a_text_is_an_element_of_the_page(batch):
    elements = {tag for tag, _ in shown(batch).elements}
    assert elements <= ELEMENTS


def test_a_page_marks_who_what_and_what_was_said(batch):
    of = [attributes.get("data-of", "") for _, attributes in shown(batch).elements]
    assert any("e0" in one.split() for one in of)
    assert any("v0-trigger" in one.split() for one in of)
    assert any("q0" in one.split() for one in of)


def test_a_page_says_what_its_marks_and_figures_are(batch):
    page = as_page(batch)
    assert '<span class="who">who or where</span>' in page
    assert re.search(r'<span class="tag">sure 0\.\d\d</span>', page)


def test_every_entry_of_a_page_can_be_reached_by_keyboard(batch):
    entries = [attributes for tag, attributes in shown(batch).elements if tag == "li"]
    assert entries
    assert {one.get("tabindex") for one in entries} == {"0"}


def test_a_page_runs_its_own_style_and_script_only(batch):
    page = as_page(batch)
    policy = unescape(within(r'Content-Security-Policy" content="([^"]*)"', page))
    hashes = [
        b64encode(sha256(within(f"<{tag}>(.*?)</{tag}>", page).encode()).digest()).decode()
        for tag in ("style", "script")
    ]
    assert policy == (
        f"default-src 'none'; style-src 'sha256-{hashes[0]}'; script-src 'sha256-{hashes[1]}'; base-uri 'none'; "
        "form-action 'none'"
    )
    assert not any({"src", "href", "style"} & attributes.keys() for _, attributes in shown(batch).elements)


def test_what_is_marked_up_in_a_text_is_shown_as_it_stands():
    told = article("<script>alert(1)</script> & <b>bold</b>", title="</title><script>alert(2)</script>")
    page = as_page(Batch(articles=(told,)))
    assert page.count("<script>") == 1
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; &lt;b&gt;bold&lt;/b&gt;" in page


# --- brat -------------------------------------------------------------------------------------------------------------


@given(articles())
def test_every_offset_of_an_annotation_reproduces_the_text(batch):
    text = batch.articles[0].text
    for line in as_brat(batch).split("\n"):
        if line.startswith("T"):
            _, placed, words = line.split("\t")
            parts = [tuple(map(int, part.split())) for part in placed.partition(" ")[2].split(";")]
            assert " ".join(text[start:end] for start, end in parts) == words


@given(articles())
def test_an_annotation_has_a_line_for_each_thing_however_lines_are_told(batch):
    written = as_brat(batch)
    assert written.splitlines() == written.split("\n")[:-1]


def test_everything_that_an_annotation_names_is_in_it_and_in_the_configuration(batch):
    lines = [line.split("\t") for line in as_brat(batch).splitlines()]
    ids = {line[0] for line in lines}
    named = {one for _, *rest in lines for one in re.findall(r":([TER]\d+)\b", rest[0])}
    assert named <= ids
    sorts = {within(r"^(\w+)", line[1]) for line in lines if line[0][0] in "TE"}
    assert sorts <= set(re.findall(r"^\w+", configuration(), re.MULTILINE))


def test_an_event_has_its_actors_status_and_code(batch):
    written = as_brat(batch)
    assert re.search(r"^E\d+\tCONSULT:T\d+ First_actor:T\d+ Second_actor:T\d+", written, re.MULTILINE)
    assert "A1\tStatus E1 asserted" in written
    assert "#1\tAnnotatorNotes E1\tCAMEO 1056" in written


def test_a_role_never_ends_in_a_digit_of_its_own(batch):
    events = re.findall(r"^E.*", as_brat(batch), re.MULTILINE)
    roles = re.findall(r" (\w+?)\d*:T\d+", " ".join(events))
    assert set(roles) == {"First_actor", "Second_actor", "Place", "Date"}


def test_every_status_can_be_set_by_an_annotator():
    assert "|".join(codebook("status").codes) in configuration()
