"""Measure the explorer in a browser: `python -m bench.page --events 200000`.

The machine's Chromium opens the page over a store of made-up events; printed are milliseconds from asking for the page to its
being complete, from a filter to its being shown, and the longest task of the page, which is how long it may not react.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from statistics import median
from time import perf_counter

import click
from playwright.sync_api import Browser, Page, sync_playwright

from bench.client import HOST
from bench.gdelt_world import World
from bench.servers import serving
from bench.stores import ENGINES, FOLDER, filled

SETTLED = "main[aria-busy=false]:not(:has(.panel[aria-busy=true]))"
# Kept by the page itself from its first script on.
LONGEST_TASK = """window.longest = 0; new PerformanceObserver((list) => {
  for (const one of list.getEntries()) window.longest = Math.max(window.longest, one.duration);
}).observe({type: "longtask", buffered: true})"""
VIEWS = ("/", "/timeline", "/map", "/network", "/events", "/quotes")


@click.command()
@click.option("--events", default=200_000, envvar="N", show_default=True, help="How many are stored.")
@click.option(
    "--engine", type=click.Choice(ENGINES), default="sqlite", show_default=True, help="What they are stored in."
)
@click.option("--rounds", default=5, show_default=True, help="How often each is measured; the median is printed.")
@click.option("--folder", type=click.Path(path_type=Path), default=FOLDER, help="Where filled stores are kept.")
def main(events: int, engine: str, rounds: int, folder: Path) -> None:
    """Print how long each view takes to be complete, and what a filter takes."""
    with ExitStack() as stack:
        store = stack.enter_context(filled(World(events), engine, folder, lambda words: click.echo(words, err=True)))
        site = f"http://{HOST}:{stack.enter_context(serving('dateline', store.addresses, store.folder)).port}"
        browser = stack.enter_context(_browser())
        click.echo(f"{'':24}{'complete':>10}{'longest task':>14}   milliseconds, median of {rounds}")
        for view in VIEWS:
            _say(view, [_opened(browser, site + view) for _ in range(rounds)])
        _say("/ with a filter chosen", [_filtered(browser, site, place) for place in range(rounds)])


def _say(name: str, found: list[tuple[float, float]]) -> None:
    whole, longest = (median(each) for each in zip(*found, strict=True))
    click.echo(f"{name:24}{whole:10.0f}{longest:14.0f}")


@contextmanager
def _browser() -> Iterator[Browser]:
    program = shutil.which("chromium")
    if program is None:
        raise click.ClickException("chromium is not on the PATH; to install it: apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox", "--disable-dev-shm-usage"])
        yield browser
        browser.close()


def _opened(browser: Browser, address: str) -> tuple[float, float]:
    with browser.new_context(viewport={"width": 1440, "height": 900}) as context:
        page = context.new_page()
        page.add_init_script(LONGEST_TASK)
        return _until_settled(page, lambda: page.goto(address))


def _filtered(browser: Browser, address: str, place: int) -> tuple[float, float]:
    with browser.new_context(viewport={"width": 1440, "height": 900}) as context:
        page = context.new_page()
        page.add_init_script(LONGEST_TASK)
        page.goto(address)
        page.locator(SETTLED).wait_for()
        page.evaluate("window.longest = 0")
        return _until_settled(page, page.locator(".facet-choice").nth(place).click)


def _until_settled(page: Page, act: Callable[[], object]) -> tuple[float, float]:
    begun = perf_counter()
    act()
    page.locator(SETTLED).wait_for()
    whole = (perf_counter() - begun) * 1000
    return whole, page.evaluate("window.longest")


if __name__ == "__main__":
    main()
