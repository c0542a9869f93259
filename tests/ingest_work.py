"""Stands in for the extraction: a sentence "Iran warned Israel." is an event, and some words make it fail."""

from __future__ import annotations

import os
import re
import time
from datetime import UTC, datetime
from pathlib import Path

from seed.extract.findings import Submitted
from seed.extract.keys import article_key, key_in
from seed.extract.reading import NoExtraction, Unreadable
from seed.records import (
    ArticleRecord,
    Batch,
    DatasetRecord,
    Dated,
    EntityRecord,
    EventRecord,
    Evidence,
    Mention,
    Participant,
    QuoteRecord,
    Span,
)

DATASET = DatasetRecord("articles", "Articles", "1", "Operator", "The publishers'", "Articles", stub=True)
EVENT = re.compile(r"(\w+) warned (\w+)\.")
DAY = datetime(2024, 8, 5, tzinfo=UTC)


def ready() -> None:
    """Be ready at once, unless the variable says that nothing is installed."""
    if os.environ.get("DATELINE_TEST_NOTHING_INSTALLED"):
        raise NoExtraction("Nothing is installed.")


def records_of(submitted: Submitted) -> Batch:
    """Find warnings in a text, after what its first word asks for."""
    _fail(submitted.text)
    key = article_key(submitted)
    found = list(EVENT.finditer(submitted.text))
    names = sorted({name for match in found for name in match.groups()})
    mentions = [
        Mention(match[side], Span(*match.span(side), match[side]), "name") for match in found for side in (1, 2)
    ]
    article = ArticleRecord(
        key=key,
        dataset=DATASET.slug,
        source=None,
        text=submitted.text,
        title=submitted.title,
        published=submitted.published or DAY,
        published_precision=submitted.published_precision,
        published_basis="origin" if submitted.published else "outside",
        url=submitted.url and key,
        authors=submitted.authors,
        mentions=tuple(mentions),
    )
    return Batch(
        datasets=(DATASET,),
        entities=tuple(EntityRecord(name, "country", name, stub=True) for name in names),
        articles=(article,),
        events=tuple(_event(match, article) for match in found),
        quotes=tuple(_quote(match, article) for match in found),
    )


def _event(match: re.Match[str], article: ArticleRecord) -> EventRecord:
    day = article.published.date()
    return EventRecord(
        key=key_in(article.key, f"warning-{match[1]}-{match[2]}"),
        dataset=article.dataset,
        origin_id=f"warning-{match[1]}-{match[2]}",
        date=Dated(day, day, "day"),
        cameo="130",
        status="asserted",
        summary=match[0],
        actor1=(Participant(match[1]),),
        actor2=(Participant(match[2]),),
        evidence=(Evidence(article.key, "event", Span(*match.span(), match[0]), "rule", 0.5),),
    )


def _quote(match: re.Match[str], article: ArticleRecord) -> QuoteRecord:
    return QuoteRecord(
        key=key_in(article.key, f"said-{match[1]}-{match[2]}"),
        dataset=article.dataset,
        article=article.key,
        kind="indirect",
        content=(Span(*match.span(), match[0]),),
        cue=None,
        cue_lemma=None,
        speaker=match[1],
        speaker_as_written=match[1],
    )


def _fail(text: str) -> None:
    word, _, rest = text.partition(" ")
    match word:
        case "slowly":
            time.sleep(1)
        case "gated":
            _wait(Path(rest.split()[0]))
        case "unreadable":
            raise Unreadable("Nobody can read this.")
        case "broken":
            raise RuntimeError("broken")
        case "deadly":
            os._exit(1)
        case "endless":
            while True:
                time.sleep(0.01)


def _wait(gate: Path) -> None:
    """Say in a folder that the article is being read, and read on when somebody opens it."""
    (gate / "begun").touch()
    while not (gate / "open").exists():
        time.sleep(0.01)
