"""A statement of an article as a record: what was said, by whom, to whom, and about what."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from seed.extract.findings import Cast, Happening, Said
from seed.extract.keys import key_in
from seed.records import ArticleRecord, Evidence, QuoteRecord, Span, Via


def quote(said: Said, article: ArticleRecord, cast: Cast, happenings: Iterable[Happening]) -> QuoteRecord:
    """Make a record of a statement that has content."""
    start, end = said.content[0].start, said.content[-1].end
    return QuoteRecord(
        key=key_in(article.key, f"said-{start}-{end}"),
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
        about_entities=tuple(_named_in(said, cast)),
        about_events=tuple(
            key_in(article.key, happening.key)
            for happening in happenings
            if any(_holds(said.content, told.trigger) for told in happening.tellings)
        ),
        said=said.said,
        confidence=said.confidence,
        evidence=tuple(_evidence(said, article.key)),
    )


def _named_in(said: Said, cast: Cast) -> Iterator[str]:
    """Give those whom a statement names, but not who makes it."""
    speaker = said.speaker.who if said.speaker else None
    for who in cast.everybody:
        named = (one for one in who.mentions if one.kind == "name")
        if who is not speaker and any(_holds(said.content, one.span) for one in named):
            yield who.key


def _holds(content: Sequence[Span], inner: Span) -> bool:
    return any(part.start <= inner.start and inner.end <= part.end for part in content)


def _evidence(said: Said, article: str) -> Iterator[Evidence]:
    """Give the words of the cue, the speaker and whatever else the text says besides the content."""
    told: list[tuple[str, Span | None]] = [("quoted", part) for part in said.quoted]
    told += [("cue", said.cue), ("speaker", said.speaker.span if said.speaker else None)]
    told += [("via", span) for by, cue in said.passed_on for span in (by.span, cue)]
    told += [("addressee", heard.span) for heard in said.addressees]
    for field, span in told:
        if span is not None:
            yield Evidence(article, field, span, method=said.method, confidence=said.confidence)
