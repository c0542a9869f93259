"""Addresses of articles: which are the same page, and which are no addresses at all."""

from __future__ import annotations

import pytest

from seed.addresses import NoAddress, canonical, domain

NO_ADDRESSES = [
    "BBC Monitoring",
    "unspecified",
    "",
    "http://",
    "ftp://example.org/a",
    "http://[::1/",
    "http://a b.org/",
]


@pytest.mark.parametrize(
    ("written", "page"),
    [
        ("https://example.org/a", "https://example.org/a"),
        ("HTTPS://News.Example.ORG/Story", "https://news.example.org/Story"),
        ("https://example.org", "https://example.org/"),
        ("https://example.org/a#comments", "https://example.org/a"),
        ("http://example.org:80/a", "http://example.org/a"),
        ("https://example.org:443/a", "https://example.org/a"),
        ("https://example.org:80/a", "https://example.org:80/a"),
        ("https://example.org:8080/a", "https://example.org:8080/a"),
        ("https://example.org/a?utm_source=feed&utm_medium=rss", "https://example.org/a"),
        ("https://example.org/a?fbclid=x&id=7&UTM_Campaign=y&page=2", "https://example.org/a?id=7&page=2"),
        ("https://example.org/a?id=7&gclid=x", "https://example.org/a?id=7"),
        ("https://example.org/a?gclid", "https://example.org/a"),
        ("https://example.org/a?by=gclid&outm_a=1", "https://example.org/a?by=gclid&outm_a=1"),
        ("https://example.org/a?b=2&a=1", "https://example.org/a?b=2&a=1"),
        ("https://example.org/a?", "https://example.org/a"),
        ("http://[2001:DB8::1]:80/a", "http://[2001:db8::1]/a"),
        (" https://example.org/a ", "https://example.org/a"),
        ("https://Me:Secret@Example.org/a", "https://Me:Secret@example.org/a"),
    ],
)
def test_an_address_is_written_as_what_identifies_its_page(written, page):
    assert canonical(written) == page


@pytest.mark.parametrize("text", NO_ADDRESSES)
def test_what_is_no_address_is_refused_by_its_name(text):
    with pytest.raises(NoAddress, match="is no http or https address") as refusal:
        canonical(text)
    assert repr(text) in str(refusal.value)


@pytest.mark.parametrize(
    ("written", "host"),
    [
        ("https://www.example.org/a", "example.org"),
        ("http://WWW.Example.org:8080/a", "example.org"),
        ("https://news.example.org/a", "news.example.org"),
        ("https://me:secret@example.org/a", "example.org"),
        ("http://[2001:DB8::1]:8080/a", "2001:db8::1"),
        ("https://wwww.example.org/a", "wwww.example.org"),
    ],
)
def test_a_domain_is_the_host_without_www(written, host):
    assert domain(written) == host


@pytest.mark.parametrize("text", [*NO_ADDRESSES, "http://www./"])
def test_what_is_no_address_has_no_domain(text):
    assert domain(text) is None
