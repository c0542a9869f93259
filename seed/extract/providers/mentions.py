"""The entities of an answer, each with its words in the text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from spacy.tokens import Token

from seed.extract.providers.forms import EntitySchema, MentionSchema
from seed.extract.providers.ground import Ground
from seed.records import Span

_ENTITY, _MENTION = EntitySchema(), MentionSchema()
_PRONOUNS = frozenset({"PRP", "PRP$", "WP", "WP$"})


@dataclass(frozen=True, slots=True)
class Mention:
    """Words that speak of somebody. `kind` is None where the provider does not say it."""

    span: Span
    head: Token
    kind: str | None


@dataclass(frozen=True, slots=True)
class Entity:
    """Somebody, with what a provider says of him."""

    fields: dict[str, Any]
    mentions: list[Mention] = field(default_factory=list)


def entities_in(items: Iterable[object], ground: Ground) -> list[Entity]:
    """Read the entities of which a mention stands in the text; of two that claim one stretch, the first has it."""
    fitting = (_ENTITY.fitting(item, ground.tally) for item in items)
    entities = [Entity(fields) for fields in fitting if fields is not None]
    told = [(entity, one) for entity in entities for one in _told(entity, ground)]
    _place([(entity, one) for entity, one in told if not one["everywhere"]], ground)
    _spread([(entity, one) for entity, one in told if one["everywhere"]], entities, ground)
    kept = [entity for entity in entities if entity.mentions]
    ground.tally.kept += len(kept)
    return kept


def kind_of(mention: Mention, entity: Entity) -> str:
    """Tell a name from a description and a pronoun where the provider does not."""
    if mention.kind is not None:
        return mention.kind
    if mention.head.tag_ in _PRONOUNS and len(mention.span.text.split()) == 1:
        return "pronoun"
    kind = entity.fields.get("kind", "unnamed" if mention.head.pos_ != "PROPN" else "unknown")
    return "nominal" if kind == "unnamed" else "name"


_Told = list[tuple[Entity, dict[str, Any]]]


def _told(entity: Entity, ground: Ground) -> Iterator[dict[str, Any]]:
    for given in entity.fields["mentions"]:
        told = _MENTION.fitting(given, ground.tally)
        if told is not None:
            yield told


def _place(told: _Told, ground: Ground) -> None:
    """Take in the mentions that stand at one place."""
    taken: set[tuple[int, int]] = set()
    for entity, one in told:
        span = ground.stretch_of(one)
        if span is not None and (span.start, span.end) not in taken:
            taken.add((span.start, span.end))
            _add(entity, span, one, ground)


def _spread(told: _Told, entities: Iterable[Entity], ground: Ground) -> None:
    """Take in those that stand everywhere, the long ones first: where "Joe Biden" stands, "Biden" is no name of its own."""
    covered = bytearray(len(ground.text))
    for span in (mention.span for entity in entities for mention in entity.mentions):
        covered[span.start : span.end] = b"1" * (span.end - span.start)
    for entity, one in sorted(told, key=lambda pair: -len(pair[1]["text"])):
        for span in ground.everywhere(one["text"]):
            if not any(covered[span.start : span.end]):
                covered[span.start : span.end] = b"1" * (span.end - span.start)
                _add(entity, span, one, ground)


def _add(entity: Entity, span: Span, told: dict[str, Any], ground: Ground) -> None:
    head = ground.head(span)
    if head is None:
        ground.tally.drop("without a word")
    else:
        entity.mentions.append(Mention(span, head, told.get("kind")))
