"""What an article says as tables for a terminal: who, what happened, who said what."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from rich.console import Console, Group
from rich.table import Table
from rich.text import Text

from schemas.codebook import cameo, label
from seed.extract.forms.words import Entities, days, name_of, names_of, sure
from seed.records import Batch, EventRecord, QuoteRecord

# What moves a terminal's cursor or writes from right to left over what stands there is shown, never done.
_UNSAFE = re.compile(r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]+")


def show(batch: Batch, console: Console) -> None:
    """Print what an article says."""
    named = {entity.key: entity for entity in batch.entities}
    article = batch.articles[0]
    console.print(
        Group(
            _text(article.title or "Without a title", "bold"),
            _text(f"{article.published:%Y-%m-%d}, {len(article.text):,} characters", "dim"),
            _entities(batch),
            _events(batch.events, named),
            _quotes(batch.quotes, named),
        )
    )


def _text(words: str | None, style: str = "") -> Text:
    return Text(_UNSAFE.sub(" ", words or ""), style=style)


def _table(title: str, *columns: str) -> Table:
    table = Table(title=title, title_justify="left", title_style="bold", header_style="dim", box=None, pad_edge=False)
    for column in columns:
        table.add_column(column, overflow="fold")
    return table


def _row(table: Table, *cells: str | None) -> None:
    table.add_row(*map(_text, cells))


def _entities(batch: Batch) -> Table:
    mentions = Counter(mention.entity for article in batch.articles for mention in article.mentions)
    table = _table(f"\nEntities ({len(batch.entities)})", "name", "kind", "code", "roles", "mentions")
    named = {entity.key: entity for entity in batch.entities}
    for entity in batch.entities:
        roles = (_role(bond.role, bond.entity, named) for bond in entity.affiliations)
        code = entity.code or entity.country
        _row(table, entity.name, entity.kind, code, "; ".join(roles), str(mentions[entity.key]))
    return table


def _role(role: str | None, of: str | None, named: Entities) -> str:
    whose = name_of(of, named) if of else ""
    return f"{role} ({whose})" if role and whose else role or whose


def _events(events: Iterable[EventRecord], named: Entities) -> Table:
    table = _table("\nEvents", "date", "status", "who", "what", "to whom", "sure", "in the words")
    for event in events:
        who, whom = (names_of(side, named) for side in (event.actor1, event.actor2))
        code = cameo(event.cameo).code
        told = ", ".join(name_of(key, named) for key in event.attributed_to)
        status = f"{event.status} ({told})" if told else event.status
        what = f"{code} {label('cameo', code)}"
        _row(table, days(event.date), status, who, what, whom, sure(event.confidence), event.summary)
    return table


def _quotes(quotes: Iterable[QuoteRecord], named: Entities) -> Table:
    table = _table("\nQuotes", "who", "kind", "cue", "what was said", "sure")
    for quote in quotes:
        speaker = name_of(quote.speaker, named) if quote.speaker else "nobody named"
        passed_on = "".join(f", by {name_of(link.entity, named)}" for link in quote.via)
        cue = quote.cue.text if quote.cue else None
        said = " … ".join(span.text for span in quote.content)
        _row(table, f"{speaker}{passed_on}", quote.kind, cue, said, sure(quote.confidence))
    return table
