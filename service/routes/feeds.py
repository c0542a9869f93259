"""Feeds: any list of events, quotes or articles, newest first by when it was recorded."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from hashlib import blake2b
from urllib.parse import urlencode

import orjson
from flask import Blueprint, Response, redirect, request
from marshmallow import Schema
from sqlalchemy import select

from schemas.collections import ARTICLES, EVENTS, QUOTES, Collection
from schemas.fields import instant
from schemas.parameters import Whole
from schemas.queries import DEFAULT_PAGE, MAX_PAGE, cursor_field, filtering
from service.api import Room, conditional
from service.asking import current
from service.feeds.atom import MEDIA_TYPE as ATOM
from service.feeds.atom import atom
from service.feeds.entries import Feed, entry, writable
from service.feeds.json_feed import MEDIA_TYPE as JSON_FEED
from service.feeds.json_feed import json_feed
from service.lists import Asked, binding, leading_on, next_path, own_path, page_asked, read
from service.queries.lists import Page
from service.reading import connection
from store.tables import Change

# What was recorded or changed last comes first: a reader asks again for what is new.
NEWEST = "-updated"
# The form of a feed: how it is written, and its type.
FORMS: dict[str, tuple[Callable[[Feed], bytes], str]] = {"atom": (atom, ATOM), "json": (json_feed, JSON_FEED)}
FED = (EVENTS, QUOTES, ARTICLES)
# Where the explorer shows a question; of articles it has no list.
_PAGES = {"events": "/events", "quotes": "/quotes", "articles": "/"}
_OF_PAGES = {"cursor", "limit"}

# Short for who types an address.
short = Blueprint("short_feeds", __name__)


@short.get(f"/feed.<any({', '.join(FORMS)}):form>")
def events_feed(form: str) -> Response:
    """Lead to the feed of events."""
    query = request.query_string.decode()
    answer = redirect(f"/v1/events/feed.{form}" + (f"?{query}" if query else ""), 308)
    assert isinstance(answer, Response)  # noqa: S101 - Flask's own class of answer
    return answer


def feed_room(collection: Collection) -> Room:
    """Make the room of the feeds of a collection."""
    room = Room(f"{collection.path}_feeds", __name__, url_prefix=f"/v1/{collection.path}", description="Feeds")
    query = Schema.from_dict(
        filtering(collection)
        | {"limit": Whole(1, MAX_PAGE, f"Entries on a page. Default {DEFAULT_PAGE}."), "cursor": cursor_field()},
        name=f"{collection.path.title()}FeedQuery",
    )

    def route(form: str) -> None:
        @room.route(f"/feed.{form}", endpoint=form)
        # Its links are whole addresses, by the name under which it was asked.
        @partial(conditional, by_site=True)
        @room.doc(operationId=f"feed_{collection.path}_{form}", summary=f"Follow {collection.path} in a feed reader")
        @room.doc(description="All that matches, newest first by when it was recorded or changed, page by page.")
        @room.arguments(query, location="query")
        @room.response(200, description="A page of the feed.")
        def feed(asked: Asked) -> Response:
            return _answer(collection, form, asked)

    for form in FORMS:
        route(form)
    return room


def _answer(collection: Collection, form: str, asked: Asked) -> Response:
    asked = {**asked, "sort": NEWEST}
    question = read(collection, asked)
    page = page_asked(asked, question)
    write, media_type = FORMS[form]
    following = next_path(question, page)
    answer = Response(write(_feed(collection, page, following)), content_type=media_type)
    return leading_on(answer, following)


def _feed(collection: Collection, page: Page, following: str | None) -> Feed:
    asked = current()
    pairs = [(name, value) for name, value in asked.args.items(multi=True) if name not in _OF_PAGES]
    query = urlencode(pairs)
    entries = tuple(entry(collection.kind, orjson.loads(body)) for body in page.bodies)
    filters = ", ".join(f"{name} {value}" for name, value in pairs)
    # Both forms, and any order of the parameters, are one feed.
    named = blake2b(binding(collection.path, NEWEST, pairs).encode(), digest_size=12).hexdigest()
    return Feed(
        id=f"urn:dateline:feed:{named}",
        title=writable(f"{collection.path.capitalize()}{filters and f': {filters}'}"),
        site=asked.root_url.rstrip("/"),
        path=own_path(),
        page=f"{_PAGES[collection.path]}?{query}" if query and collection is not ARTICLES else _PAGES[collection.path],
        first=own_path(without=("cursor",)),
        following=following,
        updated=entries[0].updated if entries else _last_change(),
        entries=entries,
    )


def _last_change() -> str:
    """Say when the store changed last: since then nothing has come into a feed that is empty."""
    at = connection().execute(select(Change.at).order_by(Change.sequence.desc()).limit(1)).scalar()
    return str(instant(at or datetime.fromtimestamp(0, UTC)))


ROOMS = tuple(feed_room(collection) for collection in FED)
