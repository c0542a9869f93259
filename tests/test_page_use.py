"""What is taken along: programs that give the API's own answer whatever is in a value, the dialog, and frames elsewhere."""

from __future__ import annotations

import http.server
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlencode

import orjson
import pytest
from playwright.sync_api import expect

from schemas import collections
from store.engine import open_store
from store.identity import Kind
from tests.builders import entity, event, loaded
from tests.clients import id_of
from tests.page import go, settled, wait_until
from tests.printed import ROOT
from tests.servers import Server, serving_at

# A name with all that a shell, a string, an address or an HTML page may trip over.
NASTY = 'O\'Brien "Söhne" & $HOME `id` \\n %41+1, #1 ?= <b>{x} !! 名前 🕊 ; rm\u202e'
NAMED = NASTY.replace("\\", "\\\\").replace(",", "\\,")
# More than fit on a page, of each.
EVENTS = 203

MAKE = """
import { callOf } from "./web/take/call.js";
import * as code from "./web/take/code.js";
const [language, path, origin] = process.argv.slice(1);
process.stdout.write(code[language](callOf(path, origin)));
"""
PATHS = {
    "list": "/v1/events?" + urlencode({"actor": NAMED, "sort": "date", "fields": "id,summary"}),
    "words": "/v1/events?" + urlencode({"q": 'O\'Brien -"$HOME & `nobody`" söhne', "limit": 3}),
    "rows": "/v1/events/aggregate?" + urlencode({"group_by": "date:month,actor1", "actor1": NAMED}),
    "several": "/v1/events/aggregate?" + urlencode([("actor", NAMED), ("actor", "Iran"), ("group_by", "status")]),
}


@pytest.fixture(scope="module")
def served(sqlite) -> Iterator[Server]:
    """A server of many events of somebody with a nasty name."""
    url = sqlite.new(sqlite.migrated)
    store = open_store(url)
    records = [event(actor1=NASTY, actor2="Iran", key=f"e{number}") for number in range(EVENTS)]
    loaded(store, entity(NASTY), entity("Iran"), *records)
    store.close()
    with serving_at(url, log_level="error") as server:
        yield server


def program(language: str, path: str, origin: str) -> str:
    """Make the program that the dialog shows."""
    node = shutil.which("node")
    if node is None:
        pytest.skip("node is not on the PATH; to install it: apt-get install nodejs")
    command = [node, "--input-type=module", "--eval", MAKE, language, path, origin]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout


def printed(*command: str, said: str = "") -> str:
    """Run a program, in a folder of its own; gives what it prints."""
    done = subprocess.run(command, input=said, capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stderr) == (0, ""), done.stderr
    return done.stdout


def answer(server: Server, path: str):
    status, _, body = server.get(path)
    assert status == 200, body
    return orjson.loads(body)


def every(server: Server, path: str) -> list[Any]:
    found = []
    following: str | None = path
    while following:
        page = answer(server, following)
        found += page["data"]
        following = page["links"]["next"]
    assert found
    return found


# --- programs -------------------------------------------------------------------------------------------------------


@pytest.mark.skipif(shutil.which("curl") is None, reason="needs curl")
@pytest.mark.parametrize("path", PATHS.values(), ids=list(PATHS))
def test_curl_gives_the_answer_of_the_api(served, path):
    words = program("curl", path, f"http://127.0.0.1:{served.port}")
    told, asked = orjson.loads(printed("sh", said=words)), answer(served, path)
    # The links of a page have the question as it was spelt.
    assert (told["data"], told["meta"]) == (asked["data"], asked["meta"])
    assert asked["data"]


@pytest.mark.parametrize("path", PATHS.values(), ids=list(PATHS))
def test_python_gives_every_row_of_the_api(served, path):
    words = program("python", path, f"http://127.0.0.1:{served.port}")
    shown = "\nimport json\nprint(json.dumps(json.loads(table.to_json(orient='records'))))"
    rows = orjson.loads(printed(sys.executable, "-", said=words.replace("print(table)", shown)))
    expected = every(served, path)
    plain = [{name: value for name, value in row.items() if not isinstance(value, dict)} for row in expected]
    assert [{name: row[name] for name in one} for row, one in zip(rows, plain, strict=True)] == plain


def test_python_prints_a_table(served):
    words = program("python", PATHS["list"], f"http://127.0.0.1:{served.port}")
    assert f"[{EVENTS} rows x 2 columns]" in printed(sys.executable, "-", said=words)


def test_python_reads_an_export_with_its_codes(served):
    words = program("python", "/v1/events/export?actor=Iran", f"http://127.0.0.1:{served.port}")
    assert "010" in printed(sys.executable, "-", said=words.replace("print(table)", "print(table.event_code[0])"))


@pytest.mark.skipif(shutil.which("Rscript") is None, reason="needs Rscript")
@pytest.mark.parametrize(("path", "said"), [("list", f"{EVENTS} obs. of  2 variables"), ("rows", "date actor1")])
def test_r_gives_every_row_of_the_api(served, path, said):
    words = program("r", PATHS[path], f"http://127.0.0.1:{served.port}")
    assert said in re.sub(r"date +actor1", "date actor1", printed("Rscript", "--vanilla", "-", said=words))


@pytest.mark.parametrize("path", PATHS.values(), ids=list(PATHS))
def test_the_strings_of_r_are_plain_and_ask_the_same(served, path):
    """A string of ASCII without a backslash or a quote means the same in any language."""
    origin = f"http://127.0.0.1:{served.port}"
    strings = re.findall(r'"([^"]*)"', re.sub(r"#.*", "", program("r", path, origin)))
    assert all(re.fullmatch(r"[ -~]*", one) and "\\" not in one for one in strings)
    (asked,) = [one.removeprefix(origin) for one in strings if "?" in one]
    assert every(served, asked) == every(served, path)


# --- the dialog -----------------------------------------------------------------------------------------------------


def opened(page, address: str, title: str):
    """Go to a view and open what its panel offers."""
    go(page, address)
    page.get_by_role("button", name=f"Use this: {title}").click()
    dialog = page.get_by_role("dialog", name="Use this: ")
    dialog.wait_for()
    return dialog


def shown(dialog, way: str) -> str:
    """Choose a way; gives its words."""
    dialog.get_by_role("tab", name=way, exact=True).click()
    dialog.locator(".use-shown[aria-busy=false]").wait_for()
    words: str = dialog.locator("code").first.text_content()
    return words


def test_every_way_is_offered_and_has_something_to_take(page):
    dialog = opened(page, "/timeline?actor=Iran", "Timeline")
    ways = dialog.get_by_role("tab").all_text_contents()
    assert ways == ["Link", "API", "curl", "Python", "R", "CSV", "Grafana", "Embed", "Cite", "Picture"]
    assert shown(dialog, "Link") == page.url
    address = shown(dialog, "API")
    assert "/v1/events/aggregate?" in address
    assert page.request.get(address).ok
    assert "actor=Iran" in shown(dialog, "curl")
    assert '"actor": "Iran"' in shown(dialog, "Python")


def test_the_frame_is_drawn_as_the_view_is(page):
    dialog = opened(page, "/timeline?actor=Iran#unit=month&by=root_code", "Timeline")
    assert "/embed/timeline?actor=Iran#unit=month&amp;by=root_code&amp;theme=auto" in shown(dialog, "Embed")


def test_the_timeline_of_somebody_is_taken_as_the_rows_of_its_bars(page):
    found = page.request.get("/v1/entities?name=Israel&kind=country").json()["data"][0]["id"]
    dialog = opened(page, f"/entities/{found}", "Timeline")
    rows = page.request.get(shown(dialog, "API")).json()["data"]
    assert {"date", "quad_class", "status", "count"} <= set(rows[0])
    assert f"/embed/timeline?actor={found}#theme=auto" in shown(dialog, "Embed")
    assert "“Israel: timeline.”" in shown(dialog, "Cite")


def test_the_words_are_copied_and_that_is_said(open_page):
    page = open_page(permissions=["clipboard-read", "clipboard-write"])
    dialog = opened(page, "/timeline?status=asserted", "Timeline")
    words = shown(dialog, "curl")
    dialog.get_by_role("button", name="Copy").click()
    expect(dialog.get_by_role("status")).to_have_text("Copied")
    assert page.evaluate("navigator.clipboard.readText()") == words


def test_the_dialog_is_worked_by_keyboard_and_gives_the_focus_back(page):
    go(page, "/timeline")
    page.get_by_role("button", name="Use this: Timeline").press("Enter")
    dialog = page.get_by_role("dialog", name="Use this: Timeline")
    expect(dialog).to_be_visible()
    page.keyboard.press("Home")
    expect(dialog.get_by_role("tab", selected=True)).to_have_text("Link")
    page.keyboard.press("ArrowDown")
    expect(dialog.get_by_role("tab", selected=True)).to_be_focused()
    expect(dialog.get_by_role("tab", selected=True)).to_have_text("API")
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(page.get_by_role("button", name="Use this: Timeline")).to_be_focused()


def test_a_click_beside_the_dialog_closes_it(page):
    dialog = opened(page, "/timeline", "Timeline")
    dialog.get_by_role("heading", name="Use this").click()
    expect(dialog).to_be_visible()
    page.mouse.click(5, 5)
    expect(dialog).to_have_count(0)


def test_the_csv_has_the_rows_of_the_panel(page):
    dialog = opened(page, "/timeline?actor=Iran", "Timeline")
    rows = page.request.get(shown(dialog, "API")).json()["data"]
    shown(dialog, "CSV")
    with page.expect_download() as download:
        dialog.get_by_role("link", name="Download CSV").click()
    head, *lines = download.value.path().read_text().splitlines()
    assert head.split(",") == list(rows[0])
    assert len(lines) == len(rows)


def test_grafana_is_told_each_column_and_its_type(page):
    dialog = opened(page, "/timeline", "Timeline")
    query = orjson.loads(shown(dialog, "Grafana"))
    (row, *_) = page.request.get(query["url"]).json()[query["root_selector"]]
    assert [column["selector"] for column in query["columns"]] == list(row)
    types = {column["selector"]: column["type"] for column in query["columns"]}
    assert (types["date"], types["count"], types["status"]) == ("timestamp", "number", "string")


def test_a_citation_names_the_view_the_state_and_the_dataset(page):
    dialog = opened(page, "/timeline?actor=Iran", "Timeline")
    service = page.request.get("/v1").json()
    words = shown(dialog, "Cite")
    (dataset,) = service["datasets"]
    for part in (page.url, f"revision {service['revision']} ", dataset["citation"], dataset["licence"]):
        assert part in words
    view, data = orjson.loads(dialog.locator("code").last.text_content())
    assert (view["URL"], data["title"]) == (page.url, dataset["title"])
    bibtex = dialog.locator("code").nth(1).text_content()
    assert bibtex.count("@misc{") == 2
    assert bibtex.count("{") == bibtex.count("}")


# Where a mark is and what colour it has, as it is seen on the page.
PAINTED = """
(marks) => marks.map((mark) => [mark.getAttribute("d") ?? mark.getAttribute("x"), getComputedStyle(mark).fill])
"""


def painted(file: str) -> set[tuple[str, str]]:
    """Give where each mark of a file is, and its colour."""
    marks = re.findall(r"<(?:path|rect)\b([^>]*)>", file)
    found = [[re.search(rf' (?:{name})="([^"]+)"', mark) for name in ("d|x", "fill")] for mark in marks]
    return {(place[1], colour[1]) for place, colour in found if place and colour}


def hexadecimal(colour: str) -> str:
    red, green, blue = re.findall(r"\d+", colour)[:3]
    return f"#{int(red):02x}{int(green):02x}{int(blue):02x}"


@pytest.mark.parametrize(
    ("view", "title", "marks"),
    [
        ("timeline", "Timeline", ".timeline-bars path[fill^=var]"),
        ("map#map=goldstein", "Map", ".map-drawing a[data-code] path, .keys rect"),
        ("network", "Network", ".arrow path:nth-child(2), .keys rect"),
    ],
)
def test_a_drawing_is_taken_as_it_is_seen(open_page, view, title, marks):
    page = open_page()
    dialog = opened(page, f"/{view}", title)
    dialog.get_by_role("tab", name="Picture").click()
    seen = {(place, hexadecimal(colour)) for place, colour in page.locator(marks).evaluate_all(PAINTED)}
    assert len({colour for _, colour in seen}) > 2
    # On a dark page too, a picture is for white paper.
    page.emulate_media(color_scheme="dark")
    wait_until(page, "document.documentElement.dataset.theme === 'dark'")
    for form, first in (("SVG", b"<svg"), ("PNG", b"\x89PNG")):
        with page.expect_download() as download:
            dialog.get_by_role("button", name=f"Download {form}").click()
        assert download.value.suggested_filename.endswith(f".{form.lower()}")
        file = download.value.path().read_bytes()
        assert first in file[:200]
        if form == "SVG":
            assert seen <= painted(file.decode())
            assert b"var(" not in file


# --- frames ---------------------------------------------------------------------------------------------------------


@contextmanager
def hosted(body: str, tmp_path) -> Iterator[str]:
    """Serve a page of somebody else's; gives its address."""
    (tmp_path / "index.html").write_text(f"<!doctype html><meta charset=utf-8><link rel=icon href='data:,'>{body}")

    class Files(http.server.SimpleHTTPRequestHandler):
        def __init__(self, *arguments, **named):
            super().__init__(*arguments, directory=str(tmp_path), **named)

        def log_message(self, *_arguments):
            """Say nothing."""

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Files) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}/index.html"
        server.shutdown()


@pytest.fixture
def framed(browser, seed_site, tmp_path):
    """Open a page of another origin that holds this; gives the page and what the console said."""
    contexts = []

    @contextmanager
    def opened(body: str):
        with hosted(body, tmp_path) as address:
            page = browser.new_context(viewport={"width": 800, "height": 900}, color_scheme="light").new_page()
            contexts.append(page.context)
            page.said = []
            page.on("console", lambda message: page.said.append(message.text))
            page.goto(address)
            yield page

    yield opened
    for context in contexts:
        context.close()


def heights(host):
    return host.locator("iframe").evaluate_all("(frames) => frames.map((frame) => frame.style.height)")


# Nothing is left to scroll, and nothing is empty below.
AS_TALL_AS_IT_IS = """
document.documentElement.scrollHeight <= innerHeight && document.getElementById("embed").offsetHeight > innerHeight - 2
"""
# A frame that is no view, and says that it is tall.
OTHER = """<iframe srcdoc="<script>parent.postMessage({type: 'dateline:height', height: 99}, '*')</script>"></iframe>"""


def test_the_code_of_the_dialog_frames_a_view_as_tall_as_it_is(page, framed):
    dialog = opened(page, "/timeline?actor=Iran", "Timeline")
    with framed(shown(dialog, "Embed") + OTHER) as host:
        view = host.frames[1]
        expect(view.get_by_role("slider")).to_be_visible()
        for width in (800, 360):
            host.set_viewport_size({"width": width, "height": 900})
            wait_until(view, AS_TALL_AS_IT_IS)
        assert heights(host)[1] == ""
        assert host.said == []


def test_a_framed_view_says_what_it_is_and_leads_to_the_whole(open_page):
    page = open_page("/embed/timeline?actor=Iran#theme=dark")
    line = page.locator(".embed-line")
    expect(line).to_contain_text("8 reported events, not ground truth")
    expect(line).to_contain_text("Data: seed")
    back = line.get_by_role("link", name="Timeline: Actor Iran")
    assert [back.get_attribute(name) for name in ("href", "target", "rel")] == [
        "/timeline?actor=Iran",
        "_blank",
        "noopener",
    ]
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    assert page.get_by_role("button", name="Use this").count() == 0


def test_what_is_chosen_in_a_framed_view_stays_in_the_frame_and_the_rest_opens_beside_it(open_page):
    page = open_page("/embed/timeline#theme=dark")
    page.evaluate("history.pushState(null, '', '/timeline?status=denied'); dispatchEvent(new Event('moved'))")
    settled(page)
    assert page.url.endswith("/embed/timeline?status=denied#theme=dark")
    expect(page.get_by_role("link", name="Timeline: Status Denied")).to_be_visible()
    go(page, "/embed/timeline?actor=Iran")
    with page.expect_popup() as beside:
        page.get_by_role("link", name="Verbal conflict").click()
    assert "quad_class=3" in beside.value.url
    assert page.url.endswith("/embed/timeline?actor=Iran")


@pytest.mark.parametrize(
    ("address", "asked", "said"),
    [
        ("/embed/map?statsu=asserted", "/v1/summary", "Did you mean status?"),
        ("/embed/event?id=evt_0", "/v1/events/evt_0", "There is no such event"),
        ("/embed/event", "/v1/events/-", "There is no such event"),
    ],
)
def test_a_framed_view_says_what_the_api_says_is_wrong(open_page, faults, address, asked, said):
    faults.expect(asked)
    expect(open_page(address).get_by_role("alert")).to_contain_text(said)


def test_framed_quotes_take_the_filters_of_quotes(open_page):
    own = {one.name.partition("__")[0] for one in collections.QUOTES.filters}
    own -= {one.name.partition("__")[0] for one in collections.EVENTS.filters}
    listed = re.search(r"OF_QUOTES = \[(.*?)\]", (ROOT / "web/embed/quotes.js").read_text(), re.DOTALL)
    assert listed
    assert set(re.findall(r'"(\w+)"', listed[1])) == own
    page = open_page("/embed/quotes?speaker=Antony%20Blinken")
    asked = page.request.get("/v1/quotes?speaker=Antony%20Blinken").json()["data"]
    assert page.locator(".quote").evaluate_all("all => all.map(one => one.id)") == [one["id"] for one in asked]
    expect(page.locator(".embed-line")).to_contain_text(f"{len(asked)} reported quotes, not ground truth")


def test_an_event_is_framed_with_its_evidence(open_page):
    event_id = id_of(Kind.EVENT, "us-mounts-pressure-campaign/g7-call")
    page = open_page(f"/embed/event?id={event_id}")
    expect(page.get_by_role("heading", name="Evidence")).to_be_visible()
    assert page.locator(".embed-title").get_attribute("href") == f"/events/{event_id}"
