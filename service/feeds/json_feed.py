"""JSON Feed 1.1: <https://www.jsonfeed.org/version/1.1/>."""

from __future__ import annotations

from typing import Any

import orjson

from service.feeds.entries import NAME, STATEMENT, Entry, Feed

MEDIA_TYPE = "application/feed+json"
VERSION = "https://jsonfeed.org/version/1.1"


def json_feed(feed: Feed) -> bytes:
    """Write a feed as JSON Feed. What it has no word for stands under `_dateline`, as it lets extensions."""
    written = {
        "version": VERSION,
        "title": feed.title,
        "home_page_url": feed.at(feed.page),
        "feed_url": feed.at(feed.path),
        "description": STATEMENT,
        "language": "en",
        "authors": [{"name": NAME, "url": feed.at("/")}],
        "items": [_item(feed, one) for one in feed.entries],
    }
    return orjson.dumps(written | ({"next_url": feed.at(feed.following)} if feed.following else {}))


def _item(feed: Feed, one: Entry) -> dict[str, Any]:
    item = {
        "id": one.id,
        "url": feed.at(one.page),
        "title": one.title,
        "content_html": one.html,
        "date_published": one.published,
        "date_modified": one.updated,
        "authors": [{"name": name} for name in one.authors],
        "tags": [label for _, label in one.tags],
        "_dateline": {
            "about": feed.at("/docs"),
            "record": feed.at(one.record),
            "sources": list(one.sources),
            "dataset": one.dataset,
            "licence": one.licence,
        },
    }
    return item | ({"external_url": one.sources[0]} if one.sources else {})
