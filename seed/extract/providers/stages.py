"""The stages that providers serve for an article. Where one gives no answer that holds, our own rules serve, and it is told."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from typing import TypeVar

from seed.extract import cast, events, quotes
from seed.extract.findings import Cast, Said, Story, Timed, Told
from seed.extract.providers import people, statements, tellings
from seed.extract.providers.asking import answered
from seed.extract.providers.forms import Tally
from seed.extract.providers.named import Provider
from seed.extract.providers.plain import Json, NoAnswer
from seed.extract.providers.questions import question

T = TypeVar("T")
# Whoever runs the extraction says where this goes: to standard error, unless told otherwise.
log = logging.getLogger("dateline.providers")


class Stages:
    """The stages of one article. `made_by` says of each that a provider was asked for who served it."""

    def __init__(self, story: Story, times: Sequence[Timed], providers: Sequence[Provider]) -> None:
        self._story = story
        self._times = times
        self._providers = {provider.stage: provider for provider in providers}
        self.made_by: list[tuple[str, str]] = []

    def cast(self) -> Cast:
        """Find who is who."""
        story = self._story
        named = self._served(
            "entities",
            lambda: question("entities", story, self._times),
            lambda items, tally: people.cast_of(story, items, tally),
        )
        everybody = cast.found(story) if named is None else named
        meant = self._served(
            "coreference",
            lambda: question("coreference", story, self._times, everybody),
            lambda items, tally: people.referring(story, everybody, items, tally),
        )
        return everybody if meant is None else meant

    def said(self, everybody: Cast) -> list[Said]:
        """Find who says what."""
        served = self._served(
            "quotes",
            lambda: question("quotes", self._story, self._times, everybody),
            lambda items, tally: statements.said_of(self._story, everybody, self._times, items, tally),
        )
        return quotes.found(self._story, everybody, self._times) if served is None else served

    def told(self, everybody: Cast, said: Sequence[Said]) -> list[Told]:
        """Find what happens."""
        served = self._served(
            "events",
            lambda: question("events", self._story, self._times, everybody, said),
            lambda items, tally: tellings.told_of(self._story, everybody, self._times, said, items, tally),
        )
        return events.found(self._story, everybody, self._times, said) if served is None else served

    def _served(self, stage: str, ask: Callable[[], Json], make: Callable[[list[object], Tally], T]) -> T | None:
        """Have a provider serve a stage; None where there is none, or it gives nothing that holds."""
        provider = self._providers.get(stage)
        if provider is None:
            return None
        tally = Tally()
        try:
            answer = answered(provider, ask())
            made = make(answer.items, tally)
            if answer.items and not tally.kept:
                raise NoAnswer(f"nothing that it says holds: {tally}")
        except NoAnswer as fault:
            log.warning("dateline: %s by %s: %s; our own rules serve.", stage, provider.called, fault)
            self.made_by.append((f"{stage}_by", f"rules, for {provider.called} failed"))
            return None
        if tally.dropped:
            log.warning("dateline: %s by %s: left out: %s.", stage, answer.made_by, tally)
        self.made_by.append((f"{stage}_by", answer.made_by))
        return made
