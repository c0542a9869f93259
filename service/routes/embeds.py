"""Views for the pages of others: each panel in a frame of its own, and what oEmbed tells of it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import SplitResult, parse_qs, quote, urlencode, urlsplit

import orjson
from flask import Blueprint, Response, current_app, render_template, send_from_directory
from markupsafe import Markup

from schemas.collections import EVENTS, QUOTES
from schemas.nearest import advice
from service.api import json_answer
from service.asking import current
from service.lists import answer_item
from service.problems import Problem, bad_parameter
from service.queries.summary import as_quotes
from service.routes.records import record_document

embeds = Blueprint("embeds", __name__)

# As that of the explorer, but that any page may frame it.
EMBED_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors *"
)
# A page that is kept apart from all others takes in only what says that it may be, and is kept apart itself.
ANYWHERE = {"Cross-Origin-Resource-Policy": "cross-origin"}
APART = {"Cross-Origin-Embedder-Policy": "require-corp"}

# How tall a view is until it has said so itself.
HEIGHTS = {"timeline": 480, "map": 560, "network": 600, "quotes": 640, "event": 640}
WIDTH = 800
CACHE_SECONDS = 3600
NAME = "Dateline"

_EVENT = re.compile(r"/events/(evt_[0-9a-z]+)/?")
# Which view of the explorer is which embed; its other pages are none.
_VIEWS = {"/": "timeline"} | {f"/{kind}": kind for kind in HEIGHTS if kind != "event"}


@dataclass(frozen=True, slots=True)
class Embed:
    """A view to be framed: which, of what question, drawn how."""

    kind: str
    query: str
    options: str = ""

    @property
    def path(self) -> str:
        """Where it is, on this server."""
        return SplitResult("", "", f"/embed/{self.kind}", self.query, self.options).geturl()

    @property
    def view(self) -> str:
        """The same in the explorer."""
        if self.kind == "event":
            return f"/events/{quote(self.event, safe='')}"
        return SplitResult("", "", f"/{self.kind}", self.query, self.options).geturl()

    @property
    def event(self) -> str:
        """The id of the event, empty where none is named."""
        return parse_qs(self.query).get("id", [""])[0]


@embeds.get("/embed/<kind>")
def embed(kind: str) -> Response:
    """Show a view that any page may frame. Its filters are asked of the API, which says what is wrong with them."""
    if kind not in HEIGHTS:
        raise Problem(404, advice(f"There is no embed {kind!r}.", kind, list(HEIGHTS)))
    shown = Embed(kind, current().query_string.decode(errors="replace"))
    page = render_template("embed.html", title=kind.capitalize(), view=shown.view)
    answer = Response(page, content_type="text/html; charset=utf-8", headers=ANYWHERE | APART)
    answer.headers["Content-Security-Policy"] = EMBED_POLICY
    return answer


@embeds.get("/embed/frame.js")
def frame_script() -> Response:
    """Give the script by which a page sizes its frames."""
    answer = send_from_directory(str(current_app.static_folder), "explorer/frame.js")
    answer.headers.update(ANYWHERE)
    return answer


@embeds.get("/oembed")
def oembed() -> Response:
    """Tell how a page of this server is framed, as oembed.com describes it."""
    asked = current().args
    if asked.get("format", "json") != "json":
        said = f"This is told as json alone, not as {asked['format']}."
        raise Problem(501, said, name="not-offered", title="This form is not offered")
    if "url" not in asked:
        raise bad_parameter("url", "is required: the address of a page of this server.")
    found = framed(asked["url"])
    if found is None:
        raise Problem(404, f"No page of this server that can be framed is at {asked['url']}")
    width, height = _at_most("maxwidth", WIDTH), _at_most("maxheight", HEIGHTS[found.kind])
    return json_answer(orjson.dumps(_told(found, width, height)))


def framed(address: str) -> Embed | None:
    """Find the embed of a page of this server; None for what cannot be framed, or is elsewhere."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or parts.netloc.casefold() != current().host.casefold():
        return None
    if event := _EVENT.fullmatch(parts.path):
        return Embed("event", urlencode({"id": event[1]}), parts.fragment)
    path = parts.path.rstrip("/") or "/"
    kind = _VIEWS.get(path) or path.removeprefix("/embed/")
    found = Embed(kind, parts.query, parts.fragment)
    return None if kind not in HEIGHTS or (kind == "event" and not found.event) else found


def discovery() -> str:
    """Give the address at which oEmbed tells of the page that is asked for; empty where it cannot be framed."""
    asked = current()
    page = f"{asked.root_url.rstrip('/')}{asked.path}?{asked.query_string.decode(errors='replace')}".rstrip("?")
    return f"{asked.root_url}oembed?{urlencode({'format': 'json', 'url': page})}" if framed(page) else ""


def _told(found: Embed, width: int, height: int) -> dict[str, object]:
    site, title = current().root_url, _title(found)
    frame = Markup(
        '<iframe src="{}" title="{}" width="{}" height="{}" style="border: 0" loading="lazy"></iframe>'
        '<script src="{}" async></script>'
    ).format(site.rstrip("/") + found.path, title, width, height, f"{site}embed/frame.js")
    return {
        "type": "rich",
        "version": "1.0",
        "title": title,
        "provider_name": NAME,
        "provider_url": site,
        "cache_age": CACHE_SECONDS,
        "html": str(frame),
        "width": width,
        "height": height,
    }


def _title(found: Embed) -> str:
    """Title a view. Raises Problem for an event that there is not, or that is kept from who asks."""
    if found.kind == "event":
        shown = answer_item(EVENTS, record_document(EVENTS, found.event), {"fields": ["summary"]})
        return str(orjson.loads(shown.data)["summary"])
    asked = parse_qs(found.query).items()
    filters = ", ".join(f"{name} {' or '.join(values)}" for name, values in asked if _is_known(found.kind, name))
    return f"{found.kind.capitalize()} of reported events{filters and f': {filters}'}"


def _is_known(kind: str, name: str) -> bool:
    """Tell whether a view is narrowed by a filter: quotes do without some of those of events."""
    return kind != "quotes" or as_quotes(name) is not None or name in {one.name for one in QUOTES.filters}


def _at_most(name: str, most: int) -> int:
    """Read how many pixels there are at most."""
    given = current().args.get(name)
    if given is None:
        return most
    if not re.fullmatch(r"0*[1-9]\d{0,5}", given, re.ASCII):
        raise bad_parameter(name, "takes a whole number of pixels, 1 or more.")
    return min(most, int(given))
