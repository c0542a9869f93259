"""The tellings of an article by the PETRARCH dictionaries, in place of the project's own tables."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from spacy.tokens import Token

from schemas.codebook import codebook
from seed.extract.contexts import contexts_of
from seed.extract.dictionaries import Dictionaries
from seed.extract.dictionary_coding import Coded, Side, coded
from seed.extract.doubts import is_unreal
from seed.extract.findings import Cast, Mentioned, Story, Timed, Told, Who, stretch
from seed.extract.gazetteer import slug
from seed.extract.standing import standing
from seed.extract.timing import when
from seed.lands import land_of_code

# What the dictionaries find is not calibrated: they are whoever's brought them.
CONFIDENCE = 0.5


def found(story: Story, dictionaries: Dictionaries, times: Sequence[Timed] = ()) -> tuple[Cast, list[Told]]:
    """Find who is named by the actors of the dictionaries, and what they do; codes that are not CAMEO's are left out."""
    published = story.submitted.published
    day = published.date() if published else date.max
    cast = Cast([])
    tellings = [
        _telling(story, cast, each, times)
        for passage in story.passages
        for each in coded(passage, dictionaries, day)
        if each.code in codebook("cameo").codes and not is_unreal(each.verb, each.code)
    ]
    return cast, tellings


def _telling(story: Story, cast: Cast, each: Coded, times: Sequence[Timed]) -> Told:
    ends = [each.verb, each.source.first, each.source.last, each.target.first, each.target.last]
    clause = stretch(story.text, min(ends, key=_place), max(ends, key=_place))
    shown = standing(story, each.verb, each.code)
    return Told(
        cameo=each.code,
        root=each.verb,
        trigger=stretch(story.text, each.verb, each.verb),
        clause=clause,
        actor1=_side(story, cast, each.source),
        actor2=_side(story, cast, each.target),
        rule="dictionary",
        status=shown.status if shown else "asserted",
        status_span=stretch(story.text, shown.word, shown.word) if shown else None,
        when=when(times, [each.verb]),
        contexts=contexts_of(each.code, each.verb.sent),
        confidence=CONFIDENCE,
    )


def _place(token: Token) -> int:
    return token.i


def _side(story: Story, cast: Cast, side: Side) -> list[Mentioned]:
    """Give the mention of a party; a code without a country is somebody whom the text does not name."""
    span = stretch(story.text, side.first, side.last)
    code = side.code.removeprefix("---")
    land = land_of_code(code)
    key = f"group/{slug(code or span.text)}"
    who = next((one for one in cast.everybody if one.key == key), None)
    who = who or Who(key, "group", span.text, code or None, land.country if land else None, rule="code")
    mentioned = Mentioned(who, span, "name", side.last)
    cast.add(mentioned)
    return [mentioned]
