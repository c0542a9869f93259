"""The names of a provider, as the names that the parser and the tables would have found."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from spacy.tokens import Doc
from spacy.tokens import Span as Words

from seed.extract.findings import START, Story
from seed.extract.gazetteer import Form, matches
from seed.extract.named import Name
from seed.records import Span

_LABELS = {"country": "place", "unknown": None, "unnamed": None}
# What a name of the tables may be called by somebody who does not have them.
_FITTING = {
    "person": {"person"},
    "organization": {"organization"},
    "place": {"place", "country"},
    "country": {"place", "country"},
    "group": {"group"},
}


@dataclass(frozen=True, slots=True)
class Named:
    """A name in the text: the stretch, its words, and a code of the codebook `entity_kind`, None where nobody says it."""

    span: Span
    words: Words
    kind: str | None


def names_in(story: Story, named: Sequence[Named]) -> list[Name]:
    """Give the names in reading order, and with them the nationalities of which a provider says nothing.

    Recognizers of names pass over "Iranian" in "Iranian officials", which says whose they are.
    """
    tables = {doc.user_data[START]: matches(doc) for doc in story.passages}
    forms = {(start, match.first, match.last): match.form for start, found in tables.items() for match in found}
    told: dict[tuple[int, int, int], Name] = {}
    for one in sorted(named, key=lambda one: (one.span.start, -one.span.end)):
        first, last = _bare(one.words)
        place = (one.words.doc.user_data[START], first, last)
        told.setdefault(place, _name(one, first, last, forms.get(place)))
    taken = {(start, at) for start, first, last in told for at in range(first, last + 1)}
    for doc in story.passages:
        start = doc.user_data[START]
        for match in tables[start]:
            if match.form.people and not any((start, at) in taken for at in range(match.first, match.last + 1)):
                told[start, match.first, match.last] = Name(doc, match.first, match.last, None, match.form)
    return list(_in_order(story.passages, list(told.values())))


def _bare(words: Words) -> tuple[int, int]:
    """Leave out the article before a name and the possessive behind it."""
    first, last = words.start, words.end - 1
    if first < last and words[0].lower_ in {"the", "a", "an"}:
        first += 1
    if first < last and words[-1].tag_ == "POS":
        last -= 1
    return first, last


def _name(one: Named, first: int, last: int, form: Form | None) -> Name:
    kind = one.kind or "unknown"
    fits = form is not None and (
        kind == "unknown" or form.known.kind in _FITTING.get(kind, ()) or (kind == "group" and form.people)
    )
    label = _LABELS.get(kind, kind)
    return Name(one.words.doc, first, last, label, form if fits else None, told=label is not None)


def _in_order(passages: Sequence[Doc], names: Sequence[Name]) -> Iterator[Name]:
    """Give the names passage by passage; one within another is marked as nested, and one that overlaps left out."""
    for doc in passages:
        here = sorted((name for name in names if name.doc is doc), key=lambda name: (name.first, -name.last))
        last = -1
        for name in here:
            if name.first > last:
                last = name.last
                yield name
            elif name.last <= last:
                name.nested = True
                yield name
