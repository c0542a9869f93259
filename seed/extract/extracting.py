"""From an article to all that it says: the stages of an extraction, one after the other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, time

from seed.extract import anchored, dictionary_events, merging, quotes, times
from seed.extract.dictionaries import Dictionaries
from seed.extract.findings import Cast, Extracted, Said, Story, Submitted, Timed, Told
from seed.extract.providers.named import Provider
from seed.extract.providers.stages import Stages
from seed.extract.reading import model_name, read


def extract(
    submitted: Submitted, dictionaries: Dictionaries | None = None, providers: Sequence[Provider] = ()
) -> Extracted:
    """Read an article and find what it says. Raises `reading.Unreadable` and `reading.NoExtraction`.

    Where nobody says when it was published, the line of the article that does so counts. Dictionaries take the place of the
    project's own tables of who acts and what is done, and of providers of stages too.
    """
    story, basis = _published(read(submitted))
    published = story.submitted.published
    day = None if published is None else published.date()
    expressions = times.found(story)
    stages = Stages(story, expressions, () if dictionaries else providers)
    everybody, said, tellings = _found(story, expressions, dictionaries, stages)
    happenings = merging.merged(tellings, day)
    expressions = anchored.found(story, everybody, happenings, expressions)
    return Extracted(story, everybody, expressions, said, happenings, model_name(), day, basis, tuple(stages.made_by))


def _found(
    story: Story, expressions: Sequence[Timed], dictionaries: Dictionaries | None, stages: Stages
) -> tuple[Cast, list[Said], list[Told]]:
    if dictionaries is not None:
        everybody, tellings = dictionary_events.found(story, dictionaries, expressions)
        said = quotes.found(story, everybody, expressions)
        times.counted_anew(story, expressions, said)
        return everybody, said, tellings
    everybody = stages.cast()
    said = stages.said(everybody)
    times.counted_anew(story, expressions, said)
    return everybody, said, stages.told(everybody, said)


def _published(story: Story) -> tuple[Story, str]:
    """Say when a story was published and how that is known, as a code of the codebook `basis`."""
    if story.submitted.published is not None:
        return story, "origin"
    day = times.dated_line(story.layout.date_line)
    if day is None:
        return story, "outside"
    dated = replace(story.submitted, published=datetime.combine(day, time(), UTC), published_precision="day")
    return replace(story, submitted=dated), "text"
