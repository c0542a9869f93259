"""What a feed says of a record: made from its served document, for people who read it in whatever shows feeds."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup, escape

from store.identity import Kind

NAME = "Dateline"
STATEMENT = "Records of what is reported, not of what is true: each names its sources."
# A title is one line.
MOST_OF_TITLE = 200
_WEB = re.compile(r"https?://[^\s\x00-\x1f\"<>]+", re.IGNORECASE)
# What XML 1.0 has no way to write.
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")

Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Entry:
    """A record in a feed. Addresses are paths of this server, but for `sources`, which are those of the articles."""

    id: str
    title: str
    updated: str
    published: str
    page: str
    record: str
    sources: tuple[str, ...]
    authors: tuple[str, ...]
    tags: tuple[tuple[str, str], ...]
    html: str
    dataset: str
    licence: str


@dataclass(frozen=True, slots=True)
class Feed:
    """A page of a feed; `site` is what paths are put after, without its last slash, and `following` the next page's path."""

    id: str
    title: str
    site: str
    path: str
    page: str
    first: str
    following: str | None
    updated: str
    entries: tuple[Entry, ...]

    def at(self, path: str) -> str:
        """Give the whole address of a path."""
        return self.site + path


def entry(kind: Kind, document: Json) -> Entry:
    """Read the document of an event, a quote or an article."""
    said = _SAID[kind](document)
    return Entry(
        # The same on every server that has the record.
        id=f"urn:dateline:{kind}:{document['id']}",
        title=_line(said.title) or document["id"],
        updated=document["updated_at"],
        published=document["created_at"],
        page=said.page,
        record=f"/v1/{kind}s/{document['id']}",
        sources=tuple(dict.fromkeys(one for one in said.addresses if one and _WEB.fullmatch(one))),
        authors=tuple(dict.fromkeys(_line(one) for one in said.publishers if one)) or (document["dataset"],),
        tags=said.tags,
        html=writable(str(said.body + _rights(document))),
        dataset=document["dataset"],
        licence=_line(document["licence"]),
    )


def writable(text: str) -> str:
    """Leave out of a text what XML cannot hold."""
    return _UNWRITABLE.sub("", text)


@dataclass(frozen=True, slots=True)
class _Said:
    """What is particular to a kind of record."""

    title: str
    page: str
    addresses: Iterable[str | None]
    publishers: Iterable[str | None]
    tags: tuple[tuple[str, str], ...]
    body: Markup


def _event(event: Json) -> _Said:
    articles, kind = event["articles"], event["type"]
    publishers = [*map(_publisher, articles), *(one["name"] for one in event["publishers"])]
    facts = (
        _range(event["date"]),
        (event["place"] or {}).get("name"),
        kind["label"],
        event["status"],
        _names("by", event["actor1"]),
        _names("towards", event["actor2"]),
        _names("according to", event["attributed_to"]),
    )
    return _Said(
        event["summary"],
        f"/events/{event['id']}",
        [article["url"] for article in articles],
        publishers,
        ((kind["event_code"], kind["label"]),),
        _paragraph(event["summary"]) + _paragraph(" · ".join(filter(None, facts))) + _evidence(event),
    )


def _quote(quote: Json) -> _Said:
    speaker = (quote["speaker"] or {}).get("name") or "Unnamed"
    article = quote["article"]
    # The page of the article shows what was said in it; a quote has none of its own.
    return _Said(
        f"{speaker}: {quote['text']}",
        f"/articles/{article['id']}",
        [article["url"]],
        [_publisher(article)],
        ((quote["kind"], quote["kind"]),),
        _paragraph(f"{speaker}, {_range(quote['date'])}:")
        + Markup("<blockquote>{}</blockquote>").format(quote["text"])
        + _told_in(article),
    )


def _article(article: Json) -> _Said:
    counts = article["counts"]
    found = ", ".join(f"{counts[name]} {name}" for name in ("events", "quotes", "mentions"))
    published = article["published"]["at"] or "at an unknown time"
    publisher = _publisher(article)
    return _Said(
        article["title"] or "",
        f"/articles/{article['id']}",
        [article["url"]],
        [publisher],
        (),
        _paragraph(f"{publisher or 'Unknown publisher'}, published {published}.")
        + _paragraph(f"Found in it: {found}."),
    )


_SAID: Mapping[Kind, Callable[[Json], _Said]] = {Kind.EVENT: _event, Kind.QUOTE: _quote, Kind.ARTICLE: _article}


def _line(text: str) -> str:
    """Make one line of a text, cut between words where it is too long."""
    line = " ".join(writable(text).split())
    return (
        line if len(line) <= MOST_OF_TITLE else f"{line[:MOST_OF_TITLE].rpartition(' ')[0] or line[:MOST_OF_TITLE]} …"
    )


def _publisher(article: Json) -> str | None:
    return (article["source"] or {}).get("name")


def _range(date: Json) -> str:
    start, end = date["start"], date["end"]
    return str(start) if start == end else f"{start} to {end}"


def _names(role: str, actors: Iterable[Json]) -> str | None:
    names = " and ".join(actor["name"] for actor in actors if actor["name"])
    return f"{role} {names}" if names else None


def _paragraph(text: str) -> Markup:
    return Markup("<p>{}</p>").format(text)


def _evidence(event: Json) -> Markup:
    articles = {article["id"]: article for article in event["articles"]}
    shown = dict.fromkeys(
        (piece["sentence"] or piece["text"], piece["article"]) for piece in event["evidence"] if piece["article"]
    )
    return Markup("").join(
        Markup("<blockquote>{}</blockquote>{}").format(sentence, _told_in(articles[told_in]))
        for sentence, told_in in shown
        if sentence and told_in in articles
    )


def _told_in(article: Json) -> Markup:
    title, publisher = article["title"] or article["id"], _publisher(article)
    named = escape(title)
    if article["url"] and _WEB.fullmatch(article["url"]):
        named = Markup('<a href="{}">{}</a>').format(article["url"], title)
    return Markup("<p>{}{}</p>").format(named, f", {publisher}" if publisher else "")


def _rights(document: Json) -> Markup:
    return Markup("<p><small>Dataset {}. {}</small></p>").format(document["dataset"], document["licence"])
