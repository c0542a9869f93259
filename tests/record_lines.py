"""Records as lines, written out of a store and taken into one."""

from __future__ import annotations

import json
from hashlib import sha256
from io import BytesIO
from typing import Any

from seed.exporting import exported
from seed.importers.files import Content
from seed.importers.records import FORMAT
from seed.importing import reads
from seed.load import Origin
from seed.loading import LoadReport, load_reads
from service.reading import snapshot
from store.engine import Store


def exports(store: Store) -> bytes:
    with snapshot(store) as connection:
        return b"".join(exported(connection))


def lines_of(store: Store, kind: str | None = None) -> list[dict[str, Any]]:
    lines = [json.loads(line) for line in exports(store).splitlines()]
    return [line for line in lines if kind in (None, line["record"])]


def written(*lines: dict[str, Any]) -> bytes:
    return b"".join(json.dumps(line).encode() + b"\n" for line in lines)


def load(store: Store, content: bytes) -> tuple[LoadReport, list[str]]:
    """Load lines; gives the report, and why lines were rejected."""
    reasons: list[str] = []
    report = load_reads(
        store,
        reads(Content("records.ndjson", BytesIO(content)), FORMAT),
        Origin("records.ndjson", sha256(content).hexdigest(), FORMAT.name),
        FORMAT.dataset,
        rejected=lambda line, reason: reasons.append(reason),
        progress=lambda report: None,
    )
    return report, reasons


def take(store: Store, *lines: dict[str, Any]) -> LoadReport:
    """Load lines all of which are right."""
    report, reasons = load(store, written(*lines))
    assert reasons == []
    return report
