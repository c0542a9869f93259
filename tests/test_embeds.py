"""Views in the pages of others: who may frame what, and what oEmbed tells of it."""

from __future__ import annotations

from html.parser import HTMLParser
from urllib.parse import parse_qs, quote, urlsplit

import pytest

from store.identity import Kind
from tests.clients import PROBLEM, found, id_of, refused

SITE = "http://localhost"
EVENT = id_of(Kind.EVENT, "us-mounts-pressure-campaign/g7-call")
NASTY = "actor=O%27Brien+%22%3E%3Cscript%3E%26amp%3B&q=%C3%A9%2B%5C"


class Tags(HTMLParser):
    """The tags of a page with their attributes, as a browser reads them."""

    def __init__(self, page):
        super().__init__()
        self.found = []
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        self.found.append((tag, dict(attributes)))


def told(client, address, **more):
    asked = "".join(f"&{name}={value}" for name, value in more.items())
    return found(client, f"/oembed?url={quote(address, safe='')}{asked}")


def framed(answer):
    """The attributes of the frame in the code that oEmbed gives, which has a script beside it and nothing else."""
    (frame, script) = Tags(answer["html"]).found
    assert (frame[0], script) == ("iframe", ("script", {"src": f"{SITE}/embed/frame.js", "async": None}))
    return frame[1]


@pytest.mark.parametrize("kind", ["timeline", "map", "network", "quotes", "event"])
def test_any_page_may_frame_an_embed_even_one_kept_apart(sqlite_client, kind):
    answer = sqlite_client.get(f"/embed/{kind}?actor=Iran")
    assert answer.status_code == 200
    assert "frame-ancestors *" in answer.headers["Content-Security-Policy"]
    assert "script-src 'self';" in answer.headers["Content-Security-Policy"]
    assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert answer.headers["Cross-Origin-Embedder-Policy"] == "require-corp"


@pytest.mark.parametrize("address", ["/", "/timeline", "/events", f"/events/{EVENT}", "/docs", "/v1", "/embed/none"])
def test_nothing_else_may_be_framed(sqlite_client, address):
    assert "frame-ancestors 'none'" in sqlite_client.get(address).headers["Content-Security-Policy"]


def test_an_embed_that_there_is_not_is_a_problem_that_names_those_there_are(sqlite_client):
    answer = sqlite_client.get("/embed/timelin")
    assert (answer.status_code, answer.content_type) == (404, PROBLEM)
    assert "Did you mean timeline? Valid: timeline, map, network, quotes, event." in answer.json["detail"]


def test_without_scripts_an_embed_leads_to_the_view_and_adds_no_markup_of_the_asker(sqlite_client):
    tags = Tags(sqlite_client.get(f"/embed/map?{NASTY}").text).found
    assert ("a", {"href": f"/map?{NASTY}", "target": "_blank", "rel": "noopener"}) in tags
    assert [attributes["src"] for tag, attributes in tags if tag == "script"] == [
        "/static/explorer/embed/theme.js",
        "/static/explorer/embed.js",
    ]


def test_the_script_of_hosts_may_be_taken_by_any_page(sqlite_client):
    with sqlite_client.get("/embed/frame.js") as answer:
        assert answer.mimetype == "text/javascript"
        assert "dateline:height" in answer.text
        assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"


@pytest.mark.parametrize(
    ("page", "embed"),
    [
        ("/", "/embed/timeline"),
        ("", "/embed/timeline"),
        ("/timeline?actor=Iran&status=asserted", "/embed/timeline?actor=Iran&status=asserted"),
        ("/map/", "/embed/map"),
        ("/network?top=5#layout=list", "/embed/network?top=5#layout=list"),
        (f"/quotes?{NASTY}", f"/embed/quotes?{NASTY}"),
        (f"/events/{EVENT}", f"/embed/event?id={EVENT}"),
        (f"/embed/event?id={EVENT}#theme=dark", f"/embed/event?id={EVENT}#theme=dark"),
    ],
)
def test_a_page_is_told_as_the_frame_of_its_view(seeded_sqlite_client, page, embed):
    answer = told(seeded_sqlite_client, SITE + page)
    frame = framed(answer)
    assert frame["src"] == SITE + embed
    assert (answer["type"], answer["version"], answer["provider_url"]) == ("rich", "1.0", f"{SITE}/")
    assert (frame["width"], frame["height"]) == (str(answer["width"]), str(answer["height"]))
    assert frame["title"] == answer["title"]
    assert seeded_sqlite_client.get(embed.partition("#")[0]).status_code == 200


def test_an_event_is_told_by_what_happened(seeded_sqlite_client):
    answer = told(seeded_sqlite_client, f"{SITE}/events/{EVENT}")
    assert answer["title"] == found(seeded_sqlite_client, f"/v1/events/{EVENT}")["summary"]


def test_a_frame_is_no_larger_than_asked(sqlite_client):
    answer = told(sqlite_client, f"{SITE}/map", maxwidth=300, maxheight=9000)
    assert (answer["width"], answer["height"]) == (300, 560)


@pytest.mark.parametrize(
    "address",
    [
        "http://elsewhere.example/timeline",
        "http://localhost@elsewhere.example/timeline",
        "http://localhost:9/timeline",
        "ftp://localhost/timeline",
        "//localhost/timeline",
        "/timeline",
        "http://[",
        f"{SITE}/events",
        f"{SITE}/docs",
        f"{SITE}/v1/events",
        f"{SITE}/embed/none",
        f"{SITE}/embed/event",
        f"{SITE}/events/evt_0000000000000",
        f"{SITE}/events/{EVENT}/history",
    ],
)
def test_what_is_elsewhere_or_no_view_is_not_told(seeded_sqlite_client, address):
    answer = seeded_sqlite_client.get("/oembed", query_string={"url": address})
    assert (answer.status_code, answer.content_type) == (404, PROBLEM)


def test_what_needs_a_key_is_not_told_without_one(seeded_sqlite, seeded_sqlite_client):
    with seeded_sqlite.writer.begin() as connection:
        connection.exec_driver_sql("UPDATE dataset SET access = 'key'")
    answer = seeded_sqlite_client.get("/oembed", query_string={"url": f"{SITE}/events/{EVENT}"})
    assert (answer.status_code, answer.content_type) == (403, PROBLEM)
    assert "html" not in answer.json


def test_other_forms_are_not_implemented(sqlite_client):
    answer = sqlite_client.get("/oembed", query_string={"url": f"{SITE}/map", "format": "xml"})
    assert (answer.status_code, answer.content_type) == (501, PROBLEM)


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("", "url"),
        ("url=http://localhost/map&maxwidth=0", "maxwidth"),
        ("url=http://localhost/map&maxheight=x", "maxheight"),
    ],
)
def test_a_wrong_parameter_is_named(sqlite_client, query, parameter):
    assert refused(sqlite_client, f"/oembed?{query}")["parameter"] == parameter


@pytest.mark.parametrize("view", ["/", f"/map?{NASTY}", f"/events/{EVENT}"])
def test_a_page_says_where_it_is_told_of(seeded_sqlite_client, view):
    (link,) = [link for tag, link in Tags(seeded_sqlite_client.get(view).text).found if link.get("rel") == "alternate"]
    assert (link["type"], urlsplit(link["href"]).netloc) == ("application/json+oembed", "localhost")
    assert parse_qs(urlsplit(link["href"]).query)["url"] == [SITE + view]
    frame = framed(found(seeded_sqlite_client, link["href"].removeprefix(SITE)))
    assert urlsplit(frame["src"]).query in (urlsplit(view).query, f"id={EVENT}")


@pytest.mark.parametrize("page", ["/events", "/entities/ent_7h2dj3ndmvee1"])
def test_a_page_that_is_no_frame_says_nothing_of_oembed(sqlite_client, page):
    assert "oembed" not in sqlite_client.get(page).text
