"""What the rows of every sort of record are made of. No query is made: `Keys` gives ids, and the entities that are meant."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, Protocol

import orjson

from seed.records import Actor, Evidence, Part
from seed.records import Participant as Acting
from store.identity import Kind, hashed_bytes, record_id
from store.tables import Base

Row = dict[str, Any]
Children = dict[type[Base], list[Row]]


@dataclass(frozen=True, slots=True)
class Written:
    """A record as rows: its own, and those that hang on it by table."""

    kind: Kind
    table: type[Base]
    row: Row
    children: Children
    stub: bool = False


class Keys(Protocol):
    """What a record needs to know of others."""

    def standing(self, named: int) -> int:
        """Give the entity that stands for this one now: itself, unless it was merged away."""

    def resolved(self, actor: Actor) -> tuple[str, str]:
        """Find whom a dataset means: the entity's key, and by which rule."""

    def published(self, article: str) -> date | None:
        """Give the day, in UTC, on which the article with this key was published; None where there is no such."""


def fingerprint(record: Any) -> int:
    """Hash a record as it was read: the same again is the same number."""
    return hashed_bytes(orjson.dumps(record))


def common(kind: Kind, record: Any, key: str) -> Row:
    """Give the columns that the rows of all records begin with."""
    return {"id": record_id(kind, key), "key": key, "fingerprint": fingerprint(record)}


def taking_part(kind: Kind, record: int, role: str, position: int, who: Part | str | None, keys: Keys) -> Row:
    """Write an entity's part: of the entity with a key, or of whom the dataset names in its own words."""
    code = country = sector = written = named = None
    rule: str | None = "annotated"
    if isinstance(who, Actor):
        key, rule = keys.resolved(who)
        named = known_id(Kind.ENTITY, key)
        code, country, sector, written = who.code, who.country, who.sector, who.name
    elif isinstance(who, Acting):
        named, rule = known_id(Kind.ENTITY, who.entity), who.rule
        code, country, sector, written = who.code, who.country, who.sector, who.as_written
    elif who is not None:
        named = known_id(Kind.ENTITY, who)
    return {
        "record_id": record,
        "role": role,
        "position": position,
        "record_kind": kind.value,
        "entity_id": None if named is None else keys.standing(named),
        "resolved_id": named,
        "rule": rule,
        "code": code,
        "country": country,
        "sector": sector,
        "as_written": written,
        "cue": None,
        "since": None,
        "until": None,
    }


@lru_cache(65536)
def known_id(kind: Kind, key: str) -> int:
    """Give the id of a record that many others name: hashed once."""
    return record_id(kind, key)


def evidence_rows(owner: str, record: int, evidence: tuple[Evidence, ...]) -> list[Row]:
    """Write where articles say what stands in a record; `owner` is the column of that record's id."""
    return [
        {
            owner: record,
            "position": position,
            "field": piece.field,
            "article_id": record_id(Kind.ARTICLE, piece.article),
            "start": piece.span and piece.span.start,
            "end": piece.span and piece.span.end,
            "method": piece.method,
            "confidence": piece.confidence,
        }
        for position, piece in enumerate(evidence)
    ]
