"""What an article says as one HTML page: its text marked up, and beside it who, what and who said what.

Nothing comes from elsewhere: style and script stand in the page, and its policy names them by their hashes. All that is the
article's is escaped, so that nothing in it is markup.
"""

from __future__ import annotations

from base64 import b64encode
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache
from hashlib import sha256
from html import escape
from importlib.resources import files
from itertools import pairwise
from typing import NamedTuple

from schemas.codebook import cameo, label
from seed.extract.forms.words import Entities, days, name_of, names_of, sure
from seed.records import Batch, EntityRecord, EventRecord, QuoteRecord, Span


class Mark(NamedTuple):
    """That a stretch of the text belongs to something: `of` names it, with the part that it plays, `sort` is how it looks."""

    start: int
    end: int
    of: str
    sort: str


def as_page(batch: Batch) -> str:
    """Write the page of one article."""
    article = batch.articles[0]
    title = escape(article.title or "An article")
    return "\n".join(
        [
            "<!doctype html>",
            f'<html lang="{escape(article.language)}"><head><meta charset="utf-8">',
            f'<meta http-equiv="Content-Security-Policy" content="{_policy()}">',
            '<meta name="referrer" content="no-referrer">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f"<title>{title}</title><style>{_part('css')}</style></head><body>",
            f"<header><h1>{title}</h1><p>{escape(_about(batch))}</p>{_LEGEND}</header>",
            f'<main><article id="text" dir="auto">{_ARROWS}{_marked(article.text, list(_marks(batch)))}</article>',
            f"<aside>{''.join(_lists(batch))}</aside></main>",
            f"<script>{_part('js')}</script></body></html>\n",
        ]
    )


_LEGEND = (
    '<p class="note"><span class="who">who or where</span> · <span class="trigger">what happens</span> · '
    '<span class="said">what is said</span> · Point at a mark or an entry to see what belongs to it; '
    "choose an entry to go to its place.</p>"
)
_ARROWS = (
    '<svg aria-hidden="true"><defs><marker id="head" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7"'
    ' orient="auto"><path d="M0 0L8 4L0 8z"/></marker></defs></svg>'
)


@cache
def _part(kind: str) -> str:
    return files("seed.extract.forms").joinpath(f"page.{kind}").read_text(encoding="utf-8")


@cache
def _policy() -> str:
    style, script = (f"'sha256-{b64encode(sha256(_part(kind).encode()).digest()).decode()}'" for kind in ("css", "js"))
    return f"default-src 'none'; style-src {style}; script-src {script}; base-uri 'none'; form-action 'none'"


def _about(batch: Batch) -> str:
    article = batch.articles[0]
    publisher = batch.sources[0].name if batch.sources else None
    return " · ".join(filter(None, [publisher, f"{article.published:%Y-%m-%d}", article.url]))


# --- the text ---------------------------------------------------------------------------------------------------------


def _marks(batch: Batch) -> Iterator[Mark]:
    article = batch.articles[0]
    numbers = {entity.key: number for number, entity in enumerate(batch.entities)}
    for mention in article.mentions:
        yield _mark(mention.span, f"e{numbers.get(mention.entity, '')}", "who")
    for number, event in enumerate(batch.events):
        for piece in event.evidence:
            if piece.span and piece.article == article.key:
                of = f"v{number}" if piece.field == "event" else f"v{number}-{piece.field}"
                yield _mark(piece.span, of, "trigger" if piece.field == "trigger" else "")
    for number, quote in enumerate(batch.quotes):
        yield from _quote_marks(f"q{number}", quote)


def _quote_marks(of: str, quote: QuoteRecord) -> Iterator[Mark]:
    for span in quote.content:
        yield _mark(span, of, "said")
    if quote.cue:
        yield _mark(quote.cue, f"{of}-cue", "")
    for piece in quote.evidence:
        if piece.span and piece.field == "speaker":
            yield _mark(piece.span, f"{of}-speaker", "")


def _mark(span: Span, of: str, sort: str) -> Mark:
    return Mark(span.start, span.end, of, sort)


def _marked(text: str, marks: Iterable[Mark]) -> str:
    """Write the text cut wherever a mark begins or ends: marks may overlap, elements may not."""
    begins, ends = defaultdict(list), defaultdict(list)
    for mark in marks:
        begins[mark.start].append(mark)
        ends[mark.end].append(mark)
    cuts = sorted({0, len(text), *begins, *ends})
    standing: dict[Mark, None] = {}
    written = []
    for start, end in pairwise(cuts):
        for mark in ends[start]:
            standing.pop(mark, None)
        standing |= dict.fromkeys(begins[start])
        written.append(_segment(text[start:end], standing))
    return "".join(written)


def _segment(text: str, standing: Iterable[Mark]) -> str:
    of = " ".join(dict.fromkeys(mark.of for mark in standing))
    if not of:
        return escape(text)
    sorts = " ".join(dict.fromkeys(mark.sort for mark in standing if mark.sort))
    return f'<span class="{escape(sorts)}" data-of="{escape(of)}">{escape(text)}</span>'


# --- the lists --------------------------------------------------------------------------------------------------------


def _lists(batch: Batch) -> Iterator[str]:
    named = {entity.key: entity for entity in batch.entities}
    yield from _list("Events", "v", (_event(event, named) for event in batch.events))
    yield from _list("Quotes", "q", (_quote(quote, named) for quote in batch.quotes))
    yield from _list("Entities", "e", map(_entity, batch.entities))


def _list(title: str, prefix: str, items: Iterable[str]) -> Iterator[str]:
    written = [f'<li tabindex="0" data-is="{prefix}{number}">{item}</li>' for number, item in enumerate(items)]
    yield f"<h2>{title} ({len(written)})</h2><ul>{''.join(written)}</ul>"


def _event(event: EventRecord, named: Entities) -> str:
    code = cameo(event.cameo).code
    sides = [names_of(side, named) for side in (event.actor1, event.actor2)]
    told = ", ".join(name_of(key, named) for key in event.attributed_to)
    note = " → ".join(side or "?" for side in sides) + (f" · says {told}" if told else "")
    tags = _tags(event.status, f"{code} {label('cameo', code)}", days(event.date), _sure(event.confidence))
    return f'{tags}<br>{escape(event.summary)}<p class="note">{escape(note)}</p>'


def _quote(quote: QuoteRecord, named: Entities) -> str:
    speaker = name_of(quote.speaker, named) if quote.speaker else "nobody named"
    said = " … ".join(span.text for span in quote.content)
    passed_on = "".join(f", as told by {name_of(link.entity, named)}" for link in quote.via)
    return f"{_tags(quote.kind, _sure(quote.confidence))}<b>{escape(speaker)}</b>{escape(passed_on)}: {escape(said)}"


def _entity(entity: EntityRecord) -> str:
    return f"{escape(entity.name)} {_tags(entity.kind, entity.code or entity.country)}"


def _sure(confidence: float | None) -> str | None:
    return None if confidence is None else f"sure {sure(confidence)}"


def _tags(*words: str | None) -> str:
    return "".join(f'<span class="tag">{escape(word)}</span>' for word in words if word)
