"""An event of an article as a record: who, what, when and where, each with the words that say so."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from schemas.codebook import cameo
from seed.extract.findings import Happening, Mentioned, Told, Who
from seed.extract.keys import key_in
from seed.records import ArticleRecord, EventRecord, Evidence, Participant, Place, Span


def event(
    happening: Happening, article: ArticleRecord, model: str, made_by: tuple[tuple[str, str], ...] = ()
) -> EventRecord:
    """Make a record of an event. `model` parsed the text; which rule found the event stands beside it in `origin`.

    `made_by` is that of `findings.Extracted`.
    """
    clearest = happening.tellings[0]
    deaths = max((told.fatalities for told in happening.tellings if told.fatalities is not None), default=None)
    return EventRecord(
        key=key_in(article.key, happening.key),
        dataset=article.dataset,
        origin_id=happening.key,
        date=happening.dated,
        cameo=happening.cameo,
        status=happening.status,
        summary=happening.summary,
        actor1=_side(happening.actor1, happening.tellings),
        actor2=_side(happening.actor2, happening.tellings),
        attributed_to=tuple(who.key for who in happening.attributed_to),
        plover_type=clearest.plover_type if clearest.plover_type != cameo(happening.cameo).plover_type else None,
        contexts=tuple({context: None for told in happening.tellings for context in told.contexts}),
        place=_place(happening.tellings),
        fatalities_best=deaths,
        fatalities_low=deaths,
        mentions=len(happening.tellings),
        articles=1,
        sources=1,
        confidence=happening.confidence,
        evidence=tuple(_evidence(happening, article.key)),
        origin=(("rule", clearest.rule), ("model", model), *made_by),
    )


def _side(people: Iterable[Who], tellings: Sequence[Told]) -> tuple[Participant, ...]:
    return tuple(_participant(who, tellings) for who in people)


def _participant(who: Who, tellings: Sequence[Told]) -> Participant:
    written = next((one.span.text for told in tellings for one in (*told.actor1, *told.actor2) if one.who is who), None)
    return Participant(who.key, who.code, written, who.country, who.sector, who.rule)


def _place(tellings: Iterable[Told]) -> Place | None:
    where = next((told.where.who for told in tellings if told.where is not None), None)
    if where is None:
        return None
    return Place(where.name, "country" if where.kind == "country" else "unknown", where.key, where.country)


def _evidence(happening: Happening, article: str) -> Iterator[Evidence]:
    """Give the words for each field, each stretch once a field, the clearest telling first."""
    seen: set[tuple[str, int, int]] = set()
    for told in happening.tellings:
        for field, span in _words_of(told, happening):
            if (field, span.start, span.end) not in seen:
                seen.add((field, span.start, span.end))
                yield Evidence(article, field, span, method=told.method, confidence=told.confidence)


def _words_of(told: Told, happening: Happening) -> Iterator[tuple[str, Span]]:
    yield "event", told.clause
    yield "trigger", told.trigger
    if told.status_span is not None:
        yield "status", told.status_span
    yield from (("actor1", one.span) for one in _of(told.actor1, happening.actor1))
    yield from (("actor2", one.span) for one in _of(told.actor2, happening.actor2))
    if told.when is not None:
        yield "date", told.when.span
    if told.where is not None:
        yield "place", told.where.span


def _of(mentioned: Iterable[Mentioned], side: Sequence[Who]) -> list[Mentioned]:
    """Leave out whom another telling puts on no side of the event."""
    return [one for one in mentioned if one.who in side]
