"""What is told in a text, for a test of the events: each telling, each event, and how far it is told as a fact."""

from __future__ import annotations

from datetime import UTC, datetime

from seed.extract import cast, events, merging, quotes, times
from seed.extract.findings import Happening, Told
from tests.extraction import story_of

PUBLISHED = datetime(2031, 3, 10, tzinfo=UTC)


def tellings(text: str) -> list[Told]:
    story = story_of(text, PUBLISHED)
    everybody, dated = cast.found(story), times.found(story)
    return events.found(story, everybody, dated, quotes.found(story, everybody, dated))


def happenings(text: str) -> list[Happening]:
    return merging.merged(tellings(text), PUBLISHED.date())


def statuses(text: str, *roots: str) -> set[str]:
    """Give the status of the events of these root codes, or of those of force."""
    return {one.status for one in happenings(text) if one.cameo[:2] in (roots or ("18", "19", "20"))}
