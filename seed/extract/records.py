"""What an article says, as records to be stored.

Every span reproduces the text. Whoever has a name is a stub, so that an article never changes what a person described; who
has none belongs to the article alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time

from seed.addresses import domain
from seed.extract.findings import Cast, Extracted, Said, Who
from seed.extract.keys import article_key
from seed.extract.records_of_events import event
from seed.extract.records_of_quotes import content_key, quote, told_in
from seed.records import (
    Affiliation,
    ArticleRecord,
    Batch,
    DatasetRecord,
    EntityRecord,
    EventRecord,
    Mention,
    QuoteRecord,
    SourceRecord,
    Span,
)
from store.tokens import folded

DATASET = DatasetRecord(
    slug="articles",
    title="Events, entities and quotes of articles",
    version="1",
    publisher="The operator of this server",
    licence="The texts are their publishers'; what is extracted from them is the operator's to license.",
    citation="Dateline: what articles say, extracted by rule.",
    redistributable=False,
    stub=True,
)
UNDATED = "Neither the text nor whoever brought it says when it was published; the day on which it was read stands in."
_LONGEST_NAME = 400


def batch(extracted: Extracted, dataset: DatasetRecord = DATASET, today: date | None = None) -> Batch:
    """Make records of all that an article says. `today` stands in where nobody knows when it was published."""
    source = _source(extracted)
    everybody = _everybody(extracted)
    article = _article(extracted, dataset, source, today or datetime.now(UTC).date())
    article = replace(article, mentions=_mentions(everybody))
    return Batch(
        datasets=(dataset,),
        sources=() if source is None else (source,),
        entities=tuple(_entities(everybody)),
        articles=(article,),
        events=tuple(_events(extracted, article)),
        quotes=tuple(_quotes(extracted, article)),
    )


def _source(extracted: Extracted) -> SourceRecord | None:
    submitted = extracted.story.submitted
    host = domain(submitted.url) if submitted.url else None
    if host:
        return SourceRecord(key=host, name=submitted.publisher or host, domain=host, stub=True)
    if submitted.publisher:
        key = f"publisher/{folded(submitted.publisher) or submitted.publisher}"
        return SourceRecord(key=key, name=submitted.publisher, stub=True)
    return None


def _article(extracted: Extracted, dataset: DatasetRecord, source: SourceRecord | None, today: date) -> ArticleRecord:
    submitted, layout = extracted.story.submitted, extracted.story.layout
    known = submitted.published is not None
    key = article_key(submitted)
    return ArticleRecord(
        key=key,
        dataset=dataset.slug,
        source=None if source is None else source.key,
        text=submitted.text,
        title=layout.title.text if layout.title else submitted.title,
        published=submitted.published or datetime.combine(today, time(), UTC),
        published_precision=submitted.published_precision,
        published_basis=extracted.published_basis,
        published_note=None if known else UNDATED,
        url=key if submitted.url and not key.startswith("text/") else None,
        authors=submitted.authors,
        dateline=layout.dateline,
        dateline_place=_dateline_place(extracted.cast, layout.dateline),
        language=submitted.language,
        rights=None if layout.rights is None else layout.rights.text,
        furniture=tuple(sorted(layout.furniture, key=lambda stretch: stretch.start)),
    )


def _mentions(everybody: Iterable[Who]) -> tuple[Mention, ...]:
    """Collect the mentions of everybody in reading order, the longer first where two start together, each once."""
    found = {
        (who.key, mentioned.span.start, mentioned.span.end): Mention(who.key, mentioned.span, mentioned.kind)
        for who in everybody
        for mentioned in who.mentions
    }
    return tuple(sorted(found.values(), key=lambda mention: (mention.span.start, -mention.span.end, mention.entity)))


# --- who --------------------------------------------------------------------------------------------------------------


def _entities(everybody: Iterable[Who]) -> Iterator[EntityRecord]:
    """Give everybody once, those first to whom others belong."""
    given: set[str] = set()
    for who in everybody:
        yield from _entity(who, given)


def _everybody(extracted: Extracted) -> list[Who]:
    """Give the cast, and those besides whom an event or a statement names."""
    found = list(extracted.cast.everybody)
    for happening in extracted.happenings:
        found += [*happening.actor1, *happening.actor2, *happening.attributed_to]
        found += [told.where.who for told in happening.tellings if told.where is not None]
    for said in extracted.said:
        found += [
            one.who for one in (said.speaker, *(by for by, _ in said.passed_on), *said.addressees) if one is not None
        ]
    return list(dict.fromkeys(found))


def _entity(who: Who, given: set[str]) -> Iterator[EntityRecord]:
    if who.key in given:
        return
    given.add(who.key)
    for bond in who.bonds:
        if bond.of is not None:
            yield from _entity(bond.of, given)
    bonds = {(bond.of.key if bond.of else None, bond.role): None for bond in who.bonds if bond.of or bond.role}
    name = who.name[:_LONGEST_NAME]
    yield EntityRecord(
        key=who.key,
        kind=who.kind,
        name=name,
        code=who.code,
        country=who.country,
        sector=who.sector,
        aliases=tuple(alias for alias in dict.fromkeys(who.aliases) if alias != name and len(alias) <= _LONGEST_NAME),
        affiliations=tuple(Affiliation(of, role) for of, role in bonds if of != who.key),
        identifiers=tuple(who.identifiers.items()),
        stub=who.kind != "unnamed",
    )


def _dateline_place(cast: Cast, dateline: Span | None) -> str | None:
    """Find the place that a dateline names, the first of several."""
    named = [
        (mentioned.span.start, who.key)
        for who in cast.everybody
        for mentioned in who.mentions
        if dateline and dateline.start <= mentioned.span.start and mentioned.span.end <= dateline.end
    ]
    return min(named)[1] if named else None


# --- what -------------------------------------------------------------------------------------------------------------


def _events(extracted: Extracted, article: ArticleRecord) -> Iterator[EventRecord]:
    for happening in extracted.happenings:
        made = event(happening, article, extracted.model, extracted.made_by)
        if extracted.published_on is None and happening.dated.start == date.min:
            day = article.published.date()
            made = replace(made, date=replace(made.date, start=day, end=day, note=UNDATED))
        yield made


def _quotes(extracted: Extracted, article: ArticleRecord) -> Iterator[QuoteRecord]:
    """Give every statement; of two that have one stretch, the surer."""
    about = told_in(extracted)
    surest: dict[tuple[int, int], Said] = {}
    for said in extracted.said:
        if said.content:
            stretch = said.content[0].start, said.content[-1].end
            if stretch not in surest or surest[stretch].confidence < said.confidence:
                surest[stretch] = said
    times: Counter[str] = Counter()
    for said in sorted(surest.values(), key=lambda said: said.content[0].start):
        times[content_key(said)] += 1
        yield quote(said, article, about[said], times[content_key(said)])
