"""Take the pictures of the documentation: `python -m tests.screens [folder]` writes docs/screens/.

They show the seed document, so that whoever runs `make serve` sees the same.
"""

from __future__ import annotations

import base64
import shutil
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from tests.engines import SqliteDatabases
from tests.page import ARGUMENTS, go
from tests.servers import serving_at

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

FOLDER = Path(__file__).parents[1] / "docs/screens"
# Lossy, yet at this quality letters keep their edges; a whole screen stays under 100 KB.
QUALITY = 86


@dataclass(frozen=True, slots=True)
class Screen:
    """A picture: what of, and on which screen. An address that ends in a slash is that of the first record there."""

    name: str
    address: str
    width: int = 1440
    height: int = 900
    theme: Literal["light", "dark"] = "light"


SCREENS = (
    Screen("overview", "/", height=1500),
    Screen("overview-dark", "/?actor=Iran", height=1500, theme="dark"),
    Screen("overview-narrow", "/", 390, 844),
    Screen("map", "/map"),
    Screen("network-dark", "/network", theme="dark"),
    Screen("quotes", "/quotes"),
    Screen("event", "/events/"),
    Screen("entity", "/entities/"),
    Screen("article", "/articles/"),
)
# The records that are shown: an event told as expected, somebody much told of, the report.
FIRST = {
    "events": "/v1/events?actor=Hezbollah&status=expected&limit=1",
    "entities": "/v1/entities?name=Israel&limit=1",
    "articles": "/v1/articles?limit=1",
}


def main(folder: Path = FOLDER) -> None:
    """Take them all."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - the list of pictures is read without it

    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        databases = SqliteDatabases(Path(name))
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=ARGUMENTS)
        with serving_at(databases.new(databases.seeded), log_level="error") as server:
            for screen, picture in _taken(browser, f"http://127.0.0.1:{server.port}"):
                (folder / f"{screen.name}.webp").write_bytes(picture)
        browser.close()


def _taken(browser: Browser, site: str) -> Iterator[tuple[Screen, bytes]]:
    for screen in SCREENS:
        context = browser.new_context(
            base_url=site,
            viewport={"width": screen.width, "height": screen.height},
            color_scheme=screen.theme,
            reduced_motion="reduce",
            locale="en-GB",
        )
        page = context.new_page()
        go(page, _address(page, screen))
        told = context.new_cdp_session(page).send("Page.captureScreenshot", {"format": "webp", "quality": QUALITY})
        yield screen, base64.b64decode(told["data"])
        context.close()


def _address(page: Page, screen: Screen) -> str:
    folder = screen.address.strip("/")
    if folder not in FIRST or not screen.address.endswith("/"):
        return screen.address
    return f"{screen.address}{page.request.get(FIRST[folder]).json()['data'][0]['id']}"


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
