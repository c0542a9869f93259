"""Put the seed document into a store, once."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path

from sqlalchemy import select

from schemas.rendering import rendered
from seed.annotation import SEED_DOCUMENT, read_annotation
from seed.load import Origin, load
from seed.storing import Report
from store.engine import Store
from store.refresh import refresh_stale
from store.tables import Load


def seed_store(store: Store) -> Report | None:
    """Load the seed document; None where these very files were what was loaded last. Raises AnnotationError."""
    files = sorted(path for path in SEED_DOCUMENT.iterdir() if path.is_file())
    origin = Origin(SEED_DOCUMENT.name, hash_of(files))
    if not _loaded(store, origin):
        return load(store, read_annotation(SEED_DOCUMENT), origin)
    # A load that was stopped after its records were stored may have left documents to make again.
    for _ in refresh_stale(store, rendered):
        pass
    return None


def _loaded(store: Store, origin: Origin) -> bool:
    last = select(Load.sha256).where(Load.file_name == origin.file_name).order_by(Load.id.desc()).limit(1)
    with store.reader.connect() as connection:
        return connection.execute(last).scalar() == origin.sha256


def hash_of(files: Iterable[Path]) -> str:
    """Hash files, names and bytes, to one SHA-256."""
    digest = sha256()
    for file in files:
        digest.update(file.name.encode() + b"\x00" + file.read_bytes())
    return digest.hexdigest()
