"""Atom, RFC 4287, paged by RFC 5005."""

from __future__ import annotations

from xml.etree import ElementTree as Xml

from service.feeds.entries import NAME, STATEMENT, Entry, Feed
from service.version import VERSION

MEDIA_TYPE = "application/atom+xml; charset=utf-8"
NAMESPACE = "http://www.w3.org/2005/Atom"


def atom(feed: Feed) -> bytes:
    """Write a feed as Atom. Text is escaped by the library, which is all that is given to it."""
    root = Xml.Element("feed", {"xmlns": NAMESPACE, "xml:lang": "en"})
    _text(root, "id", feed.id)
    _text(root, "title", feed.title)
    _text(root, "subtitle", STATEMENT)
    _text(root, "updated", feed.updated)
    _author(root, NAME)
    _text(root, "generator", NAME, uri=feed.at("/"), version=VERSION)
    _text(root, "rights", "Each entry says by which licence it is given.")
    _link(root, "self", feed.at(feed.path), MEDIA_TYPE.partition(";")[0])
    _link(root, "first", feed.at(feed.first), MEDIA_TYPE.partition(";")[0])
    if feed.following:
        _link(root, "next", feed.at(feed.following), MEDIA_TYPE.partition(";")[0])
    _link(root, "alternate", feed.at(feed.page), "text/html")
    for one in feed.entries:
        _entry(root, feed, one)
    written: bytes = Xml.tostring(root, encoding="utf-8", xml_declaration=True)
    return written


def _entry(root: Xml.Element, feed: Feed, one: Entry) -> None:
    entry = Xml.SubElement(root, "entry")
    _text(entry, "id", one.id)
    _text(entry, "title", one.title)
    _text(entry, "updated", one.updated)
    _text(entry, "published", one.published)
    for name in one.authors:
        _author(entry, name)
    _link(entry, "alternate", feed.at(one.page), "text/html")
    _link(entry, "alternate", feed.at(one.record), "application/json")
    for source in one.sources:
        _link(entry, "via", source)
    _link(entry, "license", feed.at(f"/v1/datasets/{one.dataset}"), "application/json")
    for term, label in one.tags:
        Xml.SubElement(entry, "category", {"term": term, "label": label})
    _text(entry, "rights", one.licence)
    _text(entry, "content", one.html, type="html")


def _text(parent: Xml.Element, name: str, text: str, **attributes: str) -> None:
    Xml.SubElement(parent, name, attributes).text = text


def _author(parent: Xml.Element, name: str) -> None:
    _text(Xml.SubElement(parent, "author"), "name", name)


def _link(parent: Xml.Element, relation: str, address: str, kind: str | None = None) -> None:
    Xml.SubElement(parent, "link", {"rel": relation, "href": address} | ({"type": kind} if kind else {}))
