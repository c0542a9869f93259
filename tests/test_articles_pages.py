"""Pages of all kinds: the article is read out of each, with what the page says of it and no more; what is no article is none."""

from __future__ import annotations

import json
from datetime import date

import pytest

pytest.importorskip("trafilatura")

from seed.articles.charsets import text_of
from seed.articles.pages import page
from seed.importers.format import BadRow

PARAGRAPHS = (
    "Finance ministers from nine countries met in Vienna on Tuesday to discuss a joint fund for flood repairs.",
    "The Austrian minister, Klara Steiner, said the fund would begin with four billion euros and grow every year until 2030.",
    "“We have waited long enough,” she told reporters after the meeting. “The rivers will not wait for us.”",
    "Hungary rejected the plan, arguing that member states should pay for their own dams. Officials in Budapest said that they "
    "expected a compromise by the summer.",
)
BODY = "".join(f"<p>{one}</p>" for one in PARAGRAPHS)
HEADLINE = "Ministers plan a fund"
AROUND = (
    '<nav><ul><li><a href="/">Home</a></li><li><a href="/world">World</a></li></ul></nav>'
    '<div id="cookie-banner" class="cookie-consent"><p>We use cookies to improve your experience. By continuing you accept our '
    "privacy policy.</p><button>Accept all</button></div>"
)
BELOW = (
    '<aside><h3>Related</h3><ul><li><a href="/2017/06/12/dams">Dams</a> <span>12 June 2017</span></li></ul></aside>'
    "<footer><p>© 2011 Example Media. All rights reserved.</p></footer>"
)


def html(
    body: str = f"<article><h1>{HEADLINE}</h1>{BODY}</article>", head: str = "", root: str = 'html lang="en"'
) -> bytes:
    """Write a page with all that stands around an article."""
    top = f'<head><meta charset="utf-8"><title>{HEADLINE}</title>{head}</head>'
    return f"<!doctype html><{root}>{top}<body>{AROUND}{body}{BELOW}</body></html>".encode()


def linked_data(**said: object) -> str:
    """Write what a page says of itself as JSON-LD."""
    told = {"@context": "https://schema.org", "headline": HEADLINE} | said
    return f'<script type="application/ld+json">{json.dumps(told)}</script>'


@pytest.mark.parametrize(
    "written",
    [
        html(),
        html(f'<main><div class="story"><h1>{HEADLINE}</h1>{BODY}</div></main>'),
        html(f"<div><div><div>{BODY}</div></div></div>"),
        html(f"<table><tr><td>{BODY}</td></tr></table>"),
        html(root="html ⚡ lang=en", head='<link rel="canonical" href="https://news.example/fund">'),
        html(head='<meta property="og:title" content="Ministers plan a fund for floods">'),
    ],
    ids=["article", "class", "unmarked", "table", "amp", "another headline in the head"],
)
def test_the_article_of_a_page_is_all_of_it_and_nothing_that_stands_around_it(written):
    text = page(written).text
    assert [one for one in PARAGRAPHS if one not in text] == []
    assert text.startswith("Ministers plan a fund")
    assert text.count("Ministers plan a fund") == 1
    assert not any(word in text for word in ("cookies", "Home", "Related", "©", "|"))


@pytest.mark.parametrize(
    "head",
    [
        linked_data(**{"@type": "NewsArticle", "datePublished": "2023-03-14T09:20:00Z", "dateModified": "2023-05-20"}),
        linked_data(**{"@graph": [{"@type": "WebSite"}, {"@type": "NewsArticle", "datePublished": "2023-03-14"}]}),
        '<meta property="article:modified_time" content="2023-05-20T10:00:00Z">'
        '<meta property="article:published_time" content="2023-03-14T09:20:00Z">',
        '<meta name="DC.date.issued" content="2023-03-14">',
        '<meta itemprop="datePublished" content="2023-03-14">',
    ],
    ids=["json-ld", "graph", "open graph", "dublin core", "microdata"],
)
def test_a_page_says_when_it_was_published(head):
    said = page(html(head=head))
    assert said.published is not None
    assert (said.published.date(), said.published_precision) == (date(2023, 3, 14), "day")


@pytest.mark.parametrize(
    "line", ['<time datetime="2023-03-14T09:20:00+01:00">14 March</time>', '<p class="date">March 14, 2023</p>']
)
def test_the_day_may_stand_below_the_headline(line):
    said = page(html(f'<article><h1>{HEADLINE}</h1><p class="byline">By Jo March</p>{line}{BODY}</article>'))
    assert said.published is not None
    assert said.published.date() == date(2023, 3, 14)


def test_the_year_of_a_footer_and_the_day_of_another_story_are_no_day_of_publication():
    assert page(html()).published is None


def test_the_day_may_stand_in_the_address():
    said = page(html(), "https://news.example/2022/10/11/fund")
    assert said.published is not None
    assert said.published.date() == date(2022, 10, 11)


def test_a_page_says_who_wrote_and_who_published_it():
    people = [{"@type": "Person", "name": name} for name in ("Jo March", "Al Stone")]
    told = {"@type": "NewsArticle", "author": people, "publisher": {"@type": "Organization", "name": "The Example"}}
    said = page(html(head=linked_data(**told)))
    assert (said.authors, said.publisher) == (("Jo March", "Al Stone"), "The Example")


@pytest.mark.parametrize(
    ("own", "fetched", "kept"),
    [
        ("https://news.example/fund", "https://m.news.example/fund?x=1", "https://news.example/fund"),
        ("https://www.news.example/fund", "http://amp.news.example/fund/amp", "https://www.news.example/fund"),
        ("https://other.example/fund", "https://news.example/fund?utm_source=x", "https://news.example/fund"),
        ("https://news.example.evil.example/fund", "https://news.example/fund", "https://news.example/fund"),
        ("javascript:alert(1)", "https://news.example/fund", "https://news.example/fund"),
    ],
)
def test_the_address_that_a_page_gives_itself_counts_where_it_is_of_the_same_site(own, fetched, kept):
    assert page(html(head=f'<link rel="canonical" href="{own}">'), fetched).url == kept


@pytest.mark.parametrize(
    "body",
    [
        '<div><a href="/a">One</a><a href="/b">Two</a></div>',
        "<h1>Sign in</h1><p>Please sign in with your name and password, or subscribe to read on.</p>",
        "<h1>Page not found</h1><p>Sorry, the page was not found. It may have been moved.</p>",
        "<p>Please enable JavaScript and cookies to continue, so that we know that you are not a robot.</p>",
        "",
    ],
    ids=["links", "sign in", "not found", "script", "empty"],
)
def test_a_page_without_an_article_is_none(body):
    with pytest.raises(BadRow, match="No article"):
        page(html(body))


@pytest.mark.parametrize("url", ["https://news.example/", "https://news.example", "https://news.example/#top"])
def test_a_front_page_is_no_article(url):
    with pytest.raises(BadRow, match="front page"):
        page(html(), url)


@pytest.mark.parametrize(
    "hostile",
    [
        b"<div>" * 100_000 + html(),
        html("<div>" * 20_000 + BODY + "</div>" * 20_000),
        html(f"<article>{BODY}</article>" + "<a href=x" * 50_000),
        html().replace(b"<h1>", b"<h1>\x00\x01"),
        b'<!DOCTYPE html [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "' + b"&a;" * 1000 + b'">]>' + html("&b;" * 1000),
        html(head="<script>" + "{" * 100_000 + "</script>"),
        html(head='<script type="application/ld+json">' + '{"a":[' * 50_000 + "</script>"),
        b"<html>" + b"\xff\xfe\x00" * 5_000,
        bytes(range(256)) * 200,
    ],
    ids=["depth", "depth within", "attributes", "nul", "entities", "script", "json-ld", "binary", "bytes"],
)
def test_a_hostile_page_is_read_or_refused_and_nothing_else(hostile):
    try:
        text = page(hostile).text
    except BadRow:
        return
    assert "aaaaaaaaaa" not in text
    assert len(text) < 100_000


@pytest.mark.parametrize(
    ("content", "charset", "text"),
    [
        ("“café”".encode(), None, "“café”"),
        ("“café”".encode(), "iso-8859-1", "“café”"),
        ("“café”".encode("cp1252"), "utf-8", "“café”"),
        ("“café”".encode("cp1252"), "iso-8859-1", "“café”"),
        ("caf\xe9 5 €".encode("iso8859-15"), "iso-8859-15", "café 5 €"),
        (b'<meta charset="windows-1250">' + "Łódź".encode("cp1250"), None, '<meta charset="windows-1250">Łódź'),
        (
            b'<?xml version="1.0" encoding="iso-8859-2"?>' + b"\xa3",
            None,
            '<?xml version="1.0" encoding="iso-8859-2"?>Ł',
        ),
        ("“café”".encode("utf-16"), None, "“café”"),
        ("“café”".encode("utf-16-le"), "utf-16-le", "“café”"),
        (b"\xef\xbb\xbfcafe", "utf-16", "cafe"),
        (b"caf\xe9", "no-such-charset", "café"),
        (b"caf\xe9", "rot13", "café"),
        (b"caf\xe9 +AGEA-", "utf-7", "café +AGEA-"),
        (b"a\x81b", None, "a\ufffdb"),
    ],
)
def test_bytes_are_read_as_what_they_are_whatever_is_said_of_them(content, charset, text):
    assert text_of(content, charset) == text
