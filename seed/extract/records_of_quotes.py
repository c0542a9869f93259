"""A statement of an article as a record: what was said, by whom, to whom, and about what."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from seed.extract.findings import Extracted, Said
from seed.extract.holding import Statements
from seed.extract.keys import key_in, key_of_words
from seed.records import ArticleRecord, Evidence, QuoteRecord, Span, Via


class About(NamedTuple):
    """The keys of whom a statement names, but for who makes it, and of the events that it tells of; each once."""

    entities: dict[str, None]
    events: dict[str, None]


def content_key(said: Said) -> str:
    """Name a statement by its words."""
    return key_of_words("said", *(part.text for part in said.content))


def told_in(extracted: Extracted) -> dict[Said, About]:
    """Find what each statement is about."""
    statements = Statements(extracted.said)
    about: dict[Said, About] = defaultdict(lambda: About({}, {}))
    for who in extracted.cast.everybody:
        for mentioned in who.mentions:
            for one in statements.holding(mentioned.span) if mentioned.kind == "name" else ():
                if one.speaker is None or one.speaker.who is not who:
                    about[one].entities[who.key] = None
    for happening in extracted.happenings:
        for told in happening.tellings:
            for one in statements.holding(told.trigger):
                about[one].events[happening.key] = None
    return about


def quote(said: Said, article: ArticleRecord, about: About, time: int) -> QuoteRecord:
    """Make a record of a statement that has content, said for the first or another `time` in the article."""
    own = content_key(said)
    return QuoteRecord(
        key=key_in(article.key, own if time == 1 else f"{own}-{time}"),
        dataset=article.dataset,
        article=article.key,
        kind=said.kind,
        content=tuple(said.content),
        cue=said.cue,
        cue_lemma=said.cue_lemma,
        speaker=said.speaker.who.key if said.speaker else None,
        speaker_as_written=said.speaker.span.text if said.speaker else None,
        via=tuple(Via(by.who.key, by.span.text, cue.text if cue else None) for by, cue in said.passed_on),
        addressees=tuple(dict.fromkeys(heard.who.key for heard in said.addressees)),
        about_entities=tuple(about.entities),
        about_events=tuple(key_in(article.key, key) for key in about.events),
        said=said.said,
        confidence=said.confidence,
        evidence=tuple(_evidence(said, article.key)),
    )


def _evidence(said: Said, article: str) -> Iterator[Evidence]:
    """Give the words of the cue, the speaker and whatever else the text says besides the content."""
    told: list[tuple[str, Span | None]] = [("quoted", part) for part in said.quoted]
    told += [("cue", said.cue), ("speaker", said.speaker.span if said.speaker else None)]
    told += [("via", span) for by, cue in said.passed_on for span in (by.span, cue)]
    told += [("addressee", heard.span) for heard in said.addressees]
    for field, span in told:
        if span is not None:
            yield Evidence(article, field, span, method=said.method, confidence=said.confidence)
