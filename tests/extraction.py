"""Texts that are read for a test of a stage of the extraction; skips where its parser is not installed."""

from __future__ import annotations

from datetime import datetime

import pytest

from seed.extract.findings import Story, Submitted
from seed.extract.reading import NoExtraction, model, read


def story_of(text: str, published: datetime | None = None, title: str | None = None) -> Story:
    """Read a text."""
    try:
        model()
    except NoExtraction as reason:
        pytest.skip(str(reason))
    return read(Submitted(text, published, title=title))
