"""The documentation page in a real browser: nothing from elsewhere, nothing refused, every operation listed."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path
from urllib.parse import urlsplit

import orjson
import pytest

from tests.servers import Server, serving_at

# The page has so long, in the browser's own time, which does not wait for anything.
BUDGET_MILLISECONDS = 10_000


@pytest.fixture(scope="module")
def page(sqlite, tmp_path_factory):
    """The page as it stands once its scripts have run, what the console said, and the addresses asked for."""
    browser = shutil.which("chromium")
    if browser is None:
        pytest.skip("chromium is not on the PATH; to install it: apt-get install chromium")
    with serving_at(sqlite.new(sqlite.seeded)) as server:
        yield opened(browser, server, tmp_path_factory.mktemp("browser"))


def opened(browser: str, server: Server, folder: Path) -> tuple[str, list[str], set[str]]:
    done = subprocess.run(
        [
            browser,
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--disable-background-networking",
            "--disable-component-update",
            "--no-first-run",
            f"--user-data-dir={folder / 'profile'}",
            f"--virtual-time-budget={BUDGET_MILLISECONDS}",
            "--enable-logging=stderr",
            f"--log-net-log={folder / 'net.json'}",
            "--dump-dom",
            f"http://127.0.0.1:{server.port}/docs",
        ],
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    said = [line for line in done.stderr.splitlines() if ":CONSOLE" in line]
    return done.stdout, said, requested(folder / "net.json")


def requested(log: Path) -> set[str]:
    """List what the page asked for; the browser's own errands, such as for updates, bear another initiator."""
    entries = orjson.loads(log.read_bytes())["events"]
    asked = [entry["params"] for entry in entries if "url" in entry.get("params", {})]
    return {params["url"] for params in asked if "127.0.0.1" in params.get("initiator", "")}


def test_every_operation_is_listed(page):
    document, _, _ = page
    listed = set(re.findall(r'data-path="([^"]+)"', document))
    assert {"/v1/events", "/v1/events/{event_id}", "/v1/quotes/aggregate", "/v1/changes"} <= listed


def test_the_console_is_silent(page):
    assert page[1] == []


def test_nothing_is_asked_of_another_host(page):
    addresses = {urlsplit(address) for address in page[2]}
    assert {address.hostname for address in addresses} == {"127.0.0.1"}
    assert "/openapi.json" in {address.path for address in addresses}
