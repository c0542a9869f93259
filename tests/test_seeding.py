"""The seed document goes into a store once, and again when it was changed."""

from __future__ import annotations

import shutil

import pytest

from seed import seeding
from seed.annotation import SEED_DOCUMENT
from seed.seeding import seed_store
from seed.storing import Report
from store.engine import Store


@pytest.fixture
def document(tmp_path, monkeypatch):
    """Give a copy of the seed document that a case may edit."""
    copy = shutil.copytree(SEED_DOCUMENT, tmp_path / SEED_DOCUMENT.name)
    monkeypatch.setattr(seeding, "SEED_DOCUMENT", copy)
    return copy


def replaced(file, old, new):
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


def reported(store: Store) -> Report:
    """Seed a store that this changes."""
    report = seed_store(store)
    assert report is not None
    return report


def test_an_empty_store_is_seeded(store):
    assert reported(store).created == 73


def test_a_seeded_store_is_not_read_again(store):
    seed_store(store)
    assert seed_store(store) is None


def test_an_edited_annotation_is_loaded(store, document):
    seed_store(store)
    replaced(document / "events.yaml", "is killed in Tehran;", "was killed in Tehran;")
    assert reported(store).updated == 1


def test_an_annotation_that_is_set_back_is_loaded_again(store, document):
    seed_store(store)
    replaced(document / "events.yaml", "is killed in Tehran;", "was killed in Tehran;")
    seed_store(store)
    replaced(document / "events.yaml", "was killed in Tehran;", "is killed in Tehran;")
    assert reported(store).updated == 1
