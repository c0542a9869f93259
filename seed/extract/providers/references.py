"""Whom a provider means that names somebody by words of the text, by an entity that it was sent, or by both."""

from __future__ import annotations

from collections.abc import Iterable

from seed.extract.findings import Cast, Mentioned, Story, Timed, Who
from seed.extract.gazetteer import slug
from seed.extract.keys import article_key, slug_of
from seed.extract.providers.forms import ReferenceSchema, WhenSchema
from seed.extract.providers.ground import Ground
from seed.records import Dated, Span

_REFERENCE, _WHEN = ReferenceSchema(), WhenSchema()
_LONGEST_NAME = 400


class References:
    """Finds those who take part in a statement or an event; who is new is added to the cast."""

    def __init__(self, story: Story, cast: Cast, times: Iterable[Timed], ground: Ground) -> None:
        self._article = slug_of(article_key(story.submitted))
        self._cast = cast
        self._by_key = {who.key: who for who in cast.everybody}
        self._mentions: dict[tuple[int, int], Mentioned] = {}
        # By where they begin: a stretch has few that begin in it.
        self._names: dict[int, Mentioned] = {}
        for mentioned in (one for who in cast.everybody for one in who.mentions):
            self._note(mentioned)
        self._times = list(times)
        self._ground = ground

    def meant(self, given: object, near: Span) -> Mentioned | None:
        """Give who is meant, where the text speaks of him. None: left out, and counted."""
        told = _REFERENCE.fitting(given, self._ground.tally)
        if told is None:
            return None
        who = self._who(told["entity"]) if "entity" in told else None
        span = self._ground.stretch_of(told, near) if "text" in told else None
        if span is None:
            return None if who is None else _nearest(who, near)
        head = self._ground.head(span)
        if head is None:
            return None
        there = self._there(span) or self._cast.at(head)
        if who is not None:
            return Mentioned(who, span, there.kind if there is not None else "nominal", head)
        return there if there is not None else self._new(span)

    def all_meant(self, given: Iterable[object], near: Span) -> list[Mentioned]:
        """Give those who are meant, each once."""
        found = (self.meant(one, near) for one in given)
        return list({one.who.key: one for one in reversed([one for one in found if one])}.values())[::-1]

    def timed(self, given: object, near: Span) -> Timed | None:
        """Give the expression of time that is meant, with the days that the provider or our own rules give it."""
        told = None if given is None else _WHEN.fitting(given, self._ground.tally)
        span = self._ground.stretch_of(told, near) if told is not None else None
        head = self._ground.head(span) if span is not None else None
        if told is None or span is None or head is None:
            return None
        if "from_" in told:
            start, end = told["from_"], told.get("until", told["from_"])
            return Timed(span, Dated(start, end, "day" if start == end else "range", as_written=span.text), head)
        known = (one for one in self._times if one.span.start < span.end and span.start < one.span.end)
        return next(known, None) or Timed(span, None, head)

    def _note(self, mentioned: Mentioned) -> None:
        span = mentioned.span
        self._mentions.setdefault((span.start, span.end), mentioned)
        if mentioned.kind == "name":
            self._names.setdefault(span.start, mentioned)

    def _who(self, key: str) -> Who | None:
        who = self._by_key.get(key)
        if who is None:
            self._ground.tally.drop("of an entity that was not sent")
        return who

    def _there(self, span: Span) -> Mentioned | None:
        """Find the mention of a stretch: the same one, else the longest name within it."""
        same = self._mentions.get((span.start, span.end))
        names = [self._names[at] for at in range(span.start, span.end) if at in self._names]
        within = [one for one in names if one.span.end <= span.end]
        return same or max(within, key=lambda one: len(one.span.text), default=None)

    def _new(self, span: Span) -> Mentioned | None:
        head = self._ground.head(span)
        if head is None or head.pos_ == "PRON":
            self._ground.tally.drop("who is nobody known")
            return None
        name = " ".join(span.text.split())[:_LONGEST_NAME]
        key = f"unnamed/{self._article}/{slug(name)}"
        who = self._by_key.setdefault(key, Who(key, "unnamed", name, rule="unnamed"))
        mentioned = Mentioned(who, span, "nominal", head)
        self._cast.add(mentioned)
        self._note(mentioned)
        return mentioned


def _nearest(who: Who, near: Span) -> Mentioned | None:
    return min(who.mentions, key=lambda one: abs(one.span.start - near.start), default=None)
