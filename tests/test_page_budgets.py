"""What the explorer may cost, in bytes, requests and elements, none of which a busy machine changes; and what it is made of."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page

from tests.page import click, go, settled

ROOT = Path(__file__).parents[1]
WEB, BUNDLE = ROOT / "web", ROOT / "service/static/explorer"
ESBUILD = ROOT / "node_modules/.bin/esbuild"
# All that comes over the wire, gzipped, heads and all.
FIRST_LOAD_BYTES = {"seed_site": 140_000, "crowded_site": 150_000}
# The page, its style, its scripts, its icon and the map of the world; the summary; what the panels ask for when seen.
FIRST_LOAD_REQUESTS = 16
MOST_ELEMENTS = 5_000


class Traffic:
    """All that came over the wire for a page, by address: bytes as sent, heads and all."""

    def __init__(self, page: Page) -> None:
        self.bytes: dict[str, float] = {}
        self._addresses: dict[str, str] = {}
        self._console = page.context.new_cdp_session(page)
        self._console.on("Network.responseReceived", self._begun)
        self._console.on("Network.loadingFinished", self._ended)
        self._console.send("Network.enable")

    def _begun(self, told: dict[str, Any]) -> None:
        self._addresses[told["requestId"]] = told["response"]["url"]

    def _ended(self, told: dict[str, Any]) -> None:
        address = self._addresses.get(told["requestId"], "")
        if address.startswith("http"):
            self.bytes[address] = told["encodedDataLength"]


@pytest.mark.parametrize("site", FIRST_LOAD_BYTES)
def test_the_first_view_is_light(open_page, site):
    page = open_page(site=site, extra_http_headers={"Accept-Encoding": "gzip"})
    traffic = Traffic(page)
    go(page, "/")
    assert sum(traffic.bytes.values()) <= FIRST_LOAD_BYTES[site], traffic.bytes
    assert len(traffic.bytes) <= FIRST_LOAD_REQUESTS, sorted(traffic.bytes)


def test_a_second_visit_loads_no_file_again(open_page):
    page = open_page("/", fresh=True)
    traffic = Traffic(page)
    page.reload()
    settled(page)
    whole = [address for address, sent in traffic.bytes.items() if "/static/" in address and sent > 1_000]
    assert whole == []


def test_a_filter_asks_for_its_answer_and_no_file(open_page):
    page = open_page("/", site="crowded_site", fresh=True)
    traffic = Traffic(page)
    click(page, page.locator(".facet-choice").first)
    assert [address for address in traffic.bytes if "/static/explorer/" in address] == []
    assert [urlsplit(address).path for address in traffic.bytes].count("/v1/summary") == 1


@pytest.mark.parametrize("address", ["/", "/timeline", "/map", "/network", "/events", "/quotes"])
def test_thousands_of_events_are_not_thousands_of_elements(open_page, address):
    page = open_page(address, site="crowded_site")
    assert page.locator("*").count() <= MOST_ELEMENTS


def test_scrolling_to_the_last_row_keeps_the_page_small(open_page):
    page = open_page("/events?root_code=19", site="crowded_site")
    for _ in range(30):
        page.mouse.wheel(0, 4_000)
        page.keyboard.press("End")
        settled(page)
    assert page.locator("*").count() <= MOST_ELEMENTS


def test_going_to_and_fro_leaves_nothing_behind(open_page):
    page = open_page("/", site="crowded_site", fresh=True)
    console = page.context.new_cdp_session(page)
    console.send("Performance.enable")

    def listeners_after(rounds: int) -> float:
        for _ in range(rounds):
            click(page, page.locator("#choose-status-asserted"))
            click(page, page.get_by_role("link", name="Map", exact=True))
            click(page, page.get_by_role("link", name="Overview", exact=True))
        console.send("HeapProfiler.collectGarbage")
        metrics = {one["name"]: one["value"] for one in console.send("Performance.getMetrics")["metrics"]}
        return float(metrics["JSEventListeners"])

    # Even rounds end where they began.
    before = listeners_after(2)
    assert listeners_after(6) <= before * 1.1


# --- what it is made of ---------------------------------------------------------------------------------------------


@pytest.mark.skipif(not ESBUILD.exists(), reason="needs `npm ci`")
def test_what_is_bundled_was_made_from_the_source(tmp_path):
    subprocess.run(["node", "web/build.mjs", str(tmp_path / "made")], cwd=ROOT, check=True, timeout=120)
    made, bundled = (
        {f.relative_to(folder): f.read_bytes() for f in folder.rglob("*") if f.is_file()}
        for folder in (tmp_path / "made", BUNDLE)
    )
    assert [str(name) for name in made.keys() | bundled.keys() if made.get(name) != bundled.get(name)] == []


def bundled_packages() -> set[str]:
    """Give the packages that the source imports, and those that they import themselves."""
    packages = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    words = " ".join(file.read_text() for file in WEB.rglob("*.js"))
    found: set[str] = set()
    due = set(re.findall(r'from "((?:@[^/"]+/)?[^./"][^/"]*)', words)) | {"world-atlas"}
    while due:
        found |= due
        due = {one for name in due for one in packages[f"node_modules/{name}"].get("dependencies", {})} - found
    return found


def test_every_package_in_the_bundle_is_named_with_its_version_and_licence():
    packages = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    listed = set(
        re.findall(r"^(\S+) (\S+) \((ISC|MIT|BSD-3-Clause)\)$", (BUNDLE / "LICENSES.txt").read_text(), re.MULTILINE)
    )
    due = {(name, packages[f"node_modules/{name}"]["version"]) for name in bundled_packages()}
    # What is imported for its types alone, or not used after all, is not in the bundle.
    assert {(name, version) for name, version, _ in listed} <= due
    direct = set(
        re.findall(
            r'^import .* from "([^./"][^"]*)"', "\n".join(f.read_text() for f in WEB.rglob("*.js")), re.MULTILINE
        )
    )
    assert direct <= {name for name, _, _ in listed}


def test_the_list_of_what_is_bundled_leads_to_the_licences():
    assert "explorer/LICENSES.txt" in (ROOT / "service/static/THIRD-PARTY.md").read_text()
