"""The work grows with a text, and not with its square."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from seed.extract import cast, events, merging, quotes, times
from seed.extract.findings import Told
from tests.extraction import story_of

SYLLABLES = ("ba", "dor", "fen", "gul", "kam", "lis", "mor", "nev", "pol", "rud", "sil", "tor")
PEOPLE = [f"{one.capitalize()}{other}an" for one in SYLLABLES for other in SYLLABLES]


@pytest.mark.parametrize("events_told", [40, 70])
def test_a_telling_is_held_only_against_events_that_share_somebody_with_it(monkeypatch, events_told):
    pairs = zip(PEOPLE[:events_told], PEOPLE[-events_told:], strict=True)
    story = story_of("\n\n".join(f"Karl {one} criticized Maria {other} on Monday." for one, other in pairs))
    everybody, dated = cast.found(story), times.found(story)
    tellings = events.found(story, everybody, dated, quotes.found(story, everybody, dated))
    held = []
    fit = merging._fit

    def counted(one: Told, other: Told) -> bool:
        held.append(one)
        return fit(one, other)

    monkeypatch.setattr(merging, "_fit", counted)
    told = merging.merged(tellings, datetime(2031, 3, 10, tzinfo=UTC).date())
    assert len(told) > events_told // 2
    assert len(held) <= 2 * len(tellings)
