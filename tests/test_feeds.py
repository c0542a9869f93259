"""Any list as a feed: what readers of feeds find in it, that it is well made, and that nothing in it does harm."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit
from xml.etree import ElementTree as Xml

import feedparser
import pytest

from seed.records import Place
from store.identity import Kind, record_id
from store.keys import add_key
from store.writing import writing
from tests.builders import article, dataset, event, loaded, quote
from tests.clients import found, id_of, refused, serving
from tests.synthetic import at

ATOM = "{http://www.w3.org/2005/Atom}"
FIRST = datetime(2024, 8, 4, 12, tzinfo=UTC)
REPORT = article(
    'Iran <b>"said"</b> it would stop & go.',
    title="Tehran & <after>",
    source="Wire",
    url="https://wire.example/1?a=1&b=2",
)
# RFC 4287: what there has to be once, in a feed and in an entry; and what there may be no more than once.
ONCE = {"id", "title", "updated"}
AT_MOST_ONCE = {"generator", "icon", "logo", "rights", "subtitle", "content", "published", "source", "summary"}
INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
TYPES = {
    "atom": "application/atom+xml; charset=utf-8",
    "json": "application/feed+json",
}


@pytest.fixture
def told(store, client):
    """Three events, a day apart, the first of them changed last, one of which stands in an article, with a quote."""
    with at(FIRST):
        first = event(
            key="first", actor1="Iran", summary="Iran says it will stop & go.", told_in=[(REPORT, "would stop")]
        )
        loaded(store, REPORT, first, quote("it would stop", REPORT, speaker="Iran"))
    with at(FIRST + timedelta(1)):
        loaded(store, event(key="second", actor1="Israel", place=Place("Haifa", "city")))
    with at(FIRST + timedelta(2)):
        loaded(store, event(key="third", actor1="Iran", actor2="Israel"))
    return client


def entries(client, address):
    parsed = feedparser.parse(client.get(address).data)
    assert not parsed.bozo, parsed.bozo_exception
    return parsed.entries


def well_made(text: bytes) -> Xml.Element:
    """Read Atom, and hold it to what RFC 4287 says there has to be."""
    root = Xml.fromstring(text)
    assert root.tag == f"{ATOM}feed"
    for part in (root, *root.iter(f"{ATOM}entry")):
        names = [child.tag.removeprefix(ATOM) for child in part]
        assert {name: names.count(name) for name in ONCE} == dict.fromkeys(ONCE, 1)
        assert all(names.count(name) <= 1 for name in AT_MOST_ONCE)
        assert all(INSTANT.fullmatch(part.findtext(f"{ATOM}{name}") or "") for name in ("updated",))
        assert urlsplit(part.findtext(f"{ATOM}id") or "").scheme == "urn"
        assert all(author.findtext(f"{ATOM}name") for author in part.iter(f"{ATOM}author"))
        links = [(link.get("rel"), link.get("type"), link.get("hreflang")) for link in part.findall(f"{ATOM}link")]
        alternates = [link for link in links if link[0] == "alternate"]
        assert len(set(alternates)) == len(alternates) > 0
        assert all(urlsplit(link.get("href") or "").scheme in ("http", "https") for link in part.findall(f"{ATOM}link"))
    assert root.find(f"{ATOM}author") is not None
    assert "self" in {link.get("rel") for link in root.findall(f"{ATOM}link")}
    return root


@pytest.mark.parametrize("path", ["events", "quotes", "articles"])
@pytest.mark.parametrize("query", ["", "?limit=1", "?dataset=none"])
def test_each_feed_is_what_its_standard_says(told, path, query):
    answer = told.get(f"/v1/{path}/feed.atom{query}")
    assert answer.content_type == TYPES["atom"]
    root = well_made(answer.data)
    feed = found(told, f"/v1/{path}/feed.json{query}")
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["title"] == root.findtext(f"{ATOM}title")
    assert [item["id"] for item in feed["items"]] == [each.findtext(f"{ATOM}id") for each in root.iter(f"{ATOM}entry")]
    assert all(item["content_html"] and item["date_modified"] for item in feed["items"])
    assert told.get(f"/v1/{path}/feed.json{query}").content_type == TYPES["json"]


def test_what_was_recorded_or_changed_last_comes_first(store, told):
    assert [one.title for one in entries(told, "/v1/events/feed.atom?actor=Iran")] == [
        "Iran 010 Israel on 2024-08-04",
        "Iran says it will stop & go.",
    ]
    with at(FIRST + timedelta(3)):
        loaded(store, event(key="second", actor1="Israel", summary="Changed."))
    changed = entries(told, "/v1/events/feed.atom")[0]
    assert (changed.title, changed.updated, changed.published) == (
        "Changed.",
        "2024-08-07T12:00:00Z",
        "2024-08-05T12:00:00Z",
    )
    assert changed.id == f"urn:dateline:event:{id_of(Kind.EVENT, 'second')}"


def test_an_entry_leads_to_the_explorer_to_the_record_to_its_source_and_to_its_licence(told):
    entry = entries(told, "/v1/events/feed.atom?q=stop")[0]
    links = {(link.rel, link.get("type")): link.href for link in entry.links}
    named = id_of(Kind.EVENT, "first")
    assert links["alternate", "text/html"] == f"http://localhost/events/{named}"
    assert told.get(urlsplit(links["alternate", "text/html"]).path).status_code == 200
    assert found(told, urlsplit(links["alternate", "application/json"]).path)["id"] == named
    assert links["via", None if ("via", None) in links else "text/html"] == "https://wire.example/1?a=1&b=2"
    assert found(told, urlsplit(links["license", "application/json"]).path)["slug"] == "test"
    assert (entry.author, entry.rights) == ("Wire", "CC0-1.0")


def test_text_of_a_record_is_text_and_never_markup(told):
    item = found(told, "/v1/events/feed.json?q=stop")["items"][0]
    assert item["title"] == "Iran says it will stop & go."
    assert "<p>Iran says it will stop &amp; go.</p>" in item["content_html"]
    assert "Iran &lt;b&gt;&#34;said&#34;&lt;/b&gt; it would stop &amp; go." in item["content_html"]
    assert '<a href="https://wire.example/1?a=1&amp;b=2">Tehran &amp; &lt;after&gt;</a>' in item["content_html"]
    assert found(told, "/v1/articles/feed.json")["items"][0]["title"] == "Tehran & <after>"
    # What Atom holds is the same, wrapped once more.
    root = well_made(told.get("/v1/events/feed.atom?q=stop").data)
    assert root.findtext(f"{ATOM}entry/{ATOM}content") == item["content_html"]


def test_what_cannot_be_written_or_would_be_run_is_left_out(store, client):
    report = article("It stops.", url="javascript:alert(1)", title="Odd\x0btitle\ufffe")
    loaded(store, report, event(key="odd", summary="A\x08 line\nand more\x1f.", told_in=[(report, "It stops.")]))
    entry = entries(client, "/v1/events/feed.atom")[0]
    assert entry.title == "A line and more."
    assert "javascript" not in client.get("/v1/events/feed.atom").text
    item = found(client, "/v1/events/feed.json")["items"][0]
    assert "javascript" not in str(item)
    assert entries(client, "/v1/articles/feed.atom")[0].title.startswith("Odd")


def test_a_quote_is_titled_by_who_said_it_and_leads_to_its_article(told):
    item = found(told, "/v1/quotes/feed.json?speaker=Iran")["items"][0]
    assert item["title"] == "Iran: it would stop"
    assert item["url"] == f"http://localhost/articles/{id_of(Kind.ARTICLE, REPORT.key)}"
    assert item["external_url"] == REPORT.url


def test_pages_lead_on_and_together_are_the_list(told):
    address, seen = "/v1/events/feed.json?limit=1", []
    while address:
        page = found(told, address)
        seen += [item["id"].rpartition(":")[2] for item in page["items"]]
        address = page.get("next_url", "").removeprefix("http://localhost")
    assert seen == [one["id"] for one in found(told, "/v1/events?sort=-updated")["data"]]
    root = well_made(told.get("/v1/events/feed.atom?limit=1&actor=Iran").data)
    links = {link.get("rel"): link.get("href") or "" for link in root.findall(f"{ATOM}link")}
    following = well_made(told.get(links["next"].removeprefix("http://localhost")).data)
    again = {link.get("rel"): link.get("href") for link in following.findall(f"{ATOM}link")}
    assert again["first"] == links["self"] == "http://localhost/v1/events/feed.atom?limit=1&actor=Iran"
    assert following.findtext(f"{ATOM}id") == root.findtext(f"{ATOM}id")


def test_it_is_answered_304_until_something_changes(store, told):
    tag = told.get("/v1/events/feed.atom").headers["ETag"]
    asking = {"If-None-Match": tag}
    assert told.get("/v1/events/feed.atom", headers=asking).status_code == 304
    loaded(store, event(key="fourth"))
    assert told.get("/v1/events/feed.atom", headers=asking).status_code == 200


def test_whole_addresses_are_those_of_the_name_that_was_asked(told):
    for name in ("one.example", "other.example", "one.example"):
        answer = told.get("/v1/events/feed.atom", base_url=f"http://{name}")
        assert f"http://{name}/v1/events/feed.atom" in answer.text
        assert ("one.example" in answer.text) == (name == "one.example")


def test_the_short_address_leads_to_the_feed_of_events(told):
    answer = told.get("/feed.atom?actor=Iran&limit=1")
    assert (answer.status_code, answer.location) == (308, "/v1/events/feed.atom?actor=Iran&limit=1")
    assert told.get("/feed.json", follow_redirects=True).json["title"] == "Events"


@pytest.mark.parametrize(("query", "parameter"), [("limit=0", "limit"), ("sort=date", "sort"), ("actr=Iran", "actr")])
def test_what_a_feed_cannot_be_asked_is_refused(told, query, parameter):
    assert refused(told, f"/v1/events/feed.atom?{query}")["parameter"] == parameter


def test_a_closed_dataset_is_left_out_but_for_who_has_its_key(store, client):
    loaded(store, dataset("shut", access="key"), event(key="hush", dataset="shut"), event(key="open"))
    with writing(store) as writer:
        secret = add_key(writer, "reader", [record_id(Kind.DATASET, "shut")])
    answer = client.get("/v1/events/feed.atom")
    assert ("shut" in answer.text, answer.headers["Dateline-Left-Out"]) == (False, "shut")
    opened = client.get("/v1/events/feed.atom", headers={"Authorization": f"Bearer {secret}"})
    assert id_of(Kind.EVENT, "hush") in opened.text
    assert opened.headers["Cache-Control"].startswith("private")
    assert client.get("/v1/events/feed.json?dataset=shut").status_code == 403


def test_a_feed_is_compressed_for_who_takes_it(sqlite_store):
    loaded(sqlite_store, *(event(key=f"{number}") for number in range(5)))
    with serving(sqlite_store) as client:
        answer = client.get("/v1/events/feed.atom", headers={"Accept-Encoding": "gzip"})
    assert answer.headers["Content-Encoding"] == "gzip"
