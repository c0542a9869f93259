"""What happened by a provider: every telling with a code of the codebook and words of the text."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from spacy.tokens import Token

from seed.extract.contexts import contexts_of
from seed.extract.findings import Cast, Mentioned, Said, Story, Timed, Told, Who, end_of, offset
from seed.extract.holding import Statements
from seed.extract.providers.forms import EventSchema, SpanSchema, Tally
from seed.extract.providers.ground import Ground
from seed.extract.providers.references import References
from seed.extract.standing import standing
from seed.records import Span

RULE = "provider"
_EVENT, _SPAN = EventSchema(), SpanSchema()
_PLACES = frozenset({"place", "country"})


def told_of(
    story: Story, cast: Cast, times: Sequence[Timed], said: Sequence[Said], items: Sequence[object], tally: Tally
) -> list[Told]:
    """Make tellings of what a provider says, in the order of the text."""
    made = _Tellings(story, cast, times, said, tally)
    found = [telling for item in items if (telling := made.telling(item)) is not None]
    return sorted(found, key=lambda told: told.trigger.start)


class _Tellings:
    """The tellings of one article."""

    def __init__(self, story: Story, cast: Cast, times: Sequence[Timed], said: Sequence[Said], tally: Tally) -> None:
        self._story = story
        self._ground = Ground(story, tally)
        self._references = References(story, cast, times, self._ground)
        self._said = Statements(said)

    def telling(self, item: object) -> Told | None:
        """Read an event; None where its code is none or the words that tell of it do not stand in the text."""
        told = _EVENT.fitting(item, self._ground.tally)
        clause = self._ground.placed(told["clause"], _SPAN) if told is not None and "clause" in told else None
        trigger = self._ground.placed(told["trigger"], _SPAN, clause) if told is not None else None
        root = self._ground.head(trigger) if trigger is not None else None
        if told is None or trigger is None or root is None:
            return None
        self._ground.tally.kept += 1
        if clause is not None and not (clause.start <= trigger.start and trigger.end <= clause.end):
            self._ground.tally.drop("with a clause elsewhere")
            clause = None
        return self._made(told, trigger, root, clause)

    def _made(self, told: dict[str, Any], trigger: Span, root: Token, clause: Span | None) -> Told:
        first = self._references.all_meant(told["actor1"], trigger)
        second = self._references.all_meant(told["actor2"], trigger)
        # Nobody acts on himself.
        second = [one for one in second if one.who not in {other.who for other in first}]
        clause = clause or self._clause(trigger, root, [*first, *second])
        telling = Told(
            cameo=told["code"],
            root=root,
            trigger=trigger,
            clause=clause,
            actor1=first,
            actor2=second,
            rule=RULE,
            attributed_to=self._asserting(told, trigger),
            when=self._references.timed(told.get("when"), trigger),
            where=self._where(told, trigger),
            contexts=self._contexts(told, root, clause),
            fatalities=told.get("fatalities"),
            confidence=told["confidence"],
            method="model",
        )
        self._state(telling, told)
        return telling

    def _state(self, telling: Told, told: dict[str, Any]) -> None:
        """Say whether it is told as a fact: by the provider, else by the words around."""
        shown = standing(self._story, telling.root, telling.cameo) if "status" not in told else None
        if "status" in told:
            telling.status = told["status"]
            telling.status_span = (
                self._ground.placed(told["status_words"], _SPAN, telling.trigger) if "status_words" in told else None
            )
        elif shown is not None:
            start = offset(shown.word)
            telling.status = shown.status
            telling.status_span = Span(start, start + len(shown.word.text), shown.word.text)

    def _clause(self, trigger: Span, root: Token, people: Sequence[Mentioned]) -> Span:
        """Give the stretch from the first to the last of the words that tell it."""
        near = [one.span for one in people if one.head.doc is root.doc and one.head.sent == root.sent]
        start = min(span.start for span in [trigger, *near])
        end = max(span.end for span in [trigger, *near])
        return Span(start, end, self._ground.text[start:end])

    def _asserting(self, told: dict[str, Any], trigger: Span) -> list[Who]:
        """Give those who say it: by the provider, else the speakers of every statement that holds the words."""
        if "attributed_to" in told:
            return [one.who for one in self._references.all_meant(told["attributed_to"], trigger)]
        tellers = (
            one
            for said in self._said.holding(trigger)
            for one in (said.speaker, *(by for by, _ in said.passed_on))
            if one is not None
        )
        return list({one.who.key: one.who for one in tellers}.values())

    def _where(self, told: dict[str, Any], trigger: Span) -> Mentioned | None:
        where = self._references.meant(told["where"], trigger) if "where" in told else None
        if where is not None and where.who.kind not in _PLACES:
            self._ground.tally.drop("where nobody can be")
            return None
        return where

    def _contexts(self, told: dict[str, Any], root: Token, clause: Span) -> tuple[str, ...]:
        if "contexts" in told:
            return tuple(dict.fromkeys(told["contexts"]))
        near = [token for token in root.doc if offset(token) < clause.end and clause.start < end_of(token)]
        return contexts_of(told["code"], near)
