"""What a provider is sent: the article, and what was found before, in the form in which answers are given."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from seed.extract.findings import START, Cast, Mentioned, Said, Story, Timed, Who
from seed.extract.providers.plain import Json
from seed.records import Span


def question(
    stage: str, story: Story, times: Sequence[Timed], cast: Cast | None = None, said: Sequence[Said] | None = None
) -> Json:
    """Write what is asked of a stage; `cast` and `said` where an earlier stage has found them."""
    submitted, published = story.submitted, story.submitted.published
    passages = sorted((doc.user_data[START], doc.user_data[START] + len(doc.text)) for doc in story.passages)
    asked: Json = {
        "stage": stage,
        "text": submitted.text,
        "language": submitted.language,
        "title": story.layout.title.text if story.layout.title else submitted.title,
        "published": published.isoformat() if published else None,
        "passages": [{"start": start, "end": end} for start, end in passages],
        "times": [_time(timed) for timed in times],
    }
    if cast is not None:
        asked["entities"] = [_entity(who) for who in cast.everybody]
    if said is not None:
        asked["quotes"] = [_quote(one) for one in said]
    return asked


def _time(timed: Timed) -> Json:
    days = timed.dated and {"from": timed.dated.start.isoformat(), "until": timed.dated.end.isoformat()}
    return _span(timed.span) | (days or {})


def _entity(who: Who) -> Json:
    known: dict[str, Any] = {"code": who.code, "country": who.country, "sector": who.sector}
    return {
        "id": who.key,
        "kind": who.kind,
        "name": who.name,
        **{name: value for name, value in known.items() if value},
        "mentions": [_span(one.span) | {"kind": one.kind} for one in who.mentions],
    }


def _quote(said: Said) -> Json:
    return {
        "kind": said.kind,
        "content": [_span(span) for span in said.content],
        "cue": None if said.cue is None else _span(said.cue),
        "speaker": None if said.speaker is None else _reference(said.speaker),
        "addressees": [_reference(one) for one in said.addressees],
        "confidence": said.confidence,
    }


def _reference(one: Mentioned) -> Json:
    return _span(one.span) | {"entity": one.who.key}


def _span(span: Span) -> Json:
    return {"start": span.start, "end": span.end, "text": span.text}
