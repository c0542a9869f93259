"""Cut rows into parts that can be stored at once: in each, a record comes once, or again as it was."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from seed.importing import Read
from seed.records import (
    Actor,
    ArticleRecord,
    DatasetRecord,
    EntityRecord,
    EventRecord,
    MergeRecord,
    Record,
    ReportRecord,
)


def apart(batch: Iterable[Read]) -> Iterator[list[Read]]:
    """Cut a batch where a record comes a second time and is another now: the later one updates the earlier.

    It is also cut where a row names actors in words after entities were described: they may be among those.
    """
    part: list[Read] = []
    described = False
    first: dict[tuple[type[Record], str], Record] = {}
    for read in batch:
        if read.fault is not None:
            continue
        mine = {(type(record), _key(record)): record for record in read.records if not getattr(record, "stub", False)}
        again = any(key in first and first[key] != record for key, record in mine.items())
        if again or (described and any(map(_names_in_words, read.records))):
            yield part
            part, first, described = [], {}, False
        part.append(read)
        first |= mine
        described = described or any(kind is EntityRecord for kind, _ in mine)
    if part:
        yield part


def _names_in_words(record: Record) -> bool:
    if isinstance(record, EventRecord):
        return any(isinstance(part, Actor) for part in (*record.actor1, *record.actor2))
    return isinstance(record, ArticleRecord) and any(isinstance(part, Actor) for part in record.named)


def _key(record: Record) -> str:
    if isinstance(record, DatasetRecord):
        return record.slug
    if isinstance(record, MergeRecord):
        return record.away
    return f"{record.event} in {record.article}" if isinstance(record, ReportRecord) else record.key
