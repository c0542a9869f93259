"""Feeds of every form, from a server of this machine: their articles once, again only what is new, and nothing that harms."""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path

import pytest

pytest.importorskip("spacy")
pytest.importorskip("trafilatura")
pytest.importorskip("feedparser")

from sqlalchemy import select

from seed.articles import working
from seed.articles.bringing import Web
from seed.articles.feeds import MOST_ENTRIES, entries, is_feed
from seed.articles.fetching import Fetched, NotFetched, fetch
from service import load_articles
from store.identity import Kind
from store.tables import Change
from tests.articles import STORY, page, ran, site, stored

LATER = STORY.replace("Israel attacked Hezbollah in Lebanon", "Iran welcomed the talks")
RSS = """<?xml version="1.0"?><rss version="2.0"><channel><title>The Example</title><link>/</link>
<item><title>One</title><link>{0}/one?utm_source=rss</link><pubDate>Mon, 05 Aug 2024 08:00:00 GMT</pubDate></item>
<item><title>Two</title><guid isPermaLink="true">{0}/two</guid><pubDate>Mon, 05 Aug 2024 08:00:00 GMT</pubDate></item>
<item><title>Nowhere</title><link>javascript:alert(1)</link></item></channel></rss>"""
ATOM = """<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>The Example</title>
<entry><title>One</title><link href="/one#top"/><published>2024-08-05T08:00:00Z</published><updated>2024-08-05T08:00:00Z</updated>
</entry><entry><title>Two</title><link rel="alternate" href="{0}/two"/><updated>2024-08-05T08:00:00Z</updated></entry></feed>"""
RDF = """<?xml version="1.0"?><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="{0}"><title>The Example</title></channel>
<item rdf:about="{0}/one"><title>One</title><link>{0}/one</link><dc:date>2024-08-05T08:00:00Z</dc:date></item>
<item rdf:about="{0}/two"><title>Two</title><link>{0}/two</link><dc:date>2024-08-05T08:00:00Z</dc:date></item></rdf:RDF>"""
JSON = """{{"version": "https://jsonfeed.org/version/1.1", "title": "The Example", "items": [
{{"id": "1", "title": "One", "url": "{0}/one", "date_published": "2024-08-05T10:00:00+02:00"}},
{{"id": "2", "title": "Two", "url": "/two", "date_published": "2024-08-05T08:00:00Z"}}, {{"id": "3"}}, "four"]}}"""
FORMS = [
    ("application/rss+xml", RSS),
    ("application/atom+xml; charset=utf-8", ATOM),
    ("text/xml", RDF),
    ("application/feed+json", JSON),
]


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    """An empty working folder."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def store(sqlite_store, monkeypatch):
    """The store of the command line, which reads in this process, and fetches from this machine too: no setting says so."""
    monkeypatch.setenv("DATELINE_DATABASE_URL", sqlite_store.url.render_as_string(hide_password=False))
    monkeypatch.setattr(
        load_articles, "extracting", lambda known, url, seconds, *_: working.extracting(known, url, seconds, 0)
    )
    near = partial(fetch, may_be_asked=lambda ip: str(ip) == "127.0.0.1")
    monkeypatch.setattr(load_articles, "Web", lambda store: Web(store, near))
    return sqlite_store


def undated(title: str, text: str = STORY) -> tuple[int, dict[str, str], bytes]:
    """A page that does not say when it was published."""
    written = page(title, text.partition("\n\n")[2].strip(), published="")
    return 200, {"Content-Type": "text/html; charset=utf-8"}, written


def feed(media_type: str, written: str | bytes) -> tuple[int, dict[str, str], bytes]:
    return 200, {"Content-Type": media_type}, written.encode() if isinstance(written, str) else written


def reasons() -> list[str]:
    lines = Path("articles.rejects.ndjson").read_text(encoding="utf-8").splitlines()
    return [json.loads(line)["reason"] for line in lines]


@pytest.mark.parametrize(("media_type", "written"), FORMS, ids=["rss", "atom", "rdf", "json"])
def test_a_feed_of_each_form_brings_its_articles_once(store, media_type, written):
    pages = {"/one": undated("One"), "/two": undated("Two", LATER), "/one?utm_source=rss": undated("One")}
    with site(pages) as (root, asked):
        pages["/feed"] = feed(media_type, written.format(root))
        first = ran(f"{root}/feed")
        assert first.exit_code == 0, first.output
        told = stored(store, Kind.ARTICLE, "url", "published_at", "published_basis", "title")
        assert [(url, at.isoformat(), basis, title) for url, at, basis, title in told] == [
            (f"{root}/one", "2024-08-05T08:00:00+00:00", "origin", "One"),
            (f"{root}/two", "2024-08-05T08:00:00+00:00", "origin", "Two"),
        ]
        asked.clear()
        assert "2 articles of feeds passed over" in ran(f"{root}/feed").stdout
        assert asked == ["/feed"]
    assert len(stored(store, Kind.ARTICLE, "id")) == 2


def test_what_a_feed_says_was_changed_is_updated_and_the_text_as_it_was_stays_among_the_changes(store):
    pages = {"/one": undated("One"), "/two": undated("Two", LATER)}
    with site(pages) as (root, _):
        pages["/feed"] = feed("application/atom+xml", ATOM.format(root))
        ran(f"{root}/feed")
        pages["/one"] = undated("One", LATER.replace("Sunday", "Monday"))
        pages["/feed"] = feed("application/atom+xml", ATOM.format(root).replace("<updated>2024", "<updated>2099", 1))
        assert ran(f"{root}/feed").exit_code == 0
    texts = dict(stored(store, Kind.ARTICLE, "title", "text"))
    assert "on Monday that Iran welcomed" in texts["One"]
    with store.reader.connect() as connection:
        before = select(Change.replaced).where(Change.record_kind == "article", Change.operation == "updated")
        ((replaced,),) = connection.execute(before)
    assert "on Sunday that Israel attacked" in str(replaced)


def test_a_page_that_has_moved_for_good_is_one_article(store):
    pages = {"/one": (301, {"Location": "/moved"}, b""), "/moved": undated("One"), "/two": undated("Two", LATER)}
    with site(pages) as (root, _):
        pages["/feed"] = feed("application/rss+xml", RSS.format(root).replace("/one?utm_source=rss", "/one"))
        ran(f"{root}/feed")
        ran(f"{root}/feed")
    assert [url for (url,) in stored(store, Kind.ARTICLE, "url")] == [f"{root}/moved", f"{root}/two"]


def test_a_feed_leads_to_no_private_address(store):
    with site({"/feed": feed("application/rss+xml", RSS.format("http://169.254.169.254"))}) as (root, asked):
        assert ran(f"{root}/feed").exit_code == 3
        assert asked == ["/feed"]
    assert reasons() == ["169.254.169.254 is at 169.254.169.254, which is not on the public internet."] * 2


def test_a_page_in_another_encoding_than_it_says_is_read(store):
    told = STORY.replace("John Doe", "Jürgen Müßig").partition("\n\n")[2].strip()
    lie = {"Content-Type": "text/html; charset=utf-8"}
    with site({"/one": (200, lie, page("Ministers meet", told).decode().encode("cp1252"))}) as (root, _):
        assert ran(f"{root}/one").exit_code == 0
    assert "Jürgen Müßig" in stored(store, Kind.ARTICLE, "text")[0][0]


def test_a_plain_text_is_an_article_and_what_is_neither_is_rejected(store):
    said = {"/a.txt": (200, {"Content-Type": "text/plain"}, STORY.encode()), "/a.json": feed("application/json", "{}")}
    with site(said) as (root, _):
        result = ran(f"{root}/a.txt", f"{root}/a.json", f"{root}/a.txt", "--published", "2024-08-05")
    assert result.exit_code == 3
    assert reasons() == ["No article is found in the page."]
    assert len(stored(store, Kind.ARTICLE, "id")) == 1


# --- what harms -------------------------------------------------------------------------------------------------------


def answer(written: bytes, media_type: str = "application/rss+xml", charset: str | None = None) -> Fetched:
    return Fetched("https://news.example/feed", media_type, written, charset)


DECLARED = [
    '<!DOCTYPE rss [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>',
    '<!DOCTYPE rss [<!ENTITY secret SYSTEM "file:///etc/passwd">]>',
    '<!DOCTYPE rss [<!ENTITY % remote SYSTEM "http://127.0.0.1/x.dtd"> %remote;]>',
    '<!doctype rss PUBLIC "-//x//y" "http://127.0.0.1/x.dtd" [ ]>',
]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize("declared", DECLARED)
def test_a_feed_that_declares_entities_is_refused_in_whatever_encoding(declared, encoding):
    written = f'<?xml version="1.0" encoding="{encoding}"?>{declared}<rss version="2.0"><channel/></rss>'
    with pytest.raises(NotFetched, match="entities"):
        entries(answer(written.encode(encoding)))


def test_a_feed_cannot_hide_entities_in_an_encoding_that_only_a_parser_reads():
    hidden = f"{DECLARED[1]}<rss version='2.0'><channel><title>&secret;</title></channel></rss>".replace("<", "+ADw-")
    assert entries(answer(f'<?xml version="1.0" encoding="utf-7"?>{hidden}'.encode())) == []


def test_the_type_of_a_document_alone_harms_nobody():
    declared = '<!DOCTYPE rss PUBLIC "-//Netscape//DTD RSS 0.91//EN" "http://my.netscape.example/rss-0.91.dtd">'
    written = RSS.format("https://news.example").replace('<rss version="2.0">', f'{declared}<rss version="0.91">')
    assert [entry.url for entry in entries(answer(written.encode()))] == [
        "https://news.example/one",
        "https://news.example/two",
    ]


@pytest.mark.parametrize(
    "written",
    [
        b"<rss><channel>" + b"<item>" * 100_000,
        b"<rss><channel><item><link>https://news.example/a</link>" + b"<b>" * 100_000 + b"</item></channel></rss>",
        b'{"version": "https://jsonfeed.org/version/1", "items": ' + b"[" * 100_000,
        b'{"version": "https://jsonfeed.org/version/1", "items": {"url": "https://news.example/a"}}',
        b'{"version": "https://jsonfeed.org/version/1", "title": [], "items": [{"url": {"a": 1}}, null, {"url": "http://["}]}',
        b"<rss version='2.0'>\x00</rss>",
        b"<rss" + b"<!DOCTYPE " * 500_000,
        b"<rss><![CDATA[" + b"<![CDATA[" * 300_000,
        b"<rss",
    ],
    ids=["items", "depth", "json depth", "no list", "no text", "nul", "types", "literals", "cut short"],
)
def test_a_feed_that_is_none_names_at_most_what_can_be_read(written):
    assert is_feed(answer(written))
    try:
        named = entries(answer(written))
    except NotFetched:
        return
    assert [entry.url for entry in named] in ([], ["https://news.example/a"])


def test_of_a_long_feed_so_many_articles_are_taken():
    items = "".join(f"<item><link>https://news.example/{at}</link></item>" for at in range(MOST_ENTRIES + 5))
    assert len(entries(answer(f"<rss version='2.0'><channel>{items}</channel></rss>".encode()))) == MOST_ENTRIES


@pytest.mark.parametrize(
    "written",
    [
        b"<!doctype html><html><body><p>An article about &lt;rss&gt;, with <rss> in it.</p></body></html>",
        b'{"text": "no feed"}',
        b"",
    ],
)
def test_what_is_no_feed_is_none(written):
    assert not is_feed(answer(written, "text/html"))
