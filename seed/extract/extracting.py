"""From an article to all that it says: the stages of an extraction, one after the other."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time

from seed.extract import cast, events, merging, quotes, times
from seed.extract.findings import Extracted, Story, Submitted
from seed.extract.reading import model_name, read


def extract(submitted: Submitted) -> Extracted:
    """Read an article and find what it says. Raises `reading.Unreadable` and `reading.NoExtraction`.

    Where nobody says when it was published, the line of the article that does so counts.
    """
    story, basis = _published(read(submitted))
    published = story.submitted.published
    day = None if published is None else published.date()
    everybody = cast.found(story)
    expressions = times.found(story)
    said = quotes.found(story, everybody, expressions)
    tellings = events.found(story, everybody, expressions, said)
    happenings = merging.merged(tellings, day)
    return Extracted(story, everybody, expressions, said, happenings, model_name(), day, basis)


def _published(story: Story) -> tuple[Story, str]:
    """Say when a story was published and how that is known, as a code of the codebook `basis`."""
    if story.submitted.published is not None:
        return story, "origin"
    day = times.dated_line(story.layout.date_line)
    if day is None:
        return story, "outside"
    dated = replace(story.submitted, published=datetime.combine(day, time(), UTC), published_precision="day")
    return replace(story, submitted=dated), "text"
