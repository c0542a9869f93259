"""What the forms call things: names of those who take part, days, how sure something is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from seed.records import Dated, EntityRecord, Part, Participant

Entities = Mapping[str, EntityRecord]


def name_of(key: str, named: Entities) -> str:
    """Name an entity."""
    return named[key].name if key in named else key


def names_of(parts: Iterable[Part], named: Entities) -> str:
    """Name those on one side of an event; empty where nobody is."""
    return ", ".join(
        name_of(part.entity, named) if isinstance(part, Participant) else part.name or part.code or "unknown"
        for part in parts
    )


def days(dated: Dated) -> str:
    """Write a day, or the first and the last of several."""
    return str(dated.start) if dated.start == dated.end else f"{dated.start} – {dated.end}"


def sure(confidence: float | None) -> str | None:
    """Write how sure something is, where somebody says so."""
    return None if confidence is None else f"{confidence:.2f}"
