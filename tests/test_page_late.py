"""Parts that the summary gives up: the page asks for them by itself."""

from __future__ import annotations

import re

from playwright.sync_api import Request, Route, expect

from tests.page import go, headline, settled


def giving_up(route: Route) -> None:
    """Answer as the server does, but for the parts, which all took too long."""
    answer = route.fetch().json()
    data = answer["data"]
    names = [name for name in data if name not in ("coverage", "facets")]
    data |= dict.fromkeys(names) | {"facets": dict.fromkeys(data["facets"])}
    answer["meta"]["too_broad"] = [*names, *(f"facets.{name}" for name in data["facets"])]
    route.fulfill(json=answer)


def test_parts_that_take_too_long_come_by_themselves_two_at_a_time(page, faults):
    faults.expect("/v1/events/aggregate")
    broad = {"title": "The question is too broad", "detail": "Narrow it.", "status": 400}
    page.route("**/v1/summary", giving_up)
    page.route("**/v1/events/aggregate?group_by=country&*", lambda route: route.fulfill(status=400, json=broad))
    asked_now: set[str] = set()
    most = 0

    def begun(request: Request) -> None:
        nonlocal most
        asked_now.update({request.url} if re.search(r"/v1/(events|quotes)", request.url) else ())
        most = max(most, len(asked_now))

    page.on("request", begun)
    page.on("response", lambda response: asked_now.discard(response.url))
    # Of no panel there that asks something by itself.
    go(page, "/timeline")
    assert headline(page) == 27
    expect(page.locator(".headline")).to_contain_text("told as fact")
    expect(page.get_by_role("region", name="Events").get_by_role("row")).to_have_count(26)
    expect(page.locator(".facet .awaited")).to_have_count(0)
    expect(page.locator("#choose-status-asserted")).to_be_visible()
    assert most == 2
    go(page, "/map")
    told = page.get_by_role("region", name="Map").get_by_role("alert")
    expect(told).to_contain_text("The question is too broad")
    expect(told).to_contain_text("Narrow it.")


def test_a_part_that_nobody_waits_for_any_more_is_given_up(page):
    held: list[Request] = []
    page.route("**/v1/summary", giving_up)
    page.route("**/v1/events/aggregate?group_by=*quad_class%2Cstatus*", lambda route: held.append(route.request))
    page.goto("/timeline")
    panel = page.get_by_role("region", name="Timeline")
    expect(panel).to_contain_text("Counting…")
    with page.expect_event("requestfailed", lambda request: request in held):
        page.locator("#choose-status-asserted").click()
    page.unroute_all()
    settled(page)
    told = page.request.get("/v1/events?status=asserted&count=exact&limit=1").json()["meta"]["count"]
    assert headline(page) == told
    expect(panel.locator(".timeline-table")).to_be_visible()
