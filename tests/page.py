"""The explorer in a real browser: every test hears of each word on the console and each request that failed.

    def test_a_filter_is_in_the_address(page):
        go(page, "/")
        click(page, page.get_by_role("link", name="Asserted"))
        assert query(page) == "status=asserted"

`page` reads the seed document on a wide screen, `open_page` makes others: over the crowded store, narrow, dark, in German.
What a test provokes it announces: `faults.expect("/v1/summary")`. A page is wiped and left to the next test, since a browser
takes twice as long to open a new one; who needs one that was nowhere before says so: `open_page(fresh=True)`.
"""

from __future__ import annotations

import os
import re
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import urlsplit

import pytest

from bench.gdelt_world import World
from store.engine import open_store
from tests.builders import Record, article, entity, event, loaded, quote
from tests.loads import file_loaded
from tests.servers import serving_at

if TYPE_CHECKING:
    from playwright.sync_api import (
        Browser,
        BrowserContext,
        ConsoleMessage,
        Frame,
        Locator,
        Page,
        Request,
        Response,
        WebError,
    )

CROWD = 3_000
PATIENCE_MILLISECONDS = 30_000
# The machine that runs the tests may have no graphics, little shared memory and only root.
ARGUMENTS = ("--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking")
SETTLED = "main[aria-busy=false]:not(:has(.panel[aria-busy=true]))"

OpenPage = Callable[..., "Page"]


@dataclass
class Faults:
    """What went wrong, in words; a test fails on all of it that it has not expected."""

    host: str = ""
    said: list[tuple[str, str]] = field(default_factory=list)
    expected: set[str] = field(default_factory=set)

    def expect(self, *paths: str) -> None:
        """Say that requests of these paths fail, or are refused."""
        self.expected.update(paths)

    def unexpected(self) -> list[str]:
        """List what nobody expected."""
        return [words for address, words in self.said if urlsplit(address).path not in self.expected]

    def watch(self, context: BrowserContext) -> None:
        """Hear all that a context's pages say, ask and are answered."""
        for happening, hear in self._ears():
            context.on(happening, hear)

    def leave(self, context: BrowserContext) -> None:
        """Hear no more of a context."""
        for happening, hear in self._ears():
            context.remove_listener(happening, hear)

    def _ears(self) -> list[tuple[Any, Callable[[Any], None]]]:
        return [
            ("console", self._console),
            ("weberror", self._error),
            ("request", self._request),
            ("requestfailed", self._failed),
            ("response", self._response),
        ]

    def _hear(self, address: str, words: str) -> None:
        self.said.append((address, words))

    def _console(self, message: ConsoleMessage) -> None:
        # The browser itself tells of each failed request; its address is then what failed, else the script.
        self._hear(message.location.get("url", ""), f"console {message.type}: {message.text}")

    def _error(self, raised: WebError) -> None:
        self._hear(raised.page.url if raised.page else "", str(raised.error))

    def _request(self, request: Request) -> None:
        address = urlsplit(request.url)
        if address.scheme in ("http", "https", "ws", "wss") and address.netloc != self.host:
            self._hear("", f"asked of another host: {request.url}")

    def _failed(self, request: Request) -> None:
        # What the page no longer wants it gives up.
        if request.failure != "net::ERR_ABORTED":
            self._hear(request.url, f"failed: {request.url} {request.failure}")

    def _response(self, response: Response) -> None:
        if response.status >= 400:
            self._hear(response.url, f"{response.status}: {response.url}")


# --- fixtures -------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The machine's Chromium; skips where there is none."""
    from playwright.sync_api import expect, sync_playwright  # noqa: PLC0415 - only what opens pages pays for it

    program = shutil.which("chromium")
    if program is None:
        pytest.skip("chromium is not on the PATH; to install it: apt-get install chromium")
    expect.set_options(timeout=PATIENCE_MILLISECONDS)
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=program, args=ARGUMENTS, env=dict(os.environ))
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def seed_site(sqlite) -> Iterator[str]:
    """The address of a server over the seed document."""
    yield from _served(sqlite.new(sqlite.seeded))


@pytest.fixture(scope="session")
def crowded_site(sqlite, tmp_path_factory) -> Iterator[str]:
    """The address of a server over the seed document and some thousand made-up events of ten years."""
    rows = tmp_path_factory.mktemp("crowd") / "crowd.export.CSV"
    World(CROWD).write(rows)
    url = sqlite.new(sqlite.seeded)
    store = open_store(url)
    file_loaded(store, rows)
    loaded(store, *hostile())
    store.close()
    yield from _served(url)


def hostile() -> list[Record]:
    """Make records whose texts would do harm, were they ever taken for markup."""
    name = "<img src=/boom onerror=alert(1)>"
    report = article(f'{name} said "<b>no</b><script>alert(2)</script>".', mentions=[name], dataset="hostile")
    said = quote("<b>no</b><script>alert(2)</script>", report, speaker=name, dataset="hostile")
    told = event(actor1=name, summary=f"{name} </title><b>said no", told_in=[(report, "said")], dataset="hostile")
    return [entity(name), report, said, told]


def _served(url: str) -> Iterator[str]:
    # Its output is read only when it ends: what it says of each request would fill the pipe.
    with serving_at(url, log_level="error", workers=1, query_seconds=PATIENCE_MILLISECONDS // 1000) as server:
        yield f"http://127.0.0.1:{server.port}"


@pytest.fixture
def faults() -> Iterator[Faults]:
    """What went wrong on the pages of a test, which fails on what it has not expected."""
    heard = Faults()
    yield heard
    if said := heard.unexpected():
        pytest.fail("The page had faults:\n" + "\n".join(said), pytrace=False)


@pytest.fixture(scope="session")
def worn() -> Iterator[dict[str, Page]]:
    """The page over each site that one test leaves to the next."""
    pages: dict[str, Page] = {}
    yield pages
    for page in pages.values():
        page.context.close()


@pytest.fixture
def open_page(
    browser: Browser, worn: dict[str, Page], faults: Faults, request: pytest.FixtureRequest
) -> Iterator[OpenPage]:
    """Open a page over the seed document, or over the crowded store, as a reader with this screen and taste has it."""
    pages: list[Page] = []
    failed = request.session.testsfailed

    def opened(
        address: str | None = None,
        *,
        site: Literal["seed_site", "crowded_site", "flagged_site"] = "seed_site",
        width: int = 1440,
        height: int = 900,
        theme: Literal["light", "dark"] = "light",
        fresh: bool = False,
        **more: Any,
    ) -> Page:
        base = request.getfixturevalue(site)
        faults.host = urlsplit(base).netloc
        is_lent = site in worn and worn[site] in pages
        if fresh or more or is_lent or site not in worn:
            page = _new_page(browser, base_url=base, **more)
            if not (fresh or more or is_lent):
                worn[site] = page
        else:
            page = worn[site]
        faults.watch(page.context)
        pages.append(page)
        page.set_viewport_size({"width": width, "height": height})
        page.emulate_media(color_scheme=theme)
        if address is not None:
            go(page, address)
        return page

    yield opened
    for page in pages:
        if page in worn.values() and request.session.testsfailed == failed:
            _wipe(page)
            faults.leave(page.context)
        else:
            page.context.close()
    # What a test that failed has left, a key held down or a dialog, is nobody's.
    for site in [site for site, one in worn.items() if one.is_closed()]:
        del worn[site]


def _new_page(browser: Browser, **more: Any) -> Page:
    given: dict[str, Any] = {"locale": "en-GB", "reduced_motion": "reduce"} | more
    context = browser.new_context(**given)
    context.set_default_timeout(PATIENCE_MILLISECONDS)
    return context.new_page()


def _wipe(page: Page) -> None:
    """Leave a page as a new one is: nothing shown, nothing kept, nothing pointed at, no window beside it."""
    for other in page.context.pages:
        if other != page:
            other.close()
    page.unroute_all(behavior="ignoreErrors")
    # Not about:blank, for which the browser would begin a new process, and then another for the next test.
    page.goto("/healthz")
    page.evaluate("localStorage.clear(); sessionStorage.clear()")
    page.mouse.move(-1, -1)


@pytest.fixture
def page(open_page: OpenPage) -> Page:
    """A page over the seed document that has not gone anywhere yet."""
    return open_page()


# --- what a reader does -----------------------------------------------------------------------------------------------


def go(page: Page, address: str) -> None:
    """Go to an address, and wait until all of it is there."""
    page.goto(address)
    settled(page)


def click(page: Page, what: Locator) -> None:
    """Click, and wait until all that follows is there."""
    what.click()
    settled(page)


def settled(page: Page) -> None:
    """Wait until no part of the page is busy."""
    page.locator(SETTLED).wait_for()


def wait_until(where: Page | Frame, holds: str) -> None:
    """Wait until an expression is true. The page's own policy forbids the browser's way of waiting, to look at text as code."""
    until = time.monotonic() + PATIENCE_MILLISECONDS / 1000
    while not where.evaluate(holds):
        assert time.monotonic() < until, holds
        where.wait_for_timeout(20)


@contextmanager
def asked(page: Page) -> Iterator[list[str]]:
    """Give the paths of the API that are asked for meanwhile, in order."""
    paths: list[str] = []

    def hear(request: Request) -> None:
        address = urlsplit(request.url)
        if address.path.startswith("/v1"):
            paths.append(address.path)

    page.on("request", hear)
    yield paths
    page.remove_listener("request", hear)


def headline(page: Page) -> int:
    """Give the number of events that the page says there are."""
    return int(re.sub(r"\D", "", page.locator(".headline .figure").inner_text()))


def query(page: Page) -> str:
    """Give the question in the address, as it can be asked of /v1/events too."""
    return urlsplit(page.url).query


def path(page: Page) -> str:
    """Give the path in the address."""
    return urlsplit(page.url).path
